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
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from cxassess.problems import Invalid, Location, Nonconforming, Page, Problem, Unavailable
from cxassess.template.config import TEMPLATE_FILE, Template, template_files

MAX_MEMORY = 2**30  # bytes

_ENDLESS = "look for a loop that never ends, and for unusual rules in extra.css"
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
    done = _run(pickle.dumps((limits, template, function, arguments)), limits.clock)
    if done is None:
        raise Invalid([template_problem(template, limits, f"took more than {limits.clock} seconds")])
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


def _run(request: bytes, seconds: int) -> subprocess.CompletedProcess[bytes] | None:
    """What a child made of a request; None when it took longer.

    Its standard input stays open as long as this process lives: when it ends before, however that comes about, so does
    the child (_end_with_parent).
    """
    path = json.dumps([os.path.abspath(folder) for folder in sys.path])  # noqa: PTH100 - also of archives
    command = [sys.executable, "-P", "-c", _START, path]
    pipe = subprocess.PIPE
    reading, writing = os.pipe()
    try:
        child = subprocess.Popen(command, stdin=reading, stdout=pipe, stderr=pipe, start_new_session=True)
        try:
            os.close(reading)
            _write(writing, len(request).to_bytes(8, "big") + request)
            stdout, stderr = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            child.kill()
            child.communicate()
    finally:
        os.close(writing)
    return subprocess.CompletedProcess(command, child.returncode, stdout, stderr)


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    with contextlib.suppress(BrokenPipeError):  # the child has ended already, and says why
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def template_problem(template: Template, limits: Limits, how: str, hint: str = _ENDLESS) -> Problem:
    """A problem of the template as a whole, where no line of it can be named; of a file, mostly of the style sheet."""
    file = template.css if limits.seconds == FILE_LIMITS.seconds and template.css else template.folder / TEMPLATE_FILE
    where = Location(str(file), 1, 1)
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
    size = int.from_bytes(sys.stdin.buffer.read(8), "big")
    limits, template, function, arguments = pickle.loads(sys.stdin.buffer.read(size))
    threading.Thread(target=_end_with_parent, daemon=True).start()
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
    except Nonconforming as error:
        problems = [template_problem(template, limits, f"cannot be made: {error}", "look at extra.css and at drawings")]
    except (MemoryError, RecursionError):
        problems = [template_problem(template, limits, _TOO_MUCH)]
    except TimeoutError:
        problems = [template_problem(template, limits, f"took more than {limits.seconds} seconds")]
    except Exception as error:
        if isinstance(error, OSError) or not (template.css or template.logo or template_files(template.folder)):
            raise  # an internal error
        hint = "look for unusual sizes in extra.css and in drawings"
        problems = [template_problem(template, limits, f"cannot be made ({type(error).__name__})", hint)]
    head = {"unavailable": unavailable, "problems": [_pack(problem) for problem in problems]}
    out.write(json.dumps(head).encode("ascii") + b"\n" + body)
    out.flush()


def _end_with_parent() -> None:
    """Wait until the parent has closed its end of standard input or is gone, and end the process."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


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
