"""Reports of every shipped playbook in several situations, such as sparse or hostile answers, made from its example."""

from __future__ import annotations

import copy
import datetime
import functools
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cxassess.answers import Library, load_answers
from cxassess.output.html import LEADERSHIP, html
from cxassess.output.pdf import pdf
from cxassess.playbook import Catalog
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.scoring import Assessment, assess
from support.program import ROOT

PLAYBOOKS = sorted(file.parent.name for file in (ROOT / "playbooks").glob("*/example-answers.yaml"))
SITUATIONS = ("full", "sparse", "comparing", "several", "hostile", "nothing")

# Texts that are hard to print: emoji of several code points, CJK, right to left, markup, a word without an end;
# a note of 4,000 characters in many lines. Control characters are refused before a report is made.
HOSTILE = (
    "👩🏽‍💻 ✅ ❤️ 🇺🇸",
    "顧客体験の成熟度評価 고객 경험",
    "שלום: דוח על שירות, וגם سلام عليكم في التقرير",
    '<script>alert(1)</script> & "quotes" {{ 7*7 }}',
    "W" * 200 + "/" + "x" * 100,
)
LONG = ("Ünïcödé ﬁ ½ ≥ → ✓ Ελληνικά кириллица\n" * 120)[:4000].strip()
_TEXTS = frozenset(
    (
        "agency",
        "component",
        "service",
        "name",
        "role",
        "title",
        "note",
        "reason",
        "who",
        "owner",
        "text",
        "measure",
        "not_applicable",
        "unknown",
    )
)  # fmt: skip


class RenderedReport(NamedTuple):
    """A report, the HTML page that becomes its PDF, the PDF, and what WeasyPrint remarked."""

    report: Report
    page: str
    pdf: bytes
    remarks: list[str]


def render_report(
    playbook: str, situation: str, folder: Path, size: str = "full", css: tuple[str, ...] = ()
) -> RenderedReport:
    """Render the report of a playbook in one of SITUATIONS; `css` is added after its own style sheet."""
    report = compose_report(playbook, situation, folder)
    page, remarks = html(report, size=size, for_pdf=True), list[str]()
    return RenderedReport(
        report, page, pdf(page, css=css, fonts=LEADERSHIP / "fonts", created=report.date, remarks=remarks), remarks
    )


def compose_report(playbook: str, situation: str, folder: Path) -> Report:
    """Compose the report of a playbook in one of SITUATIONS; answer files are written into `folder`.

    All but `full` show one play and the first lines of long tables: the rest would show nothing new.
    """
    example = _example(playbook)
    answers = {
        "full": example | {"marking": "CUI//SP-PRVCY"},
        "sparse": example | {"answers": dict(list(example["answers"].items())[::9])},
        "comparing": example,
        "several": example | {"answers": dict(_with_votes(example["answers"]))},
        "hostile": _few(_add_hostile_text(example)) | {"marking": "CUI <b>&amp;</b>"},
        "nothing": {key: example[key] for key in ("playbook", "version")},
    }[situation]
    now = _assessed(answers, folder / f"{playbook}-{situation}.yaml")
    before = _assessed(_earlier(example), folder / f"{playbook}-earlier.yaml") if situation == "comparing" else None
    report = compose(now, before)
    return report if situation == "full" else _short(report)


def _short(report: Report) -> Report:
    first = {"plays": 1, "views": 1, "exclusions": 5, "glossary": 5, "sources": 5}
    return report._replace(**{name: getattr(report, name)[:many] for name, many in first.items()})


@functools.cache
def _example(playbook: str) -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "playbooks" / playbook / "example-answers.yaml").read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _assessed(answers: dict[str, Any], path: Path) -> Assessment:
    words = yaml.safe_dump(answers, allow_unicode=True, sort_keys=False, width=10**6)
    # What the examples write as yes and no has become true and false on the way.
    path.write_text(
        re.sub(r"(?<!unknown)(?<!not_applicable): (true|false)$", _yes_or_no, words, flags=re.MULTILINE), "utf-8"
    )
    loaded = load_answers(str(path), Library(Catalog((ROOT / "playbooks",)), None))
    return assess(loaded.playbook, loaded.answers)


def _yes_or_no(match: re.Match[str]) -> str:
    return ": yes" if match[1] == "true" else ": no"


def _earlier(example: dict[str, Any]) -> dict[str, Any]:
    """Return answers of a year before: every third has the level of another one, and some are missing."""
    before = copy.deepcopy(example)
    before["date"] = example["date"] - datetime.timedelta(days=365)
    answers = {key: value for key, value in before["answers"].items() if isinstance(value, dict) and "level" in value}
    levels = [answer["level"] for answer in answers.values()]
    for place, answer in enumerate(answers.values()):
        if place % 3 == 0:
            answer["level"] = levels[place - 1]
    before["answers"] = dict(list(answers.items())[3:])
    return {key: value for key, value in before.items() if key not in ("targets", "focus", "actions")}


def _with_votes(answers: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each answer with the votes of four people who disagreed at first."""
    levels = list(dict.fromkeys(one["level"] for one in answers.values() if isinstance(one, dict) and "level" in one))
    for place, (key, answer) in enumerate(answers.items()):
        if not isinstance(answer, dict) or "level" not in answer:
            yield key, answer
            continue
        votes = [
            {"who": who, "level": levels[(place + turn) % len(levels)] if turn < place % 4 else answer["level"]}
            for turn, who in enumerate(("CX lead", "Policy office", "Contact center", "Front line"))
        ]
        yield key, {**answer, "votes": votes, "reason": answer.get("reason", "Agreed after talking it over.")}


def _add_hostile_text(value: Any, name: str = "", turns: Iterator[int] | None = None) -> Any:
    """Return the same answers with one of HOSTILE before every text that a person writes."""
    turns = turns or itertools.count()
    if isinstance(value, dict):
        return {key: _add_hostile_text(one, str(key), turns) for key, one in value.items()}
    if isinstance(value, list):
        return [_add_hostile_text(one, name, turns) for one in value]
    if not isinstance(value, str) or name not in _TEXTS:
        return value
    return f"{HOSTILE[next(turns) % len(HOSTILE)]} {value}"


def _few(answers: dict[str, Any]) -> dict[str, Any]:
    """Return a few of the answers, the first with a long note: all of them would take many pages and show nothing new."""
    few = dict(list(answers["answers"].items())[:4])
    first = next(iter(few))
    return answers | {"answers": few | {first: few[first] | {"note": LONG}}, "actions": answers.get("actions", [])[:3]}
