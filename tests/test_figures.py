"""Figures: positions that follow the numbers, labels that never collide, and text alternatives."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import EXAMPLE, ROOT, tiny, write_answers
from support.full_report import html

from cxassess.answers import Library, load_answers
from cxassess.playbook import Catalog
from cxassess.report.figures import Figures, draw
from cxassess.report.figures.dots import dot_plots
from cxassess.report.figures.labels import Box, spread_centers, text_box, truncate, wrap
from cxassess.report.figures.model import DotPlot, Slope, Text
from cxassess.report.figures.rows import Axis, Mark, Row, Tick, chart_rows
from cxassess.report.figures.slopes import slope_plots
from cxassess.report.figures.widths import KNOWN, WIDTHS, reserved_width, width
from cxassess.report.single.compose import compose
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


def test_dot_plot_of_a_small_case(tmp_path: Path) -> None:
    then = small(tmp_path, "{A1: 1, A2: 2, B1: 1}")
    now = small(tmp_path, "{A1: 1, A2: 3, B1: 3}", more="targets: {A: {score: 2.5}}\n")
    (plot,) = draw(now, then).dots
    left, right = plot.left, plot.right
    assert plot.ticks == (left, (left + right + 1) // 2, right)
    assert [text.words for text in plot.scale] == ["1", "2", "3", "Low", "Mid", "High"]
    one, two, whole = plot.rows
    assert (one.score, one.last, one.target) == (
        (left + right + 1) // 2,
        left + (right - left + 2) // 4,
        left + ((right - left) * 3 + 2) // 4,
    )
    assert (two.score, two.last, two.target) == (right, left, None)
    assert (one.low, one.high) == (None, None)
    assert [[at(text) for text in row.names] for row in plot.rows] == [[(0, 285, "A")], [(0, 585, "B")], []]
    assert [text.words for text in whole.titles] == ["Overall"]
    words = [[text.words for text in (*row.lasts, *row.scores, *row.targets)] for row in plot.rows]
    assert words == [["last time 1.50", "score 2.00", "target 2.50"], ["1.00", "3.00"], ["1.25", "2.50"]]
    assert plot.alt == (
        "Dot plot. Score by play on a scale from 1 to 3. A 2.00, target 2.50, last time 1.50; "
        "B 3.00, last time 1.00; Overall 2.50, last time 1.25."
    )


def test_an_open_question_gives_a_line_and_no_score_gives_words(tmp_path: Path) -> None:
    now = small(tmp_path, "{A1: 3}", more="targets: {B: {score: 2}}\n")
    (plot,) = draw(now).dots
    one, two, _ = plot.rows
    assert (one.low, one.high) == ((plot.left + plot.right + 1) // 2, plot.right)
    assert (two.score, two.low, two.high, two.scores) == (None, None, None, ())
    assert [text.words for text in two.missing] == ["no score"]
    assert two.target is not None
    assert "B no score, target 2.00" in plot.alt


def test_nothing_answered_draws_no_scores(tmp_path: Path) -> None:
    figures = draw(small(tmp_path, "{}"))
    assert (figures.dots, figures.slopes, figures.votes) == ((), (), None)
    assert figures.heat is not None
    assert {cell.mark for row in figures.heat.rows for cell in row.cells if cell} == {"open"}


def test_plays_of_different_size_are_drawn_by_their_share_of_the_points(tmp_path: Path) -> None:
    answers = "{A1: 3, A2: {not_applicable: none}, B1: 1}"
    plays = {"A": [{"levels": LEVELS}, {"levels": LEVELS}, {"levels": LEVELS}], "B": [{"levels": LEVELS}]}
    now = small(tmp_path, answers, scoring="{method: sum, decimals: 0}", scale="", plays=plays)
    (plot,) = draw(now).dots
    one, two, whole = plot.rows
    assert [text.words for text in plot.scale] == ["0%", "25%", "50%", "75%", "100%"]
    assert one.score == (plot.left + plot.right + 1) // 2
    assert two.score == plot.left + ((plot.right - plot.left) * 2 + 3) // 6
    assert [text.words for row in (one, two, whole) for text in row.scores] == ["score 3 of 6", "1 of 3", "4 of 9"]


def test_the_reported_scale_is_drawn(tmp_path: Path) -> None:
    rule = "{rescale: {from: [1, 3], to: [0, 100]}, decimals: 0}"
    (plot,) = draw(small(tmp_path, "{A1: 2, A2: 2, B1: 3}", scoring=rule)).dots
    assert [text.words for text in plot.scale] == ["0", "20", "40", "60", "80", "100"]
    assert plot.rows[0].score == (plot.left + plot.right + 1) // 2
    assert "from 0 to 100" in plot.alt


def test_names_of_bands_are_between_their_ends(tmp_path: Path) -> None:
    bands = "[{name: Weak, from: 0, to: 40}, {name: Strong, from: 40, to: 100}]"
    rule = f"{{rescale: {{from: [1, 3], to: [0, 100]}}, decimals: 0, bands: {bands}}}"
    (plot,) = draw(small(tmp_path, "{A1: 2, A2: 2, B1: 3}", scoring=rule)).dots
    assert [text.words for text in plot.scale] == ["0", "40", "100", "Weak", "Strong"]
    weak = next(text for text in plot.scale if text.words == "Weak")
    assert weak.x == (plot.ticks[0] + plot.ticks[1]) // 2


def test_a_target_off_the_scale_is_described_and_not_drawn(tmp_path: Path) -> None:
    now = small(tmp_path, "{A1: 2, A2: 2, B1: 3}", more="targets: {A: {score: 99999}}\n")
    (plot,) = draw(now).dots
    assert plot.rows[0].target is None
    assert plot.caption.endswith("Off the scale and not drawn: the target of A, 99999.00.")
    assert "A 2.00, target 99999.00" in plot.alt


def test_slopes_join_then_and_now_and_name_what_fell(tmp_path: Path) -> None:
    plays: dict[str, list[dict[str, Any]]] = {id: [{}] for id in "ABCD"}
    then = small(tmp_path, "{A1: 1, B1: 3, C1: 2}", plays=plays)
    now = small(tmp_path, "{A1: 3, B1: 2, C1: 2, D1: 1}", plays=plays)
    (plot,) = draw(now, then).slopes
    up, down, level = plot.slopes
    assert (up.line.y1, up.line.y2) == (plot.bottom - 80, plot.top + 80)
    assert (down.line.y1, down.line.y2) == (plot.top + 80, (plot.top + plot.bottom) // 2)
    assert level.line.y1 == level.line.y2 == down.line.y2
    assert [one.fell for one in plot.slopes] == [False, True, False]
    assert plot.caption == "Score by play last time and now. The dashed line fell: B."
    assert plot.note == "Not drawn: D, where a score is missing."
    assert "B from 3.00 to 2.00" in plot.alt


def test_plays_on_another_basis_have_no_slope(tmp_path: Path) -> None:
    one: dict[str, list[dict[str, Any]]] = {id: [{}] for id in "ABC"}
    two: dict[str, list[dict[str, Any]]] = {"A": [{}], "B": [{}], "C": [{}, {}]}
    then = small(tmp_path / "then", "{A1: 1, B1: 3, C1: 2}", plays=one)
    now = small(tmp_path / "now", "{A1: 3, B1: 2, C1: 2, C2: 2}", plays=two)
    figures = draw(now, then)
    assert len(figures.slopes[0].slopes) == 2
    assert figures.slopes[0].note == "Not drawn: C, where the questions are not the same as last time."
    assert figures.dots[0].rows[2].last is None


def test_heat_map_colors_by_height_and_names_what_has_no_level(tmp_path: Path) -> None:
    answers = "{A1: 1, A2: {unknown: true}, B1: 3}"
    heat = draw(small(tmp_path, answers)).heat
    assert heat is not None
    assert heat.heads == ("1", "2")
    cells = [[(cell.id, cell.mark, cell.step) if cell else None for cell in one.cells] for one in heat.rows]
    assert cells == [[("A1", "1", 1), ("A2", "?", 0)], [("B1", "3", 5), None]]
    assert [(one.step, one.mark, one.meaning) for one in heat.legend] == [
        (1, "", "lowest level of a question"),
        (3, "", "middle"),
        (5, "", "highest"),
        (0, "?", "don't know"),
    ]


@pytest.mark.parametrize(
    ("levels", "steps"),
    [("no yes", [1, 5]), ("a b c", [1, 3, 5]), ("0 1 2 3", [1, 2, 4, 5]), ("1 2 3 4 5", [1, 2, 3, 4, 5])],
)
def test_steps_of_color_go_from_lowest_to_highest(tmp_path: Path, levels: str, steps: list[int]) -> None:
    keys = levels.split()
    own = "{" + ", ".join(f'"{key}": {{value: {n}, text: x}}' for n, key in enumerate(keys)) + "}"
    answers = "{" + ", ".join(f'A{n}: "{key}"' for n, key in enumerate(keys, 1)) + "}"
    heat = draw(small(tmp_path, answers, plays={"A": [{"levels": own} for _ in keys]}, scale="")).heat
    assert heat is not None
    assert [(cell.mark, cell.step) for cell in heat.rows[0].cells if cell] == list(zip(keys, steps, strict=True))


def test_a_play_with_many_questions_continues_in_more_rows(tmp_path: Path) -> None:
    heat = draw(small(tmp_path, "{}", plays={"A": [{} for _ in range(14)], "B": [{}]})).heat
    assert heat is not None
    assert heat.heads == ("1, 8", "2, 9", "3, 10", "4, 11", "5, 12", "6, 13", "7, 14")
    assert [(one.id, one.more, len(one.cells)) for one in heat.rows] == [
        ("A", False, 7),
        ("A", True, 7),
        ("B", False, 7),
    ]


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


# Whatever the playbook: places follow scores, labels keep clear

AXIS = Axis(Fraction(1), Fraction(5), tuple(Tick(Fraction(n), str(n), f"Level {n}") for n in (1, 3, 5)), (), "")


def row(id: str, score: Fraction | None, title: str = "Play", overall: bool = False, **more: Any) -> Row:
    empty: dict[str, Any] = {"target": None, "last": None, "low": None, "high": None, "compared": True}
    shown = None if score is None else Mark(score, f"{float(score):.2f}")
    return Row(id=id, title=title, label=title, overall=overall, score=shown, **{**empty, **more})


@st.composite
def drawn_rows(draw: st.DrawFn) -> list[Row]:
    """Plays as any playbook may have them, and the overall."""
    named = draw(st.booleans())
    places = st.one_of(st.none(), st.fractions(1, 5, max_denominator=7))
    ids = st.one_of(
        st.integers(1, 20).map(lambda n: f"P{n}"), st.text(st.sampled_from("aMW-.1"), min_size=1, max_size=64)
    )
    titles = st.one_of(
        st.text(st.sampled_from("Wil mé "), min_size=1, max_size=120).map(lambda text: " ".join(text.split()) or "x"),
        st.sampled_from(["Measure and monitor continually", "Share and Act on Recommendations", "Überblick – “alles”"]),
    )
    moved = []
    for number in range(draw(st.integers(1, 21)) + 1):
        score, target, last = (
            None if place is None else Mark(place, f"{float(place):.2f}")
            for place in draw(st.tuples(places, places, places))
        )
        ends: dict[str, Any] = {}
        if score and draw(st.booleans()):
            ends = {"low": Mark(Fraction(1), "1.00"), "high": Mark(Fraction(5), "5.00")}
        id = draw(ids) if named and number else ""
        one = row(id, None, draw(titles) if number else "Overall", overall=not number, target=target, last=last, **ends)
        moved.append(one._replace(score=score))
    return [*moved[1:], moved[0]]


def clear(width: int, height: int, words: list[Text], marks: list[Box]) -> None:
    """Fails where text leaves the drawing, or meets other text or a mark."""
    boxes = [text_box(text) for text in words]
    for text, one in zip(words, boxes, strict=True):
        assert one.left >= 0, text
        assert one.right <= width, text
        assert one.top >= 0, text
        assert one.bottom <= height, text
    for first, second in itertools.combinations(range(len(boxes)), 2):
        assert not boxes[first].meets(boxes[second]), (words[first], words[second])
    for text, one in zip(words, boxes, strict=True):
        assert not [mark for mark in marks if one.meets(mark)], text


def around(x: int, y: int, size: int) -> Box:
    return Box(x - size, y - size, x + size, y + size)


def dot_marks(plot: DotPlot) -> list[Box]:
    sizes = ("score", 50), ("last", 68), ("target", 80), ("low", 7), ("high", 7)
    places = [(getattr(one, kind), one.y, size) for one in plot.rows for kind, size in sizes]
    return [around(x, y, size) for x, y, size in places if x is not None]


def slope_marks(slopes: tuple[Slope, ...]) -> list[Box]:
    lines = [one.line for one in slopes]
    return [around(x, y, 38) for line in lines for x, y in ((line.x1, line.y1), (line.x2, line.y2))]


@pytest.mark.slow
@CALM
@given(drawn_rows())
def test_no_label_of_a_dot_plot_meets_anything(plays: list[Row]) -> None:
    for plot in dot_plots(plays, AXIS):
        clear(plot.width, plot.height, list(texts(plot)), dot_marks(plot))
        assert plot.height < 8600  # and it fits on a page


@pytest.mark.slow
@CALM
@given(drawn_rows())
def test_no_label_of_a_slope_meets_anything(plays: list[Row]) -> None:
    for plot in slope_plots(flagship(), flagship(), plays, AXIS):
        clear(plot.width, plot.height, list(texts(plot)), slope_marks(plot.slopes))


@pytest.mark.slow
@CALM
@given(st.lists(st.fractions(1, 5, max_denominator=50), min_size=2, max_size=12))
def test_a_higher_score_is_further_right(scores: list[Fraction]) -> None:
    (plot,) = dot_plots([row(f"P{n}", score) for n, score in enumerate(sorted(scores))], AXIS)
    places = [one.score for one in plot.rows if one.score is not None]
    assert places == sorted(places)
    assert plot.left <= places[0] <= places[-1] <= plot.right


@pytest.mark.slow
@CALM
@given(drawn_rows())
def test_nothing_is_drawn_where_there_is_no_score(plays: list[Row]) -> None:
    rows_drawn = [one for plot in dot_plots(plays, AXIS) for one in plot.rows]
    for play, one in zip(plays, rows_drawn, strict=bool(rows_drawn)):
        assert (one.score is None) == (play.score is None)
        if play.score is None:
            assert (one.low, one.high, one.scores) == (None, None, ())
            assert one.missing


# The shipped playbooks


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.parent.name)
def example(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def alts(figures: Figures) -> list[str]:
    return [plot.alt for plot in (*figures.dots, *figures.slopes)]


def test_every_number_of_an_alternative_text_is_in_the_table(example: Path, tmp_path: Path) -> None:
    report = compose(assessed(example), shifted(example, tmp_path))
    cells = {word for one in report.profile for cell in one for word in re.findall(r"[\d.]*\d", cell)}
    ends = {"1", "5", "0", "100"}  # of the scale
    told = alts(report.figures)
    assert len(told) == 2
    for alt in told:
        names = alt
        for one in report.profile:
            names = names.replace(one.title, "").replace(f" {one.id} ", " ") if one.id else names
        assert set(re.findall(r"(?<![A-Z\d])[\d.]*\d", names)) <= cells | ends


def test_labels_of_the_examples_keep_clear(example: Path, tmp_path: Path) -> None:
    now, then = assessed(example), shifted(example, tmp_path)
    for view in ("", *(view.id for view in now.playbook.views)):
        figures = draw(now, then, view)
        for dots in figures.dots:
            clear(dots.width, dots.height, list(texts(dots)), dot_marks(dots))
        for plot in figures.slopes:
            clear(plot.width, plot.height, list(texts(plot)), slope_marks(plot.slopes))


def test_titles_of_the_examples_are_not_cut_in_the_dot_plot(example: Path) -> None:
    assert [text.words for plot in draw(assessed(example)).dots for text in texts(plot) if "…" in text.words] == []


def test_groups_of_a_view_replace_plays() -> None:
    now = flagship()
    figures = draw(now, None, "a11-280")
    titles = [group.title for group in now.views["a11-280"]]
    assert [" ".join(text.words for text in one.titles) for one in figures.dots[0].rows] == [*titles, "Overall"]
    assert figures.heat is not None
    assert list(dict.fromkeys(one.title for one in figures.heat.rows)) == titles
    assert chart_rows(now, None, "a11-280")[0][0].id == ""


def drawings(page: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", page, re.DOTALL)


def test_a_drawing_of_thirteen_plays_is_small(tmp_path: Path) -> None:
    path = ROOT / "playbooks" / "gsa-cx-coe-13" / "example-answers.yaml"
    report = compose(assessed(path), shifted(path, tmp_path))
    for for_pdf in (False, True):
        sizes = [len(svg.encode()) for svg in drawings(html(report, for_pdf=for_pdf))]
        assert len(sizes) == 4  # two figures, and two questions with votes
        assert max(sizes) <= 12_000


def test_a_drawing_opens_with_its_title_and_is_named_by_it(tmp_path: Path) -> None:
    for svg in drawings(html(compose(flagship(), shifted(EXAMPLE, tmp_path)))):
        opening = re.match(
            r'<svg [^>]*role="img" aria-labelledby="([^"]+)"[^>]*><title id="([^"]+)">[^<]+</title>', svg
        )
        assert opening
        assert opening[1] == opening[2]


def test_titles_that_cannot_be_measured_are_only_in_the_table(tmp_path: Path) -> None:
    home = tiny(tmp_path, plays={"A": [{}], "B": [{}], "C": [{}]})
    play = home / "plays" / "A.yaml"
    play.write_text(play.read_text("utf-8").replace("title: Play A", "title: שלום 😀"), "utf-8")
    report = compose(assessed(write_answers(tmp_path / "x.yaml", "{A1: 1, B1: 2, C1: 3}"), home))
    drawn = report.figures
    assert [text.words for text in texts(drawn.dots[0]) if "😀" in text.words] == []
    assert [text.words for text in drawn.dots[0].rows[0].names] == ["A"]
    page = html(report)
    assert "שלום 😀" in page
    assert all("😀" not in svg for svg in drawings(page))


# Colors


def light(color: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


def test_every_color_of_the_heat_map_can_be_read_on() -> None:
    css = (ROOT / "reports" / "leadership" / "figures.css").read_text("utf-8")
    pairs = re.findall(r"\.step-[1-5] \{ background: (#\w{6}); color: (#\w{6}); \}", css)
    assert len(pairs) == 9  # five, and four of them anew on dark screens
    assert [(back, front) for back, front in pairs if contrast(back, front) < 4.5] == []


def test_every_word_and_mark_of_a_drawing_has_contrast() -> None:
    drawing = (ROOT / "reports" / "leadership" / "figures.html.j2").read_text("utf-8")
    marks = re.findall(r'class="[\w-]*(?:now|last|target|fell)-line"[^>]*stroke="(#\w{6})"', drawing)
    words = re.findall(r'texts\("\w+", "(#\w{6})"', drawing)
    assert len(marks) == 4
    assert len(words) == 9
    assert [color for color in marks if contrast(color, "#ffffff") < 3] == []
    assert [color for color in words if contrast(color, "#ffffff") < 4.5] == []
