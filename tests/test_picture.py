"""The picture from end to end: choice of views, ids, words, files, determinism."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from picture_lint import lint
from picture_samples import MUSCLES, assert_golden, assert_same_in_any_process, captions, diagram, known, muscle, places, views

from triggerpoints.body.drawn import draw_muscle
from triggerpoints.errors import MissingExtraError, OptionError, OutputError, UnknownNameError, UsageError
from triggerpoints.limits import LIMITS
from triggerpoints.model import Muscle
from triggerpoints.picture import Diagram, DiagramRequest, Subject
from triggerpoints.picture.choice import SHARE

CASES: dict[str, dict[str, Any]] = {
    "swan_right": {"ids": ["swan"]},
    "swan_both_safe_female": {"ids": ["swan"], "side": "both", "palette": "safe", "figure": "female"},
    "heron_mono_male": {"ids": ["heron"], "side": "left", "palette": "mono", "figure": "male"},
    "swan_crane": {"ids": ["swan", "crane"], "chosen": ("back",)},
    "wren": {"ids": ["wren"]},
}


def drawn(name: str) -> Diagram:
    case = dict(CASES[name])
    return diagram(*case.pop("ids"), **case)


def without_base(svg: str) -> str:
    """The picture without the base drawing, which has its own tests: one element a line."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        if element.get("class") in ("tp-tone", "tp-line"):
            element[:] = []
        elif element.get("class") == "tp-skin" or element.tag.endswith("clipPath"):
            for path in element.iter():
                path.attrib.pop("d", None)
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    return ElementTree.tostring(root, encoding="unicode").replace("><", ">\n<") + "\n"


def test_pictures_are_sound_and_as_accepted() -> None:
    for name in CASES:
        svg = drawn(name).svg()
        assert lint(svg, known()) == [], name
        assert_golden(name, without_base(svg))


def test_same_bytes_in_any_process_and_order() -> None:
    assert_same_in_any_process(CASES, "from test_picture import drawn", "drawn(name).svg()")


def test_chosen_views_show_every_mark_and_zone() -> None:
    for id, side in product(MUSCLES, ("left", "right", "both")):
        picture = diagram(id, side=side)
        shots, content = picture._views, picture._depicted
        for mark in content.marks:
            assert max(view.shows[mark.quad] for view in shots) > 0.1
        visible = np.max([view.art.visible for view in shots], axis=0)
        for zone in content.zones:
            assert (zone.areas * visible).sum() >= SHARE * zone.areas.sum()


def test_left_and_right_are_mirror_images() -> None:
    left, right = diagram("heron", side="left"), diagram("heron", side="right")
    assert {name.replace("left", "right") for name in left.views} == set(right.views)


def test_zone_ids_are_meaningful() -> None:
    ids = set(re.findall(r' id="([^"]*)"', diagram("swan", points=("trp1",)).svg()))
    assert {"swan-trp1", "swan-trp1-essential", "swan-trp1-spillover"} <= ids
    both = set(re.findall(r' id="([^"]*)"', diagram("swan", side="both", points=("trp1",)).svg()))
    assert {"swan-trp1-essential-left", "swan-trp1-essential-right"} <= both


def test_two_pictures_on_a_page_share_no_clip() -> None:
    def defined(svg: str) -> dict[str, str]:
        return dict(re.findall(r'<clipPath id="([^"]*)">(.*?)</clipPath>', svg))

    one, other = defined(diagram("swan").svg()), defined(diagram("swan", side="left").svg())
    assert all(one[id] == other[id] for id in one.keys() & other.keys())
    prefixed = re.findall(r' id="([^"]*)"', diagram("swan", prefix="fig-2").svg())
    assert prefixed
    assert all(id.startswith("fig-2-") for id in prefixed)


def test_a_zone_of_the_other_side_is_drawn_there() -> None:
    picture = diagram("heron", points=("trp2",))
    (zone,) = picture._depicted.zones
    assert zone.side == "left"
    assert picture._depicted.marks[0].side == "right"


def test_words() -> None:
    picture = diagram("heron", side="left")
    root = ElementTree.fromstring(picture.svg())
    title, description = ((child.text or "") for child in list(root)[:2])
    assert title == "Heron, lower part – left side"
    assert LIMITS in description
    assert picture.alt_text in description
    assert "somewhere of the opposite side" in picture.alt_text
    words = " ".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))
    for wanted in (
        "TrP1",
        "TrP2",
        "Heron, lower part – left side",
        "Author 1999",
        "the patient’s right is on your",
        "not a diagnosis",
    ):
        assert wanted in words


def test_several_muscles_are_told_apart_by_label() -> None:
    svg = diagram("swan", "crane", chosen=("back",)).svg()
    assert "Swan TrP1" in svg
    assert "Crane TrP1" in svg


def test_named_views() -> None:
    assert diagram("swan", chosen=("back", "head_side")).views == ("back", "head_side-right")
    assert diagram("swan", side="both", chosen=("head_side",)).views == ("head_side-right", "head_side-left")
    assert diagram("swan", chosen=("head_side-left", "back", "back")).views == ("head_side-left", "back")
    assert "Not seen in this view: TrP1" in diagram("swan", points=("trp1",), chosen=("foot_sole",)).alt_text


