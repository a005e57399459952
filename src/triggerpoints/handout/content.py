"""From muscles, cautions and words to a sheet: what stands on it and in which order. No text stands here, only keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ..results import CautionNote
from .blocks import Blanks, Block, Box, Bullets, Heading, Letterhead, Paper, Paragraph, Picture, Sheet, Steps, Text
from .words import Words

_AMBULANCE: Final = "heart_attack"  # the caution whose advice is the plain one: call an ambulance
_SIGNS: Final = 2  # of each cause
_URGENCY: Final = ("emergency", "urgent", "soon")

SheetSide = Literal["left", "right", "both"]


@dataclass(frozen=True, slots=True)
class Part:
    """A muscle of the sheet and the patient's own side of it."""

    muscle: str
    side: SheetSide


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """Everything a sheet is made from.

    parts: the muscles. complaint: its id, if the sheet is for one. cautions: the serious ones of the places shown.
    picture: the figure as SVG, what it shows in words, and its height in mm. note, steps: the therapist's own.
    needling: whether dry needling is part of the plan. more: whether page two is wanted. citations: source id -> short form.
    """

    parts: tuple[Part, ...]
    complaint: str | None
    cautions: tuple[CautionNote, ...]
    picture: tuple[str, str, float]
    letterhead: Letterhead
    note: tuple[str, ...]
    steps: tuple[str, ...]
    needling: bool
    more: bool
    paper: Paper
    large: bool
    palette: str
    on: date
    version: str
    citations: Mapping[str, str]


def build(request: SheetRequest, words: Words) -> Sheet:
    """The sheet."""
    opening = list(_opening(request, words))
    care = [*_steps(request, words), *_help(request, words)]
    if request.needling:
        care += _needling(words)
    learning = [*_treatment(request, words), *_known(words), *_note(request, words)]
    more = [*_more(words)] if request.more else []
    closing = _sources(request, words)
    first = [*opening, *care] if request.more else [*opening, *care, *learning, *closing]
    return Sheet(
        title=_title(request, words),
        language=words.language,
        paper=request.paper,
        large=request.large,
        mono=request.palette == "mono",
        letterhead=request.letterhead,
        first=tuple(first),
        second=(*learning, *more, *closing) if request.more else (),
        footer=words.text("label_version", version=request.version, date=_date(request.on, words)),
        page_label=words.word("label_page"),
    )


def _title(request: SheetRequest, words: Words) -> Text:
    if request.complaint is not None:
        return words.text("title_complaint", complaint=words.complaint(request.complaint).words)
    by_side: dict[SheetSide, list[str]] = {}
    for part in request.parts:
        by_side.setdefault(part.side, []).append(words.muscle(part.muscle)[0])
    named = [
        words.word("name_muscle_side", muscle=joined(names, words), side=_side(side, words)) for side, names in by_side.items()
    ]
    if len(request.parts) == 1:
        return words.text("title_muscle", muscle=named[0])
    return words.text("title_muscles", muscles="; ".join(named))


def joined(names: Sequence[str], words: Words) -> str:
    """Names in a list, as the language joins them."""
    if len(names) == 1:
        return names[0]
    whole = words.word("join_two", first=names[-2], last=names[-1])
    for name in reversed(names[:-2]):
        whole = words.word("join_more", first=name, rest=whole)
    return whole


def _side(side: SheetSide, words: Words) -> str:
    return words.word(f"side_{side}")


def _date(day: date, words: Words) -> str:
    months = words.list("months")
    return words.word("format_date", month=months[day.month - 1].words, day=str(day.day), year=str(day.year))


def _opening(request: SheetRequest, words: Words) -> Iterator[Block]:
    yield Blanks(((words.text("label_name"), ""), (words.text("label_date"), "")))
    yield Paragraph(words.text("main_message_complaint" if request.complaint else "main_message"), "lead")
    if request.complaint:
        yield Paragraph(words.text("complaint_intro"))
    glossed = []
    for part in request.parts:
        name, gloss, _, _ = words.muscle(part.muscle)
        if gloss:
            key = "name_muscle_gloss_both" if part.side == "both" else "name_muscle_gloss"
            values = {"muscle": name, "gloss": gloss, "side": _side(part.side, words)}
            glossed.append(words.text(key, **values))
    if len(glossed) > 1:
        yield Bullets(tuple(glossed))
    else:
        yield from (Paragraph(text) for text in glossed)
    svg, alt, height = request.picture
    yield Picture(svg, Text(alt), height)
    yield Heading(words.text("heading_picture"))
    yield Paragraph(words.text("picture", shade=words.word(f"picture_shade_{request.palette}")))
    yield Heading(words.text("heading_what"))
    yield Paragraph(words.text("what"))
    yield Heading(words.text("heading_why"))
    yield Paragraph(words.text("why"))


