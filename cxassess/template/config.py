"""An agency's look: the template.yaml of a folder, read and checked, and the files the folder adds or replaces.

A folder holds only what differs from the report it extends. Nothing in it is run or rendered here.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cxassess.fields import Fields, read_text
from cxassess.nodes import Node, Scalar
from cxassess.problems import Location, Page, Problems
from cxassess.settings import shipped_folder
from cxassess.source.decode import check_characters, decode, find_bidi, read_bytes
from cxassess.source.parse import parse
from cxassess.template.colors import COLORS, MIN_CONTRAST, darker, least_contrast, parse_color
from cxassess.template.report_sizes import check_sections, is_section, read_sizes, section_names
from cxassess.text import describe_char, did_you_mean, shorten

DEFAULT = "leadership"
TEMPLATE_FILE = "template.yaml"
FIELDS = "format extends name logo line colors words sizes"
MAX_TEXT = 120  # characters of a name, a line or a word: each has to fit where it is printed
MAX_SOURCE = 200_000  # bytes of a section or a style sheet


class Logo(NamedTuple):
    """The file of a logo, which is read and cleaned only when a page is made, and what screen readers say for it."""

    path: Path
    alt: str


class Template(NamedTuple):
    """What a report looks like.

    folder: the template's own; layers: folders in which a file is looked for, the first that has it wins.
    trusted: it came with this installation; others are rendered under limits (worker.py).
    sizes: the names of the sections of each size, in order.
    words: headings and labels by name. colors: those that differ from the shipped ones, as `#rrggbb`.
    name: of the agency; line: printed on every page beside the marking of the answers; '' if there is none.
    """

    folder: Path
    layers: tuple[Path, ...]
    trusted: bool
    words: Mapping[str, str]
    sizes: Mapping[str, tuple[str, ...]]
    colors: Mapping[str, str] = {}
    name: str = ""
    logo: Logo | None = None
    line: str = ""

    @property
    def css(self) -> Path | None:
        """The folder's own style sheet, if there is one."""
        path = self.folder / "extra.css"
        return path if os.path.lexists(path) else None

    @property
    def own_sections(self) -> tuple[str, ...]:
        """The names of the sections that the folder has as Jinja files, in place of shipped ones or beside them."""
        return tuple(section_names(self.folder))

    def html_only_sections(self, size: str) -> tuple[str, ...]:
        """The names of the sections of a size that the folder has as HTML: Word, Markdown and the terminal leave them out."""
        own = self.own_sections if len(self.layers) > 1 else ()
        return tuple(name for name in self.sizes[size] if name in own)

    @property
    def section_names(self) -> tuple[str, ...]:
        """The names of all sections that there are, of any size or none."""
        return _all_sections(self.layers)


def _all_sections(layers: Sequence[Path]) -> tuple[str, ...]:
    """The sections of these folders, and those of every report."""
    from cxassess.report.document import SECTIONS

    return tuple(dict.fromkeys((*SECTIONS, *(name for layer in layers for name in section_names(layer)))))


def shipped_templates() -> dict[str, Path]:
    """The folders of the reports that ship, by name and in order."""
    return {path.parent.name: path.parent for path in sorted(shipped_folder("reports").glob(f"*/{TEMPLATE_FILE}"))}


@functools.cache
def default_template() -> Template:
    """The look of a report when no template is named."""
    folder = shipped_folder("reports") / DEFAULT
    problems = Problems()
    fields = _read_fields(folder, problems)
    words = {key.text: read_text(node, problems, "") for key, node in fields.entries("words")}
    sizes = read_sizes(fields, {}, _all_sections([folder]), problems)
    problems.check()
    return Template(folder, (folder,), True, words, sizes)


def read_template(folder: Path) -> Template:
    """The template in a folder. Raises OSError, or Invalid with every problem of template.yaml and of file names."""
    base = default_template()
    if folder.resolve() == base.folder.resolve():
        return base
    problems = Problems()
    fields = _read_fields(folder, problems)
    fields.check_format()
    _check_extends(fields, problems)
    template = Template(
        folder,
        (folder, *base.layers),
        folder.resolve().parent == base.folder.parent.resolve(),
        _words(fields, base.words, problems),
        read_sizes(fields, base.sizes, _all_sections((folder, *base.layers)), problems),
        _colors(fields, problems),
        _one_line(fields.value("name"), problems, "'name'"),
        _logo(fields, folder, problems),
        _one_line(fields.value("line"), problems, "'line'"),
    )
    _check_file_names(folder, base.section_names, problems)
    check_sections(folder, template.sizes, problems)
    problems.check()
    return template


def template_files(folder: Path) -> list[Path]:
    """The template files of a folder, in order."""
    paths = [*folder.glob("*.j2"), *(folder / "sections").glob("*.j2")]
    return sorted(path for path in paths if path.name[:1] != ".")


