"""A playbook's folder to a Playbook: each field read once, every complaint noted."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from cxassess.exact import MICRO, ONE, Number, number
from cxassess.fields import ID, Fields, a, decimal, ident, items, text, whole
from cxassess.playbook.model import (
    Band,
    Gate,
    Group,
    Level,
    Play,
    Playbook,
    Provenance,
    Question,
    Rescale,
    Scoring,
    Source,
    View,
)
from cxassess.problems import Faults, Invalid, Location
from cxassess.source import Mapping, Node, Scalar, Sequence, read
from cxassess.text import listed, shorten

PLAYBOOK = "format id version title provenance scale scoring views plays"
PLAY = "id title weight intent leader_questions examples resources questions"
QUESTION = "id text why weight levels evidence next sources tags views stage"
SCORING = "method overall not_applicable unknown edge decimals gate rescale bands"
LEVEL = "name value text"
BAND = "name from to label"
GATE = "share by pass"
RESCALE = "from to"
VIEW = "title groups"
PROVENANCE = "summary sources ours"
SOURCE = "title link date rights"
NOT_KEYS = ("na", "unknown")

Scale = dict[str, Level]


def read_playbook(folder: Path, faults: Faults) -> Playbook:
    """The playbook in a folder, before overlays and rules. Raises OSError when playbook.yaml cannot be read."""
    fields = Fields(read(folder / "playbook.yaml", faults), PLAYBOOK, faults, "a playbook")
    fields.format_one()
    scale = _scale(fields, faults)
    return Playbook(
        id=fields.ident("id"),
        version=_version(fields, faults),
        title=fields.text("title", needed=True),
        provenance=_provenance(fields, faults),
        scale=tuple(scale.values()),
        scoring=read_scoring(fields.value("scoring"), fields.where, faults),
        views=tuple(_view(key, node, faults) for key, node in fields.entries("views")),
        plays=_plays(folder, fields, scale, faults),
        where=fields.at("id"),
    )


def _version(fields: Fields, faults: Faults) -> str:
    version = fields.text("version")
    if not version and isinstance(fields.node, Mapping):
        faults.warn(
            fields.at("version"),
            "no version",
            "add 'version: \"1.0\"', so that answers to a later edition can be told apart",
        )
    return version


def _plays(folder: Path, fields: Fields, scale: Scale, faults: Faults) -> tuple[Play, ...]:
    fields.need("plays", "list the files of the plays, such as 'plays: [plays/1-first.yaml]'")
    found: list[Play] = []
    seen: dict[Path, int] = {}
    listed_files = fields.items("plays")
    if isinstance(fields.value("plays"), Sequence) and not listed_files:
        faults.error(
            fields.at("plays"),
            "a playbook needs at least one play",
            "list a file, such as 'plays: [plays/1-first.yaml]'",
        )
    for node in listed_files:
        path = _inside(folder, node, faults)
        if path is None:
            continue
        if path in seen:
            faults.error(
                node.where, f"'{shorten(text(node, faults, ''))}' is listed twice", f"the first is on line {seen[path]}"
            )
            continue
        seen[path] = node.line
        play = _play_file(folder, path, node, scale, faults)
        if play is not None:
            found.append(play)
    return tuple(found)


def _inside(folder: Path, node: Node, faults: Faults) -> Path | None:
    """The file that an entry of `plays` names, when it lies in the playbook's folder."""
    if not isinstance(node, Scalar):
        hint = "put each play in a file of its own and write its path, such as plays/1-first.yaml"
        faults.error(node.where, f"an entry of 'plays' should be the path of a file, not {a(node)}", hint)
        return None
    home = Path(os.path.realpath(folder))
    path = Path(os.path.realpath(home / node.text))
    outside = Path(node.text).is_absolute() or home not in path.parents
    if outside or path == home / "playbook.yaml":
        why = "is outside the playbook's folder" if outside else "is the playbook itself"
        faults.error(
            node.where, f"'{shorten(node.text)}' {why}", "name a file below this folder, such as plays/1-first.yaml"
        )
        return None
    return path


def _play_file(folder: Path, path: Path, node: Node, scale: Scale, faults: Faults) -> Play | None:
    shown = folder / path.relative_to(os.path.realpath(folder))
    try:
        return read_play(read(shown, faults), scale, faults)
    except Invalid as invalid:
        faults.extend(invalid.problems)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        faults.error(node.where, f"cannot read the play '{shorten(str(shown), 120)}': {reason}", "correct the path")
    return None


