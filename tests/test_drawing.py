"""Drawn pain: read strictly, laid on the skin, measured against zones and sites; and the blank body it is drawn on."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from picture_lint import lint

from triggerpoints.arguments import FIGURES
from triggerpoints.asking import drawing as asking
from triggerpoints.asking.drawing import DataError, read_drawing, skin_under
from triggerpoints.asking.json_text import MAX_BYTES, load_json
from triggerpoints.asking.svg_path import PathError, flatten
from triggerpoints.body import sketch
from triggerpoints.body.camera import camera
from triggerpoints.body.drawn import unpack_patch
from triggerpoints.body.encoding import decode_mask
from triggerpoints.body.measure import skin_samples
from triggerpoints.body.surface import load_surface
from triggerpoints.errors import OptionError, UnknownNameError
from triggerpoints.loading import shipped
from triggerpoints.lookup.areas import LEAST, AreaCover, AreaRuler
from triggerpoints.picture.art import load_art
from triggerpoints.picture.blank import blank_frame, blank_svg

ROOT = Path(__file__).resolve().parents[1]
SQUARE = [[370, 740], [470, 740], [470, 840], [370, 840]]


@pytest.fixture(scope="module")
def document():
    return shipped()


@pytest.fixture(scope="module")
def views(document):
    return document["views"]


def one(view, *areas, **more):
    return {"view": view, "areas": list(areas), **more}


def under(views, value):
    return skin_under(read_drawing(value, views))


# Reading

GOOD = '{"view": "front", "areas": [{"polygon": [[370, 740], [470, 740], [470, 840]]}]}'
BAD = {
    # text: (line, column, field, rule, a word of what is said)
    "": (1, 1, "", "json", "syntax"),
    "{": (1, 2, "", "json", "syntax"),
    GOOD + "x": (1, len(GOOD) + 1, "", "json", "extra data"),
    "3": (1, 1, "", "drawing", "found 3,"),
    "[]": (1, 1, "", "empty", "empty list"),
    "[3]": (1, 2, "[0]", "drawing", "found 3,"),
    '{"areas": [{"brush": [[1, 2]], "width": 9}]}': (1, 1, "", "missing-key", "no view"),
    '{"view": "front"}': (1, 1, "", "missing-key", "no areas"),
    '{"view": "front", "areas": []}': (1, 28, "areas", "empty", "empty list"),
    '{"view": "front", "areas": {}}': (1, 28, "areas", "areas", "list of areas"),
    '{\n "view": "frnt",\n "areas": [{"brush": [[1, 2]], "width": 9}]}': (2, 10, "view", "unknown-view", "nearest front"),
    '{"view": 7, "areas": [{"brush": [[1, 2]], "width": 9}]}': (1, 10, "view", "unknown-view", "found 7"),
    '{"view": "front", "figure": "femal", "areas": [{"brush": [[1, 2]], "width": 9}]}':
        (1, 29, "figure", "unknown-figure", "nearest female"),
    '{"view": "front", "side": "left", "areas": [{"brush": [[1, 2]], "width": 9}]}':
        (1, 27, "side", "side", "shows both"),
    '{"view": "head_side", "areas": [{"brush": [[1, 2]], "width": 9}]}': (1, 1, "", "side", "no side"),
    '{"view": "head_side", "side": "lfet", "areas": [{"brush": [[1, 2]], "width": 9}]}':
        (1, 31, "side", "unknown-side", "nearest left"),
    '{"view": "front", "veiw": 1, "areas": [{"brush": [[1, 2]], "width": 9}]}':
        (1, 19, "veiw", "unknown-key", "nearest view"),
    '{"view": "back", "view": "front", "areas": [{"brush": [[1, 2]], "width": 9}]}':
        (1, 18, "view", "duplicate-key", "again"),
    '{"view": "front", "areas": [{"brush": [[1, 2]], "width": 9, "width": 8}]}':
        (1, 61, "areas[0].width", "duplicate-key", "again"),
    '{"view": "front", "areas": [4]}': (1, 29, "areas[0]", "area", "found 4"),
    '{"view": "front", "areas": [{}]}': (1, 29, "areas[0]", "form", "exactly one"),
    '{"view": "front", "areas": [{"brush": [[1, 2]], "width": 9, "path": ""}]}': (1, 29, "areas[0]", "form", "brush and path"),
    '{"view": "front", "areas": [{"brush": [[1, 2]]}]}': (1, 29, "areas[0]", "missing-key", "no width"),
    '{"view": "front", "areas": [{"brush": [[1, 2]], "width": 0}]}': (1, 58, "areas[0].width", "width", "more than 0"),
    '{"view": "front", "areas": [{"brush": [[1, 2]], "width": true}]}': (1, 58, "areas[0].width", "width", "found true"),
    '{"view": "front", "areas": [{"brush": [[1, 2]], "width": NaN}]}': (1, 58, "areas[0].width", "width", "found nan"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [3, 4], [5, 6]], "width": 9}]}':
        (1, 67, "areas[0].width", "unknown-key", "polygon, pain"),
    '{"view": "front", "areas": [{"brush": [[1, 2]], "width": 9, "pain": "wrost"}]}':
        (1, 69, "areas[0].pain", "unknown-pain", "nearest worst"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [3, 4]]}]}': (1, 41, "areas[0].polygon", "too-few", "2 points"),
    '{"view": "front", "areas": [{"polygon": []}]}': (1, 41, "areas[0].polygon", "empty", "empty list"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [3], [5, 6]]}]}': (1, 50, "areas[0].polygon[1]", "point", "list of 1"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [3, "4"], [5, 6]]}]}':
        (1, 54, "areas[0].polygon[1][1]", "coordinate", "found '4'"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [3, true], [5, 6]]}]}':
        (1, 54, "areas[0].polygon[1][1]", "coordinate", "found true"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [3, Infinity], [5, 6]]}]}':
        (1, 54, "areas[0].polygon[1][1]", "coordinate", "found inf"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [10000.5, 3], [5, 6]]}]}':
        (1, 51, "areas[0].polygon[1][0]", "coordinate", "10000.5"),
    '{"view": "front", "areas": [{"polygon": [[1, 2], [1' + "0" * 5000 + ", 3], [5, 6]]}]}":
        (1, 51, "areas[0].polygon[1][0]", "coordinate", "found inf"),
    '{"view": "front", "areas": [{"path": 3}]}': (1, 38, "areas[0].path", "path", "path data"),
    '{"view": "front", "areas": [{"path": ""}]}': (1, 38, "areas[0].path", "empty", "empty path"),
    '{"view": "front", "areas": [{"path": "M 1 1 L 9"}]}': (1, 38, "areas[0].path", "path", "at character 10"),
    '{"view": "front", "areas": [{"path": "M 1 1 L 9 9"}]}': (1, 38, "areas[0].path", "too-few", "enclose nothing"),
    '{"view": "front", "areas": [{"path": "M 1 1 L 9 20000 3 3"}]}': (1, 38, "areas[0].path", "coordinate", "20000"),
}  # fmt: skip


def test_bad_input_is_one_clear_problem_at_its_place(views, tmp_path):
    for text in BAD:
        path = tmp_path / "pain.json"
        path.write_text(text, "utf-8")
        with pytest.raises(DataError) as caught:
            read_drawing(path, views)
        (problem,) = caught.value.problems
        line, column, field, rule, word = BAD[text]
        assert (problem.line, problem.column, problem.field, problem.rule) == (line, column, field, rule)
        assert word in str(problem)
        assert problem.file == path.as_posix()
        assert "\n" not in str(problem)


def test_files_that_are_no_drawings(views, tmp_path):
    def problem(path, data=None):
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(DataError) as caught:
            read_drawing(path, views)
        return str(caught.value.problems[0])

    assert "cannot be read" in problem(tmp_path / "none.json")
    assert "no ordinary file" in problem(tmp_path)
    assert "cannot be read" in problem("a\0b")
    assert "byte 0xff" in problem(tmp_path / "a", b'{\n"\xff"}')
    assert ":2:2:" in problem(tmp_path / "a", b'{\n"\xff"}')
    assert "too deep" in problem(tmp_path / "a", b"[" * 200_000)
    assert "at most 2048 KB" in problem(tmp_path / "a", b" " * 3_000_000)


def test_json_as_programs_write_it_is_read(views, tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf{\r\n\t"vi\\u0065w": "front",\t"areas":[{"path":"M370\\t740H470\\n V840 h-100z"}]}\r\n')
    (read,) = read_drawing(path, views)
    assert read.lines == (((370, 740), (470, 740), (470, 840), (370, 840)),)
    assert (read.frame.view, read.frame.figure, read.frame.side) == ("front", "neutral", None)


def test_several_problems_are_told_together_and_not_without_end(views):
    with pytest.raises(DataError) as caught:
        read_drawing([one("fron", {"brush": [[1]], "width": 9}), one("back", {"brush": [[1, 2]], "width": -1})], views)
    assert [p.field for p in caught.value.problems] == ["[0].areas[0].brush[0]", "[0].view", "[1].areas[0].width"]
    assert {(p.file, p.line) for p in caught.value.problems} == {("drawing", 0)}
    with pytest.raises(DataError) as caught:
        read_drawing(one("front", {"brush": [[1]] * 9999, "width": 9}), views)
    assert len(caught.value.problems) == asking.MOST_PROBLEMS


def test_limits(views):
    dot = {"brush": [[420, 800]], "width": 20}

    def refused(*areas, rule, **more):
        with pytest.raises(DataError) as caught:
            read_drawing(one("front", *areas, **more), views)
        assert [p.rule for p in caught.value.problems] == [rule]

    assert len(read_drawing(one("front", *[dot] * 64), views)) == 64
    refused(*[dot] * 65, rule="too-many")
    refused({"brush": [[420, 800]] * 20_001, "width": 20}, rule="too-many")
    refused(*[{"brush": [[420, 800]] * 10_001, "width": 20}] * 2, rule="too-many")
    refused({"path": "M 1 1" + " 1 1" * 20_001}, rule="path")
    refused({"path": " " * 500_001}, rule="too-many")
    refused({"polygon": [[400 + i * 0.01, 1700 * (i % 2)] for i in range(20_000)]}, rule="too-long")
    # Off the sheet it costs nothing.
    assert read_drawing(one("front", {"polygon": [[400 + i * 0.01, 3000 + 1700 * (i % 2)] for i in range(1000)]}), views)


def test_a_view_without_a_base_drawing_cannot_be_drawn_on(views):
    own = {**views, "mine": {**views["front"], "id": "mine"}}
    with pytest.raises(DataError, match="base drawing"):
        read_drawing(one("mine", {"brush": [[1, 2]], "width": 9}), own)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from(["front", "worst", "M 1 1 z"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["view", "figure", "side", "areas", "polygon", "brush", "path", "width", "pain"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@given(JSON)
@settings(max_examples=300, deadline=None)
@example({"view": "front", "areas": [{"polygon": [[370, 740], [470, 740], [470, 840]]}]})
@example({"view": ["front"], "side": [], "areas": [{"pain": {}, "brush": [[1, 10**400]], "width": 10**400}]})
def test_any_value_is_read_or_refused(value):
    known = shipped()["views"]
    for source in (value, load_json(json.dumps(value).encode(), "a.json").value):
        if isinstance(source, str):
            continue
        problems = None
        try:
            skin_under(read_drawing(source, known))
        except DataError as error:
            problems = error.problems
        assert problems is None or problems
        assert all("\n" not in str(problem) for problem in problems or ())


@given(st.text() | st.text(alphabet="MmLlHhVvCcSsQqTtAaZz0123456789.,-+eE \n"))
@settings(max_examples=600, deadline=None)
@example("M0 0a1e-300 1e-300 0 0 0 1 1")
@example("M0 0A1e6 1e-9 1e6 1 1 -1e6 1e6")
@example("M0 0A1 0 0 01 1 1z m")
@example("m" + "9" * 5000)
def test_any_text_is_path_data_or_refused(text):
    lines, at = (), 0
    try:
        lines = flatten(text)
    except PathError as error:
        at = error.at
    assert 0 <= at <= len(text)
    assert all(math.isfinite(value) for line in lines for point in line for value in point)
    assert all(lines)


@given(st.binary(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_json_or_refused(data):
    problems = (None,)
    try:
        assert load_json(data, "a.json").find(("view", 0, "x"))
    except DataError as error:
        problems = error.problems
    assert len(problems) == 1


@given(JSON)
@settings(max_examples=200, deadline=None)
def test_every_value_is_found_in_the_text(value):
    """The place of a value is where its own JSON begins."""
    text = json.dumps(value, indent=1)
    read = load_json(text.encode(), "a.json")
    lines = text.split("\n")

    def walk(here, path):
        line, column = read.find(path)
        assert lines[line - 1][column - 1 :].startswith(json.dumps(here, indent=1).split("\n")[0][:1])
        for key, inner in here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ():
            walk(inner, (*path, key))

    walk(json.loads(text), ())


# Path data


def test_straight_commands():
    for data, lines in [
        ("M1 2 3 4", [[(1, 2), (3, 4)]]),
        ("m1 2 3 4-1-1z", [[(1, 2), (4, 6), (3, 5)]]),
        ("M1,2L3,4H9V8h-1v-2Z", [[(1, 2), (3, 4), (9, 4), (9, 8), (8, 8), (8, 6)]]),
        ("M.5.5.6.6", [[(0.5, 0.5), (0.6, 0.6)]]),
        ("M1 1zl2 0", [[(1, 1)], [(1, 1), (3, 1)]]),
        ("M1 1L5 5zm1 0l1 1", [[(1, 1), (5, 5)], [(2, 1), (3, 2)]]),
        ("M1e1-1E1", [[(10, -10)]]),
    ]:
        assert [[(round(x, 9), round(y, 9)) for x, y in line] for line in flatten(data)] == lines


def test_arcs_lie_on_their_circle():
    for data, centre, radius, angle in [
        ("M10 0 A10 10 0 0 1 0 10", (0, 0), 10, 90),
        ("M10 0 A10 10 0 1 0 0 10", (0, 0), 10, 270),
        ("M10 0a10 10 0 0010 10", (20, 0), 10, 90),
        ("M10 0 A5 5 30 0 1 -10 0", (0, 0), 10, 180),
    ]:
        (line,) = flatten(data)
        assert all(math.dist(point, centre) == pytest.approx(radius) for point in line)
        length = sum(math.dist(a, b) for a, b in pairwise(line))
        assert length == pytest.approx(math.radians(angle) * radius, rel=0.02)


def test_curves_agree_with_each_other():
    quadratic, cubic = flatten("M0 0Q30 60 60 0")[0], flatten("M0 0C20 40 40 40 60 0")[0]
    assert np.allclose(
        np.interp(np.linspace(0, 60, 50), *np.array(quadratic).T), np.interp(np.linspace(0, 60, 50), *np.array(cubic).T), atol=0.1
    )
    assert flatten("M0 0Q30 60 60 0T120 0") == flatten("M0 0q30 60 60 0t60 0")
    assert flatten("M0 0Q30 60 60 0T120 0") == flatten("M0 0Q30 60 60 0Q90 -60 120 0")
    assert flatten("M0 0C0 9 9 9 9 0S20-9 20 0") == flatten("M0 0C0 9 9 9 9 0C9 -9 20 -9 20 0")
    assert flatten("M0 0L9 0S20-9 20 0") == flatten("M0 0L9 0C9 0 20 -9 20 0")


def test_path_data_that_is_not():
    for data in [
        "L1 1",
        "M",
        "M1",
        "M1 1,",
        ",M1 1",
        "M1 1,L2 2",
        "M,1 1",
        "M1 1L",
        "M1 1z3",
        "M1 1A1 1 0 2 0 3 3",
        "M1 1A-1 1 0 0 0 3 3",
        "M1 1 2,,3",
        "Mnan 1",
        "M1 1 inf 2",
        "M1e99 1",
        "M1 1é",
        "M1 1 x",
    ]:
        with pytest.raises(PathError):
            flatten(data)


# On the skin


def test_a_square_is_as_large_as_it_was_drawn(views):
    samples = skin_samples()
    for view, top in (("front", 640), ("back", 500)):
        square = [[370, top], [470, top], [470, top + 100], [370, top + 100]]
        skin = under(views, one(view, {"polygon": square}))
        look = camera(tuple(views[view]["towards"]), (0, 1, 0))
        cosine = -np.einsum("nd,d->n", samples.normals[skin.indices], look.towards)
        flat = float((samples.areas[skin.indices] * cosine).sum())
        assert flat == pytest.approx(10_000, rel=0.06)
        assert 0.97 * 10_000 < skin.mm2 < 13_000
        assert skin.mm2 == pytest.approx(float(samples.areas[skin.indices].sum()))
        # Nothing behind the body, nothing inside of it.
        assert (cosine > 0).all()
        depth = samples.positions[skin.indices, 2]
        assert depth.min() > 0 if view == "front" else depth.max() < 0


def test_what_hides_is_taken_and_what_is_hidden_is_not(views):
    """From the side the arm is in front of the trunk, and the near leg in front of the other one."""
    surface, samples = load_surface(), skin_samples()
    frame = read_drawing(one("side", {"brush": [[1, 1]], "width": 1}, side="left"), views)[0].frame
    skin = under(
        views, one("side", {"polygon": [[0, 0], [frame.width, 0], [frame.width, frame.height], [0, frame.height]]}, side="left")
    )
    share = samples.areas[skin.indices][samples.positions[skin.indices, 0] > 0].sum() / skin.mm2
    assert share > 0.95
    visible = load_art("neutral", "side").visible[samples.quads]
    assert (visible[skin.indices] > 0).all()
    well = np.flatnonzero((visible == 1) & (samples.areas > 0))
    missing = np.setdiff1d(well, skin.indices)
    assert samples.areas[missing].sum() < 0.06 * samples.areas[well].sum()  # the rim, seen too steeply
    names = {surface.part_names[part] for part in np.unique(surface.part[samples.quads[skin.indices]])}
    assert {"arm", "trunk", "head", "leg"} <= names


def test_what_is_taken_is_what_the_base_drawing_shows(views):
    """Quad by quad: next to nothing that is hidden there is taken, and of what is seen only the rim is missing."""
    for view in ["front", "side", "back_oblique", "head_side", "head_oblique", "hand_palm", "foot_top"]:
        samples = skin_samples()
        (drawn,) = read_drawing(
            one(view, {"brush": [[1, 1]], "width": 1}, **({"side": "left"} if views[view]["paired"] else {})), views
        )
        seen = sketch.seen_samples(drawn.frame).index
        count = len(load_surface().quads)
        whole = np.bincount(samples.quads, samples.areas, minlength=count)
        taken = np.bincount(samples.quads[seen], samples.areas[seen], minlength=count)
        shown = load_art("neutral", view).visible * whole
        assert np.maximum(taken - shown, 0).sum() < 0.009 * shown.sum()
        assert np.maximum(shown - taken, 0).sum() < 0.11 * shown.sum()


def test_a_close_up_takes_only_what_it_shows(views):
    surface, samples = load_surface(), skin_samples()
    everything = {"polygon": [[-999, -999], [2000, -999], [2000, 2000], [-999, 2000]]}
    hand = under(views, one("hand_palm", everything, side="right"))
    assert (samples.positions[hand.indices, 0] < 0).all()
    parts = {surface.part_names[part] for part in np.unique(surface.part[samples.quads[hand.indices]])}
    assert parts == {"forearm", "hand", "thumb", "index", "middle", "ring", "little"}
    # Cut off like the base drawing, which hides the thighs that one would look up along.
    below = under(views, one("perineum", everything))
    assert below.mm2 < 1.1 * 100_000


def test_all_views_show_all_but_hidden_folds(views):
    samples, seen = skin_samples(), np.zeros(len(skin_samples().areas), dtype=bool)
    for view, record in views.items():
        for side in ("left", "right") if record["paired"] else (None,):
            drawn = read_drawing(one(view, {"brush": [[1, 1]], "width": 1}, **({"side": side} if side else {})), views)
            seen[sketch.seen_samples(drawn[0].frame).index] = True
    assert samples.area(seen) > 0.985 * samples.areas.sum()
    assert (seen == samples.mirrored(seen)).all()


def test_inside_and_under_agree_with_the_definition(views):
    """Against a plain loop over all samples and edges."""
    (drawn,) = read_drawing(one("front", {"brush": [[1, 1]], "width": 1}), views)
    seen = sketch.seen_samples(drawn.frame)
    star = [(420 + 90 * math.sin(i * 4 * math.pi / 5), 760 - 90 * math.cos(i * 4 * math.pi / 5)) for i in range(5)]
    wanted = []
    for x, y, index in zip(seen.x, seen.y, seen.index, strict=True):
        turns = 0
        for (x0, y0), (x1, y1) in zip(star, [*star[1:], star[0]], strict=True):
            if (y0 <= y) != (y1 <= y) and x0 + (y - y0) / (y1 - y0) * (x1 - x0) > x:
                turns += 1 if y1 > y0 else -1
        if turns:
            wanted.append(index)
    found = sketch.inside(drawn.frame, [star])
    assert found.tolist() == sorted(wanted)
    # Nonzero, as a browser fills: the heart of the star is in it, whichever way round it was drawn.
    assert sketch.inside(drawn.frame, [star[::-1]]).tolist() == found.tolist()
    assert under(views, one("front", {"brush": [[420, 760]], "width": 8})).indices[0] in found

    line = [(380, 700), (460, 720), (420, 800)]

    def gap(x, y):
        best = math.inf
        for (x0, y0), (x1, y1) in pairwise(line):
            t = min(max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0), 1)
            best = min(best, math.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0)))
        return best

    wanted = [index for x, y, index in zip(seen.x, seen.y, seen.index, strict=True) if gap(x, y) <= 15]
    assert sketch.under(drawn.frame, [line], 30).tolist() == sorted(wanted)


def test_a_path_with_a_hole_and_a_path_as_a_brush(views):
    ring = "M370 740h100v100h-100z"
    whole = under(views, one("front", {"path": ring}))
    assert whole.indices.tolist() == under(views, one("front", {"polygon": SQUARE})).indices.tolist()
    hole = under(views, one("front", {"path": ring + "M400 770v40h40v-40z"}))
    assert hole.mm2 == pytest.approx(whole.mm2 - 1600, rel=0.1)
    brushed = under(views, one("front", {"path": "M370 740h100", "width": 25}))
    assert (
        brushed.indices.tolist() == under(views, one("front", {"brush": [[370, 740], [470, 740]], "width": 25})).indices.tolist()
    )


def test_the_worse_pain_counts_where_areas_overlap(views):
    dot = {"brush": [[420, 790]], "width": 40}
    skin = under(
        views,
        one(
            "front",
            {**dot, "pain": "worst"},
            {"polygon": SQUARE, "pain": "slight"},
            {"brush": [[395, 755]], "width": 30, "pain": "moderate"},
        ),
    )
    assert [pain for pain, _ in skin.by_pain] == ["worst", "moderate", "slight"]
    assert sorted(i for _, part in skin.by_pain for i in part) == skin.indices.tolist()
    assert skin.by_pain[0][1].tolist() == under(views, one("front", dot)).indices.tolist()


def test_beside_the_body(views):
    dot, astray = {"brush": [[420, 790]], "width": 40}, {"polygon": [[10, 10], [60, 10], [35, 50]]}
    with pytest.raises(DataError, match="no skin under the area, allowed an area over the body") as caught:
        under(views, one("front", astray))
    assert [p.field for p in caught.value.problems] == ["areas[0]"]
    skin = under(views, [one("front", dot, astray), one("back", astray)])
    assert [p.field for p in skin.missed] == ["[0].areas[1]", "[1].areas[0]"]
    assert skin.indices.tolist() == under(views, one("front", dot)).indices.tolist()


def test_a_tap_finds_the_skin_under_it(views):
    skin = under(views, one("back", {"brush": [[420, 600]], "width": 0.5}))
    assert 1 <= len(skin.indices) <= 2
    assert skin.mm2 < 200


def test_the_figures_give_like_answers_for_like_places(views, document):
    """The same patch of skin outlined on each figure."""
    answers = []
    patch = unpack_patch(document["areas"]["knee_front"][0])
    for figure in FIGURES:
        (drawn,) = read_drawing(one("front", {"brush": [[1, 1]], "width": 1}, figure=figure), views)
        flat = camera((0, 0, -1), (0, 1, 0)).project(patch.anchors.positions(load_surface(figure)))[:, :2]
        ring = (flat - [drawn.frame.left, drawn.frame.top]).tolist()
        skin = under(views, one("front", {"polygon": ring}, figure=figure))
        answers.append(skin)
        assert skin.mm2 == pytest.approx(answers[0].mm2, rel=0.08)
        both = np.intersect1d(skin.indices, answers[0].indices)
        assert len(both) > 0.9 * len(answers[0].indices)
    rows = [measure(document, skin.indices).rows[0] for skin in answers]
    assert len({(row.muscle, row.side, row.zone) for row in rows}) == 1


# Zones and sites


def test_a_stroke_over_the_temple_finds_temporalis(views, document):
    value = one("head_side", {"brush": [[70, 110], [115, 110]], "width": 40}, side="left")
    cover = measure(document, under(views, value).indices)
    best = max(row.of_area for row in cover.rows if row.muscle == "temporalis")
    assert best > 0.3
    assert {row.side for row in cover.rows if row.muscle == "temporalis"} == {"left"}
    assert cover.sites[0].site == "temple"
    assert cover.sites[0].side == "left"


def test_mirrored_drawings_give_mirrored_rows_exactly(views, document):
    def flipped(value):
        (drawn,) = read_drawing(value, views)
        wide = drawn.frame.width
        areas = [
            {**area, **{key: [[wide - x, y] for x, y in area[key]] for key in ("polygon", "brush") if key in area}}
            for area in value["areas"]
        ]
        side = {"side": {"left": "right", "right": "left"}[value["side"]]} if "side" in value else {}
        return {**value, "areas": areas, **side}

    other = {"left": "right", "right": "left", None: None}
    for value in (
        one("back", {"polygon": [[300, 330], [415, 330], [405, 520], [310, 500]]}),
        one("front", {"brush": [[500, 350], [560, 640]], "width": 60}, figure="male"),
        one("head_side", {"brush": [[190, 95], [215, 135]], "width": 40}, side="left"),
        one("hand_palm", {"polygon": [[20, 60], [140, 60], [140, 200], [20, 200]]}, side="left", figure="female"),
        one("foot_sole", {"polygon": [[20, 20], [100, 20], [100, 200], [20, 200]]}, side="right"),
    ):
        here, there = (measure(document, under(views, v).indices) for v in (value, flipped(value)))
        assert here.mm2 == there.mm2
        key = lambda row: (row.muscle, row.point, row.zone)  # noqa: E731
        assert sorted(
            (*key(row), row.side, row.of_area, row.of_zone) for row in here.rows if both_sided(document, row)
        ) == sorted((*key(row), other[row.side], row.of_area, row.of_zone) for row in there.rows if both_sided(document, row))
        assert here.rows
        assert sorted((s.of_area, s.of_site) for s in here.sites if paired(document, s)) == sorted(
            (s.of_area, s.of_site) for s in there.sites if paired(document, s)
        )


@lru_cache(maxsize=1)
def ruler() -> AreaRuler:
    return AreaRuler(shipped())


def measure(document, indices) -> AreaCover:
    assert document is shipped()
    return ruler().measure(indices)


def both_sided(document, row):
    points = document["muscles"][row.muscle]["trigger_points"]
    return next(point for point in points if point["id"] == row.point).get("side") is None


def paired(document, share):
    return document["sites"][share.site]["laterality"] in ("paired", "midline")


def test_cells_add_up(views, document):
    cover = measure(document, under(views, one("back", {"polygon": [[300, 300], [540, 300], [540, 700], [300, 700]]})).indices)
    assert sum(share for share, _ in cover.cells) == pytest.approx(1)
    for number, row in enumerate(cover.rows):
        assert sum(share for share, rows in cover.cells if rows >> number & 1) == pytest.approx(row.of_area)
    assert [share for share, _ in cover.cells] == sorted((share for share, _ in cover.cells), reverse=True)
    assert len({rows for _, rows in cover.cells}) == len(cover.cells)
    order = [(-row.of_area, -row.of_zone, row.muscle, row.side) for row in cover.rows]
    assert order == sorted(order)
    assert all(max(row.of_area, row.of_zone) >= LEAST for row in cover.rows)


def test_cells_are_the_pieces_between_the_zones(views, document):
    """Sample by sample, on both sides of the midline."""
    samples = skin_samples()
    size = len(samples.areas)
    indices = under(views, one("back", {"polygon": [[330, 300], [540, 300], [540, 420], [330, 420]]})).indices
    cover = measure(document, indices)
    masks = []
    for row in cover.rows:
        mask = decode_mask(document["footprints"][row.muscle][f"{row.point}/{row.zone}"], size)
        masks.append(mask if row.side == "left" else samples.mirrored(mask))
    wanted = {}
    for index in indices.tolist():
        bits = sum(1 << number for number, mask in enumerate(masks) if mask[index])
        wanted[bits] = wanted.get(bits, 0.0) + float(samples.areas[index])
    assert {bits for _, bits in cover.cells} == wanted.keys()
    for share, bits in cover.cells:
        assert share == pytest.approx(wanted[bits] / cover.mm2, rel=1e-6)


def test_a_point_of_one_side_alone_is_found_there_alone(views, document):
    record = document["muscles"]["temporalis"]
    points = [{**point, "side": "right"} if point["id"] == "trp1" else point for point in record["trigger_points"]]
    own = {**document, "muscles": {**document["muscles"], "temporalis": {**record, "trigger_points": points}}}
    for side, expected in (("left", False), ("right", True)):
        head = under(views, one("head_side", {"polygon": [[0, 0], [290, 0], [290, 365], [0, 365]]}, side=side))
        rows = [row for row in AreaRuler(own).measure(head.indices).rows if row.muscle == "temporalis" and row.side == side]
        assert rows
        assert any(row.point == "trp1" for row in rows) is expected


def test_rows_agree_with_every_zone_on_all_the_skin(views, document):
    """Nothing is passed over by looking only near the area; sides and one-sided points as the data have them."""
    samples = skin_samples()
    size = len(samples.areas)
    for value in (
        one("front", {"polygon": [[330, 380], [520, 380], [520, 560], [330, 560]]}),
        one("head_back", {"brush": [[120, 120], [200, 240]], "width": 60}),
        one("hand_back", {"brush": [[60, 90], [80, 240]], "width": 60}, side="right"),
    ):
        indices = under(views, value).indices
        area = np.zeros(size, dtype=bool)
        area[indices] = True
        whole = samples.area(area)
        wanted = {}
        for muscle, prints in document["footprints"].items():
            for key, text in prints.items():
                point, _, zone = key.partition("/")
                only = next(one for one in document["muscles"][muscle]["trigger_points"] if one["id"] == point).get("side")
                mask = decode_mask(text, size)
                for side, own in (("left", mask), ("right", samples.mirrored(mask))):
                    shared = samples.area(own & area)
                    shares = shared / whole, min(shared / document["zones_mm2"][muscle][key], 1.0)
                    if only in (None, side) and max(shares) >= LEAST:
                        wanted[muscle, side, point, zone] = shares
        rows = measure(document, indices).rows
        assert {(row.muscle, row.side, row.point, row.zone) for row in rows} == wanted.keys()
        assert rows
        for row in rows:
            assert (row.of_area, row.of_zone) == pytest.approx(wanted[row.muscle, row.side, row.point, row.zone], rel=1e-6)


def test_rows_agree_with_the_drawings(views, document):
    """A zone that lies on the other side, and one on both, measured from its shapes."""
    samples = skin_samples()
    area = np.zeros(len(samples.areas), dtype=bool)
    everything = {"polygon": [[0, 0], [900, 0], [900, 1800], [0, 1800]]}
    area[under(views, [one("front", everything), one("back", everything)]).indices] = True
    rows = {(row.muscle, row.side, row.point, row.zone): row for row in measure(document, np.flatnonzero(area)).rows}
    told = set()
    for muscle, raw in document["muscles"].items():
        for point in raw["trigger_points"]:
            for zone in point["zones"]:
                row = rows.get((muscle, "left", point["id"], zone["id"]))
                if zone["side"] in told or row is None or row.of_zone < 0.1:
                    continue
                told.add(zone["side"])
                shapes = document["geometry"][muscle]["zones"][f"{point['id']}/{zone['id']}"]
                mask = samples.inside([unpack_patch(shape) for shape in shapes])
                mirrored = samples.mirrored(mask)
                mask = {"same": mask, "other": mirrored, "both": mask | mirrored}[zone["side"]]
                assert row.of_area == pytest.approx(samples.area(mask & area) / samples.area(area), rel=0.05)
                assert row.of_zone == pytest.approx(samples.area(mask & area) / samples.area(mask), rel=0.05)
    assert {"same", "other", "both"} == told


def test_a_site_drawn_exactly_is_covered(document):
    samples, ruler = skin_samples(), AreaRuler(document)
    for key in ("temple", "knee_front", "palm", "lower_back", "precordium", "abdomen_right_lower", "face", "scalp", "occiput"):
        site = document["sites"][key]
        masks = {}

        def mask_of(id, masks=masks):
            if id not in masks:
                own = document["areas"].get(id)
                if own is not None:
                    mask = samples.inside([unpack_patch(raw) for raw in own])
                else:
                    mask = np.zeros(len(samples.areas), dtype=bool)
                    for child, record in document["sites"].items():
                        if record.get("parent") == id:
                            mask |= mask_of(child)
                masks[id] = mask | samples.mirrored(mask) if document["sites"][id]["laterality"] == "midline" else mask
            return masks[id]

        mask = mask_of(key)
        if site["laterality"] == "right":
            mask = samples.mirrored(mask)
        side = {"paired": "left", "midline": None}.get(site["laterality"], site["laterality"])
        cover = ruler.measure(np.flatnonzero(mask))
        (share,) = [share for share in cover.sites if share.site == key and share.side == side]
        assert share.of_area == pytest.approx(1)
        assert share.of_site == pytest.approx(1, abs=2e-3)


def test_a_site_outlined_on_a_picture_is_nearly_covered(views, document):
    """Through the whole way: a site's silhouette as a polygon on the blank picture."""
    for key, view, side in (("temple", "head_side", "left"), ("knee_front", "front", None), ("heel", "foot_sole", "left")):
        value = one(view, {"brush": [[1, 1]], "width": 1}, **({"side": side} if side else {}))
        (drawn,) = read_drawing(value, views)
        seen = sketch.seen_samples(drawn.frame)
        inside = skin_samples().inside([unpack_patch(raw) for raw in document["areas"][key]])
        at = np.flatnonzero(inside[seen.index])
        dots = [{"brush": [[float(seen.x[i]), float(seen.y[i])] for i in at], "width": 0.01}]
        cover = measure(document, under(views, {**value, "areas": dots}).indices)
        share = next(share for share in cover.sites if share.site == key and share.side in (None, "left"))
        assert share.of_area > 0.95
        assert share.of_site > (0.95 if key != "heel" else 0.2)  # a heel goes up the back


