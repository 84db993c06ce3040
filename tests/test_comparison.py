"""What is compared with an earlier assessment: the same questions as they were asked, whatever overlay asked them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import cxassess, tiny

from cxassess.answers import Library, comparable, load_answers
from cxassess.answers.library import with_wording
from cxassess.playbook import Catalog, load_playbook

OVERLAYS = {
    "kind": "change: {A: {leader_questions: [Who decides?]}, A1: {why: So., next: {1: Go.}, views: {}}}",
    "reword": "change: {A2: {text: Do we ask on the phone?}}",
    "less": "hide: [B2]",
    "heavy": "change: {B: {weight: 3}}",
    "points": "scoring: {unknown: bottom}",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the playbook `tiny`, overlays of it, and `plain.yaml`, answers without one."""
    tiny(tmp_path, plays={"A": [{}, {}], "B": [{}, {}]})
    (tmp_path / "overlays").mkdir()
    for name, fields in OVERLAYS.items():
        (tmp_path / "overlays" / f"{name}.yaml").write_text(f"overlay: {name}\nextends: tiny\n{fields}\n", "utf-8")
    answer(tmp_path, "plain")
    return tmp_path


def answer(home: Path, name: str) -> Path:
    """Answers under the overlay of this name, or under none for `plain`, as our commands write them."""
    overlays = "" if name == "plain" else f"overlays: [{name}]\n"
    path = home / f"{name}.yaml"
    path.write_text(f'playbook: tiny\nversion: "1"\ndate: 2026-01-10\n{overlays}answers: {{}}\n', encoding="utf-8")
    run(home, "answer", path.name, "A1=1", "A2=2", "B1=3", *([] if name == "less" else ["B2=2"]))
    return path


def run(home: Path, *words: str) -> tuple[str, str]:
    """Standard output and standard error of a command that does what it is to do."""
    done = cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.decode().split()), done.stderr.decode()


SAME = "The overall score was 2.00 last time and is 2.00 now (0.00)."
OTHER = "but the two are not based on the same questions."
NOT_ALL = "so not all of their scores are based on the same questions."


@pytest.mark.parametrize(
    ("earlier", "said", "unsaid"),
    [
        (
            "kind",
            [SAME, "The two were tailored differently (kind last time, no overlay now), but ask the same questions."],
            OTHER,
        ),
        (
            "reword",
            [
                f"The overall score was 2.00 last time and is 2.00 now, {OTHER}",
                "1 question cannot be compared because their wording changed, was tailored differently or is not known: A2.",
                f"(reword last time, no overlay now), {NOT_ALL}",
            ],
            SAME,
        ),
        ("less", [OTHER, f"(less last time, no overlay now), {NOT_ALL}"], "cannot be compared"),
        ("heavy", [OTHER, NOT_ALL], "cannot be compared"),
        ("points", [OTHER, NOT_ALL], "cannot be compared"),
    ],
)
def test_answers_under_an_overlay_that_is_taken_away(earlier: str, said: list[str], unsaid: str, home: Path) -> None:
    answer(home, earlier)
    for before, now in ((f"{earlier}.yaml", "plain.yaml"), ("plain.yaml", f"{earlier}.yaml")):
        out, _ = run(home, "report", now, "--baseline", before)
        expected = said if now == "plain.yaml" else [text.split("last time")[0].split("(")[0] for text in said]
        assert [text for text in expected if text not in out] == []
        assert unsaid not in out


def test_a_question_that_an_overlay_leaves_alone_keeps_its_digest(home: Path) -> None:
    """The same file without its overlay: only what the overlay worded differently is to be reviewed."""
    for name, warned in (("kind", False), ("heavy", False), ("reword", True)):
        path = answer(home, name)
        path.write_text(path.read_text(encoding="utf-8").replace(f"overlays: [{name}]\n", ""), encoding="utf-8")
        _, err = run(home, "score", path.name)
        assert ("the wording of tiny changed since these answers were given; cannot be compared: A2 (" in err) is warned
        assert ("A1" in err, "warning" in err) == (False, warned)


def test_answers_without_recorded_wordings_are_compared_by_what_their_overlays_ask(home: Path) -> None:
    for name in ("kind", "reword"):
        path = answer(home, name)
        path.write_text(path.read_text(encoding="utf-8").split("wording:")[0], encoding="utf-8")
    assert SAME in run(home, "report", "plain.yaml", "--baseline", "kind.yaml")[0]
    out, _ = run(home, "report", "plain.yaml", "--baseline", "reword.yaml")
    assert "1 question cannot be compared" in out
    assert "or is not known: A2." in out


def test_the_wording_of_earlier_answers_is_known_by_their_overlays(home: Path) -> None:
    """As `assess --from` shows them with the questions of a file that has other overlays."""
    path = answer(home, "reword")
    path.write_text(path.read_text(encoding="utf-8").split("wording:")[0], encoding="utf-8")
    plain, _ = load_playbook(home / "tiny")
    earlier = with_wording(load_answers(str(path), Library(Catalog((home,)))))
    assert [question.id for question in plain.questions() if not comparable(earlier, question, plain)] == ["A2"]


def test_answers_to_one_older_wording_are_compared_with_each_other(home: Path) -> None:
    """The question was reworded after both were answered."""
    for path in (home / "plain.yaml", answer(home, "kind")):
        text = path.read_text(encoding="utf-8")
        digest = text.split("  A1: ")[2].split("\n")[0]
        path.write_text(text.replace(digest, "0123abcd"), encoding="utf-8")
    out, _ = run(home, "report", "plain.yaml", "--baseline", "kind.yaml")
    assert SAME in out
