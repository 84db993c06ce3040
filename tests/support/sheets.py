"""What a workbook holds, read without the code under test: the texts of its cells by sheet and address."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_parts(data: bytes) -> dict[str, str]:
    """The name of the part of each sheet, by the name of the sheet, in order."""
    package = parts(data)
    targets = {
        one.get("Id"): one.get("Target", "") for one in ElementTree.fromstring(package["xl/_rels/workbook.xml.rels"])
    }
    sheets = ElementTree.fromstring(package["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    return {one.get("name", ""): f"xl/{targets[one.get(_RELATION)]}" for one in sheets}


def cells(data: bytes) -> dict[str, dict[str, str]]:
    """The text of each cell that has one, by sheet and address; of a formula what it gave when it was saved."""
    package = parts(data)
    shared = [_text(one) for one in ElementTree.fromstring(package.get("xl/sharedStrings.xml", b"<sst/>"))]
    return {name: _cells(package[part], shared) for name, part in sheet_parts(data).items()}


def _cells(part: bytes, shared: list[str]) -> dict[str, str]:
    found = {}
    for cell in ElementTree.fromstring(part).iter(f"{MAIN}c"):
        value, text = cell.find(f"{MAIN}v"), ""
        if cell.get("t") == "s" and value is not None:
            text = shared[int(value.text or "")]
        elif value is not None:
            text = _unescaped(value.text or "")
        elif (inline := cell.find(f"{MAIN}is")) is not None:
            text = _text(inline)
        if text:
            found[cell.get("r", "")] = text
    return found


def _text(item: ElementTree.Element) -> str:
    """The text of a shared string, its runs joined; what is read aloud beside it is left out."""
    runs = [run for run in item if run.tag in (f"{MAIN}t", f"{MAIN}r")]
    return _unescaped("".join(one.text or "" for run in runs for one in run.iter(f"{MAIN}t")))


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
