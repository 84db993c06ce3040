"""One question answered in several files, combined: the votes, the middle level, and what each person said beside it.

Nothing here depends on the order of the files, or on which of them were merged before: what each file says is taken apart
by person, people are sorted, and what is equal is kept once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cxassess.answers import LEVEL, UNKNOWN, Evidence, Person, Remark, Vote
from cxassess.answers.model import CONFIDENCE
from cxassess.answers.plain_data import unquoted_key, vote_fields
from cxassess.playbook import Question
from cxassess.portfolio.combine.responses import Data, Part, Response, combined_state, middle_level, read_part
from cxassess.portfolio.people import Key, Spellings, person_key
from cxassess.source.emit import Unquoted, Value, flow_text
from cxassess.text import folded

Source = tuple[Part, Response]


class Conflict(NamedTuple):
    """One person's differing answers to a question, each with the file that gives it; `kept` are those that count, if any."""

    question: Question
    person: Person
    sources: tuple[Source, ...]
    kept: tuple[Source, ...]


@dataclass
class CombinedAnswer:
    """The fields of the new answer, and the one person whose it is alone.

    `people` are all whose answer counts, `others` those of them who gave no level. `repeated` are the people whose answer
    is in several files: it counts once.
    """

    fields: Data
    owner: Person | None = None
    people: Sequence[Person] = ()
    others: Sequence[Response] = ()
    repeated: Sequence[Person] = ()
    conflicts: list[Conflict] = field(default_factory=list)


def combine_answers(
    question: Question, parts: Sequence[Part], preferred: Sequence[str], spellings: Spellings
) -> CombinedAnswer:
    """One answer made of what several files say. Whatever anyone said is in it, under their name.

    Where one person answers differently in two files, the first of the `preferred` paths that has an answer decides.
    """
    contents = [read_part(part, question) for part in parts]
    sources = [(part, response) for part, one in zip(parts, contents, strict=True) for response in one.responses]
    repeated, conflicts = _repeated(sources), list(_conflicts(question, sources, preferred, spellings))
    written = [{name: _respell(value, name, spellings) for name, value in part.fields.items()} for part in parts]
    owners = [person_key(part.person) if one.is_own else None for part, one in zip(parts, contents, strict=True)]
    distinct = {(owner, flow_text(fields)) for owner, fields in zip(owners, written, strict=True)}
    if len(distinct) == 1 and not (contents[0].merged and parts[0].is_old):
        owner = parts[0].person if contents[0].is_own else None
        return CombinedAnswer(written[0], owner, _counted_people(contents[0].responses), repeated=repeated)
    dropped = [source for one in conflicts if one.kept for source in one.sources if source not in one.kept]
    responses, remarks = _one_of_each(question, [response for _, response in _without(sources, dropped)], spellings)
    remarks += [remark for one in contents for remark in one.remarks]
    if len(_counted_people(responses)) > 1:
        responses, remarks = _notes_with_votes(responses, remarks)
    answer = _answer(question, responses, [one.confidence for one in contents])
    listed: list[Remark | Response] = [*answer.others, *remarks]
    more: Data = {
        "evidence": list(combine_evidence((piece for one in contents for piece in one.evidence), spellings)),
        "confidence": answer.fields.pop("confidence", ""),
        "votes": answer.fields.pop("votes", []),
        "remarks": list(_remarks(listed, spellings)),
    }
    answer.fields |= {name: value for name, value in more.items() if value}
    answer.people, answer.repeated, answer.conflicts = _counted_people(responses), repeated, conflicts
    return answer


def _respell(value: Value, name: str, spellings: Spellings) -> Value:
    """A part of an answer as it is written, with the names of people in one spelling."""
    if isinstance(value, dict):
        return {key: _respell(item, key, spellings) for key, item in value.items()}
    if isinstance(value, list):
        return [_respell(item, name, spellings) for item in value]
    return spellings.text(value) if isinstance(value, str) and name in ("who", "role", "part_of") else value


def _without(sources: Iterable[Source], dropped: Sequence[Source]) -> list[Source]:
    left_out = {id(response) for _, response in dropped}
    return [source for source in sources if id(source[1]) not in left_out]


def _counted_people(responses: Iterable[Response]) -> list[Person]:
    return [response.person for response in responses if not response.part_of]


# -- one person in several files


def _by_person(sources: Iterable[Source]) -> list[list[Source]]:
    """The answers that count, by person."""
    by_person: dict[Key, list[Source]] = {}
    for part, response in sources:
        if not response.part_of:
            by_person.setdefault(person_key(response.person), []).append((part, response))
    return [by_person[key] for key in sorted(by_person)]


def _repeated(sources: Iterable[Source]) -> list[Person]:
    """The people whose answer is in several files."""
    return [own[0][1].person for own in _by_person(sources) if len({part.file.path for part, _ in own}) > 1]


def _conflicts(
    question: Question, sources: Iterable[Source], preferred: Sequence[str], spellings: Spellings
) -> Iterator[Conflict]:
    """Each person who answers differently in two files. What one file holds twice is no conflict: nothing could decide it."""
    for own in _by_person(sources):
        by_file: dict[str, set[tuple[str, str]]] = {}
        for part, response in own:
            by_file.setdefault(part.file.path, set()).add(response.answer)
        if len({frozenset(answers) for answers in by_file.values()}) > 1:
            holds = next((by_file[path] for path in preferred if path in by_file), set())
            person = spellings.person(own[0][1].person)
            yield Conflict(question, person, tuple(own), tuple(source for source in own if source[1].answer in holds))


