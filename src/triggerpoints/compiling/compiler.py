"""The YAML tree as one validated JSON document: what the wheel carries and the catalogue reads.

The document, all plain JSON values (`triggerpoints.document` writes and reads it):
    format      number of this layout
    digests     what each part was made from, so that only what changed is measured again
    muscles, sites, sources, landmarks, views, cautions, complaints, symptoms, segments    id -> record, as the models dump it
    geometry    muscle id -> points, fibres and zones on the skin (see body.drawn); lies_on: muscle id -> the sites its X are on
    areas       site id -> its own patches; sites_mm2: site id -> area of one of its places
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
from ..model import KINDS, Record
from ..reading import Tree
from .cells import arrange
from .checks import check_tree
from .checks.drawing import check_muscle, check_places_on_body, check_sites_are_drawn
from .measured import Ruler
from .terms import symptom_muscles, symptom_names, terms

FORMAT: Final = 4
_COMPILED: Final = tuple(kind for kind in KINDS.values() if kind.compiled)


@dataclass(frozen=True, slots=True)
class Compilation:
    """The document (None when a problem is an ERROR) and every problem, sorted by place."""

    document: dict[str, Any] | None
    problems: tuple[Problem, ...]


def compile_tree(tree: Tree, found: Iterable[Problem] = (), previous: Mapping[str, Any] | None = None) -> Compilation:
    """Check and measure a tree.

    found: problems the reader met. previous: an earlier document; muscles that did not change since are taken from it.
    """
    problems = [*found, *check_tree(tree)]
    faulty = {problem.file for problem in problems if problem.severity == ERROR}
    shared_files = {origin.file for (kind, _), origin in tree.origins.items() if kind != "muscle"} | {""}
    if tree.unread or any(kind != "muscle" for kind, _ in tree.broken) or not faulty.isdisjoint(shared_files):
        # No drawing can be judged while the landmarks and sites it rests on are in doubt.
        return Compilation(None, tuple(sorted(problems)))

    records = {kind.key: {id: _plain(one) for id, one in sorted(tree.records(kind.name).items())} for kind in _COMPILED}
    shared = _digest([_code_digest(), records["landmarks"], records["sites"]])
    own = {key: _digest(raw) for key, raw in records["muscles"].items()}
    of_same_places = previous and previous.get("format") == FORMAT and previous.get("digests", {}).get("shared") == shared
    known = previous if of_same_places else None

    ruler = Ruler(tree, known["areas"] if known else None)
    if not known:
        astray = tuple(check_places_on_body(tree, ruler))
        if astray:
            return Compilation(None, tuple(sorted([*problems, *astray])))
    document: dict[str, Any] = {"format": FORMAT, "digests": {"shared": shared, "muscles": own}, **records}
    if known:
        document["areas"], document["sites_mm2"] = known["areas"], known["sites_mm2"]
    else:
        problems.extend(check_sites_are_drawn(ruler))
        document["areas"] = ruler.packed
        document["sites_mm2"] = {key: round(ruler.samples.area(mask)) for key, mask in sorted(ruler.masks.items())}

    geometry: dict[str, Any] = {}
    sizes: dict[str, dict[str, int]] = {}
    prints: dict[str, dict[str, str]] = {}
    lies_on: dict[str, list[str]] = {}
    tables: dict[str, list[list[Any]]] = {key: [] for key in records["sites"]}
    old = _rows_by_muscle(known) if known else {}
    for key, muscle in sorted(tree.muscles.items()):
        if tree.mark("muscle", key).file in faulty:
            continue  # its own faults first
        if known and known["digests"]["muscles"].get(key) == own[key]:
            geometry[key], sizes[key] = known["geometry"][key], known["zones_mm2"][key]
            prints[key], lies_on[key] = known["footprints"][key], known["lies_on"][key]
            for site, row in old.get(key, []):
                tables[site].append(row)
            continue
        measured = ruler.measure(muscle)
        problems.extend(check_muscle(tree, muscle, measured))
        geometry[key] = pack(measured.drawn)
        sizes[key] = {f"{point}/{zone}": round(size) for (point, zone), size in measured.zone_mm2.items()}
        for (point, zone), found_covers in measured.covers.items():
            for cover in found_covers:
                tables[cover.site].append([key, point, zone, cover.instance, cover.of_site, cover.of_zone])
        prints[key] = {f"{point}/{zone}": encode_mask(mask) for (point, zone), mask in measured.masks.items()}
        lies_on[key] = list(measured.lies_on)
    for rows in tables.values():
        rows.sort(key=lambda row: (-row[4], -row[5], *row[:4]))
    document |= {"geometry": geometry, "zones_mm2": sizes, "covers": tables, "footprints": prints, "lies_on": lies_on}
    drawn = {key: muscle for key, muscle in tree.muscles.items() if key in prints}
    document["cells"] = arrange(ruler.samples, tree.sites, ruler.masks, drawn, prints)
    document |= {"terms": terms(tree), "symptom_muscles": symptom_muscles(tree), "symptom_names": symptom_names(tree)}
    failed = any(problem.severity == ERROR for problem in problems)
    return Compilation(None if failed else document, tuple(sorted(problems)))


def tree_of(document: Mapping[str, Any]) -> Tree:
    """The tree a document was made from, without places in files."""
    built: dict[str, Any] = {
        kind.key: {id: kind.record.model_validate_json(record_text(document[kind.key], id)) for id in document[kind.key]}
        for kind in _COMPILED
    }
    return Tree(**built)


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()[:32]


def _code_digest() -> str:
    """Of the surface and the code that measures on it: when they change, everything is measured again."""
    package = Path(__file__).resolve().parents[1]
    files = [*sorted((package / "body").glob("*.py")), *sorted((package / "compiling").rglob("*.py"))]
    whole = hashlib.sha256()
    for file in (*files, package / "assets/body.npz"):
        whole.update(file.read_bytes())
    return whole.hexdigest()


def _rows_by_muscle(document: Mapping[str, Any]) -> dict[str, list[tuple[str, list[Any]]]]:
    """Muscle -> (site, row) of all its rows."""
    by_muscle: dict[str, list[tuple[str, list[Any]]]] = {}
    for site, rows in document["covers"].items():
        for row in rows:
            by_muscle.setdefault(row[0], []).append((site, row))
    return by_muscle
