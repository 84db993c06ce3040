"""Reports as PDFs: accessible for every playbook and situation, read in their order, marked on every page."""

from __future__ import annotations

import importlib
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from multiprocessing import get_context
from pathlib import Path

import pikepdf
import pytest
from support import EXAMPLE, verapdf
from support.assessments import assessment
from support.full_report import html
from support.needs import needs
from support.pdf_text import page_texts
from support.situations import PLAYBOOKS, SITUATIONS, RenderedReport, compose_report, render_report
from support.structure import Document, Element, joined, read
from support.templates import write_template

from cxassess.output.html import LEADERSHIP
from cxassess.output.pdf import covered_characters, name_missing_characters, pdf
from cxassess.output.pdf.glyph_coverage import INVISIBLE
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.template import SIZES, read_template

pytestmark = [pytest.mark.slow, needs("pango")]


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(assessment(EXAMPLE))


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    """The PDF of the example, with a marking."""
    return pdf_of(report._replace(marking="CUI//SP"))


def pdf_of(report: Report, size: str = "full") -> bytes:
    remarks: list[str] = []
    done = pdf(html(report, size=size, for_pdf=True), fonts=LEADERSHIP / "fonts", created=report.date, remarks=remarks)
    assert remarks == []
    return done


def test_tagged_and_on_letter_paper(made: bytes, report: Report) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-US"
        assert str(document.docinfo["/Title"]) == f"{report.title}: {report.subject}"
        assert str(document.docinfo["/Author"]) == report.author
        assert {tuple(float(side) for side in page.MediaBox) for page in document.pages} == {(0, 0, 612, 792)}


def test_the_same_bytes_twice(made: bytes, report: Report) -> None:
    assert pdf_of(report._replace(marking="CUI//SP")) == made


@needs("poppler")
@pytest.mark.parametrize("size", SIZES)
def test_the_brief_has_its_own_page_and_every_page_is_marked(report: Report, size: str, tmp_path: Path) -> None:
    pages = page_texts(pdf_of(report._replace(marking="CUI//SP"), size), tmp_path)
    assert all(page.count("CUI//SP") == 2 for page in pages)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    brief = " ".join(pages[size == "full"].split())
    assert report.brief.headline in brief
    assert report.brief.trust[-1][-60:] in brief
    assert {"brief": 1, "standard": 2, "full": 10}[size] <= len(pages) <= {"brief": 1, "standard": 8, "full": 99}[size]


@pytest.mark.parametrize("size", SIZES)
def test_a_page_without_a_cover_repeats_nothing_on_top_of_the_first(report: Report, size: str) -> None:
    document = read(pdf_of(report, size))
    above = [text for page, kind, text in document.artifacts if kind == "Pagination" and page == 0]
    assert above and all(text.startswith(("Page ", "Permit Renewal")) for text in above)
    later = {text for page, kind, text in document.artifacts if kind == "Pagination" and page == 2}
    assert size == "brief" or report.title in later


def test_the_brief_is_one_page_with_all_that_a_look_adds(report: Report, tmp_path: Path) -> None:
    long = "Office of the Deputy Assistant Secretary for the Experience of People Who Renew Permits by Mail or by Phone or in Person"
    folder = write_template(tmp_path, f"name: {long}\nline: {long}\nwords: {{closing: {long}, record: {long}}}")
    for playbook in PLAYBOOKS:
        one = compose_report(playbook, "full", tmp_path)
        page = html(one, size="brief", for_pdf=True, template=read_template(folder)._replace(trusted=True))
        done = pdf(page, fonts=LEADERSHIP / "fonts", created=one.date)
        assert (playbook, len(read(done).root.all("H1")), count_pages(done)) == (playbook, 1, 1)


def count_pages(made: bytes) -> int:
    with pikepdf.open(io.BytesIO(made)) as document:
        return len(document.pages)


def test_contents_list_the_pages_of_the_headings(made: bytes) -> None:
    root = read(made).root
    pages = {heading.text: heading.pieces[0].page + 1 for heading in root.all("H2")}
    entries = [entry.text.rsplit(" ", 1) for entry in root.all("TOCI")]
    assert len(entries) >= 8
    assert [[text, str(pages[text])] for text, _ in entries] == entries


# Every playbook in every situation

