"""The structure of a PDF: each element of the HTML once, in its role, on however many pages it is."""

from __future__ import annotations

import io

import pikepdf
import pytest
from support import ROOT
from support.needs import needs
from support.structure import Document, Element, outline, read

from cxassess.output.pdf import pdf
from cxassess.output.pdf.conformance import check_marked
from cxassess.problems import Nonconforming

pytestmark = needs("pango")

FONTS = ROOT / "reports" / "leadership" / "fonts"
# Small pages, so that a few lines break; and page furniture, which nobody should hear.
CSS = """
@page { size: 4in 4in; margin: 0.6in;
  @top-left { content: string(title) } @bottom-center { content: "Page " counter(page) " of " counter(pages) } }
body { font: 10pt "Public Sans" } h1 { string-set: title content(text) } .pair { display: grid;
  grid-template-columns: 1fr 1fr }
"""
WORDS = " ".join(f"word{number}" for number in range(300))


def page(body: str, title: str = "T") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'


def make_pdf(body: str, css: str = "", remarks: list[str] | None = None) -> bytes:
    return pdf(page(body), css=[CSS, css], fonts=FONTS, remarks=remarks)


def read_pdf_of(body: str, css: str = "") -> Document:
    """The document of a page; it must be without faults, and without remarks."""
    remarks: list[str] = []
    document = read(make_pdf(body, css, remarks))
    assert (document.problems, document.unmarked, remarks) == ([], [], [])
    return document


def spoken(body: str, css: str = "") -> str:
    return "\n".join(outline(read_pdf_of(body, css).root).splitlines()[1:])


def pages(document: Element) -> int:
    """Return on how many pages something is."""
    return len({piece.page for piece in document.pieces})


# Over several pages


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "roles"),
    [
        (f"<p>{WORDS}</p>", ["P"]),
        (f"<h1>{WORDS}</h1>", ["H1"]),
        (f"<ul><li>{WORDS}<li>two</ul>", ["L", "LI", "Lbl", "LBody", "LI", "Lbl", "LBody"]),
        (f"<blockquote><p>{WORDS}</p></blockquote>", ["BlockQuote", "P"]),
        (f"<table><tr><td>{WORDS}<td>x</tr></table>", ["Table", "TBody", "TR", "TD", "TD"]),
        (f'<p><a href="https://example.gov/">{WORDS}</a></p>', ["P", "Link"]),
        (f"<section><div><div><p>{WORDS}</p></div></div></section>", ["Sect", "P"]),
        (f"<div>{WORDS}</div>", ["P"]),
    ],
)
def test_what_is_torn_by_pages_is_one_element_with_all_its_text(body: str, roles: list[str]) -> None:
    root = read_pdf_of(body).root
    assert [element.role for element in root.all()] == ["Document", *roles]
    assert pages(root) > 2
    assert WORDS in root.text


@pytest.mark.slow
def test_one_list_and_one_table_on_many_pages() -> None:
    rows = "".join(f'<tr><th scope="row">r{n}<td>{n}</tr>' for n in range(60))
    table = f'<table><caption>Cap</caption><thead><tr><th scope="col">Play<th scope="col">Score</thead>{rows}</table>'
    root = read_pdf_of(table + "<ol>" + "".join(f"<li>item {n}" for n in range(60)) + "</ol>").root
    assert [kid.role for kid in root.kids if isinstance(kid, Element)] == ["Table", "L"]
    table = root.all("Table")[0]
    assert pages(table) > 2
    assert [len(row) for row in table.rows] == [2] * 61
    assert [cell.text for row in table.rows for cell in row] == (
        ["Play", "Score"] + [text for n in range(60) for text in (f"r{n}", str(n))]
    )
    assert [item.text for item in root.all("LBody")] == [f"item {n}" for n in range(60)]


def test_a_repeated_header_is_read_once() -> None:
    rows = "".join(f"<tr><td>{n}</tr>" for n in range(60))
    document = read_pdf_of(
        f"<table><thead><tr><th>Play</thead><tfoot><tr><td>Foot</tfoot><tbody>{rows}</tbody></table>"
    )
    assert [cell.text for cell in document.root.all("THead", "TFoot")] == ["Play", "Foot"]
    again = {text for _, kind, text in document.artifacts if kind == "Pagination" and text in ("Play", "Foot")}
    assert again == {"Play", "Foot"}


@pytest.mark.slow
def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    columns = [f"<div><p>{name}1 {WORDS}</p><p>{name}2</p></div>" for name in "AB"]
    root = read_pdf_of(f'<div class="pair">{"".join(columns)}</div>').root
    assert [element.text for element in root.all("P")] == [f"A1 {WORDS}", "A2", f"B1 {WORDS}", "B2"]


def test_page_furniture_is_an_artifact_and_in_no_element() -> None:
    document = read_pdf_of(f"<h1>Running</h1><p>{WORDS}</p>")
    assert document.root.text == f"Running {WORDS}"
    total = 1 + max(number for number, _, _ in document.artifacts)
    for number in range(total):
        said = [(kind, text) for page, kind, text in document.artifacts if page == number and text]
        assert said == [("Pagination", "Running"), ("Pagination", f"Page {number + 1} of {total}")]


