"""The list of people of a facilitated interview: who is asked, who comes and who goes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxassess.interview import last_session, vocabulary
from cxassess.interview.dialog import Talk
from cxassess.interview.vocabulary import is_command
from cxassess.interview.votes import Participant, count_people, match_people, parse_participant, participants_of_votes
from cxassess.playbook import Question
from cxassess.text import join_words, shorten

ABOUT_PEOPLE = (
    "Who is answering? Type one person per line: a name and, after a comma, a role. Enter ends the list; b removes the last person.",
    "Names and levels go into the file and the report; 'report --redact names' leaves the names out, but not those inside notes and reasons. You can enter roles instead of names.",
)
_BETWEEN_NAMES = re.compile(r"\s+and\s+|\s*[/&|]\s*", re.IGNORECASE)


def ask_people(talk: Talk) -> None:
    """Ask who is answering. Raises EOFError where the person quits."""
    old = talk.people or _known_people(talk)
    for line in ABOUT_PEOPLE:
        talk.say(line)
    if old:
        talk.say(f"Now on the list: {join_words(map(str, old))}.")
        talk.say("Enter keeps this list; + and a name adds, - and a name removes; a name alone starts a new list.")
    new: list[Participant] = []
    try:
        while typed := talk.ask_text(f"Person {len(new) + 1}: ", lines=True, commands=("b", "q"), help=ABOUT_PEOPLE[0]):
            text = typed[2:].strip() if typed.lower().startswith("v ") else typed
            if text in ("q", "quit"):
                raise EOFError
            if text.lower() == "v":
                talk.warn("This is the list of people: type a name and, after a comma, a role; Enter ends it.")
            elif text == "b":
                talk.say(f"{new.pop().name} was removed." if new else "No one is on the new list yet.")
            else:
                for line in text.split("\n"):
                    if line[:1] not in ("+", "-"):
                        new = _add_people(talk, new, line, is_sure=is_command(typed))  # which was typed twice
                    elif new:
                        new = _add_or_remove(talk, new, line)
                    else:
                        old = _add_or_remove(talk, old, line)
    except EOFError:
        set_people(talk, new or old)
        raise
    set_people(talk, new or old)
    talk.say(_order(talk.people))


def _known_people(talk: Talk) -> list[Participant]:
    """The list as an earlier session left it, else everybody whose vote the file holds."""
    session = talk.session
    left = [Participant(name, role) for name, role in last_session.read_people(session.file.path)]
    questions = session.playbook.questions()
    return left or participants_of_votes(vote for one in questions for vote in session.answer(one.id).votes)


def set_people(talk: Talk, people: list[Participant]) -> None:
    """Use this list of people, now and when the session is continued."""
    talk.people = people
    last_session.keep_people(talk.session.file.path, people)


def _ask_people_again(talk: Talk, question: Question, text: str) -> None:
    ask_people(talk)
    talk.show_again()


def _change_people(talk: Talk, question: Question, text: str) -> None:
    set_people(talk, _add_or_remove(talk, talk.people, text))
    talk.say(_order(talk.people))


def _add_or_remove(talk: Talk, people: list[Participant], text: str) -> list[Participant]:
    """The list with or without a person: `+ Eve, CFO` or `- Eve`."""
    sign, rest = text[0], text[1:].strip()
    if not rest:
        talk.warn(f"Add a name after {sign}, such as {sign} Ana.")
        return people
    if sign == "+":
        return _add_people(talk, people, rest)
    matches = match_people(people, rest)
    if len(matches) != 1:
        talk.warn(f"'{rest}' is {'not' if not matches else 'more than one person'} on the list.")
        return people
    talk.say(f"{matches[0].name} was removed; votes already given are kept.")
    return [one for one in people if one is not matches[0]]


def _add_people(talk: Talk, people: list[Participant], line: str, *, is_sure: bool = False) -> list[Participant]:
    """The list with the people of a line. Where a name is a command, somebody says whether it is one, unless that `is_sure`."""
    by_name = {one.name.casefold(): one for one in people}
    known_roles = {one.name.casefold(): one.role for one in _known_people(talk)}
    for one in _ask_participants(talk, line) if line.strip() else ():
        name = one.name.casefold()
        about = f"'{one.name}' is a command too. Type yes to add a person of this name; Enter adds no one."
        if not any(letter.isalpha() for letter in one.name):
            talk.warn(f"'{one.name}' is not a name. Type a name first and, after a comma, a role.")
        elif name in by_name and one.role in ("", by_name[name].role):
            talk.warn(f"'{one.name}' is already on the list.")
        elif is_sure or not (is_command(name) or name in ("yes", "no")) or talk.confirm("Is that a name? ", about):
            by_name[name] = one._replace(role=one.role or known_roles.get(name, ""))
    return list(by_name.values())


def _ask_participants(talk: Talk, line: str) -> list[Participant]:
    """The person of a line, `Ana, CX officer`; where it may be a list of names, somebody says which it is."""
    person, people = parse_participant(line.strip().replace("\t", ",")), possible_people(line)
    if len(people) < 2:
        return [person]
    about = f"Is that {count_people(len(people))}: {join_words(map(str, people))}? Type yes;"
    role = f", with the role '{shorten(person.role, 60)}'" if person.role else ""
    one = f"Enter for one person, {person.name}{role}."
    if talk.confirm(f"{count_people(len(people)).capitalize()}? ", f"{about} {one}"):
        return people
    return [person]


def possible_people(line: str) -> list[Participant]:
    """The people that a line names where it is a list, by whatever it is separated; else the one person."""
    for separator in (";", "\t"):
        if len(parts := [part for part in line.split(separator) if part.strip()]) > 1:
            return [one for part in parts for one in possible_people(part)]
    parts = [re.sub(r"^and\s+", "", part.strip(), flags=re.IGNORECASE) for part in line.split(",") if part.strip(" ,")]
    if len(parts) < 2 or (len(parts) == 2 and not _are_names(parts[1])):
        person = parse_participant(line)
        names = [name.strip() for name in _BETWEEN_NAMES.split(person.name) if name.strip()]
        return [person] if len(names) < 2 else [person._replace(name=name) for name in names]
    return [Participant(name.strip(), "") for part in parts for name in _BETWEEN_NAMES.split(part) if name.strip()]


def _are_names(text: str) -> bool:
    """Whether text in the place of a role may be names: `Ben and Cleo Roe`, and not `policy and CX`."""
    names = re.split(r"\s+and\s+", text, flags=re.IGNORECASE)
    return len(names) > 1 and all(word[0].isupper() and not word.isupper() for name in names for word in name.split())


def _order(people: Sequence[Participant]) -> str:
    """How levels are typed for a list of people."""
    if not people:
        return "There is no list of people. Type v and who said what, such as v CX officer 4, Front line 2."
    names = ", ".join(one.name for one in people)
    return f"Type levels in this order: {names}. Type - for anyone who does not give one."


COMMANDS = {vocabulary.PEOPLE: _ask_people_again, vocabulary.CHANGE_PEOPLE: _change_people}
