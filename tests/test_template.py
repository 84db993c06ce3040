"""Custom templates: what a folder can change, and what it cannot do, whoever wrote it."""

from __future__ import annotations

import base64
import importlib
import io
import os
import re
import shutil
import struct
import subprocess
import sys
import textwrap
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from support import EXAMPLE, ROOT, cxassess, tiny, verapdf, write_answers
from support.assessments import assessment
from support.full_report import html
from support.html_page import Page, listenable
from support.marks import slow_except
from support.needs import needs, skip_without
from support.pdf_text import page_texts
from support.templates import checked_page, template_problems, write_template

from cxassess.output import FORMATS
from cxassess.problems import Invalid
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.template import SIZES, default_template, read_template
from cxassess.template.colors import COLORS, color_css, contrast, darker
from cxassess.template.lint.logo import read_logo
from cxassess.template.sandbox import environment

AGENCY = ROOT / "reports" / "example-agency"
EXAMPLES = sorted((ROOT / "playbooks").glob("*/example-answers.yaml"))
CASES = Path(os.environ["CXASSESS_CASES"]) if os.environ.get("CXASSESS_CASES") else None
needs_cases = pytest.mark.skipif(CASES is None, reason="CXASSESS_CASES is not set: no bad inputs here")

Make = Callable[..., Path]


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(assessment(EXAMPLE))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A report of three questions, so that a page is made at once."""
    home = tmp_path_factory.mktemp("small")
    return compose(
        assessment(
            write_answers(home / "a.yaml", "{A1: 1, B1: {unknown: true}}", more="date: 2026-01-31\n"), tiny(home)
        )
    )


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """A template folder from the text of its files; `template` is its template.yaml."""

    return partial(write_template, tmp_path / "mine")


def problems(folder: Path, report: Report) -> list[str]:
    """What is wrong with a template, by file, place, message and hint."""
    told = template_problems(folder, report)
    assert told
    return told


def places(folder: Path, report: Report) -> list[str]:
    return [line.partition(": error")[0] for line in problems(folder, report)]


def page_of(folder: Path, report: Report, for_pdf: bool = False) -> Page:
    return Page(html(report, template=read_template(folder), for_pdf=for_pdf))


# ---- what a folder changes --------------------------------------------------------------


@pytest.mark.slow
def test_an_empty_template_changes_nothing(make: Make, report: Report) -> None:
    assert html(report, template=read_template(make())) == html(report)


def test_words_take_the_place_of_headings(make: Make, small: Report) -> None:
    page = page_of(make('words: {title: Our report, plan: "In <b>brief</b> & {{ 7*7 }}", closing: The end}'), small)
    listenable(page)
    assert page.words["h1"] == ["Our report"]
    assert page.words["title"][0].startswith("Our report: ")
    assert "In <b>brief</b> & {{ 7*7 }}" in page.words["h2"]
    assert "The end" in page.words["p"]
    assert ("b", {}) not in page.elements


def test_name_line_and_logo_are_on_the_cover(make: Make, small: Report) -> None:
    folder = make('name: "Agency <A>"\nline: "Draft & more"\nlogo: {file: logo.svg, alt: "A \\"hill\\""}', svg=SVG)
    page = page_of(folder, small)
    listenable(page)
    assert page.words["p"].count("Draft & more") == 3  # cover, end, and for printing
    assert "Agency <A>" in page.words["p"]
    (logo,) = [attributes for tag, attributes in page.elements if tag == "img"]
    assert logo["alt"] == 'A "hill"'
    drawn = base64.b64decode(logo["src"].removeprefix("data:image/svg+xml;base64,"))
    assert b"<path" in drawn


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z" fill="#123456"/></svg>'


def test_colors_reach_the_style_sheet_and_the_figures(make: Make, report: Report) -> None:
    text = html(report, template=read_template(make('colors: {accent: "#1d6b45", target: 7a2e00}')))
    assert ":root { --accent: #1d6b45; --target: #7a2e00; }" in text
    figures = "".join(re.findall("<svg.*?</svg>", text, re.DOTALL))
    assert "#1d6b45" in figures and "#7a2e00" in figures
    assert not re.search("#005ea2|#cf4900|#b03a00", figures)


def test_shades_made_of_a_color_can_be_read() -> None:
    for accent in ("#005ea2", "#1d6b45", "#7a0000", "#000000", "#4b2e83"):
        told = color_css({"accent": accent, "strong": accent, "target": accent})
        steps = re.findall(r"\.cells \.step-\d \{ background: (#\w+); color: (#\w+); \}", told)
        assert len(steps) == 5
        assert all(contrast(ground, ink) >= 4.5 for ground, ink in steps)
        light = [contrast(ground, "#000000") for ground, _ in steps]
        assert light == sorted(light, reverse=True), "a copy in gray would not tell the steps apart"
        dark = re.findall(r"--\w+: (#\w+);", told.partition("prefers-color-scheme")[2])
        assert all(contrast(color, "#20262e") >= 7 for color in dark)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast(darker("#ffdd00"), "#f1f5f9") >= 4.5


def test_sections_are_added_replaced_and_left_out(make: Make, report: Report) -> None:
    own = '<section aria-labelledby="own"><h2 id="own">{{ report.subject }}</h2></section>'
    lists = "sizes: {full: [cover, contents, plan, own, brief], brief: [own, brief], standard: [brief, plan]}\n"
    folder = make(lists, own=own, plan='<section><h2 id="plan">Ours</h2></section>')
    page = page_of(folder, report)
    listenable(page)
    assert page.all("data-to") == ["#plan", "#own", "#brief"]
    assert "Ours" in page.words["h2"]
    assert "method" not in page.all("id")


def test_a_style_sheet_comes_last(make: Make, small: Report) -> None:
    text = html(small, template=read_template(make('colors: {strong: "#222222"}', css="h2 { color: #333333; }")))
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert style.index("--strong: #162e51") < style.index("--strong: #222222") < style.index("h2 { color: #333333; }")


def test_parts_of_leadership_can_be_imported_and_own_files_included(make: Make, small: Report, tmp_path: Path) -> None:
    text = '{% import "parts.html.j2" as parts %}{% include "mine.html.j2" %}{{ parts.facts(report.digests) }}'
    folder = make("", own=text)
    (folder / "mine.html.j2").write_text('<h2 id="mine">Mine</h2>\n', "utf-8")
    page = page_of(folder, small)
    assert "#mine" in page.all("data-to")
    assert [words.strip() for words in page.words["strong"]].count(small.digests[0].value) == 1


@pytest.mark.slow
def test_the_section_in_the_readme_works(make: Make, report: Report) -> None:
    readme = (ROOT / "reports" / "README.md").read_text("utf-8")
    lines = re.search(r"A complete section, `sections/left-out.html.j2`:\n\n((?: {4}.*\n)+)", readme)
    assert lines
    page = page_of(make("", **{"left-out": textwrap.dedent(lines[1])}), report)
    listenable(page)
    assert page.all("data-to")[:2] == ["#brief", "#left-out"]


def test_the_readme_lists_every_word_color_and_filter() -> None:
    readme = (ROOT / "reports" / "README.md").read_text("utf-8")
    for name in (*default_template().words, *COLORS, *environment(default_template().layers).filters):
        assert f"`{name}`" in readme, name


# ---- the example ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("answers", slow_except(EXAMPLES, EXAMPLE), ids=lambda path: path.parent.name)
def test_the_example_suits_every_playbook(answers: Path) -> None:
    """As a folder of somebody else it is looked through, and nothing is found in what ships."""
    report = compose(assessment(answers))
    template = read_template(AGENCY)
    assert template.trusted
    for for_pdf in (False, True):
        text = checked_page(report, template._replace(trusted=False), for_pdf)
        assert text == html(report, template=template, for_pdf=for_pdf)
        listenable(Page(text))


@pytest.mark.slow
@pytest.mark.parametrize("answers", slow_except(EXAMPLES, EXAMPLE), ids=lambda path: path.parent.name)
def test_the_shipped_sections_pass_the_checks_of_a_template_from_others(answers: Path) -> None:
    report = compose(assessment(answers), assessment(answers))
    page = checked_page(report, default_template()._replace(trusted=False), False)
    assert page == html(report)


@pytest.fixture(scope="module")
def agency(report: Report) -> bytes:
    """The PDF of the example, made as from others, with a marking of the answers."""
    skip_without("pango")
    template = read_template(AGENCY)._replace(trusted=False)
    return FORMATS[".pdf"](assessment(EXAMPLE), report._replace(marking="CUI//SP"), "full", template)


@pytest.mark.slow
def test_other_files_show_the_same_template(make: Make, report: Report) -> None:
    template = read_template(AGENCY)
    for suffix in (".md", ".docx"):
        made = FORMATS[suffix](assessment(EXAMPLE), report, "full", template)
        assert made == FORMATS[suffix](assessment(EXAMPLE), report, "full", template._replace(trusted=False))
    text = FORMATS[".md"](assessment(EXAMPLE), report, "full", template).decode()
    assert "Draft for internal discussion" in text and "## What we will do next" in text


@pytest.mark.slow
@needs("poppler")
def test_every_page_has_the_line_the_marking_and_the_name(agency: bytes, tmp_path: Path) -> None:
    pages = page_texts(agency, tmp_path)
    assert len(pages) > 10
    for number, page in enumerate(pages, 1):
        assert "Draft for internal discussion" in page, number
        assert page.count("CUI//SP") == 2, number
        assert "Department of Examples (fictional)" in page, number


@pytest.mark.slow
@needs("page-validation")
def test_page_validation_finds_nothing_in_the_example(agency: bytes) -> None:
    report = importlib.import_module("page").validate_pdf_bytes(agency, profile="ua1")
    assert [(fault.rule_id, fault.message) for fault in report.failures] == []


@pytest.mark.slow
@needs("verapdf")
def test_verapdf_finds_nothing_in_the_example(agency: bytes) -> None:
    assert verapdf.failed_rules({"agency.pdf": agency}) == []


@pytest.mark.slow
def test_the_logo_is_a_figure_with_its_words(agency: bytes) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(agency)) as document:
        told = [str(one.Alt) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert "Logo of the Department of Examples, a hill under a rising sun" in told


# ---- the command line -------------------------------------------------------------------


@pytest.mark.slow
def test_shipped_by_name_and_own_by_folder_are_the_same(tmp_path: Path) -> None:
    shutil.copytree(AGENCY, tmp_path / "my-agency")
    for name, file in (("example-agency", "a.html"), ("my-agency", "b.html")):
        done = cxassess("report", EXAMPLE, "-o", file, "--template", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert b"Department of Examples" in (tmp_path / "a.html").read_bytes()


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("leadershp", 2, "cxassess: no template 'leadershp' (did you mean 'leadership'?)"),
        ("zebra", 2, "cxassess: no template 'zebra' (known: example-agency, leadership)"),
        ("./none", 5, "cxassess: ./none: no such template folder (a template is a folder with a template.yaml in it)"),
        ("empty", 5, "cxassess: empty: no such template folder (a template is a folder with a template.yaml in it)"),
    ],
)
def test_a_name_that_is_wrong(tmp_path: Path, name: str, code: int, said: str) -> None:
    (tmp_path / "empty").mkdir()
    done = cxassess("report", EXAMPLE, "-o", "x.html", "--template", name, cwd=tmp_path)
    assert (done.returncode, done.stderr.decode().strip()) == (code, said)
    assert not (tmp_path / "x.html").exists()


def test_a_template_needs_a_file_to_write(tmp_path: Path) -> None:
    done = cxassess("report", EXAMPLE, "--template", "example-agency", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "cxassess: --template works only with a report file (add -o FILE)"


def test_a_bad_template_ends_with_4_and_writes_nothing(make: Make, tmp_path: Path) -> None:
    folder = make("", own='<h2 id="x">{{ report.subjct }}</h2>\n{{ agncy }}', two="{{ agncy }}")
    done = cxassess("report", EXAMPLE, "-o", "x.html", "--template", folder, cwd=tmp_path)
    assert done.returncode == 4
    assert done.stderr.decode().replace(str(folder), "mine").splitlines() == [
        "mine/sections/own.html.j2:1:22: error: there is no 'report.subjct' (did you mean 'subject'?)",
        '    <h2 id="x">{{ report.subjct }}</h2>',
        "mine/sections/two.html.j2:1:4: error: 'agncy' is not defined (known: report, size, sections, h1, for_pdf, css, front, body, words, brand, contents)",
        "    {{ agncy }}",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


@pytest.mark.slow
def test_nothing_beside_the_reader_is_run_by_the_child(make: Make, tmp_path: Path) -> None:
    folder = make()
    for name in ("jinja2", "cxassess", "pickle"):
        (tmp_path / f"{name}.py").write_text("open('PWNED', 'w')", "utf-8")
    done = cxassess("report", EXAMPLE, "-o", "x.html", "--template", folder, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "PWNED").exists()


# ---- template.yaml ----------------------------------------------------------------------

WRONG = {
    "format: 2": ["4:9: error: format '2' is not supported (this version of cxassess reads format 1; a newer file needs a newer version)"],
    "titel: x": [],
    "extends: leadershp": ["there is no report 'leadershp' to extend (did you mean 'leadership'?)"],
    "words: {plann: x}": ["there is no word 'plann' to change (did you mean 'plan'?)"],
    'words: {plan: ""}': ["the word 'plan' is empty (give a text or remove the line; to leave out a section, take it out of the lists under 'sizes')"],
    "sizes: [brief]": ["'sizes' should be 'name: value' fields, not a list (write 'sizes: {…}')"],
    "sizes: {breif: [brief]}": ["there is no size 'breif' (did you mean 'brief'?)"],
    "sizes: {brief: brief}": ["'brief' should be a list, not text (write '[brief]', or a line '- brief')"],
    "sizes: {brief: []}": ["the size 'brief' has no sections (name some, such as 'brief: [brief]')"],
    "sizes: {brief: [breif]}": ["there is no section 'breif' (did you mean 'brief'?)"],
    "sizes: {brief: [message]}": ["there is no section 'message' (put its file into sections/, named message.html.j2)"],
    "sizes: {brief: [50-plan, 50-plan.html.j2]}": ["there is no section '50-plan' (a name has no number and no ending: write 'plan')", "there is no section '50-plan.html.j2' (a name has no number and no ending: write 'plan')"],
    "sizes: {brief: [brief, plan, brief]}": ["the size 'brief' has the section 'brief' twice (remove one of them)"],
    "colors: {acent: 005ea2}": ["there is no color 'acent' (did you mean 'accent'?)"],
    "colors: {accent: blue}": ["'blue' is not a color (write six hex digits in quotes: '#005ea2')"],
    "colors:\n  accent: #005ea2": ["the color 'accent' is empty (put it in quotes: '#005ea2')"],
    "colors: {accent: ffdd00}": ["'accent' #ffdd00 cannot be read on gray panels: its contrast is 1.2, and at least 4.5 is needed (use a darker color, such as '#806e00')"],
    "logo: logo.svg": ["'logo' should be 'name: value' fields, not text (write 'logo: {file: logo.svg, alt: …}')"],
    "logo: {file: logo.svg, alt: x}": ["there is no file 'logo.svg' in the folder (put the logo there)"],
    "logo: {file: ../../etc/passwd, alt: x}": ["'../../etc/passwd' is outside the template's folder (put the file into the folder)"],
    "logo: {file: /etc/passwd, alt: x}": ["'/etc/passwd' is outside the template's folder (put the file into the folder)"],
    "logo: {file: logo.svg}": ["'logo' needs 'alt' (describe the logo for people who cannot see it: 'alt: Seal of …')"],
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_a_problem_in_template_yaml_is_reported(make: Make, text: str) -> None:
    folder = make()
    (folder / "template.yaml").write_text(f"{text}\n", "utf-8")
    with pytest.raises(Invalid) as caught:
        read_template(folder)
    told = [problem.message + (f" ({problem.hint})" if problem.hint else "") for problem in caught.value.problems]
    for words in WRONG[text]:
        assert words.partition("error: ")[2] or words in told
    assert all(problem.where.path.endswith("template.yaml") for problem in caught.value.problems)


def test_all_problems_in_template_yaml_are_reported_at_once(make: Make, small: Report) -> None:
    folder = make("nam: x\nline: [a]\ncolors: {accent: red, strong: aaaaaa}\nwords: {plann: x}")
    assert places(folder, small) == [f"template.yaml:{place}" for place in ("2:1", "3:7", "4:18", "4:31", "5:9")]


def test_a_line_too_long_to_print_is_refused(make: Make, small: Report) -> None:
    assert problems(make(f"line: {'x' * 121}"), small) == [
        "template.yaml:2:7: error: 'line' is 121 characters long (at most 120 fit where it is printed)"
    ]


def test_files_that_nothing_reads_are_named(make: Make, small: Report) -> None:
    folder = make("sizes: {full: [cover, brief, own]}\n", css="")
    names = ("20-own", "plan", "sections/20-own", "sections/50-plan", "sections/Own", "sections/own", "sections/mine")
    for name in (*names, "sections/.own", "mine"):
        (folder / f"{name}.html.j2").write_text("", "utf-8")
    for name in ("style.css", "README.md", "sections/own.html.j2~"):
        (folder / name).write_text("", "utf-8")
    used = "error: this is not used (to make it part of the report, name it"
    number = "error: names of sections have no number any more (name it"
    assert problems(folder, small) == [
        f"20-own.html.j2:1:1: {used} sections/20-own.html.j2)",
        f"plan.html.j2:1:1: {used} sections/plan.html.j2)",
        f"sections/20-own.html.j2:1:1: {number} own.html.j2)",
        f"sections/50-plan.html.j2:1:1: {number} plan.html.j2)",
        "sections/Own.html.j2:1:1: error: this is not a valid name for a section "
        "(use lowercase letters, digits and hyphens: message.html.j2)",
        "sections/mine.html.j2:1:1: error: no size has the section 'mine' (write below 'sizes:' of template.yaml, "
        "with the name in its place: '  full: [cover, brief, own, mine]')",
        f"style.css:1:1: {used} extra.css)",
    ]


def test_a_section_with_a_number_that_no_size_has_says_both_things_to_do(make: Make, small: Report) -> None:
    folder = make()
    (folder / "sections" / "15-mine.html.j2").write_text("", "utf-8")
    assert problems(folder, small) == [
        "sections/15-mine.html.j2:1:1: error: names of sections have no number any more "
        "(name it mine.html.j2, and put 'mine' into a list under 'sizes' of template.yaml)"
    ]


# ---- sizes ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("for_pdf", [False, True], ids=["screen", "print"])
def test_each_size_has_its_sections_one_first_heading_and_no_dead_link(
    report: Report, size: str, for_pdf: bool
) -> None:
    page = Page(html(report, size=size, for_pdf=for_pdf))
    listenable(page)
    ids = page.all("id")
    assert len(page.words["h1"]) == 1
    assert (page.words["h1"] == [report.title]) == (size == "full")
    assert ("contents" in ids) == (size == "full" or (size == "standard" and not for_pdf))
    assert ("plan" in ids) == (size != "brief") and ("answers" in ids) == (size == "full")
    assert {link[1:] for link in page.all("href") if link[:1] == "#"} <= {*ids}
    assert {link[1:] for link in page.all("data-to")} <= {*ids}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_an_empty_file_leaves_out_a_section_and_links_to_it_become_text(
    make: Make, report: Report, size: str, tmp_path: Path
) -> None:
    for name in default_template().sizes[size]:
        if name not in ("brief", "cover"):
            folder = write_template(tmp_path / name, **{name: ""})
            page = Page(checked_page(report, read_template(folder), size=size))
            listenable(page)
            assert name not in page.all("id")


def test_links_to_what_is_left_out_become_text_and_others_are_mistakes(
    make: Make, small: Report, tmp_path: Path
) -> None:
    own = (
        '<section><h2 id="own">A<a href="#own">B</a></h2>\n<p><a class="x" href="#play-P9">one <b>two</b></a> '
        "<a href='#question-A1.b'>three</a> <a href=#view-v>four</a> <a\nhref='#plan' >five</a></p>\n"
        '<ul><li class="x" data-to="#plan" id="y">six</li></ul></section>'
    )
    lists = "sizes: {brief: [brief, own]}\n"
    text = checked_page(small, read_template(make(lists, own=own)), size="brief")
    assert '<p>one <b>two</b> three four five</p>\n<ul><li class="x" id="y">six</li></ul>' in text
    assert '<a href="#own">B</a>' in text
    for wrong in ("plann", "method-levels", "Plan", "play-"):
        folder = write_template(tmp_path / wrong, lists, own=own.replace("#own", f"#{wrong}"))
        assert template_problems(folder, small, size="brief") == [
            f"sections/own.html.j2:1:24: error: nothing on the page has the id '{wrong}' (use an id that exists)"
        ]


def test_a_problem_after_a_link_that_became_text_is_traced_to_its_file(make: Make, small: Report) -> None:
    link = '<p><a href="#method">{}</a></p>\n'
    folder = make(
        "sizes: {brief: [brief, one, two]}\n",
        one='<section><h2 id="one">1</h2>' + link.format("{% include 'part.html.j2' %}") * 3 + "</section>",
        two='<section><h2 id="two">2</h2>' + link.format("") * 9 + "\n<h4>late</h4></section>",
    )
    (folder / "part.html.j2").write_text("<i>x</i><b\n>y</b>", "utf-8")
    assert template_problems(folder, small, size="brief") == [
        "sections/two.html.j2:11:1: error: <h4> follows <h2> (do not skip a level: write <h3>)"
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sizes", "own"),
    [
        ("[trust, plan, brief]", {}),  # the brief is not the first
        ("[position, plays]", {}),  # it is left out
        ("[brief, trust]", {"brief": ""}),  # it is empty
        ("[cover, contents, trust]", {"cover": " "}),
        ("[method]", {"method": "<p>No heading.</p>"}),
    ],
    ids=str,
)
def test_a_size_that_begins_with_another_section_has_the_title_above_it(
    make: Make, small: Report, sizes: str, own: dict[str, str]
) -> None:
    folder = make(f"sizes:\n  standard: {sizes}", **own)
    assert template_problems(folder, small, size="standard") == []
    page = Page(html(small, size="standard", template=read_template(folder)))
    listenable(page)
    assert page.words["h1"] == [small.title]


def test_a_size_that_begins_with_an_own_first_heading_has_no_other(make: Make, small: Report) -> None:
    folder = make("sizes:\n  standard: [mine, brief]", mine="<h1>Ours</h1>")
    assert template_problems(folder, small, size="standard") == []
    assert Page(html(small, size="standard", template=read_template(folder))).words["h1"] == ["Ours"]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_marking_line_name_and_subject_are_there_without_a_cover(make: Make, small: Report, size: str) -> None:
    folder = make('name: "Agency <A>"\nline: "Draft & more"\nlogo: {file: logo.svg, alt: A hill}', svg=SVG)
    page = Page(html(small._replace(marking="CUI//SP"), size=size, template=read_template(folder)))
    listenable(page)
    (body,) = [attributes for tag, attributes in page.elements if tag == "body"]
    told = {"title": "Agency <A>", "subject": small.subject, "marking": "CUI//SP", "line": "Draft & more"}
    assert told == {name: body[f"data-{name}"] for name in told}
    assert page.words["p"].count("Draft & more") == page.words["p"].count("CUI//SP") == 2
    assert "Agency <A>" in page.words["p"] and "A hill" in page.all("alt")


# ---- templates that mean harm, or are mistaken ------------------------------------------

REFUSED = {
    "{{ cycler.__init__.__globals__.os }}": "1:4: error: 'cycler' is not defined",
    "{{ report.__class__ }}": "1:11: error: templates cannot use '__class__'",
    "{{ report['__class__'] }}": "1:12: error: templates cannot use '__class__'",
    "{{ report|attr('__class__') }}": "1:17: error: templates cannot use '__class__'",
    "{{ ''.__class__.__mro__ }}": "1:7: error: templates cannot use '__class__'",
    "{{ '{0.__class__}'.format(report) }}": "1:8: error: templates cannot use '__class__'",
    "{{ report.sources.append(1) }}": "1:19: error: there is no 'append' in the value before it",
    "{{ front.append(1) }}": "1:10: error: templates cannot use 'append'",
    "{{ words.update({}) }}": "1:10: error: there is no 'words.update'",
    "{{ report.date.today() }}": "1:16: error: templates cannot use 'today'",
    "{{ report.title|safe }}": "1:17: error: the filter 'safe' is not allowed",
    "{% autoescape false %}{{ report.title }}{% endautoescape %}": "1:4: error: 'autoescape' is not allowed",
    "{% filter striptags %}{{ report.title }}{% endfilter %}": "1:1: error: a filter cannot be applied to a block",
    "{% set x|striptags %}{{ report.title }}{% endset %}{{ x }}": "1:1: error: a filter cannot be applied to a block",
    "{{ ''|e|indent(report.title, first=true) }}": "1:9: error: the filter 'indent' is not allowed",
    "{% set x %}{{ report.title }}{% endset %}{{ x.translate({38: '<'}) }}": "1:47: error: templates cannot use 'translate'",
    "{{ report.title|e|map('safe')|list }}": "1:1: error: this fails: No filter named 'safe'.",
    "{{ report.title|urlize }}": "1:17: error: the filter 'urlize' is not allowed",
    "{{ [1, 2]|random }}": "1:11: error: the filter 'random' is not allowed",
    "{{ report.title|uper }}": "1:17: error: the filter 'uper' is not allowed (did you mean 'upper'?)",
    "{{ namespace(x=1) }}": "1:4: error: 'namespace' is not defined",
    "{{ lipsum() }}": "1:4: error: 'lipsum' is not defined",
    "{{ made('plan', h1) }}": "1:4: error: 'made' is not defined",
    "{% include '/etc/passwd' %}": "1:13: error: there is no template '/etc/passwd'",
    "{% include '../template.yaml' %}": "1:13: error: there is no template '../template.yaml'",
    "{% include 'template.yaml' %}": "1:13: error: there is no template 'template.yaml'",
    "{% include '/etc' ~ '/passwd' %}": "1:1: error: there is no template '/etc/passwd'",
    "{% include 'sections/own.html.j2' %}": "1:1: error: this calls or includes itself without end",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}": "1:1: error: this calls or includes itself without end",
    "{{ report.plays[0].nothing }}": "1:20: error: there is no 'nothing' in the value before it",
    "{{ report.sumary }}": "1:11: error: there is no 'report.sumary'",
    "{% if x %}": "1:4: error: this is not a valid template",
    "text\n{% endfor %}": "2:4: error: this is not a valid template",
    "{{ 1 / 0 }}": "1:1: error: this fails: division by zero",
    "{{ 'a' * 10**9 }}{# a bomb #}": "1:1: error: this is not allowed: '*' would make a text or list longer than 100,000",
    "{{ 'a' * 1000000 }}": "1:1: error: this is not allowed: '*' would make a text or list longer than 100,000",
    "{{ [1] * 1000000 }}": "1:1: error: this is not allowed: '*' would make a text or list longer than 100,000",
    "{{ 9 ** 9999 }}": "1:1: error: this is not allowed: '**' is only for small numbers",
    "{{ '%0999d' % 1 }}": "1:1: error: this is not allowed: '%' is only for small numbers",
    "{% for x in range(1000000) %}{% endfor %}": "1:1: error: this is too large: Range too big",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_a_template_is_refused_with_its_place(make: Make, small: Report, text: str) -> None:
    told = problems(make("", own=text), small)
    assert any(line.startswith("sections/own.html.j2:") and REFUSED[text] in line for line in told), told
    assert all(re.search(r" \(.+\)$", line) for line in told), "a complaint says what to do"


def test_the_first_problem_of_each_file_is_named(make: Make, small: Report) -> None:
    folder = make("", one="{{ a }}\n{{ b|safe }}", two="{{ report.c }}", css="@import 'x';\np { opacity: 0.5 }")
    assert places(folder, small) == ["extra.css:1:1", "sections/one.html.j2:1:4", "sections/two.html.j2:1:11"]


def test_what_only_shows_when_rendered_is_named_for_each_section(make: Make, small: Report) -> None:
    folder = make("", one="{{ report.plays[0].a }}", two="{{ report.plays[0].b }}")
    assert places(folder, small) == ["sections/one.html.j2:1:20", "sections/two.html.j2:1:20"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "{{ data|replace('&lt;', '<') }}",
        "{{ data|e|replace('&lt;', '<') }}",
        "{% set lt %}<{% endset %}{{ data|e|replace('&lt;', lt) }}",
        "{{ data|e|string|replace('&lt;', '<') }}",
        "{{ '%s'|format(data) }}{{ data|forceescape }}{{ [data, data]|join('<i></i>'|e) }}",
        "{{ '{}'.format(data) }}{{ data|e|striptags }}{{ data|wordwrap(9, wrapstring=data) }}",
        "{{ ('a ' * 30)|e|truncate(20, true, data, 0) }}{{ ''|e|default(data, true) }}",
        "{{ (''|e) ~ data }}{{ [''|e, data]|join(data) }}",
        "{% set x %}{{ data }}{% endset %}{{ x }}{{ x|upper|lower }}{{ x|trim('&;') }}{{ x|title }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(data) }}{{ m(data)|replace('&lt;', '<') }}",
    ],
)
def test_data_stays_text_whatever_a_template_does(make: Make, small: Report, text: str) -> None:
    evil = small._replace(ours="<mark>x</mark>")
    folder = make("", own="<p>{% set data = report.ours %}" + text + "</p>")
    made = html(evil, template=read_template(folder))
    assert "<mark" not in made
    assert "mark" in made


# ---- the page ---------------------------------------------------------------------------

PAGE = {
    "<script>alert(1)</script>": ["<script> is not allowed in a report"],
    "<SCRIPT\n>alert(1)</SCRIPT>": ["<script> is not allowed in a report"],
    "<iframe src='data:image/png;base64,'></iframe>": ["<iframe> is not allowed in a report"],
    "<object data='x'></object>": ["<object> is not allowed in a report"],
    "<embed>": ["<embed> is not allowed in a report"],
    "<base href='https://x.test/'>": ["<base> is not allowed in a report"],
    "<link rel='stylesheet' href='https://x.test/'>": ["<link> is not allowed in a report"],
    "<meta http-equiv='refresh' content='0;url=https://x.test'>": ["<meta http-equiv> is not allowed in a report"],
    "<form action='https://x.test/'></form>": ["<form> is not allowed in a report"],
    "<video></video>": ["<video> is not allowed in a report"],
    "<math></math>": ["<math> is not allowed in a report"],
    "<style>p { color: red }</style>": ["<style> is not allowed here"],
    "<p onclick='x()'>x</p>": ["the attribute 'onclick' is not allowed"],
    "<p style='color: red'>x</p>": ["the attribute 'style' is not allowed"],
    "<p/onmouseover=x>x</p>": ["this tag is not well formed"],
    "<p id='a' id='b'>x</p>": ["a tag has the same attribute twice"],
    "<a href='javascript:alert(1)'>x</a>": ["'javascript:alert(1)' is not an allowed link"],
    "<a href=' java&#10;script:alert(1)'>x</a>": ["is not an allowed link"],
    "<a href='file:///etc/passwd'>x</a>": ["'file:///etc/passwd' is not an allowed link"],
    "<img src='http://169.254.169.254/' alt='x'>": ["<img> would load 'http://169.254.169.254/'"],
    "<img src='data:text/html,x' alt='x'>": ["<img> would load 'data:text/html,x'"],
    "<img srcset='https://x.test/ 2x' alt='x'>": ["the attribute 'srcset' is not allowed"],
    "<img src='data:image/png;base64,AAAA' alt='x'>": ["<img> would load 'data:image/png;base64,AAAA'"],
    "<img alt=' '>": ["<img> has no alternative text"],
    "<svg><title>x</title><image href='https://x.test/'/></svg>": ["<image> is not allowed in a report"],
    "<svg><title>x</title><linearGradient href='https://x.test/#a'/></svg>": [
        "'https://x.test/#a' is not an allowed link"
    ],
    "<svg><title>x</title><foreignObject></foreignObject></svg>": ["<foreignobject> is not allowed in a report"],
    "<svg><title>x</title><style>p{}</style></svg>": ["<style> is not allowed in a report"],
    "<svg><title>x</title><path fill='url(https://x.test/#a)'/></svg>": [
        "'fill' refers to something outside the drawing"
    ],
    "<svg><path d='M0 0'/></svg>": ["<svg> does not begin with a <title>"],
    "<!-- draft -->": ["HTML comments are not allowed, because they would be part of the report"],
    "<![CDATA[x]]>": ["declarations are not allowed here"],
    "<?php x ?>": ["processing instructions are not allowed"],
    "<h1>x</h1>": ["the page has a second <h1>"],
    "<h2 id='x'>x</h2><h4>x</h4>": ["<h4> follows <h2>"],
    "<h2 id='x'> </h2>": ["<h2> is empty"],
    "<p id='brief'>x</p>": ["the id 'brief' is used twice"],
    "<p><a href='#nowhere'>x</a></p>": ["nothing on the page has the id 'nowhere'"],
    "<p>x": ["<p> is never closed"],
    "<p>x</div>": ["</div> closes an element that is not open, inside <p>"],
    "<p/>": ["<p/> does not close the element"],
    "<table><tr><td>x</td></tr></table>": ["a table has no caption"],
    "<table><caption>x</caption><tr><td>x</td></tr></table>": ["a table has no header row"],
    "<p data='x'>x</p>": ["the attribute 'data' is not allowed"],
    "<table><caption>x</caption><thead><tr><th>x</th></tr></thead></table>": ["<th> has no scope"],
    "<table><caption>x</caption><thead><tr><th scope='col'>x</th></tr></thead><tr><td>1</td><td>2</td></tr></table>": [
        "the rows of a table have different numbers of cells"
    ],
}


@pytest.mark.parametrize("text", slow_except(PAGE, *list(PAGE)[::6]))
def test_an_unsafe_or_inaccessible_page_is_refused(make: Make, small: Report, text: str) -> None:
    told = problems(make("", own=f"<p>before</p>\n{text}\n"), small)
    for words in PAGE[text]:
        assert any(words in line for line in told), told
    assert all(line.startswith("sections/own.html.j2:") for line in told[:1]), told
    assert all(re.search(r" \(.+\)$", line) for line in told)


def test_a_problem_in_the_page_is_traced_to_its_line(make: Make, small: Report) -> None:
    text = '{% if report %}\n<p>fine</p>\n  <p onclick="{{ report.title }}">x</p><img src="x.png" alt="">\n{% endif %}'
    assert problems(make("", own=text), small) == [
        "sections/own.html.j2:3:3: error: the attribute 'onclick' is not allowed (remove it; a report loads and runs nothing)"
    ]


def test_a_custom_macro_cannot_bypass_the_checks(make: Make, small: Report) -> None:
    parts = (ROOT / "reports" / "leadership" / "parts.html.j2").read_text("utf-8")
    own = '{% import "parts.html.j2" as parts %}{{ parts.facts(report.digests) }}'
    told = problems(make("", parts=parts.replace("<ul class", "<ul onload='x()' class", 1), own=own), small)
    assert told == [
        "parts.html.j2:17:1: error: the attribute 'onload' is not allowed (remove it; a report loads and runs nothing)"
    ]


def test_rows_with_cells_that_span_are_counted_as_they_look(make: Make, small: Report) -> None:
    table = (
        "<table><caption>x</caption><thead><tr><th scope='col'>a</th><th scope='col'>b</th></tr></thead>"
        "<tr><td rowspan='2'>1</td><td>2</td></tr><tr><td>3</td></tr><tr><td colspan='2'>4</td></tr></table>"
    )
    assert "<td colspan='2'>4</td>" in html(small, template=read_template(make("", own=table)))


# ---- style sheets -----------------------------------------------------------------------

STYLES = {
    "@import 'https://x.test/a.css';": "'@import' is not allowed in a style sheet",
    "@\\69mport 'https://x.test/a.css';": "' is not allowed in a style sheet",
    "@font-face { font-family: x; src: url(data:font/ttf;base64,) }": "'@font-face' is not allowed in a style sheet",
    "p { background: url(https://x.test/a.png) }": "url() may only contain 'data:image/png', jpeg, gif or webp, because a report loads nothing",
    "p { background: url('https://x.test/a.png') }": "url() may only contain 'data:image/png', jpeg",
    "p { background: u\\72l('https://x.test/a.png') }": "url() may only contain 'data:image/png', jpeg",
    "p { background: image-set('https://x.test/a.png' 1x) }": "image-set() is not allowed in a style sheet",
    "@media print { @page { @top-left { content: url(file:///etc/passwd) } } }": "url() may only contain 'data:image/png', jpeg",
    "p { opacity: 0.5 }": "'opacity' is not allowed in a report's style sheet",
    "p { color: red": "",
    "</style><script>": "'</' is not allowed in a style sheet",
    "p::before { content: '\U0001f600' }": "no font of the report can print U+1F600",
    "p { color: red } }": "this is not valid CSS",
}


@pytest.mark.parametrize("text", STYLES)
def test_a_style_sheet_is_read_before_it_is_used(make: Make, small: Report, text: str) -> None:
    folder = make("", css=f"/* ours */\n{text}\n")
    if not STYLES[text]:
        html(small, template=read_template(folder))
        return
    told = problems(folder, small)
    assert any(line.startswith("extra.css:2:") and STYLES[text] in line for line in told), told


# ---- logos ------------------------------------------------------------------------------

LOGOS = {
    "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg xmlns='http://www.w3.org/2000/svg'/>": "'<!DOCTYPE' is not allowed in a logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>": "<script> is not allowed in a logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject/></svg>": "<foreignObject> is not allowed in a logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>": "<text> is not allowed in a logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='https://x.test/'/></svg>": "<image> is not allowed in a logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><g onload='x()'/></svg>": "the attribute 'onload' is not allowed in a logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><path fill='url(https://x.test/)'/></svg>": "'fill' refers to something outside the logo",
    "<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'x';</style></svg>": "'@import' is not allowed",
    "<svg xmlns='http://www.w3.org/2000/svg'>": "this is not a valid SVG",
    "<svg/>": "this is not an SVG",
    f"<svg xmlns='http://www.w3.org/2000/svg'>{'<g>' * 60}{'</g>' * 60}</svg>": "elements are nested more than 50 deep",
    f"<svg xmlns='http://www.w3.org/2000/svg'>{' ' * 200_000}</svg>": "the SVG is larger than 200 kB",
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 0'/>": "'viewBox' is '0 0 0 0', which has no width or no height",
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 -8'/>": "'viewBox' is '0 0 8 -8', which has no width or no height",
    "<svg xmlns='http://www.w3.org/2000/svg' width='-8'/>": "'width' is '-8', and no size is below zero",
    "<svg xmlns='http://www.w3.org/2000/svg'><circle r='-1'/></svg>": "'r' is '-1', and no size is below zero",
    "<svg xmlns='http://www.w3.org/2000/svg'><clipPath id='a'><g style='clip-path:url(#a)'/></clipPath></svg>": "<clipPath> is clipped by another",
    "<svg xmlns='http://www.w3.org/2000/svg'><style>g{clip-path:url(#a)}</style>"
    + ("<clipPath>" + "<g/>" * 10 + "</clipPath>") * 6
    + "</svg>": "there are too many shapes in clips",
    "<svg xmlns='http://www.w3.org/2000/svg'><style>g{fill:url('https://x.test/#a')}</style></svg>": "url() may only contain '#…', a part of the logo",
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='a b c d'/>": "'viewBox' is 'a b c d', which no program can draw",
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e30 1e30'/>": "'viewBox' holds a number above 1,000,000",
    "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0 huge'/></svg>": "'d' is 'M0 0 huge', which no program can draw",
    "<svg xmlns='http://www.w3.org/2000/svg'><style>a{-weasy-link:attr(x)}</style></svg>": "'-weasy-link' is not allowed",
    "GIF89a": "the logo is not an SVG, PNG or JPEG file",
}


@pytest.mark.parametrize("text", LOGOS, ids=lambda text: text[:70])
def test_a_logo_that_is_more_than_a_drawing_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / ("logo.svg" if "<svg" in text else "logo.gif")
    path.write_text(text, "utf-8")
    with pytest.raises(Invalid) as caught:
        read_logo(path)
    assert any(LOGOS[text] in problem.message for problem in caught.value.problems), caught.value.problems
    assert all(problem.hint for problem in caught.value.problems)


def test_metadata_of_a_drawing_program_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:i='http://inkscape' i:export='/home/jane/x.png'>"
        "<!-- by jane --><metadata>jane</metadata><i:view path='/home/jane'/><style>.a{fill:#123456}</style>"
        "<path class='a' d='M0 0'/></svg>",
        "utf-8",
    )
    drawn = base64.b64decode(read_logo(path).partition(",")[2]).decode()
    assert "jane" not in drawn
    assert '<path class="a" d="M0 0" />' in drawn


def test_a_logo_as_drawing_programs_write_it_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(
        "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' version='1.1' id='Layer_1' x='0px' y='0px'"
        " viewBox='0 0 10 10' style='enable-background:new 0 0 10 10;' xml:space='preserve' data-name='jane'>"
        "<style type='text/css'>.st0{fill:#FFF;}</style><defs><linearGradient id='a' gradientUnits='userSpaceOnUse'"
        " x1='0' gradientTransform='matrix(1 0 0 1 0 0)'><stop offset='0' stop-color='#fff' style='stop-opacity:1'/>"
        "</linearGradient><clipPath id='c'><rect width='1' height='1'/></clipPath></defs>"
        "<g clip-path='url(#c)' transform='translate(0)'><path class='st0' fill='url(#a)' fill-rule='evenodd' d='M0 0'/>"
        "</g></svg>",
        "utf-8",
    )
    logo = base64.b64decode(read_logo(path).partition(",")[2]).decode()
    assert "jane" not in logo
    assert '<path class="st0" fill="url(#a)" fill-rule="evenodd" d="M0 0" />' in logo


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0\1\2\3\1\2\3" * 2)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"tEXt", b"Author\0jane"), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.slow
@needs("pango")
def test_a_png_is_taken_without_the_names_in_it(make: Make, small: Report) -> None:
    folder = make("logo: {file: logo.png, alt: x}", png=png())
    template = read_template(folder)
    kept = base64.b64decode(read_logo(folder / "logo.png").partition(",")[2])
    assert b"jane" not in kept
    assert kept.startswith(b"\x89PNG") and b"IDAT" in kept
    assert FORMATS[".pdf"](assessment(EXAMPLE), small, "full", template).startswith(b"%PDF-")


def test_a_jpeg_is_taken_without_the_names_in_it(tmp_path: Path) -> None:
    path = tmp_path / "logo.jpg"
    Image.new("RGB", (40, 20), "green").save(path, exif=b"Exif\0\0jane", comment=b"jane")
    assert b"jane" in path.read_bytes()
    kind, _, address = read_logo(path).partition(",")
    kept = base64.b64decode(address)
    assert kind == "data:image/jpeg;base64"
    assert b"jane" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 20)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (png(5000, 5000), "the logo is 5000 × 5000 pixels"),
        (png()[:-8], "the PNG is damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1_000_001), "the logo is larger than 1 MB"),
        (b"\xff\xd8\xff\xe0\x00\x04xx", "the JPEG is damaged"),
        (b"\xff\xd8\xff\xc0\x00\x14\x08\x00\x08\x00\x08\x04" + bytes(12) + b"\xff\xda\x00\x02xx", "(CMYK)"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "logo.bin"
    path.write_bytes(data)
    with pytest.raises(Invalid) as caught:
        read_logo(path)
    assert any(said in problem.message for problem in caught.value.problems), caught.value.problems


# ---- limits -----------------------------------------------------------------------------

posix = pytest.mark.skipif(not hasattr(os, "wait4"), reason="nothing here limits a process")

BOMBS = {
    "memory": ("{{ 'a'.center(5 * 1000 * 1000 * 1000)|length }}", "own.html.j2:1:1: error: this needs more memory"),
    "format": ("{{ '%0999999999d%0999999999d'|format(1, 1) }}", "own.html.j2:1:1: error: this needs more memory"),
    "nested": ("{{ " + "(" * 5000 + ")" * 5000 + " }}", "own.html.j2:1:1: error: this is nested too deeply"),
    "tags": ("<b>" * 60_000, "own.html.j2:1:1: error: elements are nested more than 100 deep"),
    "page": ("{% for x in range(90000) %}{{ 'a' * 1000 }}{% endfor %}", "would be longer than 20 million characters"),
}


@pytest.mark.slow
@posix
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_a_complaint_within_seconds(make: Make, tmp_path: Path, name: str) -> None:
    text, said = BOMBS[name]
    folder = make("", own=text)
    before = time.monotonic()
    done = cxassess("report", EXAMPLE, "-o", "x.html", "--template", folder, cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert time.monotonic() - before < 60
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


@pytest.mark.slow
@posix
def test_a_loop_without_end_is_stopped_where_it_stands(
    make: Make, small: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cxassess.template import worker

    monkeypatch.setattr(worker, "PAGE_LIMITS", worker.PAGE_LIMITS._replace(seconds=2))
    loop = "{% for x in range(99999) %}{% endfor %}"
    folder = make("", own="<p>x</p>\n{% for x in range(99999) %}\n" + loop + "\n{% endfor %}")
    with pytest.raises(Invalid) as caught:
        html(small, template=read_template(folder))
    (problem,) = caught.value.problems
    assert problem.message == "this takes longer than the page may take, 2 seconds"
    assert problem.where.line in (2, 3)


@pytest.mark.slow
@posix
@needs("pango")
def test_a_style_sheet_that_never_ends_is_stopped(make: Make, small: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of a hair's height makes a page for every line; the limit is made small to see it work."""
    from cxassess.template import worker

    monkeypatch.setattr(worker, "FILE_LIMITS", worker.FILE_LIMITS._replace(clock=8))
    folder = make("", css="@media print { @page { margin: 150in } }")
    with pytest.raises(Invalid) as caught:
        FORMATS[".pdf"](assessment(EXAMPLE), small, "full", read_template(folder))
    assert [problem.message for problem in caught.value.problems] == [
        "with this template, the .pdf file took more than 8 seconds"
    ]


