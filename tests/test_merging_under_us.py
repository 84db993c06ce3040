"""Somebody else changes the file during a session: both changes stay, or a person is asked; nothing is written over."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxassess.answers.file import save
from cxassess.answers.file.conflict import fields, merged, steps
from cxassess.answers.file.save import AnswerFile, ChangedUnderUs, Conflict
from cxassess.problems import Page, Problems
from cxassess.source.comments import comments
from cxassess.source.edits import APPEND, RENAME, Edit, changed, plain, remove
from cxassess.source.emit import Bare, inline
from cxassess.source.parse import parse

START = """\
playbook: p
answers:
  P1.1: 2  # from the minutes
  P1.2: {level: 3, note: old}
  P2.1:
    not_applicable: none here  # says the CIO
    evidence: [a]
targets:
  P1: {level: 4, by: 2027-09-30}
"""


def level(question: str, key: str = "3") -> Edit:
    return Edit(("answers", question, "level"), Bare(key))


def note(question: str, text: str = "ours") -> Edit:
    return Edit(("answers", question, "note"), text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(START)
    return path


def after(file: Path, theirs: Callable[[str], str], *edits: Edit, **options: Any) -> tuple[str, str]:
    """What the file holds and what is said when we save after somebody else changed the text."""
    store = AnswerFile.open(str(file))
    file.write_text(theirs(file.read_text()))
    return store.save(edits, **options), file.read_text()


def change(old: str, new: str) -> Callable[[str], str]:
    def made(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return made


def test_different_questions_both_stay(file: Path) -> None:
    said, text = after(file, change("P1.1: 2", "P1.1: 5 # wrong before,"), level("P1.2", "4"))
    assert said == "Somebody else changed P1.1 answer in the file; their change is kept as well."
    assert text == START.replace("P1.1: 2", "P1.1: 5 # wrong before,").replace("level: 3", "level: 4")


def test_different_fields_of_one_answer_both_stay(file: Path) -> None:
    said, text = after(file, change("note: old", "note: theirs, confidence: low"), level("P1.2", "4"))
    assert said == "Somebody else changed P1.2 note and P1.2 confidence in the file; their change is kept as well."
    assert "  P1.2: {level: 4, note: theirs, confidence: low}\n" in text


def test_comments_and_order_of_others_stay(file: Path) -> None:
    other = "# by hand\nanswers:\n    P1.2:   # moved up\n      note: old\n      level: 3\n    P1.1: 2\nplaybook: p\n"
    other += "targets: {P1: {by: 2027-09-30, level: 4}}\n"
    said, text = after(file, lambda text: other, level("P1.2", "4"), note("P1.1"))
    assert said == "Somebody else changed P2.1 answer and P2.1 evidence in the file; their change is kept as well."
    assert text == other.replace("level: 3", "level: 4").replace(
        "    P1.1: 2\n", "    P1.1:\n        level: 2\n        note: ours\n"
    )


def test_a_change_of_comments_alone_is_kept_without_a_word(file: Path) -> None:
    said, text = after(file, lambda text: f"# mine\n{text}", level("P1.2", "4"))
    assert (said, text) == ("", "# mine\n" + START.replace("level: 3", "level: 4"))


def test_the_same_change_of_both_is_one(file: Path) -> None:
    said, text = after(file, change("level: 3", "level: 4"), level("P1.2", "4"))
    assert (said, text) == ("", START.replace("level: 3", "level: 4"))


def test_evidence_of_both_stays(file: Path) -> None:
    ours = Edit(("answers", "P2.1", "evidence"), {"title": "ours"}, APPEND)
    _, text = after(file, change("[a]", "[a, theirs]"), ours)
    assert "    evidence: [a, theirs, {title: ours}]\n" in text


def test_new_evidence_of_both_stays(file: Path) -> None:
    ours = Edit(("answers", "P1.1", "evidence"), {"title": "ours"}, APPEND)
    _, text = after(file, change("P1.1: 2", "P1.1: {level: 2, evidence: theirs}"), ours)
    assert "  P1.1: {level: 2, evidence: [theirs, {title: ours}]}  # from the minutes\n" in text


def test_taking_an_answer_back_leaves_what_others_wrote_beside_it(file: Path) -> None:
    said, text = after(file, change("P1.1: 2", "P1.1: {level: 2, note: theirs}"), remove("answers", "P1.1"))
    assert "  P1.1: {note: theirs}  # from the minutes\n" in text
    assert said == "Somebody else changed P1.1 note in the file; their change is kept as well."


def test_a_state_keeps_its_comment_where_the_short_form_grew(file: Path) -> None:
    ours = Edit(("answers", "P2.1", "not_applicable"), Bare("2"), RENAME, "level")
    _, text = after(file, change("evidence: [a]", "note: theirs"), ours)
    assert "  P2.1:\n    level: 2  # says the CIO\n    note: theirs\n" in text


def test_bytes_as_long_and_as_old_as_before_are_noticed(file: Path) -> None:
    store, times = AnswerFile.open(str(file)), file.stat()
    file.write_text(START.replace("level: 3", "level: 1"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    with pytest.raises(Conflict):
        store.save([level("P1.2", "4")])
    assert store.save([level("P1.1", "4")]).startswith("Somebody else changed P1.2 answer")


def test_a_byte_order_mark_of_others_stays(file: Path) -> None:
    store = AnswerFile.open(str(file))
    file.write_bytes(b"\xef\xbb\xbf" + START.replace("\n", "\r\n").encode())
    store.save([level("P1.2", "4")])
    assert file.read_bytes() == b"\xef\xbb\xbf" + START.replace("\n", "\r\n").replace("level: 3", "level: 4").encode()


def test_many_changes_are_counted(file: Path) -> None:
    more = "".join(f"  P9.{number}: 1\n" for number in range(7))
    said, _ = after(file, change("targets:\n", f"{more}targets:\n"), level("P1.2", "4"))
    shown = "P9.0 answer, P9.1 answer, P9.2 answer, P9.3 answer, P9.4 answer and 2 more"
    assert said == f"Somebody else changed {shown} in the file; their change is kept as well."


# ---- what a person has to decide -------------------------------------------------------------------


def conflict(file: Path, theirs: Callable[[str], str], *edits: Edit) -> tuple[AnswerFile, Conflict]:
    store = AnswerFile.open(str(file))
    file.write_text(theirs(file.read_text()))
    before = file.read_bytes()
    with pytest.raises(Conflict) as caught:
        store.save(edits)
    assert file.read_bytes() == before
    return store, caught.value


def test_the_same_field_is_asked(file: Path) -> None:
    other = change("level: 3", "unknown: true")
    store, found = conflict(file, other, level("P1.2", "4"), note("P1.1"))
    assert str(found) == f"{file}: somebody else changed P1.2 answer as well"
    (clash,) = found.clashes
    assert (clash.field_label, clash.said) == ("P1.2 answer", ("level 4", "don't know"))
    store.save([level("P1.2", "4"), note("P1.1")], ours=[clash])
    text = file.read_text()
    assert "  P1.2: {level: 4, note: old}\n" in text
    assert "  P1.1:  # from the minutes\n    level: 2\n    note: ours\n" in text


def test_theirs_may_be_chosen(file: Path) -> None:
    other = change("level: 3", "unknown: true")
    store, found = conflict(file, other, level("P1.2", "4"), note("P1.1"))
    store.save([level("P1.2", "4"), note("P1.1")], theirs=found.clashes)
    assert "  P1.2: {unknown: true, note: old}\n" in file.read_text()
    assert "note: ours" in file.read_text()
    store.save([level("P1.2", "1")])  # and nothing is asked twice
    assert "  P1.2: {level: 1, unknown: true, note: old}\n" not in file.read_text()


def test_each_kind_of_clash_is_told_in_words(file: Path) -> None:
    theirs = START.replace("note: old", "note: new").replace("P1.1: 2", "P1.1: 1").replace("level: 4", "score: 3.5")
    theirs = theirs.replace("none here", "none anywhere")
    ours = [note("P1.2"), remove("answers", "P1.1"), Edit(("targets", "P1", "level"), Bare("5"))]
    ours += [Edit(("answers", "P2.1", "not_applicable"), Bare("2"), RENAME, "level")]
    _, found = conflict(file, lambda text: theirs, *ours)
    assert {clash.field_label: clash.said for clash in found.clashes} == {
        "P1.2 note": ("ours", "new"),
        "P1.1 answer": ("nothing", "level 1"),
        "P1 target": ("level 5", "score 3.5"),
        "P2.1 answer": ("level 2", "not applicable: none anywhere"),
    }


def test_a_clash_that_changed_again_is_asked_again(file: Path) -> None:
    store, found = conflict(file, change("level: 3", "level: 5"), level("P1.2", "4"))
    file.write_text(START.replace("level: 3", "level: 1"))
    with pytest.raises(Conflict) as again:
        store.save([level("P1.2", "4")], ours=found.clashes)
    assert again.value.clashes[0].said == ("level 4", "level 1")
    assert "level: 1" in file.read_text()


def test_the_wording_goes_with_the_answer_that_is_chosen(file: Path) -> None:
    wording = Edit(("wording", "P1.2"), "0a1b2c3d")
    theirs = START.replace("level: 3", "level: 5") + "wording: {P1.2: 5f2c9a1e}\n"
    for side, kept in (("ours", "level: 4"), ("theirs", "level: 5")):
        file.write_text(START)
        store, found = conflict(file, lambda text: theirs, level("P1.2", "4"), wording)
        store.save([level("P1.2", "4"), wording], **{side: found.clashes})
        assert kept in file.read_text()
        assert ("0a1b2c3d" in file.read_text()) == (side == "ours")
        assert ("5f2c9a1e" in file.read_text()) == (side == "theirs")
    by_hand = START.replace("level: 3", "level: 5")  # which does not say how the question was worded
    file.write_text(START)
    store, found = conflict(file, lambda text: by_hand, level("P1.2", "4"), wording)
    store.save([level("P1.2", "4"), wording], theirs=found.clashes)
    assert file.read_text() == by_hand


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (START + "P1.1: [\n", "line 11 cannot be read: "),
        (START + "answers: {P1.1: 4}\n", "line 10 cannot be read: "),
        (START.replace("playbook: p", "playbook: q"), "it now has another playbook"),
        (START + "version: 2\noverlays: [quick]\n", "it now has another version and overlays"),
        (START.replace("  P1.1: 2  # from the minutes\n", "  P1.1: [2]\n"), "'P1.1' is a list"),
        ("playbook: p\nanswers: nothing\n", ""),
        ("", ""),
    ],
    ids=["broken", "twice", "book", "edition", "list", "text", "empty"],
)
def test_what_cannot_be_joined_is_left_alone(file: Path, theirs: str, said: str) -> None:
    store = AnswerFile.open(str(file))
    file.write_text(theirs)
    with pytest.raises(ChangedUnderUs) as caught:
        store.save([Edit(("answers", "P1.1", "note"), "x")])
    assert str(caught.value).startswith(f"{file}: somebody else changed ")
    assert said in str(caught.value)
    assert file.read_text() == theirs
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_without_merging_any_change_stops_the_save(file: Path) -> None:
    other = f"{START}# more\n"
    with pytest.raises(ChangedUnderUs, match=r"since it was read$"):
        after(file, lambda text: other, level("P1.2"), merge=False)
    assert file.read_text() == other


def test_a_change_in_the_last_moment_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file changes when ours is on disk and only the rename is left: it is joined, or refused."""
    real, times = save.write_whole, [1]

    def late(path: Path, data: bytes, **options: Any) -> None:
        if times[0]:
            times[0] -= 1
            path.write_text(re.sub(r"P1.1: \d+", f"P1.1: {times[0] + 3}", path.read_text()))
        real(path, data, **options)

    monkeypatch.setattr(save, "write_whole", late)
    assert AnswerFile.open(str(file)).save([level("P1.2", "4")]).startswith("Somebody else changed P1.1 answer")
    assert file.read_text() == START.replace("level: 3", "level: 4").replace("P1.1: 2", "P1.1: 3")
    for number, merge in ((1, False), (99, True)):
        file.write_text(START)
        times[0] = number
        with pytest.raises(ChangedUnderUs):
            AnswerFile.open(str(file)).save([level("P1.2", "4")], merge=merge)
        assert "P1.2: {level: 3, note: old}" in file.read_text()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


