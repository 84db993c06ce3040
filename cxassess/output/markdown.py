"""The report as GitHub-flavored Markdown for wikis, without any HTML but line breaks in the cells of tables.

No text of answers or playbooks becomes markup: every character that could begin some is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from string import punctuation
from typing import TYPE_CHECKING

from cxassess.output.linear_blocks import Linear, linear, linear_sections
from cxassess.report.blocks import Heading, Labeled, Listing, Paragraph, Span, Table, Text, plain, text
from cxassess.text import encode_url

if TYPE_CHECKING:
    from cxassess.report.single.model import Report
    from cxassess.template import Template

_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>|~$#]|&(?=[#A-Za-z])|(?<=\w)@(?=\w)")
# What programs turn into links by themselves.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):|\b(www)\.")
_AT_START = re.compile(r"(?m)^([-+=:]|\d{1,9}(?=[.)]))")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")
CAPTION = 3  # the level of headings that are captions
_BOLD, _ITALIC = "**", "*"
_MARKS = {"strong": _BOLD, "late": _BOLD, "tag": _ITALIC, "aside": _ITALIC}


def markdown(report: Report, size: str, template: Template) -> str:
    """The text of the file; the marking of the report and the line of the template come first and last."""
    around = [Paragraph(text(report.marking, "strong")), Paragraph(text(template.line))]
    blocks = [one for section in linear_sections(report, size, template) for one in linear(section.blocks)]
    first, last = Paragraph(text(template.name)), Paragraph(text(template.words["closing"]))
    return "\n\n".join(filter(None, chunks([*around, first, *blocks, last, *around]))) + "\n"


def chunks(blocks: Sequence[Linear]) -> Iterator[str]:
    """The blocks as text, to be separated by empty lines."""
    is_other = False
    blocks = [part for block in blocks for part in _captioned(block)]
    slugs = _slugs(blocks)
    for before, block in zip((None, *blocks), blocks, strict=False):
        # Of two lists in a row, a different marker shows where the second begins.
        is_other = _is_list(block) and _is_list(before) and not is_other
        yield from _chunk(block, slugs, is_other)


def _captioned(block: Linear) -> Iterator[Linear]:
    """A block after its caption, which is a heading, or a bold line over the strip."""
    if isinstance(block, Table) and block.caption:
        line = text(block.caption)
        yield Paragraph(_bold(line)) if block.kind == "strip" else Heading(block.level or CAPTION, line, block.id)
    yield block


def _is_list(block: Linear | None) -> bool:
    return isinstance(block, Listing) and block.kind != "facts" and not block.label


def _slugs(blocks: Iterable[Linear]) -> dict[str, str]:
    """The anchors that a wiki gives to headings, by the ids of the report. Source: the rule of GitHub, which others follow."""
    slugs: dict[str, str] = {}
    seen: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Heading):
            slug = _NOT_IN_SLUG.sub("", " ".join(plain(block.text).split()).lower()).replace(" ", "-")
            times = seen[slug] = seen.get(slug, -1) + 1
            slugs[block.id] = f"{slug}-{times}" if times else slug
    return slugs


def _chunk(block: Linear, slugs: Mapping[str, str], is_other: bool) -> Iterator[str]:
    """A block as paragraphs, each of several lines."""
    match block:
        case Heading():
            line = tuple(Span(span.text, link=span.link) for span in block.text)
            yield f"{'#' * block.level} {_inline(line, slugs)}"
        case Paragraph():
            is_bold = block.kind == "part"
            line = tuple(span._replace(kind="strong") for span in block.text) if is_bold else block.text
            yield _lines(_inline(line, slugs))
        case Labeled():
            yield _lines(_inline((Span(f"{block.label}: "), *block.text), slugs))
        case Listing(kind="facts"):
            yield _lines(" · ".join(_inline(item, slugs) for item in block.items))
        case Listing():
            if block.label:
                yield f"{_escape(block.label)}:"
            yield "\n".join(_items(block, slugs, is_other))
        case Table():
            yield "\n".join(_table(block, slugs))


def _items(block: Listing, slugs: Mapping[str, str], is_other: bool) -> Iterator[str]:
    for number, item in enumerate(block.items, 1):
        marker = ("*" if is_other else "-") if block.kind != "numbered" else f"{number}{')' if is_other else '.'}"
        indent = " " * (len(marker) + 1)
        yield f"{marker} " + _lines(_inline(item, slugs)).replace("\n", f"\n{indent}")


def _table(block: Table, slugs: Mapping[str, str]) -> Iterator[str]:
    """A pipe table; the head of a group of rows is a row of one cell."""
    yield f"| {' | '.join(_escape(column.head) for column in block.columns)} |"
    yield f"| {' | '.join('---:' if 'number' in column.kind else '---' for column in block.columns)} |"
    head = -1 if block.kind in ("actions", "tasks") else block.head  # whole sentences are not names
    for row in block.rows:
        line = (_bold(cell) if row.kind or at == head else cell for at, cell in enumerate(row.cells))
        cells = [re.sub(" *\n *", "<br>", _inline(cell, slugs)) for cell in line]
        yield f"| {' | '.join(cells + [''] * (len(block.columns) - len(cells)))} |"


def _bold(line: Text) -> Text:
    return tuple(span._replace(kind="strong") if span.kind in ("", "key", "question") else span for span in line)


def _inline(line: Text, slugs: Mapping[str, str]) -> str:
    """A line with its marks and links; the line ends that people typed are kept."""
    out = []
    line = tuple(_spaced(span) for span in _joined(line))
    for before, span, after in zip((None, *line), line, (*line[1:], None), strict=False):
        is_separate = _is_separate(span.text[:1], before, -1) and _is_separate(span.text[-1:], after, 0)
        out.append(_span(span, slugs, is_separate))
    return "".join(out).strip()


def _joined(line: Text) -> Iterator[Span]:
    """The pieces of a line, neighbors that look the same as one; what says where an answer is stands in parentheses."""
    pieces: list[Span] = []
    for span in line:
        is_where = span.kind == "where" and span.text[0].isalnum()
        pieces += (Span("("), span, Span(")")) if is_where else (span,)
    for look, alike in groupby(pieces, lambda span: span[1:]):
        yield Span("".join([span.text for span in alike]), *look)


def _spaced(span: Span) -> Span:
    """The piece with single spaces, and its line ends where people typed them."""
    words = span.text if span.typed else span.text.replace("\n", " ")
    return span._replace(text=re.sub(" *\n *", "\n", re.sub(r"[^\S\n]+", " ", words)))


def _span(span: Span, slugs: Mapping[str, str], is_separate: bool) -> str:
    """One piece. Its marks are written only if it is separate: within a word their signs would be read as text."""
    core = span.text.strip()
    if not core:
        return span.text
    start, _, end = span.text.partition(core)
    inside = _link(_escape(core), span.link, slugs)
    if is_separate and "\n" not in core:
        mark = _MARKS.get(span.kind, "")
        inside = f"{mark}{inside}{mark}"
    return f"{start}{inside}{end}"


def _link(words: str, link: str, slugs: Mapping[str, str]) -> str:
    """Words as a link; where what it leads to is left out, the words."""
    if link.startswith("#"):
        slug = slugs.get(link[1:], "")
        return f"[{words}](#{encode_url(slug)})" if slug else words
    address = encode_url(link).replace("(", "%28").replace(")", "%29").replace("*", "%2A")
    return f"[{words}]({address})" if link else words


def _escape(words: str) -> str:
    """Text in which nothing is markup; line breaks are kept."""
    words = _ANYWHERE.sub(r"\\\g<0>", words)
    return _ADDRESS.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", words)


def _lines(words: str) -> str:
    """The text of a paragraph with its line breaks, no line of which begins like another block."""
    words = _AT_START.sub(lambda match: f"{match[1]}\\" if match[1].isdigit() else f"\\{match[1]}", words)
    return re.sub(" *\n *", "\\\\\n", words)


def _is_separate(edge: str, neighbor: Span | None, at: int) -> bool:
    """Whether signs at this edge of a piece are read as marks: a space or unmarked punctuation is next to them."""
    beside = neighbor.text[at] if neighbor and neighbor.text else " "
    return edge.isspace() or beside.isspace() or (beside in punctuation and not (neighbor and neighbor.kind in _MARKS))
