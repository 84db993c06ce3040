"""What an interview says, as lines of text: no tables, no boxes, ids first, a word beside every number."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN
from cxassess.answers.edit import Entry
from cxassess.answers.file.save import ChangedUnderUs, Rescued
from cxassess.interview.frontends.frontend import ANCHOR, CHOSEN, COMMAND, HEADING, ID, QUESTION, QUIET, WARNING, Line
from cxassess.interview.level_input import level_name, numbered, told
from cxassess.interview.session import Session
from cxassess.playbook import Play, Playbook, Question
from cxassess.text import join_words, one_line, sentence, shorten

SHORT = 300  # characters that are shown of a long note
FEW = 3  # ids named where there are more than six


def play_level(playbook: Playbook, key: str) -> str:
    """A level of the shared scale as it is told; what is none, such as a score, as it is."""
    level = playbook.scale_by_key.get(key)
    return key if level is None else f"{key} {level.name}".rstrip()


def some(ids: Sequence[str]) -> str:
    """A few ids by name, many by their count: `P1.1 and P1.2`, `54 questions, such as P1.1, P1.2 and P1.3`."""
    return join_words(ids) if len(ids) <= 2 * FEW else f"{len(ids)} questions, such as {join_words(ids[:FEW])}"


def _such(ids: Sequence[str]) -> str:
    return f": {join_words(ids)}" if len(ids) <= 2 * FEW else f", such as {join_words(ids[:FEW])}"


def start(session: Session) -> Iterator[Line]:
    """Title and, in a file with answers, how many there are."""
    playbook, whole = session.playbook, len(session.playbook.by_id)
    yield Line(f"{playbook.title}. {whole} questions in {len(playbook.plays)} plays.", HEADING)
    if len(session.plays) < len(playbook.plays):
        count = len(session.questions)
        yield Line(
            f"Asked here: {join_words(play.id for play in session.plays)}, {count} question{'s' * (count != 1)}."
        )
    if session.answered():
        yield Line(f"Resuming: {counted(session)}.")
    elif playbook.guide:
        yield from guide(playbook)
    yield Line("Every answer is saved at once. Type ? for help, q to quit.", QUIET)


def guide(playbook: Playbook) -> Iterator[Line]:
    """How a level is chosen, in the playbook's words."""
    if not playbook.guide:
        yield Line("This playbook does not say how to choose a level.")
        return
    yield Line("How to choose a level:")
    yield from (Line(f"- {sentence(text)}") for text in playbook.guide)


def place(session: Session, play: Play) -> str:
    """A play by its place among all of the playbook: `Play 2 of 8`."""
    return f"Play {session.play_number(play.id)} of {len(session.playbook.plays)}"


def opening(session: Session, play: Play, left: str = "") -> Iterator[Line]:
    """A play's title, what it is for, and the questions for leaders; how long what is open may take."""
    count = len(play.questions)
    yield Line("")
    yield Line(f"{place(session, play)}: {play.title} ({count} question{'s' * (count != 1)}).", HEADING)
    if left:
        yield Line(left, QUIET)
    if play.intent:
        yield Line(sentence(play.intent))
    if play.leader_questions:
        yield Line("Questions for leaders. To talk about, not to answer here:")
        yield from (Line(f"- {one_line(text)}") for text in play.leader_questions)


def counted(session: Session, play: Play | None = None) -> str:
    """How many questions have an answer: `2 of 3 questions have an answer (1 don't know)`."""
    done = session.answered(play)
    count = len(session.questions if play is None else play.questions)
    verb = "has" if 1 in (done, count) else "have"
    return f"{done} of {count} question{'s' * (count != 1)} {verb} an answer{_kinds(session, play)}"


def _kinds(session: Session, play: Play | None) -> str:
    kinds = (("don't know", session.unknown(play)), ("not applicable", session.not_applicable(play)))
    others = ", ".join(f"{len(ids)} {kind}" for kind, ids in kinds if ids)
    return f" ({others})" if others else ""


def _done(session: Session, play: Play) -> str:
    return f"{session.answered(play)} of {len(play.questions)} done{_kinds(session, play)}"


def progress(session: Session, question: Question) -> str:
    """Where a question stands: `Question 12 of 60, play 2 of 8.`"""
    play = place(session, session.playbook.play_by_id[question.play]).lower()
    return f"Question {session.place(question.id) + 1} of {len(session.questions)}, {play}."


def question_lines(session: Session, question: Question, *, whole: bool = False) -> Iterator[Line]:
    """A question with its levels and its present answer; a long note `whole` only where nobody can ask for it."""
    found = session.entry(question.id)
    yield Line("")
    said = answer(question, found)
    known = f" Answered: {sentence(shorten(said, 60))}" if said else ""
    yield Line(f"{question.id}. {progress(session, question)}{known}", ID)
    yield Line(one_line(question.text), QUESTION)
    yield from levels(question, found.level)
    yield from present(question, found, whole=whole)


def levels(question: Question, chosen: str = "") -> Iterator[Line]:
    """One line for each level: what is typed for it, its name, its text."""
    for number, level in numbered(question.levels).items():
        name = told("", level) if level.key != number else level.name
        text = ": ".join(filter(None, [number, ". ".join(filter(None, [name, one_line(level.text)]))]))
        yield Line(text, CHOSEN if level.key == chosen else ANCHOR)


def answer(question: Question, found: Entry) -> str:
    """An answer in words; '' where there is none."""
    if found.state == LEVEL:
        return level_name(question, found.level)
    if found.state == NOT_APPLICABLE:
        return f"not applicable, {one_line(found.reason)}"
    return "don't know" if found.state == UNKNOWN else ""


