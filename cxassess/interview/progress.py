"""How far a session is, in lines of text: what is answered and open, how far each play is, how long the rest may take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNKNOWN
from cxassess.interview.frontends.frontend import COMMAND, HEADING, QUIET, Line
from cxassess.interview.session import Session
from cxassess.playbook import Play, Question
from cxassess.playbook.question_names import name_ids
from cxassess.scoring import Assessment, Score
from cxassess.text import command_line, count_words, join_words, one_line, sentence

MAX_NAMED = 4  # questions that are all named; of more only some
EXAMPLES = 2  # questions named of many
MIN_ANSWERS = 5  # answers before a pace means anything
MAX_FIVES = 60  # minutes that are rounded to five; more are rounded to a quarter of an hour


def play_position(session: Session, play: Play) -> str:
    """The position of a play in the playbook: `Play 2 of 8`."""
    return f"Play {session.playbook.plays.index(play) + 1} of {len(session.playbook.plays)}"


def question_position(session: Session, question: Question) -> str:
    """The position of a question in the session: `Question 12 of 60, play 2 of 8.`"""
    play = play_position(session, session.playbook.play_by_id[question.play]).lower()
    return f"Question {session.position(question.id) + 1} of {len(session.questions)}, {play}."


def answered_count(session: Session, play: Play | None = None) -> str:
    """How many questions have an answer: `2 of 3 questions have an answer (1 don't know)`."""
    done = session.answered(play)
    count = session.asked(play)
    verb = "has" if 1 in (done, count) else "have"
    not_asked = len(session.in_state(NOT_ASKED, play))
    rest = f", {not_asked} {'is' if not_asked == 1 else 'are'} not asked" if not_asked else ""
    return f"{done} of {count_words(count, 'question')} {verb} an answer{_other_answers(session, play)}{rest}"


def _other_answers(session: Session, play: Play | None) -> str:
    kinds = (("don't know", UNKNOWN), ("not applicable", NOT_APPLICABLE))
    others = ", ".join(f"{len(ids)} {kind}" for kind, state in kinds if (ids := session.in_state(state, play)))
    return f" ({others})" if others else ""


def name_some(session: Session, ids: Sequence[str]) -> str:
    """Few questions all by name, many by count: `Customer types (P1.1)`, `54 questions, such as Customer types (P1.1)`."""
    names = session.playbook.by_id
    if len(ids) <= MAX_NAMED:
        return name_ids(names, ids)
    return f"{len(ids)} questions, such as {name_ids(names, ids[:EXAMPLES])}"


def question_heading(question: Question) -> str:
    """A question by its id and name: `P1.1 Customer types`; the id alone where its text follows."""
    return f"{question.id} {one_line(question.name)}".rstrip()


def name_plays(plays: Sequence[Play]) -> str:
    """Plays by title and id: `Understand the current state (P1) and Create the CX strategy (P4)`."""
    return join_words(f"{one_line(play.title)} ({play.id})" for play in plays)


def open_count(session: Session) -> str:
    """How many questions are open, and which: `1 of 24 has no answer yet: Customer types (P1.1).`"""
    ids = session.open()
    verb = "has" if len(ids) == 1 else "have"
    shown = ids if len(ids) <= MAX_NAMED else ids[:EXAMPLES]
    names = f"{':' if len(ids) <= MAX_NAMED else ', such as'} {name_ids(session.playbook.by_id, shown)}"
    return f"{len(ids)} of {session.asked()} {verb} no answer yet{names}."


def play_introduction(session: Session, play: Play, time_left: str = "") -> Iterator[Line]:
    """A play's title, what it is for, and its questions for leaders; `time_left` for all that is open."""
    size = count_words(len(play.questions), "question")
    yield Line("")
    yield Line(f"{play_position(session, play)}: {play.title} ({size}).", HEADING)
    if time_left:
        yield Line(time_left, QUIET)
    if play.intent:
        yield Line(sentence(play.intent))
    if play.leader_questions:
        yield Line("Questions for leaders to discuss, not to answer here:")
        yield from (Line(f"- {one_line(text)}") for text in play.leader_questions)


def play_list(session: Session, time_left: str = "") -> Iterator[Line]:
    """Every play with how much of it is done and left; `time_left` for all that is open."""
    for number, play in enumerate(session.playbook.plays, 1):
        done = f"{session.answered(play)} of {session.asked(play)} done{_other_answers(session, play)}"
        not_asked = "" if play in session.plays else " Not asked here."
        yield Line(f"{number}: {play.id} {sentence(play.title)} {done}, {len(session.open(play))} left.{not_asked}")
    if time_left:
        yield Line(time_left)


def after_last_question(session: Session) -> Iterator[Line]:
    """What is said when no question comes next."""
    ids = session.open()
    yield Line("")
    yield Line(f"That was the last question. {open_count(session)}" if ids else f"{answered_count(session)}.")
    deciding = [] if session.to_ask() else session.deciding()
    if deciding:
        yield Line(f"Whether more is asked depends on {name_some(session, deciding)}.")
    first = [*session.to_ask(), *deciding, session.questions[0].id][0]
    yield Line(f"Type r to review, g {first} to go to a question, or q to finish.")


def toolbar(session: Session) -> dict[str, str]:
    """What a toolbar may show: play, question, progress, saved."""
    question = session.question
    play = None if question is None else session.playbook.play_by_id[question.play]
    return {
        "play": "" if play is None else f"{play_position(session, play)}: {play.title}",
        "question": "" if question is None else question.id,
        "progress": f"{answered_count(session)}." if question is None else question_position(session, question),
        "saved": f"NOT saved: {join_words(session.unsaved_ids())}" if session.unsaved else "All saved",
    }


# -- summaries


