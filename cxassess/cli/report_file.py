"""A report made from one assessment, in the format of a suffix, with what is to be said about it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from cxassess.cli.exit_codes import BAD_PLAYBOOK, NO_ACCESS, USAGE, CommandError
from cxassess.cli.hints import missing_folder_hint
from cxassess.cli.named_playbooks import is_path, read_shared
from cxassess.cli.shared import Reporter, report_problems
from cxassess.output import FORMATS
from cxassess.output.html import printed_characters
from cxassess.output.pdf import MAX_NAMED, missing_characters
from cxassess.playbook import Playbook
from cxassess.playbook.shared_content import SharedContent
from cxassess.problems import Nonconforming, Unavailable
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.scoring import Assessment
from cxassess.template import DEFAULT_SIZE, TEMPLATE_FILE, Template, default_template, read_template, shipped_templates
from cxassess.text import did_you_mean, join_words

WORKINGS = "workings"  # the section that --explain fills


class Style(NamedTuple):
    """What the options say about a report; `size` is None and `look` None where they say nothing."""

    size: str | None = None
    look: Template | None = None
    view: str = ""
    withhold: tuple[str, ...] = ()
    explain: bool = False


def read_look(name: str) -> Template:
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


def report_missing_glyphs(composed: Report, answers: str) -> None:
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


def report_unused_options(style: Style, suffix: str) -> None:
    """Print which options change nothing in a report of a suffix, '' for the terminal, and which sections it cannot show."""
    size, look = style.size or (DEFAULT_SIZE if suffix else "brief"), style.look or default_template()
    # A file of results always shows how scores were worked out.
    if style.explain and suffix != ".json" and WORKINGS not in look.sizes[size]:
        Reporter.note("--explain adds a section that only --size full has; here it adds nothing")
    if suffix == ".json":
        for name, given, why in (
            ("--size", style.size, "which has every number"),
            ("--template", style.look, "which has no look"),
            ("--explain", style.explain, "(use 'cxassess explain')"),
        ):
            if given:
                Reporter.note(f"{name} changes nothing in a .json file, {why}".replace(", (", " ("))
    if suffix in (".docx", ".md") and style.look:
        for section in style.look.html_only_sections(size):
            Reporter.note(f"the section '{section}' of the template is HTML, which only .html and .pdf files show")


def compose_report(
    assessment: Assessment, earlier: Assessment | None, style: Style, shared: SharedContent | None = None
) -> Report:
    """The report of an assessment as the options say; `shared` is what its playbook shares with others, if it is read already."""
    return compose(
        assessment,
        earlier,
        shared or shared_content(assessment.playbook),
        view=style.view,
        withhold=style.withhold,
        explain=style.explain,
    )


def render_plain(assessment: Assessment, suffix: str, size: str = DEFAULT_SIZE) -> bytes:
    """The bytes of a report without any other option in the format of a suffix. Raises CommandError as `render` does."""
    return render(assessment, compose_report(assessment, None, Style()), suffix, size)


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


def shared_content(playbook: Playbook) -> SharedContent:
    """What a playbook shares with others in its folder."""
    return read_shared(Path(playbook.where.path).parent)
