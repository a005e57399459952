"""Small muscles for the tests of the picture: placed by coordinates, so that work on the data does not move them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from triggerpoints.body.drawn import Drawn, draw_muscle
from triggerpoints.body.places import Places
from triggerpoints.model import Landmark, Muscle, View
from triggerpoints.picture import Diagram, DiagramRequest, Subject

DATA = Path(__file__).resolve().parents[1] / "data"

PLACES = {
    "nape": [30, 1500, -40],
    "mastoid": [62, 1545, -8],
    "temple": [68, 1610, 55],
    "slope": [75, 1440, -20],
    "acromion": [180, 1400, -25],
    "blade_top": [70, 1370, -95],
    "blade_tip": [75, 1250, -95],
    "buttock": [90, 880, -110],
    "knee_back": [110, 480, -50],
    "heel": [125, 40, -70],
    "patella_top": [111, 518, 60],
    "thigh_front": [110, 700, 90],
    "palm": [380, 780, 30],
    "sole": [130, 0, 60],
}


def raw_muscle(id: str, points: list[dict[str, Any]], fibres: list[dict[str, Any]], name: str | None = None) -> dict[str, Any]:
    """A muscle as YAML would have it."""
    return {
        "id": id,
        "names": {"english": name or id.capitalize(), "latin": f"Musculus {id}", "synonyms": []},
        "body_part": "neck",
        "anatomy": {
            "origin": "Here.",
            "insertion": "There.",
            "innervation": {"nerve": "A nerve.", "roots": []},
            "action": "Moves.",
            "sources": ["book1999"],
        },
        "fibres": fibres,
        "trigger_points": points,
    }


def point(id: str, at: object, zones: list[tuple[str, str, list[dict[str, Any]]]], depth: str = "superficial") -> dict[str, Any]:
    """A trigger point; zones: strength, side, shapes."""
    return {
        "id": id,
        "label": id.replace("trp", "TrP"),
        "part": "Middle",
        "depth": depth,
        "location": "In the middle.",
        "point": at,
        "sources": ["book1999"],
        "zones": [
            {"id": f"z{number}", "strength": strength, "side": side, "sites": ["somewhere"], "shapes": shapes}
            for number, (strength, side, shapes) in enumerate(zones)
        ],
    }


MUSCLES = {
    "swan": raw_muscle(
        "swan",
        [
            point(
                "trp1",
                "slope",
                [
                    ("essential", "same", [{"band": ["nape", "mastoid"], "width": 26}, {"spot": "temple radius 14"}]),
                    ("spillover", "same", [{"band": ["slope", "nape", "mastoid", "temple"], "width": 44}]),
                ],
            ),
            point("trp2", "nape", [("essential", "both", [{"spot": "temple radius 20"}])], depth="deep"),
        ],
        [{"from": ["nape", "slope"], "to": ["acromion"], "lines": 5}],
    ),
    "heron": raw_muscle(
        "heron",
        [
            point("trp1", "buttock", [("essential", "same", [{"band": ["buttock wide 60", "knee_back wide 40"]}])]),
            point("trp2", "knee_back", [("spillover", "other", [{"band": ["knee_back", "heel"], "width": 40}])]),
        ],
        [{"from": ["buttock"], "to": ["knee_back"], "lines": 1}],
        name="Heron, lower part",
    ),
    "crane": raw_muscle(
        "crane",
        [point("trp1", "blade_top", [("essential", "same", [{"area": ["blade_top", "blade_tip", "acromion"]}])])],
        [{"from": ["blade_tip", "blade_top"], "to": ["acromion"], "lines": 6}],
    ),
    "wren": raw_muscle(
        "wren",
        [point("trp1", "palm", [("essential", "same", [{"spot": "palm radius 12"}])])],
        [{"from": ["palm"], "to": ["palm 30 up"], "lines": 1}],
    ),
}


@lru_cache(maxsize=1)
def views() -> dict[str, View]:
    raw = yaml.safe_load((DATA / "views.yaml").read_text(encoding="utf-8"))["views"]
    return {id: View.model_validate({**entry, "id": id}) for id, entry in raw.items()}


@lru_cache(maxsize=1)
def captions() -> dict[str, str]:
    """What plates say in English."""
    found: dict[str, str] = yaml.safe_load((DATA.parent / "words/en/picture.yaml").read_text(encoding="utf-8"))["plates"]
    return found


@lru_cache(maxsize=1)
def places() -> Places:
    entries = {
        id: Landmark.model_validate({"id": id, "name": id, "kind": "soft", "paired": True, "definition": "Here.", "at": at})
        for id, at in PLACES.items()
    }
    return Places(entries)


@lru_cache(maxsize=16)
def muscle(id: str) -> tuple[Muscle, Drawn]:
    built = Muscle.model_validate(MUSCLES[id])
    return built, draw_muscle(places(), built)


def diagram(*ids: str, side: str = "right", points: tuple[str, ...] | None = None, **options: Any) -> Diagram:
    """The picture of sample muscles."""
    subjects = tuple(Subject(*muscle(id), side, points) for id in ids)  # type: ignore[arg-type]
    sites, sources = {"somewhere": "Somewhere"}, {"book1999": "Author 1999"}
    return Diagram(DiagramRequest(subjects, views(), sites, sources, texts=captions(), **options))


def known() -> dict[str, list[str]]:
    """Trigger points of the sample muscles, for the lint."""
    return {id: [p["id"] for p in raw["trigger_points"]] for id, raw in MUSCLES.items()}


NUMBER = re.compile(r"-?\d+\.?\d*")
GOLDEN = Path(__file__).parent / "golden"


def assert_golden(name: str, svg: str) -> None:
    """Same words and shapes as the accepted picture; UPDATE_GOLDEN=1 accepts the present one. Numbers may differ by rounding."""
    path = GOLDEN / f"{name}.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(svg, encoding="utf-8")
    golden = path.read_text(encoding="utf-8")
    assert NUMBER.sub("#", svg) == NUMBER.sub("#", golden)
    pairs = zip(NUMBER.findall(svg), NUMBER.findall(golden), strict=True)
    assert all(abs(float(new) - float(old)) < 0.25 for new, old in pairs)


def assert_same_in_any_process(names: Collection[str], imports: str, drawn: str) -> None:
    """`drawn`, an expression of `name`, is the same text in fresh processes, whatever the hash seed and the order."""
    code = f"import hashlib; {imports}\nfor name in ORDER: print(name, hashlib.sha256(({drawn}).encode()).hexdigest())"
    found = []
    for seed, order in (("1", list(names)), ("77", list(names)[::-1])):
        ran = subprocess.run(
            [sys.executable, "-c", code.replace("ORDER", repr(order))],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(sorted(ran.stdout.splitlines()))
    assert found[0] == found[1]
    assert len(found[0]) == len(names)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours as WCAG defines it, 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def blend(top: str, opacity: float, under: str) -> str:
    """The colour that `top` makes on `under`."""
    mixed = (round(opacity * a + (1 - opacity) * b) for a, b in zip(_channels(top), _channels(under), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
