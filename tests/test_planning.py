"""When an action is open, done, dropped or overdue."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from support import tiny, write_answers

from cxassess.answers import Action, Library, Loaded, load_answers
from cxassess.planning.actions import is_open, is_overdue, open_actions, status, status_text
from cxassess.playbook import Catalog

DAY = datetime.date(2026, 9, 30)


def action(text: str = "Do it", *, by: datetime.date | None = None, status: str = "") -> Action:
    return Action("", text, "", by, "", status)


def read(tmp_path: Path, more: str) -> Loaded:
    tiny(tmp_path)
    path = write_answers(tmp_path / "answers.yaml", "{A1: 1}", more=more)
    return load_answers(str(path), Library(Catalog((tmp_path,))))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", "planned"),
        ("Planned", "planned"),
        ("started", "started"),
        ("In  Progress", "started"),
        ("in-progress", "started"),
        ("done", "done"),
        ("COMPLETED", "done"),
        ("complete", "done"),
        ("finished", "done"),
        ("closed", "done"),
        ("dropped", "dropped"),
        ("Cancelled", "dropped"),
        ("canceled", "dropped"),
    ],
)
def test_status_words(written: str, meant: str) -> None:
    assert status(action(status=written)) == meant
    assert status_text(action(status=written)) == meant
    assert is_open(action(status=written)) == (meant in ("planned", "started"))


def test_any_other_status_is_open_and_shown_as_written() -> None:
    waiting = action(status="On hold")
    assert (status(waiting), status_text(waiting), is_open(waiting)) == ("planned", "On hold", True)


def test_overdue_is_as_of_the_date_of_the_file() -> None:
    day_before, same_day = action(by=DAY - datetime.timedelta(1)), action(by=DAY)
    assert is_overdue(day_before, DAY)
    assert not is_overdue(same_day, DAY)
    assert not is_overdue(day_before, None)
    assert not is_overdue(action(), DAY)
    for closed in ("done", "canceled"):
        assert not is_overdue(day_before._replace(status=closed), DAY)


def test_open_actions_are_the_overdue_then_by_date_then_those_without_one() -> None:
    actions = [
        action("undated"),
        action("later", by=datetime.date(2027, 1, 1)),
        action("finished", by=datetime.date(2026, 1, 1), status="done"),
        action("overdue", by=datetime.date(2026, 9, 1), status="in progress"),
        action("given up", status="dropped"),
        action("soon", by=datetime.date(2026, 10, 1)),
    ]
    assert [one.text for one in open_actions(actions)] == ["overdue", "soon", "later", "undated"]


def test_the_fields_of_an_action(tmp_path: Path) -> None:
    loaded = read(
        tmp_path,
        "actions: [{id: a-1, play: A, questions: [A1, A2], text: Do it, owner: Ann, by: 2027-01-31, "
        "measure: It is there, effort: 2, status: In progress}]\n",
    )
    assert loaded.answers.actions == (
        Action("A", "Do it", "Ann", datetime.date(2027, 1, 31), "It is there", "In progress", "a-1", ("A1", "A2"), 2),
    )
    assert loaded.warnings == []


def test_an_action_for_a_question_that_an_overlay_hides_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "less.yaml").write_text("overlay: less\ntitle: Less\nextends: tiny\nhide: [A2]\n")
    loaded = read(tmp_path, "overlays: [less]\nactions: [{text: Do it, questions: [A2, A1]}]\n")
    assert loaded.answers.actions[0].questions == ("A1",)
    assert loaded.answers.set_aside == ()  # no answer to it is left out
