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
from ..model import KINDS, Record
from ..reading import Tree
from .cells import arrange
from .checks import check_tree
from .checks.drawing import check_muscle, check_places_on_body, check_sites_are_drawn
from .measured import Measured, Ruler
from .terms import symptom_muscles, symptom_names, terms

FORMAT: Final = 5
_OF_MUSCLES: Final = ("geometry", "zones_mm2", "footprints", "lies_on")
"""The sections with an entry for each muscle."""
_COMPILED: Final = tuple(kind for kind in KINDS.values() if kind.compiled)

Row = list[Any]
"""A row of `covers`."""


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
        document |= {name: known[name] for name in ("areas", "sites_mm2", "site_prints")}
    else:
        problems.extend(check_sites_are_drawn(ruler))
        document["areas"] = ruler.packed
        document["sites_mm2"] = {key: round(ruler.samples.area(mask)) for key, mask in sorted(ruler.masks.items())}
        document["site_prints"] = {key: encode_mask(mask) for key, mask in sorted(ruler.masks.items())}

    sections: dict[str, dict[str, Any]] = {section: {} for section in _OF_MUSCLES}
    covers: dict[str, list[Row]] = {site: [] for site in records["sites"]}
    kept = _rows_by_muscle(known) if known else {}
    for id, muscle in sorted(tree.muscles.items()):
        if tree.place("muscle", id).file in faulty:
            continue  # its own faults come first
        if known and known["digests"]["muscles"].get(id) == own[id]:
            parts, rows = [known[section][id] for section in _OF_MUSCLES], kept.get(id, [])
        else:
            measured = ruler.measure(muscle)
            problems.extend(check_muscle(tree, muscle, measured))
            parts, rows = _parts(measured), _rows(id, measured)
        for section, part in zip(_OF_MUSCLES, parts, strict=True):
            sections[section][id] = part
        for site, row in rows:
            covers[site].append(row)
    for table in covers.values():
        table.sort(key=lambda row: (-row[4], -row[5], *row[:4]))
    document |= {**sections, "covers": covers}
    drawn = {id: muscle for id, muscle in tree.muscles.items() if id in sections["footprints"]}
    document["cells"] = arrange(ruler.samples, tree.sites, ruler.masks, drawn, sections["footprints"])
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


def _plain(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


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


def _parts(measured: Measured) -> list[Any]:
    """What the document holds of a measured muscle, in the order of the sections."""
    sizes = {f"{point}/{zone}": round(size) for (point, zone), size in measured.zone_mm2.items()}
    prints = {f"{point}/{zone}": encode_mask(mask) for (point, zone), mask in measured.masks.items()}
    return [pack(measured.drawn), sizes, prints, list(measured.lies_on)]


def _rows(id: str, measured: Measured) -> list[tuple[str, Row]]:
    """The sites that a measured muscle covers, each with its row of the table of that site."""
    return [
        (cover.site, [id, point, zone, cover.instance, cover.of_site, cover.of_zone])
        for (point, zone), covers in measured.covers.items()
        for cover in covers
    ]


def _rows_by_muscle(document: Mapping[str, Any]) -> dict[str, list[tuple[str, Row]]]:
    """The rows of an earlier document by muscle, each with its site."""
    by_muscle: dict[str, list[tuple[str, Row]]] = {}
    for site, rows in document["covers"].items():
        for row in rows:
            by_muscle.setdefault(row[0], []).append((site, row))
    return by_muscle