def test_sides_are_the_patients_own(views, document):
    """The right half of the front view is the patient's left."""
    cover = measure(document, under(views, one("front", {"brush": [[510, 1260]], "width": 40})).indices)
    assert {share.side for share in cover.sites if paired(document, share)} == {"left"}


def test_nothing_of_numpy_is_loaded_by_reading():
    import subprocess
    import sys

    code = (
        "import sys; from triggerpoints.asking.drawing import read_drawing; from triggerpoints.loading import shipped\n"
        "read_drawing({'view': 'front', 'areas': [{'brush': [[1, 2]], 'width': 9}]}, shipped()['views'])\n"
        "import triggerpoints.lookup.areas; print('numpy' in sys.modules, 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == [
        "False",
        "False",
    ]


# The blank picture


def test_blank_pictures_are_sound_and_the_same_every_time(cat):
    for id, view in cat.views.items():
        for side in ("left", "right") if view.paired else (None,):
            svg = blank_svg(view, "neutral", side)
            assert lint(svg, {}) == []
            sheet = blank_frame(view, "neutral", side)
            width, height = sheet.width, sheet.height
            assert f'viewBox="0 0 {width:g} {height:g}"' in svg
            assert svg == blank_svg(view, "neutral", side)
            assert "<title" in svg
            letters = re.findall(r"<text[^>]*>([RL])</text>", svg)
            assert letters == ([side[0].upper()] if side else ["R", "L"] if id != "back" else ["L", "R"]) or len(
                letters
            ) == 2 - bool(side)


