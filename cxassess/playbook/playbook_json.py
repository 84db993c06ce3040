"""A playbook as the JSON that `show` prints, and the digests made from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from cxassess.playbook.model import Band, Gate, Law, Level, Play, Playbook, Question, Rescale, Scoring, Strategy
from cxassess.text import SURROGATE

try:  # as Python's own `random` does: hashlib loads OpenSSL, which takes a third of the time of reading a playbook
    from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    try:  # Python 3.11
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from hashlib import sha256

_ESCAPED = f'["\\\\\x00-\x1f{SURROGATE}]'  # compiled when first met, which in most texts is never
_SHORT_ESCAPES = {'"': '\\"', "\\": r"\\", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t"}

_CONSTANTS = {None: "null", True: "true", False: "false"}


@lru_cache(maxsize=2_000)  # of ten thousand files, each records the wording of the same few questions
def question_digest(question: Question) -> str:
    """First 8 hex digits of SHA-256 over the JSON (sorted keys, no spaces, UTF-8) of a question's text and levels.

    The JSON is `{"levels": [[key, text], …], "text": …}`; two answers are comparable when it is the same.
    """
    levels = ",".join(f"[{_quote(level.key)},{_quote(level.text)}]" for level in question.levels)
    wording = f'{{"levels":[{levels}],"text":{_quote(question.text)}}}'
    return _digest(wording)[:8]


@lru_cache(maxsize=64)
def question_digests(playbook: Playbook) -> dict[str, str]:
    """The digest of each question by its id."""
    return {question.id: question_digest(question) for question in playbook.questions()}


def playbook_digest(playbook: Playbook) -> str:
    """First 16 hex digits of SHA-256 over what `show --format json` prints, without the line of the digest."""
    data = describe_playbook(playbook)
    del data["digest"]
    return _digest(format_json(data))[:16]


def _digest(text: str) -> str:
    """SHA-256 in hex digits."""
    return str(sha256(text.encode()).hexdigest())


def json_lines(values: Iterable[Any]) -> str:
    """JSON Lines as every command prints them: a line for each value."""
    import json

    return "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in values)


def format_json(data: Any) -> str:
    """JSON as every command prints it: two-space indent, UTF-8, a final newline.

    The same as `json.dumps(data, ensure_ascii=False, indent=2)`, in a fifth of the time and without importing json:
    every `score` prints a whole playbook for its digest.
    A byte of a file's name that is not UTF-8, 0xFF, is the six characters `\\udcff`.
    """
    parts: list[str] = []
    _add_value(parts.append, data, "\n")
    parts.append("\n")
    return "".join(parts)


def _add_value(add: Callable[[str], object], value: Any, line: str) -> None:
    """Add the parts of a value as JSON; `line` is the line end with the indent of its place."""
    kind, inner = type(value), line + "  "
    if kind is str:
        add(_quote(value))
    elif kind is dict:
        before = "{" + inner
        for key, item in value.items():
            if type(item) is str:  # as most are
                add(f"{before}{_quote(key)}: {_quote(item)}")
            else:
                add(f"{before}{_quote(key)}: ")
                _add_value(add, item, inner)
            before = "," + inner
        add(line + "}" if value else "{}")
    elif isinstance(value, (list, tuple)):
        before = "[" + inner
        for item in value:
            add(before)
            _add_value(add, item, inner)
            before = "," + inner
        add(line + "]" if value else "[]")
    elif kind in (int, float):
        add(repr(value))
    else:
        add(_CONSTANTS[value])


def _quote(text: str) -> str:
    """Text as a JSON string."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{re.sub(_ESCAPED, _escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    code = f"\\u{ord(char):04x}"
    return _SHORT_ESCAPES.get(char) or (code if char < " " else f"\\{code}")


def describe_playbook(playbook: Playbook, digest: str | None = None) -> dict[str, Any]:
    """The playbook as plain values, every default filled in."""
    return {
        "schema": "cxassess/playbook/1",
        "id": playbook.id,
        "version": playbook.version,
        "title": playbook.title,
        "breaks_with": list(playbook.breaks_with),
        "digest": digest,
        "overlays": list(playbook.overlays),
        "scoring": _scoring(playbook.scoring),
        "views": {
            view.id: {"title": view.title, "groups": {group.id: group.title for group in view.groups}}
            for view in playbook.views
        },
        "guide": list(playbook.guide),
        "audience": playbook.audience,
        "law": [_law(law) for law in playbook.law],
        **({"retired": dict(playbook.retired)} if playbook.retired else {}),
        "plays": [_play(play) for play in playbook.plays],
    }


def _scoring(rule: Scoring) -> dict[str, Any]:
    return {
        "method": rule.method,
        "overall": rule.overall or None,
        "not_applicable": rule.not_applicable,
        "unknown": rule.unknown,
        "edge": rule.edge,
        "decimals": rule.decimals,
        "gate": rule.gate and _gate(rule.gate),
        "rescale": rule.rescale and _rescale(rule.rescale),
        "bands": [_band(band) for band in rule.bands],
    }


def _gate(gate: Gate) -> dict[str, Any]:
    if gate.by == "stage":
        return {"by": "stage", "pass": list(gate.passing)}
    return {"by": "share", "share": gate.share.json}


def _rescale(rescale: Rescale) -> dict[str, Any]:
    return {"from": [end.json for end in rescale.from_], "to": [end.json for end in rescale.to]}


def _band(band: Band) -> dict[str, Any]:
    return {"name": band.name, "from": band.low.json, "to": band.high.json, "label": band.label}


def _play(play: Play) -> dict[str, Any]:
    return {
        "id": play.id,
        "title": play.title,
        "weight": play.weight.json,
        "intent": play.intent,
        "leader_questions": list(play.leader_questions),
        "examples": list(play.examples),
        "resources": list(play.resources),
        "strategies": [_strategy(strategy) for strategy in play.strategies],
        "tools": list(play.tools),
        "questions": [_question(question) for question in play.questions],
    }


def _strategy(strategy: Strategy) -> dict[str, Any]:
    return {
        "title": strategy.title,
        "text": strategy.text,
        "lead": strategy.lead,
        "needs": strategy.needs,
        "sources": list(strategy.sources),
    }


def _law(law: Law) -> dict[str, Any]:
    return {"title": law.title, "date": law.date, "status": law.status, "seen": law.seen and law.seen.isoformat()}


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "name": question.name or None,
        "text": question.text,
        "why": question.why,
        "weight": question.weight.json,
        "stage": question.stage,
        "levels": [_level(level) for level in question.levels],
        "evidence": list(question.evidence),
        "next": dict(question.next),
        "sources": list(question.sources),
        "tags": list(question.tags),
        "examples": list(question.examples),
        "views": {view: _groups(question, view) for view in question.views},
        **({"same_as": list(question.same_as)} if question.same_as else {}),
        **({"replaces": list(question.replaces)} if question.replaces else {}),
        **(_condition(question) if question.when else {}),
    }


def _condition(question: Question) -> dict[str, Any]:
    when = {id: list(keys) for id, keys in question.when.items()}
    return {"when": when, "otherwise": question.otherwise or "not_applicable"}


def _groups(question: Question, view: str) -> Any:
    groups = question.views[view]
    if not groups:
        return {"none": question.left_out.get(view, "")}
    return groups[0] if len(groups) == 1 else list(groups)


def _level(level: Level) -> dict[str, Any]:
    return {"key": level.key, "name": level.name or None, "value": level.value.json, "text": level.text}
