"""The record of files that were made in a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cxassess.output.made_files import NAME, MadeFiles


def test_the_record_is_the_same_whatever_was_made_first(tmp_path: Path) -> None:
    texts = []
    for names in ("ab", "ba"):
        (folder := tmp_path / names).mkdir()
        made = MadeFiles(folder)
        for name in names:
            made.add(name, f"inputs of {name}", b"data")
        made.close()
        texts.append((folder / NAME).read_text())
    assert texts[0] == texts[1]
    assert [line.split("\t")[:2] for line in texts[0].splitlines()] == [["a", "inputs of a"], ["b", "inputs of b"]]


def test_a_file_is_up_to_date_while_it_and_its_inputs_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"data")
    MadeFiles(tmp_path).add("a", "inputs", b"data")
    made = MadeFiles(tmp_path)
    assert (made.is_up_to_date("a", "inputs"), made.is_up_to_date("a", "others"), made.may_replace("a")) == (
        True,
        False,
        True,
    )
    (tmp_path / "a").write_bytes(b"changed by hand")
    assert (made.is_up_to_date("a", "inputs"), made.may_replace("a")) == (False, False)
    (tmp_path / "a").unlink()
    assert (made.is_up_to_date("a", "inputs"), made.may_replace("a")) == (False, True)
    assert not (tmp_path / "b").exists() and made.may_replace("b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_read_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    assert not MadeFiles(tmp_path).may_replace("a")
