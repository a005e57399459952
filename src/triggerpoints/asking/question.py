"""From what was typed to what is asked, in terms of the catalogue: sites with their sides, complaints, symptoms, segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, Literal, cast

from ..errors import NotUnderstoodError, OptionError, UsageError
from ..results import NotUnderstood, PainName, Question, SiteQuery, SymptomQuery, Understood
from ..text import nearest, show
from .sentence import read
from .vocabulary import Vocabulary
from .words import Asked, AskedSide, Reading, Unread

PAIN_NAMES: Final[tuple[PainName, ...]] = ("worst", "moderate", "slight")
_WHOLE: Final = 1.0  # a site all of whose segments are marked is meant as such
_HALF: Final = 0.5  # one with at least half of them marked is meant a little less

Side = Literal["left", "right"]
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
    ) -> Question:
        """What is asked. drawn: whether drawn areas are asked about too.

        Raises UsageError when nothing is asked, NotUnderstoodError when nothing of it is understood.
        """
        gathered = _Gathered(self._document, side)
        for one in where:
            text, pain = (one, None) if isinstance(one, str) else one
            gathered.add(self._read(text), _pain(pain))
        for text in symptoms:
            gathered.add(self._read_symptom(text), None)
        gathered.add_segments(self._segments, choir)
        if not (where or symptoms or choir or drawn):
            raise UsageError("name at least one pain site, complaint or symptom")
        query = tuple(one if isinstance(one, str) else one[0] for one in where)
        question = gathered.question((*query, *symptoms, *(f"CHOIR {code}" for code in choir)))
        if not (question.sites or question.symptoms or drawn):
            raise NotUnderstoodError([(one.words, one.nearest) for one in question.not_understood])
        return question

    def meant(self, text: str, kind: str) -> set[str]:
        """Ids of the things of a kind that a text means, or that look like it."""
        reading = read(text, self._vocabulary)
        near = {name for one in reading.unread for name in one.nearest}
        named = {id for name, of, id in self._document["terms"] if of == kind and name in near}
        return {one.id for one in reading.asked if one.kind == kind} or named

    def _read(self, text: str) -> Reading:
        # An id needs no index of names.
        for kind in ("site", "complaint"):
            if text in self._document[f"{kind}s"]:
                return Reading(text, (Asked(cast(Any, kind), text, None, None, text, False),), ())
        return read(text, self._vocabulary)

    def _read_symptom(self, text: str) -> Reading:
        if text in self._document["symptom_muscles"]:
            return Reading(text, (Asked("symptom", text, None, None, text, False),), ())
        return read(text, self._symptoms)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary((name, kind, id) for name, kind, id in self._document["terms"])

    @cached_property
    def _symptoms(self) -> Vocabulary:
        named = [(name, kind, id) for name, kind, id in self._document["terms"] if kind == "symptom"]
        # A symptom that shares its name with a site is found here all the same.
        own = [(name, "symptom", id) for id, name in self._document["symptom_names"].items()]
        return Vocabulary(sorted({*named, *own}))  # type: ignore[arg-type]

    @cached_property
    def _segments(self) -> Mapping[str, Mapping[str, Any]]:
        return {raw["choir"]: raw for raw in self._document["segments"].values()}


class _Gathered:
    """What has been understood so far."""

    def __init__(self, document: Mapping[str, Any], side: AskedSide | None) -> None:
        self._document = document
        self._side = side
        self._sites: dict[tuple[str, Side | None], PainName] = {}
        self._symptoms: dict[str, None] = {}
        self._complaints: dict[str, None] = {}
        self._understood: list[Understood] = []
        self._unread: list[Unread] = []

    def add(self, reading: Reading, pain: PainName | None) -> None:
        """Take over a reading. pain: said apart from the words; it goes before theirs."""
        for asked in reading.asked:
            side = asked.side or self._side
            felt = pain or asked.pain or "worst"
            self._understood.append(Understood(asked.words, asked.kind, asked.id, asked.side, asked.corrected))
            if asked.kind == "symptom":
                self._symptoms[asked.id] = None
            elif asked.kind == "complaint":
                self._complaints[asked.id] = None
                for meant in self._document["complaints"][asked.id]["sites"]:
                    self._add_site(meant["site"], side, _weaker(felt, meant.get("pain", "worst")))
            else:
                self._add_site(asked.id, side, felt)
        self._unread += reading.unread

    def add_segments(self, known: Mapping[str, Any], codes: Sequence[str | int]) -> None:
        """Take over segments of the CHOIR body map: the sites of which at least half the segments on a side are marked."""
        if not codes:
            return
        marked: set[str] = set()
        for code in map(str, codes):
            if code.strip() not in known:
                self._unread.append(Unread(f"CHOIR {show(code)}", nearest(code, known)))
                continue
            marked.add(code.strip())
            self._understood.append(Understood(code.strip(), "segment", code.strip(), known[code.strip()]["side"], False))
        shares: dict[tuple[str, Side | None], float] = {}
        for id, raw in self._document["sites"].items():
            own = raw.get("identifiers", {}).get("choir", ())
            if marked.isdisjoint(own):
                continue
            paired = raw["laterality"] == "paired"
            for side in ("left", "right") if paired else (None,):
                here = [code for code in own if side is None or known[code]["side"] == side]
                share = len(marked.intersection(here)) / len(here) if here else 0.0
                if share >= _HALF:
                    shares[id, cast(Any, side)] = share
        parents = {(self._document["sites"][id].get("parent"), side) for id, side in shares}
        for (id, side), share in sorted(shares.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            if (id, side) not in parents:  # its parts say it more exactly
                self._add_site(id, side, "worst" if share >= _WHOLE else "moderate")

    def question(self, query: tuple[str, ...]) -> Question:
        """The question as a whole."""
        sided = {id for id, side in self._sites if side}
        sites = tuple(
            SiteQuery(id, self._document["sites"][id]["name"], side, pain)
            for (id, side), pain in self._sites.items()
            if side or id not in sided or self._document["sites"][id]["laterality"] != "paired"
        )
        names = self._document["symptom_names"]
        return Question(
            query=query,
            sites=sites,
            symptoms=tuple(SymptomQuery(id, names[id]) for id in self._symptoms),
            complaints=tuple(self._complaints),
            understood=tuple(self._understood),
            not_understood=tuple(NotUnderstood(one.words, one.nearest) for one in self._unread),
        )

    def _add_site(self, id: str, side: AskedSide | None, pain: PainName) -> None:
        laterality = self._document["sites"][id]["laterality"]
        sides: Iterable[Side | None]
        if laterality == "paired":
            sides = ("left", "right") if side == "both" else (side,)
        else:  # one in the midline has no side; a single organ's place has its own
            sides = (None,) if laterality == "midline" else (laterality,)
        for one in sides:
            # What is named twice hurts as much as the worse of the two says.
            known = self._sites.get((id, one), pain)
            self._sites[id, one] = min(known, pain, key=PAIN_NAMES.index)


def _weaker(one: PainName, other: str) -> PainName:
    return max(one, cast(PainName, other), key=PAIN_NAMES.index)


def _pain(pain: str | None) -> PainName | None:
    if pain is not None and pain not in PAIN_NAMES:
        raise OptionError("pain", pain, PAIN_NAMES, nearest(str(pain), PAIN_NAMES))
    return pain
