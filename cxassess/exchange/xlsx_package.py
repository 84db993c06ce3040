"""A workbook as a package of parts: what it really is, and its parts under limits, before anything is made of them."""

from __future__ import annotations

import contextlib
import io
import posixpath
import re
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cxassess.exchange.cells import file_problem
from cxassess.problems import Invalid
from cxassess.source.file_kinds import describe_bytes, describe_text
from cxassess.text import shorten

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MAX_MIB = 8  # of the file; a workbook of sixty questions has 0.1
MAX_UNPACKED_MIB = 20
MAX_RATIO = 100  # of unpacked to packed, where it is large enough to matter
MAX_PARTS = 2_000
MAX_ELEMENTS = 250_000  # in all parts that are read; sixty questions have 10,000
MAX_TAG = 64 * 1024  # bytes of a tag: the time for its attributes grows faster than their number
_LONG_TAG = re.compile(b"<[^<>]{%d}" % MAX_TAG)
_PIECE = 64 * 1024  # bytes that are unpacked at a time: zipfile unpacks a whole part before it looks at its size
_LOCAL_HEADER = struct.Struct("<4s2xH10xLL")  # signature, flags, and the packed and unpacked size of a part
_STREAMED, _IN_ZIP64 = 8, 0xFFFFFFFF  # the sizes follow the part; they are in an extra field
_MATTERS = 1024 * 1024
_MIB = 1024 * 1024
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)"

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def _ignore(_: str) -> None:
    """For what nobody asks for."""


class Refused(Exception):
    """A workbook that is not opened: why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


class Package:
    """The parts of a workbook by name. What is read of all of them together is limited."""

    def __init__(self, data: bytes) -> None:
        """Open the bytes of a file. Raises Refused where they are no workbook, or too large when unpacked."""
        from zipfile import BadZipFile, ZipFile

        _refuse_other(data)
        try:
            self._zip: ZipFile = ZipFile(io.BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            raise Refused(
                "the workbook is damaged: its end is missing or not as it should be", "ask for it again"
            ) from None
        self._parts: dict[str, ZipInfo] = {}
        self._unpacked: dict[str, bytes] = {}
        self._elements = 0
        self._check_size(data)
        for name in self._parts:
            if name.endswith((".xml", ".rels")):
                self._check_prolog(name)

    def _check_size(self, data: bytes) -> None:
        """Raise Refused for what the directory of the file says: sizes, parts, kind."""
        infos, packed = self._zip.infolist(), len(data)
        unpacked = sum(info.file_size for info in infos)
        hint = "is this the workbook that was sent out? Remove pictures and other sheets, or ask for it again"
        if len(infos) > MAX_PARTS:
            raise Refused(f"the workbook has {len(infos):,} parts; the limit is {MAX_PARTS:,}", hint)
        if unpacked > MAX_UNPACKED_MIB * _MIB:
            message = f"the workbook would be {unpacked // _MIB:,} MiB when unpacked; the limit is {MAX_UNPACKED_MIB}"
            raise Refused(message, hint)
        if unpacked > max(_MATTERS, MAX_RATIO * packed):
            message = f"the workbook unpacks to more than {MAX_RATIO} times its size, as no workbook of answers does"
            raise Refused(message, hint)
        if any(info.flag_bits & 1 for info in infos):
            raise Refused("the workbook is protected with a password", "remove the password and save it again")
        for info in infos:
            _check_header(info, data)
            if _part_name(info.filename) in self._parts:
                raise Refused(f"the workbook has two parts named '{shorten(info.filename)}'", "ask for it again")
            self._parts[_part_name(info.filename)] = info
        names = self._parts.keys()
        if "xl/workbook.bin" in names:
            raise Refused("this is a binary workbook (.xlsb)", SAVE_AS)
        if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise Refused("this is a ZIP archive, but not an Excel workbook", "give the workbook itself")

    def __contains__(self, name: str) -> bool:
        return _part_name(name) in self._parts

    def parse(self, name: str, start: Start, end: End = _ignore, text: Text = _ignore) -> None:
        """Read a part as XML; names come without their prefix. Raises Refused, also for a DOCTYPE or too many elements."""
        from xml.parsers.expat import ParserCreate

        parser = ParserCreate()
        parser.buffer_text = True

        def count(tag: str, attributes: dict[str, str]) -> None:
            self._elements += 1
            if self._elements > MAX_ELEMENTS:
                raise Refused(
                    f"the workbook has more than {MAX_ELEMENTS:,} cells and other elements", "remove the rest"
                )
            start(tag.rpartition(":")[2], attributes)

        parser.StartElementHandler = count
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse_doctype
        try:
            parser.Parse(self._read(_part_name(name)), True)
        except _damage():
            message = f"the workbook is damaged: its part {shorten(name)} cannot be read"
            raise Refused(message, "open it in Excel, let Excel repair it, and save it again") from None

    def _check_prolog(self, name: str) -> None:
        """Raise Refused for a part that begins with a document type, also where nobody asks for the part."""
        from xml.parsers.expat import ParserCreate

        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = _stop
        with contextlib.suppress(_Stop, *_damage()):  # what cannot be read is refused when it is asked for
            parser.Parse(self._read(name), True)

    def _read(self, name: str) -> bytes:
        """The bytes of a part, never more than its directory says. Raises Refused, KeyError and what zipfile raises."""
        if name not in self._unpacked:
            pieces = list[bytes]()
            with self._zip.open(self._parts[name]) as part:
                while piece := part.read(_PIECE):
                    pieces.append(piece)
            data = b"".join(pieces)
            if sum(map(len, self._unpacked.values())) + len(data) > MAX_UNPACKED_MIB * _MIB:
                raise Refused(f"the workbook has more than {MAX_UNPACKED_MIB} MiB when unpacked", "ask for it again")
            if _LONG_TAG.search(data):
                raise Refused("the workbook has a tag that is longer than any of Excel's", "ask for it again")
            self._unpacked[name] = data
        return self._unpacked[name]

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: kind and name of the part, by id. Raises Refused."""
        folder, base = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{base}.rels")
        targets: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                targets[attributes.get("Id", "")] = (kind, target)

        if path in self:
            self.parse(path, start)
        return targets


