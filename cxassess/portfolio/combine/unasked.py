"""Answers to what an overlay hides, or what is no longer asked, combined: their levels are not known, so none is the middle.

The answer of one person is kept, the same in any order of the files, and what the others said stays as remarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cxassess.answers import Evidence, Person
from cxassess.fields import MAX_TEXT
from cxassess.portfolio.combine.question import combine_evidence
from cxassess.portfolio.combine.responses import Data, Part
from cxassess.portfolio.people import Key, Spellings, person_key
from cxassess.source.emit import Value, flow_text
from cxassess.text import folded

_LISTS = ("evidence", "votes", "remarks")


def combine_hidden(parts: Sequence[Part], spellings: Spellings) -> tuple[Data, Person, int]:
    """The fields of the new answer, whose it is, and how many different answers there were.

    It is that of the first person by name; in the lists of all, what names nobody else is that person's.
    """
    own = [
        (spellings.person(part.person), {name: part.fields[name] for name in part.fields if name not in _LISTS})
        for part in parts
    ]
    ordered = sorted(own, key=lambda one: (not one[1], person_key(one[0]), flow_text(one[1])))
    owner, kept = ordered[0]
    distinct = {_key(person, fields): (person, fields) for person, fields in ordered}
    lists: Data = {
        "evidence": _evidence(parts, owner, spellings),
        "votes": _votes(parts, owner, spellings),
        "remarks": _remarks(parts, [one for key, one in distinct.items() if key != _key(owner, kept)], spellings),
    }
    return (
        kept | {name: items for name, items in lists.items() if items},
        owner,
        len([one for one in distinct if one[1] != "{}"]),
    )


def _key(person: Person, fields: Data) -> tuple[Key, str]:
    return person_key(person), flow_text(fields)


def _items(part: Part, name: str) -> list[Value]:
    value = part.fields.get(name)
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _evidence(parts: Sequence[Part], owner: Person, spellings: Spellings) -> list[Value]:
    """Each piece once, with who gave it, where that is not only the owner of the answer."""
    pieces, odd = list[Evidence](), dict[str, Value]()
    for part in parts:
        for item in _items(part, "evidence"):
            fields: Data = item if isinstance(item, dict) else {"title": item}
            title, link, who = fields.get("title"), fields.get("link") or "", fields.get("who") or [part.person.name]
            names = [name for name in who if isinstance(name, str)] if isinstance(who, list) else [str(who)]
            if isinstance(title, str) and isinstance(link, str):
                pieces.append(Evidence(title, link, tuple(names)))
            else:
                odd[flow_text(item)] = item
    listed = list[Value]()
    for piece in combine_evidence(pieces, spellings):
        if isinstance(piece, dict) and piece.get("who") == [owner.name]:
            piece = {name: value for name, value in piece.items() if name != "who"}
        listed.append(piece)
    return [*listed, *(odd[text] for text in sorted(odd))]


def _votes(parts: Sequence[Part], owner: Person, spellings: Spellings) -> list[Value]:
    """Each vote once, with the one to whose answer it led, where that is not the owner of this one."""
    votes: dict[tuple[str, str, str, str], Value] = {}
    for part in parts:
        for item in _items(part, "votes"):
            fields: Data = dict(item) if isinstance(item, dict) else {"who": item}
            part_of = spellings.text(str(fields.pop("part_of", "") or part.person.name))
            who, role = (spellings.text(str(fields.get(name) or "")) for name in ("who", "role"))
            fields = {**fields, "who": who, "role": role}
            if folded(part_of) != folded(owner.name):
                fields["part_of"] = part_of
            vote = {name: fields[name] for name in sorted(fields, key=_field_order) if fields[name]}
            votes[(fields.get("part_of") and folded(part_of)) or "", folded(who), folded(role), flow_text(vote)] = vote
    return [votes[key] for key in sorted(votes)]


def _field_order(name: str) -> tuple[int, str]:
    names = ["who", "role", "level", "note", "confidence", "part_of"]
    return names.index(name) if name in names else len(names), name


def _remarks(parts: Sequence[Part], others: Sequence[tuple[Person, Data]], spellings: Spellings) -> list[Value]:
    """What others said, each field of their answers as a text, and the remarks there were."""
    remarks: dict[tuple[str, str, str], Value] = {}
    for remark in (*_as_remarks(others), *(item for part in parts for item in _items(part, "remarks"))):
        fields: Data = dict(remark) if isinstance(remark, dict) else {"text": remark}
        fields |= {name: spellings.text(str(fields[name])) for name in ("who", "role") if fields.get(name)}
        who, role = (folded(str(fields.get(name) or "")) for name in ("who", "role"))
        remarks[who, role, flow_text(fields)] = fields
    return [remarks[key] for key in sorted(remarks)]


def _as_remarks(others: Sequence[tuple[Person, Data]]) -> Iterator[Value]:
    for person, fields in others:
        for name, value in fields.items():
            text = value if isinstance(value, str) else flow_text(value)
            remark = {"who": person.name, "role": person.role, "text": f"{name}: {text}"[:MAX_TEXT]}
            yield {name: text for name, text in remark.items() if text}
