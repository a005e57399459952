"""The notation that authors write: points, shapes and the short form of a muscle's file."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from reading_samples import MUSCLE, damaged, read, said

from triggerpoints.compiling.checks import check_tree
from triggerpoints.model import Area, Band, Between, From, Muscle, Other, Point, Shape, Spot, Zone
from triggerpoints.model.points import DIRECTIONS, Sized, read_point, write_point
from triggerpoints.reading import load
from triggerpoints.reading.short_form import ShortForm

POINT: TypeAdapter[Any] = TypeAdapter(Point)
SHAPE: TypeAdapter[Any] = TypeAdapter(Shape)

NAMES = st.sampled_from(["mastoid", "c7", "patella_top", "back", "at", "toe5_tip"])
SIZES = st.one_of(st.integers(1, 400).map(float), st.floats(0.01, 400).map(lambda size: round(size, 3)))
PAIRS = [("superior", "inferior"), ("medial", "lateral"), ("anterior", "posterior")]


@st.composite
def shifts(draw: Any) -> tuple[tuple[str, float], ...]:
    chosen = draw(st.lists(st.sampled_from(PAIRS), min_size=1, unique=True))
    steps = {draw(st.sampled_from(pair)): draw(SIZES) for pair in chosen}
    return tuple((way, steps[way]) for way in DIRECTIONS.values() if way in steps)


POINTS = st.recursive(
    st.one_of(NAMES, NAMES.map(lambda name: Other(other=name))),
    lambda inner: st.one_of(
        st.builds(lambda a, b, at: Between(between=(a, b), at=at), inner, inner, st.integers(0, 1000).map(lambda n: n / 1000)),
        st.builds(lambda start, shift: From(from_=start, shift=shift), inner, shifts()),
    ),
    max_leaves=4,
)


@st.composite
def bands(draw: Any) -> Band:
    points = draw(st.lists(POINTS, min_size=2, max_size=4))
    if draw(st.booleans()):
        return Band(band=tuple(Sized(point=point) for point in points), width=draw(SIZES))
    return Band(band=tuple(Sized(point=point, size=draw(SIZES)) for point in points))


SHAPES = st.one_of(
    st.builds(lambda point, radius: Spot(spot=Sized(point=point, size=radius)), POINTS, SIZES),
    bands(),
    st.lists(POINTS, min_size=3, max_size=4).map(lambda points: Area(area=tuple(points))),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(POINTS)
def test_a_point_is_read_as_it_was_written(point: Any) -> None:
    assert read_point(write_point(point)) == point
    assert POINT.validate_json(POINT.dump_json(point)) == point


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(SHAPES)
def test_a_shape_is_read_as_it_was_written(shape: Any) -> None:
    assert SHAPE.validate_python(SHAPE.dump_python(shape), context={}) == shape
    assert SHAPE.validate_json(SHAPE.dump_json(shape)) == shape


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("mastoid", "mastoid"),
        ("  other   mastoid ", Other(other="mastoid")),
        ("c7-mark", None),
        ("c7 - mastoid", Between(between=("c7", "mastoid"))),
        ("c7 - mastoid at 33.3%", Between(between=("c7", "mastoid"), at=0.333)),
        (
            "c7 3 in 20 down",
            From(
                from_="c7",
                shift=(
                    ("inferior", 20),
                    ("medial", 3),
                ),
            ),
        ),
        ("(c7 - acromion) 20 down", From(from_=Between(between=("c7", "acromion")), shift=(("inferior", 20),))),
        ("c7 - (acromion 20 down)", Between(between=("c7", From(from_="acromion", shift=(("inferior", 20),))))),
        ("back 2.5 back", From(from_="back", shift=(("posterior", 2.5),))),
    ],
)
def test_what_a_point_means(text: str, point: Any) -> None:
    if point is None:
        with pytest.raises(ValidationError):
            POINT.validate_python(text)
    else:
        assert POINT.validate_python(text) == point


FAULTS = {
    "": "0 'the end of the point'",
    "Mastoid": "0 'Mastoid' name of a landmark",
    "a,b": "0 'a,b' name of a landmark",
    "a b": "2 'b' a second point",
    "a 20": "4 'the end of the point' a direction",
    "a 20 dwon": "5 'dwon' nearest down",
    "a 20 lateral": "5 'lateral' nearest out",
    "a 20 distal": "5 'distal' nearest down",
    "a 2 cm down": "4 'cm' without a unit",
    "a 20mm down": "2 '20mm' millimetres",
    "a down 20": "2 'down' first: 20 down",
    "a inferior 20": "2 'inferior' first: 20 down",
    "a -5 down": "2 '-5' instead of a minus",
    "a 0 up": "2 '0' more than 0",
    "a 1001 up": "2 '1001' at most 1000",
    "a 1e999 down": "2 '1e999' such as 20 or 2.5",
    "a nan down": "2 'nan' a second point",
    "a 20 down 3 down": "12 'down' once",
    "a 20 down 3 up": "12 'up' one of down and up",
    "a - b at 140%": "9 '140%' from 0% to 100%",
    "a - b at 0.4": "9 '0.4' such as: at 40%",
    "a - b at": "8 'the end of the point' from 0% to 100%",
    "a - b 40%": "6 '40%' (c7 - acromion at 40%) 20 down",
    "a - b 20 down": "6 '20' (c7 - acromion at 40%) 20 down",
    "a 20 down - b": "10 '-' (c7 20 down) - acromion",
    "a - b - c": "6 '-' parentheses",
    "a at 40%": "2 'at' line of two points",
    "(a": "2 'the end of the point' closing",
    "a)": "1 ')' never opened",
    "()": "1 ')' name of a landmark",
    "other": "5 'the end of the point' name",
    "other (a - b)": "6 '(' name",
    "other other a": "6 'other' name",
    "(" * 9 + "a" + ")" * 9: "8 '(' at most 8 deep",
    "(" * 200: "8 '(' at most 8 deep",
    "a " * 500_000: "0 '1000000 characters' at most 400",
    "a\u202e": "0 name",
    "а": "0 name",
}


def test_a_fault_in_a_point_is_one_clear_error_at_its_place() -> None:
    for text, expected in FAULTS.items():
        with pytest.raises(ValidationError) as caught:
            POINT.validate_python(text)
        (error,) = caught.value.errors()
        told = f"{error['ctx']['found']} {error['ctx']['allowed']} nearest {error['ctx']['nearest']}"
        offset, _, words = expected.partition(" ")
        assert error["ctx"]["offset"] == int(offset), (text[:40], told)
        for word in words.split("' "):
            assert word.strip("'") in told, (text[:40], told)


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["a", "-", "(", ")", "20", "down", "at", "40%", "other", " "])).map(" ".join)
)
def test_any_text_is_a_point_or_a_fault(text: str) -> None:
    with suppress(ValidationError):
        point = POINT.validate_python(text)
        assert read_point(write_point(point)) == point


@pytest.mark.parametrize(
    "value", [3, None, True, [], {}, ["a", "b"], {"between": ["a", "b"]}, {"from": "a", "shift": {"superior": 1}}]
)
def test_a_point_is_text(value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        POINT.validate_python(value)
    assert "a point in words" in caught.value.errors()[0]["ctx"]["allowed"]


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("mastoid", "shape"),
        ({}, "shape"),
        ({"spot": "a"}, "a radius 25"),
        ({"spot": "a", "radius": 30}, "Extra"),
        ({"spot": "a wide 30"}, "radius 30"),
        ({"spot": "a radius 0"}, "more than 0"),
        ({"spot": "a radius 401"}, "400"),
        ({"spot": "a radius -3"}, "radius 30"),
        ({"spot": "a radius"}, "radius 30"),
        ({"spot": "a radius 1e9"}, "radius 30"),
        ({"spot": "a radius 3", "width": 3}, "Extra"),
        ({"band": ["a wide 3"]}, "at least 2"),
        ({"band": ["a", "b"]}, "c7 wide 30"),
        ({"band": ["a", "b"], "width": [1, 2]}, "valid number"),
        ({"band": ["a", "b"], "widths": [1, 2]}, "Extra"),
        ({"band": ["a wide 3", "b wide 601"]}, "at most 600"),
        ({"band": ["a wide 3", "b"]}, "beside every point"),
        ({"band": ["a wide 3", "b wide 3"], "width": 3}, "one of the two"),
        ({"band": ["a radius 3", "b wide 3"]}, "wide 30"),
        ({"band": ["a", "b"], "width": -1}, "greater than 0"),
        ({"band": ["a", "b"], "width": "3"}, "valid number"),
        ({"area": ["a", "b"]}, "at least 3"),
        ({"area": ["a", "b", "c"], "width": 3}, "Extra"),
    ],
)
def test_a_wrong_shape_is_refused(shape: object, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SHAPE.validate_python(shape, context={})
    assert words in str(caught.value)


# ---- a muscle's file

SHORT = """\
id: sample
names: {english: Sample muscle}
body_part: neck
sources: [book1999]
anatomy:
  origin: From here.
  insertion: To there.
  innervation: {nerve: Accessory nerve}
  action: Lifts.
