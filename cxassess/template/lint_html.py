"""What is wrong in a page that templates from others made: what it could fetch or run, and where a listener loses the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from cxassess.template.sandbox import END, MARKS, NAMED, START
from cxassess.text import shorten


def _names(written: str) -> frozenset[str]:
    return frozenset(written.split())


_ELEMENTS = _names(
    "html head meta title style body header nav main section article aside footer div p h1 h2 h3 h4 h5 h6 ul ol li "
    "table caption colgroup col thead tbody tfoot tr th td figure figcaption img a span strong em b i small sub sup "
    "br hr abbr time blockquote q cite code pre kbd mark bdi bdo wbr del ins"
)
_DRAWING = _names(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker pattern clippath "
    "lineargradient radialgradient stop use symbol"
)
_VOID = _names("meta br hr img col wbr link base embed input source track area param")
_RUNNING = _names("script iframe object embed link base form frame frameset applet")
_ATTRIBUTES = _names(
    "id class lang dir title role hidden tabindex href rel src alt width height scope colspan rowspan headers span "
    "start reversed type datetime name content charset http-equiv xmlns cite value abbr"
)
MAX_NESTED = 100  # elements inside one another; a browser or the PDF would not follow for ever
_POLICY = "Content-Security-Policy"  # it forbids; any other would do something
_LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=]*")
_OUT = re.compile(r"url\s*\(\s*(?!['\"]?#)|\\|javascript:|expression\s*\(", re.IGNORECASE)


class Fault(NamedTuple):
    """Something wrong in a page: the template that printed it, the text of the tag, what is wrong, what to do."""

    file: str
    tag: str
    message: str
    hint: str


def page_faults(page: str) -> list[Fault]:
    """The faults of a page that was rendered with marks (sandbox.MARKS), in the order of the page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    reader.finish()
    return list(dict.fromkeys(reader.problems))  # a loop repeats a tag


class _Table:
    """What has been seen of a table: whether it has caption and head, and how wide its rows are."""

    def __init__(self, fault_at: tuple[str, str]) -> None:
        self.at = fault_at
        self.caption = self.head = False
        self.widths: list[int] = []
        self.hanging: list[tuple[int, int]] = []  # cells that reach down: rows left, columns

    def row(self) -> None:
        self.hanging = [(rows - 1, columns) for rows, columns in self.hanging if rows > 1]
        self.widths.append(sum(columns for _, columns in self.hanging))

    def cell(self, across: int, down: int) -> None:
        if self.widths:
            self.widths[-1] += across
        if down > 1:
            self.hanging.append((down, across))

    def problems(self) -> Iterator[tuple[str, str]]:
        if not self.caption:
            yield "a table has no caption", "begin it with <caption>…</caption>, or use parts.table"
        if not self.head:
            yield "a table has no head", "put the row of headers into <thead>"
        if len(set(self.widths)) > 1:
            yield "the rows of a table have different numbers of cells", "give every row the same number"


