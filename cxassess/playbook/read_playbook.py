"""A playbook's folder to a Playbook: each field is read once, every problem is noted."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from cxassess.fields import Fields, describe_kind, read_id, read_text
from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.playbook.checks import check_rules
from cxassess.playbook.model import Group, Law, Play, Playbook, Provenance, Source, View
from cxassess.playbook.read_play import Scale, part_locator, read_level, read_play, read_retired
from cxassess.playbook.read_scoring import read_scoring
from cxassess.problems import Invalid, Problem, Problems
from cxassess.source.file_kinds import refuse_other
from cxassess.source.parse import read
from cxassess.text import shorten

PLAYBOOK = "format id version breaks_with retired title audience law provenance guide scale scoring views plays"
VIEW = "title groups"
PROVENANCE = "summary sources ours"
SOURCE = "title link date rights"
LAW = "title date status seen"


def load_playbook(folder: Path, overlays: Collection[Path] = ()) -> tuple[Playbook, list[Problem]]:
    """A playbook with its overlays, and the warnings. Raises OSError, or Invalid with every problem of every file."""
    problems = Problems()
    playbook = read_playbook(folder, problems)
    if overlays:
        problems.extend(check_rules(playbook) if not problems.errors else ())
        problems.check()
        problems.warnings.clear()  # the rules run again on what the overlays make of it
    for path in overlays:
        from cxassess.playbook.overlay import apply_overlay, read_overlay  # most answers name none

        overlay = read_overlay(path, problems)
        if overlay.id != path.stem:
            message = f"the id is '{overlay.id}', but the file is '{path.name}'"
            problems.warn(overlay.fields.at("overlay"), message, "give both the same name")
        playbook = apply_overlay(playbook, overlay, problems)
    if not problems.errors:
        problems.extend(check_rules(playbook))
    problems.check()
    return playbook, problems.warnings


def read_playbook(folder: Path, problems: Problems) -> Playbook:
    """The playbook in a folder, before overlays and rules. Raises OSError when playbook.yaml cannot be read."""
    root = read(folder / "playbook.yaml", problems)
    refuse_other(root, "a playbook")
    fields = Fields(root, PLAYBOOK, problems, "a playbook")
    fields.check_format()
    scale = _read_scale(fields, problems)
    return Playbook(
        id=fields.id("id"),
        version=_read_version(fields, problems),
        title=fields.text("title", needed=True),
        provenance=_read_provenance(fields, problems),
        scale=tuple(scale.values()),
        scoring=read_scoring(fields.value("scoring"), fields.where, problems),
        views=tuple(_read_view(key, node, problems) for key, node in fields.entries("views")),
        plays=_read_plays(folder, fields, scale, problems),
        where=fields.at("id"),
        guide=fields.texts("guide"),
        breaks_with=_read_breaks_with(fields, problems),
        audience=fields.text("audience"),
        law=fields.each("law", lambda item: _read_law(item, problems)),
        retired=read_retired(fields, problems),
        locate=part_locator(fields),
    )


def _read_version(fields: Fields, problems: Problems) -> str:
    version = fields.text("version")
    if not version and isinstance(fields.node, Mapping):
        hint = "add 'version: \"1.0\"', so that answers to different editions can be distinguished"
        problems.warn(fields.at("version"), "no version", hint)
    return version


def _read_law(node: Node, problems: Problems) -> Law:
    fields = Fields(
        node, LAW, problems, "a law", "write '{title: …, date: 2025-01-04, status: in force, seen: 2026-11-30}'"
    )
    title, date, status = (fields.text(name, needed=True) for name in ("title", "date", "status"))
    return Law(title, date, status, fields.date("seen"), fields.where)


def _read_breaks_with(fields: Fields, problems: Problems) -> tuple[str, ...]:
    """The earlier versions whose answers are not scored by this one."""
    versions = fields.texts("breaks_with")
    if fields.text("version") in versions:
        hint = "list earlier versions only; answers to these are refused"
        problems.error(fields.at("breaks_with"), "'breaks_with' lists this version itself", hint)
    return versions


def _read_plays(folder: Path, fields: Fields, scale: Scale, problems: Problems) -> tuple[Play, ...]:
    fields.required("plays", "list the files of the plays, such as 'plays: [plays/1-first.yaml]'")
    nodes = fields.items("plays")
    if isinstance(fields.value("plays"), Sequence) and not nodes:
        hint = "list a file, such as 'plays: [plays/1-first.yaml]'"
        problems.error(fields.at("plays"), "a playbook needs at least one play", hint)
    home = Path(os.path.realpath(folder))
    plays: list[Play] = []
    lines: dict[Path, int] = {}
    for node in nodes:
        path = _play_path(home, node, problems)
        if path in lines:
            name = shorten(read_text(node, problems, ""))
            problems.error(node.where, f"'{name}' is listed twice", f"the first is on line {lines[path]}")
        elif path is not None:
            lines[path] = node.line
            plays += _read_play_file(folder / path.relative_to(home), node, scale, problems)
    return tuple(plays)


def _play_path(home: Path, node: Node, problems: Problems) -> Path | None:
    """The file that an entry of `plays` names; None with an error where it is not in the playbook's folder, `home`."""
    if not isinstance(node, Scalar):
        message = f"an entry of 'plays' should be the path of a file, not {describe_kind(node)}"
        hint = "put each play in a file of its own and write its path, such as plays/1-first.yaml"
        problems.error(node.where, message, hint)
        return None
    path = Path(os.path.realpath(home / node.text))
    outside = Path(node.text).is_absolute() or home not in path.parents
    if not outside and path != home / "playbook.yaml":
        return path
    why = "is outside the playbook's folder" if outside else "is the playbook itself"
    hint = "name a file below this folder, such as plays/1-first.yaml"
    problems.error(node.where, f"'{shorten(node.text)}' {why}", hint)
    return None


