"""Whether a person asked for plain lines: by the variables that other programs use too, or once by a setting."""

from __future__ import annotations

from collections.abc import Mapping

from cxassess.settings import settings

WISHES = ("CXASSESS_ACCESSIBLE", "ACCESSIBLE")
OFF = ("0", "false", "no", "off")


def wished(environ: Mapping[str, str]) -> bool:
    """What the first variable with a value says; where none has one, the setting `accessible`."""
    values = [environ.get(name, "").strip().lower() for name in WISHES]
    first = next(filter(None, values), "")
    return first not in OFF if first else settings().accessible
