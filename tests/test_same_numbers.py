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
from docx.table import Table
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from support import ROOT, cxassess, structure
from support.marks import slow_except
from support.needs import skip_without

PLAYBOOKS = sorted(file.parent.name for file in (ROOT / "playbooks").glob("*/example-answers.yaml"))
CAPTION = "Scores by play"
# What a header is called, and which of the expected numbers stand below it. What is not here is no number of the result.
COLUMNS = {
    "Play": "name",
    "Score": "score",
    "Band": "band",
    "Range": "range",
    "Gate": "gate",
    "Target": "target",
    "Answered": "answered",
}
Rows = list[list[str]]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tmp_path_factory.mktemp("numbers")


@functools.cache
def result(playbook: str) -> Any:
    """The result as JSON, as a script would read it."""
    return json.loads(_output("score", _answers(playbook), "--format", "json"))


@functools.cache
def expected(playbook: str) -> list[dict[str, str]]:
    """Return the row of each play and of the whole as it is printed, from the result alone."""
    shown = json.loads(_output("show", playbook, "--format", "json"))
    labels = {band["name"]: band.get("label") or band["name"] for band in shown["scoring"]["bands"] or ()}
    most = dict(_most(playbook, shown)) if shown["scoring"]["method"] == "sum" else {}
    data = result(playbook)
    rows = [({**play, "name": f"{play['id']} {play['title']}"}) for play in data["plays"]]
    return [_row(row, labels, most) for row in [*rows, {**data["overall"], "id": "", "name": "Overall"}]]


def _row(row: dict[str, Any], labels: dict[str, str], most: dict[str, int]) -> dict[str, str]:
    return {
        "name": row["name"],
        "score": f"{row['score']} of {most[row['id']]}" if most else row["score"],
        "band": labels[row["band"]["name"]] if row["band"] else "",
        "range": row["low"] if row["low"] == row["high"] else f"{row['low']} to {row['high']}",
        "gate": "none" if row["gate"] == 0 else str(row["gate"]),
        "target": row["target"] or "",
        "answered": f"{row['answered']} of {row['applicable']}",
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


# ---- the table of scores in each format ------------------------------------------------------


def terminal(playbook: str, folder: Any) -> tuple[Rows, str]:
    """Read the columns by their headers: one set left begins where its header does, one set right ends there."""
    text = _output("report", _answers(playbook), COLUMNS="200")
    lines = text.split("\n")
    start = next(at for at, line in enumerate(lines) if line.strip().startswith("Play  "))
    header = _tokens(lines[start])
    rows = [[name for _, _, name in header]]
    for line in lines[start + 1 : lines.index("", start)]:
        cells = dict.fromkeys(rows[0], "")
        for left, right, words in _tokens(line):
            name = next((name for at, end, name in header if at == left or end == right), "Play")
            cells[name] = f"{cells[name]} {words}".strip()
        rows.append(list(cells.values()))
    return rows, text


def _tokens(line: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.end(), match.group()) for match in re.finditer(r"\S+(?: \S+)*", line)]


def docx(playbook: str, folder: Any) -> tuple[Rows, str]:
    document = Document(io.BytesIO(_file(playbook, folder, ".docx")))
    parts = list(document.iter_inner_content())
    at = next(at for at, one in enumerate(parts) if isinstance(one, Paragraph) and _line(one.text) == CAPTION)
    table = parts[at + 1]
    assert isinstance(table, Table)
    rows = [[_line(cell.text) for cell in row.cells] for row in table.rows]
    return rows, " ".join(one.text for one in parts if isinstance(one, Paragraph))


def html(playbook: str, folder: Any) -> tuple[Rows, str]:
    return _from_html(_file(playbook, folder, ".html").decode("utf-8"), "caption")


def markdown(playbook: str, folder: Any) -> tuple[Rows, str]:
    text = _file(playbook, folder, ".md").decode("utf-8")
    return _from_html(MarkdownIt("commonmark").enable("table").render(text), "strong")


