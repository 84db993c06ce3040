"""export and import together: whatever an answer file says comes back from a workbook and from a table, unchanged."""

from __future__ import annotations

import csv
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import EXAMPLE, cxassess, tiny

from cxassess.answers import Answer, Answers, Library, load_answers
from cxassess.playbook import Catalog
from cxassess.source.emit import yaml_text

# What is odd in a cell: formulas, apostrophes, escapes of Excel, bars, indents, line ends, other scripts, long lines.
ODD = [
    "=1+1",
    "'",
    "''x",
    "_x0041_",
    "a | b",
    "\n",
    "\n\n",
    "  ",
    "- ",
    "\t",
    "N/A",
    "dk",
    "3",
    "שלום",
    "é😀",
    "“”",
    "\\",
    '"',
    "x" * 40,
    "a\u00a0b",
    "•",
]
text = (
    st.lists(
        st.sampled_from(ODD)
        | st.characters(
            min_codepoint=32, max_codepoint=0x2FF, exclude_characters="\x7f" + "".join(map(chr, range(0x80, 0xA0)))
        ),
        min_size=1,
        max_size=8,
    )
    .map("".join)
    .map(lambda words: words.strip(" \t\r\n"))
    .filter(lambda words: words not in ("", "~", "null", "true", "yes", "false", "no", "True"))
)
maybe = text | st.just("")
day = st.sampled_from(["2026-01-31", "2027-12-01"])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Fields without those that came out empty."""
    return st.fixed_dictionaries(fields).map(
        lambda found: {name: value for name, value in found.items() if value not in ("", [], {})}
    )


evidence = st.lists(
    text
    | some(
        title=text, link=st.sampled_from(["", "https://example.gov/a b", "my file.pdf"]), who=st.lists(text, max_size=2)
    ),
    max_size=3,
)
SCALES = {"A": ["1", "2", "3"], "B": ["no", "yes"]}


def answer(keys: list[str]) -> st.SearchStrategy[Any]:
    level = st.sampled_from(keys)
    vote = some(who=text, role=maybe, level=level, note=maybe)
    beside = some(
        note=maybe,
        evidence=evidence,
        confidence=st.sampled_from(["", "low", "high"]),
        votes=st.lists(vote, max_size=2),
        remarks=st.lists(some(who=text, text=text), max_size=2),
    )
    state = some(level=level, reason=maybe) | some(not_applicable=text) | st.just({"unknown": "true"}) | st.just({})
    return level | st.builds(lambda one, other: {**one, **other}, state, beside).filter(bool)


def answers_of(ids: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={id: answer(SCALES[kind]) for id, kind in ids.items()})


IDS = {"A1": "A", "A2": "A", "B1": "B"}
files = some(
    subject=some(agency=maybe, component=maybe, service=maybe, scope=st.sampled_from(["", "public", "both"])),
    respondent=some(name=maybe, role=maybe),
    date=day,
    marking=st.sampled_from(["", "CUI"]),
    answers=answers_of(IDS),
    targets=st.fixed_dictionaries(
        {}, optional={"A1": some(level=st.just("3"), by=day, owner=maybe), "A": st.just({"score": "2.5"})}
    ),
    actions=st.lists(some(play=st.just("A"), text=text, owner=maybe), max_size=2),
    asks=st.lists(some(text=text.filter(lambda words: len(words) < 900)), max_size=2),
)


def read(path: Path, folder: Path) -> Answers:
    """The answers of a file, without where it and what is in it stands."""
    answers = load_answers(str(path), Library(Catalog((folder,)))).answers
    by_question = {id: one._replace(where=None, field="") for id, one in answers.by_question.items()}
    targets = {id: one._replace(where=None) for id, one in answers.targets.items()}
    return answers._replace(
        path="", header=answers.header._replace(where=None), by_question=by_question, targets=targets
    )


@pytest.fixture(scope="module")
def playbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("playbooks")
    own = "{no: {value: 0, text: Never}, 'yes': {value: 1, text: Always}}"
    tiny(folder, plays={"A": [{}, {}], "B": [{"levels": own}]})
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(data=files)
def test_every_answer_comes_back(playbooks: Path, suffix: str, data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, sent, back = folder / "answers.yaml", folder / f"sent{suffix}", folder / "back.yaml"
        path.write_text(yaml_text({"playbook": "tiny", "version": "1", "answers": {}, **data}), encoding="utf-8")
        look = ("--playbook", playbooks / "tiny")
        run = cxassess("export", path, *look, "-o", sent)
        assert run.returncode == 0, run.stderr.decode()
        run = cxassess("import", sent, *look, "-o", back)
        assert run.returncode == 0, run.stderr.decode()
        assert read(back, playbooks) == read(path, playbooks)


def visible(answers: Answers) -> dict[str, Any]:
    """What a table shows of answers: without votes, remarks and who gave evidence, and of targets the level."""
    shown = {
        id: one._replace(votes=(), remarks=(), evidence=tuple(piece._replace(who=()) for piece in one.evidence))
        for id, one in answers.by_question.items()
    }
    blank = {id for id, one in shown.items() if one == Answer(id, where=None)}  # type: ignore[arg-type]
    levels = {id: one.level for id, one in answers.targets.items() if id in IDS}
    return {id: one for id, one in shown.items() if id not in blank} | {"targets": levels}


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=files)
def test_what_is_typed_into_an_empty_table_says_the_same(playbooks: Path, data: dict[str, Any]) -> None:
    """The words of the cells alone, without what is carried beside them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, full, empty, back = (folder / one for one in ("answers.yaml", "full.csv", "empty.csv", "back.yaml"))
        path.write_text(yaml_text({"playbook": "tiny", "version": "1", "answers": {}, **data}), encoding="utf-8")
        look = ("--playbook", playbooks / "tiny")
        assert cxassess("export", path, *look, "-o", full).returncode == 0
        assert cxassess("export", playbooks / "tiny", "-o", empty).returncode == 0
        typed = {row[0]: row for row in rows(full) if not row[0].startswith("#")}
        table = [typed.get(row[0], row) for row in rows(empty)]
        with empty.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(table)
        run = cxassess("import", empty, *look, "-o", back)
        assert run.returncode == 0, run.stderr.decode()
        assert visible(read(back, playbooks)) == visible(read(path, playbooks))


def rows(path: Path) -> list[list[str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.slow
def test_the_largest_playbook_goes_out_and_comes_back_within_two_seconds(tmp_path: Path) -> None:
    begin = time.process_time()
    assert cxassess("export", EXAMPLE, "-o", tmp_path / "sent.xlsx").returncode == 0
    assert cxassess("import", tmp_path / "sent.xlsx", "-o", tmp_path / "back.yaml").returncode == 0
    assert time.process_time() - begin < 2
    folder = EXAMPLE.parents[1]
    assert read(tmp_path / "back.yaml", folder) == read(EXAMPLE, folder)
