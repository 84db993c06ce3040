"""From a path to answers and their playbook: what the file names is looked up in the catalog, and wordings are compared."""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cxassess.answers.editions import (
    answered_in_replaced_words,
    asked_digest,
    comparable,
    migrated_levels,
    reworded_ids,
    same_levels,
    without_same_levels,
)
from cxassess.answers.header import read_header
from cxassess.answers.model import UNANSWERED, Answers, Header
from cxassess.answers.read import read_answers
from cxassess.fields import Fields
from cxassess.nodes import Node
from cxassess.playbook import Catalog, Playbook, load_playbook, question_digest, question_digests
from cxassess.playbook.question_names import name_ids
from cxassess.problems import Invalid, Location, Page, Problem, Problems
from cxassess.source.decode import decode, read_bytes
from cxassess.source.file_kinds import refuse_other
from cxassess.source.parse import parse, read
from cxassess.text import did_you_mean, shorten


class BadPlaybook(Invalid):
    """A playbook or overlay that answers name, and that cannot be used."""


class Loaded(NamedTuple):
    """Answers with the playbook they answer, and what is odd about the answers; what is about the playbook is `check`'s."""

    answers: Answers
    playbook: Playbook
    warnings: list[Problem]


class Library:
    """Playbooks by what answer files ask for, each read once.

    `given` is the folder of --playbook, `overlays` the ids of the overlays of --overlay.
    """

    def __init__(self, catalog: Catalog, given: Path | None = None, overlays: Sequence[str] = ()) -> None:
        self.catalog = catalog
        self.given = given
        self.overlays = overlays
        self.read: dict[tuple[str, tuple[str, ...]], Playbook] = {}
        self.bad: set[tuple[str, tuple[str, ...]]] = set()
        self.editions: dict[Path, list[Playbook]] = {}

    def find(self, header: Header, fields: Fields) -> Playbook | None:
        """The playbook of an answer file; None with an error. Raises BadPlaybook when it cannot be used, or OSError."""
        wanted = (header.playbook, header.overlays)
        if wanted in self.bad:
            message = f"the playbook '{shorten(header.playbook)}' cannot be used"
            hint = "its errors are listed above, with the first file that names it"
            raise BadPlaybook([Problem(header.where, message, hint)])
        if wanted not in self.read:
            folder = self.given or self.catalog.find_playbook(header.playbook)
            if folder is None:
                hint = self._playbook_hint(header)
                if header.playbook:
                    fields.problems.error(header.where, f"no playbook '{shorten(header.playbook)}'", hint)
                return None
            paths = self._overlays(folder, header.overlays, fields)
            if paths is None:
                return None
            try:
                self.read[wanted], _ = load_playbook(folder, paths)
            except Invalid as invalid:
                self.bad.add(wanted)
                raise BadPlaybook(invalid.problems) from None
        playbook = self.read[wanted]
        if playbook.id == header.playbook:
            return playbook
        if header.playbook:  # a file that names none has its error already
            message = f"these answers are for '{shorten(header.playbook)}', but the playbook is '{playbook.id}'"
            fields.problems.error(header.where, message, "use the playbook that they are for")
        return None

    def edition(self, playbook: Playbook, version: str) -> Playbook | None:
        """Another edition of a playbook, without overlays; None where no folder that is looked through has it."""
        return next((other for other in self.other_editions(playbook) if other.version == version), None)

    def other_editions(self, playbook: Playbook) -> Sequence[Playbook]:
        """The other editions of a playbook in the folders that are looked through, without overlays."""
        folder = Path(playbook.where.path).parent
        if folder not in self.editions:
            editions = self.editions[folder] = list[Playbook]()
            for other in self.catalog.other_editions(folder):
                with contextlib.suppress(Invalid, OSError):  # nobody named it, so its errors concern nobody
                    editions.append(load_playbook(other)[0])
        return [other for other in self.editions[folder] if other.id == playbook.id]

    def _playbook_hint(self, header: Header) -> str:
        """Where the playbook of an answer file may be: beside the file, or under another id."""
        from shlex import quote

        folder = self.catalog.unlisted_playbook(header.playbook, Path(header.where.path))
        if folder is not None:
            above = quote(str(folder.resolve().parent))
            return f"it is in {folder}: add --playbook {quote(str(folder))}, or set CXASSESS_PLAYBOOKS={above}"
        hint = did_you_mean(header.playbook, self.catalog.ids())
        return hint or "'cxassess playbooks' lists them; --playbook FOLDER names one elsewhere"

    def _overlay_hint(self, name: str, where: Location) -> str:
        """Where an overlay of an answer file may be: beside the file, or under another id."""
        from shlex import quote

        path = self.catalog.unlisted_overlay(name, Path(where.path))
        if path is not None:
            folders = path.resolve().parents
            keep = f", or keep it as overlays/{path.name} in a folder of CXASSESS_PLAYBOOKS"
            other = f", or set CXASSESS_PLAYBOOKS={quote(str(folders[1]))}" if folders[0].name == "overlays" else keep
            return f"it is in {path}: add --overlay {quote(str(path))}{other}"
        known = [path.stem for path in self.catalog.overlay_files()]
        hint = "keep your own in a folder named overlays, next to the playbook or in a folder of CXASSESS_PLAYBOOKS"
        near = did_you_mean(name, known)
        return near if near.startswith(("did", "it contains")) else f"{near}; {hint}" if near else hint

    def _overlays(self, folder: Path, names: Sequence[str], fields: Fields) -> list[Path] | None:
        overlays = []
        for node, name in zip(fields.items("overlays") if names else (), names, strict=True):
            path = self.catalog.find_overlay(name, folder)
            if path in overlays:
                fields.problems.error(node.where, f"the overlay '{shorten(name)}' is listed twice", "list it once")
            elif path is None:
                many = fields.problems.too_many  # nobody reads so many hints, and each looks for files
                hint = "" if many else self._overlay_hint(name, node.where)
                fields.problems.error(node.where, f"no overlay '{shorten(name)}'", hint)
            else:
                overlays.append(path)
        return overlays if len(overlays) == len(names) else None


