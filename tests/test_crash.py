"""What is left on the disk after a crash: a model of every state, every call failing in turn, a full disk, kills."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, cxassess, tiny
from support.needs import needs

from cxassess.answers.file.backup import backup
from cxassess.answers.file.lock import locked
from cxassess.answers.file.save import AnswerFile
from cxassess.answers.file.undo import Inverse
from cxassess.answers.new import try_folder, write_new
from cxassess.interview.drafts import Drafts
from cxassess.source.edits import Edit
from cxassess.source.emit import Unquoted

if os.name != "posix":
    pytest.skip("the calls of a save differ here", allow_module_level=True)

START = "playbook: p\nanswers:\n  P1.1: 2  # c\n"
AFTER = START + "  P1.2: {level: 3}\n"


def level(question: str, key: str = "3") -> Edit:
    return Edit(("answers", question, "level"), Unquoted(key))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "answers.yaml"
    path.parent.mkdir()
    path.write_text(START)
    return path


# ---- every state that a power cut can leave --------------------------------------------------------

CHANGING = ("open", "write", "fsync", "fchmod", "fchown", "replace", "rename", "link", "unlink", "ftruncate", "close")


@dataclass
class Recorded:
    """The calls of a real save, in order, each with what it was given and gave back."""

    calls: list[tuple[str, tuple[Any, ...], Any]] = field(default_factory=list)

    def during(self, work: Callable[[], object]) -> Recorded:
        with pytest.MonkeyPatch.context() as patch:
            for name in CHANGING:
                patch.setattr(os, name, self._wrapped(name, getattr(os, name)))
            work()
        return self

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            result = real(*args, **options)
            kept = tuple(bytes(one) if isinstance(one, memoryview) else one for one in args)
            self.calls.append((name, kept, result))
            return result

        return call

    @property
    def order(self) -> list[str]:
        """What was done, the reading before it left out: the names of the calls that change a disk."""
        files: dict[int, str] = {}
        steps = []
        for name, args, gave in self.calls:
            if name == "open":
                files[gave] = "folder" if args[1] & os.O_DIRECTORY else "file" if args[1] & os.O_CREAT else ""
                steps += ["create"] if args[1] & os.O_CREAT else []
            elif name in ("write", "fsync"):
                steps.append(f"{name} {files[args[0]]}")
            elif name != "close":
                steps.append(name)
        return steps


@dataclass
class Inode:
    """A file's content on the disk, and writes that only the memory knows."""

    durable: bytes = b""
    pending: list[bytes] = field(default_factory=list)

    def outcomes(self) -> set[bytes]:
        """What may be read after a power cut: nothing of what was not forced, half of it, zeros, or all."""
        new = b"".join(self.pending)
        return {self.durable, self.durable + new[: len(new) // 2], self.durable + b"\0" * len(new), self.durable + new}


class Disk:
    """A folder as POSIX and ext4 promise it: names and contents survive only when they were forced."""

    def __init__(self, target: Path, content: bytes | None) -> None:
        self.target = str(target)
        self.durable: dict[str, Inode] = {} if content is None else {self.target: Inode(content)}
        self.now = dict(self.durable)
        self.pending: list[Callable[[dict[str, Inode]], None]] = []
        self.opened: dict[int, Inode | None] = {}

    def do(self, name: str, args: tuple[Any, ...], gave: Any) -> None:
        getattr(self, f"_{name}", lambda args, gave: None)(args, gave)

    def _change(self, change: Callable[[dict[str, Inode]], None]) -> None:
        change(self.now)
        self.pending.append(change)

    def _open(self, args: tuple[Any, ...], gave: int) -> None:
        path, flags = str(args[0]), args[1]
        if flags & os.O_DIRECTORY:
            self.opened[gave] = None
            return
        if flags & os.O_CREAT and path not in self.now:
            inode = Inode()
            self._change(lambda names: names.update({path: inode}))
        self.opened[gave] = self.now[path]
        if flags & os.O_TRUNC:
            self.now[path].durable, self.now[path].pending = b"", []  # at worst it is empty from now on

    def _write(self, args: tuple[Any, ...], gave: int) -> None:
        inode = self.opened[args[0]]
        assert inode is not None
        inode.pending.append(args[1][:gave])

    def _fsync(self, args: tuple[Any, ...], gave: None) -> None:
        inode = self.opened[args[0]]
        if inode is None:
            self.durable, self.pending = dict(self.now), []
        else:
            inode.durable, inode.pending = inode.durable + b"".join(inode.pending), []

    def _replace(self, args: tuple[Any, ...], gave: None) -> None:
        def moved(names: dict[str, Inode]) -> None:
            if source in names or self.now.get(target) is not None:
                names[target] = names.pop(source, inode)

        source, target = map(str, args)
        inode = self.now[source]
        self._change(moved)

    _rename = _replace

    def _link(self, args: tuple[Any, ...], gave: None) -> None:
        inode, target = self.now[str(args[0])], str(args[1])
        self._change(lambda names: names.update({target: inode}))

    def _unlink(self, args: tuple[Any, ...], gave: None) -> None:
        self._change(lambda names: names.pop(str(args[0]), None))  # type: ignore[arg-type, return-value]

    def states(self) -> set[bytes | None]:
        """What may be read at the target after a power cut now; None where the name is not there."""
        states: set[bytes | None] = set()
        for chosen in itertools.product((False, True), repeat=len(self.pending)):
            there = dict(self.durable)
            for change in itertools.compress(self.pending, chosen):
                change(there)
            inode = there.get(self.target)
            states |= {None} if inode is None else inode.outcomes()
        return states


@dataclass
class Verdict:
    """How many states there are over all moments of a save, how many are neither old nor new, and what remains."""

    states: int = 0
    broken: int = 0
    acknowledged: set[bytes | None] = field(default_factory=set)


def crashes(recorded: Recorded, target: Path, old: bytes | None, new: bytes) -> Verdict:
    """Cut the power after each call of a save, and look at everything that may be left."""
    disk, verdict = Disk(target, old), Verdict()
    for name, args, gave in recorded.calls:
        disk.do(name, args, gave)
        states = disk.states()
        verdict.states += len(states)
        verdict.broken += len(states - {old, new})
    verdict.acknowledged = disk.states()
    return verdict


def without(recorded: Recorded, what: str) -> Recorded:
    """The same save by a program that leaves out one kind of call: `fsync file`, `fsync folder`."""
    folders = {gave for name, args, gave in recorded.calls if name == "open" and args[1] & os.O_DIRECTORY}
    files = {gave for name, args, gave in recorded.calls if name == "open" and args[1] & os.O_CREAT}
    kind, left = what.split()[1], []
    for name, args, gave in recorded.calls:
        if name == "open":
            (folders.add if args[1] & os.O_DIRECTORY else folders.discard)(gave)
            (files.add if args[1] & os.O_CREAT else files.discard)(gave)
        if name == "fsync" and args[0] in (folders if kind == "folder" else files):
            continue
        left.append((name, args, gave))
    return Recorded(left)


@pytest.fixture
def saved(file: Path) -> Recorded:
    """The calls of one real save of START into AFTER."""
    store = AnswerFile.open(str(file))
    return Recorded().during(lambda: store.save([level("P1.2")]))


def test_a_save_makes_these_calls_in_this_order(saved: Recorded, file: Path) -> None:
    assert file.read_text() == AFTER
    order = ["create", "write file", "fchmod", "fsync file", "replace", "fsync folder"]
    assert [name for name in saved.order if name] == order


def test_every_state_of_a_save_is_the_old_file_or_the_new(saved: Recorded, file: Path) -> None:
    verdict = crashes(saved, file, START.encode(), AFTER.encode())
    assert verdict == Verdict(states=17, broken=0, acknowledged={AFTER.encode()})


def test_without_fsync_the_model_finds_broken_states(saved: Recorded, file: Path) -> None:
    verdict = crashes(without(saved, "fsync file"), file, START.encode(), AFTER.encode())
    assert (verdict.states, verdict.broken) == (31, 15)
    new = AFTER.encode()
    assert verdict.acknowledged == {b"", new[: len(new) // 2], b"\0" * len(new), new}


def test_without_the_fsync_of_the_folder_an_acknowledged_save_can_vanish(saved: Recorded, file: Path) -> None:
    verdict = crashes(without(saved, "fsync folder"), file, START.encode(), AFTER.encode())
    assert verdict.broken == 0
    assert verdict.acknowledged == {START.encode(), AFTER.encode()}


def test_writing_in_place_breaks_the_file_in_the_model(file: Path) -> None:
    def in_place() -> None:
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(number, AFTER.encode())
        os.fsync(number)
        os.close(number)

    verdict = crashes(Recorded().during(in_place), file, START.encode(), AFTER.encode())
    assert (verdict.states, verdict.broken) == (7, 4)


def test_saves_one_after_another_and_undo(file: Path) -> None:
    store = AnswerFile.open(str(file))
    texts = [START.encode()]
    for edits in ([level("P1.2")], [Edit(("answers", "P1.2", "note"), "words " * 400)], [level("P1.1", "5")]):
        recorded = Recorded().during(lambda edits=edits: store.save(edits))  # type: ignore[misc]
        texts.append(file.read_bytes())
        verdict = crashes(recorded, file, texts[-2], texts[-1])
        assert (verdict.broken, verdict.acknowledged) == (0, {texts[-1]})
    verdict = crashes(
        Recorded().during(lambda: store.undo(Inverse(START, texts[-1].decode()))), file, texts[-1], texts[0]
    )
    assert (verdict.broken, verdict.acknowledged) == (0, {texts[0]})


def test_a_merge_and_a_short_write_leave_no_other_states(file: Path) -> None:
    store, real = AnswerFile.open(str(file)), os.write
    other = START.replace("P1.1: 2", "P1.1: 4")
    file.write_text(other)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "write", lambda number, data: real(number, data[:7]))
        recorded = Recorded().during(lambda: store.save([level("P1.2")]))
    assert recorded.order.count("write file") > 5
    new = AFTER.replace("P1.1: 2", "P1.1: 4").encode()
    verdict = crashes(recorded, file, other.encode(), new)
    assert (verdict.broken, verdict.acknowledged) == (0, {new})


def test_a_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    recorded = Recorded().during(lambda: write_new(path, {"playbook": "p", "answers": {}}))
    verdict = crashes(recorded, path, None, b"playbook: p\nanswers: {}\n")
    assert (verdict.broken, verdict.acknowledged) == (0, {b"playbook: p\nanswers: {}\n"})
    verdict = crashes(without(recorded, "fsync file"), path, None, b"playbook: p\nanswers: {}\n")
    assert verdict.broken > 0


def test_backups_and_drafts_are_whole_too(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CXASSESS_STATE", str(tmp_path / "state"))
    copies: list[Path | None] = []
    recorded = Recorded().during(lambda: copies.append(backup(file)))
    assert copies[0] is not None
    verdict = crashes(recorded_at(recorded, copies[0].parent), copies[0], None, START.encode())
    assert (verdict.broken, verdict.acknowledged) == (0, {START.encode()})
    drafts = Drafts(file)
    drafts.keep("P1.1", "one")
    kept = drafts._file()
    old = kept.read_bytes()
    recorded = Recorded().during(lambda: drafts.keep("P1.1", "one and two"))
    verdict = crashes(recorded_at(recorded, kept.parent), kept, old, kept.read_bytes())
    assert (verdict.broken, verdict.acknowledged) == (0, {kept.read_bytes()})


def recorded_at(recorded: Recorded, folder: Path) -> Recorded:
    """Only what was done in one folder: what is read elsewhere before it does not matter to the model."""
    ours: set[int] = set()
    left = []
    for name, args, gave in recorded.calls:
        if name == "open":
            path = Path(args[0])
            (ours.add if folder in (path, path.parent) else ours.discard)(gave)
            keep = gave in ours and (bool(args[1] & os.O_CREAT) or path == folder)
        else:
            keep = args[0] in ours if isinstance(args[0], int) else True
        if keep:
            left.append((name, args, gave))
    return Recorded(left)


# ---- every call failing in turn --------------------------------------------------------------------

FAILING = (*CHANGING, "stat", "lstat", "readlink")
SHORT = 0


class Failing:
    """Counts the calls of a save and lets the N-th fail, write only a part, or be broken off by a signal."""

    def __init__(self, nth: int, error: int | type[BaseException], late: bool = False, forever: bool = False) -> None:
        self.calls: list[str] = []
        self.nth, self.error, self.late, self.forever = nth, error, late, forever

    @property
    def failed(self) -> str:
        return self.calls[self.nth - 1] if len(self.calls) >= self.nth else ""

    def during(self, work: Callable[[], object]) -> BaseException | None:
        """What the work raises, if anything."""
        with pytest.MonkeyPatch.context() as patch:
            for name in FAILING:
                patch.setattr(os, name, self._wrapped(name, getattr(os, name)))
            try:
                work()
            except BaseException as error:
                return error
        return None

    def _wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.calls.append(name)
            due = len(self.calls) == self.nth or (self.forever and len(self.calls) > self.nth)
            if not due or (self.error == SHORT and name != "write"):
                return real(*args, **options)
            if self.error == SHORT:
                return real(args[0], args[1][:5])
            if name == "close" or self.late:
                real(*args, **options)
            if isinstance(self.error, int):
                raise OSError(self.error, os.strerror(self.error), *([str(args[0])] if name == "open" else []))
            raise self.error

        return call


def open_files() -> int:
    """How many files this process has open, where the system tells."""
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


def fails_in_turn(tmp_path: Path, error: Any, late: bool, linked: bool) -> Iterator[tuple[Failing, Any, Path]]:
    """Save with the first call failing, then with the second, and so on to the last."""
    for nth in itertools.count(1):
        folder = tmp_path / str(nth)
        folder.mkdir()
        file = folder / "answers.yaml"
        file.write_text(START)
        file.chmod(0o640)
        (folder / "link.yaml").symlink_to(file)
        store = AnswerFile.open(str(folder / "link.yaml" if linked else file))
        failing = Failing(nth, error, late)
        before = open_files()
        raised = failing.during(lambda store=store: store.save([level("P1.2")]))  # type: ignore[misc]
        if isinstance(error, int):
            assert open_files() == before, failing.calls
        yield failing, raised, file
        if not failing.failed:
            assert nth > 15, failing.calls
            return


@pytest.mark.parametrize("linked", [False, True], ids=["file", "link"])
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EINTR, errno.EDQUOT, errno.EROFS, SHORT])
def test_a_failure_at_any_call_keeps_the_old_file_and_is_reported(tmp_path: Path, error: int, linked: bool) -> None:
    told = 0
    for failing, raised, file in fails_in_turn(tmp_path, error, False, linked):
        assert names(file.parent) == ["answers.yaml", "link.yaml"], failing.calls
        assert (file.parent / "link.yaml").is_symlink()
        if raised is None:
            assert file.read_text() == AFTER, failing.calls
            assert file.stat().st_mode & 0o777 == 0o640 or failing.failed == "fchmod"
        elif "power failure" in str(raised):  # only the folder could not be forced: told as it is
            assert file.read_text() == AFTER
            assert failing.calls[:-1].count("replace") == 1
        else:
            assert isinstance(raised, OSError)
            assert file.read_text() == START, failing.calls
            assert raised.errno == error
        told += raised is not None
    assert told == 0 if error == SHORT else told >= 10


@pytest.mark.parametrize("late", [False, True], ids=["before", "behind"])
def test_a_signal_at_any_call_leaves_a_whole_file_and_no_other(tmp_path: Path, late: bool) -> None:
    for failing, raised, file in fails_in_turn(tmp_path, KeyboardInterrupt, late, False):
        assert names(file.parent) == ["answers.yaml", "link.yaml"], failing.calls
        assert file.read_text() in (START, AFTER)
        assert isinstance(raised, KeyboardInterrupt) or not failing.failed
        again = AnswerFile.open(str(file))
        again.save([level("P1.2")])
        assert file.read_text() == AFTER


def test_a_disk_that_dies_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    for nth in range(1, 40):
        folder = tmp_path / str(nth)
        folder.mkdir()
        file = folder / "answers.yaml"
        file.write_text(START)
        store = AnswerFile.open(str(file))
        failing = Failing(nth, errno.EIO, forever=True)
        raised = failing.during(lambda store=store: store.save([level("P1.2")]))  # type: ignore[misc]
        assert file.read_text() in (START, AFTER)
        assert isinstance(raised, OSError) or file.read_text() == AFTER


def test_after_any_failure_the_next_save_holds_both(tmp_path: Path) -> None:
    """As a session does it: what was not saved is tried again with the next answer, nothing twice, and undo works."""
    first = Edit(("answers", "P1.1", "evidence"), {"title": "e"}, "append")
    for nth in range(1, 40):
        folder = tmp_path / str(nth)
        folder.mkdir()
        file = folder / "answers.yaml"
        file.write_text(START)
        store = AnswerFile.open(str(file))
        failing = Failing(nth, errno.EIO)
        raised = failing.during(lambda store=store: store.save([first]))  # type: ignore[misc]
        assert store.save([*([first] if raised else []), level("P1.2")]) is None
        assert file.read_text() == AFTER.replace("P1.1: 2", "P1.1: {level: 2, evidence: [{title: e}]}")
        store.undo(Inverse(START, store.text))
        assert file.read_text() == START
        if not failing.failed:
            break


def test_undo_of_what_may_not_be_safe_yet(file: Path) -> None:
    """The rename succeeded and the folder's fsync failed: reported as not saved, and undo reverts it."""
    store = AnswerFile.open(str(file))
    for nth in range(1, 60):
        failing = Failing(nth, errno.EIO)
        raised = failing.during(lambda store=store: store.save([level("P1.2")]))  # type: ignore[misc]
        if raised is not None and "power failure" in str(raised):
            break
        file.write_text(START)
        store = AnswerFile.open(str(file))
    assert file.read_text() == AFTER
    store.save([])
    assert file.read_text() == START


# ---- a disk that is full ---------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 kB."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, left: int = 0) -> Path:
    """Write until nothing fits any more, then give some bytes back."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as filler:
        with contextlib.suppress(OSError):
            while True:
                filler.write(b"x" * 512)
        filler.truncate(max(0, filler.tell() - left))
    return path


def test_a_full_disk_leaves_the_old_file_whatever_still_fits(small: Path) -> None:
    file = small / "answers.yaml"
    before = START + "".join(f"  P2.{number}: {{level: 1, note: {'words ' * 30}}}\n" for number in range(60))
    results = set()
    for left in range(0, 32 * 1024, 4096):
        file.write_text(before)
        store = AnswerFile.open(str(file))
        filler = fill(small, left)
        saved = True
        try:
            store.save([level("P1.2")])
        except OSError as error:
            saved = "No space left" not in str(error)
        results.add(saved)
        assert names(small) == ["answers.yaml", "filler"]
        assert file.read_text() == (before + "  P1.2: {level: 3}\n" if saved else before)
        filler.unlink()
        assert store.save([level("P1.2")]) is None
        assert "  P1.2: {level: 3}\n" in file.read_text()
    assert results == {True, False}


def test_answer_on_a_full_disk(small: Path) -> None:
    file = small / "answers.yaml"
    file.write_text("playbook: act-iac-cx-2018\nanswers: {}\n")
    filler = fill(small)
    done = cxassess("answer", file, "P1.1=3", cwd=small)
    assert done.returncode == 5
    assert "no space left on device" in done.stderr.decode()
    assert file.read_text() == "playbook: act-iac-cx-2018\nanswers: {}\n"
    assert names(small) == ["answers.yaml", "filler"]
    filler.unlink()
    assert cxassess("answer", file, "P1.1=3", cwd=small).returncode == 0


def test_a_full_state_folder_never_stops_a_session(small: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXASSESS_STATE", str(small / "state"))
    with locked(file, "assess") as doubt:
        assert doubt == ""
    fill(small)
    with locked(file, "assess"):
        drafts = Drafts(file)
        assert not drafts.keep("P1.1", "a note")
        assert drafts.texts() == {}
        with pytest.raises(OSError, match="No space left"):
            backup(file)
        AnswerFile.open(str(file)).save([level("P1.2")])
    assert file.read_text() == AFTER


# ---- kill -9 ---------------------------------------------------------------------------------------

SAVED = re.compile(rb"Saved\. ([AB]\d+) = (\d)")


class Victim:
    """A session of the real `assess` at a terminal of its own, answered as fast as it asks."""

    def __init__(self, file: Path, playbook: Path) -> None:
        import pty

        words = [sys.executable, "-m", "cxassess", "assess", str(file), "--plain", "--playbook", str(playbook)]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "TERM": "xterm"}
        self.end, theirs = pty.openpty()
        self.process = subprocess.Popen(words, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self.said = b""
        self.seen = 0

    def prompted(self) -> bool:
        """Read until it asks for the next level."""
        until = time.monotonic() + 120
        while (at := self.said.find(b"Level 1-3", self.seen)) < 0:
            assert time.monotonic() < until, self.said
            if not self.read(1):
                return False
        self.seen = at + 1
        return True

    def read(self, seconds: float) -> bool:
        """Take what it shows within some time; False when it is gone."""
        if not select.select([self.end], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.end, 65536)
        except OSError:
            data = b""
        self.said += data
        return bool(data)

    def answer(self, key: str) -> None:
        os.write(self.end, f"{key}\n".encode())

    def killed(self, seconds: float) -> dict[str, str]:
        """Kill it after some time, and return the answers that it had reported as saved."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and self.read(left):
            pass
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(60) == -signal.SIGKILL, self.said
        while self.read(0.5):
            pass
        os.close(self.end)
        return {id.decode(): key.decode() for id, key in SAVED.findall(self.said)}


@needs("terminal")
@pytest.mark.slow
def test_no_kill_costs_an_acknowledged_answer(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """`--kills N` says how often; 40 by default. After each kill the file is whole and holds all that was "Saved."."""
    kills = int(pytestconfig.getoption("--kills"))
    playbook = tiny(tmp_path, plays={"A": [{} for _ in range(99)], "B": [{} for _ in range(99)]})
    folder = tmp_path / "answers"
    folder.mkdir()
    file, chance = folder / "a.yaml", random.Random(20_261_122)
    acknowledged: dict[str, str] = {}
    pace = [0.02]  # seconds from a key to the next prompt: kills come before, while and after a save
    for _ in range(kills):
        if not acknowledged or len(acknowledged) > 150:
            file.write_text("playbook: tiny  # mine\nanswers: {}\n")
            file.chmod(0o600)
            acknowledged = {}
        victim, typed = Victim(file, playbook), 0.0
        for _ in range(chance.choice([1, 1, 2, 3])):
            assert victim.prompted(), victim.said
            pace += [time.monotonic() - typed] if typed else []
            typed = time.monotonic()
            victim.answer(chance.choice("123"))
        acknowledged |= victim.killed(chance.uniform(0, 1.2 * sorted(pace)[len(pace) // 2]))
        answers: Any = AnswerFile.open(str(file)).parsed.data["answers"]
        held = {id: answer["level"] for id, answer in answers.items()}
        assert acknowledged.items() <= held.items(), victim.said
        acknowledged = held
        assert file.read_text().startswith("playbook: tiny  # mine\n")
        left = [name for name in names(folder) if name != "a.yaml"]
        assert len(left) <= 1, left  # half a file beside it is all that a kill may leave, until the next start
        assert all(re.fullmatch(r"\.a\.yaml\.[0-9a-f]{12}\.tmp", name) for name in left)
        assert all((folder / name).stat().st_mode & 0o777 == 0o600 for name in left)
    assert acknowledged


def test_what_a_killed_save_left_is_gone_at_the_next_start(file: Path) -> None:
    ours = file.with_name(".answers.yaml.0123456789ab.tmp")
    others = [".answers.yaml.tmp", ".other.yaml.0123456789ab.tmp", ".answers.yaml.notes.tmp", "answers.yaml.bak"]
    for name in (ours.name, *others):
        file.with_name(name).write_text("x")
    try_folder(file)
    assert names(file.parent) == sorted([*others, "answers.yaml"])
