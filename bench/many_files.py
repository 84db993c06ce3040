"""What scoring many answer files costs: CPU time as a ratio to PyYAML's CSafeLoader on the same files, and memory.

    .venv/bin/python bench/many_files.py [--files N] [--runs N] [--kind NAME]

Makes files in a temporary folder, in equal parts of these kinds, for each shipped playbook in turn: `example`, the example
answers as they ship; `short`, a level for each question as `P1.1: 3`; `saved`, as our commands save an interview, with
notes, confidence and wordings; `full`, with evidence, notes, votes, targets and actions in blocks. Then processes of their
own, in turns: `yaml.load` of each file; each file read, checked, scored and written as rows of CSV, by one process and by
two. What counts is the least of the runs: CPU time (user and system, children included) for one process, elapsed time for
two. The exit code is 1 where a target of the project is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

MAX_CPU, MAX_WALL, MAX_MEMORY = 1.0, 0.6, 80 * 1024  # ratios to CSafeLoader in one process; KiB

LOAD = """
import sys, yaml
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        yaml.load(file.read(), Loader=yaml.CSafeLoader)
"""
SCORE = "from cxassess.__main__ import main; main()"
WORDS = (  # noqa: SIM905
    "The team of the service keeps a list of what customers said by phone and mail and at the counter and looks at it each month "
    "with the managers of all units but nobody has changed a step because of it since the review of last spring"
).split()


class Cost(NamedTuple):
    """What a process took: CPU and elapsed seconds, and KiB of memory at its peak."""

    cpu: float
    wall: float
    memory: int


def sentence(draw: random.Random, words: int) -> str:
    """So many words that say little."""
    return " ".join(draw.choice(WORDS) for _ in range(words)).capitalize() + "."


def header(draw: random.Random, id: str, version: str) -> str:
    return (
        f'format: 1\nplaybook: {id}\nversion: "{version}"\n'
        f"subject:\n  agency: Department of Examples\n  component: Bureau {draw.randrange(30)}\n  service: Service {draw.randrange(1000)}\n"
        f"  scope: public\n  tags: {{mission: M{draw.randrange(9)}, staff: {draw.randrange(9000)}}}\n"
        f"respondent: {{name: Person {draw.randrange(100)}, role: Program manager}}\n"
        f"date: {2024 + draw.randrange(3)}-{1 + draw.randrange(12):02}-15\nanswers:\n"
    )


def short(draw: random.Random, playbook: object) -> str:
    """A level for each question, but for some that are left open."""
    lines = [header(draw, playbook.id, playbook.version)]
    for question in playbook.questions():
        if draw.random() < 0.95:
            lines.append(f"  {question.id}: {_quoted(draw.choice(question.levels).key)}\n")
    return "".join(lines)


def saved(draw: random.Random, playbook: object) -> str:
    """As an interview saves answers, in braces, with the digests of their wording."""
    from cxassess.playbook import question_digest

    lines, wording = [header(draw, playbook.id, playbook.version)], []
    for question in playbook.questions():
        kind = draw.random()
        if kind < 0.05:
            continue
        note = f', note: "{sentence(draw, 12)}"' if draw.random() < 0.5 else ""
        if kind < 0.1:
            answer = f"not_applicable: {sentence(draw, 6)}"
        elif kind < 0.15:
            answer = f"unknown: true{note}"
        else:
            answer = f"level: {_quoted(draw.choice(question.levels).key)}, confidence: {draw.choice(['low', 'medium', 'high'])}{note}"
        lines.append(f"  {question.id}: {{{answer}}}\n")
        wording.append(f"  {question.id}: {question_digest(question)}\n")
    return "".join([*lines, "wording:\n", *wording])


def full(draw: random.Random, playbook: object) -> str:
    """Everything that an answer can have, in blocks, with targets and actions."""
    lines = [header(draw, playbook.id, playbook.version)]
    for question in playbook.questions():
        lines += [
            f"  {question.id}:\n    level: {_quoted(draw.choice(question.levels).key)}\n    confidence: high\n    evidence:\n",
            f'      - {{title: "{sentence(draw, 7)}", link: "https://www.example.gov/{draw.randrange(999)}"}}\n',
            f"      - {sentence(draw, 5)}\n    votes:\n",
        ]
        for who in range(draw.randrange(1, 4)):
            lines.append(
                f"      - {{who: Person {who}, role: Staff, level: {_quoted(draw.choice(question.levels).key)}}}\n"
            )
        lines.append(f"    note: {sentence(draw, 25)}\n")
    plays = [play.id for play in playbook.plays]
    lines.append("targets:\n")
    highest = (
        10_000 if playbook.scoring.method == "sum" else max(one.highest for one in playbook.questions()) // 1_000_000
    )
    lines += [
        f"  {id}: {{score: {highest}, by: 2027-09-30}}\n" for id in ["overall", *plays[: 0 if highest == 10_000 else 2]]
    ]
    lines.append("actions:\n")
    lines += [
        f"  - {{play: {play}, text: {sentence(draw, 8)}, owner: Bureau lead, by: 2027-03-31}}\n" for play in plays[:3]
    ]
    return "".join(lines)


def _quoted(key: str) -> str:
    return key if key.isdecimal() else f'"{key}"'


KINDS: dict[str, Callable[..., str] | None] = {"example": None, "short": short, "saved": saved, "full": full}


def make_files(folder: Path, count: int, kinds: list[str]) -> list[str]:
    """So many answer files, the same ones every time."""
    from cxassess.playbook import load_playbook
    from cxassess.settings import shipped_folder

    draw, paths = random.Random(18), []
    folders = sorted(path.parent for path in shipped_folder("playbooks").glob("*/playbook.yaml"))
    playbooks = [
        (load_playbook(one, [])[0], (one / "example-answers.yaml").read_text(encoding="utf-8")) for one in folders
    ]
    for number in range(count):
        make = KINDS[kinds[number % len(kinds)]]
        playbook, example = playbooks[number // len(kinds) % len(playbooks)]
        path = folder / f"{number:05}.yaml"
        path.write_text(make(draw, playbook) if make else example, encoding="utf-8")
        paths.append(path.name)
    return paths


def run(code: str, words: list[str], folder: Path) -> Cost:
    """What a new process takes; one that fails stops the script with its output."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-c", code, *words], cwd=folder, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            errors.seek(0)
            sys.exit(f"ended with {child.returncode}:\n{errors.read(4000).decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


def main() -> None:
    parser = argparse.ArgumentParser(description="Scoring of many answer files against CSafeLoader.")
    parser.add_argument("--files", type=int, default=10_000, help="how many files to make (default 10,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each process, in turns (default 3)")
    parser.add_argument("--kind", choices=KINDS, help="files of this kind only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_files(folder, given.files, [given.kind] if given.kind else list(KINDS))
        size = sum((folder / path).stat().st_size for path in paths)
        words = ["score", *paths, "--format", "csv"]
        costs: dict[str, list[Cost]] = {"CSafeLoader": [], "score": []}
        for _ in range(given.runs):
            costs["CSafeLoader"].append(run(LOAD, paths, folder))
            costs["score"].append(run(SCORE, words, folder))
    cpu = {name: min(cost.cpu for cost in of_name) for name, of_name in costs.items()}
    memory = max(cost.memory for cost in costs["score"])
    ratio = cpu["score"] / cpu["CSafeLoader"]
    print(
        f"Python {sys.version.split()[0]}, {len(paths)} files, {size / len(paths):,.0f} bytes each, best of {given.runs}"
    )
    for name, seconds in cpu.items():
        print(f"{name:14}{seconds:8.2f} s CPU{seconds / len(paths) * 1e6:8.0f} µs a file")
    print(f"ratio {ratio:.2f} (target {MAX_CPU}), peak memory {memory / 1024:.0f} MiB (target {MAX_MEMORY / 1024:.0f})")
    sys.exit(0 if ratio <= MAX_CPU and memory <= MAX_MEMORY else 1)


if __name__ == "__main__":
    main()
