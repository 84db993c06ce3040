"""`cxassess next`: an open question, or any, for a program or an assistive tool that asks it."""

from collections.abc import Iterator
from shlex import split
from typing import Annotated, Any

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNKNOWN
from cxassess.cli.answer_files import lookup_options, open_answers, refuse_stdin, resolve_plays
from cxassess.cli.exit_codes import USAGE, CommandError
from cxassess.cli.named_playbooks import playbook_library
from cxassess.cli.options import KnownOverlayOption, PlaybookOption, PlayOption, TextOrJson, argument, option
from cxassess.cli.shared import print_lines, write_stdout
from cxassess.interview import messages, progress
from cxassess.interview.session import Session
from cxassess.playbook import Play, Question, describe_playbook, format_json
from cxassess.playbook.question_names import name_question
from cxassess.text import command_line, command_words, did_you_mean, one_line


def next(
    answers: Annotated[str, argument("The answer file.", "ANSWERS")],
    format: TextOrJson = "text",
    play: PlayOption = None,
    after: Annotated[str, option("--after", "The first open question after this one, to skip it.", "ID")] = "",
    question: Annotated[
        str, option("--question", "This question, answered or not, to review or correct it.", "ID")
    ] = "",
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
) -> None:
    """Print the next open question with its levels, and the command that answers it.

    This is the first open question after the last one you answered or, if there is none, the first open question overall.

    \b
    cxassess next answers.yaml                  the next open question
    cxassess next answers.yaml --after P1.3     skip that one
    cxassess next answers.yaml --question P1.1  any question, with its answer so far

    Together with 'cxassess answer', this lets a program or an assistive tool ask the questions.
    In JSON, add ID=KEY after argv; question is null when no question is open. No file is changed.
    """
    if after and question:
        raise CommandError(USAGE, "--after and --question cannot be combined (keep one of them)")
    refuse_stdin(answers)

    file, loaded = open_answers(answers, playbook_library(playbook, overlay))
    session = Session(loaded.playbook, file, resolve_plays(loaded.playbook, play or []))
    chosen = _question_named(session, "--question", question) if question else _next_question(session, after)
    option = lookup_options(playbook, overlay or (), loaded.playbook)
    if format == "json":
        write_stdout(format_json(_as_json(session, chosen, option)))
    else:
        print_lines(_question_lines(session, chosen, option) if chosen else _nothing_open_lines(session, after, option))


def _next_question(session: Session, after: str) -> Question | None:
    """The first open question after the one that --after names, or where an interview would start; None for none."""
    if not after:
        return session.next_open()
    open_ids = set(session.to_ask())
    index = session.position(_question_named(session, "--after", after).id)
    later = [question for question in session.questions[index + 1 :] if question.id in open_ids]
    return later[0] if later else None


def _question_named(session: Session, option: str, name: str) -> Question:
    """The question that an option names. Raises CommandError where there is no such question."""
    for question in session.questions:
        if question.id.casefold() == name.casefold():
            return question
    hint = did_you_mean(name, [question.id for question in session.questions])
    raise CommandError(USAGE, f"{option} {name}: this is not one of the questions{f' ({hint})' if hint else ''}")


def _command(session: Session, question: Question, option: str) -> str:
    return command_line("answer", str(session.file.path), [f"{question.id}=KEY"], option)


def _as_json(session: Session, question: Question | None, option: str) -> dict[str, Any]:
    """The document `cxassess/next/1`."""
    playbook = describe_playbook(session.playbook)
    unknown, not_applicable, unanswered = session.in_state(UNKNOWN), session.in_state(NOT_APPLICABLE), session.open()
    count, not_asked = len(session.questions), session.in_state(NOT_ASKED)
    return {
        "schema": "cxassess/next/1",
        "source": str(session.file.path),
        "playbook": {name: playbook[name] for name in ("id", "version", "title", "overlays", "guide")},
        "progress": {
            "questions": count,
            "answered": count - len(unknown) - len(not_applicable) - len(unanswered) - len(not_asked),
            "not_applicable": len(not_applicable),
            "unknown": len(unknown),
            "unanswered": len(unanswered),
            "not_asked": len(not_asked),
        },
        "open": session.to_ask(),
        "undecided": [id for id in unanswered if id in session.conditions.undecided],
        "play": question and _play_json(session, session.playbook.play_by_id[question.play]),
        "question": question and _question_json(session, question, playbook["plays"]),
        "command": question and _command(session, question, option),
        "argv": command_words("answer", str(session.file.path), options=split(option)),
        "question_id": question and question.id,
    }


def _play_json(session: Session, play: Play) -> dict[str, Any]:
    return {
        "id": play.id,
        "title": play.title,
        "number": session.playbook.plays.index(play) + 1,
        "plays": len(session.playbook.plays),
        "intent": play.intent,
        "leader_questions": list(play.leader_questions),
        "questions": len(play.questions),
        "unanswered": len(session.open(play)),
    }


def _question_json(session: Session, question: Question, plays: list[dict[str, Any]]) -> dict[str, Any]:
    """A question as `show --format json` prints it, with its sources, its place and its answer so far."""
    playbook, answer = session.playbook, session.answer(question.id)
    described: dict[str, Any] = {fields["id"]: fields for play in plays for fields in play["questions"]}[question.id]
    sources = [playbook.source_by_id[name] for name in question.sources if name in playbook.source_by_id]
    return described | {
        "references": [{"id": source.id, "title": source.title, "link": source.link} for source in sources],
        "number": session.position(question.id) + 1,
        "state": session.conditions.state(session.answers, question.id),
        "note": answer.note,
        "answer": {
            "state": answer.state,
            "level": answer.level or None,
            "reason": answer.reason,
            "note": answer.note,
            "evidence": [evidence._asdict() for evidence in answer.evidence],
            "confidence": answer.confidence or None,
            "target": session.target(question.id) or None,
            "votes": [vote._asdict() for vote in answer.votes],
            "agreed": answer.agreed,
            "remarks": [{"who": one.who, "role": one.role, "text": one.words} for one in answer.remarks],
        },
    }


def _question_lines(session: Session, question: Question, option: str) -> Iterator[str]:
    """A question with its levels, what has been answered, and the command that answers it."""
    yield from [line.text for line in messages.question_lines(session, question, whole=True)][1:]
    if question.why:
        yield f"Why we ask: {one_line(question.why)}"
    yield from (f"Possible evidence: {one_line(item)}" for item in question.evidence)
    yield f"So far: {progress.answered_count(session)}."
    yield f"To answer: {_command(session, question, option)}"
    yield f"KEY is one of {', '.join(question.by_key)}; na:REASON and unknown are also answers."


def _nothing_open_lines(session: Session, after: str, option: str) -> Iterator[str]:
    """Lines that say that no question is open, at all or after --after, and what to do next."""
    unanswered = session.to_ask()
    if not unanswered and session.open():
        yield f"No question can be asked now. {progress.open_count(session)}"
        by_id = session.playbook.by_id
        yield from (f"Not asked yet: {messages.condition_line(session, by_id[id])}" for id in session.open())
        return
    if not unanswered:
        yield f"No questions are open: {progress.answered_count(session)}."
        yield from (line.text for line in progress.next_commands(session, option))
        return
    yield f"No open question after {name_question(_question_named(session, '--after', after))}. {progress.open_count(session)}"
    command = command_line("next", str(session.file.path), options=f"--question {unanswered[0]}{option}")
    yield f"To see the first of them: {command}"
