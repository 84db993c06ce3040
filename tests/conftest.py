"""Options, markers and fixtures of all tests."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from support.needs import skip_without

from cxassess.settings import settings

if TYPE_CHECKING:
    from support.terminal import Talk


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs(thing, ...): skipped without these things, failed under CI (support/needs.py)"
    )
    config.addinivalue_line("markers", "slow: left out by default; -m '' runs it too, as ./run test does")
    _let_children_be_signaled()
    # What thousands of tests leave behind is looked through again and again: a fifth of the time, by default.
    gc.set_threshold(200_000, 20, 100)


def _let_children_be_signaled() -> None:
    """Give programs that tests start the usual signals, where a background shell ignores these for all of them.

    A program inherits what is ignored, but not a handler.
    """
    for name in ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda number, frame: None)


LONG = ("test_report_pdf.py", "test_crash.py", "test_browser.py", "test_wheel.py", "test_readme.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first: begun last, one of them runs while every other core waits."""
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        skip_without(*mark.args)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden-update", action="store_true", help="rewrite the files of tests/golden and tests/bad")
    parser.addoption("--kills", type=int, default=40, metavar="N", help="how often tests/test_crash.py kills a session")


@pytest.fixture
def cases() -> Path:
    """The folder of real data and bad inputs that CXASSESS_CASES names."""
    folder = os.environ.get("CXASSESS_CASES", "")
    if not folder:
        pytest.skip("CXASSESS_CASES is not set: no real cases here")
    return Path(folder)


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for locks, backups and drafts: never that of the person who runs the tests."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    """Keep settings of the person who runs the tests from changing results."""
    for name in ("CXASSESS_PLAYBOOKS", "CXASSESS_DEBUG", "COLUMNS", "FORCE_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("CXASSESS_STATE", str(state))
    monkeypatch.setenv("CXASSESS_CONFIG", str(state / "no config.toml"))
    settings.cache_clear()


@pytest.fixture
def talk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Talk]]:
    """A function that starts `assess` in a terminal of its own; what still runs after the test is killed.

    A test module may give another class, made like `Talk`, under the name `TALK`.
    """
    from support.terminal import Talk

    made = getattr(request.module, "TALK", Talk)
    talks: list[Talk] = []

    def start(*words: str, **environ: str) -> Talk:
        talks.append(made(tmp_path, *words, **environ))
        return talks[-1]

    yield start
    for one in talks:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