fibres:
  - {from: [c7], to: [acromion]}
points:
  middle: c7 - mastoid
  above: middle 10 up
patterns:
  arm:
    - strength: essential
      sites: [temple]
      shapes:
        - spot: middle radius 20
        - band: [c7 wide 10, above wide 20.5]
        - band: [c7, mastoid]
          width: 12
    - strength: spillover
      side: both
      sites: [temple, neck]
      description: Reaches the other side in some.
      shapes:
        - area: [mastoid, c7, acromion]
        - around: essential, 17 wider
trigger_points:
  - {id: trp1, part: Upper, depth: deep, location: Here., point: middle 3 in, pattern: arm}
  - {id: trp2, label: Two, part: Lower, depth: deep, location: There., point: c7, sources: [other2000], pattern: arm}
symptoms:
  - dizziness: It turns.
provoked_by:
  - Climbing stairs [steep ones] often.
  - avoid: "Climbing ladders. [other2000, book1999]"
self_care:
  - Rest.
  - not printed: Run.
needling_caution:
  - pleura: It lies below.
evidence:
  - pattern, textbook: As drawn there.
disputes:
  - "Some say. [other2000]"
"""


def read_short(text: str = SHORT) -> Muscle:
    form = ShortForm(load(text.encode()))
    assert form.problems == []
    return Muscle.model_validate(form.value, context={"points": form.points})


def test_a_muscle_in_short_form() -> None:
    muscle = read_short()
    first, second = muscle.trigger_points
    middle = Between(between=("c7", "mastoid"))
    assert (first.label, second.label) == ("TrP1", "Two")
    assert first.point == From(from_=middle, shift=(("medial", 3),))
    assert (first.sources, second.sources, muscle.anatomy.sources) == (("book1999",), ("other2000",), ("book1999",))
    assert first.zones == second.zones
    assert [(zone.id, zone.side) for zone in first.zones] == [("essential", "same"), ("spillover", "both")]
    spot, band, _ = first.zones[0].shapes
    assert spot == Spot(spot=Sized(point=middle, size=20))
    assert isinstance(band, Band)
    assert band.widths == (10, 20.5)
    area, *halo = first.zones[1].shapes
    assert area == Area(area=("mastoid", "c7", "acromion"))
    above = band.band[1].point
    assert halo == [
        SHAPE.validate_python(shape, context={"points": {"middle": middle, "above": above}})
        for shape in (
            {"spot": "middle radius 37"},
            {"band": ["c7 wide 44", "above wide 54.5"]},
            {"band": ["c7", "mastoid"], "width": 46},
        )
    ]
    assert (muscle.symptoms[0].symptom, muscle.symptoms[0].text, muscle.symptoms[0].sources) == (
        "dizziness",
        "It turns.",
        ("book1999",),
    )
    assert [(one.text, one.avoid, one.sources) for one in muscle.provoked_by] == [
        ("Climbing stairs [steep ones] often.", False, ("book1999",)),
        ("Climbing ladders.", True, ("other2000", "book1999")),
    ]
    assert [(one.text, one.printed) for one in muscle.self_care] == [("Rest.", True), ("Run.", False)]
    assert (muscle.needling_caution[0].structure, muscle.disputes[0].sources) == ("pleura", ("other2000",))
    assert (muscle.evidence[0].claim, muscle.evidence[0].kind) == ("pattern", "textbook")
    assert Muscle.model_validate_json(muscle.model_dump_json(exclude_defaults=True)) == muscle


FILE_FAULTS: list[tuple[str, str, str | None]] = [
    (
        "band: [c7, mastoid]",
        "band: [c7, mastiod]",
        "22:22: patterns.arm[0].shapes[2].band[1]: found the unknown landmark 'mastiod', allowed the id of a landmark, "
        "nearest mastoid",
    ),
    (
        "band: [c7, mastoid]",
        "band: [c7, medial mastoid]",
        "22:29: patterns.arm[0].shapes[2].band[1]: found 'mastoid', allowed ' - ' and a second point, or millimetres and a "
        "direction: 20 down, nearest medial_mastoid",
    ),
    (
        "band: [c7, mastoid]",
        "band: [c7, left mastoid]",
        "22:27: patterns.arm[0].shapes[2].band[1]: found 'mastoid', allowed ' - ' and a second point, or millimetres and a "
        "direction: 20 down, nearest other mastoid",
    ),
    (
        "spot: middle radius 20",
        "spot: middle 20",
        "20:24: patterns.arm[0].shapes[0].spot: found '20', allowed radius before the size: middle radius 20",
    ),
    (
        "strength: spillover",
        "strength: spill-over",
        "24:17: patterns.arm[1].strength: found 'spill-over', allowed essential, spillover, nearest spillover",
    ),
    (
        "sources: [other2000], pattern",
        "sources: other2000, pattern",
        "33:92: trigger_points[1].sources: found 'other2000', allowed a list, such as [other2000]",
    ),
    (
        "  above: middle 10 up",
        "  above: middle 10 upp",
        "14:20: points.above: found 'upp', allowed a direction: up, down, in, out, forward, back, nearest up",
    ),
    (
        "  above: middle 10 up",
        "  above: middle 10 up\n  spare: c7 9 up",
        "15:3: points.spare: found a named point that nothing uses, allowed names that the file uses",
    ),
    (
        "  above: middle 10 up",
        "  above: muddle 10 up",
        "14:10: points.above: found the unknown landmark 'muddle', allowed the id of a landmark",
    ),
    (
        "  middle: c7 - mastoid",
        "  mastoid: c7 - acromion",
        None,
    ),
    (
        "  arm:\n",
        "  leg: []\n  arm:\n",
        "16:3: patterns.leg: found a pattern that no trigger point has, allowed patterns that the file uses",
    ),
    (
        "point: middle 3 in, pattern: arm",
        "point: middle 3 in, pattern: amr",
        "32:88: trigger_points[0].pattern: found the unknown pattern 'amr', allowed a name under patterns:, nearest arm",
    ),
    (
        "point: middle 3 in, pattern: arm",
        "point: middle 3 in, pattern: arm, zones: []",
        "32:100: trigger_points[0].zones: found a pattern and zones, allowed one of the two",
    ),
    (
        "around: essential, 17 wider",
        "around: esential, 17 wider",
        "30:11: patterns.arm[1].shapes[1]: found the zone 'esential', allowed another zone of the same point, nearest essential",
    ),
    (
        "around: essential, 17 wider",
        "around: essential 17",
        "30:11: patterns.arm[1].shapes[1]: found 'essential 17', allowed another zone of the point and "
        "less than 100 millimetres: around: essential, 17 wider",
    ),
    (
        "around: essential, 17 wider",
        "around: spillover, 17 wider",
        "30:11: patterns.arm[1].shapes[1]: found the zone 'spillover', allowed another zone of the same point",
    ),
    (
        "sites: [temple]",
        "sites: [tempel]",
        "18:15: patterns.arm[0].sites[0]: found the unknown site 'tempel', allowed the id of a site, nearest temple",
    ),
    (
        "spot: middle radius 20",
        "spot: middle radius 20000",
        "20:31: patterns.arm[0].shapes[0].spot: found '20000', allowed millimetres after radius, more than 0 "
        "and at most 400, such as: radius 30",
    ),
    (
        "sources: [book1999]\nanatomy",
        "anatomy",
        None,
    ),
    (
        "  - dizziness: It turns.",
        "  - It turns.",
        "35:5: symptoms[0]: found 'It turns.', allowed the symptom and a sentence: dizziness: \"It turns. [simons1999]\"",
    ),
    (
        "  - dizziness: It turns.",
        "  - {symptom: dizziness, text: It turns., sources: [book1999]}",
        "35:5: symptoms[0]: found a mapping with the keys symptom, text, sources, allowed the symptom and a "
        'sentence: dizziness: "It turns. [simons1999]"',
    ),
    (
        "  - Rest.",
        "  - {text: Rest., sources: [book1999]}",
        "40:5: self_care[0]: found a mapping with the keys text, sources, allowed a sentence in quotes, its "
        'sources at its end: "Climbing stairs. [simons1999]", or one labelled not printed:',
    ),
    (
        "  - Rest.",
        "  - Rest. [book1999",
        "40:5: self_care[0]: found [ in the sentence, allowed straight quotes around it, [sources] at its very end",
    ),
    (
        "  - Rest.",
        "  - Rest [book1999].",
        "40:5: self_care[0]: found ] in the sentence, allowed straight quotes around it, [sources] at its very end",
    ),
    (
        "  - Rest.",
        "  - “Rest.”",
        "40:5: self_care[0]: found “ in the sentence, allowed straight quotes around it, [sources] at its very end",
    ),
    (
        "pattern, textbook: As",
        "pattern: As",
        "45:5: evidence[0]: found 'pattern', allowed claim, kind and a sentence: pattern, textbook: \"As drawn"
        ' there. [simons1999]"',
    ),
    (
        "pattern, textbook: As",
        "pattern, hearsay: As",
        "45:5: evidence[0].kind: found 'hearsay', allowed textbook, experiment, clinical_series, review, "
        "consensus, trial, case_report",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), FILE_FAULTS)
def test_a_fault_of_the_short_form_is_one_clear_problem(tmp_path: Path, old: str, new: str, problem: str | None) -> None:
    sources = "sources:\n" + "".join(
        f"  {id}: {{kind: textbook, authors: [A B], title: A Book, year: 1999, checked: recalled}}\n"
        for id in ("book1999", "other2000")
    )
    tree, problems = read(tmp_path, sample=damaged(SHORT, old, new), sources=sources)
    told = said(tmp_path, (*problems, *check_tree(tree)))
    if problem is not None:
        assert told == [f"muscles/sample.yaml:{problem}"]
    elif new == "anatomy":
        assert len(told) == 8  # the anatomy, a trigger point and six sentences have no sources of their own
        assert all("found no sources, allowed a [source] at the end" in one for one in told)
    else:
        assert any(
            "points.mastoid: found a named point that has the name of the landmark 'mastoid', allowed another name" in one
            for one in told
        )


def test_the_zones_of_a_pattern_are_those_of_the_sample_in_full(tmp_path: Path) -> None:
    """A pattern and a point's own zones are two ways to write one thing."""
    start = MUSCLE.index("    zones:\n") + len("    zones:\n")
    end = MUSCLE.index("symptoms:")
    zones = "\n".join(line[2:] for line in MUSCLE[start:end].split("\n"))
    shared = MUSCLE[: start - len("    zones:\n")] + "    pattern: shared\n" + MUSCLE[end:] + "patterns:\n  shared:\n" + zones
    plain, _ = read(tmp_path / "plain")
    tree, problems = read(tmp_path / "shared", sample=shared)
    assert problems == ()
    assert tree.muscles["sample"] == plain.muscles["sample"]
    assert isinstance(tree.muscles["sample"].trigger_points[0].zones[0], Zone)


def test_the_words_of_the_notation_stand_in_the_page_on_placing() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs/placing.md").read_text("utf-8")
    for word, direction in DIRECTIONS.items():
        assert f"`{word}`" in page
        assert direction in page


def test_any_value_anywhere_in_a_file_is_told_and_never_a_crash() -> None:
    whole = load(SHORT.encode()).value
    odd = [None, 3, 1e308, "", [], {}, ["a"], {"id": ["x"]}, {"a": {"b": 1}}, "x" * 2000, "[a]", "a [b", {"around": [1]}, [[[]]]]
    for path in list(places(whole))[1:]:
        for value in odd:
            raw = copy.deepcopy(whole)
            inner = raw
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = value
            document = load(json.dumps(raw).encode())
            form = ShortForm(document)
            with suppress(ValidationError):
                Muscle.model_validate(form.value, context={"points": form.points})
            assert all(problem.found for problem in form.problems)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value."""
    yield path
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, step))
