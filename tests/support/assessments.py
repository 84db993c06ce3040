"""Assessments of answer files, of their text, and of answers to a playbook of five questions."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from cxassess.answers import Library, load_answers
from cxassess.playbook import Catalog
from cxassess.report.single.model import Report
from cxassess.scoring import Assessment, assess
from support.playbooks import tiny, write_answers
from support.program import ROOT

NOTHING = """
playbook: act-iac-cx-2018
version: "2.0"
"""


HOSTILE = (
    "<script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "{{ 7*7 }}{% raw %}",
    "[bold]red[/bold] [/nope]",
    '"quotes\' onmouseover=alert(2) x="',
    "<!-- --> ]]> &amp; &lt;",
    "an emoji 😀 and 日本",
    "שלום سلام",
)


def assessment(answers: str | Path, playbook: Path | None = None, folder: Path | None = None) -> Assessment:
    """Assess an answer file, or its text, which is then written into `folder`."""
    path = answers if isinstance(answers, Path) else (folder or Path()) / "answers.yaml"
    if isinstance(answers, str):
        path.write_text(answers, "utf-8")
    loaded = load_answers(str(path), Library(Catalog((ROOT / "playbooks",)), playbook))
    return assess(loaded.playbook, loaded.answers)


def hostile(report: Report) -> Report:
    """Return the report with a text of HOSTILE before every text in it; ids and links stay."""
    texts = iter(HOSTILE * 1000)
    keep = {"id", "link", "language", "state", "key", "play", "question", "by"}

    def add_hostile(value: Any, name: str = "") -> Any:
        if isinstance(value, str):
            return value and (value if name in keep else f"{next(texts)} {value}")
        if hasattr(value, "_fields"):
            return value._replace(**{name: add_hostile(part, name) for name, part in value._asdict().items()})
        if isinstance(value, tuple):
            return tuple(add_hostile(one, name) for one in value)
        return value

    hostile_report: Report = add_hostile(report)
    return hostile_report._replace(marking=f"CUI {HOSTILE[0]}")


SCALE = "{1: {name: Not yet, text: It is not done.}, 2: {name: In part, text: Some do it.}, 3: {name: Fully, text: All do it.}}"


BANDED = "{gate: {share: 0.8}, bands: [{name: Not yet, from: 1, to: 2}, {name: In part, from: 2, to: 3}, {name: Fully, from: 3, to: 3}]}"


TWO = {"A": [{}, {}, {}], "B": [{}, {}]}


def assess_tiny(
    folder: Path, answers: str, scoring: str = BANDED, more: str = "", plays: dict[str, Any] | None = None, **kinds: str
) -> Assessment:
    """Assess answers in flow text; by default plays A (three questions) and B (two) on a scale of three levels."""
    home = folder / "tiny"
    if home.exists():
        shutil.rmtree(home)
    text = {play: [dict(question) for question in asked] for play, asked in (plays or TWO).items()}
    tiny(folder, scoring, text, kinds.pop("scale", SCALE), **kinds)
    path = write_answers(folder / "answers.yaml", answers, more=more)
    loaded = load_answers(str(path), Library(Catalog((folder,))))
    return assess(loaded.playbook, loaded.answers)
