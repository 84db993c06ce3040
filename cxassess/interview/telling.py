"""What an interview says, as lines of text: no tables, no boxes, ids first, a word beside every number."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN
from cxassess.answers.changing import Entry
from cxassess.answers.saving import ChangedUnderUs, Rescued
from cxassess.interview.grammar import help_lines, numbered
from cxassess.interview.session import Session
from cxassess.playbook import Level, Play, Playbook, Question
from cxassess.scoring import Assessment
from cxassess.text import listed, one_line


def level_name(question: Question, key: str) -> str:
    """A level as it is typed and told: `3 Defined`, or `2 yes` where its place is typed."""
    found = next(((number, level) for number, level in numbered(question.levels).items() if level.key == key), None)
    return key if found is None else _told(*found)


def _told(number: str, level: Level) -> str:
    parts = [number, "" if level.key == number else level.key, level.name]
    return " ".join(part for part in parts if part)


def play_level(playbook: Playbook, key: str) -> str:
    """A level of the shared scale as it is told; what is none, such as a score, as it is."""
    level = playbook.scale_by_key.get(key)
    return key if level is None else f"{key} {level.name}".rstrip()


def sentence(text: str) -> str:
    """Text on one line that ends like a sentence."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def start(session: Session) -> Iterator[str]:
    """Title and, in a file with answers, how many there are."""
    playbook, count = session.playbook, len(session.questions)
    yield f"{playbook.title}. {count} questions in {len(playbook.plays)} plays."
    if session.answered():
        yield f"Resuming: {counted(session)}."
    elif playbook.guide:
        yield "How to choose a level:"
        yield from (f"- {sentence(text)}" for text in playbook.guide)
    yield "Every answer is saved at once. Type ? for help, q to quit."


def opening(session: Session, play: Play) -> Iterator[str]:
    """A play's title, what it is for, and the questions for leaders."""
    count = len(play.questions)
    head = f"Play {session.play_number(play.id)} of {len(session.playbook.plays)}: {play.title}"
    yield ""
    yield f"{head} ({count} question{'s' * (count != 1)})."
    if play.intent:
        yield sentence(play.intent)
    if play.leader_questions:
        yield "Questions for leaders. To talk about, not to answer here:"
        yield from (f"- {one_line(text)}" for text in play.leader_questions)


def counted(session: Session, play: Play | None = None) -> str:
    """How many questions have an answer: `2 of 3 questions have an answer (1 don't know)`."""
    done = session.answered(play)
    count = len(session.questions if play is None else play.questions)
    verb = "has" if 1 in (done, count) else "have"
    kinds = (("don't know", session.unknown(play)), ("not applicable", session.not_applicable(play)))
    others = ", ".join(f"{len(ids)} {kind}" for kind, ids in kinds if ids)
    return f"{done} of {count} question{'s' * (count != 1)} {verb} an answer{f' ({others})' if others else ''}"


def closing(session: Session, play: Play, score: str) -> str:
    """One line on where a play stands."""
    place = f"Play {session.play_number(play.id)} of {len(session.playbook.plays)}"
    return f"{place}: {counted(session, play)}.{score}"


def standing(assessment: Assessment, play: str) -> str:
    """The score of a play so far, with a space before it; '' where it has none."""
    result = next(result for result in assessment.plays if result.id == play)
    shown = assessment.show_score(result)
    band = f", {result.band.name}" if result.band is not None else ""
    return "" if shown is None else f" Score {shown}{band}."


def question_lines(session: Session, question: Question) -> Iterator[str]:
    """A question with its levels and its present answer."""
    yield ""
    yield f"{question.id}. Question {session.index + 1} of {len(session.questions)}."
    yield one_line(question.text)
    yield from levels(question)
    yield from present(question, session.entry(question.id))


def levels(question: Question) -> Iterator[str]:
    """One line for each level: what is typed for it, its name, its text."""
    for number, level in numbered(question.levels).items():
        name = _told("", level) if level.key != number else level.name
        yield ": ".join(filter(None, [number, ". ".join(filter(None, [name, one_line(level.text)]))]))


def answer(question: Question, found: Entry) -> str:
    """An answer in words; '' where there is none."""
    if found.state == LEVEL:
        return level_name(question, found.level)
    if found.state == NOT_APPLICABLE:
        return f"not applicable, {one_line(found.reason)}"
    return "don't know" if found.state == UNKNOWN else ""


