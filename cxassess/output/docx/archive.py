"""A package as a zip file that is the same on every machine at any time."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.package import Package

_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold
_UNIX = 3


def package_bytes(package: Package) -> bytes:
    """The bytes of the file: fixed times and permissions, entries in the order in which Word looks for them."""
    saved = io.BytesIO()
    package.save(saved)
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=_order):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


def _order(name: str) -> tuple[int, str]:
    first = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
    return (first.index(name) if name in first else len(first)), name
