"""Whether the brief fits on one page: how many lines its texts take, measured with the widths of the report's font.

Lengths are in tenths of a point, as reports/leadership/brief.css sets them for paper. What is counted here is a little
more than what is printed; a test makes the PDF of the largest briefs and counts its pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cxassess.charts.model import AnswerStrip
from cxassess.charts.widths import RARE, width
from cxassess.report.single.brief_model import Brief, Finding

PAGE_WIDTH, PAGE_HEIGHT = 5040, 7090  # between the margins
TEXT, SMALL = 88, 76  # sizes of type
HEADLINE = 178  # the headline: 170, and a little more since the serif is wider than the font that is measured
ROW_HEIGHTS = (142, 118, 98)  # of a row of the figure, by `Brief.rows`
NAMED_WIDTH = 20  # how many ems a character takes whose name is printed because no font has it


class Limits(NamedTuple):
    """How much a brief holds: words of a text, actions, findings of each kind, and how low the rows are set."""

    words: int
    actions: int
    findings: int
    rows: int


# From the fullest brief to the shortest: fewer actions first, then fewer findings, then lower rows, then fewer words.
STEPS = (
    Limits(25, 8, 3, 0),
    Limits(25, 5, 3, 0),
    Limits(25, 3, 3, 0),
    Limits(25, 3, 2, 0),
    Limits(25, 3, 2, 1),
    Limits(25, 3, 2, 2),
    Limits(18, 3, 2, 2),
    Limits(12, 3, 2, 2),
    Limits(12, 2, 1, 2),
    Limits(8, 1, 1, 2),
)


def count_lines(text: str, size: int, across: int, *, bold: bool = False) -> int:
    """How many lines a text takes in a column; a word that is too long is broken anywhere."""
    lines, used = 0, across + 1
    space = width(" ", size, bold)
    for word in text.split():
        wide = width(word, size, bold) + sum(NAMED_WIDTH * size for char in word if ord(char) >= RARE)
        if used + space + wide <= across:
            used += space + wide
            continue
        full, rest = divmod(max(wide - 1, 0), across)
        lines += full + 1
        used = rest + 1
    return lines


def fits(brief: Brief, strip: AnswerStrip) -> bool:
    """Whether a brief takes one page with its figure: the heights of its blocks, with the space after each, in order."""
    half = (PAGE_WIDTH - 220) // 2
    about = count_lines(brief.subject, SMALL, PAGE_WIDTH) + count_lines(brief.topic, SMALL, PAGE_WIDTH)
    findings = max(_findings(brief.weak, half), _findings(brief.works, half))
    heights = (
        about * 104 + 85,
        count_lines(brief.headline, HEADLINE, PAGE_WIDTH, bold=True) * 210 + 40,
        count_lines(" ".join(brief.sentences), TEXT, PAGE_WIDTH) * 118 + 50 if brief.sentences else 0,
        _strip(strip, brief.rows),
        paragraphs([brief.findings_note], TEXT, PAGE_WIDTH, 118, 60),
        findings + 201 if findings else 0,
        _actions(brief),
        _requests(brief),
        paragraphs(brief.trust, SMALL, PAGE_WIDTH, 101, 12) + 50,
    )
    return sum(heights) <= PAGE_HEIGHT


def _strip(strip: AnswerStrip, rows: int) -> int:
    cells = min(strip.most_cells, 20) * (143 if strip.most_cells <= 10 else 119 if strip.most_cells <= 14 else 95) + 95
    titles = PAGE_WIDTH - max(cells, 1190) - 2 * 480 - 450 if strip.target_head else PAGE_WIDTH - max(cells, 1190) - 960
    lines = (
        max(
            count_lines(f"{row.title}{' [focus]' if row.focus else ''}", TEXT, max(titles, 700)),
            -(-len(row.cells) // 20),
        )
        for row in strip.rows
    )
    key = count_lines(" · ".join(f"{one.mark} {one.meaning}" for one in strip.key), SMALL, PAGE_WIDTH)
    return sum(count * ROW_HEIGHTS[rows] for count in lines) + 190 + key * 100 + 45


def paragraphs(texts: Iterable[str], size: int, across: int, line: int, gap: int) -> int:
    """How high texts are in a column with lines of a height, and a gap after each text."""
    return sum(count_lines(text, size, across) * line + gap for text in texts if text)


def _findings(findings: Iterable[Finding], across: int) -> int:
    texts = (f"{one.name}. {one.text} {one.id}, {one.level}" for one in findings)
    return paragraphs(texts, TEXT, across - 30, 118, 28)


def _actions(brief: Brief) -> int:
    if not brief.actions:
        return 0
    table = 305 + (130 if brief.more_actions else 0)
    if brief.proposed:
        return table + paragraphs((one.text for one in brief.actions), TEXT, PAGE_WIDTH - 60, 118, 30)
    owner = 990 if any(one.owner for one in brief.actions) else 0
    text = PAGE_WIDTH - owner - 700 - 60
    rows = (
        max(count_lines(f"{one.due} {one.text}", TEXT, text), count_lines(one.owner, TEXT, owner - 60), 1)
        for one in brief.actions
    )
    return table + sum(lines * 113 + 44 for lines in rows)


def _requests(brief: Brief) -> int:
    if not brief.requests:
        return 0
    texts = (f"{one.lead} {one.text} ({one.who})." for one in brief.requests)
    return 311 + paragraphs(texts, TEXT, PAGE_WIDTH - 400, 118, 12)
