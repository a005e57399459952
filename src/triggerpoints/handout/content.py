"""From muscles, cautions and phrases to a sheet: what stands on it and in which order. No text stands here, only keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

from ..picture import Subject
from ..results import CautionNote
from ..sides import AskedSide
from ..version import VERSION
from .look import Amount, stands_beside
from .options import HandoutOptions, Letterhead
from .phrases import MusclePhrases, Phrases
from .sheet import Blanks, Block, Box, Bullets, Heading, Paragraph, Picture, Sheet, Steps, Text

_GENERAL: Final = {"help_chest": "heart_attack", "help_weak": "stroke"}
"""Phrases for every sheet, each with the caution that says it better."""
_BOXES: Final[Mapping[str, Literal["emergency", "warning"]]] = {"emergency": "emergency", "urgent": "warning", "soon": "warning"}
_AFTER_NEEDLES: Final = "pneumothorax"
"""The caution that `needle_help` says better where needles are near the lung."""
_NEAR_LUNG: Final = ("pleura", "lung")
"""Words for structures near which they are."""
_LEAST_STEPS: Final = 2
"""The steps that a sheet for one muscle has at least."""

_QUESTIONS: Final = ("long", "cause", "scan")
_NEEDLE_QUESTIONS: Final = ("needed", "hurt", "acupuncture")


@dataclass(kw_only=True)
class SheetContent:
    """What a sheet says, part by part, in the order in which it is read.

    subjects: the muscles with the patient's own side of each. complaint: its id, if the sheet is for one.
    cautions: the serious ones of the places shown, the most telling of each urgency first.
    citations: the short form of every source, by its id. amount: how much of everything stands on it.
    causes_left: how many serious causes it does not list.
    """

    subjects: tuple[Subject, ...]
    complaint: str | None
    cautions: tuple[CautionNote, ...]
    picture: Picture
    letterhead: Letterhead
    options: HandoutOptions
    citations: Mapping[str, str]
    phrases: Phrases
    amount: Amount = field(default_factory=dict)
    causes_left: int = field(default=0, init=False)

    def cut_to(self, amount: Amount) -> SheetContent:
        """The same with this amount of everything."""
        return replace(self, phrases=self.phrases.again(), amount=amount)

    @cached_property
    def muscles(self) -> dict[str, MusclePhrases]:
        """What is said of each muscle, by its id."""
        return {subject.muscle.id: self.phrases.muscle(subject.muscle.id) for subject in self.subjects}

    @cached_property
    def near_lung(self) -> bool:
        """Whether a needle could reach the lung."""
        structures = [caution.structure for subject in self.subjects for caution in subject.muscle.needling_caution]
        return self.options.needling and any(word in structure for structure in structures for word in _NEAR_LUNG)

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet. From then on `causes_left` and the phrases say what it leaves out and what stands in English."""
        opening, first = [*self._opening()], [*self._explained(), *self._today()]
        if stands_beside(self.picture, self.options):
            opening, first = opening + first, []
        first += [*self._avoid(), *self._note(), *self._help()]
        return Sheet(
            title=self._title(),
            options=self.options,
            letterhead=self.letterhead,
            opening=tuple(opening),
            first=tuple(first),
            second=(*self._second(), *self._more(), *self._sources()),
            footer=self.phrases.text("label_version", version=VERSION, date=self._date()),
            page_label=self.phrases.word("label_page"),
        )

    def _heading(self, key: str, level: Literal[2, 3] = 2, **values: str) -> Heading:
        return Heading(self.phrases.text(key, **values), level)

    def _paragraph(self, key: str, **values: str) -> Paragraph:
        return Paragraph(self.phrases.text(key, **values))

    def _section(self, heading: str, *paragraphs: str, level: Literal[2, 3] = 2) -> Iterator[Block]:
        yield self._heading(heading, level)
        yield from map(self._paragraph, paragraphs)

    def _bullets(self, *keys: str, most: int | None = None) -> Bullets:
        """The items of these lists in one; those of needles only where dry needling is part of the plan."""
        keys = tuple(key for key in keys if self.options.needling or not key.startswith("needle_"))
        return Bullets(tuple(item for key in keys for item in self.phrases.list(key))[:most])

    def _name(self, subject: Subject) -> str:
        return self.muscles[subject.muscle.id].name

    def _side(self, side: AskedSide) -> str:
        return self.phrases.word(f"side_{side}")

    def _title(self) -> Text:
        phrases = self.phrases
        if self.complaint is not None:
            return phrases.text("title_complaint", complaint=phrases.complaint(self.complaint).words)
        by_side: dict[AskedSide, list[str]] = {}
        for subject in self.subjects:
            by_side.setdefault(subject.side, []).append(self._name(subject))
        named = [
            phrases.word("name_muscle_side", muscle=joined(names, phrases), side=self._side(side))
            for side, names in by_side.items()
        ]
        if len(self.subjects) == 1:
            return phrases.text("title_muscle", muscle=named[0])
        return phrases.text("title_muscles", muscles="; ".join(named))

    def _date(self) -> str:
        on = self.options.on or date.today()
        month = self.phrases.list("months")[on.month - 1].words
        return self.phrases.word("format_date", month=month, day=str(on.day), year=str(on.year))

    def _opening(self) -> Iterator[Block]:
        yield Blanks((self.phrases.text("label_name"), self.phrases.text("label_date")))
        if self.amount["lead"]:
            yield Paragraph(self.phrases.text("main_message_complaint" if self.complaint else "main_message"), "lead")
        if self.complaint:
            yield self._paragraph("complaint_intro")
        glossed = []
        for subject in self.subjects:
            name, gloss = self.muscles[subject.muscle.id][:2]
            if gloss and (self.amount["gloss"] or self.complaint):  # the title of a complaint names no muscle
                glossed.append(self.phrases.text("name_muscle_gloss", muscle=name, gloss=gloss, side=self._side(subject.side)))
        if len(glossed) > 1:
            yield Steps(tuple(glossed)) if self.picture.drawn.numbered else Bullets(tuple(glossed))
        else:
            yield from map(Paragraph, glossed)
        yield self.picture

    def _explained(self) -> Iterator[Block]:
        if self.amount["reading"]:
            yield self._paragraph("picture", shade=self.phrases.word(f"picture_shade_{self.options.palette}"))
        yield from self._section("heading_what", "what")
        if self.options.large:  # there the answer follows upon what it asks about
            yield self._paragraph("why")
        else:
            yield from self._section("heading_why", "why")

    def _today(self) -> Iterator[Block]:
        yield self._heading("heading_today")
        if self.options.steps:
            yield self._heading("label_exercises", 3)
            yield Steps(tuple(map(Text, self.options.steps)))
        else:
            yield from self._usual_steps()
        yield self._paragraph("step_stop")

    def _usual_steps(self) -> Iterator[Block]:
        """The steps of each muscle. Muscles that share their steps, as those at the base of the skull do, are named together."""
        subjects = self.subjects
        most = max(self.amount["steps"], _LEAST_STEPS if len(subjects) == 1 else 0)
        shared: dict[tuple[Text, ...], list[str]] = {}
        for subject in subjects:
            said = self.muscles[subject.muscle.id]
            if most:
                self.phrases.cited |= dict.fromkeys(said.sources)
            shared.setdefault(said.steps[:most], []).append(said.name)
        for steps, names in shared.items():
            if len(shared) > 1 and steps:
                yield self._heading("heading_today_muscle", 3, muscle=joined(list(dict.fromkeys(names)), self.phrases))
            if steps:
                yield Steps(steps)
        if not all(shared):
            if any(shared):
                yield self._heading("heading_today_any", 3)
            yield Steps(self.phrases.list("steps_any")[: self.amount["steps"] or 3])

    def _avoid(self) -> Iterator[Block]:
        less = dict.fromkeys(text for said in self.muscles.values() for text in said.avoid)
        if less and self.amount["avoid"] and not self.options.steps:
            yield self._heading("heading_avoid", 3)
            yield Bullets(tuple(less))

    def _note(self) -> Iterator[Block]:
        if self.options.note:
            lines = self.options.note.split("\n")
            yield Box("note", self.phrases.text("label_notes"), tuple(Paragraph(Text(line)) for line in lines))

    def _help(self) -> Iterator[Block]:
        """When to get help: a box for each urgency, with what holds for everybody and the causes that belong to the places."""
        more = len(self.subjects) - 1 if self.amount["each"] else 0
        most = {"emergency": self.amount["emergency"] + more, "urgent": self.amount["urgent"] + more, "soon": self.amount["soon"]}
        listed: dict[str, dict[str, Text]] = {urgency: {} for urgency in most}
        for caution in self.cautions:
            urgency = caution.urgency or "soon"
            # What holds everywhere comes last, and has a line of its own unless it is an emergency.
            room = len(listed[urgency]) < most[urgency] or not (caution.because or urgency == "emergency")
            if self.near_lung and caution.id == _AFTER_NEEDLES:
                continue
            if room:
                self.phrases.cited |= dict.fromkeys(caution.sources)
                listed[urgency][caution.id] = self.phrases.caution(caution.id)
            else:
                self.causes_left += 1
        general = [self.phrases.text("needle_help")] if self.near_lung else []
        general += [self.phrases.text(key) for key, better in _GENERAL.items() if better not in listed["emergency"]]
        for urgency, items in listed.items():
            told = (*(general if urgency == "emergency" else ()), *items.values())
            if told:
                yield Box(_BOXES[urgency], self.phrases.text(f"help_{urgency}"), (Bullets(told),))
        yield self._paragraph("help_more")
        if not self.options.large:
            yield self._paragraph("help_unsure")

    def _second(self) -> Iterator[Block]:
        """What follows when to get help: needling, treatment, what is known of it."""
        amount, needling = self.amount, self.options.needling
        if needling:
            tell = (self._bullets("needle_tell", most=amount["tell"]), self._paragraph("needle_tell_unsure"))
            yield Box("warning", self.phrases.text("heading_needle_tell"), tell)
            yield self._heading("heading_needle_after")
            yield self._bullets("needle_after", most=amount["after"])
        said = {"treatment": amount["treatment"] or not needling, "needle_treatment": needling, "visits": amount["visits"]}
        yield from self._section("heading_treatment", *(key for key, wanted in said.items() if wanted))
        yield self._heading("heading_known")
        yield self._bullets("known", "needle_known", most=amount["known"])
        yield self._paragraph("limits")

    def _more(self) -> Iterator[Block]:
        """What was asked for besides: treatment, studies, how safe needling is, the questions people ask, what to ask."""
        amount, needling = self.amount, self.options.needling
        if not self.options.more:
            return
        if amount["more_treatment"]:
            yield self._heading("more_heading_treatment")
            yield self._bullets("more_treatment", "needle_more_treatment")
        if amount["studies"] and needling:
            yield from self._section("more_heading_studies", "more_study_one", "more_study_many", "more_study_long")
        if amount["risk"] and needling:
            yield from self._section("more_heading_risk", "more_risk_mild", "more_risk_serious", "more_risk_limits")
        if amount["questions"]:
            yield self._heading("more_heading_questions")
            for topic in (*(_NEEDLE_QUESTIONS if needling else ()), *_QUESTIONS)[: amount["questions"]]:
                yield from self._section(f"more_q_{topic}", f"more_a_{topic}", level=3)
        if amount["ask"]:
            yield self._heading("more_heading_ask")
            yield self._bullets("more_ask")

    def _sources(self) -> Iterator[Block]:
        """Asked for last: every text has noted its sources by then."""
        citations, years = self.citations, dict[str, set[str]]()
        for who, _, year in (citations[id].rpartition(" ") for id in self.phrases.cited if id in citations):
            years.setdefault(who, set()).add(year)
        cited = [f"{who} {', '.join(sorted(years[who]))}" for who in sorted(years, key=lambda who: (who.casefold(), who))]
        if cited:
            yield Paragraph(Text(f"{self.phrases.word('label_sources')}: {'; '.join(cited)}."), "small")


def joined(names: Sequence[str], phrases: Phrases) -> str:
    """Names in a list, as the language joins them."""
    if len(names) == 1:
        return names[0]
    whole = phrases.word("join_two", first=names[-2], last=names[-1])
    for name in reversed(names[:-2]):
        whole = phrases.word("join_more", first=name, rest=whole)
    return whole