def present(question: Question, found: Entry) -> Iterator[str]:
    """What the file says about a question now."""
    said = answer(question, found)
    yield sentence(f"Your answer: {said}") if said else "No answer yet."
    if found.note:
        yield f"Note: {one_line(found.note)}"
    yield from (f"Evidence: {one_line(item)}" for item in found.evidence)
    if found.confidence:
        yield f"Confidence: {one_line(found.confidence)}."
    if found.target:
        yield f"Target: {level_name(question, found.target)}."


def help_for(session: Session, question: Question | None) -> Iterator[str]:
    """The question again, what is known about it, and what may be typed."""
    if question is not None:
        yield from levels(question)
        if question.why:
            yield f"Why it is asked: {one_line(question.why)}"
        yield from (f"Evidence could be: {one_line(item)}" for item in question.evidence)
        yield from _sources(session.playbook, question)
        found = session.entry(question.id)
        if found.level in question.next:
            step = one_line(question.next[found.level])
            yield f"Next step from {level_name(question, found.level)}: {step}"
    if session.playbook.guide:
        yield "How to choose a level:"
        yield from (f"- {sentence(text)}" for text in session.playbook.guide)
    yield "You can type:"
    yield from help_lines(question)


def _sources(playbook: Playbook, question: Question) -> Iterator[str]:
    for name in question.sources:
        source = playbook.source_by_id.get(name)
        if source is not None:
            yield f"Source {name}: {' '.join(filter(None, [sentence(source.title), one_line(source.link)]))}"


def plays(session: Session) -> Iterator[str]:
    """Every play with what is done and left."""
    for number, play in enumerate(session.playbook.plays, 1):
        left = len(play.questions) - session.answered(play)
        yield f"{number}: {play.id} {sentence(play.title)} {counted(session, play)}, {left} left."


def review(session: Session) -> Iterator[str]:
    """Every answer with what belongs to it, by play."""
    for play in session.playbook.plays:
        yield f"{play.id} {sentence(play.title)}{_aim(play_level(session.playbook, session.target(play.id)))}"
        for question in play.questions:
            found = session.entry(question.id)
            yield f"{question.id}: {sentence(answer(question, found) or 'no answer yet')}{_beside(question, found)}"


def _beside(question: Question, found: Entry) -> str:
    """What there is beside an answer, in short, with a space before it."""
    count = len(found.evidence)
    pieces = f"{count} piece{'s' * (count != 1)} of evidence" if count else ""
    has = listed(filter(None, ["a note" if found.note else "", pieces]))
    sure = f" Confidence {one_line(found.confidence)}." if found.confidence else ""
    return f"{f' Has {has}.' if has else ''}{sure}{_aim(level_name(question, found.target))}"


def _aim(level: str) -> str:
    return f" Target {one_line(level)}." if level else ""


def behind_last(session: Session) -> Iterator[str]:
    """What is said when no question comes next."""
    left, count = session.open(), len(session.questions)
    yield ""
    if left:
        yield f"That was the last question. {len(left)} of {count} have no answer yet: {listed(left)}."
    else:
        yield f"{counted(session)}."
    first = (left or [session.questions[0].id])[0]
    yield f"Type r to review, g {first} to go to a question, or q to finish."


def why_not_saved(error: Exception | None) -> str:
    """Why a change is not in the file, and what to do."""
    if isinstance(error, ChangedUnderUs):
        return f"{error}. Nothing was written over. Quit, look at the file and start again"
    if isinstance(error, Rescued):
        return f"{error}. The file is as it was; {error.copy} holds all answers with this one"
    return str(getattr(error, "strerror", None) or error).lower()


def ending(session: Session, option: str) -> Iterator[str]:
    """What is saved, what is open, and the commands that come next."""
    path = shlex.quote(str(session.file.path))
    yield ""
    yield f"{session.file.path}: {counted(session)}."
    named = (
        ("No answer yet", session.open()),
        ("Don't know", session.unknown()),
        ("Not applicable", session.not_applicable()),
    )
    for label, ids in named:
        if ids:
            yield f"{label}: {listed(ids)}."
    if session.open():
        yield f"To go on: cxassess assess {path}{option}"
    yield f"To see the score: cxassess score {path}{option}"
    yield f"To make the report: cxassess report {path} -o report.pdf{option}"
