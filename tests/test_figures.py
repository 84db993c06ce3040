"""Figures: places that follow the numbers, words that keep to their room, and what a listener hears."""

from __future__ import annotations

import functools
import itertools
import re
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import EXAMPLE, ROOT, tiny, write_answers

from cxassess.answers import Library, load_answers
from cxassess.charts.column_heads import column_heads
from cxassess.charts.labels import fit
from cxassess.charts.model import AnswerStrip, LevelProfile, StripRow, Text
from cxassess.charts.widths import KNOWN, WIDTHS, reserved_width, width
from cxassess.output import svg
from cxassess.output.html import html
from cxassess.playbook import Catalog
from cxassess.report.figures import draw
from cxassess.report.figures.scale import score_scale
from cxassess.report.single.compose import compose
from cxassess.scoring import Assessment, assess
from cxassess.template.colors import FigureColors

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
    assert fit("Gauge culture and appetite", 9999, 100) == "Gauge culture and appetite"
    assert fit("Gauge culture and appetite", 900, 100) == "Gauge culture…"
    assert fit("Antidisestablishmentarianism", 900, 100) == "Antidisestablis…"


def test_text_that_is_too_wide_for_its_space_is_cut_whatever_its_letters() -> None:
    assert fit("Кириллица и ещё несколько слов", 900, 100) == "Кирилли…"


@CALM
@given(st.text(st.sampled_from(KNOWN), max_size=150), st.integers(300, 3000))
def test_no_words_are_wider_than_their_space(words: str, most: int) -> None:
    assert reserved_width(fit(words, most, 100), 100) <= most


# The strip of answers


def answers_of(row: StripRow) -> str:
    """The cells of a row as text: `5 4 ? – .`, with a dot for one that was left open."""
    return " ".join(cell.mark or "." for cell in row.cells)


def key_of(strip: AnswerStrip) -> str:
    return " · ".join(f"{entry.mark} {entry.meaning}".strip() for entry in strip.key)


def test_the_strip_has_every_answer_of_the_shipped_example() -> None:
    strip = draw(flagship(), focus=["P4", "P7"]).strip
    assert [(row.title, answers_of(row), row.reached, row.score, row.target, row.focus) for row in strip.rows] == [
        ("Build a customer-centric culture", "5 4 4 4 2 ? ?", "4 of 7", "3.80", "", False),
        ("Measure and monitor continually", "5 5 4 4 4 3 2 1", "6 of 8", "3.50", "", False),
        ("Understand the current state", "5 3 3 3 3 2 2", "5 of 7", "3.00", "3.14", False),
        ("Design the experience of the future", "5 4 3 3 3 2 2 1", "5 of 8", "2.88", "", False),
        ("Assign a single office or role", "4 3 3 3 2 2 –", "4 of 6", "2.83", "3.17", False),
        ("Gauge culture and appetite for change", "4 3 3 3 2 2 1", "4 of 7", "2.57", "", False),
        ("Create the CX strategy", "4 3 2 2 2 2 1", "2 of 7", "2.29", "2.57", True),
        ("Make the business case", "4 3 3 2 1 1 1", "3 of 7", "2.14", "2.57", True),
    ]
    assert (strip.part_head, strip.reached_head, strip.target_head) == (
        "Play, strongest first", "Level 3 or above", "Target 2027"
    )  # fmt: skip
    assert strip.rows[0].spoken == "1 at level 5, 3 at level 4, 1 at level 2, 2 not known"
    assert strip.rows[4].spoken == "1 at level 4, 3 at level 3, 2 at level 2, 1 does not apply"
    assert key_of(strip) == (
        "1 Not yet · 2 Ad hoc · 3 In part · 4 Established · 5 Embedded · ? not known · – does not apply"
    )


