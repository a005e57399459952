"""The words of a patient's picture: all from the texts and names of one language, none of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ..errors import UnknownNameError
from ..model import TriggerPoint
from ..text import clean, nearest
from .asked import Asked
from .content import Content, DiagramRequest, Mark, Subject
from .framing import Panel
from .panel import Said
from .seen import drawn_marks, hidden_areas, hidden_marks
from .shots import Shot

_BETWEEN: Final = "; "  # names of sites may have commas of their own
_STRENGTHS: Final = ("essential", "spillover", "rare")


@dataclass(frozen=True)
class PatientWords:
    """What a patient's picture says.

    texts: those of `picture.yaml`, with {placeholders}. muscles, sites: printed names by id; what has none is called as the
    request has it.
    """

    texts: Mapping[str, str]
    muscles: Mapping[str, str]
    sites: Mapping[str, str]
    request: DiagramRequest

    def said(self) -> Said:
        """The words of its panels."""
        return Said(
            zone=lambda zone: self.text(f"legend_{zone.strength}"),
            mark=self._mark,
            asked=lambda asked: self.text("legend_asked"),
            label=lambda label: "",
            view=self.view,
            wraps=True,
        )

    def text(self, key: str, **values: str) -> str:
        """A text with its placeholders filled in. UnknownNameError for one that the language does not have."""
        if key not in self.texts:
            raise UnknownNameError("text of the picture", key, nearest(key, self.texts))
        text = self.texts[key]
        # Values are data, never patterns: a brace in a name stays a brace.
        for name, value in values.items():
            text = text.replace("{" + name + "}", value.replace("{", "\ue000"))
        return clean(text.replace("\ue000", "{"))

    def muscle(self, id: str) -> str:
        """The printed name of a muscle."""
        for subject in self.request.subjects:
            if subject.muscle.id == id:
                return clean(self.muscles.get(id) or subject.muscle.names.english)
        return clean(self.muscles.get(id) or id)

    def view(self, shot: Shot) -> tuple[str, str]:
        """The name of a view, and where the patient's right is or which side it is. A view without a name has none."""
        key = f"view_{shot.view.id}"
        name = self.text(key) if key in self.texts else ""
        if shot.side:
            return name, self.text(f"{'close_up' if shot.close_up else 'seen_from'}_{shot.side}")
        # The side that is not shown is of no use to who looks for his own.
        side = "left" if {subject.side for subject in self.request.subjects} == {"left"} else "right"
        other = {"left": "right", "right": "left"}[side]
        mirrored = shot.camera.right[0] > 0  # as a person who stands opposite
        return name, self.text(f"your_{side}_on_{other if mirrored else side}")

    def title(self) -> str:
        """The muscles and their side."""
        return _BETWEEN.join(self.text("title", muscles=names, side=side) for names, side in self._by_side())

    def sides(self) -> str:
        """The side, as a title where the muscles are named elsewhere; with muscles of both, as `title`."""
        sides = [side for _, side in self._by_side()]
        return sides[0][:1].upper() + sides[0][1:] if len(sides) == 1 else self.title()

    def legend(self, content: Content, panels: Sequence[Panel]) -> list[tuple[str, str]]:
        """The signs of the picture and what they mean."""
        depths = {mark.depth for marks in drawn_marks(panels, content) for mark in marks}
        strengths = {zone.strength for zone in content.zones}
        keys = ["asked"] if content.asked else []
        keys += ["mark"] if "superficial" in depths else []
        keys += ["deep"] if "deep" in depths else []
        keys += [strength for strength in _STRENGTHS[:2] if strength in strengths]
        keys += ["fibres"] if content.fibres else []
        return [(key, self.text(f"legend_{key}")) for key in keys]

    def notes(self, content: Content, panels: Sequence[Panel]) -> list[str]:
        """What the picture leaves out, and that pain differs."""
        found = [
            self.text("one_side_only", side=self.text(f"side_{point.side}"))
            for subject in self.request.subjects
            for point in subject.chosen
            if not any(point.on(side) for side in subject.sides)
        ]
        hidden = dict.fromkeys(mark.muscle for mark in hidden_marks(content, panels))
        shown = {mark.muscle for marks in drawn_marks(panels, content) for mark in marks}
        missing = [self.muscle(id) for id in hidden if id not in shown]
        for area in hidden_areas(content, panels):
            if isinstance(area, Asked):
                missing.append(clean(area.label))
            elif not area.rare:  # what is rare asks for no view
                missing += [self._site(site) for site in area.sites]
        if missing:
            found.append(self.text("not_seen", sites=_listed(missing)))
        if partly := [self.muscle(id) for id in hidden if id in shown]:
            found.append(self.text("not_every", muscles=_listed(partly)))
        return [*dict.fromkeys(found), self.text("caption")]

    def alt(self, content: Content, panels: Sequence[Panel], notes: Sequence[str]) -> str:
        """What the picture shows, for a reader who cannot see it. notes: what `notes` says."""
        sentences = [self.text("alt_picture", muscles=names, side=side) for names, side in self._by_side()]
        views = [name for name in (self.view(panel.shot)[0] for panel in panels) if name]
        if views:
            sentences.append(self.text("alt_view", views=_listed(views)))
        drawn = drawn_marks(panels, content)
        for subject in self.request.subjects:
            sentences += self._described(subject, {(mark.muscle, mark.point) for marks in drawn for mark in marks})
        return " ".join([*sentences, *notes])

    def _described(self, subject: Subject, drawn: Collection[tuple[str, str]]) -> Iterable[str]:
        """A muscle: where the X is and where pain is felt; a site only where it is felt most often. drawn: muscle and point."""
        points = [point for point in subject.chosen if any(point.on(side) for side in subject.sides)]
        name = self.muscle(subject.muscle.id)
        for depth, key in (("superficial", "alt_point"), ("deep", "alt_point_deep")):
            if any(point.depth == depth and (subject.muscle.id, point.id) in drawn for point in points):
                yield self.text(key, muscle=name)
        told: dict[str, None] = {}
        for strength in _STRENGTHS:
            sites = [site for site in dict.fromkeys(self._felt(points, strength)) if site not in told]
            told |= dict.fromkeys(sites)
            if sites:
                yield self.text(f"alt_{strength}", sites=_listed(sites))
        if points and not told:
            yield self.text("alt_none")

    def _felt(self, points: Iterable[TriggerPoint], strength: str) -> Iterable[str]:
        zones = [zone for point in points for zone in point.zones if ("rare" if zone.rare else zone.strength) == strength]
        for side, site in [(zone.side, site) for zone in zones for site in zone.sites]:
            name = self._site(site)
            if site in self.request.unpaired or side == "same":
                yield name
            else:
                yield self.text("site_other_side" if side == "other" else "site_both_sides", site=name)

    def _mark(self, mark: Mark) -> str:
        return self.text("alt_point_deep" if mark.depth == "deep" else "alt_point", muscle=self.muscle(mark.muscle))

    def _site(self, id: str) -> str:
        return clean(self.sites.get(id) or self.request.site_names.get(id) or id.replace("_", " "))

    def _by_side(self) -> list[tuple[str, str]]:
        """The muscles of each side, and the side."""
        out: dict[str, list[str]] = {}
        for subject in self.request.subjects:
            out.setdefault(subject.side, []).append(self.muscle(subject.muscle.id))
        return [(", ".join(dict.fromkeys(names)), self.text(f"side_{side}")) for side, names in out.items()]


def _listed(parts: Iterable[str]) -> str:
    return _BETWEEN.join(dict.fromkeys(parts))
