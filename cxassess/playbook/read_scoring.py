"""The rule that a playbook declares under `scoring`, read with its defaults."""

from __future__ import annotations

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
    for name in ("overall", "rescale"):
        if method == "sum" and name in fields.pairs:
            hint = "remove it; the overall is the sum over all questions"
            problems.error(fields.at_key(name), f"'{name}' has no effect with 'method: sum'", hint)
    bands = tuple(_read_band(number, node, problems) for number, node in enumerate(fields.items("bands"), start=1))
    decimals, gate, rescale = fields.value("decimals"), fields.value("gate"), fields.value("rescale")
    return Scoring(
        method=method,
        overall=fields.choice("overall", ("plays", "questions"), old.overall or "plays") if method == "mean" else "",
        not_applicable=fields.choice("not_applicable", ("exclude", "top", "bottom"), old.not_applicable),
        unknown=fields.choice("unknown", ("exclude", "bottom"), old.unknown),
        edge=fields.choice("edge", ("lower", "upper"), old.edge),
        decimals=old.decimals if decimals is None else read_integer(decimals, problems, "'decimals'", 0, 6),
        gate=old.gate if gate is None else _read_gate(gate, problems),
        rescale=old.rescale if rescale is None else _read_rescale(rescale, problems),
        bands=bands if "bands" in fields.pairs else old.bands,
        where=fields.where,
    )


def _read_band(number: int, node: Node, problems: Problems) -> Band:
    fields = Fields(node, BAND, problems, "a band", "write '{name: …, from: 1, to: 2}'")
    name = fields.text("name", needed=True)
    fields.required("from"), fields.required("to")
    low, high = fields.number("from") or ONE, fields.number("to") or ONE
    return Band(number, name, fields.text("label") or name, low, high, fields.where)


def _read_gate(node: Node, problems: Problems) -> Gate:
    fields = Fields(node, GATE, problems, "'gate'", "write 'gate: {share: 0.8}' or 'gate: {by: stage, pass: [yes]}'")
    by = fields.choice("by", ("share", "stage"), "stage" if "pass" in fields.pairs else "share")
    share = fields.number("share") or ONE
    passing = fields.texts("pass")
    if not 0 < share.micro <= MICRO:
        hint = "write a number above 0 and up to 1, such as 0.8"
        problems.error(fields.at("share"), f"the share is {shorten(share.text)}", hint)
    if by == "share" and "pass" in fields.pairs:
        problems.error(fields.at_key("pass"), "'pass' needs 'by: stage'", "add it, or remove 'pass'")
    if by == "stage":
        fields.required("pass", "name the levels that pass, such as 'pass: [yes]'")
        if "share" in fields.pairs:
            hint = "remove it: a stage needs every question to pass"
            problems.error(fields.at_key("share"), "'share' is not allowed with 'by: stage'", hint)
        if fields.value("pass") is not None and not passing:
            hint = "name those that do, such as 'pass: [yes]'"
            problems.error(fields.at("pass"), "no level passes the gate", hint)
    return Gate(by, share, passing, fields.where)


def _read_rescale(node: Node, problems: Problems) -> Rescale:
    fields = Fields(node, RESCALE, problems, "'rescale'", "write 'rescale: {from: [0, 4], to: [0, 5]}'")
    return Rescale(_read_range(fields, "from", problems), _read_range(fields, "to", problems), fields.where)


def _read_range(fields: Fields, name: str, problems: Problems) -> tuple[Number, Number]:
    fields.required(name)
    ends = [read_number(item, problems, f"an endpoint of '{name}'") for item in fields.items(name)]
    numbers = [end for end in ends if end is not None]
    if len(numbers) == 2 and numbers[0].micro < numbers[1].micro:
        return numbers[0], numbers[1]
    if fields.value(name) is not None and None not in ends:
        problems.error(fields.at(name), f"'{name}' should be two numbers, the lower first", f"write '{name}: [0, 5]'")
    return Number("0", 0), ONE
