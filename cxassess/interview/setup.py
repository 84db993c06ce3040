"""Setting up: which playbook, how much of it, whom it is about; nothing is written before the last answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cxassess.answers.edit import refusal
from cxassess.answers.read import SCOPES
from cxassess.interview.frontends.frontend import HEADING, QUIET, WARNING, Frontend
from cxassess.playbook import Catalog, Playbook, load_playbook
from cxassess.playbook.overlay import read_overlay
from cxassess.problems import Invalid, Problems
from cxassess.text import join_words, one_line, shorten

ALOUD = 160  # words a minute, as docs/content-review.md measured
FIELDS = (
    ("subject", "agency", "Agency"),
    ("subject", "component", "Component, such as a bureau"),
    ("subject", "service", "Service that is assessed"),
    ("subject", "scope", "Scope: 1 public, 2 internal, 3 both"),
    ("respondent", "name", "Your name"),
    ("respondent", "role", "Your role"),
)
BOOKS = "A playbook is a set of questions. Type its number or name; 'cxassess show NAME' prints all that one asks."
TAILORED = "Type a number or a name, or several parted by blanks. What is left out now can be asked another time."
PLAYS = (
    "Type the numbers or ids of the plays that are asked now, parted by blanks. The others stay open in the same file."
)
HELP = {
    "agency": "The department or agency, as it is to stand on the report. 'cxassess answer FILE subject.agency=TEXT' changes it later.",
    "component": "The bureau, office or program within the agency, where one is meant.",
    "service": "The service whose experience is assessed, such as permit renewal.",
    "scope": "Whether those served are the public, people inside government, or both.",
    "name": "Who answers. It goes into the file and the report; 'report --redact names' leaves it out there.",
    "role": "The role of who answers, such as CX officer.",
}
ASKED, BACK, PASSED = "asked", "back", "passed"


@dataclass
class Choice:
    """What a new answer file rests on; what is given already is not asked for.

    `plays` are the ids that this session asks; empty for all. The file is about all of them in any case.
    """

    playbook: Playbook | None = None
    folder: Path | None = None
    overlays: list[str] = field(default_factory=list)
    plays: list[str] = field(default_factory=list)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)


def minutes(playbook: Playbook) -> int:
    """How long it takes to read every question with all its levels aloud, in steps of five minutes."""
    texts = [text for play in playbook.plays for text in (play.title, play.intent, *play.leader_questions)]
    for question in playbook.questions():
        texts += [question.text, *(text for level in question.levels for text in (level.name, level.text))]
    words = sum(len(text.split()) for text in texts)
    return max(5, 5 * round(words / ALOUD / 5))


def size(playbook: Playbook) -> str:
    """`56 questions, about 65 minutes`."""
    count = len(playbook.by_id)
    return f"{count} question{'s' * (count != 1)}, about {minutes(playbook)} minutes"


class _Book(NamedTuple):
    """A playbook or a tailored one that can be chosen."""

    name: str
    title: str
    playbook: Playbook
    folder: Path


class Setup:
    """Asks step by step; `b` goes back one. `choice` holds what was given on the command line, and then the rest.

    `usual` is the playbook that Enter takes. `unfit` says why a playbook does not fit what was given, '' where it does.
    """

    def __init__(
        self,
        frontend: Frontend,
        catalog: Catalog,
        choice: Choice,
        usual: str,
        unfit: Callable[[Playbook], str] = lambda one: "",
    ) -> None:
        self.unfit = unfit
        self.frontend = frontend
        self.catalog = catalog
        self.choice = choice
        self.usual = usual
        self.whole: Playbook | None = choice.playbook
        self.given = bool(choice.overlays or choice.plays), choice.playbook is not None
        self.wants_plays = False

    def run(self) -> Choice:
        """What was chosen. Raises EOFError or KeyboardInterrupt where the person leaves."""
        self.frontend.say("A new answer file.", HEADING)
        self.frontend.say("b goes back one, q leaves, ? says more. Nothing is written before the last one.", QUIET)
        steps: list[Callable[[], str]] = [self.book, self.tailoring, self.plays]
        steps += [partial(self.field, *at) for at in FIELDS]
        at = step = 0
        while at < len(steps):
            done = steps[at]()
            step = {ASKED: 1, BACK: -1}.get(done, step or 1)
            at += step
            if at < 0:
                self.frontend.say("This is the first question.")
                at, step = 0, 1
        return self.choice

    # -- the steps: each gives ASKED, BACK or PASSED

    def book(self) -> str:
        if self.given[1]:
            return PASSED
        found = list(self.books())
        self.frontend.say("")
        self.frontend.say("Which playbook? Minutes are for reading everything aloud; talk comes on top.")
        for number, one in enumerate(found, 1):
            self.frontend.say(f"{number}: {one.name}. {one_line(one.title)}. {size(one.playbook)}.")
        picked = self.picked(f"Playbook {_span(found)}, Enter takes 1: ", [one.name for one in found], 1, BOOKS)
        if picked is None:
            return BACK
        one = found[(picked or [1])[0] - 1]
        if self.unfit(one.playbook):
            self.frontend.say(f"{self.unfit(one.playbook)}. Choose another; q leaves.", WARNING)
            return self.book()
        self.whole, self.choice.folder, self.choice.playbook = one.playbook, one.folder, one.playbook
        return ASKED

    def books(self) -> Iterator[_Book]:
        """Every playbook that can be used, the usual one first; one with faults is named and left out."""
        for folder in sorted(self.catalog.playbook_folders(), key=lambda one: one.name != self.usual):
            try:
                playbook, _ = load_playbook(folder)
            except (Invalid, OSError):
                said = f"Left out: {folder.name} has faults. 'cxassess check {folder}' names them."
                self.frontend.say(said, WARNING)
            else:
                yield _Book(playbook.id, playbook.title, playbook, folder)

    def tailoring(self) -> str:
        if self.given[0] or self.whole is None or self.choice.folder is None:
            return PASSED
        found = list(self.overlays(self.whole, self.choice.folder))
        if not found and len(self.whole.plays) < 2:
            return PASSED
        self.frontend.say("")
        self.frontend.say("How much of it?")
        self.frontend.say(f"1: everything. {size(self.whole)}.")
        for number, one in enumerate(found, 2):
            self.frontend.say(f"{number}: {one.name}. {one_line(one.title)}. {size(one.playbook)}.")
        last = len(found) + 2
        self.frontend.say(f"{last}: only some plays now; the others can be asked another time, or by others.")
        together = " Several go together, such as 2 3." if len(found) > 1 else ""
        return self.tailored(found, last, f"Number 1-{last}, Enter takes 1.{together} ")

    def tailored(self, found: list[_Book], last: int, prompt: str) -> str:
        """Take what is typed until it fits together."""
        names = ["everything", *(one.name for one in found), "plays"]
        while (picked := self.picked(f"{prompt.rstrip(' .')}: ", names, last, TAILORED)) is not None:
            if 1 in picked and set(picked) & set(range(2, last)):
                self.frontend.say(
                    "1 is everything, so no other list goes with it. Type 1 alone, or the others.", WARNING
                )
                continue
            chosen = [found[number - 2].name for number in picked if 1 < number < last]
            playbook = self.joined(chosen)
            if playbook is not None:
                self.choice.overlays, self.choice.playbook, self.choice.plays = chosen, playbook, []
                self.wants_plays = last in picked
                return ASKED
        return BACK

    def overlays(self, playbook: Playbook, folder: Path) -> Iterator[_Book]:
        """The overlays that tailor a playbook, `quick` first."""
        near = sorted([*(folder / "overlays").glob("*.yaml"), *(folder.parent / "overlays").glob("*.yaml")])
        paths = dict.fromkeys(path.stem for path in [*near, *self.catalog.overlay_files()])
        for name in sorted(paths, key=lambda one: one != "quick"):
            path = self.catalog.find_overlay(name, folder)
            try:
                overlay = read_overlay(path, Problems()) if path else None
                if path and overlay and overlay.extends == playbook.id:
                    yield _Book(name, overlay.title or name, load_playbook(folder, [path])[0], folder)
            except (Invalid, OSError):
                self.frontend.say(
                    f"Left out: the overlay {name} has faults. 'cxassess check {path}' names them.", WARNING
                )

    def joined(self, names: Sequence[str]) -> Playbook | None:
        """The playbook with overlays; None, with a sentence, where they do not go together."""
        assert self.choice.folder is not None
        paths = [path for name in names if (path := self.catalog.find_overlay(name, self.choice.folder))]
        try:
            return load_playbook(self.choice.folder, paths)[0]
        except (Invalid, OSError):
            self.frontend.say(f"{join_words(names)} do not go together. Choose one of them.", WARNING)
            return None

    def plays(self) -> str:
        playbook = self.choice.playbook
        if not self.wants_plays or playbook is None:
            return PASSED
        self.frontend.say("")
        for number, play in enumerate(playbook.plays, 1):
            count = len(play.questions)
            self.frontend.say(f"{number}: {play.id} {one_line(play.title)}, {count} question{'s' * (count != 1)}.")
        picked = self.picked(
            "Numbers of plays, such as 1 3, Enter takes all: ",
            [play.id for play in playbook.plays],
            len(playbook.plays),
            PLAYS,
        )
        if picked is None:
            return BACK
        self.choice.plays = [playbook.plays[number - 1].id for number in sorted(picked)]
        return ASKED

    def field(self, section: str, name: str, label: str) -> str:
        if (section, name) == FIELDS[0][:2]:
            self.frontend.say("")
            self.frontend.say(f"Whom it is about, {len(FIELDS)} lines. Enter leaves one empty, - empties it.")
        old = self.choice.fields.get((section, name), "")
        while True:
            text = self.line(f"{label}{f' (Enter keeps {shorten(old, 40)})' if old else ''}: ", HELP[name])
            if text == "b":
                return BACK
            if name == "scope" and text not in ("", "-"):
                text = _scope(text)
                if not text:
                    self.frontend.say("Type 1, 2 or 3, or public, internal or both; Enter skips.", WARNING)
                    continue
            self.choice.fields[section, name] = "" if text == "-" else text or old
            return ASKED

    # -- lines

    def picked(self, prompt: str, names: Sequence[str], most: int, help: str) -> list[int] | None:
        """Places from 1 of what is picked by number or by name, each once, empty for Enter; None for back."""
        known = {name.casefold(): place for place, name in enumerate(names, 1)}
        known |= {str(place): place for place in range(1, len(names) + 1)}
        while (text := self.line(prompt, help)) != "b":
            words = text.replace(",", " ").split()
            odd = [word for word in words if word.casefold() not in known]
            if not odd and len(words) <= most:
                return list(dict.fromkeys(known[word.casefold()] for word in words))
            count, called = ("a number", "a name") if most == 1 else ("numbers", "names")
            wrong = shorten(odd[0] if odd and most > 1 else text, 40)
            self.frontend.say(f"'{wrong}' is none of them. Type {count} from 1 to {len(names)}, or {called}.", WARNING)
        return None

    def line(self, prompt: str, help: str) -> str:
        """A line that can stand in a file; `q` leaves, `?` says the help."""
        while True:
            self.frontend.drop_typed_ahead()
            text = self.frontend.ask(prompt).strip()
            if text.lower() in ("b", "back"):
                return "b"
            if text.lower() in ("q", "quit", "exit"):
                raise EOFError
            if text.lower() in ("?", "help"):
                self.frontend.say(help)
            elif "\n" in text or "\r" in text:
                self.frontend.say("Several lines came at once. Type one answer at a time.", WARNING)
            elif refusal(text):
                self.frontend.say(f"That cannot be taken: {refusal(text)}. Type it again.", WARNING)
            else:
                return text


def _span(items: Sequence[object]) -> str:
    return f"1-{len(items)}" if len(items) > 1 else "1"


def _scope(text: str) -> str:
    """The scope that a number or a word means; '' for none."""
    known = {str(number): word for number, word in enumerate(SCOPES, 1)} | {word: word for word in SCOPES}
    return known.get(text.lower(), "")
