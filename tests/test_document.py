"""A report as blocks: which sections there are, what leads where, and how lines of blocks become HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT
from support.assessments import assess_tiny, assessment

from cxassess.output.html.blocks import line
from cxassess.report.blocks import (
    Heading,
    Listing,
    Paragraph,
    Section,
    Span,
    Table,
    headings_and_tables,
    join,
    plain,
    text,
    without_dead_links,
)
from cxassess.report.document import SECTIONS, document
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.template import SIZES, default_template

EXAMPLES = sorted((ROOT / "playbooks").glob("*/example-answers.yaml"))
WORDS, NAMES = default_template().words, default_template().sizes


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.parent.name)
def report(request: pytest.FixtureRequest) -> Report:
    path: Path = request.param
    return compose(assessment(path), explain=True)


def test_every_section_of_every_size_is_made_of_blocks() -> None:
    assert {name for size in SIZES for name in NAMES[size]} == {*SECTIONS}


def test_the_full_report_has_whatever_it_links_to(report: Report) -> None:
    full = document(report, WORDS, NAMES["full"])
    assert without_dead_links(full) == full
    ids = [one.id for one in headings_and_tables(full) if one.id]
    assert len(ids) == len({*ids})


def test_links_to_what_a_size_leaves_out_become_text(report: Report) -> None:
    brief = document(report, WORDS, NAMES["brief"])
    alone = without_dead_links(brief)
    assert "link='#question-" in repr(brief)
    assert "link='#" not in repr(alone)


def test_the_contents_are_the_headings_of_sections_and_plays(report: Report) -> None:
    full = {section.name: section.blocks for section in document(report, WORDS, NAMES["full"])}
    heading, entries = full["contents"]
    assert isinstance(heading, Heading)
    assert isinstance(entries, Listing)
    assert plain(heading.text) == "Contents"
    targets = [span.link for item in entries.items for span in item]
    assert targets[:2] == ["#brief", "#position"]
    assert [target for target in targets if target.startswith("#play-")] == [f"#play-{one.id}" for one in report.plays]
    standard = {section.name: section.blocks for section in document(report, WORDS, NAMES["standard"])}
    assert "#brief" not in repr(standard["contents"])  # it is the title


@pytest.mark.parametrize(
    ("names", "levels"),
    [
        (["cover", "brief", "plan"], [("cover", 1), ("brief", 2), ("plan", 2)]),
        (["brief", "plan"], [("brief", 1), ("plan", 2)]),
        (["plan", "brief"], [("title", 1), ("plan", 2), ("brief", 2)]),
        (["brief", "contents", "cover"], [("cover", 1), ("contents", 2), ("brief", 2)]),
        ([], [("title", 1)]),
        (["plan", "of-our-own"], [("title", 1), ("plan", 2)]),
    ],
)
def test_one_heading_is_the_title(names: list[str], levels: list[tuple[str, int]]) -> None:
    made = document(compose(assessment(EXAMPLES[0])), WORDS, names)
    first = [(section.name, next(one.level for one in headings_and_tables(section.blocks))) for section in made]
    assert first == levels


def test_ids_are_found_in_whatever_holds_blocks() -> None:
    sections = [Section("one", (Heading(2, text("One"), "one"),)), Section("two", (Paragraph(text("x", link="#one")),))]
    assert without_dead_links(sections) == tuple(sections)
    assert without_dead_links(sections[1:])[0].blocks == (Paragraph(text("x")),)


@pytest.mark.parametrize(
    ("spans", "html"),
    [
        (text("a < b & \"c\""), "a &lt; b &amp; &#34;c&#34;"),
        (text("x", "strong"), "<strong>x</strong>"),
        (text("x", "late"), '<strong class="due">x</strong>'),
        (text("x", link="#a\"b"), '<a href="#a&#34;b">x</a>'),
        (text("x", link="https://a.example"), '<a href="https://a.example" rel="noreferrer">x</a>'),
        (text("שלום", typed=True), '<span dir="auto">שלום</span>'),
        (text("a\nb", typed=True), '<span class="note" dir="auto">a\nb</span>'),
        (text("A name (P1.3)", "question", "#question-P1.3"), '<a href="#question-P1.3">A name <span class="code">(P1.3)</span></a>'),
        (
            join("Said. ", Span("Source: ", "aside"), Span("a", "aside", "https://a.example")),
            'Said. <span class="aside">Source: <a href="https://a.example" rel="noreferrer">a</a></span>',
        ),
        (
            join(Span("P1.1, level 2", "where", "#q"), Span(".", "where")),
            '<span class="where"><a href="#q">P1.1, level 2</a>.</span>',
        ),
    ],
)  # fmt: skip
def test_a_line_as_html(spans: tuple[Span, ...], html: str) -> None:
    assert line(spans) == html


def test_the_working_of_a_group_without_questions_is_a_table_without_terms(tmp_path: Path) -> None:
    views = "{v: {title: A view, groups: {x: Ex, z: Zed}}}"
    made = assess_tiny(tmp_path, "{A1: 1}", "{}", plays={"A": [{"views": "{v: x}"}]}, views=views)
    full = document(compose(made, view="v", explain=True), WORDS, NAMES["full"])
    rows = {block.id: len(block.rows) for block in headings_and_tables(full) if isinstance(block, Table)}
    assert (rows["working-terms-x"], rows["working-terms-z"]) == (1, 0)
