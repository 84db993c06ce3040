"""Reports of many answer files in a folder: their names, what is made again and what stays, and what a bad file costs."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import PROGRAM, cxassess, process_environment, tiny, write_answers
from support.needs import needs

from cxassess.cli import report_folder
from cxassess.report.file_names import Named, file_names

A, B = "department-bureau-a-2026-05-01", "department-bureau-b-2026-05-01"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The playbook `tiny`, and a folder with answers of two bureaus."""
    tiny(tmp_path)
    (tmp_path / "in").mkdir()
    add(tmp_path / "in" / "a.yaml", "{A1: 2, A2: 2, B1: 2}", "Bureau A")
    add(tmp_path / "in" / "b.yaml", "{A1: 1, A2: 3, B1: 2}", "Bureau B")
    return tmp_path


def add(path: Path, answers: str, component: str, date: str = "2026-05-01") -> None:
    write_answers(path, answers, more=f"subject: {{agency: Department, component: '{component}'}}\ndate: {date}\n")


def run(home: Path, *words: str) -> tuple[int, list[str]]:
    """The exit code and the lines on standard error of `report … -o out/ --format md`; standard output is empty."""
    done = cxassess("report", *words, "-o", "out/", "--format", "md", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.stdout == b""
    return done.returncode, done.stderr.decode().splitlines()


def made(home: Path, folder: str = "out") -> list[str]:
    return sorted(path.name for path in (home / folder).iterdir() if path.name[0] != ".")


@pytest.mark.slow
def test_each_subject_gets_a_report_named_after_it(home: Path) -> None:
    assert run(home, "in") == (
        0,
        [f"1 of 2: wrote out/{A}.md", f"2 of 2: wrote out/{B}.md", "cxassess: 2 reports made in out/"],
    )
    assert made(home) == [f"{A}.md", f"{B}.md"]
    one = cxassess("report", "in/a.yaml", "-o", "one.md", cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert one.returncode == 0
    assert (home / "out" / f"{A}.md").read_bytes() == (home / "one.md").read_bytes()
    assert (home / "out" / f"{A}.md").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_only_what_changed_is_made_again(home: Path) -> None:
    run(home, "in")
    before = {path.name: path.read_bytes() for path in (home / "out").iterdir()}
    (home / "in" / "a.yaml").touch()
    everything = [
        f"1 of 2: out/{A}.md is up to date",
        f"2 of 2: out/{B}.md is up to date",
        "cxassess: 0 reports made in out/, 2 up to date (--force makes them again)",
    ]
    assert run(home, "in") == (0, everything)
    assert {path.name: path.read_bytes() for path in (home / "out").iterdir()} == before
    add(home / "in" / "b.yaml", "{A1: 3, A2: 3, B1: 3}", "Bureau B")
    old = 1_000_000_000  # answers from an archive may be older than the report that they replace
    os.utime(home / "in" / "b.yaml", (old, old))
    code, lines = run(home, "in")
    assert (code, lines[1]) == (0, f"2 of 2: wrote out/{B}.md")
    (home / "out" / f"{A}.md").unlink()
    code, lines = run(home, "in")
    assert (code, lines[:2]) == (0, [f"1 of 2: wrote out/{A}.md", f"2 of 2: out/{B}.md is up to date"])
    assert (home / "out" / f"{A}.md").read_bytes() == before[f"{A}.md"]
    assert run(home, "in", "--force")[1][-1] == "cxassess: 2 reports made in out/"


@pytest.mark.slow
def test_other_options_another_playbook_and_another_baseline_make_all_again(home: Path) -> None:
    run(home, "in")
    assert run(home, "in", "--size", "full")[1][-1] == "cxassess: 2 reports made in out/"
    play = home / "tiny" / "plays" / "A.yaml"
    play.write_text(play.read_text().replace("Question A1?", "Question one?"))
    assert run(home, "in", "--size", "full")[1][-1] == "cxassess: 2 reports made in out/"
    (home / "old").mkdir()
    add(home / "old" / "x.yaml", "{A1: 1}", "Bureau A", "2025-05-01")
    assert run(home, "in", "--size", "full", "--baseline", "old")[1] == [
        "cxassess: 1 report compares nothing, as old has no earlier answers about the subject: in/b.yaml",
        f"1 of 2: wrote out/{A}.md",
        f"2 of 2: out/{B}.md is up to date",
        "cxassess: 1 report made in out/, 1 up to date (--force makes them again)",
    ]
    assert "What changed since May 1, 2025" in (home / "out" / f"{A}.md").read_text()
    add(home / "old" / "x.yaml", "{A1: 3}", "Bureau A", "2025-05-01")
    assert run(home, "in", "--size", "full", "--baseline", "old")[1][-1].startswith("cxassess: 1 report made")


@pytest.mark.slow
def test_an_overlay_an_example_and_a_template_make_it_again(home: Path) -> None:
    files = {
        home / "overlays" / "mine.yaml": "overlay: mine\nextends: tiny\nchange: {A1: {weight: 2}}\n",
        home / "glossary.yaml": "glossary: {question: What is asked.}\n",
        home / "look" / "template.yaml": "name: Department\nextends: leadership\n",
    }
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (home / "in" / "b.yaml").unlink()
    more = "overlays: [mine]\nsubject: {agency: Department, component: Bureau A}\ndate: 2026-05-01\n"
    write_answers(home / "in" / "a.yaml", "{A1: 2}", more=more)
    assert run(home, "in", "--template", "look")[1][0] == f"1 of 1: wrote out/{A}.md"
    for path, text in files.items():
        assert run(home, "in", "--template", "look")[1][0] == f"1 of 1: out/{A}.md is up to date"
        path.write_text(
            text.replace("weight: 2", "weight: 3").replace("What is", "All that is").replace("name: D", "name: The D")
        )
        code, lines = run(home, "in", "--template", "look")
        assert (code, lines[0].endswith("is up to date")) == (0, False), path


@pytest.mark.slow
def test_what_somebody_changed_or_made_otherwise_stays(home: Path) -> None:
    (home / "out").mkdir()
    (home / "out" / f"{A}.md").write_text("Mine.\n")
    hint = "add --force to replace it, or move it away"
    said = f"cxassess: out/{A}.md: this file was not made by this command, or was changed since ({hint})"
    assert run(home, "in") == (
        2,
        [said, f"2 of 2: wrote out/{B}.md", "cxassess: 1 report made in out/, 1 not replaced (--force replaces it)"],
    )
    with (home / "out" / f"{B}.md").open("a") as file:
        file.write("A remark.\n")
    code, lines = run(home, "in")
    assert (code, lines[-1]) == (2, "cxassess: 0 reports made in out/, 2 not replaced (--force replaces them)")
    assert (home / "out" / f"{A}.md").read_text() == "Mine.\n"
    assert (home / "out" / f"{B}.md").read_text().endswith("A remark.\n")
    assert run(home, "in", "--force") == (
        0,
        [f"1 of 2: wrote out/{A}.md", f"2 of 2: wrote out/{B}.md", "cxassess: 2 reports made in out/"],
    )
    assert "Mine" not in (home / "out" / f"{A}.md").read_text()


@pytest.mark.slow
def test_a_record_that_is_lost_costs_time_only(home: Path) -> None:
    run(home, "in")
    record = home / "out" / ".cxassess-reports"
    text = record.read_text()
    record.unlink()
    code, lines = run(home, "in")
    assert (code, lines[:1]) == (0, [f"1 of 2: nothing changed in out/{A}.md"])
    assert record.read_text() == text
    record.write_text(text[:100] + "\n\x00\t\t\n")
    assert run(home, "in")[0] == 0
    assert f"{A}.md" in record.read_text()


@pytest.mark.slow
def test_what_a_killed_run_left_is_removed(home: Path) -> None:
    run(home, "in")
    (home / "out" / f"{B}.md").unlink()
    for name in (f"{B}.md", ".cxassess-reports"):
        (home / "out" / f".{name}.0123456789ab.tmp").write_text("half of i")
    mine = home / "out" / ".mine.tmp"
    mine.write_text("mine")
    assert run(home, "in")[0] == 0
    assert sorted(path.name for path in (home / "out").iterdir()) == [
        ".cxassess-reports",
        ".mine.tmp",
        f"{A}.md",
        f"{B}.md",
    ]


@pytest.mark.slow
def test_a_pipe_or_a_folder_of_that_name_stays(home: Path) -> None:
    (home / "out").mkdir()
    os.mkfifo(home / "out" / f"{A}.md")
    (home / "out" / f"{B}.md").mkdir()
    code, lines = run(home, "in")
    assert (code, lines[-1]) == (2, "cxassess: 0 reports made in out/, 2 not replaced (--force replaces them)")


@pytest.mark.slow
def test_whoever_stops_it_is_told_what_is_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = report_folder.write_output

    def write_once(path: str, data: bytes, force: bool) -> None:
        if path.endswith(f"{B}.md"):
            raise KeyboardInterrupt
        write(path, data, force)

    monkeypatch.setattr(report_folder, "write_output", write_once)
    said = "Stopped: 1 of 2 reports made. Run the same command again to make the rest."
    assert run(home, "in") == (130, [f"1 of 2: wrote out/{A}.md", said])
    monkeypatch.undo()
    assert run(home, "in")[1] == [
        f"1 of 2: out/{A}.md is up to date",
        f"2 of 2: wrote out/{B}.md",
        "cxassess: 1 report made in out/, 1 up to date (--force makes them again)",
    ]


@pytest.mark.slow
def test_an_earlier_file_with_an_error_is_told_from_one_that_is_missing(home: Path) -> None:
    (home / "old").mkdir()
    add(home / "old" / "x.yaml", "{A1: 9}", "bureau a", "2025-05-01")
    add(home / "old" / "y.yaml", "{A1: 1}", "Bureau C", "2025-05-01")
    code, lines = run(home, "in", "--baseline", "old")
    assert code == 3
    assert lines[1:3] == [
        "cxassess: 1 report compares nothing, as its earlier answers have an error: in/a.yaml (old/x.yaml)",
        "cxassess: 1 report compares nothing, as old has no earlier answers about the subject: in/b.yaml",
    ]


@pytest.mark.slow
def test_years_in_the_wrong_order_are_said_once(home: Path) -> None:
    (home / "new").mkdir()
    for name in ("A", "B"):
        add(home / "new" / f"{name}.yaml", "{A1: 1}", f"Bureau {name}", "2027-05-01")
    said = "cxassess: the answers in new are later than those to report on about the same subject, such as new/A.yaml"
    assert run(home, "in", "--baseline", "new") == (
        3,
        [f"{said} (May 1, 2027) (give the earlier answers after --baseline)"],
    )


@pytest.mark.slow
def test_a_bad_file_costs_one_line(home: Path) -> None:
    (home / "in" / "c.yaml").write_text("playbook: tiny\nanswers: {A1: 9, A2: 8, B7: 1}\n")
    (home / "in" / "d.yaml").write_text("playbook: none-such\nanswers: {}\n")
    (home / "in" / "notes.yaml").write_text("- buy milk\n")
    code, lines = run(home, "in")
    assert code == 3
    assert lines[0].startswith("in/c.yaml:2:15: error: '9' is not a level of ")
    assert lines[0].endswith("; 2 more errors")
    assert lines[1].startswith("in/d.yaml:1:11: error: no playbook 'none-such'")
    assert lines[2:] == [
        f"1 of 2: wrote out/{A}.md",
        f"2 of 2: wrote out/{B}.md",
        "cxassess: 2 reports made in out/, 2 files refused, 1 left out, not answer files: in/notes.yaml",
    ]


@pytest.mark.slow
def test_a_baseline_is_matched_by_subject_and_never_guessed(home: Path) -> None:
    (home / "old").mkdir()
    add(home / "old" / "x.yaml", "{A1: 1}", "Bureau A", "2025-05-01")
    add(home / "old" / "y.yaml", "{A1: 1}", "bureau a", "2025-06-01")
    add(home / "old" / "z.yaml", "{A1: 1}", "Bureau B", "2027-06-01")
    code, lines = run(home, "in", "--baseline", "old")
    assert code == 3
    assert lines == [
        "cxassess: in/a.yaml: old has several earlier files about this subject: old/x.yaml and old/y.yaml "
        "(keep the one to compare with)",
        "cxassess: old/z.yaml: it is dated June 1, 2027, later than in/b.yaml, which is dated May 1, 2026 "
        "(give the earlier file after --baseline)",
        "cxassess: 0 reports made in out/, 2 files refused",
    ]
    code, lines = run(home, "in", "--baseline", "old/x.yaml", "--allow-other-subject")
    assert (code, lines[-1]) == (0, "cxassess: 2 reports made in out/")
    assert "Compared with Bureau A" in (home / "out" / f"{B}.md").read_text()


def test_without_any_earlier_answers_no_report_is_made(home: Path) -> None:
    (home / "bad.yaml").write_text("playbook: tiny\nanswers: {A1: 9}\n")
    for path, code in (("none.yaml", 5), ("bad.yaml", 3), ("tiny", 2)):
        done, lines = run(home, "in", "--baseline", path)
        assert (done, lines[-1]) == (code, f"cxassess: {path} has no earlier answers, so no report was made")
    assert not (home / "out").exists()


@pytest.mark.slow
def test_names_that_are_the_same_have_the_name_of_the_file_too(home: Path) -> None:
    add(home / "in" / "again.yaml", "{A1: 3}", "BUREAU  A")
    run(home, "in")
    assert made(home) == [f"{A}-a.md", f"{A}-again.md", f"{B}.md"]


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        (("../../../..PWNED_NAME", "", ""), "pwned-name-2026-05-01"),
        (("CON", "", ""), "x-con-2026-05-01"),
        (("-rf", ".hidden.", "a\\b/c:d"), "rf-hidden-a-b-c-d-2026-05-01"),
        (("東京", "", ""), "my-answers-2026-05-01"),
        (("", "", ""), "my-answers-2026-05-01"),
        (
            ("Department of " + "Very " * 40 + "Long Names", "Bureau of Weights", "Help desk"),
            "department-of-very-very-bureau-of-weights-help-desk-2026-05-01",
        ),
    ],
)
def test_a_name_is_safe_whatever_the_subject(subject: tuple[str, str, str], name: str) -> None:
    assert file_names([Named("in/My answers.yaml", subject, datetime.date(2026, 5, 1))]) == [name]


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b-1", "b", "x/b", "y/b", "A"]), st.text(max_size=4)), max_size=8),
    st.randoms(),
)
@settings(max_examples=30, deadline=None)
def test_names_differ_and_do_not_depend_on_the_order(files: list[tuple[str, str]], random: object) -> None:
    reports = [Named(f"{number}/{path}.yaml", (agency, "", ""), None) for number, (path, agency) in enumerate(files)]
    names = dict(zip(reports, file_names(reports), strict=True))
    assert len(set(names.values())) == len(reports)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) < 200 for name in names.values())
    random.shuffle(reports)  # type: ignore[attr-defined]
    assert dict(zip(reports, file_names(reports), strict=True)) == names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["in"],
            "a report is about one answer file (give a folder after -o, such as -o reports/, for a report of each)",
        ),
        (
            ["in/a.yaml", "in/b.yaml", "-o", "x y"],
            "a report is about one answer file (end the name of a folder with / for a report of each: -o 'x y'/)",
        ),
        (["in/a.yaml", "in/b.yaml", "-o", "x.md"], "a report is about one answer file (give a folder"),
        (
            ["in/a.yaml", "-o", "x.md", "--format", "md"],
            "--format is for a folder of reports (the name of a file says it",
        ),
        (
            ["in", "-o", "x/", "--format", "doc"],
            "--format doc is not a known format (write pdf, html, docx, md or json)",
        ),
        (["-", "-o", "x/"], "standard input has no name for a report in a folder (save it to a file first)"),
        (["in", "-o", "in/a.yaml/"], "in/a.yaml/: this is a file (name a folder)"),
        (["in", "-o", "x/", "--figure", "strip"], "--figure makes one picture (add -o strip.svg or -o strip.png)"),
        (["in", "-o", "x/", "--allow-other-subject"], "--allow-other-subject works only with an earlier file"),
        (
            ["in", "-o", "x/", "--allow-other-subject", "--baseline", "in"],
            "--allow-other-subject: in is a folder, matched by subject (give one file after --baseline",
        ),
        (["tiny", "-o", "x/"], "tiny: there is no answer file here (it is the folder of a playbook"),
    ],
)
def test_usage(home: Path, words: list[str], said: str) -> None:
    done = cxassess("report", *words, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"cxassess: {said}")
    assert not (home / "x").exists()


