"""The questions before a new answer file: which playbook, how much of it, who and what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cxassess.answers.edit import text_problem
from cxassess.answers.header import SCOPES
from cxassess.fields import MAX_LINE
from cxassess.interview.frontends.frontend import HEADING, QUIET, WARNING, Frontend
from cxassess.playbook import Catalog, Playbook, load_playbook
from cxassess.playbook.overlay import read_overlay
from cxassess.playbook.reading_time import reading_minutes
from cxassess.problems import Invalid, Problems
from cxassess.text import command_line, count_words, join_words, one_line, shorten

FIELDS = (
    ("subject", "agency", "Agency"),
    ("subject", "component", "Component, such as a bureau"),
    ("subject", "service", "Service being assessed"),
    ("subject", "scope", "Scope: 1 public, 2 internal, 3 both"),
    ("respondent", "name", "Your name"),
    ("respondent", "role", "Your role"),
)
"""Section, name and prompt of each field of a new answer file that is asked for."""

HELP = {
    "playbook": "A playbook is a set of questions. Type its number or name; 'cxassess show NAME' prints everything it asks.",
    "extent": "Type a number or a name, or several separated by spaces. What is left out now can be answered later.",
    "plays": "Type the numbers or ids of the plays to ask now, separated by spaces. The others stay open in the same file.",
    "agency": "The department or agency, as it should appear in the report. 'cxassess answer FILE subject.agency=TEXT' changes it later.",
    "component": "The bureau, office or program within the agency, if this is about only one.",
    "service": "The service you are assessing, such as permit renewal.",
    "scope": "Whether the customers are the public, people inside government or both.",
    "name": "Your name. It goes into the file and the report; 'report --redact names' leaves it out of the report.",
    "role": "Your role, such as CX officer.",
}
"""What is said to a ? at each step."""

ASKED, BACK, NOT_ASKED = "asked", "back", "not asked"


@dataclass
class Choice:
    """What a new answer file is made from; what is given already is not asked for.

    `plays` are the ids that this session asks; empty for all. The file holds all plays in any case.
    """

    playbook: Playbook | None = None
    folder: Path | None = None
    overlays: list[str] = field(default_factory=list)
    plays: list[str] = field(default_factory=list)
    fields: dict[tuple[str, str], str] = field(default_factory=dict)


def describe_size(playbook: Playbook) -> str:
    """How long a playbook is: `56 questions, about 65 minutes`."""
    return f"{count_words(len(playbook.by_id), 'question')}, about {reading_minutes(playbook.plays)} minutes"


class _Offer(NamedTuple):
    """A playbook, or one with an overlay, that can be chosen."""

    name: str
    title: str
    playbook: Playbook
    folder: Path


@dataclass(eq=False)
class Setup:
    """Asks step by step; `b` goes back one step. `choice` holds what was given on the command line, and then the rest.

    `default` is the playbook that Enter takes. `mismatch` says why a playbook does not fit what was given, '' where it
    does.
    """

    frontend: Frontend
    catalog: Catalog
    choice: Choice
    default: str
    mismatch: Callable[[Playbook], str] = lambda playbook: ""

    def __post_init__(self) -> None:
        self._playbook = self.choice.playbook  # without the overlays that are chosen here
        self._has_playbook = self.choice.playbook is not None
        self._has_extent = bool(self.choice.overlays or self.choice.plays)
        self._wants_plays = False

    def run(self) -> Choice:
        """What was chosen. Raises EOFError or KeyboardInterrupt where the person leaves."""
        self.frontend.say("Starting a new answer file.", HEADING)
        keys = "b goes back one step, q quits, ? explains more. Nothing is saved until the last step."
        self.frontend.say(keys, QUIET)
        fields = [partial(self._ask_field, *field) for field in FIELDS]
        steps: list[Callable[[], str]] = [self._ask_playbook, self._ask_extent, self._ask_plays, *fields]
        index = direction = 0
        while index < len(steps):
            direction = {ASKED: 1, BACK: -1}.get(steps[index](), direction or 1)
            index += direction
            if index < 0:
                self.frontend.say("This is the first question.")
                index, direction = 0, 1
        return self.choice

    # -- the steps: each gives ASKED, BACK or NOT_ASKED

    def _ask_playbook(self) -> str:
        if self._has_playbook:
            return NOT_ASKED
        offers = list(self._playbooks())
        self.frontend.say("")
        self.frontend.say("Which playbook? The times are for reading everything aloud; discussion takes longer.")
        self._list(offers, 1)
        numbers = f"1-{len(offers)}" if len(offers) > 1 else "1"
        picked = self._pick(f"Playbook {numbers}, Enter for 1: ", [one.name for one in offers], 1, "playbook", [1])
        if picked is None:
            return BACK
        offer = offers[picked[0] - 1]
        if mismatch := self.mismatch(offer.playbook):
            self._warn(f"{mismatch}. Choose another; q quits.")
            return self._ask_playbook()
        self._playbook = self.choice.playbook = offer.playbook
        self.choice.folder = offer.folder
        return ASKED

    def _ask_extent(self) -> str:
        if self._has_extent or self._playbook is None or self.choice.folder is None:
            return NOT_ASKED
        offers = list(self._overlays(self._playbook, self.choice.folder))
        if not offers and len(self._playbook.plays) < 2:
            return NOT_ASKED
        last = len(offers) + 2
        self.frontend.say("")
        self.frontend.say("How much of it do you want to answer?")
        self.frontend.say(f"1: everything. {describe_size(self._playbook)}.")
        self._list(offers, 2)
        self.frontend.say(f"{last}: only some plays now; the others can be answered later, or by other people.")
        several = ". You can choose several, such as 2 3" if len(offers) > 1 else ""
        names = ["everything", *(one.name for one in offers), "plays"]
        while picked := self._pick(f"Number 1-{last}, Enter for 1{several}: ", names, last, "extent", [1]):
            overlays = [offers[number - 2].name for number in picked if 1 < number < last]
            if 1 in picked and overlays:
                self._warn("1 already includes everything. Type only 1, or only the other numbers.")
            elif playbook := self._combine(self.choice.folder, overlays):
                self.choice.overlays, self.choice.playbook, self.choice.plays = overlays, playbook, []
                self._wants_plays = last in picked
                return ASKED
        return BACK

    def _ask_plays(self) -> str:
        if not self._wants_plays or self.choice.playbook is None:
            return NOT_ASKED
        plays = self.choice.playbook.plays
        self.frontend.say("")
        for number, play in enumerate(plays, 1):
            size = count_words(len(play.questions), "question")
            self.frontend.say(f"{number}: {play.id} {one_line(play.title)}, {size}.")
        prompt = "Numbers of plays, such as 1 3, Enter for all: "
        picked = self._pick(prompt, [play.id for play in plays], len(plays), "plays", [])
        if picked is None:
            return BACK
        self.choice.plays = [plays[number - 1].id for number in sorted(picked)]
        return ASKED

    def _ask_field(self, section: str, name: str, label: str) -> str:
        if (section, name) == FIELDS[0][:2]:
            self.frontend.say("")
            self.frontend.say(f"About this assessment, {len(FIELDS)} lines. Enter leaves a line empty, - clears it.")
        old = self.choice.fields.get((section, name), "")
        prompt = f"{label}{f' (Enter keeps {shorten(old, 40)})' if old else ''}: "
        scopes = {"": "", "-": "-"} | {key: word for at, word in enumerate(SCOPES, 1) for key in (str(at), word)}
        while (text := self._ask_line(prompt, name)) != "b":
            if name == "scope":
                if text.lower() not in scopes:
                    self._warn("Type 1, 2 or 3, or public, internal or both; Enter skips.")
                    continue
                text = scopes[text.lower()]
            self.choice.fields[section, name] = "" if text == "-" else text or old
            return ASKED
        return BACK

    # -- what can be chosen

    def _playbooks(self) -> Iterator[_Offer]:
        """Every playbook that can be used, the default first; one with errors is named and left out."""
        for folder in sorted(self.catalog.playbook_folders(), key=lambda one: one.name != self.default):
            try:
                playbook, _ = load_playbook(folder)
            except (Invalid, OSError):
                self._warn(f"Left out: {folder.name} has errors. '{command_line('check', str(folder))}' lists them.")
            else:
                yield _Offer(playbook.id, playbook.title, playbook, folder)

    def _overlays(self, playbook: Playbook, folder: Path) -> Iterator[_Offer]:
        """The overlays of a playbook, `quick` first; one with errors is named and left out."""
        near = sorted([*(folder / "overlays").glob("*.yaml"), *(folder.parent / "overlays").glob("*.yaml")])
        names = dict.fromkeys(path.stem for path in [*near, *self.catalog.overlay_files()])
        for name in sorted(names, key=lambda one: one != "quick"):
            path = self.catalog.find_overlay(name, folder)
            try:
                if path and (overlay := read_overlay(path, Problems())).extends == playbook.id:
                    yield _Offer(name, overlay.title or name, load_playbook(folder, [path])[0], folder)
            except (Invalid, OSError):
                self._warn(f"Left out: the overlay {name} has errors. '{command_line('check', str(path))}' lists them.")

    def _combine(self, folder: Path, overlays: Sequence[str]) -> Playbook | None:
        """The playbook in a folder with overlays; None, with a sentence, where they do not go together."""
        paths = [path for name in overlays if (path := self.catalog.find_overlay(name, folder))]
        try:
            return load_playbook(folder, paths)[0]
        except (Invalid, OSError):
            self._warn(f"{join_words(overlays)} cannot be used together. Choose one of them.")
            return None

    # -- lines

    def _warn(self, text: str) -> None:
        self.frontend.say(text, WARNING)

    def _list(self, offers: Sequence[_Offer], first: int) -> None:
        """Print what can be chosen, numbered from `first`."""
        for number, one in enumerate(offers, first):
            self.frontend.say(f"{number}: {one.name}. {one_line(one.title)}. {describe_size(one.playbook)}.")

    def _pick(self, prompt: str, names: list[str], most: int, topic: str, enter: list[int]) -> list[int] | None:
        """Positions from 1 of at most so many picked by number or by name, each once; `enter` for Enter, None for back."""
        positions = {name.casefold(): position for position, name in enumerate(names, 1)}
        positions |= {str(position): position for position in range(1, len(names) + 1)}
        while (text := self._ask_line(prompt, topic)) != "b":
            words = text.replace(",", " ").split()
            unknown = [word for word in words if word.casefold() not in positions]
            if not unknown and len(words) <= most:
                return list(dict.fromkeys(positions[word.casefold()] for word in words)) or enter
            numbers, or_names = ("a number", "a name") if most == 1 else ("numbers", "names")
            wrong = shorten(unknown[0] if unknown and most > 1 else text, 40)
            self._warn(f"'{wrong}' is not on the list. Type {numbers} from 1 to {len(names)}, or {or_names}.")
        return None

    def _ask_line(self, prompt: str, topic: str) -> str:
        """A line that can be saved in a file, `b` for back; `?` prints the help on a topic. Raises EOFError for `q`."""
        while True:
            # A paste that comes line by line is not for the next questions.
            text = f"{self.frontend.ask(prompt)}{self.frontend.more_lines()}".strip()
            if text.lower() in ("b", "back"):
                return "b"
            if text.lower() in ("q", "quit", "exit"):
                raise EOFError
            if text.lower() in ("?", "help"):
                self.frontend.say(HELP[topic])
            elif "\n" in text or "\r" in text:
                self._warn("Several lines were entered at once. Type one answer at a time.")
            elif problem := text_problem(text, MAX_LINE):
                self._warn(f"That text cannot be used: {problem}. Type it again.")
            else:
                return text
