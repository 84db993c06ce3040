"""Which front end an interview uses: the first option, variable or setting that is given decides."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.terminal import Talk

from cxassess.interview.frontends.frontend import complete_line
from cxassess.settings import settings, use_plain_prompts

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("asked", "environ", "toolkit", "plain"),
    [
        (None, XTERM, True, False),
        (True, XTERM, True, True),
        (False, XTERM | {"CXASSESS_ACCESSIBLE": "1"}, True, False),
        (False, {"TERM": "dumb"}, True, False),
        (None, XTERM | {"CXASSESS_ACCESSIBLE": "1"}, True, True),
        (None, XTERM | {"ACCESSIBLE": "1"}, True, True),
        (None, XTERM | {"ACCESSIBLE": "yes"}, True, True),
        (None, XTERM | {"ACCESSIBLE": "0"}, True, False),
        (None, XTERM | {"ACCESSIBLE": "False"}, True, False),
        (None, XTERM | {"ACCESSIBLE": " no "}, True, False),
        (None, XTERM | {"ACCESSIBLE": ""}, True, False),
        (None, XTERM | {"CXASSESS_ACCESSIBLE": "0", "ACCESSIBLE": "1"}, True, False),
        (None, XTERM | {"CXASSESS_ACCESSIBLE": "", "ACCESSIBLE": "1"}, True, True),
        (None, {"TERM": "dumb", "CXASSESS_ACCESSIBLE": "0"}, True, True),
        (None, {"TERM": "dumb"}, True, True),
        (None, {"TERM": ""}, True, True),
        (None, {}, True, True),
        (None, XTERM, False, True),
        (False, XTERM, False, True),
    ],
)
def test_the_first_wish_that_says_something_counts(
    asked: bool | None, environ: dict[str, str], toolkit: bool, plain: bool
) -> None:
    assert use_plain_prompts(asked, environ, toolkit=toolkit) is plain


WORDS = ["P1.1", "P1.2", "P2.1", "P1", "P2", "Managed and measured", "Managed and shared", "Defined"]


@pytest.mark.parametrize(
    ("line", "text", "length", "fitting"),
    [
        ("g P2.", "P2.1", 3, 0),
        ("g p2.", "P2.1", 3, 0),
        ("g P1.", "", 3, 2),
        ("d", "Defined", 1, 0),
        ("Managed", "Managed and ", 7, 2),
        ("managed and s", "Managed and shared", 13, 0),
        ("P2.1", "", 4, 0),
        ("zebra", "", 0, 0),
        ("g ", "", 0, 8),
        ("", "", 0, 8),
    ],
)
def test_tab_completes_as_far_as_the_words_agree(line: str, text: str, length: int, fitting: int) -> None:
    completion = complete_line(line, WORDS)
    assert (completion.text, completion.length, len(completion.candidates)) == (text, length, fitting)


def test_tab_completes_nothing_where_there_are_no_words() -> None:
    assert complete_line("any text", []).text == ""


# ---- the setting of a machine


@pytest.mark.parametrize(
    ("text", "plain", "problem"),
    [
        ("accessible = true\n", True, ""),
        ("accessible = false\n", False, ""),
        ("", False, ""),
        ("accessible = true\ncolor = 3\n", True, "unknown setting 'color' (the only setting is: accessible = true)"),
        ("accessible = 'yes'\n", False, "accessible must be true or false; it is ignored"),
        ("accessible = \n", False, "cannot be read as TOML: Invalid value (at line 1, column 14)"),
        ("\x00", False, "cannot be read as TOML"),
    ],
)
def test_plain_lines_can_be_set_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, plain: bool, problem: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    monkeypatch.setenv("CXASSESS_CONFIG", str(path))
    settings.cache_clear()
    assert use_plain_prompts(None, XTERM) is plain
    assert use_plain_prompts(None, XTERM | {"ACCESSIBLE": "0"}) is False
    assert problem in settings().problem
    assert bool(problem) is bool(settings().problem)


@pytest.mark.parametrize("kind", ["device", "pipe", "huge", "folder"])
def test_what_is_no_settings_file_is_ignored_at_once(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path("/dev/zero") if kind == "device" else tmp_path / "config.toml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "huge":
        path.write_text("accessible = true\n" + "# more\n" * 20_000)
    monkeypatch.setenv("CXASSESS_CONFIG", str(path))
    settings.cache_clear()
    usual = "not a regular file; its settings are ignored"
    said = {
        "huge": "larger than 64 KiB, so not a settings file; it is ignored",
        "folder": "is a directory; its settings are ignored",
    }
    assert settings() == (False, f"{path}: {said.get(kind, usual)}")


def test_a_setting_makes_the_interview_plain_and_its_errors_are_reported(
    tmp_path: Path, talk: Callable[..., Talk]
) -> None:
    path = tmp_path / "config.toml"
    path.write_text("accessible = true\nbell = 1\n")
    (tmp_path / "a.yaml").write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    one = talk("a.yaml", CXASSESS_ACCESSIBLE="", CXASSESS_CONFIG=str(path))
    one.wait(f"{path}: unknown setting 'bell' (the only setting is: accessible = true)")
    one.answer("q")
    assert one.leave() == 0  # which looks for escape bytes


def test_the_settings_file_is_found_automatically(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("the folder has another place here")
    monkeypatch.delenv("CXASSESS_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "cxassess").mkdir()
    (tmp_path / "cxassess" / "config.toml").write_text("accessible = true\n")
    settings.cache_clear()
    assert settings().accessible
