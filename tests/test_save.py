"""Saving: literal pairs of before and after, properties of generated files, and what a save refuses."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.answers.file.backup import hard_link_warning
from cxassess.answers.file.save import AnswerFile, FileChanged, SavedToCopy
from cxassess.answers.file.undo import Inverse
from cxassess.answers.new import try_folder, write_new
from cxassess.files import write_whole
from cxassess.problems import Page, Problems
from cxassess.source.comments import comments
from cxassess.source.edits import (
    APPEND,
    RENAME,
    Edit,
    NotPatched,
    apply_edits,
    plain_data,
    remove,
    without_empty_fields,
)
from cxassess.source.emit import Unquoted, flow_text, yaml_text
from cxassess.source.parse import parse
from cxassess.source.parsed_page import ParsedPage, prove, reparse


def level(question: str, key: str = "3") -> Edit:
    return Edit(("answers", question, "level"), Unquoted(key))


def spliced(before: str, *edits: Edit) -> str:
    return ParsedPage(Page("answers.yaml", before)).patched(edits).page.content


def read(text: str) -> Any:
    return plain_data(parse(Page("x", text), Problems()))


PAIRS: dict[str, tuple[str, list[Edit], str]] = {
    "empty braces with a comment become a block": (
        "answers: {}  # note\ntargets: {}\n",
        [level("P1.1")],
        "answers:  # note\n  P1.1: {level: 3}\ntargets: {}\n",
    ),
    "empty braces without a comment": ("a: b\nanswers: {}\n", [level("P1.1")], "a: b\nanswers:\n  P1.1: {level: 3}\n"),
    "nothing behind the colon": (
        "answers:   # mine\n  # Play 1\nfocus: [P1]\n",
        [level("P1.1"), level("P1.2", "4")],
        "answers:   # mine\n  P1.1: {level: 3}\n  P1.2: {level: 4}\n  # Play 1\nfocus: [P1]\n",
    ),
    "null": ("answers: ~ # c\n", [level("P1.1")], "answers: # c\n  P1.1: {level: 3}\n"),
    "a missing section, as deep as the others": (
        "subject:\n    agency: A\nfocus: [P1]  # first\n# the end\n",
        [level("P1.1")],
        "subject:\n    agency: A\nfocus: [P1]  # first\nanswers:\n    P1.1: {level: 3}\n# the end\n",
    ),
    "a level in place": (
        "answers:\n  P1.1:   {note: x, level:  2 }  # why\n",
        [level("P1.1")],
        "answers:\n  P1.1:   {note: x, level:  3 }  # why\n",
    ),
    "a quoted level": ('answers: {P1.1: {level: "2"}}\n', [level("P1.1")], "answers: {P1.1: {level: 3}}\n"),
    "the short form stays short": (
        "answers:\n  P1.4: 2 # from the minutes\n",
        [Edit(("answers", "P1.4"), Unquoted("3"))],
        "answers:\n  P1.4: 3 # from the minutes\n",
    ),
    "the short form grows, keeping its level": (
        "answers:\n  P1.4: 2 # from the minutes\n",
        [Edit(("answers", "P1.4", "note"), "seen: yes")],
        'answers:\n  P1.4: {level: 2, note: "seen: yes"} # from the minutes\n',
    ),
    "the short form grows as its neighbours are": (
        "answers:\n    P1.1:\n        level: 1\n    P1.4: 2 # c\n",
        [Edit(("answers", "P1.4", "note"), "m")],
        "answers:\n    P1.1:\n        level: 1\n    P1.4: # c\n        level: 2\n        note: m\n",
    ),
    "an empty answer": (
        "answers:\n  P1.1:   # waiting\n  P1.2: 1\n",
        [level("P1.1")],
        "answers:\n  P1.1: {level: 3}   # waiting\n  P1.2: 1\n",
    ),
    "CRLF and no final newline": (
        "answers:\r\n  P1.1: 2\r\ntargets:\r\n  P1: {level: 4}",
        [level("P1.2"), Edit(("targets", "P2"), {"level": Unquoted("5")})],
        "answers:\r\n  P1.1: 2\r\n  P1.2: {level: 3}\r\ntargets:\r\n  P1: {level: 4}\r\n  P2: {level: 5}",
    ),
    "block answers, deeper comments stay with their answer": (
        "answers:\n  P1.1:\n    level: 2\n    # ask again\n  # Play 2\nfocus: [P1]\n",
        [level("P2.1")],
        "answers:\n  P1.1:\n    level: 2\n    # ask again\n  P2.1:\n    level: 3\n  # Play 2\nfocus: [P1]\n",
    ),
    "a field behind a block of text": (
        "answers:\n  P1.1:\n    level: 2\n    note: |\n      one\n      # two\n\n  P1.2: 1\n",
        [Edit(("answers", "P1.1", "confidence"), "low")],
        "answers:\n  P1.1:\n    level: 2\n    note: |\n      one\n      # two\n    confidence: low\n\n  P1.2: 1\n",
    ),
    "a block of text that keeps its empty lines": (
        "answers:\n  P1.1:\n    note: |+\n      one\n\n  P1.2: 1\n",
        [level("P1.1")],
        "answers:\n  P1.1:\n    note: |+\n      one\n\n    level: 3\n  P1.2: 1\n",
    ),
    "a block of text replaced": (
        "answers:\n  P1.1:\n    note: >- # said\n      one\n      two\n    level: 2\n",
        [Edit(("answers", "P1.1", "note"), "new")],
        "answers:\n  P1.1:\n    note: new  # said\n    level: 2\n",
    ),
    "evidence as a list with dashes under the key": (
        "answers:\n  P1.1:\n    evidence:\n    - {title: a}  # e\n    level: 2\n",
        [Edit(("answers", "P1.1", "evidence"), {"title": "b", "link": "c.pdf"}, APPEND)],
        "answers:\n  P1.1:\n    evidence:\n    - {title: a}  # e\n    - {title: b, link: c.pdf}\n    level: 2\n",
    ),
    "evidence in brackets": (
        "answers: {P1.1: {level: 2, evidence: [a, b,]}}\n",
        [Edit(("answers", "P1.1", "evidence"), {"title": "c, d"}, APPEND)],
        'answers: {P1.1: {level: 2, evidence: [a, b, {title: "c, d"}]}}\n',
    ),
    "evidence that is one text": (
        "answers:\n  P1.1: {evidence: a}\n",
        [Edit(("answers", "P1.1", "evidence"), {"title": "b"}, APPEND)],
        "answers:\n  P1.1: {evidence: [a, {title: b}]}\n",
    ),
    "evidence for the first time, in a block": (
        "answers:\n  P1.1:\n    level: 2\n",
        [Edit(("answers", "P1.1", "evidence"), {"title": "b"}, APPEND)],
        "answers:\n  P1.1:\n    level: 2\n    evidence:\n      - {title: b}\n",
    ),
    "a state takes the place of another": (
        "answers:\n  P1.1:\n    not_applicable: none here  # says the CIO\n    note: m\n",
        [Edit(("answers", "P1.1", "not_applicable"), Unquoted("2"), RENAME, "level")],
        "answers:\n  P1.1:\n    level: 2  # says the CIO\n    note: m\n",
    ),
    "braces over lines, comments inside": (
        "answers:\n  P1.1: {level: 2, # agreed\n    note: m # last\n    }\n",
        [level("P1.1"), Edit(("answers", "P1.1", "confidence"), "high")],
        "answers:\n  P1.1: {level: 3, # agreed\n    note: m, # last\n    confidence: high}\n",
    ),
    "an answer goes": ("answers:\n  P1.1: 1\n  P1.2: 2\n", [remove("answers", "P1.1")], "answers:\n  P1.2: 2\n"),
    "the last answer goes": ("answers:\n  P1.1:\n    level: 1\n", [remove("answers", "P1.1")], "answers: {}\n"),
    "an answer with comments leaves its key to them": (
        "answers:\n  P1.1:  # first\n    level: 1 # second\n  # third\n  P1.2: 2\n  P1.3: 3\n",
        [remove("answers", "P1.1"), remove("answers", "P1.2"), remove("answers", "P1.3")],
        "answers:\n  P1.1:  # first\n    # second\n  # third\n  P1.2:\n",
    ),
    "a field goes, its comment stays": (
        "answers:\n  P1.1:\n    level: 1 # seen\n    note: m\n",
        [remove("answers", "P1.1", "level")],
        "answers:\n  P1.1:\n    # seen\n    note: m\n",
    ),
    "fields in braces go": (
        "answers: {P1.1: {level: 1, note: m}, P1.2: , P1.3: 4}\n",
        [remove("answers", "P1.1", "level"), remove("answers", "P1.3"), remove("answers", "P9.9")],
        "answers: {P1.1: {note: m}, P1.2: }\n",
    ),
    "everything in braces": (
        '{"answers": {"P1.1": {"level": "1"}}}',
        [level("P1.1"), level("P1.2"), Edit(("wording", "P1.1"), "5f2c9a1e")],
        '{"answers": {"P1.1": {"level": 3}, P1.2: {level: 3}}, wording: {P1.1: 5f2c9a1e}}',
    ),
    "tabs and spaces before comments": (
        "answers:\n  P1.1: 1 \t # c\n",
        [Edit(("answers", "P1.1"), Unquoted("2"))],
        "answers:\n  P1.1: 2 \t # c\n",
    ),
    "a key in quotes": (
        'answers:\n  "P1.1" : 1\n',
        [Edit(("answers", "P1.1"), {"level": Unquoted("3")})],
        'answers:\n  "P1.1" : {level: 3}\n',
    ),
    "beyond the first plane": (
        "answers:\n  P1.1: {note: 😀 客户}  # 😀\n  P1.2: 1\n",
        [Edit(("answers", "P1.2"), Unquoted("2"))],
        "answers:\n  P1.1: {note: 😀 客户}  # 😀\n  P1.2: 2\n",
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_literal(name: str) -> None:
    before, edits, after = PAIRS[name]
    assert spliced(before, *edits) == after


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words", "plain words"),
        ("Don't know", "Don't know"),
        ("yes", '"yes"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("", '""'),
        ("3", '"3"'),
        ("1.10", '"1.10"'),
        ("2026-09-30", '"2026-09-30"'),
        ("12:30", '"12:30"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        (" a ", '" a "'),
        ('say "x" \\ y', '"say \\"x\\" \\\\ y"'),
        ("one\ntwo\n", '"one\\ntwo\\n"'),
        ("tab\there", '"tab\\there"'),
        ("客户 😀", '"客户 😀"'),
        ("客户", "客户"),
        ("a,b", '"a,b"'),
        ("#1", '"#1"'),
        ("\ufeffx", '"\\ufeffx"'),
    ],
)
def test_text_is_quoted_where_needed(text: str, written: str) -> None:
    assert flow_text(text) == written
    assert read(f"k: {written}\nl: [{written}]\n") == {"k": text, "l": [text]}


TEXT = st.one_of(
    st.sampled_from(
        [
            "yes",
            "3",
            ": ",
            "# x",
            "- a",
            " a",
            "a ",
            "'",
            '"',
            "\\",
            "{",
            "a: b",
            "null",
            "~",
            "x\ny",
            "\t",
            "a #b",
            "0x1F",
            "1e5",
        ]
    ),
    st.text(
        st.characters(
            exclude_categories=["Cs", "Cc"],
            exclude_characters="\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
        ),
        max_size=30,
    ),
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from("12345"),
        "note": TEXT,
        "evidence": st.lists(
            st.one_of(TEXT, st.fixed_dictionaries({"title": TEXT}, optional={"link": TEXT})), max_size=3
        ),
        "confidence": st.sampled_from(["low", "high"]),
    },
)
ANSWER = st.one_of(st.none(), st.sampled_from("12345"), FIELDS)
IDS = st.sampled_from(["P1.1", "P1.2", "P2.1", "P2.2", "null"])
DATA = st.fixed_dictionaries(
    {"playbook": st.just("p")},
    optional={
        "subject": st.fixed_dictionaries({}, optional={"agency": TEXT}),
        "answers": st.one_of(st.none(), st.dictionaries(IDS, ANSWER, max_size=4)),
        "wording": st.dictionaries(IDS, st.just("5f2c9a1e"), max_size=3),
        "targets": st.one_of(
            st.none(), st.dictionaries(IDS, st.fixed_dictionaries({"level": st.just("4")}), max_size=2)
        ),
    },
)
EDITS = st.one_of(
    st.builds(lambda id, key: Edit(("answers", id, "level"), Unquoted(key)), IDS, st.sampled_from("12345")),
    st.builds(lambda id, text: Edit(("answers", id, "note"), text), IDS, TEXT),
    st.builds(lambda id, text: Edit(("answers", id, "evidence"), {"title": text}, APPEND), IDS, TEXT),
    st.builds(lambda id, answer: Edit(("answers", id), answer), IDS, ANSWER),
    st.builds(lambda id: remove("answers", id), IDS),
    st.builds(lambda id, field: remove("answers", id, field), IDS, st.sampled_from(["level", "note", "evidence"])),
    st.builds(lambda id, text: Edit(("answers", id, "level"), text, RENAME, "not_applicable"), IDS, TEXT),
    st.builds(lambda id: Edit(("wording", id), "0a1b2c3d"), IDS),
    st.builds(lambda id: Edit(("targets", id), {"level": Unquoted("5")}), IDS),
    st.builds(lambda id: remove("targets", id), IDS),
)


class Writer:
    """Writes data as a person might: braces or lines at each place, any indentation, comments in between."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 3, 4]))
        self.dash = draw(st.sampled_from([0, 2]))
        self.count = 0
        self.remarks = draw(st.booleans())

    def maybe(self) -> bool:
        return bool(self.draw(st.booleans()))

    def remark(self) -> str:
        if not self.remarks or not self.maybe():
            return ""
        self.count += 1
        return f"{self.draw(st.sampled_from([' ', '   ']))}# c{self.count} {{: , [- '"

    def above(self, indent: int) -> list[str]:
        remark = self.remark().strip()
        return [" " * indent + remark] if remark else [""] if self.draw(st.integers(0, 9)) == 0 else []

    def text(self, value: str) -> str:
        if value and self.maybe() and "\n" not in value:
            return "'" + value.replace("'", "''") + "'"
        return flow_text(value)

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{flow_text(k)}: {self.flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        return "" if value is None else self.text(value)

    def lines(self, data: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            lines += self.above(indent)
            lines += self.pair(key, value, indent)
        return lines

    def pair(self, key: str, value: Any, indent: int) -> list[str]:
        start = " " * indent + flow_text(key) + ":"
        if isinstance(value, dict | list) and value and self.maybe():
            below = (
                self.lines(value, indent + self.step)
                if isinstance(value, dict)
                else self.items(value, indent + self.dash)
            )
            return [start + self.remark(), *below]
        if isinstance(value, str) and re.fullmatch(r"[a-z][a-z ]*[a-z]", value) and self.maybe():
            return [start + " |-" + self.remark(), " " * (indent + self.step) + value]
        return [(start + " " + self.flow(value)).rstrip(" ") + self.remark()]

    def items(self, values: list[Any], indent: int) -> list[str]:
        return [f"{' ' * indent}- {self.flow(value)}{self.remark()}" for value in values]


@st.composite
def files(draw: Callable[[Any], Any]) -> str:
    writer = Writer(draw)
    lines = [*writer.lines(draw(DATA), 0), *writer.above(0)]
    text = "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n"]))
    return text.replace("\n", "\r\n") if draw(st.integers(0, 4)) == 0 else text


