"""A playbook's folder to a Playbook: each field read once, every complaint noted."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from cxassess.fields import Fields, describe_kind, read_id, read_text
from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.playbook.model import Group, Play, Playbook, Provenance, Source, View
from cxassess.playbook.questions import Scale, read_level, read_play
from cxassess.playbook.rules import check_rules
from cxassess.playbook.scoring_rule import read_scoring
from cxassess.problems import Invalid, Problem, Problems
from cxassess.source.parse import read
from cxassess.text import shorten

PLAYBOOK = "format id version title provenance guide scale scoring views plays"
VIEW = "title groups"
PROVENANCE = "summary sources ours"
SOURCE = "title link date rights"


def load_playbook(folder: Path, overlays: Collection[Path] = ()) -> tuple[Playbook, list[Problem]]:
    """A playbook with its overlays, and the warnings. Raises OSError, or Invalid with every fault of every file."""
    problems = Problems()
    playbook = read_playbook(folder, problems)
    if overlays:
        problems.extend(check_rules(playbook) if not problems.errors else ())
        problems.check()
        problems.warnings.clear()  # the rules run again on what the overlays make of it
    for path in overlays:
        from cxassess.playbook.overlay import apply, read_overlay  # most answers name none

        overlay = read_overlay(path, problems)
        if overlay.id != path.stem:
            where = overlay.fields.at("overlay")
            problems.warn(where, f"the id is '{overlay.id}', the file is '{path.name}'", "give both the same name")
        playbook = apply(playbook, overlay, problems)
    if not problems.errors:
        problems.extend(check_rules(playbook))
    problems.check()
    return playbook, problems.warnings


def read_playbook(folder: Path, problems: Problems) -> Playbook:
    """The playbook in a folder, before overlays and rules. Raises OSError when playbook.yaml cannot be read."""
    fields = Fields(read(folder / "playbook.yaml", problems), PLAYBOOK, problems, "a playbook")
    fields.check_format()
    scale = _scale(fields, problems)
    return Playbook(
        id=fields.id("id"),
        version=_version(fields, problems),
        title=fields.text("title", needed=True),
        provenance=_provenance(fields, problems),
        scale=tuple(scale.values()),
        scoring=read_scoring(fields.value("scoring"), fields.where, problems),
        views=tuple(_view(key, node, problems) for key, node in fields.entries("views")),
        plays=_plays(folder, fields, scale, problems),
        where=fields.at("id"),
        guide=fields.texts("guide"),
    )


def _version(fields: Fields, problems: Problems) -> str:
    version = fields.text("version")
    if not version and isinstance(fields.node, Mapping):
        problems.warn(
            fields.at("version"),
            "no version",
            "add 'version: \"1.0\"', so that answers to a later edition can be told apart",
        )
    return version


def _plays(folder: Path, fields: Fields, scale: Scale, problems: Problems) -> tuple[Play, ...]:
    fields.required("plays", "list the files of the plays, such as 'plays: [plays/1-first.yaml]'")
    found: list[Play] = []
    seen: dict[Path, int] = {}
    listed_files = fields.items("plays")
    if isinstance(fields.value("plays"), Sequence) and not listed_files:
        problems.error(
            fields.at("plays"),
            "a playbook needs at least one play",
            "list a file, such as 'plays: [plays/1-first.yaml]'",
        )
    for node in listed_files:
        path = _inside(folder, node, problems)
        if path is None:
            continue
        if path in seen:
            problems.error(
                node.where,
                f"'{shorten(read_text(node, problems, ''))}' is listed twice",
                f"the first is on line {seen[path]}",
            )
            continue
        seen[path] = node.line
        play = _play_file(folder, path, node, scale, problems)
        if play is not None:
            found.append(play)
    return tuple(found)


def _inside(folder: Path, node: Node, problems: Problems) -> Path | None:
    """The file that an entry of `plays` names, when it lies in the playbook's folder."""
    if not isinstance(node, Scalar):
        hint = "put each play in a file of its own and write its path, such as plays/1-first.yaml"
        problems.error(node.where, f"an entry of 'plays' should be the path of a file, not {describe_kind(node)}", hint)
        return None
    home = Path(os.path.realpath(folder))
    path = Path(os.path.realpath(home / node.text))
    outside = Path(node.text).is_absolute() or home not in path.parents
    if outside or path == home / "playbook.yaml":
        why = "is outside the playbook's folder" if outside else "is the playbook itself"
        problems.error(
            node.where, f"'{shorten(node.text)}' {why}", "name a file below this folder, such as plays/1-first.yaml"
        )
        return None
    return path


def _play_file(folder: Path, path: Path, node: Node, scale: Scale, problems: Problems) -> Play | None:
    shown = folder / path.relative_to(os.path.realpath(folder))
    try:
        return read_play(read(shown, problems), scale, problems)
    except Invalid as invalid:
        problems.extend(invalid.problems)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        problems.error(node.where, f"cannot read the play '{shorten(str(shown), 120)}': {reason}", "correct the path")
    return None


def _scale(fields: Fields, problems: Problems) -> Scale:
    pairs = list(fields.entries("scale"))
    scale = [read_level(key, node, problems) for key, node in pairs]
    for (key, node), level in zip(pairs, scale, strict=True):
        if isinstance(node, Scalar) and not level.key.isdecimal():
            problems.error(key.where, f"level '{shorten(level.key)}' needs a value", "write '{name: …, value: …}'")
    return {key.text: level for (key, _), level in zip(pairs, scale, strict=True)}


def _view(key: Scalar, node: Node, problems: Problems) -> View:
    fields = Fields(node, VIEW, problems, "a view", "write '{title: …, groups: {id: title, …}}'")
    name = read_id(key, problems)
    groups = []
    for group, title in fields.entries("groups"):
        if group.text == "none":
            problems.error(
                group.where, "'none' cannot be a group", "it says that a question belongs to no group; use another id"
            )
        groups.append(Group(read_id(group, problems), read_text(title, problems, "a group's title"), group.where))
    if not groups and fields.is_empty("groups"):
        problems.error(fields.at("groups"), f"view '{name}' has no groups", "add 'groups: {id: title, …}'")
    return View(name, fields.text("title") or name, tuple(groups), key.where)


def _provenance(fields: Fields, problems: Problems) -> Provenance:
    node = fields.value("provenance")
    if node is None:
        return Provenance("", "", ())
    inner = Fields(node, PROVENANCE, problems, "'provenance'")
    sources = tuple(_source(key, value, problems) for key, value in inner.entries("sources"))
    return Provenance(inner.text("summary"), inner.text("ours"), sources)


def _source(key: Scalar, node: Node, problems: Problems) -> Source:
    fields = Fields(node, SOURCE, problems, "a source", "write '{title: …, link: …, date: …, rights: …}'")
    return Source(
        read_id(key, problems),
        fields.text("title", needed=True),
        fields.text("link"),
        fields.text("date"),
        fields.text("rights"),
        key.where,
    )
