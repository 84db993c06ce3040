"""Runs cxassess as a user would, and says where the checkout and its example answers are."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "playbooks" / "act-iac-cx-2018" / "example-answers.yaml"
PROGRAM = (sys.executable, "-m", "cxassess")
# What the interpreter reads when it starts, so that only a new process can show what it does.
_READ_AT_START = ("PYTHON", "LANG", "LC_")


def cxassess(
    *args: str | bytes | Path, cwd: Path | None = None, stdin: str | bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in this process, without a terminal, and return its exit code and what it wrote.

    Folder, environment, streams, settings and signal handlers are the command's own and are restored after it.
    """
    assert not any(name.startswith(_READ_AT_START) for name in env), f"{env} needs cxassess_process()"
    words = [os.fsdecode(word) for word in args]
    data = stdin.encode() if isinstance(stdin, str) else stdin
    with _own_surroundings(words, cwd or ROOT, data, env) as (stdout, stderr):
        code = _run_main()
    return subprocess.CompletedProcess(["cxassess", *words], code, stdout.getvalue(), stderr.getvalue())


def cxassess_process(
    *args: str | bytes | Path, cwd: Path | None = None, stdin: str | bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own: for tests of streams, start-up and what the interpreter reads there."""
    return subprocess.run(
        [*PROGRAM, *args],
        cwd=cwd or ROOT,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        env=process_environment(**env),
        timeout=120,
        check=False,
    )


def process_environment(**env: str) -> dict[str, str]:
    """Return the environment for a process that imports this checkout from any folder, with `env` over it."""
    python_path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    return {**os.environ, "PYTHONPATH": python_path, "PYTHONDONTWRITEBYTECODE": "1", **env}


def _run_main() -> int:
    """The exit code of `main`, which always exits; 1 with a traceback where an exception leaves it, as in a process."""
    from cxassess.cli import main

    try:
        main()
    except SystemExit as exit:
        return int(exit.code or 0)
    except Exception:
        traceback.print_exc()
    return 1


@contextlib.contextmanager
def _own_surroundings(
    words: list[str], folder: Path, stdin: bytes, env: dict[str, str]
) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Everything that a process has for itself, for one call: yields what stdout and stderr receive."""
    from cxassess.cli.shared import Reporter
    from cxassess.settings import settings

    out, err = io.BytesIO(), io.BytesIO()
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), "utf-8"),
        "stdout": io.TextIOWrapper(out, "utf-8"),
        "stderr": io.TextIOWrapper(err, "utf-8", errors="backslashreplace"),
    }
    main_module = sys.modules["__main__"]
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, env),
        mock.patch.object(Reporter, "quiet", False),
        mock.patch.multiple(sys, argv=["cxassess", *words], **streams),
    ):
        sys.modules["__main__"] = ModuleType("__main__")  # click takes the name of the program from it
        settings.cache_clear()
        try:
            yield out, err
        finally:
            for stream in {sys.stdout, sys.stderr, *streams.values()} - {streams["stdin"]}:
                stream.flush()
            streams["stdout"].detach()
            streams["stderr"].detach()
            settings.cache_clear()
            sys.modules["__main__"] = main_module
            for number, handler in handlers.items():
                signal.signal(number, handler)