# ---- undo ------------------------------------------------------------------------------------------


def test_undo_takes_back_ours_and_keeps_theirs(file: Path) -> None:
    store = AnswerFile.open(str(file))
    first = store.page.content
    store.save([level("P1.2", "4")])
    second = store.page.content
    file.write_text(file.read_text().replace("P1.1: 2", "P1.1: 5  # theirs,"))
    store.save([note("P1.2")])
    store.save([level("P2.2", "1")])
    store.restore(second)
    theirs = START.replace("P1.1: 2", "P1.1: 5  # theirs,")
    assert file.read_text() == theirs.replace("level: 3", "level: 4")
    store.restore(first)
    assert file.read_text() == theirs


def test_undo_when_somebody_changed_the_file_just_now(file: Path) -> None:
    store = AnswerFile.open(str(file))
    first = store.page.content
    store.save([level("P1.2", "4")])
    file.write_text(file.read_text().replace("P1.1: 2", "P1.1: 5"))
    said = store.restore(first)
    assert said == "Somebody else changed P1.1 answer in the file; their change is kept as well."
    assert file.read_text() == START.replace("P1.1: 2", "P1.1: 5")


def test_undo_never_takes_back_what_somebody_else_wrote(file: Path) -> None:
    store = AnswerFile.open(str(file))
    first = store.page.content
    store.save([level("P1.2", "4")])
    other = file.read_text().replace("level: 4, note", "level: 5, note")
    file.write_text(other)
    with pytest.raises(ChangedUnderUs, match=r"cannot be joined \(P1.2 answer too\)"):
        store.restore(first)
    assert file.read_text() == other


