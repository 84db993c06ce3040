"""The accessibility conformance report lists every criterion once, and its evidence exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from support import ROOT

DOCUMENT = ROOT / "docs" / "accessibility-conformance.md"

# Numbers and names as WCAG 2.0 and the Revised Section 508 Standards have them.
LEVEL_A = """\
1.1.1 Non-text Content
1.2.1 Audio-only and Video-only (Prerecorded)
1.2.2 Captions (Prerecorded)
1.2.3 Audio Description or Media Alternative (Prerecorded)
1.3.1 Info and Relationships
1.3.2 Meaningful Sequence
1.3.3 Sensory Characteristics
1.4.1 Use of Color
1.4.2 Audio Control
2.1.1 Keyboard
2.1.2 No Keyboard Trap
2.2.1 Timing Adjustable
2.2.2 Pause, Stop, Hide
2.3.1 Three Flashes or Below Threshold
2.4.1 Bypass Blocks
2.4.2 Page Titled
2.4.3 Focus Order
2.4.4 Link Purpose (In Context)
3.1.1 Language of Page
3.2.1 On Focus
3.2.2 On Input
3.3.1 Error Identification
3.3.2 Labels or Instructions
4.1.1 Parsing
4.1.2 Name, Role, Value"""

LEVEL_AA = """\
1.2.4 Captions (Live)
1.2.5 Audio Description (Prerecorded)
1.4.3 Contrast (Minimum)
1.4.4 Resize text
1.4.5 Images of Text
2.4.5 Multiple Ways
2.4.6 Headings and Labels
2.4.7 Focus Visible
3.1.2 Language of Parts
3.2.3 Consistent Navigation
3.2.4 Consistent Identification
3.3.3 Error Suggestion
3.3.4 Error Prevention (Legal, Financial, Data)"""

BEYOND = """\
1.3.4 Orientation (AA, 2.1)
1.3.5 Identify Input Purpose (AA, 2.1)
1.4.10 Reflow (AA, 2.1)
1.4.11 Non-text Contrast (AA, 2.1)
1.4.12 Text Spacing (AA, 2.1)
1.4.13 Content on Hover or Focus (AA, 2.1)
2.1.4 Character Key Shortcuts (A, 2.1)
2.4.11 Focus Not Obscured (Minimum) (AA, 2.2)
2.5.1 Pointer Gestures (A, 2.1)
2.5.2 Pointer Cancellation (A, 2.1)
2.5.3 Label in Name (A, 2.1)
2.5.4 Motion Actuation (A, 2.1)
2.5.7 Dragging Movements (AA, 2.2)
2.5.8 Target Size (Minimum) (AA, 2.2)
3.2.6 Consistent Help (A, 2.2)
3.3.7 Redundant Entry (A, 2.2)
3.3.8 Accessible Authentication (Minimum) (AA, 2.2)
4.1.3 Status Messages (AA, 2.1)"""

CHAPTER_3 = """\
302.1 Without Vision
302.2 With Limited Vision
302.3 Without Perception of Color
302.4 Without Hearing
302.5 With Limited Hearing
302.6 Without Speech
302.7 With Limited Manipulation
302.8 With Limited Reach and Strength
302.9 With Limited Language, Cognitive, and Learning Abilities"""

CHAPTER_5 = """\
501.1 Scope – Incorporation of WCAG 2.0 AA
502.2.1 User Control of Accessibility Features
502.2.2 No Disruption of Accessibility Features
502.3.1 Object Information
502.3.2 Modification of Object Information
502.3.3 Row, Column, and Headers
502.3.4 Values
502.3.5 Modification of Values
502.3.6 Label Relationships
502.3.7 Hierarchical Relationships
502.3.8 Text
502.3.9 Modification of Text
502.3.10 List of Actions
502.3.11 Actions on Objects
502.3.12 Focus Cursor
502.3.13 Modification of Focus Cursor
502.3.14 Event Notification
502.4 Platform Accessibility Features
503.2 User Preferences
503.3 Alternative User Interfaces
503.4.1 Caption Controls
503.4.2 Audio Description Controls
504.2 Content Creation or Editing
504.2.1 Preservation of Information Provided for Accessibility in Format Conversion
504.2.2 PDF Export
504.3 Prompts
504.4 Templates"""

CHAPTER_6 = """\
602.2 Accessibility and Compatibility Features
602.3 Electronic Support Documentation
602.4 Alternate Formats for Non-Electronic Support Documentation
603.2 Information on Accessibility and Compatibility Features
603.3 Accommodation of Communication Needs"""

TABLES = {
    "Table 1: Level A": LEVEL_A,
    "Table 2: Level AA": LEVEL_AA,
    "Beyond Section 508: what WCAG 2.1 and 2.2 add at A and AA": BEYOND,
    "Chapter 3: Functional Performance Criteria": CHAPTER_3,
    "Chapter 5: Software": CHAPTER_5,
    "Chapter 6: Support Documentation and Services": CHAPTER_6,
}
LEVELS = ("Supports", "Partially Supports", "Does Not Support", "Not Applicable")
EXEMPT = ("2.4.1", "2.4.5", "3.2.3", "3.2.4")  # E205.4 and E207.2
KEY = re.compile(r"\b[A-Z]{3,4}-\d+\b")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table that follows a heading, without its head."""
    _, _, after = DOCUMENT.read_text("utf-8").partition(f"# {heading}\n")
    assert after, heading
    lines = re.split(r"^#+ ", after, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def judged() -> Iterator[tuple[str, str]]:
    """Every criterion with each of its remarks."""
    for heading in TABLES:
        for criterion, *remarks in rows(heading):
            yield from ((criterion, remark) for remark in remarks)


@pytest.mark.parametrize("heading", TABLES)
def test_each_criterion_is_in_its_table_once(heading: str) -> None:
    assert [row[0] for row in rows(heading)] == TABLES[heading].splitlines()
    assert len({len(row) for row in rows(heading)}) == 1


def test_the_standards_have_as_many_criteria() -> None:
    counts = [len(lines.splitlines()) for lines in TABLES.values()]
    assert counts == [25, 13, 18, 9, 27, 5]


def test_each_remark_begins_with_a_level() -> None:
    assert [
        (criterion, remark)
        for criterion, remark in judged()
        if not re.match(rf"({'|'.join(LEVELS)})\. \S", remark) and criterion.partition(" ")[0] != "501.1"
    ] == []


def test_what_supports_names_evidence() -> None:
    assert [
        (criterion, remark)
        for criterion, remark in judged()
        if remark.startswith(("Supports", "Partially Supports")) and not KEY.search(remark)
    ] == []


def test_every_key_is_explained_and_used() -> None:
    explained = [key for key, _, _ in rows("Evidence")]
    assert len(set(explained)) == len(explained)
    assert {key for _, remark in judged() for key in KEY.findall(remark)} == set(explained)


@pytest.mark.slow
def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", DOCUMENT.read_text("utf-8"))
    assert named
    for file, name in named:
        body = ast.parse((ROOT / file).read_text("utf-8")).body
        assert not name or name in {one.name for one in body if isinstance(one, ast.FunctionDef)}, f"{file}::{name}"


def test_evidence_is_tests_or_plainly_called_inspection() -> None:
    for key, _, means in rows("Evidence"):
        assert re.fullmatch(r"inspection|`tests/\w+\.py::test_\w+`(, `tests/\w+\.py::test_\w+`)*", means), key
        assert (means == "inspection") == key.startswith("LOOK-")


def test_what_the_standards_exempt_is_not_asked_of_documents_and_programs() -> None:
    criteria = {row[0].partition(" ")[0]: row for table in list(TABLES)[:2] for row in rows(table)}
    for number in EXEMPT:
        _, pdf, _, terminal = criteria[number]
        assert pdf.startswith("Not Applicable. Exempt by E205.4")
        assert terminal.startswith("Not Applicable. Exempt by E207.2")


def test_it_can_be_read_in_one_sitting() -> None:
    assert len(DOCUMENT.read_text("utf-8").splitlines()) <= 250
