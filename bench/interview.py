"""How long an interview makes a person wait: from Enter on the command to the first question, from a key to the next.

    .venv/bin/python bench/interview.py [--runs N]

The first is the CPU time of a whole session that is left at its first question, as a ratio to the bare imports that it
cannot do without, and in seconds against the project's limit of 0.4. The second is the median CPU time from the Enter
after a level to the prompt of the next question, less that of a save alone, against 15 ms; and the median time that a
person waits, less that of a save alone in the same folder, against 50 ms. Runs are interleaved and each is a fresh
process in a terminal of its own. The exit code is 1 where a limit is exceeded.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pty
import select
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

PROMPT = b"? for help:"
IMPORTS = "import typer, yaml, prompt_toolkit.shortcuts"
MAX_FIRST, MAX_CPU, MAX_WAIT = 0.4, 0.015, 0.050  # seconds
MODES = {"full": "--no-plain", "plain": "--plain"}


def begin(folder: str) -> Path:
    """A file of the flagship without an answer."""
    path = Path(folder) / "answers.yaml"
    path.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    return path


class Session:
    """A program in a terminal of its own."""

    def __init__(self, words: list[str], folder: str) -> None:
        self.process, self.end = pty.fork()
        if self.process == 0:
            os.environ |= {"TERM": "xterm-256color", "CXASSESS_STATE": str(Path(folder) / "state")}
            os.chdir(folder)
            os.execv(words[0], words)
        self.output = b""

    def wait(self, words: bytes) -> float:
        """Read until these words come, and return when that was."""
        while words not in self.output:
            if not select.select([self.end], [], [], 30)[0]:
                sys.exit(f"waited too long for {words!r}: {self.output[-400:]!r}")
            self.output += os.read(self.end, 65536)
        now = time.perf_counter()
        self.output = self.output[self.output.find(words) + len(words) :]
        return now

    def type(self, text: bytes) -> float:
        """Type, and return when that was."""
        os.write(self.end, text)
        return time.perf_counter()

    def quit(self) -> float:
        """Leave the interview, and return the CPU time of the whole process."""
        time.sleep(0.1)  # a key that comes before it waits for keys is dropped
        self.type(b"q\r")
        return self.leave()

    def leave(self) -> float:
        """Read the rest, and return the CPU time of the whole process."""
        with contextlib.suppress(OSError):
            while os.read(self.end, 65536):
                pass
        _, _, usage = os.wait4(self.process, 0)
        os.close(self.end)
        return usage.ru_utime + usage.ru_stime


def first_question(option: str, folder: str) -> float:
    """CPU seconds of a session that is left at its first question."""
    session = Session([sys.executable, "-m", "cxassess", "assess", begin(folder).name, option], folder)
    session.wait(PROMPT)
    return session.quit()


def bare(folder: str) -> float:
    """CPU seconds of the imports alone."""
    return Session([sys.executable, "-c", IMPORTS], folder).leave()


def cpu_time(process: int) -> float:
    """CPU seconds of a running process so far, where the system tells; else 0."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


def keys(option: str, folder: str) -> tuple[list[float], list[float]]:
    """Seconds from Enter to the next prompt, and seconds of CPU until it waits for keys again, for twenty answers."""
    session = Session([sys.executable, "-m", "cxassess", "assess", begin(folder).name, option], folder)
    session.wait(PROMPT)
    waited, used = [], []
    time.sleep(0.1)  # until it waits for keys
    for _ in range(20):
        before = cpu_time(session.process)
        start = session.type(b"3\r")
        session.wait(b"Saved.")  # the line that was typed is written again, with its prompt
        waited.append(session.wait(PROMPT) - start)
        time.sleep(0.1)
        used.append(cpu_time(session.process) - before)
    session.quit()
    return waited, used


def saves(folder: str) -> tuple[list[float], list[float]]:
    """Seconds of a save alone, and of its CPU: temporary file, two forced writes, a rename."""
    from cxassess.files import write_whole

    path = Path(folder) / "saved.yaml"
    waited, used = [], []
    for _ in range(20):
        start, before = time.perf_counter(), time.process_time()
        write_whole(path, b"x" * 4000)
        waited.append(time.perf_counter() - start)
        used.append(time.process_time() - before)
    return waited, used


def main() -> None:
    parser = argparse.ArgumentParser(description="How long an interview makes a person wait.")
    parser.add_argument("--runs", type=int, default=10, help="sessions of each kind, at least 5 (default 10)")
    runs = max(5, parser.parse_args().runs)
    cpu: dict[str, list[float]] = {name: [] for name in ("imports", *MODES)}
    waited: dict[str, list[float]] = {name: [] for name in ("save", *MODES)}
    used: dict[str, list[float]] = {name: [] for name in ("save", *MODES)}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            cpu["imports"].append(bare(folder))
            for name, (seconds, seconds_cpu) in [
                ("save", saves(folder)),
                *((name, keys(option, folder)) for name, option in MODES.items()),
            ]:
                waited[name] += seconds
                used[name] += seconds_cpu
            for name, option in MODES.items():
                cpu[name].append(first_question(option, folder))
    print(f"Python {sys.version.split()[0]}, {runs} interleaved runs of each")
    is_fast, least = True, min(cpu["imports"])
    save, save_cpu = median(waited["save"]), median(used["save"])
    print(f"imports {least:.3f} s CPU at best; a save alone {save * 1000:.1f} ms, {save_cpu * 1000:.1f} ms of CPU")
    for name in MODES:
        first, wait, key = min(cpu[name]), median(waited[name]) - save, median(used[name]) - save_cpu
        limits = (
            (f"{MAX_FIRST:.1f} s CPU", first > MAX_FIRST),
            (f"{MAX_CPU * 1000:.0f} ms of CPU", key > MAX_CPU),
            (f"{MAX_WAIT * 1000:.0f} ms", wait > MAX_WAIT),
        )
        exceeded = [f"more than {limit}" for limit, is_exceeded in limits if is_exceeded]
        is_fast = is_fast and not exceeded
        line = f"{name:6} first question {first:.3f} s CPU ({first / least:.2f} of the imports)"
        print("  ".join([f"{line}, next {key * 1000:.1f} ms of CPU, {wait * 1000:.1f} ms", *exceeded]))
    sys.exit(0 if is_fast else 1)


if __name__ == "__main__":
    main()
