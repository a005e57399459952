"""The picture of an answer: the pain asked about, the cautions, and the patterns of the best candidates."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree

import numpy as np
import pytest
from picture_lint import lint
from picture_samples import (
    assert_golden,
    assert_same_in_any_process,
    blend,
    captions,
    contrast,
    diagram,
    known,
    muscle,
    places,
    views,
)
from test_picture import without_base

from triggerpoints import Catalogue
from triggerpoints.arguments import FIGURES
from triggerpoints.body.measure import skin_samples
from triggerpoints.body.patches import Patch
from triggerpoints.body.surface import load_surface
from triggerpoints.errors import UnknownNameError, UsageError
from triggerpoints.limits import LIMITS
from triggerpoints.picture import PALETTES, AskedPlace, Diagram, DiagramRequest, Subject, asked_site, short_citation
from triggerpoints.picture.camera_view import CameraView
from triggerpoints.picture.skin import skin_map

SVG = "{http://www.w3.org/2000/svg}"
Side = Literal["left", "right", "both"]


def spot(place: str, radius: float) -> tuple[Patch, ...]:
    """A round patch, written for the left half."""
    return (Patch(places().place(place).anchor, np.array([radius]), closed=False),)


def sample(*muscles: tuple[str, Side], **options: Any) -> Diagram:
    """An answer about sample muscles."""
    subjects = tuple(Subject(*muscle(id), side) for id, side in muscles)
    return Diagram(
        DiagramRequest(subjects, views(), {"somewhere": "Somewhere"}, {"book1999": "Author 1999"}, texts=captions(), **options)
    )


def drawn_by_hand() -> AskedPlace:
    """The skin within 30 mm of the middle of the right palm."""
    every = skin_samples()
    at = places().place("palm").anchor.positions(load_surface()) * [-1, 1, 1]
    return AskedPlace("drawn area", samples=np.flatnonzero(((every.positions - at) ** 2).sum(1) < 30**2))


def temple(**options: Any) -> Diagram:
    asked = (AskedPlace("temple (left)", left=spot("temple", 30)),)
    return sample(("swan", "left"), ("crane", "left"), asked=asked, cautions=("Giant cell arteritis", "Stroke"), **options)


def back(**options: Any) -> Diagram:
    asked = (AskedPlace("middle of the back", left=spot("blade_tip", 90), right=spot("blade_tip", 90)),)
    return sample(("crane", "right"), ("heron", "left"), asked=asked, cautions=("Fracture",), palette="mono", **options)


def palm(**options: Any) -> Diagram:
    return sample(("wren", "right"), asked=(drawn_by_hand(),), palette="safe", figure="female", **options)


def knees(**options: Any) -> Diagram:
    both = spot("patella_top", 55)
    asked = (AskedPlace("knee (both sides)", both, both), AskedPlace("heel (right)", right=spot("heel", 30)))
    return sample(asked=asked, unexplained=("heel (right)", "knee (both sides)"), **options)


CASES = {"temple": temple, "back": back, "palm": palm, "knees": knees}


def test_answers_are_sound_and_as_accepted() -> None:
    for name, case in CASES.items():
        svg = case().svg()
        assert lint(svg, known()) == [], name
        assert_golden(f"answer_{name}", without_base(svg))


def test_same_bytes_in_any_process_and_order() -> None:
    assert_same_in_any_process(CASES, "from test_picture_answers import CASES", "CASES[name]().svg()")


def words(svg: str) -> list[tuple[str, str]]:
    """Class and text of every line of text, in order."""
    return [(element.get("class", ""), element.text or "") for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_what_is_written_and_in_which_order() -> None:
    picture = temple()
    lines = words(picture.svg())
    assert lines[0] == ("tp-caution", "First rule out: Giant cell arteritis; Stroke.")
    text = " ".join(line for _, line in lines)
    heading = "Muscles whose reported pattern includes: temple (left)"
    for wanted in (
        heading,
        "Pain asked about: temple (left)",
        "pain asked about",
        "Swan TrP1",
        "Crane TrP1",
        LIMITS,
        "Author 1999",
    ):
        assert wanted in text
    title, description = ((child.text or "") for child in list(ElementTree.fromstring(picture.svg()))[:2])
    assert title == heading
    assert description.startswith("First rule out: Giant cell arteritis; Stroke. Body chart. Pain asked about: temple (left).")
    assert description.index("First rule out") < description.index("temple (left)") < description.index("Swan")
    assert description.endswith(LIMITS)
    assert picture.alt_text in description


def test_a_single_candidate_is_named_beside_its_points() -> None:
    svg = sample(("swan", "left"), asked=(AskedPlace("temple (left)", left=spot("temple", 30)),)).svg()
    assert "Swan TrP1" in " ".join(line for _, line in words(svg))


def test_what_no_pattern_reaches_is_said() -> None:
    picture = knees()
    said = "No reported pattern in this catalogue includes: heel (right), knee (both sides)."
    assert said in " ".join(line for _, line in words(picture.svg()))
    assert said in picture.alt_text
    assert "Sources" not in picture.svg()


def test_the_parts_of_the_pain_have_ids() -> None:
    ids = re.findall(r'<g class="tp-asked" id="([^"]*)"', knees(prefix="fig-3").svg())
    assert {re.match(r"fig-3-asked-\d", id)[0] for id in ids} == {"fig-3-asked-1", "fig-3-asked-2"}  # type: ignore[index]
    assert len(set(ids)) == len(ids)


def test_muscles_of_different_sides_stand_in_one_picture() -> None:
    picture = back()
    sides = {mark.muscle: mark.side for mark in picture._depicted.marks}
    assert sides == {"crane": "right", "heron": "left"}
    assert "Crane \u2013 right side; Heron (lower part) \u2013 left side" in picture.alt_text


def test_views_show_the_pain_asked_about() -> None:
    for name in CASES:
        picture = CASES[name]()
        shown = np.max([np.where(view.shows > 0, view.art.visible, 0.0) for view in picture._views], axis=0)
        for area in picture._depicted.asked:
            assert (area.areas * shown).sum() > 0.85 * area.areas.sum()
        first = [sum(float((area.areas * view.shows).sum()) for area in picture._depicted.asked) for view in picture._views]
        assert first[0] >= 0.7 * max(first)


def test_a_palm_among_far_patterns_gets_a_close_up(cat: Catalogue) -> None:
    """Front and back would show all of it, but a hand on a whole body is small."""
    candidates: list[tuple[str, Side, Sequence[str] | None]] = [
        ("pectoralis_major", "left", ("trp2", "trp3")),
        ("opponens_pollicis", "left", None),
    ]
    assert answer(cat, [("palm", "left")], candidates).views[0] == "hand_palm-left"
    assert "hand_palm-left" not in answer(cat, [("sternum", None)], candidates).views


def test_left_and_right_are_mirror_images() -> None:
    left = sample(("swan", "left"), asked=(AskedPlace("temple", left=spot("temple", 30)),))
    right = sample(("swan", "right"), asked=(AskedPlace("temple", right=spot("temple", 30)),))
    other = {"left": "right", "right": "left"}
    assert tuple(re.sub("left|right", lambda side: other[side[0]], name) for name in left.views) == right.views
    half = len(load_surface().quads) // 2
    mirrored = right._depicted.asked[0].areas
    assert np.allclose(left._depicted.asked[0].areas, np.concatenate([mirrored[half:], mirrored[:half]]))


def window(view: str, side: Literal["left", "right"] | None = None) -> Any:
    view = CameraView(views()[view], side, "neutral")
    return skin_map(view, view.art.bounds, 2.0)


def test_both_halves_make_one_area() -> None:
    """No line runs down the middle of a site of the midline."""
    patches = spot("nape", 60)
    whole = AskedPlace("nape", patches, patches).shape(window("back"))
    alone = [AskedPlace("nape", patches).shape(window("back")), AskedPlace("nape", right=patches).shape(window("back"))]
    assert whole is not None
    for one in alone:
        assert one is not None
        assert (whole.inside >= one.inside).all()
        assert whole.inside.sum() > 1.2 * one.inside.sum()
    assert len(whole.rings) == 1


def test_samples_of_an_area_draw_the_area() -> None:
    for place, radius, view in (("thigh_front", 60, "front"), ("blade_tip", 55, "back"), ("temple", 30, "head_side")):
        patches = spot(place, radius)
        inside = skin_samples().inside(patches)
        sampled, drawn = AskedPlace("drawn", samples=np.flatnonzero(inside)), AskedPlace("patch", patches)
        skin = window(view, "left" if views()[view].paired else None)
        one, other = sampled.shape(skin), drawn.shape(skin)
        assert one is not None
        assert other is not None
        both, any_ = (one.inside & other.inside).sum(), (one.inside | other.inside).sum()
        assert both > 0.88 * any_
        assert sampled.areas.sum() == pytest.approx(drawn.areas.sum(), rel=0.1)


def test_where_a_site_lies(cat: Catalogue) -> None:
    document = cat._document
    for id in ("temple", "heel", "groin", "precordium", "lower_back"):
        asked = asked_site(id, "left", document["sites"], document["areas"])
        assert asked.areas.sum() == pytest.approx(document["sites_mm2"][id], rel=0.12), id
        assert asked.sides == ("left",)
    assert asked_site("abdomen_right_lower", "left", document["sites"], document["areas"]).sides == ("right",)
    assert asked_site("sternum", None, document["sites"], document["areas"]).sides == ("right", "left")
    half = asked_site("sternum", "left", document["sites"], document["areas"])
    assert half.sides == ("left",)
    assert half.areas.sum() == pytest.approx(document["sites_mm2"]["sternum"] / 2, rel=0.2)
    whole = asked_site("abdomen", None, document["sites"], document["areas"])
    assert whole.areas.sum() == pytest.approx(document["sites_mm2"]["abdomen"], rel=0.12)


def test_a_place_without_a_side_lies_on_the_side_that_the_question_names(cat: Catalogue) -> None:
    for text in (
        "left front of the knee, slight pain in the outer thigh",
        "slight pain in the outer thigh, left front of the knee",
    ):
        found = cat.explain(text)
        assert {site.side for site in found.sites} == {"left", None}
        asked = cat.answer_diagram(found)._request.asked
        assert [area.sides for area in asked] == [("left",)] * len(found.sites)
        assert all(area.label.endswith("(left)") for area in asked)
    whole = cat.answer_diagram(cat.explain("left front of the knee", ("sternum", "slight")))._request.asked
    assert [area.sides for area in whole] == [("left",), ("right", "left")]


def test_what_a_site_is_called(cat: Catalogue) -> None:
    def label(id: str, side: Side | None) -> str:
        return asked_site(id, side, cat._document["sites"], cat._document["areas"], captions()).label

    assert label("temple", "left") == "temple (left)"
    assert label("knee", "both") == "knee (both sides)"
    assert label("temple", None) == "temple (side not given: drawn on the right)"
    assert label("sternum", None) == "sternum"
    assert label("sternum", "left") == "sternum (left)"
    assert label("lower_back", "right").endswith("(lumbar region), right")


def test_bad_requests(cat: Catalogue) -> None:
    with pytest.raises(UsageError, match="at least one muscle"):
        DiagramRequest((), views())
    with pytest.raises(UsageError, match="belong to the pain asked about"):
        sample(("swan", "left"), cautions=("Stroke",))
    with pytest.raises(UsageError, match="no place on the skin"):
        AskedPlace("nowhere")
    with pytest.raises(UsageError, match="no place on the skin"):
        AskedPlace("nowhere", samples=np.zeros(0, dtype=np.int64))
    raw = cat._document["sites"], cat._document["areas"]
    with pytest.raises(UnknownNameError, match="did you mean 'temple'"):
        asked_site("tempel", "left", *raw)


HOSTILE = [
    "<script>alert(1)</script>",
    "a ]]> & \"b\" 'c'",
    "م" * 40,
    "漢字" * 400,
    "W" * 9_000,
    "word " * 900,
    "bad\x00\x1b\ud800 x",
]


def test_hostile_words_stay_text() -> None:
    for text in HOSTILE:
        asked = (AskedPlace(text, left=spot("temple", 30)),)
        svg = sample(("swan", "left"), asked=asked, cautions=(text, text), unexplained=(text,)).svg()
        assert lint(svg, known()) == []
        assert "<script" not in svg
        svg.encode("utf-8")


def test_named_views_and_what_they_do_not_show() -> None:
    asked = (AskedPlace("temple (left)", left=spot("temple", 30)),)
    picture = sample(("swan", "right"), asked=asked, chosen=("head_side",))
    assert picture.views == ("head_side-right", "head_side-left")
    assert "Not seen in this view: the pain asked about, temple (left)" in sample(asked=asked, chosen=("foot_sole",)).alt_text


def test_the_label_points_into_the_pain() -> None:
    """Its dot lies on hatched skin."""
    svg = temple().svg()
    root = ElementTree.fromstring(svg)
    for view in (element for element in root.iter(f"{SVG}g") if element.get("class") == "tp-view"):
        dots = [label.find(f"{SVG}circle") for label in view.iter(f"{SVG}g") if label.get("class") == "tp-asked-label"]
        paths = [
            path.get("d", "")
            for area in view.iter(f"{SVG}g")
            if area.get("class") == "tp-asked"
            for path in area.iter(f"{SVG}path")
        ]
        for dot in dots:
            assert dot is not None
            assert any(holds(d, float(dot.get("cx", "0")), float(dot.get("cy", "0"))) for d in paths)
    assert "tp-asked-label" in svg


def holds(d: str, x: float, y: float) -> bool:
    """Whether a point lies in a path (even-odd, its curves taken as straight)."""
    from picture_lint import path_points

    inside = False
    for sub in re.findall(r"M[^M]*", d):
        points = [(px, py) for px, py, _ in path_points(sub)]
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


def test_no_leader_of_the_temple_runs_over_another_mark(cat: Catalogue) -> None:
    """The three points of temporalis lie in a row."""
    svg = answer(cat, [("temple", "left")], [("temporalis", "left", ("trp1", "trp2", "trp3"))]).svg()
    root = ElementTree.fromstring(svg)
    number = re.compile(r"M([-\d.]+) ([-\d.]+)l([-\d.]+) ([-\d.]+)$")
    leaders = []
    for group in (element for element in root.iter(f"{SVG}g") if element.get("class") == "tp-leader"):
        found = number.match(group.findall(f"{SVG}path")[0].get("d", ""))
        assert found
        x, y, dx, dy = map(float, found.groups())
        leaders.append(((x, y), (x + dx, y + dy)))
    crosses = [
        re.match(r"M([-\d.]+) ([-\d.]+)", path.get("d", "")) for path in root.iter(f"{SVG}path") if path.get("class") == "tp-x"
    ]
    marks = [(float(cross[1]) + 5, float(cross[2]) + 5) for cross in crosses if cross]
    assert len(leaders) == len(marks) == 3
    for row, (start, end) in enumerate(leaders):
        for other in (mark for number_, mark in enumerate(marks) if number_ != row):
            share = np.linspace(0, 1, 200)[:, None]
            line = np.array(start) * (1 - share) + np.array(end) * share
            assert np.hypot(*(line - np.array(other)).T).min() > 5


def test_the_pain_asked_about_stands_out() -> None:
    """Its edge against skin, shaded skin and paper; its light line against the essential zones; never like their edges."""
    for name in PALETTES:
        colours: Any = PALETTES[name]  # type: ignore[index]
        shaded = colours.skin
        for opacity in (0.055, 0.065, 0.075, 0.085, 0.1):
            shaded = blend(colours.shade, opacity, shaded)
        for ground in (colours.skin, shaded, colours.panel, colours.paper):
            assert contrast(colours.asked, ground) >= 3
        for ground in (colours.paper, colours.panel):
            assert contrast(colours.asked, ground) >= 4.5  # it is the colour of a label, too
        assert contrast(colours.halo, blend(colours.essential, colours.essential_opacity, colours.skin)) >= 3
        svg = temple(palette=name).svg()
        assert f'stroke="{colours.asked}" stroke-dasharray="9 4.5"' in svg
        assert 'stroke-dasharray="4.2 2.8"' in svg


def test_plates_know_nothing_of_it() -> None:
    svg = diagram("swan").svg()
    assert "asked" not in svg
    assert "hatch" not in svg
    assert "caution" not in svg


LINTED = [
    ('id="asked-1"', 'id="swan-trp1-x"', "names no pain asked about"),
    (">pain asked about<", ">pain<", "not in the legend"),
    ('class="tp-asked" id', 'class="tp-zone" id', "trigger point of the catalogue"),
    (">First rule out: ", ">Perhaps: ", "does not begin with the cautions"),
    ('class="tp-zone tp-spillover"', 'class="tp-asked"', "covers the pain asked about"),
]


def test_the_lint_finds() -> None:
    svg = temple().svg()
    for found, made, says in LINTED:
        assert found in svg
        problems = lint(svg.replace(found, made, 1), known())
        assert any(says in problem for problem in problems), (says, problems)


def test_the_lint_finds_cautions_that_come_late_and_pain_off_the_body() -> None:
    svg = temple().svg()
    late = re.sub(r'class="tp-legend"', 'class="tp-caution"', svg, count=1)
    assert any("before all other words" in problem for problem in lint(late, known()))
    off = re.sub(r'(class="tp-asked"[^>]*><title>[^<]*</title><path [^>]*?d="M)\d+', r"\g<1>9000", svg)
    assert off != svg
    assert any("out of the body" in problem for problem in lint(off, known()))


REGIONS: dict[str, tuple[list[tuple[str, Side | None]], list[tuple[str, Side, Sequence[str] | None]]]] = {
    "temple, left": ([("temple", "left")], [("temporalis", "left", None), ("upper_trapezius", "left", ("trp1",))]),
    "lower back": ([("lower_back", "both")], [("quadratus_lumborum", "left", None), ("psoas_major", "right", ("trp1",))]),
    "sternum": ([("sternum", None)], [("pectoralis_major", "left", ("trp4",)), ("sternocleidomastoid", "right", ("trp1",))]),
    "heel, right": ([("heel", "right")], [("soleus", "right", None), ("abductor_hallucis", "right", None)]),
    "chest": ([("chest", None)], [("pectoralis_major", "right", None), ("scalenus_posterior", "left", None)]),
    "knees": ([("knee", "both")], [("vastus_medialis", "both", None), ("rectus_femoris", "left", None)]),
    "groin": ([("groin", "right")], [("psoas_major", "right", None)]),
    "perineum": ([("perineum", None)], [("levator_ani", "right", None)]),
    "tongue alone": ([("tongue", None)], []),
    "many": ([("temple", "left"), ("upper_back", "right"), ("palm", "left"), ("heel", None)], [("soleus", "right", None)]),
}


def answer(
    cat: Catalogue,
    sites: Sequence[tuple[str, Side | None]],
    candidates: Sequence[tuple[str, Side, Sequence[str] | None]],
    cautions: Sequence[str] = (),
    **options: Any,
) -> Diagram:
    """How a picture of an answer is asked for: sites with the patient's side; muscles with their side and the points to draw."""
    document = cat._document
    asked = tuple(asked_site(id, side, document["sites"], document["areas"], captions()) for id, side in sites)
    subjects = tuple(
        Subject(cat[id], cat.drawn(id), side, tuple(points) if points is not None else None) for id, side, points in candidates
    )
    points = [point for subject in subjects for point in subject.chosen]
    named = {id: document["sites"][id] for point in points for zone in point.zones for id in zone.sites}
    request = DiagramRequest(
        subjects=subjects,
        views=cat.views,
        site_names={id: raw["name"] for id, raw in named.items()},
        unpaired=frozenset(id for id, raw in named.items() if raw["laterality"] != "paired"),
        citations={id: short_citation(document["sources"][id]) for point in points for id in point.sources},
        asked=asked,
        cautions=tuple(cautions),
        texts=captions(),
        **options,
    )
    return Diagram(request)


