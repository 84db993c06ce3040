"""The standard report is at most eight pages, whatever people wrote, and six where little is answered."""

from __future__ import annotations

import io
import itertools
import re
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from support import EXAMPLE, ROOT
from support.needs import needs
from support.stress import LONGER, NoAliases, stressed, year_before

from cxassess.answers import Library, load_answers
from cxassess.output.html import LEADERSHIP, html
from cxassess.output.pdf import pdf
from cxassess.playbook import Catalog
from cxassess.playbook.shared_content import SharedContent
from cxassess.report.single.compose import compose
from cxassess.report.single.standard_fit import STEPS, count_pages
from cxassess.scoring import Assessment, assess

PLAYBOOKS = sorted(file.parent for file in (ROOT / "playbooks").glob("*/example-answers.yaml"))
MAX_PAGES, FEW_PAGES = 8, 6


def pages(one: Assessment, earlier: Assessment | None = None, **options: Any) -> int:
    page = html(compose(one, earlier, shared(), **options), size="standard", for_pdf=True)
    with pikepdf.open(io.BytesIO(pdf(page, fonts=LEADERSHIP / "fonts"))) as document:
        return len(document.pages)


def shared() -> SharedContent:
    from cxassess.cli.named_playbooks import read_shared

    return read_shared(EXAMPLE.parent)


@needs("pango")
@pytest.mark.slow
@pytest.mark.parametrize("situation", LONGER)
@pytest.mark.parametrize("playbook", [pytest.param(path, id=path.name) for path in PLAYBOOKS])
def test_standard_is_eight_pages_at_most(tmp_path: Path, playbook: Path, situation: str) -> None:
    one = stressed(playbook / "example-answers.yaml", tmp_path, LONGER[situation])
    assert pages(one) <= (FEW_PAGES if situation in ("nothing", "ten answers") else MAX_PAGES)


@needs("pango")
@pytest.mark.slow
@pytest.mark.parametrize("situation", ["as it is", "4,000 letters of words", "forty actions"])
@pytest.mark.parametrize("playbook", [pytest.param(path, id=path.name) for path in PLAYBOOKS])
def test_with_a_baseline_and_in_every_view(tmp_path: Path, playbook: Path, situation: str) -> None:
    one = stressed(playbook / "example-answers.yaml", tmp_path, LONGER[situation])
    earlier = year_before(playbook / "example-answers.yaml", tmp_path, LONGER[situation])
    assert pages(one, earlier) <= MAX_PAGES
    for view in one.playbook.views:
        assert pages(one, view=view.id) <= MAX_PAGES


@needs("pango")
@pytest.mark.slow
@pytest.mark.parametrize("situation", ["as it is", "4,000 letters of words"])
@pytest.mark.parametrize(
    "more", [{"overlays": ["quick"]}, {"focus": ["P1", "P4", "P5", "P7"]}], ids=["quick", "four focus areas"]
)
def test_with_an_overlay_and_with_four_focus_areas(tmp_path: Path, more: dict[str, Any], situation: str) -> None:
    def change(data: Any) -> None:
        LONGER[situation](data)
        data.update(more)

    assert pages(stressed(EXAMPLE, tmp_path, change)) <= MAX_PAGES


@needs("pango")
@pytest.mark.slow
@pytest.mark.parametrize(("every", "most"), [(1, MAX_PAGES), (5, FEW_PAGES)], ids=["answered", "a fifth answered"])
def test_titles_of_200_letters_in_a_playbook_of_one_s_own(tmp_path: Path, every: int, most: int) -> None:
    own = shutil.copytree(ROOT / "playbooks" / "gsa-cx-coe-13", tmp_path / "playbooks" / "gsa-cx-coe-13")
    for number, path in enumerate(sorted((own / "plays").glob("*.yaml"))):
        text = re.sub(r"^title:.*$", f"title: {number:02}{'W' * 198}", path.read_text("utf-8"), flags=re.MULTILINE)
        path.write_text(text, "utf-8")
    data = yaml.load((own / "example-answers.yaml").read_text("utf-8"), yaml.BaseLoader)
    LONGER["forty actions"](data)
    data["answers"] = dict(list(data["answers"].items())[::every])
    file = tmp_path / "answers.yaml"
    file.write_text(yaml.dump(data, Dumper=NoAliases, sort_keys=False), "utf-8")
    loaded = load_answers(str(file), Library(Catalog((tmp_path / "playbooks",))))
    assert pages(assess(loaded.playbook, loaded.answers)) <= most


def test_each_step_holds_less_than_the_one_before() -> None:
    for fuller, shorter in itertools.pairwise(STEPS):
        assert all(less <= more for more, less in zip(fuller, shorter, strict=True))
        assert fuller != shorter


def test_blocks_are_put_on_pages_whole() -> None:
    assert count_pages([]) == 1
    assert count_pages([3000, 3000]) == 1
    assert count_pages([3000, 3000, 3000]) == 2
    assert count_pages([7000]) == 2
