"""What the last word of a command line can become, for a shell that completes it."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxassess.playbook import Playbook

Candidate = tuple[str, str]  # the word, and what it means

# A shell may read a candidate as code, and ids and keys come from others: no other word is offered.
_SAFE = re.compile(r"[A-Za-z0-9._:=,/+-]+")
_UNSAFE_IN_HELP = re.compile(r"[\\`$]")
_DETAILS = ("note", "evidence", "confidence", "target", "vote", "agreed")
_METADATA = (
    *(f"subject.{name}=" for name in ("agency", "component", "service", "scope")),
    *("respondent.name=", "respondent.role=", "date=", "review.by=", "review.date="),
)


def candidate_lines(line: str, commands: Mapping[str, str], program: Callable[[str], Any]) -> Iterator[str]:
    """A line for each word that the last word of `line` can become: the word, a tab, what it means.

    `commands` says what each command does, `program` gives the program with one of them.

    None where only the names of files can follow, or what is typed cannot be understood; nothing is raised.
    """
    words, last = _split(line)
    candidates: list[Candidate] = []
    with contextlib.suppress(Exception, SystemExit), contextlib.redirect_stderr(io.StringIO()):
        candidates = list(_candidates(words[1:], last, commands, program))
    for word, help in dict(candidates).items():
        if word.startswith(last) and _SAFE.fullmatch(word):
            from cxassess.text import shorten

            yield f"{word}\t{_UNSAFE_IN_HELP.sub(' ', shorten(help))}"


def _split(line: str) -> tuple[list[str], str]:
    """The words of a line as a shell reads them, and the last one, which may be empty or have an open quote."""
    reader = shlex.shlex(line, posix=True)
    reader.whitespace_split, reader.commenters = True, ""
    words: list[str] = []
    try:
        words.extend(reader)
    except ValueError:
        return words, reader.token
    return (words, "") if not words or line[-1:].isspace() else (words[:-1], words[-1])


class _Typed:
    """The words of a command before the last one: its positional words, and what each option was given."""

    def __init__(self, words: list[str], parameters: Iterable[Any]) -> None:
        self.options = {name: one for one in parameters for name in (*one.opts, *one.secondary_opts) if name[:1] == "-"}
        self.positional: list[str] = []
        self.values: dict[str, list[str]] = {}
        self.waiting: Any = None  # the option whose value comes next
        self.ended = False  # by `--`, after which no option follows
        for word in words:
            self._take(word)

    def _take(self, word: str) -> None:
        name, equals, value = word.partition("=")
        if self.waiting is not None:
            self.values.setdefault(self.waiting.name, []).append(word)
            self.waiting = None
        elif self.ended or not word.startswith("-") or word == "-":
            self.positional.append(word)
        elif word == "--":
            self.ended = True
        elif (option := self.options.get(name)) is not None and not option.is_flag:
            if equals:
                self.values.setdefault(option.name, []).append(value)
            else:
                self.waiting = option

    def playbook(self) -> Playbook:
        """The playbook of the answer file that is typed, or of the first in a folder, or of the options. Raises CommandError, Invalid or OSError."""
        from cxassess.answers.library import find_named_playbook
        from cxassess.cli.answer_files import DEFAULT_PLAYBOOK, playbook_for_new_file
        from cxassess.cli.exit_codes import BAD_INPUT, CommandError
        from cxassess.cli.named_playbooks import catalog, find_playbook, playbook_library, read_playbook
        from cxassess.portfolio.paths import answer_paths

        name, overlays = (self.values.get("playbook") or [""])[-1], self.values.get("overlay", [])
        path = os.path.expandvars(os.path.expanduser(self.positional[0])) if self.positional else ""  # noqa: PTH111
        if path and not name and (catalog().find_playbook(path) or Path(path, "playbook.yaml").is_file()):
            name, path = path, ""  # `export` takes either
        elif path and Path(path).is_dir():
            path = next(iter(answer_paths([path]).paths), "")
        if path and Path(path).is_file():
            named = find_named_playbook(path, playbook_library(name, overlays))
            if named is None:
                raise CommandError(BAD_INPUT)
            return named
        folder = playbook_for_new_file(name, overlays) or find_playbook(DEFAULT_PLAYBOOK)
        return read_playbook(folder, overlays)


def _candidates(
    words: list[str], last: str, commands: Mapping[str, str], program: Callable[[str], Any]
) -> Iterator[Candidate]:
    import typer

    name = next((word for word in words if not word.startswith("-")), "")
    group: Any = typer.main.get_command(program(name if name in commands else ""))
    if not name or name == "help":
        yield from _option_names(group.params) if last.startswith("-") else commands.items()
        return
    command = group.commands[name]
    typed = _Typed(words[words.index(name) + 1 :], command.params)
    option_name, equals, _ = last.partition("=")
    if typed.waiting is not None:
        yield from _values(typed.waiting, typed, name, last)
    elif typed.ended or not last.startswith("-"):
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        count = len(typed.positional)
        if count < len(arguments) or (arguments and arguments[-1].nargs == -1):
            yield from _values(arguments[min(count, len(arguments) - 1)], typed, name, last)
    elif equals and option_name in typed.options:
        for word, help in _values(typed.options[option_name], typed, name, last[len(option_name) + 1 :]):
            yield f"{option_name}={word}", help
    else:
        yield from _option_names(command.params)


def _option_names(parameters: Iterable[Any]) -> Iterator[Candidate]:
    for parameter in parameters:
        if parameter.param_type_name == "option":
            for name in (*parameter.opts, *parameter.secondary_opts):
                if name.startswith("--"):
                    yield name, parameter.help or ""
    yield "--help", "Show this message and exit."


def _values(parameter: Any, typed: _Typed, command: str, last: str) -> Iterable[Candidate]:
    """What an option or an argument can be given; nothing where it is a file or a text."""
    words = (parameter.metavar or "").strip("[]").split("|")
    if len(words) > 1 and all(word.islower() for word in words):
        return ((word, "") for word in words)
    find = _VALUES.get(f"{command} {parameter.name}") or _VALUES.get(parameter.name)
    return find(typed, last) if find is not None else ()


def _playbooks(typed: _Typed, last: str) -> Iterator[Candidate]:
    from cxassess.cli.named_playbooks import catalog

    return ((id, "") for id in catalog().ids())


def _overlays(typed: _Typed, last: str) -> Iterator[Candidate]:
    """The overlays of the playbook of --playbook; without it, all of them."""
    return _overlays_of((typed.values.get("playbook") or [""])[-1])


def _overlays_of_shown(typed: _Typed, last: str) -> Iterator[Candidate]:
    """The overlays of the playbook that `show` reads."""
    return _overlays_of((typed.positional or [""])[0])


def _overlays_of(playbook: str) -> Iterator[Candidate]:
    from cxassess.cli.named_playbooks import catalog, find_playbook
    from cxassess.playbook.overlay import read_overlay
    from cxassess.problems import Invalid, Problems

    id = find_playbook(playbook).resolve().name if playbook else ""
    for path in catalog().overlay_files():
        with contextlib.suppress(Invalid, OSError):  # `check` says what is wrong with one
            overlay = read_overlay(path, Problems())
            if id in ("", overlay.extends):
                yield path.stem, overlay.title


def _plays(typed: _Typed, last: str) -> Iterator[Candidate]:
    return ((play.id, play.title) for play in typed.playbook().plays)


def _questions(typed: _Typed, last: str) -> Iterator[Candidate]:
    return ((question.id, question.name or question.text) for question in typed.playbook().questions())


def _views(typed: _Typed, last: str) -> Iterator[Candidate]:
    return ((view.id, view.title) for view in typed.playbook().views)


def _parts(typed: _Typed, last: str) -> Iterator[Candidate]:
    """What `explain` explains: the overall score, plays or the groups of --view, and questions; after a path."""
    if not typed.positional:
        return
    yield "overall", "the overall score"
    for view in typed.playbook().views:
        if view.id in typed.values.get("view", []):
            yield from ((group.id, group.title) for group in view.groups)
    yield from _plays(typed, last)
    yield from _questions(typed, last)


def _answers(typed: _Typed, last: str) -> Iterator[Candidate]:
    """The forms of `answer`: questions, then what can be said of each, then levels."""
    from cxassess.answers.header_arguments import ASK_FIELDS

    playbook = typed.playbook()
    name, equals, _ = last.partition("=")
    id, colon, detail = name.partition(":")
    question = playbook.by_id.get(id)
    if not equals and not colon:
        yield from ((f"{one.id}=", one.name or one.text) for one in playbook.questions())
        yield from ((field, "") for field in _METADATA)
        yield from ((f"owners.{play.id}=", play.title) for play in playbook.plays)
        yield "ask+=", "one more thing that is asked of those who decide, at most three"
    elif not equals and id.startswith("ask.") and question is None:
        yield from ((f"{id}:{field}=", "") for field in ASK_FIELDS)
    elif not equals:
        yield from ((f"{id}:{word}=", "") for word in (_DETAILS if question else ("target",)))
    elif detail == "target" and question is None:  # of a play or of the whole
        scale = playbook.scale if playbook.scoring.method != "sum" else ()
        yield from ((f"{name}={level.key}", level.name or level.text) for level in scale)
    elif detail == "confidence":
        yield from ((f"{name}={word}", "") for word in ("high", "medium", "low"))
    elif name == "subject.scope":
        yield from ((f"{name}={word}", "") for word in ("public", "internal", "both"))
    elif question is not None and detail in ("", "target"):
        yield from ((f"{name}={level.key}", level.name or level.text) for level in question.levels)
        if not detail:
            yield f"{name}=na:", "not applicable, and why"
            yield f"{name}=unknown", "no one knows"


def _topics(typed: _Typed, last: str) -> Iterator[Candidate]:
    from cxassess.cli.named_playbooks import catalog
    from cxassess.playbook.shared_content import load_examples

    examples, _ = load_examples(catalog())
    return ((topic, "") for topic in sorted({topic for example in examples.values() for topic in example.topics}))


def _tools(typed: _Typed, last: str) -> Iterator[Candidate]:
    from cxassess.cli.named_playbooks import catalog
    from cxassess.playbook.tools import load_tools

    return ((tool.id, tool.title) for tool in load_tools(catalog()))


def _words(module: str, name: str, *more: str, listed: bool = False) -> Callable[[_Typed, str], Iterator[Candidate]]:
    """The words that a module holds or gives under a name; `listed` ones go after others and a comma."""

    def find(typed: _Typed, last: str) -> Iterator[Candidate]:
        held = getattr(importlib.import_module(f"cxassess.{module}"), name)
        before = last[: last.rfind(",") + 1] if listed else ""
        return ((before + word, "") for word in (*(held() if callable(held) else held), *more))

    return find


def _levels(typed: _Typed, last: str) -> Iterator[Candidate]:
    return ((level.key, level.name or level.text) for level in typed.playbook().scale)


# By the name of an option or argument, or by command and name where it means something else there.
_VALUES: dict[str, Callable[[_Typed, str], Iterable[Candidate]]] = {
    "playbook": _playbooks,
    "extends": _playbooks,
    "copy": _playbooks,
    "show name": _playbooks,
    "export what": _playbooks,
    "overlay": _overlays,
    "show overlay": _overlays_of_shown,
    "play": _plays,
    "question": _questions,
    "after": _questions,
    "view": _views,
    "explain answers": _parts,
    "answer arguments": _answers,
    "examples word": _topics,
    "tools word": _tools,
    "redact": _words("answers.redact", "REDACTABLE", listed=True),
    "by": _words("portfolio.group_keys", "KEYS", "tags.", listed=True),
    "at": _levels,
    "size": _words("template", "SIZES"),
    "report figure": _words("output.figure", "FIGURES"),
    "template": _words("template", "shipped_templates"),
}
