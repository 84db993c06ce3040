"""The JSON Schemas describe what the readers accept, field by field, and what `score --format json` prints."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from support import EXAMPLE, ROOT, cxassess, tiny, write_answers

from cxassess.answers import Library, load_answers, read_plan
from cxassess.answers import header as answers_header
from cxassess.answers import read as answers_reading
from cxassess.answers.model import CONFIDENCE
from cxassess.cli.commands.schema import SCHEMAS
from cxassess.output.result import result_array, result_json
from cxassess.playbook import Catalog, overlay, read_play, read_scoring
from cxassess.playbook import read_playbook as playbook_reading
from cxassess.scoring import assess

OVERLAYS = sorted((ROOT / "playbooks" / "overlays").glob("*.yaml"))
PLAYS = sorted((ROOT / "playbooks").glob("*/plays/*.yaml"))
PLAYBOOKS = sorted((ROOT / "playbooks").glob("*/playbook.yaml"))


def schema(name: str) -> dict[str, Any]:
    path = ROOT / "cxassess" / "schemas" / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def as_json(value: Any) -> Any:
    """What an editor makes of YAML: names are text, dates stay text."""
    if isinstance(value, dict):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def problems(name: str, text: str) -> list[str]:
    """What the schema says against a file, each with its path."""
    data = as_json(yaml.safe_load(text))
    errors = Draft202012Validator(schema(name)).iter_errors(data)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def fields(name: str, *path: str) -> list[str]:
    """The names of the fields at a path of a schema, through references, lists and alternatives."""
    whole = schema(name)
    here: Any = whole
    for step in path:
        here = _into(whole, here, step)
    return list(_plain(whole, here)["properties"])


def _into(whole: dict[str, Any], here: Any, step: str) -> Any:
    here = _plain(whole, here)
    if step == "*":
        return here["items"] if "items" in here else here["additionalProperties"]
    return here["properties"][step]


def _plain(whole: dict[str, Any], here: Any) -> Any:
    """What a reference or a choice of forms comes to: the form with the fields."""
    while "$ref" in here or "properties" not in here:
        if "$ref" in here:
            here = whole["$defs"][here["$ref"].rsplit("/", 1)[1]]
        elif "anyOf" in here:
            here = next(one for one in here["anyOf"] if _leads_on(whole, one))
        else:
            return here
    return here


def _leads_on(whole: dict[str, Any], one: Any) -> bool:
    one = whole["$defs"][one["$ref"].rsplit("/", 1)[1]] if "$ref" in one else one
    return "properties" in one or "items" in one or isinstance(one.get("additionalProperties"), dict)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_valid_and_printed(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    done = cxassess("schema", name)
    assert done.returncode == 0
    assert json.loads(done.stdout) == schema(name)


def properties(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field that a schema describes."""
    if isinstance(value, list):
        for item in value:
            yield from properties(item)
    if isinstance(value, dict):
        if "type" in value:  # `if`, `not` and the like name fields without describing them
            yield from value.get("properties", {}).items()
        for item in value.values():
            yield from properties(item)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_field_is_described_in_a_sentence(name: str) -> None:
    bare = [field for field, one in properties(schema(name)) if not one.get("description", "").endswith(".")]
    assert not bare


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_set_of_fields_is_closed(name: str) -> None:
    def objects(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict) and "properties" in value and "type" in value:
            yield value
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from objects(item)

    assert all(one["additionalProperties"] is False for one in objects(schema(name)))


def test_shared_parts_are_the_same_everywhere() -> None:
    seen: dict[str, Any] = {}
    for name in SCHEMAS:
        for part, one in schema(name)["$defs"].items():
            assert seen.setdefault(part, one) == one, f"{part} of {name}"


