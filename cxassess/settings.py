"""What a person has set once for this machine: config.toml in the folder for settings of their account.

CXASSESS_CONFIG names another file. There is one setting, `accessible = true`: plain lines everywhere.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """The settings; `fault` is a sentence on what could not be read in the file, '' where all could."""

    accessible: bool = False
    fault: str = ""


@cache
def settings() -> Settings:
    """The settings of this machine, read once; those of no file are the defaults."""
    path = _path()
    try:
        data = path.read_bytes() if path is not None else b""
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        return Settings(fault=f"{path}: {(error.strerror or str(error)).lower()}; its settings are not used")
    if not data:
        return Settings()
    import tomllib

    try:
        found = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, or a number without end
        return Settings(fault=f"{path}: cannot be read as TOML: {error}; its settings are not used")
    wanted, unknown = found.get("accessible", False), [name for name in found if name != "accessible"]
    if not isinstance(wanted, bool):
        return Settings(fault=f"{path}: accessible is neither true nor false; it is not used")
    fault = f"{path}: unknown setting {unknown[0]!a} (there is only: accessible = true)" if unknown else ""
    return Settings(wanted, fault)


def _path() -> Path | None:
    named = os.environ.get("CXASSESS_CONFIG", "")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    try:
        found = user_config_path("cxassess", appauthor=False)
    except (OSError, RuntimeError):  # no home folder is known
        return None
    return found / "config.toml" if found.is_absolute() else None
