"""What the PDF of a report costs: CPU time and memory of a process of its own, by pages, and compared with a browser's.

    .venv/bin/python bench/report.py [--runs N]

Each run is a fresh process of the interpreter that runs this script: `cxassess report --size full` of the flagship
playbook's example, then of playbooks with two and four times its plays and answers, made by script. What counts is CPU
time (user and system); the runs are interleaved and the fastest of each is taken: on a busy machine all of them take up
to twice as long, so look at the ratios. The standard report and the brief are compared with the full one, each less a
report of the same size on one question, which is what starting, reading and the first page cost. Headless Chromium
prints the HTML twin of each size; its memory is that of its largest process. The exit code is 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

PROGRAM = "from cxassess.__main__ import main; main()"  # what the installed `cxassess` runs
START, PAGE = 0.6, 0.1  # targets: seconds at most, and seconds more for each page
MEMORY = 150  # target: MB at most for the flagship
SHARES = {"standard": 0.5, "brief": 0.25}  # targets: CPU time at most, as a share of the full report's
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Cost(NamedTuple):
    """CPU seconds and MB of a run."""

    seconds: float
    memory: float


def cost(command: list[str], folder: Path) -> Cost:
    """Return what one run of a command costs; one that fails stops the script with its output."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            output.seek(0)
            sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{output.read().decode(errors='replace')}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def least(one: Cost | None, other: Cost) -> Cost:
    return other if one is None else Cost(min(one.seconds, other.seconds), min(one.memory, other.memory))


def multiplied(home: Path, folder: Path, times: int) -> Path:
    """An answer file with `times` the plays and answers of the example, beside a playbook that has them."""
    book = folder / f"times-{times}"
    shutil.copytree(home, book)
    plays = sorted((book / "plays").glob("*.yaml"))
    answers = book / "answers.yaml"
    head, body, tail = re.split(
        r"(?ms)^answers:\n(.*?)(?=^targets:)", (home / "example-answers.yaml").read_text("utf-8")
    )
    names = [f"plays/{play.name}" for play in plays]
    for turn in range(1, times):
        for play in plays:
            names.append(f"plays/{turn}-{play.name}")
            (book / names[-1]).write_text(renamed(play.read_text("utf-8"), turn), "utf-8")
    answers.write_text(head + "answers:\n" + "".join(renamed(body, turn) for turn in range(times)) + tail, "utf-8")
    top = (book / "playbook.yaml").read_text("utf-8")
    top = re.sub(r"(?m)^plays:\n(?:[ -].*\n)+", "plays:\n" + "".join(f"  - {name}\n" for name in names), top)
    (book / "playbook.yaml").write_text(top, "utf-8")
    return answers


def renamed(text: str, turn: int) -> str:
    """The same with other ids: P3.1 becomes P13.1 in the first turn."""
    return re.sub(r"\bP(\d)", rf"P{turn}\1", text) if turn else text


def one_question(folder: Path) -> Path:
    """An answer file with one answer, beside a playbook of one question."""
    book = folder / "one"
    book.mkdir()
    (book / "playbook.yaml").write_text(
        'id: one\nversion: "1"\ntitle: One question\nscale: {1: {name: Not yet}, 2: {name: Done}}\n'
        "scoring: {gate: {share: 1}}\nplays: [one.yaml]\n",
        "utf-8",
    )
    (book / "one.yaml").write_text(
        "id: P1\ntitle: One\nquestions:\n"
        "  - {id: P1.1, text: Is it done?, levels: {1: It is not., 2: It is.}, next: {1: Do it.}}\n",
        "utf-8",
    )
    (book / "answers.yaml").write_text('playbook: one\nversion: "1"\nanswers: {P1.1: 1}\n', "utf-8")
    return book / "answers.yaml"


def report(answers: Path, target: Path, size: str = "full") -> list[str]:
    """The command that writes a report of a size."""
    book = ["--playbook", str(answers.parent)] if answers.name == "answers.yaml" else []
    words = ["report", str(answers), *book, "-o", str(target), "--size", size, "--force", "--quiet"]
    return [sys.executable, "-c", PROGRAM, *words]