def read_source(path: Path, folder: Path) -> Page:
    """The text of a template or style sheet. Raises OSError, or Invalid if it cannot be used.

    A link that leads out of the folder is refused: other files of the machine do not belong in a report.
    """
    start, problems = Location(str(path), 1, 1), Problems()
    real = path.resolve()
    if not real.is_relative_to(folder.resolve()):
        problems.error(start, "this link points outside the template's folder", "put the file itself into the folder")
    elif not real.is_file():
        problems.error(start, "this is not a file", "remove it")
    elif real.stat().st_size > MAX_SOURCE:
        hint = "sections are only a few kilobytes; check that this is the right file"
        problems.error(start, "the file is larger than 200 kB", hint)
    problems.check()
    page = decode(str(path), read_bytes(real))
    check_characters(page)
    for where, char in find_bidi(page):
        problems.error(where, f"{describe_char(char)} is not allowed in a file", "remove it")
    problems.check()
    return page


def _read_fields(folder: Path, problems: Problems) -> Fields:
    root = parse(read_source(folder / TEMPLATE_FILE, folder), problems)
    return Fields(root, FIELDS, problems, "a template", "write 'name: …' and other fields")


def _check_extends(fields: Fields, problems: Problems) -> None:
    name = fields.text("extends") or DEFAULT
    if name != DEFAULT:
        hint = did_you_mean(name, [DEFAULT]) or f"write 'extends: {DEFAULT}'"
        problems.error(fields.at("extends"), f"there is no report '{shorten(name)}' to extend", hint)


def _one_line(node: Node | None, problems: Problems, what: str) -> str:
    """A text of one line that is not too long; '' if there is none."""
    line = "" if node is None else " ".join(read_text(node, problems, what).split())
    if node is not None and len(line) > MAX_TEXT:
        message = f"{what} is {len(line)} characters long"
        problems.error(node.where, message, f"at most {MAX_TEXT} fit where it is printed")
    return line


def _words(fields: Fields, known: Mapping[str, str], problems: Problems) -> dict[str, str]:
    words = dict(known)
    for key, node in fields.entries("words"):
        if key.text not in known:
            hint = did_you_mean(key.text, known) or "reports/README.md lists them"
            problems.error(key.where, f"there is no word '{shorten(key.text)}' to change", hint)
        elif isinstance(node, Scalar) and not node.text.strip() and known[key.text]:
            hint = "give a text or remove the line; to leave out a section, take it out of the lists under 'sizes'"
            problems.error(node.where, f"the word '{key.text}' is empty", hint)
        else:
            words[key.text] = _one_line(node, problems, f"the word '{key.text}'")
    return words


def _colors(fields: Fields, problems: Problems) -> dict[str, str]:
    colors = {}
    for key, node in fields.entries("colors"):
        if key.text not in COLORS:
            problems.error(key.where, f"there is no color '{shorten(key.text)}'", did_you_mean(key.text, COLORS))
            continue
        color = parse_color(read_text(node, problems, "a color"))
        if color:
            colors[key.text] = color
            ratio, background = least_contrast(key.text, color)
            if ratio < MIN_CONTRAST:
                shown = int(ratio * 10) / 10  # never rounded up to what would do
                message = f"'{key.text}' {color} cannot be read on {background}: its contrast is {shown}, and at least 4.5 is needed"
                problems.error(node.where, message, f"use a darker color, such as '{darker(color)}'")
        elif isinstance(node, Scalar) and node.empty:  # `accent: #005ea2` is a comment to YAML
            problems.error(node.where, f"the color '{key.text}' is empty", "put it in quotes: '#005ea2'")
        elif isinstance(node, Scalar):
            hint = "write six hex digits in quotes: '#005ea2'"
            problems.error(node.where, f"'{shorten(node.text)}' is not a color", hint)
    return colors


def _logo(fields: Fields, folder: Path, problems: Problems) -> Logo | None:
    node = fields.value("logo")
    if node is None:
        return None
    logo = Fields(node, "file alt", problems, "'logo'", "write 'logo: {file: logo.svg, alt: …}'")
    file = logo.text("file", needed=True)
    alt = logo.text("alt", needed=True, hint="describe the logo for people who cannot see it: 'alt: Seal of …'")
    if not file:
        return None
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        message = f"'{shorten(file)}' is outside the template's folder"
        problems.error(logo.at("file"), message, "put the file into the folder")
    elif not path.is_file():
        problems.error(logo.at("file"), f"there is no file '{shorten(file)}' in the folder", "put the logo there")
    return Logo(path, " ".join(alt.split())[:500])


def _check_file_names(folder: Path, shipped: Collection[str], problems: Problems) -> None:
    """Note files that look like part of the report and are not read."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in paths:
        if path.name[:1] == "." or path.name[-1:] == "~":  # what editors and systems leave there
            continue
        if path.suffix == ".css" and path.name != "extra.css":
            name = "extra.css"
        elif path.is_dir() and path.name != "sections" and any(path.glob("*.j2")):
            name = "sections"
        elif path.suffix == ".j2" and is_section(path, shipped):
            name = f"sections/{path.name}"
        else:
            continue
        problems.error(Location(str(path), 1, 1), "this is not used", f"to make it part of the report, name it {name}")
