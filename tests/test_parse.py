"""YAML read by the shortest way is the same as read event by event: the same values at the same places, the same problems."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.problems import Invalid, Page, Problems
from cxassess.source import parse

PIECES = (
    "a: b", "- a", "a:", "? a", "{a: b}", "{a, b: 1}", "[a, {b}]", "&x a", "*x", "!t a", "<<: {a: 1}", "'q'", '"\\u202e"',
    '"\\n"', "Q&A", "R & D", "Great!", "a&b", "*a: 1", "{<<: *x}", "[&y b]", "{a: &z b}", "a:{b: 1}", "~", "null", "#c",
    "x #c", "a: b\r", "a:\r", "c\rd", "|\n  t", ">\n  t", "---", "...", "a: {b: c, b: d}", "note: one, two", "{note: one, two}", "é: “x”", "\ufeff&x a",
)  # fmt: skip
LINES = st.builds(lambda indent, piece: " " * indent + piece, st.integers(0, 4), st.sampled_from(PIECES))
TEXTS = st.one_of(
    st.lists(LINES, min_size=1, max_size=8).map("\n".join),
    st.text(alphabet="ab:,-?[]{}&*!<\"'# \n\\u20|>~", max_size=40),
)


def described(node: Node) -> Any:
    """A node with everything that is known of it."""
    place = (type(node).__name__, node.start, node.end, node.line, node.column, str(node.where))
    if isinstance(node, Scalar):
        return place, node.text, node.style
    if isinstance(node, Mapping):
        return place, node.flow, [(name, described(key), described(value)) for name, (key, value) in node.pairs.items()]
    assert isinstance(node, Sequence)
    return place, node.flow, [described(item) for item in node.items]


def outcome(text: str) -> Any:
    problems = Problems()
    try:
        root = parse.parse(Page("f", text), problems)
    except Invalid as invalid:
        return invalid.problems
    return described(root), problems.errors, problems.warnings, problems.suppressed


@given(text=TEXTS)
@example("a: 1\nb: {c, d: [e, {f: }]}\n")
@example("{a: b, one two, c}")
@example("a: &x {b: c}\n")
@example("[a: !t b, ? c]")
@example('a: "\\x07"')
def test_the_shortest_way_reads_the_same(text: str) -> None:
    short = outcome(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "may_be_plain", lambda *_: False)
        assert outcome(text) == short


@pytest.mark.parametrize("text", ["Q&A: R & D, **great**!", "a: x!\nb: (see *)\n", "- 5 * 3\n- a!b\n- 'x &y'\n"])
def test_signs_within_text_are_text(text: str) -> None:
    problems = Problems()
    parse.parse(Page("f", text), problems)
    assert problems.errors == []


@pytest.mark.parametrize("first", ["a", "Wow !"])
@pytest.mark.parametrize(
    ("limit", "place"), [(12, "f:4:14"), (11, "f:4:11"), (10, "f:4:8"), (5, "f:3:5"), (4, "f:3:4")]
)
def test_the_limit_counts_each_name_and_value(
    limit: int, place: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three mappings and lists, three names and seven values are thirteen."""
    text = f"{first}: b\n\nc: [d, e]\nf: {{g: h, i: j}}\n"
    monkeypatch.setattr(parse, "MAX_NODES", 13)
    assert isinstance(outcome(text), tuple)
    monkeypatch.setattr(parse, "MAX_NODES", limit)
    (problem,) = outcome(text)
    assert str(problem.where) == place
    assert problem.message == f"the file has more than {limit} names and values"