@pytest.mark.slow
def test_processes_make_the_same_files_and_say_the_same(home: Path) -> None:
    for number in range(5):
        add(home / "in" / f"{number}.yaml", f"{{A1: {number % 3 + 1}}}", f"Bureau {number}")
    (home / "in" / "bad.yaml").write_text("playbook: tiny\nanswers: {A1: 9}\n")
    said = []
    for jobs in ("1", "2"):
        done = cxassess(
            "report", "in", "-o", "out/", "--format", "html", "--jobs", jobs, cwd=home, CXASSESS_PLAYBOOKS=str(home)
        )
        said.append((done.returncode, done.stderr))
        (home / "out").rename(home / jobs)
    assert said[0] == said[1]
    assert said[0][0] == 3
    assert files(home / "1") == files(home / "2")
    assert len(files(home / "1")) == 8


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def many(home: Path) -> Iterator[Path]:
    for number in range(24):
        add(home / "in" / f"{number}.yaml", f"{{A1: {number % 3 + 1}}}", f"Bureau {number}")
    yield home
    shutil.rmtree(home / "out", ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_killed_leaves_no_half_file_and_can_go_on(many: Path, number: signal.Signals) -> None:
    command = [*PROGRAM, "report", "in", "-o", "out/", "--format", "docx", "--jobs", "2"]
    environment = process_environment(CXASSESS_PLAYBOOKS=str(many))
    with (
        (many / "said").open("wb") as said,
        subprocess.Popen(command, cwd=many, env=environment, stderr=said) as process,
    ):
        while not (many / "out").exists() or len(made(many)) < 3:
            assert process.poll() is None
            time.sleep(0.01)
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(number)
        assert process.wait(20) in (-number, 128 + number)
    until = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]
    stopped = files(many / "out")
    assert 3 <= len(stopped) - 1 < 26
    if number == signal.SIGINT:
        last = (many / "said").read_text().splitlines()[-1]
        assert re.fullmatch(r"Stopped: \d+ of 26 reports made. Run the same command again to make the rest.", last)
    (many / "out").rename(many / "stopped")
    done = subprocess.run(command, cwd=many, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    whole = files(many / "out")
    assert all(whole[name] == data for name, data in stopped.items() if name[0] != ".")
    shutil.rmtree(many / "out")
    (many / "stopped").rename(many / "out")
    done = subprocess.run(command, cwd=many, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert files(many / "out") == whole


@pytest.mark.slow
def test_a_worker_that_dies_is_said_and_what_is_there_stays(many: Path) -> None:
    command = [*PROGRAM, "report", "in", "-o", "out/", "--format", "docx", "--jobs", "2"]
    environment = process_environment(CXASSESS_PLAYBOOKS=str(many))
    with subprocess.Popen(command, cwd=many, env=environment, stderr=subprocess.PIPE) as process:
        while not (many / "out").exists() or len(made(many)) < 3:
            assert process.poll() is None
            time.sleep(0.01)
        worker = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0]
        os.kill(int(worker), signal.SIGKILL)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    assert (
        "the process that made its report was killed, perhaps because memory ran out (run the same command again"
        in (err.decode())
    )
    again = subprocess.run(command, cwd=many, env=environment, capture_output=True, check=True)
    assert "up to date" in again.stderr.decode()
    assert len(made(many)) == 26


@pytest.mark.slow
@needs("pango")
def test_pages_are_the_default_and_the_same_from_each_process(home: Path) -> None:
    (home / "old").mkdir()
    add(home / "old" / "x.yaml", "{A1: 1}", "Bureau A", "2025-05-01")
    for jobs in ("1", "2"):
        words = ("report", "in", "-o", f"{jobs}/", "--baseline", "old", "--size", "brief", "--jobs", jobs)
        assert cxassess(*words, cwd=home, CXASSESS_PLAYBOOKS=str(home)).returncode == 0
    assert made(home, "1") == [f"{A}.pdf", f"{B}.pdf"]
    assert files(home / "1") == files(home / "2")
