"""Saves, undo and failing disks in any order: memory and file agree whenever all is reported as saved."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import ROOT
from support.marks import slow_except

from cxassess.answers import Answer, Answers, Library, Vote
from cxassess.answers.edit import Changes
from cxassess.answers.file import save
from cxassess.answers.file.save import AnswerFile, Conflict, FileChanged, SavedToCopy
from cxassess.answers.library import read_again
from cxassess.interview.messages import not_saved
from cxassess.interview.session import Session
from cxassess.playbook import Catalog, Playbook, Question, load_playbook
from cxassess.source.edits import NotPatched
from cxassess.source.parsed_page import ParsedPage

BOOKS = ROOT / "playbooks"
HEAD = 'format: 1\nplaybook: act-iac-cx-2018\nversion: "2.0"\nanswers:'
STARTS = (
    f"{HEAD} {{}}\n",
    f"{HEAD}\n  P1.1: {{votes: [{{who: Ana, level: 4}}, {{who: Ben, level: 2}}]}} # c1\n  P1.2: 3 # x\n",
    f"{HEAD}\n  # above\n  P1.1:  # key\n    votes: # v\n      - who: Ana # ana\n        level: 4\n"
    '      - {who: "Ben" , level: 2 } # ben\n  P1.2:\n    note: |\n      a\n      b\n',
)
OK, BEFORE, AFTER = "ok", "before the rename", "after the rename"


class Disk:
    """A disk that takes a write, refuses it, or renames and then cannot force the folder."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.mood = OK
        self.write, self.force = save.write_whole, save.force_folder
        monkeypatch.setattr(os, "fsync", lambda number: None)  # a crash is not what is tried here
        monkeypatch.setattr(save, "write_whole", self.written)
        monkeypatch.setattr(save, "force_folder", self.forced)

    def written(self, path: Path, data: bytes, **options: Any) -> None:
        if self.mood == BEFORE:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.write(path, data, **options)
        self.forced(path)

    def forced(self, folder: Path) -> None:
        if self.mood == AFTER:
            raise OSError(errno.EIO, "Input/output error: the new file is there")


def without_order(answers: Answers) -> dict[str, Any]:
    """Return the content of answers, without questions that hold nothing."""
    blank = Answer("").where
    by_question = {id: one._replace(where=blank) for id, one in answers.by_question.items()}
    return {
        "answers": {id: one for id, one in by_question.items() if one != Answer(id)},
        "wording": dict(answers.wording),
    }


def in_file(path: Path, playbook: Playbook) -> dict[str, Any]:
    return without_order(read_again(AnswerFile.open(str(path)).parsed.root, playbook))


def a_change(dice: random.Random, question: Question) -> Callable[[Changes], object]:
    key = dice.choice("12345")
    votes = [Vote(who, "", dice.choice("12345"), "") for who in ("Ana", "Ben", "C=|#,")]
    note, why = dice.choice(["", "n\nm", "x"]), dice.choice(["", 'why: # "x"'])
    return dice.choice(
        [
            lambda changes: changes.votes(question, votes),
            lambda changes: changes.vote(question, Vote("Eve", "r", key, "n")),
            lambda changes: changes.agree(question, key, why),
            lambda changes: changes.level(question, key),
            lambda changes: changes.note(question.id, note),
            lambda changes: changes.not_applicable(question, "none here"),
            lambda changes: changes.unknown(question),
            lambda changes: changes.evidence(question.id, f"E {key}", ""),
            lambda changes: changes.clear(question),
        ]
    )


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return load_playbook(BOOKS / "act-iac-cx-2018")[0]