LATE = "extra.css:1:1: error: with this template, the .pdf file cannot be made"
FORBIDDEN_IN_PDF = {
    "p { margin-left: 1e30px }": "extra.css:1:18: error: '1e30px' is longer than any page",
    "p { transform: scale(1e30) }": "extra.css:1:22: error: '1e30' is too large",
    "p { transform: scale(1e6) scale(1e6) }": f"{LATE}: it would hold a number above 2,147,483,647: look for a very large",
    "h1 { border: 1e12px solid #123456 }": "extra.css:1:14: error: '1e12px' is longer than any page",
    "@page { size: 300in }": "extra.css:1:15: error: '300in' is no size of a page",
    "p { font-size: 1e30px }": "extra.css:1:16: error: '1e30px' is too large for 'font-size'",
    "h2 { display: none }": f"{LATE}: a heading before an H3 is hidden or moved away by the style sheet",
}


@pytest.mark.slow
@needs("pango")
@pytest.mark.parametrize("css", slow_except(FORBIDDEN_IN_PDF, "p { margin-left: 1e30px }"))
def test_a_pdf_that_would_break_its_standard_is_not_written(make: Make, tmp_path: Path, css: str) -> None:
    folder = make("", css=css)
    done = cxassess("report", EXAMPLE, "-o", "x.pdf", "--template", folder, cwd=tmp_path)
    assert done.returncode == 4, done.stderr
    (told,) = done.stderr.decode().replace(f"{folder}{os.sep}", "").splitlines()[:1]
    assert told.startswith(FORBIDDEN_IN_PDF[css])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


