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
from typing import Any, Final, get_args

from pydantic_core import PydanticCustomError

from ..errors import Problem
from ..model.base import ID_PATTERN
from ..model.muscle import Strength
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
_AROUND: Final = re.compile(r"(?P<zone>\S+)\s*,\s*(?P<more>[0-9]{1,2}(?:\.[0-9]{1,6})?)\s+wider")
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
        self._moved: dict[Path, Path] = {}  # what is left out or copied
        self._shared: dict[Path, Path] = {}  # the zones of a trigger point that has a pattern
        if isinstance(document.value, dict):
            self.written = self._mapping("points")
            self._read_points()
            self._patterns = {name: self._zones(raw, ("patterns", name)) for name, raw in self._mapping("patterns").items()}
            self.value = self._muscle(document.value)

    def where(self, path: Path, word: str = "") -> Path:
        """Return the path in the file of a path of the long form. word: a landmark that the value names."""
        for name in self.points.used if word else ():
            if word in re.findall(r"\w+", str(self.written[name])):
                return "points", name
        path = self._shared.get(path[:3], path[:3]) + path[3:]
        for length in range(len(path), 0, -1):
            if path[:length] in self._moved:
                return self._moved[path[:length]] + path[length:]
        return path

    def check_use(self) -> None:
        """Note named points that nothing uses. To be called when the model is built."""
        for name in [name for name in self.points if name not in self.points.used]:
            self._fault(("points", name), "a named point that nothing uses", "names that the file uses", rule="unused-name")

    def _fault(self, path: Path, found: str, allowed: str, near: str = "", *, rule: str = "short-form", offset: int = 0) -> None:
        key = rule == "unused-name"
        self.problems.append(self.document.problem(path, found, allowed, near, rule=rule, key=key, offset=offset))

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
        if "pattern" not in raw:
            return {**point, "zones": self._zones(raw["zones"], (*path, "zones"))} if "zones" in raw else point
        name, here = raw["pattern"], (*path, "pattern")
        known = isinstance(name, str) and name in self._patterns
        self._shared[(*path, "zones")] = ("patterns", name) if known else here
        if "zones" in raw:
            self._fault((*path, "zones"), "a pattern and zones", "one of the two")
        if not known:
            near, found = "".join(nearest(str(name), self._patterns, 1)), f"the unknown pattern {show(name)}"
            self._fault(here, found, "a name under patterns:", near, rule="unknown-pattern")
        return {**point, "zones": self._patterns[name] if known else None}

    def _zones(self, raw: Any, path: Path) -> Any:
        """Return zones with ids and sides, and with every `around` among their shapes replaced by what it stands for."""
        if not isinstance(raw, list):
            return raw
        zones = [_named(zone) if isinstance(zone, dict) else {} for zone in raw]
        drawn: list[Any] = []
        for index, zone in enumerate(zones):
            if isinstance(zone.get("shapes"), list):
                shapes = [pair for n in range(len(zone["shapes"])) for pair in self._grown(zones, index, n, path)]
                self._moved |= {(*path, index, "shapes", n): place for n, (_, place) in enumerate(shapes)}
                zone = {**zone, "shapes": [shape for shape, _ in shapes]}
            drawn.append(zone or raw[index])
        return drawn

    def _grown(self, zones: list[dict[str, Any]], index: int, n: int, path: Path) -> list[tuple[Any, Path]]:
        """Return what shape `n` of a zone stands for: itself, or those of the zone it goes around. Each with its place."""
        shape, here = zones[index]["shapes"][n], (*path, index, "shapes", n)
        if not isinstance(shape, dict) or "around" not in shape:
            return [(shape, here)]
        said = _AROUND.fullmatch(shape["around"]) if isinstance(shape["around"], str) and len(shape) == 1 else None
        others = {str(zone["id"]): number for number, zone in enumerate(zones) if zone and number != index}
        near, found = "", f"the zone {show(said['zone'])}" if said else show(shape["around"])
        if said is None:
            allowed = "another zone of the point and less than 100 millimetres: around: essential, 17 wider"
        elif said["zone"] not in others:
            near, allowed = "".join(nearest(said["zone"], others, 1)), "another zone of the same point"
        else:
            number = others[said["zone"]]
            inner = zones[number].get("shapes")
            if isinstance(inner, list) and not any(isinstance(one, dict) and {"area", "around"} & one.keys() for one in inner):
                return [(_grow(one, float(said["more"])), (*path, number, "shapes", k)) for k, one in enumerate(inner)]
            allowed = "a zone drawn with spots and bands alone"
        self._fault(here, found, allowed, near, rule="around")
        return [(None, here)]


def _named(zone: dict[str, Any]) -> dict[str, Any]:
    """Return a zone with an id and a side. Where the strength is none, which is told by itself, the id does not matter."""
    strength = zone.get("strength")
    return {"id": strength if strength in get_args(Strength) else "zone", "side": "same", **zone}


def _grow(shape: Any, more: float) -> Any:
    """Return a spot or band in short form that is `more` millimetres wider on every side; anything unsound as it is."""
    try:
        if "spot" in shape:
            return {**shape, "spot": _sized(shape["spot"], more)}
        if "width" in shape:
            return {**shape, "width": shape["width"] + 2 * more}
        return {**shape, "band": [_sized(point, 2 * more) for point in shape["band"]]}
    except (TypeError, KeyError):
        return shape


def _sized(text: str, more: float) -> str:
    """Return the text of a point with a size that is so many millimetres more."""
    return _SIZE.sub(lambda found: found["word"] + number(float(found["size"]) + more), text)
