"""A table that came back, as the answer file that it means: what was carried, with the cells that somebody changed.

A cell that says what it said when it went out changes nothing, so all that the cells do not show comes back as it was.
Every value knows the cell that it is from, and goes through the reader of answer files like any other.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cxassess.answers import LEVEL, NOT_APPLICABLE, UNKNOWN, Library, Loaded
from cxassess.answers.edit import STATES
from cxassess.answers.header import FILE
from cxassess.answers.library import BadPlaybook, load_root
from cxassess.answers.model import match_state
from cxassess.answers.plain_data import unquoted, unquoted_key
from cxassess.exchange.cell_nodes import mapping_at, node_at
from cxassess.exchange.model import ANSWER, DETAILS, FORMAT, NOTE, REASON, WORDING, carried, cell_texts, field_values
from cxassess.exchange.read_csv import read_csv
from cxassess.exchange.read_row import ChangedAnswer, Data, Reading, is_same, read_row
from cxassess.exchange.read_xlsx import read_xlsx
from cxassess.exchange.table import HEADS, Row, Table, read_table
from cxassess.exchange.words import read_field
from cxassess.nodes import Mapping, Node
from cxassess.playbook import Playbook, Question, playbook_digest, question_digest
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.decode import MAX_BYTES, MAX_MIB
from cxassess.source.edits import plain_data
from cxassess.source.emit import Unquoted, yaml_text
from cxassess.source.parse import parse
from cxassess.text import shorten

Placed: TypeAlias = tuple[Node, Location]  # a value, and the place of its name
_DIGEST = re.compile("[0-9a-f]{8}")


class Returned(NamedTuple):
    """A table that came back: the answers that it means, with their playbook and as nodes.

    `base` is the plain data of what went out, None where nothing was carried, as in a table that somebody made. `check` is the
    same for all tables that went out with the same answers. `changed` are the ids of questions of which a cell was changed,
    `plays` those of the plays that went out, none where that was all. `unclear` are the errors in cells, which were left as they
    went out, and `unclear_ids` the questions in whose rows they are.
    """

    path: str
    loaded: Loaded
    root: Mapping
    base: Data | None
    check: str
    changed: tuple[str, ...]
    plays: tuple[str, ...] = ()
    unclear: tuple[Problem, ...] = ()
    unclear_ids: tuple[str, ...] = ()

    @property
    def data(self) -> Data:
        """The answer file that the table means, as plain data."""
        return plain_fields(self.root)


def plain_fields(root: Node) -> Data:
    """A file as plain data as we write it: keys of levels and dates without needless quotes."""
    data = plain_data(root)
    plain: Data = {name: unquoted(value, name) for name, value in data.items()} if isinstance(data, dict) else {}
    answers = plain.get("answers")
    if isinstance(answers, dict):
        short = {id: unquoted_key(value) for id, value in answers.items() if isinstance(value, str)}
        plain["answers"] = {**answers, **short}
    return plain


def read_returned(
    path: str, data: bytes, library: Library, known: Playbook | None = None, instead: str | None = None
) -> Returned:
    """The answers in the bytes of a workbook or a CSV file, by the name of the file.

    For a table that carries no answer file: `known` is its playbook; `instead` is the text of the file into which its answers
    go, in which its empty cells change nothing. An error in a cell is one of `unclear`, and the rest is read.
    Raises Invalid with every problem of the file as a whole; BadPlaybook or OSError for a playbook that cannot be read.
    """
    problems = Problems()
    grids = [read_csv(path, data, HEADS)] if Path(path).suffix.lower() == ".csv" else read_xlsx(path, data)
    table = read_table(path, grids, problems)
    text = carried(table.details)
    is_carried = text is not None
    before = len(problems.errors)
    text = _checked(text, table, problems) if text is not None else _uncarried(table, known, instead, problems)
    is_whole = len(problems.errors) == before
    if not text:
        problems.check()
    base_root = parse(Page(f"{path} (carried answers)", text), Problems())
    base = load_root(path, base_root, library, Problems(), any_version=True)
    digest, clears, warnings = hashlib.sha256(data).hexdigest(), is_carried or instead is None, [*problems.warnings]
    builder = _Builder(table, base, base_root, problems, clears)
    root, noted, unclear, ids = builder.root(digest), [*problems.errors], list[Problem](), list[str]()
    try:
        loaded = load_root(path, root, library, problems, any_version=True)
    except Invalid as invalid:
        if not is_whole or isinstance(invalid, BadPlaybook):
            raise
        unclear = [problem for problem in invalid.problems if not problem.warning]
        ids = _leave_out(table, unclear, [one for one in unclear if one not in noted])
        problems = Problems()
        problems.extend(warnings)
        builder = _Builder(table, base, base_root, problems, clears)
        root = builder.root(digest)
        problems.errors.clear()
        loaded = load_root(path, root, library, problems, any_version=True)
    carried_data = plain_fields(base_root) if is_carried else None
    check, plays = (table.details.get(name, "") for name in ("check", "plays"))
    changed = tuple(builder.changed)
    return Returned(path, loaded, root, carried_data, check, changed, tuple(plays.split()), tuple(unclear), tuple(ids))


def _leave_out(table: Table, problems: Sequence[Problem], unreadable: Sequence[Problem]) -> list[str]:
    """The ids of the questions whose rows have problems; rows and fields with values that no reader takes leave the table."""
    places, refused = ({_line(one.where) for one in some} for some in (problems, unreadable))
    ids = [
        id for id, row in table.rows.items() if any(_line(one.where) in places for one in (row.id, *row.cells.values()))
    ]
    for id, row in [*table.rows.items()]:
        if any(_line(one.where) in refused for one in (row.id, *row.cells.values())):
            del table.rows[id]
    table.fields = {name: entry for name, entry in table.fields.items() if _line(entry.where) not in refused}
    return ids


def _line(where: Location) -> tuple[str, int]:
    return where.page.sheet if where.page else "", where.line


def _checked(text: str, table: Table, problems: Problems) -> str:
    """The answer file that went out, with errors where it cannot be read."""
    start, format = Location(table.path, 1, 1), table.details.get("format", "")
    if format != FORMAT:
        hint = "this version of cxassess reads format 1; a newer file needs a newer version"
        problems.error(start, f"format '{shorten(format)}' is not supported", hint)
    if len(text) > MAX_BYTES:
        problems.error(start, f"the answers that this file carries are larger than {MAX_MIB} MiB", "ask for it again")
    return text


def _uncarried(table: Table, known: Playbook | None, instead: str | None, problems: Problems) -> str:
    """The answer file to begin with where a table carries none: that into which it goes, or one without an answer."""
    start = Location(table.path, 1, 1)
    was_exported = any(name in table.details for name in DETAILS)
    if was_exported:
        message = "what this file carries besides its cells, such as votes and actions, is missing or was changed"
        hint = (
            "bring it into the file that it was made from: --into ANSWERS" if instead is None else "its cells are read"
        )
        (problems.error if instead is None else problems.warn)(start, message, hint)
    if instead is not None:
        return instead
    if known is None:
        if not was_exported:
            problems.error(start, "this file does not say which playbook it answers", "add --playbook NAME")
        return ""
    head: Data = {"format": Unquoted("1"), "playbook": known.id, "version": known.version}
    return yaml_text({**head, **({"overlays": [*known.overlays]} if known.overlays else {}), "answers": {}})


class _Builder:
    """Brings the changed cells of a table into the nodes of the file that went out."""

    def __init__(self, table: Table, base: Loaded, base_root: Node, problems: Problems, clears: bool) -> None:
        assert isinstance(base_root, Mapping)
        self.table = table
        self.base = base
        self.playbook = base.playbook
        self.problems = problems
        other_edition = table.details.get("digest", "") not in ("", playbook_digest(base.playbook))
        self.reading = Reading(problems, clears, other_edition)
        self.sections: dict[str, Placed] = {name: (node, key.where) for name, (key, node) in base_root.pairs.items()}
        self.changed: list[str] = []

    def root(self, digest: str) -> Mapping:
        """The file that the table means; its page tells files apart that are not byte for byte the same."""
        self.rows()
        self.head()
        order = FILE.split()
        names = sorted(self.sections, key=lambda name: order.index(name) if name in order else len(order))
        return mapping_at({name: self.sections[name] for name in names}, Page(self.table.path, digest).at(1, 1))

    def section(self, name: str) -> dict[str, Placed]:
        """The fields of a section, each with its place; none where it is not there."""
        node = self.sections[name][0] if name in self.sections else None
        return {id: (one, key.where) for id, (key, one) in node.pairs.items()} if isinstance(node, Mapping) else {}

    def put(self, name: str, fields: dict[str, Placed]) -> None:
        """Set a section, or remove it where it is empty, but for the answers."""
        where = self.sections[name][1] if name in self.sections else Location(self.table.path, 1, 1)
        self.sections.pop(name, None)
        if fields or name == "answers":
            self.sections[name] = (mapping_at(fields, where), where)

    def rows(self) -> None:
        """Set the answers, targets and wordings of the questions that have a row."""
        answers, targets, wording = (self.section(name) for name in ("answers", "targets", "wording"))
        for id, row in self.table.rows.items():
            question = self.playbook.by_id.get(id)
            if question is None:
                self.unknown(row, answers)
                continue
            before = cell_texts(question, self.base.answers)
            old = [plain_data(section[id][0]) if id in section else None for section in (answers, targets)]
            new = read_row(question, row, before, old[0], old[1], self.reading)
            if not new.is_changed:
                if id in answers:
                    answers[id] = (node_at(old[0], row.id.where), row.id.where)
                continue
            self.changed.append(id)
            answers.pop(id, None)
            if any(value not in (None, "", [], {}) for value in new.answer.values()):
                answers[id] = (_answer_node(new, row), row.id.where)
            if "target" in new.places:
                targets.pop(id, None)
                if new.target:
                    targets[id] = (node_at(new.target, new.places["target"]), row.id.where)
            if new.state_changed:
                wording.pop(id, None)
                if any(state in new.answer for state in STATES):
                    wording[id] = (node_at(self.digest(question), row.id.where), row.id.where)
        order = {id: number for number, id in enumerate(self.playbook.by_id)}
        for name, fields in (("answers", answers), ("targets", targets), ("wording", wording)):
            self.put(name, dict(sorted(fields.items(), key=lambda pair: order.get(pair[0], len(order)))))

    def digest(self, question: Question) -> str:
        """The digest of a question as it was worded in the table."""
        written = self.table.details.get(f"{WORDING}{question.id}", "")
        return written if _DIGEST.fullmatch(written) else question_digest(question)

    def unknown(self, row: Row, answers: dict[str, Placed]) -> None:
        """Keep what was carried for a question that is not asked here; what a row says of any other is for the reader."""
        text = next((entry.text for entry in row.cells.values() if entry.text), "")
        if not text:
            return
        if row.id.text in answers:
            old, new = plain_data(answers[row.id.text][0]), _unknown_answer(row)
            if new.get(LEVEL) != (old.get(LEVEL) if isinstance(old, dict) else old):
                message = f"{row.id.text} is no longer asked, so a change of its answer is left out"
                self.problems.warn(row.cells[ANSWER].where, message, "change it in the answer file, if it matters")
            return
        if row.id.text in self.playbook.hidden:
            message = f"{row.id.text} is hidden by an overlay, so this row is left out"
            self.problems.warn(row.id.where, message, "use the playbook that it was sent out with")
            return
        answers[row.id.text] = (node_at(_unknown_answer(row), row.id.where), row.id.where)

    def head(self) -> None:
        """Set what answers say of themselves, where it is not what went out."""
        before = field_values(self.base.answers)
        for name, entry in self.table.fields.items():
            if is_same(entry.text, before[name]) or not (entry.text or self.reading.clears):
                continue
            value, (section, *rest) = read_field(name, entry.text), name.split(".")
            if not rest:
                self.sections.pop(section, None)
                if value:
                    self.sections[section] = (node_at(value, entry.where), entry.where)
                continue
            fields = self.section(section)
            fields.pop(rest[0], None)
            self.put(section, fields | ({rest[0]: (node_at(value, entry.where), entry.where)} if value else {}))


def _unknown_answer(row: Row) -> Data:
    """The answer in a row whose question is not known here, such as one of an earlier edition: levels by their keys."""
    texts = {name: entry.text for name, entry in row.cells.items()}
    text, reason = texts.get(ANSWER, ""), texts.get(REASON, "")
    state = match_state(text)
    value: Data = {LEVEL: text.partition(" ")[0]} if text and not state else {}
    if state:
        value = {UNKNOWN: "true"} if state == UNKNOWN else {NOT_APPLICABLE: reason or text}
    elif reason:
        value["reason"] = reason
    return value | ({"note": texts[NOTE]} if texts.get(NOTE) else {})


def _answer_node(new: ChangedAnswer, row: Row) -> Mapping:
    """An answer, each field at its cell."""
    places = {name: new.places.get(name, row.id.where) for name in new.answer}
    fields = {name: (node_at(value, places[name]), places[name]) for name, value in new.answer.items()}
    return mapping_at(fields, row.id.where)
