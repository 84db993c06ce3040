"""How long commands take to start, as ratios to the bare imports they cannot do without.

    .venv/bin/python bench/startup.py [--runs N]

Each run is a fresh process of the interpreter that runs this script. What counts is its CPU time (user and
system); the runs of all commands are interleaved, and of each command the fastest is taken, so that a busy
machine changes the ratios little. Targets are those of the project; the exit code is 1 where one is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROGRAM = "from cxassess.__main__ import main; main()"  # what the installed `cxassess` runs


@dataclass(frozen=True, slots=True)
class Job:
    """A command and what it is measured against; without a target it is shown for information."""

    name: str
    code: str
    words: tuple[str, ...] = ()
    reference: str = ""
    target: float | None = None


def jobs(answers: Path) -> list[Job]:
    """References first."""
    file = str(answers)
    return [
        Job("pass", "pass"),
        Job("import typer", "import typer"),
        Job("import typer, yaml", "import typer, yaml"),
        Job("cxassess --help", PROGRAM, ("--help",), "import typer", 1.25),
        Job("cxassess --version", PROGRAM, ("--version",), "import typer", 1.25),
        Job("cxassess score --format json", PROGRAM, ("score", file, "--format", "json"), "import typer, yaml", 1.5),
        Job("cxassess check", PROGRAM, ("check", file), "import typer, yaml"),
    ]


def cpu_seconds(job: Job, folder: str) -> float:
    """User and system time of one run; a run that fails stops the script with its output."""
    command = [sys.executable, "-c", job.code, *job.words]
    env = dict(os.environ)
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # libraries were compiled when installed: let the program be, too
    with tempfile.TemporaryFile() as words:
        child = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=words
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            words.seek(0)
            output = words.read().decode(errors="replace")
            sys.exit(f"{job.name} ended with {child.returncode}:\n{output}")
    return usage.ru_utime + usage.ru_stime


def fastest(todo: list[Job], runs: int) -> dict[str, float]:
    """The least CPU time of each job in seconds, by name; one more run comes first, to fill caches."""
    best = {job.name: float("inf") for job in todo}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(runs + 1):
            for job in todo:
                seconds = cpu_seconds(job, folder)
                if turn > 0:
                    best[job.name] = min(best[job.name], seconds)
    return best


def table(todo: list[Job], best: dict[str, float]) -> tuple[list[str], bool]:
    """The lines to print, and whether every target is met."""
    lines = [f"{'command':30}{'CPU ms':>8}  {'against':20}{'ratio':>6}{'target':>8}"]
    all_met = True
    for job in todo:
        line = f"{job.name:30}{best[job.name] * 1000:8.1f}"
        if job.reference:
            ratio = best[job.name] / best[job.reference]
            missed = job.target is not None and ratio > job.target
            all_met = all_met and not missed
            line += f"  {job.reference:20}{ratio:6.2f}{job.target or '-':>8}{'  missed' if missed else ''}"
        lines.append(line)
    return lines, all_met


def main() -> None:
    parser = argparse.ArgumentParser(description="Start-up of cxassess as ratios to bare imports.")
    parser.add_argument("--runs", type=int, default=20, help="runs of each command, at least 10 (default 20)")
    runs = max(10, parser.parse_args().runs)

    from cxassess.settings import shipped_folder

    todo = jobs(shipped_folder("playbooks") / "act-iac-cx-2018" / "example-answers.yaml")
    lines, all_met = table(todo, fastest(todo, runs))
    print(f"Python {sys.version.split()[0]}, fastest of {runs} interleaved runs", *lines, sep="\n")
    sys.exit(0 if all_met else 1)


if __name__ == "__main__":
    main()
