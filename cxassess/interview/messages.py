"""What an interview says about questions and answers, as lines of text: no tables, no boxes, ids first."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answer
from cxassess.answers.edit import STATES
from cxassess.answers.editions import comparable, former_ids
from cxassess.answers.file.save import FileChanged, SavedToCopy
from cxassess.interview.frontends.frontend import CHOSEN, HEADING, ID, LEVEL_LINE, QUESTION, QUIET, Line
from cxassess.interview.progress import answered_count, name_plays, question_heading, question_position
from cxassess.interview.session import Session
from cxassess.interview.vocabulary import level_label, level_title, levels_by_number, match_level
from cxassess.playbook import Playbook, Question
from cxassess.playbook.question_names import name_ids, name_question, question_label
from cxassess.report.conditions import why_not_asked
from cxassess.source.edits import REMOVE
from cxassess.source.emit import Value
from cxassess.text import count_words, join_words, one_line, safe_lines, sentence, shorten

MAX_NOTE = 600  # characters of a note that is shown whole
NOTE_START = 300  # characters that are shown of a longer one


def start_lines(session: Session) -> Iterator[Line]:
    """The title, then how to choose a level or, where there are answers, how many, and how to get help."""
    playbook = session.playbook
    yield Line(
        f"{playbook.title}. {count_words(len(playbook.by_id), 'question')} in {count_words(len(playbook.plays), 'play')}.",
        HEADING,
    )
    if len(session.plays) < len(playbook.plays):
        yield Line(f"Asked here: {name_plays(session.plays)}, {count_words(len(session.questions), 'question')}.")
    if session.answered():
        yield Line(f"Resuming: {answered_count(session)}.")
    elif playbook.guide:
        yield from guide_lines(playbook)
    if session.earlier is not None:
        yield Line(f"The answers of {session.earlier.path} are shown with the questions. None is taken over.")
    yield Line("Every answer is saved at once. Type ? for help, q to quit.", QUIET)


def guide_lines(playbook: Playbook) -> Iterator[Line]:
    """How a level is chosen, in the playbook's words."""
    if not playbook.guide:
        yield Line("This playbook does not say how to choose a level.")
        return
    yield Line("How to choose a level:")
    yield from (Line(f"- {sentence(text)}") for text in playbook.guide)


# -- a question and its answer


def question_lines(session: Session, question: Question, *, whole: bool = False) -> Iterator[Line]:
    """A question with its levels and its answer; a long note `whole` only where nobody can ask for it."""
    answer = session.answer(question.id)
    yield Line("")
    label = answer_label(question, answer)
    answered = f" Answered: {sentence(shorten(label, 60))}" if label else ""
    yield Line(f"{question_heading(question)}. {question_position(session, question)}{answered}", ID)
    yield Line(one_line(question.text), QUESTION)
    yield from level_lines(question, answer.level)
    if not session.conditions.is_asked(question.id):
        yet = " yet" if question.id in session.conditions.undecided else ""
        yield Line(f"Not asked{yet}: {condition_line(session, question)} An answer is kept, but does not count{yet}.")
    yield from earlier_lines(session, question)
    yield from answer_lines(session, question, whole=whole)


def condition_line(session: Session, question: Question) -> str:
    """When a question is asked, and how the answers stand that decide: `Team budget (A2), asked only if …; it is at level 1.`"""
    why = why_not_asked(session.playbook, session.answers, session.conditions, question)
    return f"{name_question(question)}, {why}."


def passed_over_lines(session: Session, index: int, said: set[str]) -> Iterator[Line]:
    """When questions are asked that are passed over on the way to a position, because others are open; of each once."""
    for question in session.questions[session.index + 1 : index]:
        if question.id in session.conditions.undecided and question.id not in said:
            said.add(question.id)
            yield Line(f"Not asked yet: {condition_line(session, question)}")


def level_lines(question: Question, chosen: str = "") -> Iterator[Line]:
    """One line for each level: the number that is typed for it, its name, its text."""
    for number, level in levels_by_number(question.levels).items():
        description = ". ".join(filter(None, [level_title(number, level), one_line(level.text)]))
        text = ": ".join(filter(None, [number, description]))
        yield Line(text, CHOSEN if level.key == chosen else LEVEL_LINE)


