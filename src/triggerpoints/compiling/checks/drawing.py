"""Checks of the drawing against the claim: what a muscle's words say and what its shapes cover on the skin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from ...errors import Problem
from ...model import Muscle, Zone
from ...reading import Kind, Path, Tree
from ..measured import Cover, Measured, Ruler, children, claimed_instances

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

MuscleCheck = Callable[[Tree, Muscle, Measured], Iterable[Problem]]


def check_points_on_body(tree: Tree, muscle: Muscle, measured: Measured) -> Iterator[Problem]:
    """Every shift of a muscle's points leads to skin, not into the air."""
    for path, miss in measured.misses:
        if miss > OFF_BODY_MM:
            yield _off_body(tree, "muscle", muscle.id, path, miss)


def check_places_on_body(tree: Tree, ruler: Ruler) -> Iterator[Problem]:
    """Landmarks and the points of sites lie on the body."""
    for kind, id, path, miss in ruler.misses(Tree(landmarks=tree.landmarks, sites=tree.sites)):
        if miss > OFF_BODY_MM:
            yield _off_body(tree, kind, id, path, miss)


def check_claims_are_drawn(tree: Tree, muscle: Muscle, measured: Measured) -> Iterator[Problem]:
    """Every site a zone claims is covered by its drawing, on every side the zone names."""
    for path, key, zone in _zones(muscle, measured):
        excused = _excused(zone, "uncovered")
        if measured.on_claimed[key] == 0:
            continue  # it lies elsewhere altogether, which `check_zone_on_its_sites` says once
        found = _by_site(measured.covers[key])
        for number, site in enumerate(zone.sites):
            if site in excused:
                continue
            for instance in claimed_instances(tree, zone, site):
                cover = found.get((site, instance))
                of_site, of_zone = (cover.of_site, cover.of_zone) if cover else (0.0, 0.0)
                if of_site < CLAIM_OF_SITE and of_zone < CLAIM_OF_ZONE:
                    yield tree.problem(
                        "muscle",
                        muscle.id,
                        (*path, "sites", number),
                        found=f"{site} ({instance} side) covered to {of_site:.0%}, holding {of_zone:.0%} of the zone",
                        allowed=f"at least {CLAIM_OF_SITE:.0%} of the site or {CLAIM_OF_ZONE:.0%} of the zone, or an exception",
                        rule="claim-not-drawn",
                    )
                    break  # the two sides of a zone on both are mirror images


def check_drawing_is_claimed(tree: Tree, muscle: Muscle, measured: Measured) -> Iterator[Problem]:
    """Every site a zone covers to a large part is claimed, by itself or by a larger site."""
    for path, key, zone in _zones(muscle, measured):
        settled = _excused(zone, "unclaimed")
        for cover in measured.covers[key]:
            if cover.of_site < MUST_CLAIM or cover.site in settled or children(tree.sites, cover.site):
                continue
            settled.add(cover.site)  # its other side would only say the same again
            if not set(_line(tree, cover.site)) & set(zone.sites):
                yield tree.problem(
                    "muscle",
                    muscle.id,
                    (*path, "sites"),
                    found=f"{cover.site} ({cover.instance} side) covered to {cover.of_site:.0%} but not claimed",
                    allowed=f"the claim, an exception, or a drawing that covers less than {MUST_CLAIM:.0%}",
                    nearest=cover.site,
                    rule="drawing-not-claimed",
                )


def check_zone_on_its_sites(tree: Tree, muscle: Muscle, measured: Measured) -> Iterator[Problem]:
    """A zone lies on the body part it names."""
    for path, key, zone in _zones(muscle, measured):
        share = measured.on_claimed[key]
        if share < ON_CLAIMED:
            others = [cover for cover in measured.covers[key] if cover.site not in zone.sites]
            best = max(others, key=lambda cover: (cover.of_zone, cover.of_site), default=None)
            yield tree.problem(
                "muscle",
                muscle.id,
                (*path, "shapes"),
                found=f"{share:.0%} of the zone on the sites it claims",
                allowed=f"at least {ON_CLAIMED:.0%}",
                nearest=f"{best.site} (holds {best.of_zone:.0%})" if best else "",
                rule="zone-off-its-sites",
            )


