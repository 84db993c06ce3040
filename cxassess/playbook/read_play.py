"""A play's file, read to a Play: its questions, with their levels, next steps and groups."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from cxassess.exact import MICRO, ONE, Number, parse_number
from cxassess.fields import ID, MAX_LINE, Fields, read_id, read_integer, read_items, read_text
from cxassess.nodes import Mapping, Node, Scalar, Sequence, is_bare
from cxassess.playbook.model import Level, Play, Question, Strategy
from cxassess.problems import Location, Locator, Problems, no_location
from cxassess.text import join_words, shorten

PLAY = "id title weight intent leader_questions examples resources strategies tools questions"
STRATEGY = "title text lead needs sources"
QUESTION = (
    "id name text why weight levels evidence next sources tags views stage examples same_as replaces when otherwise"
)
LEVEL = "name value text"
DIGEST = "[0-9a-f]{8}"  # of the wording of a question
NOT_KEYS = ("na", "unknown")
NOT_APPLICABLE = "not_applicable"  # as `otherwise`: the question is left out

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
        locate=part_locator(fields),
        strategies=fields.each("strategies", lambda item: read_strategy(item, problems)),
        tools=fields.texts("tools"),
    )


def read_strategy(node: Node, problems: Problems) -> Strategy:
    """One strategy of a play."""
    shape = "write '{title: …, text: …, lead: …, needs: …, sources: [ours]}'"
    fields = Fields(node, STRATEGY, problems, "a strategy", shape)
    return Strategy(
        title=fields.text("title", needed=True),
        text=fields.text("text", needed=True),
        lead=fields.text("lead"),
        needs=fields.text("needs"),
        sources=fields.texts("sources"),
        where=fields.where,
    )


def read_question(node: Node, play: str, scale: Scale, problems: Problems) -> Question:
    """One question; `scale` holds the playbook's own levels."""
    fields = Fields(node, QUESTION, problems, "a question")
    id, text = fields.id("id"), fields.text("text", needed=True)
    views, left_out = read_groups(fields, problems)
    levels, on_scale = _read_levels(fields, scale, problems)
    when = read_when(fields, problems)
    if not when and isinstance(fields.value("when"), Mapping):
        hint = "write 'when: {ID: [keys]}', or remove it to ask the question always"
        problems.error(fields.at("when"), f"the 'when' of {id} names no question", hint)
    return Question(
        id=id,
        play=play,
        text=text,
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
        locate=part_locator(fields),
        name=fields.text("name"),
        same_as=read_same_as(fields, problems),
        when=when,
        otherwise=read_otherwise(fields, id, when, problems),
        replaces=read_replaces(fields, problems),
    )


def part_locator(fields: Fields, fallback: Locator = no_location) -> Locator:
    """A function from the name of a part, such as `levels` or `next/3`, to where it was written.

    Nothing is looked up before a rule reports a problem, which is rare. `fallback` is asked about parts that are not here.
    """

    known: dict[str, dict[str, Location]] = {}

    def entries(name: str) -> dict[str, Location]:
        node = fields.value(name)
        keys: Iterable[Node] = node.items if isinstance(node, Sequence) else ()
        if isinstance(node, Mapping):
            keys = (key for key, _ in node.pairs.values())
        return {key.text: key.where for key in keys if isinstance(key, Scalar)}

    def locate(part: str) -> Location | None:
        name, slash, entry = part.partition("/")
        if slash:
            if name not in known:
                known[name] = entries(name)
            return known[name].get(entry) or fallback(part)
        return fields.at(name) if name in fields.pairs else fallback(part)

    return locate


def read_next(fields: Fields, problems: Problems) -> dict[str, str]:
    """The next steps of a question, by the level reached."""
    return {key.text: read_text(value, problems, "a next step") for key, value in fields.entries("next")}


def read_stage(fields: Fields, problems: Problems) -> int | None:
    """The stage of a question, from 1; None where none is declared."""
    node = fields.value("stage")
    return None if node is None else read_integer(node, problems, "'stage'", 1, 99)


def read_same_as(fields: Fields, problems: Problems) -> tuple[str, ...]:
    """The digests of other wordings of a question that ask the same."""
    digests: list[str] = []
    for node in fields.items("same_as"):
        digest = read_text(node, problems, "a digest")
        if not isinstance(node, Scalar):
            continue  # its problem is reported
        if not re.fullmatch(DIGEST, digest):
            hint = "write eight characters of 0-9 and a-f, as under 'wording:' in an answer file"
            problems.error(node.where, f"'{shorten(digest)}' is not a digest of a wording", hint)
        elif digest in digests:
            problems.error(node.where, f"'{digest}' is listed twice", "list each wording once")
        else:
            digests.append(digest)
    return tuple(digests)


def read_replaces(fields: Fields, problems: Problems) -> tuple[str, ...]:
    """The ids that earlier editions asked in the place of a question."""
    ids: list[str] = []
    for node in fields.items("replaces"):
        id = read_id(node, problems)
        if id in ids:
            problems.error(node.where, f"'{id}' is listed twice", "list each id once")
        else:
            ids.append(id)
    return tuple(ids)


def read_retired(fields: Fields, problems: Problems) -> dict[str, str]:
    """By the id that an earlier edition asked, why it is not asked any more."""
    retired: dict[str, str] = {}
    for key, node in fields.entries("retired"):
        id, reason = read_id(key, problems), read_text(node, problems, "a reason", MAX_LINE)
        if not reason and isinstance(node, Scalar):
            hint = "write why after it; people who answered it will read it"
            problems.error(node.where, f"{id} is retired without a reason", hint)
        retired[id] = reason
    return retired


