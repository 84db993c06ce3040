"""The strip of answers: a row for each play, strongest first, with every answer as a cell from the highest to the lowest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from cxassess.answers import NOT_APPLICABLE, NOT_ASKED, UNANSWERED, UNKNOWN
from cxassess.charts.labels import fit
from cxassess.charts.model import AnswerCell, AnswerStrip, KeyEntry, StripRow
from cxassess.playbook import Level, Playbook, rescaled
from cxassess.report import sentences
from cxassess.report.figures.scale import by_score, label
from cxassess.scoring import Assessment, QuestionScore, Score
from cxassess.scoring.measures import height
from cxassess.scoring.model import Counts
from cxassess.text import join_words, one_line, shorten_at_word

STEPS = 5
# Where a title has one line on paper, in tenths of a pixel; reports/leadership/figures.css sets the same.
TITLE_SIZE, TAG_WIDTH = 111, 480
CELLS_WIDTHS = ((8, 1650), (10, 2030), (14, 2350))  # of the column of cells, by the most cells in a row
TABLE_WIDTH, MAX_CELLS_WIDTH, NUMBERS_WIDTH, TARGET_WIDTH = 6620, 2660, 1330, 540
MAX_MARK = 2  # characters of a level's key that fit into a cell
MAX_NAME = 24  # characters of the name of a level
MAX_NAMED = 6  # levels that the key names; of more, the lowest and the highest
# For answers without a level: what is in the cell, and what it means.
_STATES = {
    UNKNOWN: ("?", "not known"),
    UNANSWERED: ("", "not answered"),
    NOT_APPLICABLE: ("–", "does not apply"),
    NOT_ASKED: ("–", "not asked"),
}


def answer_strip(assessment: Assessment, view: str = "", focus: Collection[str] = ()) -> AnswerStrip:
    """The strip of the plays, or of the groups of a view; `focus` holds the ids of those that are marked."""
    groups, part = by_score(assessment.parts(view)), "group" if view else "play"
    marks, (counted, reached_head) = _marks(assessment.playbook), _threshold(assessment)
    most_cells = max((len(group.question_scores) for group in groups), default=0)
    room = _title_width(most_cells, any(group.target is not None for group in groups))
    used = {one.state for group in groups for one in group.question_scores if not one.level}
    rows = tuple(_row(assessment, group, marks, counted, group.id in focus, room) for group in groups)
    return AnswerStrip(
        caption=f"Every answer, by {part}",
        part_head=f"{part.capitalize()}, strongest first"
        if assessment.overall.counts.half_answered
        else part.capitalize(),
        # A yes and a no are not called levels.
        cells_head=f"Every answer{', by level' if all(map(str.isdecimal, marks.values())) else ''}, highest first",
        # Where every question counts one point, the score says the same.
        reached_head=reached_head if any(row.reached != row.score for row in rows) else "",
        score_head="Score",
        target_head=_target_head(assessment, groups),
        most_cells=most_cells,
        rows=rows,
        key=tuple(_key(assessment.playbook, marks, used)),
    )


def _title_width(most_cells: int, has_targets: bool) -> int:
    """How wide a title may be beside rows of so many cells."""
    cells = next((width for most, width in CELLS_WIDTHS if most_cells <= most), MAX_CELLS_WIDTH)
    return TABLE_WIDTH - cells - NUMBERS_WIDTH - TARGET_WIDTH * has_targets


def _row(
    assessment: Assessment, group: Score, marks: dict[str, str], counted: frozenset[str], focus: bool, room: int
) -> StripRow:
    order = list(_STATES)
    ranked = sorted(group.question_scores, key=lambda one: -height(one) if one.level else 1 + order.index(one.state))
    reached = sum(one.level in counted for one in ranked)
    return StripRow(
        id=group.id,
        title=fit(label(group), room - TAG_WIDTH * focus, TITLE_SIZE),
        cells=tuple(_cell(one, marks) for one in ranked),
        spoken=_spoken(ranked),
        reached=_reached(reached, group.counts) if counted else "",
        score=sentences.score_cell(assessment, group),
        target=assessment.show(group.target) or "",
        focus=focus,
    )


def _reached(reached: int, counts: Counts) -> str:
    """`4 of 7`; without an answer, that there is none."""
    if counts.answered:
        return f"{reached} of {counts.applicable}"
    return "not answered" if counts.applicable else "none apply"


def _cell(question_score: QuestionScore, marks: dict[str, str]) -> AnswerCell:
    """The cell of an answer: its level's mark, or else the place of the level among those of its question.

    Its color is its height between the lowest and highest value of its question, in five steps.
    """
    key = question_score.level
    if not key:
        return AnswerCell(_STATES[question_score.state][0], 0)
    mark = marks.get(key) or str([*question_score.question.by_key].index(key) + 1)
    return AnswerCell(mark, min(STEPS, 1 + int(height(question_score) * STEPS)))


def _marks(playbook: Playbook) -> dict[str, str]:
    """A short mark for each key of a level; {} where no short marks can tell all keys apart."""
    keys = dict.fromkeys(level.key for question in playbook.questions() for level in question.levels)
    if all(len(key) <= MAX_MARK for key in keys):
        return {key: key for key in keys}
    initials = {key: key[:1].upper() for key in keys}
    return initials if len(set(initials.values())) == len(keys) else {}


def _spoken(ranked: Sequence[QuestionScore]) -> str:
    """The answers of a row in words: `2 at level 4, 3 at level 2, 1 not known`."""
    names = [_in_words(one) for one in ranked]
    return ", ".join(f"{count} {name}" for name, count in Counter(names).items()) or "no questions"


def _in_words(question_score: QuestionScore) -> str:
    """`at level 4`, `yes` or `not known`."""
    level = question_score.level
    return f"at level {level}" if level.isdecimal() else level or _STATES[question_score.state][1]


def _threshold(assessment: Assessment) -> tuple[frozenset[str], str]:
    """The keys of the levels that are counted, and what they are called above their column.

    They begin above the level that the whole has reached, or are the highest; none where questions have levels of their
    own.
    """
    playbook = assessment.playbook
    gate, levels = playbook.scoring.gate, _shared_levels(playbook)
    if gate is not None and gate.by == "stage":
        return frozenset(gate.passing), f"Answered {join_words(gate.passing, 'or')}"
    if len(levels) < 2:
        return frozenset(), ""
    # Any answer reaches the lowest level, so that would not tell plays apart.
    first = max(1, min(_levels_reached(assessment), len(levels) - 1))
    level, is_highest = levels[first], first == len(levels) - 1
    if level.key.isdecimal():
        name = f"Level {level.key}"
    else:
        name = f"Answered {level.key}" if is_highest else one_line(level.name) or level.key
    head = name if is_highest else f"{name} or above"
    return frozenset(level.key for level in levels[first:]), head


def _shared_levels(playbook: Playbook) -> Sequence[Level]:
    """The levels that all questions have, lowest first; none where keys differ."""
    questions = [*playbook.questions()]
    keys = {tuple(level.key for level in question.levels) for question in questions}
    return questions[0].levels if len(keys) == 1 else ()


def _levels_reached(assessment: Assessment) -> int:
    """How many levels the whole has reached, by the gate or else by the score; half of them where neither says it."""
    levels, overall = _shared_levels(assessment.playbook), assessment.overall
    if overall.gate is not None:
        return sum(int(level.key) <= overall.gate for level in levels)
    scale = assessment.playbook.scale
    if overall.score is None or not scale or assessment.playbook.scoring.method == "sum":
        return len(levels) // 2
    return sum(rescaled(assessment.playbook, level.value.exact) <= overall.score for level in scale)


def _target_head(assessment: Assessment, groups: Sequence[Score]) -> str:
    """The head of the column of targets, with the year where all have the same; '' where no row has a target."""
    targets = [assessment.answers.targets[group.id] for group in groups if group.target is not None]
    years = {target.by.year if target.by else None for target in targets}
    year = years.pop() if len(years) == 1 else None
    return f"Target {year}" if year else "Target" if targets else ""


def _key(playbook: Playbook, marks: dict[str, str], used: Collection[str]) -> Iterator[KeyEntry]:
    """What the marks mean: all levels, so that nobody takes the highest answer for the highest level, and signs in use."""
    levels, names = _shared_levels(playbook), _names(playbook)
    named = {marks[key]: name for key, name in names.items() if marks and name not in ("", marks[key])}
    if not marks:
        yield KeyEntry("1", "the lowest level of its question")
    elif not levels:
        yield KeyEntry("", "darker: a higher level of its question")
    elif len(levels) > MAX_NAMED or not named:
        named = {marks[levels[0].key]: "lowest", marks[levels[-1].key]: "highest"}
    for mark, name in [*named.items()][:MAX_NAMED]:
        yield KeyEntry(mark, shorten_at_word(name, MAX_NAME))
    meanings: dict[str, list[str]] = {}
    for state, (mark, meaning) in _STATES.items():
        if state in used:
            meanings.setdefault(mark, []).append(meaning)
    for mark, several in meanings.items():
        yield KeyEntry(mark, ", or ".join(several) if mark else f"empty: {several[0]}")


def _names(playbook: Playbook) -> dict[str, str]:
    """The names of levels by key; a key that is a word is its own name."""
    levels = {level.key: level for question in playbook.questions() for level in question.levels}
    return {key: one_line(level.name) or ("" if key.isdecimal() else key) for key, level in levels.items()}
