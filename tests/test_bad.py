"""A file with an error and the exact message about it: each pair of tests/bad is a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import cxassess

from cxassess.cli.commands.check import check
from cxassess.cli.shared import Reporter

BAD = Path(__file__).resolve().parent / "bad"
FILES = sorted(BAD.glob("*.yaml"))
FOLDERS = sorted(path.parent for path in (BAD / "playbooks").glob("*/playbook.yaml"))


@pytest.fixture(autouse=True)
def only_playbooks_of_these_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Complaints name known playbooks: those of tests/bad/books, whatever ships."""
    monkeypatch.chdir(BAD)
    monkeypatch.setattr("cxassess.settings.playbook_folders", lambda configured: [Path(configured or "books")])
    monkeypatch.setattr(Reporter, "quiet", False)


def check_output(path: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and standard error of `cxassess check PATH`."""
    code = check([path])
    return code, capsys.readouterr().err


def compare(expected: Path, got: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden-update", default=False):
        expected.write_text(got, encoding="utf-8", newline="\n")
    assert got == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_file(path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> None:
    code, got = check_output(path.name, capsys)
    compare(path.with_suffix(".txt"), got, request)
    blames_a_playbook = path.name.startswith(("overlay-", "examples", "glossary")) or got.startswith("books/")
    assert code == (0 if ": error: " not in got else 4 if blames_a_playbook else 3)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bad_playbook(folder: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> None:
    code, got = check_output(f"playbooks/{folder.name}", capsys)
    compare(folder / "expected.txt", got, request)
    assert code == (0 if ": error: " not in got else 3 if "example-answers" in got else 4)


COMPLAINTS = [*BAD.glob("*.txt"), *BAD.glob("playbooks/*/expected.txt")]


def test_every_expected_message_has_its_file() -> None:
    pairs = {path.with_suffix(".txt") for path in FILES} | {folder / "expected.txt" for folder in FOLDERS}
    assert set(COMPLAINTS) == pairs


def test_the_command_line_says_the_same() -> None:
    for name in ("quote-unclosed", "direction-change-in-comment"):
        done = cxassess("check", f"{name}.yaml", cwd=BAD, CXASSESS_PLAYBOOKS="books")
        assert done.stderr.decode() == (BAD / f"{name}.txt").read_text(encoding="utf-8")


def test_answers_to_another_playbook_than_the_one_given() -> None:
    done = cxassess("check", "level.yaml", "--playbook", "books/points", cwd=BAD, CXASSESS_PLAYBOOKS="books")
    said = "level.yaml:1:11: error: these answers are for 'sample', but the playbook is 'points'"
    assert done.returncode == 3
    assert done.stderr.decode() == f"{said} (use the playbook that they are for)\n    playbook: sample\n"


def test_a_broken_playbook_is_reported_once(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("playbook: broken\nanswers: {}\n", encoding="utf-8")
    done = cxassess("score", "one.yaml", "two.yaml", cwd=tmp_path, CXASSESS_PLAYBOOKS=str(BAD / "books"))
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 4
    assert lines[0].startswith(f"{BAD / 'books' / 'broken' / 'playbook.yaml'}:4:8: error: a playbook needs at least")
    hint = "its errors are listed above, with the first file that names it"
    assert lines[2:] == [
        f"two.yaml:1:11: error: the playbook 'broken' cannot be used ({hint})",
        "    playbook: broken",
        "cxassess: 0 files scored, 2 refused: a playbook that cannot be used (2)",
    ]


def test_every_message_says_where_what_and_what_to_do() -> None:
    said = re.compile(r"[^\n:]+:\d+:\d+: (error|warning): [^\n]+ \([^\n]+\)\n(    [^\n]+\n)?")
    for path in COMPLAINTS:
        rest = said.sub("", path.read_text(encoding="utf-8"))
        assert not rest, f"{path.name}: {rest}"


def test_every_hint_about_syntax_has_a_pair() -> None:
    from cxassess.source.messages import _SYNTAX

    shown = "\n".join(path.read_text(encoding="utf-8") for path in COMPLAINTS)
    patterns = [re.sub(r"\\{\w+\\}", ".*", re.escape(message)) for _, message, _ in _SYNTAX.values()]
    assert [pattern for pattern in patterns if not re.search(pattern, shown)] == []
