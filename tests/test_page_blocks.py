"""output/page_blocks: pages of custom templates are read as a browser would show them."""

from __future__ import annotations

import pytest

from cxassess.output.blocks import (
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Table,
    TableOfContents,
    build_grid,
    encode_url,
    plain_text,
)
from cxassess.output.page_blocks import read_document


def blocks(body: str, css: str = "") -> tuple[object, ...]:
    return read_document(f"<!DOCTYPE html><title>T</title><style>{css}</style><body>{body}", family="Arial").blocks


def lines(body: str, css: str = "") -> list[str]:
    """The text of the paragraphs and headings, with their line ends."""
    return ["".join(run.text for run in one.runs) for one in blocks(body, css) if isinstance(one, Paragraph | Heading)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("one <p>two</p> three", ["one", "two", "three"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<p> a \n <b> b </b>c<i>d </i> e ", ["a b cd e"]),
        ("<p>a<br>b<br><br>c", ["a\nb\n\nc"]),
        ("<p>a<span style='display: block'>b</span>c", ["a\nb\nc"]),
        ("<p>a<i style='display: inline-block'>b</i><i style='display: inline-block'>c</i>d", ["a b cd"]),
        ("<p style='white-space: pre-line'>a\n  b</p><p>a\n  b", ["a\nb", "a b"]),
        ("<pre> a\n   b\n</pre>", [" a\n   b\n"]),
        ("<dl><dt>T<dd>D</dl>", ["T", "D"]),
        ("<details><summary>S</summary>D</details>", ["S", "D"]),
        ("<p>seen<p hidden>no<p style='display:none'>no<script>no</script><p>too", ["seen", "too"]),
        ("<button>no</button><p>&lt;p&gt; &amp;amp; \u00a0x", ["<p> &amp; \u00a0x"]),
        ("<!-- no --><article>a<aside>b</aside></article>", ["a", "b"]),
    ],
)
def test_text_is_read_as_a_browser_shows_it(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


def test_only_what_holds_on_paper_counts() -> None:
    css = "@media screen { .a { display: none } } @media print { .b { display: none } } @media (width > 9px) { p { display: none } }"
    assert lines("<p class=a>a<p class=b>b<p>c", css) == ["a", "c"]


def test_the_more_specific_rule_wins_and_variables_are_filled_in() -> None:
    css = ":root { --x: #ABC; --y: var(--x) } td { background: var(--y); font-weight: bold } td.q { font-weight: normal } tr { color: #111111 }"
    (table,) = blocks("<table><tr><td>1</td><td class=q style='background:#FFF; text-align:right'>2</td></table>", css)
    assert isinstance(table, Table)
    one, two = table.body[0]
    assert (one.background, one.color, one.bold, one.align) == ("aabbcc", "111111", True, "left")
    assert (two.background, two.color, two.bold, two.align) == ("ffffff", "111111", False, "right")


def test_marks_and_links_are_those_of_the_elements_around() -> None:
    (one,) = blocks("<p>a <strong>b <a href='https://x.gov'>c</a></strong><a href='javascript:1'>d</a><sup>2</sup>")
    assert isinstance(one, Paragraph)
    bold = frozenset({"bold"})
    assert one.runs == (
        Run("a "), Run("b ", bold), Run("c", bold, "https://x.gov"), Run("d"), Run("2", frozenset({"sup"})),
    )  # fmt: skip


def test_only_web_and_mail_addresses_and_places_in_the_page_are_links() -> None:
    for href, kept in (
        ("https://x.gov/a?b#c", True), ("mailto:a@x.gov", True), ("#id", True), ("HTTP://X.GOV", True),
        ("javascript:alert(1)", False), ("data:text/html,x", False), ("file:///etc/passwd", False),
        ("//x.gov", False), ("x.html", False), (" java\nscript:x", False), ("https:x", False), ("#a b", False),
    ):  # fmt: skip
        (one,) = blocks(f"<p><a href='{href}'>t</a>")
        assert isinstance(one, Paragraph)
        assert bool(one.runs[0].link) == kept, href


def test_lists_read_bullets_and_numbers_and_hold_their_items() -> None:
    one, two, three = blocks(
        "<ul><li>a<ol start=4><li>b</ol></ul><ul class=x><li>c</ul><ol><li><p>d</ol>", ".x{list-style:none}"
    )
    assert isinstance(one, ListBlock)
    assert isinstance(two, ListBlock)
    assert isinstance(three, ListBlock)
    assert [(one.start, one.unmarked), (two.start, two.unmarked), (three.start, three.unmarked)] == [
        (None, False), (None, True), (1, False),
    ]  # fmt: skip
    inner = one.items[0][1]
    assert isinstance(inner, ListBlock)
    assert inner.start == 4


def test_a_figure_takes_its_caption_and_a_table_in_one_does_not_lose_it() -> None:
    one, two, three = blocks(
        "<figure id=f><svg viewBox='0 0 200 100'><title>Alt</title></svg><figcaption>Cap</figcaption></figure>"
        "<figure><figcaption>Over</figcaption><table><tr><td>1</table></figure>"
    )
    assert isinstance(one, Figure)
    assert (one.alt, plain_text(one.caption), one.placement.ids) == ("Alt", "Cap", ("f",))
    assert one.picture is not None
    assert (one.picture.height_ratio, one.picture.width) == (0.5, 0)
    assert isinstance(two, Paragraph)
    assert (plain_text(two.runs), two.placement.keep_with_next) == ("Over", True)
    assert isinstance(three, Table)


def test_contents_are_a_list_of_links_and_other_navigation_is_text() -> None:
    one, two, three = blocks("<nav><h2>In</h2><ol><li><a href='#a'>A <b>b</b></a></ol></nav><nav><ul><li>x</ul></nav>")
    assert isinstance(one, Heading)
    assert isinstance(two, TableOfContents)
    assert [(id, plain_text(runs)) for id, runs in two.entries] == [("a", "A b")]
    assert isinstance(three, ListBlock)


def test_ids_and_page_breaks_go_to_the_first_block_of_what_has_them() -> None:
    css = "section { break-before: page } .k { break-inside: avoid }"
    one, two, three = blocks("<section id=s><h2 id=h>H</h2><div class=k><p>a<p>b</div></section>", css)
    assert isinstance(one, Heading)
    assert (one.placement.ids, one.placement.starts_page) == (("s", "h"), True)
    assert isinstance(two, Paragraph)
    assert isinstance(three, Paragraph)
    assert two.placement.page_group == three.placement.page_group > 0


def test_deep_nesting_keeps_the_words() -> None:
    assert " ".join(lines("<div>" * 500 + "deep" + "</div>" * 500 + "<p>after")) == "deep after"


def test_a_chain_of_variables_that_doubles_is_cut() -> None:
    steps = "".join(f"--v{n}: var(--v{n - 1}) var(--v{n - 1});" for n in range(1, 40))
    assert lines("<p style='display: var(--v39)'>x", f":root {{ --v0: none; {steps} }}") == ["x"]


def test_the_grid_of_a_table_is_even_whatever_its_rows_lack() -> None:
    (table,) = blocks("<table><tr><td rowspan=2>a<td>b<td>c<tr><td colspan=5>d<tr><td>e</table>")
    assert isinstance(table, Table)
    rows = [
        [
            (plain_text(slot.cell.blocks[0].runs) if slot.cell.blocks else "", slot.continued, slot.cell.colspan)
            for slot in line
        ]
        for line in build_grid(table.body)
    ]  # type: ignore[union-attr]
    assert rows[0][:3] == [("a", False, 1), ("b", False, 1), ("c", False, 1)]
    assert rows[1] == [("a", True, 1), ("d", False, 5)]
    assert {sum(across for _, _, across in row) for row in rows} == {6}


def test_an_address_is_written_in_ascii() -> None:
    assert encode_url("https://x.gov/ü?q=100%&r=%20") == "https://x.gov/%C3%BC?q=100%25&r=%20"
