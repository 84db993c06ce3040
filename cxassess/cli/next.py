"""`cxassess next`: an open question, or any, for a program or an aid that does the asking itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxassess.cli.answer_files import playbook_option, refuse_stdin, resolve_plays
from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.options import PlaybookOption, PlayOption, TextOrJson
from cxassess.cli.shared import playbook_library, read_answers, report_problems, write_stdout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxassess.answers import Answer
    from cxassess.interview.session import Session
    from cxassess.playbook import Playbook, Question


HELP = """Print the next open question with its levels, and the command that answers it.

The question after the last one you answered; where there is none, the first open one.

\b
cxassess next answers.yaml                  the next open question
cxassess next answers.yaml --after P1.3     skip that one
cxassess next answers.yaml --question P1.1  any question, with its answer so far

With 'cxassess answer' a program, or an aid such as a screen reader's own form, can do the
asking. In JSON, put ID=KEY behind argv; question is null when nothing is open. Nothing is written."""


def next(
    answers: Annotated[str, typer.Argument(metavar="ANSWERS", help="The answer file.", show_default=False)],
    format: TextOrJson = "text",
    play: PlayOption = None,
    after: Annotated[
        str,
        typer.Option(
            "--after", metavar="ID", help="The first open question behind this one: to skip it.", show_default=False
        ),
    ] = "",
    question: Annotated[
        str,
        typer.Option(
            "--question",
            metavar="ID",
            help="This question, answered or not: to go back, review or correct.",
            show_default=False,
        ),
    ] = "",
    playbook: PlaybookOption = "",
) -> None:
    """Print the next open question with its levels, and the command that answers it."""
    if after and question:
        raise CommandError(USAGE, "--after and --question each name a question (keep one of them)")
    refuse_stdin(answers)
    from cxassess.answers.file.save import AnswerFile
    from cxassess.interview.session import Session

    loaded = read_answers(answers, playbook_library(playbook))
    with report_problems(answers):
        session = Session(loaded.playbook, AnswerFile.open(answers), resolve_plays(loaded.playbook, play or []))
    found = _asked(session, "--question", question) if question else _next(session, after)
    option = playbook_option(playbook, loaded.playbook)
    if format == "json":
        from cxassess.playbook import format_json

        write_stdout(format_json(_described(session, found, option)))
    else:
        write_stdout("".join(f"{line}\n" for line in _lines(session, found, after, option)))


def _next(session: Session, after: str) -> Question | None:
    """The first open question behind another, or the one that an interview begins with; None where there is none."""
    from cxassess.interview.session import next_open

    if not after:
        return next_open(session.answers, session.questions)
    left = set(session.open())
    behind = session.questions[session.place(_asked(session, "--after", after).id) + 1 :]
    return [*(question for question in behind if question.id in left), None][0]


def _asked(session: Session, option: str, name: str) -> Question:
    """The question that an option names. Raises CommandError where there is no such question."""
    from cxassess.text import did_you_mean

    found = {question.id.casefold(): question for question in session.questions}.get(name.casefold())
    if found is None:
        hint = did_you_mean(name, [question.id for question in session.questions])
        raise CommandError(USAGE, f"{option} {name}: no such question is asked{f' ({hint})' if hint else ''}")
    return found


def _command(session: Session, question: Question | None, option: str) -> str | None:
    import shlex

    if question is None:
        return None
    return f"cxassess answer {shlex.quote(str(session.file.path))} {question.id}=KEY{option}"


def _described(session: Session, question: Question | None, option: str) -> dict[str, Any]:
    """The document `cxassess/next/1`."""
    import shlex

    playbook = session.playbook
    count = len(session.questions)
    unknown, aside, left = session.unknown(), session.not_applicable(), session.open()
    return {
        "schema": "cxassess/next/1",
        "source": str(session.file.path),
        "playbook": {
            "id": playbook.id,
            "version": playbook.version,
            "title": playbook.title,
            "overlays": list(playbook.overlays),
            "guide": list(playbook.guide),
        },
        "progress": {
            "questions": count,
            "answered": count - len(unknown) - len(aside) - len(left),
            "not_applicable": len(aside),
            "unknown": len(unknown),
            "unanswered": len(left),
        },
        "open": left,
        "play": None if question is None else _play(session, question),
        "question": None if question is None else _question(session, playbook, question),
        "command": _command(session, question, option),
        "argv": ["cxassess", "answer", str(session.file.path), *shlex.split(option)],
        "question_id": None if question is None else question.id,
    }


def _play(session: Session, question: Question) -> dict[str, Any]:
    play = session.playbook.play_by_id[question.play]
    return {
        "id": play.id,
        "title": play.title,
        "number": session.play_number(play.id),
        "plays": len(session.playbook.plays),
        "intent": play.intent,
        "leader_questions": list(play.leader_questions),
        "questions": len(play.questions),
        "unanswered": len(session.open(play)),
    }


def _question(session: Session, playbook: Playbook, question: Question) -> dict[str, Any]:
    """A question as `show --format json` prints it, with its sources, its place and what the file holds about it."""
    from cxassess.playbook import describe_playbook

    plays = describe_playbook(playbook)["plays"]
    found: list[dict[str, Any]] = [one for play in plays for one in play["questions"] if one["id"] == question.id]
    sources = [playbook.source_by_id[name] for name in question.sources if name in playbook.source_by_id]
    entry = session.answer(question.id)
    return found[0] | {
        "references": [{"id": source.id, "title": source.title, "link": source.link} for source in sources],
        "number": session.place(question.id) + 1,
        "state": entry.state,
        "note": entry.note,
        "answer": _answer(entry, session.target(question.id)),
    }


def _answer(entry: Answer, target: str) -> dict[str, Any]:
    """What the file holds about a question."""
    return {
        "state": entry.state,
        "level": entry.level or None,
        "reason": entry.reason,
        "note": entry.note,
        "evidence": [question_score._asdict() for question_score in entry.evidence],
        "confidence": entry.confidence or None,
        "target": target or None,
        "votes": [vote._asdict() for vote in entry.votes],
        "agreed": entry.agreed,
    }


def _lines(session: Session, question: Question | None, after: str, option: str) -> Iterator[str]:
    from cxassess.interview import messages, progress
    from cxassess.text import one_line

    if question is None:
        yield from _nothing(session, after, option)
        return
    lines = [line.text for line in messages.question_lines(session, question, whole=True)]
    yield from lines[1:]
    if question.why:
        yield f"Why it is asked: {one_line(question.why)}"
    yield from (f"Evidence could be: {one_line(item)}" for item in question.evidence)
    yield f"So far: {progress.answered_count(session)}."
    yield f"To answer: {_command(session, question, option)}"
    yield f"KEY is one of {', '.join(question.by_key)}; na:REASON and unknown are answers too."


def _nothing(session: Session, after: str, option: str) -> Iterator[str]:
    """That no question is open, in all or behind another, and what to do then."""
    import shlex

    from cxassess.interview import progress

    left, path = session.open(), shlex.quote(str(session.file.path))
    if left:
        yield f"No open question behind {_asked(session, '--after', after).id}. {progress.open_count(session)}"
        yield f"To see the first of them: cxassess next {path} --question {left[0]}{option}"
        return
    yield f"Nothing is open: {progress.answered_count(session)}."
    yield from (line.text for line in progress.next_commands(session, option))