def _read_play_file(path: Path, node: Node, scale: Scale, problems: Problems) -> list[Play]:
    """The play in a file, in a list; [] where it cannot be read."""
    try:
        return [read_play(read(path, problems), scale, problems)]
    except Invalid as invalid:
        problems.extend(invalid.problems)
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        problems.error(node.where, f"cannot read the play '{shorten(str(path), 120)}': {reason}", "correct the path")
    return []


def _read_scale(fields: Fields, problems: Problems) -> Scale:
    scale = {}
    for key, node in fields.entries("scale"):
        level = scale[key.text] = read_level(key, node, problems)
        if isinstance(node, Scalar) and not level.key.isdecimal():
            problems.error(key.where, f"level '{shorten(level.key)}' needs a value", "write '{name: …, value: …}'")
    return scale


def _read_view(key: Scalar, node: Node, problems: Problems) -> View:
    fields = Fields(node, VIEW, problems, "a view", "write '{title: …, groups: {id: title, …}}'")
    name = read_id(key, problems)
    groups = []
    for group, title in fields.entries("groups"):
        if group.text == "none":
            hint = "it means that a question is not in any group; use another id"
            problems.error(group.where, "'none' cannot be a group", hint)
        groups.append(Group(read_id(group, problems), read_text(title, problems, "a group's title"), group.where))
    if not groups and fields.is_empty("groups"):
        problems.error(fields.at("groups"), f"view '{name}' has no groups", "add 'groups: {id: title, …}'")
    return View(name, fields.text("title") or name, tuple(groups), key.where)


def _read_provenance(fields: Fields, problems: Problems) -> Provenance:
    inner = fields.inner("provenance", PROVENANCE)
    sources = tuple(_read_source(key, value, problems) for key, value in inner.entries("sources"))
    return Provenance(inner.text("summary"), inner.text("ours"), sources)


def _read_source(key: Scalar, node: Node, problems: Problems) -> Source:
    fields = Fields(node, SOURCE, problems, "a source", "write '{title: …, link: …, date: …, rights: …}'")
    return Source(
        id=read_id(key, problems),
        title=fields.text("title", needed=True),
        link=fields.link("link"),
        date=fields.text("date"),
        rights=fields.text("rights"),
        where=key.where,
    )
