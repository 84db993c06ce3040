"""What several files plan, combined: owners, targets, focus, actions, what is asked, and reasons for silence.

Nothing here depends on the order of the files, or on which of them were merged before: what differs is sorted, each once;
a list that all files have alike keeps its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cxassess.answers import Person
from cxassess.answers.file.conflict import format_value
from cxassess.answers.plain_data import unquoted
from cxassess.answers.read_plan import ACTION, ASK, MAX_ASKS, TARGET
from cxassess.fields import MAX_LINE
from cxassess.portfolio.combine.responses import SEVERAL, Data
from cxassess.portfolio.input_file import InputFile, normalized
from cxassess.portfolio.people import Spellings
from cxassess.source.emit import Value, flow_text
from cxassess.text import folded, join_words, shorten

_BETWEEN = "; "  # names and reasons in one text


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
    """Who is to answer each play: everybody whom a file names, as many as a line may hold."""
    names: dict[str, list[str]] = {}
    for file in files:
        for play, owner in file.fields("owners").items():
            names.setdefault(play, []).extend(str(owner).split(_BETWEEN) if owner else [])
    owners: Data = {}
    for play in _in_order(files, names):
        spellings = Spellings(names[play])
        listed = sorted({spellings.text(name) for name in names[play]}, key=folded)
        owners[play] = _joined(listed)
        if len(listed) > 1:
            messages.append(f"Several owners of {play}: {join_words(listed)}.")
    return {play: owner for play, owner in owners.items() if owner}


def _joined(texts: Sequence[str]) -> str:
    """As many of the texts as a line may hold."""
    count = next((at for at in range(len(texts), 0, -1) if len(_BETWEEN.join(texts[:at])) <= MAX_LINE), 0)
    return _BETWEEN.join(texts[:count])


def _in_order(files: Sequence[InputFile], names: Iterable[str]) -> list[str]:
    """Names in the order of the playbook: the whole, plays, questions, then what it does not ask."""
    playbook = files[0].loaded.playbook
    order = {name: at for at, name in enumerate(("overall", *playbook.play_by_id, *playbook.by_id))}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _is_alike(lists: Sequence[Sequence[Value]]) -> bool:
    return len({flow_text(list(one)) for one in lists}) == 1


def _focus(files: Sequence[InputFile], messages: list[str]) -> Value:
    """The plays of all lists; the list itself where there is one only."""
    lists = [list(focus) for file in files if isinstance(focus := file.get("focus"), list) and focus]
    if not lists or _is_alike(lists):
        return lists[0] if lists else None
    plays = _in_order(files, {str(play) for focus in lists for play in focus})
    messages.append(f"focus differs: {join_words(plays)} are in focus for one or more of the files.")
    return list[Value](plays)


def _actions(files: Sequence[InputFile], messages: list[str]) -> list[Value]:
    """The actions of all, each once; of several with one id one keeps it, the same in any order of the files."""
    lists = [entries for file in files if (entries := _entries(file, "actions", ACTION))]
    if not lists or _is_alike(lists):
        return list[Value](lists[0]) if lists else []
    distinct = {flow_text(action): action for entries in lists for action in entries}
    by_id: dict[str, list[str]] = {}
    for text in sorted(distinct):
        if id := distinct[text].get("id"):
            by_id.setdefault(str(id), []).append(text)
    for id, (kept, *others) in by_id.items():
        for text in others:
            action = {name: value for name, value in distinct.pop(text).items() if name != "id"}
            distinct[flow_text(action)] = action
            named = f"“{shorten(str(action['text']))}”"
            messages.append(f"Several actions have the id {id}: {format_value(distinct[kept])} keeps it, not {named}.")
    order = _in_order(files, {str(action.get("play") or "") for action in distinct.values()} - {""})
    by_play = {play: at for at, play in enumerate(order)}
    return [
        distinct[text]
        for text in sorted(
            distinct,
            key=lambda text: (
                by_play.get(str(distinct[text].get("play") or ""), len(by_play)),
                str(distinct[text].get("id") or "\uffff"),
                str(distinct[text]["text"]),
                text,
            ),
        )
    ]


def _asks(files: Sequence[InputFile], messages: list[str]) -> Value:
    """What all ask, each thing once, as far as a file may hold it."""
    lists = [entries for file in files if (entries := _entries(file, "asks", ASK))]
    asks: dict[str, list[Data]] = {}
    for entries in lists:
        for ask in entries:
            asks.setdefault(str(normalized(ask["text"])), []).append(ask)
    texts = list(asks) if lists and _is_alike(lists) else sorted(asks)
    ordered = list[Value]()
    for text in texts:
        kept = {
            name: _least(values) for name in ASK.split() if (values := [one[name] for one in asks[text] if name in one])
        }
        ordered.append(kept)
        left = {
            flow_text(one[name]) for one in asks[text] for name in one if name != "text" and one[name] != kept[name]
        }
        if left:
            messages.append(f"asks differ: kept {format_value(kept)}; left out {join_words(sorted(left))}.")
    left_out = [f"“{shorten(str(asks[text][0]['text']))}”" for text in texts[MAX_ASKS:]]
    if left_out:
        messages.append(f"asks: a file holds {MAX_ASKS}; left out {join_words(left_out)}.")
    return ordered[:MAX_ASKS]


def _least(values: Iterable[Value]) -> Value:
    return min(values, key=flow_text)


def _entries(file: InputFile, section: str, names: str) -> list[Data]:
    """The entries of a list of fields, without the fields that are empty; a text alone is the field `text`."""
    value = unquoted(file.get(section))
    entries = [entry if isinstance(entry, dict) else {"text": entry} for entry in value or ()]
    return [{name: entry[name] for name in names.split() if entry.get(name)} for entry in entries]


def _targets(files: Sequence[InputFile], people: Sequence[Person], messages: list[str]) -> Data:
    """For each name the target of the first person by name, with who set it; those of others are in it."""
    given: dict[str, dict[tuple[str, str], tuple[Data, str]]] = {}
    for file, person in zip(files, people, strict=True):
        for name, value in file.fields("targets").items():
            for target in _each_target(file, person, unquoted(value)):
                key = folded(str(target["who"])), flow_text({**target, "who": ""})
                given.setdefault(name, {}).setdefault(key, (target, file.path))
                kept, path = given[name][key]
                given[name][key] = ({**target, "who": min(str(kept["who"]), str(target["who"]))}, path)
    targets: Data = {}
    for name in _in_order(files, given):
        (kept, _), *others = (given[name][key] for key in sorted(given[name]))
        chosen: Data = {**{part: item for part, item in kept.items() if part != "who"}, "who": kept["who"]}
        targets[name] = {**chosen, **({"others": [other for other, _ in others]} if others else {})}
        for other, path in others:
            plain = [{part: item for part, item in one.items() if part != "who"} for one in (kept, other)]
            if plain[0] != plain[1]:
                words, beside = map(format_value, plain)
                messages.append(f"targets of {name} differ: {words}; beside it, {beside} of {path}.")
    return targets


def _each_target(file: InputFile, person: Person, value: Value) -> Iterator[Data]:
    """A target and those in it, each with who set it; of a merged file that does not say so it is several people."""
    fields = dict(value) if isinstance(value, dict) else {}
    inner = fields.pop("others", None)
    who = SEVERAL if len(file.loaded.answers.header.people) > 1 else person.name
    for one in ({"who": who, **fields} if fields else {}, *(inner if isinstance(inner, list) else [])):
        if isinstance(one, dict) and one:
            yield {
                "who": one.get("who") or who,
                **{name: one[name] for name in TARGET.split() if name != "who" and one.get(name)},
            }


def _silence(files: Sequence[InputFile]) -> Data:
    """Why each flag is silenced, in the words of all; a reason that was merged before is not repeated."""
    reasons: dict[str, set[str]] = {}
    for file in files:
        for flag, reason in file.fields("silence").items():
            reasons.setdefault(flag, set()).update(str(reason).split(_BETWEEN))
    return {flag: _BETWEEN.join(sorted(reasons[flag])) for flag in sorted(reasons)}


def _earlier(files: Sequence[InputFile], messages: list[str]) -> Data:
    """What 'migrate' kept apart, by version, section and id; of what differs the longest."""
    values: dict[tuple[str, str, str], list[Value]] = {}
    for file in files:
        for version, sections in file.fields("earlier").items():
            for section, fields in sections.items() if isinstance(sections, dict) else ():
                for id, value in fields.items() if isinstance(fields, dict) else ():
                    values.setdefault((version, section, id), []).append(value)
    earlier: dict[str, dict[str, Data]] = {}
    for (version, section, id), given in sorted(values.items()):
        kept, *others = [*{flow_text(one): one for one in sorted(given, key=_longest_first)}.values()]
        earlier.setdefault(version, {}).setdefault(section, {})[id] = kept
        for other in others:
            words = f"kept {format_value(kept)}; left out {format_value(other)}"
            messages.append(f"earlier {section} of {id} ({version}) differ: {words}.")
    return {version: unquoted({**sections}, version) for version, sections in earlier.items()}


def _longest_first(value: Value) -> tuple[int, str]:
    text = flow_text(value)
    return -len(text), text
