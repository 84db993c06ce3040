"""What one typed line asks for at a question: a command, or a sentence that says what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxassess.answers import NOT_APPLICABLE, UNKNOWN, Vote
from cxassess.answers.edit import is_score, text_problem
from cxassess.answers.model import CONFIDENCE, match_state
from cxassess.interview import vocabulary
from cxassess.interview.vocabulary import level_choices, levels_by_name, levels_by_number, match_level, number_range
from cxassess.playbook import Level, Playbook, Question
from cxassess.text import join_words, nearest, non_ascii, one_line, shorten

MAX_LINE = 20_000  # characters of a typed line; more is a paste gone wrong
_BEFORE_TEXT = "|".join(
    re.escape(word)
    for word, verb in vocabulary.VERBS.items()
    if verb in (vocabulary.NOTE, vocabulary.EVIDENCE, vocabulary.NOT_APPLICABLE)
)
_TEXT = re.compile(  # a note, a reason or evidence on one line with its command, or its first line
    rf"\s*(?:(?:{_BEFORE_TEXT})[^\S\n]+|not[^\S\n]+applicable(?:[^\S\n]*[:,;]|[^\S\n])[^\S\n]*|n/?a[^\S\n]*[:,;][^\S\n]*)\S",
    re.IGNORECASE,
)
_NOT_APPLICABLE = re.compile(r"(?:na|n/a|not applicable)(?:\s*[:,;]\s*|\s+)(\S.*)", re.IGNORECASE | re.DOTALL)
SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Command:
    """What a line asks for.

    `text` is a level's key, an id, typed text, or for REFUSED what to say. For the targets of a play and of the
    whole it is a level's key of the shared scale, or `=` and a score. For VOTES there are the `votes`, and whether
    they were typed `by_name`, so that everybody else's vote stays.
    """

    verb: str
    text: str = ""
    votes: tuple[Vote, ...] = ()
    by_name: bool = False


def refuse(sentence: str) -> Command:
    """A command that does nothing but say what to type instead."""
    return Command(vocabulary.REFUSED, sentence)


def line_problem(line: str) -> str:
    """Why a line is refused whatever it says: too long, several lines, control characters; '' when it is fine.

    A note, a reason or evidence may be pasted after its command: nothing of it is lost, however long it is.
    """
    if _TEXT.match(line):
        return ""
    if len(line) > MAX_LINE:
        return "That line is too long, so nothing was done. Type one answer at a time."
    if "\n" in line.strip() or "\r" in line.strip():
        return "Several lines were entered at once, so no answer was saved. Type one answer at a time; to write a longer note, type e alone."
    return f"That line cannot be used: {text_problem(line)}." if text_problem(line) else ""


def parse_command(line: str, playbook: Playbook, question: Question | None, expected: str = "") -> Command:
    """What a line asks for at a question; None is after the last one, where no level can be typed.

    `expected` says how levels are typed where several people answer.
    """
    if problem := line_problem(line):
        return refuse(problem)
    word, rest = [*line.split(maxsplit=1), "", ""][:2]
    if not word:
        return Command(vocabulary.SKIP)
    if question is not None and (command := _parse_level(line.strip(), question) or _parse_state(line)):
        return command
    if word[0] == "?" and word[1:].isalpha():
        return parse_command(f"? {line.strip()[1:]}", playbook, question, expected)
    verb = vocabulary.VERBS.get(word.lower())
    if verb is None and not rest and (id := _match_id(word, playbook.by_id)):
        return Command(vocabulary.GO, id)
    if verb is None or (question is None and verb not in vocabulary.WITHOUT_QUESTION):
        return refuse(_not_an_answer(line, question, expected))
    if (word == "E" or word.lower() == "edit") and not rest:
        return Command(vocabulary.EDIT)
    return _parse_argument(verb, word, rest.strip(), playbook, question)


def _parse_level(line: str, question: Question) -> Command | None:
    """A level, or a refusal of a line that begins with one; None for anything else."""
    if level := match_level(line, question.levels):
        return Command(vocabulary.LEVEL, level.key)
    by_name = levels_by_name(question.levels)
    first = next(filter(None, SEPARATORS.split(line)), "").casefold()
    if first == "n" and "no" in by_name:
        return refuse("Type no, or na for not applicable; a reason may follow na.")
    if first in levels_by_number(question.levels) or (first in by_name and first not in vocabulary.VERBS):
        return refuse(f"'{shorten(line)}' is more than one answer. Type only {vocabulary.answer_choices(question)}.")
    return None


def _parse_state(line: str) -> Command | None:
    """`N/A`, `not applicable: reason` or `don't know`, as people write them; None for anything else."""
    if (match := _NOT_APPLICABLE.fullmatch(line.strip())) or match_state(line) == NOT_APPLICABLE:
        return Command(vocabulary.NOT_APPLICABLE, match[1] if match else "")
    return Command(vocabulary.UNKNOWN) if match_state(line) == UNKNOWN else None


def _not_an_answer(line: str, question: Question | None, expected: str) -> str:
    odd = f" It contains {non_ascii(line)}." if non_ascii(line) else ""
    if question is None and line.strip().isdecimal():
        return "You are not at a question. Type g and an id to go to one, or q to finish."
    what = "Type a command" if question is None else f"Type {expected or vocabulary.answer_choices(question)}"
    return f"'{shorten(line.strip(), 40)}' is not an answer.{odd} {what}, or ? for help."


def _parse_argument(verb: str, word: str, rest: str, playbook: Playbook, question: Question | None) -> Command:
    """A command with what was typed after its word."""
    if verb == vocabulary.GO:
        return _parse_go(rest, playbook)
    if verb == vocabulary.PLAYS and rest:
        return _parse_play(vocabulary.PLAY, "p", rest, playbook)
    if verb == vocabulary.REVIEW and rest:
        return _parse_play(vocabulary.REVIEW, "r", rest, playbook)
    if verb == vocabulary.TARGET and question is not None:
        return _parse_target(rest, playbook, question)
    if verb == vocabulary.CONFIDENCE and rest:
        return parse_confidence(rest)
    if verb == vocabulary.RUBRIC and rest and question is not None and match_level(rest, question.levels) is None:
        choices = level_choices(question.levels)
        return refuse(f"'{shorten(rest, 40)}' is not a level. Type {word} and {choices}, or only {word}.")
    if verb == vocabulary.HELP and rest.lower() in ("commands", "guide", "play"):
        return Command(vocabulary.HELP, rest.lower())
    if rest and verb not in (vocabulary.NOTE, vocabulary.NOT_APPLICABLE, vocabulary.EVIDENCE, vocabulary.RUBRIC):
        return refuse(f"'{shorten(word)}' must be typed alone. Type only {word}, or ? for help.")
    return Command(verb, rest)


def _parse_go(rest: str, playbook: Playbook) -> Command:
    """`g P2.3` for a question, `g P2` for a play."""
    if id := _match_id(rest, playbook.by_id):
        return Command(vocabulary.GO, id)
    if play := _match_id(rest, playbook.play_by_id):
        return Command(vocabulary.PLAY, play)
    first = next(iter(playbook.by_id))
    if not rest:
        return refuse(f"Add the id of a question, such as g {first}.")
    near = nearest(rest, playbook.by_id)
    hint = f"Did you mean {near}?" if near else f"Type an id such as g {first}; r lists them."
    return refuse(f"There is no question '{shorten(rest, 40)}'. {hint}")


def _match_id(text: str, ids: Iterable[str]) -> str:
    """The id that a text means, in whatever case; '' where it means none."""
    return next((id for id in ids if id.casefold() == text.casefold()), "")


def _parse_play(verb: str, word: str, rest: str, playbook: Playbook) -> Command:
    """A play by its number or id."""
    by_number = {str(number): play.id for number, play in enumerate(playbook.plays, 1)}
    if id := by_number.get(rest) or _match_id(rest, playbook.play_by_id):
        return Command(verb, id)
    return refuse(f"There is no play '{shorten(rest, 40)}'. Type {word} and a number from 1 to {len(by_number)}.")


def _parse_target(rest: str, playbook: Playbook, question: Question) -> Command:
    """`t 4` for the question, `t play 4` for its play, `t overall 3.5` for the whole; `t -` removes the target."""
    first, _, text = rest.partition(" ")
    text = text.strip()
    verb = {"play": vocabulary.PLAY_TARGET, "overall": vocabulary.OVERALL_TARGET}.get(first.lower())
    if verb is None:
        return _parse_target_level(vocabulary.TARGET, rest, question.levels, "t")
    levels = () if playbook.scoring.method == "sum" else playbook.scale
    if text not in levels_by_number(levels) and is_score(text, playbook):
        return Command(verb, f"={text}")
    return _parse_target_level(verb, text, levels, f"t {first.lower()}")


def _parse_target_level(verb: str, text: str, levels: Sequence[Level], start: str) -> Command:
    if text and (level := match_level(text, levels)):
        return Command(verb, level.key)
    if text.lower() in vocabulary.REMOVE:
        return Command(verb, "")
    if not levels:
        return refuse(f"Add a score, such as {start} 3.5; {start} - removes the target.")
    last = next(reversed(levels_by_number(levels)))
    score = "" if verb == vocabulary.TARGET else " or a score"
    return refuse(f"Add {level_choices(levels)}{score}, such as {start} {last}; {start} - removes the target.")


def parse_confidence(text: str) -> Command:
    """A confidence in words or by first letter, - to remove it; empty text keeps things as they are."""
    word = one_line(text).lower()
    if not word:
        return Command(vocabulary.SKIP)
    if word in vocabulary.REMOVE:
        return Command(vocabulary.CONFIDENCE, "-")
    for name in CONFIDENCE:
        if word in (name, name[0]):
            return Command(vocabulary.CONFIDENCE, name)
    choices = join_words(CONFIDENCE, "or")
    return refuse(f"'{shorten(one_line(text), 40)}' is not a confidence level. Type {choices}; - removes it.")


def command_help(question: Question | None, vote_help: Sequence[str] = ()) -> list[str]:
    """What may be typed, one line each; `vote_help` replaces how one level is typed where several people answer."""
    if question is None:
        return vocabulary.MOVE_HELP
    by_name = levels_by_name(question.levels)
    name = next((word for word, level in by_name.items() if level is question.levels[-1]), "")
    or_name = f", or its name, such as {name}" if name else ""
    level_help = [f"{number_range(question.levels)}: answer with this level{or_name}"]
    if vocabulary.is_yes_no(question):
        level_help = ["yes or no, or 1 or 2: answer the question"]
    not_applicable = f"{'na' if 'no' in by_name else 'n'}: not applicable; you will be asked for the reason"
    rest = [*vocabulary.ANSWER_HELP, *vocabulary.MOVE_HELP]
    if vote_help:  # where Enter out of habit must not pass over a question
        rest = [line.replace("s or Enter:", "s, or Enter twice:") for line in rest]
    return [*(vote_help or level_help), not_applicable, *rest]