def test_a_play_without_a_score_is_last_and_its_answers_are_said_to_be_open(tmp_path: Path) -> None:
    plays: dict[str, list[dict[str, Any]]] = {id: [{}, {}] for id in "ABCD"}
    now = small(tmp_path, "{A1: {unknown: true}, B1: 1, B2: 2, C1: 2, C2: 1, D1: 3}", plays=plays)
    strip = draw(now).strip
    assert [row.id for row in strip.rows] == ["D", "B", "C", "A"]
    assert [answers_of(row) for row in strip.rows] == ["3 .", "2 1", "2 1", "? ."]
    assert (strip.rows[3].score, strip.rows[3].spoken) == ("none", "1 not known, 1 not answered")
    assert key_of(strip) == "1 Low · 2 Mid · 3 High · ? not known · empty: not answered"
    assert strip.target_head == ""


@pytest.mark.parametrize(
    ("levels", "steps"),
    [("no yes", [5, 1]), ("a b c", [5, 3, 1]), ("0 1 2 3", [5, 4, 2, 1]), ("1 2 3 4 5", [5, 4, 3, 2, 1])],
)
def test_steps_of_color_go_from_the_highest_to_the_lowest(tmp_path: Path, levels: str, steps: list[int]) -> None:
    keys = levels.split()
    own = "{" + ", ".join(f'"{key}": {{value: {n}, text: x}}' for n, key in enumerate(keys)) + "}"
    answers = "{" + ", ".join(f'A{n}: "{key}"' for n, key in enumerate(keys, 1)) + "}"
    (row,) = draw(small(tmp_path, answers, plays={"A": [{"levels": own} for _ in keys]}, scale="")).strip.rows
    assert [cell.step for cell in row.cells] == steps


def test_levels_that_are_words_are_cells_of_one_letter(tmp_path: Path) -> None:
    scale = "{no: {name: Not done, value: 0}, partly: {name: In part, value: 1}, yes: {name: Done, value: 2}}"
    plays: dict[str, list[dict[str, Any]]] = {"A": [{"levels": "{no: a, partly: b, yes: c}"} for _ in range(4)]}
    strip = draw(small(tmp_path, "{A1: no, A2: partly, A3: yes, A4: partly}", scale=scale, plays=plays)).strip
    assert answers_of(strip.rows[0]) == "Y P P N"
    assert strip.rows[0].spoken == "1 yes, 2 partly, 1 no"
    assert (strip.reached_head, strip.rows[0].reached) == ("Answered yes", "1 of 4")  # the score has reached "partly"
    assert key_of(strip) == "N Not done · P In part · Y Done"


def test_questions_with_levels_of_their_own_have_no_column_of_a_level(tmp_path: Path) -> None:
    odd = "{never: {value: 1, text: x}, now: {value: 2, text: x}, next: {value: 3, text: x}}"
    plays: dict[str, list[dict[str, Any]]] = {"A": [{"levels": odd}, {"levels": LEVELS}]}
    strip = draw(small(tmp_path, "{A1: next, A2: 1}", scale="", plays=plays)).strip
    assert (strip.reached_head, answers_of(strip.rows[0])) == ("", "3 1")
    assert strip.rows[0].spoken == "1 next, 1 at level 1"
    assert key_of(strip) == "1 the lowest level of its question"


def test_points_of_yes_are_counted_once() -> None:
    strip = draw(assessed(ROOT / "playbooks" / "omb-hisp-2018" / "example-answers.yaml")).strip
    assert (strip.rows[0].score, answers_of(strip.rows[0])) == ("4 of 6", "Y Y Y Y N N")
    assert strip.reached_head == ""
    assert key_of(strip) == "N no · Y yes · ? not known"


def test_titles_keep_to_one_line_and_those_that_no_font_has_give_way_to_ids(tmp_path: Path) -> None:
    home = tiny(tmp_path, plays={"A": [{}], "B": [{}]})
    for id, title in {"A": "Supercalifragilistic" * 10, "B": "顧客体験"}.items():
        play = home / "plays" / f"{id}.yaml"
        play.write_text(play.read_text("utf-8").replace(f"title: Play {id}", f"title: {title}"), "utf-8")
    strip = draw(assessed(write_answers(tmp_path / "x.yaml", "{A1: 2, B1: 1}"), home)).strip
    assert [row.title for row in strip.rows] == [
        "SupercalifragilisticSupercalifragilisticSupercalifragilisticSup…",
        "B",
    ]


