"""Answers given to other editions of a playbook: how a question was worded, and which ids are no longer asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cxassess.answers.model import LEVEL, NOT_APPLICABLE, UNANSWERED, UNKNOWN, Answer, Answers, match_state
from cxassess.fields import BLANK, Fields, describe_kind
from cxassess.nodes import Mapping as MappingNode
from cxassess.nodes import Node, Scalar
from cxassess.playbook import Playbook, Question, question_digest
from cxassess.playbook.question_names import MAX_NAMED
from cxassess.problems import Location
from cxassess.text import command_line, join_some, join_words, one_line, shorten

MOVED, REWORDED, SPLIT, JOINED, RETIRED = "moved", "reworded", "split", "joined", "retired"
_STATES = (LEVEL, NOT_APPLICABLE, UNKNOWN)


class Former(NamedTuple):
    """What became of an id that is no longer asked: how, and the present questions that ask it now; none where it is retired.

    MOVED: one question asks it now in the same words, or says by `same_as` that it asks the same, or has the same levels
    and says that it replaces it. REWORDED: one question, in other words, or in words that are not recorded. SPLIT: several questions. JOINED: one question, with other ids that
    are answered too. RETIRED: none.
    """

    id: str
    how: str
    questions: tuple[Question, ...]
    answer: Answer


def comparable(answers: Answers, question: Question, playbook: Playbook) -> bool:
    """Whether an answer was given to the question as it is worded now."""
    known = answers.wording.get(question.id)
    if known:
        return question.id in answers.same_levels or same_question(question, known, question_digest(question))
    return answers.header.version in ("", playbook.version)


def same_question(question: Question, first: str, second: str) -> bool:
    """Whether two wordings are one, or the question says that both ask the same as it does; '' is a wording not known."""
    if not first or not second:
        return False
    accepted = accepted_digests(question) if question.same_as else ()
    return first == second or (first in accepted and second in accepted)


def accepted_digests(question: Question) -> tuple[str, ...]:
    """The digests of a question's wording, and of those that it says ask the same."""
    return (*question.same_as, question_digest(question))


def asked_digest(answers: Answers, question: Question, playbook: Playbook) -> str:
    """The digest of a question as it was asked when it was answered; '' where that is not known.

    Words that count as those of now because the levels are the same have its digest of now (see `same_levels`).
    The playbook is that of the answers, with their overlays: an overlay that leaves a question alone leaves its digest.
    """
    if answers.state(question.id) != UNANSWERED and answers.wording.get(question.id):
        is_alike = question.id in answers.same_levels
        return question_digest(question) if is_alike else answers.wording[question.id]
    return question_digest(question) if answers.header.version in ("", playbook.version) else ""


def read_former(fields: Fields, ids: Mapping[str, Location]) -> dict[str, Answer]:
    """The answers to ids that are no longer asked, as written: a level may be none of any question. Never a problem."""
    node = fields.value("answers")
    pairs = node.pairs.values() if isinstance(node, MappingNode) else ()
    return {key.text: _read_former(key, value) for key, value in pairs if key.text in ids}


def _read_former(key: Scalar, node: Node) -> Answer:
    """One such answer, with its note; unanswered where it holds no state, or several."""
    note = node.pairs["note"][1] if isinstance(node, MappingNode) and "note" in node.pairs else None
    if isinstance(node, MappingNode):
        texts = {name: value for name, (_, value) in node.pairs.items() if name in _STATES}
        state, value = next(iter(texts.items())) if len(texts) == 1 else (UNANSWERED, node)
    else:
        state, value = LEVEL, node
    text = value.text.strip(BLANK) if isinstance(value, Scalar) and not value.empty else ""
    if state == LEVEL:
        state = match_state(text) or (LEVEL if text else UNANSWERED)
    return Answer(
        key.text,
        state if text else UNANSWERED,
        level=text if state == LEVEL else "",
        reason=text if state == NOT_APPLICABLE else "",
        note=note.text.strip(BLANK) if isinstance(note, Scalar) and not note.empty else "",
        where=key.where,
    )


def check_earlier(fields: Fields) -> None:
    """Note what is not of the shape in which `migrate` keeps what it does not take over: sections by version."""
    shape = "it is written by 'cxassess migrate'; restore it, or remove it"
    for version, sections in fields.entries("earlier"):
        pairs = sections.pairs.values() if isinstance(sections, MappingNode) else ()
        odd = [node for _, node in pairs if not isinstance(node, MappingNode)]
        if not isinstance(sections, MappingNode):
            odd.append(sections)
        for node in odd:
            message = f"'earlier' should have sections of fields for {shorten(version.text)}, not {describe_kind(node)}"
            fields.problems.error(node.where, message, shape)


