"""The commands of a facilitated interview: votes, the agreed level and why."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.answers import UNANSWERED, Vote
from cxassess.interview import vocabulary
from cxassess.interview.commands.answer import reason_removed, save_level
from cxassess.interview.commands.note import keeps_text
from cxassess.interview.commands.people import set_people
from cxassess.interview.dialog import Talk, VoteRound
from cxassess.interview.frontends.frontend import CHOSEN
from cxassess.interview.grammar import Command, line_problem, parse_command, refuse
from cxassess.interview.messages import answer_label
from cxassess.interview.vocabulary import is_yes_no, level_choices, level_label, match_level, number_range
from cxassess.interview.votes import (
    combine_votes,
    describe_spread,
    names_by_level,
    outside_votes,
    parse_votes,
    participants_of_votes,
    vote_gap,
    votes_of_others,
)
from cxassess.playbook import Question
from cxassess.text import count_words, sentence, shorten

# The commands that end a round of votes without an agreed level: by going elsewhere, or by themselves.
LEAVE_OPEN = (vocabulary.NO_LEVEL, vocabulary.SKIP, vocabulary.BACK, vocabulary.GO, vocabulary.PLAY, vocabulary.QUIT)
END_ROUND = (*LEAVE_OPEN, vocabulary.PEOPLE, vocabulary.UNKNOWN, vocabulary.CLEAR, vocabulary.UNDO)


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
        set_people(talk, [*talk.people, one])
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
        if not keeps_text(talk, question, "reason", line):
            line = ""
        reason = "" if line == "-" else line or old
        if not line:
            talk.say(f"{question.id}: {'the reason is kept' if old else 'no reason was given'}.")
        if reason != old:
            confirmation = f"{question.id} reason{'' if reason else ' removed'}."
            talk.save(question, "reason", lambda changes: changes.agree(question, key, reason), confirmation)
    talk.move_on(question, was_open=was_open)


COMMANDS = {vocabulary.AGREED: _agree, vocabulary.NO_LEVEL: lambda talk, question, text: talk.move_on(question)}
