"""HTML to accessible PDF: the only package that uses WeasyPrint, Pango and fonts."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cxassess.output.pdf.conformance import check_limits
from cxassess.output.pdf.engine import DataUrlFetcher, capture_warnings, collect_garbage_rarely, import_weasyprint
from cxassess.output.pdf.fonts import isolated_fontconfig
from cxassess.output.pdf.glyph_coverage import (
    MAX_NAMED,
    covered_characters,
    make_printable,
    missing_characters,
    name_missing_characters,
)
from cxassess.output.pdf.tags import claim_pdf_ua, replace_structure
from cxassess.problems import Unavailable

__all__ = ["MAX_NAMED", "Unavailable", "covered_characters", "missing_characters", "name_missing_characters", "pdf"]

# WeasyPrint reads the environment of the process, which is changed while a PDF is made.
_lock = threading.Lock()


def pdf(
    html: str, *, css: Sequence[str] = (), fonts: Path, created: date | None = None, remarks: list[str] | None = None
) -> bytes:
    """A document that is both PDF/UA-1 and PDF/A-2a: the same bytes for the same arguments.

    html: a whole document with `<html lang>` and `<title>`, which become Lang and Title.
    css: style sheets as text, in order, applied after those in `html`; fonts are named by family (see `fonts`),
        never by @font-face.
    fonts: a folder of TTF files and their coverage.txt, such as reports/leadership/fonts; no other font is used.
        The family is the file's name up to the dash, split at capitals: PublicSans-Bold.ttf, "Public Sans".
    created: the day of creation and modification; dates in `html` and the clock are ignored.
    remarks: warnings about HTML, CSS and accessibility are added here; they may quote the text. Default: dropped.

    Nothing is fetched: `data:` URLs are read, any other URL leaves an empty place. Files are not attached.
    Characters that no font covers are printed by name (see `name_missing_characters`).
    Screen readers read the HTML element by element: see `structure`.
    Raises Unavailable without WeasyPrint or Pango, OSError when `fonts` cannot be read, and Nonconforming where the
    document would break PDF/A or PDF/UA, such as a page of a mile or a hidden heading (see `conformance`).
    Sources: PDF/UA-1 is ISO 14289-1, PDF/A-2a is ISO 19005-2.
    """
    characters = covered_characters(fonts)
    messages = [] if remarks is None else remarks
    with _lock, isolated_fontconfig(fonts), capture_warnings(messages), collect_garbage_rarely():
        weasyprint = import_weasyprint()
        fetcher = DataUrlFetcher(weasyprint)
        font_config = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        make_printable(page.etree_element, characters)
        sheets = [weasyprint.CSS(string=one, url_fetcher=fetcher, font_config=font_config) for one in css]
        variant = {"pdf_variant": "pdf/a-2a"}
        document = page.render(font_config=font_config, stylesheets=sheets, **variant)
        document.metadata.created = document.metadata.modified = created and date.isoformat(created)
        with replace_structure(messages):
            return bytes(document.write_pdf(finisher=_finish, **variant))


def _finish(document: Any, pdf: Any) -> None:
    claim_pdf_ua(document, pdf)
    check_limits(pdf)