def read_when(fields: Fields, problems: Problems) -> dict[str, tuple[str, ...]]:
    """The condition of a question: by the id of another question, the levels at which this one is asked."""
    when: dict[str, tuple[str, ...]] = {}
    for key, node in fields.entries("when"):
        name = shorten(key.text)
        keys = (read_text(item, problems, "a level") for item in read_items(node, problems, f"the levels of {name}"))
        when[key.text] = tuple(dict.fromkeys(keys))
        if isinstance(node, Sequence) and not node.items:
            hint = f"list those at which the question is asked, such as '[3, 4, 5]', or remove {name}"
            problems.error(node.where, f"'when' names no level of {name}", hint)
    return when


def read_otherwise(fields: Fields, id: str, when: Collection[str], problems: Problems) -> str:
    """The level that a question counts as where it is not asked; '' where it is left out then."""
    otherwise = fields.text("otherwise")
    if otherwise and not when and fields.is_empty("when"):
        hint = "add 'when: {ID: [keys]}', or remove it: the question is always asked"
        problems.error(fields.at("otherwise"), f"{id} has 'otherwise', but no 'when'", hint)
    return "" if otherwise == NOT_APPLICABLE else otherwise


def _read_levels(fields: Fields, scale: Scale, problems: Problems) -> tuple[tuple[Level, ...], bool]:
    """The levels of a question, and whether they are those of the scale."""
    node = fields.required("levels", "describe each level: 'levels: {1: …, 2: …}'")
    pairs = list(fields.entries("levels"))
    if node is None or not pairs:
        if isinstance(node, Mapping):
            problems.error(node.where, "a question needs levels", "describe at least two")
        return _placeholders(fields), True
    own = [isinstance(value, Mapping) for _, value in pairs]
    if not any(own):
        return _read_scale_levels(pairs, scale, fields, problems), True
    if not all(own):
        hint = "write all as 'key: text' on the playbook's scale, or all as 'key: {value: …, text: …}'"
        problems.error(fields.at("levels"), "two kinds of levels are mixed", hint)
    return tuple(read_level(key, value, problems) for key, value in pairs), False


def _read_scale_levels(
    pairs: list[tuple[Scalar, Node]], scale: Scale, fields: Fields, problems: Problems
) -> tuple[Level, ...]:
    keys = [key.text for key, _ in pairs]
    if not scale:
        hint = "add 'scale:' to playbook.yaml, or write each level as 'key: {value: …, text: …}'"
        problems.error(fields.at("levels"), "these levels need a scale, and the playbook has none", hint)
    elif keys != list(scale):
        from cxassess.source.corrections import comma_hint  # for errors only: reading should start fast

        message = f"the levels are {join_words(map(shorten, keys[:12]))}; the scale has {join_words(scale)}"
        node = fields.value("levels")
        own = [key for key, value in pairs if _may_be_text(key, value, len(pairs), scale)]
        hints = (comma_hint(key, node, scale)[0] for key in own if isinstance(node, Mapping))
        hint = next(filter(None, hints), "describe exactly the levels of the scale, in its order")
        problems.error(fields.at("levels"), message, hint)
    placeholder = _placeholders(fields)[0]
    levels = []
    for key, node in pairs:
        level = scale.get(key.text, placeholder)
        levels.append(Level(key.text, level.name, level.value, read_text(node, problems, "a level"), key.where))
    return tuple(levels)


def _may_be_text(key: Scalar, value: Node, levels: int, scale: Scale) -> bool:
    """Whether the key of a level may be the rest of the text before it: one without a ':', of words, or too many."""
    extra = not key.text.isdecimal() and (" " in key.text or levels > len(scale))
    return key.text not in scale and (extra or is_bare(key, value))


def _placeholders(fields: Fields) -> tuple[Level, ...]:
    return (Level("1", "", ONE, "", fields.where), Level("2", "", Number("2", 2 * MICRO), "", fields.where))


def read_level(key: Scalar, node: Node, problems: Problems) -> Level:
    """A level that carries its own value; without one, the key's where that is a whole number."""
    name = read_id(key, problems)
    if name.lower() in NOT_KEYS:
        hint = "na and unknown are separate answers; use another key"
        problems.error(key.where, f"'{name}' cannot be a level", hint)
    if isinstance(node, Scalar):
        return Level(name, read_text(node, problems, "a level"), parse_number(name) or ONE, "", key.where)
    fields = Fields(node, LEVEL, problems, "a level")
    value = fields.number("value", parse_number(name) if name.isdecimal() else None)
    if value is None and fields.is_empty("value") and ID.fullmatch(key.text.strip()):
        hint = "write 'value: 0' or another number; only a whole-number key is its own value"
        problems.error(key.where, f"level '{shorten(name)}' needs a value", hint)
    return Level(name, fields.text("name"), value or ONE, fields.text("text"), key.where)


def read_groups(fields: Fields, problems: Problems) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The groups of a question by view, and the reasons where it is left out of one."""
    groups: dict[str, tuple[str, ...]] = {}
    reasons: dict[str, str] = {}
    for key, node in fields.entries("views"):
        hint = "write '{none: reason}'"
        if isinstance(node, Mapping):
            inner = Fields(node, "none", problems, f"view '{key.text}'")
            groups[key.text], reasons[key.text] = (), inner.text("none", needed=True, hint=hint)
        elif isinstance(node, Scalar) and node.text == "none":
            problems.warn(node.where, f"left out of view '{shorten(key.text)}' without a reason", hint)
            groups[key.text], reasons[key.text] = (), ""
        elif isinstance(node, Scalar):
            groups[key.text] = (node.text,)
        else:
            names = (read_text(item, problems, "a group") for item in read_items(node, problems, "groups"))
            groups[key.text] = tuple(dict.fromkeys(names))
    return groups, reasons
