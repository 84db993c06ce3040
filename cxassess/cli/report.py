"""`cxassess report`: a maturity report from an answer file, in the format of its suffix."""

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Annotated

from cxassess.answers.redact import REDACTABLE
from cxassess.cli import shared
from cxassess.cli.catalog import is_path, playbook_library, read_shared, refuse_unused_overlays
from cxassess.cli.exit_codes import BAD_PLAYBOOK, NO_ACCESS, USAGE, CommandError
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
OUTPUT_HELP = "The report file: .pdf, .html, .docx, .md or .json. Without it, text on the terminal."
SIZE_HELP = "How much the report says: brief (one page), standard (the default) or full (every answer)."
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
    template: Annotated[str, option("--template", TEMPLATE_HELP, "NAME|FOLDER")] = "",
    force: ForceOption = False,
    playbook: PlaybookOption = "",
    overlay: KnownOverlayOption = None,
) -> None:
    """Make a maturity report from an answer file."""
    if output:
        _check_output(output, force)
    for name, needs_file in (("--size full", size == "full"), ("--template", bool(template))):
        if needs_file and not output:
            raise CommandError(USAGE, f"{name} works only with a report file (add -o FILE)")
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
    if explain and not _has_workings(output, size or DEFAULT_SIZE, look or default_template()):
        Reporter.note("--explain adds a section that only a file of --size full has; here it adds nothing")
    if not output:
        print_report(composed, brief_only=size == "brief")
        return
    suffix = Path(output).suffix.lower()
    write_output(output, render(assessment, composed, suffix, size or DEFAULT_SIZE, look), force)
    if size and suffix == ".json":
        Reporter.note("--size changes nothing in a .json file, which has every number")
    if suffix == ".pdf":
        _report_missing_glyphs(composed, answers)
    for flag in composed.flags:
        if not flag.reason:
            Reporter.note(f"flag {flag.name}: {flag.text}")
    Reporter.note(f"Wrote {output}")


def _has_workings(output: str, size: str, look: Template) -> bool:
    """Whether an output shows how scores were worked out: a file of results always does, a page where its size has the section."""
    return output[-5:].lower() == ".json" or (bool(output) and WORKINGS in look.sizes[size])


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
    if other := count(composed) - sum(counts.values()):
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
    if suffix not in FORMATS:
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
