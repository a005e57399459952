"""What of a muscle lies on the skin: its points, fibres and zones, and their compact form in the compiled catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model.muscle import Muscle
from ..model.shapes import Shape
from .anchors import Anchors
from .encoding import decode, encode
from .fibres import fibre_lines
from .patches import Patch, build_patch
from .places import Places


@dataclass(frozen=True, eq=False)  # arrays do not compare as one
class Drawn:
    """The drawing of a muscle on the left half of the reference skin.

    points: trigger-point id -> anchor of its X. zones: (trigger-point id, zone id) -> its patches, drawn as on the left
    whatever the zone's side. fibres: lines from origin to insertion.
    """

    points: Mapping[str, Anchors]
    zones: Mapping[tuple[str, str], tuple[Patch, ...]]
    fibres: tuple[Anchors, ...]


def draw_muscle(places: Places, muscle: Muscle) -> Drawn:
    """Resolve every point and shape of a muscle. KeyError for an unknown landmark (checked before)."""
    return Drawn(
        {point.id: places.place(point.point).anchor for point in muscle.trigger_points},
        {
            (point.id, zone.id): tuple(build_patch(places, shape) for shape in zone.shapes)
            for point in muscle.trigger_points
            for zone in point.zones
        },
        tuple(line for sheet in muscle.fibres for line in fibre_lines(places, sheet)),
    )


def draw_area(places: Places, shapes: tuple[Shape, ...]) -> tuple[Patch, ...]:
    """The patches of a pain site."""
    return tuple(build_patch(places, shape) for shape in shapes)


def pack(drawn: Drawn) -> dict[str, Any]:
    """As plain JSON values."""
    return {
        "points": {key: encode(anchor) for key, anchor in drawn.points.items()},
        "zones": {f"{point}/{zone}": [pack_patch(patch) for patch in patches] for (point, zone), patches in drawn.zones.items()},
        "fibres": [encode(line) for line in drawn.fibres],
    }


def unpack(raw: Mapping[str, Any]) -> Drawn:
    """What `pack` wrote."""
    zones = {}
    for key, patches in raw["zones"].items():
        point, _, zone = key.partition("/")
        zones[point, zone] = tuple(unpack_patch(patch) for patch in patches)
    return Drawn(
        {key: decode(text) for key, text in raw["points"].items()},
        zones,
        tuple(decode(text) for text in raw["fibres"]),
    )


def pack_patch(patch: Patch) -> dict[str, Any]:
    """A patch as plain JSON values: `at` its samples, `r` one radius or one a sample (half millimetres), none for an area."""
    if patch.closed:
        return {"at": encode(patch.anchors)}
    radii = [round(float(radius) * 2) for radius in patch.radii]
    return {"at": encode(patch.anchors), "r": radii[0] if len(set(radii)) == 1 else radii}


def unpack_patch(raw: Mapping[str, Any]) -> Patch:
    """What `pack_patch` wrote."""
    anchors = decode(raw["at"])
    radius = raw.get("r")
    radii = np.zeros(len(anchors)) if radius is None else np.broadcast_to(np.array(radius) / 2.0, len(anchors)).copy()
    return Patch(anchors, radii, closed=radius is None)
