"""HTML in, accessible PDF bytes out: the one place that knows WeasyPrint, Pango and fonts."""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import logging
import os
import re
import tempfile
import threading
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

PANGO_MISSING = """\
PDF needs Pango, a system library, which was not found. Install it:
  Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  Fedora, RHEL:   dnf install pango
  macOS:          brew install pango
The HTML report needs none of this."""

WEASYPRINT_MISSING = """\
PDF needs the Python package WeasyPrint, which was not found. Install it:
  python -m pip install "weasyprint==70.0"
The HTML report needs none of this."""

# Whatever an environment holds under these names could change which font is used or how text is shaped.
_TEXT_ENGINE = ("FONTCONFIG_", "FC_", "PANGO", "HB_", "FREETYPE_", "FT2_")

# Without the first two the user's locale orders the fonts; without HarfBuzz's subsetter it is fontTools that
# cuts the fonts, and it writes the time of day into them unless told another.
_FIXED = {"FC_LANG": "en", "PANGO_LANGUAGE": "en", "SOURCE_DATE_EPOCH": "0"}

# Pango gives these no glyph of their own, in any font: they print as nothing, as they should.
# Property Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties.txt) as far as Pango hides it.
_INVISIBLE = frozenset(
    code
    for first, last in (
        (0xAD, 0xAD), (0x61C, 0x61C), (0x180B, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E),
        (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0001, 0xE0001), (0xE0020, 0xE007F),
        (0xE0100, 0xE01EF),
    )
    for code in range(first, last + 1)
)  # fmt: skip

# What ties one emoji to the next: it means nothing beside a name. (Zero width non-joiner and the
# direction marks are not here: they belong to words.)
_GLUE = frozenset(
    chr(code) for code in (0x34F, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0))
)

_UNNAMED = {"Cc": "CONTROL CHARACTER", "Co": "PRIVATE USE CHARACTER", "Cs": "SURROGATE"}

# Read by software, never drawn; a listener should get the character itself.
_NOT_DRAWN = frozenset({"title", "desc", "style", "script"})

# Attributes that can become visible text: `alt` of an image that is not there, `data-*` by CSS attr().
_DRAWN_ATTRIBUTE = re.compile(r"alt|title|value|placeholder|data-.*")

# WeasyPrint must see our environment and nobody else's, and the environment belongs to the whole process.
_one_at_a_time = threading.Lock()


class Unavailable(Exception):
    """PDF cannot be made on this machine; the text says what to install."""


def pdf(
    html: str,
    *,
    css: Sequence[str] = (),
    fonts: Path,
    created: date | None = None,
    remarks: list[str] | None = None,
) -> bytes:
    """Return `html` as a tagged PDF/UA-1 document: the same bytes for the same arguments.

    html: a whole document with `<html lang>` and `<title>`, which become Lang and Title.
    css: style sheets as text, in order, over those in `html`; a font is asked for by its family
        (see `fonts`), never by @font-face.
    fonts: a folder of TTF files and their coverage.txt, as reports/leadership/fonts; no other font is used.
        The family is the file's name up to the dash, split at capitals: PublicSans-Bold.ttf, "Public Sans".
    created: the date of creation and change, as a day; dates in `html` and the clock are left out.
    remarks: what WeasyPrint found odd in HTML or CSS is added here; it may quote the text. Default: dropped.

    Nothing is fetched: only `data:` URLs are read, any other leaves its place empty. Files are not attached.
    Characters that no font covers are printed by name (see `printable`).
    Raises Unavailable without WeasyPrint or Pango, and OSError when `fonts` cannot be read.
    Source: PDF/UA-1 is ISO 14289-1.
    """
    letters = covered(fonts)
    with _one_at_a_time, _sealed(fonts), _quiet(remarks):
        weasyprint = _engine()
        fetcher = _Locked(weasyprint)
        font_config = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        _clean(page.etree_element, letters)
        sheets = [weasyprint.CSS(string=one, url_fetcher=fetcher, font_config=font_config) for one in css]
        variant = {"pdf_variant": "pdf/ua-1"}
        document = page.render(font_config=font_config, stylesheets=sheets, **variant)
        document.metadata.created = document.metadata.modified = created and date.isoformat(created)
        return bytes(document.write_pdf(**variant))


