"""Words that look like a known word: found through an index, never by looking at all known words.

A word is within n edits of another only if both give the same text after at most n letters are left out of each (as in
the SymSpell method), so every known word is filed under what is left of it. For suggestions, which may be further off,
words are filed under their three-letter pieces. Both are dictionaries: what is asked decides the work, not what exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import ceil
from typing import Final

SHORTEST: Final = 4
"""A known word with fewer letters is never read for another: "arm", "ear" and "eye" are too near to too much."""
TWO_EDITS: Final = 8
"""From this length on, two edits are forgiven instead of one."""
LONGEST: Final = 24
"""A word with more letters is not looked for."""


class Speller:
    """Known words, folded, to be found by a misspelling."""

    def __init__(self, words: Iterable[str], like: Iterable[str] = (), careful: Iterable[str] = ()) -> None:
        """File the words.

        `like`: those to be found by likeness too. `careful`: those not to be reached by changing one letter for another.
        """
        self._careful = frozenset(careful)
        self._gaps: dict[str, list[str]] = {}
        self._pieces: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            if SHORTEST <= len(word) <= LONGEST:
                for rest in _gaps(word, edits_allowed(word)):
                    self._gaps.setdefault(rest, []).append(word)
        for word in sorted(set(like)):
            for piece in _pieces(word):
                self._pieces.setdefault(piece, []).append(word)

    def corrections(self, word: str) -> tuple[str, ...]:
        """The known words that are nearest to a misspelt `word`, all equally near, in alphabetical order."""
        if not SHORTEST - 1 <= len(word) <= LONGEST:
            return ()
        found: dict[str, None] = {}
        for rest in _gaps(word, 2 if len(word) >= TWO_EDITS - 2 else 1):
            for known in self._gaps.get(rest, ()):
                found[known] = None
        best: list[str] = []
        least = 3
        for known in found:
            away = distance(word, known)
            if away > edits_allowed(known) or (known in self._careful and len(word) == len(known) and _swapped(word, known)):
                continue
            if away < least:
                best, least = [known], away
            elif away == least:
                best.append(known)
        return tuple(sorted(best))

    def like(self, word: str, n: int = 6, cutoff: float = 0.45) -> tuple[tuple[float, str], ...]:
        """Up to `n` known words that share many three-letter pieces with `word`, as (likeness 0 to 1, word), best first."""
        pieces = _pieces(word[:LONGEST])
        # A word that is like enough has at least so many of the pieces, so it has one that is not among the commonest.
        least = max(1, ceil(cutoff * len(pieces) / (2 - cutoff) - 1e-9))
        shared: dict[str, int] = {}
        for at, piece in enumerate(sorted(pieces, key=lambda piece: (len(self._pieces.get(piece, ())), piece))):
            new = at <= len(pieces) - least
            for known in self._pieces.get(piece, ()):
                if new or known in shared:
                    shared[known] = shared.get(known, 0) + 1
        scored = ((2 * count / (len(pieces) + len(known) + 1), known) for known, count in shared.items())
        return tuple(sorted((item for item in scored if item[0] >= cutoff), key=lambda item: (-item[0], item[1]))[:n])


def edits_allowed(word: str) -> int:
    """How many edits a known word forgives."""
    return 2 if len(word) >= TWO_EDITS else 1 if len(word) >= SHORTEST else 0


def distance(left: str, right: str) -> int:
    """Letters put in, left out, changed or swapped with their neighbour, between two words; 3 stands for more than two."""
    if abs(len(left) - len(right)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        after = [i]
        for j, other in enumerate(right, 1):
            cost = min(row[j] + 1, after[j - 1] + 1, row[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        if min(after) > 2:
            return 3
        before, row = row, after
    return min(row[-1], 3)


def _swapped(word: str, known: str) -> bool:
    # The same length but other letters: one was changed, so it may well be another word ("night", "right").
    return sorted(word) != sorted(known)


def _gaps(word: str, most: int) -> set[str]:
    """`word` with up to `most` (1 or 2) letters left out."""
    found = {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
    if most > 1:
        found.update(word[:i] + word[i + 1 : j] + word[j + 1 :] for i, j in combinations(range(len(word)), 2))
    return found


def _pieces(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}
