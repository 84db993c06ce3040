"""The action plan: open actions by play, the overdue first; those that are closed; next steps where nothing is planned."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from cxassess.answers import Action
from cxassess.answers.model import DONE, DROPPED
from cxassess.planning.actions import has_owner, is_overdue, open_actions, status, status_text
from cxassess.report.sentences import format_date, format_date_short, format_missing, is_or_are, question_label
from cxassess.report.single.findings import MAX_TITLE, first_words, short_name, short_title
from cxassess.report.single.headline import has_result
from cxassess.report.single.model import PlannedAction
from cxassess.report.single.plays import proposed_answers
from cxassess.report.single.standard_fit import Limits
from cxassess.report.single.standard_model import PlanGroup, PlanPart, PlanRow, Proposal
from cxassess.scoring import Assessment, Score
from cxassess.text import count_words, join_words, one_line, safe_lines

MAX_CLOSED = 8  # done and dropped actions there, together
MAX_STEP_WORDS = 25  # of a next step that is proposed
MAX_PROPOSALS = 12
MAX_AREA_STEPS = 2  # next steps proposed for a focus area; one for any other play
WHOLE = "The whole assessment"


def plan_part(assessment: Assessment, focus: Collection[str], limits: Limits) -> PlanPart:
    """The plan as the standard report has it: at most 20 open actions, each in few words."""
    actions = assessment.answers.actions
    shown = open_actions(actions)
    closed = [action for action in actions if action not in shown]
    more = len(shown[limits.actions :]) + len(closed[MAX_CLOSED:])
    proposals = [*_proposals(assessment, focus, limits)]
    rest = len(proposals[MAX_PROPOSALS:])
    return PlanPart(
        note=plan_note(assessment),
        groups=tuple(_groups(assessment, shown[: limits.actions], limits)),
        more=f"And {count_words(more, 'more action')} in the full record." if more else "",
        closed=tuple(_closed(assessment, closed[:MAX_CLOSED], limits)),
        proposals=tuple(proposals[:MAX_PROPOSALS]),
        more_proposals=f"And {rest} more." if rest else "",
    )


def all_actions(assessment: Assessment, plan: PlanPart) -> tuple[PlanGroup, ...]:
    """Every action in its whole words, for the record; none where the plan shows them so already."""
    actions = assessment.answers.actions
    shown = open_actions(actions)
    whole = [
        *_groups(assessment, shown, None),
        *_closed(assessment, [one for one in actions if one not in shown], None),
    ]
    return () if whole == [*plan.groups, *plan.closed] else tuple(whole)


def planned_actions(assessment: Assessment) -> Iterator[PlannedAction]:
    """Every action as data, in the order of the answers."""
    date = assessment.answers.header.date
    for one in assessment.answers.actions:
        yield PlannedAction(
            id=one.id,
            play=one.play,
            questions=one.questions,
            text=one.text,
            owner=one.owner,
            by=one.by,
            measure=one.measure,
            status=status(one),
            overdue=is_overdue(one, date),
        )


def _groups(assessment: Assessment, actions: Sequence[Action], limits: Limits | None) -> Iterator[PlanGroup]:
    """The overdue actions, then those of each play, the play with the earliest date first."""
    date, titles = assessment.answers.header.date, _titles(assessment, limits)
    late = [action for action in actions if is_overdue(action, date)]
    if late:
        rows = tuple(_row(action, limits, titles.get(action.play, WHOLE)) for action in late)
        yield PlanGroup(f"Overdue on {format_date(date)}", rows)
    rest = [action for action in actions if action not in late]
    for play in dict.fromkeys(action.play for action in rest):
        rows = tuple(_row(action, limits) for action in rest if action.play == play)
        yield PlanGroup(titles.get(play, WHOLE), rows)


def _closed(assessment: Assessment, actions: Sequence[Action], limits: Limits | None) -> Iterator[PlanGroup]:
    titles = _titles(assessment, limits)
    for word, title in ((DONE, "Done"), (DROPPED, "Dropped")):
        rows = [_row(one, limits, titles.get(one.play, WHOLE)) for one in actions if status(one) == word]
        if rows:
            yield PlanGroup(title, tuple(row._replace(status="") for row in rows))


def _titles(assessment: Assessment, limits: Limits | None) -> dict[str, str]:
    most = limits.title if limits else MAX_TITLE
    return {play.id: short_title(play.title, most) for play in assessment.plays}


def _row(action: Action, limits: Limits | None, play: str = "") -> PlanRow:
    """An action in as many words as there are for one; in its own words without limits."""
    text, measure, owner = safe_lines(action.text), safe_lines(action.measure), one_line(action.owner)
    if limits:
        text, measure = first_words(text, limits.action), first_words(measure, limits.measure)
        owner = short_name(owner, limits.name)
    said = status_text(action)
    return PlanRow(
        text=text,
        owner=owner,
        by=format_date_short(action.by),
        measure=measure,
        status="" if said == "planned" else short_name(said),
        play=play,
    )


def plan_note(assessment: Assessment) -> str:
    """How many actions are open and overdue, and whether every one can be followed up."""
    actions, date = assessment.answers.actions, assessment.answers.header.date
    shown = open_actions(actions)
    if not actions:
        return "No action is planned yet."
    if not shown:
        return "No action is open."
    late = sum(is_overdue(action, date) for action in shown)
    overdue = f", {late} of them overdue on {format_date(date)}" if late else ""
    return f"{count_words(len(shown), 'action')} {is_or_are(len(shown))} open{overdue}. {' '.join(_missing(shown))}".strip()


def _missing(actions: Sequence[Action]) -> Iterator[str]:
    """What open actions lack."""
    lacking = [
        f"{count} without {what}"
        for what, count in (
            ("an owner", sum(not has_owner(action) for action in actions)),
            ("a date", sum(action.by is None for action in actions)),
            ("a sign that shows when it is done", sum(not action.measure.strip() for action in actions)),
        )
        if count
    ]
    if lacking:
        yield f"{join_words(lacking).capitalize()}."
    else:
        yield "Each has an owner, a date and a sign that shows when it is done."


def _proposals(assessment: Assessment, focus: Collection[str], limits: Limits) -> Iterator[Proposal]:
    """What the answers call for in plays without an action: within 90 days in focus areas, else within a year."""
    planned = {action.play for action in open_actions(assessment.answers.actions)}
    plays = assessment.plays if has_result(assessment) else ()
    for play in sorted(plays, key=lambda play: play.id not in focus):
        is_focus = play.id in focus
        if play.id in planned:
            continue
        for one in proposed_answers(assessment, play)[: MAX_AREA_STEPS if is_focus else 1]:
            yield Proposal(
                play=short_title(play.title, limits.title),
                id=one.id,
                name=short_name(question_label(one.question)),
                text=first_words(one.question.next[one.level], MAX_STEP_WORDS),
                when="90 days" if is_focus else "12 months",
            )


def target_sentence(assessment: Assessment, result: Score) -> str:
    """How far a score is from its target, in a sentence; '' where it has none."""
    if result.target is None:
        return ""
    wanted = assessment.answers.targets[result.id]
    by = f" by {format_date(wanted.by)}" if wanted.by else ""
    owner = f" ({short_name(wanted.owner)})" if wanted.owner.strip() else ""
    shown, missing = assessment.show(result.target), format_missing(assessment, result)
    if not missing:
        return f"The target of {shown}{by and by + ','} is reached{owner}."
    return f"The target is {shown}{by}{owner}, {missing} above the current score."
