"""What a merge reports: on which questions people differ, what each role says, and one person's differing answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from shlex import quote
from typing import NamedTuple

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Answer, Person, Remark
from cxassess.playbook import Question
from cxassess.playbook.names import name_question
from cxassess.portfolio.combine import Combined
from cxassess.portfolio.question import Conflict, Source
from cxassess.portfolio.roles import role_results
from cxassess.problems import Location, Problem
from cxassess.report.agreement import answer_spread, level_words, role_label, spread_words
from cxassess.scoring import Assessment
from cxassess.text import count_words, join_some, join_words, one_line, sentence

MAX_PEOPLE = 8  # who are named with the level each gave; of more the levels are counted
MAX_DIFFERING = 6  # questions that are listed; the rest are counted
CONFLICT_HINT = "correct one of the files, or add --prefer FILE with the one that holds"
_NO_LEVEL = {NOT_APPLICABLE: "not applicable", UNKNOWN: "don't know"}


class _Difference(NamedTuple):
    """A question on which people differ; without differing levels `consensus` is 1."""

    consensus: Decimal
    words: str


def merge_sentences(combined: Combined, assessment: Assessment, files: int, output: str) -> Iterator[str]:
    """What came of a merge: where people differ most first, results by role, and a last line of counts."""
    answers = assessment.answers
    each = (_difference(question, answers.answer(question.id)) for question in assessment.playbook.questions())
    differing = sorted((one for one in each if one), key=lambda one: one.consensus)
    if differing:
        yield "Where people differ, furthest apart first (consensus 1: all votes the same; 0: half at either end):"
        yield from (f"  {one.words}" for one in differing[:MAX_DIFFERING])
    if len(differing) > MAX_DIFFERING:
        path = quote(output) if output != "-" else "ANSWERS"
        yield f"  and {len(differing) - MAX_DIFFERING} more; 'cxassess report {path} -o FILE --size full' lists all."
    yield from _role_lines(assessment)
    if combined.repeated:
        names = join_some(one_line(person.name) for person in combined.repeated.values())
        yield f"In several files, and counted once: the answers of {names}."
    people = "1 person" if len(combined.people) == 1 else f"{len(combined.people)} people"
    yield (
        f"Merged {count_words(files, 'file')}, {people}. Questions answered by one person: {len(combined.of_one)}; "
        f"by several, with the same answer: {len(combined.of_several) - len(differing)}; "
        f"with different answers: {len(differing)}."
    )


def _difference(question: Question, answer: Answer) -> _Difference | None:
    """How people differ on a question; None where they do not."""
    others = [one for one in answer.remarks if one.state]
    spread = answer_spread(question, answer)
    if (
        not (spread and spread.spread)
        and len({*(one.state for one in others), *(LEVEL for _ in answer.counted[:1])}) < 2
    ):
        return None
    words = spread_words(spread) if spread and spread.spread else ""
    people = _people(question, answer, others)
    said = f"{words}. {people[:1].upper()}{people[1:]}" if words else people
    return _Difference(spread.consensus if spread else Decimal(1), f"{name_question(question)}: {said}")


def _people(question: Question, answer: Answer, others: Sequence[Remark]) -> str:
    """Who gave which answer, lowest level first; how many did where there are many people."""
    given = [(level_words(key), [one.who for one in answer.counted if one.level == key]) for key in question.by_key]
    given += [(words, [one.who for one in others if one.state == state]) for state, words in _NO_LEVEL.items()]
    if len(answer.counted) + len(others) > MAX_PEOPLE:
        return sentence(", ".join(f"{len(who)} × {words}" for words, who in given if who))
    return sentence("; ".join(f"{words}: {join_words(map(one_line, who))}" for words, who in given if who))


def _role_lines(assessment: Assessment) -> Iterator[str]:
    """The overall score by role."""
    results = role_results(assessment)
    if results is None:
        return
    yield "Overall score by role, of everybody's own answers ('cxassess explain' shows the working, also of each play):"
    for result in (*results.roles, results.all):
        part = result.parts[0]
        if part is not None:
            mean, median = assessment.show(part.mean), assessment.show(part.median)
            yield f"  {role_label(results, result)}: n {part.n}, mean {mean}, median {median}"


# -- one person's differing answers


def conflict_problems(conflicts: Sequence[Conflict]) -> Iterator[Problem]:
    """An error at each answer of a person that differs from the one in an earlier file, with both places."""
    for conflict in conflicts:
        first, *others = conflict.sources
        for source in others:
            if source[1].answer != first[1].answer:
                given = f"gives {_answer_words(source)} here, but {_answer_words(first)} at {_place(first)}"
                yield Problem(
                    _place(source),
                    f"{name_question(conflict.question)}: {_name(conflict.person)} {given}",
                    CONFLICT_HINT,
                )


def kept_sentences(conflicts: Sequence[Conflict]) -> Iterator[str]:
    """What --prefer decided, a sentence for each person."""
    by_person: dict[tuple[str, str], list[str]] = {}
    for one in conflicts:
        left_out = sorted({_answer_words(source) for source in one.sources if source not in one.kept})
        kept = one.kept[0]
        words = f"{one.question.id} {_answer_words(kept)}, not {join_words(left_out, 'or')}"
        by_person.setdefault((_name(one.person), kept[0].file.path), []).append(words)
    for (person, path), said in by_person.items():
        yield f"{person} answers differently in several files; {path} holds: {join_some(said)}."


def _place(source: Source) -> Location:
    part, voice = source
    return part.file.where("answers", part.answer.question, *voice.place)


def _name(person: Person) -> str:
    return f"{one_line(person.name)} ({one_line(person.role)})" if person.role else one_line(person.name)


def _answer_words(source: Source) -> str:
    voice = source[1]
    return level_words(voice.text) if voice.state == LEVEL else _NO_LEVEL[voice.state]
