"""`cxassess check`: every problem in playbooks, overlays, answers, agency examples and glossaries, with its place."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

from cxassess.answers import Library, Loaded
from cxassess.answers.library import load_root
from cxassess.cli.batch_task import may_be_answers
from cxassess.cli.exit_codes import BAD_INPUT, BAD_PLAYBOOK, SUCCESS, USAGE, CommandError, priority_exit_code
from cxassess.cli.named_playbooks import catalog, playbook_library, refuse_unused_overlays
from cxassess.cli.options import KnownOverlayOption, PlaybookOption, TodayOption, argument, option
from cxassess.cli.returned_tables import SUFFIXES, is_table, read_table
from cxassess.cli.shared import Reporter, parse_today, report_problems
from cxassess.nodes import Mapping as MappingNode
from cxassess.nodes import Node, scalars
from cxassess.playbook import Playbook, load_playbook
from cxassess.playbook.content_checks import advise, old_laws
from cxassess.playbook.overlay import find_base, read_overlay
from cxassess.playbook.shared_content import (
    Example,
    check_examples,
    load_examples,
    load_glossary,
    read_examples,
    read_glossary,
)
from cxassess.playbook.tools import check_tools, load_tools
from cxassess.portfolio.consistency import About, Consistency, describe
from cxassess.portfolio.paths import answer_paths
from cxassess.portfolio.status import count_answered, play_statuses
from cxassess.problems import Problem, Problems
from cxassess.report.conditions import condition_warnings
from cxassess.report.sentences import is_or_are
from cxassess.report.target_warnings import gate_warnings, target_warnings
from cxassess.scoring import assess
from cxassess.source.parse import read
from cxassess.text import count_words, describe_char, safe_text


class Checked(NamedTuple):
    """What was checked and is valid: the line to print, its warnings, and their exit code under --strict.

    `errors` are those of files that a valid playbook shares with others, `reminders` never fail. `about` is what the
    set of answer files is checked by.
    """

    line: str
    warnings: Sequence[Problem]
    strict_code: int
    errors: Sequence[Problem] = ()
    reminders: Sequence[Problem] = ()
    about: About | None = None


class _Totals:
    """What was checked: how many are fine, how many of these with warnings, and what was left out."""

    def __init__(self) -> None:
        self.fine = self.warned = self.others = self.tables = 0
        self.faulty = set[str]()
        self.has_playbook = False
        self.consistency = Consistency()

    def add(self, path: str, checked: Checked) -> None:
        """Count what was checked."""
        self.fine += not checked.errors
        self.faulty.update([path] if checked.errors else ())
        self.warned += bool(checked.warnings or checked.reminders) and not checked.errors
        if checked.about is None:
            self.has_playbook = True
        else:
            self.consistency.add(path, checked.about)

    def report(self, strict: bool) -> Iterator[int]:
        """Print what is odd about the set of files, and the counts; exit codes."""
        for line in self.consistency.warnings():
            Reporter.note(f"cxassess: warning: {line}")
            yield BAD_INPUT if strict else SUCCESS
        if self.tables:
            what = "1 workbook or table was" if self.tables == 1 else f"{self.tables:,} workbooks and tables were"
            Reporter.note(f"cxassess: {what} not looked at (give their names to check them)")
        count = self.fine + len(self.faulty) + self.others
        if not count:
            return
        noun = "playbooks and files" if self.has_playbook else "file" if count == 1 else "files"
        line = f"{count:,} {noun}: {self.fine:,} fine"
        line += f" ({self.warned:,} with warnings)" if self.warned else ""
        line += f", {len(self.faulty):,} with errors" if self.faulty else ""
        if self.others:
            line += f", {count_words(self.others, 'other file')} left out"
        Reporter.note(f"cxassess: {line}")


def check(
    paths: Annotated[
        list[str],
        argument("Playbook folders, overlays, answer files, filled-in workbooks and tables, or folders.", "PATH..."),
    ],
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
    strict: Annotated[
        bool, option("--strict", "Fail on warnings too: exit 4 for a playbook or overlay, 3 for answers.")
    ] = False,
    today: TodayOption = "",
) -> int:
    """List every problem in the files, where it is and how to fix it."""
    library, lines, day, totals = playbook_library(playbook, overlay), set[str](), parse_today(today), _Totals()
    codes = [
        code
        for path in paths
        for file in _files(path, totals)
        for code in _report(file, library, strict, lines, day, totals)
    ]
    is_set = len(paths) > 1 or (Path(paths[0]).is_dir() and not (Path(paths[0]) / "playbook.yaml").is_file())
    return priority_exit_code([*codes, *(totals.report(strict) if is_set else ())])


def _files(path: str, totals: _Totals) -> list[str]:
    """What to check at a path: itself, or the playbooks, overlays and files that a folder holds; of folders in it, answers.

    Other files in these are counted as left out.
    """
    folder = Path(path)
    if not folder.is_dir() or (folder / "playbook.yaml").is_file():
        return [path]
    playbooks = [file.parent for file in sorted(folder.glob("*/playbook.yaml"))]
    files = [*playbooks, *sorted(folder.glob("overlays/*.yaml")), *sorted(folder.glob("*.yaml"))]
    names = [str(file) for file in files]
    known = {*map(Path, names)}
    inside = [str(file) for file in map(Path, answer_paths([path]).paths) if file not in known]
    deeper = [file for file in inside if may_be_answers(file)]
    totals.others += len(inside) - len(deeper)
    totals.tables += len(answer_paths([path], SUFFIXES).paths)
    return [*names, *deeper] or [path]


def _report(
    path: str, library: Library, strict: bool, lines: set[str], today: datetime.date, totals: _Totals
) -> Iterator[int]:
    """Check a file or folder and print what it is, unless its line is among those printed already; its exit codes."""
    if os.path.realpath(path) in lines:  # a broken file, reported with a playbook that shares it
        return
    try:
        for checked in _check(path, library, today):
            if checked.line not in lines:  # the files of a playbook are checked with the whole
                lines.add(checked.line)
                errors = [one for one in checked.errors if os.path.realpath(one.where.path) not in lines]
                lines.update(os.path.realpath(one.where.path) for one in errors)
                totals.add(path, checked)
                Reporter.problems([*errors, *checked.warnings, *checked.reminders])
                print(safe_text(checked.line))
                yield checked.strict_code if strict and checked.warnings else SUCCESS
                yield BAD_PLAYBOOK if checked.errors else SUCCESS
    except CommandError as error:
        if not Path(path).is_dir() or (Path(path) / "playbook.yaml").is_file():
            totals.faulty.add(path)
        yield Reporter.failure(error)


def _check(path: str, library: Library, today: datetime.date) -> Iterator[Checked]:
    """Check what is at a path; of a playbook's folder also the example answers. Raises CommandError."""
    folder = Path(path).parent if Path(path).name == "playbook.yaml" else Path(path)
    if folder != Path(path) or (folder / "playbook.yaml").is_file():
        yield _check_playbook(folder, today)
        example = folder / "example-answers.yaml"
        if example.is_file():
            yield _check_file(str(example), Library(catalog(), folder), today)
    elif folder.is_dir():
        raise CommandError(USAGE, f"{path}: nothing to check here (there is no playbook.yaml and no other .yaml file)")
    else:
        yield _check_file(path, library, today)


