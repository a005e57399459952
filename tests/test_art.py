"""The prebuilt base drawing: complete, well formed, mirrored rightly, and in register with the surface."""

from __future__ import annotations

import sys
import zipfile
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import yaml

from triggerpoints.arguments import FIGURES, Figure
from triggerpoints.body.camera import camera
from triggerpoints.body.surface import load_surface
from triggerpoints.model.view import Feature
from triggerpoints.picture.art import ASSET, Art, Floats, Stroke, Tone, load_art, unpack

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
from lineart.packing import pack

DATA = Path(__file__).resolve().parents[1] / "data"
VIEWS = yaml.safe_load((DATA / "views.yaml").read_text(encoding="utf-8"))["views"]
EVERY: list[tuple[Figure, str]] = [(figure, view) for figure in FIGURES for view in VIEWS]


def area(ring: Floats) -> float:
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)  # holes run round the other way


def inside(point: Floats, rings: tuple[Floats, ...]) -> bool:
    hits = 0
    for ring in rings:
        a, b = ring, np.roll(ring, -1, axis=0)
        spans = (a[:, 1] > point[1]) != (b[:, 1] > point[1])
        a, b = a[spans], b[spans]
        hits += int((a[:, 0] + (point[1] - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]) > point[0]).sum())
    return hits % 2 == 1


def test_every_view_of_every_figure_is_there_and_nothing_else() -> None:
    with resources.files("triggerpoints").joinpath(ASSET).open("rb") as file, zipfile.ZipFile(file) as members:
        assert sorted(members.namelist()) == sorted(f"{view}/{figure}" for figure, view in EVERY)
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sum(member.compress_size for member in members.infolist()) < 2_500_000


def test_a_drawing_is_well_formed() -> None:
    for figure, view in EVERY:
        art = load_art(figure, view)
        u0, v0, u1, v1 = art.bounds
        rings = [*art.outline, *(ring for tone in art.tones for ring in tone.rings)]
        for line in [*rings, *(stroke.points for stroke in art.strokes), *art.cuts]:
            assert line.shape[1] == 2
            assert len(line) >= 2
            assert (line >= [u0 - 3, v0 - 3]).all()
            assert (line <= [u1 + 3, v1 + 3]).all()
        assert all(len(ring) >= 3 and not np.array_equal(ring[0], ring[-1]) for ring in rings)
        assert 3 <= len(art.tones) <= 5
        assert all(0 < tone.opacity < 0.3 for tone in art.tones)
        shaded = [abs(sum(area(ring) for ring in tone.rings)) for tone in art.tones]
        assert shaded == sorted(shaded, reverse=True)
        assert {stroke.kind for stroke in art.strokes} >= {"contour", "cue"}
        assert 0.3 < art.pen < 3


def test_strokes_taper_to_points_at_free_ends() -> None:
    for figure, view in EVERY:
        for stroke in load_art(figure, view).strokes:
            assert len(stroke.widths) == len(stroke.points)
            assert (stroke.widths >= 0).all()
            assert (stroke.widths < 2.5).all()
            if stroke.filled:
                assert (stroke.widths == 0).all()
            elif not np.array_equal(stroke.points[0], stroke.points[-1]) and stroke.kind != "cue":
                assert stroke.widths[0] == stroke.widths[-1] == 0
                assert stroke.widths.max() > 0.1


def test_the_quads_it_calls_visible_lie_inside_its_outline() -> None:
    for figure, view in EVERY:
        art, surface, record = load_art(figure, view), load_surface(figure), VIEWS[view]
        assert art.visible.shape == (len(surface.quads),)
        assert ((art.visible >= 0) & (art.visible <= 1)).all()
        seen = np.flatnonzero(art.visible > 0.9)
        assert len(seen) > 100
        flat = camera(tuple(record["towards"]), tuple(record.get("up", (0, 1, 0)))).project(surface.centres)[:, :2]
        u0, v0, u1, v1 = art.bounds
        checked = [quad for quad in seen[:: max(1, len(seen) // 60)] if u0 < flat[quad, 0] < u1 and v0 < flat[quad, 1] < v1]
        assert np.mean([inside(flat[quad], art.outline) for quad in checked]) > 0.9


def test_a_view_along_the_midline_is_symmetric_but_for_the_light() -> None:
    for view in ("front", "back", "head_front"):
        art = load_art("neutral", view)
        half = len(art.visible) // 2
        assert np.abs(art.visible[:half] - art.visible[half:]).mean() < 0.05
        left, _, right, _ = art.bounds
        assert left == pytest.approx(-right, abs=2)


def test_mirrored_turns_everything_round() -> None:
    art = load_art("female", "side")
    other = load_art("female", "side", mirrored=True)
    assert other.bounds == (-art.bounds[2], art.bounds[1], -art.bounds[0], art.bounds[3])
    assert np.array_equal(other.outline[0], art.outline[0] * [-1, 1])
    assert np.array_equal(other.strokes[3].points, art.strokes[3].points * [-1, 1])
    assert np.array_equal(other.tones[0].rings[0], art.tones[0].rings[0] * [-1, 1])
    half = len(art.visible) // 2
    assert np.array_equal(other.visible[:half], art.visible[half:])


def test_unpack_gives_back_what_pack_wrote() -> None:
    line = np.array([[100.0, -1704.2], [103.4, -1690.0], [90.1, -1701.7]])
    mark = Stroke("cue", line + 1, np.zeros(3), filled=True)
    art = Art(
        bounds=(80.0, -1710.0, 110.0, -1680.0),
        pen=1.5,
        outline=(line,),
        tones=(Tone(0.1, (line + 2, line - 2)),),
        strokes=(Stroke("contour", line, np.array([0.0, 1.0, 0.5])), mark),
        cuts=(line[:2],),
        visible=np.array([0.0, 1.0, 0.4, 0.0]),
    )
    back = unpack(pack(art, 0.02))
    assert back.bounds == art.bounds
    assert np.allclose(back.outline[0], line, atol=0.011)
    assert np.allclose(back.tones[0].rings[1], line - 2, atol=0.011)
    assert np.allclose(back.strokes[0].widths, [0, 1, 0.5], atol=0.011)
    assert (back.strokes[1].kind, back.strokes[1].filled) == ("cue", True)
    assert np.allclose(back.cuts[0], line[:2], atol=0.011)
    assert np.allclose(back.visible, art.visible, atol=0.003)


def test_a_drawing_is_shared_and_cannot_be_changed() -> None:
    art = load_art("neutral", "front")
    assert load_art("neutral", "front") is art
    for values in (art.outline[0], art.tones[0].rings[0], art.strokes[0].points, art.strokes[0].widths, art.visible):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0


def test_an_unknown_view_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_art("neutral", "from_above")


def test_features_are_well_formed_and_name_known_views() -> None:
    features = yaml.safe_load((DATA / "features.yaml").read_text(encoding="utf-8"))["features"]
    for name, raw in features.items():
        feature = Feature.model_validate({"id": name, **raw})
        assert set(feature.views or ()) <= set(VIEWS), name
