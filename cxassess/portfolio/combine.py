"""Several answer files about the same subject, joined into one: what each says alone, and what they share.

What one file alone says is taken over as it stands. Where several answer a question, each level becomes a vote and
the middle one the answer; of an even number the lower of the two in the middle. "Don't know" is no vote. Not
applicable holds only where nobody gives a level. Notes, evidence and reasons of all stay, with who said them; of
differing confidences the lowest. The date is the latest. Of differing targets the first is kept, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cxassess.answers import UNANSWERED, comparable
from cxassess.answers.file.conflict import format_value
from cxassess.playbook import question_digest
from cxassess.portfolio.inputs import Given, Person, check_alike, people
from cxassess.portfolio.question import Data, Part, joined
from cxassess.source.comments import comments
from cxassess.source.edits import SHORT
from cxassess.source.emit import Unquoted, Value
from cxassess.text import join_words, one_line

KEYED = ("targets", "silence")


@dataclass
class Merged:
    """The new file's data, what to say about it, and ids by how their answers came about."""

    data: Data
    said: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    alike: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def merge(files: Sequence[Given]) -> Merged:
    """Join two files or more. Raises Invalid where they are not about one subject and playbook."""
    check_alike(files)
    done = Merged(_head(files))
    answers = _answers(files, done)
    sections: Data = {"answers": answers, **_sections(files, done), "wording": _wording(files, answers)}
    done.data |= {name: value for name, value in sections.items() if value or name == "answers"}
    done.said += _in_short(files, done)
    return done


def _head(files: Sequence[Given]) -> Data:
    """What the file says of itself; who answered is listed."""
    headers = [one.loaded.answers.header for one in files]
    dates = [header.date for header in headers if header.date]
    names = dict.fromkeys(one_line(header.respondent) for header in headers if header.respondent)
    roles = dict.fromkeys(one_line(header.role) for header in headers if header.role)
    data: Data = {
        "format": Unquoted("1"),
        "playbook": headers[0].playbook,
        "version": next((header.version for header in headers if header.version), ""),
        "overlays": list(headers[0].overlays),
        "subject": _united(files, "subject"),
        "respondent": {name: join_words(texts) for name, texts in (("name", names), ("role", roles)) if texts},
        "date": Unquoted(max(dates).isoformat()) if dates else "",
        "marking": next((header.marking for header in headers if header.marking), ""),
    }
    return {name: value for name, value in data.items() if value}


def _united(files: Sequence[Given], *path: str) -> Data:
    """The fields of all, the first that has one; fields inside fields as well."""
    found: Data = {}
    for one in files:
        inside = one.at(*path)
        for name, value in inside.items() if isinstance(inside, dict) else ():
            if isinstance(value, dict):
                found[name] = _united(files, *path, name)
            elif value is not None:
                found.setdefault(name, value)
    return found


# -- answers


def _answers(files: Sequence[Given], done: Merged) -> Data:
    """Every answer; those to questions that an overlay hides behind the others."""
    playbook, answers = files[0].loaded.playbook, Data()
    whose = people(files)
    named = [id for one in files for id in one.loaded.answers.set_aside]
    for id in dict.fromkeys([*playbook.by_id, *named]):
        parts = list(_parts(files, whose, id))
        if len(parts) == 1:
            done.alone.append(id)
            answers[id] = parts[0].fields
        elif parts and id in playbook.by_id:
            found = joined(playbook.by_id[id], parts)
            (done.alike if found.alike else done.apart).append(id)
            answers[id] = found.fields
            done.said += [found.said] if found.said else []
        elif parts:
            answers[id] = parts[0].fields
            done.said.append(
                f"{id} is hidden by an overlay; of {len(parts)} answers that of {parts[0].person.who} is kept."
            )
    return answers


def _parts(files: Sequence[Given], whose: Sequence[Person], id: str) -> Iterator[Part]:
    """What each file holds about a question, those left out that hold nothing."""
    for one, person in zip(files, whose, strict=True):
        value = one.at("answers", id)
        fields = value if isinstance(value, dict) else {SHORT: value}
        fields = {name: _bare(name, item) for name, item in fields.items() if item not in (None, "", [], {})}
        if fields:
            yield Part(person, fields, one.loaded.answers.answer(id))


def _bare(name: str, value: Value) -> Value:
    """A level or `true` without quotes, as we write them, also in votes."""
    if name == "votes" and isinstance(value, list):
        return [
            {key: _bare(key, one) for key, one in vote.items()} if isinstance(vote, dict) else vote for vote in value
        ]
    bare = isinstance(value, str) and ((name == SHORT and value.isdecimal()) or name == "unknown")
    return Unquoted(str(value).strip()) if bare else value


def _wording(files: Sequence[Given], answers: Data) -> Data:
    """How each question was worded that has an answer; of differing wordings one that is not today's."""
    playbook, found = files[0].loaded.playbook, Data()
    for question in playbook.questions():
        holders = [one for one in files if one.loaded.answers.state(question.id) != UNANSWERED]
        older = [one for one in holders if not comparable(one.loaded.answers, question, playbook)]
        if older:
            known = next(filter(None, (one.loaded.answers.wording.get(question.id) for one in older)), "")
            found |= {question.id: known} if known else {}
        elif holders:
            found[question.id] = question_digest(question)
    return found


# -- the rest


def _sections(files: Sequence[Given], done: Merged) -> Data:
    """Targets, focus, actions and silenced flags of all."""
    found: Data = {name: _keyed(files, name, done) for name in KEYED}
    for one in files:
        focus, actions = one.at("focus"), one.at("actions")
        if isinstance(focus, list) and found.setdefault("focus", focus) != focus:
            done.said.append(
                f"focus differs: {format_value(found['focus'])} is kept, {format_value(focus)} of {one.path} is not."
            )
        kept = found.setdefault("actions", [])
        if isinstance(actions, list) and isinstance(kept, list):
            kept += [action for action in actions if action not in kept]
    return {name: found[name] for name in ("targets", "focus", "actions", "silence") if found.get(name)}


def _keyed(files: Sequence[Given], name: str, done: Merged) -> Data:
    """A section by its keys: the first value of each, and a word where others differ."""
    found: Data = {}
    for one in files:
        section = one.at(name)
        for key, value in section.items() if isinstance(section, dict) else ():
            if value is not None and found.setdefault(key, _plainly(value)) != value:
                kept = format_value(found[key])
                done.said.append(f"{name} of {key} differ: {kept} is kept, {format_value(value)} of {one.path} is not.")
    return found


def _plainly(value: Value) -> Value:
    """Fields with their numbers and dates as we write them, without quotes."""
    if not isinstance(value, dict):
        return value
    return {
        name: Unquoted(text) if name in ("level", "score", "by") and isinstance(text, str) else text
        for name, text in value.items()
    }


def _in_short(files: Sequence[Given], done: Merged) -> Iterator[str]:
    apart = f": {join_words(done.apart)}" if done.apart else ""
    yield (
        f"Joined {len(files)} files. Questions answered in one file: {len(done.alone)}; "
        f"in several, and alike: {len(done.alike)}; in several, and differently: {len(done.apart)}{apart}."
    )
    with_comments = [one.path for one in files if any(comments(one.root))]
    if with_comments:
        yield f"Comments of {join_words(with_comments)} are not in the new file."