def test_sensitive_views_are_drawn_only_by_name() -> None:
    sensitive = {id for id, view in views().items() if view.sensitive}
    assert sensitive
    for id in MUSCLES:
        assert not sensitive & set(diagram(id).views)
    assert diagram("heron", chosen=tuple(sensitive)).views == tuple(sensitive)


def test_a_view_without_a_base_drawing() -> None:
    """A view of one's own: left alone when views choose themselves, refused when named."""
    own = {**views(), "from_above": views()["front"].model_copy(update={"id": "from_above"})}
    subject = Subject(*muscle("crane"))
    assert "from_above" not in Diagram(DiagramRequest((subject,), own)).views
    with pytest.raises(UsageError, match="no base drawing"):
        Diagram(DiagramRequest((subject,), own, chosen=("from_above",)))


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"chosen": ("bak",)}, UnknownNameError, "unknown view 'bak'; did you mean 'back'"),
    ({"chosen": ("back-left",)}, UnknownNameError, "unknown view"),
    ({"chosen": ()}, UsageError, "at least one view"),
    ({"side": "rigth"}, OptionError, "did you mean 'right'"),
    ({"figure": "mal"}, OptionError, "did you mean 'male'"),
    ({"palette": "clasic"}, OptionError, "did you mean 'classic'"),
    ({"points": ("trp9",)}, UnknownNameError, "unknown trigger point 'trp9'"),
    ({"points": ()}, UsageError, "at least one trigger point"),
    ({"prefix": "1 <"}, OptionError, "prefix"),
]


def test_bad_requests() -> None:
    for options, error, says in BAD:
        with pytest.raises(error, match=re.escape(says)):
            diagram("swan", **options)


def test_no_muscle_or_one_twice() -> None:
    with pytest.raises(UsageError, match="at least one muscle"):
        diagram()
    with pytest.raises(UsageError, match="named twice"):
        diagram("swan", "swan")


HOSTILE = ["<script>alert(1)</script>", "a ]]> & \"b\" 'c'", "م" * 40, "漢字" * 30, "W" * 115]


def test_hostile_names_stay_text() -> None:
    for name in HOSTILE:
        raw = {**MUSCLES["crane"], "names": {"english": name, "latin": name, "synonyms": []}}
        built = Muscle.model_validate(raw)
        subject = Subject(built, draw_muscle(places(), built))
        other = Subject(*muscle("swan"))
        for subjects in ((subject,), (subject, other)):
            picture = Diagram(DiagramRequest(subjects, views(), {"somewhere": name}, {"book1999": name}, texts=captions()))
            svg = picture.svg()
            assert lint(svg, known()) == []
            assert "<script" not in svg
            assert name.split()[0][:20] in "".join(ElementTree.fromstring(svg).itertext())


def test_control_characters_do_not_reach_the_file() -> None:
    raw = {**MUSCLES["crane"], "names": {"english": "bad", "synonyms": []}}
    built = Muscle.model_validate(raw)
    bad = built.model_copy(update={"names": built.names.model_copy(update={"english": "bad\x00\x1b\ud800\uffff name"})})
    svg = Diagram(DiagramRequest((Subject(bad, draw_muscle(places(), built)),), views())).svg()
    assert lint(svg, known()) == []
    svg.encode("utf-8")


def test_save(tmp_path: Path) -> None:
    picture = diagram("wren")
    picture.save(tmp_path / "a.svg")
    picture.save(str(tmp_path / "b.PNG"))
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == picture.svg() == picture._repr_svg_()
    assert (tmp_path / "b.PNG").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.svg", "b.PNG"]


def test_what_cannot_be_written(tmp_path: Path) -> None:
    picture = diagram("wren")
    (tmp_path / "folder.svg").mkdir()
    for path in (tmp_path / "no" / "where.svg", tmp_path / "folder.svg", tmp_path / ("x" * 300 + ".svg"), tmp_path / "nul\0.svg"):
        with pytest.raises(OutputError, match="cannot be written"):
            picture.save(path)
    for name in ("a.pdf", "a", ".svg"):
        with pytest.raises(OutputError, match=r"\.svg or \.png"):
            picture.save(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.svg"]


def test_an_old_file_survives_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.svg"
    target.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        diagram("wren").save(target)
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


def test_png_without_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'triggerpoints\[png\]'"):
        diagram("wren").save(tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_a_catalogue_without_words_still_draws() -> None:
    """Names and keys stand for the captions, and the side is told."""
    bare = Diagram(DiagramRequest((Subject(*muscle("heron"), "left"),), views()))
    assert lint(bare.svg(), known()) == []
    assert "Heron, lower part side left" in bare.svg()
    assert "your right on" in bare.svg()


def test_png_has_words_without_fonts_of_the_machine() -> None:
    """Text is drawn with the font of the package: where the title stands there is ink."""
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(diagram("wren").png(1.0))).convert("L")
    assert min(image.crop((20, 20, 200, 50)).tobytes()) < 90


def test_the_right_modules_are_loaded_only_when_drawing() -> None:
    heavy = {"numpy", "svgwrite", "contourpy", "resvg_py"}
    code = f"import sys, triggerpoints, triggerpoints.errors; print(*{heavy} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == ""
