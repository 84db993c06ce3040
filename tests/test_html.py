"""output/html: one accessible page that fetches nothing and holds every sentence of the report."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support import EXAMPLE
from support.assessments import HOSTILE, NOTHING, assessment, hostile
from support.full_report import html
from support.html_page import Page, listenable

from cxassess.output import FORMATS
from cxassess.output.html import LEADERSHIP
from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.report.single.standard_model import FocusPart
from cxassess.scoring import Assessment

PLAY = """
id: A
title: First play
questions:
  - {id: A.1, text: "One?", levels: {1: "No", 2: "Yes"}}
  - {id: A.2, text: "Two?", levels: {1: "No", 2: "Yes"}, weight: 2.5}
"""

PLAIN = """
id: tiny
version: "1"
title: Tiny playbook
provenance: {summary: "Made up.", ours: "All of it is ours."}
scale: {1: {name: Low}, 2: {name: High}}
scoring: SCORING
plays: [a.yaml]
"""


def tiny(folder: Path, scoring: str) -> Path:
    """A playbook of one play and two questions."""
    home = folder / "tiny"
    home.mkdir()
    (home / "playbook.yaml").write_text(PLAIN.replace("SCORING", scoring), "utf-8")
    (home / "a.yaml").write_text(PLAY, "utf-8")
    return home


@pytest.fixture(scope="module")
def example() -> Assessment:
    return assessment(EXAMPLE)


@pytest.fixture(scope="module")
def report(example: Assessment) -> Report:
    return compose(example)


def self_contained(text: str) -> None:
    """Fails where the page would fetch something, or run it."""
    page = Page(text)
    fetching = {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    assert not fetching & {tag for tag, _ in page.elements}
    names = {name for _, attributes in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in ("style", "src")]
    css = "".join(page.words["style"])
    assert not re.search(r"url\(|@import|@font-face|://", css)
    for tag, attributes in page.elements:
        href = attributes.get("href", "#")
        assert href.startswith("#") or (tag == "a" and attributes["rel"] == "noreferrer")
        assert href.startswith(("#", "http://", "https://", "mailto:"))


def test_the_example_is_accessible_and_self_contained(report: Report) -> None:
    for text in (html(report), html(report, for_pdf=True)):
        listenable(Page(text))
        self_contained(text)


def test_the_page_is_the_same_twice(report: Report) -> None:
    assert html(report) == html(report)


def test_language_and_title(report: Report) -> None:
    page = Page(html(report))
    assert page.elements[0] == ("html", {"lang": "en-US"})
    assert page.words["title"] == [f"{report.title}: {report.subject}"]


# What it says


def strings(value: Any, name: str = "") -> list[str]:
    """Every text of a report that is printed."""
    if isinstance(value, str):
        return [value] if name not in ("link", "language", "state") else []
    if hasattr(value, "_fields"):
        return [text for name, part in value._asdict().items() for text in strings(part, name)]
    if isinstance(value, tuple):
        return [text for one in value for text in strings(one, name)]
    return []


def test_everything_of_the_report_is_there(example: Assessment) -> None:
    report = compose(example, assessment(EXAMPLE))
    text = Page(html(report)).text()
    left_out = {question.why for play in report.plays for question in play.questions}
    left_out |= {id for view in report.views for id in (view.id, *(row.id for row in view.rows))}
    left_out |= {line.label for line in report.subject_lines if line.value in report.subject}
    left_out |= {text for flag in report.flags for text in (flag.name, flag.title)}
    # Figures say their numbers in other words, and what changed and is left out is told by sentences of their own.
    left_out |= {*strings(report.figures), *strings(report.comparison), *strings(report.exclusions)}
    left_out |= {*strings(report.planned), *strings(report.asks)}  # as data, for .json
    assert [one for one in strings(report) if one not in left_out and " ".join(one.split()) not in text] == []


def test_numbers_of_where_we_stand_are_those_of_the_result(example: Assessment, report: Report) -> None:
    result = json.loads(FORMATS[".json"](example, report, "full"))["overall"]
    position = Page(html(report).partition('<section class="position"')[2].partition("</section>")[0]).text()
    for key in ("score", "target", "low", "high"):
        assert result[key] in position
    assert f"{result['answered']} of {result['applicable']}" in position
    assert f"{result['gate']} of 5, Ad hoc" in position


def test_contents_list_every_section_once(report: Report) -> None:
    page = Page(html(report))
    headings = [found["id"] for tag, found in page.elements if tag == "h2" and found["id"] != "contents"]
    assert [target[1:] for target in page.all("data-to")] == headings
    plays = [f"play-{play.id}" for play in report.plays]
    standard = ["brief", "position", "focus", "plays", "plan", "trust"]
    assert headings == [*standard, "answers", *plays, "views", "method"]


def test_line_breaks_of_a_note_stay(report: Report) -> None:
    question = report.plays[0].questions[0]._replace(note="first\n\nsecond")
    play = report.plays[0]._replace(questions=(question,))
    text = html(report._replace(plays=(play,)))
    assert "first\n\nsecond" in text
    assert ".note { white-space: pre-line; }" in text


@pytest.mark.parametrize("for_pdf", [False, True])
def test_the_marking_is_on_the_page(report: Report, for_pdf: bool) -> None:
    text = html(report._replace(marking="CUI//SP"), for_pdf=for_pdf)
    assert text.count('<p class="marking">CUI//SP</p>') == (1 if for_pdf else 2)
    assert '<p class="marking">' not in html(report)


def css() -> str:
    return (LEADERSHIP / "report.css").read_text("utf-8")


def test_style_sheet_suits_tagged_pdf() -> None:
    assert not re.search(r"opacity|dotted|dashed|url\(|@import|@font-face|</", css())
    templates = [path.read_text("utf-8") for path in LEADERSHIP.rglob("*.j2")]
    assert not [template for template in templates if re.search(r"<(dl|script)\b|\|\s*safe\b", template)]


# Text that means harm


def test_hostile_text_appears_as_itself(report: Report) -> None:
    report = report._replace(subject_lines=())
    harmed = hostile(report)
    text = html(harmed)
    page = Page(text)
    listenable(page)
    self_contained(text)
    for words in HOSTILE:
        assert words in page.text()
    assert "{{ 7*7 }}" in text
    assert "49{%" not in text
    plain = Page(html(report._replace(marking="x")))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]


def test_control_characters_are_written_out(report: Report) -> None:
    text = html(report._replace(subject="a\x1b[31m\x07b\u202ec\x85\ud800", ours="x\u2066y"))
    assert r"a\u{1B}[31m\u{7}b\u{202E}c\u{85}\u{D800}" in text
    assert r"x\u{2066}y" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_only_web_and_mail_addresses_become_links(tmp_path: Path) -> None:
    bad = ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"]
    links = ["https://www.example.gov/?a=1&b='2'", "mailto:x@example.gov", *bad]
    lines = "".join(f'    - {{title: "t{n}", link: "{link}"}}\n' for n, link in enumerate(links))
    answers = f"{NOTHING}answers:\n  P1.1:\n    level: 3\n    evidence:\n{lines}"
    page = Page(html(compose(assessment(answers, folder=tmp_path))))
    made = {found["href"] for tag, found in page.elements if tag == "a" and "example.gov" in found["href"]}
    assert made == set(links[:2])
    assert not [href for href in page.all("href") if href.startswith(("javascript", "file", "data"))]
    assert "javascript:alert(1)" in page.text()


def test_templates_are_in_a_sandbox() -> None:
    from jinja2.exceptions import SecurityError, TemplateNotFound, UndefinedError

    from cxassess.template.sandbox import environment

    room = environment((LEADERSHIP,))
    for text in ("{{ ().__class__.__mro__ }}", "{{ x.append(1) }}", "{{ nothing }}"):
        with pytest.raises((SecurityError, UndefinedError)):
            room.from_string(text).render(x=[])
    for name in ("../../cxassess/text.py", "/etc/passwd"):
        with pytest.raises(TemplateNotFound):
            room.get_template(name)


# Less than everything


def test_nothing_answered(tmp_path: Path) -> None:
    report = compose(assessment(NOTHING, folder=tmp_path))
    text = html(report)
    listenable(Page(text))
    assert "undated" in text
    assert "Where people differed" not in text
    assert 'id="change"' not in text
    assert 'id="focus"' not in text
    assert 'id="plays"' not in text


def test_sections_are_left_out_when_they_have_nothing_to_say(report: Report) -> None:
    lists = ["flags", "levels", "views", "bands", "exclusions", "deviations", "set_aside", "provenance", "sources"]
    lists += ["digests", "subject_lines"]
    trust = dict.fromkeys(("open", "left_out", "differed", "flags"), ()) | dict.fromkeys(("more_open", "votes"), "")
    standard = report.standard._replace(
        focus=FocusPart("", (), ""), plays=(), trust=report.standard.trust._replace(**trust)
    )
    bare = report._replace(**dict.fromkeys(lists, ()), ours="", author="", standard=standard)
    page = Page(html(bare))
    listenable(page)
    headings = [found["id"] for tag, found in page.elements if tag == "h2"]
    plays = [f"play-{play.id}" for play in report.plays]
    assert headings == ["contents", "brief", "position", "plan", "trust", "answers", *plays, "method"]
    assert empty_elements(html(bare)) == []


def empty_elements(text: str) -> list[str]:
    """Elements, other than table cells, that hold nothing."""
    return re.findall(r"<(?:p|ul|li|h\d|div|section|span|strong|tbody|nav)\b[^>]*>[ \n]*</", text)


def test_no_element_is_empty(report: Report) -> None:
    assert empty_elements(html(report)) == []


@pytest.mark.parametrize("scoring", ["{method: sum}", "{method: mean, decimals: 1}"])
@pytest.mark.parametrize(
    "answers", ["{A.1: 2, A.2: 1}", "{A.1: 2}", "{}", "{A.1: {not_applicable: x}, A.2: {not_applicable: y}}"]
)
def test_playbooks_of_other_kinds(tmp_path: Path, scoring: str, answers: str) -> None:
    home = tiny(tmp_path, scoring)
    text = html(compose(assessment(f'playbook: tiny\nversion: "1"\nanswers: {answers}\n', home, tmp_path)))
    page = Page(text)
    listenable(page)
    self_contained(text)
    assert empty_elements(text) == []
    assert "Gate" not in page.text()
    assert "Band" not in page.words["th"]


def test_change_since_last_time(example: Assessment, tmp_path: Path) -> None:
    earlier = assessment(EXAMPLE.read_text("utf-8").replace("level: 4", "level: 3"), folder=tmp_path)
    report = compose(example, earlier)
    page = Page(html(report))
    listenable(page)
    assert 'id="change"' in html(report)
    assert {"Last time", "Change"} <= set(page.words["th"])


def test_formats_are_bytes(example: Assessment, report: Report) -> None:
    assert FORMATS[".html"](example, report, "full") == html(report).encode()
    assert json.loads(FORMATS[".json"](example, report, "full"))["schema"] == "cxassess/result/1"
    assert {".html", ".json", ".pdf"} <= FORMATS.keys()
