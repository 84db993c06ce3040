"""The print styles of each element of a page, for formats that read the page itself.

tinyhtml5, tinycss2 and cssselect2 come with WeasyPrint, which reads pages with them: so a page means the same here
as in the PDF. None of them needs Pango.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"

Styles = Mapping[str, str]
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
# Far more than a value needs; a chain of variables that doubles at each step would fill the memory.
MAX_VALUE = 2000


class StyledPage:
    """A page as a tree of elements, with the declarations that apply to each of them in print.

    Selectors, specificity, order and `var()` are respected; only variables are inherited. Pseudo-elements and media
    queries with conditions are ignored.
    """

    def __init__(self, html: str) -> None:
        import cssselect2
        import tinyhtml5

        self.root: Element = tinyhtml5.parse(html)
        self._styles: dict[Element, Styles] = {}
        matcher = cssselect2.Matcher()
        for selector, declarations in _rules("".join(style.itertext()) for style in self.root.iter(HTML + "style")):
            matcher.add_selector(selector, declarations)
        self._match(cssselect2.ElementWrapper.from_html_root(self.root), matcher)
        self.variables: Styles = {name: text for name, text in self.styles(self.root).items() if name.startswith("--")}

    def styles(self, element: Element) -> Styles:
        """The declarations of an element by lowercase property name, with variables replaced by their values."""
        return self._styles.get(element, {})

    def _match(self, wrapper: Any, matcher: Any) -> None:
        """Set the declarations of an element and of all elements in it, however deeply they are nested."""
        waiting: list[tuple[Any, Styles]] = [(wrapper, {})]
        while waiting:
            current, known = waiting.pop()
            matches = [pair for *_, pseudo, pairs in matcher.match(current) if pseudo is None for pair in pairs]
            matches += _declarations(current.etree_element.get("style", ""))
            own = {name: text for name, text, important in sorted(matches, key=lambda pair: pair[2])}
            variables = {name: text for name, text in own.items() if name.startswith("--")}
            known = {**known, **variables} if variables else known
            if own:
                styles = {name: _substitute_variables(text, known) for name, text in own.items()}
                self._styles[current.etree_element] = styles
            waiting += [(child, known) for child in current.iter_children()]


def _rules(sheets: Iterable[str]) -> Iterator[tuple[Any, list[tuple[str, str, bool]]]]:
    """Every compiled selector of the sheets with its declarations, in order."""
    import cssselect2
    import tinycss2

    for sheet in sheets:
        for rule in _print_rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
            declarations = _declarations(rule.content)
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            yield from ((selector, declarations) for selector in selectors)


def _print_rules(rules: Iterable[Any]) -> Iterator[Any]:
    """The style rules that apply when a page is printed."""
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            medium = tinycss2.serialize(rule.prelude).strip().lower()
            if {"print", "all"}.intersection(part.strip() for part in medium.split(",")):
                inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from _print_rules(inner)


def _declarations(content: Any) -> list[tuple[str, str, bool]]:
    """Name, value and importance of each declaration of a block or of a `style` attribute."""
    import tinycss2

    if not content:
        return []
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    declarations = (one for one in parsed if one.type == "declaration")
    named = ((one.name if one.name.startswith("--") else one.lower_name, one) for one in declarations)
    return [(name, tinycss2.serialize(one.value).strip(), one.important) for name, one in named]


def _substitute_variables(text: str, variables: Styles) -> str:
    """A value with the variables in it replaced, including variables within variables."""
    for _ in range(8):
        if "var(" not in text or len(text) > MAX_VALUE:
            break
        text = _VARIABLE.sub(lambda match: variables.get(match[1], match[2] or "").strip(), text)
    return text if len(text) <= MAX_VALUE else ""
