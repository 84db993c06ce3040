"""cxassess export to .md, .docx and .pdf: a form to print and write on, or to paste."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import docx as word
import pytest
from support import cxassess, tiny, verapdf, write_answers
from support.needs import needs
from support.pdf_text import page_texts

PLAYS = {
    "A": [
        {"name": "First thing"},
        {"when": "{A1: [2, 3]}", "levels": "{no: {value: 0, text: Never}, 'yes': {value: 1, text: Always}}"},
    ]
}
ANSWERS = (
    '{A1: {level: 2, note: "*one*\\nשלום עולם", confidence: high, evidence: [Minutes]}, A2: {not_applicable: never}}'
)
MORE = "marking: CUI\nsubject: {agency: <b>Dept}\ndate: 2026-05-01\ntargets: {A1: {level: 3}}\n"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("forms")
    playbook = tiny(folder, plays={"A": [dict(one) for one in PLAYS["A"]]})
    answers = write_answers(folder / "answers.yaml", ANSWERS, more=MORE)
    found = {}
    for suffix in ("md", "docx"):
        path = folder / f"form.{suffix}"
        run = cxassess("export", answers, "--playbook", playbook, "-o", path)
        assert run.returncode == 0, run.stderr.decode()
        assert run.stderr.decode() == f"Wrote {path}: 2 questions in 1 play, 2 filled in\n"
        found[suffix] = path.read_bytes()
    return found


def test_a_form_to_paste_has_a_box_for_each_level(forms: dict[str, bytes]) -> None:
    text = forms["md"].decode()
    assert text.startswith(
        "**CUI**\n\n# A tiny playbook\n\n"
        "Version 1: 2 questions in 1 play. Reading all of it takes about 5 minutes (our estimate).\n\n"
        "A questionnaire about how well an agency serves its customers,"
    )
    assert (
        "Agency: \\<b\\>Dept\n\nBureau or office:\n\nService:\n\nCustomers are: ☐ public ☐ internal ☐ both\n\n"
        "Send it back to:\n\nDue:\n"
    ) in text
    assert (
        "6. Give the form back to the person named below, who types it in by hand, so please write clearly"
        in text.replace("7.", "6.")
    )
    assert "://" not in text.replace("\\", "")
    assert text.partition("## A Play A\n\n")[2] == FORM


FORM = """### A1 First thing

Question A1?

- ☐ **1 Low**: one
- ☒ **2 Mid**: two
- ☐ **3 High**: three
- ☐ **Not applicable**: it cannot apply to us. Write why under Reason.
- ☐ **Don't know**: it applies, but I cannot tell the level.

Reason:

Evidence: Minutes

Note: \\*one\\*\\
שלום עולם

Confidence: ☒ High ☐ Medium ☐ Low

Target: ☐ 1 Low ☐ 2 Mid ☒ 3 High

### A2

Question A2?

Asked only if First thing (A1) is at level 2 or 3.

- ☐ **no**: Never
- ☐ **yes**: Always
- ☒ **Not applicable**: it cannot apply to us. Write why under Reason.
- ☐ **Don't know**: it applies, but I cannot tell the level.

Reason: never

Evidence:

Note:

Confidence: ☐ High ☐ Medium ☐ Low

Target: ☐ no ☐ yes

