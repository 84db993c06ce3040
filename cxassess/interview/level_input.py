"""How a level is chosen: what is typed for it, in figures and in words, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence

from cxassess.interview.verbs import VERBS
from cxassess.playbook import Level, Question
from cxassess.text import join_words


def numbered(levels: Sequence[Level]) -> dict[str, Level]:
    """The levels by what is typed for them: the key where all keys are whole numbers, else the place."""
    if all(level.key.isascii() and level.key.isdecimal() for level in levels):
        return {level.key: level for level in levels}
    return {str(place): level for place, level in enumerate(levels, 1)}


def worded(levels: Sequence[Level]) -> dict[str, Level]:
    """The levels by their words in small letters: names, and keys that are words, where nothing else means the same."""
    numbers, found, twice = numbered(levels), {}, set()
    for level in levels:
        for word in {" ".join(part.casefold().split()) for part in (level.name, level.key)}:
            if word in found:
                twice.add(word)
            found[word] = level
    return {
        word: level
        for word, level in found.items()
        if len(word) > 1 and word not in twice and word not in VERBS and word not in numbers
    }


def typed(levels: Sequence[Level]) -> str:
    """The numbers that may be typed: `1 to 5`, or `0, 5 or 10` where some are left out."""
    numbers = sorted(map(int, numbered(levels)))
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]} to {numbers[-1]}"
    return join_words(map(str, numbers), "or")


def span(levels: Sequence[Level]) -> str:
    """The same in short, for a prompt: `1-5`."""
    return typed(levels).replace(" to ", "-")


def prompt(question: Question) -> str:
    """What stands before the cursor at a question."""
    words = ", yes or no" if is_yes_no(question) else ""
    return f"Level {span(question.levels)}{words}, or ? for help: "


def is_yes_no(question: Question) -> bool:
    """Whether the answers are the words yes and no."""
    return {level.key.lower() for level in question.levels} == {"yes", "no"}


def found_level(text: str, levels: Sequence[Level]) -> Level | None:
    """The level that a number or a word means, alone on its line; None where it means none."""
    words = worded(levels)
    if text.casefold() == "y" and "yes" in words:
        return words["yes"]
    return numbered(levels).get(text) or words.get(" ".join(text.casefold().split()))


def choices(question: Question) -> str:
    """What answers a question, to stand behind `type`."""
    words = "yes or no, or " if is_yes_no(question) else ""
    return f"{words}a level {typed(question.levels)}"


def level_name(question: Question, key: str) -> str:
    """A level as it is typed and told: `3 Defined`, or `2 yes` where its place is typed."""
    found = next(((number, level) for number, level in numbered(question.levels).items() if level.key == key), None)
    return key if found is None else told(*found)


def told(number: str, level: Level) -> str:
    """What is typed, the key where that is something else, and the name."""
    parts = [number, "" if level.key == number else level.key, level.name]
    return " ".join(part for part in parts if part)