def _check_file(path: str, library: Library, today: datetime.date) -> Checked:
    """Check one file as what its fields say it is."""
    if is_table(path):
        table = read_table(path, library)
        return _checked_answers(path, table.root, table.loaded, table.plays)
    problems = Problems()
    with report_problems(path):
        root = read(path, problems)
    keys = root.pairs if isinstance(root, MappingNode) else {}
    if "overlay" in keys or "extends" in keys:
        return _check_overlay(Path(path))
    if "questions" in keys or "plays" in keys:
        return _check_play(path, today)
    if ("examples" in keys or "glossary" in keys) and isinstance(root, MappingNode):
        return _check_shared(path, root, problems)
    return _check_answers(path, root, library, problems)


def _check_playbook(folder: Path, today: datetime.date) -> Checked:
    with report_problems(str(folder), BAD_PLAYBOOK):
        playbook, warnings = load_playbook(folder)
        tools = [tool.id for tool in load_tools(catalog(), folder)]
    name = folder.resolve().name
    if name != playbook.id:
        message = f"the id is '{playbook.id}', but the folder is '{name}'"
        hint = "give both the same name, so that answer files find it"
        warnings.append(Problem(playbook.where, message, hint, warning=True))
    counts = f"{len(playbook.plays)} plays, {len(playbook.by_id)} questions"
    line = f"{folder}: ok, playbook {playbook.id} {playbook.version}: {counts}"
    examples, errors = _shared_content(folder)
    warnings += [*_advice(playbook, examples), *check_tools(playbook, tools)]
    files = dict.fromkeys([playbook.where.path, *(play.where.path for play in playbook.plays)])
    unprinted = [problem for file in files for problem in _without_glyph(read(file, Problems()))]
    return Checked(line, warnings, BAD_PLAYBOOK, errors, [*old_laws(playbook, today), *unprinted])


