"""Tools to copy, and the search in tools and agency examples."""

from __future__ import annotations

import datetime
import io
import json
import re
import zipfile
from pathlib import Path

import docx as word
import pytest
from support import ROOT, cxassess, tiny

from cxassess.output.tools import docx, html
from cxassess.playbook import Catalog, load_playbook
from cxassess.playbook.content_checks import old_laws
from cxassess.playbook.search import contains_words
from cxassess.playbook.tools import Tool, load_tools

TOOL = """\
# Visit notes

For two people who watch a service at work.

| Time | What the customer did |
|---|---|
|  |  |

1. Ask before you *watch*.
2. Write down **words**, not opinions.

- Never names & numbers

Then:

1. Compare.
2.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one playbook of one's own and one tool."""
    tiny(tmp_path)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "visit-notes.md").write_text(TOOL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "words", "contained"),
    [
        ("The first survey", "IRS", False),
        ("IRS call-back", "irs", True),
        ("Three surveys of customers", "survey", True),
        ("One survey", "Surveys", True),
        ("How we procured it", "procurement", True),
        ("Human resources", "human resource", True),
        ("Human needs", "human resources", False),
        ("Anything", "", True),
    ],
)
def test_words_are_whole_and_in_any_form(text: str, words: str, contained: bool) -> None:
    assert contains_words(text, words) is contained


