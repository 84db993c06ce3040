"""A play's file to a Play: its questions, their levels, what comes next, where they belong."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from cxassess.exact import MICRO, ONE, Number, parse_number
from cxassess.fields import ID, Fields, read_id, read_integer, read_items, read_text
from cxassess.nodes import Mapping, Node, Scalar, Sequence
from cxassess.playbook.model import NOWHERE, Level, Places, Play, Question
from cxassess.problems import Location, Problems
from cxassess.text import join_words, shorten

PLAY = "id title weight intent leader_questions examples resources questions"
QUESTION = "id text why weight levels evidence next sources tags views stage examples"
LEVEL = "name value text"
NOT_KEYS = ("na", "unknown")

Scale = dict[str, Level]


def read_play(node: Node, scale: Scale, problems: Problems) -> Play:
    """One play, with its questions."""
    fields = Fields(node, PLAY, problems, "a play")
    play = fields.id("id")
    questions = fields.each("questions", lambda item: read_question(item, play, scale, problems))
    if not questions and fields.is_empty("questions"):
        problems.error(fields.at("questions"), f"play {play} has no questions", "add at least one under 'questions:'")
    return Play(
        id=play,
        title=fields.text("title", needed=True),
        weight=fields.weight(),
        intent=fields.text("intent"),
        leader_questions=fields.texts("leader_questions"),
        examples=fields.texts("examples"),
        resources=fields.texts("resources"),
        questions=questions,
        where=fields.at("id"),
        places=FieldPlaces(fields),
    )


def read_question(node: Node, play: str, scale: Scale, problems: Problems) -> Question:
    """One question; `scale` holds the playbook's own levels."""
    fields = Fields(node, QUESTION, problems, "a question")
    name, asked = fields.id("id"), fields.text("text", needed=True)
    views, left_out = read_groups(fields, problems)
    levels, on_scale = _levels(fields, scale, problems)
    return Question(
        id=name,
        play=play,
        text=asked,
        why=fields.text("why"),
        weight=fields.weight(),
        levels=levels,
        on_scale=on_scale,
        evidence=fields.texts("evidence"),
        next=read_next(fields, problems),
        sources=fields.texts("sources"),
        tags=fields.texts("tags"),
        examples=fields.texts("examples"),
        views=views,
        left_out=left_out,
        stage=read_stage(fields, problems),
        where=fields.at("id"),
        places=FieldPlaces(fields),
    )


class FieldPlaces(Places):
    """Where the parts stand that a rule may complain about: looked up when one does, which is seldom."""

    def __init__(self, fields: Fields, before: Places = NOWHERE) -> None:
        self.fields = fields
        self.before = before

    def find(self, part: str) -> Location | None:
        """The place of `levels`, or of an entry such as `next/3`; None where it was not written."""
        return self.known.get(part) or self.before.find(part)

    @cached_property
    def known(self) -> dict[str, Location]:
        """The places of all parts, by name; of an entry that stands twice, the last."""
        plain = [name for name in ("weight", "levels") if name in self.fields.pairs]
        found: dict[str, Location] = {name: self.fields.at(name) for name in plain}
        for name in ("next", "views", "sources", "examples"):
            node = self.fields.value(name)
            parts: Iterable[Node] = ()
            if isinstance(node, Mapping):
                parts = (key for key, _ in node.pairs.values())
            elif isinstance(node, Sequence):
                parts = node.items
            found |= {f"{name}/{part.text}": part.where for part in parts if isinstance(part, Scalar)}
        return found


def read_next(fields: Fields, problems: Problems) -> dict[str, str]:
    """The next steps of a question, by the level reached."""
    return {key.text: read_text(value, problems, "a next step") for key, value in fields.entries("next")}


def read_stage(fields: Fields, problems: Problems) -> int | None:
    """The stage of a question, from 1; None where none is declared."""
    stage = fields.value("stage")
    return None if stage is None else read_integer(stage, problems, "'stage'", 1, 99)


