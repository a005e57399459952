"""Words that look like a known word. A fresh process imports what compares them only when the first misspelling is met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 4
"""A known word with fewer letters is never read for another: "arm", "ear" and "eye" are too near to too much."""
TWO_EDITS: Final = 8
"""From this length on, two edits are forgiven instead of one."""
LONGEST: Final = 24
"""A word with more letters is not looked for."""


class Speller:
    """Known words, folded, to be found by a misspelling."""

    def __init__(self, words: Iterable[str], careful: Iterable[str] = ()) -> None:
        """`careful`: the words that are not to be reached by changing one letter for another."""
        self._careful = frozenset(careful)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(set(words)):
            if SHORTEST <= len(word) <= LONGEST:
                self._by_length.setdefault(len(word), []).append(word)

    def corrections(self, word: str) -> tuple[str, ...]:
        """The known words that are nearest to a misspelt `word`, all equally near, in alphabetical order.

        An edit is a letter put in, left out, changed or swapped with its neighbour.
        """
        if not SHORTEST - 1 <= len(word) <= LONGEST:
            return ()
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        best: list[str] = []
        least = 2
        for length in range(len(word) - 2, len(word) + 3):
            allowed = 2 if length >= TWO_EDITS else 1
            near = extract(word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=allowed, limit=None)
            for known, away, _ in near:
                if known in self._careful and len(word) == len(known) and sorted(word) != sorted(known):
                    continue  # a letter was changed, so it may well be another word ("night", "right")
                if away < least:
                    best, least = [], int(away)
                if away == least:
                    best.append(known)
        return tuple(sorted(best))