def load_answers(path: str, library: Library, *, any_version: bool = False) -> Loaded:
    """The answers in a file (`-` is standard input) with their playbook.

    With `any_version` also those to a version that the playbook breaks with: to be read by people, never scored.
    Raises OSError; Invalid for a bad answer file; BadPlaybook for a bad playbook or overlay.
    """
    problems = Problems()
    return load_root(path, read(path, problems), library, problems, any_version=any_version)


def find_named_playbook(path: str, library: Library) -> Playbook | None:
    """The playbook that an answer file names, whatever is wrong with its answers; None where it names none.

    Where it cannot be read as YAML, only what comes before the answers counts. Raises OSError, Invalid or BadPlaybook.
    """
    page = decode(path, read_bytes(path))
    try:
        root = parse(page, Problems())
    except Invalid:
        root = parse(Page(path, page.content.partition("\nanswers:")[0] + "\n"), Problems())
    header, fields = read_header(root, Problems())
    return library.find(header, fields)


def load_root(path: str, root: Node, library: Library, problems: Problems, *, any_version: bool = False) -> Loaded:
    """The same from a root node that was read already."""
    refuse_other(root, "an answer file")
    header, fields = read_header(root, problems)
    playbook = library.find(header, fields)
    if playbook is None:
        problems.check()
        raise AssertionError("a playbook was not found and there is no problem")
    answers = read_answers(path, header, fields, playbook)
    edition = fields.at("version" if "version" in fields.pairs else "playbook")
    if replacing := answered_in_replaced_words(answers, playbook):
        alike = migrated_levels(answers, playbook, replacing, library.other_editions(playbook))
        answers = answers._replace(same_levels=alike)
        if alike:
            ids = name_ids(playbook.by_id, [one.id for one in replacing if one.id in alike])
            problems.warn(
                edition, f"asked in other words, with the same levels: {ids}", "check whether each answer still fits"
            )
    if answers.header.version in playbook.breaks_with and not any_version:
        problems.error(edition, *_incompatible_edition(path, answers, playbook))
    else:
        _warn_of_edition(answers, playbook, edition, problems)
    problems.check()
    if replaced := reworded_ids(answers, playbook):
        then = library.edition(playbook, answers.header.version)
        same = same_levels(answers, playbook, replaced, then)
        asked = {replaced[id]: question_digest(then.by_id[replaced[id]]) for id in same} if then else {}
        answers = answers._replace(same_levels=answers.same_levels | same, wording={**asked, **answers.wording})
    return Loaded(answers, playbook, problems.warnings)


def read_again(root: Node, playbook: Playbook) -> Answers:
    """The answers of a file that was read without a problem before it was changed, by the same playbook."""
    problems = Problems()
    header, fields = read_header(root, problems)
    return read_answers(root.page.path, header, fields, playbook)


def unreadable(root: Node, playbook: Playbook) -> Problem | None:
    """The first problem for which commands would refuse a file with this root node, by the playbook; None for none."""
    problems = Problems()
    header, fields = read_header(root, problems)
    read_answers(root.page.path, header, fields, playbook)
    return min(problems.errors, key=lambda problem: problem.where, default=None)


def with_wording(loaded: Loaded) -> Answers:
    """The answers with the digest of each question as it was asked, also where the file does not record it."""
    answers, playbook = loaded.answers, loaded.playbook
    asked = {
        question.id: asked_digest(without_same_levels(answers), question, playbook) for question in playbook.questions()
    }
    known = {id: digest for id, digest in asked.items() if digest and answers.state(id) != UNANSWERED}
    return answers._replace(wording={**answers.wording, **known})


def _incompatible_edition(path: str, answers: Answers, playbook: Playbook) -> tuple[str, str]:
    """Why answers to an earlier edition are not read on the levels of this one, and what to do."""
    message = (
        f"these answers are for version {answers.header.version} of {playbook.id}; "
        f"its levels mean something else in version {playbook.version}"
    )
    from shlex import quote  # rare, and scoring should start fast

    begin = f"cxassess assess NEW.yaml --from {quote(path)}"
    hint = f"begin a new file with '{begin}', which shows each earlier answer; or use the earlier playbook: --playbook FOLDER"
    return message, hint


def _warn_of_edition(answers: Answers, playbook: Playbook, where: Location, problems: Problems) -> None:
    """Warn when answers were given to another edition, with the questions whose wording changed."""
    version, wording = answers.header.version, answers.wording
    if version in ("", playbook.version) and (not wording or wording.items() <= question_digests(playbook).items()):
        return
    changed = [
        question.id
        for question in playbook.questions()
        if answers.state(question.id) != UNANSWERED and not comparable(answers, question, playbook)
    ]
    if version not in ("", playbook.version):
        edition = f"these answers are for version {shorten(version)}; {playbook.id} is now version {playbook.version}"
    elif changed:
        edition = f"the wording of {playbook.id} changed since these answers were given"
    else:
        return
    if not changed:
        still = " that is still asked" if answers.former else ""
        message = f"{edition}; the wording of every answered question{still} is unchanged"
        problems.warn(where, message, "their scores can still be compared")
        return
    unknown = "" if answers.wording else " (the file does not record how the questions were worded)"
    message = f"{edition}; cannot be compared{unknown}: {name_ids(playbook.by_id, changed)}"
    problems.warn(where, message, "review these questions again")
