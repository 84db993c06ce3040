"""Every answer, everything that changed, and the same answers in other groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxassess.charts.model import VoteChart
from cxassess.report.blocks import Block, Box, Heading, Labeled, Paragraph, Span, Text, join, text
from cxassess.report.document.shared_blocks import (
    Look,
    actions,
    cells,
    example,
    facts,
    linked,
    listing,
    moved,
    paragraphs,
    table,
    titled,
    typed,
)
from cxassess.report.single.model import EvidencePart, PlayPart, QuestionPart, Report, ViewPart


def answers(report: Report, look: Look) -> list[Block]:
    """Every play with every question, answer, note, evidence and next step."""
    drawn = report.figures.votes
    caption = (" ", Span(drawn.caption, "seen")) if drawn and drawn.caption else ()
    charts = {chart.id: chart for chart in drawn.charts} if drawn else {}
    return [
        look.heading("answers"),
        Paragraph(join(f"By {report.part.lower()}, in the order of the questionnaire.", *caption)),
        *(Box("play", tuple(_play(play, charts))) for play in report.plays),
        *actions("answers-actions", "Every action in full", report.actions),
    ]


def _play(play: PlayPart, charts: Mapping[str, VoteChart]) -> Iterator[Block]:
    key = (Span(play.key, "key"), " ") if play.key else ()
    about = paragraphs([play.intent], "intent")
    heading = Heading(2, join(*key, play.title), f"play-{play.id}")
    yield Box("together", (heading, *about, *facts(play.facts), *listing(play.standing, "standing")))
    for question in play.questions:
        answer = join(Span(question.id, "key"), f" {question.name or question.text}: {question.answer}")
        heading = Heading(3, answer, f"question-{question.id}")
        yield Box("folded", (heading, *_answer(question, charts.get(question.id))))
    if play.elsewhere:
        title = f"Also counted in {play.title}" if play.id else "Why these questions are not in any group"
        yield Box("keep", (Heading(3, text(title)), *listing(play.elsewhere)))
    for title, lines in (
        ("What other agencies did", map(example, play.examples)),
        ("Questions for leaders", play.leader_questions),
        ("Resources", play.resources),
    ):
        yield from titled(f"{title}: {play.title}", listing(lines))


def _answer(question: QuestionPart, chart: VoteChart | None) -> Iterator[Block]:
    yield from _labeled("Question", question.text)
    yield from _labeled("Meaning", question.anchor)
    yield from _labeled("Reason", typed(question.reason))
    yield from _labeled("Note", typed(question.note))
    yield from listing(map(_evidence, question.evidence), "plain", "Evidence")
    if question.votes:
        if chart:
            yield chart
        yield from _labeled("Agreement", question.agreement)
        yield from listing(map(typed, question.votes), "plain", "Votes")
    yield from _labeled("Target", question.target)
    if question.next_anchor and question.next_level:
        yield Labeled("Next level", join(Span(f"{question.next_level}.", "strong"), f" {question.next_anchor}"))
    yield from _labeled("Next step", question.next_step)
    confidence = question.confidence and f"Confidence: {question.confidence}."
    weight = question.weight and f"Weight: {question.weight}."
    sources = question.sources and f"Based on {question.sources}."
    yield from paragraphs([" ".join(filter(None, (confidence, weight, sources)))], "quiet")


def _labeled(label: str, words: str | Text) -> Iterator[Block]:
    if words:
        yield Labeled(label, join(words))


def _evidence(evidence: EvidencePart) -> tuple[Span, ...]:
    return join(linked(evidence.title, evidence.link), f" ({evidence.where})" if evidence.where else "")


def change(report: Report, look: Look) -> list[Block]:
    """Everything that changed, where the standard report tells less."""
    if not report.moved or not report.comparison:
        return []
    heading = look.heading("change")
    if report.comparison.other_subject:
        heading = heading._replace(text=text(report.comparison.terms.title))
    return [heading, *moved("change-moved", report.moved, report.comparison), *listing(report.not_compared)]


def views(report: Report, look: Look) -> list[Block]:
    """The same answers in other groups."""
    if not report.views:
        return []
    return [look.heading("views"), *(block for view in report.views for block in _view(view))]


def _view(view: ViewPart) -> Iterator[Block]:
    """The scores of the groups, which have no targets, and the questions that are in none of them."""
    scores = [row.score for row in view.rows]
    has_ranges = [row.low_high for row in view.rows if row.low_high] != scores
    wide = " wide" if max(map(len, scores), default=0) > 8 else ""
    columns = {
        "Group": "",
        "Score": f"number score{wide}",
        "Band": "band",
        "Range": "range",
        "Level": "number gate",
        "Answered": "answered",
    }
    rows = (
        cells(row.title, row.score, row.band, row.low_high if has_ranges else "", row.gate, row.answered)
        for row in view.rows
    )
    yield from table(f"view-{view.id}", view.title, columns, rows, "scores", keep=14)
    yield from paragraphs([view.note])
    if view.left_out:
        yield from paragraphs(["Questions that are not in any of these groups:"])
        yield from listing(view.left_out)
