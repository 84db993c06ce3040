"""The HTML report in a real browser: axe-core finds nothing, and it can be read, tabbed through and printed by anyone."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pikepdf
import pytest
from support import EXAMPLE, ROOT
from support import browser as chromium
from support.assessments import NOTHING, assessment, hostile
from support.full_report import html
from support.needs import needs

from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [needs("chromium"), pytest.mark.slow]

PLAYBOOKS = sorted(path.parent.name for path in (ROOT / "playbooks").glob("*/example-answers.yaml"))
SMALL = "gsa-cx-maturity-2022"
FLAGSHIP = "act-iac-cx-2018"
KINDS = [*PLAYBOOKS, "comparing", "nothing answered", "hostile"]
SHORTER = [f"{kind}, {size}" for size in ("brief", "standard") for kind in (FLAGSHIP, *KINDS[-3:])]
REPORTS = [*KINDS, *SHORTER]  # by name; in full where no size is named
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# What a reader may set for WCAG 1.4.12, with nothing lost.
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def files(folder: Path) -> dict[str, Path]:
    """The report of every kind that these tests look at, as a file."""
    made = {name: folder / f"{name.replace(', ', '-').replace(' ', '-')}.html" for name in REPORTS}
    composed = {kind: report(kind, folder) for kind in KINDS}
    for name, file in made.items():
        kind, _, size = name.partition(", ")
        file.write_text(html(composed[kind], size=size or "full"), "utf-8")
    return made


def report(name: str, folder: Path) -> Report:
    if name in PLAYBOOKS:
        return compose(assessment(ROOT / "playbooks" / name / "example-answers.yaml"))
    if name == "nothing answered":
        return compose(assessment(NOTHING, folder=folder))
    earlier = assessment(EXAMPLE.read_text("utf-8").replace("level: 4", "level: 3"), folder=folder)
    if name == "comparing":
        return compose(assessment(EXAMPLE), earlier)
    return hostile(compose(assessment(ROOT / "playbooks" / SMALL / "example-answers.yaml")))


@pytest.fixture(scope="module", params=REPORTS)
def kept(request: pytest.FixtureRequest, browser: Browser, files: dict[str, Path]) -> Iterator[Page]:
    """A page for each report, opened once: opening takes longer than most of the tests."""
    with chromium.opened(browser, files[request.param]) as page:
        yield page


@pytest.fixture
def each(kept: Page) -> Page:
    """The page of each report in turn, on a wide screen in light colors."""
    kept.set_viewport_size({"width": 1440, "height": 900})
    kept.emulate_media(color_scheme="light")
    return kept


def test_axe_finds_nothing_in_light_and_dark(each: Page) -> None:
    assert chromium.axe_besides_colors(each) == []
    for scheme in SCHEMES:
        each.emulate_media(color_scheme=scheme)
        assert chromium.axe_colors(each) == []
        assert chromium.faint_labels(each) == []


def test_axe_finds_nothing_on_a_small_screen(each: Page) -> None:
    each.set_viewport_size({"width": 360, "height": 800})
    each.emulate_media(color_scheme="dark")
    assert chromium.axe_besides_colors(each) == []
    assert decided(chromium.axe_colors(each)) == []


@pytest.mark.parametrize("name", [FLAGSHIP, SMALL])
def test_axe_finds_nothing_at_any_element(browser: Browser, files: dict[str, Path], name: str) -> None:
    with chromium.opened(browser, files[name]) as page:
        assert chromium.axe(page) == []


@pytest.mark.parametrize("width", [768, 360])
def test_axe_finds_nothing_at_any_width(browser: Browser, files: dict[str, Path], width: int) -> None:
    with chromium.opened(browser, files[SMALL], width) as page:
        assert chromium.axe_besides_colors(page) == []
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert decided(chromium.axe_colors(page)) == []


def decided(lines: list[str]) -> list[str]:
    """Without what axe-core cannot judge: the cells for which a table has to be scrolled on a small screen."""
    return [line for line in lines if not line.startswith("incomplete")]


def test_only_tables_scroll_sideways(each: Page) -> None:
    for width in (320, 768, 1280, 1440):
        each.set_viewport_size({"width": width, "height": 900})
        assert (width, overflowing(each)) == (width, [])


@pytest.mark.parametrize("width", [360, 1440])
def test_wider_or_larger_text_loses_nothing(browser: Browser, files: dict[str, Path], width: int) -> None:
    with chromium.opened(browser, files["comparing"], width) as page:
        page.add_style_tag(content=TEXT_SPACING)
        assert overflowing(page) == []
    with chromium.opened(browser, files["comparing"], width) as page:
        page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert overflowing(page) == []


def overflowing(page: Page) -> list[str]:
    """What is wider than its place: the page itself, a cell, or anything that cuts off what it holds.

    Heads of tables whose rows are blocks are there for listeners alone, and have no size.
    """
    elements: list[str] = page.evaluate("""() => {
        const wide = (element) => element.scrollWidth > element.clientWidth + 1
        const faults = wide(document.documentElement) ? ["the page"] : []
        for (const element of document.body.querySelectorAll("*:not(svg, svg *)")) {
            const style = getComputedStyle(element)
            if (element.closest("thead") && innerWidth <= 640) continue
            const cuts = style.overflowX === "hidden" || style.overflowX === "clip"
            if (style.display !== "inline" && wide(element) && (cuts || element.matches("th, td, p, li, h2, h3, h4")))
                faults.push(element.tagName + " " + element.className + ": " + element.textContent.slice(0, 60))
        }
        return faults
    }""")
    return elements


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    browser: Browser, files: dict[str, Path], scheme: str
) -> None:
    with chromium.opened(browser, files[FLAGSHIP], color_scheme=scheme) as page:
        page.evaluate("""[...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
            .filter(element => element.checkVisibility()).forEach((element, place) => element.dataset.place = place)""")
        count = page.locator("[data-place]").count()
        places = []
        for _ in range(count):
            page.keyboard.press("Tab")
            place, shown = page.evaluate(FOCUS)
            assert shown == "shown"
            places.append(place)
        assert places == [str(place) for place in range(count)]
        page.keyboard.press("Shift+Tab")
        assert page.evaluate(FOCUS)[1] == "shown"


# The number of the element with the focus, and whether it has a line around it that stands out (3 to 1 by WCAG 2.2)
# and nothing lies over it.
FOCUS = r"""() => {
    const element = document.activeElement, style = getComputedStyle(element)
    const [box] = element.getClientRects()
    const within = (low, value, high) => Math.max(low, Math.min(value, high))
    const over = document.elementFromPoint(within(1, box.left + box.width / 2, innerWidth - 2),
                                           within(1, box.top + Math.min(box.height / 2, 8), innerHeight - 2))
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    const seen = over !== null && (element.contains(over) || over.contains(element))
    const words = element.textContent.trim().slice(0, 40)
    let behind = element.parentElement
    while (behind && /^rgba\(.*, 0\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement
    const light = color => color.match(/[\d.]+/g).slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0)
    const ground = getComputedStyle(behind || document.body).backgroundColor
    const [low, high] = [style.outlineColor, ground].map(light).sort((a, b) => a - b)
    const faint = (high + 0.05) / (low + 0.05) < 3
    const fault = !outlined ? "no outline" : !seen ? "hidden" : faint ? "faint" : ""
    return [element.dataset.place, fault ? `${fault}: ${words}` : "shown"]
}"""


def test_the_first_key_leads_past_the_contents(browser: Browser, files: dict[str, Path]) -> None:
    with chromium.opened(browser, files[FLAGSHIP], 768) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("size", ["", ", standard"])
def test_the_contents_stay_in_sight_on_a_wide_screen(browser: Browser, files: dict[str, Path], size: str) -> None:
    with chromium.opened(browser, files[FLAGSHIP + size], 1440) as page:
        page.locator("nav a").last.click()
        box = page.locator("nav ul").bounding_box()
        assert box is not None
        assert box["y"] >= 0
        heading = page.locator("h2:target").bounding_box()
        assert heading is not None
        assert 0 <= heading["y"] < 900
        assert box["x"] + box["width"] < heading["x"]
        page.set_viewport_size({"width": 768, "height": 900})
        page.evaluate("scrollTo(0, 20000)")
        assert page.evaluate("document.querySelector('nav').getBoundingClientRect().bottom") < 0


# What a screen reader is told


def test_a_screen_reader_user_can_find_the_way(each: Page) -> None:
    nodes = chromium.nodes(each)
    named = {"region", "table", "navigation", "image", "img", "link", "heading", "columnheader"}
    assert [node for node in nodes if node["role"] in named and not node["name"].strip()] == []
    levels = [int(node["level"]) for node in nodes if node["role"] == "heading"]
    assert levels[:2] == [1, 2]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    roles = [node["role"] for node in nodes]
    size = next((size for size in ("brief", "standard") if each.url.endswith(f"-{size}.html")), "full")
    landmarks = {
        "brief": ["main", "contentinfo"],
        "standard": ["main", "navigation", "contentinfo"],
        "full": ["banner", "navigation", "main", "contentinfo"],
    }
    assert [role for role in roles if role in landmarks["full"]] == landmarks[size]


def test_links_say_where_they_go(each: Page) -> None:
    links = each.evaluate("[...document.links].map(link => [link.textContent.trim(), link.getAttribute('href')])")
    goals: dict[str, set[str]] = {}
    for text, goal in links:
        assert not re.fullmatch(r"(click )?(here|link|more|read more|this|\d*)", text, re.IGNORECASE)
        assert not re.match(r"https?://|www\.|mailto:", text)
        goals.setdefault(text, set()).add(goal)
    assert {text: addresses for text, addresses in goals.items() if len(addresses) > 1} == {}


def test_a_figure_is_one_image_with_a_name(browser: Browser, files: dict[str, Path]) -> None:
    with chromium.opened(browser, files[FLAGSHIP]) as page:
        drawn = page.locator("svg:not([aria-hidden]), [role=img]:not(svg)").count()
        images = [node["name"] for node in chromium.nodes(page) if node["role"] in ("image", "img")]
        inside = page.evaluate("document.querySelectorAll('svg a, svg [tabindex]').length")
    assert drawn
    assert len(images) == drawn
    assert all(images)
    assert inside == 0


@pytest.mark.parametrize("name", [*PLAYBOOKS, "comparing"])
def test_words_of_a_figure_never_meet(browser: Browser, files: dict[str, Path], name: str) -> None:
    for width in (360, 768, 1440):
        with chromium.opened(browser, files[name], width) as page:
            assert (width, meeting(page)) == (width, [])


def meeting(page: Page) -> list[str]:
    """Pairs of words in the strip of answers or the profile that overlap, and words that leave the table."""
    pairs: list[str] = (
        page.evaluate("""() => [...document.querySelectorAll(".strip, .profile-table")].flatMap(table => {
        const edge = table.getBoundingClientRect(), boxes = []
        const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT)
        while (texts.nextNode()) {
            const range = document.createRange(), node = texts.currentNode
            if (!node.data.trim() || node.parentElement.closest("thead th:not(.scale)") && innerWidth < 640) continue
            range.selectNodeContents(node)
            for (const one of range.getClientRects()) boxes.push({one, word: node.data.trim()})
        }
        const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3
        return boxes.flatMap(({one, word}, n) => [
            ...boxes.slice(n + 1).filter(other => meet(one, other.one)).map(other => `${word} | ${other.word}`),
            ...(one.left < edge.left - 1 || one.right > edge.right + 1 ? [`${word} leaves`] : []),
        ])
    })""")
    )
    return pairs


# What readers set


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_of_the_reader_replace_ours(browser: Browser, files: dict[str, Path], scheme: str) -> None:
    with chromium.opened(browser, files[FLAGSHIP], forced_colors="active", color_scheme=scheme) as page:
        ground, ink, cover, head, edge = page.evaluate("""() => {
            const style = (place) => getComputedStyle(document.querySelector(place))
            return [style("body").backgroundColor, style("h1").color, style(".cover").backgroundColor,
                    style("thead th").color, style("thead th").borderBottomStyle]
        }""")
        black, white = "rgb(0, 0, 0)", "rgb(255, 255, 255)"
        assert (ground, ink) == ((white, black) if scheme == "light" else (black, white))
        assert (cover, head, edge) == (ground, ink, "solid")
        assert chromium.faint_labels(page) == []


def test_nothing_moves(browser: Browser, files: dict[str, Path]) -> None:
    with chromium.opened(browser, files[FLAGSHIP]) as page:
        moving = page.evaluate("""[...document.querySelectorAll('*')].filter(element => {
            const style = getComputedStyle(element)
            return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior !== "auto"
        }).length""")
    assert moving == 0


def test_a_page_that_was_tampered_with_can_run_and_fetch_nothing(
    browser: Browser, files: dict[str, Path], folder: Path
) -> None:
    planted = """<script>document.title = "run"</script><img src="https://tampered.invalid/a.png" onerror="document.title = 1">
        <link rel="stylesheet" href="https://tampered.invalid/a.css"><iframe src="https://tampered.invalid/"></iframe>"""
    file = folder / "tampered.html"
    file.write_text(files[SMALL].read_text("utf-8").replace("</main>", f"{planted}</main>"), "utf-8")
    asked: list[str] = []
    context = browser.new_context()
    context.on("requestfinished", lambda request: asked.append(request.url))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert page.title().startswith("Customer experience maturity report")
    assert asked == [file.as_uri()]
    refused = [text for text in said if "Content Security Policy" in text]
    assert len(refused) >= 4
    context.close()


# Printing from the browser


@pytest.fixture(scope="module")
def printed(browser: Browser, folder: Path) -> bytes:
    """The marked report as someone prints it who reads in dark colors and prints no backgrounds."""
    made = compose(assessment(f"marking: CUI//SP-PRVCY\n{EXAMPLE.read_text('utf-8')}", folder=folder))
    file = folder / "marked.html"
    file.write_text(html(made), "utf-8")
    with chromium.opened(browser, file, color_scheme="dark") as page:
        return page.pdf(prefer_css_page_size=True)


def test_the_brief_is_printed_on_one_page(browser: Browser, files: dict[str, Path]) -> None:
    with chromium.opened(browser, files[f"{FLAGSHIP}, brief"]) as page:
        made = page.pdf(prefer_css_page_size=True)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) == 1


@needs("poppler")
def test_every_printed_page_is_marked_and_numbered_and_cuts_nothing_off(printed: bytes) -> None:
    run = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=printed, capture_output=True, check=True)
    pages = run.stdout.decode("utf-8").split("<page ")[1:]
    assert len(pages) > 10
    for number, page in enumerate(pages, 1):
        words = re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<', page)
        boxes = [(text, *map(float, box)) for *box, text in words]
        inside = [left > 0.74 * 72 and right < 7.76 * 72 and bottom < 10.9 * 72 for _, left, _, right, bottom in boxes]
        assert all(inside), number
        (mark,) = [top for text, _, top, _, _ in boxes if text == "CUI//SP-PRVCY" and top > 9.5 * 72]
        below = [text for text, _, _, _, bottom in boxes if bottom > mark and text != "CUI//SP-PRVCY"]
        assert below == ["Page", str(number), "of", str(len(pages))]


@needs("poppler")
def test_dark_colors_are_not_printed(printed: bytes) -> None:
    from PIL import Image

    run = subprocess.run(["pdftoppm", "-r", "20", "-gray", "-"], input=printed, capture_output=True, check=True)
    stream = io.BytesIO(run.stdout)
    shades = []
    while stream.tell() < len(run.stdout):
        width, height = map(int, re.match(rb"P5\s(\d+)\s(\d+)\s255\s", run.stdout[stream.tell() :]).groups())  # type: ignore[union-attr]
        stream.seek(stream.tell() + len(b"P5\n%d %d\n255\n" % (width, height)))
        page = Image.frombytes("L", (width, height), stream.read(width * height))
        shades.append(page.getpixel((2, 2)))
    assert len(shades) > 10
    assert set(shades) == {255}
