"""What is wrong in templates from others: found by reading them, and told from what rendering them raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cxassess.output.pdf import covered
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.decode import place
from cxassess.template.config import FILE, Template, own_files, source
from cxassess.template.lint_css import style_faults
from cxassess.template.lint_html import Fault
from cxassess.template.sandbox import REFUSED_FILTERS, known, page_of
from cxassess.text import did_you_mean, shorten

if TYPE_CHECKING:
    from jinja2 import Environment

_TAG = re.compile(r"\{\{|\{%|\{#")
_NO_SUCH = "the report has nothing of this name"


def own_sections(template: Template) -> list[str]:
    """The names of the sections that a folder brings itself, as templates are asked for."""
    return [
        path.relative_to(template.folder).as_posix() for path in own_files(template) if path.parent != template.folder
    ]


def own_faults(template: Template, environment: Environment, given: Mapping[str, Any]) -> list[Problem]:
    """Every fault that reading the folder's own style sheet and templates shows, nothing being rendered."""
    problems = Problems()
    if template.css:
        problems.extend(_in_style(template.css, template))
    for path in own_files(template):
        try:
            page = source(path, template.folder, str(path))
        except Invalid as invalid:
            problems.extend(invalid.problems)
            continue
        problems.extend(_read(page, template, environment, given))
    return problems.errors


def _in_style(path: Path, template: Template) -> Iterator[Problem]:
    try:
        page = source(path, template.folder, str(path))
    except Invalid as invalid:
        yield from invalid.problems
        return
    for line, column, message, hint in style_faults(page.content, covered(template.layers[-1] / "fonts")):
        yield Problem(Location(page.path, line, column, page), message, hint)


def _read(page: Page, template: Template, environment: Environment, given: Mapping[str, Any]) -> Iterator[Problem]:
    from jinja2 import meta, nodes
    from jinja2.exceptions import TemplateSyntaxError

    try:
        tree = environment.parse(page.content)
    except TemplateSyntaxError as error:
        yield _problem(page, error.lineno, str(error.message), *_syntax(str(error.message)))
        return
    except RecursionError:
        yield _problem(page, 1, "", "nested too deeply", "take it apart")
        return
    oddities = list(_oddities(tree, template, environment, given))
    _rename_unknown(tree, environment)
    unknown = meta.find_undeclared_variables(tree) - given.keys() - environment.globals.keys() - {"contents"}
    unknown -= {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}  # set on some way to it
    for node in tree.find_all(nodes.Name):
        if node.name in unknown and node.ctx == "load":
            hint = did_you_mean(node.name, [*given, "contents"]) or "reports/README.md lists what a template sees"
            yield _problem(page, node.lineno, node.name, f"'{node.name}' is not known", hint)
    for word, message, hint, line in oddities:
        yield _problem(page, line, word, message, hint)


def _rename_unknown(tree: Any, environment: Environment) -> None:
    """Give filters and tests that are refused or unknown a known name, at which nobody stumbles any more."""
    from jinja2 import nodes

    for node in tree.find_all((nodes.Filter, nodes.Test)):
        kind, stand_in = (
            (environment.filters, "string") if isinstance(node, nodes.Filter) else (environment.tests, "defined")
        )
        node.name = node.name if node.name in kind else stand_in


Oddity = tuple[str, str, str, int]  # the word to find it by, what is wrong, what to do, the line


def _oddities(tree: Any, template: Template, environment: Environment, given: Mapping[str, Any]) -> Iterator[Oddity]:
    yield from _filters(tree, environment)
    yield from _attributes(tree, given)
    yield from _templates(tree, template)


def _filters(tree: Any, environment: Environment) -> Iterator[Oddity]:
    from jinja2 import nodes

    for node in tree.find_all((nodes.FilterBlock, nodes.AssignBlock)):
        if node.filter is not None:  # Jinja2 takes what comes out of it for markup
            hint = "write the filter behind each value: {{ value|filter }}"
            yield "", "a filter over a block is not allowed", hint, node.lineno
    for node in tree.find_all((nodes.EvalContextModifier, nodes.Filter, nodes.Test)):
        if isinstance(node, nodes.EvalContextModifier):
            yield "autoescape", "'autoescape' is not allowed", "all text is escaped, always; remove it", node.lineno
            continue
        kind, known = ("filter", environment.filters) if isinstance(node, nodes.Filter) else ("test", environment.tests)
        name = shorten(node.name or "")
        if node.name in REFUSED_FILTERS:
            yield name, f"the filter '{name}' is not allowed", REFUSED_FILTERS[name], node.lineno
        elif name and name not in known:
            hint = did_you_mean(name, known) or f"the {kind}s are those of Jinja2"
            yield name, f"there is no {kind} '{name}'", hint, node.lineno


def _attributes(tree: Any, given: Mapping[str, Any]) -> Iterator[Oddity]:
    from jinja2 import nodes

    for node in tree.find_all(nodes.Getattr):
        name = shorten(node.attr)
        if name.startswith("_"):
            yield name, f"'{name}' is not open to templates", "use the fields of the report", node.lineno
        elif isinstance(node.node, nodes.Name) and (names := known(node.node.name, given)) and name not in names:
            hint = did_you_mean(name, names) or "reports/README.md says where they are listed"
            yield name, f"there is no '{node.node.name}.{name}'", hint, node.lineno


