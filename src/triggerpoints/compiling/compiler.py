"""The YAML tree as one validated JSON document: what the wheel carries and the catalogue reads.

The document, all plain JSON values (`triggerpoints.document` writes and reads it):
    format      number of this layout
    digests     of what each part was made from, so that only what changed is measured again
    muscles, sites, ...    for every kind of record that is compiled (see model.kinds): id -> record, as the models dump it
    geometry    muscle id -> points, fibres and zones on the skin (see body.drawn); lies_on: muscle id -> the sites its X are on
    areas       site id -> its own patches; sites_mm2: site id -> area of one of its places
    site_prints site id -> where that place lies, as samples of the skin
    zones_mm2   muscle id -> "point/zone" -> area
    covers      site id -> [muscle, point, zone, instance, share of site, share of zone], strongest first
    footprints  muscle id -> "point/zone" -> where it is felt, as samples of the skin; cells: site id -> {rows, cells}: how all
                patterns together split the site (see compiling.cells)
    terms       [name, kind, id] of everything that can be asked for; symptom_muscles: symptom id -> muscle id -> its words there;
                symptom_names: symptom id -> name (see compiling.terms)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..body.drawn import pack
from ..body.encoding import encode_mask
from ..document import record_text
from ..errors import ERROR, Problem
from ..model import KINDS
from ..reading import Tree
from .cells import arrange
from .checks import check_tree
from .checks.drawing import check_muscle, check_points_on_body, check_sites_are_drawn
from .measured import Measured, Ruler
from .terms import symptom_muscles, symptom_names, terms

FORMAT: Final = 5
_OF_MUSCLES: Final = ("geometry", "zones_mm2", "footprints", "lies_on")
"""The sections with an entry for each muscle."""
_COMPILED: Final = tuple(kind for kind in KINDS.values() if kind.compiled)


@dataclass(frozen=True, slots=True)
class Compilation:
    """The document, or None when a problem is an error; and every problem, sorted by place."""

    document: dict[str, Any] | None
    problems: tuple[Problem, ...]


def compile_tree(tree: Tree, found: Iterable[Problem] = (), previous: Mapping[str, Any] | None = None) -> Compilation:
    """Check a tree and measure its drawings.

    found: the problems that the reader met. previous: an earlier document. What it says of muscles that did not change since
    is taken over.
    """
    problems = [*found, *check_tree(tree)]
    faulty = {problem.file for problem in problems if problem.severity == ERROR}
    shared_files = {origin.document.file for (kind, _), origin in tree.origins.items() if kind != "muscle"} | {""}
    if tree.unread or any(kind != "muscle" for kind, _ in tree.broken) or not faulty.isdisjoint(shared_files):
        # No drawing can be judged while the landmarks and sites it rests on are in doubt.
        return Compilation(None, tuple(sorted(problems)))

    records = {
        kind.key: {
            id: record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
            for id, record in sorted(tree.records(kind.name).items())
        }
        for kind in _COMPILED
    }
    shared = _digest([_code_digest(), records["landmarks"], records["sites"]])
    own = {id: _digest(raw) for id, raw in records["muscles"].items()}
    of_same_places = previous and previous.get("format") == FORMAT and previous["digests"]["shared"] == shared
    known = previous if of_same_places else None

    ruler = Ruler(tree, known)
    if not known:
        places = ((kind, id) for kind in ("landmark", "site") for id in tree.records(kind))
        astray = [problem for kind, id in places for problem in check_points_on_body(ruler, kind, id)]
        if astray:
            return Compilation(None, tuple(sorted([*problems, *astray])))
        problems.extend(check_sites_are_drawn(ruler))
    masks = dict(sorted(ruler.masks.items()))
    document: dict[str, Any] = {
        "format": FORMAT,
        "digests": {"shared": shared, "muscles": own},
        **records,
        "areas": ruler.areas,
        "sites_mm2": {id: round(ruler.samples.area(mask)) for id, mask in masks.items()},
        "site_prints": {id: encode_mask(mask) for id, mask in masks.items()},
    }

    # The faults of a file come first: what it draws is not judged while it has others.
    sound = {id: muscle for id, muscle in sorted(tree.muscles.items()) if tree.place("muscle", id).file not in faulty}
    kept = {id for id in sound if known and known["digests"]["muscles"].get(id) == own[id]}
    sections: dict[str, dict[str, Any]] = {section: {} for section in _OF_MUSCLES}
    covers = {site: [row for row in known["covers"][site] if row[0] in kept] if known else [] for site in records["sites"]}
    for id, muscle in sound.items():
        if known and id in kept:
            parts = {section: known[section][id] for section in _OF_MUSCLES}
        else:
            measured = ruler.measure(muscle)
            problems.extend(check_muscle(ruler, measured))
            parts = _parts(measured)
            for zone in measured.zones:
                for site, *cover in zone.covers:
                    covers[site].append([id, zone.point, zone.record.id, *cover])
        for section, part in parts.items():
            sections[section][id] = part
    for table in covers.values():
        table.sort(key=lambda row: (-row[4], -row[5], *row[:4]))
    document |= {**sections, "covers": covers}
    document["cells"] = arrange(ruler.samples, tree.sites, ruler.masks, sound, sections["footprints"])
    document |= {"terms": terms(tree), "symptom_muscles": symptom_muscles(tree), "symptom_names": symptom_names(tree)}
    failed = any(problem.severity == ERROR for problem in problems)
    return Compilation(None if failed else document, tuple(sorted(problems)))


def tree_of(document: Mapping[str, Any]) -> Tree:
    """Return the tree that a document was made from. Its records come from no file."""
    built: dict[str, Any] = {
        kind.key: {id: kind.record.model_validate_json(record_text(document[kind.key], id)) for id in document[kind.key]}
        for kind in _COMPILED
    }
    return Tree(**built)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()[:32]


def _code_digest() -> str:
    """Digest the surface and the code that reads points and measures on it: when they change, all is measured again."""
    package = Path(__file__).resolve().parents[1]
    files = [file for part in ("body", "compiling", "model") for file in sorted((package / part).rglob("*.py"))]
    whole = hashlib.sha256()
    for file in (*files, package / "assets/body.npz"):
        whole.update(file.read_bytes())
    return whole.hexdigest()


def _parts(measured: Measured) -> dict[str, Any]:
    """What the document holds of a measured muscle, by section."""
    zones = {f"{zone.point}/{zone.record.id}": zone for zone in measured.zones}
    return {
        "geometry": pack(measured.drawn),
        "zones_mm2": {key: round(zone.mm2) for key, zone in zones.items()},
        "footprints": {key: encode_mask(zone.mask) for key, zone in zones.items()},
        "lies_on": list(measured.lies_on),
    }
