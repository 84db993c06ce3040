"""The elements, attributes, links and numbers that a page made by templates from others, or a logo, may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cxassess.text import shorten

ELEMENT = re.compile(
    "html|head|meta|title|style|body|header|nav|main|section|article|aside|footer|div|p|h[1-6]|ul|ol|li|"
    "table|caption|colgroup|col|thead|tbody|tfoot|tr|th|td|figure|figcaption|img|a|span|strong|em|b|i|small|sub|sup|"
    "br|hr|details|summary|abbr|time|blockquote|q|cite|code|pre|kbd|mark|bdi|wbr|del|ins|svg"
)
DRAWING_ELEMENT = re.compile(
    "svg|g|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|title|desc|defs|clippath|"
    "lineargradient|radialgradient|stop"
)
VOID = re.compile("meta|br|hr|img|col|wbr|link|base|embed|input|source|track|area|param")
ATTRIBUTE = re.compile(
    "id|class|lang|dir|title|role|hidden|tabindex|href|rel|src|alt|width|height|scope|colspan|rowspan|headers|span|"
    "start|reversed|type|datetime|name|content|charset|http-equiv|xmlns|cite|value|abbr|open|(aria|data)-[a-z-]+"
)
DRAWING_ATTRIBUTE = re.compile(
    "id|class|lang|role|tabindex|focusable|href|xlink:href|xmlns(:xlink)?|version|viewbox|preserveaspectratio|"
    "width|height|[xy][12]?|[cfr][xy]|r|fr|d|points|path(length)?|dx|dy|transform(-origin)?|offset|"
    "(gradient|clippath)(units|transform)|spreadmethod|rotate|textlength|lengthadjust|color(-[a-z-]+)?|fill(-[a-z]+)?|"
    "stroke(-[a-z]+)?|stop-(color|opacity)|clip(-path|-rule)?|opacity|display|visibility|overflow|vector-effect|"
    "paint-order|(shape|text|image)-rendering|enable-background|font(-[a-z-]+)?|text-(anchor|decoration)|"
    "(dominant|alignment)-baseline|baseline-shift|(letter|word)-spacing|writing-mode|direction|unicode-bidi|"
    "baseprofile|(aria|data)-[a-z-]+"
)
# Not <use>, <pattern> or <marker>, and no clip within a clip: each shows parts of a drawing again, which may show others
# again, so that a few lines become millions of shapes.
MAX_NESTED = 100  # elements inside one another; a browser or the PDF would not follow for ever
# What reports/leadership/report.html.j2 asks of a browser, should a check ever fail: load and run nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
META = re.compile("viewport|color-scheme|referrer|author|description|keywords|theme-color|robots")
RELATION = re.compile("noreferrer|noopener|nofollow|external|author|license|help|next|prev|bookmark|tag")
_LENGTH = r"(?:width|left|margin-left): [0-9]{1,3}(?:\.[0-9]{1,3})?(?:%|rem)"
STYLE = re.compile(f"{_LENGTH}(?:; {_LENGTH})*+")  # for figures, whose lengths are numbers of the report
FIRST = {"svg": "title", "details": "summary"}  # what an element begins with
# Where these may be, each once but for <meta>: what is open around them.
_HEAD = ("html", "head")
PLACE = {"html": (), "head": ("html",), "body": ("html",), "meta": _HEAD, "title": _HEAD, "style": _HEAD}
LINK = re.compile(r"#|https?://|mailto:", re.IGNORECASE)
# What in the value of a drawing's attribute could refer to something outside the drawing.
OUTSIDE = re.compile(r"url\s*\(\s*(?!['\"]?#)|\\|@import|javascript:|expression\s*\(", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]{1,3}+)?")
# What is left of the attributes that place and size a drawing without their numbers: other values stop programs that
# draw it.
_GEOMETRY = (
    (re.compile("viewbox|points"), re.compile(r"[\s,]*")),
    (
        re.compile("width|height|[xy][12]?|[cfr][xy]|r|fr|stroke-width"),
        re.compile(r"(?:[\s,]|px|pt|pc|mm|cm|in|em|rem|ex|q|%)*|auto|inherit", re.IGNORECASE),
    ),
    (re.compile("d|path"), re.compile(r"[\s,MmLlHhVvCcSsQqTtAaZz]*")),
    (re.compile("(gradient|pattern)?transform"), re.compile(r"(?:[\s,]|[a-zA-Z]+\([\s,]*\))*|none")),
)
_SIZE = re.compile("width|height|r[xy]?|fr|stroke-width")
_MAX_NUMBER = 1_000_000  # in a drawing; a PDF cannot hold any number


def geometry_problem(name: str, value: str) -> str:
    """What is wrong with the numbers of a drawing's attribute; '' if nothing."""
    form = next((form for names, form in _GEOMETRY if names.fullmatch(name.lower())), None)
    if form is None:
        return ""
    numbers = _NUMBER.findall(value)
    if not form.fullmatch(_NUMBER.sub("", value)) or (name.lower() == "viewbox" and len(numbers) != 4):
        return f"'{name}' is '{shorten(value)}', which no program can draw"
    if any(abs(float(number)) > _MAX_NUMBER for number in numbers):
        return f"'{name}' holds a number above {_MAX_NUMBER:,}"
    values = [float(number) for number in numbers]
    if name.lower() == "viewbox" and min(values[2:]) <= 0:
        return f"'{name}' is '{shorten(value)}', which has no width or no height"
    if _SIZE.fullmatch(name.lower()) and min(values, default=0) < 0:
        return f"'{name}' is '{shorten(value)}', and no size is below zero"
    return ""


def meta_problem(values: Mapping[str, str]) -> tuple[str, str] | None:
    """What is wrong with a <meta> of these attributes, and what to do."""
    content = values.get("content", "")
    if "http-equiv" in values:
        if (values["http-equiv"].lower(), content) != ("content-security-policy", POLICY):
            return "<meta http-equiv> is not allowed in a report", "remove it; a report loads and runs nothing"
    elif "charset" in values:
        if values["charset"].lower() != "utf-8":
            return "a report is written in UTF-8", 'write <meta charset="utf-8">'
    elif not META.fullmatch(values.get("name", "").lower()):
        return f"<meta name> is '{shorten(values.get('name', ''))}'", "remove it"
    elif values["name"].lower() == "referrer" and content != "no-referrer":
        return "a report tells no site where it lies", 'write content="no-referrer"'
    return None