def _from_html(page: str, name: str) -> tuple[Rows, str]:
    """Return the rows of the table after the element of this name that holds the caption."""
    import tinyhtml5

    space = "{http://www.w3.org/1999/xhtml}"
    root = tinyhtml5.parse(page)
    tables, captioned = [], False
    for element in root.iter():
        captioned = captioned or (element.tag == f"{space}{name}" and _line("".join(element.itertext())) == CAPTION)
        holds = element.tag == f"{space}table" and (captioned or CAPTION in map(_text, element.iter(f"{space}caption")))
        tables += [element] if holds else []
    rows = tables[0].iter(f"{space}tr")
    cells = [[_text(cell) for cell in row if cell.tag in (f"{space}th", f"{space}td")] for row in rows]
    return cells, _text(root)


def _text(element: Any) -> str:
    return _line("".join(element.itertext()))


def pdf(playbook: str, folder: Any) -> tuple[Rows, str]:
    """As a listener gets it, from the structure of the file."""
    skip_without("pango")
    root = structure.read(_file(playbook, folder, ".pdf")).root
    table = next(one for one in root.all("Table") if [part.text for part in one.all("Caption")] == [CAPTION])
    return [[cell.text for cell in row] for row in table.rows], root.text


def _file(playbook: str, folder: Any, suffix: str) -> bytes:
    path = folder / f"{playbook}{suffix}"
    if not path.exists():
        done = cxassess("report", _answers(playbook), "-o", path)
        assert done.returncode == 0, done.stderr.decode()
    return bytes(path.read_bytes())


def _line(text: str) -> str:
    return " ".join(text.split())


Reader = Callable[[str, Any], tuple[Rows, str]]
FORMATS: list[Reader] = [html, pdf, docx, markdown, terminal]
PAIRS = [(playbook, read) for playbook in PLAYBOOKS for read in FORMATS]
QUICK = [pair for pair in PAIRS if pair[0] == "gsa-cx-maturity-2022" or pair[1] in (html, terminal)]
each_format = pytest.mark.parametrize(
    ("playbook", "read"), slow_except(PAIRS, *QUICK), ids=[f"{playbook}-{read.__name__}" for playbook, read in PAIRS]
)
_seen: dict[tuple[Reader, str], tuple[Rows, str]] = {}


def table_and_text(read: Reader, playbook: str, folder: Any) -> tuple[Rows, str]:
    """The table of scores and all text of a report, made and read once."""
    key = read, playbook
    if key not in _seen:
        _seen[key] = read(playbook, folder)
    return _seen[key]


@pytest.mark.slow
@each_format
def test_the_table_of_scores_holds_the_numbers_of_the_result(playbook: str, read: Reader, folder: Any) -> None:
    (header, *rows), _ = table_and_text(read, playbook, folder)
    names = [COLUMNS.get(title, "") for title in header]
    wanted = expected(playbook)
    left_out = {name for name in COLUMNS.values() if name not in names}
    for name in left_out - ({"range"} if read is terminal else set()):
        # A column may be missing only where it would say nothing; for a range, nothing more than the score.
        assert all(row[name] in ("", row["score"] if name == "range" else "") for row in wanted), name
    shown = [{name: cell for name, cell in zip(names, row, strict=True) if name} for row in rows]
    assert shown == [{name: text for name, text in row.items() if name not in left_out} for row in wanted]


@each_format
def test_coverage_is_that_of_the_result(playbook: str, read: Reader, folder: Any) -> None:
    data = result(playbook)
    _, text = table_and_text(read, playbook, folder)
    for part in [data["overall"], *data["plays"]]:
        assert part["coverage"] == f"{part['answered'] * 100 // part['applicable'] / 100:.2f}"
    overall = data["overall"]
    whole = f"{overall['answered']} of {overall['applicable']}"
    told = re.findall(r"coverage ([0-9.]*[0-9])", _line(text), re.IGNORECASE)
    assert overall["coverage"] in told or whole in text
    assert set(told[:1]) <= {overall["coverage"]}
