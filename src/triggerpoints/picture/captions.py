"""What pictures say: captions, legends and alternative texts, filled in from the texts of one language.

The texts are those of `words/<language>/picture.yaml`: `plates` for professionals, `texts` for patients. Here stand no words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from ..errors import UnknownNameError
from ..limits import LIMITS
from ..messages import say
from ..model import TriggerPoint
from ..model.source import OTHERS
from ..sides import OPPOSITE, Side
from ..text import clean, nearest, plain_name
from .asked import AskedPlace
from .camera_view import CameraView
from .request import DiagramRequest, PointMark, Subject, ZoneItem
from .seen import Coverage
from .text_width import balanced

VIEW_SIZE, WHERE_SIZE = 14.5, 12.5
"""Sizes of the letters of the two captions below a panel."""
_STRENGTHS: Final = ("essential", "spillover", "rare")
_INITIALS: Final = re.compile(r" [A-Z][A-Z-]{0,4}$")


@dataclass(frozen=True)
class PageWords:
    """The words besides those of the panels. legend: signs and what they mean; caution: what must be ruled out first."""

    title: str
    legend: Sequence[tuple[str, str]]
    notes: Sequence[str]
    subtitle: str = ""
    caution: str = ""


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

    def asked(self, label: str) -> str:
        """The title of the pain asked about, and what is written at it."""
        return self.text("asked", places=label)

    def view(self, view: CameraView) -> tuple[str, str]:
        """The name of a view, and which side is where."""
        return view.record.name, self.side_of(view, "right")

    def side_of(self, view: CameraView, own: Side) -> str:
        """Which side a view looks at, or where the patient's own side is in it."""
        if view.side:
            return self.text(f"{'close_up' if view.close_up else 'seen_from'}_{view.side}")
        mirrored = view.camera.right[0] > 0  # as a person who stands opposite
        return self.text(f"your_{own}_on_{OPPOSITE[own] if mirrored else own}")

    def caption_lines(self, view: CameraView, room: float) -> list[tuple[str, bool]]:
        """The lines below a panel `room` units wide, and whether each is part of the name of the view."""
        name, where = self.view(view)
        return [(name, True), (where, False)]


class _MuscleCaptions(Captions):
    """What a picture of muscles says."""

    def __init__(self, request: DiagramRequest, texts: Mapping[str, str], names: Mapping[str, str]) -> None:
        """names: of the muscles and of the pain sites, by id."""
        super().__init__(texts)
        self.request = request
        self._names = names

    def legend(self, coverage: Coverage) -> list[tuple[str, str]]:
        """The signs of the picture and what they mean."""
        depicted = coverage.depicted
        there = {"mark" if mark.depth == "superficial" else "deep" for marks in coverage.marks for mark in marks}
        there |= {zone.strength for zone in depicted.zones}
        there |= {key for key, any_ in (("asked", depicted.asked), ("fibres", depicted.fibres)) if any_}
        keys = ("asked", "mark", "deep", "essential", "spillover", "fibres")
        return [(key, self.text(f"legend_{key}")) for key in keys if key in there]

    def _by_side(self) -> list[tuple[str, str]]:
        """The names of the muscles of each side, in a list, and the side."""
        out: dict[str, dict[str, None]] = {}
        for subject in self.request.subjects:
            out.setdefault(subject.side, {})[self._names[subject.muscle.id]] = None
        return [(", ".join(names), self.text(f"side_{side}")) for side, names in out.items()]

    def _felt(self, points: Iterable[TriggerPoint], strength: str) -> list[str]:
        """Where pain is felt so often ("essential", "spillover" or "rare"), each site once."""
        zones = [zone for point in points for zone in point.zones if ("rare" if zone.rare else zone.strength) == strength]
        found = []
        for side, site in [(zone.side, site) for zone in zones for site in zone.sites]:
            same = site in self.request.unpaired or side == "same"
            name = self._names.get(site) or site.replace("_", " ")
            found.append(name if same else self.text(f"site_{side}_side{'s' * (side == 'both')}", site=name))
        return list(dict.fromkeys(found))


