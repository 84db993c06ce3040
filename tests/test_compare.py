"""Assessments of several dates compared: matched by subject, changes of the same questions, movers first."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from support import tiny, write_answers

from cxassess.answers import Library
from cxassess.playbook import Catalog
from cxassess.portfolio.batch import score_file
from cxassess.portfolio.comparison import compare_pair, match, movers_first, step_pairs
from cxassess.scoring import Assessment


class Maker:
    """Writes answers to the playbook `tiny` in a folder and scores them."""

    def __init__(self, folder: Path) -> None:
        tiny(folder)
        self.folder, self.library = folder, Library(Catalog((folder,)))

    def __call__(self, subject: str, answers: str, date: str = "", name: str = "") -> Assessment:
        name = name or f"{len([*self.folder.iterdir()])}.yaml"
        more = f"subject: {{{subject}}}\n" + (f"date: {date}\n" if date else "")
        file = score_file(str(write_answers(self.folder / name, answers, more=more)), self.library)
        return file.result()


@pytest.fixture
def made(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


def test_subjects_are_matched_whatever_their_case_and_spaces(made: Maker) -> None:
    first = made("agency: Dept of X, component:  Bureau  of Y", "{A1: 1}")
    other = made("agency: Dept of X", "{A1: 2}")
    last = made("agency: DEPT OF X, component: Bureau of y", "{A1: 3}")
    matches = match([[other, first], [last]])
    assert [one.assessments for one in matches.series] == [(other, None), (first, last)]
    assert matches.repeated == ()
    assert matches.unmatched == [(0, other)]


def test_several_of_one_subject_are_chosen_from_by_date_only(made: Maker) -> None:
    march = made("agency: X", "{A1: 1}", "2026-03-01", "4.yaml")
    undated = made("agency: X", "{A1: 2}", name="5.yaml")
    june = made("agency: X", "{A1: 3}", "2026-06-01", "6.yaml")
    later = made("agency: X", "{A1: 3}", "2027-06-01")
    matches = match([[march, june, undated], [later]])
    assert [one.assessments for one in matches.series] == [(None, later)]
    assert [(one.side, one.assessments) for one in matches.repeated] == [(0, (march, undated, june))]
    assert matches.unmatched == []
    assert [one.assessments for one in match([[march, june, undated], [later]], latest=True).series] == [(june, later)]
    twice = match([[june, june], [later]], latest=True)
    assert [one.side for one in twice.repeated] == [0]


def test_a_series_compares_each_with_the_one_before_and_the_first_with_the_last(made: Maker) -> None:
    one = made("agency: X", "{A1: 1}")
    assert [[numbers for numbers, *_ in step_pairs(series)] for series in match([[one], [one], [one]]).series] == [
        [(0, 1), (1, 2), (0, 2)]
    ]
    assert [[numbers for numbers, *_ in step_pairs(series)] for series in match([[one], [], [one]]).series] == [
        [(0, 2)]
    ]
    assert [[numbers for numbers, *_ in step_pairs(series)] for series in match([[], [one], []]).series] == [[]]


def test_a_change_counts_the_questions_answered_both_times(made: Maker) -> None:
    then = made("agency: X", "{A1: 1, A2: 3, B1: unknown}")
    now = made("agency: X", "{A1: 3, A2: 2, B1: 3}")
    step = compare_pair(then, now)
    a, b = step.parts
    assert (a.kind, a.id, a.common.then_shown, a.common.now_shown) == ("play", "A", "2.00", "2.50")
    assert (a.exact, a.counted, a.applicable, a.fell, a.rose) == (Fraction(1, 2), 2, 2, 1, 1)
    assert (b.exact, b.counted, b.applicable, b.size) == (None, 0, 1, 0)
    assert (step.overall.kind, step.overall.common.change_shown, step.overall.counted) == ("overall", "+0.50", 2)


def test_movers_come_first_and_falls_before_rises(made: Maker) -> None:
    then = made("agency: X", "{A1: 2, A2: 2, B1: 2}")
    steps = [compare_pair(then, made("agency: X", answers)) for answers in ("{A1: 3}", "{A1: 1}", "{B1: 2}", "{}")]
    shown = [one.common.change_shown for one in sorted((step.overall for step in steps), key=movers_first)]
    assert shown == ["-1.00", "+1.00", "0.00", ""]