def _templates(tree: Any, template: Template) -> Iterator[Oddity]:
    from jinja2 import nodes

    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        told = getattr(node.template, "value", None)
        for name in told if isinstance(told, (list, tuple)) else [told]:
            if isinstance(name, str) and (name[:1] == "/" or page_of(template.layers, name) is None):
                yield name, f"there is no template '{shorten(name)}'", _where_else(name), node.lineno


def _where_else(name: str) -> str:
    return "a template reaches only files of its folder" if "/" in name else "name a .j2 file of the folder"


def _syntax(message: str) -> tuple[str, str]:
    if "unknown tag" in message:
        return (
            f"not readable as a template: {shorten(message, 160)}",
            "a tag is '{% if … %}', '{% for … %}' or the like",
        )
    return (
        f"not readable as a template: {shorten(message, 160)}",
        "look for a quote, a bracket or an end that is missing",
    )


def _problem(page: Page, line: int, word: str, message: str, hint: str) -> Problem:
    return Problem(Location(page.path, line, _column(page.line(line), word), page), message, hint)


def _column(line: str, word: str) -> int:
    """Where a word stands in a line, behind the first tag; else where the tag begins."""
    tag = _TAG.search(line)
    start = tag.start() if tag else 0
    quoted = re.findall(r"'([^']+)'", word) if " " in word else [word]
    for one in quoted:
        found = re.compile(rf"(?<!\w){re.escape(one)}(?!\w)").search(line, start) if one else None
        if found:
            return found.start() + 1
    return start + 1


def placed(fault: Fault, template: Template) -> Problem:
    """A fault of the page at the tag in the template that printed it; at its first line where the tag is composed."""
    names = [
        fault.file or "report.html.j2",
        *(path.relative_to(template.folder).as_posix() for path in own_files(template)),
    ]
    pages = [page for name in names if (page := page_of(template.layers, name))]
    tag = fault.tag.partition("\n")[0]
    begin = re.match(r"</?[A-Za-z0-9]+|<!-*|<\?", tag)
    least = len(begin[0]) if begin else 1
    for length in range(min(len(tag), 120), least - 1, -1):
        for page in pages:
            if (at := page.content.find(tag[:length])) >= 0:
                return Problem(place(page, at), fault.message, fault.hint)
    page = pages[0] if pages else Page(str(template.folder / (fault.file or FILE)), "")
    return Problem(Location(page.path, 1, 1), f"{fault.message}: {shorten(fault.tag)}", fault.hint)


def raised(error: BaseException, template: Template) -> Problem | None:
    """What a rendering raised, told at its place in a template; None where no template had to do with it."""
    from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError

    pages = {
        str(path): layer for layer in template.layers for path in (*layer.glob("*.j2"), *layer.glob("sections/*.j2"))
    }
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or "", error.lineno
    else:
        path, line = _last(error.__traceback__, pages)
    if path not in pages:
        return None
    page = source(Path(path), pages[path], path)
    words = str(error)
    if isinstance(error, UndefinedError):
        return _problem(page, line, *_undefined(words))
    if isinstance(error, SecurityError):
        return _problem(page, line, *_unsafe(words))
    if isinstance(error, TemplateNotFound):
        return _problem(page, line, "", f"there is no template '{shorten(words)}'", _where_else("/"))
    if isinstance(error, TemplateSyntaxError):
        return _problem(page, line, words, *_syntax(str(error.message)))
    return _problem(page, line, "", *_limits(error))


def _limits(error: BaseException) -> tuple[str, str]:
    if isinstance(error, MemoryError):
        return "this needs more memory than a report may take (1 GB)", "make less of it"
    if isinstance(error, RecursionError):
        return "this calls or includes itself again and again", "end it"
    if isinstance(error, OverflowError):
        return f"this is too much: {shorten(str(error), 120)}", "make less of it"
    if isinstance(error, TimeoutError):
        return str(error), "look for a loop that goes on and on"
    return f"this cannot be done: {shorten(str(error) or type(error).__name__, 120)}", "look at the values it works on"


def _undefined(words: str) -> tuple[str, str, str]:
    attribute = re.search(r"has no (?:attribute|element) (.+)$", words)
    name = (attribute[1] if attribute else words.split(" is undefined")[0]).strip("'\"")
    what = f"there is no '{shorten(name)}' in what stands before it" if attribute else f"'{shorten(name)}' is not known"
    return name, what, "reports/README.md lists what a template sees"


def _unsafe(words: str) -> tuple[str, str, str]:
    attribute = re.search(r"access to attribute '([^']+)'", words)
    if attribute:
        return attribute[1], f"'{shorten(attribute[1])}' is not open to templates", "use the fields of the report"
    return "", f"this is not allowed: {shorten(words, 120)}", "templates work on plain values"


def _last(traceback: TracebackType | None, paths: Iterable[str]) -> tuple[str, int]:
    """The innermost place of a traceback that stands in a template."""
    found = "", 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in paths:
            found = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return found
