"""Completion by the Tab key: what is offered for the last word of a line, and that the shells take it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import cxassess, process_environment, tiny, write_answers
from support.needs import needs

OVERLAY = "overlay: mine\nextends: tiny\nhide: [A2]\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the playbook `tiny`, an overlay of it and answers under that."""
    tiny(tmp_path, views="{v: {title: A view, groups: {x: Ex}}}", plays={"A": [{"views": "{v: x}"}, {}], "B": [{}]})
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "mine.yaml").write_text(OVERLAY, encoding="utf-8")
    write_answers(tmp_path / "a.yaml", "{A1: 1}", more="overlays: [mine]\n")
    (tmp_path / "in").mkdir()
    write_answers(tmp_path / "in" / "b.yaml", "{A1: 1}")
    return tmp_path


def offered(home: Path, line: str) -> list[str]:
    done = cxassess(cwd=home, _CXASSESS_COMPLETE=line, CXASSESS_PLAYBOOKS=str(home))
    assert (done.returncode, done.stderr) == (0, b""), line
    return [candidate.partition("\t")[0] for candidate in done.stdout.decode().splitlines()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cxassess sc", ["score", "schema"]),
        ("cxassess -q sc", ["score", "schema"]),
        ("cxassess --v", ["--version"]),
        ("cxassess help me", ["merge"]),
        ("cxassess score --re", ["--require-complete"]),
        ("cxassess score a.yaml --format ", ["table", "json", "jsonl", "csv"]),
        ("cxassess score a.yaml --format=j", ["--format=json", "--format=jsonl"]),
        ("cxassess score --playbook ti", ["tiny"]),
        ("cxassess show ti", ["tiny"]),
        ("cxassess new x --extends ti", ["tiny"]),
        ("cxassess show tiny --overlay ", ["mine"]),  # not those of other playbooks
        ("cxassess answer new.yaml --playbook tiny --overlay ", ["mine"]),
        ("cxassess answer new.yaml --overlay q", ["quick"]),
        ("cxassess next a.yaml --question ", ["A1", "B1"]),  # the overlay hides A2
        ("cxassess next a.yaml --question A", ["A1"]),
        ("cxassess next --question ", []),  # no file yet: the questions of the usual playbook begin with P
        ("cxassess assess a.yaml --play ", ["A", "B"]),
        ("cxassess report a.yaml --view ", ["v"]),
        ("cxassess report in -o reports/ --format d", ["docx"]),
        ("cxassess compare in a.yaml --view ", ["v"]),  # a folder: the playbook of the first file in it
        ("cxassess compare a.yaml in --format ", ["table", "json", "jsonl", "csv"]),
        ("cxassess report a.yaml --redact names,n", ["names,names", "names,notes"]),
        ("cxassess report a.yaml --template l", ["leadership"]),
        ("cxassess report a.yaml --size s", ["standard"]),
        ("cxassess explain a.yaml ", ["overall", "A", "B", "A1", "B1"]),
        ("cxassess explain a.yaml --view v x", ["x"]),
        ("cxassess explain -- a.yaml o", ["overall"]),
        ("cxassess explain ", []),
        ("cxassess score a.yaml --by f", ["fiscal_year"]),
        ("cxassess score a.yaml --by agency,s", ["agency,service", "agency,scope"]),
        ("cxassess score a.yaml --by agency --at ", ["1", "2", "3"]),
        ("cxassess answer a.yaml A", ["A1="]),
        ("cxassess answer a.yaml A1=3 B", ["B1="]),
        ("cxassess answer a.yaml A1=", ["A1=1", "A1=2", "A1=3", "A1=na:", "A1=unknown"]),
        ("cxassess answer a.yaml A1:c", ["A1:confidence="]),
        ("cxassess answer a.yaml A1:confidence=", ["A1:confidence=high", "A1:confidence=medium", "A1:confidence=low"]),
        ("cxassess answer a.yaml A1:target=", ["A1:target=1", "A1:target=2", "A1:target=3"]),
        ("cxassess answer a.yaml A:", ["A:target="]),
        ("cxassess answer a.yaml A:target=", ["A:target=1", "A:target=2", "A:target=3"]),
        ("cxassess answer a.yaml overall:target=", ["overall:target=1", "overall:target=2", "overall:target=3"]),
        ("cxassess answer a.yaml subject.sc", ["subject.scope="]),
        ("cxassess answer a.yaml review.", ["review.by=", "review.date="]),
        ("cxassess answer a.yaml ask", ["ask+="]),
        ("cxassess answer a.yaml ask.1:", ["ask.1:who=", "ask.1:by="]),
        ("cxassess answer new.yaml --playbook tiny A", ["A1=", "A2="]),
        ("cxassess answer new.yaml --overlay overlays/mine.yaml A", ["A1="]),
        ("cxassess export ti", ["tiny"]),
        ("cxassess export tiny --play ", ["A", "B"]),
        ("cxassess export ./tiny --play ", ["A", "B"]),
        ("cxassess schema res", ["result"]),
        ("cxassess tools consent", ["consent-form"]),
        ("cxassess completion ", ["bash", "zsh", "fish"]),
        ("cxassess score ", []),  # files, which the shell itself completes
        ("cxassess report a.yaml -o ", []),
        ("cxassess score 'a", []),
        ("cxassess nonsense x", []),
        ("cxassess answer overlays/mine.yaml A", []),  # not an answer file
    ],
)
def test_what_is_offered(home: Path, line: str, words: list[str]) -> None:
    if line == "cxassess next --question ":
        assert {word[0] for word in offered(home, line)} == {"P"}
    else:
        assert [word for word in offered(home, line) if word not in ("scores", "results")] == words