**CUI**
"""


def test_a_word_form_has_headings_boxes_and_places_to_write(forms: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(forms["docx"])
    document = word.Document(str(path))
    lines = [(str(one.style and one.style.name), one.text) for one in document.paragraphs if one.text]
    assert ("Title", "A tiny playbook") in lines
    at = lines.index(("Heading 2", "A1 First thing"))
    # Content controls, which python-docx passes over, hold the boxes.
    assert lines[at + 1 : at + 4] == [("Normal", "Question A1?"), ("List", " 1 Low: one"), ("List", " 2 Mid: two")]
    assert _boxes(document)[3:8] == [
        ("A1 First thing: 1 Low", "0", "☐"),
        ("A1 First thing: 2 Mid", "1", "☒"),
        ("A1 First thing: 3 High", "0", "☐"),
        ("A1 First thing: Not applicable", "0", "☐"),
        ("A1 First thing: Don't know", "0", "☐"),
    ]
    assert ("A1 Target: 3 High", "1", "☒") in _boxes(document)
    about, first, _ = document.tables
    assert [[cell.text for cell in row.cells] for row in about.rows][3:5] == [
        ["Date of your answers", "2026-05-01"],
        ["Agency", "<b>Dept"],
    ]
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["A1", "In your words"],
        ["Reason", ""],
        ["Evidence", "Minutes"],
        ["Note", "*one*\nשלום עולם"],
        ["Confidence", " High    Medium    Low"],
        ["Target", " 1 Low    2 Mid    3 High"],
    ]
    assert first.rows[3].height is not None
    assert first.rows[3].height.pt > 40
    assert document.sections[0].first_page_header.paragraphs[0].text or document.sections[0].header.paragraphs[0].text
    assert document.core_properties.language == "en-US"
    assert document.core_properties.author == ""


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def _boxes(document: word.document.Document) -> list[tuple[str, str, str]]:
    """The boxes that can be marked: what they are about, whether they are, and how they look."""
    boxes = list(document.element.body.iter(f"{WORD}sdt"))
    ids = [box.find(f".//{WORD}id").get(f"{WORD}val") for box in boxes]
    assert len({*ids}) == len(ids)
    return [
        (
            box.find(f".//{WORD}alias").get(f"{WORD}val"),
            box.find(f".//{WORD_2010}checked").get(f"{WORD_2010}val"),
            "".join(one.text for one in box.iter(f"{WORD}t")),
        )
        for box in boxes
    ]


def test_the_places_to_write_may_be_on_the_page_after_the_levels(forms: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(forms["docx"])
    found = [one for one in word.Document(str(path)).paragraphs if one.text]
    at = [one.text for one in found].index("A1 First thing")
    keeps = [one.paragraph_format.keep_with_next for one in found[at + 1 : at + 7]]
    assert keeps == [True, True, True, True, True, None]


def test_what_is_on_a_form_is_typed_in_by_hand(forms: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(forms["docx"])
    run = cxassess("import", path, "-o", tmp_path / "new.yaml")
    assert (run.returncode, run.stderr.decode()) == (
        3,
        f"{path}:1:1: error: this is a Word document, not an Excel workbook (give the workbook that was sent out (.xlsx); what is "
        "on a form is typed in with 'cxassess assess' or into a workbook)\n",
    )


@pytest.mark.slow
def test_a_validator_finds_nothing_that_word_would_repair(forms: dict[str, bytes], tmp_path: Path) -> None:
    pytest.importorskip("openxml_audit")
    path = tmp_path / "form.docx"
    path.write_bytes(forms["docx"])
    run = subprocess.run([sys.executable, "-m", "openxml_audit", str(path)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.slow
@needs("pango", "poppler", "verapdf")
def test_a_printed_form_is_accessible(tmp_path: Path) -> None:
    playbook = tiny(tmp_path, plays={"A": [dict(one) for one in PLAYS["A"]]})
    answers = write_answers(tmp_path / "answers.yaml", ANSWERS, more=MORE)
    files = []
    for name in ("one.pdf", "two.pdf"):
        assert cxassess("export", answers, "--playbook", playbook, "-o", tmp_path / name).returncode == 0
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]
    assert verapdf.failed_rules({"form": files[0]}) == []
    text = " ".join("\n".join(page_texts(files[0], tmp_path)).split())
    for words in (
        "CUI",
        "☒ 2 Mid: two",
        "☐ Don't know",
        "Asked only if First thing (A1) is at level 2 or 3.",
        "Page 1 of",
    ):
        assert words in text
