"""Which front end an interview has: plain lines, or one line with a toolbar."""

from __future__ import annotations

from collections.abc import Mapping

from cxassess.accessible import wished


def is_plain(asked: bool | None, environ: Mapping[str, str], *, toolkit: bool = True) -> bool:
    """Whether lines are plain: `asked` is --plain or --no-plain, `toolkit` whether prompt_toolkit is installed.

    The first that says something counts: the option, the two variables, the terminal.
    """
    if not toolkit:
        return True
    if asked is not None:
        return asked
    return wished(environ) or environ.get("TERM", "") in ("", "dumb")


def has_toolkit() -> bool:
    """Whether prompt_toolkit is installed; it is not imported for that."""
    from importlib.util import find_spec

    return find_spec("prompt_toolkit") is not None
