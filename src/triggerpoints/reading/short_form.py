"""The short form of a muscle's file: what an author writes -> the plain values of `Muscle`.

    sources: [key]          of the file: what every sentence and trigger point rests on that names no source of its own
    "A sentence. [key]"     a sentence with sources of its own; `- label: "A sentence."` where a sentence has a label
    points: {name: point}   named points, used like landmarks in the file
    patterns: {name: [zone, ...]}    zones that several trigger points share; a trigger point says `pattern: name`
    around: zone, 17 wider  among the shapes of a zone: the shapes of another zone of the point, each grown by 17 mm
    left out                a label (from the id), a zone's id (its strength), its side (same)

What has another form than these stays as it is, for the models to refuse. `ShortForm.where` says where a value of the long
form stands in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from pydantic_core import PydanticCustomError

from ..model.base import ID_PATTERN
from ..model.points import RESERVED, Point, number, read_point
from ..text import nearest, show

Path = tuple[str | int, ...]

_CITED: Final = re.compile(r"(?P<text>.*\S)\s*\[(?P<sources>[^\[\]]*)\]", re.DOTALL)
_AROUND: Final = re.compile(r"(?P<zone>\S+)\s*,\s*(?P<more>[0-9]{1,3}(?:\.[0-9]{1,6})?)\s+wider")
_SIZED: Final = re.compile(r"(?P<point>.*\S)\s+(?P<word>wide|radius)\s+(?P<size>[0-9]{1,4}(?:\.[0-9]{1,20})?)", re.DOTALL)
_NAME: Final = re.compile(ID_PATTERN)
_A_SENTENCE: Final = 'a sentence in quotes, its sources at its end: "Climbing stairs. [simons1999]"'
WRITTEN_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "Muscle": ("sources", "points", "patterns"),
    "TriggerPoint": ("pattern",),
}
"""The keys of the short form that the models do not have."""


class Fault(NamedTuple):
    """What is wrong at a path of the file. offset: of a fault inside a text, in characters."""

    path: Path
    found: str
    allowed: str
    nearest: str = ""
    rule: str = "short-form"
    offset: int = 0


class NamedPoints(dict[str, Point]):
    """The named points of a file, which note what was used of them."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def get(self, name: str, other: Any = None) -> Any:
        """Return the point of that name, and note that it was used."""
        self.used.update({name} & self.keys())
        return super().get(name, other)


@dataclass(slots=True)
class ShortForm:
    """A muscle in the long form, and the way back to what was written.

    written: the named points as text, by name.
    """

    value: Any
    points: NamedPoints = field(default_factory=NamedPoints)
    faults: list[Fault] = field(default_factory=list)
    moved: dict[Path, Path] = field(default_factory=dict)
    written: Mapping[str, Any] = field(default_factory=dict)

    def where(self, path: Path, word: str = "") -> Path:
        """Return the path in the file of a path of the long form. word: a landmark that the value names."""
        if word and word not in self.written:
            for name, text in self.written.items():
                if name in self.points.used and isinstance(text, str) and word in re.findall(r"\w+", text):
                    return "points", name
        for length in range(len(path), 0, -1):
            if path[:length] in self.moved:
                return self.moved[path[:length]] + path[length:]
        return path

    def unused(self) -> Iterator[Fault]:
        """Yield a fault for every named point that nothing used. To be asked when the model is built."""
        for name in self.points:
            if name not in self.points.used:
                yield Fault(("points", name), "a named point that nothing uses", "names that the file uses", rule="unused-name")


def long_form(raw: Any) -> ShortForm:
    """Return the long form of what the file of a muscle holds. Takes any value; changes nothing of it."""
    form = ShortForm(raw)
    if isinstance(raw, dict):
        form.value = _Expander(raw, form).muscle()
    return form


