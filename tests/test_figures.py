"""Figures: positions that follow the numbers, labels that never collide, and text alternatives."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import EXAMPLE, ROOT, tiny, write_answers

from cxassess.answers import Library, load_answers
from cxassess.playbook import Catalog
from cxassess.report.figures import draw
from cxassess.report.figures.labels import spread_centers, truncate, wrap
from cxassess.report.figures.model import Text
from cxassess.report.figures.widths import KNOWN, WIDTHS, reserved_width, width
from cxassess.scoring import Assessment, assess

FONTS = ROOT / "reports" / "leadership" / "fonts"
# Deterministic, and patient with a machine that has other things to do.
CALM = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
LEVELS = "{1: {value: 1}, 2: {value: 2}, 3: {value: 3}}"
EXAMPLES = sorted((ROOT / "playbooks").glob("*/example-answers.yaml"))


def assessed(path: Path, playbook: Path | None = None) -> Assessment:
    loaded = load_answers(str(path), Library(Catalog((ROOT / "playbooks",)), playbook))
    return assess(loaded.playbook, loaded.answers)


@functools.cache
def flagship() -> Assessment:
    return assessed(EXAMPLE)


def small(folder: Path, answers: str, more: str = "", **playbook: Any) -> Assessment:
    """An assessment with a playbook of two plays, A with two questions and B with one, on a scale from 1 to 3."""
    folder.mkdir(exist_ok=True)
    home = folder / "tiny" if (folder / "tiny").exists() else tiny(folder, **playbook)
    return assessed(write_answers(folder / "answers.yaml", answers, more=more), home)


def shifted(path: Path, folder: Path) -> Assessment:
    """An earlier assessment: the same answers, every third level lower and every fourth higher."""
    numbers = itertools.count()

    def move(match: re.Match[str]) -> str:
        step = {0: -1, 1: 1}.get(next(numbers) % 4, 0)
        return f"{match[1]}{max(1, min(5, int(match[2]) + step))}"

    text = re.sub(r"^(    level: )(\d)$", move, path.read_text("utf-8"), flags=re.MULTILINE)
    earlier = folder / "earlier.yaml"
    earlier.write_text(text.replace("date: 2026", "date: 2025"), "utf-8")
    return assessed(earlier)


def texts(value: Any) -> Iterator[Text]:
    """Every text of a figure."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def at(text: Text) -> tuple[int, int, str]:
    return text.x, text.y, text.words


# Text that fits


def test_widths_are_those_of_the_fonts() -> None:
    fonts = pytest.importorskip("fontTools.ttLib")
    for table, name in zip(WIDTHS, ("Regular", "Bold"), strict=True):
        font = fonts.TTFont(FONTS / f"PublicSans-{name}.ttf")
        assert font["head"].unitsPerEm == 2000
        glyphs, advances = font.getBestCmap(), font["hmtx"]
        assert table == {char: advances[glyphs[ord(char)]][0] for char in KNOWN}


def test_a_width_is_the_sum_of_its_letters() -> None:
    assert width("P1", 100) == 105  # 1273 and 814 units of 2000 to an em, rounded up
    assert width("", 100) == 0


def test_text_is_cut_at_a_word_with_an_ellipsis() -> None:
    assert truncate("Gauge culture and appetite", 9999, 100) == "Gauge culture and appetite"
    assert truncate("Gauge culture and appetite", 900, 100) == "Gauge culture…"
    assert truncate("Antidisestablishmentarianism", 900, 100) == "Antidisestablis…"
    assert truncate("שלום", 9999, 100) == ""


def test_text_is_wrapped_and_its_last_line_cut() -> None:
    words = "A long title of a play that goes on and on"
    assert wrap(words, 800, 100, 2) == ("A long title of a", "play that…")
    assert wrap("Short", 800, 100, 2) == ("Short",)
    assert wrap("an emoji 😀", 800, 100, 2) == ()


@CALM
@given(st.text(st.sampled_from(KNOWN), max_size=150), st.integers(300, 3000), st.integers(1, 3))
def test_no_line_is_wider_than_its_space(words: str, most: int, lines: int) -> None:
    done = wrap(words, most, 100, lines)
    assert len(done) <= lines
    assert all(reserved_width(line, 100) <= most for line in done)


@CALM
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 300)), max_size=12))
def test_labels_are_spread_in_order_and_apart(items: list[tuple[int, int]]) -> None:
    wanted, sizes = sorted(place for place, _ in items), [size for _, size in items]
    centers = spread_centers(wanted, sizes, 0, 5000, 40)
    for (one, two), (first, second) in zip(itertools.pairwise(centers), itertools.pairwise(sizes), strict=True):
        assert two - one >= (first + second) // 2 + 40
    if items:
        assert centers[0] - sizes[0] // 2 >= 0
        assert centers[-1] + sizes[-1] // 2 <= 5000


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread_centers([100, 500], [80, 80], 0, 1000, 40) == [100, 500]
    assert spread_centers([500, 500], [80, 80], 0, 1000, 40) == [440, 560]
    assert spread_centers([0, 1000], [80, 80], 0, 1000, 40) == [40, 960]


# A small case, by hand


def test_votes_are_piled_over_their_levels(tmp_path: Path) -> None:
    votes = "[{who: a, level: 1}, {who: b, level: 2}, {who: c, level: 2}, {who: d, level: 3}]"
    figure = draw(
        small(tmp_path, f"{{A1: {{level: 2, votes: {votes}}}, B1: {{level: 3, votes: [{{who: a, level: 3}}]}}}}")
    ).votes
    assert figure is not None
    assert figure.sentence == (
        "Several people answered 1 question. Their votes are 2 levels apart. 1 question has only one vote."
    )
    chart = figure.charts[0]
    one, two, three = (tick.x for tick in chart.ticks)
    assert [(mark.x, mark.y - chart.base) for mark in chart.votes] == [
        (one, -75), (two, -75), (two, -200), (three, -75)
    ]  # fmt: skip
    assert [tick.box is not None for tick in chart.ticks] == [False, True, False]
    assert chart.alt == "Votes on A1: 1 at level 1, 2 at level 2 and 1 at level 3. Agreed: Level 2, Mid."
    assert figure.plays == ()


def test_many_votes_are_counted(tmp_path: Path) -> None:
    votes = ", ".join(f"{{who: p{n}, level: {1 if n < 20 else 3}}}" for n in range(25))
    figure = draw(small(tmp_path, f"{{A1: {{level: 3, votes: [{votes}]}}}}")).votes
    assert figure is not None
    assert [text.words for text in figure.charts[0].counts] == ["20", "5"]
    assert len(figure.charts[0].votes) == 6 + 2
    assert figure.caption.endswith("the number above the dots is the number of votes.")


# Colors


def light(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def test_every_color_of_an_answer_can_be_read_on() -> None:
    css = (ROOT / "reports" / "leadership" / "figures.css").read_text("utf-8")
    pairs = re.findall(r"\.step-[1-5] \{ background: (#\w{6}); color: (#\w{6}); \}", css)
    assert len(pairs) == 9  # five, and four of them anew on dark screens
    assert [(back, front) for back, front in pairs if contrast(back, front) < 4.5] == []
