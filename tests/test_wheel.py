"""The package as people get it: built, installed into an empty environment elsewhere, and run there.

Tests inside the checkout find playbooks/ and reports/ through the fallback in `cxassess/settings.py`; only an
installed wheel shows that they travel.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).resolve().parent.parent
DATA = ("playbooks", "reports")


def run(*words: str | Path, cwd: Path, code: int = 0) -> str:
    """What a command prints; the test fails with all its words where it does not end with this code."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CXASSESS"))}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == code, f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build_wheel(source: Path, into: Path) -> Path:
    """The wheel of a source folder or sdist, built with the hatchling installed here: nothing is fetched."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    run(*pip, "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", into, source, cwd=into)
    (wheel,) = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(CHECKOUT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", into, cwd=CHECKOUT)
    (archive,) = into.glob("*.tar.gz")
    return archive


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds the wheel and what it says it needs, and nothing else.

    Fetching the dependencies again would need time and a network. They are linked from the environment that
    runs the tests instead: one by one, as the wheel's metadata names them, so that an undeclared one is
    missing here as it would be for a user. (A .pth to the whole folder would hide that.)
    """
    home = tmp_path_factory.mktemp("installed") / "env"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=home)
    link_distributions(needed_in(site_packages(home)), site_packages(home))
    return home / "bin"


def site_packages(home: Path) -> Path:
    return Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))


def needed_in(folder: Path) -> list[importlib.metadata.Distribution]:
    """The distributions that the installed cxassess asks for, without extras, and all that these ask for."""
    (program,) = importlib.metadata.distributions(name="cxassess", path=[str(folder)])
    return list(closure(program.requires or (), frozenset({""}), set()))


def closure(
    requires: Iterable[str], extras: frozenset[str], seen: set[tuple[str, str]]
) -> Iterator[importlib.metadata.Distribution]:
    """What a list of requirements leads to; a distribution asked for with other extras comes again."""
    for requirement in map(Requirement, requires):
        key = (requirement.name, ",".join(sorted(requirement.extras)))
        wanted = not requirement.marker or any(requirement.marker.evaluate({"extra": e}) for e in extras)
        if wanted and key not in seen:
            seen.add(key)
            distribution = importlib.metadata.distribution(requirement.name)
            yield distribution
            yield from closure(distribution.requires or (), frozenset({"", *requirement.extras}), seen)


def link_distributions(distributions: Iterable[importlib.metadata.Distribution], folder: Path) -> None:
    for distribution in distributions:
        for top in {path.parts[0] for path in distribution.files or () if path.parts[0] not in ("..", "__pycache__")}:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(distribution.locate_file(top))).resolve())


def data_files() -> set[str]:
    """The files below playbooks/ and reports/ in the checkout."""
    paths = (path for name in DATA for path in (CHECKOUT / name).rglob("*") if path.is_file())
    return {path.relative_to(CHECKOUT).as_posix() for path in paths if "__pycache__" not in path.parts}


def test_the_wheel_holds_playbooks_and_reports(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name.removeprefix("cxassess/_shipped/") for name in names if name.startswith("cxassess/_shipped/")}
    assert shipped == data_files()
    assert "playbooks/act-iac-cx-2018/playbook.yaml" in shipped
    assert "reports/leadership/report.html.j2" in shipped


def test_the_wheel_holds_no_place_of_the_machine_that_built_it(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    inside = [name for name in archive.namelist() if str(CHECKOUT).encode() in archive.read(name)]
    assert inside == []


def test_the_sdist_holds_what_is_needed_to_build_and_test(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in archive.getnames()}
    assert data_files() <= names
    assert {"run", "constraints.txt", "pyproject.toml", "LICENSE", "tests/test_wheel.py"} <= names


def test_a_wheel_built_from_the_sdist_holds_the_same_files(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    again = build_wheel(sdist, tmp_path)
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())


def test_the_installed_program_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    show = "import cxassess, cxassess.settings as s; print(cxassess.__file__, s.shipped_folder('playbooks'), sep='\\n')"
    module, playbooks = map(Path, run(installed / "python", "-c", show, cwd=tmp_path).splitlines())
    home = site_packages(installed.parent).resolve() / "cxassess"
    assert module.resolve() == home / "__init__.py"
    assert playbooks.resolve() == home / "_shipped" / "playbooks"
    assert CHECKOUT not in module.resolve().parents


def test_the_installed_program_says_its_version(installed: Path, wheel: Path, tmp_path: Path) -> None:
    version = wheel.name.split("-")[1]
    assert re.search(rf"\b{re.escape(version)}\b", run(installed / "cxassess", "--version", cwd=tmp_path))
    assert version in run(installed / "python", "-m", "cxassess", "--version", cwd=tmp_path)


def test_the_installed_program_lists_its_playbooks(installed: Path, tmp_path: Path) -> None:
    assert "act-iac-cx-2018" in run(installed / "cxassess", "playbooks", cwd=tmp_path)


def test_the_installed_program_starts_a_playbook(installed: Path, tmp_path: Path) -> None:
    run(installed / "cxassess", "new", "mine", cwd=tmp_path)
    assert "mine: ok" in run(installed / "cxassess", "check", "--strict", "mine", cwd=tmp_path)
    run(installed / "cxassess", "new", "ours", "--extends", "act-iac-cx-2018", cwd=tmp_path)
    assert "ours.yaml: ok" in run(installed / "cxassess", "check", "--strict", "overlays/ours.yaml", cwd=tmp_path)


def test_the_installed_program_writes_the_demo(installed: Path, tmp_path: Path) -> None:
    """Without Pango there is no PDF and the code says so (5); all else is there."""
    draws = subprocess.run([installed / "python", "-W", "ignore", "-c", "import weasyprint"], capture_output=True)
    pango = draws.returncode == 0
    run(installed / "cxassess", "demo", "out", cwd=tmp_path, code=0 if pango else 5)
    out = tmp_path / "out"
    names = {"answers.yaml", "result.json", "report.html"} | ({"brief.pdf", "report.pdf"} if pango else set())
    assert {path.name for path in out.iterdir()} == names
    assert json.loads((out / "result.json").read_text(encoding="utf-8"))["schema"] == "cxassess/result/1"
    assert "</html>" in (out / "report.html").read_text(encoding="utf-8")
    assert not pango or (out / "report.pdf").read_bytes().startswith(b"%PDF-")