def _steps(request: SheetRequest, words: Words) -> Iterator[Block]:
    yield Heading(words.text("heading_today"))
    if request.steps:
        yield Heading(words.text("label_exercises"), 3)
        yield Steps(tuple(map(Text, request.steps)))
    else:
        # Muscles that share their steps (those at the base of the skull do) are named together.
        shared: dict[tuple[Text, ...], list[str]] = {}
        for part in request.parts:
            name, _, steps, _ = words.muscle(part.muscle)
            shared.setdefault(steps, []).append(name)
        for steps, names in shared.items():
            if len(shared) > 1 and steps:
                yield Heading(words.text("heading_today_muscle", muscle=joined(list(dict.fromkeys(names)), words)), 3)
            if steps:
                yield Steps(steps)
        if not all(shared):
            if any(shared):
                yield Heading(words.text("heading_today_any"), 3)
            yield Steps(words.list("steps_any"))
        less = dict.fromkeys(text for part in request.parts for text in words.muscle(part.muscle)[3])
        if less:
            yield Heading(words.text("heading_avoid"), 3)
            yield Bullets(tuple(less))
    yield Paragraph(words.text("step_stop"))


def _help(request: SheetRequest, words: Words) -> Iterator[Block]:
    """When to get help: what holds for everybody, after needling, and the causes that belong to the places shown.

    Each cause with its most telling signs: a long list is not read. What to do is the heading, and told where it differs.
    """
    by_urgency: dict[str, list[Text]] = {urgency: [] for urgency in _URGENCY}
    ambulance = words.caution(_AMBULANCE)[2].words
    for caution in request.cautions:
        if caution.because:  # what holds everywhere is said by the general lines
            name, signs, do = words.caution(caution.id)
            words.cited |= dict.fromkeys(caution.sources)
            listed = "; ".join(sign.words.rstrip(".") for sign in signs[:_SIGNS])
            told = words.word("name_caution", caution=name.words, signs=listed)
            differs = caution.urgency == "soon" or (caution.urgency == "emergency" and do.words != ambulance)
            by_urgency[caution.urgency or "soon"].append(Text(f"{told}. {do.words}" if differs else f"{told}.", name.lang))
    inside: list[Block] = [Paragraph(words.text("help_call")), Bullets(words.list("help_call"))]
    if request.needling:
        inside.append(Paragraph(words.text("needle_help")))
    if by_urgency["emergency"]:
        inside.append(Bullets(tuple(by_urgency["emergency"])))
    inside += [
        Paragraph(words.text("help_doctor")),
        Bullets((*words.list("help_doctor"), *by_urgency["urgent"], *by_urgency["soon"])),
    ]
    yield Box("emergency", words.text("heading_help"), tuple(inside))


def _needling(words: Words) -> Iterator[Block]:
    tell = (Bullets(words.list("needle_tell")), Paragraph(words.text("needle_tell_unsure")))
    yield Box("warning", words.text("heading_needle_tell"), tell)
    yield Heading(words.text("heading_needle_after"))
    yield Bullets(words.list("needle_after"))


def _treatment(request: SheetRequest, words: Words) -> Iterator[Block]:
    yield Heading(words.text("heading_treatment"))
    yield Paragraph(words.text("treatment"))
    if request.needling:
        yield Paragraph(words.text("needle_treatment"))
    yield Paragraph(words.text("visits"))


def _known(words: Words) -> Iterator[Block]:
    yield Heading(words.text("heading_known"))
    yield Bullets(words.list("known"))
    yield Paragraph(words.text("limits"))


def _note(request: SheetRequest, words: Words) -> Iterator[Block]:
    if request.note:
        yield Box("note", words.text("label_notes"), tuple(Paragraph(Text(line)) for line in request.note))


def _more(words: Words) -> Iterator[Block]:
    yield Heading(words.text("more_heading_treatment"))
    yield Bullets(words.list("more_treatment"))
    yield Heading(words.text("more_heading_studies"))
    for key in ("more_study_one", "more_study_many", "more_study_long"):
        yield Paragraph(words.text(key))
    yield Heading(words.text("more_heading_risk"))
    for key in ("more_risk_mild", "more_risk_serious", "more_risk_limits"):
        yield Paragraph(words.text(key))
    yield Heading(words.text("more_heading_questions"))
    for topic in ("hurt", "acupuncture", "long", "needed", "cause", "scan"):
        yield Heading(words.text(f"more_q_{topic}"), 3)
        yield Paragraph(words.text(f"more_a_{topic}"))
    yield Heading(words.text("more_heading_ask"))
    yield Bullets(words.list("more_ask"))


def _sources(request: SheetRequest, words: Words) -> list[Block]:
    """Asked for last: every text has noted its sources by then."""
    years: dict[str, set[str]] = {}
    for who, _, year in (request.citations[id].rpartition(" ") for id in words.cited if id in request.citations):
        years.setdefault(who, set()).add(year)
    cited = [f"{who} {', '.join(sorted(years[who]))}" for who in sorted(years, key=lambda who: (who.casefold(), who))]
    return [Paragraph(Text(f"{words.word('label_sources')}: {'; '.join(cited)}."), "small")] if cited else []