@pytest.mark.parametrize(
    ("known", "name", "path"),
    [
        (playbook_reading.PLAYBOOK, "playbook", ()),
        (playbook_reading.PROVENANCE, "playbook", ("provenance",)),
        (playbook_reading.SOURCE, "playbook", ("provenance", "sources", "*")),
        (read_play.LEVEL, "playbook", ("scale", "*")),
        (read_scoring.SCORING, "playbook", ("scoring",)),
        (read_scoring.GATE, "playbook", ("scoring", "gate")),
        (read_scoring.RESCALE, "playbook", ("scoring", "rescale")),
        (read_scoring.BAND, "playbook", ("scoring", "bands", "*")),
        (playbook_reading.VIEW, "playbook", ("views", "*")),
        (playbook_reading.LAW, "playbook", ("law", "*")),
        (read_play.PLAY, "play", ()),
        (read_play.STRATEGY, "play", ("strategies", "*")),
        (read_play.QUESTION, "play", ("questions", "*")),
        (read_play.QUESTION, "overlay", ("add", "*", "*")),
        (overlay.OVERLAY, "overlay", ()),
        (read_scoring.SCORING, "overlay", ("scoring",)),
        (f"{overlay.PLAY_CHANGES} {overlay.QUESTION_CHANGES}", "overlay", ("change", "*")),
        (answers_header.FILE, "answers", ()),
        (answers_header.SUBJECT, "answers", ("subject",)),
        (answers_header.RESPONDENT, "answers", ("respondent",)),
        (answers_reading.ANSWER, "answers", ("answers", "*")),
        (answers_reading.EVIDENCE, "answers", ("answers", "*", "evidence", "*")),
        (answers_reading.VOTE, "answers", ("answers", "*", "votes", "*")),
        (answers_reading.REMARK, "answers", ("answers", "*", "remarks", "*")),
        (read_plan.TARGET, "answers", ("targets", "*")),
        (read_plan.OTHER_TARGET, "answers", ("targets", "*", "others", "*")),
        (read_plan.ACTION, "answers", ("actions", "*")),
        (read_plan.ASK, "answers", ("asks", "*")),
        (answers_header.REVIEW, "answers", ("review",)),
    ],
)
def test_a_schema_knows_the_fields_that_the_reader_knows(known: str, name: str, path: tuple[str, ...]) -> None:
    assert sorted(fields(name, *path)) == sorted(set(known.split()))


def test_the_words_for_confidence_are_those_of_the_reader() -> None:
    answer = schema("answers")["$defs"]["answer"]["properties"]
    assert answer["confidence"]["enum"] == [*CONFIDENCE, None]


@pytest.mark.parametrize("path", PLAYBOOKS, ids=lambda path: path.parent.name)
def test_shipped_playbooks_are_valid(path: Path) -> None:
    assert problems("playbook", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: path.stem)
def test_shipped_plays_are_valid(path: Path) -> None:
    assert problems("play", path.read_text(encoding="utf-8")) == []


def test_shipped_overlays_are_valid() -> None:
    assert [problem for path in OVERLAYS for problem in problems("overlay", path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("playbooks/*/example-answers.yaml")), ids=lambda path: path.parent.name
)
def test_example_answers_are_valid(path: Path) -> None:
    assert problems("answers", path.read_text(encoding="utf-8")) == []


