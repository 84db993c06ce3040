"""Assessments that are hard to fit on a page: the shipped examples with very long, odd, few or many texts."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import yaml

from cxassess.scoring import Assessment
from support.assessments import assessment


class NoAliases(yaml.SafeDumper):
    """Writes what occurs twice twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def stressed(path: Path, folder: Path, change: Any) -> Assessment:
    """The example with something changed in it."""
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # all values as the text they are
    change(data)
    text = yaml.dump(data, Dumper=NoAliases, allow_unicode=True, sort_keys=False)
    return assessment(text, folder=folder)


def _long_notes(data: Any, note: str) -> None:
    for key, answer in data["answers"].items():
        answer = answer if isinstance(answer, dict) else {"level": answer}
        data["answers"][key] = answer | {"note": note}


def _long_names(data: Any, name: str) -> None:
    data["subject"] = dict.fromkeys(("agency", "component", "service"), name)
    data["respondent"] = {"name": name, "role": name}
    data["actions"] = [{"text": name, "owner": name, "measure": name, "by": "2027-01-01"}] * 20
    data["asks"] = [{"text": name, "who": name, "by": "2027-01-01"}] * 3
    data["review"] = {"by": name, "date": "2026-10-01"}


STRESS = {
    "as it is": lambda data: None,
    "4,000 letters": lambda data: (_long_notes(data, "w" * 4000), _long_names(data, "W" * 200)),
    "4,000 letters of words": lambda data: (_long_notes(data, "Wide words with more of them " * 138), _long_names(data, "Wide words " * 18)),
    "emoji and CJK": lambda data: (_long_notes(data, "👩🏽‍💻 顧客体験" * 100), _long_names(data, "顧客😀" * 50)),
    "empty notes": lambda data: _long_notes(data, ""),
    "nothing": lambda data: [data.pop(key, None) for key in ("targets", "focus", "actions")] and data.update(answers={}),
    "ten answers": lambda data: data.update(answers=dict(list(data["answers"].items())[:10])),
}  # fmt: skip


def year_before(path: Path, folder: Path, change: Any) -> Assessment:
    """The same a year before: every second answer has the level of another one, and the first three are missing."""

    def change_and_move(data: Any) -> None:
        change(data)
        answers = [one for one in data["answers"].values() if isinstance(one, dict) and "level" in one]
        levels = [answer["level"] for answer in answers]
        for place, answer in enumerate(answers):
            answer["level"] = levels[place - place % 2]
        data["answers"] = dict(list(data["answers"].items())[3:])
        data["date"] = str(datetime.date.fromisoformat(data["date"]).replace(year=2020))
        for name in ("targets", "focus", "actions", "asks", "review"):
            data.pop(name, None)

    return stressed(path, folder, change_and_move)


def _actions(data: Any) -> None:
    plays = [name for name in data["targets"] if name != "overall" and "." not in name] or data["focus"]
    text = "What will be done by the team in the next months, and why it matters to customers. "
    data["actions"] = [
        {
            "play": plays[number % len(plays)],
            "text": f"Action {number}. {3 * text}",
            "owner": "Customer experience lead of the bureau",
            "by": f"202{6 + number % 2}-0{1 + number % 9}-15",
            "measure": 2 * text,
            "status": ("planned", "started", "done", "dropped")[number % 4],
        }
        for number in range(40)
    ]


def _votes(data: Any) -> None:
    answers = [one for one in data["answers"].values() if isinstance(one, dict) and "level" in one]
    for answer in answers:
        levels = sorted({other["level"] for other in answers})[:3]
        answer["votes"] = [{"who": f"Person {level}", "level": level} for level in levels]
        answer["reason"] = "Agreed after a long talk over two meetings with everybody in the room. " * 3


def _unknown(data: Any) -> None:
    note = "Human resources will answer in November, after the pay round. " * 5
    data["answers"].update({id: {"unknown": "true", "note": note} for id in list(data["answers"])[::3]})


LONGER = {**STRESS, "forty actions": _actions, "votes on everything": _votes, "a third not known": _unknown}
"""What the brief is tried with, and what makes only longer reports longer."""
