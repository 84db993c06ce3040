"""Several answer files about the same subject, combined into one.

What one person alone says is taken over as it is; `people` names who that was. Where several answer a question, each level
becomes a vote and the middle one the answer; of an even number the lower of the two in the middle. Votes inside a file stay
votes; they count for the middle where nobody agreed on a level. A person is a name and a role and counts once, however many
files hold the answer. "Don't know" is not a vote. Not applicable counts only where nobody gives a level. Notes and reasons of
all stay as remarks, with who said them in a field of its own, and evidence with who gave it; of differing confidences the
lowest. The date is the latest. Of differing targets that of the first person by name counts, with the others in it, and a
message says so. So files may be merged in steps and in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cxassess.answers import UNANSWERED, Answer, Person, comparable
from cxassess.answers.editions import without_same_levels
from cxassess.answers.plain_data import unquoted
from cxassess.playbook import Question, question_digest
from cxassess.portfolio.combine.plans import combine_owners, combine_sections
from cxassess.portfolio.combine.question import Conflict, combine_answers
from cxassess.portfolio.combine.responses import SEVERAL, Data, Part, read_part
from cxassess.portfolio.combine.unasked import combine_hidden
from cxassess.portfolio.input_file import REVIEW_FIELDS, SUBJECT_TEXTS, InputFile, check_same_subject
from cxassess.portfolio.people import (
    Key,
    Spellings,
    list_texts,
    people_fields,
    person_key,
    read_spellings,
    respondents,
    sorted_people,
)
from cxassess.source.comments import comments
from cxassess.source.edits import SHORT
from cxassess.source.emit import Unquoted, Value
from cxassess.text import folded, join_some, join_words, one_line


@dataclass
class Combined:
    """The new file's data, messages about it, and who answered.

    `of_one` are the questions that one person answered, `of_several` the others. `repeated` are the people with an answer
    that is in several files, `conflicts` the differing answers of one person; unless some of each are kept, the data is of no use.
    """

    data: Data = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    of_one: list[str] = field(default_factory=list)
    of_several: list[str] = field(default_factory=list)
    repeated: dict[Key, Person] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)


def combine(files: Sequence[InputFile], preferred: Sequence[str] = ()) -> Combined:
    """Combine two files or more. Raises Invalid where they are not about one subject and playbook.

    preferred: paths of files whose answer counts where one person answers differently in several; the first one first.
    """
    check_same_subject(files)
    return _Merge(files, preferred).combined


class _Merge:
    """The work on a set of files; what comes of it is `combined`."""

    def __init__(self, files: Sequence[InputFile], preferred: Sequence[str]) -> None:
        self.files, self.preferred = files, preferred
        self.combined = Combined()
        self.respondents = respondents(files)
        self.spellings = read_spellings(files, self.respondents)
        self.owners = [_owners(file) for file in files]
        self.answered: dict[Key, list[str]] = {}  # the questions whose answer is one person's alone
        self.people: list[Person] = []

        answers = self._answers()
        self.combined.people = sorted_people([*self.people, *self._listed_people()], self.spellings)
        sections: Data = {
            **self._metadata(),
            "owners": combine_owners(files, self.combined.messages),
            "answers": answers,
            **combine_sections(files, self.respondents, self.combined.messages),
            "wording": _wording(files),
        }
        self.combined.data = {name: value for name, value in sections.items() if value or name == "answers"}
        self.combined.messages += [
            *_unnamed_note(files),
            *_same_names_note(self.combined.people),
            *_review_note(files),
            *_comments_note(files),
        ]

    def _metadata(self) -> Data:
        """The fields before the answers; everybody who answered is listed."""
        headers, people = [file.loaded.answers.header for file in self.files], self.combined.people
        dates = [header.date for header in headers if header.date]
        roles = sorted({person.role for person in people}, key=folded)
        respondent: Data = {"name": list_texts(person.name for person in people), "role": list_texts(roles)}
        return {
            "format": Unquoted("1"),
            "playbook": headers[0].playbook,
            "version": max(header.version for header in headers),
            "overlays": list[Value](headers[0].overlays),
            "subject": self._subject(),
            "respondent": {name: text for name, text in respondent.items() if text},
            "people": people_fields(people, self.answered),
            "date": Unquoted(max(dates).isoformat()) if dates else "",
            "review": unquoted(self._fields("review", names=REVIEW_FIELDS)),
            "marking": self._fields(names=("marking",)).get("marking"),
        }

    def _subject(self) -> Data:
        tags = sorted({tag for file in self.files for tag in file.fields("subject", "tags")})
        subject, by_tag = self._fields("subject", names=SUBJECT_TEXTS), self._fields("subject", "tags", names=tags)
        return subject | ({"tags": by_tag} if by_tag else {})

    def _fields(self, *path: str, names: Sequence[str]) -> Data:
        """The fields at a path of keys; of several spellings the same one in whatever order files are given."""
        values: Data = {}
        for name in names:
            given = [str(value) for file in self.files if (value := file.get(*path, name))]
            if given:
                values[name] = Spellings(given).text(given[0])
        return values

    def _answers(self) -> Data:
        """Every answer, in the order of the playbook; then those to questions that an overlay hides, or that are no longer asked."""
        playbook, answers = self.files[0].loaded.playbook, Data()
        read = [file.loaded.answers for file in self.files]
        others = sorted({id for one in read for id in (*one.set_aside, *one.former)})
        for id in dict.fromkeys([*playbook.by_id, *others]):
            parts = list(self._parts(id))
            if parts:
                question = playbook.by_id.get(id)
                answers[id] = self._answer(question, parts) if question else self._hidden_answer(id, parts)
        return answers

    def _answer(self, question: Question, parts: Sequence[Part]) -> Data:
        answer = combine_answers(question, parts, self.preferred, self.spellings)
        self.combined.repeated |= {person_key(person): self.spellings.person(person) for person in answer.repeated}
        self.combined.conflicts += answer.conflicts
        self.people += answer.people
        (self.combined.of_several if answer.owner is None else self.combined.of_one).append(question.id)
        if answer.owner is not None:
            self.people.append(answer.owner)
            self.answered.setdefault(person_key(answer.owner), []).append(question.id)
        return answer.fields

    def _hidden_answer(self, id: str, parts: Sequence[Part]) -> Data:
        fields, owner, count = combine_hidden(parts, self.spellings)
        if owner.name != SEVERAL:
            self.answered.setdefault(person_key(owner), []).append(id)
        if count > 1:
            is_hidden = id in self.files[0].loaded.playbook.hidden
            why = "is hidden by an overlay" if is_hidden else "is no longer asked"
            hint = "" if is_hidden else " ('cxassess migrate' each file first, so that each answer becomes a vote)"
            self.combined.messages.append(
                f"{id} {why}; of {count} answers, the one from {owner.name} is kept, the others as remarks{hint}."
            )
        return fields

    def _parts(self, id: str) -> Iterator[Part]:
        """What each file says about a question, without the files that say nothing."""
        for file, respondent, owners in zip(self.files, self.respondents, self.owners, strict=True):
            if id not in file.loaded.playbook.by_id and (file.loaded.answers.header.people or self._is_old_merge(file)):
                respondent = Person(SEVERAL)  # whoever they were, they are not one more person
            value = file.get("answers", id)
            fields = value if isinstance(value, dict) else {SHORT: value}
            fields = {name: unquoted(item, name) for name, item in fields.items() if _is_filled(item)}
            if fields:
                yield Part(file, owners.get(id, respondent), file.loaded.answers.answer(id), fields)

    def _listed_people(self) -> Iterator[Person]:
        """Those whom the files name: their people or, in a file of one person, the respondent."""
        for file, respondent in zip(self.files, self.respondents, strict=True):
            if people := file.loaded.answers.header.people:
                yield from people
            elif not self._is_old_merge(file):
                yield respondent

    def _is_old_merge(self, file: InputFile) -> bool:
        """Whether an earlier version merged a file, which then names its people beside their votes only."""
        answers, by_id = file.loaded.answers, file.loaded.playbook.by_id
        parts = (Part(file, Person(""), answer, {}) for answer in answers.by_question.values() if answer.votes)
        return any(read_part(part, by_id[part.answer.question]).merged for part in parts)


def _is_filled(value: Value) -> bool:
    """Whether an answer, or a field of it, says anything."""
    return any(map(_is_filled, value.values())) if isinstance(value, dict) else value not in (None, "", [])


def _owners(file: InputFile) -> dict[str, Person]:
    """Whose an answer is alone, by id of the question."""
    return {id: person._replace(answered=()) for person in file.loaded.answers.header.people for id in person.answered}


def _wording(files: Sequence[InputFile]) -> Data:
    """How each answered question was worded; where wordings differ, one that is not the current one."""
    playbook, wording = files[0].loaded.playbook, Data()
    for question in playbook.questions():
        answered = [file.loaded.answers for file in files if _may_count(file.loaded.answers.answer(question.id))]
        older = [answers for answers in answered if not comparable(without_same_levels(answers), question, playbook)]
        known = [answers.wording[question.id] for answers in older if answers.wording.get(question.id)]
        if known:
            wording[question.id] = min(known)
        elif answered and not older:
            wording[question.id] = question_digest(question)
    read = [file.loaded.answers for file in files]
    for id in sorted({id for answers in read for id in (*answers.former, *answers.set_aside)}):
        if known := [answers.wording[id] for answers in read if answers.wording.get(id)]:
            wording[id] = min(known)
    return wording


def _may_count(answer: Answer) -> bool:
    """Whether there is an answer, or what becomes one when it is merged: votes, and that somebody does not know."""
    return answer.state != UNANSWERED or bool(answer.votes) or any(one.state for one in answer.remarks)


def _unnamed_note(files: Sequence[InputFile]) -> Iterator[str]:
    """Which files name nobody: people are told apart by their names."""
    paths = [file.path for file in files if not file.loaded.answers.header.respondent]
    if paths:
        verb, whose = ("names", "its answers are") if len(paths) == 1 else ("name", "their answers are")
        yield f"{join_some(paths)} {verb} no respondent; {whose} listed under the name of the file."


def _same_names_note(people: Sequence[Person]) -> Iterator[str]:
    """Which people have one name and several roles: they may be one."""
    by_name: dict[str, list[str]] = {}
    for one in people:
        by_name.setdefault(folded(one.name), []).append(f"{one.name} ({one.role or 'no role'})")
    for named in by_name.values():
        if len(named) > 1:
            yield f"{join_words(named)} count as {len(named)} people; write one role into all files if they are one."


def _review_note(files: Sequence[InputFile]) -> Iterator[str]:
    """Which files the reviewer checked, where that is not all of them."""
    reviewed = [file for file in files if file.loaded.answers.review.by]
    if 0 < len(reviewed) < len(files):
        by, paths = one_line(reviewed[0].loaded.answers.review.by), join_words(file.path for file in reviewed)
        yield f"review: {by} checked {paths}, not the other files; remove it if it does not apply to the new file."


def _comments_note(files: Sequence[InputFile]) -> Iterator[str]:
    with_comments = [file.path for file in files if any(comments(file.root))]
    if with_comments:
        yield f"Comments in {join_words(with_comments)} were not copied to the new file."
