"""The example of playbooks/README.md is taken from its text and does what the text says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support import ROOT, cxassess

from cxassess.playbook import load_playbook, playbook_digest, question_digest, read_play, read_scoring, shared_content
from cxassess.playbook import read_playbook as fields
from cxassess.playbook.overlay import OVERLAY

README = (ROOT / "playbooks" / "README.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^`([\w./-]+\.yaml)`\n\n```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in BLOCKS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_every_code_block_has_a_name() -> None:
    assert README.count("```yaml") == len(BLOCKS) == 5


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(README.partition("## Crosswalk")[0].splitlines()) < 300


def test_the_example_is_valid(home: Path) -> None:
    done = cxassess("check", "front-desk", cwd=home)
    assert (done.returncode, done.stderr) == (0, b"")
    done = cxassess("check", "answers.yaml", "--playbook", "front-desk", cwd=home)
    assert (done.returncode, done.stderr) == (0, b"")


def score(home: Path, *more: str) -> dict[str, object]:
    done = cxassess("score", "answers.yaml", "--format", "json", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert (done.returncode, done.stderr) == (0, b"")
    return dict(json.loads(done.stdout))


def test_the_worked_calculation_is_the_one_of_the_program(home: Path) -> None:
    got = score(home)
    overall, plays, views = got["overall"], got["plays"], got["views"]
    assert isinstance(overall, dict)
    assert isinstance(plays, list)
    assert isinstance(views, dict)
    assert [(play["exact"], play["score"]) for play in plays] == [("7/3", "2.33"), ("2", "2.00")]
    assert (overall["exact"], overall["score"], overall["gate"]) == ("13/6", "2.17", 2)
    assert overall["band"] == {"name": "On the way", "number": 2}
    assert (overall["low"], overall["high"]) == ("2.17", "2.17")
    assert [group["exact"] for group in views["moment"]] == ["7/3", "2"]
    for said in ("= 7/3, shown as 2.33", "= 13/6, shown as 2.17", "The level reached is 2", "*On the way*"):
        assert said in README


def test_the_range_with_an_open_question_is_the_one_of_the_program(home: Path) -> None:
    path = home / "answers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  F2.1: 2\n", ""), encoding="utf-8")
    overall = score(home)["overall"]
    assert isinstance(overall, dict)
    assert (overall["score"], overall["low"], overall["high"]) == ("2.33", "1.67", "2.67")
    assert "the range 1.67 to 2.67" in README


def test_the_example_can_be_explained(home: Path) -> None:
    done = cxassess("explain", "answers.yaml", "--playbook", "front-desk", cwd=home)
    assert done.returncode == 0
    assert "13/6" in done.stdout.decode()


def test_the_overlay_is_valid(home: Path) -> None:
    done = cxassess("check", "overlays/small-office.yaml", cwd=home)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("path", ["overlays", "front-desk/overlays"])
def test_answers_find_the_overlay(home: Path, path: str) -> None:
    if path != "overlays":
        shutil.move(home / "overlays", home / path)
    answers = home / "answers.yaml"
    answers.write_text(answers.read_text(encoding="utf-8") + "overlays: [small-office]\n", encoding="utf-8")
    got = score(home)["playbook"]
    assert isinstance(got, dict)
    assert [one["what"] for one in got["deviations"]] == [
        "hidden",
        "weight 2 → 1",
        "text changed",
        "question added to F2",
    ]


def command(start: str) -> str:
    """The line of the README that begins with these words."""
    return next(line.strip() for line in README.splitlines() if line.startswith(f"    {start}"))


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not on this system")
def test_the_digest_commands_give_the_digests(home: Path) -> None:
    playbook, _ = load_playbook(home / "front-desk")
    shown = cxassess("show", "front-desk", "--format", "json", cwd=home, CXASSESS_PLAYBOOKS=str(home)).stdout
    rest = command("cxassess show").removeprefix("cxassess show front-desk --format json | ")
    assert _shell(rest, shown) == playbook_digest(playbook)
    assert _shell(command("printf")) == question_digest(playbook.by_id["F2.1"])
    assert json.loads(shown)["digest"] == playbook_digest(playbook)


def _shell(line: str, data: bytes = b"") -> str:
    done = subprocess.run(["sh", "-c", line], input=data, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize(
    "known",
    [
        fields.PLAYBOOK,
        read_play.PLAY,
        read_play.QUESTION,
        read_scoring.SCORING,
        read_scoring.BAND,
        fields.PROVENANCE,
        OVERLAY,
        shared_content.EXAMPLE,
        shared_content.GLOSSARY,
    ],
)
def test_every_field_is_named(known: str) -> None:
    missing = [name for name in known.split() if not re.search(rf"\b{name}\b", README)]
    assert not missing
