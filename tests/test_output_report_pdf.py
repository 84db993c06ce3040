"""The example's report as a PDF: accessible, the same bytes twice, marked on every page."""

from __future__ import annotations

import dataclasses
import io
import shutil
import subprocess
from pathlib import Path

import pytest
import verapdf
from test_output_html import EXAMPLE, NOTHING, assessment, hostile

from cxassess.output import FORMATS
from cxassess.output.html import FOLDER, html
from cxassess.output.pdf import pdf
from cxassess.report import Report, compose

pikepdf = pytest.importorskip("pikepdf")
needs_pdftotext = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="pdftotext is not there (Debian: poppler-utils)"
)


@pytest.fixture(scope="module")
def report() -> Report:
    return compose(assessment(EXAMPLE))


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    """The PDF of the example, with a marking."""
    return pdf_of(dataclasses.replace(report, marking="CUI//SP"))


def pdf_of(report: Report) -> bytes:
    remarks: list[str] = []
    done = pdf(html(report, for_pdf=True), fonts=FOLDER / "fonts", created=report.date, remarks=remarks)
    assert remarks == []
    return done


def pages_of(document: bytes, folder: Path) -> list[str]:
    """The text of each page, as it is laid out."""
    file = folder / "report.pdf"
    file.write_bytes(document)
    command = ["pdftotext", "-layout", str(file), "-"]
    run = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return run.stdout.split("\f")[:-1]


def test_validators_find_nothing(made: bytes) -> None:
    page_validation = pytest.importorskip("page", reason="the Python package page-validation is not there")
    found = page_validation.validate_pdf_bytes(made, profile="ua1")
    assert [(fault.rule_id, fault.message) for fault in found.failures] == []


@pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())
def test_verapdf_finds_nothing(made: bytes) -> None:
    assert verapdf.failed_rules(made) == []


def test_tagged_and_on_letter_paper(made: bytes, report: Report) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-US"
        assert str(document.docinfo["/Title"]) == f"{report.title}: {report.subject}"
        assert str(document.docinfo["/Author"]) == report.author
        assert {tuple(float(side) for side in page.MediaBox) for page in document.pages} == {(0, 0, 612, 792)}


def test_the_same_bytes_twice(made: bytes, report: Report) -> None:
    assert pdf_of(dataclasses.replace(report, marking="CUI//SP")) == made


@needs_pdftotext
def test_summary_stands_alone_and_every_page_is_marked(made: bytes, report: Report, tmp_path: Path) -> None:
    pages = pages_of(made, tmp_path)
    assert all(page.count("CUI//SP") == 2 for page in pages)
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    summary = pages[1]
    assert summary.split("Page 2")[0].count("Summary") == 2  # the heading and the running title
    assert report.headline[0] in summary
    assert report.asks[-1] in summary
    assert "Profile" in pages[2]
    contents = [line for line in pages[0].splitlines() if line.startswith(("Summary", "Profile", "P1 "))]
    assert [line.split()[-1] for line in contents] == ["2", "3", "3"]


def test_hostile_text_makes_a_report(report: Report) -> None:
    plays, rows = report.plays[:2], report.profile[:2]
    short = dataclasses.replace(report, plays=plays, profile=rows, focus=(), answers=(), sources=())
    assert pdf_of(hostile(short)).startswith(b"%PDF-")


def test_nothing_answered_makes_a_report(tmp_path: Path) -> None:
    empty = assessment(NOTHING, folder=tmp_path)
    assert FORMATS[".pdf"](empty, compose(empty)).startswith(b"%PDF-")
