"""What the sections need to know of a look, and lines and tables that several of them have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cxassess.report.blocks import Block, Column, Heading, Listing, Paragraph, Row, Span, Table, Text, join, text
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.changes import Comparison
from cxassess.report.single.standard_model import ExamplePart, Fact, MovedPart, PlanGroup, PlanRow


class Look(NamedTuple):
    """Headings and labels by name, the names of the sections of this size, and which of them has the title."""

    words: Mapping[str, str]
    names: Sequence[str]
    title: str

    def heading(self, name: str) -> Heading:
        """The heading of a section."""
        return Heading(2, text(self.words[name]), name)


def paragraphs(sentences: Iterable[str]) -> Iterator[Block]:
    """A paragraph for each sentence."""
    return (Paragraph(text(sentence)) for sentence in sentences if sentence)


def listing(lines: Iterable[str], kind: str = "", label: str = "") -> Iterator[Block]:
    """A list of plain lines; nothing where there are none."""
    if items := tuple(map(text, lines)):
        yield Listing(items, kind, label)


def facts(facts: Sequence[Fact]) -> Iterator[Block]:
    """Labels with values on one line."""
    if facts:
        yield Listing(tuple((Span(f"{one.label} ", "label"), Span(one.value, "strong")) for one in facts), "facts")


def labels(facts: Iterable[Fact]) -> Iterator[Text]:
    """Labels with values as lines: `Date: …`."""
    return (join(Span(f"{one.label}: ", "label"), one.value) for one in facts)


def pairs(id: str, caption: str, first: str, second: str, facts: Sequence[Fact]) -> Iterator[Block]:
    """Labels with values as a table of two columns."""
    if facts:
        rows = tuple(Row((text(one.label), typed(one.value))) for one in facts)
        yield Table(id, caption, (Column(first, "short"), Column(second)), rows, "pairs", keep=len(rows) <= 12)


def typed(words: str, link: str = "") -> Text:
    """Words as people wrote them; with their line ends where there are several lines."""
    return text(words, link=link, typed=True)


def linked(title: str, link: str, kind: str = "") -> Span:
    """A title, as a link if it has a web or mail address."""
    return Span(title or link, kind, link, typed=True)


def question(name: str, id: str) -> Text:
    """A question by name and id, as a link to its answer."""
    return text(f"{name} ({id})", "question", f"#question-{id}")


def finding(row: Finding) -> Text:
    """An answer by the name of its question."""
    line = join(Span(row.name, "strong"), " ", Span(f"{row.id}, {row.level}", "where", f"#question-{row.id}"))
    return join(line, Span(".", "where"), " ", typed(row.text)) if row.text else line


def example(part: ExamplePart) -> Text:
    """What an agency did."""
    did = f" {part.what} {part.result} "
    return join(
        Span(f"{part.agency}, {part.year}.", "strong"),
        did,
        Span("Source: ", "aside"),
        linked(part.source, part.link, "aside"),
    )


def moved(id: str, groups: Sequence[MovedPart], comparison: Comparison) -> Iterator[Block]:
    """Answers that fell and rose, each kind under a head of its own."""
    if not groups:
        return
    said = comparison.terms
    columns = Column("Question"), Column(said.then_head, "level"), Column(said.now_head, "level")
    rows: list[Row] = []
    for group in groups:
        rows.append(Row((text(group.title),), "group"))
        rows += (Row((question(row.question, row.id), text(row.then), text(row.now))) for row in group.rows)
    yield Table(id, said.moved_head, columns, tuple(rows), "moved")
    yield from paragraphs(group.more for group in groups)


def actions(id: str, caption: str, groups: Sequence[PlanGroup]) -> Iterator[Block]:
    """Actions in groups. A column that is empty is left out; an empty cell says so."""
    tasks = [row for group in groups for row in group.rows]
    if not tasks:
        return
    columns = [Column("Action")]
    columns += [Column("Owner", "owner")] if any(row.owner for row in tasks) else []
    columns += [Column("By", "by")] if any(row.by for row in tasks) else []
    columns += [Column("Done when", "done")] if any(row.measure for row in tasks) else []
    kinds = {column.kind for column in columns}
    rows: list[Row] = []
    for group in groups:
        rows.append(Row((text(group.title),), "group"))
        rows += (Row(tuple(_action_cells(row, kinds))) for row in group.rows)
    yield Table(id, caption, tuple(columns), tuple(rows), "tasks", keep=len(tasks) <= 3)


def _action_cells(row: PlanRow, kinds: set[str]) -> Iterator[Text]:
    status = (" ", Span(row.status, "tag")) if row.status else ()
    play = (" ", Span(row.play, "aside")) if row.play else ()
    yield join(typed(row.text), *status, *play)
    if "owner" in kinds:
        yield text(row.owner or "not named")
    if "by" in kinds:
        yield text(row.by or "no date")
    if "done" in kinds:
        yield typed(row.measure) or text("not said")
