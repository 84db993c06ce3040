"""Readers that leave, streams that are closed, and Ctrl-C at any moment: a command ends without a word of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import EXAMPLE, PROGRAM, ROOT, process_environment

OLD = b'playbook: act-iac-cx-2018\nversion: "0.9"\nanswers: {P1.1: 3}\n'

# Runs the program, which gets SIGINT as soon as it looks for a module.
INTERRUPTED = """
import os, runpy, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
sys.argv = ["cxassess", "score", {example!r}]
runpy.run_module("cxassess", run_name="__main__", alter_sys=True)
"""


def without_reader(*args: str, both: bool = False) -> subprocess.Popen[bytes]:
    """A command whose standard output, or with `both` also its standard error, goes to a pipe that nobody reads."""
    ours, theirs = os.pipe()
    os.close(ours)
    error = theirs if both else subprocess.PIPE
    command = [*PROGRAM, *args]
    process = subprocess.Popen(command, stdout=theirs, stderr=error, cwd=ROOT, env=process_environment())
    os.close(theirs)
    return process


@pytest.mark.slow
def test_a_reader_who_leaves_changes_nothing() -> None:
    example = str(EXAMPLE)
    started = [
        (0, without_reader("score", example)),
        (0, without_reader("score", example, "--format", "json")),
        (0, without_reader("report", example)),  # rich ends a process with 1 here
        (0, without_reader("--help")),
        (0, without_reader("check", example, both=True)),
        (7, without_reader("score", example, "--fail-under", "5", "--quiet")),
        (2, without_reader("score", "--nope", both=True)),
    ]
    for code, process in started:
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said or b"") == (code, b""), process.args


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_what_a_pipe_receives_is_whole(unbuffered: str) -> None:
    command = f"{sys.executable} -m cxassess show act-iac-cx-2018 | (sleep 0.3; wc -l)"
    env = process_environment(PYTHONUNBUFFERED=unbuffered)
    piped = subprocess.run(["sh", "-c", command], cwd=ROOT, env=env, capture_output=True, check=True)
    whole = subprocess.run([*PROGRAM, "show", "act-iac-cx-2018"], cwd=ROOT, env=env, capture_output=True, check=True)
    assert int(piped.stdout) == whole.stdout.count(b"\n") > 700


def test_a_closed_standard_error_leaves_warnings_out_of_the_output() -> None:
    command = f"{sys.executable} -m cxassess score - --format json 2>&-"
    done = subprocess.run(["sh", "-c", command], input=OLD, capture_output=True, cwd=ROOT, env=process_environment())
    assert (done.returncode, done.stdout[:33]) == (0, b'{\n  "schema": "cxassess/result/1"')


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_standard_error_that_is_full_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(OLD.replace(b"0.9", b"2.0"))
    command = [*PROGRAM, "answer", "a.yaml", "P1.1=2"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=full, env=process_environment())
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"{P1.1: 2}" in (tmp_path / "a.yaml").read_bytes()


@pytest.mark.parametrize("module", ["cxassess.cli", "typer", "yaml"])
def test_an_interrupt_while_the_program_is_loaded_says_nothing(module: str) -> None:
    script = INTERRUPTED.format(module=module, example=str(EXAMPLE))
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=process_environment())
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
