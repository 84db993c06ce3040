"""What several files plan, combined: owners, targets, focus, actions, what is asked, and reasons for silence."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.answers import Person
from cxassess.answers.file.conflict import format_value
from cxassess.answers.read_plan import ASK, MAX_ASKS
from cxassess.answers.written import unquoted
from cxassess.portfolio.input_file import InputFile, normalized
from cxassess.portfolio.responses import Data
from cxassess.source.emit import Value
from cxassess.text import join_words, shorten


def combine_sections(files: Sequence[InputFile], people: Sequence[Person], messages: list[str]) -> Data:
    """The sections after the answers, without the empty ones; what differs between files is said in `messages`."""
    sections: Data = {
        "targets": _targets(files, people, messages),
        "focus": _focus(files, messages),
        "actions": _actions(files, messages),
        "asks": _asks(files, messages),
        "silence": _silence(files),
        "earlier": _earlier(files, messages),
    }
    return {name: value for name, value in sections.items() if value}


def combine_owners(files: Sequence[InputFile], messages: list[str]) -> Data:
    """Who is to answer each play, from the first file that says so; who else is named is said in `messages`."""
    owners: Data = {}
    for file in files:
        for play, owner in file.fields("owners").items():
            if owner and normalized(owners.setdefault(play, owner)) != normalized(owner):
                messages.append(_difference(f"the owner of {play} differs", owners[play], owner, file))
    return owners


def _focus(files: Sequence[InputFile], messages: list[str]) -> Value:
    """The first file's list of plays."""
    lists = [(file, focus) for file in files if (focus := file.get("focus"))]
    for file, focus in lists[1:]:
        if focus != lists[0][1]:
            messages.append(_difference("focus differs", lists[0][1], focus, file))
    return lists[0][1] if lists else None


def _actions(files: Sequence[InputFile], messages: list[str]) -> list[Value]:
    """The actions of all, each once; of two with one id the first, unless they say something else."""
    kept: list[Value] = []
    by_id: dict[Value, Data] = {}
    for file in files:
        for action in _entries(file, "actions"):
            first = by_id.setdefault(action["id"], action) if action.get("id") else action
            if first != action and normalized(first["text"]) == normalized(action["text"]):
                messages.append(_difference(f"action {first['id']} differs", first, action, file))
                continue
            if first != action:
                text = f"“{shorten(str(action['text']))}” of {file.path}"
                messages.append(f"Two actions have the id {first['id']}; {text} is kept without one.")
                action = {name: value for name, value in action.items() if name != "id"}
            kept += [action] if action not in kept else []
    return kept


def _asks(files: Sequence[InputFile], messages: list[str]) -> Value:
    """What all ask, each thing once, as far as a file may hold it."""
    asks: dict[Value, Data] = {}
    for file in files:
        for ask in _entries(file, "asks"):
            text = normalized(ask["text"])
            first = asks.setdefault(text, ask)
            asks[text] = {**ask, **first}
            if asks[text] != {**first, **ask, "text": first["text"]}:
                messages.append(_difference("asks differ", first, ask, file))
    left_out = [f"“{shorten(str(ask['text']))}”" for ask in list(asks.values())[MAX_ASKS:]]
    if left_out:
        messages.append(f"asks: a file holds {MAX_ASKS}; left out {join_words(left_out)}.")
    ordered = [{name: ask[name] for name in ASK.split() if name in ask} for ask in asks.values()]
    return list[Value](ordered[:MAX_ASKS])


def _entries(file: InputFile, section: str) -> list[Data]:
    """The entries of a list of fields, without the fields that are empty; a text alone is the field `text`."""
    value = unquoted(file.get(section))
    entries = [entry if isinstance(entry, dict) else {"text": entry} for entry in value or ()]
    return [{name: item for name, item in entry.items() if item} for entry in entries]


def _targets(files: Sequence[InputFile], people: Sequence[Person], messages: list[str]) -> Data:
    """The first target for each name; those of others that differ are in it, with who set them."""
    targets: dict[str, Data] = {}
    others: dict[str, list[Value]] = {}
    for file, person in zip(files, people, strict=True):
        for name, value in file.fields("targets").items():
            fields = unquoted(value)
            target = dict(fields) if isinstance(fields, dict) else {}
            inner = target.pop("others", None)
            if target and targets.setdefault(name, target) != target:
                others.setdefault(name, []).append({"who": person.name, **target})
                kept, beside = format_value(targets[name]), format_value(target)
                messages.append(f"targets of {name} differ: {kept}; beside it, {beside} of {file.path}.")
            others.setdefault(name, []).extend(inner if isinstance(inner, list) else [])
    distinct = {name: [one for at, one in enumerate(all) if one not in all[:at]] for name, all in others.items()}
    return {name: target | ({"others": distinct[name]} if distinct[name] else {}) for name, target in targets.items()}


def _silence(files: Sequence[InputFile]) -> Data:
    """Why each flag is silenced, in the words of all; a reason that was merged before is not repeated."""
    reasons: dict[str, dict[str, None]] = {}
    for file in files:
        for flag, reason in file.fields("silence").items():
            reasons.setdefault(flag, {}).update(dict.fromkeys(str(reason).split("; ")))
    return {flag: "; ".join(texts) for flag, texts in reasons.items()}


def _earlier(files: Sequence[InputFile], messages: list[str]) -> Data:
    """What 'migrate' kept apart, by version, section and id; of what differs the first."""
    earlier: dict[str, Value] = {}
    for file in files:
        for version, sections in file.fields("earlier").items():
            kept = earlier.setdefault(version, {})
            for section, values in sections.items() if isinstance(sections, dict) else ():
                inside = kept.setdefault(section, {}) if isinstance(kept, dict) else None
                for id, value in values.items() if isinstance(values, dict) else ():
                    first = inside.setdefault(id, value) if isinstance(inside, dict) else value
                    if first != value:
                        what = f"earlier {section} of {id} ({version}) differ"
                        messages.append(_difference(what, first, value, file))
    return {name: unquoted(value, name) for name, value in earlier.items()}


def _difference(what: str, kept: Value, other: Value, file: InputFile) -> str:
    return f"{what}: kept {format_value(kept)}; left out {format_value(other)} of {file.path}."