def present(question: Question, found: Entry, *, whole: bool = False) -> Iterator[Line]:
    """What the file says about a question now."""
    said = answer(question, found)
    yield Line(sentence(f"Your answer: {said}"), CHOSEN) if said else Line("No answer yet.")
    if found.votes:
        votes = [f"{one_line(vote.who)} {level_name(question, vote.level)}" for vote in found.votes]
        yield Line(f"Votes: {', '.join(votes)}.")
    if found.agreed:
        yield Line(f"Reason: {one_line(found.agreed)}")
    if found.note:
        yield Line(f"Note: {one_line(found.note) if whole else _in_short(found.note)}")
    yield from (Line(f"Evidence: {one_line(', '.join(filter(None, item)))}") for item in found.evidence)
    if found.confidence:
        yield Line(f"Confidence: {one_line(found.confidence)}.")
    if found.target:
        yield Line(f"Target: {level_name(question, found.target)}.")


def _in_short(note: str) -> str:
    """A note on one line, of a long one the beginning."""
    line = one_line(note)
    if len(line) <= 2 * SHORT:
        return line
    return f"{shorten(line, SHORT)} ({len(line) - SHORT:,} characters more; E shows all.)"


def plays(session: Session, left: str = "") -> Iterator[Line]:
    """Every play with what is done and left."""
    for number, play in enumerate(session.playbook.plays, 1):
        rest = len(session.open(play))
        aside = "" if play in session.plays else " Not asked here."
        yield Line(f"{number}: {play.id} {sentence(play.title)} {_done(session, play)}, {rest} left.{aside}")
    if left:
        yield Line(left)


def review(session: Session, only: str = "") -> Iterator[Line]:
    """Every answer with what belongs to it, by play; of one play, where its id is given."""
    for play in (one for one in session.plays if only in ("", one.id)):
        aim = _aim(play_level(session.playbook, session.target(play.id)))
        yield Line(f"{play.id} {sentence(play.title)}{aim}", HEADING)
        for question in play.questions:
            found = session.entry(question.id)
            said = sentence(answer(question, found) or "no answer yet")
            yield Line(f"{question.id}: {said}{_beside(question, found)}")
    if session.target("overall") and not only:
        yield Line(f"Overall:{_aim(play_level(session.playbook, session.target('overall')))}")


def _beside(question: Question, found: Entry) -> str:
    """What there is beside an answer, in short, with a space before it."""
    count, votes = len(found.evidence), len(found.votes)
    question_scores = f"{count} piece{'s' * (count != 1)} of evidence" if count else ""
    people = f"{votes} vote{'s' * (votes != 1)}" if votes else ""
    has = join_words(filter(None, ["a note" if found.note else "", question_scores, people]))
    sure = f" Confidence {one_line(found.confidence)}." if found.confidence else ""
    return f"{f' Has {has}.' if has else ''}{sure}{_aim(level_name(question, found.target))}"


def _aim(level: str) -> str:
    return f" Target {one_line(level)}." if level else ""


def still_open(session: Session) -> str:
    """How many questions are open, and which: `2 of 24 have no answer yet: P1.1 and P1.2.`"""
    left = session.open()
    verb = "has" if len(left) == 1 else "have"
    return f"{len(left)} of {len(session.questions)} {verb} no answer yet{_such(left)}."


def behind_last(session: Session) -> Iterator[Line]:
    """What is said when no question comes next."""
    left = session.open()
    yield Line("")
    if left:
        yield Line(f"That was the last question. {still_open(session)}")
    else:
        yield Line(f"{counted(session)}.")
    first = (left or [session.questions[0].id])[0]
    yield Line(f"Type r to review, g {first} to go to a question, or q to finish.")


def why_not_saved(error: Exception | None) -> str:
    """Why a change is not in the file, and what to do."""
    if isinstance(error, ChangedUnderUs):
        return f"{error}. Nothing was written over. Quit, look at the file and start again"
    if isinstance(error, Rescued):
        return f"{error}. The file is as it was; {error.copy} holds all answers with this one"
    return str(getattr(error, "strerror", None) or error).lower()


def not_saved(session: Session) -> Line:
    """Which changes are only in memory, and why."""
    names = join_words(session.not_saved()) or "what undo had taken back"
    return Line(f"NOT saved: {names}. {why_not_saved(session.failure)}.", WARNING)


def status(session: Session) -> dict[str, str]:
    """What a toolbar may show."""
    question = session.here
    play = None if question is None else session.playbook.play_by_id[question.play]
    return {
        "play": "" if play is None else f"{place(session, play)}: {play.title}",
        "question": "" if question is None else question.id,
        "progress": f"{counted(session)}." if question is None else progress(session, question),
        "saved": f"NOT saved: {join_words(session.not_saved())}" if session.unsaved else "All saved",
    }


def commands(session: Session, option: str, ways: str = "") -> Iterator[Line]:
    """The commands that come next; `ways` are the options by which this session was started."""
    path = shlex.quote(str(session.file.path))
    if any(session.open(play) for play in (session.plays if ways else session.playbook.plays)):
        yield Line(f"To go on: cxassess assess {path}{ways}{option}", COMMAND)
    if len(session.plays) < len(session.playbook.plays):
        yield Line(f"To join it with files of other plays: cxassess merge {path} OTHER.yaml -o all.yaml", COMMAND)
    yield Line(f"To see the score: cxassess score {path}{option}", COMMAND)
    yield Line(f"To make the report: cxassess report {path} -o report.pdf{option}", COMMAND)