def _shared_content(folder: Path) -> tuple[Mapping[str, Example] | None, list[Problem]]:
    """The agency examples for a playbook, None where one of their files is broken; every error of shared files."""
    examples, errors = load_examples(catalog(), folder)
    return (None if errors else examples), [*errors, *load_glossary(catalog(), folder)[1]]


def _advice(playbook: Playbook, examples: Mapping[str, Example] | None) -> Iterator[Problem]:
    """Warnings that show how a valid playbook could be better."""
    yield from advise(playbook)
    yield from gate_warnings(playbook)
    if examples is not None:
        yield from check_examples(playbook, examples)


def _check_overlay(path: Path) -> Checked:
    """Check an overlay on the playbook that it extends."""
    problems = Problems()
    with report_problems(str(path), BAD_PLAYBOOK):
        overlay = read_overlay(path, problems)
        folder = find_base(overlay, path, catalog(), problems)
        problems.check()
        assert folder is not None
        plain, already = load_playbook(folder)
        playbook, warnings = load_playbook(folder, [path])
    # Warnings about the playbook itself are printed where that is checked.
    examples, errors = _shared_content(folder)
    known = {problem.message for problem in (*already, *_advice(plain, examples))}
    new = [problem for problem in (*warnings, *_advice(playbook, examples)) if problem.message not in known]
    deviations = count_words(len(playbook.deviations), "deviation")
    line = f"{path}: ok, overlay of {playbook.id}: {deviations}, {len(playbook.by_id)} questions"
    return Checked(line, new, BAD_PLAYBOOK, errors)


def _check_play(path: str, today: datetime.date) -> Checked:
    """Check the whole playbook that a file belongs to."""
    folder = next((up for up in list(Path(path).resolve().parents)[:2] if (up / "playbook.yaml").is_file()), None)
    if folder is None:
        message = "this is part of a playbook, but there is no playbook.yaml in its folder or the folder above"
        raise CommandError(USAGE, f"{path}: {message} (check the playbook's folder)")
    return _check_playbook(folder, today)


def _check_shared(path: str, root: MappingNode, problems: Problems) -> Checked:
    """Check the agency examples or the glossary that playbooks share."""
    with report_problems(path, BAD_PLAYBOOK):
        if "examples" in root.pairs:
            line = f"{path}: ok, {len(read_examples(root, problems))} agency examples"
        else:
            line = f"{path}: ok, a glossary of {len(read_glossary(root, problems))} terms"
        problems.check()
    return Checked(line, problems.warnings, BAD_PLAYBOOK)


def _check_answers(path: str, root: Node, library: Library, problems: Problems) -> Checked:
    with report_problems(path):
        loaded = load_root(path, root, library, problems)
    refuse_unused_overlays(library, loaded.answers)
    return _checked_answers(path, root, loaded)


def _checked_answers(path: str, root: Node, loaded: Loaded, plays: Sequence[str] | None = None) -> Checked:
    """`plays` are the ids of those that a table is about, none for all; the questions in it are counted as 'import' does."""
    assessment = assess(loaded.playbook, loaded.answers)
    counts = assessment.overall.counts
    said = f"{counts.answered} of {counts.applicable} questions that apply {is_or_are(counts.answered)} answered"
    if plays is not None:
        said = count_answered(play_statuses(assessment, plays))
    line = f"{path}: ok, answers to {loaded.playbook.id} {loaded.playbook.version}: {said}"
    warnings = [*loaded.warnings, *target_warnings(assessment), *condition_warnings(assessment)]
    about = describe(loaded.answers.header)
    return Checked(line, warnings, BAD_INPUT, reminders=list(_without_glyph(root)), about=about)


def _without_glyph(root: Node) -> Iterator[Problem]:
    """Where a file holds characters that the PDF names, because its fonts have no glyph for them."""
    from cxassess.output.html import printed_characters
    from cxassess.output.pdf import MAX_NAMED, missing_characters

    for node in scalars(root):
        missing = missing_characters(node.text, printed_characters())
        if missing:
            is_one, char = len(missing) == 1, describe_char(missing[0])
            what = f"{char} has" if is_one else f"{len(missing)} characters here, such as {char}, have"
            names = f"the names of the first {MAX_NAMED}" if len(missing) > MAX_NAMED else "their names"
            hint = f"the PDF prints {'its name' if is_one else names}; .html and .docx keep the text"
            yield Problem(node.where, f"{what} no glyph in the fonts of the PDF", hint, warning=True)
