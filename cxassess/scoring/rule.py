"""The rule of a playbook applied to answers: sums of whole numbers, one exact fraction at the end, no rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from cxassess.answers import LEVEL, NOT_APPLICABLE, NOT_ASKED, UNANSWERED, Answers, Target
from cxassess.answers.conditions import NO_CONDITIONS, Conditions, decide_conditions
from cxassess.exact import MICRO
from cxassess.playbook import Playbook, Question, rescaled
from cxassess.scoring.gate import gate_level
from cxassess.scoring.model import Assessment, QuestionScore, Score, band_of
from cxassess.scoring.sums import Range, Row, Sums, Totals, Ways, sums_of


class Views(Mapping[str, tuple[Score, ...]]):
    """The scores of the groups of each view, by the id of the view; each view is scored when it is first asked for."""

    def __init__(self, ids: Sequence[str], score_view: Callable[[str], tuple[Score, ...]]) -> None:
        self._scores: dict[str, tuple[Score, ...] | None] = dict.fromkeys(ids)
        self._score_view = score_view

    def __getitem__(self, id: str) -> tuple[Score, ...]:
        scores = self._scores[id]
        if scores is None:
            scores = self._scores[id] = self._score_view(id)
        return scores

    def __iter__(self) -> Iterator[str]:
        return iter(self._scores)

    def __len__(self) -> int:
        return len(self._scores)


def assess(playbook: Playbook, answers: Answers) -> Assessment:
    """The assessment of these answers by the rule of the playbook."""
    conditions, sums = decide_conditions(playbook, answers), sums_of(playbook)
    by_play = [_rows(ways, sums, answers, conditions) for ways in sums.plays]
    if conditions.undecided:
        totals = [sums.total(rows, _optional(rows, conditions)) for rows in by_play]
        every = [row for rows in by_play for row in rows]
        whole = sums.total(every, _optional(every, conditions))
    else:
        totals = [sums.total(rows) for rows in by_play]
        whole = sums.whole(totals)
    range = sums.overall_range(totals) if playbook.scoring.overall == "plays" else sums.range(whole)

    def score_view(view: str) -> tuple[Score, ...]:
        """Each group scored like a play; a target belongs to a play, never to a group."""
        groups = {
            group.id: (group.title, list[Row]()) for one in playbook.views if one.id == view for group in one.groups
        }
        for row in (row for rows in by_play for row in rows):
            for id in dict.fromkeys(row[0].question.views.get(view, ())):
                if id in groups:
                    groups[id][1].append(row)
        return tuple(_score_part(sums, id, title, rows, conditions) for id, (title, rows) in groups.items())

    targets = answers.targets
    return Assessment(
        playbook=playbook,
        answers=answers,
        overall=_score(sums, "overall", playbook.title, whole, range, targets.get("overall")),
        plays=tuple(
            [
                _score(sums, play.id, play.title, total, sums.range(total), targets.get(play.id))
                for play, total in zip(playbook.plays, totals, strict=True)
            ]
        ),
        views=Views([view.id for view in playbook.views], score_view),
        question_scores=whole.question_scores,
        conditions=conditions,
    )


def _rows(ways: Iterable[Ways], sums: Sums, answers: Answers, conditions: Conditions) -> list[Row]:
    """What each of some questions adds, by its answer and under its condition."""
    rows, by_question = [], answers.by_question
    for one in ways:
        question, by_level, by_state = one
        if conditions is not NO_CONDITIONS and question.when:
            rows.append(sums.row(_count_conditional(sums, question, answers, conditions)))
            continue
        answer = by_question.get(question.id)
        if answer is not None and answer.level:
            rows.append(by_level.get(answer.level) or sums.answered(one, answer.level))
        else:
            state = UNANSWERED if answer is None else answer.state
            rows.append(by_state.get(state) or sums.open(one, state))
    return rows


def _count_conditional(sums: Sums, question: Question, answers: Answers, conditions: Conditions) -> QuestionScore:
    """A question with a condition as it counts: as answered, by the level that counts where it is not asked, or not decided."""
    state = conditions.state(answers, question.id)
    if state == NOT_ASKED:
        value = question.by_key[question.otherwise].value.micro if question.otherwise else None
        return QuestionScore(question, state, question.otherwise, value, value, value)
    one = sums.count(question, state, answers.answer(question.id).level if state == LEVEL else "")
    # Where it turns out to be asked, an answer that it does not apply leaves it out as well.
    left_out = answers.state(question.id) == NOT_APPLICABLE and sums.scoring.not_applicable == "exclude"
    may_drop_out = question.id in conditions.undecided and (left_out or not question.otherwise)
    return one._replace(may_drop_out=True) if may_drop_out else one


def _optional(rows: Iterable[Row], conditions: Conditions) -> list[QuestionScore]:
    """The questions that may drop out, which they do only under a condition."""
    return [row[0] for row in rows if row[0].may_drop_out] if conditions.undecided else []


def _score_part(sums: Sums, id: str, title: str, rows: Sequence[Row], conditions: Conditions) -> Score:
    totals = sums.total(rows, _optional(rows, conditions))
    return _score(sums, id, title, totals, sums.range(totals), None)


def _score(sums: Sums, id: str, title: str, totals: Totals, range: Range, target: Target | None) -> Score:
    now, lowest, highest = range
    return Score(
        id,
        title,
        now,
        lowest,
        highest,
        None if now is None or (sums.by_sum and id != "overall") else band_of(sums.scoring, now),
        gate_level(sums.gate, sums.gate_ends, totals.ranks),
        None if target is None else target_score(sums.playbook, target),
        totals.counts,
        Fraction(totals.possible, MICRO * MICRO) if sums.by_sum else None,
        totals.question_scores,
    )


def part_score(playbook: Playbook, question_scores: Sequence[QuestionScore]) -> Fraction | None:
    """The score of some questions by the rule for a play; None where none of them counts."""
    sums = sums_of(playbook)
    now = sums.range(sums.total([*map(sums.row, question_scores)]))[0]
    return None if now is None else Fraction(*now)


def whole_score(playbook: Playbook, question_scores: Sequence[QuestionScore]) -> Fraction | None:
    """The score of some questions by the rule for the whole; None where none of them counts."""
    if playbook.scoring.overall != "plays":
        return part_score(playbook, question_scores)
    sums = sums_of(playbook)
    plays = members_by_play(playbook, question_scores).values()
    now = sums.overall_range([sums.total([*map(sums.row, members)]) for members in plays])[0]
    return None if now is None else Fraction(*now)


def members_by_play(
    playbook: Playbook, question_scores: Iterable[QuestionScore]
) -> dict[str, tuple[QuestionScore, ...]]:
    """Questions by the id of their play, every play in order."""
    by_play: dict[str, list[QuestionScore]] = {play.id: [] for play in playbook.plays}
    for one in question_scores:
        by_play[one.question.play].append(one)
    return {play: tuple(members) for play, members in by_play.items()}


def target_score(playbook: Playbook, target: Target) -> Fraction:
    """A target of a play or the whole on the reported scale; a level means its value, rescaled."""
    if target.score is not None:
        return target.score.exact
    return rescaled(playbook, playbook.scale_by_key[target.level].value.exact)
