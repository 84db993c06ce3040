"""Several answer files about the same subject, combined into one.

What one file alone says is taken over as it is. Where several answer a question, each level becomes a vote and
the middle one the answer; of an even number the lower of the two in the middle. "Don't know" is not a vote. Not
applicable holds only where nobody gives a level. Notes, evidence and reasons of all stay, with who said them; of
differing confidences the lowest. The date is the latest. Of differing targets the first is kept, and a message says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cxassess.answers import UNANSWERED, comparable
from cxassess.answers.file.conflict import format_value
from cxassess.playbook import question_digest
from cxassess.portfolio.inputs import InputFile, Respondent, check_same_subject, respondents
from cxassess.portfolio.question import Data, Part, combine_answers
from cxassess.source.comments import comments
from cxassess.source.edits import SHORT
from cxassess.source.emit import Unquoted, Value
from cxassess.text import join_words, one_line


@dataclass
class Combined:
    """The new file's data, messages about it, and the ids of questions by how their answers came about."""

    data: Data
    messages: list[str] = field(default_factory=list)
    answered_once: list[str] = field(default_factory=list)
    agreeing: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def combine(files: Sequence[InputFile]) -> Combined:
    """Combine two files or more. Raises Invalid where they are not about one subject and playbook."""
    check_same_subject(files)
    combined = Combined(_metadata(files))
    answers = _answers(files, combined)
    sections: Data = {"answers": answers, **_sections(files, combined), "wording": _wording(files)}
    combined.data |= {name: value for name, value in sections.items() if value or name == "answers"}
    combined.messages += _summary(files, combined)
    return combined


def _metadata(files: Sequence[InputFile]) -> Data:
    """The fields before the answers; everybody who answered is listed."""
    headers = [file.loaded.answers.header for file in files]
    dates = [header.date for header in headers if header.date]
    names = dict.fromkeys(one_line(header.respondent) for header in headers if header.respondent)
    roles = dict.fromkeys(one_line(header.role) for header in headers if header.role)
    data: Data = {
        "format": Unquoted("1"),
        "playbook": headers[0].playbook,
        "version": next((header.version for header in headers if header.version), ""),
        "overlays": list(headers[0].overlays),
        "subject": _first_values(files, "subject"),
        "respondent": {name: join_words(texts) for name, texts in (("name", names), ("role", roles)) if texts},
        "date": Unquoted(max(dates).isoformat()) if dates else "",
        "marking": next((header.marking for header in headers if header.marking), ""),
    }
    return {name: value for name, value in data.items() if value}


def _first_values(files: Sequence[InputFile], *path: str) -> Data:
    """The fields at a path of keys, each from the first file that has it; fields inside fields as well."""
    values: Data = {}
    for file in files:
        for name, value in file.fields(*path).items():
            if isinstance(value, dict):
                values[name] = _first_values(files, *path, name)
            elif value is not None:
                values.setdefault(name, value)
    return values


# -- answers


def _answers(files: Sequence[InputFile], combined: Combined) -> Data:
    """Every answer, in the order of the playbook; then those to questions that an overlay hides."""
    playbook, answers = files[0].loaded.playbook, Data()
    people = respondents(files)
    hidden = [id for file in files for id in file.loaded.answers.set_aside]
    for id in dict.fromkeys([*playbook.by_id, *hidden]):
        parts = list(_parts(files, people, id))
        if len(parts) == 1:
            combined.answered_once.append(id)
            answers[id] = parts[0].fields
        elif parts and id in playbook.by_id:
            answer = combine_answers(playbook.by_id[id], parts)
            (combined.agreeing if answer.agree else combined.differing).append(id)
            answers[id] = answer.fields
            combined.messages += filter(None, [answer.message])
        elif parts:
            answers[id] = parts[0].fields
            combined.messages.append(
                f"{id} is hidden by an overlay; of {len(parts)} answers, the one of {parts[0].respondent.who} is kept."
            )
    return answers


def _parts(files: Sequence[InputFile], people: Sequence[Respondent], id: str) -> Iterator[Part]:
    """What each file says about a question, without the files that say nothing."""
    for file, person in zip(files, people, strict=True):
        value = file.get("answers", id)
        fields = value if isinstance(value, dict) else {SHORT: value}
        fields = {name: _unquoted(name, item) for name, item in fields.items() if item not in (None, "", [], {})}
        if fields:
            yield Part(person, file.loaded.answers.answer(id), fields)


def _unquoted(name: str, value: Value) -> Value:
    """The value so that a level or `true` is written without quotes, in votes too."""
    if isinstance(value, list):
        return [
            {key: _unquoted(key, field) for key, field in item.items()} if isinstance(item, dict) else item
            for item in value
        ]
    bare = isinstance(value, str) and ((name == SHORT and value.isdecimal()) or name == "unknown")
    return Unquoted(str(value).strip()) if bare else value


def _wording(files: Sequence[InputFile]) -> Data:
    """How each answered question was worded; where wordings differ, one that is not the current one."""
    playbook, wording = files[0].loaded.playbook, Data()
    for question in playbook.questions():
        answered = [file.loaded.answers for file in files if file.loaded.answers.state(question.id) != UNANSWERED]
        older = [answers for answers in answered if not comparable(answers, question, playbook)]
        known = [answers.wording[question.id] for answers in older if answers.wording.get(question.id)]
        if known:
            wording[question.id] = known[0]
        elif answered and not older:
            wording[question.id] = question_digest(question)
    return wording


# -- the rest


def _sections(files: Sequence[InputFile], combined: Combined) -> Data:
    """Targets, focus, actions and silenced flags of all."""
    sections: Data = {name: _by_key(files, name, combined) for name in ("targets", "silence")}
    kept = []
    for file in files:
        focus, actions = file.get("focus"), file.get("actions")
        if isinstance(focus, list) and sections.setdefault("focus", focus) != focus:
            combined.messages.append(_difference("focus differs", sections["focus"], focus, file))
        kept += [action for action in actions if action not in kept] if isinstance(actions, list) else []
    sections["actions"] = kept
    return {name: sections[name] for name in ("targets", "focus", "actions", "silence") if sections.get(name)}


def _by_key(files: Sequence[InputFile], name: str, combined: Combined) -> Data:
    """A section by its keys: the first value of each, with a message where others differ."""
    section: Data = {}
    for file in files:
        for key, value in file.fields(name).items():
            if value is not None and section.setdefault(key, _unquoted_target(value)) != value:
                combined.messages.append(_difference(f"{name} of {key} differ", section[key], value, file))
    return section


def _difference(what: str, kept: Value, other: Value, file: InputFile) -> str:
    return f"{what}: kept {format_value(kept)}; left out {format_value(other)} of {file.path}."


def _unquoted_target(value: Value) -> Value:
    """A target with its number and date to be written without quotes; any other value as it is."""
    if not isinstance(value, dict):
        return value
    return {
        name: Unquoted(text) if name in ("level", "score", "by") and isinstance(text, str) else text
        for name, text in value.items()
    }


def _summary(files: Sequence[InputFile], combined: Combined) -> Iterator[str]:
    differing = f": {join_words(combined.differing)}" if combined.differing else ""
    yield (
        f"Merged {len(files)} files. Questions answered in one file only: {len(combined.answered_once)}; "
        f"in several, with the same answer: {len(combined.agreeing)}; "
        f"in several, with different answers: {len(combined.differing)}{differing}."
    )
    with_comments = [file.path for file in files if any(comments(file.root))]
    if with_comments:
        yield f"Comments in {join_words(with_comments)} were not copied to the new file."
