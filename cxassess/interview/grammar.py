"""One typed line and the question it is typed at, to a command or a sentence that says what to type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxassess.answers.changing import refusal
from cxassess.answers.reading import CONFIDENCE
from cxassess.playbook import Level, Playbook, Question
from cxassess.text import listed, nearest, one_line, shorten, strangers

LEVEL, NOT_APPLICABLE, UNKNOWN, SKIP, BACK, GO = "level", "not applicable", "unknown", "skip", "back", "go"
PLAYS, PLAY, REVIEW, UNDO, NOTE, EVIDENCE = "plays", "play", "review", "undo", "note", "evidence"
CONFIDENT, TARGET, PLAY_TARGET, CLEAR = "confidence", "target", "play target", "clear"
HELP, QUIT, REFUSED = "help", "quit", "refused"

MOST_PASTED = 20_000  # characters of a line; more is a paste gone wrong


@dataclass(frozen=True, slots=True)
class Command:
    """What a line asks for. `text` is a level's key, an id, typed text, or for REFUSED what to say."""

    verb: str
    text: str = ""


def numbered(levels: Sequence[Level]) -> dict[str, Level]:
    """The levels by what is typed for them: the key where all keys are whole numbers, else the place."""
    if all(level.key.isascii() and level.key.isdecimal() for level in levels):
        return {level.key: level for level in levels}
    return {str(place): level for place, level in enumerate(levels, 1)}


def typed(levels: Sequence[Level]) -> str:
    """The numbers that may be typed: `1 to 5`, or `0, 5 or 10` where some are left out."""
    numbers = sorted(map(int, numbered(levels)))
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]} to {numbers[-1]}"
    return listed(map(str, numbers), "or")


def prompt(question: Question) -> str:
    """What stands before the cursor at a question."""
    span = typed(question.levels).replace(" to ", "-")
    return f"Level {span}, or ? for help: "


def is_yes_no(question: Question) -> bool:
    """Whether the answers are the words yes and no."""
    return {level.key.lower() for level in question.levels} == {"yes", "no"}


def command(line: str, playbook: Playbook, question: Question | None) -> Command:
    """What a line asks for at a question; None is the place behind the last, where no level can be typed."""
    if len(line) > MOST_PASTED:
        return _no("That line is too long. Type one answer at a time.")
    if refusal(line):
        return _no(f"That line cannot be taken: {refusal(line)}.")
    word, _, rest = line.strip().partition(" ")
    if not word:
        return Command(SKIP)
    found = _VERBS.get(word.lower())
    if question is not None and (levelled := _level(line.strip(), question)):
        return levelled
    if found is None or (question is None and found not in _ANYWHERE):
        return _no(_not_an_answer(line, question))
    return _with_text(found, word, rest.strip(), playbook, question)


def help_lines(question: Question | None) -> list[str]:
    """What may be typed, one line each."""
    lines = [] if question is None else [f"{typed(question.levels)}: answer with this level", *_ANSWERING]
    return lines + _MOVING


def _no(sentence: str) -> Command:
    return Command(REFUSED, sentence)


def _level(line: str, question: Question) -> Command | None:
    """A level, or a refusal of a line that begins with one; None for anything else."""
    levels = numbered(question.levels)
    words = re.split(r"[\s,;]+", line)
    if is_yes_no(question):
        levels |= {level.key.lower(): level for level in question.levels}
        if words[0].lower() == "n":
            return _no("Type no, or na for not applicable.")
        words[0] = words[0].lower()
    if words[0] not in levels:
        return None
    if len(words) > 1:
        return _no(f"'{shorten(line)}' holds more than an answer. Type only {_choices(question)}.")
    return Command(LEVEL, levels[words[0]].key)


def _choices(question: Question) -> str:
    words = "yes or no, or " if is_yes_no(question) else ""
    return f"{words}a level {typed(question.levels)}"


def _not_an_answer(line: str, question: Question | None) -> str:
    odd = f" It holds {strangers(line)}." if strangers(line) else ""
    what = "type a command" if question is None else f"type {_choices(question)}"
    return f"'{shorten(line.strip(), 40)}' is not an answer.{odd} {what.capitalize()}, or ? for help."


