"""Whatever anyone said is in a merged file, under their name; and no name is in a report that withholds names."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import cxassess, tiny
from support.marks import slow_except

from cxassess.answers import Library, load_answers
from cxassess.answers.file.conflict import Data
from cxassess.playbook import Catalog
from cxassess.portfolio.combine import combine
from cxassess.portfolio.input_file import read_input
from cxassess.source.emit import Value, yaml_text

QUESTIONS = ("A1", "A2", "B1")
WORD = re.compile(r"(?:Text|Name)\d+x")
STATES = ("level", "not_applicable", "unknown", "")


class Files:
    """Random answer files of several people, in which every text and every name occurs once."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.count = 0

    def text(self) -> str:
        self.count += 1
        return f"Text{self.count}x said{self.dice.choice(['', '.', ': so', chr(10) + 'and more'])}"

    def name(self) -> str:
        self.count += 1
        return f"Name{self.count}x" + self.dice.choice(["", " Archer"])

    def some(self, share: float = 0.4) -> bool:
        return self.dice.random() < share

    def key(self) -> str:
        return self.dice.choice("123")

    def vote(self) -> Data:
        vote: Data = {"who": self.name(), "level": self.key()}
        if self.some():
            vote["role"] = self.text()
        return vote | ({"note": self.text()} if self.some() else {})

    def evidence(self) -> Value:
        piece: Data = {"title": self.text()} | ({"link": self.text()} if self.some() else {})
        return self.dice.choice([self.text(), piece | ({"who": [self.name()]} if self.some(0.2) else {})])

    def answer(self) -> Data:
        state = self.dice.choice(STATES)
        answer: Data = {}
        if state:
            answer[state] = {"level": self.key(), "not_applicable": self.text(), "unknown": "true"}[state]
        for field, make in {"reason": self.text, "note": self.text}.items():
            if self.some():
                answer[field] = make()
        for field, one in {"votes": self.vote, "evidence": self.evidence}.items():
            if self.some():
                answer[field] = [one() for _ in range(self.dice.randint(1, 3))]
        if self.some(0.2):
            answer["remarks"] = [{"who": self.name(), "text": self.text()}]
        return answer | ({"confidence": self.dice.choice(["low", "high"])} if self.some() else {})

    def file(self, number: int) -> Data:
        data: Data = {"playbook": "tiny", "version": "1", "respondent": {"name": self.name(), "role": self.text()}}
        data["answers"] = {id: self.answer() for id in QUESTIONS if self.some(0.8)}
        if self.some():
            data["targets"] = {"A": {"level": self.key(), "owner": self.name()}, "B": {"score": "1.5"}}
            data["silence"] = {"one-role": self.text()}
        if self.some():
            data["actions"] = [{"play": "A", "text": self.text(), "owner": self.name(), "measure": self.text()}]
        if self.some() and number == 0:  # a merged file holds three
            data["asks"] = [{"text": self.text(), "who": self.name()}]
            data["review"] = {"by": self.name()}
            data["owners"] = {"A": self.name()}
        return data

    def write(self, folder: Path) -> list[Path]:
        paths = [folder / f"{number}.yaml" for number in range(self.dice.randint(2, 4))]
        for number, path in enumerate(paths):
            path.write_text(yaml_text(self.file(number)), encoding="utf-8")
        return paths


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(Catalog(()), tiny(tmp_path_factory.mktemp("playbooks")))


def values(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from values(item)
    elif data is not None:
        yield str(data)


def who_said(data: Data) -> set[tuple[str, str]]:
    """Each vote with who gave it, as pairs of a name and a level."""
    answers = data["answers"]
    assert isinstance(answers, dict)
    pairs = set()
    for answer in answers.values():
        assert isinstance(answer, dict)
        for vote in answer.get("votes") or []:
            pairs.add((str(vote["who"]), str(vote["level"])))  # type: ignore[index, call-overload]
    return pairs


@pytest.mark.parametrize("start", slow_except(range(0, 400, 40), 0))
def test_everything_that_anyone_said_is_in_the_merged_file(start: int, library: Library, tmp_path: Path) -> None:
    for seed in range(start, start + 40):
        files = Files(seed)
        paths = files.write(tmp_path)
        inputs = [read_input(str(path), library) for path in paths]
        merged = combine(inputs).data
        (tmp_path / "all.yaml").write_text(yaml_text(merged, block=2), encoding="utf-8")
        answers = load_answers(str(tmp_path / "all.yaml"), library).answers  # every command reads it
        kept = "\n".join(values(merged))
        said = set(WORD.findall("".join(path.read_text(encoding="utf-8") for path in paths)))
        assert said - set(WORD.findall(kept)) == set(), seed
        for one in inputs:
            assert who_said({"answers": one.get("answers") or {}}) <= who_said(merged), seed
            for id, answer in one.loaded.answers.by_question.items():
                new, who = answers.answer(id), one.loaded.answers.header.respondent
                given = [(vote.who, vote.level) for vote in new.votes]
                assert answer.state != "level" or new.level == answer.level or (who, answer.level) in given, seed


FORMATS = ("html", "md", "json", "docx")


@pytest.mark.parametrize("seed", slow_except(range(12), 0))
def test_no_name_is_in_a_copy_without_names(seed: int, library: Library, tmp_path: Path) -> None:
    """Names are those in the fields for names; what people wrote into texts stays."""
    files = Files(seed)
    paths = files.write(tmp_path)
    assert library.given is not None
    options = ("--playbook", library.given)
    assert cxassess("merge", *paths, "-o", "all.yaml", *options, cwd=tmp_path).returncode == 0
    outputs = [cxassess("report", "all.yaml", "--redact", "names", *options, cwd=tmp_path)]
    for suffix in FORMATS:
        words = ("-o", f"report.{suffix}", "--redact", "names", "--baseline", paths[0], "--explain", "--size", "full")
        outputs.append(cxassess("report", "all.yaml", *words, *options, cwd=tmp_path))
    assert [one.returncode for one in outputs] == [0] * 5, outputs[-1].stderr
    texts = [text.decode() for one in outputs for text in (one.stdout, one.stderr)]
    texts += [(tmp_path / f"report.{suffix}").read_text(encoding="utf-8") for suffix in FORMATS if suffix != "docx"]
    with zipfile.ZipFile(tmp_path / "report.docx") as word:
        texts.append("".join(word.read(name).decode("utf-8", "replace") for name in word.namelist()))
    for text in texts:
        assert re.findall(r"Name\d+x", text) == []
