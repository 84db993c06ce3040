"""Whether the brief fits on one page: how many lines its texts take, measured with the widths of the report's font.

Lengths are in tenths of a point, as reports/leadership/brief.css sets them for paper. What is counted here is a little
more than what is printed; a test makes the PDF of the largest briefs and counts its pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cxassess.report.figures.widths import width
from cxassess.report.single.brief_model import Brief

PAGE_WIDTH, PAGE_HEIGHT = 4968, 6850  # between the margins, less a closing line of the look
TEXT, SMALL = 88, 76  # sizes of type
HEADLINE = 190  # its size; the serif is wider than the font that is measured, so more is counted than is printed
ROW_HEIGHTS = (142, 118, 98)  # of a row of the figure, by `Brief.rows`
NAMED_WIDTH = 14  # how many ems a character takes whose name is printed because no font has it
RARE = 0x2E80  # from here on (CJK, emoji) the fonts have next to nothing


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


def fits(brief: Brief, strip_rows: int) -> bool:
    """Whether a brief takes one page; `strip_rows` is how many rows its figure has."""
    return page_height(brief, strip_rows) <= PAGE_HEIGHT


def page_height(brief: Brief, strip_rows: int) -> int:
    """How high a brief is when it is printed."""
    head = 2 * max(1, count_lines(brief.subject, SMALL, 3200), count_lines(brief.topic, SMALL, 1700)) * 52 + 130
    headline = count_lines(brief.headline, HEADLINE, PAGE_WIDTH, bold=True) * 235 + 60
    sentences = _paragraphs(brief.sentences, TEXT, PAGE_WIDTH, 118, 25)
    figure = strip_rows * ROW_HEIGHTS[brief.rows] + 480 if strip_rows else 0
    half = (PAGE_WIDTH - 220) // 2
    columns = max(_findings(brief.works_title, brief.works, half), _findings(brief.weak_title, brief.weak, half))
    note = _paragraphs([brief.findings_note], TEXT, PAGE_WIDTH, 118, 40)
    trust = _paragraphs(brief.trust, SMALL, PAGE_WIDTH, 102, 0) + 120
    return head + headline + sentences + figure + columns + note + _actions(brief) + _requests(brief) + trust


def _paragraphs(texts: Iterable[str], size: int, across: int, line: int, gap: int) -> int:
    return sum(count_lines(text, size, across) * line + gap for text in texts if text)


def _findings(title: str, findings: Iterable[tuple[str, str, str, str]], across: int) -> int:
    texts = [f"{name}. {text} {id}, {level}" for id, name, text, level in findings]
    return _paragraphs(texts, TEXT, across - 30, 118, 45) + 300 if texts else 0


def _actions(brief: Brief) -> int:
    if not brief.actions:
        return 0
    table = 300 + 160 if brief.actions_title else 0
    more = 120 if brief.more_actions else 0
    if brief.proposed:
        return table + more + _paragraphs((one.text for one in brief.actions), TEXT, PAGE_WIDTH - 60, 118, 60)
    cells = ((one.text + (" " + one.due if one.due else ""), one.owner, one.by) for one in brief.actions)
    return (
        table
        + more
        + sum(
            max(count_lines(text, TEXT, 3100), count_lines(owner, TEXT, 950), 1) * 118 + 60 for text, owner, _ in cells
        )
    )


def _requests(brief: Brief) -> int:
    texts = (f"{one.lead} {one.text} ({one.who})." for one in brief.requests)
    return 480 + _paragraphs(texts, TEXT, PAGE_WIDTH - 450, 118, 20) if brief.requests else 0
