"""The shipped playbooks: their size and wording, best and worst scores, examples, and the crosswalk."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import textstat
from support import ROOT, crosswalk, cxassess

from cxassess.playbook import Catalog, Playbook, load_playbook, question_digest, scale_ends
from cxassess.playbook.content_checks import similar_questions
from cxassess.playbook.shared_content import load_examples, load_glossary, terms_used

PLAYBOOKS = ROOT / "playbooks"
GOLDEN = ROOT / "tests" / "golden"
REVIEW = ROOT / "docs" / "content-review.md"
BOOKS = {book.id: book for book in crosswalk.shipped()}
OVERLAYS = sorted((PLAYBOOKS / "overlays").glob("*.yaml"))
FLAGSHIP = "act-iac-cx-2018"

# Plays, and the fewest and the most questions that each playbook may hold.
SIZES = {
    FLAGSHIP: (8, 52, 64),
    "omb-hisp-2018": (5, 30, 30),
    "omb-a11-280": (5, 25, 35),
    "gsa-cx-coe-13": (13, 40, 60),
    "gsa-cx-maturity-2022": (2, 11, 11),
    "cx-toolkit-2016": (8, 24, 32),
}
ON_FIVE_LEVELS = [name for name in SIZES if name not in ("omb-hisp-2018", "gsa-cx-maturity-2022")]


def test_what_ships() -> None:
    """The table of playbooks/README.md says the same."""
    readme = (PLAYBOOKS / "README.md").read_text(encoding="utf-8")
    for name, book in BOOKS.items():
        assert re.search(rf"^\| `{name}` \| .+ \| {len(book.plays)}, {len(book.by_id)} \|$", readme, re.MULTILINE), name
    assert sorted(BOOKS) == sorted(SIZES)
    for name, (plays, least, most) in SIZES.items():
        book = BOOKS[name]
        assert len(book.plays) == plays, name
        assert least <= len(book.by_id) <= most, name


def test_the_flagship_has_six_to_eight_questions_a_play_and_three_core_ones() -> None:
    for play in BOOKS[FLAGSHIP].plays:
        assert 6 <= len(play.questions) <= 8
        assert [q.id for q in play.questions if "core" in q.tags] == [f"{play.id}.{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("name", BOOKS)
def test_every_question_names_its_function_and_every_source_its_rights(name: str) -> None:
    book = BOOKS[name]
    functions = ["measurement", "governance", "culture", "customer-understanding", "service-design"]
    view = next(view for view in book.views if view.id == crosswalk.COMMON)
    assert [group.id for group in view.groups] == functions
    assert all(q.views.get("a11-280") or q.left_out.get("a11-280") for q in book.questions())
    assert all(source.title and source.rights for source in book.provenance.sources)
    assert book.provenance.summary and book.provenance.ours and book.guide


@pytest.mark.parametrize("name", ON_FIVE_LEVELS)
def test_every_question_has_five_anchors_of_its_own(name: str) -> None:
    for question in BOOKS[name].questions():
        assert [level.key for level in question.levels] == ["1", "2", "3", "4", "5"]
        assert 2 <= len(question.evidence) <= 5, question.id
        assert question.sources[-1] == "ours", question.id


def anchors() -> Iterator[tuple[str, str, str]]:
    """Every anchor of every playbook, with the question it belongs to."""
    for name, book in BOOKS.items():
        for question in book.questions():
            yield from ((name, f"{question.id} {level.key}", level.text) for level in question.levels)


def test_no_anchor_is_repeated() -> None:
    seen: dict[str, str] = {}
    for name, where, text in anchors():
        assert seen.setdefault(text, f"{name} {where}") == f"{name} {where}"


# ---- plain language: grades by Flesch and Kincaid, with no word made easier than it is -----------------------


def grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(text))


@pytest.mark.parametrize("name", BOOKS)
def test_questions_are_read_with_ease(name: str) -> None:
    hard = {play.id: grade(" ".join(question.text for question in play.questions)) for play in BOOKS[name].plays}
    assert {play: grade for play, grade in hard.items() if grade > 10} == {}


@pytest.mark.parametrize("name", BOOKS)
def test_anchors_are_read_with_ease(name: str) -> None:
    together = {q.id: grade(" ".join(level.text for level in q.levels)) for q in BOOKS[name].questions()}
    alone = {where: grade(text) for book, where, text in anchors() if book == name}
    assert {where: grade for where, grade in together.items() if grade > 11} == {}
    assert {where: grade for where, grade in alone.items() if grade > 14} == {}


VAGUE = re.compile(
    r"\b(regularly|mature|comprehensive(ly)?|robust|leverag\w+|and/or|holistic\w*|synerg\w+|utili[sz]e\w*|fully|"
    r"organis\w+|programme|DEIA)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", BOOKS)
def test_nothing_is_vague(name: str) -> None:
    problems = [
        (question.id, word.group())
        for question in BOOKS[name].questions()
        for text in (question.text, question.why, *question.next.values(), *(level.text for level in question.levels))
        for word in VAGUE.finditer(text)
    ]
    assert problems == []


@pytest.mark.parametrize("name", BOOKS)
def test_abbreviations_are_explained(name: str) -> None:
    """Every abbreviation is spelled out in its play or in the glossary."""
    book = BOOKS[name]
    explained = " ".join(term for term, _ in terms_used(book, load_glossary(Catalog((PLAYBOOKS,)))[0]))
    explained += " OMB GSA GAO DHS USDA VA SSA US IT"  # agencies that federal readers know, and IT
    for play in book.plays:
        told = [play.intent, *play.leader_questions]
        for q in play.questions:
            told += [q.text, q.why, *q.evidence, *q.next.values(), *(level.text for level in q.levels)]
        said = "\n".join(told)
        for word in sorted(set(re.findall(r"\b[A-Z]{2,6}\b", said))):
            assert word in explained.replace("(", " ").replace(")", " ").split() or f"({word}" in said, (play.id, word)


# ---- near-duplicates, and what the review says of the closest pairs ------------------------------------------


def test_the_closest_pairs_are_listed_and_justified() -> None:
    """docs/content-review.md tells the closest pairs of each playbook: both ids, the share of words, and why both are asked."""
    text = REVIEW.read_text(encoding="utf-8")
    for name, book in BOOKS.items():
        for pair in similar_questions(book, Fraction(1, 4)):
            row = f"| `{name}` | {pair.one.id} | {pair.other.id} | {round(100 * pair.shared)} % | "
            assert row in text, row
            assert len(text.partition(row)[2].partition(" |\n")[0]) > 20, f"say why both are asked: {row}"


# ---- ids and wordings stay ----------------------------------------------------------------------------------


def test_wordings_belong_to_a_version(request: pytest.FixtureRequest) -> None:
    """An id keeps its question: another wording asks for another version, and no id of an earlier one is dropped."""
    path = GOLDEN / "wordings.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    now = {book.id: {q.id: question_digest(q) for q in book.questions()} for book in BOOKS.values()}
    if request.config.getoption("--golden-update"):
        for book in BOOKS.values():
            known.setdefault(book.id, {})[book.version] = now[book.id]
        path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for book in BOOKS.values():
        assert known[book.id][book.version] == now[book.id], f"{book.id}: raise its version, then --golden-update"
        for version, ids in known[book.id].items():
            assert set(ids) <= set(now[book.id]), f"{book.id}: ids of version {version} are gone"


# ---- the ends of the scales ---------------------------------------------------------------------------------


def tailored() -> Iterator[tuple[str, Playbook]]:
    """Every playbook as it ships, and as each overlay tailors it."""
    yield from BOOKS.items()
    for path in OVERLAYS:
        base = re.search(r"^extends: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert base is not None
        yield f"{base[1]}+{path.stem}", load_playbook(PLAYBOOKS / base[1], [path])[0]


@pytest.mark.parametrize(("name", "book"), list(tailored()), ids=lambda one: one if isinstance(one, str) else "")
def test_the_best_answers_give_the_top_and_the_worst_the_bottom(name: str, book: Playbook, tmp_path: Path) -> None:
    overlays = f"overlays: [{', '.join(book.overlays)}]\n" if book.overlays else ""
    bands = book.scoring.bands
    for pick, end in zip((0, -1), scale_ends(book), strict=True):
        answers = "".join(f"  {q.id}: {{level: {q.levels[pick].key}}}\n" for q in book.questions())
        path = tmp_path / "a.yaml"
        path.write_text(
            f'playbook: {book.id}\nversion: "{book.version}"\n{overlays}answers:\n{answers}', encoding="utf-8"
        )
        done = cxassess("score", path, "--format", "json")
        assert (done.returncode, done.stderr) == (0, b"")
        overall = json.loads(done.stdout)["overall"]
        assert Fraction(overall["exact"]) == end
        assert overall["band"] == ({"name": bands[pick].name, "number": bands[pick].number} if bands else None)
        stages = [q.stage or 0 for q in book.questions()]
        lowest, highest = (0, max(stages)) if max(stages) else (1, 5)
        assert overall["gate"] == (highest if pick else lowest)


@pytest.mark.parametrize("name", BOOKS)
def test_the_example_of_each_playbook_is_unchanged(name: str, request: pytest.FixtureRequest) -> None:
    done = cxassess("score", f"playbooks/{name}/example-answers.yaml", "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    path = GOLDEN / "examples" / f"{name}.json"
    if request.config.getoption("--golden-update"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(done.stdout)
    assert done.stdout.decode() == path.read_text(encoding="utf-8")


def test_the_examples_are_fictional() -> None:
    for name in BOOKS:
        text = (PLAYBOOKS / name / "example-answers.yaml").read_text(encoding="utf-8")
        subject = json.loads((GOLDEN / "examples" / f"{name}.json").read_text(encoding="utf-8"))["subject"]
        named = [subject[field] for field in ("agency", "component", "service") if subject[field]]
        assert len(named) >= 2, name
        assert all("(fictional)" in one for one in named), name
        assert all(re.match(r"https://www\.example\.gov/", link) for link in re.findall(r"https?://[^\s\"']+", text))


# ---- overlays ------------------------------------------------------------------------------------------------


def test_the_overlays_that_ship() -> None:
    assert [path.stem for path in OVERLAYS] == [
        "internal-services-gsa",
        "internal-services-omb",
        "internal-services",
        "quick",
        "small-agency",
    ]


def test_quick_asks_the_core_questions_alone() -> None:
    book, _ = load_playbook(PLAYBOOKS / FLAGSHIP, [PLAYBOOKS / "overlays" / "quick.yaml"])
    core = [q.id for q in BOOKS[FLAGSHIP].questions() if "core" in q.tags]
    assert list(book.by_id) == core
    assert len(core) == 24


@pytest.mark.slow
@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: path.stem)
def test_removing_an_overlay_restores_the_result(path: Path, tmp_path: Path) -> None:
    base = re.search(r"^extends: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert base is not None
    example = (PLAYBOOKS / base[1] / "example-answers.yaml").read_text(encoding="utf-8")
    answers = tmp_path / "a.yaml"

    def result(text: str) -> dict[str, object]:
        answers.write_text(text, encoding="utf-8")
        done = cxassess("score", answers, "--format", "json", "--quiet")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    before = result(example)
    with_it = result(example.replace("subject:\n", f"overlays: [{path.stem}]\nsubject:\n", 1))
    assert before["playbook"]["deviations"] == []  # type: ignore[index]
    deviations = with_it["playbook"]["deviations"]  # type: ignore[index]
    book, _ = load_playbook(PLAYBOOKS / base[1], [path])
    assert [(one["id"], one["what"]) for one in deviations] == [(one.id, one.what) for one in book.deviations]
    assert len(deviations) >= 5
    assert result(example) == before
    told = cxassess("report", answers, "-o", tmp_path / "r.html", "--quiet")
    assert told.returncode == 0
    result(example.replace("subject:\n", f"overlays: [{path.stem}]\nsubject:\n", 1))
    assert cxassess("report", answers, "-o", tmp_path / "o.html", "--size", "full", "--quiet").returncode == 0
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    assert page.count(f"<td>{path.stem}</td>") == len(deviations)


# ---- the crosswalk -------------------------------------------------------------------------------------------


def test_the_readme_holds_the_crosswalk(request: pytest.FixtureRequest) -> None:
    path = PLAYBOOKS / "README.md"
    before, mark, rest = path.read_text(encoding="utf-8").partition(crosswalk.BEGIN)
    assert mark
    after = rest.partition(crosswalk.END + "\n")[2]
    if request.config.getoption("--golden-update"):
        path.write_text(before + crosswalk.tables() + after, encoding="utf-8")
    assert crosswalk.tables() in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BOOKS)
def test_one_set_of_answers_is_regrouped_by_function(name: str) -> None:
    done = cxassess("score", f"playbooks/{name}/example-answers.yaml", "--view", "a11-280", "--format", "csv")
    rows = [line.split(",") for line in done.stdout.decode().splitlines()[1:]]
    assert [row[4] for row in rows][1:] == [
        "measurement",
        "governance",
        "culture",
        "customer-understanding",
        "service-design",
    ]
    assert all(row[6] for row in rows)


# ---- agency examples -----------------------------------------------------------------------------------------


def test_every_agency_example_is_named_somewhere() -> None:
    told = load_examples(Catalog((PLAYBOOKS,)))[0]
    named = {name for book in BOOKS.values() for play in book.plays for name in play.examples}
    named |= {name for book in BOOKS.values() for question in book.questions() for name in question.examples}
    assert sorted(set(told) - named) == []
    assert all(one.rights and one.topics for one in told.values())


@pytest.mark.parametrize("name", BOOKS)
def test_the_guide_is_short_enough_to_be_read_first(name: str) -> None:
    assert sum(len(line.split()) for line in BOOKS[name].guide) <= 160


def test_every_question_has_a_name() -> None:
    """That names are short and unique is advice of `check`, which must be clean."""
    assert [q.id for book in BOOKS.values() for q in book.questions() if not q.name] == []