def answer_label(question: Question, answer: Answer) -> str:
    """An answer in words; '' where there is none."""
    if answer.state == LEVEL:
        return level_label(question, answer.level)
    if answer.state == NOT_APPLICABLE:
        return f"not applicable, {one_line(answer.reason)}"
    return "don't know" if answer.state == UNKNOWN else ""


def answer_lines(session: Session, question: Question, *, whole: bool = False) -> Iterator[Line]:
    """The answer to a question and everything that the file holds about it, one line each."""
    answer, target = session.answer(question.id), session.target(question.id)
    label = answer_label(question, answer)
    yield Line(sentence(f"Your answer: {label}"), CHOSEN) if label else Line("No answer yet.")
    if answer.votes:
        votes = [f"{one_line(vote.who)} {level_label(question, vote.level)}" for vote in answer.votes]
        yield Line(f"Votes: {', '.join(votes)}.")
    if answer.agreed:
        yield Line(_labeled("Reason", safe_lines(answer.agreed)))
    notes = [("Note", answer.note)] * bool(answer.note) + [
        (f"Note from {one_line(one.who)}", one.words) for one in answer.remarks
    ]
    yield from (Line(_labeled(label, safe_lines(text) if whole else _short_note(text))) for label, text in notes)
    for title, link, who in answer.evidence:
        given = f"from {join_words(who)}" if who else ""
        yield Line(_labeled("Evidence", safe_lines(", ".join(filter(None, [title, link, given])))))
    if answer.confidence:
        yield Line(f"Confidence: {one_line(answer.confidence)}.")
    if target:
        yield Line(f"Target: {level_label(question, target)}.")


def earlier_lines(session: Session, question: Question) -> Iterator[Line]:
    """What the earlier file answers to a question; of a version with other levels only the key, which has another name now."""
    if session.earlier is None:
        return
    answer, header = session.earlier.answer(question.id), session.earlier.header
    label = answer_label(question, answer)
    if label and not comparable(session.earlier, question, session.playbook):
        label = f"level {answer.level}" if answer.state == LEVEL else label
        label += ", to a different wording of the question"
    version = f"version {one_line(header.version)}" if header.version else ""
    edition = ", ".join(filter(None, [version, header.date.isoformat() if header.date else ""]))
    if label:
        yield Line(sentence(f"Earlier answer{f' ({edition})' if edition else ''}: {label}"))
    notes = [answer.note]
    for one in former_ids(session.earlier, session.playbook):
        if question.id in (now.id for now in one.questions):
            level = f"level {one.answer.level}"
            said = {LEVEL: level, NOT_APPLICABLE: "not applicable", UNKNOWN: "don't know"}.get(one.answer.state, "none")
            yield Line(sentence(f"Earlier answer to {one.id}{f' ({edition})' if edition else ''}: {said}"))
            notes.append(one.answer.note)
    yield from (Line(f"Earlier note: {shorten(one_line(note), MAX_NOTE)}") for note in notes if note)


def _labeled(label: str, text: str) -> str:
    """Text after its label, its other lines set in."""
    first, *others = text.split("\n")
    return "\n".join([f"{label}: {first}", *(f"  {line}".rstrip() for line in others)])


def _short_note(note: str) -> str:
    """A note with its line ends; of a long one the beginning, on one line."""
    line = one_line(note)
    if len(line) <= MAX_NOTE:
        return safe_lines(note)
    return f"{shorten(line, NOTE_START)} ({len(line) - NOTE_START:,} more characters; E shows them all.)"


def review_lines(session: Session, play_id: str = "") -> Iterator[Line]:
    """Every answer in short, by play; of one play, where its id is given."""
    for play in (one for one in session.plays if play_id in ("", one.id)):
        target = _target(scale_level_label(session.playbook, session.target(play.id)))
        yield Line(f"{play.id} {sentence(play.title)}{target}", HEADING)
        for question in play.questions:
            answer = session.answer(question.id)
            label = sentence(answer_label(question, answer) or "no answer yet")
            if question.id in session.conditions.not_asked:
                label = f"not asked{f'; the answer, {label[:-1]}, does not count' if answer_label(question, answer) else ''}."
            target = _target(level_label(question, session.target(question.id)))
            name = f"{one_line(question.name)}:" if question.name else sentence(question_label(question))
            yield Line(f"{question.id} {name} {label}{_other_fields(answer)}{target}")
    if session.target("overall") and not play_id:
        yield Line(f"Overall:{_target(scale_level_label(session.playbook, session.target('overall')))}")