def owners(text: str) -> dict[str, str]:
    """Return, for each comment at the end of a line, the key that the line begins with."""
    keys = {}
    for line in text.splitlines():
        remark = re.search(r"# c(\d+) \{: , \[- '$", line)
        key = re.match(r"\s*([\w.]+|\"null\")\s*:", line)
        if remark and key:
            keys[remark.group(1)] = key.group(1)
    return keys


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), st.lists(EDITS, min_size=1, max_size=3))
def test_every_patch_is_proven(before: str, edits: list[Edit]) -> None:
    """What comes out holds the old data, the change and every comment, each beside the key it stood at."""
    page = Page("x", before)
    data = plain_data(parse(page, Problems()))
    assert isinstance(data, dict)
    after = spliced(before, *edits)
    assert without_empty_fields(read(after)) == without_empty_fields(apply_edits(data, edits))
    was, now = owners(before), owners(after)
    gone = {edit.path[-1] for edit in edits}
    assert all(now[remark] == key for remark, key in was.items() if remark in now and key not in gone)
    assert list(comments(parse(page, Problems()))) == list(comments(parse(Page("x", after), Problems())))
    if "\r\n" in before:
        assert "\n" not in after.replace("\r\n", "")


def alike(one: str, two: str) -> int:
    """How many characters two texts have in common at the start."""
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), IDS, st.sampled_from("12345"))
def test_only_the_bytes_of_the_value_change(before: str, question: str, key: str) -> None:
    """A new answer or level changes one range of the file; what is before and after it stays."""
    data = plain_data(parse(Page("x", before), Problems()))
    assert isinstance(data, dict)
    answers = data.get("answers") or {}
    assert isinstance(answers, dict)
    whole = not isinstance(answers.get(question), dict)
    edit = Edit(("answers", question), {"level": Unquoted(key)}) if whole else level(question, key)
    after = spliced(before, edit)
    same = alike(before, after)
    behind = alike(before[same:][::-1], after[same:][::-1])
    new, old = after[same : len(after) - behind], before[same : len(before) - behind]
    assert len(new) <= 60
    assert len(old) <= len(str(answers.get(question, ""))) + 30


