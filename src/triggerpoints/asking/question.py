"""From what was typed to what is asked, in terms of the catalogue: sites with their sides, complaints, symptoms, segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from .. import arguments
from ..errors import NotUnderstoodError, UsageError
from ..messages import say
from ..results import NotUnderstood, PainName, Question, SiteQuery, SymptomQuery, Understood
from ..sides import OPPOSITE, SIDES, AskedSide, Side, each
from ..sites import SiteTree
from ..text import clean, fold, nearest, show
from .mention import Kind, Mention, Reading

if TYPE_CHECKING:
    from .names import Names

PAIN_NAMES: Final[tuple[PainName, ...]] = ("worst", "moderate", "slight")
_WHOLE: Final = 1.0  # a site all of whose segments are marked is meant as such
_HALF: Final = 0.5  # one with at least half of them marked is meant a little less

Place = tuple[str, Side | None]
"""A site and the side it is on."""
Where = str | tuple[str, str]


class Reader:
    """Reads questions about a compiled document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def question(
        self,
        where: Sequence[Where],
        side: AskedSide | None = None,
        symptoms: Sequence[str] = (),
        choir: Sequence[str | int] = (),
        *,
        drawn: bool = False,
        missed: Sequence[str] = (),
    ) -> Question:
        """What is asked. drawn: whether drawn areas are asked about too; missed: what of them lies beside the body.

        Raises UsageError when nothing is asked, NotUnderstoodError when nothing of it is understood.
        """
        gathered = _Gathered(self._document, side)
        places = [_place(one) for one in where]
        readings = [(self._read(text), pain) for text, pain in places]
        readings += [(self._read(text, symptoms=True), None) for text in symptoms]
        gathered.add(readings)
        if choir:
            gathered.add_segments(list(dict.fromkeys(str(code).strip() for code in choir)), *self._segments)
        gathered.unread += [NotUnderstood(clean(one), ()) for one in missed]
        if not (where or symptoms or choir or drawn):
            raise UsageError(say("no_question"))
        said = (*(text for text, _ in places), *symptoms, *(f"CHOIR {code}" for code in choir))
        question = gathered.question(tuple(map(clean, said)))
        if not (question.sites or question.symptoms or question.cautions or drawn):
            raise NotUnderstoodError([(one.words, self._muscles(one.words) or one.nearest) for one in question.not_understood])
        return question

    def meant(self, text: str, kind: str) -> set[str]:
        """Ids of the things of a kind that a text means, or that look like it."""
        reading = self._read(text)
        near = {name for one in reading.unread for name in one.nearest}
        named = {id for name, of, id in self._document["terms"] if of == kind and name in near}
        return {one.id for one in reading.asked if one.kind == kind} or named

    def _read(self, text: str, *, symptoms: bool = False) -> Reading:
        """A text as it is read. `symptoms`: it names one, even if that shares its name with a site."""
        ids: Mapping[Kind, str] = {"symptom": "symptom_muscles"} if symptoms else {"site": "sites", "complaint": "complaints"}
        for kind, section in ids.items():
            if text in self._document[section]:  # an id needs no index of names
                return Reading(text, (Mention(kind, text, None, None, text, False),), ())
        from .sentence import read

        return read(text, self._symptoms if symptoms else self._names)

    @cached_property
    def _segments(self) -> tuple[Mapping[str, Side], Mapping[Place, set[str]]]:
        """The side of each segment of the CHOIR body map, and the segments that touch each site on a side."""
        known: dict[str, Side] = {raw["choir"]: raw["side"] for raw in self._document["segments"].values()}
        touching: dict[Place, set[str]] = {}
        for id, raw in self._document["sites"].items():
            codes = raw.get("identifiers", {}).get("choir", ())
            for side in SIDES if raw["laterality"] == "paired" else (None,):
                touching[id, side] = {code for code in codes if side in (None, known[code])}
        return known, touching

    @cached_property
    def _names(self) -> Names:
        return self._filed(self._document["terms"])

    @cached_property
    def _symptoms(self) -> Names:
        named = [(name, "symptom", id) for id, name in self._document["symptom_names"].items()]
        return self._filed([*named, *(term for term in self._document["terms"] if term[1] == "symptom")])

    def _filed(self, terms: Iterable[Sequence[Any]]) -> Names:
        from .names import Names
        from .tokens import Lexicon

        # Without words of the language only names are known, as they stand.
        words = self._document.get("words", {}).get("en", {}).get("asking", {})
        return Names(((name, kind, id) for name, kind, id in terms), Lexicon(words))

    def _muscles(self, words: str) -> tuple[str, ...]:
        """The muscle of that name, which says where it lies, not where it hurts: the command that tells about it."""
        for id, raw in self._document["muscles"].items():
            names = raw["names"]
            if fold(words) in map(fold, (id, names["english"], names.get("latin", id), *names.get("synonyms", ()))):
                return (f"triggerpoints show {id}",)
        return ()