def _other_fields(answer: Answer) -> str:
    """What belongs to an answer, in short, with a space before it."""
    has = [
        "a note" if answer.note else "",
        f"{count_words(len(answer.evidence), 'piece')} of evidence" if answer.evidence else "",
        count_words(len(answer.votes), "vote") if answer.votes else "",
        count_words(len(answer.remarks), "remark") if answer.remarks else "",
    ]
    parts = f" Has {join_words(filter(None, has))}." if any(has) else ""
    confidence = f" Confidence {one_line(answer.confidence)}." if answer.confidence else ""
    return f"{parts}{confidence}"


def _target(label: str) -> str:
    return f" Target {one_line(label)}." if label else ""


def scale_level_label(playbook: Playbook, key: str) -> str:
    """A level of the shared scale by key and name; anything else, such as a score, unchanged."""
    level = playbook.scale_by_key.get(key)
    return key if level is None else f"{key} {level.name}".rstrip()


# -- help


def question_help_lines(session: Session, question: Question) -> Iterator[Line]:
    """The question again, why it is asked, what could be evidence, its sources, and the next step."""
    yield from rubric_lines(session, question)
    if question.why:
        yield Line(f"Why we ask: {one_line(question.why)}")
    yield from (Line(f"Possible evidence: {one_line(item)}") for item in question.evidence)
    for name in question.sources:
        source = session.playbook.source_by_id.get(name)
        if source is not None:
            yield Line(f"Source {name}: {' '.join(filter(None, [sentence(source.title), one_line(source.link)]))}")
    level = session.answer(question.id).level
    if level in question.next:
        yield Line(f"Next step from {level_label(question, level)}: {one_line(question.next[level])}")


def rubric_lines(session: Session, question: Question, typed: str = "") -> Iterator[Line]:
    """The question with its levels, or one level as it is typed."""
    lines = list(level_lines(question, session.answer(question.id).level))
    level = match_level(typed, question.levels) if typed else None
    if level is None:
        yield Line(f"{question.id}. {one_line(question.text)}", QUESTION)
        yield from lines
    else:
        yield lines[list(question.by_key).index(level.key)]


def place_lines(session: Session, time_left: str = "") -> Iterator[Line]:
    """The question that is asked now with its answer, and how far the session is."""
    question = session.question
    if question is not None:
        label = answer_label(question, session.answer(question.id)) or "no answer yet"
        title = sentence(session.playbook.play_by_id[question.play].title)
        position = f"{question_heading(question)}. {question_position(session, question)} {title}"
        yield Line(f"{position} {sentence(label[:1].upper() + label[1:])}", ID)
    saved = (
        f"NOT saved: {name_ids(session.playbook.by_id, session.unsaved_ids())}."
        if session.unsaved
        else "Everything is saved."
    )
    done = f"{answered_count(session)}, {len(session.open())} left."
    yield Line(" ".join(filter(None, [done, time_left, saved])))


# -- what is not saved


def why_not_saved(error: Exception | None) -> str:
    """Why a change is not in the file, and what to do."""
    if isinstance(error, FileChanged):
        return f"{error}. Nothing was overwritten. Quit, look at the file and start again"
    if isinstance(error, SavedToCopy):
        return f"{error}. The file was not changed; {error.copy} has all answers, including this one"
    return str(getattr(error, "strerror", None) or error).lower()


def not_saved(session: Session) -> str:
    """Which changes are only in memory, and why."""
    deletion = session.file.deletion()
    if deletion is not None:
        return f"NOT saved: your answers. {deletion}; they are all still here."
    names = name_ids(session.playbook.by_id, session.unsaved_ids()) or "the undone change"
    return f"NOT saved: {names}. {why_not_saved(session.failure)}."


def unsaved_values(session: Session) -> Iterator[Line]:
    """What is only in memory, one line each: `P1.1 level: 3`."""
    for edit in session.unsaved:
        section, *path = edit.path
        if section != "wording" and not (
            edit.how == REMOVE and edit.path[-1] in STATES
        ):  # in the place of another answer
            name = " ".join([*path[:-1], edit.name] if edit.name else path) or section
            yield Line(f"{name}: {'removed' if edit.how == REMOVE else _plain_value(edit.value)}")


def _plain_value(value: Value) -> str:
    """A value of a file in one line of text."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain_value(item)}" for name, item in value.items())
    return "; ".join(map(_plain_value, value)) if isinstance(value, list) else one_line(str(value))
