"""output/figure: a figure alone, as a drawing that says in words what it shows."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from support import EXAMPLE, cxassess
from support.marks import slow_except
from support.situations import PLAYBOOKS, SITUATIONS, compose_report

from cxassess.output.figure_file import FIGURES, WIDTH, figure
from cxassess.template.colors import FigureColors, figure_colors

SVG = "{http://www.w3.org/2000/svg}"
CASES = [(playbook, situation) for playbook in PLAYBOOKS for situation in SITUATIONS]


@pytest.mark.parametrize(
    ("playbook", "situation"), slow_except(CASES, ("act-iac-cx-2018", "comparing"), ("omb-hisp-2018", "hostile"))
)
def test_a_figure_holds_its_rows_and_says_them(playbook: str, situation: str, tmp_path: Path) -> None:
    report = compose_report(playbook, situation, tmp_path)
    rows = {
        "strip": [(row.title, row.score, row.target) for row in report.figures.strip.rows],
        "profile": [(line.title, line.score, line.target) for line in report.figures.profile.lines]
        if report.figures.profile
        else [],
    }
    for name in FIGURES:
        drawing = figure(report, name, FigureColors())
        if drawing is None:
            assert name == "profile"
            assert not rows[name] or report.standard.position.open
            continue
        root = ElementTree.fromstring(drawing.svg)
        title, said = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None and title.text
        assert said is not None and said.text == drawing.alt
        lines = drawing.alt.splitlines()
        for shown, score, target in rows[name]:
            assert any(line.startswith(shown) and f"Score: {score}" in line and target in line for line in lines)
        assert drawing.alt.startswith(report.marking)
        for text in root.iter(f"{SVG}text"):
            assert 0 <= float(text.get("x", "")) <= WIDTH


def test_figures_have_the_colors_of_a_template(tmp_path: Path) -> None:
    report = compose_report("act-iac-cx-2018", "comparing", tmp_path)
    drawing = figure(report, "profile", figure_colors({"accent": "#7a1f5c", "target": "#0b6623"}))
    assert drawing is not None
    assert {"#7a1f5c", "#0b6623"} <= {*re.findall("#[0-9a-f]{6}", drawing.svg)}
    assert "#005ea2" not in drawing.svg


@pytest.mark.slow
def test_a_png_is_wide_and_its_words_are_beside_it(tmp_path: Path) -> None:
    for name in ("a.png", "b.png", "strip.svg"):
        done = cxassess("report", EXAMPLE, "-o", name, "--figure", "strip", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert Image.open(tmp_path / "a.png").width == 1600
    said = (tmp_path / "a.txt").read_text("utf-8")
    assert said.startswith("Every answer, by play.\nBuild a customer-centric culture: 1 at level 5, 3 at level 4,")
    drawn = ElementTree.parse(tmp_path / "strip.svg").getroot().find(f"{SVG}desc")
    assert drawn is not None and f"{drawn.text}\n" == said
    done = cxassess("report", EXAMPLE, "-o", "a.png", "--figure", "profile", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "a.txt").read_text("utf-8")) == (2, said)