# ---- laws ------------------------------------------------------------------------------------------

IDS = ["P1.1", "P1.2", "P2.1", "P2.2"]
NAMES = ["answer", "note", "confidence", "evidence"]
FIELDS = [("answers", id, name) for id in IDS for name in NAMES] + [("targets", id, "target") for id in IDS]
WORDS = st.sampled_from(["a", "b: c", "x # y", "yes", "3", "two\nlines", "客户"])
STATES = st.one_of(
    st.fixed_dictionaries({"level": st.sampled_from("12345")}),
    st.fixed_dictionaries({"not_applicable": WORDS}),
    st.just({"unknown": "true"}),
)


def value_of(field: tuple[str, ...]) -> st.SearchStrategy[Any]:
    if field[2] == "answer":
        return STATES
    if field[2] == "target":
        return st.one_of(st.fixed_dictionaries({"level": st.sampled_from("12345")}), st.just({"score": "3.5"}))
    return st.lists(WORDS, min_size=1, max_size=2) if field[2] == "evidence" else WORDS


CHANGE = st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field), st.one_of(st.none(), value_of(field))))
CHANGES = st.dictionaries(st.sampled_from(FIELDS), st.none(), max_size=5).flatmap(
    lambda chosen: st.fixed_dictionaries({field: st.one_of(st.none(), value_of(field)) for field in chosen})
)


