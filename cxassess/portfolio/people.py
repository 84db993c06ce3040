"""Who answered the files to be combined: a person is a name and a role, letter case and spaces aside, in one spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cxassess.answers import Person
from cxassess.fields import MAX_LINE
from cxassess.portfolio.input_file import InputFile
from cxassess.source.emit import Value
from cxassess.text import folded, join_words, one_line, shorten

Key = tuple[str, str]


def person_key(person: Person) -> Key:
    """The person as two files are compared."""
    return folded(person.name), folded(person.role)


class Spellings:
    """One spelling for each name and role, whatever the order of the files: mixed case first, then by alphabet."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.by_text: dict[str, str] = {}
        for text in {one_line(text) for text in texts}:
            known = self.by_text.setdefault(folded(text), text)
            self.by_text[folded(text)] = min(known, text, key=lambda one: (one.isupper() or one.islower(), one))

    def text(self, text: str) -> str:
        """The one spelling of a text."""
        return self.by_text.get(folded(text), one_line(text))

    def person(self, person: Person) -> Person:
        """The person in this spelling."""
        return person._replace(name=self.text(person.name), role=self.text(person.role))


def read_spellings(files: Iterable[InputFile], respondents: Iterable[Person]) -> Spellings:
    """The spellings of all names and roles in the files."""
    people = [*respondents]
    texts = [text for person in people for text in person[:2]]
    for file in files:
        texts += [text for person in file.loaded.answers.header.people for text in person[:2]]
        for answer in file.loaded.answers.by_question.values():
            texts += [text for one in answer.votes for text in (one.who, one.role, one.part_of)]
            texts += [text for one in answer.remarks for text in (one.who, one.role)]
            texts += [text for one in answer.evidence for text in one.who]
    return Spellings(texts)


def respondents(files: Sequence[InputFile]) -> list[Person]:
    """Who answered each file: the respondent, or by the name of the file where it names nobody."""
    headers = [file.loaded.answers.header for file in files]
    stems = [one_line(Path(file.path).stem) if file.path != "-" else "standard input" for file in files]
    taken = Counter(folded(header.respondent or stem) for header, stem in zip(headers, stems, strict=True))
    people = []
    for file, header, stem in zip(files, headers, stems, strict=True):
        unnamed = stem if taken[folded(stem)] == 1 else one_line(str(Path(file.path).with_suffix("")))
        people.append(Person(one_line(header.respondent) or unnamed, one_line(header.role)))
    return people


def sorted_people(people: Iterable[Person], spellings: Spellings) -> list[Person]:
    """Each person once, by name and role; the questions that are one's alone are left out."""
    by_key = {person_key(person): spellings.person(person)._replace(answered=()) for person in people}
    return [by_key[key] for key in sorted(by_key)]


def people_fields(people: Iterable[Person], answered: Mapping[Key, Sequence[str]]) -> list[Value]:
    """The entries of `people`, without what is empty."""
    entries: list[Value] = []
    for person in people:
        fields: dict[str, Value] = {
            "name": person.name,
            "role": person.role,
            "answered": list(answered.get(person_key(person), ())),
        }
        entries.append({name: value for name, value in fields.items() if value})
    return entries


def list_texts(texts: Iterable[str]) -> str:
    """Each text once, as many as a line may hold and how many more there are; `people` has all of them."""
    listed = [*dict.fromkeys(filter(None, texts))]
    for shown in range(len(listed), 0, -1):
        more = [f"{len(listed) - shown} more"] if shown < len(listed) else []
        line = join_words([*listed[:shown], *more])
        if len(line) <= MAX_LINE:
            return line
    return shorten(listed[0], MAX_LINE) if listed else ""
