"""The pictures of the shipped muscles, and of muscles with unusual points."""

from __future__ import annotations

import io
import os
import re
from itertools import product
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from picture_lint import lint
from picture_samples import captions, muscle, places, point, raw_muscle, views
from PIL import Image

from triggerpoints import Catalogue
from triggerpoints.arguments import FIGURES
from triggerpoints.body.drawn import draw_muscle
from triggerpoints.errors import UsageError
from triggerpoints.model import Muscle
from triggerpoints.picture import Diagram, DiagramRequest, Subject

SEEN = 0.89  # share of a zone that the views of its muscle show, at whatever angle
SIDES = ("right", "left", "both")
NECK = [{"band": ["nape", "mastoid"], "width": 26}]
HEEL = [{"spot": "heel radius 20"}]


def test_every_muscle_makes_a_sound_picture(cat: Catalogue) -> None:
    """The lint finds nothing, and every mark is drawn or said to be missing.

    One picture a muscle, of every figure and side in turn; EVERY_PLATE=1: all nine.
    """
    every = bool(os.environ.get("EVERY_PLATE"))
    for row, id in enumerate(cat):
        turns: list[tuple[Any, Any]] = list(product(FIGURES, SIDES))
        for figure, side in turns if every else [turns[row % 9]]:
            picture = cat.diagram(id, figure=figure, side=side)
            svg = picture.svg()
            assert lint(svg, {id: [p.id for p in cat[id].trigger_points]}) == [], id
            assert 1 <= len(picture.views) <= 4
            drawn = marks(svg)
            for mark in picture._depicted.marks:
                assert mark.id in drawn or re.search(rf"Not seen in th[^.]*\b{mark.label}\b", picture.alt_text), mark.id


def marks(svg: str) -> set[str]:
    """The ids of the marks in a picture, without the name of the view."""
    found = re.findall(r'<g [^>]*class="tp-mark[^>]*>', svg)
    ids = (re.search(r' id="([^"]*)"', tag) for tag in found)
    names = "|".join(views())
    return {re.sub(rf"-(?:{names})(?:-left|-right)?$", "", id[1]) for id in ids if id}


def test_views_show_the_zones_and_are_those_of_the_reference_figure(cat: Catalogue) -> None:
    for id in cat:
        picture = cat.diagram(id)
        shown = np.max([np.where(view.shows > 0, view.art.visible, 0.0) for view in picture._views], axis=0)
        for zone in picture._depicted.zones:
            # The pelvic floor is seen whole only in the view that is drawn on request.
            if not zone.rare and id != "levator_ani":
                assert (zone.areas * shown).sum() >= (SEEN) * zone.areas.sum(), zone.id
        for figure in ("female", "male"):
            assert cat.diagram(id, figure=figure).views == picture.views, id
        mirrored = [view.replace("right", "left") for view in picture.views]
        assert list(cat.diagram(id, side="left").views) == mirrored


def built(points: list[dict[str, Any]], **more: Any) -> Muscle:
    raw = raw_muscle("swan", points, [{"from": ["nape", "slope"], "to": ["acromion"], "lines": 5}])
    return Muscle.model_validate({**raw, **more})


def picture_of(found: Muscle, side: str = "right", **options: Any) -> Diagram:
    subject = Subject(found, draw_muscle(places(), found), side, options.pop("points", None))  # type: ignore[arg-type]
    return Diagram(DiagramRequest((subject,), views(), {"somewhere": "Somewhere"}, texts=captions(), **options))


KNOWN = {"swan": ["trp1", "trp2"]}


def test_the_views_that_a_file_lists() -> None:
    """They are taken as they stand for the whole muscle alone, and the side is that of the picture."""
    points = [point("trp1", "slope", [("essential", "same", NECK)]), point("trp2", "nape", [("essential", "same", NECK)])]
    found = built(points, views=["head_side", "front"])
    assert picture_of(found, "left").views == ("head_side-left", "front")
    assert picture_of(found, "left", chosen=("back",)).views == ("back",)
    assert picture_of(found, "left", points=("trp1",)).views == picture_of(built(points), "left", points=("trp1",)).views


def test_a_point_of_one_side() -> None:
    one_sided = {**point("trp2", "nape", [("essential", "same", NECK)]), "side": "right"}
    found = built([point("trp1", "slope", [("essential", "same", NECK)]), one_sided])
    right, left, both = (picture_of(found, side) for side in ("right", "left", "both"))
    for picture in (right, left, both):
        assert lint(picture.svg(), KNOWN) == []
    assert marks(right.svg()) == {"swan-trp1", "swan-trp2"}
    assert marks(left.svg()) == {"swan-trp1"}
    assert marks(both.svg()) == {"swan-trp1-left", "swan-trp1-right", "swan-trp2-right"}
    assert not any("-trp2-" in zone.id and zone.side == "left" for zone in both._depicted.zones)
    assert "right side only" in right.alt_text
    assert "TrP2 is described on the right side only and not drawn." in left.alt_text
    assert "TrP2 (superficial" not in left.alt_text
    assert "TrP2 is described on the right side" in "".join(ElementTree.fromstring(left.svg()).itertext())
    with pytest.raises(UsageError, match="on the other side of the body only"):
        picture_of(found, "left", points=("trp2",))


