"""Every format says the same facts in the same order: all playbooks and sizes, with baseline, view and redaction."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from support import ROOT
from support.html_page import page_words
from support.marks import slow_except

from cxassess.answers import Library, load_answers
from cxassess.charts.model import AnswerStrip, LevelProfile
from cxassess.output import FORMATS
from cxassess.output.terminal_report import print_report
from cxassess.playbook import Catalog
from cxassess.report.blocks import Section, Span, Table
from cxassess.report.document import document
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.scoring import Assessment, assess
from cxassess.template import SIZES, default_template

PLAYBOOKS = sorted(file.parent.name for file in (ROOT / "playbooks").glob("*/example-answers.yaml"))
OPTIONS = ("plain", "baseline", "view", "redact", "explain")
CASES = [(playbook, size, option) for playbook in PLAYBOOKS for size in SIZES for option in OPTIONS]
QUICK = [("act-iac-cx-2018", "standard", "baseline"), ("omb-hisp-2018", "brief", "plain")]


def assessed(path: Path) -> Assessment:
    loaded = load_answers(str(path), Library(Catalog((ROOT / "playbooks",)), None))
    return assess(loaded.playbook, loaded.answers)


def composed(playbook: str, option: str, folder: Path) -> tuple[Assessment, Report]:
    path = ROOT / "playbooks" / playbook / "example-answers.yaml"
    now = assessed(path)
    views = now.playbook.views
    earlier = folder / "earlier.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    levels = [at for at, line in enumerate(lines) if re.match(r"  \S+: (\w+|\{level: .*\})$", line)]
    dropped = set(levels[::3])
    text = "".join(line for at, line in enumerate(lines) if at not in dropped).replace("date: 2026", "date: 2025", 1)
    earlier.write_text(text, "utf-8")
    return now, compose(
        now,
        assessed(earlier) if option == "baseline" else None,
        view=views[0].id if option == "view" and views else "",
        withhold=("names", "notes", "evidence") if option == "redact" else (),
        explain=option == "explain",
    )


def facts(value: Any) -> Iterator[str]:
    """What blocks say, in order; of figures, their titles and numbers."""
    match value:
        case Span():
            yield from [] if value.kind == "seen" else [value.text]
        case AnswerStrip():
            for row in value.rows:
                yield from (row.title, row.reached if value.reached_head else "", row.score)
                yield (row.target or "none set") if value.target_head else ""
        case LevelProfile():
            for line in value.lines:
                yield from (line.title, line.score, line.change.lstrip("+-"), line.counted)
                yield line.target if value.target_head else ""
        case Table():
            yield value.caption
            yield from facts(value.rows)
        case tuple():
            for part in value:
                yield from facts(part)


def squeezed(words: str) -> str:
    """Words without blanks and signs, which formats put where they need them."""
    return re.sub(r"[^\w%+<>=]", "", words)


def missing(sections: tuple[Section, ...], said: str) -> list[str]:
    """The facts that are not said, or not in this place."""
    lost, at, said = list[str](), 0, squeezed(said)
    for fact in filter(None, map(squeezed, (fact for one in sections for fact in facts(one.blocks)))):
        found = said.find(fact, at)
        if found < 0:
            lost.append(fact)
        else:
            at = found + len(fact)
    return lost


def word_text(data: bytes) -> str:
    body = Document(io.BytesIO(data)).element.body
    return " ".join(one.text or "" for one in body.iter(qn("w:t")))


@pytest.mark.parametrize(("playbook", "size", "option"), slow_except(CASES, *QUICK))
def test_every_format_says_the_facts_in_order(
    playbook: str,
    size: str,
    option: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assessment, report = composed(playbook, option, tmp_path)
    look = default_template()
    sections = document(report, look.words, look.sizes[size])
    said = {name: FORMATS[name](assessment, report, size) for name in (".html", ".md", ".docx")}
    assert missing(sections, " ".join(page_words(said[".html"].decode()))) == []
    # Signs that keep text from becoming markup, addresses of links and line breaks are not said.
    words = re.sub(r"\]\([^)\s]*\)|<br>", " ", re.sub(r"\\(?=\W)", "", said[".md"].decode()))
    assert missing(sections, words) == []
    assert missing(sections, word_text(said[".docx"])) == []
    monkeypatch.setenv("COLUMNS", "9999")
    print_report(report, size, look)
    lines = capsys.readouterr().out
    assert missing(tuple(one for one in sections if one.name != "contents"), lines) == []