class PlateCaptions(_MuscleCaptions):
    """What a picture for professionals says: that of muscles, or of an answer. coverage: what it shows of them."""

    def __init__(self, request: DiagramRequest, coverage: Coverage) -> None:
        names = {subject.muscle.id: subject.muscle.names.english for subject in request.subjects}
        if len(request.subjects) > 1:
            # A name with a comma of its own would fall apart in a list.
            names = {id: f"{name.replace(', ', ' (', 1)})" if ", " in name else name for id, name in names.items()}
        super().__init__(request, request.texts, {id: plain_name(name) for id, name in request.site_names.items()} | names)
        self.coverage = coverage
        self._places = list(dict.fromkeys(area.label for area in request.asked))

    def words(self) -> PageWords:
        """Title, subtitle, caution, legend and notes."""
        request, subjects = self.request, self.request.subjects
        title, subtitle = self._muscles(), (subjects[0].muscle.names.latin or "") if len(subjects) == 1 else ""
        if self._places:
            subtitle = title
            title = self.text("title_includes" + self._some(), places=", ".join(self._places))
            title = title if subjects else self.asked(self._list(self._places))
        ids = dict.fromkeys(id for subject in subjects for point in subject.chosen for id in point.sources)
        cited = sorted({request.citations.get(id, id) for id in ids}, key=lambda text: (text.casefold(), text))
        citations = self.text("citations", sources="; ".join(cited)) if cited else ""
        notes = [line for line in (self._unexplained(), self._missing, LIMITS, citations) if line]
        return PageWords(title, self.legend(self.coverage), notes, subtitle, self._caution())

    def alt(self) -> str:
        """What the picture shows, for a reader who cannot see it."""
        chart, views = self.text(f"figure_{self.request.figure}"), [crop.view for crop in self.coverage.crops]
        named = [self.text(f"alt_view{f'_{view.side}' if view.side else ''}", view=view.record.name) for view in views]
        seen = self.text("alt_seen", views=self._list(named))
        if self._places:
            asked = self.text("alt_answer", chart=chart, asked=self.asked(self._list(self._places)))
            of = self.text("alt_includes" + self._some(), muscles=self._muscles()) if self.request.subjects else ""
            sentences = [self._caution(), asked, self._unexplained(), of, seen]
        else:
            sentences = [self.text("alt_picture", chart=chart, title=self._muscles()), seen]
        for subject in self.request.subjects:
            sentences += [self._described(subject, point) for point in subject.chosen if point not in subject.undrawn]
        return " ".join(filter(None, [*sentences, self._missing]))

    def _muscles(self) -> str:
        """The muscles and their side: "Trapezius, upper part: right side"."""
        return "; ".join(self.text("muscles", muscles=names, side=side) for names, side in self._by_side())

    def _some(self) -> str:
        """The end of the keys of texts about several places."""
        return "_some" if len(self._places) > 1 else ""

    def _caution(self) -> str:
        """What must be ruled out before any muscle is thought of."""
        return self.text("caution", cautions="; ".join(self.request.cautions)) if self.request.cautions else ""

    def _unexplained(self) -> str:
        """What no pattern reaches, if there is anything to say."""
        where = ", ".join(dict.fromkeys(self.request.unexplained))
        return self.text("unexplained", places=where) if where else ""

    @cached_property
    def _missing(self) -> str:
        """What the views do not show, if there is anything to say."""
        coverage, request = self.coverage, self.request
        said = [
            self.text(f"one_side_{point.side}", point=subject.label(point, named=request.named))
            for subject in request.subjects
            for point in subject.undrawn
        ]
        asked, zones = [], []
        for area in coverage.hidden_areas:
            if isinstance(area, AskedPlace):
                asked.append(self.text("hidden_asked", place=area.label))
            else:
                text = self.text(f"hidden_{area.strength}", point=area.label)
                zones.append(self.text("hidden_rare", zone=text) if area.rare else text)
        if hidden := [*asked, *(mark.label for mark in coverage.hidden_marks), *zones]:
            key = "not_seen" if len(coverage.crops) == 1 else "not_seen_in_any"
            said.append(self.text(key, things=self._list(dict.fromkeys(hidden))))
        if more := coverage.on_request(request):
            said.append(self.text("on_request", views=self._list(self.text("view", view=view.name) for view in more)))
        return " ".join(said)

    def _described(self, subject: Subject, point: TriggerPoint) -> str:
        """A trigger point: how deep it lies, and where pain is felt."""
        depth = self.text(f"depth_{point.depth}")
        depth = self.text(f"only_{point.side}", depth=depth) if point.side else depth
        felt = {strength: self._felt([point], strength) for strength in _STRENGTHS}
        parts = [self.text(f"alt_{strength}", sites=self._list(where)) for strength, where in felt.items() if where]
        label = subject.label(point, named=self.request.named)
        return self.text("alt_point" if parts else "alt_none", point=label, depth=depth, sites=", ".join(parts))

    def _list(self, parts: Iterable[str]) -> str:
        every = list(parts)
        return every[0] if len(every) == 1 else self.text("first_of_two", first=", ".join(every[:-1]), last=every[-1])