def test_the_proof_notices() -> None:
    page = ParsedPage(Page("x", "answers: {P1.1: 2}  # c\n"))
    with pytest.raises(NotPatched, match="would not read back"):
        prove(page, reparse("x", "answers: {P1.1: 3, P1.2: 1}  # c\n"), [Edit(("answers", "P1.1"), "3")])
    with pytest.raises(NotPatched, match="a comment would be lost"):
        prove(page, reparse("x", "answers: {P1.1: 3}\n"), [Edit(("answers", "P1.1"), "3")])
    with pytest.raises(NotPatched, match="not be readable"):
        reparse("x", "answers: {P1.1: 3\n")
    with pytest.raises(NotPatched, match="is a list"):
        spliced("answers: [a]\n", level("P1.1"))


# ---- files -----------------------------------------------------------------------------------------

START = "playbook: p\nanswers:\n  P1.1: 2  # c\n"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_bytes(START.encode())
    return path


def test_save_keeps_mark_mode_and_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"\xef\xbb\xbf" + START.encode())
    real.chmod(0o640)
    link.symlink_to(real)
    AnswerFile.open(str(link)).save([level("P1.2")])
    assert link.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbf" + START.encode() + b"  P1.2: {level: 3}\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert names(tmp_path) == ["link.yaml", "real.yaml"]


