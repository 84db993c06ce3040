"""A round of votes: saved as soon as it is typed, then talked about, typed anew, and agreed on or left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxassess.answers import UNANSWERED
from cxassess.interview import grammar, level_input, messages, verbs, workshop
from cxassess.interview.commands import answer, navigate, people
from cxassess.interview.frontends import frontend as fronts
from cxassess.interview.workshop import Round
from cxassess.playbook import Question
from cxassess.text import sentence, shorten

if TYPE_CHECKING:
    from cxassess.interview.loop import Conversation


# What is done at the agreed level without leaving it, and what answers in another way.
_BESIDE = (
    verbs.NOTE,
    verbs.EDIT,
    verbs.EVIDENCE,
    verbs.CONFIDENT,
    verbs.TARGET,
    verbs.PLAY_TARGET,
    verbs.OVERALL_TARGET,
)
_LOOKING = (verbs.WHERE, verbs.RUBRIC, verbs.REVIEW, verbs.PLAYS)
_ANSWERS = (verbs.UNKNOWN, verbs.CLEAR, verbs.UNDO)


def record(talk: Conversation, question: Question, said: Round) -> str:
    """Save a round and ask what is agreed. Gives back a command that was typed in place of a level, '' for none."""
    was_open = talk.session.entry(question.id).state == UNANSWERED
    said = _save(talk, question, said)
    while True:
        line = _asked(talk, question, said)
        meant = workshop.typed(line, talk.people or [], question)
        key = _agreed(line, question, said, meant)
        told = f"with {len(said.votes)} vote{'s' * (len(said.votes) != 1)}"
        if key and _agree(talk, question, key, said, was_open, told):
            return ""
        if not key and meant is not None and meant.verb == workshop.VOTES:
            said = _save(talk, question, meant.said)
        elif not key and (left := _otherwise(talk, question, line, meant, said)) is not None:
            return left


def _otherwise(
    talk: Conversation, question: Question, line: str, meant: workshop.Typed | None, said: Round
) -> str | None:
    """Do what was typed in place of a level. None where the level is asked again, else what `record` gives back."""
    if not line:
        _left_open(talk, question, said)
        talk.onward(question)
        return ""
    if meant is not None and meant.verb == workshop.PEOPLE:
        return line
    asked = grammar.command(line, talk.session.playbook, question)
    if meant is not None and meant.verb == workshop.JOINS:
        people.joins(talk, meant.text)
    elif meant is not None and not line.isdecimal():
        talk.warn(meant.text)
    elif asked.verb in _BESIDE:
        answer.ENTER[asked.verb](talk, question, asked.text)
    elif asked.verb in _LOOKING:
        navigate.MOVES[asked.verb](talk, asked.text)
    elif asked.verb == verbs.HELP:
        _help(talk, question, asked.text)
    elif asked.verb == verbs.REFUSED:
        _refused(talk, question, line, asked.text)
    elif asked.verb == verbs.NOT_APPLICABLE:
        before = talk.session.entry(question.id)
        answer.ENTER[asked.verb](talk, question, asked.text)
        return None if talk.session.entry(question.id) == before else ""
    else:
        if asked.verb not in _ANSWERS:
            _left_open(talk, question, said)
        return line
    return None


def _help(talk: Conversation, question: Question, text: str) -> None:
    if text in ("", "commands"):
        levels = f"{level_input.typed(question.levels)}: the agreed level; all levels anew, or v, a name and a level"
        talk.say(f"{levels}: another vote; Enter: no level is agreed. The votes are kept.")
    navigate.MOVES[verbs.HELP](talk, text)


def agree(talk: Conversation, question: Question, key: str) -> None:
    """Answer with the agreed level alone. Why is asked where there are votes that do not all say it."""
    found = talk.session.entry(question.id)
    if found.votes:
        _agree(talk, question, key, Round(found.votes), found.state == UNANSWERED, "")
    else:
        answer.ENTER[verbs.LEVEL](talk, question, key)


def _agree(talk: Conversation, question: Question, key: str, said: Round, was_open: bool, told: str) -> bool:
    """Save the level that is agreed, then ask why and save that, and go on; False where the person goes back to it."""
    found = talk.session.entry(question.id)
    old = found.agreed if found.level == key else ""
    gone = answer.gone(talk, question, key)
    level = f"{question.id} = {level_input.level_name(question, key)}"
    what = f"{level}, {told}.{gone}" if told else f"{level}.{gone}"
    talk.save(question, "agreed level", lambda changes: changes.agree(question, key, old), what)
    talk.pace.answered(question.id)
    if old or {vote.level for vote in said.votes} != {key}:
        outside = workshop.outside(question, key, said.votes)
        enter = "Enter keeps the reason there is, - takes it out" if old else "Enter for none"
        about = (
            f"Why {level_input.level_name(question, key)}? One line for the report; {enter}, b goes back to the level."
        )
        line = talk.line("Reason: ", f"{outside} {about}" if outside else about, takes=("b", "-"))
        if line == "b":
            return False
        reason = "" if line == "-" else line or old
        if reason != old:
            said_so = f"{question.id} reason{'' if reason else ' removed'}."
            talk.save(question, "reason", lambda changes: changes.agree(question, key, reason), said_so)
    talk.onward(question, was_open=was_open)
    return True


def _left_open(talk: Conversation, question: Question, said: Round) -> None:
    """Say that no level is agreed in this round, and which answer there is all the same."""
    found = talk.session.entry(question.id)
    if found.state == UNANSWERED:
        talk.say(f"{question.id}: no level is agreed, so it stays open. = and a level answers it.", fronts.WARNING)
        return
    far = ""
    if found.level and (outside := workshop.outside(question, found.level, said.votes)):
        far = f" {outside}"
    stays = sentence(messages.answer(question, found))
    talk.say(f"{question.id} stays at {stays}{far} = and a level changes it.", fronts.WARNING)


def _save(talk: Conversation, question: Question, typed: Round) -> Round:
    """Save a round, in one with what it leaves of earlier votes, and give that back."""
    said = workshop.together(talk.people or [], talk.session.entry(question.id).votes, typed)
    talk.say(workshop.spread(question, said), fronts.CHOSEN)
    if workshop.apart(question, said.votes):
        talk.say(workshop.sides(question, said.votes))
    if others := workshop.kept(talk.people or [], typed, said):
        talk.say(f"Kept from before, of who is not on the list: {workshop.sides(question, others)}")
    for one in workshop.newcomers(talk.people or [], typed):
        people.add(talk, one)
        talk.say(f"{one.who} joins the list; v - {one.who} takes them out.")
    told = f"{question.id} {len(said.votes)} vote{'s' * (len(said.votes) != 1)}."
    talk.save(question, "votes", lambda changes: changes.votes(question, said.votes), told)
    return said


def _refused(talk: Conversation, question: Question, line: str, why: str) -> None:
    if line.split()[0].lower() in verbs.VERBS or grammar.refused(line):
        talk.warn(why)
    else:
        choices = level_input.typed(question.levels)
        talk.warn(f"'{shorten(line, 40)}' is no level. Type {choices}, all levels anew, or Enter; the votes are kept.")


def _asked(talk: Conversation, question: Question, said: Round) -> str:
    alike = "" if workshop.apart(question, said.votes) else said.votes[0].level
    number = level_input.level_name(question, alike).split()[0] if alike else ""
    kept = talk.session.entry(question.id).state != UNANSWERED
    enter = "Enter keeps the answer as it is" if kept else "Enter for none"
    prompt = f"Agreed level {level_input.span(question.levels)}, {f'y for {number}, ' if alike else ''}{enter}: "
    return talk.ask(prompt, kind=fronts.LEVEL, words=talk.words()).strip()


def _agreed(line: str, question: Question, said: Round, meant: workshop.Typed | None) -> str:
    """The key of the level that a line means; '' for none."""
    found = level_input.found_level(line, question.levels)
    if found is not None:
        return found.key
    if meant is not None and meant.verb == workshop.AGREED:
        return meant.text
    alike = not workshop.apart(question, said.votes)
    return said.votes[0].level if alike and line.lower() in ("y", "yes") else ""