@functools.cache
def covered(fonts: Path) -> frozenset[int]:
    """Return the code points that can be printed with the fonts of the folder `fonts`.

    They are those in its coverage.txt (ranges of hexadecimal numbers, one a line; `#` starts a comment),
    which tests hold equal to the fonts' own tables, and the invisible ones that need no glyph.
    Reading the fonts themselves would take fifty times longer. Raises OSError.
    """
    found = set(_INVISIBLE) | set(b"\t\n\r")
    for line in (fonts / "coverage.txt").read_text("ascii").splitlines():
        if line and not line.startswith("#"):
            first, _, last = line.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def printable(text: str, covered: frozenset[int]) -> str:
    """Return `text` with every character outside `covered` named, e.g. `[U+1F600 GRINNING FACE]`.

    An emoji of several code points gives several names; what glued them together (joiners, variation
    selectors, tags) is dropped. Text without such characters comes back as it is.
    Names are those of the Unicode data of the Python in use.
    """
    if covered.issuperset(map(ord, text)):
        return text
    out: list[str] = []
    after_name = False
    for character in text:
        if ord(character) not in covered:
            while out and out[-1] in _GLUE:
                out.pop()
            out.append(_named(character))
            after_name = True
        elif not (after_name and character in _GLUE):
            out.append(character)
            after_name = False
    return "".join(out)


def _named(character: str) -> str:
    """Return the code point and name of `character` in brackets; nothing for loose glue."""
    if character in _GLUE:
        return ""
    kind = _UNNAMED.get(unicodedata.category(character), "UNASSIGNED CHARACTER")
    return f"[U+{ord(character):04X} {unicodedata.name(character, kind)}]"


def _drawn(text: str, letters: frozenset[int]) -> str:
    """Return `text` as it is to be drawn."""
    # Composed first: a letter and its accent from two fonts would stand apart.
    return text if text.isascii() else printable(unicodedata.normalize("NFC", text), letters)


def _clean(root: Any, letters: frozenset[int]) -> None:
    """Make all text under the element `root` printable, and its attachments mere links."""
    for element in root.iter():
        if element.tail:
            element.tail = _drawn(element.tail, letters)
        if not isinstance(element.tag, str):  # a comment
            continue
        if element.text and element.tag.rpartition("}")[2] not in _NOT_DRAWN:
            element.text = _drawn(element.text, letters)
        for name, value in element.attrib.items():
            if _DRAWN_ATTRIBUTE.fullmatch(name):
                element.attrib[name] = _drawn(value, letters)
        # WeasyPrint would embed the target with the time of day.
        if "attachment" in element.get("rel", "").lower().split():
            del element.attrib["rel"]


class _Locked:
    """A URL fetcher that can do nothing but decode `data:` URLs: no handler here opens file or socket."""

    # WeasyPrint asks for this after a refusal: False leaves the place empty, True would end the rendering.
    _fail_on_errors = False

    def __init__(self, weasyprint: Any) -> None:
        self._response = weasyprint.urls.URLFetcherResponse

    def __call__(self, url: str) -> Any:
        """Return the content of a `data:` URL as WeasyPrint's response; raises ValueError for any other."""
        if not url[:5].lower() == "data:":
            raise ValueError("only data: URLs are read")
        from urllib.request import DataHandler, Request

        answer = DataHandler().data_open(Request(url))
        return self._response(url, answer.read(), dict(answer.headers))


