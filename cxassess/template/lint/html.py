"""What a page made by templates from others may hold: plain elements that fetch and run nothing and can be listened to."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from cxassess.template.sandbox import END, MARKS, START
from cxassess.text import shorten

_ELEMENT = re.compile(
    "html|head|meta|title|style|body|header|nav|main|section|article|aside|footer|div|p|h[1-6]|ul|ol|li|"
    "table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|figure|figcaption|img|a|span|strong|em|b|i|small|sub|sup|"
    "br|hr|abbr|time|blockquote|q|cite|code|pre|kbd|mark|bdi|bdo|wbr|del|ins|svg"
)
_DRAWING_ELEMENT = re.compile(
    "svg|g|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|title|desc|defs|marker|pattern|clippath|"
    "lineargradient|radialgradient|stop|symbol|use"
)
_VOID = re.compile("meta|br|hr|img|col|wbr|link|base|embed|input|source|track|area|param")
_ATTRIBUTE = re.compile(
    "id|class|lang|dir|title|role|hidden|tabindex|href|rel|src|alt|width|height|scope|colspan|rowspan|headers|span|"
    "start|reversed|type|datetime|name|content|charset|http-equiv|xmlns|cite|value|abbr|(aria|data)-[a-z-]+"
)
DRAWING_ATTRIBUTE = re.compile(
    "id|class|lang|role|tabindex|focusable|href|xlink:href|xmlns(:xlink)?|version|viewbox|preserveaspectratio|"
    "width|height|[xy][12]?|[cfr][xy]|r|fr|d|points|path(length)?|dx|dy|transform(-origin)?|offset|"
    "(gradient|pattern|patterncontent|clippath|marker)(units|transform)|spreadmethod|marker(width|height)|"
    "marker(-start|-mid|-end)?|ref[xy]|orient|rotate|textlength|lengthadjust|color(-[a-z-]+)?|fill(-[a-z]+)?|"
    "stroke(-[a-z]+)?|stop-(color|opacity)|clip(-path|-rule)?|opacity|display|visibility|overflow|vector-effect|"
    "paint-order|(shape|text|image)-rendering|enable-background|font(-[a-z-]+)?|text-(anchor|decoration)|"
    "(dominant|alignment)-baseline|baseline-shift|(letter|word)-spacing|writing-mode|direction|unicode-bidi|"
    "baseprofile|(aria|data)-[a-z-]+"
)
MAX_NESTED = 100  # elements inside one another; a browser or the PDF would not follow for ever
_POLICY = "Content-Security-Policy"  # it forbids; any other http-equiv would do something
_LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]*")
# What in the value of a drawing's attribute could refer to something outside the drawing.
OUTSIDE = re.compile(r"url\s*\(\s*(?!['\"]?#)|\\|@import|javascript:|expression\s*\(", re.IGNORECASE)


class PageProblem(NamedTuple):
    """A problem of a page: the template that printed it, the text of the tag, what is wrong, what to do."""

    file: str
    tag: str
    message: str
    hint: str


def page_problems(page: str) -> list[PageProblem]:
    """The first problem of each template in a page that was rendered with marks (sandbox.MARKS)."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    for id, tag, file in reader.references:
        if id not in reader.ids:
            reader.report(f"nothing on the page has the id '{shorten(id)}'", "use an id that exists", tag, file)
    if "h1" not in reader.seen:
        hint = "the cover needs one: <h1>{{ report.title }}</h1>"
        reader.report("the page has no <h1>", hint, "<h1", "sections/01-cover.html.j2")
    return list(reader.problems.values())


class _Table:
    """A table that is being read: where it begins, which parts it has, and the cells in each of its rows."""

    def __init__(self, tag: str, file: str) -> None:
        self.tag, self.file = tag, file
        self.parts: set[str] = set()
        self.rows: list[int] = []
        self.spanning: list[tuple[int, int]] = []  # cells that reach into rows below: rows left, columns

    def start_row(self) -> None:
        self.spanning = [(rows - 1, columns) for rows, columns in self.spanning if rows > 1]
        self.rows.append(sum(columns for _, columns in self.spanning))

    def add_cell(self, columns: int, rows: int) -> None:
        if self.rows:
            self.rows[-1] += columns
        self.spanning.append((rows, columns))


