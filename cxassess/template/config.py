"""What a report looks like: a folder of templates, found by name or path, and its template.yaml, read and checked.

A folder holds only what differs from the report it extends. Nothing in it is run or rendered here.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cxassess.fields import Fields, read_text
from cxassess.nodes import Node, Scalar
from cxassess.problems import Invalid, Location, Page, Problems
from cxassess.settings import shipped_folder
from cxassess.source.decode import check_characters, decode, read_bytes
from cxassess.source.parse import parse
from cxassess.template import branding
from cxassess.template.logo import Logo, read_logo
from cxassess.text import did_you_mean, shorten

DEFAULT = "leadership"
FILE = "template.yaml"
FIELDS = "format extends name logo line colors words"
MAX_TEXT = 120  # characters of a name, a line or a word: each has to fit where it is printed
MAX_SOURCE = 200_000  # bytes of a section or a style sheet
MAX_SECTIONS = 100
SECTION = re.compile(r"[0-9]{2}-[a-z0-9][a-z0-9-]*\.html\.j2")


class Template(NamedTuple):
    """What a report looks like.

    folder: the template's own; layers: folders in which a file is looked for, the first that has it wins.
    trusted: it came with this installation; others are rendered under limits (worker.py).
    words: headings and labels by name. colors: tokens of the style sheet as `#rrggbb`, as far as they differ.
    name: of the agency; logo; line: what is printed on every page beside the marking of the answers. ''
    and None where there is none. css: extra.css, checked later, where it cannot do harm.
    """

    folder: Path
    layers: tuple[Path, ...]
    trusted: bool
    words: Mapping[str, str]
    colors: Mapping[str, str] = {}
    name: str = ""
    logo: Logo | None = None
    line: str = ""

    @property
    def css(self) -> Path | None:
        """The style sheet of its own, if there is one."""
        path = self.folder / "extra.css"
        return path if os.path.lexists(path) else None

    def sections(self) -> list[str]:
        """The names of all sections in order; of two layers with one name, the first. An empty file leaves one out."""
        found: dict[str, Path] = {}
        for layer in reversed(self.layers):
            found.update((path.name, path) for path in (layer / "sections").glob("*.html.j2"))
        return [name for name in sorted(found) if found[name].stat().st_size]


def names() -> list[str]:
    """The reports that ship, in order."""
    return sorted(path.parent.name for path in shipped_folder("reports").glob(f"*/{FILE}"))


def shipped_template(name: str) -> Path | None:
    """The folder of a report that ships, by name; None where there is none."""
    return shipped_folder("reports") / name if name in names() else None


@functools.cache
def leadership() -> Template:
    """The report that is made when nobody asks for another."""
    folder = shipped_folder("reports") / DEFAULT
    problems = Problems()
    fields = Fields(_root(folder, problems), FIELDS, problems, "a template")
    problems.check()
    return Template(
        folder, (folder,), True, {key.text: read_text(node, problems, "") for key, node in fields.entries("words")}
    )


def read_template(folder: Path) -> Template:
    """The template in a folder. Raises OSError, or Invalid with every fault of its files that are not templates."""
    ours = shipped_folder("reports").resolve()
    if folder.resolve() == ours / DEFAULT:
        return leadership()
    problems = Problems()
    fields = Fields(_root(folder, problems), FIELDS, problems, "a template", "write 'name: …' and other fields")
    fields.check_format()
    base = _base(fields, problems)
    template = Template(
        folder,
        (folder, *base.layers),
        folder.resolve().parent == ours,
        _words(fields, base.words, problems),
        _colors(fields, base.colors, problems),
        _short(fields, "name", problems),
        _logo(fields, folder, problems),
        _short(fields, "line", problems),
    )
    _look_at_files(folder, problems)
    problems.check()
    return template


def own_files(template: Template) -> list[Path]:
    """The templates that a folder brings itself, in order."""
    folder = template.folder
    found = [*folder.glob("*.j2"), *(folder / "sections").glob("*.j2")]
    return sorted(path for path in found if path.name[:1] != ".")


def source(path: Path, folder: Path, shown: str) -> Page:
    """A text file of a template as a page named `shown`. Raises OSError, or Invalid where it cannot be used.

    A link that leads out of the folder is refused: what stands elsewhere does not belong into a report.
    """
    start, problems = Location(shown, 1, 1), Problems()
    real = path.resolve()
    if not real.is_relative_to(folder.resolve()):
        problems.error(start, "this link leads out of the template's folder", "put the file itself into the folder")
    elif not real.is_file():
        problems.error(start, "this is not a file", "remove it")
    elif real.stat().st_size > MAX_SOURCE:
        problems.error(start, "the file is larger than 200 kB", "a section is a few kilobytes; is it the right one?")
    problems.check()
    page = decode(shown, read_bytes(real))
    check_characters(page)
    return page


def _root(folder: Path, problems: Problems) -> Node:
    path = folder / FILE
    return parse(source(path, folder, str(path)), problems)


def _base(fields: Fields, problems: Problems) -> Template:
    """The report that a template extends. One that extends another itself is not offered: layers stay two."""
    name = fields.text("extends") or DEFAULT
    if name != DEFAULT:
        hint = did_you_mean(name, [DEFAULT]) or f"write 'extends: {DEFAULT}'"
        problems.error(fields.at("extends"), f"there is no report '{shorten(name)}' to extend", hint)
    return leadership()


def _short(fields: Fields, name: str, problems: Problems) -> str:
    node = fields.value(name)
    return "" if node is None else _line(node, problems, f"'{name}'")


def _line(node: Node, problems: Problems, what: str) -> str:
    """A text of one line that is not too long."""
    found = " ".join(read_text(node, problems, what).split())
    if len(found) > MAX_TEXT:
        message = f"{what} is {len(found)} characters long"
        problems.error(node.where, message, f"at most {MAX_TEXT} fit where it is printed")
    return found


def _words(fields: Fields, known: Mapping[str, str], problems: Problems) -> dict[str, str]:
    words = dict(known)
    for key, node in fields.entries("words"):
        if key.text not in known:
            hint = did_you_mean(key.text, known) or "reports/README.md lists them"
            problems.error(key.where, f"there is no word '{shorten(key.text)}' to change", hint)
        elif isinstance(node, Scalar) and not node.text.strip() and known[key.text]:
            hint = "write it, or leave the line out; an empty file in sections/ leaves a section out"
            problems.error(node.where, f"the word '{key.text}' is empty", hint)
        else:
            words[key.text] = _line(node, problems, f"the word '{key.text}'")
    return words


def _colors(fields: Fields, known: Mapping[str, str], problems: Problems) -> dict[str, str]:
    found = dict(known)
    for key, node in fields.entries("colors"):
        if key.text not in branding.TOKENS:
            problems.error(
                key.where,
                f"there is no color '{shorten(key.text)}'",
                did_you_mean(key.text, branding.TOKENS) or f"known: {', '.join(branding.TOKENS)}",
            )
            continue
        color = branding.color(read_text(node, problems, "a color"))
        if not color:
            _no_color(key, node, problems)
            continue
        found[key.text] = color
        near = list(branding.too_near(key.text, color))
        if near:
            words, ratio = min(near, key=lambda pair: pair[1])
            message = f"'{key.text}' {color} cannot be read on {words}: contrast {_cut(ratio)}, at least 4.5 is needed"
            problems.error(node.where, message, f"make it darker, such as '{branding.darker(color)}'")
    return found


def _no_color(key: Scalar, node: Node, problems: Problems) -> None:
    if not isinstance(node, Scalar):
        return
    if node.empty:  # `accent: #005ea2` is a comment to YAML
        problems.error(node.where, f"nothing is written for the color '{key.text}'", "put it in quotes: '#005ea2'")
    else:
        problems.error(
            node.where, f"'{shorten(node.text)}' is not a color", "write six hex digits in quotes: '#005ea2'"
        )


def _cut(ratio: float) -> str:
    """A contrast with one decimal, never rounded up to what would do."""
    return f"{int(ratio * 10) / 10}"


def _logo(fields: Fields, folder: Path, problems: Problems) -> Logo | None:
    node = fields.value("logo")
    if node is None:
        return None
    logo = Fields(node, "file alt", problems, "'logo'", "write 'logo: {file: logo.svg, alt: …}'")
    file = logo.text("file", needed=True)
    alt = logo.text("alt", needed=True, hint="say what a person who cannot see the logo should hear: 'alt: Seal of …'")
    if not file:
        return None
    path = folder / file
    if not path.resolve().is_relative_to(folder.resolve()):
        problems.error(logo.at("file"), f"'{shorten(file)}' leads out of the template's folder", "put the file into it")
    elif not path.is_file():
        problems.error(logo.at("file"), f"there is no file '{shorten(file)}' in the folder", "put the logo there")
    else:
        try:
            return read_logo(path, " ".join(alt.split())[:500], str(path))
        except Invalid as invalid:
            problems.extend(invalid.problems)
    return None


def _look_at_files(folder: Path, problems: Problems) -> None:
    """Note files that look as if they were part of the report and would not be."""
    for path in _visible(folder):
        if path.suffix == ".css" and path.name != "extra.css":
            _misnamed(path, "extra.css", problems)
        elif path.is_dir() and path.name != "sections" and any(path.glob("*.j2")):
            _misnamed(path, "sections", problems)
        elif path.name.endswith(".html.j2") and SECTION.fullmatch(path.name):
            _misnamed(path, f"sections/{path.name}", problems)
    sections = list(_visible(folder / "sections"))
    for path in sections[:MAX_SECTIONS]:
        if not path.is_file():
            problems.error(Location(str(path), 1, 1), "this is not a file", "remove it")
        elif not SECTION.fullmatch(path.name):
            hint = "name it with two digits and lower-case letters: 15-message.html.j2"
            problems.error(Location(str(path), 1, 1), "this is not the name of a section", hint)
    if len(sections) > MAX_SECTIONS:
        problems.error(Location(str(folder / "sections"), 1, 1), f"more than {MAX_SECTIONS} sections", "remove some")


def _misnamed(path: Path, name: str, problems: Problems) -> None:
    problems.error(Location(str(path), 1, 1), "nothing reads this", f"if it belongs to the report, name it {name}")


def _visible(folder: Path) -> Iterator[Path]:
    """What is in a folder, but what editors and systems leave there."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.name[:1] != "." and path.name[-1:] != "~")