def test_answers_about_the_shipped_muscles(cat: Catalogue) -> None:
    for row, region in enumerate(REGIONS):
        sites, candidates = REGIONS[region]
        figure, palette = FIGURES[row % 3], list(PALETTES)[row // 3 % 3]
        cautions = ("Heart attack or angina", "A sign of infection: fever, a hot and swollen joint")
        picture = answer(cat, sites, candidates, cautions, palette=palette, figure=figure)
        svg = picture.svg()
        assert lint(svg, {id: [point.id for point in cat[id].trigger_points] for id, *_ in candidates}) == []
        assert 1 <= len(picture.views) <= 4
        assert not {name for name in picture.views if cat.views[name.partition("-")[0]].sensitive}
        drawn = set(re.findall(r'<g class="tp-asked" id="asked-(\d+)', svg))
        assert drawn == {str(number) for number in range(1, len(sites) + 1)}
        text = " ".join(line for _, line in words(svg))
        for area in picture._depicted.asked:
            assert area.label in text
        for id, *_ in candidates:
            assert cat[id].names.english.split(",")[0] in text


def test_the_modules_that_cost_most_are_not_loaded() -> None:
    code = (
        "import sys; from test_picture_answers import temple\n"
        "before = set(sys.modules); temple().svg()\n"
        "print(*{'numpy.ma', 'scipy', 'matplotlib'} & (set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