def printed(browser: str, page: Path, target: Path, folder: Path) -> list[str]:
    """The command with which a browser prints a page."""
    # Without a zygote the browser waits for its processes itself, so that their time is counted.
    switches = (
        "--headless",
        "--no-zygote",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder}",
    )
    return [browser, *switches, f"--print-to-pdf={target}", page.as_uri()]


def pages(file: Path) -> int:
    import pikepdf

    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


def measured(commands: dict[str, list[str]], folder: Path, runs: int) -> dict[str, Cost]:
    """The least of each command; one more run comes first, to fill caches."""
    best: dict[str, Cost] = {}
    for turn in range(runs + 1):
        for name, command in commands.items():
            result = cost(command, folder)
            if turn:
                best[name] = least(best.get(name), result)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU time and memory of a PDF report.")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command (default 3)")
    runs = max(1, parser.parse_args().runs)

    from cxassess.settings import shipped_folder

    home = shipped_folder("playbooks") / "act-iac-cx-2018"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {"flagship": home / "example-answers.yaml"}
        files |= {f"{times} × its plays": multiplied(home, folder, times) for times in (2, 4)}
        made = {size: folder / f"{number}.pdf" for number, size in enumerate(files)}
        commands = {"import alone": [sys.executable, "-c", "import weasyprint"]}
        commands |= {size: report(files[size], made[size]) for size in files}
        one = one_question(folder)
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        for size in ("full", *SHARES):
            if size in SHARES:
                made[size] = folder / f"{size}.pdf"
                commands[size] = report(files["flagship"], made[size], size)
            made[f"one, {size}"] = folder / f"one-{size}.pdf"
            commands[f"one, {size}"] = report(one, made[f"one, {size}"], size)
            if browser:
                twin = folder / f"{size}.html"
                cost(report(files["flagship"], twin, size), folder)
                made[f"browser, {size}"] = folder / f"browser-{size}.pdf"
                commands[f"browser, {size}"] = printed(browser, twin, made[f"browser, {size}"], folder / "profile")
        best = measured(commands, folder, runs)
        count = {size: pages(file) for size, file in made.items()}
    missed = shown(best, count)
    sys.exit(1 if missed else 0)


def shown(best: dict[str, Cost], count: dict[str, int]) -> bool:
    """Print the table; whether a target is missed."""
    print(f"{'':18}{'CPU s':>8}{'pages':>7}{'s a page':>10}{'MB':>7}   target")
    missed = False
    print(f"{'import alone':18}{best['import alone'].seconds:8.2f}{'':17}{best['import alone'].memory:7.0f}")
    for size, result in best.items():
        if size not in count:
            continue
        line = f"{size:18}{result.seconds:8.2f}{count[size]:7}{result.seconds / count[size]:10.3f}{result.memory:7.0f}"
        if not size.startswith(("browser", "one")) and size not in SHARES:
            limit = START + PAGE * count[size]
            over = result.seconds > limit or (size == "flagship" and result.memory > MEMORY)
            missed = missed or over
            line += (
                f"   {limit:.1f} s" + (f", {MEMORY} MB" if size == "flagship" else "") + ("  missed" if over else "")
            )
        print(line)
    own = {"full": "flagship"} | {size: size for size in SHARES}
    net = {size: best[name].seconds - best[f"one, {size}"].seconds for size, name in own.items()}
    for size, limit in SHARES.items():
        share = net[size] / net["full"]
        missed = missed or share > limit
        over = "  missed" if share > limit else ""
        print(f"CPU time of the {size} against the full report, each less one question: {share:.2f}   {limit}{over}")
    for size, name in own.items():
        if f"browser, {size}" in best:
            ratio = best[name].seconds / best[f"browser, {size}"].seconds
            print(f"CPU time of the {size} report against the browser's: {ratio:.2f}")
    if "browser, full" not in best:
        print("Chromium or Chrome is not installed: nothing to compare with.")
    return missed


if __name__ == "__main__":
    main()
