"""Every format prints the numbers of the result: the table of scores, cell by cell, in each shipped example."""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from docx import Document
from markdown_it import MarkdownIt
from support import ROOT, cxassess, structure
from support.marks import slow_except
from support.needs import skip_without

PLAYBOOKS = sorted(file.parent.name for file in (ROOT / "playbooks").glob("*/example-answers.yaml"))
Rows = list[list[str]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("numbers")


@functools.cache
def result(playbook: str) -> Any:
    """The result as JSON, as a script would read it."""
    return json.loads(_output("score", _answers(playbook), "--format", "json"))


@functools.cache
def expected(playbook: str) -> dict[str, dict[str, str]]:
    """What is printed of each play, and of the whole under `Overall`, from the result alone."""
    shown = json.loads(_output("show", playbook, "--format", "json"))
    most = dict(_most(playbook, shown)) if shown["scoring"]["method"] == "sum" else {}
    data = result(playbook)
    rows = [*data["plays"], {**data["overall"], "id": "", "title": "Overall"}]
    return {row["title"]: _row(row, most, data["questions"]) for row in rows}


def _row(row: dict[str, Any], most: dict[str, int], questions: list[dict[str, Any]]) -> dict[str, str]:
    own = [one for one in questions if row["id"] in ("", one["play"]) and one["state"] != "not_applicable"]
    levels = [int(one["level"]) for one in own if (one["level"] or "").isdecimal()]
    reached = {f"Level {at} or above": f"{sum(level >= at for level in levels)} of {len(own)}" for at in range(1, 6)}
    return reached | {
        "Score": f"{row['score']} of {most[row['id']]}" if most else row["score"],
        "Target": row["target"] or "none set",
        "Level reached": "open" if row["gate"] == 0 else str(row["gate"]),
        "Answered": f"{row['answered']} of {row['applicable']}",
    }


def _most(playbook: str, shown: Any) -> Iterator[tuple[str, int]]:
    """The points that are possible in each play and, under '', in all: those of questions that are not left out."""
    out = {one["id"] for one in result(playbook)["questions"] if one["state"] == "not_applicable"}
    whole = 0
    for play in shown["plays"]:
        counted = [one for one in play["questions"] if one["id"] not in out]
        points = sum(one["weight"] * max(level["value"] for level in one["levels"]) for one in counted)
        whole += points
        yield play["id"], points
    yield "", whole


def _answers(playbook: str) -> str:
    return str(ROOT / "playbooks" / playbook / "example-answers.yaml")


def _output(*args: str, **env: str) -> str:
    done = cxassess(*args, **env)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


# ---- the tables of each format ---------------------------------------------------------------


def terminal(playbook: str, folder: Any) -> list[Rows]:
    """Read the columns by their headers: one set left begins where its header does, one set right ends there."""
    blocks = _output("report", _answers(playbook), "--size", "standard", COLUMNS="250").split("\n\n")
    return [_columns(block.splitlines()[1:]) for block in blocks if "\nPlay" in block]


def _columns(lines: list[str]) -> Rows:
    header = _tokens(lines[0])
    rows = [[name for _, _, name in header]]
    for line in lines[1:]:
        cells = dict.fromkeys(rows[0], "")
        for left, right, words in _tokens(line):
            name = next((name for at, end, name in header if at == left or end == right), rows[0][0])
            cells[name] = f"{cells[name]} {words}".strip()
        rows.append(list(cells.values()))
    return rows


def _tokens(line: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.end(), match.group()) for match in re.finditer(r"\S+(?: \S+)*", line)]


def docx(playbook: str, folder: Any) -> list[Rows]:
    document = Document(io.BytesIO(_file(playbook, folder, ".docx")))
    return [[[_line(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables]


def html(playbook: str, folder: Any) -> list[Rows]:
    return _from_html(_file(playbook, folder, ".html").decode("utf-8"))


def markdown(playbook: str, folder: Any) -> list[Rows]:
    text = _file(playbook, folder, ".md").decode("utf-8")
    return _from_html(MarkdownIt("commonmark").enable("table").render(text))


def _from_html(page: str) -> list[Rows]:
    import tinyhtml5

    space = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            [_line("".join(cell.itertext())) for cell in row if cell.tag in (f"{space}th", f"{space}td")]
            for row in table.iter(f"{space}tr")
        ]
        for table in tinyhtml5.parse(page).iter(f"{space}table")
    ]


def pdf(playbook: str, folder: Any) -> list[Rows]:
    """As a listener gets it, from the structure of the file."""
    skip_without("pango")
    root = structure.read(_file(playbook, folder, ".pdf")).root
    return [[[cell.text for cell in row] for row in table.rows] for table in root.all("Table")]


def _file(playbook: str, folder: Any, suffix: str) -> bytes:
    path = folder / f"{playbook}{suffix}"
    if not path.exists():
        done = cxassess("report", _answers(playbook), "-o", path)
        assert done.returncode == 0, done.stderr.decode()
    return bytes(path.read_bytes())


def _line(text: str) -> str:
    return " ".join(text.split())


Reader = Callable[[str, Any], list[Rows]]
FORMATS: list[Reader] = [html, pdf, docx, markdown, terminal]
PAIRS = [(playbook, read) for playbook in PLAYBOOKS for read in FORMATS]
QUICK = [pair for pair in PAIRS if (pair[0] == "gsa-cx-maturity-2022" and pair[1] is not pdf) or pair[1] is terminal]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("playbook", "read"), slow_except(PAIRS, *QUICK), ids=[f"{playbook}-{read.__name__}" for playbook, read in PAIRS]
)
def test_the_tables_of_plays_hold_the_numbers_of_the_result(playbook: str, read: Reader, folder: Any) -> None:
    wanted, seen = expected(playbook), set[str]()
    for header, *rows in (table for table in read(playbook, folder) if table[0][0].startswith("Play")):
        names = ["Target" if name.startswith("Target") else name for name in header]
        for row in rows:
            title = re.sub(r" \(?focus\)?$", "", row[0])
            for name, cell in zip(names[1:], row[1:], strict=True):
                if title in wanted and name in wanted[title]:
                    want = wanted[title][name]
                    got = cell.removeprefix("stage ").partition(" of ")[0] if name == "Level reached" else cell
                    assert got == want, (title, name)
                    seen.add(f"{title}: {name}")
    levels = ["Level reached", "Answered"] if result(playbook)["overall"]["gate"] is not None else []
    assert {f"{title}: {name}" for title in wanted for name in levels} <= seen
    assert {f"{title}: Score" for title in wanted if title != "Overall"} <= seen
