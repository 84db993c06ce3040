"""The bytes of a file to a page: within the size limit, in UTF-8, without characters that hide or control."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from cxassess.files import read_regular
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.file_kinds import describe_bytes, describe_encoding, describe_text, is_binary, not_yaml
from cxassess.text import BIDI, FORBIDDEN, LONE_CR, describe_char

MAX_MIB = 2
MAX_BYTES = MAX_MIB * 1024 * 1024
MAX_PROBLEMS = 200

_CONFLICT = r"(?m)^(?:<{7}|>{7}|\|{7}) "  # this and what follows is compiled when first looked for, which is rare
_CONFLICT_SIGNS = ("<" * 7, ">" * 7, "|" * 7)
_PLAIN = bytes((9, 10, 13, *range(0x20, 0x7F)))  # what nearly all text is made of: tabs, line ends, printable ASCII
_UNREADABLE = "[\ufffe\uffff]"  # what the parser refuses without a place
_BIDI = f"[{BIDI}]"
_BIDI_LINE = f"([{BIDI}])[^\n]*"


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file, or of standard input for `-`; never more than MAX_BYTES + 1. Raises OSError."""
    if str(path) == "-":
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed", "-")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    return read_regular(os.fspath(path), MAX_BYTES + 1)


def decode(path: str, data: bytes) -> Page:
    """The bytes as a page. Raises Invalid for a file that is too large, not UTF-8, or holds a forbidden character."""
    encoding = describe_encoding(data)
    kind = "" if encoding else describe_bytes(data)
    if not kind and not encoding and len(data) <= MAX_BYTES:
        return _utf8(path, data)
    problems, start = Problems(), Location(path, 1, 1)
    if kind:
        problems.extend([not_yaml(path, kind)])
    elif len(data) > MAX_BYTES:
        hint = "files of this kind are only a few kilobytes; is this the right file?"
        problems.error(start, f"the file is larger than {MAX_MIB} MiB", hint)
    else:
        problems.error(start, f"the file is {encoding}", "save it as UTF-8")
    raise Invalid(problems.errors)


def _utf8(path: str, data: bytes) -> Page:
    try:
        return Page(path, data.decode("utf-8").removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        place = error.start
    before = data[:place].decode("utf-8").removeprefix("\ufeff")
    kind = "a binary file" if is_binary(data) else describe_text(data.decode("utf-8", "replace"))
    if kind:
        raise Invalid([not_yaml(path, kind)])
    where = Page(path, data.decode("utf-8", "replace").removeprefix("\ufeff")).at_offset(len(before))
    hint = "save the file as UTF-8; it may be Windows-1252"
    raise Invalid([Problem(where, f"byte 0x{data[place]:02X} is not UTF-8", hint)])


def check_characters(page: Page) -> None:
    """Check a page as text. Raises Invalid where it holds forbidden characters or conflict markers.

    Bidi controls are left to the parser, which knows whether they are in text or in a comment.
    """
    problems = Problems()
    if has_forbidden(page.content):
        _note_forbidden(page, problems)
    conflict = re.search(_CONFLICT, page.content) if has_conflict(page.content) else None
    if conflict:
        where = page.at_offset(conflict.start())
        problems.error(where, "unresolved git merge conflict", "keep one of the two versions and remove the markers")
    problems.check()


def has_conflict(content: str) -> bool:
    """Whether a text may hold the markers of a merge conflict: a quick look before the expression."""
    return any(sign[0] in content and sign in content for sign in _CONFLICT_SIGNS)


def has_lone_cr(content: str) -> bool:
    """Whether a text holds a CR that no LF follows."""
    return "\r" in content and content.count("\r") != content.count("\r\n")


def has_forbidden(content: str) -> bool:
    """Whether a text holds forbidden characters, bidi controls among them."""
    if has_lone_cr(content):
        return True
    # A playbook has 200,000 characters, few of them unusual: those alone are looked at, and rarely the whole again.
    unusual = content.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")
    return bool(unusual) and next(_find_forbidden(unusual), None) is not None


def find_bidi(page: Page) -> Iterator[tuple[Location, str]]:
    """Lines with characters that change the direction of text: the place and the character of the first of each."""
    if not page.content.isascii():
        for match in re.finditer(_BIDI_LINE, page.content):
            yield page.at_offset(match.start()), match.group(1)


def _find_forbidden(content: str) -> Iterator[re.Match[str]]:
    """Forbidden characters, by kind; ASCII text, which most files are, is searched once."""
    if content.startswith("\ufeff"):  # a second mark, which the parser does not count
        yield from re.finditer("\\A\ufeff", content)
    if not content.isascii():
        yield from re.finditer(_UNREADABLE, content)
    yield from re.finditer(FORBIDDEN, content)
    if "\r" in content:
        yield from re.finditer(LONE_CR, content)


def _note_forbidden(page: Page, problems: Problems) -> None:
    """Note each forbidden character that is no bidi control."""
    for match in _find_forbidden(page.content):
        if re.match(_BIDI, match.group()):
            continue
        where = page.at_offset(match.start())
        if match.group() == "\0":
            hint = "a power failure can damage a file this way; restore it from a backup"
            problems.error(where._replace(page=None), "U+0000 NULL in the file", hint)
            return
        problems.error(where, f"{describe_char(match.group())} is not allowed in a file", "remove it")
        if len(problems.errors) >= MAX_PROBLEMS:
            return
