"""Sets: the groups of muscles that cover most, against every group there is, and against the skin itself."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triggerpoints import load_catalogue
from triggerpoints.lookup.patterns import Patterns, Pieces
from triggerpoints.lookup.sets import LARGEST, LEAST_GAIN, TIES, best_sets
from triggerpoints.lookup.weights import PAINS, SHARES
from triggerpoints.results import Candidate, Explanation, MuscleSet, ScoreParts

CAT = load_catalogue()
SAME = 5e-5  # coverages that differ by less are a tie
Places = Sequence[tuple[Pieces, float]]


def candidate(muscle: str, side: Any) -> Candidate:
    nothing = ScoreParts(0, 0, 0, 0, 0, 0)
    return Candidate(1, muscle, muscle.title(), side, 0.5, nothing, "essential", ("trp1",), (), "Because.", ("book1999",))


def speaks(side: str, owner: str) -> bool:
    """The sides as docs/lookup.md has them: an open side means the muscles of both in the midline; a symptom has no side."""
    return owner in (side, "either") or (owner in ("left", "right") and side not in ("left", "right"))


def values(one: Candidate, places: Places) -> np.ndarray:
    """What one candidate explains of every piece of the pain, in shares of the whole pain."""
    whole = sum(weight for _, weight in places)
    found = []
    for pieces, weight in places:
        for share, bits in pieces.cells:
            counts = [
                value
                for number, (muscle, owner, value) in enumerate(pieces.owners)
                if bits >> number & 1 and muscle == one.muscle and speaks(one.side, owner)
            ]
            found.append(weight / whole * share * max(counts, default=0.0))
    return np.array(found)


def every_group(candidates: Sequence[Candidate], places: Places) -> dict[int, dict[frozenset[tuple[str, str]], float]]:
    """Size -> group -> what it covers, of every group of candidates that cover anything."""
    rows = {(one.muscle, one.side): values(one, places) for one in candidates}
    rows = {key: row for key, row in rows.items() if row.sum() > 0}
    return {
        size: {
            frozenset(group): float(np.maximum.reduce([rows[key] for key in group]).sum())
            for group in itertools.combinations(sorted(rows), size)
        }
        for size in range(1, LARGEST + 1)
    }


def members(one: MuscleSet) -> frozenset[tuple[str, str]]:
    return frozenset((member.muscle, member.side) for member in one.members)


def judge(candidates: Sequence[Candidate], places: Places, found: Sequence[MuscleSet]) -> None:
    """Compare with all groups."""
    groups = every_group(candidates, places)
    listed = {size: [one for one in found if len(one.members) == size] for size in groups}
    assert [len(one.members) for one in found] == sorted(len(one.members) for one in found)
    before = 0.0
    for size, covers in groups.items():
        best = max(covers.values(), default=0.0)
        if abs(best - before - LEAST_GAIN) < 1e-9:
            return  # on the very edge, rounding decides
        if best < before + LEAST_GAIN:
            assert not any(listed[larger] for larger in range(size, LARGEST + 1))
            return
        told = [members(one) for one in listed[size]]
        assert len(set(told)) == len(told) <= TIES
        assert told, f"nothing of size {size}, although {best} can be covered"
        # The best of all groups, and every group that ties with it.
        assert all(covers[group] >= best - SAME - 1e-9 for group in told)
        ties = {group for group, cover in covers.items() if cover >= best - 1e-9}
        if len(told) < TIES:
            assert max(covers[group] for group in told) == pytest.approx(best, abs=1e-9)
            assert ties <= set(told)
        rows = {(one.muscle, one.side): values(one, places) for one in candidates}
        for one in listed[size]:
            assert one.coverage == pytest.approx(sum(member.adds for member in one.members), abs=1e-9)
            assert one.coverage == pytest.approx(covers[members(one)], abs=1e-4 * size)
            union = np.zeros_like(next(iter(rows.values())))
            gains = []
            for member in one.members:
                grown = np.maximum(union, rows[member.muscle, member.side])
                gains.append(float((grown - union).sum()))
                union = grown
                assert member.adds == pytest.approx(gains[-1], abs=1e-4)
            assert gains[0] >= gains[-1] - 1e-4  # who adds the most stands first
        before = best


MUSCLES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
SIDES = {"paired": ("left", "right"), "open": ("same", "other"), "midline": ("left", "right"), "symptom": ("either",)}
# A question tells sides or it does not; where it does in part, the look-up decides what goes together.
WORLDS = (
    (("paired", "midline", "symptom"), ("left", "right", "both", "either")),
    (("open", "midline", "symptom"), ("same", "other", "either")),
)


@st.composite
def pieces(draw: st.DrawFn, kinds: Sequence[str]) -> Pieces:
    """A place: some of the muscles own parts of it, on the sides that go with the kind of place."""
    sides = SIDES[draw(st.sampled_from(kinds))]
    owner = st.tuples(st.sampled_from(MUSCLES), st.sampled_from(sides), st.sampled_from(list(SHARES.values())))
    owners = tuple(sorted(draw(st.lists(owner, max_size=8, unique=True))))
    cuts = sorted(draw(st.lists(st.integers(1, 100), min_size=1, max_size=7, unique=True)))
    bits = st.integers(0, (1 << len(owners)) - 1)
    cells = tuple((round((high - low) / 100, 5), draw(bits)) for low, high in itertools.pairwise([0, *cuts]))
    return Pieces(owners, cells)


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Candidate], list[tuple[Pieces, float]]]:
    """Candidates, and places with what they count."""
    kinds, sides = draw(st.sampled_from(WORLDS))
    one = st.builds(candidate, st.sampled_from(MUSCLES), st.sampled_from(sides))
    candidates = draw(st.lists(one, max_size=7, unique_by=lambda one: (one.muscle, one.side)))
    place = st.tuples(pieces(kinds), st.sampled_from(sorted(PAINS.values())))
    return candidates, draw(st.lists(place, min_size=1, max_size=3))


@settings(max_examples=250, deadline=None)
@given(questions())
def test_sets_are_the_best_of_all_groups(question: tuple[list[Candidate], list[tuple[Pieces, float]]]) -> None:
    candidates, places = question
    judge(candidates, places, best_sets(candidates, places))


@settings(max_examples=100, deadline=None)
@given(questions(), st.randoms(use_true_random=False))
def test_order_of_candidates_and_places_does_not_matter(question, shuffle: random.Random) -> None:
    candidates, places = question

    def told(found: Sequence[MuscleSet]) -> dict[int, set[frozenset[tuple[str, str]]]]:
        of_size = {size: [one for one in found if len(one.members) == size] for size in range(1, LARGEST + 1)}
        return {size: set(map(members, ones)) for size, ones in of_size.items() if len(ones) < TIES}

    def coverage(found: Sequence[MuscleSet]) -> dict[int, float]:
        return {len(one.members): one.coverage for one in found}

    reference = best_sets(candidates, places)
    other = shuffle.sample(candidates, len(candidates)), shuffle.sample(places, len(places))
    again = best_sets(*other)
    assert told(again) == told(reference)
    assert coverage(again) == pytest.approx(coverage(reference), abs=3e-4)


def one_place(*covers: tuple[str, Sequence[int]], size: Sequence[float]) -> tuple[list[Candidate], Places]:
    """Left muscles that each cover some pieces of one place whole."""
    owners = tuple((muscle, "left", 1.0) for muscle, _ in covers)
    cells = tuple((share, sum(1 << n for n, (_, own) in enumerate(covers) if piece in own)) for piece, share in enumerate(size))
    return [candidate(muscle, "left") for muscle, _ in covers], [(Pieces(owners, cells), 1.0)]


def test_the_best_pair_need_not_hold_the_best_muscle() -> None:
    """Taking the largest first is not enough: alpha covers most alone, beta and gamma cover all together."""
    candidates, places = one_place(("alpha", [1, 2]), ("beta", [0, 1]), ("gamma", [2, 3]), size=[0.2, 0.3, 0.3, 0.2])
    found = {len(one.members): members(one) for one in best_sets(candidates, places)}
    assert found[1] == {("alpha", "left")}
    assert found[2] == {("beta", "left"), ("gamma", "left")}


def test_groups_that_come_close_step_by_step_are_no_tie() -> None:
    """Pairs that cover 0.7, 0.70004 and 0.70008: the first is no tie of the last, though each is one of its neighbour."""
    candidates, places = one_place(
        ("alpha", [0, 1, 2]), ("beta", [1, 3]), ("gamma", [2, 4]), ("delta", [5]),
        size=[0.47, 0.02, 0.01, 0.2, 0.20004, 0.20008],
    )  # fmt: skip
    judge(candidates, places, best_sets(candidates, places))


def test_a_larger_group_is_listed_only_when_it_gains() -> None:
    for extra, sizes in ((LEAST_GAIN * 0.9, [1]), (LEAST_GAIN * 1.1, [1, 2])):
        candidates, places = one_place(("alpha", [0]), ("beta", [1]), size=[0.5, extra])
        assert [len(one.members) for one in best_sets(candidates, places)] == sizes


def test_pain_is_covered_once_by_the_strongest() -> None:
    strong, weak = SHARES["essential"], SHARES["spillover"]
    owners = (("alpha", "left", weak), ("alpha", "left", strong), ("beta", "left", weak))
    place = Pieces(owners, ((0.5, 0b111), (0.5, 0b100)))
    found = best_sets([candidate("alpha", "left"), candidate("beta", "left")], [(place, 1.0)])
    assert [(one.coverage, len(one.members)) for one in found] == [(0.5, 1), (0.5 + 0.5 * weak, 2)]


def test_how_much_it_hurts_weighs_a_place() -> None:
    worst, slight = Pieces((("alpha", "left", 1.0),), ((1.0, 1),)), Pieces((("beta", "left", 1.0),), ((1.0, 1),))
    candidates = [candidate("alpha", "left"), candidate("beta", "left")]
    found = best_sets(candidates, [(worst, PAINS["worst"]), (slight, PAINS["slight"])])
    assert [[m.muscle for m in one.members] for one in found] == [["alpha"], ["alpha", "beta"]]
    assert found[0].coverage == pytest.approx(PAINS["worst"] / (PAINS["worst"] + PAINS["slight"]), abs=1e-4)


def test_many_ties_are_cut_off() -> None:
    candidates, places = one_place(*((f"m{n:02}", [0]) for n in range(TIES + 5)), size=[0.8])
    found = best_sets(candidates, places)
    assert [one.members[0].muscle for one in found] == [f"m{n:02}" for n in range(TIES)]


def test_nothing_covered_gives_no_set() -> None:
    assert best_sets([], []) == ()
    assert best_sets([candidate("alpha", "left")], [(Pieces((), ()), 1.0)]) == ()


QUESTIONS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("temple",), {}),
    (("temple",), {"side": "right"}),
    (("left temple", "slight pain behind the left eye"), {}),
    (("left temple", "right temple"), {}),
    (("sternum",), {}),
    (("sternum", "left arm_medial"), {}),
    (("tennis elbow",), {"side": "left"}),
    (("headache",), {}),
    (("neck",), {"symptoms": ["dizziness"]}),
    (("knee", "hip"), {"side": "both"}),
    (("lower_back", "thigh_back", "calf"), {"side": "left"}),
    (("abdomen_right_lower",), {}),
]


def places_asked(found: Explanation) -> Places:
    patterns = Patterns(CAT._document)
    return [
        *((patterns.site(site.id, site.side).pieces, PAINS[site.pain]) for site in found.sites),
        *((patterns.symptom(symptom.id).pieces, 1.0) for symptom in found.symptoms),
    ]


def test_sets_of_real_questions_are_the_best_of_all_groups() -> None:
    for where, how in QUESTIONS:
        found = CAT.explain(*where, sets=True, **how)
        assert found.sets
        judge(found.candidates, places_asked(found), found.sets)


def test_sets_are_made_only_when_asked_for() -> None:
    assert CAT.explain("temple").sets == ()


@pytest.fixture(scope="module")
def skin() -> tuple[Any, dict[str, Any]]:
    """The samples of the reference skin, and which of them lie in each site."""
    from triggerpoints.compiling.compiler import tree_of
    from triggerpoints.compiling.measured import Ruler

    ruler = Ruler(tree_of(CAT._document), CAT._document)
    return ruler.samples, ruler.masks


def test_the_coverage_of_a_set_is_that_of_the_skin(skin) -> None:
    for site, side in [
        ("temple", "left"),
        ("temple", "right"),
        ("sternum", None),
        ("lower_back", "left"),
        ("knee", "right"),
        ("forehead", "right"),
        ("shoulder_front", "left"),
        ("neck_back", "left"),
        ("lower_teeth", "right"),
        ("coccyx", None),
    ]:
        from triggerpoints.body.encoding import decode_mask

        samples, masks = skin
        size = len(samples.areas)
        here = masks[site] if side != "right" else samples.mirrored(masks[site])  # a paired site is drawn on the left
        found = CAT.explain(site, side=side, sets=True).sets
        assert found
        for one in found:
            explained = np.zeros(size)
            for member in one.members:
                record = CAT._document["muscles"][member.muscle]
                for point in record["trigger_points"]:
                    for zone in point["zones"]:
                        felt = decode_mask(CAT._document["footprints"][member.muscle][f"{point['id']}/{zone['id']}"], size)
                        sides = {"left": [felt], "right": [samples.mirrored(felt)]}
                        counts = SHARES["rare" if "rare" in zone else zone["strength"]]
                        for of_muscle, ways in sides.items():
                            if member.side in (of_muscle, "either") and point.get("side") in (None, of_muscle):
                                for mask in ways:
                                    explained = np.maximum(explained, counts * mask)
            measured = float((samples.areas * explained)[here].sum()) / samples.area(here)
            assert one.coverage == pytest.approx(measured, abs=0.002)
