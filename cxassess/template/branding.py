"""Colors of a template: how far apart two are, and the style sheet that puts them in the place of the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

HEX = re.compile(r"#?([0-9a-fA-F]{6})")
LEAST = 4.5  # WCAG 2.1, success criterion 1.4.3: text of normal size on its ground
EASY = 7.0  # success criterion 1.4.6, the stricter one: what we choose ourselves meets it
WHITE, BLACK = "#ffffff", "#000000"


class Token(NamedTuple):
    """A color that a template may set: what it is for, and the grounds (or texts) that it stands with."""

    meaning: str
    beside: tuple[tuple[str, str], ...]


_PAGE = (("the white page", WHITE), ("the gray of panels", "#f1f5f9"))
# The names are those of reports/leadership/report.css.
TOKENS = {
    "accent": Token("links, ids, figures and the heat map", _PAGE),
    "strong": Token("the cover, headings and the heads of tables", _PAGE),
    "target": Token("targets and what to concentrate on", _PAGE),
    "highlight": Token("the line on the cover", ()),
}
_DRAWN = {"accent": ("#005ea2",), "target": ("#cf4900", "#b03a00")}  # as reports/leadership/figures.html.j2 has them
# In the dark the same tokens are texts on these grounds.
_DARK = ("#14171c", "#20262e")


def color(written: str) -> str:
    """A color as `#rrggbb`, or '' where the text is none."""
    found = HEX.fullmatch(written)
    return f"#{found[1].lower()}" if found else ""


def contrast(one: str, other: str) -> float:
    """How far apart two colors `#rrggbb` are, 1 to 21. Source: WCAG 2.1, "contrast ratio"."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    """Source: WCAG 2.1, "relative luminance"."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_near(name: str, color: str) -> Iterator[tuple[str, float]]:
    """What a token's color cannot be told from: in words, with the contrast that is too low."""
    for words, other in TOKENS[name].beside:
        found = contrast(color, other)
        if found < LEAST:
            yield words, found


def darker(color: str) -> str:
    """The nearest darker shade of a color that is far enough from every light ground."""
    return _toward(color, BLACK, [ground for _, ground in _PAGE], LEAST)


def sheet(colors: Mapping[str, str]) -> str:
    """The style sheet that sets these tokens: as given on paper and in the light, lightened in the dark."""
    texts = {name: color for name, color in colors.items() if TOKENS[name].beside}
    dark = {name: _toward(color, WHITE, _DARK, EASY) for name, color in texts.items()}
    rules = [f":root {{ {_block(texts)} }}" if texts else "", *_cover(colors), *_heat(colors.get("accent", ""))]
    night = [f":root {{ {_block(dark)} }}", *_night(colors, dark)] if texts else []
    if night:
        rules += [
            "@media screen {",
            "  @media (prefers-color-scheme: dark) {",
            *(f"    {one}" for one in night),
            "  }",
            "}",
        ]
    return "".join(f"{rule}\n" for rule in rules if rule)


def _cover(colors: Mapping[str, str]) -> Iterator[str]:
    if "highlight" in colors:
        yield f".cover .subject {{ border-top-color: {colors['highlight']}; }}"


def _night(colors: Mapping[str, str], dark: Mapping[str, str]) -> Iterator[str]:
    if "strong" in colors:
        yield f".cover, .branded .band, .end, thead th {{ background: {colors['strong']}; color: {WHITE}; }}"
    for name, kind in (("accent", "now"), ("target", "target")):
        if name in dark:
            yield f".{kind} {{ fill: {dark[name]}; }}"
            yield f".{kind}-line {{ stroke: {dark[name]}; }}"
    if "accent" in colors:
        yield f".area {{ fill: {_mixed(colors['accent'], BLACK, 0.6)}; }}"


def _heat(accent: str) -> Iterator[str]:
    """The five steps of the heat map, from a tint of the accent to a shade, each with the ink that reads best on it."""
    for step, color in enumerate(_steps(accent), 1) if accent else ():
        ink = max("#1b1b1b", WHITE, key=lambda ink: contrast(ink, color))
        yield f".heat .step-{step}, .legend .step-{step} {{ background: {color}; color: {ink}; }}"


def _steps(accent: str) -> list[str]:
    return [*(_mixed(accent, WHITE, share) for share in (0.93, 0.66, 0.38)), accent, _mixed(accent, BLACK, 0.55)]


def recolored(page: str, colors: Mapping[str, str]) -> str:
    """The page with its figures in these colors: a drawing holds them as attributes, which the PDF shows as they are."""
    new: dict[str, str] = {}
    for name, olds in _DRAWN.items():
        new.update(dict.fromkeys(olds, colors.get(name, "")))
    return re.sub(r'(?<= )(fill|stroke)="(#[0-9a-f]{6})"', lambda at: f'{at[1]}="{new.get(at[2]) or at[2]}"', page)


def _block(colors: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {color};" for name, color in colors.items())


def _toward(color: str, end: str, grounds: Sequence[str], least: float) -> str:
    """A color mixed with white or black, in steps of a twentieth, until it is far enough from all grounds."""
    for step in range(21):
        mixed = _mixed(color, end, step / 20)
        if all(contrast(mixed, ground) >= least for ground in grounds):
            return mixed
    return end


def _mixed(color: str, end: str, share: float) -> str:
    pairs = [(int(color[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)
