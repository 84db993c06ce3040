"""`cxassess report`: a maturity report from an answer file, in the format of its suffix."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Annotated

from cxassess.answers.redact import REDACTABLE
from cxassess.cli import shared
from cxassess.cli.exit_codes import BELOW_THRESHOLD, SUCCESS, USAGE, CommandError
from cxassess.cli.named_playbooks import playbook_library, refuse_unused_overlays
from cxassess.cli.options import (
    ForceOption,
    JobsOption,
    KnownOverlayOption,
    OtherSubjectOption,
    PathsArgument,
    PlaybookOption,
    ViewOption,
    option,
)
from cxassess.cli.report_file import (
    Style,
    compose_report,
    read_look,
    render,
    report_missing_glyphs,
    report_unused_options,
)
from cxassess.cli.shared import Reporter, score_answers, score_baseline, write_output
from cxassess.output import FORMATS
from cxassess.output.html import printed_characters
from cxassess.output.terminal_report import print_report
from cxassess.report.single.model import Report
from cxassess.template import DEFAULT_SIZE, SIZES, Template, default_template
from cxassess.text import did_you_mean, join_words

OUTPUT_HELP = (
    "The report file: .pdf, .html, .docx, .md or .json; or a folder, ending with /, for a report of each answer file. "
    "Without it, the brief on the terminal."
)
BASELINE_HELP = "Earlier answers to compare with: a file, or for a folder of reports a folder, matched by subject."
FIGURE_HELP = "Only this figure, as an .svg or .png file: strip (every answer) or profile (scores on levels)."
SIZE_HELP = "How much it says: brief (one page), standard (the default of a file) or full (every answer)."
FORMAT_HELP = "With a folder after -o: what each report is. Default: pdf."
FOLDER_FORMATS = ("pdf", "html", "docx", "md", "json")
PICTURES = (".svg", ".png")
FIGURES = ("strip", "profile")
TEMPLATE_HELP = "The look of the report: a template that ships with cxassess, or a folder of your own."


def report(
    answers: PathsArgument,
    output: Annotated[str, option("--output -o", OUTPUT_HELP, "FILE")] = "",
    baseline: Annotated[str, option("--baseline", BASELINE_HELP, "EARLIER")] = "",
    allow_other_subject: OtherSubjectOption = False,
    view: ViewOption = "",
    explain: Annotated[bool, option("--explain", "Add to the full report how each score was worked out.")] = False,
    redact: Annotated[
        str, option("--redact", "Leave out names, notes or evidence; separate several with commas.", "PARTS")
    ] = "",
    size: Annotated[str | None, option("--size", SIZE_HELP, "SIZE")] = None,
    figure: Annotated[str | None, option("--figure", FIGURE_HELP, "|".join(FIGURES))] = None,
    template: Annotated[str, option("--template", TEMPLATE_HELP, "NAME|FOLDER")] = "",
    format: Annotated[str, option("--format", FORMAT_HELP, "|".join(FOLDER_FORMATS))] = "",
    jobs: JobsOption = 0,
    force: ForceOption = False,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
) -> int:
    """Make a maturity report from an answer file, or a folder of reports from many.

    With a folder after -o each report is named after its agency, component, service and date. Run the same command again
    to make only what is missing or whose answers, baseline, playbook or template changed.
    """
    is_folder = _is_folder(output)
    if is_folder and figure is not None:
        raise CommandError(USAGE, f"--figure makes one picture (add -o {figure}.svg or -o {figure}.png)")
    _check_figure(figure, output, {"--size": size is not None, "--explain": explain})
    _check_paths(answers, format, output, is_folder)
    if output and not is_folder:
        _check_output(output, force)
    if template and not output:
        raise CommandError(USAGE, "--template works only with a report file (add -o FILE)")
    if size is not None and size not in SIZES:
        named = f"--size {size}".rstrip()
        raise CommandError(USAGE, f"{named}: there is no such size ({did_you_mean(size, SIZES)})")
    style = Style(size, read_look(template) if template else None, view, _parse_redact(redact), explain)
    library = playbook_library(playbook, overlay)
    if is_folder:
        from cxassess.cli.report_folder import make_reports

        return make_reports(
            answers,
            output,
            f".{format or FOLDER_FORMATS[0]}",
            style,
            library,
            baseline=baseline,
            allow_other=allow_other_subject,
            force=force,
            jobs=jobs,
        )
    path = answers[0]
    assessment = score_answers(path, library, view)
    refuse_unused_overlays(library, assessment.answers)
    earlier = score_baseline(baseline, assessment, library, allow_other_subject)

    composed, suffix = compose_report(assessment, earlier, style), Path(output).suffix.lower()
    report_unused_options(style, suffix)
    if not output:
        print_report(composed, size or "brief", default_template())
        return SUCCESS
    if figure:
        _write_figure(output, composed, figure, style.look, force)
        return SUCCESS
    write_output(output, render(assessment, composed, suffix, size or DEFAULT_SIZE, style.look), force)
    if suffix == ".pdf":
        report_missing_glyphs(composed, path)
    for flag in composed.flags:
        if not flag.reason:
            Reporter.note(f"flag {flag.name}: {flag.text}")
    Reporter.note(f"Wrote {output}")
    return SUCCESS


def _is_folder(output: str) -> bool:
    """Whether the output is a folder of reports: it ends with a slash, or is a folder with a name that no file has."""
    is_file_name = Path(output).suffix.lower() in (*FORMATS, *PICTURES)
    return output.endswith(("/", os.sep)) or (output != "" and not is_file_name and Path(output).is_dir())


def _check_paths(paths: Sequence[str], format: str, output: str, is_folder: bool) -> None:
    """Raise CommandError where one report is to be made of many files, or the format does not fit the output."""
    several = len(paths) > 1 or (paths[0] != "-" and Path(paths[0]).is_dir())
    if several and not is_folder:
        hint = "give a folder after -o, such as -o reports/, for a report of each"
        if output not in ("", "-") and not Path(output).suffix:
            hint = f"end the name of a folder with / for a report of each: -o {quote(output)}/"
        raise CommandError(USAGE, f"a report is about one answer file ({hint})")
    if format and not is_folder:
        hint = f"-o report.{format}" if format in FOLDER_FORMATS else "-o FILE"
        raise CommandError(USAGE, f"--format is for a folder of reports (the name of a file says it: {hint})")
    if format and format not in FOLDER_FORMATS:
        raise CommandError(USAGE, f"--format {format} is not a known format (write {join_words(FOLDER_FORMATS, 'or')})")


def _check_figure(figure: str | None, output: str, unused: Mapping[str, bool]) -> None:
    """Raise CommandError for a figure that cannot be made, or an output that only a figure has."""
    suffix = Path(output).suffix.lower()
    if figure is None:
        if suffix in PICTURES:
            hint = f"add {join_words((f'--figure {name}' for name in FIGURES), 'or')}"
            raise CommandError(USAGE, f"{output}: a picture holds one figure ({hint})")
        return
    if figure not in FIGURES:
        raise CommandError(USAGE, f"--figure {figure}: there is no such figure ({did_you_mean(figure, FIGURES)})")
    if suffix not in PICTURES:
        raise CommandError(USAGE, f"--figure makes a picture (add -o {figure}.svg or -o {figure}.png)")
    for name, given in unused.items():
        if given:
            raise CommandError(USAGE, f"{name} does not go with --figure, which has one form (leave it out)")


def _write_figure(output: str, composed: Report, name: str, look: Template | None, force: bool) -> None:
    """Write a figure, and beside a .png its alternative text. Raises CommandError where nothing can be drawn."""
    from unicodedata import normalize

    from cxassess.output.figure_file import PNG_WIDTH, WIDTH, figure
    from cxassess.output.pdf import name_missing_characters
    from cxassess.output.svg import rasterize
    from cxassess.template.colors import figure_colors

    drawing = figure(composed, name, figure_colors(look.colors if look else {}))
    if drawing is None:
        raise CommandError(BELOW_THRESHOLD, f"there is no {name} to draw yet: too few questions are answered")
    if Path(output).suffix.lower() == ".svg":
        write_output(output, drawing.svg.encode("utf-8"), force)
    else:
        beside = str(Path(output).with_suffix(".txt"))
        shared.check_output(beside, force)
        printed = name_missing_characters(normalize("NFC", drawing.svg), printed_characters())
        height = drawing.height * PNG_WIDTH // WIDTH
        write_output(output, rasterize(printed, PNG_WIDTH, height), force)
        write_output(beside, f"{drawing.alt}\n".encode(), force)
        Reporter.note(f"Wrote {beside}, the figure in words, for whoever cannot see it")
    Reporter.note(f"Wrote {output}")


def _check_output(output: str, force: bool) -> None:
    """Raise CommandError for an output that could not be written, before any work is done."""
    suffix = Path(output).suffix.lower()
    if suffix not in FORMATS and suffix not in PICTURES:
        folder = "" if suffix else "; end the name of a folder with /"
        raise CommandError(
            USAGE, f"{output}: '{suffix}' is not a supported file type (use {', '.join(FORMATS)}{folder})"
        )
    shared.check_output(output, force)


def _parse_redact(redact: str) -> tuple[str, ...]:
    """The parts that --redact leaves out. Raises CommandError for a word that is not one of them."""
    parts = tuple(word.strip() for word in redact.split(",") if word.strip())
    for part in parts:
        if part not in REDACTABLE:
            hint = did_you_mean(part, REDACTABLE)
            raise CommandError(USAGE, f"--redact {part}: this cannot be left out of a report ({hint})")
    return parts
