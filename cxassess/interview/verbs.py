"""What may be typed at a question: the words of every command, and a line of help for each."""

from __future__ import annotations

LEVEL, NOT_APPLICABLE, UNKNOWN, SKIP, BACK, GO = "level", "not applicable", "unknown", "skip", "back", "go"
PLAYS, PLAY, REVIEW, UNDO, NOTE, EDIT, EVIDENCE = "plays", "play", "review", "undo", "note", "edit", "evidence"
CONFIDENT, TARGET, PLAY_TARGET, OVERALL_TARGET = "confidence", "target", "play target", "overall target"
CLEAR, HELP, QUIT, REFUSED, WHERE, RUBRIC = "clear", "help", "quit", "refused", "where", "rubric"

NOTHING = ("-", "none")  # takes out what there is; a screen reader may not say the first

VERBS = {
    **dict.fromkeys(("n", "na"), NOT_APPLICABLE),
    **dict.fromkeys(("d", "unknown"), UNKNOWN),
    **dict.fromkeys(("s", "skip"), SKIP),
    **dict.fromkeys(("b", "back"), BACK),
    **dict.fromkeys(("g", "go"), GO),
    **dict.fromkeys(("p", "plays"), PLAYS),
    **dict.fromkeys(("r", "review"), REVIEW),
    **dict.fromkeys(("u", "undo"), UNDO),
    **dict.fromkeys(("t", "target"), TARGET),
    **dict.fromkeys(("e", "edit", "note"), NOTE),
    **dict.fromkeys(("w", "evidence"), EVIDENCE),
    **dict.fromkeys(("c", "confidence"), CONFIDENT),
    **dict.fromkeys(("x", "clear"), CLEAR),
    **dict.fromkeys(("i", "where"), WHERE),
    **dict.fromkeys(("l", "levels"), RUBRIC),
    **dict.fromkeys(("?", "help"), HELP),
    **dict.fromkeys(("q", "quit", "exit"), QUIT),
}
"""What is typed for each command, in small letters; `E` or `edit` alone opens the editor."""


def is_alone(text: str) -> bool:
    """Whether text that is all of a line was meant as a command, where text is asked for."""
    word, _, rest = text.lower().partition(" ")
    return text == "-" or (word in VERBS and (not rest or (len(word) == 1 and rest.isdecimal())))


ANYWHERE = (SKIP, BACK, GO, PLAYS, REVIEW, UNDO, HELP, WHERE, QUIT)
ANSWERING = [
    "d: don't know",
    "s or Enter: skip; the answer stays as it is",
    "e: write a note, or e and the note on one line; E or edit opens your editor",
    "l: this question again; l 3 for one level",
    "w: add evidence, a title and a link or file name; w TITLE | LINK on one line",
    "c: how sure you are: low, medium or high",
    "t and a level: the level to reach; t play and a level for the whole play; t overall 3.5 for the whole",
    "x: clear this answer",
]
MOVING = [
    "b: back to the question shown before",
    "g and an id, or the id alone: go to a question",
    "i: where you are",
    "p: the plays and what is left in each; p 3 goes to the third",
    "r: review all answers; r 3 those of the third play",
    "u: undo the last change",
    "?: this help; ? commands for this list alone, ? guide for how to choose a level, ? play for what the play is for",
    "q: quit; everything is saved already",
]
