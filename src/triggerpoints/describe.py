"""A muscle in plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill
from typing import TYPE_CHECKING

from .limits import LIMITS

if TYPE_CHECKING:
    from .catalogue import Catalogue
    from .model import Muscle, Zone

_SIDES = {"same": "same side", "other": "opposite side", "both": "both sides"}


def describe(muscle: Muscle, catalogue: Catalogue) -> str:
    """Everything the catalogue knows about a muscle, with the sources named."""
    lines = [muscle.names.english, "=" * len(muscle.names.english)]
    if muscle.names.latin:
        lines.append(f"Latin: {muscle.names.latin}")
    if muscle.names.synonyms:
        lines.append(f"Also: {', '.join(muscle.names.synonyms)}")
    if muscle.part_of:
        lines.append(f"Part of: {muscle.part_of}")
    anatomy = muscle.anatomy
    roots = f" ({', '.join(anatomy.innervation.roots)})" if anatomy.innervation.roots else ""
    lines += ["", *_wrapped([f"Origin: {anatomy.origin}", f"Insertion: {anatomy.insertion}"])]
    lines += _wrapped([f"Innervation: {anatomy.innervation.nerve}{roots}", f"Action: {anatomy.action}"])
    for point in muscle.trigger_points:
        only = f"; {point.side} side only" if point.side else ""
        lines += ["", f"{point.label} ({point.depth}; {point.part}{only})", *_wrapped([f"Lies: {point.location}"])]
        lines += [line for zone in point.zones for line in _wrapped([_zone(zone, catalogue)])]
        if point.no_referred_pain:
            lines += _wrapped([f"No referred pain: {point.no_referred_pain}"])
        lines.append(f"  Sources: {', '.join(point.sources)}")
    for title, statements in (
        ("Other symptoms", [(f"{s.symptom}: {s.text}", s.sources) for s in muscle.symptoms]),
        ("What sets it off", [(s.text, s.sources) for s in muscle.provoked_by]),
        ("What patients can do", [(s.text, s.sources) for s in muscle.self_care]),
        ("Caution when needling", [(f"{s.structure}: {s.text}", s.sources) for s in muscle.needling_caution]),
        ("Evidence", [(f"{s.claim} ({s.kind.replace('_', ' ')}): {s.text}", s.sources) for s in muscle.evidence]),
        ("Where sources disagree", [(s.text, s.sources) for s in muscle.disputes]),
    ):
        if statements:
            lines += ["", title, *_wrapped(f"- {text} [{', '.join(sources)}]" for text, sources in statements)]
    cited = sorted(set(_cited(muscle)))
    lines += ["", "Sources", *_wrapped(f"[{id}] {catalogue.citation(id)}" for id in cited), "", *_wrapped([LIMITS])]
    return "\n".join(lines)


def _zone(zone: Zone, catalogue: Catalogue) -> str:
    names = ", ".join(catalogue.sites[site].name for site in zone.sites)
    rare = f" (rare: {zone.rare})" if zone.rare else ""
    return f"{zone.strength.capitalize()}, {_SIDES[zone.side]}: {names}{rare}"


def _cited(muscle: Muscle) -> Iterable[str]:
    yield from muscle.anatomy.sources
    for point in muscle.trigger_points:
        yield from point.sources
    for statements in (
        muscle.symptoms,
        muscle.provoked_by,
        muscle.self_care,
        muscle.needling_caution,
        muscle.evidence,
        muscle.disputes,
    ):
        for statement in statements:
            yield from statement.sources


def _wrapped(texts: Iterable[str]) -> list[str]:
    return [fill(text, 100, initial_indent="  ", subsequent_indent="    ") for text in texts]
