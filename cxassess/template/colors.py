"""The colors of a template: how well they can be read, and the style sheet that replaces the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

HEX = re.compile(r"#?([0-9a-fA-F]{6})")
MIN_CONTRAST = 4.5  # WCAG 2.1, success criterion 1.4.3: text of normal size on its background
MIN_CONTRAST_DARK = 7.0  # success criterion 1.4.6, the stricter one: shades that are chosen here meet it
WHITE, BLACK, INK = "#ffffff", "#000000", "#1b1b1b"

_PAGE = {"white pages": WHITE, "gray panels": "#f1f5f9"}
# The colors that a template may set, each with the backgrounds that it is read on. The names are variables of
# reports/leadership/report.css. accent: links, ids and figures; strong: the cover, headings and the
# heads of tables; target: targets and focus areas; highlight: the line on the cover.
COLORS: dict[str, Mapping[str, str]] = {"accent": _PAGE, "strong": _PAGE, "target": _PAGE, "highlight": {}}
_DARK_BACKGROUNDS = ("#14171c", "#20262e")
_PALE = 0.66  # how much white is in the band of a range


def parse_color(text: str) -> str:
    """Returns a color as `#rrggbb`, or '' if the text is not one."""
    match = HEX.fullmatch(text)
    return f"#{match[1].lower()}" if match else ""


def contrast(one: str, other: str) -> float:
    """The contrast of two colors `#rrggbb`, from 1 to 21. Source: WCAG 2.1, "contrast ratio"."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    """Source: WCAG 2.1, "relative luminance"."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def least_contrast(name: str, color: str) -> tuple[float, str]:
    """The lowest contrast of a color with the backgrounds it is read on, and which one that is; 21 without any."""
    return min(((contrast(color, other), words) for words, other in COLORS[name].items()), default=(21.0, ""))


def darker(color: str) -> str:
    """The nearest darker shade that can be read on every light background."""
    return _readable(color, BLACK, [*_PAGE.values()], MIN_CONTRAST)


def color_css(colors: Mapping[str, str]) -> str:
    """The style sheet that sets these colors: as given on paper and on light screens, lightened on dark ones."""
    text = {name: color for name, color in colors.items() if COLORS[name]}
    dark = {name: _readable(color, WHITE, _DARK_BACKGROUNDS, MIN_CONTRAST_DARK) for name, color in text.items()}
    rules = [f":root {{ {_variables(text)} }}"] if text else []
    if "highlight" in colors:
        rules.append(f".cover .subject {{ border-top-color: {colors['highlight']}; }}")
    if "accent" in colors:
        rules += _step_rules(colors["accent"])
    if text:
        rules += ["@media screen {", "  @media (prefers-color-scheme: dark) {"]
        rules += [f"    {rule}" for rule in (f":root {{ {_variables(dark)} }}", *_dark_rules(colors, dark))]
        rules += ["  }", "}"]
    return "".join(f"{rule}\n" for rule in rules)


def _variables(colors: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {color};" for name, color in colors.items())


def _dark_rules(colors: Mapping[str, str], dark: Mapping[str, str]) -> Iterator[str]:
    if "strong" in colors:
        yield f".cover, .branded .band, .end, thead th {{ background: {colors['strong']}; color: {WHITE}; }}"
    if "accent" in dark:
        yield f".now {{ fill: {dark['accent']}; }}"
        yield f".now-line {{ stroke: {dark['accent']}; }}"
        yield f".range {{ fill: {_mix(colors['accent'], BLACK, 0.45)}; }}"
    if "target" in dark:
        yield f".target-line {{ stroke: {dark['target']}; }}"


class FigureColors(NamedTuple):
    """What figures are drawn with; `steps` are the background and the text of an answer's cell, the lowest first."""

    accent: str = "#005ea2"
    target: str = "#cf4900"
    range: str = "#aacdec"
    strong: str = "#162e51"
    steps: tuple[tuple[str, str], ...] = (
        ("#eff6fb", INK),
        ("#aacdec", INK),
        ("#4f97d1", INK),
        ("#005ea2", WHITE),
        ("#112f4e", WHITE),
    )


def figure_colors(colors: Mapping[str, str]) -> FigureColors:
    """The colors of figures where those of a template differ from the shipped ones."""
    default = FigureColors()
    accent = colors.get("accent", "")
    return FigureColors(
        accent=accent or default.accent,
        target=colors.get("target", default.target),
        range=_mix(accent, WHITE, _PALE) if accent else default.range,
        strong=colors.get("strong", default.strong),
        steps=_steps(accent) if accent else default.steps,
    )


def _steps(accent: str) -> tuple[tuple[str, str], ...]:
    """The five steps of an answer's cell, from a tint of the accent to a shade, each with the more readable text color."""
    tints = (_mix(accent, WHITE, share) for share in (0.93, _PALE, 0.38))
    shades = (*tints, accent, _mix(accent, BLACK, 0.55))
    return tuple((color, max(INK, WHITE, key=lambda text: contrast(text, color))) for color in shades)


def _step_rules(accent: str) -> Iterator[str]:
    for step, (color, text) in enumerate(_steps(accent), 1):
        yield f".cells .step-{step} {{ background: {color}; color: {text}; }}"


def _readable(color: str, end: str, backgrounds: Sequence[str], least: float) -> str:
    """A color mixed with white or black in steps of a twentieth, until it can be read on all backgrounds."""
    shades = (_mix(color, end, step / 20) for step in range(21))
    return next(shade for shade in shades if all(contrast(shade, background) >= least for background in backgrounds))


def _mix(color: str, end: str, share: float) -> str:
    pairs = [(int(color[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)
