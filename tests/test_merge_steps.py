"""Merging in steps, in any order and grouping, gives the bytes that merging all files at once gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import tiny

from cxassess.answers import Library
from cxassess.answers.new import check_readable
from cxassess.playbook import Catalog
from cxassess.portfolio.combine import combine
from cxassess.portfolio.input_file import InputFile, read_input
from cxassess.source.emit import yaml_text

QUESTIONS = ("A1", "A2", "B1")
PEOPLE = ("Ann", "Ben", "Cy", "Di", "Eve")
ROLES = ("Leader", "Front line", "")
TEXTS = st.sampled_from(
    ["seen", "not so", "Don't know.", "2 say 2.", "Confidence: high.", "Ann: so\nBen: no", "é: “x”"]
)
REMARKS = st.sampled_from(["seen", "not so", "Ann: so\nBen: no"])
EVIDENCE = st.sampled_from(
    ["Minutes", {"title": "Minutes", "link": "m.pdf"}, {"title": "Survey", "who": ["ann", "Zoe"]}]
)
VOTES = st.fixed_dictionaries(
    {"who": st.sampled_from(["ann", "Zoe", "Team"]), "level": st.sampled_from("123")},
    optional={"role": st.sampled_from(ROLES[:2]), "note": TEXTS, "confidence": st.sampled_from(["low", "high"])},
)
STATES = st.one_of(
    *(st.just({"level": key}) for key in "123"),
    st.just({"unknown": "true"}),
    st.sampled_from(["none here", "gone", "none here; gone"]).map(lambda reason: {"not_applicable": reason}),
    st.just({}),
)
BESIDE: dict[Any, st.SearchStrategy[Any]] = {
    "reason": TEXTS,
    "note": TEXTS,
    "evidence": st.lists(EVIDENCE, min_size=1, max_size=2),
    "confidence": st.sampled_from(["low", "medium", "high"]),
    "remarks": st.lists(st.fixed_dictionaries({"who": st.sampled_from(["ANN", "Zoe"]), "text": REMARKS}), max_size=2),
}
BODY = st.fixed_dictionaries({}, optional=BESIDE)
BY = st.sampled_from(["2027-01-01", "2027-02-01"])
OWNERS = st.sampled_from(["Dee", "dee", "Ann", "Zoe"])
TARGET = st.fixed_dictionaries({"level": st.sampled_from("123")}, optional={"by": BY, "owner": OWNERS})
ACTION: dict[Any, st.SearchStrategy[Any]] = {
    "play": st.sampled_from("AB"),
    "owner": OWNERS,
    "by": BY,
    "effort": st.sampled_from("123"),
}
PLAN: dict[Any, st.SearchStrategy[Any]] = {
    "owners": st.dictionaries(st.sampled_from("BA"), OWNERS, min_size=1),
    "targets": st.dictionaries(st.sampled_from(["B1", "B", "A1", "A", "overall"]), TARGET, min_size=1),
    "focus": st.lists(st.sampled_from("BA"), min_size=1, unique=True),
    "actions": st.lists(
        st.fixed_dictionaries({"text": st.sampled_from(["do it", "Do it", "plan it"])}, optional=ACTION), max_size=3
    ),
    "numbered": st.fixed_dictionaries({"text": st.sampled_from(["do it", "stop it"])}, optional=ACTION),
    "asks": st.lists(
        st.fixed_dictionaries(
            {"text": st.sampled_from(["Sign it", "sign it", "Fund it", "Staff it", "Drop it"])},
            optional={"who": OWNERS, "by": BY},
        ),
        max_size=2,
    ),
    "silence": st.dictionaries(st.sampled_from(["one-role", "no-evidence"]), st.sampled_from(["so", "a pilot; so"])),
    "earlier": st.fixed_dictionaries(
        {
            "0.9": st.fixed_dictionaries(
                {"answers": st.dictionaries(st.sampled_from(["Q1", "Q0"]), st.sampled_from("12"), min_size=1)}
            )
        }
    ),
}
UNASKED = ("A3", "X1")  # hidden by an overlay, and retired
DATES = st.sampled_from(["2026-11-01", "2026-11-10", ""])


@st.composite
def sets_of_files(draw: st.DrawFn, planned: bool = False) -> list[dict[str, Any]]:
    """Two files or more, some of one person: those give the same states, with more beside them."""
    files = []
    workshop = draw(st.booleans())
    for name in draw(st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=4, unique=True)):
        role = draw(st.sampled_from(ROLES))
        states = {id: draw(STATES) for id in QUESTIONS if draw(st.booleans())}
        for spelled in (name, name.upper())[: draw(st.integers(1, 2))]:
            answers = {id: state | draw(BODY) for id, state in states.items()}
            for answer in answers.values():
                if workshop and draw(st.integers(0, 3)) == 0 and answer.keys() & {"level", "not_applicable"}:
                    answer["votes"] = draw(st.lists(VOTES, min_size=1, max_size=3))
            plan = draw(st.fixed_dictionaries({}, optional=PLAN)) if planned else {}
            if numbered := plan.pop("numbered", None):
                plan.setdefault("actions", []).append({"id": "one", **numbered})
            for id in UNASKED if planned else ():
                if draw(st.booleans()):
                    answers[id] = draw(STATES) | draw(BODY)
                    if draw(st.booleans()):
                        answers[id]["votes"] = draw(st.lists(VOTES, min_size=1, max_size=3))
            files.append({"name": spelled, "role": role, "date": draw(DATES), "answers": answers, "plan": plan})
    return files


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("playbooks")
    playbook = tiny(folder, plays={"A": [{}, {}, {}], "B": [{}]})
    with (playbook / "playbook.yaml").open("a") as file:
        file.write("retired: {X1: Gone.}\n")
    (folder / "overlays").mkdir()
    (folder / "overlays" / "less.yaml").write_text("overlay: less\nextends: tiny\nhide: [A3]\n")
    return Library(Catalog(()), playbook)


class Merger:
    """Merges files by writing and reading each step."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.folder, self.library, self.count = folder, library, 0

    def write(self, data: dict[str, Any]) -> Path:
        self.count += 1
        path = self.folder / f"{self.count}.yaml"
        path.write_bytes(yaml_text(data, block=2).encode())
        return path

    def begin(self, file: dict[str, Any]) -> Path:
        respondent = {name: file[name] for name in ("name", "role") if file[name]}
        head: dict[str, Any] = {"playbook": "tiny", "version": "1", "respondent": respondent}
        dated = {"date": file["date"]} if file["date"] else {}
        return self.write({**head, "overlays": ["less"], **dated, "answers": file["answers"], **file["plan"]})

    def read(self, path: Path) -> InputFile:
        return read_input(str(path), self.library)

    def merge(self, paths: list[Path]) -> Path:
        files = [self.read(path) for path in paths]
        combined = combine(files)
        assert combined.conflicts == []
        path = self.write(combined.data)
        check_readable(path.read_bytes(), files[0].loaded.playbook)
        return path


