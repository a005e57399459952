"""The checks of the drawing against the claim: a sound tree passes, and each fault is found once, at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reading_samples import damaged, said
from small_tree import LANDMARKS, MUSCLE, SITES, compiled

from triggerpoints.compiling.checks import drawing

TOP = "spot: knee_top radius 40"
SAME = "side: same\n        sites: [knee]"
BOTH = "side: both\n        description: Both.\n        sites: "
FIRST = "shapes: [spot: knee_top radius 40]"


def measures_aside(text: str) -> str:
    """The text without what depends on the exact shape of the body."""
    return re.sub(r"[0-9.]+(?= mm| cm2|%)", "N", text)


def rules(folder: Path, **files: str) -> list[str]:
    return [problem.rule for problem in compiled(folder, **files).problems]


def test_the_sound_tree_passes_every_check(tmp_path: Path) -> None:
    done = compiled(tmp_path)
    assert said(tmp_path, done.problems) == []
    assert done.document is not None


def test_checks_have_names_and_say_what_they_hold() -> None:
    checks = [value for name, value in vars(drawing).items() if name.startswith("check_")]
    assert set(drawing.MUSCLE_CHECKS) < set(checks)
    assert all(check.__doc__ for check in checks)


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        (
            {"sites": damaged(SITES, "spot: navel radius 60", "spot: navel radius 0.1")},
            ["sites/leg.yaml:4:51: sites.belly.area: found no skin at all, allowed a patch that is wide enough to measure"],
        ),
        (
            {"sites": damaged(SITES, "      - spot: crown radius 400\n", "")},
            ["data: sites: found N cm2 of skin in no site, allowed at most N% of it"],
        ),
        (
            {"straight": damaged(MUSCLE, "sites: [knee]", "sites: [knee, belly]")},
            ["muscles/straight.yaml:24:23: trigger_points[0].zones[0].sites[1]: "
             "found belly (midline side) covered to N%, holding N% of the zone, "
             "allowed at least N% of the site or N% of the zone, or an exception"],
        ),
        (
            {"straight": damaged(MUSCLE, TOP, TOP + ", spot: navel radius 50")},
            ["muscles/straight.yaml:24:16: trigger_points[0].zones[0].sites: found belly (midline side) covered to N% "
             "but not claimed, allowed the claim, an exception, or a drawing that covers less than N%, nearest belly",
             "muscles/straight.yaml:25:17: trigger_points[0].zones[0].shapes: found N% of the zone on the sites it claims, "
             "allowed at least N%, nearest all_else (holds N%)"],
        ),
        (
            {"straight": damaged(MUSCLE, FIRST, "shapes: [spot: shin radius 20]")},
            ["muscles/straight.yaml:25:17: trigger_points[0].zones[0].shapes: found N% of the zone on the sites it claims, "
             "allowed at least N%, nearest all_else (holds N%)"],
        ),
        (
            {"straight": damaged(MUSCLE, FIRST, "shapes: [spot: knee_top radius 0.1]")},
            ["muscles/straight.yaml:25:17: trigger_points[0].zones[0].shapes: found no skin at all, "
             "allowed a patch that is wide enough to measure"],
        ),
        (
            {"straight": damaged(MUSCLE, "point: thigh_middle", "point: thigh_middle 30 out")},
            ["muscles/straight.yaml:18:12: trigger_points[0].point: found N mm from the nearest fibre line, "
             "allowed at most N mm, or off_fibres with the reason"],
        ),
        (
            {"straight": damaged(MUSCLE, FIRST, "shapes: [spot: knee_top 500 forward radius 40]")},
            ["muscles/straight.yaml:25:24: trigger_points[0].zones[0].shapes[0].spot: found a place N mm off the skin, "
             "allowed at most N mm"],
        ),
        (
            {"straight": damaged(
                MUSCLE,
                "point: thigh_middle",
                "point: ((navel 990 up) 5 in) - navel",
            )},
            ["muscles/straight.yaml:18:12: trigger_points[0].point: found a place N mm off the skin, "
             "allowed at most N mm"],
        ),
        (
            {"landmarks": damaged(LANDMARKS, "at: [0, 1698, 50]", "at: [0, 2000, 50]")},
            ["landmarks/leg.yaml:11:77: landmarks.crown.at: found a place N mm off the skin, allowed at most N mm"],
        ),
        (
            {"sites": damaged(SITES, "spot: navel radius 60", "spot: navel 200 forward radius 60")},
            ["sites/leg.yaml:4:58: sites.belly.area[0].spot: found a place N mm off the skin, allowed at most N mm"],
        ),
    ],
    ids=[
        "site-empty", "skin-without-site", "claim-not-drawn", "drawing-not-claimed", "zone-off-its-sites", "zone-empty",
        "point-off-fibres", "zone-off-body", "point-off-body", "landmark-off-body", "site-off-body",
    ],
)  # fmt: skip
def test_a_fault_is_found_at_its_place(tmp_path: Path, files: dict[str, str], problems: list[str]) -> None:
    done = compiled(tmp_path, **files)
    assert [measures_aside(text) for text in said(tmp_path, done.problems)] == problems
    assert done.document is None


def test_an_exception_with_its_reason_excuses_a_claim_that_is_hardly_drawn(tmp_path: Path) -> None:
    claimed = damaged(MUSCLE, "sites: [knee]", "sites: [knee, belly]")
    assert rules(tmp_path, straight=claimed) == ["claim-not-drawn"]
    excused = damaged(claimed, FIRST, FIRST + "\n        exceptions: [{site: belly, rule: uncovered, reason: It is deep.}]")
    assert rules(tmp_path, straight=excused) == []


def test_an_exception_with_its_reason_excuses_a_drawing_that_is_not_claimed(tmp_path: Path) -> None:
    drawn = damaged(MUSCLE, TOP, "spot: knee_top radius 70, spot: navel radius 45")
    assert "drawing-not-claimed" in rules(tmp_path, straight=drawn)
    reason = "\n        exceptions: [{site: belly, rule: unclaimed, reason: Nobody says so.}]"
    excused = damaged(drawn, "spot: navel radius 45]", "spot: navel radius 45]" + reason)
    assert "drawing-not-claimed" not in rules(tmp_path, straight=excused)


def test_off_fibres_with_its_reason_excuses_an_x_beside_the_fibres(tmp_path: Path) -> None:
    beside = "point: thigh_middle 30 out"
    assert rules(tmp_path, straight=damaged(MUSCLE, "point: thigh_middle", beside)) == ["point-off-fibres"]
    excused = damaged(MUSCLE, "point: thigh_middle", f"{beside}\n    off_fibres: It lies in the tendon.")
    assert rules(tmp_path, straight=excused) == []


def test_a_claim_of_a_larger_site_covers_its_parts(tmp_path: Path) -> None:
    parts = damaged(SITES, "knee: {name: Knee, ", "leg: {name: Leg, laterality: paired}\n  knee: {name: Knee, parent: leg, ")
    whole = damaged(MUSCLE, "sites: [knee]", "sites: [leg]").replace("radius 40", "radius 70")
    assert rules(tmp_path, sites=parts, straight=whole) == []


def test_skin_that_lies_on_two_claimed_sites_counts_once(tmp_path: Path) -> None:
    """Else a zone could be mostly elsewhere and pass because its claims overlap."""
    twice = damaged(SITES, "  belly:", "  cap: {name: Cap, laterality: paired, area: [spot: knee_top radius 55]}\n  belly:")
    shapes = "shapes: [spot: knee_top radius 30, spot: shin radius 35]"
    muscle = damaged(damaged(MUSCLE, "sites: [knee]", "sites: [knee, cap]"), FIRST, shapes)
    assert rules(tmp_path, sites=twice, straight=muscle) == ["zone-off-its-sites"]


def test_a_zone_on_both_sides_is_judged_once(tmp_path: Path) -> None:
    both = damaged(MUSCLE, SAME, BOTH + "[knee, thigh_front]")
    assert rules(tmp_path, straight=both) == ["claim-not-drawn"]
    unclaimed = damaged(MUSCLE, SAME, BOTH + "[thigh_front]")
    unclaimed = unclaimed.replace("radius 40", "radius 50")
    assert rules(tmp_path, straight=unclaimed) == ["drawing-not-claimed", "zone-off-its-sites"]


def test_a_zone_of_the_other_side_covers_the_other_place_of_its_site(tmp_path: Path) -> None:
    other = damaged(MUSCLE, SAME, "side: other\n        description: Across.\n        sites: [knee]")
    done = compiled(tmp_path, straight=other)
    assert done.problems == ()
    assert done.document is not None
    assert [(row[2], row[3]) for row in done.document["covers"]["knee"]] == [("essential", "other"), ("spillover", "same")]
