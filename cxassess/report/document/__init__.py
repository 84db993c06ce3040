"""The values of a report as blocks, section by section, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cxassess.report.blocks import Block, Heading, Listing, Section, headings_and_tables, plain, text
from cxassess.report.document import answers, front, method, plan, standard, trust
from cxassess.report.document.shared_blocks import Look
from cxassess.report.single.model import Report

FRONT = ("cover", "contents")  # what is read first where there is a cover
TITLED = ("cover", "brief")  # what can have the title of the whole
SECTIONS: Mapping[str, Callable[[Report, Look], Sequence[Block]]] = {
    "cover": front.cover,
    "contents": lambda report, look: [],  # made when every other section is
    "brief": front.brief,
    "position": standard.position,
    "focus": standard.focus,
    "plays": standard.plays,
    "plan": plan.plan,
    "trust": trust.trust,
    "answers": answers.answers,
    "change": answers.change,
    "views": answers.views,
    "method": method.method,
    "workings": method.workings,
}


def in_order(names: Sequence[str]) -> list[str]:
    """The names of sections as they are read: a cover, and the contents with it, come first."""
    first = [name for name in FRONT if name in names and "cover" in names]
    return [*first, *(name for name in names if name not in first)]


def document(
    report: Report, words: Mapping[str, str], names: Sequence[str], title: str | None = None
) -> tuple[Section, ...]:
    """The sections of these names; those with nothing to say, and those that an agency made, are left out.

    words: the headings and labels of the look. title: which section has the title of the whole, '' for one that is not
    among them; None for the first one if it can. Then, where it cannot, the title is a section before it.
    Links to what is not among the sections stay: without_dead_links() drops them.
    """
    names = in_order(names)
    look = Look(words, names, next((name for name in names[:1] if name in TITLED), "") if title is None else title)
    sections = [Section(name, tuple(SECTIONS[name](report, look))) for name in names if name in SECTIONS]
    if title is None and not look.title:
        subject = f"{report.subject}, {report.date_text}"
        sections.insert(0, Section("title", tuple(front.title(report, look, subject))))
    contents = _contents(tuple(sections), look)
    filled = (one._replace(blocks=contents) if one.name == "contents" else one for one in sections)
    return tuple(section for section in filled if section.blocks)


def _contents(sections: tuple[Section, ...], look: Look) -> tuple[Block, ...]:
    """The headings of sections as links; that of the brief is left out where it is the title."""
    headings = (one for one in headings_and_tables(sections) if isinstance(one, Heading) and one.level <= 2 and one.id)
    links = (text(plain(one.text), link=f"#{one.id}") for one in headings if one.level == 2 or one.id != "brief")
    items = tuple(links)
    return (look.heading("contents"), Listing(items, "contents")) if items else ()
