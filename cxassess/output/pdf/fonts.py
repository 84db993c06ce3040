"""An environment in which the text engine finds the report's fonts, and nothing of the machine it runs on."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

# Whatever an environment holds under these names could change which font is used or how text is shaped.
_TEXT_ENGINE = ("FONTCONFIG_", "FC_", "PANGO", "HB_", "FREETYPE_", "FT2_")

# Without the first two the user's locale orders the fonts; without HarfBuzz's subsetter it is fontTools that
# cuts the fonts, and it writes the time of day into them unless told another.
_FIXED = {"FC_LANG": "en", "PANGO_LANGUAGE": "en", "SOURCE_DATE_EPOCH": "0"}


@contextlib.contextmanager
def isolated_fontconfig(fonts: Path) -> Iterator[None]:
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
    found = families(fonts)
    rules = [_rename(file, family) for family, files in found.items() for file in files]
    rules += [_extend(family[: -len(" Ext")], family) for family in found if family.endswith(" Ext")]
    last = "".join(f"<string>{escape(family)}</string>" for family in found)
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


def families(fonts: Path) -> dict[str, list[Path]]:
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
