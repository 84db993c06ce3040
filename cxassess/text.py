"""Text from other people: which characters it may hold, how it is shown safely, and small helpers for sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable

BIDI = "\u202a-\u202e\u2066-\u2069"
CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
SURROGATE = "\ud800-\udfff"
FORBIDDEN = f"[{CONTROL}{BIDI}{SURROGATE}]"
"""An expression that `re` compiles when it is first looked for: most texts are printable, and never need it."""
LONE_CR = "\r(?!\n)"  # not part of FORBIDDEN, because an alternative makes the search ten times slower
LINE_END = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0FC: "✓"}
"""The bullets of Word's symbol fonts, which no other font has, as everybody's characters."""
_COLORS = "\x1b\\[[0-9:;<=>?]*[ -/]*[@-~]"  # what a program sends to a terminal, as it is copied from a log
MAX_NAMED = 3  # characters that are named of those left out
_NAMES = {
    0x00: "NULL",
    0x07: "BELL",
    0x08: "BACKSPACE",
    0x0D: "CARRIAGE RETURN",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
}


def describe_char(char: str) -> str:
    """A character by number and name: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    import unicodedata

    code = ord(char)
    name = unicodedata.name(char, "") or _NAMES.get(code, "")
    if not name and (code < 0x20 or 0x7F <= code < 0xA0):
        name = "CONTROL CHARACTER"
    return f"U+{code:04X} {name}".rstrip()


def safe_text(text: str) -> str:
    """The text with every control and direction-changing character written as `\\u{HEX}`; tabs and line ends stay.

    Bullets of symbol fonts become everybody's.
    """
    if text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\\u{D}").translate(BULLETS)
    return re.sub(FORBIDDEN, lambda match: f"\\u{{{ord(match.group()):X}}}", plain)


def normalize_line_ends(text: str) -> str:
    """The text with each line end, also of other systems and programs, as one line feed."""
    return text if text.isascii() and text.isprintable() else re.sub(LINE_END, "\n", text)


def typed_text(text: str) -> tuple[str, str]:
    """Text that a person typed or pasted as a file can hold it, and the names of the characters that were left out.

    Line ends of other programs become line feeds, bullets of symbol fonts everybody's, bytes that are no text U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text, ""
    text = normalize_line_ends(re.sub(_COLORS, "", text)).translate(BULLETS)
    left_out = dict.fromkeys(map(_name_typed, re.findall(FORBIDDEN, text)))
    text = re.sub(f"[{SURROGATE}]", "\ufffd", text)
    names = [*left_out][:MAX_NAMED]
    more = len(left_out) - len(names)
    return re.sub(FORBIDDEN, "", text), ", ".join([*names, *([f"{more} more"] if more else [])])


def _name_typed(char: str) -> str:
    """A character by number and name; a byte of the terminal that is no text as that."""
    return f"byte 0x{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else describe_char(char)


def one_line(text: str) -> str:
    """The text on one line, safe to print."""
    return safe_text(" ".join(text.split()))


def folded(text: str) -> str:
    """Text as it is compared where people type it again: letter case and spacing do not count."""
    return " ".join(text.casefold().split())


def safe_lines(text: str) -> str:
    """The text with its line ends, safe to print; without space around lines, and empty lines at its ends."""
    return text and "\n".join(map(one_line, text.strip().split("\n")))


def sentence(text: str) -> str:
    """Text on one line that ends like a sentence."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def shorten(text: str, width: int = 60) -> str:
    """The text on one line, at most `width` characters; a cut is shown by an ellipsis."""
    line = one_line(text[: 4 * width])
    return line if len(line) <= width and len(text) <= 4 * width else line[: width - 1].rstrip() + "…"


def shorten_at_word(text: str, most: int) -> str:
    """The text on one line, at most `most` characters, cut behind a whole word where that costs less than half of it."""
    line = one_line(text[: 4 * most])
    if len(line) <= most and len(text) <= 4 * most:
        return line
    start = line[: most - 1].rstrip()
    whole = start if line[len(start) : len(start) + 1] == " " else start.rpartition(" ")[0]
    return f"{(whole if 2 * len(whole) > len(start) else start).rstrip(' ,;:-')}…"


