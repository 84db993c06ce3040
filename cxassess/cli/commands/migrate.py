"""`cxassess migrate`: an answer file updated to the present edition of its playbook, as a new file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Annotated, Any

from cxassess.answers.library import load_root, with_wording
from cxassess.answers.migration import OPEN, TAKEN_OVER, Migration, migrate_answers
from cxassess.answers.new import Unreadable, check_readable
from cxassess.cli.answer_files import lookup_options, refuse_other_name
from cxassess.cli.exit_codes import BAD_INPUT, USAGE, CommandError
from cxassess.cli.named_playbooks import playbook_library, refuse_unused_overlays
from cxassess.cli.options import AnswersArgument, ForceOption, KnownOverlayOption, PlaybookOption, TextOrJson, option
from cxassess.cli.shared import Reporter, check_output, report_problems, write_output, write_stdout
from cxassess.playbook import Playbook, format_json
from cxassess.portfolio.input_file import InputFile, read_input
from cxassess.problems import Problems
from cxassess.source.comments import comments
from cxassess.source.edits import plain_data
from cxassess.text import command_line, count_words


def migrate(
    answers: AnswersArgument,
    output: Annotated[str, option("-o --output", "The new answer file; - is standard output.", "NEW")],
    format: TextOrJson = "text",
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    from_playbook: Annotated[
        str,
        option(
            "--from-playbook",
            "The edition that the answers are for, where the file does not record how it words its questions.",
            "NAME|FOLDER",
        ),
    ] = "",
    force: ForceOption = False,
) -> None:
    """Update an answer file to the present edition of its playbook, as a new file.

    An answer is taken over where its question is asked in the same words, also where it has another id now, with its
    note, evidence, votes and target; and where one question replaces one and the texts of their levels are the same.
    Those are listed as "asked in other words; check it", and the new file records in which. Nothing is guessed: what was reworded, split, joined or retired is open in
    the new file, and the old answer is kept there under 'earlier'. What was done with each question is listed
    on standard error, or with --format json on standard output. The old file is not changed.

    \b
    cxassess migrate 2025.yaml -o 2026.yaml
    cxassess assess 2026.yaml --from 2025.yaml   answer what is open, beside each earlier answer
    """
    if output == "-" and format == "json":
        raise CommandError(USAGE, "-o - and --format json cannot both go to standard output (give the new file a name)")
    _check_paths(answers, output)
    check_output(output, force)
    library = playbook_library(playbook, overlay)
    with report_problems(answers):
        file = read_input(answers, library)
    refuse_unused_overlays(library, file.loaded.answers)
    given = file.loaded.answers
    if from_playbook:
        given = given._replace(wording=_earlier_wording(file, from_playbook, overlay))
    data = plain_data(file.root)
    assert isinstance(data, dict)
    migration = migrate_answers(data, given, file.loaded.playbook)
    if migration.is_needed:
        text = migration.text.encode("utf-8", "backslashreplace")
        try:
            check_readable(text, file.loaded.playbook)
        except Unreadable as error:
            raise CommandError(BAD_INPUT, f"{output}: {error} (correct it in {answers})") from None
        write_output(output, text, force)
    if format == "json":
        write_stdout(format_json(_as_json(file, migration, output)))
        return
    for line in _lines(
        file, migration, output, lookup_options(playbook, overlay or (), file.loaded.playbook), bool(given.wording)
    ):
        Reporter.note(line)


def _earlier_wording(file: InputFile, playbook: str, overlay: list[str] | None) -> Mapping[str, str]:
    """How the questions were worded in the edition that a file answers. Raises CommandError where it is another one."""
    with report_problems(file.path):
        loaded = load_root(file.path, file.root, playbook_library(playbook, overlay), Problems(), any_version=True)
    then, version = loaded.answers.header.version, loaded.playbook.version
    if then != version:
        message = f"--from-playbook {playbook} is version {version or 'none'}, but {file.path} answers version {then or 'none'}"
        raise CommandError(USAGE, f"{message} (give the edition that it answers)")
    return with_wording(loaded).wording


def _check_paths(answers: str, output: str) -> None:
    """Raise CommandError where the new file is the old one, or is named as something else than an answer file."""
    import os

    if output != "-" and answers != "-" and os.path.realpath(output) == os.path.realpath(answers):
        raise CommandError(USAGE, f"{output} is the file to migrate (give the new file after -o)")
    if output != "-" and not os.path.lexists(output):
        refuse_other_name(output)


def _editions(file: InputFile) -> tuple[str, str]:
    """The version that the answers are for, and the present one."""
    playbook: Playbook = file.loaded.playbook
    return file.loaded.answers.header.version or "no version", playbook.version or "no version"


def _lines(file: InputFile, migration: Migration, output: str, option: str, worded: bool) -> Iterator[str]:
    """What was done with each question, how much is taken over, and how to go on.

    option: what finds the playbook. worded: whether it is known how the questions were worded.
    """
    then, now = _editions(file)
    if not migration.is_needed:
        yield f"{file.path} answers {file.loaded.playbook.id} {now} in its present words: nothing to do, and {output} was not written."
        return
    yield f"{file.path}: {file.loaded.playbook.id} from {then} to {now}"
    width = max((len(one.id) for one in migration.outcomes), default=0)
    for one in migration.outcomes:
        yield f"  {one.id:{width}}  {one.words}"
    yield from (f"  {line}" for line in migration.plan)
    left = [one for one in migration.outcomes if one.how not in (OPEN, *TAKEN_OVER)]
    if left and not worded:
        yield "The file does not record how its questions were worded; --from-playbook FOLDER names the edition it answers."
    if any(comments(file.root)):
        yield f"Comments in {file.path} were not copied to the new file."
    taken = sum(one.how in TAKEN_OVER and one.is_answer for one in migration.outcomes)
    rest = f"; {len(left)} not, but kept under 'earlier'" if left else ""
    yield f"Wrote {output}: {count_words(taken, 'answer')} taken over{rest}."
    if output != "-" and file.path != "-" and len(file.loaded.playbook.by_id) > taken:
        command = command_line("assess", output, options=f"--from {quote(file.path)}{option}")
        yield f"To answer what is open, beside each earlier answer: {command}"


def _as_json(file: InputFile, migration: Migration, output: str) -> dict[str, Any]:
    """The document `cxassess/migration/1`."""
    then, now = _editions(file)
    return {
        "schema": "cxassess/migration/1",
        "source": file.path,
        "output": output if migration.is_needed else None,
        "playbook": {"id": file.loaded.playbook.id, "from": then, "to": now},
        "questions": [
            {
                "id": one.id,
                "how": one.how,
                "earlier": one.earlier or None,
                "others": list(one.others),
                "words": one.words,
            }
            for one in migration.outcomes
        ],
        "plan": list(migration.plan),
    }
