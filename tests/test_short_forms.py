"""The short forms of YAML that bite people who write no code: what `check` says about each, word for word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxassess import fields
from cxassess.cli.commands.check import check
from cxassess.nodes import Mapping, Scalar
from cxassess.playbook import load_playbook
from cxassess.problems import Page, Problems
from cxassess.source.line_fields import MAX_EXAMPLE, NAMES, NO_TEXT, in_quotes, quoted_field
from cxassess.source.parse import parse

PLAYBOOK = """id: mine
version: "1.0"
title: Mine
scale: {1: One, 2: Two, 3: Three}
plays: [play.yaml]
"""
QUESTION = "id: P1\ntitle: T\nquestions:\n  - id: P1.1\n    text: Do we ask?\n"
LEVELS = "    levels: {1: a, 2: b, 3: c}\n"
IN_QUOTES = "put the text in quotes"
COMMA = "a comma inside { } begins a new field, so"
LIST = "'evidence' should be a list, not text"
COMMENT = "warning: everything from '#' on is a comment, not text (put the whole text in quotes"
REAL = "begin a real comment with '# '"

TEXT = [  # the text of a question; the column, what is said about it, and what to write
    (
        "Why: because?",
        "14: error: a second ':' here, so YAML reads 'Why' as the name of a field",
        f'{IN_QUOTES}: text: "Why: because?"',
    ),
    (
        "Do we ask these:",
        "26: error: a second ':' here, so YAML reads 'Do we ask these' as the name of a field",
        f'{IN_QUOTES}: text: "Do we ask these:"',
    ),
    (
        "“Do we ask: them?”",
        "21: error: a second ':' here, so YAML reads '“Do we ask' as the name of a field",
        f'{IN_QUOTES}: text: "Do we ask: them?"',
    ),
    ("@agency asks?", "11: error: text may not begin with '@'", f'{IN_QUOTES}: text: "@agency asks?"'),
    ("%5 of us?", "11: error: text may not begin with '%'", f'{IN_QUOTES}: text: "%5 of us?"'),
    ("`Ask` first?", "11: error: text may not begin with '`'", f'{IN_QUOTES}: text: "`Ask` first?"'),
    ("*Do* we ask?", "11: error: text may not begin with '*'", f'{IN_QUOTES}: text: "*Do* we ask?"'),
    (
        "- ask",
        "11: error: text may not begin with '- '",
        f'{IN_QUOTES}: text: "- ask"; begin a list on a line of its own',
    ),
    ("? ask", "11: error: text may not begin with '? '", f'{IN_QUOTES}: text: "? ask"'),
    (
        "|Ask?",
        "11: error: text may not begin with '|'",
        f'{IN_QUOTES}: text: "|Ask?", or write it on the lines below, indented',
    ),
    (
        ">5 times?",
        "11: error: text may not begin with '>'",
        f'{IN_QUOTES}: text: ">5 times?", or write it on the lines below, indented',
    ),
    (
        "&Do we?",
        "11: error: the anchor '&Do' is not allowed",
        "repeat the text where it is needed; put text that begins with '&' in quotes: text: \"&Do we?\"",
    ),
    (
        "!Do we ask?",
        "11: error: the tag '!Do' is not allowed",
        "remove it; put text that begins with '!' in quotes: text: \"!Do we ask?\"",
    ),
    (
        "[New] Do we?",
        "17: error: unexpected text after the closing ]",
        'put the whole text in quotes: text: "[New] Do we?"',
    ),
    (
        "{{ us }} ask?",
        "20: error: unexpected text after the closing }",
        'put the whole text in quotes: text: "{{ us }} ask?"',
    ),
    (
        '"Ask" is our rule?',
        '17: error: unexpected text after the closing "',
        "put the whole text in the other kind of quotes: text: '\"Ask\" is our rule?'",
    ),
    (
        "'We don't ask'",
        "19: error: the apostrophe in 'don't' closes the text",
        'put the text in double quotes: text: "We don\'t ask"',
    ),
    ("'Do we ask?", "11: error: this quote is never closed", "close it, or remove it"),
    ("null", "11: error: YAML reads 'null' as nothing, and a question needs 'text'", None),
    ("~", "11: error: YAML reads '~' as nothing, and a question needs 'text'", None),
]


def first_problem(folder: Path, play: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What `cxassess check` says first about a playbook with this play: line, column, message and hint."""
    (folder / "playbook.yaml").write_text(PLAYBOOK, encoding="utf-8")
    (folder / "play.yaml").write_text(play, encoding="utf-8")
    code, said = check([str(folder)]), capsys.readouterr().err.splitlines()[0]
    assert code == (0 if ": warning: " in said else 4)
    return said.removeprefix(f"{folder / 'play.yaml'}:")