def read_play(node: Node, scale: Scale, faults: Faults) -> Play:
    """One play, with its questions."""
    fields = Fields(node, PLAY, faults, "a play")
    play = fields.ident("id")
    questions = fields.each("questions", lambda item: read_question(item, play, scale, faults))
    if not questions and fields.empty("questions"):
        faults.error(fields.at("questions"), f"play {play} has no questions", "add at least one under 'questions:'")
    return Play(
        id=play,
        title=fields.text("title", needed=True),
        weight=fields.weight(),
        intent=fields.text("intent"),
        leader_questions=fields.texts("leader_questions"),
        examples=fields.texts("examples"),
        resources=fields.texts("resources"),
        questions=questions,
        where=fields.at("id"),
        places=places(fields),
    )


def read_question(node: Node, play: str, scale: Scale, faults: Faults) -> Question:
    """One question; `scale` holds the playbook's own levels."""
    fields = Fields(node, QUESTION, faults, "a question")
    name, asked = fields.ident("id"), fields.text("text", needed=True)
    views, left_out = read_groups(fields, faults)
    levels, on_scale = _levels(fields, scale, faults)
    return Question(
        id=name,
        play=play,
        text=asked,
        why=fields.text("why"),
        weight=fields.weight(),
        levels=levels,
        on_scale=on_scale,
        evidence=fields.texts("evidence"),
        next=read_next(fields, faults),
        sources=fields.texts("sources"),
        tags=fields.texts("tags"),
        views=views,
        left_out=left_out,
        stage=read_stage(fields, faults),
        where=fields.at("id"),
        places=places(fields),
    )


def places(fields: Fields) -> dict[str, Location]:
    """Where the parts stand that a rule may complain about."""
    found: dict[str, Location] = {name: fields.at(name) for name in ("weight", "levels") if name in fields.pairs}
    for name in ("next", "views", "sources"):
        node = fields.value(name)
        parts: Iterable[Node] = ()
        if isinstance(node, Mapping):
            parts = (key for key, _ in node.pairs.values())
        elif isinstance(node, Sequence):
            parts = node.items
        found |= {f"{name}/{part.text}": part.where for part in parts if isinstance(part, Scalar)}
    return found


def read_next(fields: Fields, faults: Faults) -> dict[str, str]:
    """The next steps of a question, by the level reached."""
    return {key.text: text(value, faults, "a next step") for key, value in fields.entries("next")}


def read_stage(fields: Fields, faults: Faults) -> int | None:
    """The stage of a question, from 1; None where none is declared."""
    stage = fields.value("stage")
    return None if stage is None else whole(stage, faults, "'stage'", 1, 99)


def _levels(fields: Fields, scale: Scale, faults: Faults) -> tuple[tuple[Level, ...], bool]:
    node = fields.need("levels", "describe each level: 'levels: {1: …, 2: …}'")
    pairs = list(fields.entries("levels"))
    own = [isinstance(value, Mapping) for _, value in pairs]
    if node is None or not pairs:
        if isinstance(node, Mapping):
            faults.error(node.where, "a question needs levels", "describe at least two")
        return _stand_in(fields), True
    if not any(own):
        return _on_scale(pairs, scale, fields, faults), True
    if not all(own):
        faults.error(
            fields.at("levels"),
            "levels of two kinds are mixed",
            "write all as 'key: text' on the playbook's scale, or all as 'key: {value: …, text: …}'",
        )
    return tuple(read_level(key, value, faults) for key, value in pairs), False


def _on_scale(pairs: list[tuple[Scalar, Node]], scale: Scale, fields: Fields, faults: Faults) -> tuple[Level, ...]:
    keys = [key.text for key, _ in pairs]
    if not scale:
        hint = "add 'scale:' to playbook.yaml, or write each level as 'key: {value: …, text: …}'"
        faults.error(fields.at("levels"), "these levels need a scale, and the playbook has none", hint)
    elif keys != list(scale):
        message = f"the levels are {listed(map(shorten, keys[:12]))}; the scale has {listed(scale)}"
        faults.error(fields.at("levels"), message, "describe exactly the levels of the scale, in its order")
    stand_in = _stand_in(fields)[0]
    made = []
    for key, value in pairs:
        of = scale.get(key.text, stand_in)
        made.append(Level(key.text, of.name, of.value, text(value, faults, "a level"), key.where))
    return tuple(made)