def test_the_blank_picture_lies_where_the_drawing_is_measured(cat):
    """The outline of the picture, as a polygon, holds all that is seen, and its box is that of the skin."""
    for id, side, figure in (("front", None, "female"), ("hand_palm", "right", "neutral"), ("head_side", "left", "male")):
        svg = blank_svg(cat.views[id], figure, side)
        (outline,) = re.findall(r'<path class="tp-skin" d="([^"]*)"', svg) or re.findall(r'd="([^"]*)"[^>]*class="tp-skin"', svg)
        value = one(id, {"path": outline}, figure=figure, **({"side": side} if side else {}))
        drawn = read_drawing(value, {id: shipped()["views"][id]})
        seen, skin = sketch.seen_samples(drawn[0].frame), skin_under(drawn)
        samples = skin_samples()
        assert skin.mm2 > 0.98 * samples.areas[seen.index].sum()
        corners = np.array([point for line in drawn[0].lines for point in line])
        assert np.abs(corners.min(0) - [seen.x.min(), seen.y.min()]).max() < 8
        assert np.abs(corners.max(0) - [seen.x.max(), seen.y.max()]).max() < 8


def test_r_and_l_stand_on_the_patients_own_sides(cat):
    def places(view):
        return {
            m[1]: float(m[0])
            for m in re.findall(r'<text[^>]*? x="([\d.]+)"[^>]*>([RL])</text>', blank_svg(cat.views[view], "neutral", None))
        }

    front, back = places("front"), places("back")
    assert front["R"] < front["L"]
    assert back["L"] < back["R"]


