"""The pieces into which all patterns cut a site, and masks of the skin as text."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_samples import damaged
from small_tree import MUSCLE, SECOND, compiled

from triggerpoints import Catalogue, load_catalogue
from triggerpoints.body.encoding import decode_mask, encode_mask
from triggerpoints.body.measure import skin_samples
from triggerpoints.compiling.cells import RANKS, arrange
from triggerpoints.compiling.compiler import tree_of
from triggerpoints.compiling.measured import Ruler

CAT = load_catalogue()


def mask_of(runs: list[int]) -> np.ndarray:
    """Runs outside and inside by turns, the first of them outside."""
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 40), st.sampled_from([65_534, 65_535, 65_536, 131_070, 131_071, 200_000])), max_size=6))
def test_a_mask_comes_back_as_it_was(runs: list[int]) -> None:
    mask = mask_of(runs)
    back = decode_mask(encode_mask(mask), len(mask))
    assert back.dtype == bool
    assert np.array_equal(back, mask)


def test_a_mask_of_one_kind_comes_back() -> None:
    for size in (0, 1, 65_535, 65_536, 300_000):
        for inside in (False, True):
            mask = np.full(size, inside)
            assert np.array_equal(decode_mask(encode_mask(mask), size), mask), (size, inside)


def test_a_mask_takes_two_bytes_a_run() -> None:
    assert len(base64.b64decode(encode_mask(mask_of([10, 5, 7, 3])))) <= 2 * 5


def felt(document: Any, muscle: str, point: str, zone: str) -> np.ndarray:
    return decode_mask(document["footprints"][muscle][f"{point}/{zone}"], len(skin_samples().areas))


def direct(document: Any, site: str, mask: np.ndarray) -> dict[frozenset[tuple[Any, ...]], float]:
    """Which (muscle, side, rank, only) lie together on which share of the site, sample by sample."""
    samples = skin_samples()
    sides = ("left", "right") if document["sites"][site]["laterality"] == "midline" else ("same", "other")
    at: list[set[tuple[Any, ...]]] = [set() for _ in range(len(mask))]
    where = np.flatnonzero(mask).tolist()
    for muscle, record in document["muscles"].items():
        for point in record["trigger_points"]:
            for zone in point["zones"]:
                number = RANKS.index("rare" if "rare" in zone else zone["strength"])
                left = felt(document, muscle, point["id"], zone["id"])
                for side, here in zip(sides, (left, samples.mirrored(left)), strict=True):
                    key = muscle, side, number, point.get("side")
                    for sample in where:
                        if here[sample]:
                            at[sample].add(key)
    shares: dict[frozenset[tuple[Any, ...]], float] = {}
    for sample in where:
        key = frozenset(at[sample])
        shares[key] = shares.get(key, 0.0) + float(samples.areas[sample])
    whole = samples.area(mask)
    return {key: size / whole for key, size in shares.items() if key}


def told(table: Any) -> dict[frozenset[tuple[Any, ...]], float]:
    """The same from the compiled table."""
    found: dict[frozenset[tuple[Any, ...]], float] = {}
    for share, bits in table["cells"]:
        key = frozenset(tuple(row) for number, row in enumerate(table["rows"]) if bits >> number & 1)
        assert key not in found
        found[key] = share
    return found


def compare(document: Any, site: str, mask: np.ndarray, table: Any) -> None:
    expected, found = direct(document, site, mask), told(table)
    assert set(found) <= set(expected)
    for key, share in expected.items():
        assert found.get(key, 0.0) == pytest.approx(share, abs=1.1e-5)
    shares = [share for share, _ in table["cells"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1 + 1e-3


@pytest.fixture(scope="module")
def ruler() -> Ruler:
    return Ruler(tree_of(CAT._document), CAT._document)


def test_the_pieces_are_those_of_the_skin(ruler: Ruler) -> None:
    for site in ("temple", "sternum", "lower_teeth", "precordium"):
        compare(CAT._document, site, ruler.masks[site], CAT._document["cells"][site])


def test_the_pieces_do_not_depend_on_the_order_of_the_muscles(ruler: Ruler) -> None:
    sites = {id: ruler.tree.sites[id] for id in ("temple", "sternum")}
    prints = CAT._document["footprints"]
    forward = arrange(ruler.samples, sites, ruler.masks, ruler.tree.muscles, prints)
    backward = arrange(ruler.samples, sites, ruler.masks, dict(reversed(ruler.tree.muscles.items())), prints)
    assert forward == backward == {id: CAT._document["cells"][id] for id in sites}


def test_no_muscles_no_pieces(ruler: Ruler) -> None:
    assert arrange(ruler.samples, {"temple": ruler.tree.sites["temple"]}, ruler.masks, {}, {}) == {
        "temple": {"rows": [], "cells": []}
    }


MIDLINE = damaged(damaged(MUSCLE, "sites: [knee]", "sites: [knee, all_else]"), "sites: [thigh_front, knee]", "sites: [all_else]")


def small(folder: Path, **files: str) -> Any:
    done = compiled(folder, **files)
    assert done.document is not None, [str(problem) for problem in done.problems]
    return {**done.document, "words": CAT._document["words"]}


def one_sided(side: str, text: str = MUSCLE) -> str:
    return damaged(text, "    sources: [book1999]\n    zones:", f"    side: {side}\n    sources: [book1999]\n    zones:")


def test_the_pieces_of_a_small_tree(tmp_path: Path) -> None:
    document = small(tmp_path, slanting=SECOND)
    tree = Ruler(tree_of(document))
    for site in document["sites"]:
        compare(document, site, tree.masks[site], document["cells"][site])
    ranks = {(muscle, side): {row[2] for row in document["cells"]["knee"]["rows"] if row[:2] == [muscle, side]}
             for muscle, side in (("straight", "same"), ("slanting", "same"), ("straight", "other"))}  # fmt: skip
    assert ranks == {("straight", "same"): {0, 1}, ("slanting", "same"): {0, 1}, ("straight", "other"): set()}


def test_a_point_of_one_side_is_kept_apart_and_counts_there_only(tmp_path: Path) -> None:
    document = small(tmp_path, straight=one_sided("left"), slanting=SECOND)
    assert {(row[0], row[3]) for row in document["cells"]["knee"]["rows"]} == {("straight", "left"), ("slanting", None)}
    cat = Catalogue(document)
    both = small(tmp_path / "both", slanting=SECOND)
    for side, muscles in (("left", {"straight", "slanting"}), ("right", {"slanting"})):
        found = cat.explain("knee", side=side, sets=True)  # type: ignore[arg-type]
        assert {candidate.muscle for candidate in found} == muscles
        assert {member.muscle for one in found.sets for member in one.members} <= muscles
        table = document["cells"]["knee"]
        counts = sum(1 << number for number, row in enumerate(table["rows"]) if row[3] in (None, side))
        bare = 1 - sum(share for share, bits in table["cells"] if bits & counts)
        assert [one.share for one in found.uncovered] == [pytest.approx(bare, abs=1e-4)]
    # Where it counts, it counts as one of both sides does; where it does not, it covers nothing.
    left = Catalogue(both).explain("knee", side="left", sets=True)
    assert [(c.muscle, c.score) for c in cat.explain("knee", side="left")] == [(c.muscle, c.score) for c in left]
    only = Catalogue(small(tmp_path / "alone", straight=one_sided("left")))
    assert only.explain("knee", side="right").unexplained
    assert not only.explain("knee", side="left").unexplained


def test_a_point_of_one_side_counts_in_the_midline_whichever_its_side(tmp_path: Path) -> None:
    """The midline is reached from both sides: a point of the right alone covers as much of it as one of the left alone."""
    for side in ("left", "right"):
        found = Catalogue(small(tmp_path / side, straight=one_sided(side, MIDLINE))).explain("all_else", sets=True)
        assert [candidate.muscle for candidate in found] == ["straight"]
        assert found[0].matches[0].coverage > 0
        assert found[0].score_parts.coverage > 0
