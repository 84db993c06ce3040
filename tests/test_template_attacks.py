"""Templates that mean harm: what is checked is what is written, and what is written depends on the report alone."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import tinyhtml5
from support import ROOT, browser, tiny, write_answers
from support.assessments import assessment
from support.full_report import html
from support.marks import slow_except
from support.needs import needs
from support.templates import template_problems, write_template

from cxassess.report.single.compose import compose
from cxassess.report.single.model import Report
from cxassess.template import read_template
from cxassess.template.lint.allowed import ATTRIBUTE, DRAWING_ATTRIBUTE, DRAWING_ELEMENT, ELEMENT, POLICY
from cxassess.template.lint.html import page_problems
from cxassess.template.render import Rendered

FRAME = (ROOT / "reports" / "leadership" / "report.html.j2").read_text("utf-8")
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Report:
    home = tmp_path_factory.mktemp("small")
    answers = write_answers(home / "a.yaml", "{A1: 1, B1: {unknown: true}}", more="date: 2026-01-31\n")
    return compose(assessment(answers, tiny(home)))


def frame(old: str, new: str) -> str:
    """The frame that ships, with a change."""
    assert old in FRAME
    return FRAME.replace(old, new, 1)


# What a section holds, and what is said about it.
SECTIONS = {
    # Parts of markup that only together are a tag.
    "<{{ '\\x01' }}a{{ '\\x02' }}script>alert(1)</script>": "1:2: error: this text holds U+0001",
    "<{{ '\\x03' }}script>alert(1)</script>": "1:2: error: this text holds U+0003",
    "<{{ '\\x01'|e }}script>": "1:2: error: this text holds U+0001",
    "<{{ '%c'|format(1) }}script>": "1:2: error: this is not allowed: it would print U+0001",
    "<{{ '%c'|format(3)|e }}script>": "1:2: error: this is not allowed: it would print U+0003",
    "{% set c = '%c'|format(1) %}<{{ c ~ c }}script>": "1:1: error: this is not allowed: it would print U+0001",
    "<{{ '{:c}'.format(2) }}script>": "1:2: error: this is not allowed: it would print U+0002",
    "<{% if true %}script{% endif %}>alert(1)</script>": "<script> is not allowed in a report",
    "<scr{# #}ipt>alert(1)</script>": "<script> is not allowed in a report",
    "<{% set x %}script{% endset %}{{ x }}>alert(1)</script>": "<script> is not allowed in a report",
    "{% macro m() %}<script{% endmacro %}{{ m() }}>alert(1)</script>": "<script> is not allowed in a report",
    "{% raw %}<script>{{ 1 }}</script>{% endraw %}": "1:10: error: <script> is not allowed in a report",
    "{% set x %}{% include 'parts.html.j2' %}{% endset %}<{{ x[0:1] }}script>": "'<' begins no tag here",
    "{% block a %}<script>{% endblock %}</script>": "<script> is not allowed in a report",
    # What browsers read differently from each other or from a reader of HTML.
    "<p title='</title><script>alert(1)</script>'>x</p>": "1:1: error: this tag is not well formed",
    "<title><p title=\"</title><script>\"></title>": "<title> is not allowed here",
    "<p title='<'>x</p>": "1:1: error: this tag is not well formed",
    "<p title=x<script>y</p>": "1:1: error: this tag is not well formed",
    "<p title=a/>x</p>": "1:1: error: this tag is not well formed",
    "<p title='a'class='b'>x</p>": "1:1: error: this tag is not well formed",
    "<p \"=x>x</p>": "1:1: error: this tag is not well formed",
    "<p\x0conclick=x>x</p>": "U+000C",
    "<p/script>x</p>": "1:1: error: this tag is not well formed",
    "<scr<script>ipt>": "1:1: error: this tag is not well formed",
    "<p": "1:1: error: this tag is not well formed",
    "< script>alert(1)</script>": "'<' begins no tag here",
    "a < b": "1:3: error: '<' begins no tag here",
    "</script x>": "</script> is not a tag that can be used",
    "<!--><script>alert(1)</script>-->": "HTML comments are not allowed",
    "<!DOCTYPE html>": "declarations are not allowed here",
    "<![CDATA[<script>]]>": "declarations are not allowed here",
    "<?xml-stylesheet href='https://x.test/'?>": "processing instructions are not allowed",
    "<svg><title><script>alert(1)</script></title></svg>": "<script> is not allowed in a report",
    "<svg><title>x</title><desc><p>x</p></desc></svg>": "<p> is not allowed in a report",
    "<svg><title>x</title><style>@import 'https://x.test'</style></svg>": "<style> is not allowed in a report",
    "<noscript><p title='</noscript><script>'></noscript>": "<noscript> is not allowed in a report",
    "<textarea></textarea>": "<textarea> is not allowed in a report",
    "<template><script></script></template>": "<template> is not allowed in a report",
    "<xmp><script></xmp>": "<xmp> is not allowed in a report",
    "<plaintext>": "<plaintext> is not allowed in a report",
    # What loads, runs or leads away.
    "<iframe srcdoc='x'></iframe>": "<iframe> is not allowed in a report",
    "<frameset></frameset>": "<frameset> is not allowed in a report",
    "<object data='https://x.test/'></object>": "<object> is not allowed in a report",
    "<embed src='https://x.test/'>": "<embed> is not allowed in a report",
    "<base href='https://x.test/'>": "<base> is not allowed in a report",
    "<link rel='attachment' href='data:,x'>": "<link> is not allowed in a report",
    "<link rel='preconnect' href='https://x.test/'>": "<link> is not allowed in a report",
    "<a rel='attachment' href='https://x.test/a'>x</a>": "rel is 'attachment'",
    "<a rel='noreferrer ATTACHMENT' href='https://x.test/a'>x</a>": "rel is 'noreferrer ATTACHMENT'",
    "<a href='data:text/html,x'>x</a>": "'data:text/html,x' is not an allowed link",
    "<a href='//x.test/'>x</a>": "'//x.test/' is not an allowed link",
    "<a href='&#106;avascript:alert(1)'>x</a>": "'javascript:alert(1)' is not an allowed link",
    "<a href='&Tab;javascript:alert(1)'>x</a>": "is not an allowed link",
    "<a href='https://x.test/' ping='https://x.test/'>x</a>": "the attribute 'ping' is not allowed",
    "<a href='https://x.test/' download>x</a>": "the attribute 'download' is not allowed",
    "<meta http-equiv='refresh' content='0;url=https://x.test/'>": "<meta http-equiv> is not allowed in a report",
    "<META HTTP-EQUIV='set-cookie' CONTENT='a=b'>": "<meta http-equiv> is not allowed in a report",
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">': "<meta> is not allowed here",
    "<meta charset='utf-8'>": "<meta> is not allowed here",
    "<img src='data:image/svg+xml;base64,PHN2Zy8+' alt='x'>": "<img> would load 'data:image/svg+xml;base64,PHN2Zy8+'",
    "<img src='' alt='x'>": "<img> would load ''",
    "<td background='https://x.test/'>x</td>": "the attribute 'background' is not allowed",
    "<p style='background:url(https://x.test/)'>x</p>": "the attribute 'style' is not allowed",
    "<svg><title>x</title><foreignObject></foreignObject></svg>": "<foreignobject> is not allowed in a report",
    "<svg><title>x</title><script>alert(1)</script></svg>": "<script> is not allowed in a report",
    "<svg><title>x</title><animate attributeName='href'/></svg>": "<animate> is not allowed in a report",
    "<svg><title>x</title><set attributeName='href'/></svg>": "<set> is not allowed in a report",
    "<svg><title>x</title><linearGradient href='data:image/svg+xml,x#a'/></svg>": "is not an allowed link",
    "<svg><title>x</title><linearGradient xlink:href='https://x.test/#a'/></svg>": "is not an allowed link",
    "<svg><title>x</title><a href='https://x.test/'><path d='M0 0'/></a></svg>": "<a> is not allowed in a report",
    "<svg><title>x</title><path filter='url(https://x.test/)'/></svg>": "the attribute 'filter' is not allowed",
    "<svg><title>x</title><path fill='&#117;rl(https://x.test/)'/></svg>": "'fill' refers to something outside",
    "<svg onload='alert(1)'><title>x</title></svg>": "the attribute 'onload' is not allowed",
    "<style>p { background: url(https://x.test/) }</style>": "<style> is not allowed here",
    # Text that is not what it looks like.
    "x\u202ey": "1:2: error: U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a file",
    "{# \u2066 #}x": "1:4: error: U+2066 LEFT-TO-RIGHT ISOLATE is not allowed in a file",
    "{{ '\\u202e' }}x": "1:1: error: this text holds U+202E",
    "{{ '\\u202e'|e }}x": "1:1: error: this text holds U+202E",
    "{{ 'x' ~ '\\u2066' }}": "1:1: error: this text holds U+2066",
    "{{ '%c'|format(8238) }}": "1:1: error: this is not allowed: it would print U+202E",
    "<p>&#x202e;x</p>": "1:4: error: U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a report",
    "<p>&#8238x</p>": "1:4: error: U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a report",
    "<p>&#X0000202E;x</p>": "1:4: error: U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a report",
    "<p>&#27;[31m</p>": "1:4: error: U+001B ESCAPE is not allowed in a report",
    "<p title='&#x2067;x'>x</p>": "U+2067 RIGHT-TO-LEFT ISOLATE is not allowed in a report",
    "<p>{{ '&#x202e' }};{{ '&'|e }}#x202e;</p>": "",  # escaped, and so shown as it is written
    "<bdo dir='rtl'>x</bdo>": "<bdo> is not allowed in a report",
    "<svg><title>x</title><text unicode-bidi='bidi-override'>x</text></svg>": "'unicode-bidi' would print text in another",
    "{{ '\\ud800' }}": "1:1: error: this text holds U+D800",
    "{{ '%c'|format(55296) }}": "1:1: error: this is not allowed: it would print U+D800",
    # What would be printed differently the next time.
    "{{ range }}": "1:4: error: 'range' is a function and no value",
    "{{ range|string }}": "1:4: error: 'range' is a function and no value",
    "{{ 'x' ~ range }}": "1:10: error: 'range' is a function and no value",
    "{{ [range]|string }}": "1:5: error: 'range' is a function and no value",
    "{{ '{}'.format(range) }}": "1:16: error: 'range' is a function and no value",
    "{% set r = range %}{{ r|string }}": "1:12: error: 'range' is a function and no value",
    "{{ range(3) }}": "1:1: error: this is not allowed: only text and numbers can be printed",
    "{{ report.plays|map(attribute='id') }}": "1:1: error: this is not allowed: only text and numbers can be printed, and this is a list",
    "{{ report.plays|select }}": "only text and numbers can be printed, and this is a list",
    "{{ report.plays }}": "only text and numbers can be printed, and this is a list",
    "{{ words }}": "only text and numbers can be printed, and this is fields",
    "{{ report }}": "only text and numbers can be printed, and this is a list",
    "{{ [1, 2] }}": "1:1: error: this is not allowed: only text and numbers can be printed, and this is a list",
    "{{ (1, 2) }}": "only text and numbers can be printed, and this is a list",
    "{{ {'a': 1} }}": "only text and numbers can be printed, and this is fields",
    "{{ [1, 2]|string }}": "1:1: error: this is not allowed: only text and numbers can be printed, and this is a list",
    "{{ report|string }}": "only text and numbers can be printed, and this is a list",
    "{{ 3|string }}{{ none|string }}{{ 'nan'|float }}": "",
    "{{ report.plays|map(attribute='_replace')|list|length }}": "1:32: error: templates cannot use '_replace'",
    "{{ report.plays|selectattr('_replace')|list|length }}": "1:29: error: templates cannot use '_replace'",
    "{{ report|attr('_fields') is defined }}": "templates cannot use '_fields'",
    "{{ report.plays|map(attribute='nme')|list|length }}": "1:32: error: there is no 'nme' in the value before it",
    "{{ report.plays|map(attribute='nme', default='')|list|length }}": "",
    "{{ []|max }}": "1:1: error: this list is empty, so it has no first, last, largest or smallest item",
    "{{ ''|list|first }}": "1:1: error: this list is empty, so it has no first, last, largest or smallest item",
    "{{ '%d'|format('nan'|float) }}": "1:1: error: this fails: cannot convert float NaN to integer",
    "{{ 'x'.upper }}": "1:1: error: this is not allowed: a function without the brackets that call it",
    "{{ 'x'.upper ~ '' }}": "a function without the brackets that call it",
    "{{ '{0.upper}'.format('x') }}": "a function without the brackets that call it",
    "{{ words['keys']|string }}": "a function without the brackets that call it",
    "{{ 'x'|attr('upper')|string }}": "a function without the brackets that call it",
    "{{ ['x']|map('attr', 'upper')|list|string }}": "a function without the brackets that call it",
    "{{ ['x']|map(attribute='upper')|list|string }}": "a function without the brackets that call it",
    "{{ ['x']|groupby('upper')|string }}": "a function without the brackets that call it",
    "{% for x in [1] %}{{ loop.cycle|string }}{% endfor %}": "a function without the brackets that call it",
    "{% block b %}{% endblock %}{{ self.b|string }}": "a function without the brackets that call it",
    "{% block b %}{{ super|string }}{% endblock %}": "'super' is a function and no value",
    "{% import 'parts.html.j2' as p %}{{ p }}": "only text and numbers can be printed",
    "{% set w = words %}{{ (w.keys() - [])|string }}": "1:1: error: this is not allowed: '-' is only for numbers",
    "{{ ('abc'|list|unique) - [] }}": "'-' is only for numbers",
    "{{ report.date.today() }}": "templates cannot use 'today'",
    "{{ now() }}": "1:4: error: 'now' is not defined",
    # What is no template.
    "{% raw %}x": "1:1: error: this is not a valid template: Missing end of raw directive",
    "{% raw %}": "1:1: error: this is not a valid template: Missing end of raw directive",
    "{% block a %}{% endblock %}\n{% block a %}{% endblock %}": "2:10: error: this is not a valid template: block 'a' defined twice",
    "{% block a %}{% block a %}{% endblock %}{% endblock %}": "this is not a valid template: block 'a' defined twice",
    # Drawings that show a part again and again.
    "<svg><title>x</title><g id='own-a'><use href='#own-a'/></g></svg>": "1:36: error: <use> is not allowed in a report (draw",
    "<svg><title>x</title><use xlink:href='#main'/></svg>": "1:22: error: <use> is not allowed in a report",
    "<svg><title>x</title><symbol id='own-s'></symbol></svg>": "<symbol> is not allowed in a report",
    "<svg><title>x</title><pattern id='own-p'></pattern></svg>": "<pattern> is not allowed in a report",
    "<svg><title>x</title><marker id='own-m'></marker></svg>": "<marker> is not allowed in a report",
    "<svg><title>x</title><path d='M0 0h8' marker-mid='url(#own-m)'/></svg>": "the attribute 'marker-mid' is not allowed",
    "<svg><title>x</title><clipPath id='own-c'><path clip-path='url(#own-c)' d='M0 0h8'/></clipPath></svg>": "1:43: error: <clipPath> is clipped by another",
    # Drawings that no PDF can hold.
    "<svg viewBox='0 0 0 0'><title>x</title></svg>": "1:1: error: 'viewbox' is '0 0 0 0', which has no width or no height",
    "<svg viewBox='0 0 8 -8'><title>x</title></svg>": "1:1: error: 'viewbox' is '0 0 8 -8', which has no width or no height",
    "<svg height='-1'><title>x</title></svg>": "1:1: error: 'height' is '-1', and no size is below zero",
    "<svg viewBox='a b c d'><title>x</title></svg>": "1:1: error: 'viewbox' is 'a b c d', which no program can draw",
    "<svg viewBox='0 0 8'><title>x</title></svg>": "'viewbox' is '0 0 8', which no program can draw",
    "<svg width='1e30'><title>x</title></svg>": "'width' holds a number above 1,000,000",
    "<svg><title>x</title><path d='M0 0h1e30'/></svg>": "'d' holds a number above 1,000,000",
    "<svg><title>x</title><g transform='scale(1e30)'></g></svg>": "'transform' holds a number above 1,000,000",
    "<svg><title>x</title><polygon points='a,b'/></svg>": "'points' is 'a,b', which no program can draw",
}  # fmt: skip

FRAMES = {
    "no policy": (frame(META, ""), "the page has no Content-Security-Policy of the report"),
    "another policy": (frame("default-src 'none'", "default-src *"), "<meta http-equiv> is not allowed in a report"),
    "a weaker policy": (frame("; base-uri 'none'", ""), "<meta http-equiv> is not allowed in a report"),
    "only a report": (
        frame("Content-Security-Policy", "Content-Security-Policy-Report-Only"),
        "<meta http-equiv> is not allowed in a report",
    ),
    "a policy that comes late": (
        frame(META, "").replace("</style>", f"</style>\n{META}"),
        "the page has no Content-Security-Policy of the report",
    ),
    "a policy in the body": (frame(META, "").replace('<main id="main"', f'{META}<main id="main"'), "<meta> is not allowed here"),
    "a policy in text": (
        frame(META, "").replace("<title>", f"<title>{META.replace('<', '&lt;')}"),
        "the page has no Content-Security-Policy of the report",
    ),
    "text before the policy": (frame("<meta charset", "x<meta charset"), "this text is not in the <body>"),
    "an element before the policy": (frame("<meta charset", "<p>x</p><meta charset"), "<p> is outside <body>"),
    "a body before the policy": (frame("<meta charset", "<body></body><meta charset"), "<body> is not allowed here"),
    "a refresh": (frame(META, f'{META}<meta http-equiv="refresh" content="0">'), "<meta http-equiv> is not allowed"),
    "a policy of referrers": (frame('content="no-referrer"', 'content="unsafe-url"'), "a report tells no site where it lies"),
    "another encoding": (frame('charset="utf-8"', 'charset="iso-2022-jp"'), "a report is written in UTF-8"),
    "no encoding": (frame('<meta charset="utf-8">\n', ""), '<head> does not begin with <meta charset="utf-8">'),
    "a style of its own": (frame("{{ css }}", "@import 'https://x.test/';"), "<style> holds something else than {{ css }}"),
    "more style": (frame("{{ css }}", "{{ css }} p{background:url(//x.test)}"), "<style> holds something else than"),
    "no style": (frame("<style>\n{{ css }}\n</style>\n", ""), "the page has no <style>"),
    "a second style": (frame("</head>", "<style>{{ css }}</style></head>"), "<style> is not allowed here"),
    "an import of data": (frame("{{ css }}", "{{ report.subject }}"), "<style> holds something else than {{ css }}"),
    "a script": (frame("</head>", "<script>alert(1)</script></head>"), "<script> is not allowed in a report"),
    "a base": (frame("</head>", '<base href="https://x.test/"></head>'), "<base> is not allowed in a report"),
    "a link": (frame("</head>", '<link rel="icon" href="https://x.test/"></head>'), "<link> is not allowed in a report"),
    "a title with an element": (frame("<title>", "<title><b>x</b>"), "<b> is outside <body>"),
    "no doctype": (frame("<!DOCTYPE html>\n", ""), "the page does not begin with <!DOCTYPE html>"),
    "another doctype": (frame("<!DOCTYPE html>", "<!DOCTYPE html SYSTEM 'https://x.test'>"), "declarations are not allowed here"),
    "an event": (frame("<body", "<body onload='alert(1)'"), "the attribute 'onload' is not allowed"),
    "a manifest": (frame("<html", "<html manifest='https://x.test/'"), "the attribute 'manifest' is not allowed"),
    "after the body": (frame("</body>", "</body><p>x</p>"), "<p> is outside <body>"),
    "a frameset": (frame("<body", "<frameset></frameset><body"), "<frameset> is not allowed in a report"),
}  # fmt: skip

STYLES = {
    "p::after { content: '\\202E x' }": "1:21: error: U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a style sheet",
    "p::after { content: '\\1b[31m' }": "1:21: error: U+001B ESCAPE is not allowed in a style sheet",
    "p\\202E { color: red }": "U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a style sheet",
    "/* \u202e */": "1:4: error: U+202E RIGHT-TO-LEFT OVERRIDE is not allowed in a file",
    "p { unicode-bidi: bidi-override; direction: rtl }": "1:19: error: 'bidi-override' is not allowed",
    "p { unicode-bidi: isolate-overr\\69 de }": "is not allowed: it prints text in another order",
    "p { -weasy-link: attr(title) }": "1:5: error: '-weasy-link' is not allowed in a report's style sheet",
    "p { font-size: 1e9px }": "1:16: error: '1e9px' is too large for 'font-size'",
    "p { f\\6fnt: bold 1e5pt x }": "1:18: error: '1e5pt' is too large for 'font'",
    "p { line-height: 200 }": "1:18: error: '200' is too large for 'line-height'",
    "p { font-size: 1e400% }": "1:16: error: '1e400%' is too large for 'font-size'",
    "@page { size: 1e6in 1e6in }": "1:15: error: '1e6in' is no size of a page (a page is at least 3 and at most 200 inches",
    "@page { size: 8in 0.1in }": "1:19: error: '0.1in' is no size of a page",
    "p { --x: 300in }": "1:10: error: '300in' is longer than any page (write at most 200in)",
    "p { margin: calc(1px * 1e9) }": "1:24: error: '1e9' is too large (write at most 1,000,000)",
    "p { margin: 1e7em }": "1:13: error: '1e7em' is too large",
    "p { background: url( 'https://x.test/') }": "1:17: error: url() may only contain 'data:image/png', jpeg",
    "p { background: url(data:text/html,x) }": "url() may only contain 'data:image/png', jpeg",
    "p { background: url('data:image/svg+xml,%3Csvg/%3E') }": "url() may only contain 'data:image/png', jpeg",
    "p { clip-path: url(#own) }": "url() may only contain 'data:image/png', jpeg",
    "p { z-index: 2147483647; font: bold 700 12px/1.5 x } @page { size: letter; margin: 1in }": "",
    "p { background: URL(https://x.test/) }": "url() may only contain 'data:image/png', jpeg",
    "p { background: \\75 rl(https://x.test/) }": "url() may only contain 'data:image/png', jpeg",
    "p { --x: url(https://x.test/) }": "url() may only contain 'data:image/png', jpeg",
    "p { background: cross-fade(url(x), url(y)) }": "cross-fade() is not allowed in a style sheet",
    "p { background: src('https://x.test/') }": "src() is not allowed in a style sheet",
    "p { background: element(#x) }": "element() is not allowed in a style sheet",
    "@\\69mport 'https://x.test/';": "is not allowed in a style sheet",
    "@namespace 'x';": "'@namespace' is not allowed in a style sheet",
    "@layer a { @import 'https://x.test/'; }": "'@import' is not allowed in a style sheet",
}


@pytest.mark.parametrize("text", slow_except(SECTIONS, *list(SECTIONS)[::8]))
def test_a_section_that_means_harm_is_refused_with_its_place(small: Report, tmp_path: Path, text: str) -> None:
    told = template_problems(write_template(tmp_path, own=text), small)
    if not SECTIONS[text]:
        assert told == []
        return
    assert told and told[0].startswith("sections/own.html.j2:"), told
    assert SECTIONS[text] in told[0]
    assert re.search(r" \(.+\)$", told[0]), "it says what to do"


@pytest.mark.parametrize("name", slow_except(FRAMES, *list(FRAMES)[::8]))
def test_a_frame_cannot_drop_the_policy_or_load_anything(small: Report, tmp_path: Path, name: str) -> None:
    text, said = FRAMES[name]
    told = template_problems(write_template(tmp_path, frame=text), small)
    assert any(line.startswith("report.html.j2:") and said in line for line in told), told


@pytest.mark.parametrize("text", STYLES)
def test_a_style_sheet_that_means_harm_is_refused_with_its_place(small: Report, tmp_path: Path, text: str) -> None:
    problems = template_problems(write_template(tmp_path, css=text), small)
    if not STYLES[text]:
        assert problems == []
        return
    (told,) = problems
    assert told.startswith("extra.css:1:")
    assert STYLES[text] in told


def test_the_shipped_frame_as_ones_own_is_accepted(small: Report, tmp_path: Path) -> None:
    assert template_problems(write_template(tmp_path, frame=FRAME), small) == []


def test_what_is_printed_is_the_same_in_every_run(small: Report, tmp_path: Path) -> None:
    """Lists where Jinja2 has generators, and so text without addresses."""
    text = "<p>{{ [3, 1, 2]|select|map('string') ~ '' }} {{ [1, 2]|reverse ~ '' }} {{ '%s'|format([1, 2, 3]|batch(2)) }}</p>"
    page = html(small, template=read_template(write_template(tmp_path, own=text)))
    assert "<p>[&#39;3&#39;, &#39;1&#39;, &#39;2&#39;] [2, 1] [[1, 2], [3]]</p>" in page


# ---- by chance ---------------------------------------------------------------------------

PIECES = (
    "<", ">", "/", "</", "/>", "=", '"', "'", " ", "\n", "\t", "&", "&lt;", "&#60;", "&#x3c;", "&gt;", "<!--", "-->", "<!", "<?", "]]>",
    "p", "script", "style", "title", "svg", "path", "math", "b", "table", "tr", "td", "caption", "a", "img", "meta", "body", "head", "html",
    "template", "noscript", "textarea", "select", "iframe", "foreignObject", "desc", "use", "x", "\x0c", "\x0b", "\xa0", "\u2028",
    " class", " title", " id", " href", " src", " onclick", " style", "javascript:alert(1)", "https://x.test/", "#main", "url(//x.test)",
    "<p>", "</p>", "<b>", "</b>", "<svg><title>x</title>", "</svg>", "<script>", "</script>", "<title>", "</title>", "<style>", "</style>",
    "<table>", "</table>", "<a href='#main'>", "</a>", "<p title='", "<p title=\"", "<!DOCTYPE html>", "</body>", "<body>", "</main>",
)  # fmt: skip


PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{META}<title>x</title><style>p {{}}</style></head>
<body><main id="main"><h1>x</h1><p>PLACE</p>PLACE</main></body></html>"""