def check_points_on_fibres(tree: Tree, muscle: Muscle, measured: Measured) -> Iterator[Problem]:
    """An X lies on its own muscle's fibres."""
    for number, point in enumerate(muscle.trigger_points):
        gap = measured.fibre_gap[point.id]
        if gap > FIBRE_GAP_MM and point.off_fibres is None:
            yield tree.problem(
                "muscle",
                muscle.id,
                ("trigger_points", number, "point"),
                found=f"{gap:.0f} mm from the nearest fibre line",
                allowed=f"at most {FIBRE_GAP_MM:.0f} mm, or off_fibres with the reason",
                rule="point-off-fibres",
            )


def check_zones_have_skin(tree: Tree, muscle: Muscle, measured: Measured) -> Iterator[Problem]:
    """No zone is too small to hold any skin."""
    for number, point in enumerate(muscle.trigger_points):
        for place, zone in enumerate(point.zones):
            if measured.zone_mm2[point.id, zone.id] <= 0:
                path = ("trigger_points", number, "zones", place, "shapes")
                found, allowed = "no skin at all", "a patch that is wide enough to measure"
                yield tree.problem("muscle", muscle.id, path, found=found, allowed=allowed, rule="zone-empty")


MUSCLE_CHECKS: Final[tuple[MuscleCheck, ...]] = (
    check_zones_have_skin,
    check_claims_are_drawn,
    check_drawing_is_claimed,
    check_zone_on_its_sites,
    check_points_on_fibres,
)


def check_muscle(tree: Tree, muscle: Muscle, measured: Measured) -> tuple[Problem, ...]:
    """Every check of one muscle's drawing. Where points are off the body only they are reported: the rest follows."""
    astray = tuple(check_points_on_body(tree, muscle, measured))
    return astray or tuple(problem for check in MUSCLE_CHECKS for problem in check(tree, muscle, measured))


def check_sites_are_drawn(ruler: Ruler) -> Iterator[Problem]:
    """No site is empty, and together they cover the skin."""
    for key, mask in ruler.masks.items():
        if not mask.any():
            found, allowed = "no skin at all", "a patch that is wide enough to measure"
            yield ruler.tree.problem("site", key, ("area",), found=found, allowed=allowed, rule="site-empty")
    bare, whole = ruler.bare_mm2, float(ruler.samples.areas.sum())
    if bare > BARE_SHARE * whole:
        yield Problem(
            "",
            0,
            0,
            "sites",
            f"{bare / 100:.1f} cm2 of skin in no site",
            f"at most {BARE_SHARE:.1%} of it",
            rule="skin-without-site",
        )


def _zones(muscle: Muscle, measured: Measured) -> Iterator[tuple[Path, tuple[str, str], Zone]]:
    """Path, key and record of every zone that has skin."""
    for n, point in enumerate(muscle.trigger_points):
        for z, zone in enumerate(point.zones):
            if measured.zone_mm2[point.id, zone.id] > 0:
                yield ("trigger_points", n, "zones", z), (point.id, zone.id), zone


def _off_body(tree: Tree, kind: Kind, id: str, path: Path, miss: float) -> Problem:
    found, allowed = f"a place {miss:.0f} mm off the skin", f"at most {OFF_BODY_MM:.0f} mm"
    return tree.problem(kind, id, path, found=found, allowed=allowed, rule="off-body")


def _excused(zone: Zone, rule: str) -> set[str]:
    return {exception.site for exception in zone.exceptions if exception.rule == rule}


def _by_site(covers: tuple[Cover, ...]) -> Mapping[tuple[str, str], Cover]:
    return {(cover.site, cover.instance): cover for cover in covers}


def _line(tree: Tree, site: str) -> Iterator[str]:
    """The site and the sites it is part of."""
    here: str | None = site
    while here is not None:
        yield here
        here = tree.sites[here].parent
