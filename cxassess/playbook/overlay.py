"""Overlays: a playbook is tailored without copying it, and every change is listed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from cxassess.fields import Fields, read_id, read_items, read_text
from cxassess.nodes import Mapping, Node, Scalar
from cxassess.playbook.catalog import Catalog
from cxassess.playbook.model import Deviation, Level, Play, Playbook, Question
from cxassess.playbook.playbook_json import question_digest
from cxassess.playbook.question_names import question_label
from cxassess.playbook.read_play import (
    part_locator,
    read_groups,
    read_next,
    read_otherwise,
    read_question,
    read_replaces,
    read_retired,
    read_same_as,
    read_stage,
    read_when,
)
from cxassess.playbook.read_scoring import read_scoring
from cxassess.problems import Location, Problems
from cxassess.source.file_kinds import refuse_other
from cxassess.source.parse import read
from cxassess.text import did_you_mean, shorten

_READ_APART = ("levels", "next", "views", "stage", "same_as", "replaces", "when", "otherwise")
OVERLAY = "format overlay version title extends retired guide hide change add scoring"
PLAY_CHANGES = "title weight intent leader_questions examples resources tools"
QUESTION_CHANGES = (
    "name text why weight levels evidence next sources tags views stage examples same_as replaces when otherwise"
)


class Overlay(NamedTuple):
    """An overlay as read: its header, and the nodes that say what to change."""

    id: str
    version: str
    title: str
    extends: str
    fields: Fields


def read_overlay(path: Path, problems: Problems) -> Overlay:
    """The overlay in a file. Raises OSError."""
    root = read(path, problems)
    refuse_other(root, "an overlay")
    fields = Fields(root, OVERLAY, problems, "an overlay")
    fields.check_format()
    extends = fields.text("extends", needed=True, hint="name the playbook that it tailors")
    return Overlay(fields.id("overlay"), fields.text("version"), fields.text("title"), extends, fields)


def find_base(overlay: Overlay, path: Path, catalog: Catalog, problems: Problems) -> Path | None:
    """The folder of the playbook that an overlay extends: beside the overlay or in the catalog; None with an error."""
    here = path.resolve().parent
    nearby = Catalog((here.parent, *catalog.folders, here))
    folder = nearby.find_playbook(overlay.extends)
    if folder is None and overlay.extends:
        hint = did_you_mean(overlay.extends, nearby.ids()) or "'cxassess playbooks' lists them"
        problems.error(overlay.fields.at("extends"), f"no playbook '{shorten(overlay.extends)}' to extend", hint)
    return folder


def apply_overlay(playbook: Playbook, overlay: Overlay, problems: Problems) -> Playbook:
    """The playbook as the overlay tailors it, with every deviation listed."""
    fields = overlay.fields
    if overlay.extends not in ("", playbook.id):
        message = f"this overlay extends '{shorten(overlay.extends)}', not '{playbook.id}'"
        problems.error(fields.at("extends"), message, "use it with that playbook, or correct 'extends'")
        return playbook
    tailor = _Tailor(playbook, overlay, problems)
    for node in fields.items("hide"):
        tailor.hide(node)
    for key, node in fields.entries("change"):
        tailor.change(key, node)
    for key, node in fields.entries("add"):
        tailor.add(key, node)
    return tailor.result()


class _Tailor:
    """Applies one overlay to one playbook; collects every deviation."""

    def __init__(self, playbook: Playbook, overlay: Overlay, problems: Problems) -> None:
        self.playbook = playbook
        self.overlay = overlay
        self.problems = problems
        self.deviations: list[Deviation] = []
        self.plays = dict(playbook.play_by_id)
        self.hidden = set(playbook.hidden)
        self.hidden_at: dict[str, Location] = {}

    def note(self, id: str, what: str, before: str = "") -> None:
        self.deviations.append(Deviation(self.overlay.id, id, what, before))

    def unknown_id(self, node: Scalar, what: str, known: Iterable[str]) -> None:
        hint = "" if self.problems.too_many else did_you_mean(node.text, known)
        message = f"no {what} '{shorten(node.text)}' in {self.playbook.id}"
        self.problems.error(node.where, message, hint or f"'cxassess show {self.playbook.id}' lists them")

    def hidden_here(self, id: str) -> bool:
        """Whether this overlay hides an id; what another one hides is its matter."""
        return id in self.hidden and id not in self.playbook.hidden

    def find(self, node: Scalar) -> Play | Question | None:
        """The play or question that a node names; None where it is hidden, or with an error where it is unknown."""
        items: dict[str, Play | Question] = {}
        for play in self.plays.values():
            items |= {play.id: play, **{question.id: question for question in play.questions}}
        if node.text not in items and node.text not in self.hidden:
            self.unknown_id(node, "play or question", items)
        return items.get(node.text)

    def replace_question(self, old: Question, *new: Question) -> None:
        """Put other questions, or none, in the place of a question."""
        play = self.plays[old.play]
        place = play.questions.index(old)
        self.plays[play.id] = play._replace(questions=(*play.questions[:place], *new, *play.questions[place + 1 :]))

    def hide(self, node: Node) -> None:
        if not isinstance(node, Scalar):
            read_id(node, self.problems)
            return
        item = self.find(node)
        if isinstance(item, Play):
            del self.plays[item.id]
            self.hidden |= {item.id, *(id for question in item.questions for id in (question.id, *question.replaces))}
            self.hidden_at |= dict.fromkeys((question.id for question in item.questions), node.where)
            self.note(item.id, "hidden, with all its questions", item.title)
        elif item is not None:
            self.replace_question(item)
            self.hidden |= {item.id, *item.replaces}
            self.hidden_at[item.id] = node.where
            self.note(item.id, "hidden", question_label(item))

    def change(self, key: Scalar, node: Node) -> None:
        item = self.find(key)
        if isinstance(item, Play):
            shape = f"write '{item.id}: {{title: …}}'"
            fields = Fields(node, PLAY_CHANGES, self.problems, f"a change to play {item.id}", shape)
            changes = self.plain_changes(item, fields)
            self.plays[item.id] = item._replace(**changes, locate=part_locator(fields, item.locate))
        elif item is not None:
            shape = f"write '{item.id}: {{weight: 2}}'"
            fields = Fields(node, QUESTION_CHANGES, self.problems, f"a change to {item.id}", shape)
            self.replace_question(item, self.changed_question(item, fields))
        elif self.hidden_here(key.text):
            message = f"{shorten(key.text)} is hidden, so this change does nothing"
            self.problems.warn(key.where, message, "remove it here, or from 'hide'")

    def changed_question(self, question: Question, fields: Fields) -> Question:
        changes = self.plain_changes(question, fields, but=_READ_APART)
        if "levels" in fields.pairs:
            changes["levels"] = self.changed_levels(question, fields)
        if "next" in fields.pairs:
            changes["next"] = {**question.next, **read_next(fields, self.problems)}
            self.note(question.id, "next steps changed")
        if "stage" in fields.pairs:
            changes["stage"] = read_stage(fields, self.problems)
            self.note(question.id, "stage changed")
        if "views" in fields.pairs:
            views, left_out = read_groups(fields, self.problems)
            kept = {view: reason for view, reason in question.left_out.items() if view not in views}
            changes |= {"views": {**question.views, **views}, "left_out": {**kept, **left_out}}
            self.note(question.id, "views changed")
        if "same_as" in fields.pairs:
            changes["same_as"] = read_same_as(fields, self.problems)
            self.note(question.id, "other wordings that ask the same changed")
        elif question.same_as and question_digest(question._replace(**changes)) != question_digest(question):
            changes["same_as"] = ()  # what was said of the old wording is not said of the new one
        if "replaces" in fields.pairs:
            changes["replaces"] = tuple(dict.fromkeys((*question.replaces, *read_replaces(fields, self.problems))))
            self.note(question.id, "what it replaces changed")
        if "when" in fields.pairs or "otherwise" in fields.pairs:
            changes |= self.changed_condition(question, fields)
        return question._replace(**changes, locate=part_locator(fields, question.locate))

    def changed_condition(self, question: Question, fields: Fields) -> dict[str, Any]:
        """Another condition, or none where `when` is empty, with what counts where it is not met."""
        when = read_when(fields, self.problems) if "when" in fields.pairs else question.when
        otherwise = question.otherwise if when else ""
        if "otherwise" in fields.pairs:
            otherwise = read_otherwise(fields, question.id, when, self.problems)
        if when != question.when:
            self.note(question.id, "condition changed" if when else "always asked")
        elif otherwise != question.otherwise:
            self.note(question.id, "what counts where it is not asked changed")
        return {"when": when, "otherwise": otherwise}

    def plain_changes(self, item: Play | Question, fields: Fields, but: tuple[str, ...] = ()) -> dict[str, Any]:
        """The new values of all fields but these; each change is noted with what was there before."""
        changes: dict[str, Any] = {}
        for name in fields.pairs:
            if name in but:
                continue
            before = getattr(item, name)
            if name == "weight":
                weight = changes[name] = fields.weight(before)
                if weight.micro != before.micro:
                    self.note(item.id, f"weight {before.text} → {weight.text}")
                continue
            is_list = isinstance(before, tuple)
            changes[name] = fields.texts(name) if is_list else fields.text(name, needed=name in ("title", "text"))
            if changes[name] != before:
                self.note(item.id, f"{name.replace('_', ' ')} changed", "; ".join(before) if is_list else before)
        return changes

    def changed_levels(self, question: Question, fields: Fields) -> tuple[Level, ...]:
        """The levels with new texts; none may be added, removed or given another value."""
        levels = dict(question.by_key)
        for key, node in fields.entries("levels"):
            if key.text not in levels:
                message = f"{question.id} has no level '{shorten(key.text)}'"
                self.problems.error(key.where, message, "an overlay may change the text of a level, not add one")
            elif isinstance(node, Mapping):
                self.problems.error(node.where, "an overlay may not change the value of a level", "write 'key: text'")
            else:
                old = levels[key.text]
                levels[key.text] = old._replace(text=read_text(node, self.problems, "a level"), where=key.where)
                self.note(question.id, f"text of level {key.text} changed", old.text)
        return tuple(levels.values())

    def add(self, key: Scalar, node: Node) -> None:
        play = self.plays.get(key.text)
        if play is not None:
            scale = dict(self.playbook.scale_by_key)
            items = read_items(node, self.problems, "added questions")
            questions = [read_question(item, play.id, scale, self.problems) for item in items]
            self.plays[play.id] = play._replace(questions=(*play.questions, *questions))
            for question in questions:
                self.note(question.id, f"question added to {play.id}")
        elif self.hidden_here(key.text):
            message = f"{shorten(key.text)} is hidden, so its new questions are not asked"
            self.problems.warn(key.where, message, "remove them here, or the play from 'hide'")
        elif key.text not in self.hidden:
            self.unknown_id(key, "play", self.plays)

    def check_hidden(self) -> None:
        """A hidden question decides about no other one; the place is in the overlay, which can be changed."""
        for question in (question for play in self.plays.values() for question in play.questions):
            for id in self.hidden_at.keys() & question.when.keys():
                message = f"{id} is hidden, but {question.id} is asked only at some of its levels"
                hint = f"hide {question.id} too, or write 'change: {{{question.id}: {{when: {{}}}}}}' to ask it always"
                self.problems.error(self.hidden_at[id], message, hint)

    def result(self) -> Playbook:
        self.check_hidden()
        fields, playbook = self.overlay.fields, self.playbook
        rule = fields.value("scoring")
        scoring = read_scoring(rule, fields.where, self.problems, playbook.scoring)
        for name in rule.pairs if isinstance(rule, Mapping) else ():
            self.note("scoring", f"{name} changed")
        guide = fields.texts("guide")
        if guide:
            self.note("guide", "added to: " + " ".join(guide))
        if not any(play.questions for play in self.plays.values()):
            self.problems.error(fields.at("hide"), f"{playbook.id} has no questions left", "hide fewer of them")
        return playbook._replace(
            plays=tuple(play for play in self.plays.values() if play.questions),
            scoring=scoring,
            retired={**playbook.retired, **read_retired(fields, self.problems)},
            locate=part_locator(fields, playbook.locate),
            guide=(*playbook.guide, *guide),
            overlays=(*playbook.overlays, self.overlay.id),
            deviations=(*playbook.deviations, *self.deviations),
            hidden=frozenset(self.hidden | {play.id for play in self.plays.values() if not play.questions}),
        )
