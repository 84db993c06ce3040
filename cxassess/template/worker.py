"""Templates from others are rendered in a child process that may use so much time and memory and no more.

A new interpreter is started by `subprocess`, not by `multiprocessing`: that would import the main module a second
time, whatever it is, and inherit the terminal. What is sent to the child comes from this program and is pickled; what
it sends back is JSON and bytes, and never unpickled.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from cxassess.problems import Invalid, Location, Page, Problem, Unavailable
from cxassess.template.config import TEMPLATE_FILE, Template, template_files

MAX_MEMORY = 2**30  # bytes

_TOO_MUCH = "needs more memory than a report may use, 1 GB, or is nested too deeply"


class Limits(NamedTuple):
    """Seconds of computing and on the clock that a child may use, and what it makes, as messages call it."""

    seconds: int
    clock: int
    what: str


PAGE_LIMITS = Limits(10, 60, "the page")
FILE_LIMITS = Limits(60, 180, "the file")

# -P: a module beside the user's files is not imported. The path is handed on, so that both find the same packages.
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from cxassess.template.worker import run_child; run_child()"


def run_limited(limits: Limits, template: Template, function: Callable[..., bytes], *arguments: Any) -> bytes:
    """Call a function of a module in a child process and return its bytes.

    Raises Invalid with the problems that it raised or with the limit that it broke, and Unavailable.
    """
    path = json.dumps([os.path.abspath(folder) for folder in sys.path])  # noqa: PTH100 - also of archives
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _START, path],
            input=pickle.dumps((limits, template, function, arguments)),
            capture_output=True,
            timeout=limits.clock,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid([template_problem(template, limits, f"took more than {limits.clock} seconds")]) from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode == 0 and head:
        answer = json.loads(head)
        if answer["unavailable"]:
            raise Unavailable(answer["unavailable"])
        if answer["problems"]:
            raise Invalid([_unpack(*problem) for problem in answer["problems"]])
        return body
    if done.returncode >= 0:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-4000:])
    out_of_time = -done.returncode in (getattr(signal, "SIGXCPU", 0), getattr(signal, "SIGKILL", 0))
    how = f"took more than {limits.seconds} seconds" if out_of_time else _TOO_MUCH
    raise Invalid([template_problem(template, limits, how)])


def template_problem(template: Template, limits: Limits, how: str) -> Problem:
    """A problem of the template as a whole, where no line of it can be named."""
    hint = "look for a loop that never ends, and for unusual rules in extra.css"
    where = Location(str(template.folder / TEMPLATE_FILE), 1, 1)
    return Problem(where, f"with this template, {limits.what} {how}", hint)


def _pack(problem: Problem) -> tuple[str, int, int, str | None, str, str]:
    page = problem.where.page
    return (*problem.where[:3], page and page.content, problem.message, problem.hint)


def _unpack(path: str, line: int, column: int, content: str | None, message: str, hint: str) -> Problem:
    page = None if content is None else Page(path, content)
    return Problem(Location(path, line, column, page), message, hint)


# ---- in the child ------------------------------------------------------------------------


def run_child() -> None:
    """Call the function that standard input names, and write what came of it to standard output."""
    limits, template, function, arguments = pickle.loads(sys.stdin.buffer.read())
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    body, unavailable = b"", ""
    problems: list[Problem] = []
    try:
        _limit(limits)
        body = function(*arguments)
    except Invalid as invalid:
        problems = invalid.problems
    except Unavailable as missing:
        unavailable = str(missing)
    except (MemoryError, RecursionError):
        problems = [template_problem(template, limits, _TOO_MUCH)]
    except TimeoutError:
        problems = [template_problem(template, limits, f"took more than {limits.seconds} seconds")]
    except Exception as error:
        if isinstance(error, OSError) or not (template.css or template_files(template.folder)):
            raise  # an internal error
        problems = [template_problem(template, limits, f"cannot be made ({type(error).__name__})")]
    head = {"unavailable": unavailable, "problems": [_pack(problem) for problem in problems]}
    out.write(json.dumps(head).encode("ascii") + b"\n" + body)
    out.flush()


def _limit(limits: Limits) -> None:
    """Limit time and memory of this process; where the system cannot, the parent's clock remains.

    At the limit of time TimeoutError is raised in the line of the template that is running; two seconds later
    the system ends the process.
    """

    def stop(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # it comes every second
        raise TimeoutError(f"this takes longer than {limits.what} may take, {limits.seconds} seconds")

    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no answers in the file of a crash
        signal.signal(signal.SIGXCPU, stop)
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