def play_summary(session: Session, play: Play, assessment: Assessment | None) -> Line:
    """One line on a play: how much is answered, the score, what is open."""
    scores = [score for score in assessment.plays if score.id == play.id] if assessment else []
    text = "".join(_score(assessment, score) for score in scores) if assessment else ""
    ids = session.open(play)
    rest = f" No answer yet: {name_some(session, ids)}." if ids else ""
    return Line(f"{play_position(session, play)}: {answered_count(session, play)}.{text}{rest}", HEADING)


def _score(assessment: Assessment, score: Score) -> str:
    """Score and level reached, with a space before them; '' where there is no score.

    A band has the name of a level, so it is left out where the level reached, which may be another, is said.
    """
    from cxassess.report.sentences import format_score

    value = format_score(assessment, score)
    if not value:
        return ""
    gate = assessment.playbook.scoring.gate
    shown = score.band if gate is None or gate.by == "stage" else None
    band = "" if shown is None else f", {one_line(shown.label or shown.name)}"
    return f" Score {value}{band}.{_level_reached(assessment, score)}"


def _level_reached(assessment: Assessment, score: Score) -> str:
    """The level or stage that is reached, with a space before it; '' where none is declared."""
    from cxassess.report.gates import format_level_reached

    level = format_level_reached(assessment, score)
    return f" Level reached: {level}." if level else ""


def session_summary(session: Session, assessment: Assessment | None) -> Iterator[Line]:
    """What is saved, what is open, and what to look at before anyone relies on it."""
    yield Line("")
    yield Line(f"{session.file.path}: {answered_count(session)}.{_other_plays(session)}", HEADING)
    lists = (
        ("No answer yet", session.open()),
        ("Don't know", session.in_state(UNKNOWN)),
        ("Not applicable", session.in_state(NOT_APPLICABLE)),
        ("Not asked", session.in_state(NOT_ASKED)),
        ("Not agreed yet", session.not_agreed()),
    )
    yield from (Line(f"{label}: {name_some(session, ids)}.") for label, ids in lists if ids)
    if session.playbook.hidden and not session.open():
        yield Line(_hidden_questions(session))
    if assessment is not None and session.answered():
        yield from _overall(assessment)


def _other_plays(session: Session) -> str:
    """What is open in plays that this session does not ask, with a space before it."""
    if len(session.plays) == len(session.playbook.plays):
        return ""
    count = sum(len(session.open(play)) for play in session.playbook.plays if play not in session.plays)
    rest = f"{count_words(count, 'question')} in other plays {'has' if count == 1 else 'have'} no answer"
    return f" This session asks only {name_plays(session.plays)}; {rest}."


def _hidden_questions(session: Session) -> str:
    """How the rest of the playbook can be asked, where an overlay leaves questions out."""
    count, names = len(session.playbook.hidden), join_words(session.playbook.overlays)
    hidden = f"{count_words(count, 'question')} of the playbook {'are' if count != 1 else 'is'} left out by {names}."
    return f"{hidden} To answer all of them, remove that from 'overlays' in {session.file.path}."


def _overall(assessment: Assessment) -> Iterator[Line]:
    from cxassess.report.single.flags import find_flags

    if text := _score(assessment, assessment.overall):
        yield Line(f"Overall{'' if assessment.complete else ' so far'}:{text}")
    unexplained = [flag for flag in find_flags(assessment) if not flag.reason]
    if unexplained:
        yield Line("Check these before anyone relies on the result:")
        yield from (Line(f"- {flag.text}") for flag in unexplained)


def next_commands(session: Session, playbook_option: str, options: str = "") -> Iterator[Line]:
    """The commands that come next; `options` are those by which this session was started, to go on in the same way."""
    path = str(session.file.path)
    if any(session.open(play) for play in (session.plays if options else session.playbook.plays)):
        yield Line(f"To continue: {command_line('assess', path, options=options + playbook_option)}", COMMAND)
    if len(session.plays) < len(session.playbook.plays):
        merge = command_line("merge", path, ["OTHER.yaml"], f"-o all.yaml{playbook_option}")
        yield Line(f"To merge it with files of other plays: {merge}", COMMAND)
    yield Line(f"To see the score: {command_line('score', path, options=playbook_option)}", COMMAND)
    yield Line(
        f"To make the report: {command_line('report', path, options='-o report.pdf' + playbook_option)}", COMMAND
    )


# -- how long it takes


class Pace:
    """How long answers take in this session, and the time left by that; `now` gives seconds that only ever grow."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._start: float | None = None
        self._seconds: dict[str, float] = {}  # by question

    def question_shown(self) -> None:
        """Start the clock with the first question that is shown."""
        if self._start is None:
            self._start = self._now()

    def answered(self, question: str) -> None:
        """Take the time of an answer; only the first one to each question counts."""
        if question in self._seconds or self._start is None:
            return
        now = self._now()
        self._seconds[question] = now - self._start
        self._start = now

    def time_left(self, questions: int) -> str:
        """How long so many questions take at this pace, as a sentence; '' while there are too few answers."""
        if len(self._seconds) < MIN_ANSWERS or not questions:
            return ""
        return f"{_format_minutes(median(self._seconds.values()) * questions / 60)} left at your pace."


def _format_minutes(minutes: float) -> str:
    """Minutes, no more exact than a pace is: `About 25 minutes`, `About 1 hour 15 minutes`."""
    if minutes < 1.5:
        return "About a minute"
    if minutes < 10:
        return f"About {minutes:.0f} minutes"
    if minutes < MAX_FIVES - 2.5:
        return f"About {5 * round(minutes / 5)} minutes"
    hours, rest = divmod(15 * round(minutes / 15), 60)
    return f"About {count_words(hours, 'hour')}{f' {rest} minutes' if rest else ''}"
