"""Answers read at a glance are those that are read field by field, with the same problems."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support import tiny

from cxassess.answers import read
from cxassess.answers.header import read_header
from cxassess.playbook import Playbook, load_playbook
from cxassess.problems import Invalid, Page, Problems
from cxassess.source.parse import parse

TEXTS = (
    "words",
    "'in quotes'",
    '""',
    "''",
    "~",
    "null",
    "",
    "' padded '",
    "true",
    "3",
    "high",
    "na",
    "[a]",
    "{a: b}",
    "no",
)
LEVELS = ("1", "2", "'3'", "4", "na", "unknown", "n/a", "", "~", "' 2 '", "[1]", "{level: 1}", "٣", "don't know")
TEXT, LEVEL = st.sampled_from(TEXTS), st.sampled_from(LEVELS)


def mapping(fields: dict[str, st.SearchStrategy[str]], needed: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    drawn = st.fixed_dictionaries(
        {name: fields[name] for name in needed},
        optional={name: one for name, one in fields.items() if name not in needed},
    )
    return drawn.map(lambda pairs: f"{{{', '.join(f'{name}: {value}' for name, value in pairs.items())}}}")


def some(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.lists(items, max_size=2).map(lambda all: f"[{', '.join(all)}]"), items, TEXT)


LINKS = st.sampled_from(["https://example.gov", "javascript:x", "minutes.pdf", "'a: b'", "~", "[x]"])
EVIDENCE = some(st.one_of(TEXT, mapping({"title": TEXT, "link": LINKS, "who": some(TEXT), "other": TEXT})))
VOTE = mapping(
    {"who": TEXT, "role": TEXT, "level": LEVEL, "note": TEXT, "confidence": TEXT, "part_of": TEXT, "odd": TEXT}
)
REMARK = mapping({"who": TEXT, "role": TEXT, "text": TEXT, "not_applicable": TEXT, "unknown": TEXT, "odd": TEXT})
FIELDS = {
    "level": LEVEL,
    "not_applicable": TEXT,
    "unknown": st.sampled_from(["true", "True", "false", "''", "yes"]),
    "reason": TEXT,
    "note": TEXT,
    "confidence": st.sampled_from(["low", "medium", "high", "High", "''", "certain"]),
    "evidence": EVIDENCE,
    "votes": some(VOTE),
    "remarks": some(REMARK),
    "colour": TEXT,
}  # fmt: skip
NEARLY_RIGHT = mapping({**FIELDS, "level": st.sampled_from(["1", "2", "'3'"])}, ("level",))
ANSWERS = st.one_of(NEARLY_RIGHT, mapping(FIELDS), LEVEL, TEXT)


@pytest.fixture(scope="module")
def playbook(tmp_path_factory: pytest.TempPathFactory) -> Playbook:
    folder = tmp_path_factory.mktemp("plain")
    tiny(folder)
    return load_playbook(folder / "tiny", [])[0]


def outcome(text: str, playbook: Playbook) -> Any:
    problems = Problems()
    try:
        root = parse(Page("f", text), problems)
    except Invalid as invalid:  # an entry is missing before a comma
        return invalid.problems
    header, fields = read_header(root, problems)
    return read.read_answers("f", header, fields, playbook), problems.errors, problems.warnings


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(ANSWERS, min_size=1, max_size=3))
@example(
    answers=[
        "{level: 2, evidence: [a, {title: b, link: 'https://c'}, {link: d, who: [e, f]}], note: g, confidence: low}"
    ]
)
@example(
    answers=["{level: 2, votes: [{who: a, level: 1}, {who: b, role: c, level: 3, note: d, part_of: e}], reason: f}"]
)
@example(answers=["{unknown: true, remarks: [{who: a, role: b, text: c}]}", "{not_applicable: none here, note: a}"])
@example(
    answers=[
        f"{{level: 1, note: {'x' * 100_001}}}",
        f"{{level: 1, evidence: [{{title: a, link: 'https://{'x' * 4_000}'}}]}}",
    ]
)
@example(answers=[f"{{level: 1, votes: [{{who: {'x' * 1_001}, level: 2}}]}}", "{level: 1, level: 2}"])
def test_both_ways_read_the_same(answers: list[str], playbook: Playbook) -> None:
    lines = [f"  {question.id}: {answer}\n" for question, answer in zip(playbook.questions(), answers, strict=False)]
    text = f"playbook: tiny\nanswers:\n{''.join(lines)}"
    at_a_glance = outcome(text, playbook)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "plain_answer", lambda *_: None)
        assert outcome(text, playbook) == at_a_glance


def test_the_shapes_that_nearly_all_have_are_read_at_a_glance(
    playbook: Playbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "playbook: tiny\nanswers:\n  A1: 3\n  A2:\n    level: 2\n    confidence: high\n    evidence:\n"
        "      - {title: a, link: 'https://b', who: [c]}\n      - d\n    votes:\n      - {who: e, role: f, level: 1}\n"
        "    remarks: [{who: g, text: h}, {who: g, unknown: true}, {who: g, not_applicable: h}]\n    reason: i\n    note: j\n  B1: {not_applicable: k}\n"
    )

    def fail(*_: object) -> None:
        raise AssertionError("read field by field")

    monkeypatch.setattr(read._Reader, "answer", fail)
    answers, errors, warnings = outcome(text, playbook)
    assert ([*answers.by_question], errors, warnings) == (["A1", "A2", "B1"], [], [])
