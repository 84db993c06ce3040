"""A function applied to many items by worker processes, its values in the order of the items."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Value = TypeVar("Value")
IS_FORKED = sys.platform == "linux"
"""Whether workers begin as a copy of this process; elsewhere they start anew, and everything they need is pickled."""
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
MAX_AHEAD = 2  # chunks a worker that may be done before the one that is waited for: what they gave is kept in memory


class WorkerDied(Exception):
    """A worker process ended before it was done; `items` are those that it worked on, `reason` says how it ended."""

    def __init__(self, reason: str, items: Sequence[Any]) -> None:
        self.reason = reason
        self.items = items
        super().__init__(reason)


class _Worker(NamedTuple):
    process: BaseProcess
    connection: Connection


def usable_cpus() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_in_order(
    make: Callable[[], Callable[[Item], Value]], items: Iterable[Item], jobs: int, chunk: int
) -> Iterator[Value]:
    """The values of a function for items, in their order, worked out by so many processes.

    make: gives the function, once in each process; it, the items and the values are pickled. The function itself
    deals with whatever can be wrong with an item. chunk: items that a worker is given at a time.
    Where the system allows fewer processes, those do the work, or this one. Raises WorkerDied.
    However this ends, no worker outlives it, nor the process that uses it.
    """
    workers: list[_Worker] = []
    try:
        with _signals_blocked(), contextlib.suppress(OSError):
            for _ in range(jobs):
                workers.append(_start(make, [worker.connection for worker in workers]))
        yield from _exchange(workers, iter(items), chunk) if workers else map(make(), items)
    finally:
        for worker in workers:
            worker.connection.close()
            worker.process.kill()  # it ignores what else could end it
        for worker in workers:
            worker.process.join()


@contextlib.contextmanager
def _signals_blocked() -> Iterator[None]:
    """Hold back signals, in workers that are started meanwhile too, until these have said what a signal does to them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start(make: Callable[[], Callable[[Item], Value]], others: Sequence[Connection]) -> _Worker:
    import multiprocessing

    context: BaseContext = multiprocessing.get_context("fork" if IS_FORKED else "spawn")
    ours, theirs = context.Pipe()
    # A forked worker has what this process has open; while it holds our ends, no worker would notice that we are gone.
    inherited = [*others, ours] if IS_FORKED else []
    process = context.Process(target=_work, args=(theirs, make, inherited), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _exchange(workers: Sequence[_Worker], items: Iterator[Any], chunk: int) -> Iterator[Any]:
    """Give each idle worker a chunk, and yield what came back in order."""
    from multiprocessing.connection import wait

    busy: dict[Connection, tuple[int, _Worker, list[Any]]] = {}
    idle, done = [*workers], dict[int, list[Any]]()
    given = wanted = 0
    is_all_given, most = False, MAX_AHEAD * len(workers)
    while True:
        while idle and not is_all_given and given - wanted < most:
            part = list(islice(items, chunk))
            if not part:
                is_all_given = True
                break
            worker = idle.pop()
            busy[worker.connection] = (given, worker, part)
            _send(worker, part)
            given += 1
        while wanted in done:
            yield from done.pop(wanted)
            wanted += 1
        if idle and not is_all_given and given - wanted < most:
            continue  # a worker took so long that others had to wait for it
        if not busy:
            return
        ready = wait([*busy])
        for connection in [one for one in busy if one in ready]:
            number, worker, part = busy.pop(connection)
            done[number] = _receive(worker, part)
            idle.append(worker)


def _send(worker: _Worker, part: list[Any]) -> None:
    try:
        worker.connection.send(part)
    except OSError:
        raise _death(worker, part) from None


def _receive(worker: _Worker, part: list[Any]) -> list[Any]:
    """What a worker gave for its chunk. Raises WorkerDied, or what the function raised."""
    try:
        values: Any = worker.connection.recv()
    except (EOFError, OSError):
        raise _death(worker, part) from None
    if isinstance(values, BaseException):
        raise values
    return list(values)


def _death(worker: _Worker, part: list[Any]) -> WorkerDied:
    worker.process.join(1)
    code = worker.process.exitcode
    reason = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
    if code == -getattr(signal, "SIGKILL", 9):
        reason = "was killed, perhaps because memory ran out"
    return WorkerDied(reason, part)


def _work(connection: Connection, make: Callable[[], Callable[[Any], Any]], inherited: Sequence[Connection]) -> None:
    """What a worker does until the process that started it has no more for it, or is gone."""
    for one in _SIGNALS:  # Ctrl-C and the like reach all processes of a terminal or service; the first one decides
        signal.signal(one, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    for other in inherited:
        other.close()
    try:
        function = make()
        while True:
            part = connection.recv()
            try:
                connection.send([function(item) for item in part])
            except OSError:
                raise
            except Exception as error:  # also of pickling
                connection.send(error)
    except (EOFError, OSError):
        return
