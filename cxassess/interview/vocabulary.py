"""The words that may be typed in the interview, for each command and for each level, and how a level is shown."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.playbook import Level, Question
from cxassess.text import join_words

LEVEL, NOT_APPLICABLE, UNKNOWN, SKIP, BACK, GO = "level", "not applicable", "unknown", "skip", "back", "go"
PLAYS, PLAY, REVIEW, UNDO, NOTE, EDIT, EVIDENCE = "plays", "play", "review", "undo", "note", "edit", "evidence"
CONFIDENCE, TARGET, PLAY_TARGET, OVERALL_TARGET = "confidence", "target", "play target", "overall target"
CLEAR, HELP, QUIT, REFUSED, WHERE, RUBRIC = "clear", "help", "quit", "refused", "where", "rubric"
# In a facilitated interview only:
VOTES, PEOPLE, CHANGE_PEOPLE, AGREED, NO_LEVEL = "votes", "people", "change people", "agreed", "no level"

QUIT_WORDS, HELP_WORDS = ("q", "quit", "exit"), ("?", "help")
REMOVE = ("-", "none")  # a screen reader may not read the first aloud

VERBS = {
    **dict.fromkeys(("n", "na", "n/a"), NOT_APPLICABLE),
    **dict.fromkeys(("d", "dk", "unknown"), UNKNOWN),
    **dict.fromkeys(("s", "skip"), SKIP),
    **dict.fromkeys(("b", "back"), BACK),
    **dict.fromkeys(("g", "go"), GO),
    **dict.fromkeys(("p", "plays"), PLAYS),
    **dict.fromkeys(("r", "review"), REVIEW),
    **dict.fromkeys(("u", "undo"), UNDO),
    **dict.fromkeys(("t", "target"), TARGET),
    **dict.fromkeys(("e", "edit", "note"), NOTE),
    **dict.fromkeys(("w", "evidence"), EVIDENCE),
    **dict.fromkeys(("c", "confidence"), CONFIDENCE),
    **dict.fromkeys(("x", "clear"), CLEAR),
    **dict.fromkeys(("i", "where"), WHERE),
    **dict.fromkeys(("l", "levels"), RUBRIC),
    **dict.fromkeys(HELP_WORDS, HELP),
    **dict.fromkeys(QUIT_WORDS, QUIT),
}
"""The verb of each word that may be typed, in lower case; `E` or `edit` alone opens the editor."""

WITHOUT_QUESTION = (SKIP, BACK, GO, PLAYS, REVIEW, UNDO, HELP, WHERE, QUIT)
"""The verbs that need no question: all that may be typed after the last one."""

ANSWER_HELP = [
    "d: don't know",
    "s or Enter: skip; the answer does not change",
    "e: write a note, or e and the note on one line; E or edit opens your editor",
    "l or Ctrl-L: show this question again; l 3 for one level",
    "w: add evidence, a title and a link or file name; w TITLE | LINK on one line",
    "c: how sure you are: low, medium or high",
    "t and a level: set a target, the level to reach; t play and a level for the whole play; t overall 3.5 for the overall score",
    "x: clear this answer",
]
MOVE_HELP = [
    "b: go back to the previous question",
    "g and an id, or the id alone: go to a question",
    "i: show where you are",
    "p: list the plays and what is left in each; p 3 goes to the third",
    "r: review all answers; r 3 for those of the third play",
    "u: undo the last change",
    "?: this help; ? commands for only this list, ? guide for how to choose a level, ? play for what the play is about",
    "q: quit; everything is already saved",
]


_OTHER_COMMANDS = ("-", "y", "v", "=")  # which are no verbs


def is_command(text: str) -> bool:
    """Whether text, typed where free text is asked for, looks like a command for the question instead."""
    word, _, rest = text.lower().partition(" ")
    return text.lower() in _OTHER_COMMANDS or (word in VERBS and (not rest or (len(word) == 1 and rest.isdecimal())))


def levels_by_number(levels: Sequence[Level]) -> dict[str, Level]:
    """The levels by the number that is typed: the key where all keys are whole numbers, else the position from 1."""
    if all(level.key.isascii() and level.key.isdecimal() for level in levels):
        return {level.key: level for level in levels}
    return {str(position): level for position, level in enumerate(levels, 1)}


def levels_by_name(levels: Sequence[Level]) -> dict[str, Level]:
    """The levels by name and by key in lower case, without words that mean two levels, a number or a command."""
    by_name: dict[str, Level] = {}
    ambiguous = set[str]()
    for level in levels:
        for word in {" ".join(part.casefold().split()) for part in (level.name, level.key)}:
            if word in by_name:
                ambiguous.add(word)
            by_name[word] = level
    taken = ambiguous | VERBS.keys() | levels_by_number(levels).keys()
    return {word: level for word, level in by_name.items() if len(word) > 1 and word not in taken}


def match_level(text: str, levels: Sequence[Level]) -> Level | None:
    """The level that a number or a word means; None where it means none."""
    by_name = levels_by_name(levels)
    if text.casefold() == "y" and "yes" in by_name:
        return by_name["yes"]
    return levels_by_number(levels).get(text) or by_name.get(" ".join(text.casefold().split()))


def number_range(levels: Sequence[Level]) -> str:
    """The numbers that may be typed: `1 to 5`, or `0, 5 or 10` where they are not consecutive."""
    numbers = sorted(map(int, levels_by_number(levels)))
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]} to {numbers[-1]}"
    return join_words(map(str, numbers), "or")


def level_choices(levels: Sequence[Level]) -> str:
    """The levels that may be typed: `a level from 1 to 5`, or `level 0, 5 or 10`."""
    numbers = number_range(levels)
    return f"a level from {numbers}" if " to " in numbers else f"level {numbers}"


def short_range(levels: Sequence[Level]) -> str:
    """The numbers that may be typed, short enough for a prompt: `1-5`."""
    return number_range(levels).replace(" to ", "-")


def is_yes_no(question: Question) -> bool:
    """Whether the levels of a question are yes and no."""
    return {level.key.lower() for level in question.levels} == {"yes", "no"}


def level_prompt(question: Question) -> str:
    """The prompt at a question: `Level 1-5, or ? for help: `."""
    words = ", yes or no" if is_yes_no(question) else ""
    return f"Level {short_range(question.levels)}{words}, or ? for help: "


def answer_choices(question: Question) -> str:
    """What answers a question, to follow `type`: `a level from 1 to 5`."""
    return f"{'yes or no, or ' if is_yes_no(question) else ''}{level_choices(question.levels)}"


def level_title(number: str, level: Level) -> str:
    """The name of a level, after its key where that is not the number typed for it."""
    return " ".join(filter(None, ["" if level.key == number else level.key, level.name]))


def level_label(question: Question, key: str) -> str:
    """A level by number and name: `3 In part`, or `2 yes`; the key alone where the question has no such level."""
    for number, level in levels_by_number(question.levels).items():
        if level.key == key:
            return f"{number} {level_title(number, level)}".rstrip()
    return key
