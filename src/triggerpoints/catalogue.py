"""The catalogue: all muscles by id, the pain sites, the look-up and the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from . import arguments
from .document import LazyRecords, record_text
from .errors import AmbiguousNameError, NotUnderstoodError, OptionError, UnknownNameError, UsageError
from .loading import extended, shipped
from .messages import Texts, answer_texts, say
from .sides import ASKED_SIDES, OPPOSITE, AskedSide, Side
from .text import fold, nearest, show, word_key

if TYPE_CHECKING:
    from datetime import date

    from .arguments import Figure
    from .asking.question import Reader
    from .body.drawn import Drawn
    from .handout.handout import Handout
    from .handout.options import Letterhead, Paper
    from .lookup.areas import AreaRuler
    from .lookup.ranking import DrawnArea, Lookup
    from .model import Caution, Complaint, Landmark, Muscle, Record, Site, Source, View
    from .picture import AskedPlace, Diagram, DiagramRequest, PaletteName, Subject
    from .results import AreaQuery, Explanation, SiteQuery

R = TypeVar("R", bound="Record")
Drawable = str | Path | Mapping[str, Any] | Sequence[Any]
"""A pain drawing: the path of a JSON file, or its parsed value (see docs/drawing.md)."""


class Records(LazyRecords[R]):
    """Records of one kind by id, in the order of their ids; each is built when it is first asked for."""

    def __init__(self, kind: str, raw: Mapping[str, Any], model: str) -> None:
        super().__init__(raw)
        self._kind, self._model = kind, model

    def __getitem__(self, id: str) -> R:
        """The record of that id. Raises UnknownNameError (a KeyError) with near ids."""
        if id not in self:
            raise UnknownNameError(self._kind, str(id), nearest(str(id), self._raw))
        return super().__getitem__(id)

    def _build(self, id: str) -> R:
        from . import model

        record: R = getattr(model, self._model).model_validate_json(record_text(self._raw, id))
        return record

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind}s>"


class _Names:
    """The ids of records of one kind by any of their names: as a name is folded, and in whatever order its words stand."""

    def __init__(self, kind: str, named: Iterable[tuple[str, list[str | None]]]) -> None:
        self._kind = kind
        self._exact: dict[str, dict[str, None]] = {}
        self._loose: dict[str, dict[str, None]] = {}
        for id, names in named:
            for name in filter(None, names):
                self._exact.setdefault(fold(name), {})[id] = None
                self._loose.setdefault(word_key(name), {})[id] = None

    def id(self, name: str) -> str:
        """The id of the only record of that name."""
        folded = fold(arguments.name_of(self._kind, name))
        ids = self._exact.get(folded) or self._loose.get(word_key(name)) or {}
        if len(ids) > 1:
            raise AmbiguousNameError(self._kind, name, ids)
        if not ids:
            near = (next(iter(self._exact[form])) for form in nearest(folded, self._exact))
            raise UnknownNameError(self._kind, name, dict.fromkeys(near))
        return next(iter(ids))


class Catalogue(Records["Muscle"]):
    """Muscles by id. A Mapping, in the order of the ids; made by `load_catalogue`."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__("muscle", document["muscles"], "Muscle")
        self._document = document
        self.sites: Records[Site] = Records("pain site", document["sites"], "Site")
        self.sources: Records[Source] = Records("source", document["sources"], "Source")
        self.views: Records[View] = Records("view", document["views"], "View")
        self.complaints: Records[Complaint] = Records("complaint", document["complaints"], "Complaint")
        self.cautions: Records[Caution] = Records("caution", document["cautions"], "Caution")
        self.landmarks: Records[Landmark] = Records("landmark", document["landmarks"], "Landmark")

    def __reduce__(self) -> tuple[Any, ...]:
        return Catalogue, (self._document,)

    def __repr__(self) -> str:
        return f"<Catalogue of {len(self)} muscles, {len(self.sites)} pain sites>"

    def muscle(self, name: str) -> Muscle:
        """The muscle of any name: id, English, Latin or a synonym; case, accents, "M." and word order do not matter.

        Raises UnknownNameError with near names, AmbiguousNameError when a name fits several muscles.
        """
        return self[name if name in self else self._muscle_names.id(name)]

    def site(self, name: str) -> Site:
        """The pain site of any name: id, plain, lay or Latin. Raises as `muscle` does."""
        return self.sites[name if name in self.sites else self._site_names.id(name)]

    # An id needs no names: to index them takes the reading of every record.
    @cached_property
    def _muscle_names(self) -> _Names:
        named = ((id, raw["names"]) for id, raw in self._document["muscles"].items())
        every = ((id, [id, own["english"], own.get("latin"), *own.get("synonyms", ())]) for id, own in named)
        return _Names("muscle", every)

    @cached_property
    def _site_names(self) -> _Names:
        sites = self._document["sites"].items()
        return _Names("pain site", ((id, [id, raw["name"], raw.get("latin"), *raw.get("lay_names", ())]) for id, raw in sites))

    def explain(
        self,
        *where: str | tuple[str, str],
        side: AskedSide | None = None,
        symptoms: str | Sequence[str] = (),
        choir: str | int | Sequence[str | int] = (),
        drawing: Drawable | None = None,
        sets: bool = False,
    ) -> Explanation:
        """Which muscles' reported patterns include this pain? Cautions first, then muscles, best first.

        where: in ordinary words where it hurts, or what the complaint is called: "left temple", "behind my right eye",
        "tennis elbow"; or ids; each with how much it hurts there if it is given as (words, "worst" | "moderate" | "slight").
        side: the patient's own side, for all that names none. symptoms: other than pain, such as "dizziness".
        choir: segments of the CHOIR body map, male numbering. drawing: a pain drawing, as docs/drawing.md has it: the path of a
        file, or the parsed value. sets: whether to look for the groups of muscles that cover most.
        What is not understood is listed in the answer. Raises NotUnderstoodError (an UnknownNameError) when nothing is,
        UsageError for an empty question, OptionError for a bad side, DataError for a bad drawing.
        """
        if side is not None:
            arguments.choice("side", side, ASKED_SIDES)
        arguments.flag("sets", sets)
        said = tuple(one for one in where if not isinstance(one, str) or one.strip())
        symptoms = tuple(one for one in arguments.texts("symptoms", symptoms) if one.strip())
        if isinstance(choir, str):
            choir = tuple(code for code in choir.split(",") if code.strip())
        choir = arguments.texts("choir", choir, numbers=True)
        areas, missed = self._measured(drawing) if drawing is not None else ((), ())
        question = self._reader.question(said, side, symptoms, choir, drawn=bool(areas), missed=missed)
        return self._lookup.explain(question, areas, sets=sets)

    def _measured(self, drawing: Drawable) -> tuple[tuple[DrawnArea, ...], tuple[str, ...]]:
        """The areas of a drawing on the skin, and what of it lies beside the body."""
        from .asking.drawing import read_drawing, skin_under

        skin = skin_under(read_drawing(drawing, self._document["views"]))
        areas = tuple((self._ruler.measure(part), pain, part) for pain, part in skin.by_pain)
        return areas, tuple(f"{problem.field or 'drawing'}: {problem.found}" for problem in skin.missed)

    @cached_property
    def texts(self) -> Texts:
        """The sentences in which answers are told (words/en/answer.yaml)."""
        return answer_texts(self._document)

    @cached_property
    def _ruler(self) -> AreaRuler:
        from .lookup.areas import AreaRuler

        return AreaRuler(self._document)

    @cached_property
    def _reader(self) -> Reader:
        from .asking.question import Reader

        return Reader(self._document)

    @cached_property
    def _lookup(self) -> Lookup:
        from .lookup.ranking import Lookup

        return Lookup(self._document)

    def diagram(
        self,
        *muscles: str,
        side: AskedSide = "right",
        figure: Figure = "neutral",
        views: Sequence[str] | None = None,
        palette: PaletteName = "classic",
        trigger_points: Sequence[str] | None = None,
        prefix: str = "",
    ) -> Diagram:
        """The picture of one muscle or several on one body.

        muscles: any of their names or ids, as text. side: the patient's own. views: names of views; left out, they are chosen.
        trigger_points: ids such as "trp1", all when left out (with one muscle only). prefix: put before every id in the SVG.
        Raises UnknownNameError, OptionError or UsageError for what does not exist.
        """
        from .picture import Diagram

        if trigger_points is not None and len(muscles) != 1:
            raise UsageError(say("points_of_several"))
        points = arguments.texts("trigger_points", trigger_points) if trigger_points is not None else None
        subjects = tuple(self._subject(muscle, side, points) for muscle in map(self.muscle, muscles))
        return Diagram(self._request(subjects, figure, palette, views, prefix))

    def blank(self, view: str, figure: Figure = "neutral", side: Side | None = None) -> str:
        """The body of one view to draw pain on, as SVG whose user units are the millimetres of a pain drawing.

        side: of a view that shows one side. Raises UnknownNameError for a view, OptionError for a figure or side.
        """
        from .picture.blank import blank_svg

        arguments.choice("figure", figure, arguments.FIGURES)
        return blank_svg(self.views[view], figure, side, texts=self._captions)

    def answer_diagram(
        self,
        found: Explanation,
        *,
        best: int = 3,
        figure: Figure = "neutral",
        views: Sequence[str] | None = None,
        palette: PaletteName = "classic",
        prefix: str = "",
    ) -> Diagram:
        """The picture of an answer of this catalogue: the pain asked about, and the patterns of the best muscles.

        best: how many muscles, 0 or more. The serious cautions stand first. Pain without a side is drawn on the side that the
        question names for other pain, else on the right.
        Raises UsageError when the question named no place of the body, else as `diagram` does.
        """
        from .picture import Diagram
        from .results import Explanation, SiteQuery

        if not isinstance(found, Explanation):
            raise OptionError("found", found, [say("answer")])
        arguments.count("best", best)
        if not found.sites and not found.areas:
            raise UsageError(say("symptom_alone"))
        side = next((site.side for site in found.sites if site.side), None)
        places: tuple[SiteQuery | AreaQuery, ...] = (*found.sites, *found.areas)
        asked = {place: self._asked_place(place, side) for place in places}
        # The first caution of each urgency says how soon help is needed.
        first = {caution.urgency: caution for caution in reversed(found.serious)}
        cautions = [
            self.texts(f"picture_{one.urgency}", name=one.name) if one is first[one.urgency] else one.name
            for one in found.serious
        ]
        answer = {
            "asked": tuple(asked.values()),
            "cautions": tuple(cautions),
            "unexplained": tuple(asked[one].label for one in found.unexplained if isinstance(one, SiteQuery)),
        }
        return Diagram(self._request(self._subjects(found, side, best), figure, palette, views, prefix, **answer))

    def _asked_place(self, place: SiteQuery | AreaQuery, otherwise: AskedSide | None) -> AskedPlace:
        """A site or a drawn area that was asked about, as it is shown. otherwise: the side of a place that names none."""
        from .picture import AskedPlace, asked_site
        from .results import SiteQuery

        if isinstance(place, SiteQuery):
            return asked_site(place.id, place.side, self._document["sites"], self.areas, self._captions, otherwise)
        most = place.sites[0] if place.sites else SiteQuery("", "", None)
        key = "picture_area_side" if most.side else "picture_area_mostly" if most.id else "picture_area"
        return AskedPlace(self.texts(key, number=place.number, site=fold(most.name), side=most.side), samples=place.skin)

    def handout(
        self,
        *muscles: str,
        complaint: str | None = None,
        side: AskedSide | None = None,
        clinic: str | Path | Letterhead | None = None,
        note: str = "",
        steps: Sequence[str] = (),
        needling: bool = True,
        more: bool = False,
        paper: Paper = "a4",
        large: bool = False,
        palette: PaletteName = "classic",
        figure: Figure = "neutral",
        language: str = "en",
        on: date | None = None,
    ) -> Handout:
        """A sheet for a patient, on one to four muscles or a complaint such as "runner's knee".

        muscles: any of their names; for a complaint they may be left out, then the best three that its sites lead to are taken.
        side: the patient's own; left out, the one that the complaint names ("left runner's knee"), else the right. clinic: a
        YAML file with name, address, telephone and logo (docs/handouts.md), or what `handout.clinic.read_clinic` made of one.
        note, steps: the therapist's own; steps take the place of the usual ones.
        needling: whether dry needling is part of the plan. more: whether page two has the studies and the questions people ask.
        large: large print. on: the date it bears, today when left out.
        Raises UnknownNameError, OptionError, UsageError or DataError for what does not exist or cannot be used.
        """
        from .handout.make import make_handout
        from .handout.options import HandoutOptions

        if side is not None:
            arguments.choice("side", side, ASKED_SIDES)
        options = HandoutOptions(
            side=side,
            clinic=clinic,
            note=note,
            steps=steps,
            needling=needling,
            more=more,
            paper=paper,
            large=large,
            palette=palette,
            figure=figure,
            language=language,
            on=on,
        )
        found = self._complaint_answer(complaint, side) if complaint is not None else None
        drawn: Any = side or (found.understood[0].side if found else None)
        named = {muscle.id: muscle for muscle in map(self.muscle, muscles)}
        subjects = tuple(self._subject(muscle, drawn or "right") for muscle in named.values())
        if found is not None and (apart := named.keys() - {candidate.muscle for candidate in found}):
            names = ", ".join(named[id].names.english for id in named if id in apart)
            raise UsageError(say("reaches_none", names=names, complaint=show(complaint)))
        if not subjects and found is not None:
            subjects = self._subjects(found, drawn, 3)
        if not subjects:
            raise UsageError(say("no_subject"))
        serious = [found.serious] if found else []
        serious += [self.explain(*self._places(subject)).serious for subject in subjects]
        complaint_id = found.complaints[0].id if found else None
        return make_handout(self._document, self._request(subjects, figure, palette), options, complaint_id, serious)

    def _places(self, subject: Subject) -> Iterable[tuple[str, str]]:
        """Where a muscle is felt most often, where it lies, and where it is felt besides, with how much each counts."""
        zones = [zone for point in subject.chosen for zone in point.zones if not zone.rare]
        felt = {(site, "worst" if zone.strength == "essential" else "slight"): None for zone in zones for site in zone.sites}
        return [*felt, *((site, "moderate") for site in self._document["lies_on"][subject.muscle.id])]

    def _complaint_answer(self, complaint: str, side: AskedSide | None) -> Explanation:
        """The answer to one complaint and nothing else."""
        arguments.name_of("complaint", complaint)
        found = None
        with suppress(NotUnderstoodError, UsageError):
            found = self.explain(complaint, side=side)
        if found is None or found.not_understood or [one.kind for one in found.understood] != ["complaint"]:
            named = [raw["name"] for raw in self._document["complaints"].values()]
            raise UnknownNameError("complaint", complaint, nearest(complaint, named))
        said = found.understood[0].side
        if side is not None and said not in (None, side):
            raise UsageError(say("two_sides", side=side, complaint=show(complaint), said=said))
        return found

    def _subjects(self, found: Explanation, side: AskedSide | None, best: int) -> tuple[Subject, ...]:
        """The best muscles of an answer. side: the one asked about, the right one when there is none."""
        asked: Any = side or "right"
        sides = {"same": asked, "either": asked, "other": OPPOSITE.get(asked, "right")}
        drawn: dict[tuple[str, Any], tuple[str, ...]] = {}
        for one in found:
            if one.trigger_points:
                drawn.setdefault((one.muscle, sides.get(one.side, one.side)), one.trigger_points)
        return tuple(self._subject(self[id], side, points) for (id, side), points in [*drawn.items()][:best])

    def _subject(self, muscle: Muscle, side: AskedSide, points: tuple[str, ...] | None = None) -> Subject:
        """A muscle to be drawn."""
        from .picture import Subject

        return Subject(muscle, self.drawn(muscle.id), side, points)

    def _request(
        self,
        subjects: tuple[Subject, ...],
        figure: Figure,
        palette: PaletteName,
        views: Sequence[str] | None = None,
        prefix: str = "",
        **answer: Any,
    ) -> DiagramRequest:
        """A picture of these muscles, with the catalogue's words. answer: what is shown besides of an answer."""
        from .picture import DiagramRequest, short_citation

        points = [point for subject in subjects for point in subject.chosen]
        named = {id: self._document["sites"][id] for point in points for zone in point.zones for id in zone.sites}
        return DiagramRequest(
            subjects,
            self.views,
            site_names={id: raw["name"] for id, raw in named.items()},
            unpaired=frozenset(id for id, raw in named.items() if raw["laterality"] != "paired"),
            citations={id: short_citation(raw) for id, raw in self._document["sources"].items()},
            texts=self._captions,
            figure=figure,
            palette=palette,
            chosen=arguments.texts("views", views) if views is not None else None,
            prefix=prefix,
            **answer,
        )

    @property
    def _captions(self) -> dict[str, str]:
        """What pictures say."""
        texts: dict[str, str] = self._document["words"]["en"]["picture"]["plates"]
        return texts

    def summary(self) -> list[dict[str, Any]]:
        """One plain record a muscle: id, name, latin, part_of, trigger_points (how many). Quick: builds no models."""
        told = ((id, raw, raw["names"], len(raw["trigger_points"])) for id, raw in self._document["muscles"].items())
        return [
            {"id": id, "name": own["english"], "latin": own.get("latin"), "part_of": raw.get("part_of"), "trigger_points": count}
            for id, raw, own, count in told
        ]

    def site_summary(self, text: str | None = None) -> list[dict[str, Any]]:
        """One plain record a pain site: id, name, lay_names, laterality, parent; those that `text` means.

        text: a part of their names, or ordinary words for them, misspelt or not.
        """
        return [_row(id, raw, "name", "lay_names", "laterality", "parent") for id, raw in self._meant("site", text)]

    def complaint_summary(self, text: str | None = None) -> list[dict[str, Any]]:
        """One plain record a complaint: id, name, lay_names, clinical_names, sites (ids); those that `text` means."""
        return [
            {**_row(id, raw, "name", "lay_names", "clinical_names"), "sites": [meant["site"] for meant in raw["sites"]]}
            for id, raw in self._meant("complaint", text)
        ]

    def _meant(self, kind: str, text: str | None) -> list[tuple[str, Mapping[str, Any]]]:
        """The records of a kind whose names contain the text, or else that the text means in ordinary words."""
        records = self._document[f"{kind}s"]
        if text is None or not arguments.name_of(kind, text):
            return list(records.items())
        wanted = fold(text)
        named = {id for name, of, id in self._document["terms"] if of == kind and wanted and wanted in fold(name)}
        meant = named or self._reader.meant(text, kind)
        return [(id, records[id]) for id in records if id in meant]

    def citation(self, source: str) -> str:
        """A source in one line: authors, year, title, where, DOI or ISBN."""
        from .model.source import OTHERS

        s = self.sources[source]
        named = [author for author in s.authors if author != OTHERS]
        who = ", ".join(named[:3]) + (" et al." if len(named) > 3 or len(named) < len(s.authors) else "")
        title = s.title if s.title.endswith((".", "?", "!")) else f"{s.title}."
        code = f"doi:{s.doi}" if s.doi else f"ISBN {s.isbn}" if s.isbn else ""
        return " ".join(part for part in (f"{who} ({s.year}).", title, f"{s.container}." if s.container else "", code) if part)

    @property
    def areas(self) -> Mapping[str, list[dict[str, Any]]]:
        """Site id -> the packed patches of its own skin (see `body.drawn.unpack_patch`); none for a union of other sites."""
        areas: Mapping[str, list[dict[str, Any]]] = self._document["areas"]
        return areas

    def drawn(self, id: str) -> Drawn:
        """The muscle's points, fibres and zones on the skin of the reference adult."""
        from .body.drawn import unpack

        return unpack(self._document["geometry"][self[id].id])


def load_catalogue(*paths: str | Path) -> Catalogue:
    """The catalogue that came with the package, with the YAML of further files or directories added.

    A muscle of your own overrides the shipped one of the same id. Raises DataError (a ValueError) that lists every
    problem of every file; then nothing is loaded.
    """
    for path in paths:
        arguments.path("path", path)
    document = shipped()
    return Catalogue(extended(document, paths) if paths else document)


def _row(id: str, raw: Mapping[str, Any], *fields: str) -> dict[str, Any]:
    """Some fields of a record as plain values; a list of names may be empty."""
    return {"id": id, **{name: [*raw.get(name, ())] if name.endswith("_names") else raw.get(name) for name in fields}}
