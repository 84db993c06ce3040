"""Parts of an answer file as plain data, the way we write them."""

from __future__ import annotations

from cxassess.answers.model import LEVEL, UNKNOWN, Ask, Vote
from cxassess.source.emit import Unquoted, Value


def unquoted_key(key: str) -> str:
    """A level's key as it is written: without quotes where it is a number."""
    return Unquoted(key) if key.isdecimal() else key


def unquoted(value: Value, name: str = "") -> Value:
    """Data of a file as we write it: levels, scores, dates, efforts and `true` without quotes; `name` is the key of the value."""
    if isinstance(value, dict):
        return {key: unquoted(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [unquoted(item) for item in value]
    if value is None or name not in (LEVEL, UNKNOWN, "score", "by", "date", "effort"):
        return value
    return unquoted_key(value) if name == LEVEL else Unquoted(value)


def vote_fields(vote: Vote) -> Value:
    """A vote as it is written in a file, without what is empty."""
    fields: dict[str, Value] = {name: text for name, text in vote._asdict().items() if text}
    return fields | {LEVEL: unquoted_key(vote.level)}


def ask_fields(ask: Ask) -> Value:
    """What is asked as it is written in a file, without what is empty."""
    by = Unquoted(ask.by.isoformat()) if ask.by else ""
    return {name: text for name, text in (("text", ask.text), ("who", ask.who), ("by", by)) if text}