SIZED = {"full": SITUATIONS, "standard": ("full", "comparing", "hostile", "nothing"), "brief": SITUATIONS}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RenderedReport]:
    """All reports by playbook, situation and size, as "act-iac-cx-2018 hostile brief"; two processes make them."""
    folder = tmp_path_factory.mktemp("answers")
    jobs = [(book, situation, folder, size) for size in SIZED for book in PLAYBOOKS for situation in SIZED[size]]
    with ProcessPoolExecutor(2, get_context("spawn")) as workers:
        waiting = {f"{job[0]} {job[1]} {job[3]}": workers.submit(render_report, *job) for job in jobs}
        return {name: one.result() for name, one in waiting.items()}


@needs("verapdf")
def test_verapdf_finds_nothing(reports: dict[str, RenderedReport]) -> None:
    assert len(reports) == len(PLAYBOOKS) * sum(map(len, SIZED.values())) >= 96
    assert verapdf.failed_rules({name: one.pdf for name, one in reports.items()}) == []


@needs("page-validation")
def test_page_validation_finds_nothing(reports: dict[str, RenderedReport]) -> None:
    page_validation = importlib.import_module("page")
    for name, one in reports.items():
        report = page_validation.validate_pdf_bytes(one.pdf, profile="ua1")
        assert [(name, fault.rule_id, fault.message) for fault in report.failures] == []


def test_weasyprint_remarks_nothing(reports: dict[str, RenderedReport]) -> None:
    assert {name: one.remarks for name, one in reports.items() if one.remarks} == {}


def test_every_report_has_a_sound_structure(reports: dict[str, RenderedReport]) -> None:
    for name, one in reports.items():
        document = read(one.pdf)
        assert (name, document.problems, document.unmarked) == (name, [], [])
        assert (name, list(problems(document))) == (name, [])


def problems(document: Document) -> Iterator[str]:
    """What a listener would stumble over."""
    headings = [(int(one.role[1]), one.text) for one in document.root.all("H1", "H2", "H3", "H4", "H5", "H6")]
    levels = [level for level, _ in headings]
    if levels[0] != 1 or levels.count(1) != 1:
        yield "there is not one H1, and it the first"
    yield from (
        f"a level is skipped before {text!r}"
        for before, (level, text) in pairwise_levels(headings)
        if level > before + 1
    )
    if document.bookmarks != headings:
        yield "bookmarks are not the headings"
    for element in document.root.all():
        yield from element_faults(element)


def pairwise_levels(headings: list[tuple[int, str]]) -> Iterator[tuple[int, tuple[int, str]]]:
    return zip((level for level, _ in headings), headings[1:], strict=False)


def element_faults(element: Element) -> Iterator[str]:
    role, shown = element.role, element.text[:60]
    if not (element.kids or element.contents) and role not in ("TD", "TH", "Figure"):
        yield f"{role} is empty"
    if role in ("NonStruct", "Div"):
        yield f"{role} says nothing"
    if role == "Table":
        # The strip of answers is named by the label that the page gives it.
        parts = [kid.role for kid in element.kids if isinstance(kid, Element) and kid.role != "Caption"]
        if parts[:1] != ["THead"]:
            yield f"table without header: {shown}"
        if len({sum(int(cell.attributes.get("ColSpan", 1)) for cell in row) for row in element.rows}) != 1:
            yield f"rows of different lengths: {shown}"
    if role == "TH" and element.attributes.get("Scope") not in ("Row", "Column"):
        yield f"header without scope: {shown}"
    if role == "Figure" and not (element.words.get("Alt") and element.attributes.get("BBox")):
        yield "figure without alternative or place"
    if role == "Link" and not (element.contents and all(element.contents)):
        yield f"link that leads nowhere: {shown}"


# What is heard is the page


# What CSS adds is not in the HTML: page numbers in the contents. Bullets and numbers are told by their role.
AS_WRITTEN = "*::before, *::after { content: none !important }"


@pytest.fixture(scope="module", params=["full", "hostile"])
def as_written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RenderedReport:
    return render_report("act-iac-cx-2018", request.param, tmp_path_factory.mktemp("answers"), css=(AS_WRITTEN,))


