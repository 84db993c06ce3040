"""What the one-page brief says, as plain values in the order in which it is read."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """A question by its name, what was said about it in a sentence, and its level in words; `id` is what to link to."""

    id: str
    name: str
    text: str
    level: str


class BriefAction(NamedTuple):
    """What will be done, who answers for it and by when; `due` says that it is overdue, '' where it is not."""

    text: str
    owner: str = ""
    by: str = ""
    due: str = ""


class Request(NamedTuple):
    """An act that the reader is asked for: its first words, the rest of the sentence, then of whom and by when."""

    lead: str
    text: str
    who: str = ""


class Brief(NamedTuple):
    """One page for the person who decides.

    subject, topic: what was assessed, and by what and when, on one line.
    headline: the finding; `sentences` say where it lies. `notes` say what is open or compared, in sentences.
    works, weak: findings under their titles; `findings_note` replaces or explains lists that are short.
    actions: under `actions_title`, with `more_actions` counting the rest. They are proposals where `proposed`.
    requests: what is asked of the reader. trust: how far the result can be relied on, in lines.
    rows: how high the rows of the figure are set, 0 for the usual height, 1 and 2 for lower ones.
    """

    subject: str
    topic: str
    headline: str
    sentences: tuple[str, ...]
    works_title: str
    works: tuple[Finding, ...]
    weak_title: str
    weak: tuple[Finding, ...]
    findings_note: str
    actions_title: str
    actions: tuple[BriefAction, ...]
    more_actions: str
    proposed: bool
    requests: tuple[Request, ...]
    trust: tuple[str, ...]
    rows: int