@pytest.mark.parametrize(("text", "said", "hint"), TEXT, ids=[text for text, _, _ in TEXT])
def test_the_text_of_a_question(
    text: str, said: str, hint: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play = QUESTION.replace("Do we ask?", text) + LEVELS
    hint = hint or f"write 'text: …', in quotes if it is that word: text: \"{text}\""
    assert first_problem(tmp_path, play, capsys) == f"5:{said} ({hint})"
    example = re.search(r" (text: .*?['\"])(;|, or|$)", hint)
    if example:  # what is to be written can be read, and says the same
        mended = play.replace(f"text: {text}\n", f"{example[1]}\n")
        (tmp_path / "play.yaml").write_text(mended, encoding="utf-8")
        assert load_playbook(tmp_path)[0].by_id["P1.1"].text in (text, text[1:-1])


FIELDS = {  # fields of a question below its text, and what is said about them
    "levels: {1: No, 2: Each year, 3: Each quarter, with what we changed}": (
        f"6:52: error: {COMMA} 'with what we changed' is not part of the text before it"
        f' ({IN_QUOTES}: 3: "Each quarter, with what we changed")'
    ),
    "levels: {1: No, 2: Now, here, and there, 3: Yes}": (
        f"6:29: error: {COMMA} 'here' is not part of the text before it ({IN_QUOTES}: 2: \"Now, here, and there\")"
    ),
    "levels: {1: No, 2: Some, often, 3: c}": (
        "6:13: error: the levels are 1, 2, often and 3; the scale has 1, 2 and 3 (a comma inside { } begins a new field;"
        ' put text with a comma in quotes: 2: "Some, often")'
    ),
    "levels: {1: No, 2: Plan, with date: May, 3: c}": (
        "6:13: error: the levels are 1, 2, with date and 3; the scale has 1, 2 and 3 (a comma inside { } begins a new"
        ' field; put text with a comma in quotes: 2: "Plan, with date: May")'
    ),
    "levels: {1: No, 2: b, three: c}": (
        "6:13: error: the levels are 1, 2 and three; the scale has 1, 2 and 3"
        " (describe exactly the levels of the scale, in its order)"
    ),
    "levels: {1: No, 2: b, 3: Yes: always}": (
        f"6:33: error: a second ':' here, so YAML reads 'Yes' as the name of a field ({IN_QUOTES}: 3: \"Yes: always\")"
    ),
    "levels: {1: 'It isn't', 2: b, 3: c}": (
        "6:25: error: the apostrophe in 'isn't' closes the text (put the text in double quotes: 1: \"It isn't\")"
    ),
    "levels: {1: No, 2: Rank #1, 3: c}": (
        "6:29: error: everything from '#' on is a comment, so the bracket before it is not closed"
        f' ({IN_QUOTES}: 2: "Rank #1")'
    ),
    "levels: {1:No, 2: b, 3: c}": (
        "6:14: error: there is no space after the ':', so YAML reads '1:No' as a name (write '1: No')"
    ),
    "levels:\n  1:No\n  2:b\n  3:c": (
        "7:7: error: 'levels' should be 'name: value' fields, not text (there is no space after the ':'; write '1: No')"
    ),
    "levels:\n  1: No\n  2:b\n  3: c": (
        "8:7: error: there is no space after the ':', so YAML reads this line as text (write '2: b')"
    ),
    "levels:\n  1:\u00a0No\n  2: b\n  3: c": (
        "7:7: error: the space after the ':' is a non-breaking one (U+00A0), so YAML reads this line as text (write '1: No')"
    ),
    "levels: {1: uses {x} here, 2: b, 3: c}": (
        f"6:22: error: a '{{' in text that is not in quotes ({IN_QUOTES}: 1: \"uses {{x}} here\")"
    ),
    'levels: {1: "No", really not, 2: b, 3: c}': (
        f"6:23: error: {COMMA} 'really not' is not part of the text before it ({IN_QUOTES}: 1: '\"No\", really not')"
    ),
    "levels:\n  1. No\n  2. b": "7:7: error: 'levels' should be 'name: value' fields, not text (write '1: No')",
    "levels:\n  1: : No\n  2: b\n  3: c": f"7:10: error: text may not begin with ':' ({IN_QUOTES}: 1: \": No\")",
    "evidence:\n  1. one\n  2. two": f"7:7: error: {LIST} (write '- one')",
    "evidence: [notes [May], b]": f"6:22: error: a '[' in text that is not in quotes ({IN_QUOTES}: \"notes [May]\")",
    "\u00a0why: so": "6:5: error: a question has no field 'why' (it contains U+00A0 NO-BREAK SPACE; replace it with a plain space)",
    "levels:\n  - 1: a\n  - 2: b": (
        "7:7: error: 'levels' should be 'name: value' fields, not a list (remove the dashes: write '1: a')"
    ),
    "levels: {1: null, 2: b, 3: c}": "6:14: warning: level '1' of P1.1 has no text (say what you would see at that level)",
    "why:because we must": (
        "6:5: error: there is no space after the ':', so YAML reads this line as text (write 'why: because we must')"
    ),
    "why = we must": "6:5: error: there is a '=' instead of a ':', so YAML reads this line as text (write 'why: we must')",
    "why：we must": "6:5: error: the colon is a full-width one, so YAML reads this line as text (write 'why: we must')",
    "why: we\nmust": (
        "7:5: error: a ':' is missing on this line (write 'name: value'; indent the line more if it continues the text above)"
    ),
    "why: we\n  must: now": (
        "7:11: error: YAML reads this line as more of the text above it, which may not contain ': '"
        " (indent it like the fields around it; if it does belong to the text above, put the whole text in quotes)"
    ),
    "why: we\n\ttags: [a]": "7:5: error: a tab where only spaces are allowed (replace it with spaces)",
    "why: a\nwhy: b": "7:5: error: duplicate key 'why'; the first one is on line 6 (keep one of them)",
    "evidence: the minutes": f"6:15: error: {LIST} (write '[the minutes]', or a line '- the minutes')",
    "evidence:\n  -one\n  -two": f"7:7: error: {LIST} (there is no space after the dash; write '- one')",
    "evidence:\n  - one\n  -two": (
        "8:7: error: there is no space after the dash, so YAML reads this line as text (write '- two')"
    ),
    "evidence:\n  -\u00a0one": f"7:7: error: {LIST} (the space after the '-' is a non-breaking one (U+00A0); write '- one')",
    "evidence:\n  • one\n  • two": f"7:7: error: {LIST} ('•' does not begin a list entry; write '- one')",
    "evidence:\n  - Minutes: of May": (
        "7:9: error: an entry of 'evidence' should be text, not 'name: value' fields"
        " (': ' makes a field of it; if it is text, put it in quotes: - \"Minutes: of May\")"
    ),
    "evidence: [Minutes: May, notes]": (
        "6:16: error: an entry of 'evidence' should be text, not 'name: value' fields"
        " (': ' makes a field of it; if it is text, put it in quotes: \"Minutes: May\")"
    ),
}


@pytest.mark.parametrize(("fields", "said"), FIELDS.items(), ids=list(FIELDS))
def test_the_fields_of_a_question(fields: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = "".join(f"    {line}\n" for line in fields.split("\n"))
    play = QUESTION + rest + ("" if "levels" in fields else LEVELS)
    assert first_problem(tmp_path, play, capsys) == said


COMMENTS = {  # text that '#' cuts off, with the rest of what `check` says
    "text: Do we #ask?": f'5:17: {COMMENT}: text: "Do we #ask?"; {REAL})',
    "text: Is problem # 1 known?": f'5:22: {COMMENT}: text: "Is problem # 1 known?"; {REAL})',
}


@pytest.mark.parametrize(("line", "said"), COMMENTS.items(), ids=list(COMMENTS))
def test_text_after_a_number_sign(line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert first_problem(tmp_path, QUESTION.replace("text: Do we ask?", line) + LEVELS, capsys) == said


def test_an_entry_of_a_list_that_is_all_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = first_problem(tmp_path, QUESTION + LEVELS + "    evidence:\n      - #1 minutes\n", capsys)
    assert said == "8:8: warning: an entry of 'evidence' is empty (write it, or remove it)"


def test_words_that_mean_nothing_to_us_stay_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levels = "    levels: {1: yes, 2: 012, 3: 2026-09-30}\n    why: no\n    evidence: [on, off, 1.10]\n"
    (tmp_path / "playbook.yaml").write_text(PLAYBOOK, encoding="utf-8")
    (tmp_path / "play.yaml").write_text(QUESTION + levels, encoding="utf-8")
    question = load_playbook(tmp_path)[0].by_id["P1.1"]
    assert [level.text for level in question.levels] == ["yes", "012", "2026-09-30"]
    assert (question.why, question.evidence) == ("no", ("on", "off", "1.10"))


ANSWERS = {  # a line of an answer file, and what is said about it
    "subject: {agency: Bureau of Trade, Travel, and Tourism, scope: public}": (
        f"4:36: error: {COMMA} 'Travel' is not part of the text before it"
        f' ({IN_QUOTES}: agency: "Bureau of Trade, Travel, and Tourism")'
    ),
    "subject: {agency: VA: Benefits}": (
        f"4:21: error: a second ':' here, so YAML reads 'VA' as the name of a field ({IN_QUOTES}: agency: \"VA: Benefits\")"
    ),
    "subject: {agency: 'Veterans' Affairs'}": (
        "4:30: error: unexpected text after the closing ' (put the whole text in the other kind of quotes:"
        ' agency: "Veterans\' Affairs")'
    ),
    "date: 9/30/2026": (
        "4:7: error: 'date' is '9/30/2026', which is not a date (write it as YYYY-MM-DD, such as 2026-09-30)"
    ),
    "date: 2026-9-1": (
        "4:7: error: 'date' is '2026-9-1', which is not a date (write it as YYYY-MM-DD, such as 2026-09-01)"
    ),
    "marking:CUI": "4:1: error: there is no space after the ':', so YAML reads this line as text (write 'marking: CUI')",
}


@pytest.mark.parametrize(("line", "said"), ANSWERS.items(), ids=list(ANSWERS))
def test_a_line_of_an_answer_file(line: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(f"playbook: act-iac-cx-2018\nformat: 1\nanswers: {{}}\n{line}\n", encoding="utf-8")
    assert check([str(path)]) == 3
    assert capsys.readouterr().err.splitlines()[0] == f"{path}:{said}"


def test_a_question_whose_dash_has_no_space(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = first_problem(tmp_path, QUESTION.replace("- id: P1.1\n   ", "-id: P1.1\n  ") + LEVELS, capsys)
    assert said == (
        "4:3: error: there is no space after the dash, so YAML reads this line as text (write '- id: P1.1')"
    )


WORDS = st.text(st.sampled_from("ab :#'\"\\{}[],*&!|>%@`-?“”‘’"), min_size=1, max_size=MAX_EXAMPLE).map(str.strip)


@given(WORDS.filter(bool))
@example("‘ ’")
@example("‘ a’")
def test_text_in_quotes_reads_back(text: str) -> None:
    """As it was, or without the quotes that were around it, and the spaces inside them."""
    text = " ".join(text.split())
    node = parse(Page("f", f"name: {in_quotes(text)}\n"), Problems())
    assert isinstance(node, Mapping)
    value = node.pairs["name"][1]
    assert isinstance(value, Scalar)
    assert value.text in (text, text[1:-1].strip())
    assert value.text


@given(WORDS, st.integers(0, 80))
def test_an_example_is_made_of_any_line_or_none(text: str, column: int) -> None:
    for line in (text, f"a: {text}", f"- {text}", f"a: {{b: {text}, c: d}}", f"a: [b, {text}]"):
        example = quoted_field(line, min(column, len(line)))
        assert "\n" not in example


@pytest.mark.parametrize("first", ["1:{name: Not yet, text: Nothing}", "1:{name: Not yet}"])
def test_a_level_of_the_scale_whose_colon_has_no_space(
    first: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """YAML finds a second ':' only where there are two fields; else a name that ends in a brace."""
    scale = f"scale:\n  {first}\n  2: {{name: b}}\n  3: {{name: c}}\n"
    playbook = PLAYBOOK.replace("scale: {1: One, 2: Two, 3: Three}\n", scale)
    (tmp_path / "playbook.yaml").write_text(playbook, encoding="utf-8")
    (tmp_path / "play.yaml").write_text(QUESTION + LEVELS, encoding="utf-8")
    assert check([str(tmp_path)]) == 4
    (said,) = [line for line in capsys.readouterr().err.splitlines() if ": error: " in line]
    assert said.startswith(f"{tmp_path / 'playbook.yaml'}:5:3: error: there is no space after the ':'")
    assert said.endswith(f"(write '{first.replace(':{', ': {')}')")
    (tmp_path / "playbook.yaml").write_text(playbook.replace("1:{", "1: {"), encoding="utf-8")
    assert check([str(tmp_path)]) == 0


IN_ANSWERS = [  # what is written below 'answers:', what is said about it, and how it reads when the advice is followed
    (
        "  P1.1: {level: 1, note: Seen by Ann, Ben: both agree}",
        "2:39: error: the answer to \"Do we ask?\" (P1.1) has no field 'Ben' (a comma inside { } begins a new field;"
        ' put text with a comma in quotes: note: "Seen by Ann, Ben: both agree")',
        '  P1.1: {level: 1, note: "Seen by Ann, Ben: both agree"}',
    ),
    (
        "  P1.1:\n    evidence:\n      - {title: x, y: z}",
        "4:20: error: evidence has no field 'y' (a comma inside { } begins a new field;"
        ' put text with a comma in quotes: title: "x, y: z")',
        '  P1.1:\n    evidence:\n      - {title: "x, y: z"}',
    ),
    (
        "  P1.1: {level: 1,\n    note: calls, many\n  }",
        "3:18: error: the answer to \"Do we ask?\" (P1.1) has no field 'many' (a comma inside { } begins a new field;"
        ' put text with a comma in quotes: note: "calls, many")',
        '  P1.1: {level: 1,\n    note: "calls, many"\n  }',
    ),
    (
        "  P1.1: {level: 1,\n    note: so: it is\n  }",
        "3:13: error: a second ':' here, so YAML reads 'so' as the name of a field"
        ' (put the text in quotes: note: "so: it is")',
        '  P1.1: {level: 1,\n    note: "so: it is"\n  }',
    ),
    (
        "  P1.1: {level: 1, in part}",
        "2:20: error: the answer to \"Do we ask?\" (P1.1) has no field 'in part' (give it a name: note: in part)",
        "  P1.1: {level: 1, note: in part}",
    ),
    (
        "  P1.1:\n    evidence:\n      - Minutes: May 3",
        "4:9: error: evidence has no field 'Minutes'"
        " (': ' makes a field of it; if it is text, put it in quotes: - \"Minutes: May 3\")",
        '  P1.1:\n    evidence:\n      - "Minutes: May 3"',
    ),
    (
        "  P1.1: {evidence: [Minutes: May 3, x]}",
        "2:21: error: evidence has no field 'Minutes'"
        " (': ' makes a field of it; if it is text, put it in quotes: \"Minutes: May 3\")",
        '  P1.1: {evidence: ["Minutes: May 3", x]}',
    ),
    (
        "  P1.1:\n    votes:\n      - Ann: 1",
        "4:9: error: a vote has no field 'Ann' (write '- {who: Ann, level: 1}')",
        "  P1.1:\n    votes:\n      - {who: Ann, level: 1}",
    ),
    (
        "  P1.1:\n    votes: {Ann: 1}",
        "3:12: error: 'votes' should be a list, not 'name: value' fields (write a line '- {who: Ann, level: 1}' for each)",
        "  P1.1:\n    votes:\n      - {who: Ann, level: 1}",
    ),
    (
        "  P1.1:\n    remarks:\n      - Ann: so, so",
        "4:9: error: a remark has no field 'Ann' (write '- {who: Ann, text: \"so, so\"}')",
        '  P1.1:\n    remarks:\n      - {who: Ann, text: "so, so"}',
    ),
    (
        "  P1.1: 1\nactions:\n  - Write it down: by May",
        "4:5: error: an action has no field 'Write it down' (write '- {text: \"Write it down: by May\"}')",
        '  P1.1: 1\nactions:\n  - {text: "Write it down: by May"}',
    ),
    (
        '  P1.1:\n    evidence:\n      - "Minutes" of May',
        '4:19: error: unexpected text after the closing " (put the whole text in the other kind of quotes:'
        " - '\"Minutes\" of May')",
        "  P1.1:\n    evidence:\n      - '\"Minutes\" of May'",
    ),
    (
        "  P1.1:\n    evidence:\n      - [draft] seen",
        '4:17: error: unexpected text after the closing ] (put the whole text in quotes: - "[draft] seen")',
        '  P1.1:\n    evidence:\n      - "[draft] seen"',
    ),
    (
        "  P1.1: {level: 1, note: a } b}",
        '2:30: error: unexpected text after the closing } (put the whole text in quotes: note: "a } b")',
        '  P1.1: {level: 1, note: "a } b"}',
    ),
    (
        "  P1.1: 1: In part",
        "2:10: error: a second ':' here, so YAML reads '1' as the name of a field"
        " (write 'P1.1: {level: 1, note: In part}')",
        "  P1.1: {level: 1, note: In part}",
    ),
    (
        "  P1.1: na: none",
        "2:11: error: a second ':' here, so YAML reads 'na' as the name of a field"
        " (write 'P1.1: {not_applicable: none}')",
        "  P1.1: {not_applicable: none}",
    ),
    (
        "  P1.1: level: 1",
        "2:14: error: a second ':' here, so YAML reads 'level' as the name of a field (write 'P1.1: {level: 1}')",
        "  P1.1: {level: 1}",
    ),
    (
        "  P1.1: 1\nsubject: agency: VA",
        "3:16: error: a second ':' here, so YAML reads 'agency' as the name of a field"
        " (write 'agency: VA' on a line of its own, indented below 'subject:')",
        "  P1.1: 1\nsubject:\n  agency: VA",
    ),
    (
        "  P1.1: {na: none}",
        "2:10: error: the answer to \"Do we ask?\" (P1.1) has no field 'na' (did you mean 'not_applicable'?)",
        "  P1.1: {not_applicable: none}",
    ),
    (
        "  P1.1: {note: open { brace, level: 1}",
        "2:21: error: a '{' in text that is not in quotes (put the text in quotes: note: \"open { brace\")",
        '  P1.1: {note: "open { brace", level: 1}',
    ),
    (
        "  P1.1: {level: 1, note: a: b, c: d}",
        "2:27: error: a second ':' here, so YAML reads 'a' as the name of a field"
        ' (put the text in quotes: note: "a: b, c: d")',
        '  P1.1: {level: 1, note: "a: b, c: d"}',
    ),
    (
        "  P1.1: {votes: [{who: Ann level: 1}]}",
        "2:33: error: a second ':' here; a comma may be missing before 'level' (write 'who: Ann, level: 1')",
        "  P1.1: {votes: [{who: Ann, level: 1}]}",
    ),
    (
        "  P1.1: {note: at level: 1}",
        "2:24: error: a second ':' here; a comma may be missing before 'level'"
        " (write 'note: at, level: 1'; if it is one text, put it in quotes: note: \"at level: 1\")",
        '  P1.1: {note: "at level: 1"}',
    ),
    (
        "  P1.1:{level: 1}",
        "2:3: error: there is no space after the ':', so YAML reads 'P1.1:{level' as a name (write 'P1.1: {level: 1}')",
        "  P1.1: {level: 1}",
    ),
    (
        "  P1.1:\n    evidence:\n      -title: x\n      - title: y",
        "4:7: error: there is no space after the dash, so YAML reads this line as text (write '- title: x')",
        "  P1.1:\n    evidence:\n      - title: x\n      - title: y",
    ),
    (
        "  P1.1: {level: 1, note: # hash}",
        "2:26: error: everything from '#' on is a comment, so the bracket before it is not closed"
        ' (put the text in quotes: note: "# hash")',
        '  P1.1: {level: 1, note: "# hash"}',
    ),
    (
        "  P1.1: {level: 1, note: - dash}",
        "2:26: error: text may not begin with '-' (put the text in quotes: note: \"- dash\")",
        '  P1.1: {level: 1, note: "- dash"}',
    ),
    (
        "  P1.1: {level: 1, note: ?question}",
        "2:26: error: text may not begin with '?' (put the text in quotes: note: \"?question\")",
        '  P1.1: {level: 1, note: "?question"}',
    ),
    (
        "  P1.1: {level: 1, note: : x}",
        "2:26: error: text may not begin with ':' (put the text in quotes: note: \": x\")",
        '  P1.1: {level: 1, note: ": x"}',
    ),
    (
        "  P1.1: {level: 1, note: trailing brace }}",
        "2:42: error: unexpected '}' (put the text in quotes: note: \"trailing brace }\", or remove the '}')",
        '  P1.1: {level: 1, note: "trailing brace }"}',
    ),
    (
        "  P1.1:\n    note: # hash",
        "3:11: warning: this text is empty, because '#' begins a comment"
        ' (put the text in quotes: note: "# hash"; put a real comment on a line of its own)',
        '  P1.1:\n    note: "# hash"',
    ),
    (
        "  P1.1:\n    evidence:\n      - # hash\n      - x",
        "4:9: warning: this text is empty, because '#' begins a comment"
        ' (put the text in quotes: - "# hash"; put a real comment on a line of its own)',
        '  P1.1:\n    evidence:\n      - "# hash"\n      - x',
    ),
    (
        '  P1.1: {level: 1, evidence: [""]}',
        "2:31: warning: this evidence is empty (write what shows the level, or remove it)",
        "  P1.1: {level: 1}",
    ),
]


@pytest.fixture
def said_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], list[str]]:
    """What `cxassess check` says about answers to a playbook of one question: each error and warning."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "playbook.yaml").write_text(PLAYBOOK, encoding="utf-8")
    (folder / "play.yaml").write_text(QUESTION + LEVELS, encoding="utf-8")
    monkeypatch.setenv("CXASSESS_PLAYBOOKS", str(tmp_path))
    path = tmp_path / "a.yaml"

    def said(answers: str) -> list[str]:
        path.write_text(f"answers:\n{answers}\nplaybook: mine\nversion: '1.0'\n", encoding="utf-8")
        check([str(path)])
        lines = capsys.readouterr().err.splitlines()
        return [line.removeprefix(f"{path}:") for line in lines if re.search(r":\d+:\d+: (error|warning): ", line)]

    return said


@pytest.mark.parametrize(("written", "said", "mended"), IN_ANSWERS, ids=[written for written, _, _ in IN_ANSWERS])
def test_advice_about_answers_can_be_followed(
    written: str, said: str, mended: str, said_about: Callable[[str], list[str]]
) -> None:
    assert said_about(written) == [said]
    assert said_about(mended) == []


PLACES = [  # of a text in answers
    "  P1.1: {level: 1, note: @}",
    "  P1.1: {note: @, level: 1}",
    "  P1.1: {level: 1,\n    note: @,\n    confidence: low}",
    "  P1.1:\n    note: @",
    "  P1.1:\n    evidence:\n      - @\n      - x",
    "  P1.1: {evidence: [{title: @, link: b}]}",
    "  P1.1: {votes: [{who: Ann, level: 1, note: @}]}",
]
AWKWARD = [
    "a: b",
    "a: b, c: d",
    "Ann, Ben: both agree",
    "a, b",
    "a, b c",
    "a } b",
    "a ] b",
    "[a] b",
    "{a} b",
    "trailing }",
    '"A" of b',
    "'A' of b",
    "#a",
    "a #b",
    "@a",
    "`a`",
    "%a",
    "&a",
    "100%: all",
    "a [b: c], d",
    '"a": b',
    "{{ a }} b",
    "a }} b",
    "a: {b}",
    "we, us: them } all",
    "see note: here",
]
MORE_LINES = {"#a", "a #b", "a ] b"}  # what YAML notices lines later, in braces over several lines
EXAMPLE = re.compile(r"""(?:: |- )("[^"]*"|'(?:[^']|'')*')(?=[);]|, or )""")


@pytest.mark.parametrize("text", AWKWARD)
def test_text_is_read_once_it_is_in_the_quotes_that_the_advice_puts_it_in(
    text: str, said_about: Callable[[str], list[str]]
) -> None:
    """Whatever is wrong with it, wherever it is: one problem, one piece of advice, and then no problem."""
    for place in PLACES:
        said = said_about(place.replace("@", text))
        if not said or (text in MORE_LINES and place.count("\n") == 2 and "confidence" in place):
            continue
        (example,) = EXAMPLE.findall(said[0])
        assert (len(said), in_quotes(text)) == (1, example), (place, said)
        assert said_about(place.replace("@", example)) == [], place


def test_every_name_of_a_field_is_known_to_what_reads_lines() -> None:
    """Else the rest of a text would be said to go on over a field of that name."""
    schemas = Path(fields.__file__).parent / "schemas"
    names: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            properties = value.get("properties")
            names.update(properties if isinstance(properties, dict) else ())
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    for name in ("answers", "overlay", "play", "playbook"):
        look(json.loads((schemas / f"{name}.json").read_text(encoding="utf-8")))
    assert len(names) > 60
    assert names - NAMES == set()
    assert NO_TEXT <= NAMES
