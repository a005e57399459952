"""A check of a finished picture: is the SVG what it promises to be? Used by the tests; needs nothing but the standard library."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from triggerpoints.picture.paths import Box

MOST_BYTES: Final = 150_000
"""A view."""

_SVG: Final = "{http://www.w3.org/2000/svg}"
_TAGS: Final = frozenset(
    ["svg", "title", "desc", "defs", "g", "path", "rect", "circle", "text", "clipPath", "pattern", "linearGradient", "stop"]
)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_PRECISE: Final = re.compile(r"-?\d+(?:\.\d)?")
_MEASURES: Final = (
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "rx",
    "width",
    "height",
    "font-size",
    "stroke-width",
    "stroke-dasharray",
    "viewBox",
)
_SLACK: Final = 3.0
_ASKED: Final = "pain asked about"
_CAUTION: Final = "First rule out: "


def lint(svg: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """Everything that is wrong with a picture, in plain words; empty when it is sound.

    known: ids of the trigger points of every muscle of the catalogue.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    found = [
        *_frame(root),
        *_ids(root, known),
        *_elements(root),
        *_numbers(root),
        *_paths(root),
        *_inside(root),
        *_answer(root),
    ]
    views = max(1, sum(_has(element, "tp-view") for element in root.iter()))
    size = len(svg.encode("utf-8"))
    if size > MOST_BYTES * views:
        found.append(f"{size} bytes for {views} views, allowed {MOST_BYTES} a view")
    return found


def path_points(d: str) -> list[tuple[float, float, bool]]:
    """Every end point of path data (M, l, c, z): x, y, and whether its subpath is closed."""
    out: list[tuple[float, float, bool]] = []
    for sub in re.findall(r"M[^M]*", d):
        closed = sub.endswith("z")
        match = re.fullmatch(r"M([-\d.]+) ([-\d.]+)(?:([lc])([-\d. ]*))?z?", sub)
        if match is None:
            raise ValueError(f"path data of an unknown form: {sub[:40]!r}")
        x, y = float(match[1]), float(match[2])
        out.append((x, y, closed))
        values = [float(value) for value in _NUMBER.findall(match[4] or "")]
        step = 6 if match[3] == "c" else 2
        if len(values) % step:
            raise ValueError(f"path data with a missing number: {sub[:40]!r}")
        for at in range(0, len(values), step):
            x, y = x + values[at + step - 2], y + values[at + step - 1]
            out.append((x, y, closed))
    return out


def _has(element: Element, cls: str) -> bool:
    return cls in element.get("class", "").split()


def _frame(root: Element) -> Iterator[str]:
    if root.tag != f"{_SVG}svg":
        yield f"the root is {root.tag}"
        return
    if root.get("role") != "img":
        yield "the root has no role='img'"
    if root.get("viewBox") != f"0 0 {root.get('width')} {root.get('height')}":
        yield f"viewBox {root.get('viewBox')!r} is not the frame"
    heads = [child.tag for child in list(root)[:2]]
    if heads != [f"{_SVG}title", f"{_SVG}desc"]:
        yield "title and desc are not the first children"
    labels = root.get("aria-labelledby", "").split()
    if labels != [child.get("id") for child in list(root)[:2]]:
        yield "aria-labelledby does not name title and desc"
    if not all((child.text or "").strip() for child in list(root)[:2]):
        yield "title or desc is empty"