@st.composite
def texts(draw: Callable[[Any], Any]) -> str:
    """Answer files by different hands: short forms, braces and blocks, each line with a comment or without."""
    count = [0]

    def remark() -> str:
        if not draw(st.booleans()):
            return ""
        count[0] += 1
        return f"  # c{count[0]}"

    lines = [f"playbook: p{remark()}", f"answers:{remark()}"]
    for id in IDS:
        found = {name: draw(value_of(("answers", id, name))) for name in NAMES if draw(st.booleans())}
        state = found.pop("answer", {})
        whole = {**state, **found}
        if not found and "level" in state and draw(st.booleans()):
            lines.append(f"  {id}: {state['level']}{remark()}")
        elif whole and draw(st.booleans()):
            lines.append(f"  {id}:{remark()}")
            lines += [f"    {name}: {inline(value)}{remark()}" for name, value in whole.items()]
        elif whole:
            lines.append(f"  {id}: {inline(whole)}{remark()}")
    if draw(st.booleans()):
        lines.append(f"targets: {inline({id: draw(value_of(('targets', id, 'target'))) for id in IDS[:2]})}{remark()}")
    return "\n".join(lines) + "\n"


def read(text: str) -> dict[str, Any]:
    found = plain(parse(Page("x", text), Problems()))
    assert isinstance(found, dict)
    return found


def remarks(text: str) -> list[str]:
    return sorted(re.findall(r"# c\d+", "\n".join(comments(parse(Page("x", text), Problems())))))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts(), CHANGES, CHANGES)
def test_changes_of_different_fields_merge_to_what_both_give(
    tmp_path_factory: pytest.TempPathFactory, text: str, ours: dict[Any, Any], theirs: dict[Any, Any]
) -> None:
    """Two people change different fields of any file: what comes out holds both changes, and every comment."""
    mine = {field: value for field, value in ours.items() if field not in theirs}
    base = read(text)
    path = tmp_path_factory.getbasetemp() / "law.yaml"
    path.write_text(text, encoding="utf-8")
    store, other = AnswerFile.open(str(path)), AnswerFile.open(str(path))
    other.save(steps(base, {**fields(base), **theirs}))
    between = path.read_text(encoding="utf-8")
    store.save(steps(base, {**fields(base), **mine}))
    after = path.read_text(encoding="utf-8")
    wanted = {**fields(base), **theirs, **mine}
    assert fields(read(after)) == {field: value for field, value in wanted.items() if value is not None}
    assert remarks(after) == remarks(between) == remarks(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts(), CHANGES, CHANGES)
def test_a_merge_never_drops_a_change_without_a_word(text: str, ours: dict[Any, Any], theirs: dict[Any, Any]) -> None:
    """Each field holds ours, theirs or both; where both changed it differently, that is a clash."""
    data = read(text)
    base = fields(data)
    mine, their = ({**base, **changes} for changes in (ours, theirs))
    both = merged(data, changed(data, steps(data, mine)), changed(data, steps(data, their)))
    clashing = {clash.path for clash in both.clashes}
    for field in {*base, *mine, *their}:
        was, o, t, now = (found.get(field) for found in (base, mine, their, both.fields))
        if field in clashing:
            assert was not in (o, t)
            assert o != t
        elif field[-1] == "evidence" and o != t and was not in (o, t):
            added = [item for item in o[len(was or []) :] if item not in t]
            assert now == [*t, *added]
        else:
            assert now == (o if t == was else t)
