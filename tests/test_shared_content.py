"""Agency examples and glossaries of one's own: a broken file stops only what needs it, and `check` reports it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT, cxassess

EXAMPLES = """examples:
  mine: {agency: Port of Cork, year: 2018, what: They asked., result: Less mail., source: A letter, topic: ask}
  other: {agency: B}
"""
GLOSSARY = "glossary:\n  customer: who: rings\n"
HINT = "did you mean 'topics'?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of one's own playbooks with a playbook, answers to it, and two broken files that playbooks share."""
    assert cxassess("new", "mine", cwd=tmp_path).returncode == 0
    (tmp_path / "examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def run(home: Path, *words: str) -> tuple[int, str, str]:
    done = cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=".")
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def warnings(err: str) -> list[str]:
    return [line for line in err.splitlines() if " warning: " in line or " error: " in line]


UNUSED_EXAMPLES = (
    "examples.yaml:2:101: warning: this file is left out, because of an error: an example has no field 'topic'"
    f" ({HINT}; 'cxassess check examples.yaml' lists every error)"
)
UNUSED_GLOSSARY = (
    "glossary.yaml:2:16: warning: this file is left out, because of an error: a second ':' here, so YAML reads 'who' as"
    " the name of a field (put the text in quotes: customer: \"who: rings\"; 'cxassess check glossary.yaml' lists every error)"
)


@pytest.mark.slow
def test_a_report_is_made_without_what_is_broken(home: Path) -> None:
    for playbook in ("mine", str(ROOT / "playbooks" / "act-iac-cx-2018")):
        answers = str(Path(playbook) / "example-answers.yaml")
        code, _, err = run(home, "report", answers, "-o", "r.md", "--force")
        assert (code, warnings(err)) == (0, [UNUSED_EXAMPLES, UNUSED_GLOSSARY])
    report = (home / "r.md").read_text(encoding="utf-8")
    assert "## Words used in this report" in report or "journey" in report  # the shipped files are still used
    assert "Port of Cork" not in report
    assert run(home, "report", answers, "-o", "r.md", "--force", "--quiet")[2] == ""


def test_a_playbook_is_shown_without_the_broken_glossary(home: Path) -> None:
    code, out, err = run(home, "show", "mine")
    assert (code, warnings(err)) == (0, [UNUSED_GLOSSARY])
    assert "  customer: Anyone a service is for" in out
    assert run(home, "show", "mine", "--format", "json")[::2] == (0, "")


@pytest.mark.parametrize("words", [("score",), ("next",), ("explain",)])
def test_what_does_not_need_them_says_nothing(words: tuple[str, ...], home: Path) -> None:
    code, _, err = run(home, *words, "mine/example-answers.yaml")
    assert (code, err) == (0, "")


def test_examples_are_not_searched_in_a_broken_file(home: Path) -> None:
    code, out, err = run(home, "examples", "mail")
    assert (code, out) == (4, "")
    assert warnings(err)[0] == f"examples.yaml:2:101: error: an example has no field 'topic' ({HINT})"
    (home / "examples.yaml").unlink()
    assert run(home, "examples", "travel")[::2] == (0, "")  # the glossary is not needed for this


def test_check_reports_broken_files_once_and_the_playbook_too(home: Path) -> None:
    for path in ("mine", "."):
        code, out, err = run(home, "check", path)
        assert code == 4
        assert "mine: ok, playbook mine 1.0: 2 plays, 2 questions" in out
        assert [line.split(" (")[0] for line in warnings(err)] == [
            "examples.yaml:2:101: error: an example has no field 'topic'",
            *[f"examples.yaml:3:10: error: an example needs '{name}'" for name in ("year", "what", "result", "source")],
            "glossary.yaml:2:16: error: a second ':' here, so YAML reads 'who' as the name of a field",
        ]


def test_a_file_that_is_no_text_is_left_out_too(home: Path) -> None:
    (home / "glossary.yaml").write_bytes(b"\xff\xfe")
    (home / "examples.yaml").unlink()
    code, _, err = run(home, "report", "mine/example-answers.yaml")
    assert code == 0
    assert warnings(err) == [
        "glossary.yaml:1:1: warning: this file is left out, because of an error: the file is UTF-16"
        " (save it as UTF-8; 'cxassess check glossary.yaml' lists every error)"
    ]