def _ids(root: Element, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter():
        id = element.get("id")
        if id is None:
            continue
        if id in seen:
            yield f"id {id!r} stands there twice"
        seen.add(id)
        if _has(element, "tp-zone") or _has(element, "tp-mark"):
            parts = re.search(r"(?:^|-)([a-z][a-z0-9_]*)-(trp\d+)(?:-|$)", id)
            if parts is None or parts[2] not in known.get(parts[1], ()):
                yield f"id {id!r} names no trigger point of the catalogue"
            if _has(element, "tp-zone") and not re.search(r"-(?:essential|spillover)(?:-|$)", id):
                yield f"id {id!r} of a zone names no strength"
        if _has(element, "tp-asked") and not re.search(r"(?:^|-)asked-\d+(?:-|$)", id):
            yield f"id {id!r} names no pain asked about"
    for element in root.iter():
        for name, value in element.attrib.items():
            for wanted in re.findall(r"url\(#([^)]*)\)", value):
                if wanted not in seen:
                    yield f"{name} refers to {wanted!r}, which is not there"


def _elements(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag = element.tag.removeprefix(_SVG)
        if tag not in _TAGS:
            yield f"element <{tag}>"
        for name, value in element.attrib.items():
            if name.endswith("href") or name.lower().startswith("on") or name == "style":
                yield f"attribute {name}={value[:40]!r}"
            if re.search(r"(?:https?:|javascript:|data:)", value):
                yield f"outside reference in {name}"


def _numbers(root: Element) -> Iterator[str]:
    for element in root.iter():
        for name in (*_MEASURES, "d"):
            value = element.get(name)
            if value is None:
                continue
            if re.search(r"nan|inf|e", value, re.IGNORECASE):
                yield f"{name} of <{element.tag.removeprefix(_SVG)}> is not finite: {value[:40]!r}"
            rough = [number for number in _NUMBER.findall(value) if not _PRECISE.fullmatch(number)]
            if rough:
                yield f"{name} has a number with more than one decimal: {rough[0]}"


def _paths(root: Element) -> Iterator[str]:
    for element in root.iter(f"{_SVG}path"):
        try:
            points = path_points(element.get("d", ""))
        except ValueError as error:
            yield str(error)
            continue
        if not points:
            yield "an empty path"
        if element.get("fill", "none") != "none" and not all(closed for _, _, closed in points):
            yield "a filled path that is not closed"


def _inside(root: Element) -> Iterator[str]:
    """Texts, marks and panels inside the frame; zones inside the box of the body they are cut to."""
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for element in root.iter(f"{_SVG}text"):
        x, y = float(element.get("x", "0")), float(element.get("y", "0"))
        if not (0 <= x <= width and 0 <= y <= height):
            yield f"text {(element.text or '')[:30]!r} outside the frame"
    clips = {clip.get("id"): _box(clip) for clip in root.iter(f"{_SVG}clipPath")}
    for view in (element for element in root.iter(f"{_SVG}g") if _has(element, "tp-view")):
        for group in view.iter(f"{_SVG}g"):
            body = clips.get((group.get("clip-path") or "")[5:-1])
            zones = [zone for zone in group if _has(zone, "tp-zone") or _has(zone, "tp-asked")]
            if zones and body is None:
                yield "zones that are not cut to the body"
            for zone in zones if body else ():
                assert body is not None
                box = _box(zone)
                room = 0.04 * max(body[2] - body[0], body[3] - body[1]) + _SLACK
                if (
                    box is None
                    or box[0] < body[0] - room
                    or box[1] < body[1] - room
                    or box[2] > body[2] + room
                    or box[3] > body[3] + room
                ):
                    yield f"zone {zone.get('id')!r} reaches out of the body"


def _answer(root: Element) -> Iterator[str]:
    """The pain asked about has its sign in the legend and lies over every zone; cautions come before all other words."""
    texts = [(element.get("class", ""), element.text or "") for element in root.iter(f"{_SVG}text")]
    if any(_has(element, "tp-asked") for element in root.iter()) and ("tp-legend", _ASKED) not in texts:
        yield "the pain asked about is not in the legend"
    for view in (element for element in root.iter(f"{_SVG}g") if _has(element, "tp-view")):
        kinds = ["tp-asked" if _has(element, "tp-asked") else "tp-zone" for element in view.iter() if _area(element)]
        if kinds != sorted(kinds, reverse=True):
            yield "a zone covers the pain asked about"
    cautious = [cls == "tp-caution" for cls, _ in texts]
    if any(cautious):
        if cautious != sorted(cautious, reverse=True):
            yield "cautions do not come before all other words"
        description = root.find(f"{_SVG}desc")
        if description is None or not (description.text or "").startswith(_CAUTION):
            yield "the description does not begin with the cautions"


def _area(element: Element) -> bool:
    return _has(element, "tp-asked") or _has(element, "tp-zone")


def _box(element: Element) -> Box | None:
    points = [point for path in element.iter(f"{_SVG}path") for point in path_points(path.get("d", ""))]
    if not points:
        return None
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)
