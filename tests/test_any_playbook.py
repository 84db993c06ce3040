"""Answers to any playbook go out as a workbook or a table and come back: nothing is lost, whatever the ids, levels and texts."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.marks import slow_except
from support.program import ROOT
from support.tables import fill, plain_sheets, workbook

from cxassess.answers import Answers, Library, Loaded
from cxassess.answers.file.conflict import units
from cxassess.answers.library import load_root
from cxassess.exchange.compose import compose_blank, compose_export
from cxassess.exchange.csv_table import csv_bytes
from cxassess.exchange.model import ENTERED, cell_texts
from cxassess.exchange.returned import plain_fields, read_returned
from cxassess.exchange.workbook import workbook_bytes
from cxassess.playbook import Catalog
from cxassess.problems import Page, Problems
from cxassess.source.emit import yaml_text
from cxassess.source.parse import parse

EXAMPLES = sorted(path.parent.name for path in (ROOT / "playbooks").glob("*/example-answers.yaml"))
WRITERS = {"sent.xlsx": workbook_bytes, "sent.csv": csv_bytes}
PIECES = [
    *"ab1 '=+-@|\"#,;:~é🙂א\n\t",
    "_x0041_",
    "_x000D_",
    " | ",
    "null",
    "[…]",
    " […]",
    "\n\n  ",
    "https://example.gov/",
    "n/a",
    "3",
]
TEXT = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join).filter(str.strip)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
ID = st.from_regex(r"\A[A-Za-z][A-Za-z0-9._-]{0,5}\Z")
KEY = st.from_regex(r"\A[A-Za-z0-9]{1,3}\Z").filter(lambda key: key.lower() not in ("na", "unknown", "dk", "null"))


@st.composite
def playbooks(draw: st.DrawFn) -> dict[str, Any]:
    """A playbook as the levels of each question, each level a key and a name; some questions share a scale."""
    ids = draw(st.lists(ID, min_size=2, max_size=5, unique_by=str.casefold))
    questions = {}
    for id in ids:
        keys = draw(st.lists(KEY, min_size=2, max_size=4, unique_by=str.casefold))
        names = draw(
            st.lists(
                LINE.filter(lambda text: len(text) < 30), min_size=len(keys), max_size=len(keys), unique_by=str.casefold
            )
        )
        questions[id] = {
            key: {"value": str(at), "name": name, "text": f"Level {at}"}
            for at, (key, name) in enumerate(zip(keys, names, strict=True))
        }
    return questions


def answers_to(questions: Mapping[str, Mapping[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """The data of an answer file: every state, every field, some left out."""

    def answer(keys: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        level = st.sampled_from(keys)
        state = st.one_of(
            st.just({}),
            st.fixed_dictionaries({"level": level}, optional={"reason": TEXT}),
            st.fixed_dictionaries(
                {"not_applicable": TEXT.filter(lambda text: text.strip().lower() not in ("yes", "no", "true", "false"))}
            ),
            st.just({"unknown": "true"}),
        )
        evidence = st.one_of(
            TEXT,
            st.fixed_dictionaries(
                {"title": TEXT}, optional={"link": st.just("https://example.gov/a"), "who": st.lists(LINE, max_size=2)}
            ),
        )
        beside = st.fixed_dictionaries(
            {},
            optional={
                "note": TEXT,
                "evidence": st.lists(evidence, max_size=3),
                "confidence": st.sampled_from(["low", "medium", "high"]),
                "votes": st.lists(
                    st.fixed_dictionaries({"who": LINE, "level": level}, optional={"note": TEXT}), max_size=2
                ),
                "remarks": st.lists(st.fixed_dictionaries({"who": LINE, "text": TEXT}), max_size=2),
            },
        )
        return st.tuples(state, beside).map(lambda pair: pair[0] | pair[1])

    by_id = {id: answer([*levels]) for id, levels in questions.items()}
    targets = {
        id: st.fixed_dictionaries({"level": st.sampled_from([*levels])}, optional={"owner": LINE})
        for id, levels in questions.items()
    }
    return st.fixed_dictionaries(
        {"answers": st.fixed_dictionaries({}, optional=by_id)},
        optional={
            "targets": st.fixed_dictionaries({}, optional=targets),
            "subject": st.fixed_dictionaries(
                {}, optional={"agency": LINE, "scope": st.sampled_from(["public", "both"])}
            ),
            "respondent": st.fixed_dictionaries({}, optional={"name": LINE, "role": LINE}),
            "date": st.just("2026-05-01"),
            "actions": st.lists(st.fixed_dictionaries({"text": TEXT}), max_size=2),
        },
    )


class Book:
    """A playbook written to a folder, answer files to it read and sent out."""

    def __init__(self, folder: Path, questions: Mapping[str, Mapping[str, Any]]) -> None:
        play = {
            "id": "Play",
            "title": "A play",
            "questions": [{"id": id, "text": "How?", "levels": {**levels}} for id, levels in questions.items()],
        }
        folder.mkdir(exist_ok=True)
        (folder / "plays").mkdir(exist_ok=True)
        (folder / "playbook.yaml").write_text(
            'id: p\nversion: "1"\ntitle: P\nplays: [plays/a.yaml]\n', encoding="utf-8"
        )
        (folder / "plays" / "a.yaml").write_text(yaml_text(play), encoding="utf-8")
        self.library = Library(Catalog(()), folder)

    def load(self, data: Mapping[str, Any]) -> tuple[Loaded, dict[str, Any]]:
        text = yaml_text({"playbook": "p", "version": "1", **data})
        root = parse(Page("a.yaml", text), Problems())
        return load_root("a.yaml", root, self.library, Problems()), plain_fields(root)


def shown(answers: Answers, id: str) -> tuple[Any, ...]:
    """What the cells of a question show of its answer, as values; blanks at the ends of lines do not count."""
    one = answers.answer(id)
    evidence = [(trimmed(piece.title), piece.link) for piece in one.evidence]
    texts = trimmed(one.reason or one.agreed), trimmed(one.note)
    return one.state, one.level, texts, evidence, one.confidence, answers.target_text(id)


def trimmed(text: str) -> str:
    return re.sub("[ \t]+$", "", text, flags=re.MULTILINE)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_nobody_changed_is_what_went_out(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    questions = data.draw(playbooks())
    book = Book(tmp_path_factory.mktemp("book"), questions)
    loaded, plain = book.load(data.draw(answers_to(questions)))
    for name, write in WRITERS.items():
        back = read_returned(name, write(compose_export(loaded.playbook, loaded.answers, plain)), book.library)
        assert back.changed == ()
        assert units(back.data) == units(plain)
        assert back.base is not None and units(back.base) == units(plain)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_typed_into_the_cells_is_the_answer(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    questions = data.draw(playbooks())
    book = Book(tmp_path_factory.mktemp("book"), questions)
    first, plain = book.load(data.draw(answers_to(questions)))
    second, _ = book.load(data.draw(answers_to(questions)))
    entries = {question.id: cell_texts(question, second.answers) for question in first.playbook.questions()}
    sheets = plain_sheets(workbook_bytes(compose_export(first.playbook, first.answers, plain)))
    fill(sheets, {id: {column: escaped(texts[column]) for column in ENTERED} for id, texts in entries.items()})
    back = read_returned("back.xlsx", workbook(sheets), book.library)
    for id in questions:
        old, new = first.answers.answer(id), second.answers.answer(id)
        if old.state == "not_applicable" != new.state and trimmed(old.reason) == trimmed(new.agreed):
            continue  # the reason why it did not apply is left out
        assert shown(back.loaded.answers, id) == shown(second.answers, id), id
        votes = [back.loaded.answers.answer(id).votes, first.answers.answer(id).votes]
        assert votes[0] == votes[1]


def test_a_word_of_the_lists_that_reads_like_an_id_is_no_question(tmp_path: Path) -> None:
    levels = {"A": {"value": "0", "name": "7", "text": "No"}, "7": {"value": "1", "name": "A", "text": "Yes"}}
    book = Book(tmp_path / "book", {"A": levels, "7": levels})
    loaded, plain = book.load({"answers": {"7": {"level": "7"}}})
    sent = workbook_bytes(compose_export(loaded.playbook, loaded.answers, plain))
    assert read_returned("back.xlsx", sent, book.library).changed == ()


def escaped(text: str) -> str:
    return f"'{text}" if text.startswith("'") else text


@pytest.mark.parametrize("name", slow_except(EXAMPLES, "omb-hisp-2018"))
def test_the_examples_come_back_and_quickly(name: str) -> None:
    library = Library(Catalog((ROOT / "playbooks",)))
    path = ROOT / "playbooks" / name / "example-answers.yaml"
    root = parse(Page(str(path), path.read_text(encoding="utf-8")), Problems())
    loaded, plain = load_root(str(path), root, library, Problems()), plain_fields(root)
    for file, write in WRITERS.items():
        start = time.process_time()
        back = read_returned(file, write(compose_export(loaded.playbook, loaded.answers, plain)), library)
        assert time.process_time() - start < 2
        assert (back.changed, units(back.data)) == ((), units(plain))
        blank = read_returned(file, write(compose_blank(loaded.playbook, [])), library)
        assert (blank.changed, blank.data["answers"]) == ((), {})
