"""Which front end an interview has: the first wish that says something counts."""

from __future__ import annotations

import pytest

from cxassess.interview.completing import completed
from cxassess.interview.mode import is_plain

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("asked", "environ", "toolkit", "plain"),
    [
        (None, XTERM, True, False),
        (True, XTERM, True, True),
        (False, XTERM | {"CXASSESS_ACCESSIBLE": "1"}, True, False),
        (False, {"TERM": "dumb"}, True, False),
        (None, XTERM | {"CXASSESS_ACCESSIBLE": "1"}, True, True),
        (None, XTERM | {"ACCESSIBLE": "1"}, True, True),
        (None, XTERM | {"ACCESSIBLE": "yes"}, True, True),
        (None, XTERM | {"ACCESSIBLE": "0"}, True, False),
        (None, XTERM | {"ACCESSIBLE": "False"}, True, False),
        (None, XTERM | {"ACCESSIBLE": " no "}, True, False),
        (None, XTERM | {"ACCESSIBLE": ""}, True, False),
        (None, XTERM | {"CXASSESS_ACCESSIBLE": "0", "ACCESSIBLE": "1"}, True, False),
        (None, XTERM | {"CXASSESS_ACCESSIBLE": "", "ACCESSIBLE": "1"}, True, True),
        (None, {"TERM": "dumb", "CXASSESS_ACCESSIBLE": "0"}, True, True),
        (None, {"TERM": "dumb"}, True, True),
        (None, {"TERM": ""}, True, True),
        (None, {}, True, True),
        (None, XTERM, False, True),
        (False, XTERM, False, True),
    ],
)
def test_the_first_wish_that_says_something_counts(
    asked: bool | None, environ: dict[str, str], toolkit: bool, plain: bool
) -> None:
    assert is_plain(asked, environ, toolkit=toolkit) is plain


WORDS = ["P1.1", "P1.2", "P2.1", "P1", "P2", "Managed and measured", "Managed and shared", "Defined"]


@pytest.mark.parametrize(
    ("line", "text", "instead_of", "fitting"),
    [
        ("g P2.", "P2.1", 3, 0),
        ("g p2.", "P2.1", 3, 0),
        ("g P1.", "", 3, 2),
        ("d", "Defined", 1, 0),
        ("Managed", "Managed and ", 7, 2),
        ("managed and s", "Managed and shared", 13, 0),
        ("P2.1", "", 4, 0),
        ("zebra", "", 0, 0),
        ("g ", "", 0, 8),
        ("", "", 0, 8),
    ],
)
def test_tab_completes_as_far_as_the_words_agree(line: str, text: str, instead_of: int, fitting: int) -> None:
    found = completed(line, WORDS)
    assert (found.text, found.instead_of, len(found.fitting)) == (text, instead_of, fitting)


def test_tab_completes_nothing_where_there_are_no_words() -> None:
    assert completed("any text", []).text == ""