def _engine() -> Any:
    """Return the module weasyprint, or raise Unavailable."""
    try:
        # Without Pango it prints advice of its own.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return importlib.import_module("weasyprint")
    except ImportError:
        raise Unavailable(WEASYPRINT_MISSING) from None
    except OSError:
        raise Unavailable(PANGO_MISSING) from None


@contextlib.contextmanager
def _quiet(remarks: list[str] | None) -> Iterator[None]:
    """Keep what libraries log or warn about off the terminal; WeasyPrint's messages go to `remarks`."""
    logger = logging.getLogger("weasyprint")

    def take(record: logging.LogRecord) -> bool:
        if remarks is not None and record.levelno >= logging.WARNING:
            remarks.append(record.getMessage())
        return False  # and so no handler ever sees it

    logger.addFilter(take)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeFilter(take)


@contextlib.contextmanager
def _sealed(fonts: Path) -> Iterator[None]:
    """Show the text engine an environment in which only the fonts under `fonts` exist; then put it back."""
    saved = {name: value for name, value in os.environ.items() if name.startswith(_TEXT_ENGINE)}
    saved |= {name: os.environ[name] for name in _FIXED if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(_font_config(fonts.resolve(), Path(folder)), "utf-8", "surrogateescape")
        try:
            _change_environment(drop=saved, put=_FIXED | {"FONTCONFIG_FILE": str(config)})
            yield
        finally:
            _change_environment(drop=[*_FIXED, "FONTCONFIG_FILE"], put=saved)


def _change_environment(drop: Iterable[str], put: Mapping[str, str]) -> None:
    """Remove and then set variables of this process, also for C libraries."""
    for name in drop:
        os.environ.pop(name, None)
    os.environ.update(put)


def _font_config(fonts: Path, scratch: Path) -> str:
    """Return a fontconfig file that knows the fonts under `fonts` only and keeps its cache in `scratch`."""
    families = _families(fonts)
    rules = [_rename(file, family) for family, files in families.items() for file in files]
    rules += [_extend(family[: -len(" Ext")], family) for family in families if family.endswith(" Ext")]
    last = "".join(f"<string>{escape(family)}</string>" for family in families)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts))}</dir><cachedir>{escape(str(scratch / 'cache'))}</cachedir>"
        f"{''.join(rules)}"
        # What the style sheet does not name comes last, in an order that is ours and not fontconfig's guess.
        '<match target="pattern"><edit name="family" mode="append_last" binding="strong">'
        f"{last}</edit></match>"
        # Hinting fits letters to the dots of a screen: on paper it only moves them.
        '<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit></match>'
        "</fontconfig>"
    )


def _families(fonts: Path) -> dict[str, list[Path]]:
    """Return the TTF files under `fonts` by family, subfolders first; raises OSError when there are none."""
    found: dict[str, list[Path]] = {}
    for file in sorted(fonts.rglob("*.ttf"), key=lambda file: (file.parent == fonts, file.name)):
        family = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", file.stem.partition("-")[0])
        found.setdefault(family, []).append(file)
    if not found:  # Pango would end the whole process.
        raise FileNotFoundError(f"no fonts (*.ttf) in {fonts}")
    return found


def _rename(file: Path, family: str) -> str:
    """Return the fontconfig rule that gives `file` its family, whatever the font says.

    Two files must never share family and style: WeasyPrint 70 would draw the text of both with the
    glyphs of one. And fonts cut from a variable font all carry the name of its first instance.
    """
    return (
        f'<match target="scan"><test name="file"><string>{escape(str(file))}</string></test>'
        f'<edit name="family" mode="assign_replace"><string>{escape(family)}</string></edit></match>'
    )


def _extend(family: str, more: str) -> str:
    """Return the fontconfig rule that lets letters missing in `family` come from the family `more`."""
    return (
        f'<match target="pattern"><test name="family"><string>{escape(family)}</string></test>'
        f'<edit name="family" mode="append" binding="same"><string>{escape(more)}</string></edit></match>'
    )
