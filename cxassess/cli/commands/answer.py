"""`cxassess answer`: answers saved from the arguments of a command line."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import Annotated, Any

from cxassess.answers.arguments import ArgumentResults, apply_arguments, example_argument
from cxassess.answers.new import no_answers
from cxassess.cli import answer_files
from cxassess.cli.exit_codes import NO_ACCESS, USAGE, CommandError
from cxassess.cli.hints import missing_hint, new_name_hint
from cxassess.cli.named_playbooks import overlay_ids, playbook_library, read_playbook
from cxassess.cli.options import NewOverlayOption, PlaybookOption, TextOrJson, TodayOption, argument
from cxassess.cli.shared import Reporter, parse_today, write_stdout
from cxassess.interview.last_session import first_mention
from cxassess.playbook import format_json
from cxassess.report.conditions import condition_notes
from cxassess.text import shorten

MAX_WAIT = 2.0  # seconds that a command without a person waits for another command to finish with the file


def answer(
    answers: Annotated[str, argument("The answer file. --playbook or --overlay starts a new one.", "ANSWERS")],
    arguments: Annotated[
        list[str] | None, argument("Any number of the forms above. Without any, a new file starts empty.", "ID=KEY…")
    ] = None,
    playbook: PlaybookOption = "",
    overlay: NewOverlayOption = None,
    format: TextOrJson = "text",
    today: TodayOption = "",
) -> None:
    """Save answers given as arguments: all of them, or none.

    \b
    cxassess answer answers.yaml P1.1=3 "P1.1:note=See May." "P1.2=na:No such center"
    cxassess answer new.yaml --playbook act-iac-cx-2018 P1.1=3   starts a file

    \b
    The answer to a question
    ID=KEY            P1.1=3 or P1.1=defined: a level, by its key or name
    ID=na:REASON      "P1.2=na:No such center": not applicable, and why
    ID=unknown        P1.3=unknown: no one knows
    ID=               P1.1= removes the answer; its note, evidence and other details are kept

    \b
    Details of an answer; an empty value removes them
    ID:note=TEXT      "P1.1:note=See the minutes of May"
    ID:evidence=TITLE[|LINK]
                      "P1.1:evidence=Minutes|minutes.pdf": adds one piece of evidence
    ID:confidence=WORD
                      P1.1:confidence=high, medium or low
    ID:target=KEY     P1.1:target=5, P1:target=4 for a play, overall:target=3.5
    ID:vote=WHO[, ROLE]=KEY[|NOTE]
                      "P1.1:vote=Ben, Front line=4": one person's level; it
                      replaces an earlier vote of the same person
    ID:agreed=REASON  "P1.1:agreed=After the minutes": how the level was agreed

    \b
    What the file is about; an empty value removes it
    subject.agency=TEXT, subject.component=TEXT, subject.service=TEXT
    subject.scope=public, or internal, or both
    respondent.name=TEXT, respondent.role=TEXT
    date=2026-11-22
    review.by=TEXT, review.date=2026-12-01: who outside the group checked it
    owners.P1=NAME: who is to answer this play; 'cxassess status' lists them

    \b
    What you ask of those who decide, at most three; the report's first page has it
    ask+=TEXT         "ask+=Sign the charter": asks for one thing more
    ask.1=TEXT        changes the first; ask.1= removes it
    ask.1:who=NAME    "ask.1:who=Deputy director": who is asked
    ask.1:by=DATE     ask.1:by=2027-04-30: the day by which it is needed
    """
    answer_files.refuse_stdin(answers)
    day, overlays = parse_today(today), overlay or []
    folder = answer_files.playbook_for_new_file(playbook, overlays)
    with answer_files.exclusive(answers, "answer", MAX_WAIT):
        is_new, old_date = folder is not None and not os.path.lexists(answers), ""
        if folder is not None and is_new:
            results = _begin(answers, folder, overlays, arguments or [], day)
        else:
            results, old_date = _change(answers, playbook, overlays, arguments or [], day)
    _report(answers, results, is_new, format)
    if old_date:
        Reporter.note(old_date)
    if folder is not None and is_new and not results.refused:
        for line in answer_files.overlay_notes(overlays, folder):
            Reporter.note(line)


def _change(
    path: str, playbook: str, overlays: list[str], arguments: list[str], day: datetime.date
) -> tuple[ArgumentResults, str]:
    """Change a file that is there, unless something is refused; with a sentence where it keeps an earlier day's date."""
    if not os.path.lexists(path):
        if new_name_hint(path):  # no new one is to be started
            raise CommandError(NO_ACCESS, f"{path}: no such file ({missing_hint(path)})")
        hint = f"--playbook {answer_files.DEFAULT_PLAYBOOK}, or another id, starts a new one"
        near = missing_hint(path)
        raise CommandError(
            NO_ACCESS, f"{path}: no such file ({near}{' ' if near.endswith('?') else '; ' if near else ''}{hint})"
        )
    file, loaded = answer_files.open_answers(path, playbook_library(playbook, overlays), warn=False)
    if not arguments:
        first = example_argument(next(loaded.playbook.questions()))
        hint = f"write ID=KEY, such as {first}; 'cxassess answer --help' lists the other forms"
        raise CommandError(USAGE, f"{path} already exists, and you gave no answer to save ({hint})")
    results = apply_arguments(loaded.playbook, loaded.answers, arguments)
    results.notes = [*condition_notes(loaded.playbook, loaded.answers, results.answers)]
    if not results.refused:
        answer_files.save_edits(file, results.edits)
    date = loaded.answers.header.date
    is_kept = bool(results.edits) and not any(edit.path == ("date",) for edit in results.edits)
    if date is None or date >= day or not is_kept or not first_mention(path, day):
        return results, ""
    return results, f"{path} is still dated {date.isoformat()}; the argument date={day.isoformat()} changes that."


def _begin(path: str, folder: Path, overlays: list[str], arguments: list[str], day: datetime.date) -> ArgumentResults:
    """Make a new file with these answers in it, unless something is refused."""
    answer_files.refuse_other_name(path)
    playbook = read_playbook(folder, overlays)
    answers = no_answers(path, playbook, overlay_ids(overlays), day)
    results = apply_arguments(playbook, answers, arguments)
    results.notes = [*condition_notes(playbook, answers, results.answers)]
    if not results.refused:
        answer_files.create_file(path, answers, playbook, results.edits)
    return results


def _report(path: str, results: ArgumentResults, is_new: bool, format: str) -> None:
    """Print what was saved. Raises CommandError where something was refused; then nothing was saved."""
    refused = [f"'{shorten(argument)}': {why}" for argument, why in results.refused]
    if format == "json":
        write_stdout(format_json(_as_json(path, results, is_new)))
        refused = []
    elif not results.refused:
        for line in [f"Made {path}."] * is_new + [message for _, message in results.saved] + results.notes:
            Reporter.note(line)
    if results.refused:
        raise CommandError(USAGE, *refused, f"{path}: nothing was saved{', and no file was made' if is_new else ''}")


def _as_json(path: str, results: ArgumentResults, is_new: bool) -> dict[str, Any]:
    """The document `cxassess/answer/1`."""
    saved = [] if results.refused else results.saved
    return {
        "schema": "cxassess/answer/1",
        "source": path,
        "made": is_new and not results.refused,
        "saved": [{"argument": argument, "said": message} for argument, message in saved],
        "notes": results.notes,
        "refused": [{"argument": argument, "why": why} for argument, why in results.refused],
    }