def test_a_point_without_zones() -> None:
    alone = {**point("trp1", "slope", []), "no_referred_pain": "It sends none."}
    for side in SIDES:
        picture = picture_of(built([alone]), side)
        svg = picture.svg()
        assert lint(svg, KNOWN) == []
        assert len(marks(svg)) == (2 if side == "both" else 1)
        assert "tp-zone" not in svg
        assert "where pain is reported" not in svg
        assert "no referred pain is described" in picture.alt_text


def test_a_shipped_point_without_zones(cat: Catalogue) -> None:
    picture = cat.diagram("middle_trapezius", trigger_points=["trp7"])
    assert marks(picture.svg()) == {"middle_trapezius-trp7"}
    assert picture.views == ("back",)


def rare(strength: str, shapes: list[dict[str, Any]]) -> dict[str, Any]:
    first = point("trp1", "slope", [("essential", "same", NECK), (strength, "same", shapes)])
    first["zones"][1]["rare"] = "Seen by one author."
    return first


def test_a_rare_zone_does_not_steer_the_picture() -> None:
    plain = picture_of(built([point("trp1", "slope", [("essential", "same", NECK)])]))
    picture = picture_of(built([rare("spillover", HEEL)]))
    assert picture.views == plain.views
    assert [crop.window for crop in picture._captions.coverage.crops] == [crop.window for crop in plain._captions.coverage.crops]
    assert "rarely at somewhere" in picture.alt_text
    assert "TrP1 spillover (rare)" in picture.alt_text
    assert "-rare" not in picture.svg()


def test_a_rare_zone_is_drawn_where_it_is_in_sight() -> None:
    picture = picture_of(built([rare("spillover", [{"spot": "slope radius 30"}])]))
    svg = picture.svg()
    assert lint(svg, KNOWN) == []
    assert 'id="swan-trp1-spillover-rare"' in svg
    assert "Not seen" not in picture.alt_text


def test_both_sides_and_several_muscles(cat: Catalogue) -> None:
    ids = ("levator_scapulae", "upper_trapezius", "gluteus_medius")
    known = {id: [p.id for p in cat[id].trigger_points] for id in ids}
    for side in SIDES:
        picture = cat.diagram(*ids, side=side)
        assert lint(picture.svg(), known) == []
        words = "".join(ElementTree.fromstring(picture.svg()).itertext())
        for id in ids:
            assert cat[id].names.english.split(",")[0] in words
        assert "Not seen" not in picture.alt_text


def test_the_note_on_a_view_on_request(cat: Catalogue) -> None:
    note = "drawn only when asked for by name"
    assert note in cat.diagram("levator_ani").alt_text
    assert note not in cat.diagram("levator_ani", views=["back", "front", "perineum"]).alt_text
    # What an ordinary view would show does not lie out of sight.
    assert note not in cat.diagram("gluteus_minimus", views=["side"]).alt_text
    assert "TrP" in re.findall(r"Not seen in this view: ([^.]*)", cat.diagram("upper_trapezius", views=["foot_sole"]).alt_text)[0]


HOSTILE = ["x" * 10_000, "word " * 2_000, "</text><script>alert(1)</script>", "&amp;&#0;\u202e\u0007\ufffe"]


def test_hostile_words_anywhere() -> None:
    """Longer and stranger than the data may be: the picture is sound all the same. (A label has no more than a few words.)"""
    for name, where in product(HOSTILE, ("english", "latin", "label")):
        sample, drawn = muscle("crane")
        if where == "label":
            name = name[:60]
            points = tuple(item.model_copy(update={"label": name}) for item in sample.trigger_points)
            bad = sample.model_copy(update={"trigger_points": points})
        else:
            bad = sample.model_copy(update={"names": sample.names.model_copy(update={where: name})})
        svg = Diagram(DiagramRequest((Subject(bad, drawn),), views())).svg()
        assert lint(svg, {"crane": ["trp1"]}) == []
        assert "<script" not in svg


def test_the_modules_that_cost_most_are_not_loaded() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from triggerpoints import load_catalogue\n"
        "load_catalogue().diagram('upper_trapezius').svg()\n"
        "print(*{'numpy.ma', 'scipy', 'matplotlib', 'PIL'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""


def test_like_muscles_of_both_sides_get_like_views(cat: Catalogue) -> None:
    for id in ("quadratus_lumborum", "upper_trapezius", "gluteus_minimus"):
        views = cat.diagram(id, side="both").views
        assert {view.replace("-left", "-right") for view in views if "-left" in view} == {
            view for view in views if "-right" in view
        }


def test_a_png_is_opaque_to_its_edges(cat: Catalogue) -> None:
    """A page that ended inside a pixel left a grey hairline."""
    for id in ("dorsal_interossei_hand", "splenius_capitis"):
        with Image.open(io.BytesIO(cat.diagram(id).png())) as picture:
            assert picture.convert("RGBA").getchannel("A").getextrema() == (255, 255)
