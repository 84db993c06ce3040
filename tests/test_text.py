"""Text from others made safe for a screen or a file name, and numbers written as digits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxassess.exact import format_rounded, parse_number, ratio_rounded_down
from cxassess.text import (
    count_words,
    did_you_mean,
    excerpt,
    join_some,
    join_words,
    one_line,
    safe_text,
    shorten,
    slug,
    typed_text,
)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b]52;c;x\x07", "\\u{1B}]52;c;x\\u{7}"),
        ("\x9b31m \x85 \u2028", "\\u{9B}31m \\u{85} \\u{2028}"),
        ("a\rb\r\nc", "a\\u{D}b\nc"),
        ("\u202ereversed\u2066", "\\u{202E}reversed\\u{2066}"),
        ("\u200cfine\u200f \U0001f600 日本", "\u200cfine\u200f \U0001f600 日本"),
        ("\ud800", "\\u{D800}"),
    ],
)
def test_nothing_that_steers_a_terminal_gets_through(given: str, shown: str) -> None:
    assert safe_text(given) == shown


def test_text_is_shortened_and_windowed() -> None:
    assert shorten("a  b\nc") == "a b c"
    assert shorten("x" * 61) == "x" * 59 + "…"
    assert excerpt("0123456789" * 30, 150, 10) == "…4567890123…"
    assert one_line(" a \x1b b ") == "a \\u{1B} b"


def test_a_hint_names_the_nearest_word_or_the_letters_that_look_alike() -> None:
    assert did_you_mean("levle", ["level", "note"]) == "did you mean 'level'?"
    assert did_you_mean("zzz", ["level", "note"]) == "known: level, note"
    assert did_you_mean("UС-1", ["UC-1"]) == "it contains U+0421 CYRILLIC CAPITAL LETTER ES; retype it in plain letters"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists_read_as_sentences(words: list[str], text: str) -> None:
    assert join_words(words) == text


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("Bureau of Ünïcode", "bureau-of-unicode"),
        ("CON", "x-con"),
        ("", "x"),
        ("." * 300, "x"),
        ("日本", "x"),
    ],
)
def test_a_file_name_from_data_is_harmless(given: str, name: str) -> None:
    assert slug(given) == name


@pytest.mark.parametrize(
    "written", ["٣", "1e3", "+1", ".5", "1.", "1.1234567", "1234567890", "", "0x1", "1_000", "--1", "１"]
)
def test_what_is_no_decimal(written: str) -> None:
    assert parse_number(written) is None


def test_decimals_are_exact() -> None:
    assert [parse_number(text).micro for text in ("-0.5", "123456789.123456", "007")] == [
        -500000,
        123456789123456,
        7000000,
    ]  # type: ignore[union-attr]
    assert [
        format_rounded(Fraction(1, 8), 2),
        format_rounded(Fraction(-1, 8), 2),
        format_rounded(Fraction(-1, 1000), 2),
        format_rounded(Fraction(5, 2), 0),
    ] == ["0.13", "-0.13", "0.00", "3"]
    assert (ratio_rounded_down(2, 3), ratio_rounded_down(3, 3), ratio_rounded_down(0, 0)) == ("0.66", "1.00", None)


@pytest.mark.parametrize(
    ("typed", "kept", "left_out"),
    [
        ("a note\twith a tab", "a note\twith a tab", ""),
        ("1\r\n2\r3\v4\f5\x856\u20287\u20298", "1\n2\n3\n4\n5\n6\n7\n8", ""),
        ("\uf0b7 a \uf0a7 b \uf0fc c \uf0d8", "• a ▪ b ✓ c \uf0d8", ""),
        ("\x1b[31mred\x1b[0m \x1b[1;4mbold\x1b[m", "red bold", ""),
        ("a\x00b\x1bc\u202ed", "abcd", "U+0000 NULL, U+001B ESCAPE, U+202E RIGHT-TO-LEFT OVERRIDE"),
        (
            "\x01\x02\x03\x04\x05",
            "",
            "U+0001 CONTROL CHARACTER, U+0002 CONTROL CHARACTER, U+0003 CONTROL CHARACTER, 2 more",
        ),
        ("caf\udce9", "caf\ufffd", "byte 0xE9"),
    ],
)
def test_typed_text_is_kept(typed: str, kept: str, left_out: str) -> None:
    assert typed_text(typed) == (kept, left_out)


def test_counts_in_sentences_have_commas_as_all_numbers_of_files_have() -> None:
    assert [count_words(n, "file") for n in (0, 1, 999, 1200)] == ["0 files", "1 file", "999 files", "1,200 files"]
    assert join_some(["a"] * 1203, 2) == "a, a and 1,201 more"
    assert join_some(["a", "b", "c"], 3) == "a, b and c"
