"""Every kind of edit in answer files of every YAML style: what was changed is there, and every command reads the file."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import cxassess, tiny
from support.marks import slow_except

from cxassess.answers import Answers, Ask, Library, Loaded, Vote
from cxassess.answers.edit import Changes
from cxassess.answers.library import load_root
from cxassess.playbook import Catalog, Playbook
from cxassess.problems import Location, Page
from cxassess.source.edits import RENAME, Edit, NotPatched
from cxassess.source.emit import Unquoted
from cxassess.source.parsed_page import ParsedPage, prove, reparse

KEYS = "123"
QUESTIONS = ("A1", "A2", "B1")
TEXTS = (
    "short",
    "a: b",
    "it's # not a comment",
    'say "so"',
    "two\nlines",
    "- dash",
    "{brace",
    "yes",
    "2",
    "ends \\",
    "é, ü",
)


class OddWriter:
    """Writes plain data in any of the styles that YAML has for it, with comments wherever they may be."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.comments = dice.random() < 0.5
        self.json = dice.random() < 0.2
        self.count = 0

    def one(self, *choices: str) -> str:
        return self.dice.choice(choices)

    def comment(self) -> str:
        """A comment at the end of a line, mostly none."""
        if not self.comments or self.dice.random() < 0.7:
            return ""
        self.count += 1
        return f" # c{self.count} {{: , [- '"

    def scalar(self, text: str, key: bool = False) -> str:
        """Text on one line, plain where it can be."""
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        styles = [quoted]
        if "\n" not in text and not self.json:
            styles.append("'" + text.replace("'", "''") + "'")
            if text.replace(".", "").replace("_", "").replace("-", "").isalnum():
                styles += [text] * 3
        return self.dice.choice(styles)

    def gap(self, depth: int) -> str:
        """What may be between two signs inside braces."""
        if self.json:
            return ""
        lines = "\n" + " " * self.dice.randint(depth, depth + 3)
        return self.dice.choice(["", "", " ", " ", "  ", self.comment() + lines])

    def flow(self, value: Any, depth: int) -> str:
        if isinstance(value, str):
            return self.scalar(value)
        if value is None:
            return self.one("", "~", "null") if not self.json else "null"
        items = self.pairs(value, depth) if isinstance(value, dict) else [self.flow(item, depth) for item in value]
        items = [item for item in items if item] if isinstance(value, list) else items
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        if not items:
            return opening + self.gap(depth) + closing
        comma = "," if self.dice.random() < 0.15 and not self.json else ""
        text = "".join(
            self.gap(depth) + item + self.gap(depth) + ("," if at < len(items) else comma)
            for at, item in enumerate(items, 1)
        )
        return opening + text + self.gap(depth) + closing

    def pairs(self, value: dict[str, Any], depth: int) -> list[str]:
        pairs = []
        for key, item in value.items():
            name, text = self.scalar(key, key=True), self.flow(item, depth)
            is_quoted = name[0] in "\"'"
            space = self.one("", " ") if is_quoted else " "
            before = self.one("", "", "", " ") if not self.json else ""
            mark = "? " if not self.json and self.dice.random() < 0.08 else ""
            if not text and self.dice.random() < 0.3 and not self.json:
                pairs.append(mark + name)
            else:
                pairs.append(f"{mark}{name}{before}:{space}{text}")
        return pairs

    def block(self, data: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            if self.comments and self.dice.random() < 0.1:
                lines.append(" " * indent + self.comment().strip())
            if self.dice.random() < 0.05:
                lines.append("")
            lines += self.block_pair(key, value, indent)
        return lines

    def block_pair(self, key: str, value: Any, indent: int) -> list[str]:
        pad, name = " " * indent, self.scalar(key, key=True)
        step = self.dice.choice([1, 2, 2, 4])
        if self.dice.random() < 0.08:
            start = [f"{pad}? {name}{self.comment()}", f"{pad}:"]
        else:
            start = [f"{pad}{name}{self.one('', '', '', ' ')}:"]
        *above, last = start
        if isinstance(value, dict) and value and self.dice.random() < 0.6:
            below = self.block(value, indent + step)
            return [*above, last + self.comment(), *below]
        if isinstance(value, list) and value and self.dice.random() < 0.6:
            return [*above, last + self.comment(), *self.items(value, indent + self.dice.choice([0, 2, 3]))]
        if value is None:
            return [*above, last + self.one("", " ~", " null") + self.comment()]
        if isinstance(value, str) and self.dice.random() < 0.3:
            return [*above, *self.block_text(last, value, indent + step)]
        text = self.flow(value, indent + 1)
        if self.dice.random() < 0.1:
            return [*above, last + self.comment(), " " * (indent + step) + text + self.comment()]
        return [
            *above,
            last
            + self.one(" ", " ", "  ", "\t" if isinstance(value, str) and not above else " ")
            + text
            + self.comment(),
        ]

    def block_text(self, start: str, value: str, indent: int) -> list[str]:
        pad = " " * indent
        sign = "|" if "\n" in value else self.one("|", ">")
        return [
            f"{start} {sign}{self.one('-', '-', '-', '+', '')}{self.comment()}",
            *(pad + line for line in value.split("\n")),
        ]

    def items(self, values: list[Any], indent: int) -> list[str]:
        lines = []
        for value in values:
            space = self.one(" ", " ", "   ")
            if isinstance(value, dict) and value and self.dice.random() < 0.5:
                below = self.block(value, indent + 1 + len(space))
                below = [line for line in below if line.strip() and not line.lstrip().startswith("#")] or ["{}"]
                lines.append(" " * indent + "-" + space + below[0].lstrip())
                lines += below[1:]
            else:
                lines.append(f"{' ' * indent}-{space}{self.flow(value, indent + 2)}{self.comment()}")
        return lines

    def file(self, data: dict[str, Any]) -> str:
        in_braces = self.json or self.dice.random() < 0.1
        lines = [self.flow(data, 1) + self.comment()] if in_braces else self.block(data, 0)
        if self.dice.random() < 0.1:
            lines = [self.one("---", "--- # start"), *lines]
            if self.dice.random() < 0.5:
                lines.append("...")
        text = "\n".join(lines) + self.one("\n", "\n", "", "\n\n")
        return text.replace("\n", "\r\n") if self.dice.random() < 0.15 else text


def random_data(dice: random.Random) -> dict[str, Any]:
    """A valid answer file as plain data; with fields that hold nothing, too."""

    def text() -> str:
        return dice.choice(TEXTS)

    def some(fields: dict[str, Callable[[], Any]], share: float) -> dict[str, Any]:
        return {name: make() for name, make in fields.items() if dice.random() < share}

    def answer() -> Any:
        kind = dice.randrange(8)
        if kind == 0:
            return dice.choice([*KEYS, "dk", "don't know"])
        if kind == 1:
            return None
        states: list[dict[str, Any]] = [
            {"level": dice.choice(KEYS)}, {"level": dice.choice(KEYS)}, {"not_applicable": "No such: center"}, {"unknown": "true"},
            {}, {"level": None}, {"level": "dk"},
        ]  # fmt: skip
        fields: dict[str, Callable[[], Any]] = {
            "note": text,
            "reason": text,
            "confidence": lambda: dice.choice(["low", "high"]),
            "evidence": lambda: [dice.choice([text(), {"title": text()}, {"title": text(), "link": "x.pdf"}])],
            "votes": lambda: [{"who": who, "level": dice.choice(KEYS)} for who in ("Ann", "Ben")[: dice.randint(1, 2)]],
        }
        pairs = [*dice.choice(states).items(), *some(fields, 0.3).items()]
        dice.shuffle(pairs)
        return dict(pairs)

    data: dict[str, Any] = {"playbook": "tiny", "version": "1"}
    data |= some({"subject": lambda: some({"agency": text, "service": text}, 0.5), "date": lambda: "2026-11-22"}, 0.5)
    data |= some({"review": lambda: some({"by": text, "date": lambda: "2026-12-01"}, 0.5)}, 0.3)
    data |= some({"respondent": lambda: some({"name": text, "role": text}, 0.5)}, 0.4)
    if dice.random() < 0.9:
        data["answers"] = {id: answer() for id in QUESTIONS if dice.random() < 0.7} or dice.choice([None, {}])
    data |= some(
        {
            "asks": lambda: [dice.choice([text(), {"text": text()}]), {"who": text(), "text": text()}][
                : dice.randint(1, 2)
            ]
        },
        0.4,
    )
    data |= some(
        {"targets": lambda: {"A": {"level": "2"}, "B1": {"level": "3"}}, "wording": lambda: {"A1": "0a1b2c3d"}}, 0.3
    )
    return data


def random_change(dice: random.Random, changes: Changes, playbook: Playbook) -> str:
    """Make one change of any kind; what it was."""
    question = playbook.by_id[dice.choice(QUESTIONS)]
    id, key, text = question.id, dice.choice(KEYS), dice.choice(TEXTS)
    kinds: dict[str, Callable[[], object]] = {
        "level": lambda: changes.level(question, key),
        "not applicable": lambda: changes.not_applicable(question, f"None: {text}"),
        "unknown": lambda: changes.unknown(question),
        "clear": lambda: changes.clear(question),
        "note": lambda: changes.note(id, dice.choice([text, ""])),
        "confidence": lambda: changes.confidence(id, dice.choice(["medium", ""])),
        "agreed": lambda: changes.agreed(id, dice.choice([text, ""])),
        "evidence": lambda: changes.evidence(id, text, dice.choice(["", "y.pdf"])),
        "no evidence": lambda: changes.remove_evidence(id),
        "vote": lambda: changes.vote(question, Vote(dice.choice(["Ann", "Cleo"]), "", key, dice.choice(["", text]))),
        "no votes": lambda: changes.votes(question, []),
        "agree": lambda: changes.agree(question, key, text),
        "metadata": lambda: changes.metadata(
            dice.choice([("subject", "agency"), ("respondent", "name"), ("respondent", "role"), ("review", "by")]),
            dice.choice([text, ""]),
        ),
        "target": lambda: changes.target(dice.choice(["A", id]), dice.choice([key, ""])),
        "review date": lambda: changes.metadata(("review", "date"), dice.choice([Unquoted("2027-01-31"), ""])),
        "ask": lambda: len(changes.answers.asks) < 3 and changes.add_ask(Ask(text, dice.choice(["", text]))),
        "asks": lambda: changes.asks([Ask(text, "", datetime.date(2027, 1, 31))][: dice.randint(0, 1)]),
        "score": lambda: changes.score(dice.choice(["A", "overall"]), dice.choice(["1.5", ""])),
    }
    kind = dice.choice(list(kinds))
    kinds[kind]()
    return f"{kind} {id} {key} {text!r}"


def meaning(answers: Answers) -> tuple[Any, ...]:
    """What answers say, without the places."""
    blank = Location("", 1, 1)
    by_question = {id: one._replace(where=blank) for id, one in answers.by_question.items()}
    by_question = {id: one for id, one in by_question.items() if one != type(one)(id, where=blank)}
    targets = {id: one._replace(where=blank) for id, one in answers.targets.items()}
    return answers.header._replace(where=blank), by_question, targets, answers.wording, answers.asks, answers.review


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(Catalog(()), tiny(tmp_path_factory.mktemp("playbooks")))


def load(page: ParsedPage, library: Library) -> Loaded:
    """As every command reads a file. Raises Invalid."""
    again = ParsedPage(Page("a.yaml", page.page.content))
    return load_root("a.yaml", again.root, library, again.problems)


def check_changes(seed: int, library: Library) -> None:
    """Change a random file a few times, each time as it would be saved, and read it again."""
    dice = random.Random(seed)
    page = ParsedPage(Page("a.yaml", OddWriter(dice).file(random_data(dice))))
    loaded = load(page, library)
    for _ in range(4):
        changes = Changes(loaded.answers)
        what = random_change(dice, changes, loaded.playbook)
        before, comments = page.page.content, page.comments
        page = page.patched(changes.edits)
        loaded = load(page, library)
        said = f"seed {seed}: {what}\n{before}\nbecame\n{page.page.content}"
        assert meaning(loaded.answers) == meaning(changes.answers), said
        assert page.comments == comments, said


@pytest.mark.parametrize("start", slow_except(range(0, 3000, 100), 0))
def test_a_change_in_any_style_is_read_back_as_it_was_meant(start: int, library: Library) -> None:
    for seed in range(start, start + 100):
        check_changes(seed, library)


HEAD = "playbook: tiny\n"
# The answers of a file, what is changed in it, and what is then in it.
ODD = {
    "quoted key without a space": (
        'answers: {"A1":{"level":2}}\n',
        "A1=unknown",
        'answers: {"A1":{"unknown":true}}\nwording:\n  A1: 81d9ac5c\n',
    ),
    "key in single quotes": (
        "answers: {'A1': {'level':2, 'note':''}}\n",
        "A1=na:None here",
        "answers: {'A1': {'not_applicable':None here, 'note':''}}\nwording:\n  A1: 81d9ac5c\n",
    ),
    "key with a question mark": (
        "answers:\n  ? A1 # mine\n  : level: 2\n",
        "A1=3",
        "answers:\n  ? A1 # mine\n  : level: 3\nwording:\n  A1: 81d9ac5c\n",
    ),
    "removed key with a question mark": ("answers:\n  ? A1\n  : {level: 2}\n  A2: 3\n", "A1=", "answers:\n  A2: 3\n"),
    "comment inside braces": (
        "answers: {A1: {level: 2, # agreed\n  note: x}}\n",
        "A1=unknown",
        "answers: {A1: {unknown: true, # agreed\n  note: x}}\nwording:\n  A1: 81d9ac5c\n",
    ),
    "comment between the braces of what is removed": (
        "answers: {A1: 2, # agreed\n  A2: 3}\n",
        "A1=",
        "answers: { # agreed\n          A2: 3}\n",
    ),
    "comment inside empty braces": (
        "answers:\n  A1: { # mine\n  }\n",
        "A1=3",
        "answers:\n  A1: { # mine\n  level: 3}\nwording:\n  A1: 81d9ac5c\n",
    ),
    "block of text at the end without a line end": (
        "answers:\n  A1:\n    note: |\n      two\n      lines",
        "A1=3",
        "answers:\n  A1:\n    note: |-\n      two\n      lines\n    level: 3\nwording:\n  A1: 81d9ac5c",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_but_valid_styles_are_edited(name: str, tmp_path: Path) -> None:
    before, change, after = ODD[name]
    path = tmp_path / "a.yaml"
    path.write_text(HEAD + before)
    folder = tiny(tmp_path / "playbooks")
    answered = cxassess("answer", path, change, "--playbook", folder)
    assert (answered.returncode, path.read_text()) == (0, HEAD + after), answered.stderr.decode()
    assert cxassess("score", path, "--playbook", folder).returncode == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.yaml", "playbooks"]


def test_the_proof_sees_fields_that_hold_nothing() -> None:
    page = ParsedPage(Page("x", 'answers: {"level":2}\n'))
    edit = Edit(("answers", "level"), "true", RENAME, "unknown")
    with pytest.raises(NotPatched, match="would not read back"):
        prove(page, reparse("x", "answers: {more: , unknown: true}\n"), [edit])
