"""The rules of the data that a schema cannot say: their sentences, and the limits of the drawing."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from ...errors import ERROR, WARNING, Problem, Severity
from ...reading import Kind, Path, Tree

CLAIM_OF_SITE: Final = 0.10
"""A claimed site must be covered to at least this share, ..."""
CLAIM_OF_ZONE: Final = 0.15
"""... or hold at least this share of the zone (a small zone in a large site)."""
MUST_CLAIM: Final = 0.50
"""A zone that covers at least this share of a site without parts must claim it, or a site that it is part of."""
ON_CLAIMED: Final = 0.60
"""At least this share of a zone lies on the sites it claims: the zone is where its words say."""
FIBRE_GAP_MM: Final = 15.0
"""An X lies at most this far from one of the muscle's fibre lines."""
OFF_BODY_MM: Final = 60.0
"""A shift leads at most this far from the skin; more, and it left the body."""
BARE_SHARE: Final = 0.002
"""At most this share of the skin may belong to no pain site (what the sampling cannot settle)."""


class Rule(NamedTuple):
    """What is said when a rule is broken, with {placeholders}."""

    found: str
    allowed: str
    severity: Severity = ERROR


_SKIN: Final = "a patch that is wide enough to measure"
_DRAWN: Final = f"at least {CLAIM_OF_SITE:.0%} of the site or {CLAIM_OF_ZONE:.0%} of the zone, or an exception"

RULES: Final[dict[str, Rule]] = {
    # References
    "unknown-{refers}": Rule("the unknown {refers} {name}", "the id of a {refers}"),
    "name-of-landmark": Rule("a named point that has the name of the landmark {name}", "another name"),
    "muscle-circle": Rule("{way}", "another muscle or group"),
    "site-circle": Rule("{way}", "another site"),
    "landmark-circle": Rule("{way}", "landmarks that do not rest on this one"),
    # Names
    "{kind}-name-clash": Rule("{name}, which {owner} has as {other}", "a name of this {kind} alone"),
    "complaint-name-clash": Rule("{name}, which is a name of the site {owner}", "a name of this complaint alone"),
    "segment-twice": Rule("{name}, which {owner} has too", "each number once"),
    "shared-identifier": Rule("{name}, which {owner} has too", "an identifier of this muscle alone"),
    # Trigger points, zones and sites
    "repeated-id": Rule("{name} again", "each {what} once"),
    "no-essential-zone": Rule("spillover zones only", "at least one essential zone", WARNING),
    "other-side-undescribed": Rule(
        "side {side} without a description", "a description that says what is felt on the other side", WARNING
    ),
    "other-side-midline": Rule("side other for sites of the midline", "same, both, or a paired site", WARNING),
    "idle-exception": Rule("{site}, which the zone {claims}", "a site that it {wanted}"),
    "site-without-skin": Rule("neither an area nor children", "one of them"),
    # The drawing
    "off-body": Rule("a place {miss:.0f} mm off the skin", f"at most {OFF_BODY_MM:.0f} mm"),
    "zone-empty": Rule("no skin at all", _SKIN),
    "site-empty": Rule("no skin at all", _SKIN),
    "skin-without-site": Rule("{bare:.1f} cm2 of skin in no site", f"at most {BARE_SHARE:.1%} of it"),
    "claim-not-drawn": Rule("{site} ({instance} side) covered to {of_site:.0%}, holding {of_zone:.0%} of the zone", _DRAWN),
    "drawing-not-claimed": Rule(
        "{site} ({instance} side) covered to {of_site:.0%} but not claimed",
        f"the claim, an exception, or a drawing that covers less than {MUST_CLAIM:.0%}",
    ),
    "zone-off-its-sites": Rule("{share:.0%} of the zone on the sites it claims", f"at least {ON_CLAIMED:.0%}"),
    "point-off-fibres": Rule(
        "{gap:.0f} mm from the nearest fibre line", f"at most {FIBRE_GAP_MM:.0f} mm, or off_fibres with the reason"
    ),
}
"""Every rule by its id. In an id that holds a placeholder it is filled in as well."""


def violation(
    tree: Tree, kind: Kind, id: str, path: Path, rule: str, *, nearest: str = "", word: str = "", **values: Any
) -> Problem:
    """The problem of a value that breaks a rule. values: of the placeholders; the others as `Tree.problem` has them."""
    said, values = RULES[rule], {"kind": kind, **values}
    found, allowed = said.found.format(**values), said.allowed.format(**values)
    return tree.problem(
        kind, id, path,
        found=found, allowed=allowed, nearest=nearest, rule=rule.format(**values), severity=said.severity, word=word,
    )  # fmt: skip
