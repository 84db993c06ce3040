"""What a file is that was given in the place of another: by its bytes, its text or its fields, not by its name."""

from __future__ import annotations

import re
from collections.abc import Collection

from cxassess.nodes import Mapping, Node
from cxassess.problems import Invalid, Location, Page, Problem
from cxassess.text import command_line

_IN_ZIP = (  # names of parts, which a ZIP archive holds as they are, and what it is then
    (b"xl/", "an Excel workbook"),
    (b"word/", "a Word document"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet"),
    (b"opendocument", "an OpenDocument file"),
)
_BEGINS = (
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an Office file of the old kind (.xls, .doc), or one with a password"),
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3", "a database"),
)
_ALL_BEGINS = tuple(begin for begin, _ in _BEGINS)
_CONTROL = bytes(byte for byte in (*range(32), 127) if byte not in b"\t\n\r")
_MARKS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_WIDE = (("UTF-32", "utf-32-le", 4), ("UTF-32", "utf-32-be", 4), ("UTF-16", "utf-16-le", 2), ("UTF-16", "utf-16-be", 2))
_PDF_LINE = rb"(?m)^%PDF-\d"
_MARKUP = (("<!doctype html", "a web page"), ("<html", "a web page"), ("<?xml", "an XML file"))
_DELIMITERS = ((",", "a table (CSV)"), (";", "a table (CSV with semicolons)"), ("\t", "a table (with tabs)"))
_YAML_LINE = r"""\s*(?:[-{\[#]|(?:"[^"]*"|'[^']*'|[^,;\t"']*):\s)"""  # how no table begins
_FIELDS = (  # fields that only one kind of file has, in the order in which they are looked for
    ("answers", "an answer file"),
    ("playbook", "an answer file"),
    ("overlay", "an overlay"),
    ("extends", "an overlay"),
    ("plays", "a playbook"),
    ("questions", "a part of a playbook"),
    ("examples", "a file of agency examples"),
    ("glossary", "a glossary"),
)
NOT_YAML = "answers, playbooks and overlays are text files in YAML; 'cxassess assess NEW.yaml' starts an answer file"
_TABLES = ("an Excel workbook", "a table")
_TABLE_SUFFIXES = (".xlsx", ".xlsm", ".csv")  # of what `import` reads
_INSTEAD = {
    "an answer file": "give an answer file; 'cxassess assess NEW.yaml' starts one",
    "a playbook": "give the id of a playbook, or its folder; 'cxassess playbooks' lists them",
    "an overlay": "give the id of an overlay, or its file; 'cxassess playbooks' lists them",
}


def describe_bytes(data: bytes) -> str:
    """What a file is by its first bytes, such as `an Excel workbook`; '' where it may be text."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for part, kind in _IN_ZIP if part in data), "a ZIP archive")
    start = data.lstrip() if data[:1].isspace() else data
    if start.startswith(_ALL_BEGINS):
        return next(kind for begin, kind in _BEGINS if start.startswith(begin))
    if b"%PDF-" in data[:1024] and re.search(_PDF_LINE, data[:1024]):  # what is before that line, readers of PDF ignore
        return "a PDF document"
    return "a binary file" if 0 in data[:4096] and is_binary(data) else ""


def is_binary(data: bytes) -> bool:
    """Whether bytes that are not UTF-8, or hold NULL, are no text at all: more than one in twenty is a control character.

    Text in which NULL is the only one is text all the same, damaged by a power failure.
    """
    start = data[:4096]
    control = len(start) - len(start.translate(None, _CONTROL))
    return 20 * control > len(start) and control > start.count(0)


def describe_encoding(data: bytes) -> str:
    """`UTF-16` or `UTF-32` for text in it, by its mark or its first four characters; '' for any other bytes."""
    if 0 not in data[:16] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked or 0 not in data[:16]:
        return marked
    for name, codec, width in _WIDE:
        text = data[: 4 * width].decode(codec, "replace")
        if text and all(char in "\t\r\n" or (char.isprintable() and char < "\u0250") for char in text):
            return name
    return ""


def describe_text(content: str) -> str:
    """What a text is that is no YAML of ours: a page with markup, or a table; '' where it is neither.

    In a table the first rows have as many cells each.
    """
    start = content[:200].lstrip().lower()
    markup = next((kind for begin, kind in _MARKUP if start.startswith(begin)), "")
    lines = content[:20_000].splitlines()[:20]
    return markup or next((kind for delimiter, kind in _DELIMITERS if _is_table(lines, delimiter)), "")


def _is_table(lines: list[str], delimiter: str) -> bool:
    import csv

    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return False
    rows = rows[:-1][:5] if len(rows) > 2 else rows  # the last one may be cut
    if len(rows) < 2 or len(rows[0]) < 2 or {len(row) for row in rows} != {len(rows[0])}:
        return False
    return re.match(_YAML_LINE, lines[0]) is None


def refuse_other_text(page: Page) -> None:
    """Raise Invalid where a page that cannot be used is a table or has markup."""
    kind = describe_text(page.content)
    if kind:
        raise Invalid([not_yaml(page.path, kind)])


def not_yaml(path: str, kind: str) -> Problem:
    """The problem with a file of another kind; without its first line, which nobody can read."""
    hint = NOT_YAML
    if kind.startswith(_TABLES) and path.lower().endswith(_TABLE_SUFFIXES):
        command = command_line("import", path, options="-o NEW.yaml")
        hint = f"'{command}' makes an answer file from a filled-in one"
    return Problem(Location(path, 1, 1), f"this is {kind}, not a YAML file", hint)


def describe_fields(names: Collection[str]) -> str:
    """What a file of ours is by the names of its fields, such as `an overlay`; '' where they do not say."""
    if "schema" in names and "source" in names:
        return "an output of cxassess in JSON"
    return next((kind for name, kind in _FIELDS if name in names), "")


def _has_field_of(kind: str, names: Collection[str]) -> bool:
    return any(kind == one for name, one in _FIELDS if name in names)


def refuse_other(root: Node, wanted: str) -> None:
    """Raise Invalid where a file of ours is another than what is wanted: `an answer file`, `a playbook`, `an overlay`."""
    names: Collection[str] = root.pairs if isinstance(root, Mapping) else ()
    kind = describe_fields(names)
    if kind and (kind.endswith("JSON") or not _has_field_of(wanted, names)):
        where = root.where._replace(page=None)
        raise Invalid([Problem(where, f"this is {kind}, not {wanted}", _INSTEAD[wanted])])
