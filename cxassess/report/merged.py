"""What a merge reports: on which questions people differ, what each role says, and one person's differing answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from shlex import quote

from cxassess.answers import LEVEL, Answer, Person
from cxassess.playbook import Question
from cxassess.playbook.question_names import name_question
from cxassess.portfolio.combine import Combined
from cxassess.portfolio.combine.question import Conflict, Source
from cxassess.portfolio.input_file import InputFile
from cxassess.portfolio.role_results import role_results
from cxassess.problems import Location, Problem
from cxassess.report.agreement import (
    NO_LEVEL,
    answer_spread,
    differences,
    given_answers,
    level_words,
    role_scores,
    spread_words,
)
from cxassess.report.sentences import format_date
from cxassess.scoring import Assessment
from cxassess.text import count_words, join_some, join_words, one_line, sentence

MAX_PEOPLE = 8  # who are named with the level each gave; of more the levels are counted
MAX_DAYS = 90  # between the dates of answers of one assessment
MAX_DIFFERING = 6  # questions that are listed; the rest are counted
CONFLICT_HINT = "correct one of the files, or add --prefer FILE with the one that counts"


def merge_sentences(combined: Combined, assessment: Assessment, files: int, output: str) -> Iterator[str]:
    """What came of a merge: where people differ most first, results by role, and a last line of counts."""
    differing = differences(assessment)
    if differing:
        yield "Where people differ, furthest apart first (consensus 1: all votes the same; 0: half at either end):"
        for one in differing[:MAX_DIFFERING]:
            yield f"  {_difference_words(one.question, assessment.answers.answer(one.id))}"
    if len(differing) > MAX_DIFFERING:
        path = quote(output) if output != "-" else "ANSWERS"
        yield f"  and {len(differing) - MAX_DIFFERING} more; 'cxassess report {path} -o FILE --size full' lists all."
    yield from _role_lines(assessment)
    if combined.repeated:
        names = join_some(one_line(person.name) for person in combined.repeated.values())
        yield f"In several files, and counted once: the answers of {names}."
    ids = {one.id for one in differing}  # also of votes in one file: those are of several people
    by_one, alike = ([id for id in of if id not in ids] for of in (combined.of_one, combined.of_several))
    people = "1 person" if len(combined.people) == 1 else f"{len(combined.people)} people"
    yield (
        f"Merged {count_words(files, 'file')}, {people}. Questions answered by one person: {len(by_one)}; "
        f"by several, with the same answer: {len(alike)}; "
        f"with different answers: {len(differing)}."
    )


def dates_warning(files: Sequence[InputFile]) -> str:
    """That the files are of dates far apart, so that they may be two assessments; '' where they are not."""
    dated = [(date, file.path) for file in files if (date := file.loaded.answers.header.date)]
    (first, earlier), (last, later) = (min(dated), max(dated)) if dated else ((None, ""), (None, ""))
    if first is None or last is None or (last - first).days <= MAX_DAYS:
        return ""
    apart = f"dated {format_date(last)}, {(last - first).days} days after {earlier} ({format_date(first)})"
    hint = "'cxassess compare' shows what changed from one assessment to the next"
    return f"{later}: warning: {apart}, but merged as if the dates were the same ({hint})"


def _difference_words(question: Question, answer: Answer) -> str:
    """How people differ on a question, and who gave which answer; of many people how many did."""
    spread, given = answer_spread(question, answer), given_answers(question, answer)
    if sum(map(len, given.values())) > MAX_PEOPLE:
        people = sentence(", ".join(f"{len(who)} × {words}" for words, who in given.items()))
    else:
        people = sentence("; ".join(f"{words}: {join_words(map(one_line, who))}" for words, who in given.items()))
    if spread and spread.spread:
        people = f"{spread_words(spread)}. {people[:1].upper()}{people[1:]}"
    return f"{name_question(question)}: {people}"


def _role_lines(assessment: Assessment) -> Iterator[str]:
    """The overall score by role."""
    results = role_results(assessment)
    if results is None:
        return
    yield "Overall score by role, of everybody's own answers ('cxassess explain' shows the working, also of each play):"
    for role, part in role_scores(results, 0):
        yield f"  {role}: n {part.n}, mean {assessment.show(part.mean)}, median {assessment.show(part.median)}"


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
        yield f"{person} answers differently in several files; {path} counts: {join_some(said)}."


def _place(source: Source) -> Location:
    part, response = source
    return part.file.where("answers", part.answer.question, *response.place)


def _name(person: Person) -> str:
    return f"{one_line(person.name)} ({one_line(person.role)})" if person.role else one_line(person.name)


def _answer_words(source: Source) -> str:
    response = source[1]
    return level_words(response.text) if response.state == LEVEL else NO_LEVEL[response.state]
