"""The skin: symmetric, closed to leaks, the same on every figure; distances and areas are what geometry says."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from triggerpoints.arguments import FIGURES
from triggerpoints.body.anchors import Anchors, closest_on_triangles, drop
from triggerpoints.body.camera import camera
from triggerpoints.body.encoding import decode, encode
from triggerpoints.body.measure import skin_samples
from triggerpoints.body.patches import FAR, Patch, build_patch
from triggerpoints.body.places import Places
from triggerpoints.body.raster import rasterise
from triggerpoints.body.surface import load_surface
from triggerpoints.model.landmark import Landmark
from triggerpoints.model.points import Sized, read_point
from triggerpoints.model.shapes import Area, Band, Spot

ASSET = Path(__file__).resolve().parents[1] / "src/triggerpoints/assets/body.npz"

# A few places by coordinates, so that these tests do not depend on the landmark data.
SPOTS = {
    "thigh_front": (105.0, 680.0, 110.0),
    "index_tip": (385.0, 728.0, 60.0),
    "palm": (325.0, 815.0, 45.0),
    "back_mid": (60.0, 1250.0, -60.0),
    "calf": (120.0, 360.0, -40.0),
}


@pytest.fixture(scope="module")
def places() -> Places:
    said = {"name": "Mark", "kind": "soft", "paired": True, "definition": "Here."}
    return Places({id: Landmark.model_validate({"id": id, "at": at, **said}) for id, at in SPOTS.items()})


@pytest.mark.parametrize("figure", FIGURES)
def test_both_sides_mirror_exactly(figure):
    surface = load_surface(figure)
    half = len(surface.quads) // 2
    with np.load(ASSET) as arrays:
        mirror = arrays["mirror"].astype(int)
    assert np.array_equal(surface.vertices[mirror] * [-1, 1, 1], surface.vertices)
    assert np.array_equal(surface.part[:half], surface.part[half:])
    assert (surface.vertices[surface.quads[:half], 0] >= 0).all()
    assert np.array_equal(mirror[surface.quads[:half]][:, [0, 3, 2, 1]], surface.quads[half:])


@pytest.mark.parametrize("figure", FIGURES)
def test_normals_point_outwards(figure):
    surface = load_surface(figure)
    raised = surface.vertices + 0.01 * surface.calm_normals
    corners = surface.vertices[surface.triangles]
    volume = np.einsum("td,td->t", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])).sum()
    larger = raised[surface.triangles]
    assert np.einsum("td,td->t", larger[:, 0], np.cross(larger[:, 1], larger[:, 2])).sum() > volume


def test_the_reference_adult_is_1700_mm_tall_and_stands_on_the_floor():
    heights = load_surface().vertices[:, 1]
    assert heights.min() == pytest.approx(0, abs=2)
    assert heights.max() == pytest.approx(1700, abs=6)


def test_every_quad_has_neighbours_that_know_it():
    neighbours = load_surface().neighbours
    for quad in range(0, len(neighbours), 97):
        for other in neighbours[quad][neighbours[quad] >= 0]:
            assert quad in neighbours[other]


@given(st.lists(st.tuples(st.integers(0, 24_000), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20))
def test_anchors_survive_encoding_to_a_tenth_of_a_millimetre(rows):
    surface = load_surface()
    triangle = np.array([row[0] for row in rows]) % len(surface.triangles)
    first = np.array([row[1] for row in rows])
    second = (1 - first) * np.array([row[2] for row in rows])
    anchors = Anchors(triangle, np.stack([first, second, 1 - first - second], axis=1))
    again = decode(encode(anchors))
    assert np.linalg.norm(again.positions(surface) - anchors.positions(surface), axis=1).max() < 0.3
    assert encode(again) == encode(anchors)


@given(st.lists(st.floats(-1, 1), min_size=12, max_size=12))
def test_the_nearest_place_on_a_triangle_is_no_further_than_its_corners(numbers):
    values = np.array(numbers).reshape(4, 3)
    point, corners = values[:1], values[None, 1:]
    # The surface has no triangle without an area.
    assume(np.linalg.norm(np.cross(values[2] - values[1], values[3] - values[1])) > 1e-4)
    weights = closest_on_triangles(point, corners)
    assert weights.min() > -1e-6
    assert weights.sum() == pytest.approx(1)
    nearest = np.linalg.norm(weights[0] @ corners[0] - point[0])
    assert nearest <= np.linalg.norm(corners[0] - point[0], axis=1).min() + 1e-6


def test_a_point_on_the_skin_drops_onto_itself():
    surface = load_surface()
    triangle = np.flatnonzero(np.tile(surface.skin, 2))[::501]
    anchors = Anchors(triangle, np.full((len(triangle), 3), 1 / 3))
    here = anchors.positions(surface)
    assert np.linalg.norm(drop(surface, here).positions(surface) - here, axis=1).max() < 1e-6


def test_a_shift_goes_about_as_far_as_it_says(places):
    start = places.place("thigh_front")
    end = places.place(read_point("thigh_front 60 up"))
    assert np.linalg.norm(end.position - start.position) == pytest.approx(60, abs=4)
    assert end.position[1] > start.position[1] + 55


def _area(places: Places, shape: object) -> float:
    samples = skin_samples()
    return samples.area(samples.inside([build_patch(places, shape)]))  # type: ignore[arg-type]


@pytest.mark.parametrize("spot", ["thigh_front", "back_mid", "calf"])
def test_a_spot_covers_a_disc(places, spot):
    assert _area(places, Spot(spot=Sized(point=spot, size=30.0))) == pytest.approx(math.pi * 900, rel=0.12)


def test_a_band_covers_its_length_times_its_width_and_its_ends(places):
    lower = "thigh_front 120 down"
    size = _area(places, Band.model_validate({"band": ["thigh_front", lower], "width": 30.0}))
    assert size == pytest.approx(120 * 30 + math.pi * 225, rel=0.12)


def test_an_area_covers_what_its_loop_encloses_whichever_way_it_runs(places):
    corners = [
        read_point("thigh_front 40 up 25 in"),
        read_point("thigh_front 40 up 25 out"),
        read_point("thigh_front 40 down 25 out"),
        read_point("thigh_front 40 down 25 in"),
    ]
    one, other = _area(places, Area(area=tuple(corners))), _area(places, Area(area=tuple(corners[::-1])))
    assert one == pytest.approx(other, rel=0.03)
    assert 80 * 50 * 0.85 < one < 80 * 50 * 1.45  # the smooth loop bulges a little


def test_a_spot_on_a_finger_stays_on_that_finger(places):
    surface, samples = places.surface, skin_samples()
    inside = samples.inside([build_patch(places, Spot.model_validate({"spot": "index_tip radius 25"}))])
    assert {surface.part_names[part] for part in np.unique(surface.part[samples.quads[inside]])} == {"index"}


def test_a_spot_between_two_fingers_or_toes_stays_on_its_own():
    """Where two of them meet, the skin of the one leads to the other through the web within a few millimetres."""
    surface, samples = load_surface(), skin_samples()
    names = np.array(surface.part_names)[surface.part]
    left = np.arange(len(names)) < len(names) // 2
    wrong = []
    for row in (["index", "middle", "ring", "little"], [f"toe{number}" for number in range(1, 6)]):
        for own, beside in [*itertools.pairwise(row), *itertools.pairwise(row[::-1])]:
            quads, others = np.flatnonzero(left & (names == own)), np.flatnonzero(left & (names == beside))
            gaps = np.linalg.norm(surface.centres[quads][:, None] - surface.centres[others], axis=2).min(1)
            spot = Anchors(quads[[gaps.argmin()]], np.full((1, 3), 1 / 3))
            inside = samples.inside([Patch(spot, np.array([20.0]), closed=False)])
            found = set(names[samples.quads[inside]])
            if own not in found or found & set(row) - {own}:
                wrong.append(f"{own} beside {beside}: {sorted(found)}")
    assert not wrong, wrong


def test_a_spot_on_the_palm_does_not_come_through_the_hand(places):
    samples = skin_samples()
    inside = samples.inside([build_patch(places, Spot.model_validate({"spot": "palm radius 22"}))])
    assert (samples.normals[inside, 2] > -0.2).all()


def test_nothing_crosses_to_the_other_leg(places):
    samples = skin_samples()
    inner = read_point("thigh_front 60 in 80 up")
    inside = samples.inside([build_patch(places, Spot(spot=Sized(point=inner, size=60.0)))])
    assert samples.positions[inside, 0].min() > -1


def test_a_spot_at_the_top_of_a_thigh_stays_off_the_other_though_the_skin_leads_there():
    surface, samples = load_surface(), skin_samples()
    names, left = np.array(surface.part_names)[surface.part], surface.centres[:, 0] > 0
    thigh = np.flatnonzero(left & (names == "thigh"))
    spot = Anchors(thigh[[surface.centres[thigh, 0].argmin()]], np.full((1, 3), 1 / 3))
    found = samples.quads[samples.inside([Patch(spot, np.array([40.0]), closed=False)])]
    assert "thigh" in names[found[left[found]]]
    assert set(names[found[~left[found]]]) == {"trunk"}


def test_the_field_is_far_away_where_the_skin_is_not_connected(places):
    samples = skin_samples()
    patch = build_patch(places, Spot.model_validate({"spot": "calf radius 20"}))
    field = patch.field(samples.positions, samples.normals, samples.quads)
    right = samples.positions[:, 0] < 0
    assert (field[right] == FAR).all()
    assert field.min() < -15


def test_samples_carry_all_the_skin_and_mirror():
    surface, samples = load_surface(), skin_samples()
    assert samples.areas.sum() == pytest.approx(surface.areas[np.tile(surface.skin, 2)].sum())
    assert 1.4e6 < samples.areas.sum() < 2.0e6  # mm2: 1.4 to 2.0 m2, as adults have
    mask = samples.positions[:, 0] > 30
    assert np.array_equal(samples.mirrored(mask), samples.positions[:, 0] < -30)


@settings(max_examples=30)
@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_a_camera_keeps_lengths(x, y, z):
    point = np.array([[x, y, z]])
    view = camera((-0.707, 0.0, -0.707), (0.0, 1.0, 0.0))
    assert np.linalg.norm(view.project(point)) == pytest.approx(np.linalg.norm(point), abs=1e-9)
    mirror = camera((-0.707, 0.0, -0.707), (0.0, 1.0, 0.0), mirrored=True)
    flipped = mirror.project(point * [-1, 1, 1])
    assert flipped == pytest.approx(view.project(point) * [-1, 1, 1], abs=1e-9)


def test_a_raster_shows_the_nearest_triangle_with_weights_that_rebuild_the_pixel():
    points = np.array([[0, 0, 5], [0, 20, 5], [20, 0, 5], [0, 0, 1], [0, 10, 1], [10, 0, 1]], dtype=float)
    triangles = np.array([[0, 1, 2], [3, 4, 5]])
    raster = rasterise(points, triangles, (24, 24), cull=False)
    assert raster.triangle[1, 1] == 1
    assert raster.triangle[12, 3] == 0
    assert raster.triangle[23, 23] == -1
    place = Anchors(raster.triangle[12, [3]], raster.weights[12, [3]]).at(points, triangles)
    assert place[0, :2] == pytest.approx([3, 12])
    assert raster.depth[[1, 12], [1, 3]] == pytest.approx([1, 5])


def test_a_raster_does_not_depend_on_how_wide_the_triangles_are():
    rng = np.random.default_rng(7)
    points = rng.uniform(0, 200, (300, 3))
    triangles = rng.integers(0, 300, (200, 3))
    raster = rasterise(points, triangles, (200, 200), cull=False)
    seen = raster.covered
    where = Anchors(raster.triangle[seen], raster.weights[seen]).at(points, triangles)
    rows, columns = np.nonzero(seen)
    assert where == pytest.approx(np.stack([columns, rows, raster.depth[seen]], axis=1))