def test_what_a_blank_picture_cannot_be(cat):
    with pytest.raises(OptionError):
        blank_svg(cat.views["hand_palm"], "neutral", None)
    with pytest.raises(OptionError):
        blank_svg(cat.views["front"], "neutral", "left")
    own = cat.views["front"].model_copy(update={"id": "mine"})
    with pytest.raises(UnknownNameError):
        blank_frame(own, "neutral", None)


# The page


def test_the_example_of_the_page_is_read_and_its_limits_are_those_of_the_code(views, document):
    page = (ROOT / "docs" / "drawing.md").read_text("utf-8")
    (example,) = re.findall(r"^```json\n(.*?)^```$", page, re.M | re.S)
    skin = skin_under(read_drawing(load_json(example.encode(), "page").value, views))
    assert not skin.missed
    assert [pain for pain, _ in skin.by_pain] == ["worst", "slight"]
    assert measure(document, skin.by_pain[0][1]).sites[0].side == "left"
    for limit, what in (
        (f"{asking.MOST_AREAS}", "areas"),
        (f"{asking.MOST_POINTS:,}", "points"),
        (f"{asking.MOST_MM:,}", "the size of a coordinate"),
        (f"{asking.MOST_WIDTH} mm", "the width of a brush"),
        (f"{asking.MOST_LENGTH // 1000} m", "of line"),
        (f"{MAX_BYTES // 2**20} MB", "the file"),
    ):
        assert f"| {limit} | {what}" in page
    assert f"up to {asking.MOST_PROBLEMS} faults" in page
    assert f"within {sketch._NEAR:.0f} mm" in page
    assert round(math.degrees(math.acos(sketch._FACING))) == 85


def test_the_sheets_of_left_and_right_are_mirror_images(views):
    for view in ("hand_palm", "head_oblique", "foot_inner"):
        left, right = (
            read_drawing(one(view, {"brush": [[1, 1]], "width": 1}, side=side), views)[0].frame for side in ("left", "right")
        )
        assert left.mirrored() == right
        assert right.mirrored() == left
        assert right.drawn[0] == pytest.approx(left.width - left.drawn[2])
        assert right.drawn[2] == pytest.approx(left.width - left.drawn[0])
