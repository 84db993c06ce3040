"""How long it takes to read questions aloud."""

from __future__ import annotations

from collections.abc import Iterable

from cxassess.playbook.model import Play

WORDS_PER_MINUTE = 160  # read aloud, as docs/content-review.md measured


def reading_minutes(plays: Iterable[Play]) -> int:
    """How many minutes it takes to read every question of plays with all its levels aloud, rounded to five."""
    texts: list[str] = []
    for play in plays:
        texts += (play.title, play.intent, *play.leader_questions)
        for question in play.questions:
            texts += [question.text, *(text for level in question.levels for text in (level.name, level.text))]
    words = sum(len(text.split()) for text in texts)
    return max(5, 5 * round(words / WORDS_PER_MINUTE / 5))
