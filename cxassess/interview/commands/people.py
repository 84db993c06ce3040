"""Who is in the room: the list of people whose levels a facilitator types, made, added to, taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxassess.interview import session_state, workshop
from cxassess.interview.workshop import Person
from cxassess.text import join_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxassess.interview.loop import Conversation

ABOUT = (
    "Who answers? One person a line: a name, and a role behind a comma. Enter ends the list; b takes the last one back.",
    "Names and levels go into the file and the report; 'report --redact names' leaves the names out, but not those inside notes and reasons. Roles will do.",
)


def gather(talk: Conversation) -> None:
    """Ask who is in the room. Raises EOFError where the person leaves."""
    old = list(talk.people or kept(talk))
    for line in ABOUT:
        talk.say(line)
    if old:
        talk.say(f"Now: {join_words(map(str, old))}.")
        talk.say("Enter goes on with them, + and a name adds, - and a name takes out; a name alone begins a new list.")
    found: list[Person] = []
    while typed := talk.line(f"Person {len(found) + 1}: ", lines=True, takes=("b", "q"), help=ABOUT[0]):
        typed = typed.removeprefix("v ").strip() if typed[:2].lower() == "v " else typed
        if typed in ("q", "quit"):
            _set(talk, found or old)
            raise EOFError
        if typed.lower() == "v":
            talk.warn("The list is being made: type a name, and a role behind a comma; Enter ends it.")
            continue
        if typed == "b":
            talk.say(f"{found.pop().who} is taken out." if found else "Nobody is on the new list yet.")
        else:
            for line in typed.split("\n"):
                if line[:1] not in ("+", "-"):
                    found = _added(talk, found, line)
                elif found:
                    found = _changed(talk, found, line)
                else:
                    old = _changed(talk, old, line)
    _set(talk, found or old)
    talk.say(order(talk.people or []))


def kept(talk: Conversation) -> list[Person]:
    """The list as an earlier session left it, else everybody whose vote the file holds."""
    session = talk.session
    left = [Person(who, role) for who, role in session_state.people(session.file.path)]
    return left or workshop.known_people(session.data, list(session.playbook.questions()))


def add(talk: Conversation, one: Person) -> None:
    """Put somebody who voted on the list."""
    _set(talk, [*(talk.people or []), one])


def _set(talk: Conversation, people: list[Person]) -> None:
    """Have these people in the room, now and when the session goes on another time."""
    talk.people = people
    session_state.keep_people(talk.session.file.path, people)


def joins(talk: Conversation, text: str) -> None:
    """Add somebody to the list, or take somebody from it: `+ Eve, CFO` or `- Eve`."""
    _set(talk, _changed(talk, list(talk.people or []), text))
    talk.say(order(talk.people or []))


def _changed(talk: Conversation, people: list[Person], text: str) -> list[Person]:
    sign, rest = text[0], text[1:].strip()
    if not rest:
        talk.warn(f"Type a name behind {sign}, such as {sign} Ana.")
        return people
    if sign == "+":
        return _added(talk, people, rest)
    names = workshop.match_people(people, rest)
    if len(names) != 1:
        talk.warn(f"'{rest}' is {'nobody' if not names else 'more than one person'} on the list.")
        return people
    talk.say(f"{names[0].who} is taken out; votes that were given stay.")
    return [one for one in people if one is not names[0]]


def _added(talk: Conversation, people: list[Person], text: str) -> list[Person]:
    """The list with the people of a text: one a line, or parted by semicolons."""
    found = {one.who.casefold(): one for one in people}
    known = {one.who.casefold(): one.role for one in kept(talk)}
    for one in map(workshop.person, filter(str.strip, text.replace(";", "\n").split("\n"))):
        name = one.who.casefold()
        if not any(letter.isalpha() for letter in one.who):
            talk.warn(f"'{one.who}' is no name. Type a name first, and a role behind a comma.")
        elif name in found and one.role in ("", found[name].role):
            talk.warn(f"'{one.who}' is in the list already.")
        else:
            found[name] = one._replace(role=one.role or known.get(name, ""))
    return list(found.values())


def order(people: Sequence[Person]) -> str:
    """How levels are typed for the people there are."""
    if not people:
        return "No list of people. Type v and who said what, such as v CX officer 4, Front line 2."
    return f"Levels are typed in this order: {', '.join(one.who for one in people)}. - stands for who gives none."
