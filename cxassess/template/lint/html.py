"""What a page made by templates from others may hold: plain elements that fetch and run nothing and can be listened to.

The page is read as it is written (html_tokens.py); nothing is changed in it afterwards.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cxassess.template.config import TEMPLATE_FILE
from cxassess.template.html_tokens import DOCTYPE, Token, explain_other, odd_characters, tokens
from cxassess.template.lint.allowed import (
    ATTRIBUTE,
    DRAWING_ATTRIBUTE,
    DRAWING_ELEMENT,
    ELEMENT,
    FIRST,
    LINK,
    MAX_NESTED,
    OUTSIDE,
    PLACE,
    POLICY,
    RELATION,
    STYLE,
    VOID,
    geometry_problem,
    meta_problem,
)
from cxassess.template.lint.table import Table
from cxassess.template.render import FRAME, Rendered
from cxassess.text import describe_char, shorten


class PageProblem(NamedTuple):
    """A problem of a page: the template that printed it, the text of the tag, what is wrong, what to do."""

    file: str
    tag: str
    message: str
    hint: str


def page_problems(page: Rendered, css: str, logo: str, for_pdf: bool) -> list[PageProblem]:
    """The first problem of each template in a page.

    css: the only style sheet that it may hold; logo: the address of the only picture; for_pdf: it is not for a
    browser and needs no policy.
    """
    reader = _Reader(page, css, logo)
    reader.read()
    for id, tag, file in reader.references:
        if id not in reader.ids:
            reader.report(f"nothing on the page has the id '{shorten(id)}'", "use an id that exists", tag, file)
    if "h1" not in reader.seen:
        hint = (
            "put 'cover' or 'brief' into the list of this size under 'sizes', or begin a section of your own with <h1>"
        )
        reader.report("the page has no <h1>", hint, "sizes", TEMPLATE_FILE)
    if "style" not in reader.seen:
        hint = "copy the line <style> from reports/leadership/report.html.j2"
        reader.report("the page has no <style>", hint, "<head", FRAME)
    if not for_pdf and not reader.has_policy:
        hint = "copy the line <meta http-equiv=…> from reports/leadership/report.html.j2, before <title>"
        reader.report("the page has no Content-Security-Policy of the report", hint, "<head", FRAME)
    return list(reader.problems.values())


class _Reader:
    """Reads a page and keeps the first problem of each template."""

    def __init__(self, page: Rendered, css: str, logo: str) -> None:
        self.page, self.css, self.logo = page.text, css.strip(), logo
        self.origins = iter(page.origins)
        self.next_origin = next(self.origins, None)
        self.problems: dict[str, PageProblem] = {}
        self.files: list[tuple[str, int]] = [("", 0)]  # the templates that are printing, and how much was open before
        self.open: list[str] = []
        self.tables: list[Table] = []
        self.ids: set[str] = set()
        self.references: list[tuple[str, str, str]] = []  # id, tag, file
        self.seen: set[str] = set()
        self.tag = ""
        self.level = 0  # of the last heading
        self.has_text = False  # since the last heading began
        self.needed = ""  # the element that must come first in what has just begun
        self.has_policy = False

    def read(self) -> None:
        """Read the page, part by part."""
        for token in tokens(self.page):
            self._follow_origins(token.at)
            if token.kind == "text":
                self._read_text(token)
                continue
            self.tag = self.tag if token.kind == "style" else token.source
            if token.kind == "start":
                self._read_start(token.name, token.attributes, token.empty)
            elif token.kind == "end":
                self._read_end(token.name, token.attributes)
            elif token.kind == "other":
                self.report(*explain_other(token.source))
            elif token.source.strip() != self.css:
                self.report("<style> holds something else than {{ css }}", "put rules of your own into extra.css")
            if token.kind != "style":
                self._check_characters(token.source)
        self._follow_origins(len(self.page))

    def _follow_origins(self, at: int) -> None:
        """Note which templates began or ended to print up to this place."""
        while self.next_origin is not None and self.next_origin[0] <= at:
            name = self.next_origin[1]
            if name:
                self.files.append((name, len(self.open)))
            elif len(self.files) > 1:
                _, before = self.files[-1]
                if len(self.open) > before:
                    tag = self.open[-1]
                    self.report(f"<{tag}> is never closed", f"write </{tag}>", f"<{tag}")
                    del self.open[before:]
                self.files.pop()
            self.next_origin = next(self.origins, None)

    def report(self, message: str, hint: str, tag: str = "", file: str = "") -> None:
        file = file or self.files[-1][0]
        self.problems.setdefault(file, PageProblem(file, tag or self.tag, message, hint))

    def _read_text(self, token: Token) -> None:
        """Read text without tags, which more than one template may have printed."""
        start, end = token.at, token.at + len(token.source)
        while self.next_origin is not None and self.next_origin[0] < end:
            part, start = self.page[start : self.next_origin[0]], self.next_origin[0]
            self._check_text(part)
            self._follow_origins(start)
        self._check_text(self.page[start:end])

    def _check_text(self, text: str) -> None:
        self._check_characters(text)
        if not text.strip(" \t\r\n"):
            return
        self.has_text = True
        if self.needed:
            self._report_needed()
        if "body" not in self.open and "title" not in self.open:
            self.report("this text is not in the <body>", "put it into a section", text.strip().partition("\n")[0])

    def _read_start(self, tag: str, attributes: tuple[tuple[str, str], ...], empty: bool) -> None:
        values = dict(attributes)
        if len(values) != len(attributes):
            self.report("a tag has the same attribute twice", "keep one of them")
        if self.needed not in ("", tag):
            self._report_needed()
        drawing = "svg" in self.open
        self._check_element(tag, values, drawing)
        self._check_place(tag, values, drawing)
        for name, value in values.items():
            self._check_attribute(tag, name, value, drawing or tag == "svg")
        self._check_ids(values)
        self._check_structure(tag, values)
        self.needed = FIRST.get(tag, "") if not drawing and not values.get("aria-hidden") else ""
        self.seen.add(f"svg {tag}" if drawing else tag)
        if VOID.fullmatch(tag) or (empty and drawing):
            return
        if empty:
            self.report(f"<{tag}/> does not close the element", f"write <{tag}></{tag}>")
        elif len(self.open) < MAX_NESTED:
            self.open.append(tag)
        else:
            self.report(f"elements are nested more than {MAX_NESTED} deep", "close some of them")

    def _read_end(self, tag: str, attributes: tuple[tuple[str, str], ...]) -> None:
        if VOID.fullmatch(tag) or attributes:
            self.report(f"</{tag}> is not a tag that can be used", "remove it, or what is after its name")
            return
        inside = self.open[self.files[-1][1] :]  # a template closes what it opened itself
        if not inside or inside[-1] != tag:
            where = f", inside <{inside[-1]}>" if inside else ""
            message = f"</{tag}> closes an element that is not open{where}"
            self.report(message, "close the last opened element first", f"</{tag}>")
            if tag not in inside:
                return
            while self.open[-1] != tag:
                self.open.pop()
        self.open.pop()
        if tag == "table" and self.tables:
            table = self.tables.pop()
            if problem := table.problem():
                self.report(*problem, table.tag, table.file)
        if re.fullmatch("h[1-6]|summary", tag) and not self.has_text:
            self.report(f"<{tag}> is empty", "write a heading, or remove it")

    def _check_characters(self, text: str) -> None:
        """Report a character that controls or changes the direction of text, also one that is written by its number."""
        for char, written in odd_characters(text):
            self.report(f"{describe_char(char)} is not allowed in a report", "remove it", written)

    def _check_place(self, tag: str, values: dict[str, str], drawing: bool) -> None:
        """Report what is outside <head> or <body>, where browsers would move it, or comes too late to protect."""
        if drawing:
            return
        inside = PLACE.get(tag)
        once = inside is not None and tag != "meta"
        if (inside is not None and tuple(self.open) != inside) or (once and tag in self.seen):
            self.report(f"<{tag}> is not allowed here", "keep to the order of reports/leadership/report.html.j2")
        elif inside is None and "body" not in self.open:
            self.report(f"<{tag}> is outside <body>", "put it into a section")
        elif self.open == ["html", "head"] and not self.seen & {"meta", "title", "style"} and "charset" not in values:
            self.report('<head> does not begin with <meta charset="utf-8">', "write it first")
        elif tag == "html" and not DOCTYPE.match(self.page):
            self.report("the page does not begin with <!DOCTYPE html>", "write it first")
        if "http-equiv" in values and values.get("content") == POLICY and not self.seen & {"title", "style", "body"}:
            self.has_policy = True

    def _check_element(self, tag: str, values: dict[str, str], drawing: bool) -> None:
        if not (DRAWING_ELEMENT if drawing else ELEMENT).fullmatch(tag):
            hint = "use plain elements; reports/README.md lists what is allowed"
            if drawing and tag in ("use", "symbol", "pattern", "marker"):
                hint = "draw each shape where it is seen"
            self.report(f"<{tag}> is not allowed in a report", hint)
        elif tag == "meta" and (problem := meta_problem(values)):
            self.report(*problem)
        elif tag == "style" and self.files[-1][0].startswith("sections/"):
            self.report("<style> is not allowed here", "put the rules into extra.css")

    def _check_attribute(self, tag: str, name: str, value: str, drawing: bool) -> None:
        if name == "style" and STYLE.fullmatch(value):
            return
        if not (DRAWING_ATTRIBUTE if drawing else ATTRIBUTE).fullmatch(name):
            hint = "put it into extra.css" if name == "style" else "remove it; a report loads and runs nothing"
            self.report(f"the attribute '{shorten(name)}' is not allowed", hint)
        elif name in ("href", "xlink:href", "cite") and not (LINK if tag == "a" else re.compile("#")).match(value):
            self.report(f"'{shorten(value)}' is not an allowed link", "use #id, https:// or mailto:")
        elif name == "rel" and not all(map(RELATION.fullmatch, value.lower().split())):
            self.report(f"rel is '{shorten(value)}'", "remove it, or write noreferrer")
        elif name == "src" and not (value and value == self.logo):
            self.report(f"<{tag}> would load '{shorten(value)}'", "the only picture is the logo in template.yaml")
        elif name == "unicode-bidi" and "override" in value.lower():
            self.report("'unicode-bidi' would print text in another order", "remove it")
        elif drawing and OUTSIDE.search(value):
            self.report(f"'{shorten(name)}' refers to something outside the drawing", "use plain colors and shapes")
        elif name == "clip-path" and "clippath" in self.open:
            self.report("<clipPath> is clipped by another", "use one <clipPath> for a shape")
        elif drawing and (problem := geometry_problem(name, value)):
            self.report(problem, "write plain numbers")

    def _check_ids(self, values: dict[str, str]) -> None:
        id = values.get("id")
        if id is not None:
            if id in self.ids:
                self.report(f"the id '{shorten(id)}' is used twice", "choose another; the report has ids of its own")
            self.ids.add(id)
        names = ("aria-labelledby", "aria-describedby", "headers")
        targets = [id for name in names for id in values.get(name, "").split()]
        targets += [values[name][1:] for name in ("href", "data-to") if values.get(name, "").startswith("#")]
        self.references += [(id, self.tag, self.files[-1][0]) for id in targets]

    def _check_structure(self, tag: str, values: dict[str, str]) -> None:
        """What screen readers need: a language, alternative texts, headings in order, tables with headers."""
        if tag == "html" and not values.get("lang"):
            self.report("<html> has no language", 'write lang="{{ report.language }}"')
        elif tag == "img" and not values.get("alt", "").strip():
            self.report("<img> has no alternative text", "describe what it shows in 'alt'")
        elif re.fullmatch("h[1-6]", tag):
            level = int(tag[1])
            if level == 1 and "h1" in self.seen:
                self.report("the page has a second <h1>", "the cover or the brief has it; begin a section with <h2>")
            if level > self.level + 1:
                what = f"<{tag}> follows <h{self.level}>" if self.level else f"<{tag}> is the first heading"
                self.report(what, f"do not skip a level: write <h{self.level + 1}>")
            self.level, self.has_text = level, False
        elif tag == "summary":
            self.has_text = False
            if self.open[-1:] != ["details"]:
                self.report("<summary> is not the first element of a <details>", "write <details><summary>…</summary>")
        elif tag == "table":
            self.tables.append(Table(self.tag, self.files[-1][0], named=bool(values.get("aria-label", "").strip())))
        elif self.tables:
            self.tables[-1].parts.add(tag)
            if tag == "tr":
                self.tables[-1].start_row()
            elif tag in ("td", "th"):
                self.tables[-1].add_cell(values.get("colspan", ""), values.get("rowspan", ""))
            if tag == "th" and values.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                self.report("<th> has no scope", 'write scope="col" or scope="row"')

    def _report_needed(self) -> None:
        needed, self.needed = self.needed, ""
        begun, hint = (
            ("svg", "describe there what it shows") if needed == "title" else ("details", "say there what it hides")
        )
        self.report(f"<{begun}> does not begin with a <{needed}>", hint)
