"""Hostile and broken files are refused quickly with one line each, and nothing else happens.

The first half reads the cases of the folder that CXASSESS_CASES names (`bad-inputs/README.md` says what each
must get; their keys are adapted to ours, the fault is kept). The second half makes files at the caps.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from support import cxassess, process_environment, write_playbook

from cxassess.source.decode import MAX_BYTES
from cxassess.source.parse import MAX_DEPTH, MAX_NODES

CASES = Path(os.environ["CXASSESS_CASES"]) if os.environ.get("CXASSESS_CASES") else None
SECONDS, MEGABYTES = 2.0, 300.0
PLACE = re.compile(r"^(?P<path>[^\n]*?):(?P<line>\d+):(?P<column>\d+): (?P<kind>error|warning): (?P<what>.+)$")


class Run(NamedTuple):
    """A finished command; `seconds` is its CPU time, whatever else the machine does meanwhile."""

    code: int
    out: str
    err: str
    seconds: float

    def complaints(self, kind: str = "error") -> list[re.Match[str]]:
        matches = (PLACE.match(line) for line in self.err.splitlines())
        return [match for match in matches if match and match["kind"] == kind]

    def places(self, kind: str = "error") -> list[str]:
        return [f"{match['line']}:{match['column']}" for match in self.complaints(kind)]


def run(home: Path, *args: str) -> Run:
    """Run a command in a folder, where playbooks are those beside it."""
    start = time.process_time()
    done = cxassess(*args, cwd=home, CXASSESS_PLAYBOOKS=str(home.parent))
    seconds = time.process_time() - start
    return Run(done.returncode, done.stdout.decode(), done.stderr.decode(), seconds)


def contents(home: Path) -> dict[str, bytes]:
    """Every file in and beside a folder, with its content."""
    return {str(path): path.read_bytes() for path in home.parent.rglob("*") if path.is_file()}


def refused(home: Path, path: str, code: int) -> Run:
    """`check` of a file that must be refused: everything that is true of all of them."""
    before = contents(home)
    done = run(home, "check", path)
    assert contents(home) == before, "something was written"
    clean(done)
    assert done.code == code, done.err
    errors = done.complaints()
    assert errors
    assert all(re.search(r" \(.+\)$", one["what"]) for one in errors), "a complaint says what to do"
    assert done.seconds < SECONDS
    return done


def clean(done: Run) -> None:
    """Nothing of a file that steers a terminal, and no traceback."""
    assert done.code >= 0, "crashed"
    assert "Traceback" not in done.err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", done.err)


# ---- the cases --------------------------------------------------------------------------

needs_cases = pytest.mark.skipif(CASES is None, reason="CXASSESS_CASES is not set: no bad inputs here")


class Case(NamedTuple):
    name: str
    place: str
    exit: int
    warns: bool


def cases(kind: str) -> Iterator[Case]:
    """The rows of the table for the files of one kind."""
    if CASES is None:
        return
    for line in (CASES / "bad-inputs" / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if line.startswith(f"| {kind}/"):
            name = cells[1].removeprefix(f"{kind}/")
            yield Case(name, cells[-3], int(cells[-2][0]), "warning" in cells[-2])


def ids(kind: str) -> list[Any]:
    return [pytest.param(case, id=case.name) for case in cases(kind)]


LEVELS = "{1: Ad hoc, 2: Emerging, 3: In part, 4: Managed, 5: Leading}"
SCALE = "scale: {1: Ad hoc, 2: Emerging, 3: In part, 4: Managed, 5: Leading}"
SAMPLE = f"""id: UC
title: Understand customers
questions:
  - id: UC-1
    text: How is feedback collected?
    levels: {LEVELS}
  - id: UC-2
    text: Who owns acting on it?
    levels: {LEVELS}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder to work in, with the playbook `sample` beside it."""
    write_playbook(tmp_path / "sample", f'id: sample\nversion: "1"\ntitle: Sample\n{SCALE}\n', {"UC": SAMPLE})
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


# How a line of the generic shape begins, and how ours does; what follows moves by the difference.
ANSWER_LINES = {"agency: ": "subject: {agency: ", "    notes: ": "    note: ", "playbook_version: ": "version: "}


def answers(data: bytes, place: str) -> tuple[bytes, str]:
    """An answer file in our keys, and where the place has gone."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data, place
    line, _, column = place.partition(":")
    lines, below = text.split("\n"), []
    for number, old in enumerate(lines):
        begin = next((one for one in ANSWER_LINES if old.startswith(one)), "")
        if begin:
            end = "\r" * old.endswith("\r")
            closing = "}" * begin.startswith("agency")
            lines[number] = ANSWER_LINES[begin] + old.removeprefix(begin).removesuffix("\r") + closing + end
            if line == str(number + 1):
                place = f"{line}:{int(column) + len(ANSWER_LINES[begin]) - len(begin)}"
        elif match := re.match(r"    (target|owner): ([^\r]*)", old):
            lines[number] = old.replace("    ", "    # moved below: ", 1)
            below.append(f"{'level' if match[1] == 'target' else 'owner'}: {match[2]}")
        elif match := re.match(r"  UC-1: \{level: (\d), target: (\d)\}", old):
            lines[number] = f"  UC-1: {{level: {match[1]}}}"
            below.append(f"level: {match[2]}")
            place = ""
    if below and not text.endswith("\0"):
        if not any(one.startswith("level") for one in below):
            below.insert(0, "level: 5")
        # A comment may hold what hides the rest of its line; a line of its own ends it.
        lines += ["targets:", "  UC-1:", *(f"    {one}" for one in below)]
        place = place or f"{lines.index(f'    {below[0]}') + 1}:12"
    return "\n".join(lines).encode(), place


