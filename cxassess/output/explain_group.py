"""The working of a group of files as text to read, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from cxassess.exact import decimal_or_fraction
from cxassess.output.explain import exactly, working_text
from cxassess.playbook import format_json
from cxassess.portfolio.group_keys import PLAYBOOK
from cxassess.portfolio.stats import Stats
from cxassess.report.file_groups import FileTerm, GroupExplanation, group_rule, group_words, show_share
from cxassess.text import one_line


def groups_text(explanations: Sequence[GroupExplanation]) -> str:
    """The working in lines: the files with their exact scores, the sums, the places in order, and the shares."""
    return "\n".join(map(_text, explanations))


def _text(one: GroupExplanation) -> str:
    kind, id, title = one.part
    head = [
        one_line(f"{one.playbook.lead.title} ({one.playbook.name}, version {one.playbook.version})"),
        group_words(one),
        "Overall" if kind == "overall" else f"{id}  {one_line(title)}",
        f"Mean: {_shown(one, one.stats.mean)}",
    ]
    terms = (_term_line(one, place, term) for place, term in enumerate(one.terms, 1))
    return working_text(head, {"Rule": [group_rule(one)], "Files, the lowest score first": terms, **one.lines})


def _shown(one: GroupExplanation, score: Fraction | None) -> str:
    """A score as it is printed, and exactly."""
    return "none" if score is None else f"{one.show(score)}{exactly(one.show(score), str(score))}"


def _term_line(one: GroupExplanation, place: int, term: FileTerm) -> str:
    path = one_line(term.path)
    if term.score is None:
        return f"{path}: no score, left out"
    weight = f" × weight {decimal_or_fraction(term.weight)} = {term.product!s}" if one.weight else ""
    target = ""
    if term.target is not None:
        reached = "reached" if term.reaches_target else "not reached"
        target = f", target {_shown(one, term.target)} {reached}"
    level = f", {f'{one.level_word.lower()} {term.gate}' if term.gate else f'no {one.level_word.lower()}'}"
    return f"{place}. {path}: {_shown(one, term.score)}{weight}{target}{level if one.counts_levels and term.gate is not None else ''}"


def groups_json(explanations: Sequence[GroupExplanation]) -> str:
    """The working as a list of `cxassess/group-explanation/1`: exact fractions as text, so that a script can redo it."""
    return format_json([_values(one) for one in explanations])


def _values(one: GroupExplanation) -> dict[str, Any]:
    stats, (kind, id, title) = one.stats, one.part
    return {
        "schema": "cxassess/group-explanation/1",
        "playbook": {"id": one.playbook.name, "version": one.playbook.version},
        "group": dict(one.group),
        "by": [PLAYBOOK, *(key for key, _ in one.group)],
        "kind": kind,
        "id": id,
        "title": title,
        "rule": group_rule(one),
        "files": [_term_values(one, term) for term in one.terms],
        "n": stats.n,
        "total": str(stats.total),
        "weight": decimal_or_fraction(stats.weight),
        **_with_exact(stats, one.show, "mean", "lowest", "median", "highest"),
        "level": one.at or None,
        "level_score": None if one.level is None else str(one.level.score),
        "n_at_level": stats.at_level,
        "n_with_target": stats.with_target,
        "n_at_target": stats.at_target,
        **_with_exact(stats, show_share, "share_at_level", "share_at_target"),
        "n_level_reached": stats.level_reached,
        "n_with_level": stats.with_level if one.counts_levels else None,
        **_with_exact(stats, show_share, "share_level_reached"),
    }


def _with_exact(stats: Stats, show: Callable[[Fraction | None], str | None], *names: str) -> dict[str, str | None]:
    """Numbers as they are shown, each with the exact one after it."""
    values: dict[str, str | None] = {}
    for name in names:
        number = getattr(stats, name)
        values |= {name: show(number), f"{name}_exact": None if number is None else str(number)}
    return values


def _term_values(one: GroupExplanation, term: FileTerm) -> dict[str, Any]:
    return {
        "source": term.path,
        "score": one.show(term.score),
        "exact": None if term.score is None else str(term.score),
        "weight": decimal_or_fraction(term.weight),
        "target": None if term.target is None else str(term.target),
        "gate": term.gate,
    }