@pytest.mark.parametrize("seed", range(4))
def test_what_is_accepted_is_read_in_the_same_way_by_a_browser(seed: int) -> None:
    """A parser that follows the standard of HTML finds no element or attribute in it that was not checked."""
    random = Random(seed)
    accepted = 0
    for _ in range(300):
        inserted = "".join(random.choice(PIECES) for _ in range(random.randint(1, 9)))
        whole = PAGE.replace("PLACE", inserted, 1 + (random.random() < 0.5)).replace("PLACE", "")
        if page_problems(Rendered(whole), "p {}", "", False):
            continue
        accepted += 1
        root = tinyhtml5.parse(whole)
        assert [child.tag.rpartition("}")[2] for child in root] == ["head", "body"], inserted
        for element in root.iter():
            space, _, name = str(element.tag).rpartition("}")
            drawing = space.endswith("svg")
            assert (DRAWING_ELEMENT if drawing else ELEMENT).fullmatch(name.lower()), inserted
            for attribute, value in element.attrib.items():
                known = DRAWING_ATTRIBUTE if drawing else ATTRIBUTE
                assert known.fullmatch(attribute.lower()) and "javascript" not in value, inserted
    assert accepted > 5


# ---- in a browser ------------------------------------------------------------------------

# What is accepted, and must not load or run anything; ADDRESS is a web server that counts.
INERT = {
    "links": "<p><a href='ADDRESS/a' rel='noreferrer'>x</a> <q cite='#main'>ADDRESS/b</q></p>",
    "escaped": "<p>{{ '<script src=ADDRESS/a></script>' }} &lt;img src=ADDRESS/b&gt; {{ '<'|e }}script src=ADDRESS/c></p>",
    "attributes": '<p title="{{ \'\\"><script src=ADDRESS/a></script>\' }}" data-x="url(ADDRESS/b)">x</p>',
    "drawing": "<svg viewBox='0 0 8 8'><title>ADDRESS/a</title><defs><clipPath id='own-c'><path d='M0 0h8v8z'/></clipPath></defs>"
    "<path clip-path='url(#own-c)' d='M0 0h8v8z'/></svg>",
}
INERT_CSS = (
    "p::after { content: 'url(ADDRESS/a)'; background: url('data:image/png;base64,ADDRESS/b') }"
    "p { --x: 'ADDRESS/c'; background: url(data:image/gif,ADDRESS/d) }"
)
# What the checks refuse, to see that the policy holds where a check would fail.
LOADING = (
    "<script src='ADDRESS/a'></script><script>new Image().src = 'ADDRESS/b'; fetch('ADDRESS/c')</script>"
    "<img src='ADDRESS/d'><img src='x' onerror=\"location = 'ADDRESS/e'\"><iframe src='ADDRESS/f'></iframe>"
    "<iframe srcdoc=\"<img src='ADDRESS/g'>\"></iframe><object data='ADDRESS/h'></object><embed src='ADDRESS/i'>"
    "<link rel='stylesheet' href='ADDRESS/j'><style>@import 'ADDRESS/k'; p { background: url(ADDRESS/l) }</style>"
    "<video src='ADDRESS/m' poster='ADDRESS/n'></video><svg><image href='ADDRESS/o'/><script>fetch('ADDRESS/p')</script></svg>"
    "<style>@font-face { font-family: x; src: url(ADDRESS/q) } p { font-family: x }</style><p>x</p>"
)


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words: Any) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()


@pytest.mark.slow
@needs("chromium")
def test_no_page_loads_anything_in_a_browser(small: Report, tmp_path: Path, server: tuple[str, list[str]]) -> None:
    address, asked = server
    pages = {}
    for name, text in INERT.items():
        folder = write_template(
            tmp_path / name, own=text.replace("ADDRESS", address), css=INERT_CSS.replace("ADDRESS", address)
        )
        pages[name] = html(small, template=read_template(folder))
    pages["unchecked"] = html(small).replace("<main", LOADING.replace("ADDRESS", address) + "<main")
    unprotected = pages["unchecked"].replace(META, "")
    with browser.running() as running:
        for name, text in {**pages, "unprotected": unprotected}.items():
            (tmp_path / f"{name}.html").write_text(text, "utf-8")
            page = running.new_page()
            page.goto((tmp_path / f"{name}.html").as_uri(), wait_until="commit")
            page.wait_for_timeout(500)
            page.close()
            if name != "unprotected":
                assert asked == [], name
    assert len(asked) > 3, "the server would have noticed"
