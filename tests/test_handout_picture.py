"""The patient's picture: words from the language alone, large enough to read, sound SVG, the same bytes every time."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from picture_lint import lint
from picture_samples import assert_golden, assert_same_in_any_process, known, muscle, views
from test_picture import without_base

from triggerpoints import Catalogue
from triggerpoints.errors import UnknownNameError, UsageError
from triggerpoints.picture import DiagramRequest, Subject
from triggerpoints.picture.patient import MM_A_UNIT, MM_A_UNIT_LARGE, MOST_VIEWS, patient_picture
from triggerpoints.picture.text_width import balanced, wrapped

WORDS = Path(__file__).resolve().parents[1] / "words"
PLACEHOLDERS = {
    "title": "{muscles} {side}",
    "alt_picture": "{muscles} {side}",
    "alt_view": "{views}",
    "alt_point": "{muscle}",
    "alt_point_deep": "{muscle}",
    "alt_essential": "{sites}",
    "alt_spillover": "{sites}",
    "alt_rare": "{sites}",
    "not_seen": "{sites}",
    "one_side_only": "{side}",
    "site_other_side": "{site}",
    "site_both_sides": "{site}",
}
CASES: dict[str, dict[str, Any]] = {
    "handout_swan": {"ids": ["swan"]},
    "handout_swan_heron": {"ids": ["swan", "heron"], "side": "left", "palette": "mono", "figure": "male"},
}


@lru_cache(maxsize=2)
def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load((WORDS / language / "picture.yaml").read_text(encoding="utf-8"))["texts"]
    return found


def coded() -> dict[str, str]:
    """Texts that say nothing but a number of their own and what is filled in."""
    return {key: f"<q{number} {PLACEHOLDERS.get(key, '')}>".replace(" >", ">") for number, key in enumerate(texts("en"))}


def drawn(*what: Any, **room: Any) -> tuple[str, str]:
    """The picture and what it shows; of the size that it says."""
    picture = patient_picture(*what, **room)
    unit = MM_A_UNIT_LARGE if room.get("large") else MM_A_UNIT
    assert (picture.width_mm, picture.height_mm) == pytest.approx([side * unit for side in sizes(picture.svg)])
    return picture.svg, picture.alt


def sample(
    *ids: str, side: str = "right", said: dict[str, str] | None = None, names: dict[str, str] | None = None,
    room: dict[str, Any] | None = None, **options: Any,
) -> tuple[str, str]:  # fmt: skip
    subjects = tuple(Subject(*muscle(id), side) for id in ids)  # type: ignore[arg-type]
    request = DiagramRequest(subjects, views(), {"somewhere": "Somewhere"}, {"book1999": "Author 1999"}, **options)
    plain = {id: f"[{id}]" for id in ids} if names is None else names
    return drawn(request, coded() if said is None else said, plain, {"somewhere": "[there]"}, **(room or {}))


def real(cat: Catalogue, *ids: str, language: str = "en", side: str = "right", large: bool = False, **options: Any) -> str:
    subjects = tuple(Subject(cat[id], cat.drawn(id), side) for id in ids)  # type: ignore[arg-type]
    request = cat._request(subjects, **{"figure": "neutral", "palette": "classic", **options})
    room = {"large": True, "height_mm": 120.0} if large else {}
    return drawn(request, texts(language), {}, **room)[0]


def sound(cat: Catalogue, svg: str) -> list[str]:
    return lint(svg, {id: [point.id for point in cat[id].trigger_points] for id in cat})


def written(svg: str) -> list[str]:
    """Everything that can be read or heard."""
    root = ElementTree.fromstring(svg)
    return [element.text or "" for element in root.iter() if element.tag.rpartition("}")[2] in ("text", "title", "desc")]


def sizes(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found
    return float(found[1]), float(found[2])


def panels(svg: str) -> list[ElementTree.Element]:
    return [element for element in ElementTree.fromstring(svg).iter() if element.get("class") == "tp-view"]


def case(name: str) -> tuple[str, str]:
    options = dict(CASES[name])
    return sample(*options.pop("ids"), **options)


def test_pictures_are_as_accepted() -> None:
    for name in CASES:
        assert_golden(name, without_base(case(name)[0]))


def test_every_muscle_fits_the_sheet(cat: Catalogue) -> None:
    palettes, figures = ("classic", "safe", "mono"), ("neutral", "female", "male")
    for number, id in enumerate(cat):
        language = ("en", "es")[number % 2]
        svg = real(cat, id, language=language, palette=palettes[number % 3], figure=figures[number // 3 % 3])
        width, height = sizes(svg)
        assert sound(cat, svg) == [], id
        assert (width * MM_A_UNIT, height * MM_A_UNIT) <= (174.25, 92.25), id
        assert height * MM_A_UNIT <= 92.25, id
        assert 1 <= len(panels(svg)) <= MOST_VIEWS, id


MANY: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("infraspinatus", "supraspinatus"), {}),
    (("rectus_femoris", "vastus_medialis", "vastus_lateralis"), {"language": "es", "palette": "mono"}),
    (("upper_trapezius", "levator_scapulae", "scalenus_anterior", "sternocleidomastoid"), {"side": "left", "figure": "female"}),
    (("temporalis", "abductor_hallucis", "opponens_pollicis", "psoas_major"), {"language": "es", "palette": "safe"}),
    (("vastus_lateralis", "soleus"), {"side": "both", "figure": "male"}),
    (("subscapularis",), {"large": True, "language": "es"}),
    (("infraspinatus", "supraspinatus"), {"large": True}),
]


def test_several_muscles_and_large_print_fit_the_sheet(cat: Catalogue) -> None:
    for ids, options in MANY:
        svg = real(cat, *ids, **options)
        unit, high = (MM_A_UNIT_LARGE, 120) if options.get("large") else (MM_A_UNIT, 92)
        width, height = sizes(svg)
        assert sound(cat, svg) == []
        assert width * unit <= 174 + unit
        assert height * unit <= high + unit
        assert len(panels(svg)) <= MOST_VIEWS


def test_letters_are_large_enough() -> None:
    for large in (False, True):
        unit = MM_A_UNIT_LARGE if large else MM_A_UNIT
        svg, _ = sample("swan", "heron", room={"large": large, "height_mm": 120.0})
        points = [float(size) * unit / 25.4 * 72 for size in re.findall(r'font-size="([\d.]+)"', svg)]
        assert min(points) >= (12 if large else 8.5)


def test_every_word_comes_from_the_language() -> None:
    """Nothing is left of what is read but numbers of texts, names that were given, and the numbers of the muscles."""
    for ids in (("swan",), ("swan", "heron")):
        for side in ("left", "both"):
            svg, alt = sample(*ids, side=side)
            for text in [*written(svg), alt]:
                left = text
                for word in (*(f"[{id}]" for id in ids), "[there]"):
                    left = left.replace(word, "")
                assert re.fullmatch(r"(?:<q\d+|[> ;,]|\b\d\b)*", left), text
            assert written(svg)[1] == alt
    assert "TrP" not in svg.replace("trp", "")


def test_a_brace_in_a_name_stays_a_brace_and_markup_stays_text() -> None:
    hostile = "{side} <script>alert(1)</script> & \"'\x00\u202e\ud800"
    svg, alt = sample("swan", names={"swan": hostile})
    assert lint(svg, known()) == []
    assert "<script" not in svg
    svg.encode("utf-8")
    told = written(svg)
    assert "{side} <script>alert(1)</script> & \"'" in told[0]
    assert "\u202e" not in svg + alt
    assert "\x00" not in svg + alt


def test_a_name_that_is_not_given_is_that_of_the_data() -> None:
    assert "Heron, lower part" in sample("heron", names={})[1]


def test_missing_words_and_no_muscle_are_one_clear_error() -> None:
    said = coded()
    del said["legend_mark"]
    with pytest.raises(UnknownNameError, match="legend_mark"):
        sample("swan", said=said)
    with pytest.raises(UsageError, match="at least one muscle"):
        drawn(DiagramRequest((), views(), asked=(object(),)), coded(), {})  # type: ignore[arg-type]


def test_same_bytes_in_any_process_and_order() -> None:
    assert_same_in_any_process(CASES, "from test_handout_picture import case", "repr(case(name))")


def test_ids_have_the_prefix_and_are_not_those_of_another_size() -> None:
    def clips(svg: str) -> set[str]:
        return set(re.findall(r'<clipPath id="([^"]*)"', svg))

    one, other = sample("swan", prefix="a")[0], sample("swan", prefix="a", room={"height_mm": 70.0})[0]
    assert all(id.startswith("a-") for id in re.findall(r' id="([^"]*)"', one))
    assert not clips(one) & clips(other)
    assert not clips(one) & clips(sample("swan", prefix="a", said={**coded(), "caption": "Other."})[0])


def test_a_single_muscle_has_no_label_and_several_have_one_a_panel(cat: Catalogue) -> None:
    def labels(element: ElementTree.Element) -> list[str]:
        return [text.text or "" for text in element.iter() if text.get("class") == "tp-label"]

    assert not any(labels(panel) for panel in panels(real(cat, "upper_trapezius")))
    numbered = 0
    for ids in (("infraspinatus", "supraspinatus"), ("upper_trapezius", "levator_scapulae", "scalenus_anterior")):
        svg = real(cat, *ids)
        for panel in panels(svg):
            marks = {
                id for id in ids for mark in panel.iter() if re.match(rf"{id}-trp\d+", mark.get("id") or "") and _is_mark(mark)
            }
            shown = labels(panel)
            if all(text.isdigit() for text in shown):
                assert sorted(shown) == sorted(str(ids.index(id) + 1) for id in marks)
                numbered += 1
            else:
                assert " ".join(shown).count(" ") >= len(marks) - 1
                assert all(cat[id].names.english.split(",")[0].split()[0] in " ".join(shown) for id in marks)
        assert all(cat[id].names.english in written(svg)[0] for id in ids)
        if numbered:
            assert all(any(cat[id].names.english in text for text in written(svg)[2:]) for id in ids)


def _is_mark(element: ElementTree.Element) -> bool:
    return "tp-mark" in (element.get("class") or "")


def test_what_cannot_be_seen_is_said(cat: Catalogue) -> None:
    request = cat._request((Subject(cat["levator_ani"], cat.drawn("levator_ani")),), "neutral", "classic")
    _, alt = drawn(request, texts("en"), {"levator_ani": "Levator ani"})
    assert "Not every X can be seen here: Levator ani." in alt
    left = cat._request((Subject(cat["pectoralis_major"], cat.drawn("pectoralis_major"), "left"),), "neutral", "classic")
    svg, alt = drawn(left, texts("en"), {})
    assert "Books show this spot on one side only: your right side. We left it out." in alt
    assert "one side only: your right side" in " ".join(written(svg)[2:])
    assert "Not every X" not in drawn(request, {**texts("en"), "not_every": ""}, {})[1]


def test_black_and_white_has_no_grey_letters_or_lines(cat: Catalogue) -> None:
    """Thin greys are the first that a photocopy loses."""
    root = ElementTree.fromstring(real(cat, "vastus_lateralis", palette="mono"))
    texts_ = [element for element in root.iter() if element.tag.endswith("}text")]
    ink = [path for group in root.iter() if group.get("class") == "tp-line" for path in group]
    assert {text.get("fill") for text in texts_} == {"#000000"}
    assert {path.get("fill") for path in ink} == {"#000000"}


def test_marks_do_not_lie_on_top_of_each_other(cat: Catalogue) -> None:
    for id in ("subscapularis", "pectoralis_major", "quadratus_lumborum"):
        request = cat._request((Subject(cat[id], cat.drawn(id)),), "neutral", "classic")
        for panel in panels(drawn(request, texts("en"), {}, height_mm=60.0)[0]):
            starts = [
                tuple(map(float, re.findall(r"M([-\d.]+) ([-\d.]+)", path.get("d") or "")[0]))
                for path in panel.iter()
                if path.get("class") == "tp-x"
            ]
            pairs = [(a, b) for number, a in enumerate(starts) for b in starts[number + 1 :]]
            assert all((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= 6.5**2 for a, b in pairs), id


def test_balanced_lines() -> None:
    text = "your right side is on the right here"
    assert len(balanced(text, 150, 12.5)) == len(wrapped(text, 150, 12.5))
    assert max(map(len, balanced(text, 200, 12.5))) < max(map(len, wrapped(text, 200, 12.5)))
    assert balanced("", 100, 12) == []
    assert balanced("one", 100, 12) == ["one"]
