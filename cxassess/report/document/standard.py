"""Where we stand, the focus areas and the other plays."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.report.blocks import Block, Box, Heading, Labeled, Listing, Paragraph, Text, text
from cxassess.report.document.shared_blocks import (
    Look,
    cells,
    example,
    facts,
    finding,
    listing,
    moved,
    paragraphs,
    table,
    typed,
)
from cxassess.report.single.model import Report
from cxassess.report.single.standard_model import FocusArea, PlayBrief, Position


def position(report: Report, look: Look) -> list[Block]:
    """Where we stand, and what changed."""
    here, comparison = report.standard.position, report.comparison
    blocks: list[Block] = [look.heading("position")]
    if here.open:
        blocks += _open(here, report.part)
    else:
        if report.figures.profile:
            blocks.append(report.figures.profile._replace(caption=here.finding))
        blocks += paragraphs(here.sentences)
        blocks += _levels(here, report.part)
    if comparison:
        blocks.append(Heading(3, text(comparison.terms.title)))
        blocks += paragraphs([text(comparison.other_subject, "strong")])
        blocks += [*moved("position-moved", here.moved, comparison), *listing(here.not_compared)]
    return blocks


def _open(here: Position, part: str) -> Iterator[Block]:
    yield Paragraph(
        text(
            "Fewer than half of the questions that apply are answered, so nothing is said about the whole. These are open:"
        )
    )
    caption = f"What is not known or not answered, by {part.lower()}"
    columns = {part: "third", "Answered": "count", "Open questions": ""}
    rows = (cells(row.title, row.answered, row.questions) for row in here.open)
    yield from table("position-open", caption, columns, rows, keep=4)


def _levels(here: Position, part: str) -> Iterator[Block]:
    columns = {part: "third", "Level reached": "level", "For the next level": "", "Answered": "count"}
    highest = "the highest is reached"
    rows = (
        cells(row.title, row.reached, row.following or highest, row.answered, kind="" if row.id else "overall")
        for row in here.levels
    )
    yield from table("position-levels", "Levels reached, and what the next one needs", columns, rows, keep=10)
    yield from paragraphs([here.levels_note], "quiet")


def focus(report: Report, look: Look) -> list[Block]:
    """The plays to concentrate on."""
    part = report.standard.focus
    if not part.areas and not part.note:
        return []
    note = Paragraph(text(f"{part.note} {part.more}".strip()))
    return [look.heading("focus"), note, *(Box("area", tuple(_area(area))) for area in part.areas)]


def _area(area: FocusArea) -> Iterator[Block]:
    title = Heading(3, text(area.title, link=f"#play-{area.id}" if area.linked else ""))
    found: list[Block] = []
    if area.found:
        found = [_part("What was found"), Listing(tuple(map(finding, area.found)), "found")]
    yield Box("together", (title, *facts(area.facts), *found))
    if area.steps:
        yield _together("What we will do" if area.planned else "Next steps proposed", map(typed, area.steps))
    if area.example:
        yield Box("together", (_part("What another agency did"), Paragraph(example(area.example))))
    if area.leader_questions:
        yield _together("Questions for leaders", map(text, area.leader_questions))


def _part(words: str) -> Paragraph:
    return Paragraph(text(words), "part")


def _together(title: str, lines: Iterator[Text]) -> Box:
    return Box("together", (_part(title), Listing(tuple(lines), "close")))


def plays(report: Report, look: Look) -> list[Block]:
    """The plays that are not in focus, in a few lines each."""
    if not report.standard.plays:
        return []
    heading = look.heading("plays")
    if report.part != "Play" and report.standard.focus.areas:
        heading = heading._replace(text=text("The other groups"))
    return [heading, *(Box("other", tuple(_play(play, report))) for play in report.standard.plays)]


def _play(play: PlayBrief, report: Report) -> Iterator[Block]:
    yield Heading(3, text(play.title, link=f"#play-{play.id}"))
    yield from (row for row in report.figures.strip.rows if row.id == play.id)
    yield from facts(play.facts)
    yield from (Labeled("Strongest", finding(row)) for row in play.strongest)
    yield from (Labeled("Weakest", finding(row)) for row in play.weakest)
    yield from paragraphs([play.alike])
    if play.step:
        yield Labeled("Planned" if play.planned else "Proposed", typed(play.step))
