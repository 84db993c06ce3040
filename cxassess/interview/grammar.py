"""One typed line and the question it is typed at, to a command or a sentence that says what to type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cxassess.answers.edit import is_score, refusal
from cxassess.answers.read import CONFIDENCE
from cxassess.interview.level_input import choices, found_level, is_yes_no, numbered, typed, worded
from cxassess.interview.verbs import (
    ANSWERING,
    ANYWHERE,
    CONFIDENT,
    EDIT,
    EVIDENCE,
    GO,
    HELP,
    LEVEL,
    MOVING,
    NOT_APPLICABLE,
    NOTE,
    NOTHING,
    OVERALL_TARGET,
    PLAY,
    PLAY_TARGET,
    PLAYS,
    REFUSED,
    REVIEW,
    RUBRIC,
    SKIP,
    TARGET,
    VERBS,
)
from cxassess.playbook import Level, Playbook, Question
from cxassess.text import join_words, nearest, non_ascii, one_line, shorten

MAX_TYPED = 20_000  # characters of a line; more is a paste gone wrong
_WORDS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Command:
    """What a line asks for. `text` is a level's key, an id, typed text, or for REFUSED what to say.

    For the targets of a play and of the whole, `text` is a level's key of the scale, or `=` and a score.
    """

    verb: str
    text: str = ""


def refused(line: str) -> str:
    """Why a line is nothing that is read on, whatever it says: too long, several lines, odd characters; '' when it is fine."""
    if len(line) > MAX_TYPED:
        return "That line is too long, so nothing was done. Type one answer at a time."
    if "\n" in line.strip() or "\r" in line.strip():
        return "Several lines came at once, so nothing was answered. Type one answer at a time; e alone takes a longer note."
    return f"That line cannot be taken: {refusal(line)}." if refusal(line) else ""


def command(line: str, playbook: Playbook, question: Question | None, how: str = "") -> Command:
    """What a line asks for at a question; None is the place behind the last, where no level can be typed.

    `how` says how levels are typed where that is another way than one level.
    """
    if refused(line):
        return no(refused(line))
    word, rest = [*line.split(maxsplit=1), "", ""][:2]
    if not word:
        return Command(SKIP)
    if question is not None and (levelled := level_typed(line.strip(), question)):
        return levelled
    if word[0] == "?" and word[1:].isalpha():
        return command(f"? {line.strip()[1:]}", playbook, question, how)
    verb = VERBS.get(word.lower())
    if verb is None and not rest and (id := _id(word, playbook)):
        return Command(GO, id)
    if verb is None or (question is None and verb not in ANYWHERE):
        return no(_not_an_answer(line, question, how))
    if (word == "E" or word.lower() == "edit") and not rest:
        return Command(EDIT)
    return _with_text(verb, word, rest.strip(), playbook, question)


def no(sentence: str) -> Command:
    """Nothing to do, and what to say instead."""
    return Command(REFUSED, sentence)


def level_typed(line: str, question: Question) -> Command | None:
    """A level, or a refusal of a line that begins with one; None for anything else."""
    if found := found_level(line, question.levels):
        return Command(LEVEL, found.key)
    words = [word for word in _WORDS.split(line) if word]
    first = words[0].casefold() if words else ""
    if first == "n" and "no" in worded(question.levels):
        return no("Type no, or na for not applicable; a reason may stand behind na.")
    if first in numbered(question.levels) or (first in worded(question.levels) and first not in VERBS):
        return no(f"'{shorten(line)}' holds more than an answer. Type only {choices(question)}.")
    return None


def _not_an_answer(line: str, question: Question | None, how: str) -> str:
    odd = f" It holds {non_ascii(line)}." if non_ascii(line) else ""
    if question is None and line.strip().isdecimal():
        return "No question is open here. Type g and an id to go to one, or q to finish."
    what = "type a command" if question is None else f"type {how or choices(question)}"
    return f"'{shorten(line.strip(), 40)}' is not an answer.{odd} {what[:1].upper()}{what[1:]}, or ? for help."


def _with_text(verb: str, word: str, rest: str, playbook: Playbook, question: Question | None) -> Command:
    if verb == GO:
        return _go(rest, playbook)
    if verb == PLAYS:
        return _play(rest, playbook)
    if verb == TARGET and question is not None:
        return _target(rest, playbook, question)
    if verb == CONFIDENT and rest:
        return _confidence(rest)
    if verb == RUBRIC and rest and question is not None and found_level(rest, question.levels) is None:
        return no(
            f"'{shorten(rest, 40)}' is no level. Type {word} and a level {typed(question.levels)}, or {word} alone."
        )
    if verb == REVIEW and rest:
        return _one_play(rest, playbook)
    if verb == HELP and rest.lower() in ("commands", "guide", "play"):
        return Command(HELP, rest.lower())
    if rest and verb not in (NOTE, NOT_APPLICABLE, EVIDENCE, RUBRIC):
        return no(f"'{shorten(word)}' stands alone. Type {word}, or ? for help.")
    return Command(verb, rest)


def _go(rest: str, playbook: Playbook) -> Command:
    if id := _id(rest, playbook):
        return Command(GO, id)
    if play := _named_play(rest, playbook):
        return Command(PLAY, play)
    first = next(iter(playbook.by_id))
    if not rest:
        return no(f"Type the id of a question behind it, such as g {first}.")
    near = nearest(rest, playbook.by_id)
    hint = f"Did you mean {near}?" if near else f"Type an id such as g {first}; r lists them."
    return no(f"There is no question '{shorten(rest, 40)}'. {hint}")


def _id(text: str, playbook: Playbook) -> str:
    return next((id for id in playbook.by_id if id.casefold() == text.casefold()), "")


def _one_play(rest: str, playbook: Playbook) -> Command:
    found = _play(rest, playbook)
    return no(found.text.replace("Type p and", "Type r and")) if found.verb == REFUSED else Command(REVIEW, found.text)


def _named_play(text: str, playbook: Playbook) -> str:
    return next((play.id for play in playbook.plays if play.id.casefold() == text.casefold()), "")


def _play(rest: str, playbook: Playbook) -> Command:
    if not rest:
        return Command(PLAYS)
    places = {str(place): play.id for place, play in enumerate(playbook.plays, 1)}
    found = places.get(rest) or _named_play(rest, playbook)
    if found:
        return Command(PLAY, found)
    return no(f"There is no play '{shorten(rest, 40)}'. Type p and a number from 1 to {len(places)}.")


def _target(rest: str, playbook: Playbook, question: Question) -> Command:
    """`t 4` for the question, `t play 4` for its play, `t overall 3.5` for the whole; `t -` takes the target out."""
    first, _, behind = rest.partition(" ")
    wide = {"play": PLAY_TARGET, "overall": OVERALL_TARGET}.get(first.lower())
    if wide is None:
        return _aim(TARGET, rest, question.levels, "t")
    levels = () if playbook.scoring.method == "sum" else playbook.scale
    text = behind.strip()
    if text not in numbered(levels) and is_score(text, playbook):
        return Command(wide, f"={text}")
    return _aim(wide, text, levels, f"t {first.lower()}")


def _aim(verb: str, text: str, levels: Sequence[Level], start: str) -> Command:
    if text and (found := found_level(text, levels)):
        return Command(verb, found.key)
    if text.lower() in NOTHING:
        return Command(verb, "")
    if not levels:
        return no(f"Type a score behind it, such as {start} 3.5; {start} - removes it.")
    last = next(reversed(numbered(levels)))
    score = "" if verb == TARGET else ", or a score such as 3.5,"
    return no(f"Type a level {typed(levels)}{score} behind it, such as {start} {last}; {start} - removes it.")


def _confidence(rest: str) -> Command:
    for word in CONFIDENCE:
        if rest.lower() in (word, word[0]):
            return Command(CONFIDENT, word)
    return Command(CONFIDENT, "-") if rest.lower() in NOTHING else no(confidence_refused(rest))


def confidence_refused(text: str) -> str:
    """What to say to a confidence that is none."""
    return f"'{shorten(text, 40)}' is no confidence. Type {join_words(CONFIDENCE, 'or')}; - removes it."


def asked_confidence(line: str) -> Command:
    """A confidence typed at its own prompt; empty keeps things as they are."""
    return _confidence(one_line(line)) if line.strip() else Command(SKIP)


def help_lines(question: Question | None, first: Sequence[str] = ()) -> list[str]:
    """What may be typed, one line each; `first` stands for how a level is typed where that is another way."""
    if question is None:
        return MOVING
    name = next((word for word, level in worded(question.levels).items() if level is question.levels[-1]), "")
    by_name = f", or its name, such as {name}" if name else ""
    level = [f"{typed(question.levels)}: answer with this level{by_name}"]
    if is_yes_no(question):
        level = ["yes or no, 1 or 2: answer so"]
    aside = "na" if "no" in worded(question.levels) else "n"
    return [*(first or level), f"{aside}: not applicable; the reason is asked", *ANSWERING, *MOVING]
