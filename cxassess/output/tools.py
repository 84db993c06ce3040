"""A tool, which is a short template to copy, as Markdown, an accessible HTML page, or a Word document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

from cxassess.playbook.tools import Tool

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from markdown_it.tree import SyntaxTreeNode

_STYLE = """\
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; color: #1b1b1b; background: #fff; }
h1, h2, h3 { line-height: 1.2; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 1rem 0; overflow-wrap: anywhere; }
th, td { border: 1px solid #5c5c5c; padding: .4rem; text-align: left; vertical-align: top; }
td:empty { height: 2.2rem; }
@media print { body { margin: 0; max-width: none; } thead { display: table-header-group; } }
"""
_ROW_HEIGHT = 28  # points, of a row with an empty cell


def markdown(tool: Tool) -> bytes:
    """The text of the tool as it is written."""
    return tool.text.encode()


def html(tool: Tool) -> bytes:
    """One page that fetches nothing; the header cells of its tables are those of their columns."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(tool.text)
    body = re.sub(r"<th\b", '<th scope="col"', body)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(tool.title)}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ).encode()


def docx(tool: Tool) -> bytes:
    """A Word document with real headings, lists and tables whose header rows repeat; without a person or a time."""
    import docx as word
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    from cxassess.output.docx import package_bytes

    document = word.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = tool.title, "", "en-US"
    properties.comments = ""
    for node in SyntaxTreeNode(MarkdownIt("commonmark", {"html": False}).enable("table").parse(tool.text)).children:
        _add_block(document, node)
    return package_bytes(document.part.package)


FORMATS: Mapping[str, Callable[[Tool], bytes]] = {".md": markdown, ".html": html, ".docx": docx}
"""How a tool is written, by the suffix of its file."""


def _add_block(document: Document, node: SyntaxTreeNode) -> None:
    if node.type == "heading":
        level = int(node.tag[1])
        _add_runs(document.add_heading(level=level - 1), node)  # level 1 is the title, which Word counts as 0
    elif node.type == "paragraph":
        _add_runs(document.add_paragraph(), node)
    elif node.type in ("bullet_list", "ordered_list"):
        _add_list(document, node)
    elif node.type == "table":
        _add_table(document, node)
    elif not node.children:
        for line in node.content.splitlines():  # of code; a rule has none
            document.add_paragraph(line)
    else:
        for child in node.children:
            _add_block(document, child)


def _add_list(document: Document, node: SyntaxTreeNode, depth: int = 1) -> None:
    """A list, with those inside of it; each numbered one begins at 1, which the style alone would not do."""
    from cxassess.output.docx import new_list

    style = "List Number" if node.type == "ordered_list" else "List Bullet"
    style += f" {min(depth, 3)}" if depth > 1 else ""  # Word has three of each
    number = new_list(document, document.styles[style].style_id) if node.type == "ordered_list" else 0
    for item in node.children:
        blocks: list[SyntaxTreeNode | None] = [*item.children]
        for block in blocks or [None]:  # an item may be empty, to be filled in
            if block is not None and block.type in ("bullet_list", "ordered_list"):
                _add_list(document, block, depth + 1)
                continue
            paragraph = document.add_paragraph(style=style)
            if number:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
            if block is not None:
                _add_runs(paragraph, block)


def _add_runs(paragraph: Paragraph, node: SyntaxTreeNode, bold: bool = False, italic: bool = False) -> None:
    for child in node.children:
        if child.type in ("inline", "strong", "em", "link"):
            _add_runs(paragraph, child, bold or child.type == "strong", italic or child.type == "em")
        else:
            run = paragraph.add_run("\n" if child.type == "hardbreak" else child.content or " ")
            run.bold, run.italic = bold or None, italic or None
    if node.type == "link":
        paragraph.add_run(f" ({node.attrs['href']})")


def _add_table(document: Document, node: SyntaxTreeNode) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    rows = [row.children for part in node.children for row in part.children]
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        if not all(cell.children and cell.children[0].children for cell in cells):
            row.height = Pt(_ROW_HEIGHT)  # at least: there is something to write in
        for place, cell in zip(row.cells, cells, strict=True):
            _add_runs(place.paragraphs[0], cell, bold=cell.type == "th")
    # A header row repeats on each page and is announced with the cells of its columns.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
