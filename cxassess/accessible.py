"""Whether a person asked for plain lines, by the variables that other programs use too."""

from __future__ import annotations

from collections.abc import Mapping

WISHES = ("CXASSESS_ACCESSIBLE", "ACCESSIBLE")
OFF = ("0", "false", "no", "off")


def wished(environ: Mapping[str, str]) -> bool:
    """What the first variable with a value says; False where none has one."""
    values = [environ.get(name, "").strip().lower() for name in WISHES]
    first = next(filter(None, values), "")
    return bool(first) and first not in OFF
