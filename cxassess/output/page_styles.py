"""What the style sheets of a page say about each of its elements on paper, for formats that read the page itself.

tinyhtml5, tinycss2 and cssselect2 come with WeasyPrint and are what it reads pages with: so a page means here
what it means in the PDF. None of them needs Pango.
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
# Far more than a sheet needs that means well; a chain of variables that doubles at each step would fill the memory.
_LONGEST = 2000


class Page:
    """A page as a tree of elements, with the declarations that hold for each of them on paper.

    Selectors, their order and `var()` count; of inheritance only that of variables. Pseudo-elements and
    media queries with conditions are left out.
    """

    def __init__(self, html: str) -> None:
        import cssselect2
        import tinyhtml5

        self.root: Element = tinyhtml5.parse(html)
        self._styles: dict[Element, Styles] = {}
        matcher = cssselect2.Matcher()
        sheets = ["".join(element.itertext()) for element in self.root.iter(HTML + "style")]
        for selector, declarations in _rules(sheets):
            matcher.add_selector(selector, declarations)
        self._match(cssselect2.ElementWrapper.from_html_root(self.root), matcher, {})
        self.variables: Styles = {name: text for name, text in self.of(self.root).items() if name.startswith("--")}

    def of(self, element: Element) -> Styles:
        """The declarations of an element by property name in lower case; variables are filled in."""
        return self._styles.get(element, {})

    def _match(self, wrapper: Any, matcher: Any, inherited: Styles) -> None:
        """Find the declarations of an element and of all that it holds, without a call for each level."""
        waiting = [(wrapper, inherited)]
        while waiting:
            current, known = waiting.pop()
            found = [pair for *_, pseudo, pairs in matcher.match(current) if pseudo is None for pair in pairs]
            found += _declarations(current.etree_element.get("style", ""))
            own = {name: text for name, text, important in sorted(found, key=lambda pair: pair[2])}
            fresh = {name: text for name, text in own.items() if name.startswith("--")}
            known = {**known, **fresh} if fresh else known
            if own:
                self._styles[current.etree_element] = {name: _filled(text, known) for name, text in own.items()}
            waiting += [(child, known) for child in current.iter_children()]


def _rules(sheets: Iterable[str]) -> Iterator[tuple[Any, list[tuple[str, str, bool]]]]:
    """Every compiled selector of the sheets with its declarations, in order."""
    import cssselect2
    import tinycss2

    for sheet in sheets:
        for rule in _on_paper(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
            declarations = _declarations(rule.content)
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            yield from ((selector, declarations) for selector in selectors)


def _on_paper(rules: Iterable[Any]) -> Iterator[Any]:
    """The style rules that hold when a page is printed."""
    import tinycss2

    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            medium = tinycss2.serialize(rule.prelude).strip().lower()
            if {"print", "all"}.intersection(part.strip() for part in medium.split(",")):
                yield from _on_paper(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))


def _declarations(content: Any) -> list[tuple[str, str, bool]]:
    """Name, value and importance of each declaration of a block or of a `style` attribute."""
    import tinycss2

    if not content:
        return []
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return [
        (
            one.name if one.name.startswith("--") else one.lower_name,
            tinycss2.serialize(one.value).strip(),
            one.important,
        )
        for one in found
        if one.type == "declaration"
    ]


def _filled(text: str, variables: Styles) -> str:
    """A value with the variables in it replaced, those within variables too."""
    for _ in range(8):
        if "var(" not in text or len(text) > _LONGEST:
            break
        text = _VARIABLE.sub(lambda found: variables.get(found[1], found[2] or "").strip(), text)
    return text if len(text) <= _LONGEST else ""
