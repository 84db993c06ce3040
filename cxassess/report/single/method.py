"""How the result was measured: the rule, weights, bands, what was left out and why, editions and sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNKNOWN
from cxassess.exact import MICRO
from cxassess.playbook import Deviation, Playbook, playbook_digest
from cxassess.report import gates, sentences, working_sentences
from cxassess.report.conditions import condition_sentence, otherwise_words
from cxassess.report.single.model import Fact, SourceRow
from cxassess.report.single.questions import safe_link
from cxassess.scoring import Assessment
from cxassess.text import count_words, join_some, join_words, one_line, safe_lines


def rule_in_brief(assessment: Assessment) -> Iterator[str]:
    """The declared rule in about ten lines, from weights to bands."""
    playbook, scoring = assessment.playbook, assessment.playbook.scoring
    yield f"{count_words(len(playbook.by_id), 'question')} in {count_words(len(playbook.plays), 'play')}. {_weight_sentence(playbook)}"
    yield f"{working_sentences.part_rule(playbook, 'play')} {working_sentences.overall_rule(playbook)}"
    yield working_sentences.policies(playbook)
    if scoring.rescale is not None:
        (a, b), (c, d) = scoring.rescale.from_, scoring.rescale.to
        yield f"Scores are then mapped from the range {a.text} to {b.text} onto the range {c.text} to {d.text}."
    yield f"Scores are computed exactly and rounded once, half up, to {count_words(scoring.decimals, 'decimal')}; a difference is that of the numbers shown."
    if scoring.gate is not None:
        yield gates.rule_sentence(scoring.gate)


def method_sentences(assessment: Assessment) -> Iterator[str]:
    """What the record says of the rule besides: ranges, coverage, edges of bands, and how to see any number worked out."""
    scoring = assessment.playbook.scoring
    yield "Coverage is the number of answered questions divided by the number of questions that apply, rounded down to two decimals."
    yield "The range of a score shows what it would be with every open answer at its lowest value and at its highest."
    if scoring.bands:
        edge = "lower" if scoring.edge == "upper" else "upper"
        yield f"A score on the edge between two bands belongs to the {edge} one. Bands and levels are decided on exact values, so a score never rounds up into a band."
    yield "This report was made with cxassess. To see how a number was worked out, run 'cxassess explain' with the answer file and a play or a question."


def _weight_sentence(playbook: Playbook) -> str:
    """Which weights are not 1."""
    weights = [(one_line(play.title), play.weight) for play in playbook.plays]
    weights += [(sentences.name_question(question), question.weight) for question in playbook.questions()]
    odd = [f"{name} {weight.text}" for name, weight in weights if weight.micro != MICRO]
    return f"Weights other than 1: {join_some(odd, 6)}." if odd else "Every question and every play has a weight of 1."


def band_ranges(playbook: Playbook) -> Iterator[Fact]:
    """Every band with its range in words."""
    scoring = playbook.scoring
    for band in scoring.bands:
        low, high = band.low.text, band.high.text
        first, last = band is scoring.bands[0], band is scoring.bands[-1]
        if band.low.micro == band.high.micro:
            text = f"exactly {low}"
        elif scoring.edge == "upper":
            text = f"{low} to {high}" if first else f"above {low}, up to {high}"
        else:
            text = f"{low} to {high}" if last else f"{low} or more, below {high}"
        yield Fact(one_line(band.label), text)


def level_meanings(playbook: Playbook) -> Iterator[Fact]:
    """What each level of the shared scale means."""
    for level in playbook.scale:
        if level.text:
            name = f", {one_line(level.name)}" if level.name else ""
            yield Fact(f"{level.key}{name}", one_line(level.text))


def exclusion_facts(assessment: Assessment) -> Iterator[Fact]:
    """Questions without a level, each with its reason."""
    for question_score in assessment.question_scores:
        if question_score.state == NOT_ASKED:
            reason = condition_sentence(assessment, question_score.question)
            counted = otherwise_words(question_score.question)
            yield Fact(sentences.name_question(question_score.question), f"Not asked, {counted}: {reason}")
        elif question_score.state in (NOT_APPLICABLE, UNKNOWN):
            answer = assessment.answers.by_question[question_score.id]
            words = [sentences.format_answer(question_score), safe_lines(answer.reason or answer.agreed or answer.note)]
            yield Fact(sentences.name_question(question_score.question), ": ".join(filter(None, words)))


def deviation_rows(playbook: Playbook) -> Iterator[Deviation]:
    """What overlays changed, with the texts as they were."""
    for one in playbook.deviations:
        yield one._replace(what=one_line(one.what), before=one_line(one.before))


def source_rows(playbook: Playbook) -> Iterator[SourceRow]:
    """The publications that the playbook rests on."""
    for one in playbook.provenance.sources:
        yield SourceRow(one.id, one_line(one.title), one_line(one.date), one_line(one.rights), safe_link(one.link))


def digest_facts(assessment: Assessment) -> Iterator[Fact]:
    """By what the playbook and the answers can be recognized again."""
    playbook, header = assessment.playbook, assessment.answers.header
    yield Fact("Playbook", f"{playbook.id}, version {playbook.version}")
    if playbook.overlays:
        yield Fact("Overlays", join_words(playbook.overlays))
    yield Fact("Digest of the playbook", playbook_digest(playbook))
    if digest := answers_digest(assessment):
        yield Fact("Digest of the answer file", f"{digest} (the first 16 digits of its SHA-256)")
    if header.version and header.version != playbook.version:
        yield Fact("Version that was answered", one_line(header.version))


def answers_digest(assessment: Assessment) -> str:
    """The first 16 digits of the SHA-256 of the answer file; '' where the answers come from none."""
    page = assessment.answers.header.where.page
    return hashlib.sha256(page.content.encode("utf-8")).hexdigest()[:16] if page is not None else ""