@pytest.mark.slow
@posix
def test_the_child_ends_when_its_parent_is_killed(make: Make, tmp_path: Path) -> None:
    loop = "{% for x in range(99999) %}{% endfor %}"
    folder = make("", own=f"{{% for x in range(99999) %}}{loop}{{% endfor %}}")
    command = [sys.executable, "-m", "cxassess", "report", str(EXAMPLE), "-o", "x.html", "--template", str(folder)]
    parent = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    if not children.parent.exists():
        parent.kill()
        pytest.skip("nothing here lists the children of a process")
    child = _wait_for(lambda: children.read_text().split())[0]
    time.sleep(1)  # it has read its work and is busy
    assert Path(f"/proc/{child}").exists()
    parent.kill()
    parent.wait()
    _wait_for(lambda: not Path(f"/proc/{child}").exists() or ") Z" in Path(f"/proc/{child}/stat").read_text())


def _wait_for(condition: Callable[[], Any]) -> Any:
    for _ in range(100):
        if result := condition():
            return result
        time.sleep(0.05)
    raise AssertionError("this did not happen within 5 seconds")


def test_links_out_of_the_folder_are_refused(make: Make, small: Report, tmp_path: Path) -> None:
    (tmp_path / "secret.html.j2").write_text("secret", "utf-8")
    folder = make("", own="{% include 'a.html.j2' %}", link="")
    (folder / "sections" / "link.html.j2").unlink()
    for path in (folder / "a.html.j2", folder / "extra.css", folder / "sections" / "link.html.j2"):
        path.symlink_to(tmp_path / "secret.html.j2")
    told = problems(folder, small)
    linked = [line for line in told if "this link points outside the template's folder" in line]
    assert [line.partition(":")[0] for line in linked] == ["a.html.j2", "extra.css", "sections/link.html.j2"]
    assert "secret" not in "".join(told)


