"""Sentences composed from results: right in singular and plural, and never about nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from cxassess.answers import NOT_APPLICABLE, UNKNOWN
from cxassess.exact import digits
from cxassess.playbook import Playbook, Question, scale_ends
from cxassess.scoring import Assessment, Piece, Result
from cxassess.text import listed, one_line

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def many(count: int, one: str, more: str = "") -> str:
    """`1 question`, `2 questions`."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def be(count: int) -> str:
    """`is` or `are`."""
    return "is" if count == 1 else "are"


def date_text(date: datetime.date | None) -> str:
    """`September 30, 2026`, or `undated`."""
    return "undated" if date is None else f"{_MONTHS[date.month - 1]} {date.day}, {date.year}"


def subject(assessment: Assessment) -> str:
    """What was assessed, the smallest first; the playbook's title where the file names nothing."""
    of = assessment.answers.header.subject
    return ", ".join(one_line(part) for part in (of.service, of.component, of.agency) if part) or "Subject not named"


def edition(playbook: Playbook) -> str:
    """Title and version of the playbook, with its overlays."""
    version = f", version {playbook.version}" if playbook.version else ""
    overlays = f", tailored by {listed(playbook.overlays)}" if playbook.overlays else ""
    return f"{one_line(playbook.title)}{version}{overlays}"


def heading(assessment: Assessment) -> Iterator[str]:
    """The lines above a result."""
    header = assessment.answers.header
    if header.marking:
        yield header.marking
    yield subject(assessment)
    yield f"{edition(assessment.playbook)}. Answers: {date_text(header.date)}."


def points(assessment: Assessment, result: Result) -> str:
    """A score as it is printed: `2.75`, or `12 of 30 possible` where scores are sums; '' where there is none."""
    score = assessment.show_score(result)
    if score is None:
        return ""
    if result.possible is None:
        return score
    return f"{score} of {digits(result.possible, assessment.playbook.scoring.decimals)} possible"


def scale(playbook: Playbook) -> str:
    """The reported scale in words: `from 1 to 5`."""
    low, high = scale_ends(playbook)
    places = 0 if low.denominator == high.denominator == 1 else playbook.scoring.decimals
    return f"from {digits(low, places)} to {digits(high, places)}"


def qualifications(assessment: Assessment) -> Iterator[str]:
    """What must be known beside the numbers: what is open, left out, set aside, and whose scale it is."""
    counts = assessment.overall.counts
    if counts.unanswered:
        open_ = [piece.question.id for piece in assessment.pieces if piece.state == "unanswered"]
        yield f"Incomplete: {many(counts.unanswered, 'question')} {be(counts.unanswered)} unanswered ({some(open_)})."
    for state, word in ((UNKNOWN, 'answered "don\'t know"'), (NOT_APPLICABLE, "not applicable")):
        ids = [piece.question.id for piece in assessment.pieces if piece.state == state]
        if ids:
            yield f"{many(len(ids), 'question')} {be(len(ids))} {word}: {some(ids)}."
    if assessment.answers.set_aside:
        aside = assessment.answers.set_aside
        yield f"Not scored, because an overlay hides {'it' if len(aside) == 1 else 'them'}: {some(list(aside))}."
    if assessment.playbook.deviations:
        yield f"Tailored: {many(len(assessment.playbook.deviations), 'deviation')} from the playbook; 'cxassess explain' lists {'it' if len(assessment.playbook.deviations) == 1 else 'them'}."
    if assessment.playbook.provenance.claim:
        yield assessment.playbook.provenance.claim


def some(ids: list[str], most: int = 12) -> str:
    """Ids as a list, the rest counted when they are many."""
    return listed(ids) if len(ids) <= most else f"{', '.join(ids[:most])} and {len(ids) - most} more"


def level_of(question: Question, key: str) -> str:
    """`3, Defined`, or `yes` where the level has no name."""
    name = question.by_key[key].name
    return f"{key}, {one_line(name)}" if name and name != key else key


def answer_of(piece: Piece) -> str:
    """An answer on one line."""
    if piece.level:
        told = level_of(piece.question, piece.level)
        return f"Level {told}" if piece.level.isdecimal() else told  # "yes" is no level in anybody's words
    return {NOT_APPLICABLE: "Not applicable", UNKNOWN: "Don't know"}.get(piece.state, "Not answered")


