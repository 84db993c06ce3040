"""The command runner of tests: a call in this process gives what a process gives, and leaves nothing behind."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import pytest
from support import EXAMPLE, cxassess, cxassess_process


@pytest.mark.parametrize(
    "args", [["score", str(EXAMPLE)], ["score"], ["score", "no.yaml"], ["--version"], []], ids=" ".join
)
def test_a_call_gives_what_a_process_gives(args: list[str], tmp_path: Path) -> None:
    called, started = cxassess(*args, cwd=tmp_path), cxassess_process(*args, cwd=tmp_path)
    program = f"{Path(sys.executable).name} -m cxassess".encode()
    assert (called.returncode, called.stdout) == (started.returncode, started.stdout.replace(program, b"cxassess"))
    assert called.stderr == started.stderr.replace(program, b"cxassess")


def test_a_call_leaves_everything_as_it_was(tmp_path: Path) -> None:
    def state() -> object:
        streams = sys.stdin, sys.stdout, sys.stderr, sys.argv, sys.modules["__main__"]
        return dict(os.environ), Path.cwd(), streams, gc.get_threshold(), signal.getsignal(signal.SIGINT)

    before = state()
    assert cxassess("score", EXAMPLE, "--no-color", "--quiet", cwd=tmp_path, CXASSESS_PLAYBOOKS="x").returncode == 0
    assert state() == before


def test_standard_input_is_what_is_given() -> None:
    answers = 'playbook: act-iac-cx-2018\nversion: "2.0"\nanswers: {P1.1: 3}\n'
    assert b"1 of 58" in cxassess("score", "-", stdin=answers).stdout


def test_what_only_a_new_process_reads_is_refused() -> None:
    with pytest.raises(AssertionError, match="needs cxassess_process"):
        cxassess("--help", PYTHONHASHSEED="1")
