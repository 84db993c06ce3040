"""What scoring many answer files costs: CPU time and elapsed time as ratios to PyYAML's CSafeLoader, and memory.

    .venv/bin/python bench/many_files.py [--files N] [--runs N] [--kind NAME]

Makes answer files in a temporary folder, the same ones every time, for each shipped playbook in turn and in equal parts of
these kinds: `example`, the example answers as they ship; `short`, a level for each question as `P1.1: 3`; `saved`, as an
interview saves answers, with confidence, the digests of wordings and notes to half of them; `full`, with evidence, notes
and votes in blocks, targets and actions. Then, in turns, a process of its own each: `yaml.load` of every file with
CSafeLoader; `score FOLDER -o FILE.csv` with `--jobs 1`, and with `--jobs 2`. What counts is the least of the runs, start-up
included. The exit code is 1 where a target is missed: CPU time (user and system) of one process, elapsed time of two,
memory of the largest process. Two processes only show what they can where two processors are idle.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cxassess.playbook import Playbook

MAX_CPU, MAX_WALL = 1.0, 0.6  # ratios to one process of CSafeLoader
MAX_MEMORY = 80  # MiB
LOAD = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).iterdir()):
    with open(path, "rb") as file:
        yaml.load(file.read(), Loader=yaml.CSafeLoader)
"""
SCORE = "from cxassess.__main__ import main; main()"  # what the installed `cxassess` runs
WORDS = (  # noqa: SIM905
    "The team of the service keeps a list of what customers said by phone and mail and at the counter and looks at it each month "
    "with the managers of all units but nobody has changed a step because of it since the review of last spring"
).split()


class Cost(NamedTuple):
    """What a process took, with those that it started: CPU and elapsed seconds, and MiB of memory of the largest."""

    cpu: float
    wall: float
    memory: float


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


def short(draw: random.Random, playbook: Playbook) -> str:
    """A level for each question, but for some that are left open."""
    lines = [header(draw, playbook.id, playbook.version)]
    for question in playbook.questions():
        if draw.random() < 0.95:
            lines.append(f"  {question.id}: {_quoted(draw.choice(question.levels).key)}\n")
    return "".join(lines)


def saved(draw: random.Random, playbook: Playbook) -> str:
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


def full(draw: random.Random, playbook: Playbook) -> str:
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


def make_files(folder: Path, count: int, kinds: list[str]) -> None:
    """Write so many answer files, the same ones every time."""
    from cxassess.playbook import load_playbook
    from cxassess.settings import shipped_folder

    draw = random.Random(18)
    homes = sorted(path.parent for path in shipped_folder("playbooks").glob("*/playbook.yaml"))
    playbooks = [(load_playbook(home, [])[0], (home / "example-answers.yaml").read_text("utf-8")) for home in homes]
    for number in range(count):
        make = KINDS[kinds[number % len(kinds)]]
        playbook, example = playbooks[number // len(kinds) % len(playbooks)]
        text = make(draw, playbook) if make else example
        (folder / f"{number:05}.yaml").write_text(text, encoding="utf-8")


def run(code: str, words: list[str]) -> Cost:
    """What a new process takes; one that fails stops the script with what it printed."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen([sys.executable, "-c", code, *words], stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            errors.seek(0)
            sys.exit(f"ended with {child.returncode}:\n{errors.read(4000).decode(errors='replace')}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def measure(folder: Path, output: Path, runs: int) -> dict[str, Cost]:
    """The least of each cost over the runs, by the name of the process. Stops where two processes write other rows than one."""
    costs: dict[str, list[Cost]] = {"CSafeLoader": [], "score --jobs 1": [], "score --jobs 2": []}
    for _ in range(runs):
        costs["CSafeLoader"].append(run(LOAD, [str(folder)]))
        digests = set()
        for jobs in ("1", "2"):
            words = ["score", str(folder), "-o", str(output), "--force", "--quiet", "--jobs", jobs]
            costs[f"score --jobs {jobs}"].append(run(SCORE, words))
            digests.add(hashlib.sha256(output.read_bytes()).hexdigest())
        if len(digests) > 1:
            sys.exit("one process and two wrote different rows")
    return {
        name: Cost(min(one.cpu for one in of), min(one.wall for one in of), max(one.memory for one in of))
        for name, of in costs.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Scoring of many answer files against CSafeLoader.")
    parser.add_argument("--files", type=int, default=10_000, help="how many files to make (default 10,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each process, in turns (default 3)")
    parser.add_argument("--kind", choices=KINDS, help="files of this kind only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "answers"
        folder.mkdir()
        make_files(folder, given.files, [given.kind] if given.kind else list(KINDS))
        size = sum(path.stat().st_size for path in folder.iterdir()) / given.files
        costs = measure(folder, Path(name) / "rows.csv", given.runs)
    print(
        f"Python {sys.version.split()[0]}, {given.files:,} files of {size:,.0f} bytes, least of {given.runs} runs in turns"
    )
    print(f"{'':16}{'CPU s':>8}{'µs a file':>11}{'elapsed s':>11}{'MiB':>6}")
    for label, cost in costs.items():
        print(f"{label:16}{cost.cpu:8.2f}{cost.cpu / given.files * 1e6:11.0f}{cost.wall:11.2f}{cost.memory:6.0f}")
    load, one, two = costs.values()
    memory = max(one.memory, two.memory)
    print(
        f"CPU {one.cpu / load.cpu:.2f} (target {MAX_CPU}), elapsed with two processes {two.wall / load.wall:.2f} (target {MAX_WALL})"
    )
    print(f"memory {memory:.0f} MiB (target {MAX_MEMORY})")
    is_met = one.cpu <= MAX_CPU * load.cpu and two.wall <= MAX_WALL * load.wall and memory <= MAX_MEMORY
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