@pytest.mark.parametrize("seed", slow_except(range(48), *range(8)))
def test_what_is_reported_as_saved_is_in_the_file(
    seed: int, playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice, disk, path = random.Random(seed), Disk(monkeypatch), tmp_path / "a.yaml"
    path.write_text(dice.choice(STARTS))
    session = Session(playbook, AnswerFile.open(str(path)))
    before: list[dict[str, Any]] = []
    remarks = 0
    for _ in range(14):
        disk.mood = dice.choice([OK, OK, OK, BEFORE, AFTER])
        if dice.random() < 0.15:  # somebody else adds a comment, which says nothing about answers
            path.write_text(path.read_text() + "# theirs\n")
            remarks += 1
        if before and dice.random() < 0.2:
            now = without_order(session.answers)
            try:
                session.undo()
            except OSError:
                assert without_order(session.answers) == now
            else:
                assert without_order(session.answers) == before.pop()
        else:
            question = playbook.by_id[dice.choice(["P1.1", "P1.2", "P1.3"])]
            before.append(without_order(session.answers))
            session.change(question.id, "it", a_change(dice, question))
            assert not isinstance(session.failure, SavedToCopy | FileChanged)
        if not session.unsaved and not session.file.has_unsynced_write():
            assert in_file(path, playbook) == without_order(session.answers)
    disk.mood = OK
    assert session.flush()
    assert in_file(path, playbook) == without_order(session.answers)
    assert path.read_text().count("# theirs\n") == remarks
    AnswerFile.open(str(path)).load(Library(Catalog((BOOKS,))))


# ---- what a hostile tester broke --------------------------------------------------------------------

LEVEL = "  P1.1: {level: 3}\n"


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


def begun(playbook: Playbook, folder: Path, answers: str = LEVEL) -> tuple[Session, Path]:
    path = folder / "a.yaml"
    path.write_text(f"{HEAD}\n{answers}")
    return Session(playbook, AnswerFile.open(str(path))), path


def level(session: Session, question: str, key: str) -> bool:
    return session.change(question, "level", lambda changes: changes.level(session.playbook.by_id[question], key))


def edit(path: Path, old: str = "", new: str = "# theirs\n") -> None:
    """Somebody else edits the file: by default they add a comment at its end."""
    text = path.read_text()
    path.write_text(text.replace(old, new) if old else text + new)


def test_an_empty_level_does_not_stay_beside_another_answer(playbook: Playbook, tmp_path: Path, disk: Disk) -> None:
    session, path = begun(playbook, tmp_path, "  P1.2:\n    reason: x\n    level:\n")
    assert session.change("P1.2", "answer", lambda changes: changes.unknown(playbook.by_id["P1.2"]))
    assert path.read_text().startswith(f"{HEAD}\n  P1.2:\n    unknown: true\nwording:\n")


def test_a_failed_undo_is_made_good_although_somebody_edits_the_file(
    playbook: Playbook, tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, path = begun(playbook, tmp_path)
    level(session, "P1.1", "4")
    moods = iter([AFTER, BEFORE])

    def written(path: Path, data: bytes, **options: Any) -> None:
        disk.mood = next(moods, BEFORE)
        disk.written(path, data, **options)

    with monkeypatch.context() as patch:
        patch.setattr(save, "write_whole", written)
        with pytest.raises(OSError, match="Input/output error"):
            session.undo()
    disk.mood = OK
    edit(path)
    assert session.flush()
    assert session.answer("P1.1").level == "4"
    assert in_file(path, playbook) == without_order(session.answers)
    assert path.read_text().endswith("# theirs\n")


@pytest.mark.parametrize("undo", [True, False], ids=["undo", "note"])
def test_a_write_that_failed_late_is_ours_although_somebody_edits_the_file(
    playbook: Playbook, tmp_path: Path, disk: Disk, undo: bool
) -> None:
    session, path = begun(playbook, tmp_path)
    disk.mood = AFTER
    assert not level(session, "P1.1", "4")
    disk.mood = OK
    edit(path)
    if undo:
        assert session.undo() == "level"
    else:
        assert session.change("P1.1", "note", lambda changes: changes.note("P1.1", "n"))
    assert session.answer("P1.1").level == ("3" if undo else "4")
    assert in_file(path, playbook) == without_order(session.answers)
    assert path.read_text().endswith("# theirs\n")


def test_the_answer_of_before_typed_again_is_asked_where_others_changed_it(
    playbook: Playbook, tmp_path: Path, disk: Disk
) -> None:
    session, path = begun(playbook, tmp_path)
    edit(path, "level: 3", "level: 5")
    assert not level(session, "P1.1", "3")
    assert isinstance(session.failure, Conflict)


def test_undo_goes_on_after_theirs_was_chosen(playbook: Playbook, tmp_path: Path, disk: Disk) -> None:
    session, path = begun(playbook, tmp_path, f"{LEVEL}  P1.2: 2\n")
    level(session, "P1.2", "4")
    edit(path, "level: 3", "level: 5")
    level(session, "P1.1", "4")
    assert isinstance(session.failure, Conflict)
    assert session.flush(theirs=session.failure.conflicts)
    assert session.undo() == "level"
    assert path.read_text() == f"{HEAD}\n  P1.1: {{level: 5}}\n  P1.2: 2\n"


def test_undo_gives_back_what_ours_replaced(playbook: Playbook, tmp_path: Path, disk: Disk) -> None:
    session, path = begun(playbook, tmp_path)
    edit(path, "level: 3", "level: 5, note: theirs")
    level(session, "P1.1", "4")
    assert isinstance(session.failure, Conflict)
    assert session.flush(ours=session.failure.conflicts)
    assert "  P1.1: {level: 4}\n" in path.read_text()
    session.undo()
    assert path.read_text() == f"{HEAD}\n  P1.1: {{level: 5, note: theirs}}\n"
    edit(path, "", "")
    session, path = begun(playbook, tmp_path)
    edit(path, "", "  P1.2: 4 # theirs\n")
    level(session, "P1.2", "4")
    session.undo()
    assert path.read_text() == f"{HEAD}\n{LEVEL}  P1.2: 4 # theirs\n"


def test_line_ends_stay_where_a_block_of_text_is_replaced(playbook: Playbook, tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(f"{HEAD}\n  P1.4:\n    note: |+\n      a\n  P1.5: 3\n".replace("\n", "\r\n").encode())
    session = Session(playbook, AnswerFile.open(str(path)))
    assert session.change("P1.4", "note", lambda changes: changes.note("P1.4", "b"))
    assert path.read_bytes() == f"{HEAD}\n  P1.4:\n    note: b\n  P1.5: 3\n".replace("\n", "\r\n").encode()


def test_a_file_deleted_after_a_save_is_noticed(playbook: Playbook, tmp_path: Path, disk: Disk) -> None:
    session, path = begun(playbook, tmp_path)
    assert level(session, "P1.2", "4")
    path.unlink()
    assert not session.flush()
    assert not_saved(session) == (
        f"NOT saved: your answers. {path}: the file was deleted after it was read; they are all still here."
    )
    session.save_elsewhere(str(path))
    assert session.flush()
    assert "  P1.1: {level: 3}\n  P1.2: {level: 4}\n" in path.read_text()


def test_undo_takes_back_one_of_several_changes_that_had_no_place(
    playbook: Playbook, tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_place(page: ParsedPage, edits: object) -> ParsedPage:
        raise NotPatched("no place")

    session, path = begun(playbook, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(ParsedPage, "patched", no_place)
        for question in ("P1.2", "P1.3", "P1.4"):
            assert not level(session, question, "4")
    assert session.flush()
    assert session.undo() == "level"
    assert {id: one.level for id, one in session.answers.by_question.items()} == {"P1.1": "3", "P1.2": "4", "P1.3": "4"}
    assert in_file(path, playbook) == without_order(session.answers)
    assert session.undo() == "level"
    assert {id: one.level for id, one in session.answers.by_question.items()} == {"P1.1": "3", "P1.2": "4"}