class PatientCaptions(_MuscleCaptions):
    """What a patient's picture says. muscles, sites: printed names by id; what has none is called as the request has it."""

    def __init__(
        self, request: DiagramRequest, texts: Mapping[str, str], muscles: Mapping[str, str], sites: Mapping[str, str]
    ) -> None:
        english = {subject.muscle.id: subject.muscle.names.english for subject in request.subjects}
        self.muscles = {id: clean(muscles.get(id) or name) for id, name in english.items()}
        printed = {id: clean(name) for id, name in sites.items() if name}
        super().__init__(request, texts, {**request.site_names, **printed, **self.muscles})

    def zone(self, zone: ZoneItem) -> str:
        """The title of a zone."""
        return self.text(f"legend_{zone.strength}")

    def mark(self, mark: PointMark) -> str:
        """The title of an X."""
        return self.text("alt_point_deep" if mark.depth == "deep" else "alt_point", muscle=self.muscles[mark.muscle])

    def view(self, view: CameraView) -> tuple[str, str]:
        """The name of a view, and which side is where. A view without a name has none."""
        key = f"view_{view.record.id}"
        # The side that is not shown is of no use to who looks for his own.
        own: Side = "left" if {subject.side for subject in self.request.subjects} == {"left"} else "right"
        return self.text(key) if key in self._texts else "", self.side_of(view, own)

    def caption_lines(self, view: CameraView, room: float) -> list[tuple[str, bool]]:
        """The lines below a panel `room` units wide, and whether each is part of the name of the view."""
        name, where = self.view(view)
        names = balanced(name, room, VIEW_SIZE, bold=True)
        return [*((line, True) for line in names), *((line, False) for line in balanced(where, room, WHERE_SIZE))]

    def words(self, coverage: Coverage) -> PageWords:
        """Title, legend, and notes on what the picture leaves out and on pain that differs."""
        undrawn = [point for subject in self.request.subjects for point in subject.undrawn]
        notes = [self.text("one_side_only", side=self.text(f"side_{point.side}")) for point in undrawn]
        hidden = dict.fromkeys(mark.muscle for mark in coverage.hidden_marks)
        shown = {mark.muscle for marks in coverage.marks for mark in marks}
        missing = [self.muscles[id] for id in hidden if id not in shown]
        # What is rare asks for no view.
        zones = [area for area in coverage.hidden_areas if isinstance(area, ZoneItem) and not area.rare]
        missing += [self._names.get(site) or site.replace("_", " ") for zone in zones for site in zone.sites]
        if missing:
            notes.append(self.text("not_seen", sites=self._list(missing)))
        if partly := [self.muscles[id] for id in hidden if id in shown]:
            notes.append(self.text("not_every", muscles=self._list(partly)))
        title = self._list(self.text("title", muscles=names, side=side) for names, side in self._by_side())
        return PageWords(title, self.legend(coverage), [*dict.fromkeys(notes), self.text("caption")])

    def numbered(self, words: PageWords, numbers: Mapping[str, str]) -> PageWords:
        """The words of a picture that calls the muscles by numbers (by id): the legend names them, the title only their side."""
        sides = [side for _, side in self._by_side()]
        title = sides[0][:1].upper() + sides[0][1:] if len(sides) == 1 else words.title
        return PageWords(title, [*((numbers[id], name) for id, name in self.muscles.items()), *words.legend], words.notes)

    def alt(self, coverage: Coverage, notes: Sequence[str]) -> str:
        """What the picture shows, for a reader who cannot see it. notes: those of `words`."""
        sentences = [self.text("alt_picture", muscles=names, side=side) for names, side in self._by_side()]
        if views := [name for name, _ in (self.view(crop.view) for crop in coverage.crops) if name]:
            sentences.append(self.text("alt_view", views=self._list(views)))
        drawn = {mark.id: mark for marks in coverage.marks for mark in marks}
        for subject in self.request.subjects:
            depths = {mark.depth for mark in drawn.values() if mark.muscle == subject.muscle.id}
            sentences += self._described(subject, depths)
        return " ".join([*sentences, *notes])

    def _described(self, subject: Subject, depths: Iterable[str]) -> Iterator[str]:
        """A muscle: where an X of such depths is, and where pain is felt; a site only where it is felt most often."""
        points = [point for point in subject.chosen if point not in subject.undrawn]
        for depth, key in (("superficial", "alt_point"), ("deep", "alt_point_deep")):
            if depth in depths:
                yield self.text(key, muscle=self.muscles[subject.muscle.id])
        told: dict[str, None] = {}
        for strength in _STRENGTHS:
            sites = [site for site in self._felt(points, strength) if site not in told]
            told |= dict.fromkeys(sites)
            if sites:
                yield self.text(f"alt_{strength}", sites=self._list(sites))
        if points and not told:
            yield self.text("alt_none")

    def _list(self, parts: Iterable[str]) -> str:
        return "; ".join(dict.fromkeys(parts))  # names of sites may have commas of their own


def short_citation(source: Mapping[str, Any]) -> str:
    """Authors and year of a source as it stands in the data: "Simons et al. 1999"."""
    first, *others = (_INITIALS.sub("", author) for author in source["authors"])
    key = "cited" if not others else "cited_more" if others[1:] or others == [OTHERS] else "cited_two"
    return say(key, first=first, second=others[0] if others else "", year=source["year"])
