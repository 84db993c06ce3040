"""output/markdown: the words of the page as Markdown, none of which becomes markup."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support.full_report import html
from support.html_page import headings, page_words
from support.marks import slow_except
from support.situations import SITUATIONS, compose_report

from cxassess.output.markdown import markdown
from cxassess.report.single.model import Report

MADE = [("act-iac-cx-2018", one) for one in SITUATIONS] + [("omb-hisp-2018", "full"), ("gsa-cx-coe-13", "full")]
QUICK = [("act-iac-cx-2018", one) for one in ("full", "hostile", "nothing")]
every = pytest.mark.parametrize(
    ("playbook", "situation"), slow_except(MADE, *QUICK), ids=["-".join(one) for one in MADE]
)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@cache
def make_markdown(playbook: str, situation: str) -> tuple[Report, str, str]:
    """A report, its page and its Markdown."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        report = compose_report(playbook, situation, Path(folder))
    page = html(report, for_pdf=True)
    return report, page, markdown(page, report)


def markdown_of(body: str, css: str = "") -> str:
    """The Markdown of a page of one's own, without marking."""
    report = make_markdown("act-iac-cx-2018", "nothing")[0]
    return markdown(f"<!DOCTYPE html><title>T</title><style>{css}</style><body>{body}</body>", report).rstrip("\n")


def shown(text: str) -> Any:
    """Markdown as a page, read as a browser reads it."""
    import tinyhtml5

    return tinyhtml5.parse(PARSER.render(text))


def words(text: str) -> list[str]:
    """The words that a reader of the Markdown sees."""
    page = PARSER.render(text).replace("<br />", " ").replace("</", " </")
    import tinyhtml5

    return "".join(tinyhtml5.parse(page).itertext()).split()


def tags(text: str) -> set[str]:
    return {one.tag.rpartition("}")[2] for one in shown(text).iter()}


@pytest.mark.slow
@every
def test_headings_are_those_of_the_page(playbook: str, situation: str) -> None:
    _, page, text = make_markdown(playbook, situation)
    assert headings(PARSER.render(text)) == headings(page)


@pytest.mark.slow
@every
def test_the_words_are_those_of_the_page_in_order(playbook: str, situation: str) -> None:
    report, page, text = make_markdown(playbook, situation)
    shown = " ".join(words(re.sub(r"(?m)^Figure: .*\n\n", "", text)))
    mark = " ".join(report.marking.split())
    assert shown.startswith(mark)
    assert shown.endswith(mark)
    body = shown.removeprefix(mark).removesuffix(mark) if mark else shown
    # A figure in a cell is told there; the page has a drawing in its place.
    told = [alt for alt in _alts(page) if alt in body]
    for alt in told:
        body = body.replace(alt, "", 1)
    assert _closed(body.split()) == _closed(page_words(page))


def _closed(parts: list[str]) -> str:
    """Words without the spaces between them: beside marks a Markdown reader may put one or none."""
    return "".join(parts)


def _alts(page: str) -> list[str]:
    import tinyhtml5

    svg = "{http://www.w3.org/2000/svg}"
    return [" ".join("".join(one.itertext()).split()) for one in tinyhtml5.parse(page).iter(f"{svg}title")]