@pytest.mark.parametrize(
    "answers",
    ["answers: {A1: 9}", "answers: {A1: {level: 1, levle: 2}, Z9: 1}", 'answers: {A1: "open}', "answers:\n  A1 1\n\tx"],
)
def test_what_is_wrong_with_answers_costs_no_completion(home: Path, answers: str) -> None:
    (home / "a.yaml").write_text(f"playbook: tiny\noverlays: [mine]\n{answers}\n", encoding="utf-8")
    assert offered(home, "cxassess answer a.yaml ")[:2] == ["A1=", "B1="]
    assert offered(home, "cxassess answer a.yaml A1:target=") == ["A1:target=1", "A1:target=2", "A1:target=3"]


def test_every_word_can_be_written_in_a_shell_as_it_is(home: Path) -> None:
    (home / "overlays" / "$(touch x).yaml").write_text(OVERLAY, encoding="utf-8")
    (home / "overlays" / "bad.yaml").write_text("{", encoding="utf-8")  # costs only itself
    assert "mine" in offered(home, "cxassess show tiny --overlay ")
    assert not any("$" in word for word in offered(home, "cxassess show tiny --overlay "))


def test_what_a_word_means_is_said(home: Path) -> None:
    play = home / "tiny" / "plays" / "A.yaml"
    play.write_text(play.read_text(encoding="utf-8").replace("Question A1?", '"A `x` $(y) \\\\ z?"'), encoding="utf-8")
    done = cxassess(cwd=home, _CXASSESS_COMPLETE="cxassess next a.yaml --question ", CXASSESS_PLAYBOOKS=str(home))
    assert done.stdout.decode() == "A1\tA  x   (y)   z?\nB1\tQuestion B1?\n"


BASH = """
eval "$(cxassess completion bash)"
COMP_LINE="$1" COMP_POINT=${#1}
compopt() { echo "compopt $*"; }
_cxassess cxassess
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_shell(home: Path, *command: str) -> list[str]:
    """What a shell prints that knows the program by its name."""
    program = home / "bin" / "cxassess"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m cxassess "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    env = process_environment(CXASSESS_PLAYBOOKS=str(home))
    env["PATH"] = f"{program.parent}:{env['PATH']}"
    done = subprocess.run(command, capture_output=True, text=True, cwd=home, env=env, timeout=60, check=False)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("cxassess sco", ["score"]),
        ("cxassess answer a.yaml A1=", ["1", "2", "3", "na:", "unknown"]),  # what follows the = is replaced
        ("cxassess answer a.yaml A1:conf", ["compopt -o nospace", "confidence="]),
        ("cxassess score a.y", [""]),
        # of two words that begin alike bash types the beginning and leaves the quotes open for the note
        ('cxassess answer a.yaml "A1:no', ["compopt -o nospace", "A1:note=", "A1:note= "]),
        ("cxassess answer a.yaml 'A1=n", ["compopt -o nospace", "A1=na:", "A1=na: "]),
        ('cxassess answer a.yaml "A1:confidence=h', ["A1:confidence=high"]),
    ],
)
def test_bash(home: Path, line: str, printed: list[str]) -> None:
    assert in_shell(home, "bash", "--norc", "-c", BASH, "bash", line) == printed


@needs("fish")
def test_fish(home: Path) -> None:
    script = (
        'cxassess completion fish | source; complete -C "cxassess answer a.yaml A1:"; complete -C "cxassess score a.y"'
    )
    said = in_shell(home, "fish", "--no-config", "-c", script)
    details = ("agreed", "confidence", "evidence", "note", "target", "vote")
    assert sorted(said) == sorted([*(f"A1:{word}=" for word in details), "a.yaml"])


@needs("zsh")
def test_zsh_reads_the_script(home: Path) -> None:
    script = 'compdef() { print -r -- "compdef $*" }; eval "$(cxassess completion zsh)"; whence -w _cxassess'
    assert in_shell(home, "zsh", "-f", "-c", script) == ["compdef _cxassess cxassess", "_cxassess: function"]


def test_a_shell_that_is_not_known() -> None:
    done = cxassess("completion", "tcsh")
    assert (done.returncode, done.stderr) == (2, b"cxassess: no completion for 'tcsh' (write bash, zsh, fish)\n")