# A kind of file and the lines that each of its examples begins with.
ANSWERS = "answers", "playbook: p\n"
PLAYBOOK = "playbook", "id: p\ntitle: t\nplays: [a.yaml]\n"
PLAY = "play", "id: A\ntitle: t\nquestions: "
OVERLAY = "overlay", "overlay: o\nextends: p\n"
ACCEPTED = [
    (*ANSWERS, ""),
    (*ANSWERS, "format: '1'\nversion: 1.10\nanswers:"),
    (*ANSWERS, "answers: {A: 3, B: '3', C: yes, D: , E: {level: }, F: {level: yes, note: 5}}"),
    (*ANSWERS, "answers: {A: {not_applicable: no center here}, B: {unknown: true, evidence: a list}}"),
    (*ANSWERS, "answers: {A: {level: 3, evidence: [one, {link: x}, {title: y}]}}"),
    (*ANSWERS, "targets: {P1: {score: 3.5}, overall: {level: 3, by: 2027-01-01}}\nfocus: [P1, 2]"),
    (*ANSWERS, "actions: [{text: do it}]\nsilence: {FLAG: known}\nwording: {A: 5f2c9a1e, B: 12345678}"),
    (*ANSWERS, "actions: [{text: do it, id: 1, questions: [P1.1], effort: 5, status: In progress}]"),
    (*ANSWERS, "asks: [Sign it, {text: Pay it, who: Ann, by: 2027-01-01}]\nreview: {by: OIG, date: 2026-12-01}"),
    (*ANSWERS, "asks:\nreview:"),
    (*ANSWERS, "owners: {A: Ann, B: Service office}"),
    (*PLAYBOOK, ""),
    (*PLAYBOOK, "scale: {1: Low, 2: {name: High, value: 2.5}}\nscoring:"),
    (*PLAYBOOK, "scoring: {gate: {by: stage, pass: [yes]}, method: sum}"),
    (*PLAYBOOK, "scoring: {gate: {share: 0.8}, rescale: {from: [0, 4], to: [0, 5]}}"),
    (*PLAYBOOK, "scoring: {gate: {}, bands: []}\nviews: {v: {groups: {a: A}}}"),
    (*PLAY, "[{id: 1, text: t, levels: {1: a, 2: b}}]"),
    (*PLAY, "[{id: A1, text: t, levels: {a: {value: 0, text: x}, 2: {}}}]"),
    (*PLAY, "[{id: A1, text: t, levels: {1: a, 2: b}, views: {v: [a, b], w: {none: why}, x: none}}]"),
    (*OVERLAY, ""),
    (*OVERLAY, "hide: [P1]\nchange: {P2: {weight: '2', title: t}, P2.1: {levels: {1: new}}}"),
    (*OVERLAY, "hide:\nadd: {P2: []}"),
]


@pytest.mark.parametrize(("name", "head", "tail"), ACCEPTED)
def test_what_the_reader_accepts(name: str, head: str, tail: str) -> None:
    assert problems(name, head + tail) == []


REFUSED = [
    ("answers", "", "answers: {}"),
    (*ANSWERS, "format: 2"),
    (*ANSWERS, "answers: [{P1.1: 3}]"),
    (*ANSWERS, "answers: {P1.1: {levle: 3}}"),
    (*ANSWERS, "answers: {P1.1: {level: 3, unknown: true}}"),
    (*ANSWERS, "answers: {P1.1: {not_applicable: true}}"),
    (*ANSWERS, "answers: {P1.1: {not_applicable: 'no'}}"),
    (*ANSWERS, "answers: {P1.1: {unknown: false}}"),
    (*ANSWERS, "answers: {P1.1: {level: 3, confidence: sure}}"),
    (*ANSWERS, "answers: {P1.1: {level: 3, votes: [{who: me}]}}"),
    (*ANSWERS, "answers: {../x: 3}"),
    (*ANSWERS, "targets: {P1: {by: 2027-01-01}}"),
    (*ANSWERS, "targets: {P1: {level: 3, score: 3}}"),
    (*ANSWERS, "targets: {P1: 3}"),
    (*ANSWERS, "date: 22 November"),
    (*ANSWERS, "actions: [{play: P1}]"),
    (*ANSWERS, "wording: {A: xyz}"),
    ("playbook", "", "id: p\ntitle: t\nplays: []"),
    ("playbook", "", "id: ../p\ntitle: t\nplays: [a.yaml]"),
    ("playbook", "", "id: p\nplays: [a.yaml]"),
    ("playbook", "", "id: p\ntitle: t\nplays: [{id: A}]"),
    (*PLAYBOOK, "scale: {na: None}"),
    (*PLAYBOOK, "scoring: {method: __import__('os')}"),
    (*PLAYBOOK, "scoring: {method: sum, overall: plays}"),
    (*PLAYBOOK, "scoring: {gate: {share: 2}}"),
    (*PLAYBOOK, "scoring: {gate: {by: stage}}"),
    (*PLAYBOOK, "scoring: {gate: {by: stage, pass: [a], share: 1}}"),
    (*PLAYBOOK, "scoring: {bands: [{name: a, from: 1}]}"),
    (*PLAYBOOK, "scoring: {rescale: {from: [0], to: [0, 5]}}"),
    (*PLAYBOOK, "views: {v: {groups: {none: x}}}"),
    (*PLAY, "[]"),
    (*PLAY, "[{id: A1, text: t, weight: 0, levels: {1: a, 2: b}}]"),
    (*PLAY, "[{id: A1, text: t, weight: -1, levels: {1: a, 2: b}}]"),
    (*PLAY, "[{id: A1, text: t, levels: {1: a}}]"),
    (*PLAY, "[{id: A1, text: t, levels: {1: a, 2: {value: 2}}}]"),
    (*PLAY, "[{id: A1, text: t, stage: 0, levels: {1: a, 2: b}}]"),
    (*PLAY, "[{id: A1, text: t, levels: {1: a, 2: b}, views: {v: {none: }}}]"),
    ("overlay", "", "overlay: o"),
    (*OVERLAY, "change: {P1.1: {id: P9}}"),
    (*OVERLAY, "change: {P1.1: {levels: {1: {value: 2}}}}"),
    (*OVERLAY, "add: {P1: [{id: P1.9}]}"),
]