MANY = {"24_merge_bomb.yaml", "26_alias_quadratic.yaml"}  # a fault on nearly every line


@needs_cases
@pytest.mark.parametrize("case", [one for one in ids("answers") if one.values[0].exit])
def test_an_answer_file_is_refused(home: Path, case: Case) -> None:
    assert CASES is not None
    data, place = answers((CASES / "bad-inputs" / "answers" / case.name).read_bytes(), case.place)
    (home / case.name).write_bytes(data)
    done = refused(home, case.name, case.exit)
    assert done.places()[0] == place, done.err
    if case.name not in MANY:
        assert len(done.places()) == 1, done.err


SYNTAX = re.compile("^(02|04|06|08|10|12|14|16|18|26|28|56)_")  # refused before any key is looked at


@needs_cases
@pytest.mark.parametrize("case", [one for one in ids("answers") if SYNTAX.match(one.values[0].name)])
def test_an_unadapted_answer_file_is_refused(home: Path, case: Case) -> None:
    assert CASES is not None
    (home / case.name).write_bytes((CASES / "bad-inputs" / "answers" / case.name).read_bytes())
    done = refused(home, case.name, case.exit)
    assert done.places()[0] == case.place


@needs_cases
@pytest.mark.parametrize("case", [one for one in ids("answers") if not one.values[0].exit])
def test_an_odd_answer_file_is_accepted_and_shown_unchanged(home: Path, case: Case) -> None:
    assert CASES is not None
    data, place = answers((CASES / "bad-inputs" / "answers" / case.name).read_bytes(), case.place)
    path = home / case.name
    path.write_bytes(data)
    before = contents(home)
    done = run(home, "check", case.name)
    clean(done)
    assert (done.code, done.complaints()) == (0, []), done.err
    assert contents(home) == before
    if case.warns:
        assert done.places("warning") == [place], done.err
    told = yaml.load(data, Loader=yaml.BaseLoader)
    done = run(home, "score", case.name, "--format", "json")
    assert done.code == 0
    assert json.loads(done.out)["subject"]["agency"] == told["subject"]["agency"]
    assert run(home, "report", case.name, "-o", "x.html", "--size", "full").code == 0
    page = (home / "x.html").read_text(encoding="utf-8")
    shown = " ".join(html.unescape(re.sub(r"</?bdi[^>]*>", "", page)).split())
    for text in written(told):
        assert " ".join(text.split()) in shown
    parts = Parts()
    parts.feed(page)
    assert "script" not in parts.tags
    assert "evil" not in parts.style
    assert not [one for one in parts.links if re.match("file:|[a-z]+:.*(evil|passwd)", one)]
    assert [one.name for one in home.parent.rglob("*PWNED*")] == []