class _Reader(HTMLParser):
    """Reads a page and notes its faults; the marks in its text say which template is printing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[Fault] = []
        self.files: list[tuple[str, int]] = [("", 0)]  # which template is printing, and how much was open before
        self.open: list[str] = []
        self.drawings = 0
        self.tables: list[_Table] = []
        self.ids: set[str] = set()
        self.wanted: list[tuple[str, str, str]] = []
        self.level = 0
        self.heads = 0
        self.styles = 0
        self.words = 0
        self.tag = ""
        self.titled = True  # whether the <svg> that has just begun is known to begin with a title

    def fault(self, message: str, hint: str, tag: str = "", file: str = "") -> None:
        self.problems.append(Fault(file or self.files[-1][0], tag or self.tag, message, hint))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = self.get_starttag_text() or f"<{tag}"
        told = {name: MARKS.sub("", value or "") for name, value in attrs}
        if len(told) != len(attrs):
            self.fault("an attribute stands twice in a tag", "keep one of them")
        drawing = self.drawings > 0
        self._element(tag, told, drawing)
        for name, value in told.items():
            self._attribute(tag, name, value, drawing or tag == "svg")
        self._structure(tag, told, drawing)
        if tag not in _VOID:
            self.open.append(tag)
            self.drawings += tag == "svg"
            if len(self.open) == MAX_NESTED:
                self.fault(f"more than {MAX_NESTED} elements stand inside one another", "close them")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _VOID:
            return
        if self.drawings:
            self.handle_endtag(tag)
        else:
            self.fault(f"<{tag}/> does not end the element", f"write <{tag}></{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        inside = self.open[self.files[-1][1] :]  # a template closes what it opened itself
        if not inside or inside[-1] != tag:
            self.tag = f"</{tag}>"
            self.fault(
                f"</{tag}> closes what is not open{f', inside <{inside[-1]}>' if inside else ''}", "close in order"
            )
            if tag not in inside:
                return
            while self.open[-1] != tag:
                self._close()
        self._close()
        if tag == "table" and self.tables:
            table = self.tables.pop()
            for message, hint in table.problems():
                self.fault(message, hint, table.at[1], table.at[0])
        if re.fullmatch("h[1-6]", tag) and not self.words:
            self.fault(f"<{tag}> holds no text", "write a heading, or leave it out")

    def handle_data(self, data: str) -> None:
        for part in re.split(f"({START}[^{NAMED}]*{NAMED}|{END})", data):
            if part.startswith(START):
                self.files.append((part[1:-1], len(self.open)))
            elif part == END and len(self.files) > 1:
                self._end_of_file()
            elif part.strip():
                self.words += 1
                if not self.titled:
                    self._untitled()

    def _close(self) -> None:
        self.drawings -= self.open.pop() == "svg"

    def _end_of_file(self) -> None:
        """Note what a template leaves open, and close it."""
        while len(self.open) > self.files[-1][1]:
            self.fault(f"<{self.open[-1]}> is never closed", f"write </{self.open[-1]}>", f"<{self.open[-1]}")
            self._close()
        self.files.pop()

    def handle_comment(self, data: str) -> None:
        self.tag = "<!--"
        self.fault("an HTML comment would leave with the report", "write {# … #}, which stays in the template")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html" or self.open:
            self.tag = "<!"
            self.fault("a declaration stands here", "remove it")

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)

    def handle_pi(self, data: str) -> None:
        self.tag = "<?"
        self.fault("a processing instruction stands here", "remove it")

    def _element(self, tag: str, told: dict[str, str], drawing: bool) -> None:
        if tag in _RUNNING or (tag == "meta" and told.get("http-equiv", _POLICY) != _POLICY):
            what = "<meta http-equiv>" if tag == "meta" else f"<{tag}>"
            self.fault(f"{what} is not allowed in a report", "a report fetches and runs nothing; remove it")
        elif tag not in (_DRAWING if drawing else _ELEMENTS | {"svg"}):
            self.fault(f"<{tag}> is not allowed in a report", "use plain elements; reports/README.md lists them")
        elif tag == "style":
            self.styles += 1
            if self.styles > 1 or drawing or self.files[-1][0].startswith("sections/"):
                self.fault("<style> is not allowed here", "put the rules into extra.css")

    def _attribute(self, tag: str, name: str, value: str, drawing: bool) -> None:
        if name.startswith("on") or name in ("style", "srcset", "background"):
            hint = "put it into extra.css" if name == "style" else "a report fetches and runs nothing; remove it"
            self.fault(f"the attribute '{shorten(name)}' is not allowed", hint)
        elif not drawing and name not in _ATTRIBUTES and not re.fullmatch(r"(aria|data)-[a-z-]+", name):
            self.fault(f"the attribute '{shorten(name)}' is not allowed", "remove it")
        elif name in ("href", "xlink:href", "cite") and not (_LINK if tag == "a" else re.compile("#")).match(value):
            self.fault(f"'{shorten(value)}' is no address for a link", "use #id, https:// or mailto:")
        elif name == "src" and not _PICTURE.fullmatch(value):
            self.fault(f"<{tag}> would fetch '{shorten(value)}'", "a picture comes as logo in template.yaml")
        elif drawing and _OUT.search(value):
            self.fault(f"'{shorten(name)}' leads out of the drawing", "use plain colors and shapes")

    def _structure(self, tag: str, told: dict[str, str], drawing: bool) -> None:
        if not self.titled:
            self.titled = True
            if tag != "title":
                self._untitled()
        if tag == "svg" and not told.get("aria-hidden") and not drawing:
            self.titled = False
        if (id_ := told.get("id")) is not None:
            if id_ in self.ids:
                self.fault(f"the id '{shorten(id_)}' stands twice", "ids are unique; those of the report are taken")
            self.ids.add(id_)
        self._heading(tag)
        self._wants(told)
        if tag == "img" and not told.get("alt", "").strip():
            self.fault("<img> has no alternative text", "say what it shows in 'alt'")
        if tag == "html" and not told.get("lang"):
            self.fault("<html> has no language", 'write lang="{{ report.language }}"')
        self._in_table(tag, told)

    def _untitled(self) -> None:
        self.titled = True
        self.fault("<svg> does not begin with a <title>", "say there what it shows")

    def _heading(self, tag: str) -> None:
        if not re.fullmatch("h[1-6]", tag):
            return
        level, self.words = int(tag[1]), 0
        self.heads += level == 1
        if level == 1 and self.heads > 1:
            self.fault("a second <h1>", "the cover has the one; a section begins with <h2>")
        if level > self.level + 1:
            what = f"<{tag}> follows <h{self.level}>" if self.level else f"<{tag}> is the first heading"
            self.fault(what, f"no level is skipped: write <h{self.level + 1}>")
        self.level = level

    def _wants(self, told: dict[str, str]) -> None:
        for name in ("aria-labelledby", "aria-describedby", "headers"):
            self.wanted += [(one, self.tag, self.files[-1][0]) for one in told.get(name, "").split()]
        for name in ("href", "data-to"):
            if told.get(name, "").startswith("#"):
                self.wanted.append((told[name][1:], self.tag, self.files[-1][0]))

    def _in_table(self, tag: str, told: dict[str, str]) -> None:
        if tag == "table":
            self.tables.append(_Table((self.files[-1][0], self.tag)))
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in ("caption", "thead"):
            table.caption |= tag == "caption"
            table.head |= tag == "thead"
        elif tag == "tr":
            table.row()
        elif tag in ("td", "th"):
            table.cell(_count(told.get("colspan")), _count(told.get("rowspan")))
            if tag == "th" and told.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                self.fault("<th> has no scope", 'write scope="col" or scope="row"')

    def finish(self) -> None:
        """Note what only the end of the page shows."""
        for id_, tag, file in self.wanted:
            if id_ not in self.ids:
                self.fault(f"nothing on the page has the id '{shorten(id_)}'", "write the id that is meant", tag, file)
        if not self.heads:
            self.fault(
                "the page has no <h1>",
                "the cover needs one: <h1>{{ report.title }}</h1>",
                "<h1",
                "sections/01-cover.html.j2",
            )


def _count(written: str | None) -> int:
    return int(written) if written and re.fullmatch("[0-9]{1,3}", written) else 1