def test_all_text_of_the_page_is_read_once_in_its_order(as_written: RenderedReport) -> None:
    document = read(as_written.pdf)
    for item in document.root.all("LI"):
        item.kids = [kid for kid in item.kids if not (isinstance(kid, Element) and kid.role == "Lbl")]
    letters, gaps = join_with_gaps(joined(document.root.pieces))
    written, spaces = join_with_gaps(Written(as_written.page).text)
    assert letters == written
    # Where two words stand apart in the HTML, they do on paper; a gap more only where a line ends within a word.
    assert spaces.keys() <= gaps.keys()
    assert {gaps[place] for place in gaps.keys() - spaces.keys()} <= {"\n"}


def test_as_many_elements_as_in_the_page(as_written: RenderedReport) -> None:
    page, root = Written(as_written.page), read(as_written.pdf).root
    assert [len(root.all(role)) for role in ("Table", "TH", "TD", "Figure", "H2")] == [
        page.count[tag] for tag in ("table", "th", "td", "svg", "h2")
    ]
    assert len(root.all("Caption")) == page.count["caption"] + page.count["figcaption"]
    assert len(root.all("Link")) == page.links
    assert [one.words["Alt"] for one in root.all("Figure")] == page.titles


def test_page_furniture_is_only_on_paper(as_written: RenderedReport) -> None:
    document = read(as_written.pdf)
    pages = 1 + max(number for number, _, _ in document.artifacts)
    numbers = [text for _, kind, text in document.artifacts if kind == "Pagination" and text.startswith("Page ")]
    assert numbers == [f"Page {number} of {pages}" for number in range(1, pages + 1)]
    assert f"of {pages}" not in document.root.text


def test_links_inside_name_the_heading_they_lead_to(as_written: RenderedReport) -> None:
    root = read(as_written.pdf).root
    headings = {one.text.replace(" ", "") for one in root.all("H2", "H3")}
    inside = [said for link in root.all("Link") for said in link.contents if "://" not in said and "@" not in said]
    assert len(inside) >= 8
    assert [said for said in inside if not said.endswith("…") and said.replace(" ", "") not in headings] == []


def join_with_gaps(text: str) -> tuple[str, dict[int, str]]:
    """The letters of a text without spaces, and before which of them there is a space or the end of a line."""
    letters, gaps = "", dict[int, str]()
    for character in unicodedata.normalize("NFKC", "".join(one for one in text if ord(one) not in INVISIBLE)):
        if not character.isspace():
            letters += character
        elif letters:
            gaps[len(letters)] = "\n" if character == "\n" or gaps.get(len(letters)) == "\n" else " "
    gaps.pop(len(letters), None)
    return letters, gaps


class Written(HTMLParser):
    """What a page says in its body: text as it is printed, with a new line around blocks; how many of each element."""

    INLINE = frozenset(("a", "abbr", "b", "bdi", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time"))
    SILENT = frozenset(("head", "svg", "script", "style"))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.count, self.titles = "", Counter[str](), list[str]()
        self.ids, self.targets = set[str](), list[str]()
        self.silent: list[str] = []
        self.hidden: list[str] = []
        self.label = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if dict(attrs).get("aria-hidden") == "true" or tag in self.hidden[-1:]:
            self.hidden.append(tag)
        if self.hidden:  # what only repeats for the eye is an artifact in the PDF
            return
        label = dict(attrs).get("aria-label") if tag == "span" and not self.silent else None
        self.label = label or self.label  # a listener hears it in place of what it holds
        if label or tag in self.SILENT or (self.silent and (tag == "title" or self.silent[0] == "span")):
            self.silent.append(tag)
        elif not self.silent and tag not in self.INLINE:
            self.text += "\n"
        self.count[tag] += 1
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        self.targets += [given["href"]] if "href" in given else []

    @property
    def links(self) -> int:
        """The links that lead somewhere."""
        return sum(target[1:] in self.ids or not target.startswith("#") for target in self.targets)

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.hidden = self.hidden[:-1] if self.hidden[-1] == tag else self.hidden
        elif self.silent and self.silent[-1] == tag:
            self.silent.pop()
            self.label = self.label if self.silent else ""
        elif not self.silent and tag not in self.INLINE:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.label and data.strip():
            self.text, self.label = self.text + self.label, ""
        elif not self.silent:
            self.text += name_missing_characters(
                unicodedata.normalize("NFC", data), covered_characters(LEADERSHIP / "fonts")
            )
        elif self.silent[-2:] == ["svg", "title"]:
            self.titles.append(" ".join(data.split()))