class Parts(HTMLParser):
    """The tags of a page, what it loads, and its style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.style = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "data", "style")]

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["style"]:
            self.style += data


def written(told: dict[str, Any]) -> Iterator[str]:
    """What people wrote in a case, besides ids and levels."""
    yield told["subject"]["agency"]
    for answer in told["answers"].values():
        yield from (answer[name] for name in ("note", "evidence") if name in answer)
    for target in told.get("targets", {}).values():
        yield from (target[name] for name in ("owner",) if name in target)


@needs_cases
def test_text_stays_as_typed(home: Path) -> None:
    assert CASES is not None
    path = CASES / "bad-inputs" / "answers" / "36_version_float.yaml"
    (home / path.name).write_bytes(answers(path.read_bytes(), "-")[0])
    assert "these answers are for version 1.10;" in run(home, "check", path.name).err
    path = CASES / "bad-inputs" / "answers" / "46_level_string_digit.yaml"
    (home / path.name).write_bytes(answers(path.read_bytes(), "-")[0])
    scored = json.loads(run(home, "score", path.name, "--format", "json").out)
    assert [one["level"] for one in scored["questions"]] == ["3", None]


def playbook(text: str, place: str, folder: Path) -> tuple[str, str]:
    """A playbook in our files, its play in its own; the file and the place where the fault has gone."""
    line, column = map(int, place.split(":")) if ":" in place else (0, 0)
    lines = text.splitlines()
    start = next((n for n, one in enumerate(lines) if one == "plays:"), len(lines))
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith(" ")), len(lines))
    head, play, rest = lines[:start], lines[start + 1 : end], lines[end:]
    entries, at = ["plays/UC.yaml"], ("playbook.yaml", place)
    for one in rest:
        name, _, value = one.partition(": ")
        if name == "include":
            entries.append("playbook.yaml" if value.endswith("self.yaml") else value)
            at = "playbook.yaml", f"{len(head) + 3}:5"
        else:
            assert name == "score_rule"
            head.append(f"scoring: {{method: {value}}}")
            at = "playbook.yaml", f"{len(head)}:19"
    if play:
        head += ["plays:", *(f"  - {one}" for one in entries)]
        (folder / "plays").mkdir()
        own = "\n".join(one[4:] for one in play)
        (folder / "plays" / "UC.yaml").write_text(own + "\n", encoding="utf-8")
        if start < line <= end:
            at = "plays/UC.yaml", f"{line - start - 1}:{column - 4}"
    more = ['version: "1"', SCALE]
    (folder / "playbook.yaml").write_text("\n".join([*head, *more]) + "\n", encoding="utf-8")
    return at


@needs_cases
@pytest.mark.parametrize("case", ids("playbooks"))
def test_a_playbook(home: Path, case: Case) -> None:
    assert CASES is not None
    text = (CASES / "bad-inputs" / "playbooks" / case.name).read_text(encoding="utf-8")
    folder = home / "sample"
    folder.mkdir()
    path, place = playbook(text, case.place, folder)
    if case.exit:
        done = refused(home, "sample", case.exit)
        complaint = done.complaints()[0]
        assert (complaint["path"], f"{complaint['line']}:{complaint['column']}") == (f"sample/{path}", place), done.err
        assert len(done.places()) == (2 if "anchors" in case.name else 1), done.err
        return
    before = contents(home)
    done = run(home, "check", "sample")
    assert (done.code, done.err) == (0, "")
    book = json.loads(run(home, "show", str(folder), "--format", "json").out)
    told = yaml.load(text, Loader=yaml.BaseLoader)
    assert (book["id"], book["title"]) == (told["id"], told["title"])
    asked = [question["text"] for question in book["plays"][0]["questions"]]
    assert asked == [question["text"] for question in told["plays"][0]["questions"]]
    printed = run(home, "show", str(folder)).out
    assert all(question in printed for question in asked)
    assert told["title"] in printed
    assert contents(home) == before


# ---- files at the caps ------------------------------------------------------------------

HEAD = 'playbook: sample\nversion: "1"\n'


def filled(unit: str, head: str = "", tail: str = "") -> str:
    """A file of exactly as many bytes as are read, of one thing again and again."""
    room = MAX_BYTES - len(head.encode()) - len(tail.encode())
    size = len(unit.encode())
    return head + unit * (room // size) + " " * (room % size) + tail


def numbered(unit: str, count: int) -> str:
    return "".join(unit.format(number) for number in range(count))


CAPS: dict[str, Callable[[], str]] = {
    "the fault in the last byte": lambda: filled("# a comment\n", HEAD, "\x07"),
    "a quote that never ends": lambda: filled("word ", HEAD + 'marking: "'),
    "the fault in the last line": lambda: filled("\n", HEAD, "answers: {UC-9: 1}"),
    "faults in the last lines": lambda: filled("\n", HEAD + "answers:\n", numbered("  UC-{0}9: 1\n", 60)),
    "one value too many": lambda: HEAD + "focus: [" + "a, " * MAX_NODES + "a]\n",
    "deeper than allowed": lambda: HEAD + "answers: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "\n",
    "open lists": lambda: filled("["),
    "open lists in a field": lambda: filled("[", "answers: "),
    "open lists, a line each": lambda: filled("[\n"),
    "open braces": lambda: filled("{a: "),
    "dashes": lambda: filled("- "),
    "question marks": lambda: filled("? "),
    "colons": lambda: filled(": "),
    "anchors": lambda: filled("&a "),
    "anchors, a line each": lambda: filled("- &a x\n"),
    "aliases": lambda: filled("- *a\n"),
    "tags": lambda: filled("- !a x\n"),
    "merge keys": lambda: filled("<<: {}\n"),
    "one text": lambda: filled("x"),
    "one text of many lines": lambda: filled("word\n", "marking: >\n"),
    "one text of words": lambda: filled("word ", HEAD + "marking: "),
    "one name": lambda: filled("x", "", ": 1"),
    "escapes": lambda: filled("\\n", HEAD + 'marking: "', '"'),
    "escapes of control characters": lambda: filled("- '\\e'\n").replace("'", '"'),
    "escapes of characters": lambda: filled("\\U0001F600", HEAD + 'marking: "', '"'),
    "the same name": lambda: HEAD + "answers:\n" + "  UC-1: 1\n" * 100_000,
    "unknown names": lambda: HEAD + numbered("field{}: 1\n", 9_000),
    "unknown questions": lambda: HEAD + "answers:\n" + numbered("  UC-{}9: 1\n", 9_000),
    "wrong levels": lambda: HEAD + "answers: {UC-1: {votes: [" + "{who: a, level: 9}, " * 3_000 + "]}}\n",
    "a comment": lambda: filled("x", HEAD + "# "),
    "reversals in a comment": lambda: filled("\u202e", HEAD + "# "),
    "reversals in texts": lambda: filled("- \u202ex\n"),
    "spaces": lambda: filled(" "),
    "tabs": lambda: filled("\t"),
    "line ends": lambda: filled("\n"),
    "zero bytes": lambda: filled("\0"),
    "control characters": lambda: filled("\x1b"),
    "commas": lambda: filled(","),
    "blanks in text": lambda: HEAD + 'marking: "' + " " * (MAX_BYTES - 60) + '#1"\n',
    "blanks in many lines": lambda: filled(" " * 3000 + "#\n", HEAD),
    "documents": lambda: filled("---\n"),
    "directives": lambda: filled("%YAML 1.2\n"),
    "a nest of quotes": lambda: filled("'"),
    "wide characters": lambda: filled("\U0001f600", HEAD + "marking: "),
}
FINE = {"blanks in text", "blanks in many lines", "escapes", "a comment", "reversals in a comment"}


@pytest.mark.slow
@pytest.mark.parametrize("name", CAPS)
def test_a_file_at_the_limits_is_checked_quickly(home: Path, name: str) -> None:
    data = CAPS[name]().encode()
    assert len(data) <= MAX_BYTES
    (home / "big.yaml").write_bytes(data)
    done = run(home, "check", "big.yaml")
    clean(done)
    assert done.code == (0 if name in FINE else 3), done.err[:2000]
    assert done.seconds < SECONDS
    assert len(done.err) < 40_000
    assert (home / "big.yaml").read_bytes() == data


# Checks every file at the caps, each in a child of its own, and prints the most memory that the child has used.
CHECK_ALL = """
import os, resource, sys
from pathlib import Path
from test_bad_inputs import CAPS, run
for name, text in CAPS.items():
    if os.fork():
        os.wait()
        continue
    Path("big.yaml").write_bytes(text().encode())
    run(Path.cwd(), "check", "big.yaml")
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kilobytes here
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, name, sep="\\t", flush=True)
    os._exit(0)
