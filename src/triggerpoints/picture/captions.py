"""What pictures say: captions, legends and alternative texts, filled in from the texts of one language.

The texts are those of `words/<language>/picture.yaml`: `plates` for professionals, `texts` for patients. Here stand no words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..errors import UnknownNameError
from ..model import TriggerPoint
from ..model.source import OTHERS
from ..text import clean, nearest
from .asked import AskedPlace, plain_name
from .camera_view import CameraView
from .request import Depicted, DiagramRequest, PointMark, Subject, ZoneItem
from .seen import Coverage
from .text_width import balanced, wrapped

VIEW_SIZE, WHERE_SIZE = 14.5, 12.5
"""Sizes of the letters of the two captions below a panel."""
_STRENGTHS: Final = ("essential", "spillover", "rare")
_INITIALS: Final = re.compile(r" [A-Z][A-Z-]{0,4}$")


class Captions:
    """What all pictures say in the same way.

    Where a catalogue has no texts at all, names and keys stand in their place; where it has some, a missing one is an error.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def text(self, key: str, **values: str) -> str:
        """A text with its placeholders filled in. Raises UnknownNameError for one that the language does not have."""
        if not self._texts:
            return clean(" ".join(values.values()) or key.replace("_", " "))
        if key not in self._texts:
            raise UnknownNameError("text of the picture", key, nearest(key, self._texts))
        # One pass: a brace in a value stays a brace.
        return clean(re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), self._texts[key]))

    def zone(self, zone: ZoneItem) -> str:
        """The title of a zone."""
        return self.text("zone", point=zone.label, meaning=self.text(f"legend_{zone.strength}"))

    def mark(self, mark: PointMark) -> str:
        """The title of an X."""
        return self.text("point", point=mark.label, meaning=self.text("legend_mark"), depth=self.text(f"depth_{mark.depth}"))

    def asked(self, area: AskedPlace) -> str:
        """The title of the pain asked about."""
        return self.text("asked", places=area.label)

    def label(self, label: str) -> str:
        """What is written at the pain asked about; "" for nothing."""
        return self.text("asked", places=label)

    def legend(self, depicted: Depicted, coverage: Coverage) -> list[tuple[str, str]]:
        """The signs of the picture and what they mean."""
        there = {"mark" if mark.depth == "superficial" else "deep" for marks in coverage.marks for mark in marks}
        there |= {zone.strength for zone in depicted.zones}
        there |= {key for key, any_ in (("asked", depicted.asked), ("fibres", depicted.fibres)) if any_}
        keys = ("asked", "mark", "deep", "essential", "spillover", "fibres")
        return [(key, self.text(f"legend_{key}")) for key in keys if key in there]

    def side_of(self, view: CameraView, own: str) -> str:
        """Which side a view looks at, or where the patient's own side is in it."""
        if view.side:
            return self.text(f"{'close_up' if view.close_up else 'seen_from'}_{view.side}")
        other = "left" if own == "right" else "right"
        mirrored = view.camera.right[0] > 0  # as a person who stands opposite
        return self.text(f"your_{own}_on_{other if mirrored else own}")

    def caption_lines(self, view: CameraView, room: float) -> list[tuple[str, bool]]:
        """The lines below a panel `room` units wide, and whether each is part of the name of the view."""
        name, where = self.view(view)
        return [(name, True), (where, False)]

    def caption_count(self, view: CameraView, room: float) -> int:
        """How many lines `caption_lines` has."""
        return len(self.caption_lines(view, room))

    def view(self, view: CameraView) -> tuple[str, str]:
        """The name of a view, and which side is where."""
        return view.record.name, self.side_of(view, "right")

    def by_side(self, subjects: Iterable[Subject], name: Callable[[Subject], str]) -> list[tuple[str, str]]:
        """The names of the muscles of each side, in a list, and the side."""
        out: dict[str, dict[str, None]] = {}
        for subject in subjects:
            out.setdefault(subject.side, {})[name(subject)] = None
        return [(", ".join(names), self.text(f"side_{side}")) for side, names in out.items()]

    def sites(
        self, points: Iterable[TriggerPoint], strength: str, unpaired: Collection[str], name: Callable[[str], str]
    ) -> list[str]:
        """Where pain is felt so often ("essential", "spillover" or "rare"), each site once. name: of a site, by id."""
        zones = [zone for point in points for zone in point.zones if ("rare" if zone.rare else zone.strength) == strength]
        found = []
        for side, site in [(zone.side, site) for zone in zones for site in zone.sites]:
            same = site in unpaired or side == "same"
            found.append(name(site) if same else self.text(f"site_{side}_side{'s' * (side == 'both')}", site=name(site)))
        return list(dict.fromkeys(found))


