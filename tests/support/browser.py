"""Opens a report in headless Chromium, as a reader would, and asks axe-core and the page itself what is wrong.

Playwright drives the browser that the system has; it comes, like axe-core, with the package axe-playwright-python.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support import needs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Debian's Chromium does not start as root, as CI does, unless its own sandbox is off. The pages hold no scripts.
# Shared memory is not used, because containers have none or little of it.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--force-color-profile=srgb",
]
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
COLOR_RULES = ("color-contrast", "link-in-text-block")
# Rules that axe-core has switched off because they are new or ask more than AA.
MORE_RULES = ("identical-links-same-purpose", "p-as-heading", "table-fake-caption", "td-has-header")
# What axe-core asks a person to look at: a column whose cells are all empty, because they are to be written in.
UNDECIDED = ("th-has-data-cells",)
KINDS = """() => {
    const clear = "rgba(0, 0, 0, 0)", seen = {}
    const ground = (element) => {
        while (element && getComputedStyle(element).backgroundColor === clear) element = element.parentElement
        return element ? getComputedStyle(element).backgroundColor : clear
    }
    return [...document.body.querySelectorAll("*:not(svg, svg *)")].filter(element => {
        if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) return false
        const style = getComputedStyle(element)
        const kind = [style.color, ground(element), style.fontSize, style.fontWeight, style.textDecorationLine].join()
        return (seen[kind] = (seen[kind] || 0) + 1) <= 2
    })
}"""


@contextmanager
def running() -> Iterator[Browser]:
    """One headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=needs.browser(), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1440, height: int = 900, **setting: Any) -> Iterator[Page]:
    """A page, `width` CSS pixels wide; `setting` is what a reader has set, such as `color_scheme="dark"`.

    Fails afterwards when the page asked for anything but itself, or the browser's console was written to.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, **setting)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    try:
        page.goto(file.as_uri())
        yield page
        assert asked == [file.as_uri()]
        assert said == []
    finally:
        context.close()


def axe(page: Page) -> list[str]:
    """A line for each rule of axe-core that the page breaks or that axe-core could not decide: rule, times, where.

    Text in drawings is passed over, whose ground axe-core cannot tell: see `faint_labels`.
    """
    return _axe(page, {"type": "tag", "values": WCAG}, {name: {"enabled": True} for name in MORE_RULES})


def axe_besides_colors(page: Page) -> list[str]:
    """The same without the rules whose outcome depends on colors alone, which take nine tenths of the time."""
    rules = {name: {"enabled": name in MORE_RULES} for name in (*MORE_RULES, *COLOR_RULES)}
    return _axe(page, {"type": "tag", "values": WCAG}, rules)


def axe_colors(page: Page) -> list[str]:
    """What those rules find, at the first two elements of each kind: same color, ground, size and weight of the text."""
    return _axe(page, {"type": "rule", "values": COLOR_RULES}, {}, f"include: ({KINDS})(),")


def _axe(page: Page, chosen: dict[str, Any], rules: dict[str, Any], include: str = "") -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe_source())
    options = {"runOnly": chosen, "rules": rules, "resultTypes": ["violations", "incomplete"]}
    results = page.evaluate(f"options => axe.run({{{include} exclude: ['svg text']}}, options)", options)
    return [
        f"{kind} {rule['id']} × {len(rule['nodes'])}: {rule['nodes'][0]['target']} {rule['nodes'][0]['failureSummary']}"
        for kind in ("violations", "incomplete")
        for rule in results[kind]
        if kind == "violations" or rule["id"] not in UNDECIDED
    ]


def faint_labels(page: Page) -> list[str]:
    """Each text in a drawing that is not legible on the page itself: its contrast is below 4.5 to 1."""
    labels: list[str] = page.evaluate("""() => {
        const light = (color) => {
            const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
                .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        const ground = light(getComputedStyle(document.body).backgroundColor)
        return [...document.querySelectorAll("svg text")].filter(text => {
            const ink = light(getComputedStyle(text).fill)
            return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 4.5
        }).map(text => `${text.textContent}: ${getComputedStyle(text).fill}`)
    }""")
    return labels


def _axe_source() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package and package.origin
    return (Path(package.origin).parent / "axe.min.js").read_text("utf-8")


def nodes(page: Page) -> list[dict[str, Any]]:
    """Return what a screen reader reads, in its order: the nodes of the accessibility tree that are not ignored."""
    session = page.context.new_cdp_session(page)
    tree: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in tree}
    order: list[dict[str, Any]] = []
    waiting = [tree[0]["nodeId"]]
    while waiting:
        node = by_id.get(waiting.pop())
        if node is None:
            continue
        waiting += reversed(node.get("childIds", []))
        if not node["ignored"]:
            facts = {fact["name"]: fact["value"].get("value") for fact in node.get("properties", [])}
            order.append({**facts, "role": node["role"]["value"], "name": node.get("name", {}).get("value", "")})
    return order
