"""output/markdown: the words of the page as Markdown, none of which becomes markup."""

from __future__ import annotations

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support import EXAMPLE, cxassess
from support.full_report import html
from support.html_page import headings
from support.marks import slow_except
from support.situations import SITUATIONS, compose_report

from cxassess.output.linear_blocks import linear
from cxassess.output.markdown import chunks, markdown
from cxassess.report.blocks import Block, Box, Column, Heading, Labeled, Listing, Paragraph, Row, Span, Table, text
from cxassess.report.single.model import Report
from cxassess.template import default_template

MADE = [("act-iac-cx-2018", one) for one in SITUATIONS] + [("omb-hisp-2018", "full"), ("gsa-cx-coe-13", "full")]
QUICK = [("act-iac-cx-2018", one) for one in ("full", "hostile", "nothing")]
every = pytest.mark.parametrize(
    ("playbook", "situation"), slow_except(MADE, *QUICK), ids=["-".join(one) for one in MADE]
)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@cache
def make_markdown(playbook: str, situation: str) -> tuple[Report, str, str]:
    """A report, its page and its Markdown, in full."""
    with tempfile.TemporaryDirectory() as folder:
        report = compose_report(playbook, situation, Path(folder))
    return report, html(report, for_pdf=True), markdown(report, "full", default_template())


def markdown_of(*blocks: Block) -> str:
    return "\n\n".join(chunks([*linear(blocks)]))


def shown(text: str) -> Any:
    """Markdown as a page, read as a browser reads it."""
    import tinyhtml5

    return tinyhtml5.parse(PARSER.render(text))


def words(text: str) -> list[str]:
    """The words that a reader of the Markdown sees."""
    page = re.sub("<br( /)?>", " ", PARSER.render(text)).replace("</", " </")
    import tinyhtml5

    return "".join(tinyhtml5.parse(page).itertext()).split()


def tags(text: str) -> set[str]:
    return {one.tag.rpartition("}")[2] for one in shown(text).iter()}


@pytest.mark.slow
@every
def test_headings_are_those_of_the_page(playbook: str, situation: str) -> None:
    _, page, text = make_markdown(playbook, situation)
    assert headings(PARSER.render(text)) == headings(page)


@every
def test_there_is_no_html_and_only_intended_markup(playbook: str, situation: str) -> None:
    _, _, text = make_markdown(playbook, situation)
    tokens = PARSER.parse(text)
    kinds = {one.type for token in tokens for one in [token, *(token.children or [])]}
    assert not kinds & {"html_block", "html_inline", "code_block", "fence", "image", "hr", "blockquote_open"}
    links = [str(one.attrGet("href")) for token in tokens for one in token.children or [] if one.type == "link_open"]
    assert all(re.match(r"https?://|mailto:|#", link) for link in links)
    assert not re.search(r"(?m)[ \t]$", text)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@every
def test_every_table_is_one_table_with_its_caption_before_it(playbook: str, situation: str) -> None:
    _, page, text = make_markdown(playbook, situation)
    rendered = PARSER.render(text)
    assert rendered.count("<table>") == page.count("<table") > 0
    assert len(re.findall(r"(</strong></p>|</h\d>)\n<table>", rendered)) == page.count("<table")
    for one in shown(text).iter("{http://www.w3.org/1999/xhtml}table"):
        assert len({len(row) for row in one.iter("{http://www.w3.org/1999/xhtml}tr")}) == 1


def test_links_of_the_contents_lead_to_headings_as_wikis_name_them() -> None:
    text = make_markdown("act-iac-cx-2018", "full")[2]
    assert "- [P4 Create the CX strategy](#p4-create-the-cx-strategy)" in text
    assert "### [Create the CX strategy](#p4-create-the-cx-strategy)" in text
    assert "- [What we will do](#what-we-will-do-1)" in text  # the brief has a heading of these words too
    assert "- [Every answer](#every-answer)" in text


def test_the_marking_is_first_and_last(tmp_path: Path) -> None:
    text = make_markdown("act-iac-cx-2018", "full")[2]
    assert text.startswith("**CUI//SP-PRVCY**\n\n# ")
    assert text.endswith("\n\n**CUI//SP-PRVCY**\n")
    for size in ("brief", "standard"):  # without a cover, which has it otherwise
        made = compose_report("act-iac-cx-2018", "full", tmp_path)
        text = markdown(made, size, default_template())
        assert text.startswith("**CUI//SP-PRVCY**\n\n") and text.endswith("\n\n**CUI//SP-PRVCY**\n")


def test_sections_that_an_agency_has_as_html_are_left_out_and_named(tmp_path: Path) -> None:
    done = cxassess("report", EXAMPLE, "-o", "r.md", "--template", "example-agency", cwd=tmp_path)
    said = "the section 'left-out' of the template is HTML, which only .html and .pdf files show\n"
    assert done.stderr.decode().startswith(said)
    written = (tmp_path / "r.md").read_text("utf-8")
    assert written.startswith("Draft for internal discussion\n\nDepartment of Examples (fictional)\n\n")
    assert "## What we will do next\n" in written
    assert written.endswith("Questions about this report go to nobody.\n\nDraft for internal discussion\n")


