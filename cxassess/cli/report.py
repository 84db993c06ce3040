"""`cxassess report`: a maturity report from an answer file, in the format of its suffix."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Annotated

from cxassess.answers.redact import REDACTABLE
from cxassess.cli import shared
from cxassess.cli.catalog import is_path, playbook_library, read_shared, refuse_unused_overlays
from cxassess.cli.exit_codes import BAD_PLAYBOOK, BELOW_THRESHOLD, NO_ACCESS, USAGE, CommandError
from cxassess.cli.hints import missing_folder_hint
from cxassess.cli.options import (
    AnswersArgument,
    BaselineOption,
    ForceOption,
    KnownOverlayOption,
    OtherSubjectOption,
    PlaybookOption,
    ViewOption,
    option,
)
from cxassess.cli.shared import Reporter, report_problems, score_answers, score_baseline, write_output
from cxassess.output import FORMATS
from cxassess.output.html import printed_characters
from cxassess.output.pdf import MAX_NAMED, missing_characters
from cxassess.output.terminal_report import print_report
from cxassess.playbook.shared_content import SharedContent
from cxassess.problems import Nonconforming, Unavailable
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.scoring import Assessment
from cxassess.template import (
    DEFAULT_SIZE,
    SIZES,
    TEMPLATE_FILE,
    Template,
    default_template,
    read_template,
    shipped_templates,
)
from cxassess.text import did_you_mean, join_words

WORKINGS = "workings"  # the section that --explain fills
OUTPUT_HELP = "The report file: .pdf, .html, .docx, .md or .json. Without it, the brief on the terminal."
FIGURE_HELP = "Only this figure, as an .svg or .png file: strip (every answer) or profile (scores on levels)."
SIZE_HELP = "How much it says: brief (one page), standard (the default of a file) or full (every answer)."
PICTURES = (".svg", ".png")
FIGURES = ("strip", "profile")
TEMPLATE_HELP = "The look of the report: a template that ships with cxassess, or a folder of your own."


def report(
    answers: AnswersArgument,
    output: Annotated[str, option("--output -o", OUTPUT_HELP, "FILE")] = "",
    baseline: BaselineOption = "",
    allow_other_subject: OtherSubjectOption = False,
    view: ViewOption = "",
    explain: Annotated[bool, option("--explain", "Add to the full report how each score was worked out.")] = False,
    redact: Annotated[
        str, option("--redact", "Leave out names, notes or evidence; separate several with commas.", "PARTS")
    ] = "",
    size: Annotated[str | None, option("--size", SIZE_HELP, "SIZE")] = None,
    figure: Annotated[str | None, option("--figure", FIGURE_HELP, "|".join(FIGURES))] = None,
    template: Annotated[str, option("--template", TEMPLATE_HELP, "NAME|FOLDER")] = "",
    force: ForceOption = False,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
) -> None:
    """Make a maturity report from an answer file."""
    _check_figure(figure, output, {"--size": size is not None, "--explain": explain})
    if output:
        _check_output(output, force)
    if template and not output:
        raise CommandError(USAGE, "--template works only with a report file (add -o FILE)")
    if size is not None and size not in SIZES:
        named = f"--size {size}".rstrip()
        raise CommandError(USAGE, f"{named}: there is no such size ({did_you_mean(size, SIZES)})")
    look = _read_template(template) if template else None
    withhold = _parse_redact(redact)
    library = playbook_library(playbook, overlay)
    assessment = score_answers(answers, library, view)
    refuse_unused_overlays(library, assessment.answers)
    earlier = score_baseline(baseline, assessment, library, allow_other_subject)

    composed = compose(assessment, earlier, _shared(assessment), view=view, withhold=withhold, explain=explain)
    if explain and not _has_workings(output, size or (DEFAULT_SIZE if output else "brief"), look or default_template()):
        Reporter.note("--explain adds a section that only --size full has; here it adds nothing")
    if not output:
        print_report(composed, size or "brief", default_template())
        return
    suffix = Path(output).suffix.lower()
    if figure:
        _write_figure(output, composed, figure, look, force)
        return
    write_output(output, render(assessment, composed, suffix, size or DEFAULT_SIZE, look), force)
    if suffix == ".json":
        for name, given, why in (
            ("--size", size, "which has every number"),
            ("--template", template, "which has no look"),
            ("--explain", explain, "(use 'cxassess explain')"),
        ):
            if given:
                Reporter.note(f"{name} changes nothing in a .json file, {why}".replace(", (", " ("))
    if suffix == ".pdf":
        _report_missing_glyphs(composed, answers)
    if suffix in (".docx", ".md") and look:
        for section in look.html_only_sections(size or DEFAULT_SIZE):
            Reporter.note(f"the section '{section}' of the template is HTML, which only .html and .pdf files show")
    for flag in composed.flags:
        if not flag.reason:
            Reporter.note(f"flag {flag.name}: {flag.text}")
    Reporter.note(f"Wrote {output}")


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

    from cxassess.output.figure import PNG_WIDTH, WIDTH, figure
    from cxassess.output.html import LEADERSHIP
    from cxassess.output.pdf import name_missing_characters
    from cxassess.output.svg import rasterize
    from cxassess.template.branding import figure_colors

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
        write_output(output, rasterize(printed, PNG_WIDTH, height, LEADERSHIP / "fonts"), force)
        write_output(beside, f"{drawing.alt}\n".encode(), force)
        Reporter.note(f"Wrote {beside}, the figure in words, for whoever cannot see it")
    Reporter.note(f"Wrote {output}")


def _has_workings(output: str, size: str, look: Template) -> bool:
    """Whether an output shows how scores were worked out: a file of results always does, others where the size has the section."""
    return output[-5:].lower() == ".json" or WORKINGS in look.sizes[size]


def _report_missing_glyphs(composed: Report, answers: str) -> None:
    """Print how many characters the fonts of the PDF do not have, and at which questions."""
    printed = printed_characters()

    longest = 0  # of one text

    def count(value: object) -> int:
        nonlocal longest
        if isinstance(value, str):
            number = len(missing_characters(value, printed))
            longest = max(longest, number)
            return number
        if isinstance(value, Mapping):
            return sum(map(count, value.values()))
        return sum(map(count, value)) if isinstance(value, tuple | list) else 0

    questions = {one.id: count(one) for play in composed.plays for one in play.questions}
    counts = {id: number for id, number in questions.items() if number}
    # As data, actions and asks are in .json files only.
    if other := count(composed._replace(planned=(), asks=())) - sum(counts.values()):
        counts["other places"] = other
    if total := sum(counts.values()):
        where = join_words(f"{id} ({number})" for id, number in counts.items())
        what = "1 character of the report has" if total == 1 else f"{total} characters of the report have"
        names = f"the names of the first {MAX_NAMED} in a text" if longest > MAX_NAMED else "their names"
        Reporter.note(f"{what} no glyph in the fonts of the PDF, which prints {names}: {where}")
        Reporter.note(f"'cxassess check {quote(answers)}' lists them; .html and .docx keep the text")


def _check_output(output: str, force: bool) -> None:
    """Raise CommandError for an output that could not be written, before any work is done."""
    suffix = Path(output).suffix.lower()
    if suffix not in FORMATS and suffix not in PICTURES:
        raise CommandError(USAGE, f"{output}: '{suffix}' is not a supported file type (use {', '.join(FORMATS)})")
    shared.check_output(output, force)


def _read_template(name: str) -> Template:
    """The template named on the command line. Raises CommandError."""
    shipped = shipped_templates()
    folder = shipped.get(name) or Path(name)
    if not (folder / TEMPLATE_FILE).is_file():
        if is_path(name):
            hint = missing_folder_hint(name, TEMPLATE_FILE) or f"a template is a folder with a {TEMPLATE_FILE} in it"
            raise CommandError(NO_ACCESS, f"{name}: no such template folder ({hint})")
        hint = did_you_mean(name, shipped) or "reports/README.md says how to make one"
        raise CommandError(USAGE, f"no template '{name}' ({hint})")
    with report_problems(str(folder), BAD_PLAYBOOK):
        return read_template(folder)


def _parse_redact(redact: str) -> tuple[str, ...]:
    """The parts that --redact leaves out. Raises CommandError for a word that is not one of them."""
    parts = tuple(word.strip() for word in redact.split(",") if word.strip())
    for part in parts:
        if part not in REDACTABLE:
            hint = did_you_mean(part, REDACTABLE)
            raise CommandError(USAGE, f"--redact {part}: this cannot be left out of a report ({hint})")
    return parts


def render_plain(assessment: Assessment, suffix: str, size: str = DEFAULT_SIZE) -> bytes:
    """The bytes of a report without any other option in the format of a suffix. Raises CommandError as `render` does."""
    return render(assessment, compose(assessment, shared=_shared(assessment)), suffix, size)


def render(assessment: Assessment, composed: Report, suffix: str, size: str, template: Template | None = None) -> bytes:
    """The bytes of a report of a size in the format of a suffix.

    Raises CommandError where the template cannot be used, or the system lacks what a PDF needs.
    """
    try:
        with report_problems(str(template.folder) if template else "reports", BAD_PLAYBOOK):
            return FORMATS[suffix](assessment, composed, size, template)
    except Unavailable as error:
        raise CommandError(NO_ACCESS, *str(error).splitlines()) from None
    except Nonconforming as error:
        raise CommandError(BAD_PLAYBOOK, f"the {suffix} file cannot be made: {error} (an .html file can)") from None


def _shared(assessment: Assessment) -> SharedContent:
    return read_shared(Path(assessment.playbook.where.path).parent)
