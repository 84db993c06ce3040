"""Arguments about the file as a whole: `subject.agency=TEXT`, `review.by=NAME`, `ask+=TEXT` and `ask.1:who=NAME`."""

from __future__ import annotations

import datetime
import re

from cxassess.answers.edit import Changes, text_problem
from cxassess.answers.header import SCOPES
from cxassess.answers.model import Ask
from cxassess.answers.read_plan import MAX_ASKS
from cxassess.dates import parse_date
from cxassess.fields import MAX_LINE
from cxassess.playbook import Playbook
from cxassess.source.emit import Unquoted
from cxassess.text import did_you_mean, join_words, nearest, sentence, shorten

METADATA_FIELDS = (
    "subject.agency",
    "subject.component",
    "subject.service",
    "subject.scope",
    "respondent.name",
    "respondent.role",
    "date",
    "review.by",
    "review.date",
)
"""What an answer file says about itself, as it is typed: the parts between the dots are its place in the file."""

ADD_ASK = "ask+"
ASK_FIELDS = ("who", "by")
_ASK = re.compile(r"asks?(?:\.([0-9]{1,4})|(\+)|(\..*)?)")
_ASK_FORMS = "write ask+=TEXT to add one, or ask.1=TEXT to change the first"


class InvalidArgument(Exception):
    """An argument that cannot be read; the message says what to type."""


def change_metadata(changes: Changes, name: str, value: str) -> str:
    """Set or remove one of METADATA_FIELDS; a sentence on what was changed. Raises InvalidArgument."""
    if name == "subject.scope" and value and value not in SCOPES:
        raise InvalidArgument(f"'{shorten(value)}' is not a scope (write {join_words(SCOPES, 'or')})")
    is_date = name.rpartition(".")[2] == "date"
    text = Unquoted(_date(value) or "") if is_date else _line(value)
    changes.metadata(tuple(name.split(".")), text)
    return f"{name} = {sentence(value)}" if value else f"{name} removed."


def is_owner(name: str) -> bool:
    """Whether the text before `=` names the owner of a play, rightly written or not: `owners.P1`."""
    return name.partition(".")[0] in ("owner", "owners")


def change_owner(changes: Changes, playbook: Playbook, name: str, value: str) -> str:
    """Set or remove who is to answer a play; a sentence on what was changed. Raises InvalidArgument."""
    play = name.partition(".")[2]
    if not name.startswith("owners.") or play not in playbook.play_by_id:
        known = play if play in playbook.play_by_id else nearest(play, playbook.play_by_id) or playbook.plays[0].id
        raise InvalidArgument(f"'{shorten(name)}' is not the owner of a play (write owners.{known}=NAME)")
    changes.owner(play, _line(value))
    return f"{name} = {sentence(value)}" if value else f"{name} removed."


def _line(value: str) -> str:
    """Text as it is kept where one line is printed. Raises InvalidArgument for one that is too long."""
    text = " ".join(value.split())
    if text_problem(text, MAX_LINE):
        raise InvalidArgument(f"{text_problem(text, MAX_LINE)} (shorten it)")
    return text


def _date(value: str) -> datetime.date | None:
    """The date that is written, None where nothing is. Raises InvalidArgument for anything else."""
    date = parse_date(value)
    if value and date is None:
        raise InvalidArgument(f"'{shorten(value)}' is not a date (write it as YYYY-MM-DD, such as 2026-09-30)")
    return date


def is_ask(name: str) -> bool:
    """Whether the text before `=` or `:` is about what is asked, rightly written or not."""
    return _ASK.fullmatch(name) is not None


def removes_ask(argument: str) -> bool:
    """Whether an argument removes something that is asked for: `ask.1=`."""
    name, _, value = argument.partition("=")
    form = _ASK.fullmatch(name.strip())
    return form is not None and form[1] is not None and not value.strip()


class AskArguments:
    """Reads what is to be asked. A number means the same thing in all arguments of one command.

    So removals come before additions (see `removes_ask`), and what is added is numbered after what was there.
    """

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        self.numbered: list[Ask | None] = [*changes.answers.asks]  # None for what is removed

    def apply(self, name: str, field: str, value: str) -> str:
        """Make the change that an argument asks for; a sentence on what was changed. Raises InvalidArgument."""
        form = _ASK.fullmatch(name)
        if form is None or form[3] is not None or not (form[1] or form[2]):
            raise InvalidArgument(f"'{shorten(name)}' has no number ({_ASK_FORMS})")
        if field and field not in ASK_FIELDS:
            near = did_you_mean(field, ASK_FIELDS)
            raise InvalidArgument(f"what is asked has no field '{shorten(field)}' ({near})")
        if form[2]:
            return self._add(field, value)
        place = int(form[1]) - 1
        ask = self._ask(place)
        if field:
            date, who = (_date(value), ask.who) if field == "by" else (ask.by, _line(value))
            self._put(place, ask._replace(by=date, who=who))
            return f"ask.{place + 1}:{field} = {sentence(value)}" if value else f"ask.{place + 1}:{field} removed."
        if not value:
            self._put(place, None)
            return f"ask.{place + 1} removed."
        self._put(place, ask._replace(text=_line(value)))
        return f"ask.{place + 1} = {sentence(_line(value))}"

    def _add(self, field: str, value: str) -> str:
        if field:
            number = len(self.numbered) + 1
            raise InvalidArgument(f"nothing is named (write ask+=TEXT first, then ask.{number}:{field}=…)")
        if not value:
            raise InvalidArgument("the text is missing (write ask+=TEXT; ask.1= removes the first)")
        asks = self.changes.answers.asks
        if any(ask.text == _line(value) for ask in asks):
            return f"This is asked already: {sentence(value)}"
        if len(asks) >= MAX_ASKS:
            message = f"there are {MAX_ASKS} already, which is the limit"
            raise InvalidArgument(f"{message} (change one with ask.1=TEXT, or remove it with ask.1=)")
        ask = Ask(_line(value))
        self.changes.add_ask(ask)
        self.numbered.append(ask)
        return f"ask.{len(asks) + 1} = {sentence(ask.text)}"

    def _ask(self, place: int) -> Ask:
        """What has this place, from 0. Raises InvalidArgument where nothing has, or where it was removed."""
        ask = self.numbered[place] if 0 <= place < len(self.numbered) else None
        if ask is not None:
            return ask
        if 0 <= place < len(self.numbered):
            raise InvalidArgument(f"ask.{place + 1} is removed by the same command (keep one of the two)")
        known = f"the last is ask.{len(self.numbered)}" if self.numbered else "nothing is asked yet"
        raise InvalidArgument(f"there is no ask.{place + 1}; {known} ({_ASK_FORMS})")

    def _put(self, place: int, ask: Ask | None) -> None:
        self.numbered[place] = ask
        self.changes.asks(one for one in self.numbered if one is not None)
