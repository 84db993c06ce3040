"""`cxassess next`: the next open question, for a program or an aid that does the asking itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxassess.cli.common import (
    USAGE,
    NoColor,
    PlaybookOption,
    Plays,
    Quiet,
    Stop,
    complaints,
    library,
    load,
    put,
    speak,
)
from cxassess.cli.filing import is_file, play_ids, playbook_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cxassess.interview.session import Session
    from cxassess.playbook import Playbook, Question


HELP = """Print the next open question with its levels, and the command that answers it.

It is the first without an answer behind the last one that has an answer. Together with
'cxassess answer' a program, or an aid such as a screen reader's own form, can do the asking:
question and command are null in JSON when nothing is open. Nothing is written."""


def next(
    answers: Annotated[str, typer.Argument(metavar="ANSWERS", help="The answer file.", show_default=False)],
    format: Annotated[str, typer.Option("--format", metavar="text|json", help="How it is printed.")] = "text",
    play: Plays = None,
    after: Annotated[
        str,
        typer.Option(
            "--after", metavar="ID", help="The first open question behind this one: to skip it.", show_default=False
        ),
    ] = "",
    playbook: PlaybookOption = "",
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Print the next open question with its levels, and the command that answers it."""
    speak(quiet, no_color)
    if format not in ("text", "json"):
        raise Stop(USAGE, f"--format {format} is not known (write text or json)")
    is_file(answers)
    from cxassess.answers.saving import AnswerFile
    from cxassess.interview.session import Session

    books = library(playbook)
    loaded = load(answers, books)
    with complaints(answers):
        session = Session(loaded.playbook, AnswerFile.open(answers), play_ids(loaded.playbook, play or []))
    question = _behind(session, after) if after else session.here
    option = playbook_option(books, loaded.playbook, playbook)
    command = _command(session, question, option)
    if format == "json":
        from cxassess.playbook import printed

        put(printed(_described(session, question, command)))
    else:
        put("".join(f"{line}\n" for line in _lines(session, question, command, option)))


def _behind(session: Session, after: str) -> Question | None:
    """The first open question behind another. Raises Stop where there is no such question."""
    from cxassess.text import did_you_mean

    found = {question.id.casefold(): question.id for question in session.questions}.get(after.casefold())
    if found is None:
        hint = did_you_mean(after, [question.id for question in session.questions])
        raise Stop(USAGE, f"--after {after}: no such question is asked{f' ({hint})' if hint else ''}")
    left = set(session.open())
    behind = session.questions[session.place(found) + 1 :]
    return [*(question for question in behind if question.id in left), None][0]


def _command(session: Session, question: Question | None, option: str) -> str | None:
    import shlex

    if question is None:
        return None
    return f"cxassess answer {shlex.quote(str(session.file.path))} {question.id}=KEY{option}"


def _described(session: Session, question: Question | None, command: str | None) -> dict[str, Any]:
    """The document `cxassess/next/1`."""
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
        },
        "progress": {
            "questions": count,
            "answered": count - len(unknown) - len(aside) - len(left),
            "not_applicable": len(aside),
            "unknown": len(unknown),
            "unanswered": len(left),
        },
        "play": None if question is None else _play(session, question),
        "question": None if question is None else _question(session, playbook, question),
        "command": command,
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
    """A question as `show --format json` prints it, with its place and what the file holds about it."""
    from cxassess.playbook import described

    plays = described(playbook)["plays"]
    found: list[dict[str, Any]] = [one for play in plays for one in play["questions"] if one["id"] == question.id]
    entry = session.entry(question.id)
    return found[0] | {"number": session.place(question.id) + 1, "state": entry.state, "note": entry.note}


def _lines(session: Session, question: Question | None, command: str | None, option: str) -> Iterator[str]:
    from cxassess.interview import telling
    from cxassess.text import one_line

    if question is None:
        yield f"Nothing is open: {telling.counted(session)}."
        yield from (line.text for line in telling.commands(session, option))
        return
    lines = [line.text for line in telling.question_lines(session, question)]
    yield from lines[1:]
    if question.why:
        yield f"Why it is asked: {one_line(question.why)}"
    yield from (f"Evidence could be: {one_line(item)}" for item in question.evidence)
    yield f"So far: {telling.counted(session)}."
    yield f"To answer: {command}"
    yield f"KEY is one of {', '.join(question.by_key)}; na:REASON and unknown are answers too."
