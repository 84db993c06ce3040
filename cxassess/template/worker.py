"""Templates from others, rendered in a process of their own that may use so much time and memory and no more.

A new interpreter is started by `subprocess`, not by `multiprocessing`: that would import the main module a second
time, whatever it is, and inherit the terminal. What is sent to it is ours and pickled; what it sends back is bytes
and JSON, and never unpickled.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from cxassess.problems import Invalid, Location, Page, Problem
from cxassess.template.config import FILE, Template, own_files

if TYPE_CHECKING:
    from cxassess.report.single.model import Report

MAX_MEMORY = 2**30  # bytes
MAX_PAGE = 20_000_000  # characters
MAX_PROBLEMS = 200

_TOO_MUCH = "needs more memory than a report may take (1 GB), or is nested too deeply"


class Task(NamedTuple):
    """What a child is for: seconds of computing and on the clock, and what to call it in complaints."""

    name: str
    seconds: int
    clock: int
    what: str


PAGE = Task("page", 10, 60, "the page")
FILE_OF = Task("file", 60, 180, "the file")

# -P: a module beside the reader's files is not ours. The path is handed on, so that the child finds what we found.
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from cxassess.template.worker import child; child()"


def page(report: Report, template: Template, for_pdf: bool) -> str:
    """The page of a report with a template from others. Raises Invalid with every fault."""
    return _run(PAGE, template, (report, for_pdf)).decode("utf-8")


def file(suffix: str, template: Template, page: str, report: Report) -> bytes:
    """What is made of such a page: a PDF and other files. Raises Invalid, or what cxassess.output.pdf.pdf raises."""
    task = FILE_OF._replace(what=f"the {suffix} file")
    return _run(task, template, (suffix, page, report))


def _run(task: Task, template: Template, given: tuple[Any, ...]) -> bytes:
    """What the child sends back. Raises Invalid with what it complains of, or with the limit it broke."""
    path = json.dumps([os.path.abspath(folder) for folder in sys.path])  # noqa: PTH100 - also of archives
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _START, path],
            input=pickle.dumps((task, template, given)),
            capture_output=True,
            timeout=task.clock,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid([broken(template, task, f"took more than {task.clock} seconds")]) from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode == 0 and head:
        return _answer(json.loads(head), body)
    if done.returncode in _killed("SIGXCPU", "SIGKILL"):
        raise Invalid([broken(template, task, f"took more than {task.seconds} seconds")])
    if done.returncode < 0:
        raise Invalid([broken(template, task, _TOO_MUCH)])
    raise RuntimeError(done.stderr.decode("utf-8", "replace")[-4000:])


def _killed(*names: str) -> set[int]:
    return {-getattr(signal, name) for name in names if hasattr(signal, name)}


def broken(template: Template, task: Task, how: str) -> Problem:
    """A fault of the template as a whole, where no line of it can be named."""
    hint = "look for a loop that goes on and on, and for odd rules in extra.css"
    return Problem(Location(str(template.folder / FILE), 1, 1), f"with this template, {task.what} {how}", hint)


def _answer(head: dict[str, Any], body: bytes) -> bytes:
    if head.get("unavailable"):
        from cxassess.output.pdf import Unavailable

        raise Unavailable(head["unavailable"])
    if head.get("faults"):
        pages = {path: Page(path, content) for path, content in head["pages"].items()}
        raise Invalid([_problem(pages, *fault) for fault in head["faults"]])
    return body


def _problem(pages: dict[str, Page], path: str, line: int, column: int, message: str, hint: str) -> Problem:
    return Problem(Location(path, line, column, pages.get(path)), message, hint)


# ---- in the child ------------------------------------------------------------------------


def child() -> None:
    """Do one task: read what it needs from standard input, write what came of it to standard output."""
    task, template, given = pickle.loads(sys.stdin.buffer.read())
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    do: Callable[..., bytes] = _page if task.name == PAGE.name else _file
    head: dict[str, Any] = {}
    body = b""
    try:
        with _limits(task):
            body = do(task, template, *given)
    except Invalid as invalid:
        head = _told(invalid.problems[:MAX_PROBLEMS])
    except (MemoryError, RecursionError, TimeoutError) as error:
        how = f"took more than {task.seconds} seconds" if isinstance(error, TimeoutError) else _TOO_MUCH
        head = _told([broken(template, task, how)])
    except _unavailable() as missing:
        head = {"unavailable": str(missing)}
    out.write(json.dumps(head).encode("ascii") + b"\n" + body)
    out.flush()


def _told(problems: list[Problem]) -> dict[str, Any]:
    """Problems as they are sent: the text of each file once."""
    pages = {one.where.path: one.where.page.content for one in problems if one.where.page}
    return {"pages": pages, "faults": [(*one.where[:3], one.message, one.hint) for one in problems]}


def _unavailable() -> type[Exception]:
    from cxassess.output.pdf import Unavailable

    return Unavailable


def _page(task: Task, template: Template, report: Report, for_pdf: bool) -> bytes:
    from cxassess.output.html import checked_page

    return checked_page(report, template, for_pdf).encode("utf-8")


def _file(task: Task, template: Template, suffix: str, page: str, report: Report) -> bytes:
    from cxassess.output import from_page

    try:
        return from_page(suffix, page, report)
    except (OSError, MemoryError, RecursionError, _unavailable()):
        raise
    except Exception as error:
        if not template.css and not own_files(template):
            raise  # a bug of ours
        raise Invalid([broken(template, task, f"cannot be made ({type(error).__name__})")]) from None


@contextlib.contextmanager
def _limits(task: Task) -> Iterator[None]:
    """Time and memory of this process; where the system has no such limits, the parent's clock remains.

    At the first limit of time TimeoutError is raised where the template stands; two seconds later it is the end.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no answers in a file of a crash
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGXCPU, _too_long(task))
        resource.setrlimit(resource.RLIMIT_CPU, (task.seconds, task.seconds + 2))
    yield


def _too_long(task: Task) -> Callable[[int, object], None]:
    def stop(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # it comes every second
        raise TimeoutError(f"this takes more time than {task.what} may ({task.seconds} seconds)")

    return stop
