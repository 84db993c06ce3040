"""A round of votes: saved as soon as it is typed, then talked about, typed anew, and agreed on or left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxassess.answers import UNANSWERED
from cxassess.interview import entering, grammar, moving, telling, workshop
from cxassess.interview import front as fronts
from cxassess.interview.workshop import Round
from cxassess.playbook import Question
from cxassess.text import shorten

if TYPE_CHECKING:
    from cxassess.interview.conversation import Conversation


def record(talk: Conversation, question: Question, said: Round) -> str:
    """Save a round and ask what is agreed. Gives back a command that was typed in place of a level, '' for none.

    Votes, level and reason are one change to undo.
    """
    was_open = talk.session.entry(question.id).state == UNANSWERED
    _save(talk, question, said, again=False)
    while True:
        line = _asked(talk, question, said)
        meant = workshop.typed(line, talk.people or [], question)
        key = _agreed(line, question, said)
        if not key and meant is not None and meant.verb == workshop.AGREED:
            key = meant.text
        if key:
            break
        if not line or _is_command(talk, question, line, meant):
            still = "it stays open" if was_open else "the answer is as it was"
            then = f"; = and a level answers {question.id}" if line else ""
            talk.say(f"{question.id}: no level is agreed, so {still}{then}.", fronts.WARNING)
            if not line:
                talk.onward(question)
            return line
        if meant is not None and meant.verb == workshop.VOTES:
            said = meant.said
            _save(talk, question, said, again=True)
        else:
            _not_agreed(talk, question, line, meant)
    reason = _why(talk, question, key, said) if _needs_why(question, key, said) else ""
    count = f"{len(said.votes)} vote{'s' * (len(said.votes) != 1)}"
    told = f"{question.id} = {telling.level_name(question, key)}, with {count}."
    talk.save(question, "votes", lambda changes: changes.agree(question, key, reason), told, again=True)
    talk.pace.answered(question.id)
    talk.onward(question, was_open=was_open)
    return ""


def agree(talk: Conversation, question: Question, key: str) -> None:
    """Answer with the agreed level alone. Why is asked where there are votes that do not all say it."""
    found = talk.session.entry(question.id)
    said = Round(found.votes)
    if not found.votes or not _needs_why(question, key, said):
        entering.ENTER[grammar.LEVEL](talk, question, key)
        return
    was_open = found.state == UNANSWERED
    reason = _why(talk, question, key, said)
    told = f"{question.id} = {telling.level_name(question, key)}.{'' if reason else entering.gone(talk, question, key)}"
    talk.save(question, "answer", lambda changes: changes.agree(question, key, reason), told)
    talk.pace.answered(question.id)
    talk.onward(question, was_open=was_open)


def _save(talk: Conversation, question: Question, said: Round, *, again: bool) -> None:
    talk.say(workshop.spread(question, said), fronts.CHOSEN)
    if workshop.apart(question, said.votes):
        talk.say(workshop.sides(question, said.votes))
    for one in workshop.newcomers(talk.people or [], said):
        talk.people = [*(talk.people or []), one]
        talk.say(f"{one.who} joins the list; v - {one.who} takes them out.")
    told = f"{question.id} {len(said.votes)} vote{'s' * (len(said.votes) != 1)}."
    talk.save(question, "votes", lambda changes: changes.votes(question, said.votes), told, again=again)


def _not_agreed(talk: Conversation, question: Question, line: str, meant: workshop.Typed | None) -> None:
    """Help, or a sentence on a line that is none of what may be typed where a level is agreed."""
    asked = grammar.command(line, talk.session.playbook, question)
    choices = grammar.typed(question.levels)
    if asked.verb == grammar.HELP:
        moving.MOVES[grammar.HELP](talk, asked.text)
    elif meant is not None:
        talk.warn(meant.text)
    elif line.split()[0].lower() in grammar.VERBS:
        talk.warn(asked.text)
    else:
        talk.warn(f"'{shorten(line, 40)}' is no level. Type {choices}, all levels anew, or Enter; the votes are kept.")


def _asked(talk: Conversation, question: Question, said: Round) -> str:
    alike = "" if workshop.apart(question, said.votes) else said.votes[0].level
    number = workshop.level_name(question, alike).split()[0] if alike else ""
    kept = talk.session.entry(question.id).state != UNANSWERED
    enter = "Enter keeps the answer as it is" if kept else "Enter for none"
    prompt = f"Agreed level {grammar.span(question.levels)}, {f'y for {number}, ' if alike else ''}{enter}: "
    return talk.ask(prompt, kind=fronts.LEVEL, words=talk.words()).strip()


def _agreed(line: str, question: Question, said: Round) -> str:
    """The key of the level that a line means; '' for none."""
    found = grammar.found_level(line, question.levels)
    if found is not None:
        return found.key
    alike = not workshop.apart(question, said.votes)
    return said.votes[0].level if alike and line.lower() in ("y", "yes") else ""


def _is_command(talk: Conversation, question: Question, line: str, meant: workshop.Typed | None) -> bool:
    """Whether a line is something else to do than to agree, to vote again or to ask for help."""
    if meant is not None:
        return meant.verb in workshop.LISTING
    return grammar.command(line, talk.session.playbook, question).verb not in (grammar.REFUSED, grammar.HELP)


def _needs_why(question: Question, key: str, said: Round) -> bool:
    return {vote.level for vote in said.votes} != {key}


def _why(talk: Conversation, question: Question, key: str, said: Round) -> str:
    outside = workshop.outside(question, key, said.votes)
    about = f"Why {telling.level_name(question, key)}? One line for the report; Enter for none."
    return talk.line("Reason: ", f"{outside} {about}" if outside else about)