def _levels(fields: Fields, scale: Scale, problems: Problems) -> tuple[tuple[Level, ...], bool]:
    node = fields.required("levels", "describe each level: 'levels: {1: …, 2: …}'")
    pairs = list(fields.entries("levels"))
    own = [isinstance(value, Mapping) for _, value in pairs]
    if node is None or not pairs:
        if isinstance(node, Mapping):
            problems.error(node.where, "a question needs levels", "describe at least two")
        return _stand_in(fields), True
    if not any(own):
        return _on_scale(pairs, scale, fields, problems), True
    if not all(own):
        problems.error(
            fields.at("levels"),
            "levels of two kinds are mixed",
            "write all as 'key: text' on the playbook's scale, or all as 'key: {value: …, text: …}'",
        )
    return tuple(read_level(key, value, problems) for key, value in pairs), False


def _on_scale(pairs: list[tuple[Scalar, Node]], scale: Scale, fields: Fields, problems: Problems) -> tuple[Level, ...]:
    keys = [key.text for key, _ in pairs]
    if not scale:
        hint = "add 'scale:' to playbook.yaml, or write each level as 'key: {value: …, text: …}'"
        problems.error(fields.at("levels"), "these levels need a scale, and the playbook has none", hint)
    elif keys != list(scale):
        message = f"the levels are {join_words(map(shorten, keys[:12]))}; the scale has {join_words(scale)}"
        problems.error(fields.at("levels"), message, "describe exactly the levels of the scale, in its order")
    stand_in = _stand_in(fields)[0]
    made = []
    for key, value in pairs:
        of = scale.get(key.text, stand_in)
        made.append(Level(key.text, of.name, of.value, read_text(value, problems, "a level"), key.where))
    return tuple(made)


def _stand_in(fields: Fields) -> tuple[Level, ...]:
    return (Level("1", "", ONE, "", fields.where), Level("2", "", Number("2", 2 * MICRO), "", fields.where))


def read_level(key: Scalar, node: Node, problems: Problems) -> Level:
    """A level that carries its own value; without one, the key's where that is a whole number."""
    name = read_id(key, problems)
    if name.lower() in NOT_KEYS:
        problems.error(
            key.where, f"'{name}' cannot be a level", "na and unknown are answers of their own; use another key"
        )
    if isinstance(node, Scalar):
        return Level(name, read_text(node, problems, "a level"), parse_number(name) or ONE, "", key.where)
    fields = Fields(node, LEVEL, problems, "a level")
    value = fields.number("value", parse_number(name) if name.isdecimal() else None)
    if value is None and fields.is_empty("value") and ID.fullmatch(key.text.strip()):
        problems.error(
            key.where,
            f"level '{shorten(name)}' needs a value",
            "write 'value: 0' or another number; only a whole-number key is its own value",
        )
    return Level(name, fields.text("name"), value or ONE, fields.text("text"), key.where)


def read_groups(fields: Fields, problems: Problems) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The groups of a question by view, and the reasons where it is left out of one."""
    groups: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    for key, node in fields.entries("views"):
        if isinstance(node, Mapping):
            reason = Fields(node, "none", problems, f"view '{key.text}'").text(
                "none", needed=True, hint="write '{none: reason}'"
            )
            groups[key.text], reasons[key.text] = (), reason
        elif isinstance(node, Scalar) and node.text == "none":
            problems.warn(
                node.where, f"left out of view '{shorten(key.text)}' without a reason", "write '{none: reason}'"
            )
            groups[key.text], reasons[key.text] = (), ""
        elif isinstance(node, Scalar):
            groups[key.text] = (node.text,)
        else:
            named = (read_text(item, problems, "a group") for item in read_items(node, problems, "groups"))
            groups[key.text] = tuple(dict.fromkeys(named))
    return groups, reasons
