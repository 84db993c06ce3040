"""Settings of this machine: the shipped data folders, config.toml, and whether a person wants plain lines.

CXASSESS_CONFIG names another config.toml. It has one setting, `accessible = true`: plain lines everywhere.
"""

import errno
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cxassess.files import open_regular

ACCESSIBLE_VARIABLES = ("CXASSESS_ACCESSIBLE", "ACCESSIBLE")
MAX_BYTES = 64 * 1024  # of config.toml, which has one line
_OFF = ("0", "false", "no", "off")


class Settings(NamedTuple):
    """The settings; `problem` is a sentence about what could not be read in the file, '' where all could."""

    accessible: bool = False
    problem: str = ""


def shipped_folder(name: str) -> Path:
    """The folder `playbooks` or `reports` of this installation: in the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name


def playbook_folders(configured: str) -> list[Path]:
    """Folders to look for playbooks in, in order: those of a CXASSESS_PLAYBOOKS value, then the shipped one."""
    return [*(Path(part) for part in configured.split(os.pathsep) if part), shipped_folder("playbooks")]


def wants_plain(environ: Mapping[str, str]) -> bool:
    """Whether a person asked for plain lines: by the first variable with a value, else by the setting `accessible`."""
    values = (environ.get(name, "").strip().lower() for name in ACCESSIBLE_VARIABLES)
    first = next(filter(None, values), "")
    return first not in _OFF if first else settings().accessible


def use_plain_prompts(option: bool | None, environ: Mapping[str, str], *, toolkit: bool = True) -> bool:
    """Whether the interview asks in plain lines: `option` is --plain or --no-plain, `toolkit` has_toolkit().

    The first of these that is set decides: the option, the two variables, the setting, the terminal.
    """
    if not toolkit:
        return True
    if option is not None:
        return option
    return wants_plain(environ) or environ.get("TERM", "") in ("", "dumb")


def has_toolkit() -> bool:
    """Whether prompt_toolkit is installed; it is not imported for that."""
    from importlib.util import find_spec

    return find_spec("prompt_toolkit") is not None


@cache
def settings() -> Settings:
    """The settings of this machine, read once; without a file, the defaults."""
    path = _config_path()
    try:
        data = _read(path) if path is not None else b""
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        return Settings(problem=f"{path}: {(error.strerror or str(error)).lower()}; its settings are ignored")
    if len(data) > MAX_BYTES:
        return Settings(problem=f"{path}: larger than {MAX_BYTES // 1024} KiB, so not a settings file; it is ignored")
    if not data:
        return Settings()
    import tomllib

    try:
        table = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, or a number without end
        return Settings(problem=f"{path}: cannot be read as TOML: {error}; its settings are ignored")
    accessible = table.pop("accessible", False)
    if not isinstance(accessible, bool):
        return Settings(problem=f"{path}: accessible must be true or false; it is ignored")
    unknown = next(iter(table), None)
    problem = "" if unknown is None else f"{path}: unknown setting {unknown!a} (the only setting is: accessible = true)"
    return Settings(accessible, problem)


def _read(path: Path) -> bytes:
    """The bytes of a file, at most one more than MAX_BYTES. Raises OSError, also for a pipe: nobody may write to it."""
    if path.is_fifo():
        raise OSError(errno.EINVAL, "not a regular file")
    with open(path, "rb", opener=open_regular) as file:
        return file.read(MAX_BYTES + 1)


def _config_path() -> Path | None:
    configured = os.environ.get("CXASSESS_CONFIG", "")
    if configured:
        return Path(configured)
    from platformdirs import user_config_path

    try:
        folder = user_config_path("cxassess", appauthor=False)
    except (OSError, RuntimeError):  # no home folder is known
        return None
    return folder / "config.toml" if folder.is_absolute() else None
