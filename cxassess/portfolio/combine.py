"""Several answer files about the same subject, combined into one.

What one file alone says is taken over as it is. Where several answer a question, each level becomes a vote and
the middle one the answer; of an even number the lower of the two in the middle. Votes inside a file stay votes; they
count for the middle where nobody agreed on a level. The same vote in several files counts once, so files may be merged in
steps. "Don't know" is not a vote. Not applicable holds only where nobody
gives a level. Notes and reasons of all stay as remarks, with who said them in a field of its own, and evidence with who
gave it; of differing confidences the lowest. The date is the latest. Of differing targets the first
holds, with the others in it, and a message says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxassess.answers import UNANSWERED, comparable
from cxassess.answers.written import unquoted
from cxassess.fields import MAX_LINE
from cxassess.playbook import Playbook, question_digest
from cxassess.playbook.names import name_ids
from cxassess.portfolio.input_file import InputFile, check_same_subject
from cxassess.portfolio.question import Data, Part, Respondent, combine_answers, combine_hidden
from cxassess.portfolio.sections import combine_sections
from cxassess.source.comments import comments
from cxassess.source.edits import SHORT
from cxassess.source.emit import Unquoted
from cxassess.text import join_some, join_words, one_line, shorten


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
    sections: Data = {
        "answers": answers,
        **combine_sections(files, _respondents(files), combined.messages),
        "wording": _wording(files),
    }
    combined.data |= {name: value for name, value in sections.items() if value or name == "answers"}
    combined.messages += [*_review_note(files), *_summary(files, combined, files[0].loaded.playbook)]
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
        "respondent": {name: _listed([*texts]) for name, texts in (("name", names), ("role", roles)) if texts},
        "date": Unquoted(max(dates).isoformat()) if dates else "",
        "review": unquoted(_first_values(files, "review")),
        "marking": next((header.marking for header in headers if header.marking), ""),
    }
    return {name: value for name, value in data.items() if value}


def _review_note(files: Sequence[InputFile]) -> Iterator[str]:
    """Which files the reviewer checked, where that is not all of them."""
    reviewed = [file for file in files if file.loaded.answers.review.by]
    if 0 < len(reviewed) < len(files):
        by, paths = one_line(reviewed[0].loaded.answers.review.by), join_words(file.path for file in reviewed)
        yield f"review: {by} checked {paths}, not the other files; remove it if it does not hold for the new file."


def _listed(texts: Sequence[str]) -> str:
    """All texts, or as many as a line may hold and how many more there are: people are named beside their answers too."""
    for shown in range(len(texts), 0, -1):
        more = [f"{len(texts) - shown} more"] if shown < len(texts) else []
        line = join_words([*texts[:shown], *more])
        if len(line) <= MAX_LINE:
            return line
    return shorten(texts[0], MAX_LINE)


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


def _respondents(files: Sequence[InputFile]) -> list[Respondent]:
    """Who answered each file, in the order of the files."""
    names: list[Respondent] = []
    for file in files:
        header = file.loaded.answers.header
        stem = one_line(Path(file.path).stem) if file.path != "-" else "standard input"
        who = one_line(header.respondent or header.role) or stem
        if who in (other.who for other in names):
            who = f"{who} ({stem})"
        while who in (other.who for other in names):
            who += "+"
        names.append(Respondent(who, one_line(header.role) if header.respondent else ""))
    return names


# -- answers


def _answers(files: Sequence[InputFile], combined: Combined) -> Data:
    """Every answer, in the order of the playbook; then those to questions that an overlay hides."""
    playbook, answers = files[0].loaded.playbook, Data()
    people, repeated = _respondents(files), dict[str, None]()
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
            repeated |= dict.fromkeys(map(one_line, answer.repeated))
            combined.messages += filter(None, [answer.message])
        elif parts:
            answers[id] = combine_hidden(parts)
            combined.messages.append(
                f"{id} is hidden by an overlay; of {len(parts)} answers, the one from {parts[0].respondent.who} is kept, "
                "the others as remarks."
            )
    if repeated:
        combined.messages.append(f"In several files, and counted once: the same votes of {join_some(repeated)}.")
    return answers


def _parts(files: Sequence[InputFile], people: Sequence[Respondent], id: str) -> Iterator[Part]:
    """What each file says about a question, without the files that say nothing."""
    for file, person in zip(files, people, strict=True):
        value = file.get("answers", id)
        fields = value if isinstance(value, dict) else {SHORT: value}
        fields = {name: unquoted(item, name) for name, item in fields.items() if item not in (None, "", [], {})}
        if fields:
            yield Part(person, file.loaded.answers.answer(id), fields)


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


def _summary(files: Sequence[InputFile], combined: Combined, playbook: Playbook) -> Iterator[str]:
    differing = f": {name_ids(playbook.by_id, combined.differing)}" if combined.differing else ""
    yield (
        f"Merged {len(files)} files. Questions answered in one file only: {len(combined.answered_once)}; "
        f"in several, with the same answer: {len(combined.agreeing)}; "
        f"in several, with different answers: {len(combined.differing)}{differing}."
    )
    with_comments = [file.path for file in files if any(comments(file.root))]
    if with_comments:
        yield f"Comments in {join_words(with_comments)} were not copied to the new file."
