"""`cxassess new`: a new playbook or overlay that already passes `check`."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Annotated

from cxassess.answers.header import read_header
from cxassess.cli.exit_codes import BAD_PLAYBOOK, USAGE, CommandError
from cxassess.cli.named_playbooks import catalog, find_playbook
from cxassess.cli.options import argument, option
from cxassess.cli.shared import Reporter, access_error, report_problems
from cxassess.fields import ID
from cxassess.files import write_whole
from cxassess.playbook import load_playbook
from cxassess.problems import Location, Problems
from cxassess.source.parse import read
from cxassess.text import command_line

NAME_HELP = "The playbook's folder, whose name becomes its id; with --extends, the overlay's file."
STARTER = ("playbook.yaml", "plays/1-listen.yaml", "plays/2-act.yaml", "example-answers.yaml")


def new(
    name: Annotated[str, argument(NAME_HELP, "FOLDER|FILE")],
    extends: Annotated[str, option("--extends", "Start an overlay of this playbook.", "NAME|FOLDER")] = "",
    copy: Annotated[str, option("--copy", "Start from a copy of this playbook.", "NAME|FOLDER")] = "",
) -> None:
    """Start a playbook or an overlay of your own."""
    if extends and copy:
        raise CommandError(USAGE, "--extends starts an overlay, --copy a playbook (give only one of them)")
    if extends:
        _make_overlay(name, find_playbook(extends))
    else:
        _make_playbook(Path(name), find_playbook(copy) if copy else None)


def _make_playbook(folder: Path, copied: Path | None) -> None:

    id = _checked_id(folder.name, "a folder")
    if os.path.lexists(folder):
        raise CommandError(USAGE, f"{folder}: this already exists (choose a new folder)")
    files = dict(_starter_files(id) if copied is None else _copied_files(copied, id))
    draft = folder.with_name(f".{id[:40]}.{secrets.token_hex(6)}.new")  # renamed when it is whole
    try:
        draft.mkdir(mode=0o700, parents=True)
        for path, data in files.items():
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(draft / path, data)
        with report_problems(str(folder), BAD_PLAYBOOK):
            load_playbook(draft)
        draft.rename(folder)
    except OSError as error:
        raise access_error(error, folder) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)  # there only where something failed
    Reporter.note(f"Wrote {folder}. Change a question, then: {command_line('check', str(folder))}")
    Reporter.note(f"To use it: cxassess assess ANSWERS --playbook {quote(str(folder))}")


def _starter_files(id: str) -> Iterator[tuple[str, bytes]]:
    """The files of the starter playbook: path in the folder, content."""
    for path in STARTER:
        yield path, _fill_starter(f"playbook/{path}", {"ID": id, "TITLE": _title(id)})


def _copied_files(folder: Path, id: str) -> Iterator[tuple[str, bytes]]:
    """The files of a playbook under another id; everything else is copied byte for byte."""
    with report_problems(str(folder), BAD_PLAYBOOK):
        playbook, _ = load_playbook(folder)
        yield "playbook.yaml", _replace_id(folder / "playbook.yaml", playbook.where, playbook.id, id)
        for path in dict.fromkeys(Path(play.where.path) for play in playbook.plays):
            yield str(path.relative_to(folder)), path.read_bytes()
        example = folder / "example-answers.yaml"
        if example.is_file():
            header, _ = read_header(read(example, Problems()), Problems())
            yield example.name, _replace_id(example, header.where, playbook.id, id)


def _replace_id(path: Path, where: Location, old: str, new: str) -> bytes:
    """A file with the id at a place replaced; a byte-order mark and line ends stay."""
    text = path.read_bytes().decode("utf-8")
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text.removeprefix(mark).splitlines(keepends=True)
    line = lines[where.line - 1]
    before, after = line[: where.column - 1], line[where.column - 1 :]
    lines[where.line - 1] = before + after.replace(old, new, 1)
    return (mark + "".join(lines)).encode("utf-8")


def _make_overlay(name: str, base: Path) -> None:

    path = _overlay_path(name)
    id = _checked_id(path.stem, "a file")
    if path.absolute().parent.name != "overlays":
        message = "answer files find overlays only in a folder named overlays"
        raise CommandError(USAGE, f"{path}: {message} (write overlays/{path.name})")
    if id in (file.stem for file in catalog().overlay_files()):
        raise CommandError(USAGE, f"there already is an overlay '{id}' (give yours another name)")
    with report_problems(str(base), BAD_PLAYBOOK):
        playbook, _ = load_playbook(base)
    first, last = playbook.plays[0].questions[0], playbook.plays[-1].questions[-1]
    levels = (
        f"{level.key}: …" if first.on_scale else f"{level.key}: {{value: {level.value.text}, text: …}}"
        for level in first.levels
    )
    next_steps = (f"{level.key}: …" for level in first.levels if level.value.micro < first.highest)
    more = {  # what the first question has too
        "name": first.name and "In a few words",
        "stage": first.stage,
        "views": _flow(first.views),
    }
    fields = {
        "ID": id,
        "TITLE": _title(id),
        "BASE": playbook.id,
        "PLAY": first.play,
        "FIRST": first.id,
        "LAST": last.id,
        "LEVELS": ", ".join(levels),
        "NEXT": ", ".join(next_steps),
        "MORE": "".join(f"#       {name}: {value}\n" for name, value in more.items() if value),
    }
    if os.path.lexists(path):
        raise CommandError(USAGE, f"{path}: this file exists (give a new one)")
    data = _fill_starter("overlay.yaml", fields)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, exclusive=True)
    except OSError as error:
        raise access_error(error, path) from None
    Reporter.note(f"Wrote {path}. Change it, then: {command_line('check', str(path))}")
    command = f"export CXASSESS_PLAYBOOKS={quote(str(path.absolute().parent.parent))}"
    Reporter.note(f"To use it: write 'overlays: [{id}]' into the answer file, and run once: {command}")
    Reporter.note(f"Or start one with it: cxassess assess ANSWERS --overlay {quote(str(path))}")


def _flow(views: Mapping[str, tuple[str, ...]]) -> str:
    """The groups of a question by view, as YAML; '' for none."""
    pairs = [f"{view}: [{', '.join(groups)}]" for view, groups in views.items() if groups]
    return f"{{{', '.join(pairs)}}}" if pairs else ""


def _overlay_path(name: str) -> Path:
    """The path of an overlay with this name: the name itself if it is a path, else in the folder overlays."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        return path.with_suffix(".yaml")
    return path.with_name(f"{path.name}.yaml") if len(path.parts) > 1 else Path("overlays") / f"{name}.yaml"


def _checked_id(name: str, what: str) -> str:
    """The name as an id. Raises CommandError where it cannot be one; `what` says what it names."""
    if not ID.fullmatch(name) or name == "null":  # which YAML reads as nothing
        hint = f"name {what} with letters, digits, '.', '_' and '-', starting with a letter or digit"
        raise CommandError(USAGE, f"'{name}' cannot be an id ({hint})")
    return name


def _title(id: str) -> str:
    """A title made of an id, in quotes: `my-bureau` becomes "My bureau"."""
    words = id.replace("-", " ").replace("_", " ")
    return f'"{words[:1].upper()}{words[1:]}"'


def _fill_starter(starter: str, fields: dict[str, str]) -> bytes:
    """A starter file with each `__NAME__` replaced by its value."""
    from importlib.resources import files

    text = (files("cxassess") / "starters" / starter).read_text(encoding="utf-8")
    for name, value in fields.items():
        text = text.replace(f"__{name}__", value)
    return text.encode("utf-8")