# The profile


def at(profile: LevelProfile, place: Fraction, low: int, high: int) -> int:
    """Where a place of a scale from low to high is drawn."""
    exact = profile.left + (place - low) / (high - low) * (profile.right - profile.left)
    return int(exact + Fraction(1, 2))


def profile_of(assessment: Assessment, earlier: Assessment | None = None, view: str = "") -> LevelProfile:
    profile = draw(assessment, earlier, view).profile
    assert profile is not None
    return profile


def test_the_profile_of_a_small_case(tmp_path: Path) -> None:
    then = small(tmp_path, "{A1: 2, A2: 3, B1: 1}")
    now = small(tmp_path, "{A1: 1, A2: 3, B1: 3}", more="targets: {A: {score: 2.5}}\n")
    profile = profile_of(now, then)
    left, right = profile.left, profile.right
    assert profile.edges == (left, (left + right) // 2, right)
    assert profile.scale_head == "Levels: 1 Low, 2 Mid, 3 High"
    assert [(text.words, text.x) for text in profile.heads][-1] == ("3", right)
    best, other, whole = profile.lines
    assert [one.title for one in profile.lines] == ["Play B", "Play A", "Overall"]
    assert (best.x, best.x_then, best.x_target, best.x_low) == (right, left, None, None)
    assert (other.x, other.x_then) == (at(profile, Fraction(2), 1, 3), at(profile, Fraction(5, 2), 1, 3))
    assert other.x_target == other.x_then
    assert (best.score, best.change, best.target) == ("3.00", "+2.00", "")
    assert (other.score, other.change, other.target, other.counted) == ("2.00", "-0.50", "2.50", "")
    assert (whole.score, whole.change) == ("2.50", "+0.75")
    assert best.spoken == "At 3 High. Score then 1.00"
    assert other.spoken == "In the column 2 Mid. Score then 2.50"
    assert profile.key == (
        "Full dot: score now.",
        "Open dot: score then (undated).",
        "Bar: target.",
        "Right edge: 3 High.",
    )


def test_a_change_of_some_questions_says_of_how_many_and_draws_no_open_dot(tmp_path: Path) -> None:
    then = small(tmp_path, "{A1: 1, A2: {unknown: true}}")
    now = small(tmp_path, "{A1: 2, A2: 3}")
    play, other, _ = profile_of(now, then).lines
    assert (play.x_then, play.change, play.counted, play.score) == (None, "+1.00", "1 of 2", "2.50")
    assert (other.score, other.x, other.change, other.counted) == ("none", None, "", "")
    assert other.spoken == "No score"
    assert profile_of(now, then).key[-1] == (
        "Where a change names a number of questions, only those can be compared, so no open dot is drawn."
    )


def test_an_open_question_gives_a_band_and_no_score_gives_words(tmp_path: Path) -> None:
    profile = profile_of(small(tmp_path, "{A1: 3}", more="targets: {B: {score: 2}}\n"))
    play, other, _ = profile.lines
    assert (play.x_low, play.x_high) == (at(profile, Fraction(2), 1, 3), profile.right)
    assert play.spoken == "At 3 High. Open answers leave it between 2.00 and 3.00"
    assert (other.x, other.x_low, other.score, other.target) == (None, None, "none", "2.00")
    assert other.x_target == at(profile, Fraction(2), 1, 3)
    assert (profile.change_head, profile.target_head) == ("", "Target")


def test_nothing_answered_draws_no_profile(tmp_path: Path) -> None:
    figures = draw(small(tmp_path, "{}"))
    assert (figures.profile, figures.votes) == (None, None)
    assert [answers_of(row) for row in figures.strip.rows] == [". .", "."]


def test_plays_of_different_size_are_drawn_by_their_share_of_the_points(tmp_path: Path) -> None:
    answers = "{A1: 3, A2: {not_applicable: none}, B1: 1}"
    plays = {"A": [{"levels": LEVELS}, {"levels": LEVELS}, {"levels": LEVELS}], "B": [{"levels": LEVELS}]}
    profile = profile_of(small(tmp_path, answers, scoring="{method: sum, decimals: 0}", scale="", plays=plays))
    assert heads(profile) == ["0–25%", "25–50%", "50–75%", "75–100%"]
    assert profile.key[-1] == "Columns: share of the points that are possible."
    assert [one.score for one in profile.lines] == ["3 of 6", "1 of 3", "4 of 9"]
    assert [one.x for one in profile.lines] == [
        at(profile, share, 0, 1) for share in (Fraction(1, 2), Fraction(1, 3), Fraction(4, 9))
    ]


def heads(profile: LevelProfile) -> list[str]:
    return [text.words for text in profile.heads]


def test_a_reported_scale_is_drawn_in_its_bands_or_else_in_levels(tmp_path: Path) -> None:
    rescale = "rescale: {from: [1, 3], to: [0, 100]}, decimals: 0"
    answers = "{A1: 2, A2: 2, B1: 3}"
    bands = "bands: [{name: Weak, from: 0, to: 40}, {name: Strong, from: 40, to: 100}]"
    banded = small(tmp_path / "bands", answers, scoring=f"{{{rescale}, {bands}}}")
    assert heads(profile_of(banded)) == ["Weak 0–40", "Strong 40–100"]
    levels = small(tmp_path / "levels", answers, scoring=f"{{{rescale}}}")
    assert heads(profile_of(levels)) == ["1 Low", "2 Mid", "3"]
    assert profile_of(levels).lines[1].x == at(profile_of(levels), Fraction(50), 0, 100)


def test_a_score_of_yes_and_no_is_a_share_and_not_in_a_level(tmp_path: Path) -> None:
    plays: dict[str, list[dict[str, Any]]] = {"A": [{"levels": "{no: a, yes: b}"} for _ in range(2)]}
    now = small(tmp_path, "{A1: no, A2: yes}", scale="{no: {value: 0}, yes: {value: 1}}", plays=plays)
    assert heads(profile_of(now)) == ["0–0.2", "0.2–0.4", "0.4–0.6", "0.6–0.8", "0.8–1"]


def test_a_target_off_the_scale_is_described_and_not_drawn(tmp_path: Path) -> None:
    profile = profile_of(small(tmp_path, "{A1: 2, A2: 2, B1: 3}", more="targets: {A: {score: 99999}}\n"))
    assert profile.lines[1].x_target is None
    assert profile.note == "Off the scale and not drawn: the target of Play A, 99999.00."


class Box(NamedTuple):
    """The place that text takes up, with the spare width for other fonts."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def text_box(text: Text) -> Box:
    """The box around text: from its ascenders to its descenders."""
    wide = reserved_width(text.words, text.size, text.bold)
    left = text.x - wide * text.align // 2
    return Box(left, text.y - text.size * 78 // 100, left + wide, text.y + text.size * 24 // 100)


NAMES = st.text(st.sampled_from("Wil mé "), max_size=40).map(lambda text: " ".join(text.split()))


@CALM
@given(st.lists(st.tuples(NAMES, st.integers(60, 1500)), min_size=1, max_size=12), st.text("5WM", max_size=6))
def test_no_name_of_a_column_meets_another(columns: list[tuple[str, int]], end: str) -> None:
    edges = [70, *(70 + sum(wide for _, wide in columns[: n + 1]) for n in range(len(columns)))]
    drawn = column_heads([name for name, _ in columns], edges, end, edges[-1] + 70)
    boxes = [text_box(text) for text in drawn]
    assert [text for text, box in zip(drawn, boxes, strict=True) if box.right > edges[-1] + 70 or box.top < 0] == []
    assert [(one, two) for one, two in itertools.combinations(boxes, 2) if one.meets(two)] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_names_of_levels_of_the_shipped_playbooks_are_whole(path: Path) -> None:
    profile = profile_of(assessed(path))
    drawn = " ".join(heads(profile))
    assert "…" not in drawn
    boxes = [text_box(text) for text in profile.heads]
    assert [(one, two) for one, two in itertools.combinations(boxes, 2) if one.meets(two)] == []


@CALM
@given(st.lists(st.fractions(1, 5, max_denominator=50), min_size=2, max_size=12))
def test_a_higher_score_is_further_right(places: list[Fraction]) -> None:
    scale = score_scale(flagship().playbook, [])
    drawn = [scale.at(place, 70, 2930) for place in sorted(places)]
    assert drawn == sorted(drawn)
    assert 70 <= drawn[0] <= drawn[-1] <= 2930


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_what_a_listener_hears_of_a_drawing_is_in_the_assessment(path: Path, tmp_path: Path) -> None:
    now, then = assessed(path), shifted(path, tmp_path)
    for view in ("", *(view.id for view in now.playbook.views)):
        results = [*now.parts(view), now.overall, *then.parts(view), then.overall]
        shown = {
            text for one in results for show in (now, then) for text in (show.show_score(one), *show.show_range(one))
        }
        profile = profile_of(now, then, view)
        assert [line.overall for line in profile.lines].index(True) == len(profile.lines) - 1
        for line in profile.lines:
            last, open_answers = (line.spoken.partition(words)[2] for words in ("Score then ", "between "))
            told = re.findall(r"\d+(?:\.\d+)?", f"{last} {open_answers}")
            assert set(told) <= shown


def test_groups_of_a_view_replace_plays() -> None:
    figures = draw(flagship(), None, "a11-280")
    titles = {group.title for group in flagship().views["a11-280"]}
    assert {row.title for row in figures.strip.rows} == titles
    assert figures.profile is not None
    assert {line.title for line in figures.profile.lines} == {*titles, "Overall"}
    assert figures.strip.part_head == figures.profile.part_head == "Group, strongest first"


# On the page


def tables(page: str, kind: str) -> list[str]:
    return re.findall(rf'<table class="{kind}.*?</table>', page, re.DOTALL)


def test_figures_of_thirteen_plays_are_small(tmp_path: Path) -> None:
    path = ROOT / "playbooks" / "gsa-cx-coe-13" / "example-answers.yaml"
    page = html(compose(assessed(path), shifted(path, tmp_path)))
    sizes = [len(table.encode()) for kind in ("strip", "profile-table") for table in tables(page, kind)]
    assert len(sizes) == 2
    assert max(sizes) <= 13_000


def test_every_drawing_is_an_image_with_a_name(tmp_path: Path) -> None:
    page = html(compose(flagship(), shifted(EXAMPLE, tmp_path)))
    drawings = re.findall(r"<svg[^>]*>(?:<title[^>]*>[^<]+</title>)?", page)
    assert len(drawings) >= 9
    assert [one for one in drawings if 'role="img"' not in one or "<title" not in one] == []


# Votes


def test_votes_are_piled_over_their_levels(tmp_path: Path) -> None:
    votes = "[{who: a, level: 1}, {who: b, level: 2}, {who: c, level: 2}, {who: d, level: 3}]"
    figure = draw(
        small(tmp_path, f"{{A1: {{level: 2, votes: {votes}}}, B1: {{level: 3, votes: [{{who: a, level: 3}}]}}}}")
    ).votes
    assert figure is not None
    assert figure.sentence == (
        "Several people answered 1 question, with different answers. Their votes are 2 levels apart. 1 question has only one vote."
    )
    chart = figure.charts[0]
    one, two, three = (tick.x for tick in chart.ticks)
    assert [(mark.x, mark.y - chart.base) for mark in chart.votes] == [
        (one, -75), (two, -75), (two, -200), (three, -75)
    ]  # fmt: skip
    assert [tick.box is not None for tick in chart.ticks] == [False, True, False]
    assert chart.alt == "Votes on A1: 1 at level 1, 2 at level 2 and 1 at level 3. Answer: Level 2, Mid."


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


def test_every_mark_of_a_drawing_has_contrast() -> None:
    colors = FigureColors()
    marks = (colors.accent, colors.target, svg.FELL)
    assert [color for color in marks if contrast(color, "#ffffff") < 3 or contrast(color, svg.ZONE) < 3] == []
