"""Answers, or a playbook that nobody answered yet, as what goes out: sheets, fields and what is carried unseen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cxassess.answers import Answers, Header, Subject
from cxassess.answers.plain_data import unquoted
from cxassess.exchange.model import FORMAT, WORDING, Export, Row, Sheet, carried_check, carry, cell_texts, field_values
from cxassess.playbook import Playbook, Question, playbook_digest, question_digest
from cxassess.report.conditions import condition_clause
from cxassess.source.emit import Unquoted, Value, yaml_text

_HEAD = ("format", "playbook", "version", "overlays", "subject", "respondent", "date", "marking")
_BY_ID = ("owners", "answers", "targets", "wording")  # sections of an answer file that name questions and plays


def compose_export(playbook: Playbook, answers: Answers, data: dict[str, Value], plays: Collection[str] = ()) -> Export:
    """What goes out of answers, and of the plain data of their file; of some plays only, where they are named.

    What was answered in other plays, and what is planned, is left out then.
    """
    shown = [play for play in playbook.plays if not plays or play.id in plays]
    if plays:
        data = _only(data, {"overall", *plays, *(question.id for play in shown for question in play.questions)})
    text = yaml_text({name: unquoted(value, name) for name, value in data.items()}, block=2)
    questions = [question for play in shown for question in play.questions]
    details = {
        "format": FORMAT,
        "playbook": playbook.id,
        "version": playbook.version,
        "digest": playbook_digest(playbook),
        "overlays": " ".join(answers.header.overlays),
        "plays": " ".join(play.id for play in shown) if plays else "",
        "check": carried_check(text),
    }
    wording = {f"{WORDING}{question.id}": question_digest(question) for question in questions}
    sheets = tuple(Sheet(play, tuple(_row(playbook, answers, one) for one in play.questions)) for play in shown)
    details |= {**wording, **carry(text)}
    return Export(playbook, sheets, field_values(answers), details, answers.owners, answers.header.marking)


def compose_blank(playbook: Playbook, overlays: Sequence[str], plays: Collection[str] = ()) -> Export:
    """What goes out of a playbook that nobody answered yet; `overlays` as answer files name them."""
    header = Header(playbook.id, playbook.version, tuple(overlays), Subject(), "", "", None, "", playbook.where)
    data: dict[str, Value] = {"format": Unquoted("1"), "playbook": playbook.id, "version": playbook.version}
    data |= {"overlays": list(overlays)} if overlays else {}
    answers = Answers("", header, {}, {}, (), (), {}, {}, ())
    return compose_export(playbook, answers, {**data, "answers": {}}, plays)


def _row(playbook: Playbook, answers: Answers, question: Question) -> Row:
    condition = condition_clause(playbook, question) if question.when else ""
    return Row(question, condition and f"{condition[:1].upper()}{condition[1:]}.", cell_texts(question, answers))


def _only(data: dict[str, Value], ids: Collection[str]) -> dict[str, Value]:
    """The data with its head, and of the rest what is said of these questions and plays."""
    kept = {name: value for name, value in data.items() if name in _HEAD}
    for name in _BY_ID:
        section = data.get(name)
        if isinstance(section, dict):
            kept[name] = {id: value for id, value in section.items() if id in ids}
    return kept
