"""What is odd about a set of valid answer files, as `score` and `check` say it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import cxassess, tiny, write_answers

WARNINGS = [
    "cxassess: warning: only files/3.yaml has the tag 'regoin' (4 files have 'region'; rename it if that is meant)",
    "cxassess: warning: the tag 'customers' is 'twelve' in files/2.yaml, and a number in 4 files (write a number there too)",
    "cxassess: warning: bureau 1 of 2026-10-15 counts twice: files/1.yaml and files/4.yaml (remove what is not meant; 'cxassess merge' makes one file of what several people answered)",
]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    """Five files: a tag that is misspelled, a word among numbers, and one bureau twice; and YAML of another kind."""
    tiny(tmp_path / "books")
    (tmp_path / "files" / "inner").mkdir(parents=True)
    files = [
        ("Bureau 0", "region: East, customers: 10", "2026-10-15"),
        ("Bureau 1", "region: East, customers: 20", "2026-10-15"),
        ("Bureau 2", "region: West, customers: twelve", "2026-10-15"),
        ("Bureau 3", "regoin: West, customers: 2.5", "2026-10-15"),
        ("bureau  1", "region: East, customers: 20, office: A", "2026-10-15"),
    ]
    for at, (component, tags, date) in enumerate(files):
        more = f"subject: {{agency: X, component: {component}, tags: {{{tags}}}}}\ndate: {date}\n"
        write_answers(tmp_path / "files" / f"{at}.yaml", "{A1: 1, A2: 2, B1: 3}", more=more)
    (tmp_path / "files" / "inner" / "list.yaml").write_text("- a\n", encoding="utf-8")
    return lambda *words: cxassess(*words, cwd=tmp_path, CXASSESS_PLAYBOOKS=str(tmp_path / "books"))


def test_score_and_check_warn_once_each(run: Callable[..., Any]) -> None:
    counts = {
        "score": "cxassess: 5 files scored; 1 left out, not answer files: files/inner/list.yaml",
        "check": "cxassess: 6 files: 5 fine, 1 other file left out",
    }
    for words in (["score", "files"], ["score", "files", "--jobs", "2", "--by", "component"], ["check", "files"]):
        done = run(*words)
        lines = [line for line in done.stderr.decode().splitlines() if "is also written" not in line]
        assert (done.returncode, lines) == (0, [*WARNINGS, counts[words[0]]])
    assert run("check", "files", "--strict").returncode == 3
    assert run("score", "files", "-q").stderr == b""


def test_nothing_is_said_of_files_that_agree(run: Callable[..., Any]) -> None:
    for paths in (["files/0.yaml", "files/1.yaml"], ["files/3.yaml"]):
        assert b"warning" not in run("score", *paths).stderr + run("check", *paths).stderr


def test_a_subject_is_one_however_its_name_is_spaced(run: Callable[..., Any], tmp_path: Path) -> None:
    more = "subject: {agency: X, component: Bureau2}\ndate: 2026-10-15\n"
    write_answers(tmp_path / "files" / "5.yaml", "{A1: 1, A2: 2, B1: 3}", more=more)
    done = run("score", "files/2.yaml", "files/5.yaml")
    assert b"warning: Bureau2 of 2026-10-15 counts twice: files/2.yaml and files/5.yaml" in done.stderr


def test_two_files_with_words_and_a_file_with_both_tags_are_no_slips(run: Callable[..., Any], tmp_path: Path) -> None:
    more = "subject: {agency: X, component: %s, tags: {customers: %s, region: East%s}}\ndate: 2026-10-15\n"
    write_answers(tmp_path / "files" / "6.yaml", "{A1: 1}", more=more % ("Bureau 6", "twenty", ""))
    write_answers(tmp_path / "files" / "7.yaml", "{A1: 1}", more=more % ("Bureau 7", "30", ", regions: two"))
    paths = [f"files/{at}.yaml" for at in (0, 1, 2, 6, 7)]
    assert b"warning" not in run("score", *paths).stderr


def test_check_counts_nothing_where_there_is_nothing(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("check", "empty")
    said = "empty: nothing to check here (there is no playbook.yaml and no other .yaml file)"
    assert (done.returncode, done.stderr.decode()) == (2, f"cxassess: {said}\n")


def test_check_counts_faults(run: Callable[..., Any], tmp_path: Path) -> None:
    write_answers(tmp_path / "files" / "inner" / "bad.yaml", "{A1: 9}")
    done = run("check", "files", "files/0.yaml")
    assert done.stderr.decode().splitlines()[-1] == "cxassess: 7 files: 5 fine, 1 with errors, 1 other file left out"
    assert done.returncode == 3