def test_a_tool_is_listed_printed_and_found_by_its_words(home: Path) -> None:
    listed = cxassess("tools", "watching opinion", cwd=home, CXASSESS_PLAYBOOKS=str(home)).stdout.decode()
    assert listed == TOOL  # one alone is printed
    line = "visit-notes  Visit notes. For two people who watch a service at work.\n"
    assert line in cxassess("tools", cwd=home, CXASSESS_PLAYBOOKS=str(home)).stdout.decode()
    done = cxassess("tools", "zebra", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.returncode == 2
    assert b"no tool mentions 'zebra' (there are " in done.stderr
    assert b"visit-notes" in done.stderr


def test_a_tool_is_saved_in_three_forms(home: Path) -> None:
    def save(name: str, *more: str) -> tuple[int, str]:
        done = cxassess("tools", "visit-notes", "-o", name, *more, cwd=home, CXASSESS_PLAYBOOKS=str(home))
        return done.returncode, done.stderr.decode()

    assert save("a.md") == (0, "Wrote a.md\n")
    assert (home / "a.md").read_text(encoding="utf-8") == TOOL
    assert save("a.html") == (0, "Wrote a.html\n")
    page = (home / "a.html").read_text(encoding="utf-8")
    for part in (
        '<html lang="en">', "<title>Visit notes</title>", "<h1>Visit notes</h1>", "<thead>", '<th scope="col">Time</th>',
        "<em>watch</em>", "<li>Never names &amp; numbers</li>",
    ):  # fmt: skip
        assert part in page
    assert save("a.docx") == (0, "Wrote a.docx\n")
    first = (home / "a.docx").read_bytes()
    xml = zipfile.ZipFile(io.BytesIO(first)).read("word/document.xml").decode()
    numbers = re.findall(r'<w:pStyle w:val="ListNumber"/><w:numPr><w:numId w:val="(\d+)"/>', xml)
    assert len(numbers) == 4 and numbers[0] == numbers[1] != numbers[2] == numbers[3]  # the second list begins at 1
    assert '<w:pStyle w:val="Title"/>' in xml and "<w:tblHeader/>" in xml and '<w:pStyle w:val="ListBullet"/>' in xml
    assert save("a.docx") == (2, "cxassess: a.docx: this file exists (add --force to replace it)\n")
    assert save("a.docx", "--force")[0] == 0
    assert (home / "a.docx").read_bytes() == first
    assert save("a.pdf") == (
        2,
        "cxassess: a.pdf: a tool is saved as .md, .html or .docx (end the name in one of these)\n",
    )


def test_what_an_agency_may_write_in_a_tool_is_in_word_too() -> None:
    """Lists in lists, code, links, quotes and rules, which no tool that ships has."""
    text = """\
# Own

What it is for.

1. One
   - inner
     1. innermost

> Quoted words

    code line

---

See [the guide](https://www.example.gov/guide).
"""
    document = word.Document(io.BytesIO(docx(Tool("own", "Own", "What it is for.", text))))
    assert [(one.style.name, one.text) for one in document.paragraphs] == [
        ("Title", "Own"),
        ("Normal", "What it is for."),
        ("List Number", "One"),
        ("List Bullet 2", "inner"),
        ("List Number 3", "innermost"),
        ("Normal", "Quoted words"),
        ("Normal", "code line"),
        ("Normal", "See the guide (https://www.example.gov/guide)."),
    ]


def test_a_tool_without_a_title_is_refused_with_its_place(home: Path) -> None:
    (home / "tools" / "bad.md").write_text("Just text\n", encoding="utf-8")
    done = cxassess("tools", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert (done.returncode, done.stdout) == (4, b"")
    assert b"bad.md:1:1: error: a tool needs a title and a summary (begin with '# Title'" in done.stderr


def test_plays_name_strategies_and_tools(home: Path) -> None:
    play = home / "tiny" / "plays" / "A.yaml"
    more = (
        "strategies:\n  - {title: Sit with customers, text: Two people spend a morning at a counter., lead: A manager,"
        " needs: Two mornings, sources: [ours]}\ntools: [visit-notes, visit-note]\n"
    )
    play.write_text(play.read_text(encoding="utf-8") + more, encoding="utf-8")
    done = cxassess("check", "tiny", "--strict", cwd=home)
    assert done.returncode == 4
    assert b"A names the tool 'visit-note', which is not known (did you mean 'visit-notes'?)" in done.stderr
    shown = cxassess("show", "tiny", cwd=home).stdout.decode()
    assert (
        "  Strategy: Sit with customers. Two people spend a morning at a counter.\n    Who leads: A manager\n"
        "    What it needs: Two mornings\n    Sources: ours\n"
        "  Tools to copy ('cxassess tools NAME'): visit-notes and visit-note\n"
    ) in shown
    book = json.loads(cxassess("show", "tiny", "--format", "json", cwd=home).stdout)
    assert book["plays"][0]["tools"] == ["visit-notes", "visit-note"]
    assert book["plays"][0]["strategies"][0]["lead"] == "A manager"


def test_laws_are_looked_up_every_year(tmp_path: Path) -> None:
    book = tiny(tmp_path) / "playbook.yaml"
    laws = "law:\n  - {title: An Act, date: 2025-01-04, status: in force, seen: 2026-11-30}\n  - {title: A memo, date: '2023', status: unknown}\n"
    book.write_text(book.read_text(encoding="utf-8") + laws, encoding="utf-8")
    playbook, _ = load_playbook(book.parent)
    shown = cxassess("show", "tiny", cwd=tmp_path).stdout.decode()
    assert "- An Act, 2025-01-04: in force; looked up 2026-11-30\n- A memo, 2023: unknown\n" in shown
    assert [one.message for one in old_laws(playbook, datetime.date(2027, 11, 30))] == [
        "'A memo' was last looked up on no date that is given"
    ]
    done = cxassess("check", "tiny", "--strict", "--today", "2027-12-01", cwd=tmp_path)
    assert done.returncode == 0
    assert b"warning: 'An Act' was last looked up on 2026-11-30 (see whether it still holds" in done.stderr


@pytest.mark.slow
def test_every_tool_that_ships_can_be_used_in_every_form() -> None:
    """Each says what it is for and that it is free; no header cell is empty; the flagship's plays name them all."""
    shipped = {tool.id: tool for tool in load_tools(Catalog((ROOT / "playbooks",)))}
    assert 8 <= len(shipped) <= 12
    for tool in shipped.values():
        assert tool.text.rstrip().endswith("*Written for cxassess; public domain under CC0 1.0.*")
        page = html(tool).decode()
        assert page.count("<h1>") == 1 and not re.search(r"<th[^>]*></th>", page), tool.id
        assert docx(tool)[:2] == b"PK"
    book, _ = load_playbook(ROOT / "playbooks" / "act-iac-cx-2018")
    assert {name for play in book.plays for name in play.tools} == set(shipped)
    assert all(3 <= len(play.strategies) <= 5 for play in book.plays)
