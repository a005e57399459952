"""The short form of a muscle's file: what an author writes -> the plain values of `Muscle`.

    sources: [key]          of the file: what every sentence and trigger point rests on that names no source of its own
    "A sentence. [key]"     a sentence with sources of its own; `- label: "A sentence."` where a sentence has a label
    points: {name: point}   named points, used like landmarks in the file
    patterns: {name: [zone, ...]}    zones that several trigger points share; a trigger point says `pattern: name`
    around: zone, 17 wider  among the shapes of a zone: the shapes of another zone of the point, each grown by 17 mm
    left out                a label (from the id), a zone's id (its strength), its side (same)

What has another form than these stays as it is, for the models to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import PydanticCustomError

from ..errors import Problem
from ..model.base import ID_PATTERN
from ..model.points import RESERVED, SIZES, Point, number, read_point
from ..text import nearest, show
from .strict_yaml import Document, Path

WRITTEN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "Muscle": ("sources", "points", "patterns"),
    "TriggerPoint": ("pattern",),
}
"""The keys of the short form that the models do not have."""

_CITED: Final = re.compile(r"(?P<text>.*\S)\s*\[(?P<sources>[^\[\]]*)\]", re.DOTALL)
_STRAY: Final = re.compile(r"^[“„‘«]|\[[^\]]*$|\](?=[.!?]?$)")
_AROUND: Final = re.compile(r"(?P<zone>\S+)\s*,\s*(?P<more>[0-9]{1,3}(?:\.[0-9]{1,6})?)\s+wider")
_SIZE: Final = re.compile(rf"(?P<word>\s(?:{'|'.join(SIZES)})\s+)(?P<size>[0-9]{{1,4}}(?:\.[0-9]{{1,20}})?)\s*$")
_NAME: Final = re.compile(ID_PATTERN)

_SENTENCE: Final = 'a sentence in quotes, its sources at its end: "Climbing stairs. [simons1999]"'
_SENTENCES: Final[Mapping[str, tuple[tuple[str, ...], Mapping[str, Mapping[str, bool]], str]]] = {
    "provoked_by": ((), {"": {}, "avoid": {"avoid": True}}, f"{_SENTENCE}, or one labelled avoid:"),
    "self_care": ((), {"": {}, "not printed": {"printed": False}}, f"{_SENTENCE}, or one labelled not printed:"),
    "disputes": ((), {"": {}}, _SENTENCE),
    "symptoms": (("symptom",), {}, 'the symptom and a sentence: dizziness: "It turns. [simons1999]"'),
    "needling_caution": (("structure",), {}, 'the structure at risk and a sentence: pleura: "It lies below. [simons1999]"'),
    "evidence": (("claim", "kind"), {}, 'claim, kind and a sentence: pattern, textbook: "As drawn there. [simons1999]"'),
}
"""The lists of sentences: the fields that a label fills, else what each label means ("" is none), and what is allowed."""


class NamedPoints(dict[str, Point]):
    """The named points of a file, which note what was used of them."""

    used: set[str]

    def get(self, name: str, other: Any = None) -> Any:
        """Return the point of that name, and note that it was used."""
        self.used.update({name} & self.keys())
        return super().get(name, other)


class ShortForm:
    """A muscle's file in the long form, and the way back to what was written. Takes any document; changes nothing of it.

    value: what `Muscle` reads, with `points` in the context. problems: what is wrong with the short form itself.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.points = NamedPoints()
        self.points.used = set()
        self.problems: list[Problem] = []
        self.value = document.value
        self.written: Mapping[str, Any] = {}
        self._moved: dict[Path, Path] = {}
        if isinstance(document.value, dict):
            self.written, self._patterns = self._mapping("points"), self._mapping("patterns")
            self._read_points()
            self.value = self._muscle(document.value)

    def where(self, path: Path, word: str = "") -> Path:
        """Return the path in the file of a path of the long form. word: a landmark that the value names."""
        for name, text in self.written.items() if word else ():
            if name in self.points.used and word in re.findall(r"\w+", str(text)):
                return "points", name
        for length in range(len(path), 0, -1):
            if path[:length] in self._moved:
                return self._moved[path[:length]] + path[length:]
        return path

    def check_use(self) -> None:
        """Note named points that nothing uses. To be called when the model is built."""
        for name in [name for name in self.points if name not in self.points.used]:
            self._fault(("points", name), "a named point that nothing uses", "names that the file uses", rule="unused-name")

    def _fault(self, path: Path, found: str, allowed: str, near: str = "", *, rule: str = "short-form", offset: int = 0) -> None:
        problem = self.document.problem(path, found, allowed, near, rule=rule, key=rule == "unused-name", offset=offset)
        if problem not in self.problems:  # several trigger points may have the pattern
            self.problems.append(problem)

    def _mapping(self, key: str) -> dict[str, Any]:
        value = self.document.value.get(key, {})
        if isinstance(value, dict):
            return value
        self._fault((key,), show(value), f"a mapping of names to {key}", rule="type")
        return {}

    def _read_points(self) -> None:
        for name, text in self.written.items():
            path = "points", name
            if name in RESERVED or not _NAME.fullmatch(name):
                self._fault(path, f"the name {show(name)}", "lower case words joined by '_', none of the notation")
            elif not isinstance(text, str):
                self._fault(path, show(text), "a point in words, such as: c7 20 down")
            else:
                try:
                    self.points[name] = read_point(text, self.points)
                except PydanticCustomError as error:
                    said: dict[str, Any] = dict(error.context or {})
                    self._fault(path, said["found"], said["allowed"], said["nearest"], rule=said["rule"], offset=said["offset"])
                    self.points[name] = name
                    self.points.used.add(name)

    def _muscle(self, raw: dict[str, Any]) -> dict[str, Any]:
        muscle = {key: value for key, value in raw.items() if key not in WRITTEN_KEYS["Muscle"]}
        for key in _SENTENCES:
            if isinstance(muscle.get(key), list):
                muscle[key] = [self._sentence(key, index, one) for index, one in enumerate(muscle[key])]
        if isinstance(muscle.get("anatomy"), dict):
            muscle["anatomy"] = self._with_sources(muscle["anatomy"], ("anatomy",))
        points = muscle.get("trigger_points")
        if isinstance(points, list):
            muscle["trigger_points"] = [self._trigger_point(index, one) for index, one in enumerate(points)]
            used = [one.get("pattern") for one in points if isinstance(one, dict)]
            for name in [name for name in self._patterns if name not in used]:
                found, allowed = "a pattern that no trigger point has", "patterns that the file uses"
                self._fault(("patterns", name), found, allowed, rule="unused-name")
        return muscle

    def _with_sources(self, record: dict[str, Any], path: Path) -> dict[str, Any]:
        if "sources" in record:
            return record
        sources = self.document.value.get("sources")
        if sources is None:
            allowed = "a [source] at the end, or sources: of its own or of the whole file"
            self._fault(path, "no sources", allowed, rule="no-sources")
            return record
        self._moved[(*path, "sources")] = ("sources",)
        return {**record, "sources": sources}

    def _sentence(self, key: str, index: int, raw: Any) -> Any:
        fields, meanings, allowed = _SENTENCES[key]
        label, text = next(iter(raw.items())) if isinstance(raw, dict) and len(raw) == 1 else ("", raw)
        parts = [part.strip() for part in label.split(",", len(fields) - 1)] if label else []
        said: Mapping[str, Any] | None = dict(zip(fields, parts, strict=False)) if fields else meanings.get(label)
        if said is None or len(parts) < len(fields) or not isinstance(text, str):
            self._fault((key, index), show(label or raw), allowed, rule="sentence")
            return None
        cited = _CITED.fullmatch(text)
        if stray := _STRAY.search(cited["text"] if cited else text):
            allowed = "straight quotes around it, [sources] at its very end"
            self._fault((key, index), f"{stray.group()[0]} in the sentence", allowed, rule="sentence")
            return None
        if cited is None:
            return self._with_sources({**said, "text": text}, (key, index))
        return {**said, "text": cited["text"], "sources": [source.strip() for source in cited["sources"].split(",")]}

    def _trigger_point(self, index: int, raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        path: Path = ("trigger_points", index)
        point = self._with_sources({key: value for key, value in raw.items() if key != "pattern"}, path)
        if isinstance(raw.get("id"), str):
            point.setdefault("label", raw["id"].replace("trp", "TrP"))
        zones, home = raw.get("zones"), (*path, "zones")
        if "pattern" in raw:
            zones, home = self._pattern(raw, path)
            self._moved[(*path, "zones")] = home
        if isinstance(zones, list):
            named = [_named(zone) for zone in zones]
            point["zones"] = [self._drawn(zone, named, (*path, "zones", n), (*home, n)) for n, zone in enumerate(named)]
        return point

    def _pattern(self, raw: dict[str, Any], path: Path) -> tuple[Any, Path]:
        name = raw["pattern"]
        if "zones" in raw:
            self._fault((*path, "zones"), "a pattern and zones", "one of the two")
        if isinstance(name, str) and name in self._patterns:
            return self._patterns[name], ("patterns", name)
        near = nearest(name, self._patterns, 1) if isinstance(name, str) else ()
        found, here = f"the unknown pattern {show(name)}", (*path, "pattern")
        self._fault(here, found, "a name under patterns:", "".join(near), rule="unknown-pattern")
        return None, here

    def _drawn(self, zone: Any, all_zones: list[Any], path: Path, home: Path) -> Any:
        """Return a zone with every `around` among its shapes replaced by the shapes it stands for."""
        shapes = zone.get("shapes") if isinstance(zone, dict) else None
        if not isinstance(shapes, list) or not any(isinstance(shape, dict) and "around" in shape for shape in shapes):
            return zone
        drawn: list[Any] = []
        for index, shape in enumerate(shapes):
            around = isinstance(shape, dict) and "around" in shape
            here = (*home, "shapes", index)
            for one, place in self._grown(shape, zone, all_zones, here) if around else [(shape, here)]:
                self._moved[(*path, "shapes", len(drawn))] = place
                drawn.append(one)
        return {**zone, "shapes": drawn}

    def _grown(self, shape: dict[str, Any], zone: Any, all_zones: list[Any], here: Path) -> list[tuple[Any, Path]]:
        """Return the shapes that an `around` stands for, each with the place that is to blame for it."""
        said = _AROUND.fullmatch(shape["around"]) if isinstance(shape["around"], str) and len(shape) == 1 else None
        others = {
            one["id"]: n
            for n, one in enumerate(all_zones)
            if one is not zone and isinstance(one, dict) and isinstance(one.get("id"), str)
        }
        near, found = "", f"the zone {show(said['zone'])}" if said else show(shape["around"])
        if said is None:
            allowed = "another zone of the point and millimetres: around: essential, 17 wider"
        elif said["zone"] not in others:
            near, allowed = "".join(nearest(said["zone"], others, 1)), "another zone of the same point"
        else:
            inner = all_zones[others[said["zone"]]].get("shapes")
            if isinstance(inner, list) and not any(isinstance(one, dict) and {"area", "around"} & one.keys() for one in inner):
                grown = [_grow(one, float(said["more"])) for one in inner]
                home = (*here[:-3], others[said["zone"]], "shapes")
                return [(new, here) if new else (inner[n], (*home, n)) for n, new in enumerate(grown)]
            allowed = "a zone drawn with spots and bands alone"
        self._fault(here, found, allowed, near, rule="around")
        return [(None, here)]


def _named(zone: Any) -> Any:
    """Return a zone with an id and a side."""
    if not isinstance(zone, dict):
        return zone
    named = {"id": zone["strength"]} if isinstance(zone.get("strength"), str) else {}
    return {**named, "side": "same", **zone}


def _grow(shape: Any, more: float) -> dict[str, Any] | None:
    """Return a spot or band in short form that is `more` millimetres wider on every side; None for anything unsound."""
    try:
        if "spot" in shape:
            return {**shape, "spot": _sized(shape["spot"], more)}
        if "width" in shape:
            return {**shape, "width": shape["width"] + 2 * more}
        return {**shape, "band": [_sized(point, 2 * more) for point in shape["band"]]}
    except (TypeError, KeyError):
        return None


def _sized(text: str, more: float) -> str:
    """Return the text of a point with a size that is so many millimetres more."""
    found = _SIZE.search(text)
    if found is None:
        raise TypeError("a text without a size")
    return f"{text[: found.start()]}{found['word']}{number(float(found['size']) + more)}"