def _stand_in(fields: Fields) -> tuple[Level, ...]:
    return (Level("1", "", ONE, "", fields.where), Level("2", "", Number("2", 2 * MICRO), "", fields.where))


def read_level(key: Scalar, node: Node, faults: Faults) -> Level:
    """A level that carries its own value; without one, the key's where that is a whole number."""
    name = ident(key, faults)
    if name.lower() in NOT_KEYS:
        faults.error(
            key.where, f"'{name}' cannot be a level", "na and unknown are answers of their own; use another key"
        )
    if isinstance(node, Scalar):
        return Level(name, text(node, faults, "a level"), number(name) or ONE, "", key.where)
    fields = Fields(node, LEVEL, faults, "a level")
    value = fields.number("value", number(name) if name.isdecimal() else None)
    if value is None and fields.empty("value") and ID.fullmatch(key.text.strip()):
        faults.error(
            key.where,
            f"level '{shorten(name)}' needs a value",
            "write 'value: 0' or another number; only a whole-number key is its own value",
        )
    return Level(name, fields.text("name"), value or ONE, fields.text("text"), key.where)


def _scale(fields: Fields, faults: Faults) -> Scale:
    pairs = list(fields.entries("scale"))
    scale = [read_level(key, node, faults) for key, node in pairs]
    for (key, node), level in zip(pairs, scale, strict=True):
        if isinstance(node, Scalar) and not level.key.isdecimal():
            faults.error(key.where, f"level '{shorten(level.key)}' needs a value", "write '{name: …, value: …}'")
    return {key.text: level for (key, _), level in zip(pairs, scale, strict=True)}