def test_a_fixed_line_is_read_once() -> None:
    root = read_pdf_of(f"<p>{WORDS}</p><p style='position: fixed; bottom: 0'>CUI</p>").root
    assert root.text.count("CUI") == 1


# Element by element


def test_plain_elements_leave_no_trace() -> None:
    body = """<header><h1>Top</h1></header><main><section><h2>One <em>two</em></h2>loose <b>text</b>
      <div>first<div>inner</div>last</div><div><span>x</span></div><p></p><div></div><ul></ul></section></main>"""
    assert spoken(body) == (
        "  H1 'Top'\n  Sect\n    H2 'One two'\n    P 'loose text'\n    P 'first'\n    P 'inner'\n    P 'last'\n    P 'x'"
    )


def test_lists() -> None:
    body = """<ul><li>one<ul><li>inner</ul></li></ul><ol><li>first</ol><ul style="list-style: none"><li>bare</ul>
      <dl><dt>Term<dd>Meaning</dl>"""
    assert spoken(body) == "\n".join(
        (
            "  L Disc", "    LI", "      Lbl '•'", "      LBody", "        'one'",
            "        L Circle", "          LI", "            Lbl '◦'", "            LBody 'inner'",
            "  L Decimal", "    LI", "      Lbl '1.'", "      LBody 'first'",
            "  L None", "    LI", "      LBody 'bare'",
            "  L None", "    LI", "      Lbl 'Term'", "      LBody 'Meaning'",
        )
    )  # fmt: skip


def test_tables_say_which_cells_are_headers_of_what() -> None:
    body = """<table><caption>Cap</caption><thead><tr><th scope="col">A<th colspan="2">B</thead>
      <tbody><tr><th scope="row" rowspan="2">r<td>1<td></tr><tr><td>2<td>3</tr><tr><th>s<td>4<td>5</tr></table>"""
    table = read_pdf_of(body).root.all("Table")[0]
    assert outline(table).splitlines()[:2] == ["Table 4 × 3", "  Caption 'Cap'"]
    cells = [(cell.role, cell.text, cell.attributes) for row in table.rows for cell in row]
    assert [cell for cell in cells if cell[0] == "TH"] == [
        ("TH", "A", {"Scope": "Column"}),
        ("TH", "B", {"Scope": "Column", "ColSpan": 2.0}),
        ("TH", "r", {"Scope": "Row", "RowSpan": 2.0}),
        ("TH", "s", {"Scope": "Row"}),
    ]
    assert [cell[1] for cell in cells if cell[0] == "TD"] == ["1", "", "2", "3", "4", "5"]


CHART = """<figure class="chart"><svg viewBox="0 0 200 100" width="200" height="100"><title>Dot plot:
  P1 2.5</title><desc>d</desc><line x1="0" y1="9" x2="200" y2="9" stroke="black" stroke-dasharray="2 2"/><circle cx="9"
  cy="9" r="4"/><path d="M0 0L9 9" stroke="red"/><g><text x="20" y="20" font-size="9">P1 2.5</text></g></svg>
  <figcaption>Figure 1. Scores</figcaption></figure>"""


def test_a_chart_is_one_figure_with_its_caption_in_it() -> None:
    assert spoken(CHART) == "  Figure Alt='Dot plot: P1 2.5'\n    Caption 'Figure 1. Scores'"


def test_words_that_are_shown_as_a_picture_are_read_by_their_name() -> None:
    cells = '<table><tr><th>A<td><span role="img" aria-label="2 at level 4,\n 1 not known"><b>4</b><b>4</b><b>?</b></span></table>'
    assert spoken(cells).splitlines()[-1].strip() == "TD '2 at level 4, 1 not known'"


def test_the_place_of_a_figure_is_in_points() -> None:
    figure = read_pdf_of(CHART, "@page { size: 400px 400px; margin: 40px } body, figure { margin: 0 }").root.all(
        "Figure"
    )[0]
    assert figure.attributes["BBox"] == [30, 195, 180, 270]  # 200 × 100 pixels, 40 from the left and the top


def test_several_pictures_in_a_figure_keep_its_caption() -> None:
    one = '<svg width="9" height="9"><title>{}</title><circle r="4"/></svg>'
    body = f"<figure>{one.format('a')}{one.format('b')}<figcaption>Both</figcaption></figure>"
    assert spoken(body) == "  Figure Alt='a'\n  Figure Alt='b'\n  P 'Both'"


def test_decoration_is_an_artifact() -> None:
    dot = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='5' height='5'><rect width='5' height='5'/></svg>"
    body = f"""<p>before <svg width="9" height="9" aria-hidden="true"><title>no</title><circle r="4"/></svg>after</p>
      <p style="border: 1px solid; background: #eee; box-shadow: 1px 1px">boxed <img alt="" src="{dot}"></p>
      <p aria-hidden="true">hidden <a href="https://example.gov/">link</a></p><p class="dot">dot</p>"""
    assert spoken(body, f'.dot::before {{ content: url("{dot}") }}') == "  P 'before after'\n  P 'boxed'\n  P 'dot'"


