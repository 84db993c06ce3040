"""Words in texts: whole words in any of their forms, never letters inside other words."""

from __future__ import annotations

import re
from functools import lru_cache


def contains_words(text: str, words: str) -> bool:
    """Whether every one of the words occurs in a text as a whole word: `survey` also as `surveys`, `IRS` not in `first`."""
    return _stems(words) <= _stems(text)


@lru_cache(maxsize=1024)
def _stems(text: str) -> frozenset[str]:
    """The words of a text without the endings of English, in lower case."""
    from snowballstemmer import stemmer  # for a search only

    return frozenset(stemmer("english").stemWords(re.findall(r"\w+", text.casefold())))
