"""The commands of a facilitated interview: the list of people, their votes, the agreed level and why."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.answers import UNANSWERED, Vote
from cxassess.interview import session_state, vocabulary
from cxassess.interview.commands.answer import reason_removed, save_level
from cxassess.interview.frontends.frontend import CHOSEN
from cxassess.interview.grammar import Command, line_problem, parse_command, refuse
from cxassess.interview.messages import answer_label
from cxassess.interview.talk import Talk, VoteRound
from cxassess.interview.vocabulary import is_yes_no, level_choices, level_label, match_level, number_range
from cxassess.interview.votes import (
    Participant,
    combine_votes,
    count_people,
    describe_spread,
    match_people,
    names_by_level,
    outside_votes,
    parse_participant,
    parse_votes,
    participants_of_votes,
    vote_gap,
    votes_of_others,
)
from cxassess.playbook import Question
from cxassess.text import count_words, join_words, one_line, sentence, shorten

ABOUT_PEOPLE = (
    "Who is answering? Type one person per line: a name and, after a comma, a role. Enter ends the list; b removes the last person.",
    "Names and levels go into the file and the report; 'report --redact names' leaves the names out, but not those inside notes and reasons. You can enter roles instead of names.",
)
# The commands that end a round of votes without an agreed level: by going elsewhere, or by themselves.
LEAVE_OPEN = (vocabulary.NO_LEVEL, vocabulary.SKIP, vocabulary.BACK, vocabulary.GO, vocabulary.PLAY, vocabulary.QUIT)
END_ROUND = (*LEAVE_OPEN, vocabulary.PEOPLE, vocabulary.UNKNOWN, vocabulary.CLEAR, vocabulary.UNDO)


# -- the list of people


def ask_people(talk: Talk) -> None:
    """Ask who is answering. Raises EOFError where the person quits."""
    old = talk.people or _known_people(talk)
    for line in ABOUT_PEOPLE:
        talk.say(line)
    if old:
        talk.say(f"Now on the list: {join_words(map(str, old))}.")
        talk.say("Enter keeps this list; + and a name adds, - and a name removes; a name alone starts a new list.")
    new: list[Participant] = []
    while typed := talk.ask_text(f"Person {len(new) + 1}: ", lines=True, commands=("b", "q"), help=ABOUT_PEOPLE[0]):
        text = typed[2:].strip() if typed.lower().startswith("v ") else typed
        if text in ("q", "quit"):
            _set_people(talk, new or old)
            raise EOFError
        if text.lower() == "v":
            talk.warn("This is the list of people: type a name and, after a comma, a role; Enter ends it.")
        elif text == "b":
            talk.say(f"{new.pop().name} was removed." if new else "No one is on the new list yet.")
        else:
            for line in text.split("\n"):
                if line[:1] not in ("+", "-"):
                    new = _add_people(talk, new, line)
                elif new:
                    new = _add_or_remove(talk, new, line)
                else:
                    old = _add_or_remove(talk, old, line)
    _set_people(talk, new or old)
    talk.say(_order(talk.people))


def _known_people(talk: Talk) -> list[Participant]:
    """The list as an earlier session left it, else everybody whose vote the file holds."""
    session = talk.session
    left = [Participant(name, role) for name, role in session_state.read_people(session.file.path)]
    questions = session.playbook.questions()
    return left or participants_of_votes(vote for one in questions for vote in session.answer(one.id).votes)


def _set_people(talk: Talk, people: list[Participant]) -> None:
    """Use this list of people, now and when the session is continued."""
    talk.people = people
    session_state.keep_people(talk.session.file.path, people)


def _ask_people_again(talk: Talk, question: Question, text: str) -> None:
    ask_people(talk)
    talk.show_again()


def _change_people(talk: Talk, question: Question, text: str) -> None:
    _set_people(talk, _add_or_remove(talk, talk.people, text))
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


def _add_people(talk: Talk, people: list[Participant], text: str) -> list[Participant]:
    """The list with the people of a text: one a line, or separated by semicolons."""
    by_name = {one.name.casefold(): one for one in people}
    known_roles = {one.name.casefold(): one.role for one in _known_people(talk)}
    lines = filter(str.strip, text.replace(";", "\n").split("\n"))
    for one in (person for line in lines for person in _ask_participants(talk, line)):
        name = one.name.casefold()
        if not any(letter.isalpha() for letter in one.name):
            talk.warn(f"'{one.name}' is not a name. Type a name first and, after a comma, a role.")
        elif name in by_name and one.role in ("", by_name[name].role):
            talk.warn(f"'{one.name}' is already on the list.")
        else:
            by_name[name] = one._replace(role=one.role or known_roles.get(name, ""))
    return list(by_name.values())


def _ask_participants(talk: Talk, line: str) -> list[Participant]:
    """The person of a line, `Ana, CX officer`; where it may be a list of names, somebody says which it is."""
    person, names = parse_participant(line), [name.strip() for name in one_line(line).split(",") if name.strip()]
    if len(names) < 3:
        return [person]
    about = f"Is that {count_people(len(names))}: {join_words(names)}? Type yes;"
    one = f"Enter for one person, {person.name}, with the role '{shorten(person.role, 60)}'."
    if talk.confirm(f"{count_people(len(names)).capitalize()}? ", f"{about} {one}"):
        return [Participant(name, "") for name in names]
    return [person]


def _order(people: Sequence[Participant]) -> str:
    """How levels are typed for a list of people."""
    if not people:
        return "There is no list of people. Type v and who said what, such as v CX officer 4, Front line 2."
    names = ", ".join(one.name for one in people)
    return f"Type levels in this order: {names}. Type - for anyone who does not give one."


# -- votes


def record(talk: Talk, question: Question, command: Command) -> None:
    """Save votes together with earlier ones that stay; the agreed level is asked next."""
    answer, people = talk.session.answer(question.id), talk.people
    was_open = talk.vote_round.was_open if talk.vote_round else answer.state == UNANSWERED
    votes = combine_votes(people, answer.votes, command)
    talk.vote_round = VoteRound(votes, was_open)
    talk.say(describe_spread(question, votes, people), CHOSEN)
    if vote_gap(question, votes):
        talk.say(names_by_level(question, votes))
    if others := votes_of_others([*people, *participants_of_votes(command.votes)], votes):
        talk.say(f"Votes kept from people who are not on the list: {names_by_level(question, others)}")
    newcomers = participants_of_votes(votes_of_others(people, command.votes)) if people else []
    for one in newcomers:
        _set_people(talk, [*talk.people, one])
        talk.say(f"{one.name} was added to the list; v - {one.name} removes them.")
    confirmation = f"{question.id}: {count_words(len(votes), 'vote')}."
    talk.save(question, "votes", lambda changes: changes.votes(question, votes), confirmation)


def parse_at_agreed_level(talk: Talk, votes: Sequence[Vote], line: str, question: Question) -> Command:
    """What a line asks for at the prompt for the agreed level: that level, other votes, or any other command."""
    text = line.strip()
    if not text:
        return Command(vocabulary.NO_LEVEL)
    is_yes = text.lower() in ("y", "yes")
    if is_yes and not vote_gap(question, votes) and not is_yes_no(question):
        return Command(vocabulary.AGREED, votes[0].level)
    if text.lower() == "y" and {vote.level.lower() for vote in votes} == {"no"}:
        return refuse("y could mean yes, but the votes say no. Type no or yes.")
    if level := match_level(text, question.levels):
        return Command(vocabulary.AGREED, level.key)
    if is_yes:
        return refuse(f"Which level? {names_by_level(question, votes)} Type {level_choices(question.levels)}.")
    command = parse_votes(text, talk.people, question)
    if command is not None and not (command.verb == vocabulary.REFUSED and text.isdecimal()):
        return command
    command = parse_command(text, talk.session.playbook, question)
    is_known = text.split()[0].lower() in vocabulary.VERBS or line_problem(text)
    if command.verb != vocabulary.REFUSED or is_known:
        return command
    choices = f"{number_range(question.levels)}, all levels again, or Enter"
    return refuse(f"'{shorten(text, 40)}' is not a level. Type {choices}; the votes are kept.")


def asks_again(talk: Talk, question: Question) -> bool:
    """Whether the first Enter at a prompt asks once more: out of habit it would pass over a question. It is said."""
    prompt = (question.id, talk.vote_round is not None)
    if talk.entered_at == prompt:
        return False
    talk.entered_at = prompt
    answer = talk.session.answer(question.id)
    state = "is left open" if answer.state == UNANSWERED else f"stays as it is: {answer_label(question, answer)}"
    level = "the agreed level" if talk.vote_round else "the levels" if talk.people else "a level"
    votes = " Its votes are saved." if talk.vote_round else ""
    talk.say(f"{question.id} {sentence(state)}{votes} Type {level}, or Enter once more to go on.")
    return True


def end_round(talk: Talk, question: Question, verb: str) -> None:
    """Stop asking for the agreed level where a command ends the round, and say where the answer stays open."""
    if talk.vote_round is None or verb not in END_ROUND:
        return
    votes, answer = talk.vote_round.votes, talk.session.answer(question.id)
    talk.vote_round = None
    if verb not in LEAVE_OPEN:
        return
    if answer.state == UNANSWERED:
        problem = "no level has been agreed on, so the question stays open"
        talk.warn(f"{question.id}: {problem}. Type = and a level to answer it.")
        return
    outside = outside_votes(question, answer.level, votes) if answer.level else ""
    stays = " ".join(filter(None, [sentence(answer_label(question, answer)), outside]))
    talk.warn(f"{question.id} stays at {stays} Type = and a level to change it.")


def _agree(talk: Talk, question: Question, key: str) -> None:
    """Save the agreed level, ask why where not all votes say it, and go on; or go back to the prompt for the level."""
    answer, vote_round = talk.session.answer(question.id), talk.vote_round
    votes = vote_round.votes if vote_round else answer.votes
    if not votes:
        save_level(talk, question, key)
        return
    was_open = vote_round.was_open if vote_round else answer.state == UNANSWERED
    old = answer.agreed if answer.level == key else ""
    label, removed = level_label(question, key), reason_removed(talk, question, key)
    with_votes = f", with {count_words(len(votes), 'vote')}" if vote_round else ""
    confirmation = f"{question.id} = {label}{with_votes}.{removed}"
    talk.save(question, "agreed level", lambda changes: changes.agree(question, key, old), confirmation)
    talk.pace.answered(question.id)
    if old or {vote.level for vote in votes} != {key}:
        enter = "Enter keeps the reason, - removes it" if old else "Enter for none"
        about = f"Why {label}? For the report; {enter}, b goes back to the level."
        about = " ".join(filter(None, [outside_votes(question, key, votes), about]))
        line = talk.ask_text("Reason: ", about, lines=True, commands=("b", "-"))
        if line == "b":
            return
        reason = "" if line == "-" else line or old
        if not line:
            talk.say(f"{question.id}: {'the reason is kept' if old else 'no reason was given'}.")
        if reason != old:
            confirmation = f"{question.id} reason{'' if reason else ' removed'}."
            talk.save(question, "reason", lambda changes: changes.agree(question, key, reason), confirmation)
    talk.move_on(question, was_open=was_open)


COMMANDS = {
    vocabulary.PEOPLE: _ask_people_again,
    vocabulary.CHANGE_PEOPLE: _change_people,
    vocabulary.AGREED: _agree,
    vocabulary.NO_LEVEL: lambda talk, question, text: talk.move_on(question),
}