"""


@pytest.mark.slow
def test_no_file_at_the_caps_needs_much_memory(home: Path) -> None:
    pytest.importorskip("resource", reason="nothing here tells how much memory a process used")
    done = subprocess.run(
        [sys.executable, "-c", CHECK_ALL],
        cwd=home,
        env=process_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    peaks = [line.split("\t") for line in done.stdout.splitlines()]
    assert len(peaks) == len(CAPS)
    assert [name for megabytes, name in peaks if float(megabytes) >= MEGABYTES][:1] == []


def test_a_file_over_the_cap_is_not_read(home: Path) -> None:
    (home / "big.yaml").write_bytes(HEAD.encode() + b"#" * MAX_BYTES)
    done = refused(home, "big.yaml", 3)
    assert done.err.startswith("big.yaml:1:1: error: the file is larger than 2 MiB (")


@pytest.mark.slow
def test_the_count_of_values_is_named_where_it_is_passed(home: Path) -> None:
    (home / "big.yaml").write_text(CAPS["one value too many"](), encoding="utf-8")
    done = refused(home, "big.yaml", 3)
    assert "error: the file has more than 300,000 names and values (" in done.err
    assert done.places() == [f"3:{9 + 3 * (MAX_NODES - 7)}"]


@pytest.mark.slow
def test_as_many_values_as_are_allowed_are_read(home: Path) -> None:
    (home / "big.yaml").write_text(HEAD + "focus: [" + "UC, " * (MAX_NODES - 8) + "UC]\n", encoding="utf-8")
    done = run(home, "check", "big.yaml")
    assert (done.code, done.err) == (0, "")


def test_many_errors_are_counted_not_printed(home: Path) -> None:
    (home / "big.yaml").write_text(CAPS["unknown questions"](), encoding="utf-8")
    done = refused(home, "big.yaml", 3)
    assert len(done.places()) == 50
    assert done.err.splitlines()[-1] == "big.yaml: and 8950 more; fix these first"


MANY_FAULTS = {
    "an overlay that hides what is not there": ("overlay", "hide: [" + numbered("UC-{}x, ", 9_000) + "]"),
    "an overlay that changes what is not there": ("overlay", "change: {" + numbered("UC-{}x: 1, ", 9_000) + "}"),
    "sources that are not there": ("play", "sources: [" + numbered("O{}, ", 18_000) + "]"),
    "groups that are not there": ("play", "views: {v: [" + numbered("g{}, ", 18_000) + "]}"),
    "next steps for no level": ("play", "next: {" + numbered("k{}: x, ", 9_000) + "}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MANY_FAULTS)
def test_a_playbook_with_many_errors_is_checked_quickly(home: Path, name: str) -> None:
    kind, text = MANY_FAULTS[name]
    book = home.parent / "sample"
    sources = ", ".join(f"S{number}: {{title: A source}}" for number in range(200))
    views = f"views: {{v: {{groups: {{{numbered('group{0}: One, ', 200)}}}}}}}"
    with (book / "playbook.yaml").open("a", encoding="utf-8") as file:
        file.write(f"provenance: {{sources: {{{sources}}}}}\n{views}\n")
    path = str(book)
    if kind == "play":
        play = SAMPLE.replace("    text: How", f"    {text}\n    text: How", 1)
        (book / "plays" / "UC.yaml").write_text(play, encoding="utf-8")
    else:
        path = "overlay.yaml"
        (home / path).write_text(f"overlay: o\nextends: sample\n{text}\n", encoding="utf-8")
    done = run(home, "check", path)
    clean(done)
    assert done.code == (0 if "sources" in name else 4)
    assert done.seconds < SECONDS
    assert done.err.splitlines()[-1].endswith("more; fix these first") or "sources" in name


LONG = "y" * 1_000_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"playbook: {LONG}\n", "a.yaml:1:11: error: no playbook 'yyy"),
        (f"playbook: {'é' * 150}\n", "a.yaml:1:11: error: no playbook 'ééé"),
        (f"{HEAD}overlays: [{LONG}]\n", "a.yaml:3:12: error: no overlay 'yyy"),
        (f"{HEAD}answers: {{UC-1: {LONG}}}\n", "a.yaml:3:17: error: 'yyy"),
        (
            f"{HEAD}overlays: [{', '.join(f'small-agenc-{n}' for n in range(9_000))}]\n",
            "a.yaml: and 8950 more; fix these first",
        ),
    ],
)
def test_a_message_is_short_however_long_the_file(home: Path, text: str, said: str) -> None:
    (home / "a.yaml").write_text(text, "utf-8")
    done = run(home, "score", "a.yaml")
    clean(done)
    assert done.code == 3
    assert any(line.startswith(said) for line in done.err.splitlines()), done.err[:500]
    assert len(done.err) < 30_000
    assert done.seconds < SECONDS


@pytest.mark.parametrize(("argument", "code"), [(LONG, 2), (f"--{LONG}", 2)])
def test_a_message_about_a_word_that_is_no_command_or_option_is_cut(home: Path, argument: str, code: int) -> None:
    done = run(home, *(["score"] if argument[0] == "-" else []), argument[:100_000])
    assert done.code == code
    assert len(done.err) < 2_500


def test_a_message_about_a_very_long_argument_is_cut(home: Path) -> None:
    done = run(home, "score", LONG[:100_000])
    assert done.code == 5
    assert len(done.err) == len("cxassess: : file name too long\n") + 500
    assert done.err.endswith("…: file name too long\n")
