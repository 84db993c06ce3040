"""What the sections need to know of a look, and lines and tables that several of them have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cxassess.report.blocks import Block, Column, Heading, Listing, Paragraph, Row, Span, Table, Text, join, text
from cxassess.report.single.brief_model import Finding
from cxassess.report.single.comparison_model import Comparison
from cxassess.report.single.standard_model import ExamplePart, Fact, MovedPart, PlanGroup, PlanRow

# Columns that are left out where all their cells are empty, with what an empty cell says otherwise.
OPTIONAL = {
    "Owner": "not named",
    "By": "no date",
    "Done when": "not said",
    "Why": "not said",
    "Before": "",
    "Next step": "",
    "Band": "",
    "Range": "",
    "Level": "",
}


class Look(NamedTuple):
    """Headings and labels by name, the names of the sections of this size, and which of them has the title."""

    words: Mapping[str, str]
    names: Sequence[str]
    title: str

    def heading(self, name: str) -> Heading:
        """The heading of a section."""
        return Heading(2, text(self.words[name]), name)


def paragraphs(lines: Iterable[str | Text], kind: str = "") -> Iterator[Block]:
    """A paragraph for each line that is not empty."""
    return (Paragraph(join(line), kind) for line in lines if line)


def listing(lines: Iterable[str | Text], kind: str = "", label: str = "") -> Iterator[Block]:
    """A list of lines; nothing where there are none."""
    if items := tuple(map(join, lines)):
        yield Listing(items, kind, label)


def facts(facts: Iterable[Fact]) -> Iterator[Block]:
    """Labels with values on one line."""
    return listing(((Span(f"{one.label} ", "label"), Span(one.value, "strong")) for one in facts), "facts")


def labels(facts: Iterable[Fact]) -> Iterator[Text]:
    """Labels with values as lines: `Date: …`."""
    return (join(Span(f"{one.label}: ", "label"), one.value) for one in facts)


def titled(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks under a heading; nothing where there are none."""
    if blocks := tuple(blocks):
        yield Heading(3, text(title))
        yield from blocks


def cells(*values: str | Text, kind: str = "") -> Row:
    """A row of a table; words are plain text."""
    return Row(tuple(map(join, values)), kind)


def table(
    id: str,
    caption: str,
    columns: Mapping[str, str],
    rows: Iterable[Row],
    kind: str = "",
    *,
    head: int = 0,
    level: int = 0,
    keep: int = 0,
    always: bool = False,
) -> Iterator[Table]:
    """A table without the columns of OPTIONAL that are empty; nothing without rows, but where it is `always` there.

    columns: by their heads, the kinds of what they hold. keep: up to how many rows it is not split by a page break.
    """
    rows, heads = tuple(rows), tuple(columns)
    members = [row for row in rows if row.kind != "group"]
    shown = [
        place for place, name in enumerate(heads) if name not in OPTIONAL or any(row.cells[place] for row in members)
    ]

    def filled(row: Row) -> Row:
        if row.kind == "group":
            return row
        return row._replace(cells=tuple(row.cells[place] or text(OPTIONAL.get(heads[place], "")) for place in shown))

    if members or always:
        kept = tuple(Column(heads[place], columns[heads[place]]) for place in shown)
        yield Table(id, caption, kept, tuple(map(filled, rows)), kind, head, level, len(members) <= keep)


def pairs(id: str, caption: str, first: str, second: str, facts: Sequence[Fact]) -> Iterator[Block]:
    """Labels with values as a table of two columns."""
    rows = (cells(one.label, typed(one.value)) for one in facts)
    return table(id, caption, {first: "short", second: ""}, rows, "pairs", keep=12)


def typed(words: str) -> Text:
    """Words as people wrote them; with their line ends where there are several lines."""
    return text(words, typed=True)


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
    said = comparison.terms
    columns = {"Question": "", said.then_head: "level", said.now_head: "level"}
    rows: list[Row] = []
    for group in groups:
        rows.append(cells(group.title, kind="group"))
        rows += (cells(question(row.question, row.id), row.then, row.now) for row in group.rows)
    yield from table(id, said.moved_head, columns, rows, "moved")
    yield from paragraphs(group.more for group in groups)


def actions(id: str, caption: str, groups: Sequence[PlanGroup]) -> Iterator[Block]:
    """Actions in groups."""
    columns = {"Action": "", "Owner": "owner", "By": "by", "Done when": "done"}
    rows: list[Row] = []
    for group in groups:
        rows.append(cells(group.title, kind="group"))
        rows += (cells(_action(row), row.owner, row.by, typed(row.measure)) for row in group.rows)
    return table(id, caption, columns, rows, "tasks", keep=3)


def _action(row: PlanRow) -> Text:
    status = (" ", Span(row.status, "tag")) if row.status else ()
    play = (" ", Span(row.play, "aside")) if row.play else ()
    return join(typed(row.text), *status, *play)