def moved_ids(answers: Answers, playbook: Playbook) -> dict[str, str]:
    """By the id of a question that is asked now, the one other id under which the file answers it.

    That is the id that it replaces, where it is the only one that replaces it and the only one of several that is answered;
    or the one that was answered in exactly its words, or in words of its `same_as`, where no other question has these.
    """
    if not answers.former and answers.header.version in ("", playbook.version):
        return {}
    asked, moved = _answered_by_wording(answers, playbook), dict[str, str]()
    for question in playbook.questions():
        if answers.state(question.id) != UNANSWERED and comparable(answers, question, playbook):
            continue
        declared = [id for id in question.replaces if answers.former.get(id, _NONE).state != UNANSWERED]
        if declared:
            is_alone = len(declared) == 1 and answers.state(question.id) == UNANSWERED
            if is_alone and len(playbook.replaced_by[declared[0]]) == 1:
                moved[question.id] = declared[0]
            continue
        ids = {id for digest in accepted_digests(question) for id in asked.get(digest, ())}
        if len(ids) == 1 and (id := ids.pop()) != question.id:
            moved[question.id] = id
    times = Counter(moved.values())
    return {question: id for question, id in moved.items() if times[id] == 1}


_NONE = Answer("")


def _answered_by_wording(answers: Answers, playbook: Playbook) -> dict[str, list[str]]:
    """The ids whose answers may belong elsewhere, by the recorded digest.

    Not those of which the playbook says what became of them, nor those that are asked in these words still.
    """
    asked: dict[str, list[str]] = {}
    for id, answer in {**answers.former, **answers.by_question}.items():
        digest, question = answers.wording.get(id, ""), playbook.by_id.get(id)
        is_declared = id in playbook.replaced_by or id in playbook.retired
        if not digest or answer.state == UNANSWERED or is_declared:
            continue
        if question is None or not comparable(answers, question, playbook):
            asked.setdefault(digest, []).append(id)
    return asked


def reworded_ids(answers: Answers, playbook: Playbook) -> dict[str, str]:
    """Of `moved_ids` those that a question says it replaces, in other words or in words that are not recorded."""
    if not answers.former:
        return {}
    return {
        question: id
        for question, id in moved_ids(answers, playbook).items()
        if id in playbook.by_id[question].replaces and not _is_moved(answers, playbook.by_id[question], id)
    }


def same_levels(
    answers: Answers, playbook: Playbook, replaced: Mapping[str, str], edition: Playbook | None
) -> frozenset[str]:
    """The questions whose levels have the texts that they had in the edition that was answered; none where it is not known.

    replaced: as `reworded_ids` gives them.
    """
    same = set()
    for id, earlier_id in replaced.items():
        question, earlier = playbook.by_id[id], edition.by_id.get(earlier_id) if edition else None
        if edition is None or earlier is None or sum(one in edition.by_id for one in question.replaces) > 1:
            continue  # of several that are joined the file may answer one only
        if answers.wording.get(earlier_id) not in (None, question_digest(earlier)):
            continue  # it was asked in words that an overlay gave it
        if _has_same_levels(earlier, question):
            same.add(id)
    return frozenset(same)


def _has_same_levels(earlier: Question, question: Question) -> bool:
    return [(one.key, one.text) for one in earlier.levels] == [(one.key, one.text) for one in question.levels]


def answered_in_replaced_words(answers: Answers, playbook: Playbook) -> list[Question]:
    """The questions that replace others and are answered in words that are not theirs, as `migrate` takes answers over."""
    return [
        question
        for question in playbook.questions()
        if question.replaces
        and answers.wording.get(question.id)
        and answers.state(question.id) != UNANSWERED
        and not comparable(answers, question, playbook)
    ]


def migrated_levels(
    answers: Answers, playbook: Playbook, questions: Iterable[Question], editions: Sequence[Playbook]
) -> frozenset[str]:
    """Those of the questions that were answered in the words of the one question that each replaces, with the same levels."""
    same = set()
    for question in questions:
        for edition in editions:
            replaced = [edition.by_id[id] for id in question.replaces if id in edition.by_id]
            if len(replaced) != 1 or len(playbook.replaced_by[replaced[0].id]) != 1:
                continue
            is_asked = question_digest(replaced[0]) == answers.wording[question.id]
            if is_asked and _has_same_levels(replaced[0], question):
                same.add(question.id)
    return frozenset(same)