SOME = Span("S", "strong")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Paragraph(text("# no heading")), r"\# no heading"),
        (Paragraph(text("1. no list")), r"1\. no list"),
        (Paragraph(text("- no list")), r"\- no list"),
        (Paragraph(text("> no quote")), r"\> no quote"),
        (Paragraph(text("=== no heading")), r"\=== no heading"),
        (Paragraph(text("a | b `c` *d* _e_ ~~f~~")), r"a \| b \`c\` \*d\* \_e\_ \~\~f\~\~"),
        (Paragraph(text("[x](http://y.gov) ![z](q)")), r"\[x\](http\://y.gov) !\[z\](q)"),
        (Paragraph(text("<b> &lt; & R&D")), r"\<b\> \&lt; & R\&D"),
        (Paragraph(text("www.x.gov, who@x.gov, $1 and $2")), r"www\.x.gov, who\@x.gov, \$1 and \$2"),
        (Paragraph(text("{{ 7 }} {% x %} \\n")), r"\{\{ 7 \}\} \{% x %\} \\n"),
        (Paragraph(text("one \n - two", typed=True)), "one\\\n\\- two"),
        (Paragraph(text("one\ntwo")), "one two"),
        (Paragraph(text("Next", "part")), "Next"),
        (Paragraph(text("Next"), "part"), "**Next**"),
        (Paragraph(text("by", "seen")), ""),
        (Paragraph((Span("Us", "subject"), Span(" "), Span("it", "topic")), "about"), "Us\n\nit"),
        (Paragraph((SOME, Span(" and "), SOME, Span("x"), Span(" o", "aside"))), "**S** and Sx *o*"),
        (Paragraph((SOME, Span(" "), Span("P1, low", "where", "#q"), Span(". End"))), "**S** (P1, low). End"),
        (Labeled("Note", text("- a\nb", typed=True)), "Note: - a\\\nb"),
        (Listing((text("- x"), text("# y"))), "- \\- x\n- \\# y"),
        (Listing((text("a\n1. b", typed=True), text("c")), "numbered"), "1. a\\\n   1\\. b\n2. c"),
        (Listing((text("a"),), "plain", "Votes"), "Votes:\n\n- a"),
        (Listing(((Span("Score ", "label"), SOME), text("b")), "facts"), "Score **S** · b"),
        (Paragraph(text("t]", link="https://x.gov/a_(b)* c")), r"[t\]](https://x.gov/a_%28b%29%2A%20c)"),
        (Heading(2, text("A # B #")), "## A \\# B \\#"),
        (
            Table("", "C", (Column("A"), Column("B", "number")), (Row((text("x\ny", typed=True), text("1|2"))), Row((text("g"),), "group"))),
            "### C\n\n| A | B |\n| --- | ---: |\n| x<br>y | 1\\|2 |\n| **g** |  |",
        ),
        (Table("", "C", (Column("A"),), (Row(((SOME,),)),), level=2), "## C\n\n| A |\n| --- |\n| **S** |"),
        (Box("folded", (Heading(3, text("Q")), Box("pair", (Box("", (Paragraph(text("a")),)), Box("", (Paragraph(text("b")),)))))), "### Q\n\na\n\nb"),
    ],
)  # fmt: skip
def test_what_is_written_for_a_block(block: Block, expected: str) -> None:
    assert markdown_of(block) == expected


def test_a_second_list_has_another_marker() -> None:
    assert markdown_of(Listing((text("a"),)), Listing((text("b"),))) == "- a\n\n* b"


def test_links_lead_to_headings_or_are_words() -> None:
    to = Paragraph((*text("a", link="#x"), *text(" b", link="#gone")))
    assert markdown_of(to, Heading(2, text("The X. One"), "x")) == "[a](#the-x-one) b\n\n## The X. One"


SIGNS = [*"ab1 \n#*_-+=>|`~[](){}<&!$.:;@\\/'\"", "www.", "http://", "1. ", "- ", "&amp;", "<b>", "**a**"]
ODD = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@pytest.mark.slow
@settings(deadline=None)  # a busy machine is no error
@given(ODD)
def test_no_text_becomes_markup(odd: str) -> None:
    wanted = " ".join(odd.split())
    line = text(odd, typed=True)
    for block, allowed in (
        (Paragraph(line), {"p", "br"}),
        (Listing((line,)), {"ul", "li", "br"}),
        (Heading(2, text(odd)), {"h2"}),
        (Table("", "", (Column("A"), Column("B")), (Row((line, text("x"))),)), {"table", "thead", "tbody", "tr", "th", "td", "br", "strong"}),
    ):  # fmt: skip
        page = markdown_of(block)
        assert tags(page) <= {"html", "head", "body", *allowed}, page
        if wanted:
            assert " ".join(words(page)).removesuffix(" x").removeprefix("A B ") == wanted
