"""The report put together, section by section, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.answers import redact
from cxassess.playbook.shared_content import NO_SHARED_CONTENT, SharedContent, terms_used
from cxassess.portfolio.role_results import role_results, without_small
from cxassess.report import figures, sentences
from cxassess.report.agreement import role_note, role_rows
from cxassess.report.single import asks, flags, focus, method, plan, play_record, plays, score_rows, trust
from cxassess.report.single.brief import brief
from cxassess.report.single.comparison import compare
from cxassess.report.single.explanation import workings
from cxassess.report.single.model import Fact, Report, RolesPart, Standard
from cxassess.report.single.standard_fit import STEPS, fits
from cxassess.scoring import Assessment
from cxassess.text import one_line


def compose(
    assessment: Assessment,
    earlier: Assessment | None = None,
    shared: SharedContent = NO_SHARED_CONTENT,
    *,
    view: str = "",
    withhold: Sequence[str] = (),
    explain: bool = False,
) -> Report:
    """The report of an assessment, compared with an earlier one where that is given.

    shared: the agency examples and the glossary beside the playbook.
    view: the id of a view whose groups replace the plays.
    withhold: what to leave out of this copy, of redact.PARTS.
    explain: whether the working of each score follows as an appendix.
    """
    # Before anything is withheld: evidence that is not shown is still there, and so are those who answered.
    roles = _roles(assessment, names="names" not in withhold)
    flag_parts = flags.find_flags(assessment, names="names" not in withhold)
    assessment = assessment._replace(answers=redact.redact(assessment.answers, withhold))
    if "notes" in withhold:
        flag_parts = tuple(flag._replace(reason=redact.WITHHELD if flag.reason else "") for flag in flag_parts)
    playbook, header = assessment.playbook, assessment.answers.header
    parts = assessment.parts(view)
    focused = [play.id for play in focus.focus_plays(assessment, parts)[0]]
    withheld, drawn = redact.withheld_sentence(withhold), figures.draw(assessment, earlier, view, focused)
    view_title = next((one_line(one.title) for one in playbook.views if one.id == view), "")
    comparison = None if earlier is None else compare(assessment, earlier, view)
    votes = drawn.votes.sentence if drawn.votes else ""
    for limits in STEPS:  # until the standard report has at most eight pages with the brief
        shortened = Standard(
            position=score_rows.position(assessment, parts, comparison, view, limits),
            focus=focus.focus_part(assessment, parts, shared, limits),
            plays=tuple(plays.play_briefs(assessment, parts, focused, limits.play, limits.title)),
            plan=plan.plan_part(assessment, focused, limits),
            trust=trust.trust_part(assessment, flag_parts, withheld, votes, limits),
        )
        if fits(shortened, len(parts)):
            break
    moved, not_compared = score_rows.all_changes(comparison, shortened.position)
    return Report(
        title="Customer experience maturity report",
        language="en-US",
        brief=brief(assessment, parts, focused, drawn.strip, comparison=comparison, view=view_title),
        subject=sentences.format_subject(assessment),
        subject_lines=tuple(_subject_lines(assessment)),
        date=header.date,
        date_text=sentences.format_date(header.date),
        edition=sentences.format_edition(playbook),
        marking=one_line(header.marking),
        author=one_line(header.subject.agency),
        ours=playbook.provenance.ours_in_brief,
        withheld=withheld,
        view=view,
        part="Group" if view else "Play",
        figures=drawn,
        comparison=comparison,
        standard=shortened,
        plays=tuple(play_record.play_parts(assessment, comparison, shared, view)),
        actions=plan.all_actions(assessment, shortened.plan),
        planned=tuple(plan.planned_actions(assessment)),
        asks=tuple(asks.all_asks(assessment, parts)),
        moved=moved,
        not_compared=not_compared,
        views=tuple(score_rows.view_parts(assessment, view)),
        differed=tuple(trust.differed_parts(assessment)),
        flags=flag_parts,
        roles=roles,
        guide=tuple(map(one_line, playbook.guide)),
        method=tuple(method.method_sentences(assessment)),
        bands=tuple(method.band_ranges(playbook)),
        levels=tuple(method.level_meanings(playbook)),
        exclusions=tuple(method.exclusion_facts(assessment)),
        deviations=tuple(method.deviation_rows(playbook)),
        set_aside=assessment.answers.set_aside,
        provenance=tuple(one_line(text) for text in (playbook.provenance.summary, playbook.provenance.ours) if text),
        sources=tuple(method.source_rows(playbook)),
        digests=tuple(method.digest_facts(assessment)),
        glossary=tuple(
            Fact(one_line(term), one_line(meaning)) for term, meaning in terms_used(playbook, shared.glossary)
        ),
        workings=tuple(workings(assessment, earlier, view)) if explain else (),
    )


def _roles(assessment: Assessment, *, names: bool) -> RolesPart | None:
    """Results by role; without names only of roles that many people share."""
    results = role_results(assessment)
    if results is None:
        return None
    shown = results if names else without_small(results)
    return RolesPart(tuple(role_rows(assessment, shown)), role_note(shown))


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