def _one_of_each(
    question: Question, responses: Iterable[Response], spellings: Spellings
) -> tuple[list[Response], list[Remark]]:
    """Equal answers of one person as one, sorted by person, and what else was said with them."""
    order = list(question.by_key)
    equal: dict[tuple[str, Key, str, int], list[Response]] = {}
    for response in responses:
        level = order.index(response.text) if response.state == LEVEL else -1
        equal.setdefault((folded(response.part_of), person_key(response.person), response.state, level), []).append(
            response
        )
    merged, remarks = [], []
    for key in sorted(equal):
        same = equal[key]
        person = spellings.person(same[0].person)
        texts, notes = sorted({one.text for one in same}), sorted({one.note for one in same if one.note})
        remarks += [Remark(person.name, person.role, text) for text in (*texts[1:], *notes[1:])]
        merged.append(
            same[0]._replace(
                person=person,
                text=texts[0],
                note="".join(notes[:1]),
                confidence=_lowest(one.confidence for one in same),
                part_of=spellings.text(same[0].part_of),
                given=any(one.given for one in same),
            )
        )
    return merged, remarks


def _notes_with_votes(responses: Sequence[Response], remarks: Sequence[Remark]) -> tuple[list[Response], list[Remark]]:
    """The responses, and the remarks without the one that goes with each level: beside it the name is not written again."""
    texts: dict[Key, set[str]] = {}
    for one in remarks:
        texts.setdefault(person_key(Person(one.who, one.role)), set()).add(one.text)
    with_notes, left, moved = list[Response](), list(remarks), set[tuple[Key, str]]()
    times = Counter(person_key(response.person) for response in responses if not response.part_of)
    for response in responses:
        key = person_key(response.person)
        if response.state == LEVEL and not response.part_of and times[key] == 1:
            own = sorted(texts.get(key, set()) | ({response.note} if response.note else set()))
            moved |= {(key, text) for text in own[:1]}
            left += [Remark(response.person.name, response.person.role, text) for text in own[1:]]
            response = response._replace(note="".join(own[:1]))
        with_notes.append(response)
    return with_notes, [one for one in left if (person_key(Person(one.who, one.role)), one.text) not in moved]


# -- the answer


def _answer(question: Question, responses: Sequence[Response], confidences: Iterable[str]) -> CombinedAnswer:
    """State, confidence and votes: the middle of the levels where several people answered, each of which is a vote."""
    counting = [response for response in responses if not response.part_of]
    inner = [response for response in responses if response.part_of]
    if len(counting) < 2:
        return _of_one(counting, inner, confidences)
    levels = [response for response in counting if response.state == LEVEL]
    others = [response for response in counting if response.state != LEVEL]
    fields: Data = {}
    if levels:
        middle, fields["reason"] = middle_level(question, [response.text for response in levels], others)
        fields = {LEVEL: unquoted_key(middle), **fields}
    else:
        state, reason = combined_state(others) or (UNKNOWN, "")
        fields[state] = reason or Unquoted("true")
    fields["confidence"] = _lowest([*confidences, *(response.confidence for response in counting)])
    fields["votes"] = [vote_fields(_vote(response)) for response in (*levels, *inner)]
    return CombinedAnswer(fields, others=others)


def _of_one(counting: Sequence[Response], inner: Sequence[Response], confidences: Iterable[str]) -> CombinedAnswer:
    """The answer of the only person who gave one, with the votes that led to it; a vote alone stays a vote."""
    votes = [_vote(response) for response in inner]
    if not counting or not counting[0].given:
        levels = [response for response in counting if response.state == LEVEL]
        fields: Data = {"votes": [vote_fields(vote) for vote in (*map(_vote, levels), *votes)]}
        return CombinedAnswer(fields, others=[response for response in counting if response.state != LEVEL])
    (response,) = counting
    own = folded(response.person.name)
    votes = [vote._replace(part_of="") if folded(vote.part_of) == own else vote for vote in votes]
    fields = {response.state: response.text or Unquoted("true")}
    if response.state == LEVEL:
        fields = {LEVEL: unquoted_key(response.text), "reason": response.note}
    fields = {name: value for name, value in fields.items() if value}
    confidence = _lowest([*confidences, response.confidence])
    fields |= {"confidence": confidence, "votes": [vote_fields(vote) for vote in votes]}
    return CombinedAnswer(fields, response.person)


def _vote(response: Response) -> Vote:
    return Vote(
        response.person.name, response.person.role, response.text, response.note, response.confidence, response.part_of
    )


def _lowest(confidences: Iterable[str]) -> str:
    return min(filter(None, confidences), key=CONFIDENCE.index, default="")


def _remarks(remarks: Iterable[Remark | Response], spellings: Spellings) -> Iterator[Value]:
    """What was said, and who gave no level, by person, each once."""
    fields: dict[tuple[str, ...], Data] = {}
    for one in remarks:
        who, role = (one.person.name, one.person.role) if isinstance(one, Response) else (one.who, one.role)
        written: Data = {"who": spellings.text(who), "role": spellings.text(role)}
        if not one.state:
            written["text"] = one.text
        else:
            written[one.state] = one.text or Unquoted("true")
        key = folded(who), folded(role), "" if one.state else "text", one.state, one.text
        fields[key] = {name: value for name, value in written.items() if value}
    yield from (fields[key] for key in sorted(fields))


def combine_evidence(pieces: Iterable[Evidence], spellings: Spellings) -> Iterator[Value]:
    """Each piece of evidence once, with the names of those who gave it."""
    names: dict[tuple[str, str], dict[str, str]] = {}
    for title, link, who in pieces:
        names.setdefault((title, link), {}).update({folded(name): spellings.text(name) for name in who})
    for (title, link), by_name in sorted(names.items()):
        fields: Data = {"title": title, "link": link, "who": [by_name[name] for name in sorted(by_name)]}
        yield {name: value for name, value in fields.items() if value}
