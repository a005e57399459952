"""What the look-up counts, and why. Nothing here is a probability: the score orders patterns by how well they fit.

docs/lookup.md explains the score; `tests/cases` judge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WEIGHTS: Final[Mapping[str, float]] = {
    "coverage": 0.30,  # how much of the pain the pattern covers: the patient points at all of it
    "strength": 0.15,  # an essential zone is reported by most people with the point, spillover by some
    "pattern": 0.20,  # how much of the pattern is there: a pattern that is mostly elsewhere should be felt elsewhere too
    "focus": 0.15,  # a zone that is about this place says more than one that also passes through
    "named": 0.15,  # the sources name the place in words, not only the drawing reaches it
    "evidence": 0.05,  # a pattern that was measured stands firmer than one that textbooks hand on
}
"""Parts of the score, 1 together."""

SHARES: Final[Mapping[str, float]] = {
    "essential": 1.0,
    "spillover": 0.4,  # the charts give no figure, so this is our choice
    "rare": 0.15,  # reported by one source alone, or disputed
    "edge": 0.15,  # a zone that only touches the place with its edge, and whose sources do not name it
}
"""What a zone of each strength counts."""

PAINS: Final[Mapping[str, float]] = {
    "worst": 1.0,  # also when nothing is said
    "moderate": 0.6,
    "slight": 0.3,  # the muscle that explains the worst place matters more than the one that explains the faintest
}
"""What a place counts by how much it hurts there."""

EVIDENCE: Final[Mapping[str, float]] = {
    "experiment": 1.0,  # drawn by people in whom the pattern was set off
    "clinical_series": 1.0,  # counted in patients
    "trial": 1.0,
    "consensus": 0.6,
    "review": 0.6,
    "case_report": 0.4,
    "textbook": 0.4,  # composites of clinical observation without counts
}
"""What the best kind of evidence for a muscle's pattern counts. A muscle without any counts nothing."""

REACHES: Final = 0.10  # a zone that covers less of a place does not reach it, unless the sources name the place
TOUCHES: Final = 0.05  # it only touches the place with its edge then; less than this is not worth a word
INSIDE_AREA: Final = 0.5  # or so much of the zone lies in the area, however large that is
MEANT: Final = 0.25  # a drawn area means a site when it covers so much of it, or so much of the area lies in it
SYMPTOM: Final = 0.4  # a symptom is reported by some people with the point, as spillover is
"""How much a symptom other than pain counts in coverage and strength."""