class PlateCaptions(Captions):
    """What a picture for professionals says: that of muscles, or of an answer."""

    def __init__(self, request: DiagramRequest) -> None:
        super().__init__(request.texts)
        self.request = request

    def muscles(self) -> str:
        """The muscles and their side: "Trapezius, upper part: right side"."""
        named = self.by_side(self.request.subjects, self._name)
        return "; ".join(self.text("muscles", muscles=names, side=side) for names, side in named)

    def title(self) -> str:
        """What the picture is of: the muscles and their side, or the pain that it answers to."""
        places = self._places()
        if not places:
            return self.muscles()
        if not self.request.subjects:
            return self.text("asked", places=self._list(places))
        return self.text("title_includes" if len(places) == 1 else "title_includes_some", places=", ".join(places))

    def subtitle(self) -> str:
        """Below the title: the muscles of an answer, else the Latin name of a single one."""
        if self.request.asked:
            return self.muscles()
        return (self.request.subjects[0].muscle.names.latin or "") if len(self.request.subjects) == 1 else ""

    def caution(self) -> str:
        """What must be ruled out before any muscle is thought of."""
        return self.text("caution", cautions="; ".join(self.request.cautions)) if self.request.cautions else ""

    def unexplained(self) -> str:
        """What no pattern reaches, if there is anything to say."""
        where = ", ".join(dict.fromkeys(self.request.unexplained))
        return self.text("unexplained", places=where) if where else ""

    def citations(self) -> str:
        """The sources of the trigger points that are drawn."""
        ids = dict.fromkeys(id for subject in self.request.subjects for point in subject.chosen for id in point.sources)
        cited = sorted({self.request.citations.get(id, id) for id in ids}, key=lambda text: (text.casefold(), text))
        return self.text("citations", sources="; ".join(cited)) if cited else ""

    def missing(self, coverage: Coverage) -> str:
        """What the views do not show, if there is anything to say."""
        said = [
            self.text(f"one_side_{point.side}", point=self._point(subject, point))
            for subject in self.request.subjects
            for point in subject.undrawn
        ]
        asked = [area for area in coverage.hidden_areas if isinstance(area, AskedPlace)]
        hidden = [self.text("hidden_asked", place=area.label) for area in asked]
        hidden += [mark.label for mark in coverage.hidden_marks]
        for zone in coverage.hidden_areas:
            if not isinstance(zone, AskedPlace):
                text = self.text(f"hidden_{zone.strength}", point=zone.label)
                hidden.append(self.text("hidden_rare", zone=text) if zone.rare else text)
        if hidden:
            key = "not_seen" if len(coverage.crops) == 1 else "not_seen_in_any"
            said.append(self.text(key, things=self._list(dict.fromkeys(hidden))))
        if more := coverage.on_request(self.request):
            said.append(self.text("on_request", views=self._list(self.text("view", view=view.name) for view in more)))
        return " ".join(said)

    def alt(self, views: Iterable[CameraView], missing: str) -> str:
        """What the picture shows, for a reader who cannot see it. missing: what `missing` says."""
        chart, places = self.text(f"figure_{self.request.figure}"), self._places()
        named = [self.text(f"alt_view{f'_{view.side}' if view.side else ''}", view=view.record.name) for view in views]
        seen = self.text("alt_seen", views=self._list(named))
        if places:
            first = self.text("alt_answer", chart=chart, asked=self.text("asked", places=self._list(places)))
            key = "alt_includes" if len(places) == 1 else "alt_includes_some"
            of = self.text(key, muscles=self.muscles()) if self.request.subjects else ""
            sentences = [self.caution(), first, self.unexplained(), of, seen]
        else:
            sentences = [self.text("alt_picture", chart=chart, title=self.title()), seen]
        for subject in self.request.subjects:
            sentences += [self._described(subject, point) for point in subject.chosen if point not in subject.undrawn]
        return " ".join(filter(None, [*sentences, missing]))

    def _described(self, subject: Subject, point: TriggerPoint) -> str:
        """A trigger point: how deep it lies, and where pain is felt."""
        depth = self.text(f"depth_{point.depth}")
        depth = self.text(f"only_{point.side}", depth=depth) if point.side else depth
        felt = {strength: self.sites([point], strength, self.request.unpaired, self._site) for strength in _STRENGTHS}
        parts = [self.text(f"alt_{strength}", sites=self._list(where)) for strength, where in felt.items() if where]
        key = "alt_point" if parts else "alt_none"
        return self.text(key, point=self._point(subject, point), depth=depth, sites=", ".join(parts))

    def _places(self) -> list[str]:
        return list(dict.fromkeys(area.label for area in self.request.asked))

    def _name(self, subject: Subject) -> str:
        """The name of a muscle; one with a comma of its own would fall apart in a list."""
        name = subject.muscle.names.english
        return f"{name.replace(', ', ' (', 1)})" if ", " in name and len(self.request.subjects) > 1 else name

    def _point(self, subject: Subject, point: TriggerPoint) -> str:
        return subject.label(point, named=len(self.request.subjects) > 1 or bool(self.request.asked))

    def _site(self, id: str) -> str:
        return plain_name(self.request.site_names.get(id, id.replace("_", " ")))

    def _list(self, parts: Iterable[str]) -> str:
        every = list(parts)
        return every[0] if len(every) == 1 else self.text("first_of_two", first=", ".join(every[:-1]), last=every[-1])


