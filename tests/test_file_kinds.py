"""Files and names that are given in the place of others: each is called what it is, with what to give instead."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from support import cxassess, tiny, write_answers

from cxassess.source.file_kinds import describe_text

NOT_YAML = (
    "not a YAML file (answers, playbooks and overlays are text files in YAML;"
    " 'cxassess assess NEW.yaml' starts an answer file)"
)


def zipped(part: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>" * 100)
    return data.getvalue()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with the playbook `tiny`, answers to it and an overlay of it."""
    tiny(tmp_path)
    write_answers(tmp_path / "answers.yaml", "{A1: 1}")
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays" / "mine.yaml").write_text("overlay: mine\nextends: tiny\nhide: [A2]\n", encoding="utf-8")
    return tmp_path


def said(home: Path, *args: str) -> tuple[int, list[str]]:
    done = cxassess(*args, cwd=home, CXASSESS_PLAYBOOKS=str(home))
    return done.returncode, done.stderr.decode().splitlines()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped("xl/workbook.xml"), "an Excel workbook"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("other.txt"), "a ZIP archive"),
        (zipped("xl/workbook.xml") + bytes(3 << 20), "an Excel workbook"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Office file of the old kind (.xls, .doc), or one with a password"),
        (b"{\\rtf1\\ansi hello}", "a document in Rich Text Format"),
        (b"\x7fELF" + bytes(range(256)), "a binary file"),
        (b"\x7fELF" + bytes(3 << 20), "a binary file"),
        (b"\x7fELF" + b"\2\1\1" + bytes(9), "a binary file"),  # every byte of it is UTF-8
        (b"\0asm\1\0\0\0" + b"code" * 20, "a binary file"),
        (b"\r\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "a PDF document"),
        (b"HTTP/1.1 200 OK\n\n%PDF-1.4\n1 0 obj\n", "a PDF document"),
        (b" \n{\\rtf1\\ansi hello}", "a document in Rich Text Format"),
        (b"<!DOCTYPE html>\n<html><p>1</p>", "a web page"),
        (b"id,q1,q2\n1,3,4\n2,5,3\n", "a table (CSV)"),
        (b'\xef\xbb\xbf"Who, and when";"Do we: list?"\r\n"A ""b""";"3"\r\n', "a table (CSV with semicolons)"),
        (b"id\tq1\n1\t3\n", "a table (with tabs)"),
        ("Name,Äußerung\nJosé,3\n".encode("cp1252"), "a table (CSV)"),
        (b'id,note\n1,"two\nlines"\n2,b\n' + b'3,"a\n' + b"line\n" * 30, "a table (CSV)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_of_another_kind(home: Path, data: bytes, kind: str) -> None:
    (home / "x.yaml").write_bytes(data)  # by what it holds, not by its suffix
    expected = [f"x.yaml:1:1: error: this is {kind}, {NOT_YAML}"]
    assert said(home, "score", "x.yaml") == (3, expected)
    assert said(home, "answer", "x.yaml", "A1=3") == (3, expected)
    assert (home / "x.yaml").read_bytes() == data


@pytest.mark.parametrize(
    "text",
    [
        "a: 1, b\nb: 2, c\n",
        "{a: 1,\n b: 2,\n c: 3}\n",
        "- a, b\n- c, d\n",
        "One sentence, with a comma.\n",
        "a, b\nc\n",
        "# id, q1\n# 1, 3\n",
        "",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert describe_text(text) == ""


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        (["score", "tiny/playbook.yaml"], 3, "tiny/playbook.yaml:1:1: error: this is a playbook, not an answer file (give an answer file; 'cxassess assess NEW.yaml' starts one)"),
        (["score", "tiny/plays/A.yaml"], 3, "tiny/plays/A.yaml:1:1: error: this is a part of a playbook, not an answer file (give an answer file; 'cxassess assess NEW.yaml' starts one)"),
        (["next", "overlays/mine.yaml"], 3, "overlays/mine.yaml:1:1: error: this is an overlay, not an answer file (give an answer file; 'cxassess assess NEW.yaml' starts one)"),
        (["show", "answers.yaml"], 4, "answers.yaml:1:1: error: this is an answer file, not a playbook (give the id of a playbook, or its folder; 'cxassess playbooks' lists them)"),
        (["score", "answers.yaml", "--playbook", "answers.yaml"], 4, "answers.yaml:1:1: error: this is an answer file, not a playbook (give the id of a playbook, or its folder; 'cxassess playbooks' lists them)"),
        (["new", "other", "--copy", "overlays/mine.yaml"], 4, "overlays/mine.yaml:1:1: error: this is an overlay, not a playbook (give the id of a playbook, or its folder; 'cxassess playbooks' lists them)"),
        (["show", "tiny", "--overlay", "./answers.yaml"], 4, "answers.yaml:1:1: error: this is an answer file, not an overlay (give the id of an overlay, or its file; 'cxassess playbooks' lists them)"),
        (["next", "."], 5, "cxassess: .: is a directory (give a file in it; *.yaml gives all of them to a command that takes several)"),
        (["next", "tiny"], 5, "cxassess: tiny: is a directory (it is the folder of a playbook; give an answer file)"),
        (["score", "tiny"], 2, "cxassess: tiny: there is no answer file here (it is the folder of a playbook; give answer files)"),
        (["score", "ans*.yaml"], 5, "cxassess: ans*.yaml: no such file or directory (remove the quotes, so that the shell can put the names of the files in its place)"),
        (["score", "x*.yaml"], 5, "cxassess: x*.yaml: no such file or directory (no file fits this pattern)"),
        (["score", "anwsers.yaml"], 5, "cxassess: anwsers.yaml: no such file or directory (did you mean 'answers.yaml'?)"),
        (["score", "answers.yml"], 5, "cxassess: answers.yml: no such file or directory (did you mean 'answers.yaml'?)"),
        (["score", "none/a.yaml"], 5, "cxassess: none/a.yaml: no such file or directory (there is no folder none)"),
        (["score", ""], 5, "cxassess: : no such file or directory (the name is empty)"),
        (["score", "~/a.yaml"], 5, "cxassess: ~/a.yaml: no such file or directory (remove the quotes, so that the shell can put your home folder in the place of ~)"),
        (["merge", "answers.yaml", "b.yaml", "-o", ""], 2, "cxassess: the name of the output is empty (give the name of a file)"),
        (["score", "zebra.yaml"], 5, "cxassess: zebra.yaml: no such file or directory"),
        (["answer", "anwsers.yaml", "A1=3"], 5, "cxassess: anwsers.yaml: no such file (did you mean 'answers.yaml'? --playbook act-iac-cx-2018, or another id, starts a new one)"),
        (["answer", "new*.yaml", "--playbook", "tiny", "A1=3"], 2, "cxassess: new*.yaml: this cannot be the name of a new file (give a name without * and ?)"),
        (["answer", "ans*.yaml", "--playbook", "tiny", "A1=3"], 2, "cxassess: ans*.yaml: this cannot be the name of a new file (remove the quotes, so that the shell can put the names of the files in its place)"),
        (["answer", "answers.y[a]ml", "--playbook", "tiny"], 2, "cxassess: answers.y[a]ml: this cannot be the name of a new file (remove the quotes, so that the shell can put the names of the files in its place)"),
        (["answer", "~/new.yaml", "--playbook", "tiny"], 2, "cxassess: ~/new.yaml: this cannot be the name of a new file (remove the quotes, so that the shell can put your home folder in the place of ~)"),
        (["answer", "ans*.yaml", "A1=3"], 5, "cxassess: ans*.yaml: no such file (remove the quotes, so that the shell can put the names of the files in its place)"),
        (["report", "answers.yaml", "-o", "r?.html"], 2, "cxassess: r?.html: this cannot be the name of a new file (give a name without * and ?)"),
        (["merge", "answers.yaml", "b.yaml", "-o", "all*.yaml"], 2, "cxassess: all*.yaml: this cannot be the name of a new file (give a name without * and ?)"),
        (["demo", "x*"], 2, "cxassess: x*: this cannot be the name of a new file (give a name without * and ?)"),
        (["show", "./tin"], 5, "cxassess: ./tin: no such playbook folder (did you mean 'tiny'?)"),
        (["answer", "new.yaml", "--playbook", "./tinny"], 5, "cxassess: ./tinny: no such playbook folder (did you mean 'tiny'?)"),
        (["show", "./zebra"], 5, "cxassess: ./zebra: no such playbook folder (a playbook is a folder with a playbook.yaml in it)"),
        (["check", "./tinny"], 5, "cxassess: ./tinny: no such file or directory (did you mean 'tiny'?)"),
        (["answer", "new.yaml.txt", "--playbook", "tiny"], 2, "cxassess: new.yaml.txt: an answer file is YAML, and '.txt' is not (write new.yaml)"),
        (["answer", "new.YML.bak", "--playbook", "tiny"], 2, "cxassess: new.YML.bak: an answer file is YAML, and '.bak' is not (write new.YML)"),
        (["answer", "v1.2", "--playbook", "tiny"], 2, "cxassess: v1.2: an answer file is YAML, and '.2' is not (write v1.yaml)"),
        (["answer", "new.txt", "--playbook", "tiny"], 2, "cxassess: new.txt: an answer file is YAML, and '.txt' is not (write new.yaml)"),
        (["answer", "new.xlsx", "--playbook", "tiny", "A1=3"], 2, "cxassess: new.xlsx: an answer file is YAML, and '.xlsx' is not (write new.yaml)"),
        (["merge", "answers.yaml", "answers.yaml", "-o", "all.json"], 2, "cxassess: answers.yaml is listed twice (give each file once)"),
        (["merge", "answers.yaml", "b.yaml", "-o", "all.json"], 2, "cxassess: all.json: an answer file is YAML, and '.json' is not (write all.yaml)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_name_that_leads_to_something_else_or_nowhere(home: Path, args: list[str], code: int, line: str) -> None:
    assert said(home, *args) == (code, [line])
    assert sorted(path.name for path in home.iterdir()) == ["answers.yaml", "overlays", "tiny"]


def test_an_output_of_ours_is_no_answer_file(home: Path) -> None:
    assert said(home, "report", "answers.yaml", "-o", "r.json")[0] == 0
    line = "r.json:1:1: error: this is an output of cxassess in JSON, not an answer file (give an answer file; 'cxassess assess NEW.yaml' starts one)"
    assert said(home, "score", "r.json") == (3, [line])


def test_a_stray_field_of_another_kind_is_only_that(home: Path) -> None:
    path = home / "tiny" / "playbook.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "answers: {A1: 2}\n", encoding="utf-8")
    code, lines = said(home, "check", "tiny")
    assert (code, lines[0].partition(" (")[0]) == (
        4,
        "tiny/playbook.yaml:10:1: error: a playbook has no field 'answers'",
    )


def test_a_bad_overlay_is_four_wherever_it_is_named(home: Path) -> None:
    (home / "overlays" / "bad.yaml").write_text("overlay: bad\nextends: tiny\nhidden: [A2]\n", encoding="utf-8")
    (home / "overlays" / "lost.yaml").write_text("overlay: lost\nextends: timy\n", encoding="utf-8")
    hidden = "overlays/bad.yaml:3:1: error: an overlay has no field 'hidden' (did you mean 'hide'?)"
    timy = "overlays/lost.yaml:2:10: error: no playbook 'timy' to extend (did you mean 'tiny'?)"
    for overlay, line in (("bad", hidden), ("lost", timy)):
        for args in (["answer", "new.yaml", "--overlay", overlay], ["check", f"overlays/{overlay}.yaml"]):
            code, lines = said(home, *args)
            assert (code, lines[0].replace(f"{home}/", "")) == (4, line)
    assert said(home, "show", "tiny", "--overlay", "bad")[0] == 4


def test_the_folder_of_a_playbook_may_be_named_by_its_file(home: Path) -> None:
    assert said(home, "score", "answers.yaml", "--playbook", "tiny/playbook.yaml") == (0, [])


@pytest.mark.parametrize("codec", ["utf-32", "utf-32-le", "utf-32-be", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_another_encoding_is_called_by_its_name(home: Path, codec: str) -> None:
    (home / "x.yaml").write_bytes("playbook: tiny\nanswers: {A1: 3}\n".encode(codec))
    line = f"x.yaml:1:1: error: the file is {codec[:6].upper()} (save it as UTF-8)"
    assert said(home, "score", "x.yaml") == (3, [line])


def test_a_template_folder_that_is_misspelled(home: Path) -> None:
    (home / "look").mkdir()
    (home / "look" / "template.yaml").write_text("", encoding="utf-8")
    expected = "cxassess: ./lok: no such template folder (did you mean 'look'?)"
    assert said(home, "report", "answers.yaml", "-o", "r.html", "--template", "./lok") == (5, [expected])