@posix
def test_a_pipe_in_the_folder_does_not_hang(make: Make, small: Report) -> None:
    folder = make()
    os.mkfifo(folder / "extra.css")
    os.mkfifo(folder / "sections" / "own.html.j2")
    assert [line.partition(" (")[0] for line in problems(folder, small)] == [
        "sections/own.html.j2:1:1: error: this is not a file"
    ]
    (folder / "sections" / "own.html.j2").unlink()
    assert [line.partition(" (")[0] for line in problems(folder, small)] == ["extra.css:1:1: error: this is not a file"]


# ---- the cases --------------------------------------------------------------------------


def cases() -> Iterator[str]:
    if CASES is not None:
        yield from sorted(path.name for path in (CASES / "bad-inputs" / "templates").iterdir())


@pytest.mark.slow
@needs_cases
@posix
@pytest.mark.parametrize("name", list(cases()))
def test_a_bad_template_is_refused_as_the_table_says(make: Make, tmp_path: Path, name: str) -> None:
    assert CASES is not None
    table = (CASES / "bad-inputs" / "README.md").read_text("utf-8")
    (row,) = [line for line in table.splitlines() if line.startswith(f"| templates/{name} |")]
    data = (CASES / "bad-inputs" / "templates" / name).read_bytes()
    folder = make("logo: {file: logo.svg, alt: x}", svg=data) if name.endswith(".svg") else make("", own=data)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = cxassess("report", EXAMPLE, "-o", "x.pdf", "--template", "mine", cwd=tmp_path)
    assert done.returncode == int(row.split("|")[-2].strip()[0]) == 4
    told = [line for line in done.stderr.decode().splitlines() if not line.startswith("    ")]
    where = "mine/logo.svg" if name.endswith(".svg") else "mine/sections/own.html.j2"
    assert told and all(re.fullmatch(rf"{re.escape(where)}:1:\d+: error: .+ \(.+\)", line) for line in told), told
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_flag_that_was_silenced_is_printed_with_its_reason(tmp_path: Path) -> None:
    home = tiny(tmp_path)
    more = 'silence: {no-evidence: "first\\nsecond"}\n'
    silenced = compose(assessment(write_answers(tmp_path / "a.yaml", "{A1: 3, A2: 3, B1: 3}", more=more), home))
    assert 'say: <span class="note" dir="auto">first\nsecond</span></span>' in html(silenced)
