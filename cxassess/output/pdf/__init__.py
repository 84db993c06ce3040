"""HTML in, accessible PDF bytes out: the one place that knows WeasyPrint, Pango and fonts."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cxassess.output.pdf.engine import Locked, engine, quiet, seldom_collecting
from cxassess.output.pdf.fonts import isolated_fontconfig
from cxassess.output.pdf.glyph_coverage import clean, covered, printable
from cxassess.output.pdf.metadata import claim_pdf_ua
from cxassess.output.pdf.tags import tagged
from cxassess.problems import Unavailable

__all__ = ["Unavailable", "covered", "pdf", "printable"]

# WeasyPrint must see our environment and nobody else's, and the environment belongs to the whole process.
_one_at_a_time = threading.Lock()


def pdf(
    html: str,
    *,
    css: Sequence[str] = (),
    fonts: Path,
    created: date | None = None,
    remarks: list[str] | None = None,
) -> bytes:
    """Return `html` as a document that is PDF/UA-1 and PDF/A-2a: the same bytes for the same arguments.

    html: a whole document with `<html lang>` and `<title>`, which become Lang and Title.
    css: style sheets as text, in order, over those in `html`; a font is asked for by its family
        (see `fonts`), never by @font-face.
    fonts: a folder of TTF files and their coverage.txt, as reports/leadership/fonts; no other font is used.
        The family is the file's name up to the dash, split at capitals: PublicSans-Bold.ttf, "Public Sans".
    created: the date of creation and change, as a day; dates in `html` and the clock are left out.
    remarks: what is odd in HTML or CSS, or cannot be listened to, is added here; it may quote the text.
        Default: dropped.

    Nothing is fetched: only `data:` URLs are read, any other leaves its place empty. Files are not attached.
    Characters that no font covers are printed by name (see `printable`).
    What a listener hears is the HTML, element by element: see `structure`.
    Raises Unavailable without WeasyPrint or Pango, and OSError when `fonts` cannot be read.
    Sources: PDF/UA-1 is ISO 14289-1, PDF/A-2a is ISO 19005-2.
    """
    letters = covered(fonts)
    found: list[str] = []
    with _one_at_a_time, isolated_fontconfig(fonts), quiet(found), seldom_collecting():
        weasyprint = engine()
        fetcher = Locked(weasyprint)
        font_config = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        clean(page.etree_element, letters)
        sheets = [weasyprint.CSS(string=one, url_fetcher=fetcher, font_config=font_config) for one in css]
        variant = {"pdf_variant": "pdf/a-2a"}
        document = page.render(font_config=font_config, stylesheets=sheets, **variant)
        document.metadata.created = document.metadata.modified = created and date.isoformat(created)
        with tagged(found):
            done = bytes(document.write_pdf(finisher=claim_pdf_ua, **variant))
    if remarks is not None:
        remarks.extend(found)
    return done