def headline(assessment: Assessment) -> Iterator[str]:
    """The overall result in sentences: where it stands, why mean and gate differ, what is open."""
    result, counts = assessment.overall, assessment.overall.counts
    if counts.applicable == 0:
        yield "No question is applicable, so there is no result."
        return
    if result.score is None:
        yield f"No question has an answer that counts yet, so there is no score; {many(counts.applicable, 'question')} {be(counts.applicable)} applicable."
        return
    if counts.unanswered:
        yield f"Incomplete: only {counts.answered} of {many(counts.applicable, 'applicable question')} {be(counts.answered)} answered, and what follows speaks of {'it' if counts.answered == 1 else 'these'} alone."
    band = f", in the band {result.band.label}" if result.band else ""
    on = "" if result.possible is not None else f" on a scale {scale(assessment.playbook)}"
    yield f"The overall score is {points(assessment, result)}{on}{band}."
    yield from gate(assessment, result)
    if not counts.unanswered:
        yield f"{counts.answered} of {many(counts.applicable, 'applicable question')} {be(counts.answered)} answered."
    low, high = assessment.show_range(result)
    if low != high:
        yield f"With what is unknown or unanswered at its lowest or highest value, the score would lie between {low} and {high}."
    if result.target is not None:
        yield target(assessment, result)


def gate_word(result: Result) -> str:
    """The gate in a table: the level, `none` where no level is reached, '' where there is no gate."""
    return "" if result.gate is None else str(result.gate) if result.gate else "none"


def target(assessment: Assessment, result: Result) -> str:
    """How far a result is from its target."""
    wanted = assessment.answers.targets[result.id]
    by = f" by {date_text(wanted.by)}" if wanted.by else ""
    shown = assessment.show(result.target)
    if result.score is None or result.target is None:
        return f"The target is {shown}{by}."
    if result.score >= result.target:
        return f"The target of {shown}{by and by + ','} is reached."
    return (
        f"The target is {shown}{by}, which is {assessment.show(result.target - result.score)} above the present score."
    )


def gate(assessment: Assessment, result: Result) -> Iterator[str]:
    """The gate in words, and what keeps it from the next level."""
    rule, playbook = assessment.playbook.scoring.gate, assessment.playbook
    if rule is None or result.gate is None:
        return
    applicable = [piece for piece in result.pieces if piece.state != NOT_APPLICABLE]
    if rule.by == "stage":
        yield from _stage(result.gate, applicable, rule.passing)
        return
    names = playbook.scale_by_key
    if result.gate:
        name = names[str(result.gate)].name
        yield f"The gate is at level {result.gate}{f', {name}' if name else ''}: the level that may be claimed. The mean shows movement."
    else:
        yield "The gate is at no level yet, so none may be claimed. The mean shows movement."
    following = str(result.gate + 1) if str(result.gate) in names else playbook.scale[0].key
    if following in names:
        yield _missing(applicable, int(following), rule.share.text, rule.share.micro)


def _missing(applicable: list[Piece], level: int, share: str, micro: int) -> str:
    above = sum(1 for piece in applicable if piece.level and int(piece.level) >= level)
    need = -(-micro * len(applicable) // 10**6)
    below = [piece.question.id for piece in applicable if piece.level and int(piece.level) < level - 1]
    reasons = []
    if above < need:
        reasons.append(
            f"{need} of {many(len(applicable), 'applicable question')} must stand at {level} or above (a share of {share}), and {above} {'does' if above == 1 else 'do'}"
        )
    if below:
        reasons.append(f"none may stand below {level - 1}, and {some(below)} {'does' if len(below) == 1 else 'do'}")
    return f"For level {level}, {'; '.join(reasons)}."


def _stage(reached: int, applicable: list[Piece], passing: tuple[str, ...]) -> Iterator[str]:
    yield f"Stage {reached} is reached." if reached else "No stage is reached yet."
    failed = [
        piece.question.id for piece in applicable if piece.question.stage == reached + 1 and piece.level not in passing
    ]
    if failed:
        yield f"Stage {reached + 1} needs {some(failed)}."
