"""A muscle in plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill
from typing import TYPE_CHECKING

from .limits import LIMITS
from .messages import Texts

if TYPE_CHECKING:
    from .catalogue import Catalogue
    from .model import Muscle, TriggerPoint, Zone


def describe(muscle: Muscle, catalogue: Catalogue) -> str:
    """Everything the catalogue knows about a muscle, with the sources named."""
    say = catalogue.texts
    names, anatomy = muscle.names, muscle.anatomy
    lines = [names.english, "=" * len(names.english)]
    if names.latin:
        lines.append(say("latin", name=names.latin))
    if names.synonyms:
        lines.append(say("also", names=", ".join(names.synonyms)))
    if muscle.part_of:
        lines.append(say("part_of", name=muscle.part_of))
    nerve, roots = anatomy.innervation.nerve, ", ".join(anatomy.innervation.roots)
    innervation = say("innervation_roots" if roots else "innervation", nerve=nerve, roots=roots)
    ends = [say("origin", text=anatomy.origin), say("insertion", text=anatomy.insertion)]
    lines += ["", *_wrapped([*ends, innervation, say("action", text=anatomy.action)])]
    for point in muscle.trigger_points:
        lines += _point(point, catalogue, say)
    cited = {*anatomy.sources, *(source for point in muscle.trigger_points for source in point.sources)}
    for key, statements in (
        ("symptoms", [(f"{one.symptom}: {one.text}", one.sources) for one in muscle.symptoms]),
        ("provoked_by", [(one.text, one.sources) for one in muscle.provoked_by]),
        ("self_care", [(one.text, one.sources) for one in muscle.self_care]),
        ("needling_caution", [(f"{one.structure}: {one.text}", one.sources) for one in muscle.needling_caution]),
        ("evidence", [(f"{one.claim} ({one.kind.replace('_', ' ')}): {one.text}", one.sources) for one in muscle.evidence]),
        ("disputes", [(one.text, one.sources) for one in muscle.disputes]),
    ):
        if statements:
            told = [f"- {text} [{', '.join(sources)}]" for text, sources in statements]
            lines += ["", say(f"heading_{key}"), *_wrapped(told)]
            cited.update(source for _, sources in statements for source in sources)
    lines += ["", say("heading_sources"), *_wrapped(f"[{id}] {catalogue.citation(id)}" for id in sorted(cited))]
    return "\n".join([*lines, "", *_wrapped([LIMITS])])


def _point(point: TriggerPoint, catalogue: Catalogue, say: Texts) -> Iterable[str]:
    key = "point_one_side" if point.side else "point"
    yield ""
    yield say(key, label=point.label, depth=point.depth, part=point.part, side=point.side)
    yield from _wrapped([say("lies", text=point.location), *(_zone(zone, catalogue, say) for zone in point.zones)])
    if point.no_referred_pain:
        yield from _wrapped([say("no_referred_pain", text=point.no_referred_pain)])
    yield f"  {say('point_sources', sources=', '.join(point.sources))}"


def _zone(zone: Zone, catalogue: Catalogue, say: Texts) -> str:
    sites = ", ".join(catalogue.sites[site].name for site in zone.sites)
    told = {"strength": zone.strength.capitalize(), "side": say(f"side_{zone.side}"), "sites": sites}
    return say("zone_rarely" if zone.rare else "zone", **told, why=zone.rare)


def _wrapped(texts: Iterable[str]) -> list[str]:
    return [fill(text, 100, initial_indent="  ", subsequent_indent="    ") for text in texts]