def test_saves_follow_one_another_and_go_back(file: Path) -> None:
    store = AnswerFile.open(str(file))
    store.save([level("P1.2")])
    kept = store.text
    store.save([level("P1.3")])
    store.undo(Inverse(kept, store.text))
    assert file.read_text() == START + "  P1.2: {level: 3}\n"


def test_the_file_changed_after_it_was_read(file: Path) -> None:
    store = AnswerFile.open(str(file))
    times = file.stat()
    other = START.replace("2", "4").encode()  # as long as before, and as old
    file.write_bytes(other)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    with pytest.raises(FileChanged, match="someone else changed"):
        store.save([level("P1.1")])
    assert file.read_bytes() == other
    file.unlink()
    with pytest.raises(FileChanged, match="was deleted"):
        store.save([level("P1.2")])
    assert not file.exists()


def test_what_cannot_be_patched_goes_into_a_rescue_copy(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    before = "answers: { # mine\n}\nnote: [x]\n"
    file.write_text(before)
    (tmp_path / "answers.rescue.yaml").write_text("of earlier\n")
    store = AnswerFile.open(str(file))
    edits = [Edit(("answers", "P1.1"), {"level": Unquoted("3")}), Edit(("answers", "P1.1", "note"), "\ud800")]
    with pytest.raises(SavedToCopy) as caught:
        store.save(edits)
    assert file.read_text() == before
    assert caught.value.copy == tmp_path / "answers.rescue-2.yaml"
    assert (tmp_path / "answers.rescue.yaml").read_text() == "of earlier\n"
    assert read(caught.value.copy.read_text())["answers"]["P1.1"] == {"level": "3", "note": "\\u{D800}"}
    with pytest.raises(SavedToCopy) as again:
        store.save(edits)
    assert again.value.copy == caught.value.copy


def test_saving_elsewhere_leaves_the_file_alone(file: Path, tmp_path: Path) -> None:
    store, other = AnswerFile.open(str(file)), tmp_path / "other.yaml"
    store.save_elsewhere(other, [level("P1.2")])
    assert other.read_text() == START + "  P1.2: {level: 3}\n"
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    assert file.read_text() == START
    with pytest.raises(FileExistsError):
        store.save_elsewhere(other, [])
    odd = [level("P1.2"), Edit(("answers", "P1.2", "note"), "\ud800")]  # no text that can be proven
    store.save_elsewhere(tmp_path / "odd.yaml", odd)
    large = [Edit(("answers", "P1.2", "note"), "x" * (2 << 20))]
    with pytest.raises(OSError, match="the file would be larger than 2 MiB"):
        store.save_elsewhere(tmp_path / "large.yaml", large)
    assert not (tmp_path / "large.yaml").exists()
    store.save_elsewhere(tmp_path / "large.yaml", large, unread=True)  # the last place there is for them
    assert (tmp_path / "large.yaml").stat().st_size > 2 << 20
    assert read((tmp_path / "odd.yaml").read_text())["answers"]["P1.2"] == {"level": "3", "note": "\\u{D800}"}


def test_a_second_hard_link_is_reported(file: Path, tmp_path: Path) -> None:
    store = AnswerFile.open(str(file))
    assert hard_link_warning(file) == ""
    os.link(file, tmp_path / "second.yaml")
    said = f"{file} has another name on this disk (a hard link). Saving changes only the file under this name."
    assert hard_link_warning(file) == said
    store.save([level("P1.2")])
    assert (tmp_path / "second.yaml").read_text() == START
    assert hard_link_warning(file) == ""


def test_a_link_to_nothing_yet_stays_a_link(tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "real.yaml")
    write_new(link, {"playbook": "p"})
    assert link.is_symlink()
    assert (tmp_path / "real.yaml").read_text() == "playbook: p\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_root_leaves_a_file_to_its_owner(file: Path) -> None:
    os.chown(file, 12345, 23456)
    file.chmod(0o640)
    AnswerFile.open(str(file)).save([level("P1.2")])
    now = file.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (12345, 23456, 0o640)


def test_a_file_that_would_be_too_large_is_not_written(file: Path) -> None:
    with pytest.raises(OSError, match="the file would be larger than 2 MiB"):
        AnswerFile.open(str(file)).save([Edit(("answers", "P1.1", "note"), "x" * (2 << 20))])
    assert file.read_text() == START
    assert names(file.parent) == ["answers.yaml"]  # nor is there a copy that no command could read


def test_create(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    write_new(
        file,
        {
            "playbook": "p",
            "version": "1.0",
            "subject": {"agency": "A: B"},
            "date": Unquoted("2026-11-22"),
            "answers": {},
        },
    )
    assert (
        file.read_text() == 'playbook: p\nversion: "1.0"\nsubject:\n  agency: "A: B"\ndate: 2026-11-22\nanswers: {}\n'
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_new(file, {})
    try_folder(file)
    assert names(tmp_path) == ["new.yaml"]
    with pytest.raises(OSError, match="no such folder"):
        try_folder(tmp_path / "none" / "new.yaml")


@given(DATA)
def test_a_new_file_reads_back(data: dict[str, Any]) -> None:
    assert without_empty_fields(read(yaml_text(data))) == without_empty_fields(data)


def test_a_long_name_of_letters_that_take_several_bytes_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / f"{'評' * 78}.yaml"
    write_whole(path, b"a: 1\n")
    write_whole(path, b"a: 2\n")
    assert path.read_bytes() == b"a: 2\n"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become two users")
def test_a_team_keeps_its_file_when_a_member_saves(tmp_path: Path) -> None:
    """The owner cannot be kept by somebody else, but the group can by who belongs to it."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        folder.chmod(0o777)
        path = folder / "a.yaml"
        path.write_bytes(b"a: 1\n")
        path.chmod(0o664)
        os.chown(path, 1001, 2000)
        child = os.fork()
        if child == 0:
            os.setgroups([2000])
            os.setgid(1002)
            os.setuid(1002)
            try:
                write_whole(path, b"a: 2\n")
            except BaseException:
                os._exit(1)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        status = path.stat()
        assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (1002, 2000, 0o664)
    finally:
        shutil.rmtree(folder)


def test_what_does_not_go_in_together_goes_in_one_by_one(tmp_path: Path) -> None:
    """An answer taken back and a vote given at the same question, both waiting for a disk that works again."""
    path = tmp_path / "a.yaml"
    path.write_text("playbook: p\nanswers:\n  P1.1: 2\n  P1.2: 3 # x\n  P1.3: 4\n")
    vote = Edit(("answers", "P1.2", "votes"), {"who": "Eve", "level": Unquoted("2")}, APPEND)
    AnswerFile.open(str(path)).save([remove("answers", "P1.2"), vote])
    assert path.read_text() == (
        "playbook: p\nanswers:\n  P1.1: 2\n  P1.2: {votes: [{who: Eve, level: 2}]} # x\n  P1.3: 4\n"
    )


def test_a_rename_that_is_refused_names_the_file_and_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with the sticky bit, such as /tmp, only the owner of a file may replace it."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError) as caught:
        write_whole(path, b"new")
    assert str(caught.value) == f"[Errno 1] only its owner may replace this file in its folder: '{path}'"
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (b"old", ["a.yaml"])
