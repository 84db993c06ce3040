"""The JSON that commands print, and the digests of it, are those that any JSON library makes."""

from __future__ import annotations

import hashlib
import json
import random
from typing import Any

import pytest
from support import ROOT

from cxassess.playbook import describe_playbook, format_json, load_playbook, playbook_digest, question_digest

CHARACTERS = [*map(chr, range(0x30)), *'az"\\/', "\x7f", "\x85", "é", "—", "\u2028", "\ue000", "\uffff", "\U0001f600"]
SIMPLE = [None, True, False, 0, 1, -3, 10**12, 0.5, 0.8, 1e-9, 1e22, "", {}, []]


def _random_value(source: random.Random, depth: int = 0) -> Any:
    kind = source.randrange(5) if depth < 5 else 0
    if kind == 1:
        return [_random_value(source, depth + 1) for _ in range(source.randrange(4))]
    if kind == 2:
        return {_random_text(source): _random_value(source, depth + 1) for _ in range(source.randrange(4))}
    return source.choice(SIMPLE) if kind == 3 else _random_text(source)


def _random_text(source: random.Random) -> str:
    return "".join(source.choices(CHARACTERS, k=source.randrange(8)))


def test_json_is_what_the_standard_library_writes() -> None:
    source = random.Random(15)
    for value in [*SIMPLE, [SIMPLE], *(_random_value(source) for _ in range(2_000))]:
        assert format_json(value) == json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def test_a_byte_that_is_no_text_is_six_characters() -> None:
    assert json.loads(format_json({"source": "a\udcff.yaml"})) == {"source": r"a\udcff.yaml"}


def test_what_json_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError):
        format_json([object()])


def test_digests_are_of_json() -> None:
    playbook, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    data = describe_playbook(playbook)
    del data["digest"]
    printed = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    assert playbook_digest(playbook) == hashlib.sha256(printed.encode()).hexdigest()[:16]
    for question in playbook.questions():
        wording = {"levels": [[level.key, level.text] for level in question.levels], "text": question.text}
        compact = json.dumps(wording, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert question_digest(question) == hashlib.sha256(compact.encode()).hexdigest()[:8]
