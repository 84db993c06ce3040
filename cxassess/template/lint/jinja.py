"""The problems of templates from others: the first of each, in its source or in what rendering it raises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cxassess.problems import Location, Page, Problem
from cxassess.template.config import Template, read_source, template_files
from cxassess.template.sandbox import find_source, is_made, known_names
from cxassess.template.worker import PAGE_LIMITS, template_problem
from cxassess.text import FORBIDDEN, describe_char, did_you_mean, shorten

if TYPE_CHECKING:
    from jinja2 import Environment

_NODE = re.compile(
    "Template|Output|TemplateData|Name|Const|Tuple|List|Dict|Pair|Keyword|Getattr|Getitem|Slice|Call|Filter|Test|"
    "CondExpr|Compare|Operand|And|Or|Not|Neg|Pos|Add|Sub|Mul|Div|FloorDiv|Mod|Pow|Concat|"
    "If|For|With|Macro|CallBlock|Assign|AssignBlock|Include|Import|FromImport|Extends|Block|Scope"
)
_FUNCTIONS = ("range", "super")
_FIELDS = "use the fields of the report"
_SEEN = "reports/README.md lists what a template sees"
_Finding = tuple[str, str, str]  # the word of the line to point at, what is wrong, what to do


def source_problem(page: Page, template: Template, environment: Environment) -> Problem | None:
    """The first problem that reading a template shows."""
    from jinja2 import nodes
    from jinja2.exceptions import TemplateSyntaxError

    try:
        tree = environment.parse(page.content)
    except TemplateSyntaxError as error:
        return _problem(page, error.lineno, _syntax(str(error.message)))
    except RecursionError:
        return _problem(page, 1, ("", "this is nested too deeply", "split it up"))
    fields = known_names(template)
    names = {*fields, *environment.globals, *_defined_names(tree)}
    problems = []
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in names:
            hint = did_you_mean(node.name, fields) or _SEEN
            problems.append(_problem(page, node.lineno, (node.name, f"'{node.name}' is not defined", hint)))
        elif isinstance(node, nodes.Name) and node.name in _FUNCTIONS and node.ctx == "load" and id(node) not in called:
            message = f"'{node.name}' is a function and no value"
            problems.append(_problem(page, node.lineno, (node.name, message, f"call it: {node.name}()")))
        elif finding := _check_node(node, template, environment, fields):
            problems.append(_problem(page, node.lineno, finding))
    return min(problems, key=lambda problem: problem.where.order, default=None) or _compiling_problem(page, environment)


def _compiling_problem(page: Page, environment: Environment) -> Problem | None:
    """What only compiling a template shows, such as a block with the name of another."""
    from jinja2.exceptions import TemplateSyntaxError

    try:
        environment.compile(page.content)
    except TemplateSyntaxError as error:
        return _problem(page, error.lineno, _syntax(str(error.message)))
    except (RecursionError, SyntaxError, ValueError):  # of Python, which Jinja2 writes from the template
        return _problem(page, 1, ("", "this cannot be made into a program", "write it in a simpler way"))
    opened = [line for line, kind, _ in environment.lex(page.content) if kind in ("raw_begin", "raw_end")]
    if len(opened) % 2:  # Jinja2 passes over it where nothing follows
        return _problem(page, opened[-1], _syntax("Missing end of raw directive"))
    return None


def _defined_names(tree: Any) -> Iterator[str]:
    """The names that a template defines somewhere, and those that Jinja2 defines in loops and macros."""
    from jinja2 import nodes

    yield from ("loop", "caller", "varargs", "kwargs", "self", "super")
    for node in tree.find_all((nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)):
        match node:
            case nodes.Name(ctx="store" | "param") | nodes.Macro():
                yield node.name
            case nodes.Import():
                yield node.target
            case nodes.FromImport():
                yield from (name if isinstance(name, str) else name[1] for name in node.names)


def _check_node(
    node: Any, template: Template, environment: Environment, fields: Mapping[str, tuple[str, ...]]
) -> _Finding | None:
    from jinja2 import nodes

    match node:
        case nodes.Const(value=str(text)) if odd := re.search(FORBIDDEN, text):
            return "", f"this text holds {describe_char(odd[0])}, which is not allowed in a report", "remove it"
        case nodes.Filter(name=str(name)) if name not in environment.filters:
            hint = did_you_mean(name, environment.filters) or "reports/README.md lists the filters"
            return name, f"the filter '{shorten(name)}' is not allowed", hint
        case nodes.Test(name=str(name)) if name not in environment.tests:
            hint = did_you_mean(name, environment.tests) or "the tests are those of Jinja2"
            return name, f"there is no test '{shorten(name)}'", hint
        case nodes.Getattr(attr=name) if name.startswith("_"):
            return name, f"templates cannot use '{shorten(name)}'", _FIELDS
        case nodes.Getattr(node=nodes.Name(name=value), attr=name) if name not in (fields.get(value) or (name,)):
            hint = did_you_mean(name, fields[value]) or "reports/README.md says where they are listed"
            return name, f"there is no '{value}.{shorten(name)}'", hint
        case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
            named = getattr(node.template, "value", None)
            for file in named if isinstance(named, (list, tuple)) else [named]:
                if isinstance(file, str) and find_source(template.layers, file) is None and not is_made(file):
                    return _no_template(file)
        case nodes.FilterBlock() | nodes.AssignBlock(filter=nodes.Filter()):  # Jinja2 takes its result for markup
            return "", "a filter cannot be applied to a block", "apply it to each value: {{ value|filter }}"
        case nodes.EvalContextModifier():
            return "autoescape", "'autoescape' is not allowed", "remove it; all text is always escaped"
        case nodes.Stmt() | nodes.Expr() if not _NODE.fullmatch(type(node).__name__):
            return "", "this is not allowed in a template", _FIELDS
    return None


def rendering_problem(error: BaseException, template: Template) -> Problem | None:
    """What rendering raised, at its place in a template; None if no template was running."""
    from jinja2.exceptions import TemplateSyntaxError

    layers = {str(path): layer for layer in template.layers for path in template_files(layer)}
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or "", error.lineno
    else:
        path, line = _last_place(error.__traceback__, layers)
    if path not in layers:
        if not isinstance(error, OverflowError):  # raised by sandbox.render()
            return None
        return template_problem(template, PAGE_LIMITS, "would be longer than 20 million characters")
    return _problem(read_source(Path(path), layers[path]), line, _explain(error))


def _last_place(traceback: TracebackType | None, paths: Mapping[str, Path]) -> tuple[str, int]:
    """The innermost place of a traceback that is in a template."""
    path, line = "", 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in paths:
            path, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    return path, line


def _explain(error: BaseException) -> _Finding:
    from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError

    words = str(error)
    match error:
        case TemplateSyntaxError():
            return _syntax(str(error.message))
        case TemplateNotFound():
            return _no_template(words)
        case UndefinedError() if attribute := re.search(r"has no (?:attribute|element) (.+)$", words):
            name = attribute[1].strip("'\"")
            return name, f"there is no '{shorten(name)}' in the value before it", _SEEN
        case UndefinedError() if "sequence was empty" in words:
            return (
                "",
                "this list is empty, so it has no first, last, largest or smallest item",
                "put it into {% if … %}",
            )
        case UndefinedError():
            name = words.split(" is undefined")[0].strip("'\"")
            return name, f"'{shorten(name)}' is not defined", _SEEN
        case SecurityError() if attribute := re.search(r"access to attribute '([^']+)'", words):
            return attribute[1], f"templates cannot use '{shorten(attribute[1])}'", _FIELDS
        case SecurityError():
            return "", f"this is not allowed: {shorten(words, 120)}", "use simpler values"
        case MemoryError():
            return "", "this needs more memory than a report may use, 1 GB", "make it smaller"
        case RecursionError():
            return "", "this calls or includes itself without end", "add a condition that ends it"
        case OverflowError():
            return "", f"this is too large: {shorten(words, 120)}", "make it smaller"
        case TimeoutError():
            return "", words, "look for a loop that never ends"
    words = shorten(words or type(error).__name__, 120)
    return "", f"this fails: {words}", "check the values it uses"


def _no_template(name: str) -> _Finding:
    hint = "only .j2 files of the template's folder can be used"
    return name, f"there is no template '{shorten(name)}'", hint


def _syntax(message: str) -> _Finding:
    hint = "look for a missing quote, bracket or end tag"
    if "unknown tag" in message:
        hint = "a tag is '{% if … %}', '{% for … %}' or the like"
    return message, f"this is not a valid template: {shorten(message, 160)}", hint


def _problem(page: Page, line: int, finding: _Finding) -> Problem:
    word, message, hint = finding
    return Problem(Location(page.path, line, _column(page.line(line), word), page), message, hint)


def _column(line: str, word: str) -> int:
    """Where a word, or a quoted word of a message, is in a line after the first tag; else where the tag begins."""
    tag = re.search(r"\{\{|\{%|\{#", line)
    start = tag.start() if tag else 0
    for name in re.findall(r"'([^']+)'", word) if " " in word else filter(None, [word]):
        match = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(line, start)
        if match:
            return match.start() + 1
    return start + 1