def _with_text(verb: str, word: str, rest: str, playbook: Playbook, question: Question | None) -> Command:
    if verb == GO:
        return _go(rest, playbook)
    if verb == PLAYS:
        return _play(rest, playbook)
    if verb == TARGET and question is not None:
        return _target(rest, playbook, question)
    if verb == CONFIDENT and rest:
        return _confidence(rest)
    if rest and verb not in (NOTE, NOT_APPLICABLE, EVIDENCE):
        return _no(f"'{shorten(word)}' stands alone. Type {word}, or ? for help.")
    return Command(verb, rest)


def _go(rest: str, playbook: Playbook) -> Command:
    by_fold = {id.casefold(): id for id in playbook.by_id}
    if rest.casefold() in by_fold:
        return Command(GO, by_fold[rest.casefold()])
    first = next(iter(playbook.by_id))
    if not rest:
        return _no(f"Type the id of a question behind it, such as g {first}.")
    near = nearest(rest, playbook.by_id)
    hint = f"Did you mean {near}?" if near else f"Type an id such as g {first}; r lists them."
    return _no(f"There is no question '{shorten(rest, 40)}'. {hint}")


def _play(rest: str, playbook: Playbook) -> Command:
    if not rest:
        return Command(PLAYS)
    places = {str(place): play.id for place, play in enumerate(playbook.plays, 1)}
    known = places | {play.id.casefold(): play.id for play in playbook.plays}
    if rest.casefold() in known:
        return Command(PLAY, known[rest.casefold()])
    return _no(f"There is no play '{shorten(rest, 40)}'. Type p and a number from 1 to {len(places)}.")


def _target(rest: str, playbook: Playbook, question: Question) -> Command:
    """`t 4` for the question, `t play 4` for its play; `t -` takes the target out."""
    first, _, behind = rest.partition(" ")
    if first.lower() != "play":
        return _aim(TARGET, rest, question.levels, "t")
    if not playbook.scale or playbook.scoring.method == "sum":
        return _no("The target of a play cannot be a level here. Write a score into the file.")
    return _aim(PLAY_TARGET, behind.strip(), playbook.scale, "t play")


def _aim(verb: str, text: str, levels: Sequence[Level], start: str) -> Command:
    known = numbered(levels)
    if text in known:
        return Command(verb, known[text].key)
    if text == "-":
        return Command(verb, "")
    last = next(reversed(known))
    return _no(f"Type a level {typed(levels)} behind it, such as {start} {last}; {start} - removes it.")


def _confidence(rest: str) -> Command:
    for word in CONFIDENCE:
        if rest.lower() in (word, word[0]):
            return Command(CONFIDENT, word)
    return Command(CONFIDENT, "-") if rest == "-" else _no(confidence_refused(rest))


def confidence_refused(text: str) -> str:
    """What to say to a confidence that is none."""
    return f"'{shorten(text, 40)}' is no confidence. Type {listed(CONFIDENCE, 'or')}; - removes it."


def asked_confidence(line: str) -> Command:
    """A confidence typed at its own prompt; empty keeps things as they are."""
    return _confidence(one_line(line)) if line.strip() else Command(SKIP)


_VERBS = {
    "n": NOT_APPLICABLE,
    "na": NOT_APPLICABLE,
    "d": UNKNOWN,
    "s": SKIP,
    "b": BACK,
    "g": GO,
    "p": PLAYS,
    "r": REVIEW,
    "u": UNDO,
    "t": TARGET,
    "e": NOTE,
    "w": EVIDENCE,
    "c": CONFIDENT,
    "x": CLEAR,
    "?": HELP,
    "help": HELP,
    "q": QUIT,
    "quit": QUIT,
    "exit": QUIT,
}
_ANYWHERE = (SKIP, BACK, GO, PLAYS, REVIEW, UNDO, HELP, QUIT)
_ANSWERING = [
    "n: not applicable; the reason is asked",
    "d: don't know",
    "s or Enter: skip; the answer stays as it is",
    "e: write a note, or e and the note on one line",
    "w: add evidence, a title and a link or file name",
    "c: how sure you are: low, medium or high",
    "t and a level: the level to reach; t play and a level for the whole play",
    "x: clear this answer",
]
_MOVING = [
    "b: back to the question shown before",
    "g and an id: go to a question",
    "p: the plays and what is left in each; p 3 goes to the third",
    "r: review all answers",
    "u: undo the last change",
    "q: quit; everything is saved already",
]