def in_steps(merger: Merger, paths: list[Path], draw: Any) -> Path:
    """Merge the files in a drawn order and grouping; some of them twice."""
    left = draw(st.permutations(paths))
    left = [*left, *draw(st.lists(st.sampled_from(paths), max_size=2))]
    while len(left) > 1:
        count = draw(st.integers(2, len(left)))
        left = [*left[count:], merger.merge(left[:count])]
    return left[0]


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=sets_of_files(), data=st.data())
def test_any_order_and_grouping(
    files: list[dict[str, Any]], data: st.DataObject, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_any_order(files, data, library, tmp_path_factory)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(files=sets_of_files(), data=st.data())
def test_some_orders_and_groupings(
    files: list[dict[str, Any]], data: st.DataObject, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_any_order(files, data, library, tmp_path_factory)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(files=sets_of_files(planned=True), data=st.data())
def test_some_orders_of_plans_and_of_answers_that_are_not_asked(
    files: list[dict[str, Any]], data: st.DataObject, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_any_order(files, data, library, tmp_path_factory)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=sets_of_files(planned=True), data=st.data())
def test_any_order_of_plans_and_of_answers_that_are_not_asked(
    files: list[dict[str, Any]], data: st.DataObject, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_any_order(files, data, library, tmp_path_factory)


def check_any_order(
    files: list[dict[str, Any]], data: st.DataObject, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    merger = Merger(tmp_path_factory.mktemp("merge"), library)
    paths = [merger.begin(file) for file in files]
    whole = merger.merge(paths).read_text(encoding="utf-8") if len(paths) > 1 else ""
    if whole:
        assert in_steps(merger, paths, data.draw).read_text(encoding="utf-8") == whole