def cut(text: str, most: int = 2_000) -> str:
    """The text, or its beginning and an ellipsis where it is longer than any message needs to be."""
    return text if len(text) <= most else text[: most - 1] + "…"


def excerpt(line: str, column: int, width: int = 100) -> str:
    """The part of a line around a column (from 1), safe to print, at most `width` characters."""
    start = max(0, min(column - 1 - width // 2, len(line) - width))
    part = line[start : start + width]
    left = "…" if start else ""
    right = "…" if start + width < len(line) else ""
    return safe_text(left + part.replace("\t", " ") + right)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, or None when none is similar."""
    from difflib import get_close_matches

    folded = {name.casefold(): name for name in known}
    matches = get_close_matches(word.casefold()[:64], folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def non_ascii(word: str) -> str:
    """The characters of a word that are not ASCII, by number and name, since they may look like others; '' for none."""
    chars = dict.fromkeys(char for char in word[:64] if ord(char) > 0x7E)
    return ", ".join(describe_char(char) for char in chars)


def retype(word: str) -> str:
    """What to do about the characters of a word that are not ASCII, in words that follow their names."""
    odd = [char for char in word[:64] if ord(char) > 0x7E]
    if all(char.isspace() for char in odd):
        return "remove it" if word.rstrip() != word else "replace it with a plain space"
    return "retype it in plain letters" if any(char.isprintable() for char in odd) else "remove it"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint about an unknown word: the nearest known one, or all of them when they are few; '' for none."""
    names = list(known)
    odd = non_ascii(word)
    if odd:
        return f"it contains {odd}; {retype(word)}"
    near = nearest(word, names)
    if near is not None:
        return f"did you mean '{near}'?"
    if 0 < len(names) <= 12:
        return "known: " + ", ".join(names)
    return ""


def join_words(items: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(items)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def join_some(items: Iterable[str], most: int = 12) -> str:
    """Like `join_words`, of many only the first: `a, b, c and 46 more`."""
    words = list(items)
    return join_words(words) if len(words) <= most else f"{', '.join(words[:most])} and {len(words) - most:,} more"


def count_words(count: int, noun: str) -> str:
    """A number and a noun, with an s for all but one: `1 question`, `3,000 questions`."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def slug(text: str) -> str:
    """A file name made from text: letters, digits and hyphens, at most 60, never empty or a reserved name."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text[:200]).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")
    reserved = re.fullmatch(r"con|prn|aux|nul|com[0-9]|lpt[0-9]|", name)
    return f"x-{name}".rstrip("-") if reserved else name


def command_words(
    name: str, path: str, after: Iterable[str] = (), options: Iterable[str] = (), *, options_last: bool = True
) -> list[str]:
    """The words of a command on a file, with `after` behind the file: `cxassess answer a.yaml P1.1=3 --playbook mine`.

    Where the name of the file begins with a dash, the options come first, and `--` says that no more follow.
    """
    if path.startswith("-") and path != "-":
        return ["cxassess", name, *options, "--", path, *after]
    rest = (*after, *options) if options_last else (*options, *after)
    return ["cxassess", name, path, *rest]


def command_line(
    name: str, path: str, after: Iterable[str] = (), options: str = "", *, options_last: bool = True
) -> str:
    """The same as one line for a shell; `options` are quoted for it already."""
    import shlex

    return shlex.join(command_words(name, path, after, shlex.split(options), options_last=options_last))


def encode_url(link: str) -> str:
    """A link in ASCII: other characters, and percent signs that begin no escape, are percent-encoded."""
    from urllib.parse import quote

    return re.sub("%(?![0-9A-Fa-f]{2})", "%25", quote(link, safe="%/:=&?~#+!$,;'@()*"))
