"""An environment in which the text engine sees the report's fonts and none of the machine it runs on."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

# Environment variables with these prefixes could change which font is used, how text is shaped, or a font's date.
_VARIABLES = ("FONTCONFIG_", "FC_", "PANGO", "HB_", "FREETYPE_", "FT2_", "SOURCE_DATE_EPOCH")

# Without the first two the user's locale orders the fonts; without HarfBuzz's subsetter fontTools cuts the fonts
# and writes the time of day into them unless it is given another.
_FIXED = {"FC_LANG": "en", "PANGO_LANGUAGE": "en", "SOURCE_DATE_EPOCH": "0"}


@contextlib.contextmanager
def isolated_fontconfig(fonts: Path) -> Iterator[None]:
    """While this lasts, the text engine sees only the fonts under `fonts`; afterwards the environment is restored."""
    saved = {name: value for name, value in os.environ.items() if name.startswith(_VARIABLES)}
    with tempfile.TemporaryDirectory(prefix="cxassess-") as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(_font_config(fonts.resolve(), Path(folder)), "utf-8", "surrogateescape")
        try:
            _change_environment(drop=saved, set_to=_FIXED | {"FONTCONFIG_FILE": str(config)})
            yield
        finally:
            _change_environment(drop=[*_FIXED, "FONTCONFIG_FILE"], set_to=saved)


def _change_environment(drop: Iterable[str], set_to: Mapping[str, str]) -> None:
    """Remove and then set environment variables of this process, for C libraries as well."""
    for name in drop:
        os.environ.pop(name, None)
    os.environ.update(set_to)


def _font_config(fonts: Path, scratch: Path) -> str:
    """A fontconfig file with only the fonts under `fonts` and its cache in `scratch`."""
    paths = families(fonts)
    rules = [_family_rule(file, family) for family, files in paths.items() for file in files]
    rules += [_fallback_rule(family[: -len(" Ext")], family) for family in paths if family.endswith(" Ext")]
    fallbacks = "".join(f"<string>{escape(family)}</string>" for family in paths)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(fonts))}</dir><cachedir>{escape(str(scratch / 'cache'))}</cachedir>"
        f"{''.join(rules)}"
        # Families that the style sheet does not name come last, in a fixed order instead of fontconfig's.
        '<match target="pattern"><edit name="family" mode="append_last" binding="strong">'
        f"{fallbacks}</edit></match>"
        # Hinting fits letters to the pixels of a screen; on paper it only displaces them.
        '<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit></match>'
        "</fontconfig>"
    )


def families(fonts: Path) -> dict[str, list[Path]]:
    """The TTF files under `fonts` by family, subfolders first. Raises OSError if there are none."""
    paths: dict[str, list[Path]] = {}
    for file in sorted(fonts.rglob("*.ttf"), key=lambda file: (file.parent == fonts, file.name)):
        family = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", file.stem.partition("-")[0])
        paths.setdefault(family, []).append(file)
    if not paths:  # Pango would end the process.
        raise FileNotFoundError(f"no fonts (*.ttf) in {fonts}")
    return paths


def _family_rule(file: Path, family: str) -> str:
    """The fontconfig rule that gives `file` its family, whatever name is in the font.

    Two files must never share family and style: WeasyPrint 70 would draw the text of both with the
    glyphs of one. And fonts cut from a variable font all carry the name of its first instance.
    """
    return (
        f'<match target="scan"><test name="file"><string>{escape(str(file))}</string></test>'
        f'<edit name="family" mode="assign_replace"><string>{escape(family)}</string></edit></match>'
    )


def _fallback_rule(family: str, more: str) -> str:
    """The fontconfig rule that takes letters missing in `family` from the family `more`."""
    return (
        f'<match target="pattern"><test name="family"><string>{escape(family)}</string></test>'
        f'<edit name="family" mode="append" binding="same"><string>{escape(more)}</string></edit></match>'
    )