def test_a_picture_without_words_is_remarked() -> None:
    remarks: list[str] = []
    make_pdf('<svg width="9" height="9"><circle r="4"/></svg>', remarks=remarks)
    assert remarks == ["a picture has no alternative text: <svg> needs a <title>, <img> an alt"]


def test_text_that_is_see_through_is_remarked() -> None:
    remarks: list[str] = []
    make_pdf('<p>seen</p><p style="opacity: 0.5">through</p>', remarks=remarks)
    assert remarks == ["transparent text is skipped by screen readers: do not use opacity"]


def test_links_say_where_they_go() -> None:
    body = """<h1 id="end"><span>P1</span> The end</h1><section id="part"><h2>Part</h2></section><p>
      <a href="#end">see below</a> <a href="#part">part</a> <a href="#none">nowhere</a>
      <a href="https://example.gov/x">The memo</a> <a href="https://example.gov/">https://example.gov/</a>
      <a href="mailto:a@example.gov">Ask us</a></p>"""
    remarks: list[str] = []
    links = read(make_pdf(body, remarks=remarks)).root.all("Link")
    assert remarks == ["No anchor #none for internal URI reference"]
    assert [(link.text, link.contents) for link in links] == [
        ("see below", ["P1 The end"]),
        ("part", ["Part"]),
        ("The memo", ["The memo (https://example.gov/x)"]),
        ("https://example.gov/", ["https://example.gov/"]),
        ("Ask us", ["Ask us (mailto:a@example.gov)"]),
    ]


def test_a_link_is_one_stop_for_the_keyboard_on_each_page() -> None:
    inside = f"{WORDS} <b>bold</b> <span>span</span>"
    file = pikepdf.open(io.BytesIO(make_pdf(f'<p><a href="https://example.gov/">{inside}</a></p>')))
    places = [page.get("/Annots", []) for page in file.pages]
    assert len(places) > 2
    assert {len(here) for here in places} == {1}
    first = places[0][0]
    corners = [float(edge) for edge in first.QuadPoints]
    assert len(corners) >= 16
    xs, ys = corners[::2], corners[1::2]
    assert [float(edge) for edge in first.Rect] == [min(xs), max(ys), max(xs), min(ys)]


def test_the_line_below_a_blank_in_a_link_is_decoration() -> None:
    """It was neither text nor decoration to PDF/UA, because the blank shows nothing."""
    assert spoken('<p><a href="https://example.gov/">a <b>b</b> <span>c</span></a></p>') == (
        "  P 'a b c'\n    Link 'a b c' → 'a b c (https://example.gov/)'"
    )


def test_what_is_painted_without_a_mark_is_noticed() -> None:
    check_marked(["/Artifact", b"BMC", b"0 0 m", b"S", b"EMC"])
    with pytest.raises(Nonconforming, match="a line would be drawn that is neither text nor decoration"):
        check_marked(["/P", "<</MCID 0>>", b"BDC", b"EMC", b"0 0 m", b"S"])


def test_contents_are_a_table_of_contents() -> None:
    body = '<nav><h1>Contents</h1><ul><li data-to="#a"><a href="#a">A</a></li></ul></nav><h2 id="a">A</h2>'
    css = "li { list-style: none } li::after { content: target-counter(attr(data-to), page); float: right }"
    assert spoken(body, css) == "  Sect\n    H1 'Contents'\n    TOC\n      TOCI 'A 1'\n        Link 'A' → 'A'\n  H2 'A'"


def test_other_languages_and_directions() -> None:
    body = """<p>plain <i lang="fr">bonjour</i> <b lang="en">same</b></p><div lang="es"><p>uno</p></div>
      <p>Name: אבג דהו, end. سلام</p>"""
    root = read_pdf_of(body).root
    assert [(one.role, one.words["Lang"], one.text) for one in root.all() if "Lang" in one.words] == [
        ("Span", "fr", "bonjour"),
        ("Div", "es", "uno"),
    ]
    assert root.all("P")[-1].text == "Name: אבג דהו, end. سلام"


def test_bookmarks_are_the_headings() -> None:
    document = read_pdf_of(f"<h1>A</h1><h2><b>1</b> B</h2><p>{WORDS}</p><h3>C</h3><h2>D</h2>")
    assert document.bookmarks == [(1, "A"), (2, "1 B"), (3, "C"), (2, "D")]


def test_weasyprint_gets_its_own_tags_back() -> None:
    import weasyprint.pdf
    from weasyprint.pdf.tags import add_tags

    make_pdf("<p>x</p>")
    assert weasyprint.pdf.add_tags is add_tags


def test_characters_without_a_font_are_read_by_name() -> None:
    assert read_pdf_of("<p>a😀b</p>").root.text == "a[U+1F600 GRINNING FACE]b"


def test_an_ellipsis_is_read_as_one_where_a_running_header_is_cut_short() -> None:
    root = read_pdf_of(
        f"<h1>{WORDS}</h1><p>a … b</p>",
        "@page { @top-left { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; width: 50% } }",
    ).root
    assert root.all("P")[0].text == "a … b"