@pytest.mark.parametrize(("name", "head", "tail"), REFUSED)
def test_what_the_reader_refuses(name: str, head: str, tail: str) -> None:
    assert problems(name, head + tail) != []


def printed(library: Library, *paths: Path) -> str:
    assessments = []
    for path in paths:
        loaded = load_answers(str(path), library)
        assessments.append(assess(loaded.playbook, loaded.answers))
    results = map(result_json, assessments)
    return "".join(result_array(results) if len(paths) > 1 else results)


def test_the_result_of_the_example_is_as_described() -> None:
    text = printed(Library(Catalog((ROOT / "playbooks",))), EXAMPLE)
    Draft202012Validator(schema("result")).validate(json.loads(text))


@pytest.mark.parametrize(
    ("scoring", "answers"),
    [
        (
            "{method: sum, bands: [{name: a, from: 3, to: 9}]}",
            "{A1: 1, A2: {not_applicable: gone}}\ntargets: {A: {score: 5}}",
        ),
        ("{gate: {share: 0.5}, decimals: 0}", "{}\nsubject: {agency: X, scope: both, tags: {size: small}}"),
        (
            "{rescale: {from: [1, 3], to: [-5, 5]}}",
            "{A1: 1, A2: 2, B1: {unknown: true}}\ntargets: {A1: {level: 3}}\ndate: 2026-01-01",
        ),
    ],
)
def test_results_of_other_rules_are_as_described(tmp_path: Path, scoring: str, answers: str) -> None:
    folder = tiny(tmp_path, scoring, views="{v: {groups: {x: X, y: Y}}}")
    path = write_answers(tmp_path / "a.yaml", answers)
    library = Library(Catalog((folder.parent,)))
    one, several = json.loads(printed(library, path)), json.loads(printed(library, path, path))
    described = Draft202012Validator(schema("result"))
    described.validate(one)
    described.validate(several)
    assert several == [one, one]
    del one["overall"]["low"]
    assert not described.is_valid(one)


def test_fields_of_the_result_are_in_the_order_of_the_schema() -> None:
    got = json.loads(printed(Library(Catalog((ROOT / "playbooks",))), EXAMPLE))
    whole = schema("result")["$defs"]["result"]["properties"]
    assert [*got, "report"] == list(whole)
    assert list(got["overall"]) == list(whole["overall"]["properties"])
    assert list(got["plays"][0]) == list(schema("result")["$defs"]["named"]["properties"])
    assert list(got["questions"][0]) == list(whole["questions"]["items"]["properties"])