@every
def test_every_figure_is_described_in_words(playbook: str, situation: str) -> None:
    _, page, text = make_markdown(playbook, situation)
    said = " ".join(words(text))
    assert [alt for alt in _alts(page) if alt not in said] == []


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
def test_every_table_is_one_table_with_its_caption_in_bold_before_it(playbook: str, situation: str) -> None:
    _, page, text = make_markdown(playbook, situation)
    rendered = PARSER.render(text)
    headings = len(re.findall(r"<caption[^>]*>\s*<h\d", page))
    assert rendered.count("<table>") == page.count("<table") > headings
    assert len(re.findall(r"<p><strong>[^\n]*</strong></p>\n<table>", rendered)) == page.count("<table") - headings
    assert len(re.findall(r"</h\d>\n<table>", rendered)) == headings
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
        text = markdown(html(made, size=size, for_pdf=True), made)
        assert text.startswith("**CUI//SP-PRVCY**\n\n") and text.endswith("\n\n**CUI//SP-PRVCY**\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p># no heading", r"\# no heading"),
        ("<p>1. no list", r"1\. no list"),
        ("<p>- no list", r"\- no list"),
        ("<p>&gt; no quote", r"\> no quote"),
        ("<p>=== no heading", r"\=== no heading"),
        ("<p>a | b `c` *d* _e_ ~~f~~", r"a \| b \`c\` \*d\* \_e\_ \~\~f\~\~"),
        ("<p>[x](http://y.gov) ![z](q)", r"\[x\](http\://y.gov) !\[z\](q)"),
        ("<p>&lt;b&gt; &amp;lt; &amp; R&amp;D", r"\<b\> \&lt; & R\&D"),
        ("<p>www.x.gov, who@x.gov, $1 and $2", r"www\.x.gov, who\@x.gov, \$1 and \$2"),
        ("<p>{{ 7 }} {% x %} \\n", r"\{\{ 7 \}\} \{% x %\} \\n"),
        ("<p>one<br>- two", "one\\\n\\- two"),
        ("<ul><li>- x<li># y</ul>", "- \\- x\n- \\# y"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<ol start=7><li>a<ul><li>b</ul><li>c</ol>", "7. a\n   - b\n8. c"),
        ("<ul><li><p>a<p>b</ul>", "- a\n\n  b"),
        ("<p><b>bold</b> and <i>other</i>, in<b>side</b> a word", "**bold** and *other*, inside a word"),
        ("<p><b> wide </b>x", "**wide** x"),
        ("<p><code>a*b</code> <code>a`b</code>", r"`a*b` a\`b"),
        ("<p><a href='https://x.gov/a_(b) c'>t]</a>", r"t\]"),
        ("<p><a href='https://x.gov/a_(b)*'>t]</a>", r"[t\]](https://x.gov/a_%28b%29%2A)"),
        ("<p><a href='javascript:alert(1)'>t</a> <a href='#gone'>u</a>", "t u"),
        ("<pre>a\n  ``` b</pre>", "````\na\n  ``` b\n````"),
        ("<blockquote><p>a<br>b</blockquote>", "> a\\\n> b"),
        ("<table><tr><td>a|b<br>c<td><ul><li>d<li>e</ul></table>", "|  |  |\n| --- | --- |\n| a\\|b<br>c | d e |"),
        (
            "<table><caption>C</caption><thead><tr><th>A<th>B</thead><tr><th>x<td style='text-align: right'>1</table>",
            "**C**\n\n| A | B |\n| --- | ---: |\n| **x** | 1 |",
        ),
        ("<svg viewBox='0 0 9 9'><title>Bars: a 1 &lt; b 2</title></svg>", r"Figure: Bars: a 1 \< b 2"),
        ("<h2>A # B #</h2><h3><b>C</b></h3>", "## A \\# B \\#\n\n### C"),
    ],
)  # fmt: skip
def test_what_is_written_for_a_page(body: str, expected: str) -> None:
    assert markdown_of(body) == expected


SIGNS = [*"ab1 \n#*_-+=>|`~[](){}<&!$.:;@\\/'\"", "www.", "http://", "1. ", "- ", "&amp;", "<b>", "**a**"]
ODD = st.lists(st.sampled_from(SIGNS), max_size=30).map("".join)


@settings(deadline=None)  # a busy machine is no error
@given(ODD)
def test_no_text_becomes_markup(text: str) -> None:
    from html import escape

    wanted = " ".join(text.split())
    for body, allowed in (
        ("<p>{}</p>", {"p"}),
        ("<ul><li>{}</li></ul>", {"ul", "li"}),
        ("<h2>{}</h2>", {"h2"}),
        ("<table><tr><td>{}</td><td>x</td></tr></table>", {"table", "thead", "tbody", "tr", "th", "td"}),
    ):
        page = markdown_of(body.format(escape(text)))
        assert tags(page) <= {"html", "head", "body", *allowed}, page
        if wanted:
            assert " ".join(words(page)).removesuffix(" x") == wanted