class _Gathered:
    """What has been understood so far."""

    def __init__(self, document: Mapping[str, Any], side: AskedSide | None) -> None:
        self._document = document
        self._side = side
        self._sites: dict[tuple[str, Side | None], PainName] = {}
        self._symptoms: dict[str, None] = {}
        self._complaints: dict[str, None] = {}
        self._cautions: dict[str, str] = {}
        self._understood: list[Understood] = []
        self.unread: list[NotUnderstood] = []
        """What was not understood."""

    def add(self, readings: Sequence[tuple[Reading, PainName | None]]) -> None:
        """Take over what was read, each with how much it hurts if that was said apart; it goes before the words."""
        sides, told = self._sides_of_complaints([asked for reading, _ in readings for asked in reading.asked])
        for reading, pain in readings:
            self._add(reading, pain, sides, told)

    def _add(self, reading: Reading, pain: PainName | None, sides: Mapping[str, AskedSide], told: Sequence[Mention]) -> None:
        for asked in reading.asked:
            side = asked.side or sides.get(asked.id) or self._side
            felt = pain or asked.pain or "worst"
            self._understood.append(Understood(asked.words, asked.kind, asked.id, asked.side, asked.corrected))
            if asked.kind == "symptom":
                self._symptoms[asked.id] = None
            elif asked.kind == "caution":
                self._cautions.setdefault(asked.id, asked.words)
            elif asked.kind == "complaint":
                self._complaints[asked.id] = None
                for meant in self._document["complaints"][asked.id]["sites"]:
                    if self._document["sites"][meant["site"]]["laterality"] == OPPOSITE.get(side or ""):
                        continue  # "lower belly pain on the right" means no place that lies on the left alone
                    self._add_site(meant["site"], side, _weaker(felt, meant.get("pain", "worst")))
            elif asked not in told:
                self._add_site(asked.id, side, felt)
        self.unread += reading.unread

    def _sides_of_complaints(self, everything: Sequence[Mention]) -> tuple[dict[str, AskedSide], list[Mention]]:
        """Sides of complaints that a place beside them tells, and those places: "plantar fasciitis, right foot"."""
        sides: dict[str, AskedSide] = {}
        told = []
        sided = [asked for asked in everything if asked.kind == "site" and asked.side]
        tree = SiteTree(self._document["sites"] if sided else {})
        for complaint in (asked for asked in everything if asked.kind == "complaint" and asked.side is None):
            meant = [one["site"] for one in self._document["complaints"][complaint.id]["sites"]]
            wholes = {whole for site in meant for whole in tree.wholes(site)}
            for asked in sided:
                if asked.side and asked.id in wholes:
                    sides.setdefault(complaint.id, asked.side)
                    if asked.pain is None:  # else it says more than the side
                        told.append(asked)
        return sides, told

    def add_segments(self, codes: Sequence[str], known: Mapping[str, Side], touching: Mapping[Place, set[str]]) -> None:
        """Take over segments of the CHOIR body map: the sites of which at least half the segments on a side are marked."""
        for code in codes:
            if code in known:
                self._understood.append(Understood(code, "segment", code, known[code], False))
            else:
                self.unread.append(NotUnderstood(clean(f"CHOIR {code}"), nearest(code, known)))
        marked = {code for code in codes if code in known}
        shares = {place: len(own & marked) / len(own) for place, own in touching.items() if own & marked}
        chosen = {place for place, share in shares.items() if share >= _HALF}
        for code in sorted(marked):
            near = {place: share for place, share in shares.items() if code in touching[place]}
            if near and chosen.isdisjoint(near):  # it only touches sites: the most of it will have to do
                chosen |= {place for place, share in near.items() if share == max(near.values())}
        wholes = {(self._document["sites"][id].get("parent"), one) for id, side in chosen for one in (side, None)}
        for id, side in sorted(chosen - wholes, key=lambda place: (place[0], place[1] or "")):  # its parts say it more exactly
            self._add_site(id, side, "worst" if shares[id, side] >= _WHOLE else "moderate")

    def question(self, query: tuple[str, ...]) -> Question:
        """The question as a whole."""
        for id, side in list(self._sites):
            sided = [key for key in self._sites if key[0] == id and key[1]] if side is None else []
            if sided:  # "temple" beside "left temple" is the left one
                pain = self._sites.pop((id, None))
                for key in sided:
                    self._sites[key] = _worse(self._sites[key], pain)
        sites = tuple(SiteQuery(id, self._document["sites"][id]["name"], side, pain) for (id, side), pain in self._sites.items())
        names = self._document["symptom_names"]
        return Question(
            query=query,
            sites=sites,
            symptoms=tuple(SymptomQuery(id, names[id]) for id in self._symptoms),
            complaints=tuple(self._complaints),
            cautions=tuple(self._cautions.items()),
            understood=tuple(self._understood),
            not_understood=tuple(self.unread),
        )

    def _add_site(self, id: str, side: AskedSide | None, pain: PainName) -> None:
        laterality = self._document["sites"][id]["laterality"]
        sides: Iterable[Side | None]
        if laterality == "paired":
            sides = each(side) if side else (None,)
        elif laterality == "midline":  # its left or right half
            sides = (side if side != "both" else None,)
        else:  # a single organ's place has its own
            sides = (laterality,)
        for one in sides:
            # What is named twice hurts as much as the worse of the two says.
            self._sites[id, one] = _worse(self._sites.get((id, one), pain), pain)


def _worse(one: PainName, other: PainName) -> PainName:
    return min(one, other, key=PAIN_NAMES.index)


def _weaker(one: PainName, other: str) -> PainName:
    return max(one, cast(PainName, other), key=PAIN_NAMES.index)


def _place(one: object) -> tuple[str, PainName | None]:
    """Where it hurts, and how much if that was given apart."""
    text, *pain = one if isinstance(one, (tuple, list)) and len(one) == 2 else (one,)
    if not isinstance(text, str):
        raise UsageError(say("no_place", pains=", ".join(PAIN_NAMES), found=show(one)))
    return text, arguments.choice("pain", pain[0], PAIN_NAMES) if pain and pain[0] is not None else None
