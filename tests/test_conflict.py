"""Somebody else changes the file during a session: both changes are kept, or a person is asked; nothing is overwritten."""

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
from cxassess.answers.file.conflict import Conflicting, merge, replace_unit, units
from cxassess.answers.file.save import AnswerFile, Conflict, FileChanged
from cxassess.answers.file.undo import Inverse
from cxassess.problems import Page, Problems
from cxassess.source.comments import comments
from cxassess.source.edits import APPEND, RENAME, Edit, apply_edits, plain_data, remove
from cxassess.source.emit import Unquoted, flow_text
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
    return Edit(("answers", question, "level"), Unquoted(key))


def note(question: str, text: str = "ours") -> Edit:
    return Edit(("answers", question, "note"), text)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(START)
    return path


def after(file: Path, theirs: Callable[[str], str], *edits: Edit, **options: Any) -> tuple[str, str]:
    """Save after somebody else changed the text; return the messages and the file."""
    store = AnswerFile.open(str(file))
    file.write_text(theirs(file.read_text()))
    return str(store.save(edits, **options) or ""), file.read_text()


def change(old: str, new: str) -> Callable[[str], str]:
    def made(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return made


def test_different_questions_both_stay(file: Path) -> None:
    said, text = after(file, change("P1.1: 2", "P1.1: 5 # wrong before,"), level("P1.2", "4"))
    assert said == "Someone else changed the answer to P1.1 in the file; that change is kept too."
    assert text == START.replace("P1.1: 2", "P1.1: 5 # wrong before,").replace("level: 3", "level: 4")


def test_comments_and_order_of_others_stay(file: Path) -> None:
    other = "# by hand\nanswers:\n    P1.2:   # moved up\n      note: old\n      level: 3\n    P1.1: 2\nplaybook: p\n"
    other += "targets: {P1: {by: 2027-09-30, level: 4}}\n"
    said, text = after(file, lambda text: other, level("P1.2", "4"), note("P1.1"))
    assert said == "Someone else changed the answer to P2.1 in the file; that change is kept too."
    assert text == other.replace("level: 3", "level: 4").replace(
        "    P1.1: 2\n", "    P1.1:\n        level: 2\n        note: ours\n"
    )


def test_a_change_of_comments_alone_is_kept_without_a_word(file: Path) -> None:
    said, text = after(file, lambda text: f"# mine\n{text}", level("P1.2", "4"))
    assert (said, text) == ("", "# mine\n" + START.replace("level: 3", "level: 4"))


def test_the_same_change_by_both_is_one(file: Path) -> None:
    said, text = after(file, change("level: 3", "level: 4"), level("P1.2", "4"))
    assert (said, text) == ("", START.replace("level: 3", "level: 4"))


def test_a_target_and_the_answer_to_the_same_question_both_stay(file: Path) -> None:
    said, text = after(file, change("P1: {level", "P1.2: {level: 5}\n  P1: {level"), level("P1.2", "4"))
    assert said == "Someone else changed the target of P1.2 in the file; that change is kept too."
    assert text == START.replace("P1: {level", "P1.2: {level: 5}\n  P1: {level").replace("level: 3", "level: 4")


def test_two_new_answers_at_one_place_both_stay(file: Path) -> None:
    said, text = after(file, change("targets:", "  P2.2: 1\ntargets:"), level("P2.3", "4"))
    assert said == "Someone else changed the answer to P2.2 in the file; that change is kept too."
    assert text == START.replace("targets:", "  P2.2: 1\n  P2.3:\n    level: 4\ntargets:")


def test_bytes_as_long_and_as_old_as_before_are_noticed(file: Path) -> None:
    store, times = AnswerFile.open(str(file)), file.stat()
    file.write_text(START.replace("level: 3", "level: 1"))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert file.stat().st_size == times.st_size
    with pytest.raises(Conflict):
        store.save([level("P1.2", "4")])
    assert str(store.save([level("P1.1", "4")])).startswith("Someone else changed the answer to P1.2")


def test_a_byte_order_mark_of_others_stays(file: Path) -> None:
    store = AnswerFile.open(str(file))
    file.write_bytes(b"\xef\xbb\xbf" + START.replace("\n", "\r\n").encode())
    store.save([level("P1.2", "4")])
    assert file.read_bytes() == b"\xef\xbb\xbf" + START.replace("\n", "\r\n").replace("level: 3", "level: 4").encode()


def test_many_changes_are_counted(file: Path) -> None:
    more = "".join(f"  P9.{number}: 1\n" for number in range(7))
    said, _ = after(file, change("targets:\n", f"{more}targets:\n"), level("P1.2", "4"))
    shown = (
        "the answer to P9.0, the answer to P9.1, the answer to P9.2, the answer to P9.3, the answer to P9.4 and 2 more"
    )
    assert said == f"Someone else changed {shown} in the file; that change is kept too."


# ---- what a person has to decide -------------------------------------------------------------------


def conflict(file: Path, theirs: Callable[[str], str], *edits: Edit) -> tuple[AnswerFile, Conflict]:
    store = AnswerFile.open(str(file))
    file.write_text(theirs(file.read_text()))
    before = file.read_bytes()
    with pytest.raises(Conflict) as caught:
        store.save(edits)
    assert file.read_bytes() == before
    return store, caught.value


def test_the_same_answer_is_asked(file: Path) -> None:
    other = change("level: 3", "unknown: true")
    store, caught = conflict(file, other, level("P1.2", "4"), note("P1.1"))
    assert str(caught) == f"{file}: someone else changed the answer to P1.2 too"
    (one,) = caught.conflicts
    assert (one.label, one.in_words) == ("the answer to P1.2", ("level 4, note old", "don't know, note old"))
    store.save([level("P1.2", "4"), note("P1.1")], ours=[one])
    text = file.read_text()
    assert "  P1.2: {level: 4, note: old}\n" in text
    assert "  P1.1:  # from the minutes\n    level: 2\n    note: ours\n" in text


def test_different_fields_of_one_answer_are_asked(file: Path) -> None:
    """What one writes beside an answer may rest on the level that the other changed."""
    store, caught = conflict(file, change("note: old", "note: theirs, confidence: low"), level("P1.2", "4"))
    (one,) = caught.conflicts
    assert one.in_words == ("level 4, note old", "level 3, note theirs, confidence low")
    store.save([level("P1.2", "4")], theirs=[one])
    assert "  P1.2: {level: 3, note: theirs, confidence: low}\n" in file.read_text()


def test_theirs_may_be_chosen(file: Path) -> None:
    other = change("level: 3", "unknown: true")
    store, caught = conflict(file, other, level("P1.2", "4"), note("P1.1"))
    store.save([level("P1.2", "4"), note("P1.1")], theirs=caught.conflicts)
    assert "  P1.2: {unknown: true, note: old}\n" in file.read_text()
    assert "note: ours" in file.read_text()
    store.save([note("P1.2", "new")])  # and nothing is asked twice
    assert "  P1.2: {unknown: true, note: new}\n" in file.read_text()


def test_each_kind_of_conflict_is_described_in_words(file: Path) -> None:
    theirs = START.replace("note: old", "note: new").replace("P1.1: 2", "P1.1: 1").replace("level: 4", "score: 3.5")
    theirs = theirs.replace("none here", "none anywhere")
    ours = [note("P1.2"), remove("answers", "P1.1"), Edit(("targets", "P1", "level"), Unquoted("5"))]
    ours += [Edit(("answers", "P2.1", "not_applicable"), Unquoted("2"), RENAME, "level")]
    _, caught = conflict(file, lambda text: theirs, *ours)
    assert {one.label: one.in_words for one in caught.conflicts} == {
        "the answer to P1.2": ("level 3, note ours", "level 3, note new"),
        "the answer to P1.1": ("nothing", "level 1"),
        "the target of P1": ("level 5, by 2027-09-30", "score 3.5, by 2027-09-30"),
        "the answer to P2.1": ("level 2, evidence a", "not applicable: none anywhere, evidence a"),
    }


def test_what_is_asked_is_one_unit_and_a_review_two(file: Path) -> None:
    file.write_text(f"{START}asks: [{{text: Sign it}}]\nreview: {{by: OIG}}\n")
    other = change("Sign it}", "Sign it, who: CFO}")
    ours = [Edit(("asks",), {"text": "Fund it"}, APPEND), Edit(("review", "date"), Unquoted("2026-12-01"))]
    store, caught = conflict(file, other, *ours)
    (one,) = caught.conflicts
    assert (one.label, one.in_words) == ("what is asked", ("Sign it; Fund it", "Sign it, who CFO"))
    store.save(ours, ours=[one])
    assert file.read_text().endswith(
        "asks:\n  - {text: Sign it}\n  - {text: Fund it}\nreview: {by: OIG, date: 2026-12-01}\n"
    )


def test_two_people_may_set_who_reviewed_and_when(file: Path) -> None:
    other = change("targets:", "review: {by: OIG}\ntargets:")
    said, text = after(file, other, Edit(("review", "date"), Unquoted("2026-12-01")))
    assert said == "Someone else changed review by in the file; that change is kept too."
    assert "review: {by: OIG, date: 2026-12-01}\n" in text


def test_undo_of_what_is_asked(file: Path) -> None:
    asks = "asks:\n  # first\n  - text: Sign it  # soon\n    who: Deputy\n"
    file.write_text(START + asks)
    store = AnswerFile.open(str(file))
    inverse = saved(store, remove("asks"))
    file.write_text(file.read_text().replace("P1.1: 2", "P1.1: 5"))
    store.undo(inverse)
    assert file.read_text() == (START + asks).replace("P1.1: 2", "P1.1: 5")


def test_a_conflict_that_changed_again_is_asked_again(file: Path) -> None:
    store, caught = conflict(file, change("level: 3", "level: 5"), level("P1.2", "4"))
    file.write_text(START.replace("level: 3", "level: 1"))
    with pytest.raises(Conflict) as again:
        store.save([level("P1.2", "4")], ours=caught.conflicts)
    assert again.value.conflicts[0].in_words == ("level 4, note old", "level 1, note old")
    assert "level: 1" in file.read_text()


def test_the_wording_goes_with_the_answer_that_is_chosen(file: Path) -> None:
    wording = Edit(("wording", "P1.2"), "0a1b2c3d")
    theirs = START.replace("level: 3", "level: 5") + "wording: {P1.2: 5f2c9a1e}\n"
    for side, kept in (("ours", "level: 4"), ("theirs", "level: 5")):
        file.write_text(START)
        store, caught = conflict(file, lambda text: theirs, level("P1.2", "4"), wording)
        store.save([level("P1.2", "4"), wording], **{side: caught.conflicts})
        assert kept in file.read_text()
        assert ("0a1b2c3d" in file.read_text()) == (side == "ours")
        assert ("5f2c9a1e" in file.read_text()) == (side == "theirs")
    by_hand = START.replace("level: 3", "level: 5")  # which does not say how the question was worded
    file.write_text(START)
    store, caught = conflict(file, lambda text: by_hand, level("P1.2", "4"), wording)
    store.save([level("P1.2", "4"), wording], theirs=caught.conflicts)
    assert file.read_text() == by_hand


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        (START + "P1.1: [\n", "line 11 cannot be read: "),
        (START + "answers: {P1.1: 4}\n", "line 10 cannot be read: "),
        (START.replace("playbook: p", "playbook: q"), "it now has a different playbook"),
        (START + "version: 2\noverlays: [quick]\n", "it now has a different version and overlays"),
        (START.replace("  P1.1: 2  # from the minutes\n", "  P1.1: [2]\n"), "the answer to P1.1 too"),
        ("playbook: p\nanswers: nothing\n", ""),
        ("", ""),
    ],
    ids=["broken", "twice", "book", "edition", "list", "text", "empty"],
)
def test_what_cannot_be_merged_is_left_unchanged(file: Path, theirs: str, said: str) -> None:
    store = AnswerFile.open(str(file))
    file.write_text(theirs)
    with pytest.raises(FileChanged) as caught:
        store.save([Edit(("answers", "P1.1", "note"), "x")])
    assert str(caught.value).startswith(f"{file}: someone else changed ")
    assert said in str(caught.value)
    assert file.read_text() == theirs
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_change_in_the_last_moment_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file changes just before the rename that saves it: the change is merged, or the save is refused."""
    real, times = save.write_whole, [1]

    def late(path: Path, data: bytes, **options: Any) -> None:
        if times[0]:
            times[0] -= 1
            path.write_text(re.sub(r"P1.1: \d+", f"P1.1: {times[0] + 3}", path.read_text()))
        real(path, data, **options)

    monkeypatch.setattr(save, "write_whole", late)
    assert str(AnswerFile.open(str(file)).save([level("P1.2", "4")])).startswith(
        "Someone else changed the answer to P1.1"
    )
    assert file.read_text() == START.replace("level: 3", "level: 4").replace("P1.1: 2", "P1.1: 3")
    file.write_text(START)
    times[0] = 99
    with pytest.raises(FileChanged):
        AnswerFile.open(str(file)).save([level("P1.2", "4")])
    assert "P1.2: {level: 3, note: old}" in file.read_text()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


# ---- undo ------------------------------------------------------------------------------------------


def saved(store: AnswerFile, *edits: Edit) -> Inverse:
    """The inverse of a change that is saved now."""
    before = store.parsed
    store.save(edits)
    return Inverse(before.page.content, before.patched(edits).page.content)


def test_undo_takes_back_ours_and_keeps_theirs(file: Path) -> None:
    store = AnswerFile.open(str(file))
    first = saved(store, level("P1.2", "4"))
    file.write_text(file.read_text().replace("P1.1: 2", "P1.1: 5  # theirs,"))
    second = saved(store, note("P1.2"))
    third = saved(store, level("P2.2", "1"))
    store.undo(third)
    store.undo(second)
    theirs = START.replace("P1.1: 2", "P1.1: 5  # theirs,")
    assert file.read_text() == theirs.replace("level: 3", "level: 4")
    store.undo(first)
    assert file.read_text() == theirs


def test_undo_when_somebody_changed_the_file_just_now(file: Path) -> None:
    store = AnswerFile.open(str(file))
    inverse = saved(store, level("P1.2", "4"))
    file.write_text(file.read_text().replace("P1.1: 2", "P1.1: 5"))
    said = str(store.undo(inverse))
    assert said == "Someone else changed the answer to P1.1 in the file; that change is kept too."
    assert file.read_text() == START.replace("P1.1: 2", "P1.1: 5")


def test_undo_puts_back_the_bytes_and_comments_that_the_change_removed(file: Path) -> None:
    file.write_text(START.replace("  P1.2: {level: 3, note: old}\n", "  P1.2:  # mine\n    level:   3 # why\n"))
    before, store = file.read_text(), AnswerFile.open(str(file))
    inverse = saved(store, Edit(("answers", "P1.2"), {"unknown": Unquoted("true")}))
    assert "  P1.2:  # mine\n    unknown: true\n    # why\n" in file.read_text()
    file.write_text("# theirs\n" + file.read_text())
    store.undo(inverse)
    assert file.read_text() == "# theirs\n" + before


def test_undo_where_others_wrote_the_lines_anew_goes_by_what_they_say(file: Path) -> None:
    store = AnswerFile.open(str(file))
    inverse = saved(store, level("P1.2", "4"))
    file.write_text(file.read_text().replace("  P1.2: {level: 4, note: old}", "  P1.2: {note: old, level: 4}"))
    store.undo(inverse)
    assert "  P1.2: {level: 3, note: old}\n" in file.read_text()


def test_undo_never_takes_back_what_somebody_else_wrote(file: Path) -> None:
    store = AnswerFile.open(str(file))
    inverse = saved(store, level("P1.2", "4"))
    other = file.read_text().replace("level: 4, note", "level: 5, note")
    file.write_text(other)
    with pytest.raises(FileChanged, match=r"cannot be merged \(the answer to P1.2 too\)"):
        store.undo(inverse)
    assert file.read_text() == other


# ---- laws ------------------------------------------------------------------------------------------

IDS = ["P1.1", "P1.2", "P2.1", "P2.2"]
NAMES = ["answer", "note", "confidence", "evidence"]
UNITS = [("answers", id) for id in IDS] + [("targets", id) for id in IDS] + [("subject", "agency"), ("focus",)]
WORDS = st.sampled_from(["a", "b: c", "x # y", "yes", "3", "two\nlines", "客户"])
STATES = st.one_of(
    st.fixed_dictionaries({"level": st.sampled_from("12345")}),
    st.fixed_dictionaries({"not_applicable": WORDS}),
    st.just({"unknown": "true"}),
)


def value_of(name: str) -> st.SearchStrategy[Any]:
    if name == "answer":
        return STATES
    if name == "target":
        return st.one_of(st.fixed_dictionaries({"level": st.sampled_from("12345")}), st.just({"score": "3.5"}))
    return st.lists(WORDS, min_size=1, max_size=2) if name in ("evidence", "focus") else WORDS


ANSWER = st.tuples(
    STATES,
    st.fixed_dictionaries(
        {}, optional={"note": WORDS, "evidence": value_of("evidence"), "wording": st.just("0a1b2c3d")}
    ),
).map(lambda parts: {**parts[0], **parts[1]})


def value_of_unit(unit: tuple[str, ...]) -> st.SearchStrategy[Any]:
    if unit[0] == "answers":
        return ANSWER
    return value_of({"targets": "target", "focus": "focus"}.get(unit[0], "agency"))


CHANGES = st.sets(st.sampled_from(UNITS), max_size=5).flatmap(
    lambda chosen: st.fixed_dictionaries({unit: st.none() | value_of_unit(unit) for unit in sorted(chosen)})
)


def edits(changes: dict[Any, Any]) -> list[Edit]:
    return [edit for unit, value in changes.items() for edit in replace_unit(unit, value)]


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
        fields = {name: draw(value_of(name)) for name in NAMES if draw(st.booleans())}
        state = fields.pop("answer", {})
        whole = {**state, **fields}
        if not fields and "level" in state and draw(st.booleans()):
            lines.append(f"  {id}: {state['level']}{remark()}")
        elif whole and draw(st.booleans()):
            lines.append(f"  {id}:{remark()}")
            lines += [f"    {name}: {flow_text(value)}{remark()}" for name, value in whole.items()]
        elif whole:
            lines.append(f"  {id}: {flow_text(whole)}{remark()}")
    if draw(st.booleans()):
        lines.append(f"targets: {flow_text({id: draw(value_of('target')) for id in IDS[:2]})}{remark()}")
    return "\n".join(lines) + "\n"


def read(text: str) -> dict[str, Any]:
    data = plain_data(parse(Page("x", text), Problems()))
    assert isinstance(data, dict)
    return data


def remarks(text: str) -> list[str]:
    return sorted(re.findall(r"# c\d+", "\n".join(comments(parse(Page("x", text), Problems())))))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts(), CHANGES, CHANGES)
def test_changes_of_different_units_merge_to_what_both_give(
    tmp_path_factory: pytest.TempPathFactory, text: str, ours: dict[Any, Any], theirs: dict[Any, Any]
) -> None:
    """Two people change different units of any file: what comes out holds both changes, and every comment."""
    mine = {unit: value for unit, value in ours.items() if unit not in theirs}
    base = units(read(text))
    path = tmp_path_factory.getbasetemp() / "law.yaml"
    path.write_text(text, encoding="utf-8")
    store, other = AnswerFile.open(str(path)), AnswerFile.open(str(path))
    other.save(edits(theirs))
    between = path.read_text(encoding="utf-8")
    store.save(edits(mine))
    after = path.read_text(encoding="utf-8")
    wanted = {**base, **theirs, **mine}
    assert units(read(after)) == {unit: value for unit, value in wanted.items() if value is not None}
    assert remarks(after) == remarks(between) == remarks(text)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts(), CHANGES, CHANGES)
def test_a_merge_never_drops_a_change_without_a_word(text: str, ours: dict[Any, Any], theirs: dict[Any, Any]) -> None:
    """Each unit holds one of the two changes; where both changed it differently, that is a conflict."""
    base = read(text)
    now = apply_edits(base, edits(theirs))
    old, mine, their = units(base), units(apply_edits(base, edits(ours))), units(now)

    def answer(data: Any) -> Any:  # how it was worded is nothing that two people can disagree about
        return {name: value for name, value in data.items() if name != "wording"} if isinstance(data, dict) else data

    both = {unit for unit in ours if unit in theirs}
    differ = {unit for unit in both if answer(mine.get(unit)) != answer(their.get(unit))}
    asked = {unit for unit in differ if answer(old.get(unit)) != answer(their.get(unit))}
    if asked:
        with pytest.raises(Conflicting) as caught:
            merge(base, now, edits(ours), (), ())
        assert {one.unit for one in caught.value.conflicts} == asked
        return
    merged = units(apply_edits(now, merge(base, now, edits(ours), (), ())))
    for unit in {*old, *mine, *their}:
        assert answer(merged.get(unit)) == answer((mine if unit in ours else their).get(unit))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts(), CHANGES, CHANGES)
def test_undo_is_the_inverse_whatever_others_changed(
    tmp_path_factory: pytest.TempPathFactory, text: str, ours: dict[Any, Any], theirs: dict[Any, Any]
) -> None:
    """Of any file: our change taken back leaves what there was, with what others changed elsewhere."""
    other_units = {unit: value for unit, value in theirs.items() if unit not in ours}
    path = tmp_path_factory.getbasetemp() / "undo.yaml"
    path.write_text(text, encoding="utf-8")
    store = AnswerFile.open(str(path))
    inverse = saved(store, *edits(ours))
    AnswerFile.open(str(path)).save(edits(other_units))
    store.undo(inverse)
    after = path.read_text(encoding="utf-8")
    wanted = {**units(read(text)), **other_units}
    assert units(read(after)) == {unit: value for unit, value in wanted.items() if value is not None}
    assert other_units or after == text