class PatientCaptions(Captions):
    """What a patient's picture says. muscles, sites: printed names by id; what has none is called as the request has it."""

    _BETWEEN: Final = "; "  # names of sites may have commas of their own

    def __init__(
        self, request: DiagramRequest, texts: Mapping[str, str], muscles: Mapping[str, str], sites: Mapping[str, str]
    ) -> None:
        super().__init__(texts)
        self.request = request
        english = {subject.muscle.id: subject.muscle.names.english for subject in request.subjects}
        self.muscles = {id: clean(muscles.get(id) or name) for id, name in english.items()}
        self._sites = sites

    def zone(self, zone: ZoneItem) -> str:
        """The title of a zone."""
        return self.text(f"legend_{zone.strength}")

    def mark(self, mark: PointMark) -> str:
        """The title of an X."""
        return self.text("alt_point_deep" if mark.depth == "deep" else "alt_point", muscle=self.muscles[mark.muscle])

    def asked(self, area: AskedPlace) -> str:
        """The title of the pain asked about."""
        return self.text("legend_asked")

    def label(self, label: str) -> str:
        """Nothing is written at the pain asked about."""
        return ""

    def view(self, view: CameraView) -> tuple[str, str]:
        """The name of a view, and which side is where. A view without a name has none."""
        key = f"view_{view.record.id}"
        # The side that is not shown is of no use to who looks for his own.
        own = "left" if {subject.side for subject in self.request.subjects} == {"left"} else "right"
        return self.text(key) if key in self._texts else "", self.side_of(view, own)

    def caption_lines(self, view: CameraView, room: float) -> list[tuple[str, bool]]:
        """The lines below a panel `room` units wide, and whether each is part of the name of the view."""
        name, where = self.view(view)
        names = balanced(name, room, VIEW_SIZE, bold=True)
        return [*((line, True) for line in names), *((line, False) for line in balanced(where, room, WHERE_SIZE))]

    def caption_count(self, view: CameraView, room: float) -> int:
        """How many lines `caption_lines` has: balanced text is broken into as many as any."""
        name, where = self.view(view)
        return len(wrapped(name, room, VIEW_SIZE, bold=True)) + len(wrapped(where, room, WHERE_SIZE))

    def title(self) -> str:
        """The muscles and their side."""
        return self._list(self.text("title", muscles=names, side=side) for names, side in self._by_side())

    def sides(self) -> str:
        """The side, as a title where the muscles are named elsewhere; with muscles of both, as `title`."""
        sides = [side for _, side in self._by_side()]
        return sides[0][:1].upper() + sides[0][1:] if len(sides) == 1 else self.title()

    def notes(self, coverage: Coverage) -> list[str]:
        """What the picture leaves out, and that pain differs."""
        undrawn = [point for subject in self.request.subjects for point in subject.undrawn]
        found = [self.text("one_side_only", side=self.text(f"side_{point.side}")) for point in undrawn]
        hidden = dict.fromkeys(mark.muscle for mark in coverage.hidden_marks)
        shown = {mark.muscle for marks in coverage.marks for mark in marks}
        missing = [self.muscles[id] for id in hidden if id not in shown]
        for area in coverage.hidden_areas:
            if isinstance(area, AskedPlace):
                missing.append(clean(area.label))
            elif not area.rare:  # what is rare asks for no view
                missing += [self._site(site) for site in area.sites]
        if missing:
            found.append(self.text("not_seen", sites=self._list(missing)))
        if partly := [self.muscles[id] for id in hidden if id in shown]:
            found.append(self.text("not_every", muscles=self._list(partly)))
        return [*dict.fromkeys(found), self.text("caption")]

    def alt(self, coverage: Coverage, notes: Sequence[str]) -> str:
        """What the picture shows, for a reader who cannot see it. notes: what `notes` says."""
        sentences = [self.text("alt_picture", muscles=names, side=side) for names, side in self._by_side()]
        views = [name for name in (self.view(crop.view)[0] for crop in coverage.crops) if name]
        if views:
            sentences.append(self.text("alt_view", views=self._list(views)))
        drawn = {(mark.muscle, mark.point) for marks in coverage.marks for mark in marks}
        for subject in self.request.subjects:
            sentences += self._described(subject, drawn)
        return " ".join([*sentences, *notes])

    def _described(self, subject: Subject, drawn: Collection[tuple[str, str]]) -> Iterator[str]:
        """A muscle: where the X is and where pain is felt; a site only where it is felt most often. drawn: muscle and point."""
        points = [point for point in subject.chosen if point not in subject.undrawn]
        for depth, key in (("superficial", "alt_point"), ("deep", "alt_point_deep")):
            if any(point.depth == depth and (subject.muscle.id, point.id) in drawn for point in points):
                yield self.text(key, muscle=self.muscles[subject.muscle.id])
        told: dict[str, None] = {}
        for strength in _STRENGTHS:
            felt = self.sites(points, strength, self.request.unpaired, self._site)
            sites = [site for site in felt if site not in told]
            told |= dict.fromkeys(sites)
            if sites:
                yield self.text(f"alt_{strength}", sites=self._list(sites))
        if points and not told:
            yield self.text("alt_none")

    def _site(self, id: str) -> str:
        return clean(self._sites.get(id) or self.request.site_names.get(id) or id.replace("_", " "))

    def _by_side(self) -> list[tuple[str, str]]:
        return self.by_side(self.request.subjects, lambda subject: self.muscles[subject.muscle.id])

    def _list(self, parts: Iterable[str]) -> str:
        return self._BETWEEN.join(dict.fromkeys(parts))


def short_citation(source: Mapping[str, Any]) -> str:
    """Authors and year of a source as it stands in the data: "Simons et al. 1999"."""
    names = [_INITIALS.sub("", author) for author in source["authors"]]
    two = len(names) == 2 and names[1] != OTHERS
    who = names[0] if len(names) == 1 else f"{names[0]} and {names[1]}" if two else f"{names[0]} et al."
    return f"{who} {source['year']}"
