"""The plays to focus on: chosen in the answer file, or proposed as those furthest from their aims."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.planning.gaps import BEST_SCORE, OVERALL_TARGET, OWN_TARGET, Gaps, measure_gaps
from cxassess.playbook.shared_content import SharedContent
from cxassess.report.sentences import is_or_are
from cxassess.report.single.findings import answer_line, first_words, short_title
from cxassess.report.single.headline import has_result
from cxassess.report.single.plays import brief_facts, fitting_examples, next_steps, weakest_answers
from cxassess.report.single.standard_fit import Limits
from cxassess.report.single.standard_model import FocusArea, FocusPart
from cxassess.scoring import Assessment, Score
from cxassess.text import join_some

MAX_PROPOSED = 2
MAX_AREAS = 4  # focus areas that are shown in full
MAX_STEPS = 3  # actions, or next steps, named with each


def focus_plays(assessment: Assessment, parts: Sequence[Score]) -> tuple[list[Score], str]:
    """The chosen focus areas, or at most two proposed ones, and a sentence that says which and why.

    None where fewer than half of the questions that apply are answered: nobody can say yet what is weak.
    """
    if not has_result(assessment):
        return [], ""
    known = {play.id: play for play in assessment.plays}
    chosen = [known[id] for id in assessment.answers.focus if id in known]
    if chosen:
        return chosen, "Chosen by the people who answered."
    gaps = measure_gaps(assessment, parts)
    ranked = sorted((part for part in parts if gaps.by_play[part.id] > 0), key=lambda part: -gaps.by_play[part.id])
    if not ranked:
        return [], _no_area_sentence(parts)
    kind = "plays" if parts == assessment.plays else "groups"
    note = f"Proposed from the results, not yet chosen by people: the {kind} {aim_sentence(gaps)}."
    return ranked[:MAX_PROPOSED], f"{note}{_tie_sentence(ranked, gaps)}"


def focus_part(assessment: Assessment, parts: Sequence[Score], shared: SharedContent, limits: Limits) -> FocusPart:
    """The focus areas in full, at most four; the others are named."""
    plays, note = focus_plays(assessment, parts)
    areas = tuple(_focus_area(assessment, play, play in parts, shared, limits) for play in plays[:MAX_AREAS])
    others = [short_title(play.title) for play in plays[MAX_AREAS:]]
    more = f"Focus areas as well, and in the full record: {join_some(others, MAX_AREAS)}." if others else ""
    return FocusPart(note, areas, more)


def aim_sentence(gaps: Gaps) -> str:
    """What gaps are measured from, as the end of a sentence about plays."""
    by_weight = ", weighted by play," if gaps.weighted else ""
    aims = {
        OWN_TARGET: "their targets",
        OVERALL_TARGET: "their targets, or the target for the whole where they have none",
        BEST_SCORE: "the best they could score",
    }
    return f"furthest{by_weight} below {aims[gaps.aim]}"


def _tie_sentence(ranked: Sequence[Score], gaps: Gaps) -> str:
    last = ranked[:MAX_PROPOSED][-1]
    more = [short_title(part.title) for part in ranked[MAX_PROPOSED:] if gaps.by_play[part.id] == gaps.by_play[last.id]]
    if not more:
        return ""
    return f" {join_some(more, 3)} {is_or_are(len(more))} just as far below as {short_title(last.title)}; ties follow the order of the questionnaire."


def _no_area_sentence(parts: Sequence[Score]) -> str:
    scored = any(part.score is not None for part in parts)
    why = "Everything with a score has reached its target" if scored else "Nothing has a score"
    return f"{why}, so no focus area is proposed."


def _focus_area(assessment: Assessment, play: Score, linked: bool, shared: SharedContent, limits: Limits) -> FocusArea:
    planned, steps = next_steps(assessment, play, MAX_STEPS, limits.action)
    known = assessment.playbook.play_by_id.get(play.id)
    examples = fitting_examples(shared.examples, known.examples if known else (), play)
    asked = known.leader_questions if known else ()
    return FocusArea(
        id=play.id,
        title=short_title(play.title, limits.title),
        linked=linked,
        facts=tuple(brief_facts(assessment, play)),
        found=tuple(
            answer_line(assessment, one, limits.note) for one in weakest_answers(assessment, play)[: limits.found]
        ),
        planned=planned,
        steps=steps,
        example=next(examples, None) if limits.example else None,
        leader_questions=tuple(first_words(one, limits.note) for one in asked[: limits.questions]),
    )