class _Expander:
    def __init__(self, raw: dict[str, Any], form: ShortForm) -> None:
        self.raw = raw
        self.form = form
        self.sources = raw.get("sources")
        self.patterns = self._mapping("patterns")
        self.unused = set(self.patterns)

    def muscle(self) -> dict[str, Any]:
        self._read_points()
        muscle = {key: value for key, value in self.raw.items() if key not in WRITTEN_KEYS["Muscle"]}
        for key, maker in _SENTENCES.items():
            if isinstance(muscle.get(key), list):
                muscle[key] = [self._sentence((key, i), one, maker) for i, one in enumerate(muscle[key])]
        if isinstance(muscle.get("anatomy"), dict):
            muscle["anatomy"] = self._with_sources(muscle["anatomy"], ("anatomy",))
        if isinstance(muscle.get("trigger_points"), list):
            muscle["trigger_points"] = [self._trigger_point(i, one) for i, one in enumerate(muscle["trigger_points"])]
        for name in sorted(self.unused):
            self._fault(
                ("patterns", name), "a pattern that no trigger point has", "patterns that the file uses", rule="unused-name"
            )
        return muscle

    def _fault(self, path: Path, found: str, allowed: str, near: str = "", rule: str = "short-form", offset: int = 0) -> None:
        fault = Fault(path, found, allowed, near, rule, offset)
        if fault not in self.form.faults:  # of a pattern that several trigger points have
            self.form.faults.append(fault)

    def _mapping(self, key: str) -> dict[str, Any]:
        value = self.raw.get(key, {})
        if isinstance(value, dict):
            return value
        self._fault((key,), show(value), f"a mapping of names to {key}", rule="type")
        return {}

    def _read_points(self) -> None:
        self.form.written = self._mapping("points")
        for name, text in self.form.written.items():
            if name in RESERVED or not _NAME.fullmatch(name):
                self._fault(("points", name), f"the name {show(name)}", "lower case words joined by '_', none of the notation")
            elif not isinstance(text, str):
                self._fault(("points", name), show(text), "a point in words, such as: c7 20 down")
            else:
                try:
                    self.form.points[name] = read_point(text, self.form.points)
                except PydanticCustomError as error:
                    said: dict[str, Any] = dict(error.context or {})
                    self._fault(("points", name), said["found"], said["allowed"], said["nearest"], said["rule"], said["offset"])
                    self.form.points[name] = name
                    self.form.points.used.add(name)

    def _with_sources(self, record: dict[str, Any], path: Path) -> dict[str, Any]:
        if "sources" in record:
            return record
        if self.sources is None:
            allowed = "a [source] at the end, or sources: of its own or of the whole file"
            self._fault(path, "no sources", allowed, rule="no-sources")
            return record
        self.form.moved[(*path, "sources")] = ("sources",)
        return {**record, "sources": self.sources}

    def _sentence(self, path: Path, raw: Any, maker: Callable[[str], dict[str, Any] | None]) -> Any:
        label, text = next(iter(raw.items())) if isinstance(raw, dict) and len(raw) == 1 else ("", raw)
        said = maker(label)
        if said is None or not isinstance(text, str):
            self._fault(path, show(label or raw), _ALLOWED.get(path[0], _A_SENTENCE), rule="sentence")
            return None
        cited = _CITED.fullmatch(text)
        if cited is None:
            return self._with_sources({**said, "text": text}, path)
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
            zones, home = self._pattern(raw, path), ("patterns", str(raw["pattern"]))
            self.form.moved[(*path, "zones")] = home if zones is not None else (*path, "pattern")
        if isinstance(zones, list):
            named = [self._zone(zone) for zone in zones]
            point["zones"] = [self._drawn(zone, named, (*path, "zones", i), (*home, i)) for i, zone in enumerate(named)]
        return point

    def _pattern(self, raw: dict[str, Any], path: Path) -> Any:
        name = raw["pattern"]
        if "zones" in raw:
            self._fault((*path, "zones"), "a pattern and zones", "one of the two")
        if isinstance(name, str) and name in self.patterns:
            self.unused.discard(name)
            return self.patterns[name]
        near = nearest(name, self.patterns, 1) if isinstance(name, str) else ()
        found = f"the unknown pattern {show(name)}"
        self._fault((*path, "pattern"), found, "a name under patterns:", "".join(near), "unknown-pattern")
        return None

    @staticmethod
    def _zone(raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        zone = {"id": raw["strength"], **raw} if isinstance(raw.get("strength"), str) else dict(raw)
        zone.setdefault("side", "same")
        return zone

    def _drawn(self, zone: Any, all_zones: list[Any], path: Path, home: Path) -> Any:
        """Return a zone with every `around` among its shapes replaced by the grown shapes of the zone that it names."""
        shapes = zone.get("shapes") if isinstance(zone, dict) else None
        if not isinstance(shapes, list) or not any(isinstance(shape, dict) and "around" in shape for shape in shapes):
            return zone
        drawn: list[Any] = []
        for index, shape in enumerate(shapes):
            here = (*home, "shapes", index)
            around = isinstance(shape, dict) and "around" in shape
            for one, place in self._grown(shape, zone, all_zones, here) if around else [(shape, here)]:
                self.form.moved[(*path, "shapes", len(drawn))] = place
                drawn.append(one)
        return {**zone, "shapes": drawn}

    def _grown(self, shape: dict[str, Any], zone: Any, all_zones: list[Any], here: Path) -> Iterator[tuple[Any, Path]]:
        """Yield the shapes that an `around` stands for, each with the place that is to blame for it."""
        said = _AROUND.fullmatch(shape["around"]) if isinstance(shape["around"], str) and len(shape) == 1 else None
        others = {one["id"]: n for n, one in enumerate(all_zones) if isinstance(one, dict) and isinstance(one.get("id"), str)}
        if said is None:
            allowed = "another zone of the point and millimetres: around: essential, 17 wider"
            return self._no_around(here, show(shape["around"]), allowed)
        number = others.get(said["zone"])
        if number is None or all_zones[number] is zone:
            near = "".join(nearest(said["zone"], [id for id, n in others.items() if all_zones[n] is not zone], 1))
            return self._no_around(here, f"the unknown zone {show(said['zone'])}", "another zone of the same point", near)
        inner = all_zones[number].get("shapes")
        if not isinstance(inner, list) or any(isinstance(one, dict) and ("area" in one or "around" in one) for one in inner):
            return self._no_around(here, f"the zone {show(said['zone'])}", "a zone drawn with spots and bands alone")
        home = (*here[:-3], number, "shapes")
        grown = [_grow(one, float(said["more"])) for one in inner]
        return iter([(new, here) if new else (one, (*home, n)) for n, (one, new) in enumerate(zip(inner, grown, strict=True))])

    def _no_around(self, here: Path, found: str, allowed: str, near: str = "") -> Iterator[tuple[Any, Path]]:
        self._fault(here, found, allowed, near, "around")
        return iter([(None, here)])


def _grow(shape: Any, more: float) -> dict[str, Any] | None:
    """Return a spot or band in short form that is `more` millimetres wider on every side; None for anything else."""
    if not isinstance(shape, dict):
        return None
    if isinstance(shape.get("spot"), str):
        spot = _sized(shape["spot"], more)
        return {**shape, "spot": spot} if spot else None
    if isinstance(shape.get("band"), list):
        if type(shape.get("width")) in (int, float):
            return {**shape, "width": shape["width"] + 2 * more}
        points = [_sized(point, 2 * more) if isinstance(point, str) else None for point in shape["band"]]
        return {**shape, "band": points} if all(points) else None
    return None


def _sized(text: str, more: float) -> str | None:
    found = _SIZED.fullmatch(text)
    return f"{found['point']} {found['word']} {number(float(found['size']) + more)}" if found else None


def _plain(label: str) -> dict[str, Any] | None:
    return None if label else {}


def _labelled(key: str) -> Callable[[str], dict[str, Any] | None]:
    return lambda label: {key: label} if label else None


def _marked(word: str, mark: dict[str, Any]) -> Callable[[str], dict[str, Any] | None]:
    return lambda label: {} if not label else dict(mark) if label == word else None


def _evidence(label: str) -> dict[str, Any] | None:
    claim, comma, kind = label.partition(",")
    return {"claim": claim.strip(), "kind": kind.strip()} if comma else None


_SENTENCES: Final[Mapping[str, Callable[[str], dict[str, Any] | None]]] = {
    "provoked_by": _marked("avoid", {"avoid": True}),
    "self_care": _marked("not printed", {"printed": False}),
    "disputes": _plain,
    "symptoms": _labelled("symptom"),
    "needling_caution": _labelled("structure"),
    "evidence": _evidence,
}
_ALLOWED: Final[Mapping[str | int, str]] = {
    "provoked_by": f"{_A_SENTENCE}, or one labelled avoid:",
    "self_care": f"{_A_SENTENCE}, or one labelled not printed:",
    "symptoms": 'the symptom and a sentence: dizziness: "It turns. [simons1999]"',
    "needling_caution": 'the structure at risk and a sentence: pleura: "It lies below. [simons1999]"',
    "evidence": 'claim, kind and a sentence: pattern, textbook: "As drawn there. [simons1999]"',
}
"""What is allowed where a sentence is wanted, by the key of the list."""
