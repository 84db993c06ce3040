"""The rule that a playbook declares under `scoring`, read, with what is not written filled in."""

from __future__ import annotations

from collections.abc import Callable

from cxassess.exact import MICRO, ONE, Number
from cxassess.fields import Fields, read_integer, read_number
from cxassess.nodes import Node
from cxassess.playbook.model import Band, Gate, Rescale, Scoring
from cxassess.problems import Location, Problems
from cxassess.text import shorten

SCORING = "method overall not_applicable unknown edge decimals gate rescale bands"
BAND = "name from to label"
GATE = "share by pass"
RESCALE = "from to"


def read_scoring(node: Node | None, where: Location, problems: Problems, base: Scoring | None = None) -> Scoring:
    """The rule that is declared; what is not written is the default, or that of `base` (a playbook under an overlay)."""
    if node is None:
        return base or Scoring("mean", "plays", "exclude", "exclude", "lower", 2, None, None, (), where)
    fields = Fields(node, SCORING, problems, "'scoring'")
    old = base or read_scoring(None, fields.where, problems)
    method = fields.choice("method", ("mean", "sum"), old.method)
    places, gate, rescale = fields.value("decimals"), fields.value("gate"), fields.value("rescale")
    if method == "sum":
        _not_under_sum(fields, problems)
    return Scoring(
        method=method,
        overall=fields.choice("overall", ("plays", "questions"), old.overall or "plays") if method == "mean" else "",
        not_applicable=fields.choice("not_applicable", ("exclude", "top", "bottom"), old.not_applicable),
        unknown=fields.choice("unknown", ("exclude", "bottom"), old.unknown),
        edge=fields.choice("edge", ("lower", "upper"), old.edge),
        decimals=old.decimals if places is None else read_integer(places, problems, "'decimals'", 0, 6),
        gate=old.gate if gate is None else _gate(gate, problems),
        rescale=old.rescale if rescale is None else _rescale(rescale, problems),
        bands=fields.each("bands", _band_reader(problems)) if "bands" in fields.pairs else old.bands,
        where=fields.where,
    )


def _not_under_sum(fields: Fields, problems: Problems) -> None:
    for name in ("overall", "rescale"):
        if name in fields.pairs:
            problems.error(
                fields.at_key(name),
                f"'{name}' has no meaning under 'method: sum'",
                "remove it; the overall is the sum over all questions",
            )


def _band_reader(problems: Problems) -> Callable[[Node], Band]:
    count = 0

    def read_band(node: Node) -> Band:
        nonlocal count
        count += 1
        fields = Fields(node, BAND, problems, "a band", "write '{name: …, from: 1, to: 2}'")
        name = fields.text("name", needed=True)
        fields.required("from"), fields.required("to")
        low, high = fields.number("from") or ONE, fields.number("to") or ONE
        return Band(count, name, fields.text("label") or name, low, high, fields.where)

    return read_band


def _gate(node: Node, problems: Problems) -> Gate:
    fields = Fields(node, GATE, problems, "'gate'", "write 'gate: {share: 0.8}' or 'gate: {by: stage, pass: [yes]}'")
    by = fields.choice("by", ("share", "stage"), "stage" if "pass" in fields.pairs else "share")
    share = fields.number("share") or ONE
    if not 0 < share.micro <= MICRO:
        problems.error(
            fields.at("share"), f"the share is {shorten(share.text)}", "write a number above 0 and up to 1, such as 0.8"
        )
    if by == "stage" and "share" in fields.pairs:
        problems.error(
            fields.at_key("share"),
            "'share' is not allowed with 'by: stage'",
            "remove it: a stage needs every question to pass",
        )
    if by == "stage":
        fields.required("pass", "name the levels that pass, such as 'pass: [yes]'")
    elif "pass" in fields.pairs:
        problems.error(fields.at_key("pass"), "'pass' needs 'by: stage'", "add it, or remove 'pass'")
    passing = fields.texts("pass")
    if by == "stage" and fields.value("pass") is not None and not passing:
        problems.error(fields.at("pass"), "no level passes the gate", "name those that do, such as 'pass: [yes]'")
    return Gate(by, share, passing, fields.where)


def _rescale(node: Node, problems: Problems) -> Rescale:
    fields = Fields(node, RESCALE, problems, "'rescale'", "write 'rescale: {from: [0, 4], to: [0, 5]}'")
    from_, to = (_range(fields, name, problems) for name in ("from", "to"))
    return Rescale(from_, to, fields.where)


def _range(fields: Fields, name: str, problems: Problems) -> tuple[Number, Number]:
    fields.required(name)
    found = [read_number(item, problems, f"an end of '{name}'") for item in fields.items(name)]
    ends = [end for end in found if end is not None]
    if len(ends) == 2 and ends[0].micro < ends[1].micro:
        return ends[0], ends[1]
    if fields.value(name) is not None and None not in found:
        problems.error(fields.at(name), f"'{name}' should be two numbers, the lower first", f"write '{name}: [0, 5]'")
    return Number("0", 0), ONE
