"""The report put together, section by section, in the order in which it is read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.playbook import Play, playbook_digest
from cxassess.playbook.shared import NOTHING, Example, Shared, terms_used
from cxassess.report import comparing, figures, sentences, standings
from cxassess.report.model import (
    AnswerRow,
    Disagreement,
    ExamplePart,
    Fact,
    PlanRow,
    PlayPart,
    ProfileRow,
    Report,
    SourceRow,
    ViewPart,
)
from cxassess.report.questions import link_of, question_part, votes_of
from cxassess.report.standings import fitting
from cxassess.scoring import Assessment, Piece, Result, working
from cxassess.text import listed, one_line


def compose(assessment: Assessment, earlier: Assessment | None = None, shared: Shared = NOTHING) -> Report:
    """The report of an assessment, compared with an earlier one where that is given.

    `shared` holds the agency examples and the glossary that stand beside the playbook.
    """
    playbook, header = assessment.playbook, assessment.answers.header
    highest, lowest, note = standings.highest_and_lowest(assessment)
    areas, focus_note = standings.focus(assessment)
    return Report(
        title="Customer experience maturity report",
        language="en-US",
        subject=sentences.subject(assessment),
        subject_lines=tuple(_subject_lines(assessment)),
        date=header.date,
        date_text=sentences.date_text(header.date),
        edition=sentences.edition(playbook),
        marking=one_line(header.marking),
        author=one_line(header.subject.agency),
        ours=playbook.provenance.claim,
        headline=tuple(_headline(assessment, earlier)),
        facts=tuple(_facts(assessment, earlier)),
        highest=highest,
        lowest=lowest,
        standing_note=note,
        focus=areas,
        focus_note=focus_note,
        asks=tuple(_asks(assessment, len(areas))),
        has_bands=bool(playbook.scoring.bands),
        has_gate=playbook.scoring.gate is not None,
        has_target=any(result.target is not None for result in assessment.results()),
        has_last=earlier is not None,
        profile=tuple(_profile(assessment, earlier)),
        profile_note=_profile_note(assessment),
        figures=figures.draw(assessment, earlier),
        comparison=None if earlier is None else comparing.compare(assessment, earlier),
        plays=tuple(
            _play(assessment, play, result, shared)
            for play, result in zip(playbook.plays, assessment.plays, strict=True)
        ),
        plan=tuple(_plan(assessment)),
        plan_note=_plan_note(assessment),
        views=tuple(_view(assessment, view.id, view.title) for view in playbook.views),
        disagreements=tuple(_disagreements(assessment)),
        guide=tuple(map(one_line, playbook.guide)),
        method=tuple(_method(assessment)),
        bands=tuple(_bands(assessment)),
        exclusions=tuple(_exclusions(assessment)),
        deviations=tuple((one.overlay, one.id, one_line(one.what)) for one in playbook.deviations),
        set_aside=assessment.answers.set_aside,
        provenance=tuple(one_line(text) for text in (playbook.provenance.summary, playbook.provenance.ours) if text),
        sources=tuple(
            SourceRow(s.id, one_line(s.title), one_line(s.date), one_line(s.rights), link_of(s.link))
            for s in playbook.provenance.sources
        ),
        digests=tuple(_digests(assessment)),
        glossary=tuple(
            Fact(one_line(term), one_line(meaning)) for term, meaning in terms_used(playbook, shared.glossary)
        ),
        answers=tuple(_answer_row(piece) for piece in assessment.pieces),
    )


def _headline(assessment: Assessment, earlier: Assessment | None) -> Iterator[str]:
    yield from sentences.headline(assessment)
    if earlier is not None:
        yield comparing.overall_change(assessment, earlier)


def _subject_lines(assessment: Assessment) -> Iterator[Fact]:
    header = assessment.answers.header
    scope = {
        "public": "Services to the public",
        "internal": "Internal services",
        "both": "Services to the public and internal services",
    }
    lines = [
        ("Service", header.subject.service),
        ("Component", header.subject.component),
        ("Agency", header.subject.agency),
        ("Scope", scope.get(header.subject.scope, "")),
        *header.subject.tags.items(),
        ("Answered by", ", ".join(part for part in (header.respondent, header.role) if part)),
    ]
    return (Fact(one_line(label), one_line(value)) for label, value in lines if value)


def _facts(assessment: Assessment, earlier: Assessment | None) -> Iterator[Fact]:
    result = assessment.overall
    yield Fact("Overall score", sentences.points(assessment, result) or "none")
    if result.band is not None:
        yield Fact("Band", one_line(result.band.label))
    if result.gate is not None:
        yield Fact("Gate", f"level {result.gate}" if result.gate else "no level yet")
    if result.target is not None:
        yield Fact("Target", assessment.show(result.target) or "")
    if earlier is not None:
        yield Fact("Last time", earlier.show_score(earlier.overall) or "none")
    yield Fact("Answered", f"{result.counts.answered} of {result.counts.applicable}")
    if result.counts.coverage is not None:
        yield Fact("Coverage", result.counts.coverage)


def _asks(assessment: Assessment, areas: int) -> Iterator[str]:
    """What the reader is asked to do; `areas` is the number of focus areas named."""
    counts, answers = assessment.overall.counts, assessment.answers
    if counts.unanswered:
        one = counts.unanswered == 1
        what = "the open question is" if one else f"the {counts.unanswered} open questions are"
        yield f"See that {what} answered before this result is used."
    unknown = [piece.question.id for piece in assessment.pieces if piece.state == UNKNOWN]
    if unknown:
        yield f"Have somebody find out what is not known: {sentences.some(unknown)}."
    if areas and not answers.focus:
        yield f"Choose the focus areas: {'the one above is' if areas == 1 else 'those above are'} a proposal."
    without = [play.id for play in assessment.plays if play.score is not None and play.target is None]
    if without:
        yield f"Set a target and a date for {listed(without)}."
    if areas and not answers.actions:
        yield "Name an owner, a date and a measure for each focus area; the next steps are in the sections of the plays."
    if answers.actions:
        yield "Confirm the owners and dates in the action plan."


def _profile(assessment: Assessment, earlier: Assessment | None) -> Iterator[ProfileRow]:
    before = {} if earlier is None else {result.id: result for result in earlier.results()}
    for result in (*assessment.plays, assessment.overall):
        then = before.get(result.id)
        if earlier is None or then is None:
            yield _profile_row(assessment, result)
            continue
        same = comparing.same_basis(assessment, result, earlier, then)
        moved = comparing.change(assessment, result.score, then.score) if same else ""
        yield _profile_row(assessment, result, earlier.show_score(then) or "none", moved)


def _profile_row(assessment: Assessment, result: Result, last: str = "", change: str = "") -> ProfileRow:
    low, high = assessment.show_range(result)
    gap = None if result.target is None or result.score is None else result.target - result.score
    overall = result is assessment.overall
    return ProfileRow(
        id="" if overall else result.id,
        title="Overall" if overall else one_line(result.title),
        score=sentences.points(assessment, result) or "none",
        band=one_line(result.band.label) if result.band else "",
        gate=sentences.gate_word(result),
        low_high="" if low is None else low if low == high else f"{low} to {high}",
        target=assessment.show(result.target) or "",
        gap="" if gap is None else "reached" if gap <= 0 else assessment.show(gap) or "",
        last=last,
        change=change,
        answered=f"{result.counts.answered} of {result.counts.applicable}",
    )


def _profile_note(assessment: Assessment) -> str:
    if assessment.playbook.scoring.method == "sum":
        return "Scores are sums of points; what was possible counts the applicable questions."
    return f"Scores lie on a scale {sentences.scale(assessment.playbook)}. Low scores are normal; this is a document to learn from, not a ranking."


def _play(assessment: Assessment, play: Play, result: Result, shared: Shared) -> PlayPart:
    parts = tuple(question_part(assessment, piece) for piece in result.pieces)
    return PlayPart(
        id=play.id,
        title=one_line(play.title),
        intent=one_line(play.intent),
        facts=tuple(_play_facts(assessment, result)),
        standing=standings.standing(assessment, result),
        questions=parts,
        examples=tuple(map(_example, fitting(shared.examples, play, result))),
        leader_questions=tuple(map(one_line, play.leader_questions)),
        resources=tuple(map(one_line, play.resources)),
    )


def _example(example: Example) -> ExamplePart:
    return ExamplePart(
        agency=one_line(example.agency),
        year=one_line(example.year),
        what=one_line(example.what),
        result=one_line(example.result),
        source=one_line(example.source),
        link=link_of(example.link),
        rights=one_line(example.rights),
    )


def _play_facts(assessment: Assessment, result: Result) -> Iterator[Fact]:
    row = _profile_row(assessment, result)
    for label, value in (
        ("Score", row.score),
        ("Band", row.band),
        ("Gate", row.gate),
        ("Target", row.target),
        ("Answered", row.answered),
    ):
        if value:
            yield Fact(label, value)


def _plan(assessment: Assessment) -> Iterator[PlanRow]:
    actions = sorted(assessment.answers.actions, key=lambda action: action.by or datetime.date.max)
    for action in actions:
        by = sentences.date_text(action.by) if action.by else ""
        yield PlanRow(
            action.play,
            one_line(action.text),
            one_line(action.owner),
            by,
            one_line(action.measure),
            one_line(action.status),
        )


def _plan_note(assessment: Assessment) -> str:
    if not assessment.answers.actions:
        return "No action is written in the answer file yet."
    missing = [action for action in assessment.answers.actions if not (action.owner and action.by and action.measure)]
    if not missing:
        return "Every action has an owner, a date and a measure."
    return f"{sentences.many(len(missing), 'action')} {'lacks' if len(missing) == 1 else 'lack'} an owner, a date or a measure."


def _view(assessment: Assessment, view: str, title: str) -> ViewPart:
    rows = tuple(_profile_row(assessment, group) for group in assessment.views[view])
    left_out = tuple(
        f"{piece.question.id}: {one_line(piece.question.left_out.get(view, '')) or 'no reason given'}"
        for piece in assessment.pieces
        if not piece.question.views.get(view)
    )
    return ViewPart(view, one_line(title), rows, left_out)


def _disagreements(assessment: Assessment) -> Iterator[Disagreement]:
    for piece in assessment.pieces:
        answer = assessment.answers.by_question.get(piece.question.id)
        if answer is None or not answer.votes:
            continue
        order = list(piece.question.by_key)
        places = sorted({order.index(vote.level) for vote in answer.votes if vote.level in order})
        apart = places[-1] - places[0] if places else 0
        yield Disagreement(
            id=piece.question.id,
            text=one_line(piece.question.text),
            votes="; ".join(votes_of(piece.question, answer)),
            spread="agreed" if apart == 0 else f"{sentences.many(apart, 'level')} apart",
            agreed=sentences.answer_of(piece),
            reason=one_line(answer.reason),
        )


def _method(assessment: Assessment) -> Iterator[str]:
    playbook, rule = assessment.playbook, assessment.playbook.scoring
    overall = working.of_overall(assessment)
    yield overall.rule[0]
    what = "sum" if rule.method == "sum" else "mean"
    yield f"The score of a play is the {what} of the values of its questions by question weight."
    yield from overall.rule[1:]
    if rule.rescale is not None:
        (a, b), (c, d) = rule.rescale.from_, rule.rescale.to
        yield f"Scores are then mapped from the range {a.text} to {b.text} onto the range {c.text} to {d.text}."
    yield f"Scores are computed exactly and rounded once, half-up, to {sentences.many(rule.decimals, 'decimal')}; differences are rounded from their exact values. Coverage is rounded down."
    yield "The range beside a score is the whole rule run again with every open answer at its lowest and at its highest value."
    if rule.gate is not None and rule.gate.by == "share":
        yield f"The gate is the highest level L such that a share of at least {rule.gate.share.text} of the applicable questions stand at L or above and no answered question stands below L minus 1. An unknown or unanswered question counts against the share."
    if rule.gate is not None and rule.gate.by == "stage":
        yield f"The gate is the highest stage such that every applicable question of it and of the stages below is answered {listed(rule.gate.passing, 'or')}."
    if rule.bands:
        edge = "lower" if rule.edge == "upper" else "upper"
        yield f"A score on the edge between two bands belongs to the {edge} one. Bands and gates are decided on exact values, so a score never rounds up into a band."
    yield f"'cxassess explain' prints the working of every number in this report. The playbook holds {sentences.many(len(playbook.by_id), 'question')} in {sentences.many(len(playbook.plays), 'play')}."


def _bands(assessment: Assessment) -> Iterator[Fact]:
    for band in assessment.playbook.scoring.bands:
        same = band.low.micro == band.high.micro
        yield Fact(one_line(band.label), f"exactly {band.low.text}" if same else f"{band.low.text} to {band.high.text}")


def _exclusions(assessment: Assessment) -> Iterator[Fact]:
    """Questions without a level, each with what was said about it."""
    words = {NOT_APPLICABLE: "Not applicable", UNKNOWN: "Don't know"}
    for piece in assessment.pieces:
        if piece.state in words:
            answer = assessment.answers.by_question[piece.question.id]
            said = one_line(answer.reason or answer.note)
            yield Fact(piece.question.id, f"{words[piece.state]}: {said}" if said else words[piece.state])


def _digests(assessment: Assessment) -> Iterator[Fact]:
    playbook = assessment.playbook
    yield Fact("Playbook", f"{playbook.id}, version {playbook.version}")
    yield Fact("Digest of the playbook", playbook_digest(playbook))
    if playbook.overlays:
        yield Fact("Overlays", listed(playbook.overlays))


def _answer_row(piece: Piece) -> AnswerRow:
    value = piece.value
    return AnswerRow(
        piece.question.id,
        one_line(piece.question.text),
        sentences.answer_of(piece),
        "" if value is None else value.text,
        piece.question.weight.text,
    )