def without_same_levels(answers: Answers) -> Answers:
    """The answers as they were asked, word by word: levels of the same texts make no words the same."""
    return answers._replace(same_levels=frozenset())


def _is_moved(answers: Answers, question: Question, id: str) -> bool:
    """Whether an answer to another id can be compared with those to this question."""
    same = same_question(question, answers.wording.get(id, ""), question_digest(question))
    return same or question.id in answers.same_levels


def former_ids(answers: Answers, playbook: Playbook) -> Iterator[Former]:
    """What became of each id that is no longer asked and that the file answers, in the order of the file."""
    moved = {id: playbook.by_id[question] for question, id in moved_ids(answers, playbook).items()}
    for id, answer in answers.former.items():
        if id in moved:
            question = moved[id]
            yield Former(id, MOVED if _is_moved(answers, question, id) else REWORDED, (question,), answer)
            continue
        questions = playbook.replaced_by.get(id, ())
        how = SPLIT if len(questions) > 1 else RETIRED
        if len(questions) == 1:  # a note without an answer is not joined with anything
            how = REWORDED if answer.state == UNANSWERED else JOINED
        yield Former(id, how, questions, answer)


def with_moved(answers: Answers, playbook: Playbook, but: Collection[str] = ()) -> Answers:
    """The answers with those that are under another id taken to the questions that ask it now, in the words then recorded.

    For comparisons only: a result counts what is under its own id. but: questions to which nothing is taken.
    """
    given = {**answers.by_question, **answers.former}
    moved = {
        question: id
        for question, id in moved_ids(answers, playbook).items()
        if question not in but and (given[id].state != LEVEL or given[id].level in playbook.by_id[question].by_key)
    }
    if not moved:
        return answers
    taken = {*moved.values()}
    by_question = {id: answer for id, answer in answers.by_question.items() if id not in taken}
    by_question |= {question: given[id]._replace(question=question) for question, id in moved.items()}
    asked = {question: answers.wording.get(id, "") for question, id in moved.items()}
    asked |= {id: question_digest(playbook.by_id[id]) for id in moved if id in answers.same_levels}
    wording = {**answers.wording, **asked}
    former = {id: answer for id, answer in answers.former.items() if id not in taken}
    return answers._replace(by_question=by_question, wording=wording, former=former)


def former_warning(answers: Answers, playbook: Playbook, ids: Mapping[str, Location]) -> tuple[str, str]:
    """What to say of ids that a file names and that are no longer asked, and what to do."""
    version = f"version {shorten(playbook.version)} of {playbook.id}" if playbook.version else playbook.id
    them = "it" if len(ids) == 1 else "them"
    message = (
        f"{version} no longer asks {name_former(answers, playbook, ids)}; what this file says of {them} does not count"
    )
    hint = "it stays in the file"
    if answers.path and answers.path != "-" and answers.header.version not in playbook.breaks_with:
        hint += f"; '{command_line('migrate', answers.path)} -o NEW.yaml' takes over what is asked in the same words"
    return message, hint


def name_former(answers: Answers, playbook: Playbook, ids: Iterable[str]) -> str:
    """Ids that are no longer asked, in a sentence, each with what asks it now or why it is retired."""
    became = {one.id: one for one in former_ids(answers, playbook)}
    return join_some((f"{shorten(id)}{what_became(id, playbook, answers, became.get(id))}" for id in ids), MAX_NAMED)


def how_alike(answers: Answers, question: Question) -> str:
    """In what an earlier question is like the one that asks it now."""
    return "with the same levels" if question.id in answers.same_levels else "in the same words"


def what_became(id: str, playbook: Playbook, answers: Answers | None = None, former: Former | None = None) -> str:
    """What asks an id of another edition now, or why it is retired, in parentheses after it; '' where nothing is known."""
    questions = former.questions if former else playbook.replaced_by.get(id, ())
    if questions:
        is_same = former is not None and former.how == MOVED
        same = f", {how_alike(answers, questions[0])}" if answers and is_same else ""
        return f" (now {join_words(question.id for question in questions)}{same})"
    reason = one_line(playbook.retired.get(id, ""))
    return f" ({shorten(reason)})" if reason else ""
