"""A report as lines for a terminal: the brief, then the sections of the standard report, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cxassess.output.terminal import console, print_table
from cxassess.text import one_line, safe_lines

if TYPE_CHECKING:
    from cxassess.report.figures.model import AnswerStrip, LevelProfile
    from cxassess.report.single.brief_model import Brief, Finding
    from cxassess.report.single.model import Report
    from cxassess.report.single.standard_model import Fact, PlanGroup

Block = tuple[str, Iterable[str]]
"""Lines under a heading; nothing is printed where there is no line."""


def print_report(report: Report, *, brief_only: bool = False) -> None:
    """Print the brief and, unless that is all, where we stand, the focus areas, the other plays, the plan and the trust."""
    out, brief = console(), report.brief
    for line in filter(None, (report.marking, report.withheld, brief.subject, brief.topic)):
        out.print(one_line(line))
    out.print()
    out.print(one_line(brief.headline), style="bold")
    if brief.sentences:
        out.print(one_line(" ".join(brief.sentences)))
    out.print()
    _print_strip(out, report.figures.strip)
    _print_blocks(out, _brief_blocks(brief))
    if not brief_only:
        _print_blocks(out, _position_blocks(report))
        _print_changes(out, report.figures.profile)
        _print_levels(out, report)
        _print_blocks(out, _later_blocks(report))


def _print_strip(out: Any, strip: AnswerStrip) -> None:
    """Every answer at a glance: marks in a row, or, where lines are read aloud, in words."""
    heads = [strip.part_head, "Answers", strip.reached_head, strip.score_head, strip.target_head]
    sides = ["wrap", "left", "right", "right", "right"]
    rows = [
        [
            f"{row.title}{' (focus)' if row.focus else ''}",
            " ".join(cell.mark or "_" for cell in row.cells),
            row.reached,
            row.score,
            row.target or "none set",
        ]
        for row in strip.rows
    ]
    shown = [at for at, head in enumerate(heads) if head]
    header = [(heads[at], sides[at]) for at in shown]
    spoken = [{1: row.spoken} for row in strip.rows]
    print_table(out, header, [[row[at] for at in shown] for row in rows], last_bold=False, spoken=spoken)
    key = [f"{entry.mark} {entry.meaning}".strip() for entry in strip.key]
    if key:
        out.print(one_line(" · ".join(key)))


def _print_changes(out: Any, profile: LevelProfile | None) -> None:
    """The scores and how they changed; without an earlier assessment the brief says all of it."""
    if profile is None or not profile.change_head:
        return
    out.print()
    header = [(profile.part_head, "wrap"), (profile.score_head, "right"), (profile.change_head, "left")]
    rows = [
        [line.title, line.score, f"{line.change}{f' on {line.counted}' if line.counted else ''}" or "not compared"]
        for line in profile.lines
    ]
    print_table(out, header, rows)


def _print_blocks(out: Any, blocks: Iterable[Block]) -> None:
    for heading, lines in blocks:
        printed = [safe_lines(line).replace("\n", "\n  ") for line in lines if line]
        if not printed:
            continue
        out.print()
        if heading:
            out.print(one_line(heading), style="bold")
        for line in printed:
            out.print(line)


def _brief_blocks(brief: Brief) -> Iterator[Block]:
    yield "", [brief.findings_note]
    yield brief.works_title, map(_finding, brief.works)
    yield brief.weak_title, map(_finding, brief.weak)
    actions = [
        _join(f"{row.due}." if row.due else "", row.text.rstrip("."), _in_parentheses(row.owner, row.by))
        for row in brief.actions
    ]
    yield (
        brief.actions_title,
        [*(f"- {line}" for line in actions), f"{brief.more_actions}." if brief.more_actions else ""],
    )
    requests = [_join(row.lead, row.text, _in_parentheses(row.who)) for row in brief.requests]
    yield "What we ask of you", [f"{number}. {line}." for number, line in enumerate(requests, 1)]
    yield "How far to trust this", brief.trust


def _position_blocks(report: Report) -> Iterator[Block]:
    position, comparison = report.standard.position, report.comparison
    yield (
        "Where we stand",
        [
            f"{position.finding}." if position.finding else "",
            *position.sentences,
            *(f"{row.title}: {row.answered} answered. Open: {row.questions}." for row in position.open),
        ],
    )
    if comparison is not None:
        yield comparison.terms.title, [comparison.other_subject]
        for part in position.moved:
            then, now = comparison.terms.then_head, comparison.terms.now_head
            lines = [f"- {row.question} ({row.id}). {then}: {row.then}. {now}: {row.now}." for row in part.rows]
            yield part.title, [*lines, part.more]
        yield "", position.not_compared


def _print_levels(out: Any, report: Report) -> None:
    """The level that each play has reached, and what the next one needs."""
    levels = report.standard.position.levels
    if levels:
        out.print()
        header = [
            (report.part, "wrap"),
            ("Level reached", "left"),
            ("For the next level", "wrap"),
            ("Answered", "left"),
        ]
        rows = [[row.title, row.reached, row.following or "the highest is reached", row.answered] for row in levels]
        print_table(out, header, rows)


def _later_blocks(report: Report) -> Iterator[Block]:
    focus, plan, trust = report.standard.focus, report.standard.plan, report.standard.trust
    yield "Focus areas", [_join(focus.note, focus.more)]
    for area in focus.areas:
        steps = "What we will do" if area.planned else "Next steps proposed"
        yield area.title, [_facts(area.facts), *map(_finding, area.found), *_listed(steps, area.steps)]
    for play in report.standard.plays:
        labeled = [("Strongest", _said(one)) for one in play.strongest]
        labeled += [("Weakest", _said(one)) for one in play.weakest]
        labeled += [("Planned" if play.planned else "Proposed", play.step)]
        yield play.title, [_facts(play.facts), *(f"{label}: {text}" for label, text in labeled if text)]
    yield "Action plan", [plan.note]
    for group in (*plan.groups, *plan.closed):
        yield group.title, _actions(group)
    yield "", [plan.more]
    proposals = [f"- {row.play}, within {row.when}: {row.name} ({row.id}). {row.text}" for row in plan.proposals]
    yield "Proposals, not decided yet", [*proposals, plan.more_proposals]
    yield "How far to trust the result", [*trust.sources, trust.open_note, *map(_finding, trust.open), trust.more_open]
    yield "What does not apply", [*map(_finding, trust.left_out), trust.more_left_out]
    differed = [
        _join(f"- {row.name} ({row.id}): {row.votes}.", f"Agreed: {row.agreed}.", row.reason) for row in trust.differed
    ]
    yield "Where people differed", [trust.votes, *differed, trust.more_differed]
    flags = [
        _join(f"- {one.text}", f"The people who answered say: {one.reason}" if one.reason else "")
        for one in report.flags
    ]
    yield "What to bear in mind", flags
    yield "How scores are made", trust.rule
    yield "What this rests on", trust.edition


def _finding(finding: Finding) -> str:
    return f"- {_said(finding)}"


def _said(finding: Finding) -> str:
    """`Staff tools (P3.7), level 2: Two counters share one screen.`"""
    return _join(f"{finding.name} ({finding.id}), {finding.level}:", finding.text).rstrip(":")


def _actions(group: PlanGroup) -> Iterator[str]:
    for row in group.rows:
        done = f"Done when: {row.measure.rstrip('.')}." if row.measure else ""
        where = f"{row.play}:" if row.play else ""
        yield f"- {_join(where, row.text.rstrip('.'), _in_parentheses(row.owner, row.by, row.status))}. {done}".rstrip()


def _listed(heading: str, lines: Iterable[str]) -> Iterator[str]:
    listed = [f"- {line}" for line in lines]
    if listed:
        yield f"{heading}:"
        yield from listed


def _facts(facts: Iterable[Fact]) -> str:
    """`Score: 2.29. Level reached: 2 of 5, Ad hoc.`"""
    return " ".join(f"{fact.label}: {fact.value}." for fact in facts)


def _in_parentheses(*words: str) -> str:
    shown = ", ".join(filter(None, words))
    return f"({shown})" if shown else ""


def _join(*parts: str) -> str:
    return " ".join(filter(None, parts))
