"""Overlays: tailoring of a playbook without copying it, every change named."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cxassess.fields import Fields, read_id, read_items, read_text
from cxassess.nodes import Mapping, Node, Scalar
from cxassess.playbook.model import Deviation, Level, Play, Playbook, Question
from cxassess.playbook.questions import FieldPlaces, read_groups, read_next, read_question, read_stage
from cxassess.playbook.scoring_rule import read_scoring
from cxassess.problems import Problems
from cxassess.source.parse import read
from cxassess.text import did_you_mean, shorten

OVERLAY = "format overlay version title extends guide hide change add scoring"
PLAY_CHANGES = "title weight intent leader_questions examples resources"
QUESTION_CHANGES = "text why weight levels evidence next sources tags views stage examples"


class Overlay(NamedTuple):
    """An overlay as read: its header, and the nodes that say what to change."""

    id: str
    version: str
    title: str
    extends: str
    fields: Fields


def read_overlay(path: Path, problems: Problems) -> Overlay:
    """The overlay in a file. Raises OSError."""
    fields = Fields(read(path, problems), OVERLAY, problems, "an overlay")
    fields.check_format()
    extends = fields.text("extends", needed=True, hint="name the playbook that it tailors")
    return Overlay(fields.id("overlay"), fields.text("version"), fields.text("title"), extends, fields)


class _Tailor:
    """One overlay at work on one playbook; `done` collects what it changed."""

    def __init__(self, playbook: Playbook, overlay: Overlay, problems: Problems) -> None:
        self.playbook = playbook
        self.overlay = overlay
        self.problems = problems
        self.done: list[Deviation] = []
        self.plays = {play.id: play for play in playbook.plays}
        self.hidden = set(playbook.hidden)

    def note(self, name: str, what: str, before: str = "") -> None:
        self.done.append(Deviation(self.overlay.id, name, what, before))

    def near(self, word: str, names: Iterable[str]) -> str:
        """What to do about an id that is not known."""
        hint = "" if self.problems.too_many else did_you_mean(word, names)
        return hint or f"'cxassess show {self.playbook.id}' lists them"

    def known(self, node: Scalar) -> Play | Question | None:
        """The play or question that a node names, or None with a fault."""
        found = self.plays.get(node.text) or next(
            (q for play in self.plays.values() for q in play.questions if q.id == node.text), None
        )
        if found is None and node.text in self.hidden:
            return None
        if found is None:
            names = [name for play in self.plays.values() for name in (play.id, *(q.id for q in play.questions))]
            self.problems.error(
                node.where,
                f"no play or question '{shorten(node.text)}' in {self.playbook.id}",
                self.near(node.text, names),
            )
        return found

    def put(self, question: Question) -> None:
        """Put a changed question back in its place."""
        play = self.plays[question.play]
        changed = tuple(question if old.id == question.id else old for old in play.questions)
        self.plays[play.id] = play._replace(questions=changed)

    def hide(self, node: Node) -> None:
        target = self.known(node) if isinstance(node, Scalar) else None
        if not isinstance(node, Scalar):
            read_id(node, self.problems)
        if isinstance(target, Play):
            del self.plays[target.id]
            self.hidden |= {target.id, *(question.id for question in target.questions)}
            self.note(target.id, "hidden, with all its questions")
        elif target is not None:
            play = self.plays[target.play]
            self.plays[play.id] = play._replace(questions=tuple(q for q in play.questions if q is not target))
            self.hidden.add(target.id)
            self.note(target.id, "hidden")

    def change(self, key: Scalar, node: Node) -> None:
        target = self.known(key)
        if (
            target is None and key.text in self.hidden - self.playbook.hidden
        ):  # what another overlay hides is its matter
            self.problems.warn(
                key.where,
                f"{shorten(key.text)} is hidden, so this change does nothing",
                "remove it here, or from 'hide'",
            )
        if isinstance(target, Play):
            fields = Fields(
                node, PLAY_CHANGES, self.problems, f"a change of play {target.id}", f"write '{target.id}: {{title: …}}'"
            )
            changes = self.values(target, fields, "")
            self.plays[target.id] = target._replace(**changes, places=FieldPlaces(fields, target.places))
        elif target is not None:
            fields = Fields(
                node, QUESTION_CHANGES, self.problems, f"a change of {target.id}", f"write '{target.id}: {{weight: 2}}'"
            )
            self.put(self.changed(target, fields))

    def changed(self, question: Question, fields: Fields) -> Question:
        """A question with the fields of a change."""
        new: dict[str, Any] = self.values(question, fields, "levels next views stage")
        if "levels" in fields.pairs:
            new["levels"] = self.levels(question, fields)
        if "next" in fields.pairs:
            new["next"] = {**question.next, **read_next(fields, self.problems)}
        if "stage" in fields.pairs:
            new["stage"] = read_stage(fields, self.problems)
        if "views" in fields.pairs:
            views, left_out = read_groups(fields, self.problems)
            kept = {view: why for view, why in question.left_out.items() if view not in views}
            new |= {"views": {**question.views, **views}, "left_out": {**kept, **left_out}}
        for name, what in (("next", "next steps"), ("stage", "stage"), ("views", "views")):
            if name in fields.pairs:
                self.note(question.id, f"{what} changed")
        return replace(question, **new, places=FieldPlaces(fields, question.places))

    def values(self, old: Any, fields: Fields, but: str) -> dict[str, Any]:
        """The plain fields of a change, each noted with what it was."""
        found: dict[str, Any] = {}
        for name in fields.pairs:
            if name in but.split():
                continue
            if name == "weight":
                found[name] = fields.weight(old.weight)
                if found[name].micro != old.weight.micro:
                    self.note(old.id, f"weight {old.weight.text} → {found[name].text}")
                continue
            is_list = isinstance(getattr(old, name), tuple)
            found[name] = fields.texts(name) if is_list else fields.text(name, needed=name in ("title", "text"))
            if found[name] != getattr(old, name):
                before = getattr(old, name)
                self.note(old.id, f"{name.replace('_', ' ')} changed", "; ".join(before) if is_list else before)
        return found

    def levels(self, question: Question, fields: Fields) -> tuple[Level, ...]:
        """The levels with new texts; none may be added, removed or given another value."""
        new = dict(question.by_key)
        for key, node in fields.entries("levels"):
            if key.text not in new:
                self.problems.error(
                    key.where,
                    f"{question.id} has no level '{shorten(key.text)}'",
                    "an overlay may change the text of a level, not add one",
                )
            elif isinstance(node, Mapping):
                self.problems.error(node.where, "an overlay may not change the value of a level", "write 'key: text'")
            else:
                before = new[key.text].text
                new[key.text] = new[key.text]._replace(text=read_text(node, self.problems, "a level"), where=key.where)
                self.note(question.id, f"text of level {key.text} changed", before)
        return tuple(new.values())

    def add(self, key: Scalar, node: Node) -> None:
        play = self.plays.get(key.text)
        if play is None and key.text in self.hidden:
            if key.text not in self.playbook.hidden:
                self.problems.warn(
                    key.where,
                    f"{shorten(key.text)} is hidden, so its new questions are not asked",
                    "remove them here, or the play from 'hide'",
                )
            return
        if play is None:
            self.problems.error(
                key.where, f"no play '{shorten(key.text)}' in {self.playbook.id}", self.near(key.text, self.plays)
            )
            return
        scale = dict(self.playbook.scale_by_key)
        added = tuple(
            read_question(item, play.id, scale, self.problems)
            for item in read_items(node, self.problems, "added questions")
        )
        self.plays[play.id] = play._replace(questions=play.questions + added)
        for question in added:
            self.note(question.id, f"question added to {play.id}")

    def result(self) -> Playbook:
        fields, book = self.overlay.fields, self.playbook
        rule = fields.value("scoring")
        scoring = read_scoring(rule, fields.where, self.problems, book.scoring)
        if isinstance(rule, Mapping):
            for name in rule.pairs:
                self.note("scoring", f"{name} changed")
        guide = fields.texts("guide")
        if guide:
            self.note("guide", "added to: " + " ".join(guide))
        if not any(play.questions for play in self.plays.values()):
            self.problems.error(fields.at("hide"), f"no question of {book.id} is left", "hide less")
        return replace(
            book,
            plays=tuple(play for play in self.plays.values() if play.questions),
            scoring=scoring,
            guide=(*book.guide, *guide),
            overlays=(*book.overlays, self.overlay.id),
            deviations=(*book.deviations, *self.done),
            hidden=frozenset(self.hidden | {play.id for play in self.plays.values() if not play.questions}),
        )


def apply(playbook: Playbook, overlay: Overlay, problems: Problems) -> Playbook:
    """The playbook as the overlay tailors it, with every deviation listed."""
    if overlay.extends not in ("", playbook.id):
        where = overlay.fields.at("extends")
        problems.error(
            where,
            f"this overlay extends '{shorten(overlay.extends)}', not '{playbook.id}'",
            "use it with that playbook, or correct 'extends'",
        )
        return playbook
    tailor = _Tailor(playbook, overlay, problems)
    for node in overlay.fields.items("hide"):
        tailor.hide(node)
    for key, node in overlay.fields.entries("change"):
        tailor.change(key, node)
    for key, node in overlay.fields.entries("add"):
        tailor.add(key, node)
    return tailor.result()
