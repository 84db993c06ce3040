"""Names and values that are not what they look like: those that YAML reads otherwise than people meant, or that are refused."""

from __future__ import annotations

from typing import Any

from cxassess.nodes import Node, Scalar, Sequence, Span, is_bare
from cxassess.problems import Location, Page, Problems
from cxassess.source.decode import MAX_PROBLEMS
from cxassess.text import shorten


class Pairs:
    """Adds a pair that may be odd to its mapping, and notes what is wrong with it."""

    def __init__(self, page: Page, problems: Problems) -> None:
        self.page = page
        self.problems = problems

    def add(
        self, pairs: dict[str, tuple[Scalar, Node]], bare: list[tuple[Scalar, Node]] | None, key: Scalar, value: Node
    ) -> None:
        """Add a pair that may be odd; `bare` are those in braces without a ':', None for a mapping without braces."""
        if key.text == "<<" and not key.style:
            hint = "repeat the fields where they are needed"
            self.error(key.where, "a merge key ('<<') is not allowed", hint)
            return
        if bare is not None and is_bare(key, value):
            bare.append((key, value))
            return
        if bare:
            self.add_bare(pairs, bare)
        if ":" in key.text and not key.style:
            key, value = self._bracketed(key, value)
        if pairs.setdefault(key.text, (key, value))[0] is not key:
            self._refuse_second(pairs[key.text][0], key)

    def _refuse_second(self, first: Scalar, key: Scalar) -> None:
        message = f"duplicate key '{shorten(key.text)}'; the first one is on line {first.line}"
        self.error(key.where, message, "keep one of them")

    def add_bare(self, pairs: dict[str, tuple[Scalar, Node]], bare: list[tuple[Scalar, Node]]) -> None:
        """Add keys in braces that have no ':': where spaces show that they are the rest of a text, to that, with an error."""
        from cxassess.source.line_fields import NO_TEXT, in_quotes

        name, (key, before) = next(reversed(pairs.items())) if pairs else ("", bare[0])
        words = name not in NO_TEXT and isinstance(before, Scalar) and before.text
        parts = [key.text for key, _ in bare] + [
            before.text for _ in bare[:1] if isinstance(before, Scalar) and not before.style
        ]
        if pairs and words and any(" " in part for part in parts):
            text = self.page.content[before.start : bare[-1][0].end]
            rest = shorten(bare[0][0].text)
            message = f"a comma inside {{ }} begins a new field, so '{rest}' is not part of the text before it"
            hint = f"put the text in quotes: {shorten(name)}: {in_quotes(text)}"
            self.error(bare[0][0].where, message, hint)
            pairs[name] = key, Scalar(self.page, Span(before.start_mark, bare[-1][0].end_mark), text)
        else:
            for pair in bare:
                key, value = self._spaced(*pair)
                if pairs.setdefault(key.text, (key, value))[0] is not key:
                    self._refuse_second(pairs[key.text][0], key)
        bare.clear()

    def _spaced(self, key: Scalar, value: Node) -> tuple[Scalar, Node]:
        """The pair that `name:value` without a space was meant as, with an error; any other pair as it is."""
        from cxassess.source.line_fields import missing_space

        missing, fixed = missing_space(key.text)
        if not missing:
            return key, value
        name, _, text = fixed.partition(": ")
        self.error(key.where, f"{missing}, so YAML reads '{shorten(key.text)}' as a name", f"write '{fixed}'")
        whole = Span(key.start_mark, key.end_mark)
        return Scalar(self.page, whole, name), Scalar(self.page, whole, text)

    def _bracketed(self, key: Scalar, value: Node) -> tuple[Scalar, Node]:
        """The name of `name:{…}` and an empty value, with an error: without a space, the brace is part of a name.

        Any other pair as it is.
        """
        from cxassess.source.line_fields import BRACKET_NEXT, missing_space

        if not BRACKET_NEXT.match(key.text):
            return key, value
        line = self.page.line(key.line)[key.column - 1 :]
        missing, fixed = missing_space(line)
        self.error(key.where, f"{missing}, so YAML reads '{shorten(key.text)}' as a name", f"write '{fixed}'")
        self.problems.suppress(key.where)
        name = Scalar(self.page, Span(key.start_mark, key.end_mark), fixed.partition(": ")[0])
        return name, Scalar(self.page, Span(key.start_mark, key.start_mark, "!"), "")

    def refuse_key(self, key: Node) -> None:
        from cxassess.source.corrections import in_quotes_example

        what = "a list" if isinstance(key, Sequence) else "a pair of braces"
        line, column = self.page.line(key.line), key.column - 1
        while column and line[column - 1] in "{[":  # `{{ name }}`
            column -= 1
        example = "" if line.lstrip().startswith("?") else in_quotes_example(line, column)
        hint = f"write 'name: value'; put text that begins with a bracket in quotes{example}"
        self.error(key.where, f"{what} cannot be the name before ':'", hint)

    def error(self, where: Location, message: str, hint: str) -> None:
        """Note an error; raise Invalid where there are too many to go on."""
        self.problems.error(where, message, hint)
        if len(self.problems.errors) >= MAX_PROBLEMS:
            self.problems.check()

    def at(self, mark: Any) -> Location:
        return self.page.at(mark.line + 1, mark.column + 1)
