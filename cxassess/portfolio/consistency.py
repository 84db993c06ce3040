"""What is odd about a set of answer files although each is valid: tags that are nearly alike, subjects that are there twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxassess.answers.model import Header, Subject
from cxassess.answers.same_subject import subject_key
from cxassess.exact import parse_number
from cxassess.text import count_words, folded, join_some, one_line, shorten

MIN_LIKENESS = 0.75  # of two names of which one may be a slip of the other: `regoin` and `region` have 0.83
MAX_COMPARED = 100  # names of tags that are compared with as many
MAX_NAMED = 3  # files, or pairs of files, that are named
MAX_WIDTH = 40  # characters of a value that is quoted


class About(NamedTuple):
    """What one file says of itself: the playbook, its subject and date where it has both, and its tags."""

    playbook: str
    subject: tuple[str, ...]
    date: str
    tags: tuple[tuple[str, str], ...]


def describe(header: Header) -> About:
    """What the head of an answer file says."""
    subject, date = header.subject, header.date
    fields = (subject.agency, subject.component, subject.service, subject.scope)
    return About(header.playbook, fields, "" if date is None else date.isoformat(), tuple(subject.tags.items()))


class _Tag:
    """The files that have a tag: how many, how many with a number, and the first that has something else."""

    __slots__ = ("files", "first", "numbers", "word", "word_path", "words")

    def __init__(self, path: str) -> None:
        self.files = self.numbers = self.words = 0
        self.first, self.word, self.word_path = path, "", ""

    def add(self, path: str, value: str) -> None:
        """Count the value that a file has."""
        self.files += 1
        if parse_number(value) is not None:
            self.numbers += 1
        elif value:
            self.words += 1
            self.word, self.word_path = value, path


class Consistency:
    """Files counted one by one, in the order of their paths; of each a few bytes are kept."""

    def __init__(self) -> None:
        self._tags: dict[str, _Tag] = {}
        self._tags_of: dict[str, frozenset[str]] = {}  # of the files that were the first with a tag
        self._subjects: dict[bytes, str] = {}
        self._repeated: dict[bytes, tuple[str, str, list[str]]] = {}  # what it is, and the files

    def add(self, path: str, about: About) -> None:
        """Count what a file says of itself."""
        for name, value in about.tags:
            if name not in self._tags:
                self._tags[name] = _Tag(path)
                self._tags_of[path] = frozenset(name for name, _ in about.tags)
            self._tags[name].add(path, value.strip())
        if not about.date or not any(about.subject):
            return
        from hashlib import blake2b

        agency, component, service, scope = about.subject
        same = subject_key(Subject(agency, component, service))
        words = "\n".join((about.playbook, *same, scope, about.date))
        key = blake2b(words.encode("utf-8", "backslashreplace"), digest_size=16).digest()
        earlier = self._subjects.setdefault(key, path)
        if earlier is not path:
            name = shorten(", ".join(filter(None, (component, service))) or agency or scope)
            self._repeated.setdefault(key, (name, about.date, [earlier]))[2].append(path)

    def warnings(self) -> Iterator[str]:
        """A sentence for each oddity: what it is, in which files, and what to do."""
        yield from self._slips()
        yield from self._words_among_numbers()
        yield from self._repetitions()

    def _slips(self) -> Iterator[str]:
        """Names of tags that one file alone has, which lacks one that is nearly the same."""
        names = sorted(self._tags)
        common = [name for name in names if self._tags[name].files > 1][:MAX_COMPARED]
        for name in [name for name in names if self._tags[name].files == 1][:MAX_COMPARED]:
            path = self._tags[name].first
            others = [(-_likeness(name, other), other) for other in common if other not in self._tags_of[path]]
            likeness, other = min(others, default=(0.0, ""))
            if -likeness >= MIN_LIKENESS:
                hint = f"{self._tags[other].files:,} files have '{one_line(other)}'; rename it if that is meant"
                yield f"only {one_line(path)} has the tag '{one_line(name)}' ({hint})"

    def _words_among_numbers(self) -> Iterator[str]:
        for name in sorted(self._tags):
            tag = self._tags[name]
            if tag.words == 1 and tag.numbers > 1:
                plain = tag.word.replace(",", "")
                hint = f"write {plain}" if parse_number(plain) is not None else "write a number there too"
                what = f"the tag '{one_line(name)}' is '{shorten(tag.word, MAX_WIDTH)}' in {one_line(tag.word_path)}"
                yield f"{what}, and a number in {count_words(tag.numbers, 'file')} ({hint})"

    def _repetitions(self) -> Iterator[str]:
        groups = sorted(self._repeated.values(), key=lambda group: group[2][0])
        for name, date, paths in groups[:MAX_NAMED]:
            hint = "remove what is not meant; 'cxassess merge' makes one file of what several people answered"
            counts = "twice" if len(paths) == 2 else f"{len(paths):,} times"
            files = join_some(map(one_line, paths), MAX_NAMED)
            yield f"{name} of {date} counts {counts}: {files} ({hint})"
        if len(groups) > MAX_NAMED:
            more = len(groups) - MAX_NAMED
            yield f"{more:,} more {'subject counts' if more == 1 else 'subjects count'} more than once"


def _likeness(one: str, other: str) -> float:
    """How much of two names is the same, from 0 to 1."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, folded(one), folded(other)).ratio()