def _part_name(name: str) -> str:
    """The name of a part as it is looked up: case does not count, and some programs write backslashes."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _check_header(info: ZipInfo, data: bytes) -> None:
    """Raise Refused for a part whose own header says another size than the directory, or that is packed in a rare way."""
    header = data[info.header_offset :][: _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise Refused("the workbook is damaged: a part is missing", "ask for it again")
    signature, flags, packed, unpacked = _LOCAL_HEADER.unpack(header)
    name = shorten(info.filename)
    if signature != b"PK\x03\x04" or info.compress_type not in (0, 8):
        message = f"the workbook is damaged: its part {name} is packed in a way that Excel and LibreOffice never use"
        raise Refused(message, "ask for it again")
    for size, listed in ((packed, info.compress_size), (unpacked, info.file_size)):
        if size not in (listed, _IN_ZIP64) and not (flags & _STREAMED and size == 0):
            message = f"the workbook gives two sizes of its part {name}: {listed:,} bytes and {size:,}"
            raise Refused(message, "do not trust it; ask for the workbook again")


def _damage() -> tuple[type[Exception], ...]:
    """What is raised where a part is missing, or cannot be unpacked or parsed."""
    import zlib
    from xml.parsers.expat import ExpatError
    from zipfile import BadZipFile

    return LookupError, ExpatError, BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError


class _Stop(Exception):
    """Enough of a part was read."""


def _stop(*_: Any) -> None:
    raise _Stop


def _refuse_doctype(*_: Any) -> None:
    message = "the workbook declares a document type or entities, which Excel and LibreOffice never do"
    raise Refused(message, "do not trust it; ask for the workbook again")


def _refuse_other(data: bytes) -> None:
    """Raise Refused for bytes that are no package, in the words of what they are."""
    if len(data) > MAX_MIB * _MIB:
        raise Refused(f"the workbook is larger than {MAX_MIB} MiB", "remove pictures and other sheets from it")
    if _ENCRYPTED in data[: 64 * 1024] or (data.startswith(b"\xd0\xcf\x11\xe0") and _ENCRYPTED in data):
        raise Refused("the workbook is protected with a password", "remove the password and save it again")
    kind = describe_bytes(data)
    if kind in ("an Excel workbook", "a ZIP archive"):
        return
    if not kind:
        kind = describe_text(data[:20_000].decode("utf-8", "replace")) if data else "an empty file"
    hint = "rename it to end in .csv" if "table" in kind else "give the workbook that was sent out (.xlsx)"
    if kind.startswith(("an Office file", "an OpenDocument spreadsheet")):
        hint = SAVE_AS
    if kind in ("a Word document", "a PDF document"):
        hint = "give the workbook that was sent out (.xlsx); what is on a form is typed in with 'cxassess assess' or into a workbook"
    raise Refused(f"this is {kind or 'a text file'}, not an Excel workbook", hint)


def refused_problem(path: str, refused: Refused) -> Invalid:
    """What a command reports of a file that was refused."""
    return Invalid([file_problem(path, refused.message, refused.hint)])