def read_groups(fields: Fields, faults: Faults) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The groups of a question by view, and the reasons where it is left out of one."""
    groups: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    for key, node in fields.entries("views"):
        if isinstance(node, Mapping):
            reason = Fields(node, "none", faults, f"view '{key.text}'").text(
                "none", needed=True, hint="write '{none: reason}'"
            )
            groups[key.text], reasons[key.text] = (), reason
        elif isinstance(node, Scalar) and node.text == "none":
            faults.warn(
                node.where, f"left out of view '{shorten(key.text)}' without a reason", "write '{none: reason}'"
            )
            groups[key.text], reasons[key.text] = (), ""
        elif isinstance(node, Scalar):
            groups[key.text] = (node.text,)
        else:
            named = (text(item, faults, "a group") for item in items(node, faults, "groups"))
            groups[key.text] = tuple(dict.fromkeys(named))
    return groups, reasons


def read_scoring(node: Node | None, where: Location, faults: Faults, base: Scoring | None = None) -> Scoring:
    """The rule that is declared; what is not written is the default, or that of `base` (a playbook under an overlay)."""
    if node is None:
        return base or Scoring("mean", "plays", "exclude", "exclude", "lower", 2, None, None, (), where)
    fields = Fields(node, SCORING, faults, "'scoring'")
    old = base or read_scoring(None, fields.where, faults)
    method = fields.word("method", "mean sum", old.method)
    places, gate, rescale = fields.value("decimals"), fields.value("gate"), fields.value("rescale")
    if method == "sum":
        _not_under_sum(fields, faults)
    return Scoring(
        method=method,
        overall=fields.word("overall", "plays questions", old.overall or "plays") if method == "mean" else "",
        not_applicable=fields.word("not_applicable", "exclude top bottom", old.not_applicable),
        unknown=fields.word("unknown", "exclude bottom", old.unknown),
        edge=fields.word("edge", "lower upper", old.edge),
        decimals=old.decimals if places is None else whole(places, faults, "'decimals'", 0, 6),
        gate=old.gate if gate is None else _gate(gate, faults),
        rescale=old.rescale if rescale is None else _rescale(rescale, faults),
        bands=fields.each("bands", _band_reader(faults)) if "bands" in fields.pairs else old.bands,
        where=fields.where,
    )


def _not_under_sum(fields: Fields, faults: Faults) -> None:
    for name in ("overall", "rescale"):
        if name in fields.pairs:
            faults.error(
                fields.pairs[name][0].where,
                f"'{name}' has no meaning under 'method: sum'",
                "remove it; the overall is the sum over all questions",
            )


def _band_reader(faults: Faults) -> Callable[[Node], Band]:
    count = 0

    def read_band(node: Node) -> Band:
        nonlocal count
        count += 1
        fields = Fields(node, BAND, faults, "a band", "write '{name: …, from: 1, to: 2}'")
        name = fields.text("name", needed=True)
        fields.need("from"), fields.need("to")
        low, high = fields.number("from") or ONE, fields.number("to") or ONE
        return Band(count, name, fields.text("label") or name, low, high, fields.where)

    return read_band


def _gate(node: Node, faults: Faults) -> Gate:
    fields = Fields(node, GATE, faults, "'gate'", "write 'gate: {share: 0.8}' or 'gate: {by: stage, pass: [yes]}'")
    by = fields.word("by", "share stage", "stage" if "pass" in fields.pairs else "share")
    share = fields.number("share") or ONE
    if not 0 < share.micro <= MICRO:
        faults.error(
            fields.at("share"), f"the share is {shorten(share.text)}", "write a number above 0 and up to 1, such as 0.8"
        )
    if by == "stage" and "share" in fields.pairs:
        faults.error(
            fields.pairs["share"][0].where,
            "'share' is not allowed with 'by: stage'",
            "remove it: a stage needs every question to pass",
        )
    if by == "stage":
        fields.need("pass", "name the levels that pass, such as 'pass: [yes]'")
    elif "pass" in fields.pairs:
        faults.error(fields.pairs["pass"][0].where, "'pass' needs 'by: stage'", "add it, or remove 'pass'")
    passing = fields.texts("pass")
    if by == "stage" and fields.value("pass") is not None and not passing:
        faults.error(fields.at("pass"), "no level passes the gate", "name those that do, such as 'pass: [yes]'")
    return Gate(by, share, passing, fields.where)


def _rescale(node: Node, faults: Faults) -> Rescale:
    fields = Fields(node, RESCALE, faults, "'rescale'", "write 'rescale: {from: [0, 4], to: [0, 5]}'")
    from_, to = (_range(fields, name, faults) for name in ("from", "to"))
    return Rescale(from_, to, fields.where)


def _range(fields: Fields, name: str, faults: Faults) -> tuple[Number, Number]:
    fields.need(name)
    found = [decimal(item, faults, f"an end of '{name}'") for item in fields.items(name)]
    ends = [end for end in found if end is not None]
    if len(ends) == 2 and ends[0].micro < ends[1].micro:
        return ends[0], ends[1]
    if fields.value(name) is not None and None not in found:
        faults.error(fields.at(name), f"'{name}' should be two numbers, the lower first", f"write '{name}: [0, 5]'")
    return Number("0", 0), ONE


def _view(key: Scalar, node: Node, faults: Faults) -> View:
    fields = Fields(node, VIEW, faults, "a view", "write '{title: …, groups: {id: title, …}}'")
    name = ident(key, faults)
    groups = []
    for group, title in fields.entries("groups"):
        if group.text == "none":
            faults.error(
                group.where, "'none' cannot be a group", "it says that a question belongs to no group; use another id"
            )
        groups.append(Group(ident(group, faults), text(title, faults, "a group's title"), group.where))
    if not groups and fields.empty("groups"):
        faults.error(fields.at("groups"), f"view '{name}' has no groups", "add 'groups: {id: title, …}'")
    return View(name, fields.text("title") or name, tuple(groups), key.where)


def _provenance(fields: Fields, faults: Faults) -> Provenance:
    node = fields.value("provenance")
    if node is None:
        return Provenance("", "", ())
    inner = Fields(node, PROVENANCE, faults, "'provenance'")
    sources = tuple(_source(key, value, faults) for key, value in inner.entries("sources"))
    return Provenance(inner.text("summary"), inner.text("ours"), sources)


def _source(key: Scalar, node: Node, faults: Faults) -> Source:
    fields = Fields(node, SOURCE, faults, "a source", "write '{title: …, link: …, date: …, rights: …}'")
    return Source(
        ident(key, faults),
        fields.text("title", needed=True),
        fields.text("link"),
        fields.text("date"),
        fields.text("rights"),
        key.where,
    )
