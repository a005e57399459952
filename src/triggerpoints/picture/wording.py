"""The words of a picture: title, captions, alternative text. All follow from the data alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..model import TriggerPoint
from ..model.source import OTHERS
from .asked import plain_name
from .content import Content, DiagramRequest, Subject
from .framing import Panel
from .seen import unseen
from .shots import Shot

LEGEND: Final = {
    "asked": "pain asked about",
    "mark": "trigger point",
    "deep": "trigger point deep in the muscle",
    "essential": "where pain is reported most often",
    "spillover": "where it spreads in some people",
    "fibres": "muscle fibres",
}
_INITIALS: Final = re.compile(r" [A-Z][A-Z-]{0,4}$")
CAUTION: Final = "First rule out:"
ASKED: Final = "Pain asked about:"
_SIDES: Final = {"left": "left side", "right": "right side", "both": "both sides"}


def title(request: DiagramRequest) -> str:
    """What the picture is of: the muscles and their side, or the pain that it answers to."""
    if not request.asked:
        return muscles(request)
    labels = _asked_labels(request)
    if not request.subjects:
        return f"{ASKED} {_list(labels)}"
    of = "" if len(labels) == 1 else " at least one of"
    return f"Muscles whose reported pattern includes{of}: {', '.join(labels)}"


def _asked_labels(request: DiagramRequest) -> list[str]:
    return list(dict.fromkeys(asked.label for asked in request.asked))


def caution(request: DiagramRequest) -> str | None:
    """What must be ruled out before any muscle is thought of."""
    return f"{CAUTION} {'; '.join(request.cautions)}." if request.cautions else None


def unexplained_line(request: DiagramRequest) -> str | None:
    """What no pattern reaches, if there is anything to say."""
    where = list(dict.fromkeys(request.unexplained))
    return f"No reported pattern in this catalogue includes: {', '.join(where)}." if where else None


def muscles(request: DiagramRequest) -> str:
    """The muscles and their side: "Trapezius, upper part: right side"."""
    return "; ".join(f"{', '.join(names)} \u2013 {_SIDES[side]}" for side, names in _by_side(request.subjects))


def _by_side(subjects: Sequence[Subject]) -> list[tuple[str, list[str]]]:
    out: dict[str, list[str]] = {}
    for subject in subjects:
        name = subject.muscle.names.english
        # A name with a comma of its own would fall apart in a list.
        out.setdefault(subject.side, []).append(f"{name.replace(', ', ' (', 1)})" if ", " in name and len(subjects) > 1 else name)
    return list(out.items())


def view_lines(shot: Shot) -> tuple[str, str]:
    """The name of a view, and where the patient's right is or which side it is."""
    if shot.side and shot.close_up:
        return shot.view.name, f"the patient\u2019s {shot.side} side"
    if shot.side:
        return shot.view.name, f"seen from the patient\u2019s {shot.side}"
    on = "left" if shot.camera.right[0] > 0 else "right"
    return shot.view.name, f"the patient\u2019s right is on your {on}"


def short_citation(source: Mapping[str, Any]) -> str:
    """Authors and year of a source as it stands in the data: "Simons et al. 1999"."""
    names = [_INITIALS.sub("", author) for author in source["authors"]]
    two = len(names) == 2 and names[1] != OTHERS
    who = names[0] if len(names) == 1 else f"{names[0]} and {names[1]}" if two else f"{names[0]} et al."
    return f"{who} {source['year']}"


def sources_line(request: DiagramRequest) -> str:
    """The sources of the trigger points that are drawn; "" when none are."""
    if not request.subjects:
        return ""
    ids = dict.fromkeys(id for subject in request.subjects for point in subject.chosen for id in point.sources)
    cited = sorted({request.citations.get(id, id) for id in ids}, key=lambda text: (text.casefold(), text))
    return f"Sources: {'; '.join(cited)}."


def unseen_line(request: DiagramRequest, content: Content, panels: Sequence[Panel]) -> str | None:
    """What the views do not show, if there is anything to say."""
    hidden, more = unseen(request, content, panels)
    said = [
        f"{_point_name(request, subject, point)} is described on the {point.side} side only and not drawn."
        for subject in request.subjects
        for point in subject.chosen
        if not _drawn(subject, point)
    ]
    if hidden:
        said.append(f"Not seen in {'this view' if len(panels) == 1 else 'these views'}: {_list(hidden)}.")
    if more:
        views = _list([f"\u201c{request.views[id].name}\u201d" for id in more])
        said.append(f"Part of the pattern lies out of sight; the view {views} shows it and is drawn only when asked for by name.")
    return " ".join(said) or None


def alt_text(request: DiagramRequest, shots: Sequence[Shot], missing: str | None) -> str:
    """What the picture shows, for a reader who cannot see it. missing: what `unseen_line` says."""
    seen = _list([_where(shot) for shot in shots])
    figure = "" if request.figure == "neutral" else f" of the {request.figure} figure"
    if request.asked:
        labels = _asked_labels(request)
        first = [caution(request) or "", f"Body chart{figure}. {ASKED} {_list(labels)}."]
        it = "it" if len(labels) == 1 else "at least one of these"
        drawn = f"Muscles whose reported pattern includes {it}: {muscles(request)}." if request.subjects else ""
        sentences = [one for one in (*first, unexplained_line(request), drawn, f"Seen {seen}.") if one]
    else:
        sentences = [f"Body chart{figure}: {title(request)}. Seen {seen}."]
    for subject in request.subjects:
        for point in (point for point in subject.chosen if _drawn(subject, point)):
            name = _point_name(request, subject, point)
            parts = []
            for kind, verb in (
                ("essential", "reported most often at"), ("spillover", "in some people also at"), ("rare", "rarely at")
            ):  # fmt: skip
                zones = [zone for zone in point.zones if ("rare" if zone.rare else zone.strength) == kind]
                where = [_site(request, site, zone.side) for zone in zones for site in zone.sites]
                if where:
                    parts.append(f"{verb} {_list(list(dict.fromkeys(where)))}")
            pain = f"pain {', '.join(parts)}" if parts else "no referred pain is described"
            only = f", {point.side} side only" if point.side else ""
            sentences.append(f"{name} ({point.depth}{only}): {pain}.")
    return " ".join([*sentences, missing] if missing else sentences)


def _drawn(subject: Subject, point: TriggerPoint) -> bool:
    """Whether the point is described on a side on which its muscle is drawn."""
    return any(point.on(side) for side in subject.sides)


def _point_name(request: DiagramRequest, subject: Subject, point: TriggerPoint) -> str:
    return f"{subject.muscle.names.english} {point.label}" if len(request.subjects) > 1 or request.asked else point.label


def _where(shot: Shot) -> str:
    side = f" ({shot.side})" if shot.side else ""
    return f"in the view \u201c{shot.view.name}\u201d{side}"


def _site(request: DiagramRequest, id: str, side: str) -> str:
    name = plain_name(request.site_names.get(id, id.replace("_", " ")))
    if id in request.unpaired or side == "same":
        return name
    return f"{name} of the opposite side" if side == "other" else f"{name} of both sides"


def _list(parts: Iterable[str]) -> str:
    every = list(parts)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"
