"""Reads the text of a PDF as it is laid out, by pdftotext: a test that uses it needs("poppler")."""

from __future__ import annotations

import subprocess
from pathlib import Path


def page_texts(document: bytes, folder: Path) -> list[str]:
    """The text of each page, as it is laid out."""
    file = folder / "report.pdf"
    file.write_bytes(document)
    command = ["pdftotext", "-layout", str(file), "-"]
    run = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    return run.stdout.split("\f")[:-1]
