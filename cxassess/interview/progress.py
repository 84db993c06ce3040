"""Where a play or the whole stands, as lines: score, band, gate, what is open, what to look at."""

from __future__ import annotations

from collections.abc import Iterator

from cxassess.interview.frontends.frontend import HEADING, Line
from cxassess.interview.messages import commands, counted, place, some
from cxassess.interview.session import Session
from cxassess.playbook import Play
from cxassess.scoring import Assessment, Score
from cxassess.text import join_words, one_line


def closing(session: Session, play: Play, assessment: Assessment | None) -> Line:
    """One line on where a play stands."""
    found = [] if assessment is None else [one for one in assessment.plays if one.id == play.id]
    scored = "".join(_scored(assessment, result) for result in found) if assessment else ""
    left = session.open(play)
    rest = f" No answer yet: {some(left)}." if left else ""
    return Line(f"{place(session, play)}: {counted(session, play)}.{scored}{rest}", HEADING)


def _scored(assessment: Assessment, result: Score) -> str:
    """Score, band and gate, with a space before them; '' where there is no score."""
    from cxassess.report.sentences import points

    shown = points(assessment, result)
    if not shown:
        return ""
    band = f", {one_line(result.band.label or result.band.name)}" if result.band is not None else ""
    return f" Score {shown}{band}.{_gate(assessment, result)}"


def _gate(assessment: Assessment, result: Score) -> str:
    from cxassess.report.gates import level_name

    gate = assessment.playbook.scoring.gate
    if gate is None or result.gate is None:
        return ""
    if gate.by == "stage":
        return f" Gate: {f'stage {result.gate}' if result.gate else 'no stage reached'}."
    return f" Gate: {level_name(assessment.playbook, result.gate) if result.gate else 'no level reached'}."


def ending(session: Session, assessment: Assessment | None, option: str, ways: str = "") -> Iterator[Line]:
    """What is saved, what is open, what to look at before anyone relies on it, and the commands that come next.

    `ways` are the options by which this session was started, to go on in the same way.
    """
    yield Line("")
    yield Line(f"{session.file.path}: {counted(session)}.{_elsewhere(session)}", HEADING)
    named = (
        ("No answer yet", session.open()),
        ("Don't know", session.unknown()),
        ("Not applicable", session.not_applicable()),
        ("Not agreed yet", session.to_agree()),
    )
    yield from (Line(f"{label}: {some(ids)}.") for label, ids in named if ids)
    if session.playbook.hidden and not session.open():
        yield Line(_left_out(session))
    if assessment is not None and session.answered():
        yield from _whole(assessment)
    yield from commands(session, option, ways)


def _left_out(session: Session) -> str:
    """How the rest of the playbook can be asked, where an overlay leaves questions out."""
    count, names = len(session.playbook.hidden), join_words(session.playbook.overlays)
    return (
        f"{count} question{'s' * (count != 1)} of the playbook {'are' if count != 1 else 'is'} left out by {names}. "
        f"To be asked all of them, take that out of 'overlays' in {session.file.path}."
    )


def _elsewhere(session: Session) -> str:
    """What the file holds beyond the plays of this session, with a space before it."""
    if len(session.plays) == len(session.playbook.plays):
        return ""
    left = sum(len(session.open(play)) for play in session.playbook.plays if play not in session.plays)
    rest = f"{left} question{'s' * (left != 1)} of other plays {'has' if left == 1 else 'have'} no answer"
    return f" That is {join_words(play.id for play in session.plays)} only; {rest}."


def _whole(assessment: Assessment) -> Iterator[Line]:
    from cxassess.report.single.flags import flags

    scored = _scored(assessment, assessment.overall)
    if scored:
        yield Line(f"Overall{'' if assessment.complete else ' so far'}:{scored}")
    found = [flag for flag in flags(assessment) if not flag.reason]
    if found:
        yield Line("To look at before anyone relies on it:")
        yield from (Line(f"- {flag.title}: {flag.text}") for flag in found)
