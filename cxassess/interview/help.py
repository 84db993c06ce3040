"""What can be looked up at a question: its levels, what is known about it, how to choose a level, where one is."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.interview.frontends.frontend import ID, QUESTION, Line
from cxassess.interview.level_input import found_level, level_name, numbered
from cxassess.interview.messages import answer, counted, levels, progress
from cxassess.interview.session import Session
from cxassess.playbook import Playbook, Question
from cxassess.text import join_words, one_line, sentence


def help_for(session: Session, question: Question) -> Iterator[Line]:
    """The question again, and what is known about it."""
    yield from rubric(session, question)
    if question.why:
        yield Line(f"Why it is asked: {one_line(question.why)}")
    yield from (Line(f"Evidence could be: {one_line(item)}") for item in question.evidence)
    yield from _sources(session.playbook, question)
    found = session.entry(question.id)
    if found.level in question.next:
        step = one_line(question.next[found.level])
        yield Line(f"Next step from {level_name(question, found.level)}: {step}")


def rubric(session: Session, question: Question, one: str = "") -> Iterator[Line]:
    """The question with its levels, or one level as it is typed."""
    chosen = session.entry(question.id).level
    found = found_level(one, question.levels) if one else None
    if found is None:
        yield Line(f"{question.id}. {one_line(question.text)}", QUESTION)
        yield from levels(question, chosen)
    else:
        at = [level.key for level in numbered(question.levels).values()].index(found.key)
        yield list(levels(question, chosen))[at]


def where(session: Session, left: str = "") -> Iterator[Line]:
    """Where one is, in a few words."""
    question, play = session.here, ""
    if question is not None:
        said = answer(question, session.entry(question.id)) or "no answer yet"
        play = sentence(session.playbook.play_by_id[question.play].title)
        yield Line(f"{question.id}. {progress(session, question)} {play} {sentence(said[:1].upper() + said[1:])}", ID)
    saved = f"NOT saved: {join_words(session.not_saved())}." if session.unsaved else "All is saved."
    yield Line(" ".join(filter(None, [f"{counted(session)}, {len(session.open())} left.", left, saved])))


def _sources(playbook: Playbook, question: Question) -> Iterator[Line]:
    for name in question.sources:
        source = playbook.source_by_id.get(name)
        if source is not None:
            yield Line(f"Source {name}: {' '.join(filter(None, [sentence(source.title), one_line(source.link)]))}")
