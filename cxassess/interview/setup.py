"""The few things that are asked before a new answer file is made."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from cxassess.answers.changing import refusal
from cxassess.answers.emitting import Bare, Value
from cxassess.playbook import Playbook

ASKED = (
    ("subject", "agency", "Agency"),
    ("subject", "service", "Service that is assessed"),
    ("respondent", "role", "Your role"),
)


def new_answers(
    playbook: Playbook, today: datetime.date, ask: Callable[[str], str], say: Callable[[str], None]
) -> dict[str, Value]:
    """What a new file holds: the playbook, whom it is about, the date, no answers."""
    data: dict[str, Value] = {"format": Bare("1"), "playbook": playbook.id}
    if playbook.version:
        data["version"] = playbook.version
    say("A new answer file. Three things about it first; Enter leaves one out.")
    for section, name, label in ASKED:
        text = _asked(f"{label}: ", ask, say)
        fields = data.setdefault(section, {})
        if text and isinstance(fields, dict):
            fields[name] = text
    known: dict[str, Value] = {name: value for name, value in data.items() if value}
    return known | {"date": Bare(today.isoformat()), "answers": {}}


def _asked(prompt: str, ask: Callable[[str], str], say: Callable[[str], None]) -> str:
    while True:
        text = ask(prompt).strip()
        if not refusal(text):
            return text
        say(f"That cannot be taken: {refusal(text)}. Type it again.")