class _Reader(HTMLParser):
    """Reads a page and keeps the first problem of each template; marks in the text say which one is printing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: dict[str, PageProblem] = {}
        self.files: list[tuple[str, int]] = [("", 0)]  # the templates that are printing, and how much was open before
        self.open: list[str] = []
        self.tables: list[_Table] = []
        self.ids: set[str] = set()
        self.references: list[tuple[str, str, str]] = []  # id, tag, file
        self.seen: set[str] = set()
        self.tag = ""
        self.level = 0  # of the last heading
        self.has_text = False  # since the last heading began
        self.needs_title = False  # an <svg> has just begun

    def report(self, message: str, hint: str, tag: str = "", file: str = "") -> None:
        file = file or self.files[-1][0]
        self.problems.setdefault(file, PageProblem(file, tag or self.tag, message, hint))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = self.get_starttag_text() or f"<{tag}"
        values = {name: MARKS.sub("", value or "") for name, value in attrs}
        if len(values) != len(attrs):
            self.report("a tag has the same attribute twice", "keep one of them")
        if self.needs_title and tag != "title":
            self._report_title()
        drawing = "svg" in self.open
        self._check_element(tag, values, drawing)
        for name, value in values.items():
            self._check_attribute(tag, name, value, drawing or tag == "svg")
        self._check_ids(values)
        self._check_structure(tag, values)
        self.needs_title = tag == "svg" and not drawing and not values.get("aria-hidden")
        self.seen.add(tag)
        if not _VOID.fullmatch(tag):
            if len(self.open) < MAX_NESTED:
                self.open.append(tag)
            else:
                self.report(f"elements are nested more than {MAX_NESTED} deep", "close some of them")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if not _VOID.fullmatch(tag):
            if "svg" not in self.open:
                self.report(f"<{tag}/> does not close the element", f"write <{tag}></{tag}>")
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if _VOID.fullmatch(tag):
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
            self._check_table(self.tables.pop())
        if re.fullmatch("h[1-6]", tag) and not self.has_text:
            self.report(f"<{tag}> is empty", "write a heading, or remove it")

    def handle_data(self, data: str) -> None:
        for part in re.split(f"({MARKS.pattern})", data):
            if part.startswith(START):
                self.files.append((part[1:-1], len(self.open)))
            elif part == END and len(self.files) > 1:
                _, before = self.files[-1]
                if len(self.open) > before:
                    tag = self.open[-1]
                    self.report(f"<{tag}> is never closed", f"write </{tag}>", f"<{tag}")
                    del self.open[before:]
                self.files.pop()
            elif part.strip():
                self.has_text = True
                if self.needs_title:
                    self._report_title()

    def handle_comment(self, data: str) -> None:
        hint = "use {# … #}, which stays in the template"
        self.report("HTML comments are not allowed, because they would be part of the report", hint, "<!--")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html" or self.open:
            self.report("declarations are not allowed here", "remove it", "<!")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.report("processing instructions are not allowed", "remove it", "<?")

    def _check_element(self, tag: str, values: dict[str, str], drawing: bool) -> None:
        if not (_DRAWING_ELEMENT if drawing else _ELEMENT).fullmatch(tag):
            hint = "use plain elements; reports/README.md lists what is allowed"
            self.report(f"<{tag}> is not allowed in a report", hint)
        elif values.get("http-equiv", _POLICY) != _POLICY:
            self.report("<meta http-equiv> is not allowed in a report", "remove it; a report loads and runs nothing")
        elif tag == "style" and ("style" in self.seen or self.files[-1][0].startswith("sections/")):
            self.report("<style> is not allowed here", "put the rules into extra.css")

    def _check_attribute(self, tag: str, name: str, value: str, drawing: bool) -> None:
        if not (DRAWING_ATTRIBUTE if drawing else _ATTRIBUTE).fullmatch(name):
            hint = "put it into extra.css" if name == "style" else "remove it; a report loads and runs nothing"
            self.report(f"the attribute '{shorten(name)}' is not allowed", hint)
        elif name in ("href", "xlink:href", "cite") and not (_LINK if tag == "a" else re.compile("#")).match(value):
            self.report(f"'{shorten(value)}' is not an allowed link", "use #id, https:// or mailto:")
        elif name == "src" and not _PICTURE.fullmatch(value):
            self.report(f"<{tag}> would load '{shorten(value)}'", "the only picture is the logo in template.yaml")
        elif drawing and OUTSIDE.search(value):
            self.report(f"'{shorten(name)}' refers to something outside the drawing", "use plain colors and shapes")

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
                self.report("the page has a second <h1>", "only the cover has one; begin a section with <h2>")
            if level > self.level + 1:
                what = f"<{tag}> follows <h{self.level}>" if self.level else f"<{tag}> is the first heading"
                self.report(what, f"do not skip a level: write <h{self.level + 1}>")
            self.level, self.has_text = level, False
        elif tag == "table":
            self.tables.append(_Table(self.tag, self.files[-1][0]))
        elif self.tables:
            self.tables[-1].parts.add(tag)
            if tag == "tr":
                self.tables[-1].start_row()
            elif tag in ("td", "th"):
                self.tables[-1].add_cell(_span(values.get("colspan")), _span(values.get("rowspan")))
            if tag == "th" and values.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                self.report("<th> has no scope", 'write scope="col" or scope="row"')

    def _check_table(self, table: _Table) -> None:
        if "caption" not in table.parts:
            hint = "begin it with <caption>…</caption>, or use parts.table"
            self.report("a table has no caption", hint, table.tag, table.file)
        elif "thead" not in table.parts:
            self.report("a table has no header row", "put it into <thead>", table.tag, table.file)
        elif len(set(table.rows)) > 1:
            message, hint = "the rows of a table have different numbers of cells", "give every row the same number"
            self.report(message, hint, table.tag, table.file)

    def _report_title(self) -> None:
        self.needs_title = False
        self.report("<svg> does not begin with a <title>", "describe there what it shows")


def _span(value: str | None) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,3}", value) else 1
