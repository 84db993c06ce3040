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
from cxassess.answers.file.save import AnswerFile, FileChanged, SavedToCopy
from cxassess.answers.library import read_again
from cxassess.interview.session import Session
from cxassess.playbook import Catalog, Playbook, Question, load_playbook

BOOKS = ROOT / "playbooks"
HEAD = 'format: 1\nplaybook: act-iac-cx-2018\nversion: "1.0"\nanswers:'
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
    for _ in range(14):
        disk.mood = dice.choice([OK, OK, OK, BEFORE, AFTER])
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
    AnswerFile.open(str(path)).load(Library(Catalog((BOOKS,))))
