"""From muscles, cautions and words to a sheet: what stands on it and in which order. No text stands here, only keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ..errors import UsageError
from ..results import CautionNote
from .amount import AMOUNTS, Amount
from .blocks import Blanks, Block, Box, Bullets, Heading, Letterhead, Paper, Paragraph, Picture, Sheet, Steps, Text
from .room import MOST_PAGES, room, stands_aside
from .words import Words

_GENERAL: Final = {"help_chest": "heart_attack", "help_weak": "stroke"}
"""Said on every sheet, unless a caution says it better."""
_BOXES: Final[Mapping[str, Literal["emergency", "warning"]]] = {"emergency": "emergency", "urgent": "warning", "soon": "warning"}
_AFTER_NEEDLES: Final = "pneumothorax"
"""The caution that `needle_help` says better where needles are near the lung."""

_QUESTIONS: Final = ("long", "cause", "scan")
_NEEDLE_QUESTIONS: Final = ("needed", "hurt", "acupuncture")

SheetSide = Literal["left", "right", "both"]


@dataclass(frozen=True, slots=True)
class Part:
    """A muscle of the sheet and the patient's own side of it. near_lung: whether a needle in it could reach the lung."""

    muscle: str
    side: SheetSide
    near_lung: bool


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """Everything a sheet is made from.

    parts: the muscles. complaint: its id, if the sheet is for one. cautions: the serious ones of the places shown, the most
    telling of each urgency first. numbered: whether the picture calls the muscles by numbers. note, steps: the therapist's own.
    needling: whether dry needling is part of the plan. more: whether page two is wanted. citations: source id -> short form.
    """

    parts: tuple[Part, ...]
    complaint: str | None
    cautions: tuple[CautionNote, ...]
    picture: Picture
    numbered: bool
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


@dataclass(frozen=True, slots=True)
class _Small:
    """A sheet that fits in smaller letters only. size: of these, in points."""

    size: float
    sheet: Sheet
    left_out: tuple[str, ...]
    missing: dict[str, None]


def build(request: SheetRequest, words: Words) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet with as much as two pages hold, and what had to be left out for that.

    Raises UsageError when the therapist's own words leave no room for the rest.
    """
    before = dict(words.missing)
    left_out: dict[str, None] = {}
    sheet: Sheet | None = None
    small: _Small | None = None
    for what, amount in AMOUNTS:
        words.cited, words.missing = {}, dict(before)
        less = _sheet(request, words, amount)
        if less == sheet:  # there was nothing of it to leave out
            continue
        if sheet is not None and what:
            left_out[what] = None
        sheet, found = less, room(less)
        if found.pages <= MOST_PAGES and not found.small:
            return sheet, (*left_out, *_causes_left(request, words, sheet))
        if found.pages <= MOST_PAGES and found.spacing.size > (small.size if small else 0):
            small = _Small(found.spacing.size, sheet, tuple(left_out), words.missing)
    if small is not None:
        words.missing = small.missing
        smaller = f"the usual size of letters: they have {small.size:g} points"
        return small.sheet, (*small.left_out, *_causes_left(request, words, small.sheet), smaller)
    raise UsageError(
        f"so much does not fit on {MOST_PAGES} pages{' in large print' if request.large else ''}: shorten the note or the steps, "
        "or name fewer muscles"
    )


def _causes_left(request: SheetRequest, words: Words, sheet: Sheet) -> Iterator[str]:
    """How many serious causes the sheet has no line for: too many lines are not read."""
    boxes = [block for block in (*sheet.first, *sheet.second) if isinstance(block, Box)]
    said = {item for box in boxes for block in box.blocks if isinstance(block, Bullets) for item in block.items}
    left = [one for one in request.cautions if words.caution(one.id) not in said and not _said_of_needles(request, one)]
    if left:
        yield f"{len(left)} less telling serious cause{'s' if len(left) > 1 else ''}"


def _sheet(request: SheetRequest, words: Words, amount: Amount) -> Sheet:
    opening, first = list(_opening(request, words, amount)), list(_explained(request, words, amount))
    first += _steps(request, words, amount)
    if stands_aside(request.picture, request.large):
        opening, first = opening + first, []
    first += [*_avoid(request, words, amount), *_note(request, words), *_help(request, words, amount)]
    second = list(_needling(words, amount)) if request.needling else []
    second += [*_treatment(request, words, amount), *_known(request, words, amount)]
    second += [*(_more(request, words, amount) if request.more else ()), *_sources(request, words)]
    return Sheet(
        title=_title(request, words),
        language=words.language,
        paper=request.paper,
        large=request.large,
        mono=request.palette == "mono",
        letterhead=request.letterhead,
        opening=tuple(opening),
        first=tuple(first),
        second=tuple(second),
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


def _opening(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    yield Blanks(((words.text("label_name"), ""), (words.text("label_date"), "")))
    if amount.lead:
        yield Paragraph(words.text("main_message_complaint" if request.complaint else "main_message"), "lead")
    if request.complaint:
        yield Paragraph(words.text("complaint_intro"))
    glossed = []
    for part in request.parts:
        name, gloss, _, _ = words.muscle(part.muscle)
        if gloss and (amount.gloss or request.complaint):  # the title of a complaint names no muscle
            values = {"muscle": name, "gloss": gloss, "side": _side(part.side, words)}
            glossed.append(words.text("name_muscle_gloss", **values))
    if len(glossed) > 1:
        yield Steps(tuple(glossed)) if request.numbered else Bullets(tuple(glossed))
    else:
        yield from (Paragraph(text) for text in glossed)
    yield request.picture


def _explained(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    if amount.reading:
        yield Paragraph(words.text("picture", shade=words.word(f"picture_shade_{request.palette}")))
    yield Heading(words.text("heading_what"))
    yield Paragraph(words.text("what"))
    if not request.large:  # there the answer follows upon what it asks about
        yield Heading(words.text("heading_why"))
    yield Paragraph(words.text("why"))


def _steps(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    yield Heading(words.text("heading_today"))
    if request.steps:
        yield Heading(words.text("label_exercises"), 3)
        yield Steps(tuple(map(Text, request.steps)))
    else:
        # Muscles that share their steps (those at the base of the skull do) are named together.
        shared: dict[tuple[Text, ...], list[str]] = {}
        for part in request.parts:
            name, _, steps, _ = words.muscle(part.muscle)
            most = max(amount.steps or 0, 2 if len(request.parts) == 1 else 0)
            if most:
                words.cite(part.muscle)
            shared.setdefault(steps[:most], []).append(name)
        for steps, names in shared.items():
            if len(shared) > 1 and steps:
                yield Heading(words.text("heading_today_muscle", muscle=joined(list(dict.fromkeys(names)), words)), 3)
            if steps:
                yield Steps(steps)
        if not all(shared):
            if any(shared):
                yield Heading(words.text("heading_today_any"), 3)
            yield Steps(words.list("steps_any")[: amount.steps or 3])
    yield Paragraph(words.text("step_stop"))


def _avoid(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    if amount.avoid and not request.steps:
        less = dict.fromkeys(text for part in request.parts for text in words.muscle(part.muscle)[3])
        if less:
            yield Heading(words.text("heading_avoid"), 3)
            yield Bullets(tuple(less))


def _help(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    """When to get help: a box for each urgency, with what holds for everybody and the causes that belong to the places shown."""
    more = len(request.parts) - 1 if amount.each else 0
    most = {"emergency": amount.emergency + more, "urgent": amount.urgent + more, "soon": amount.soon}
    listed: dict[str, dict[str, Text]] = {"emergency": {}, "urgent": {}, "soon": {}}
    for caution in request.cautions:
        items = listed[caution.urgency or "soon"]
        # What holds everywhere comes last, and has a line of its own unless it is an emergency.
        room = len(items) < most[caution.urgency or "soon"] or not (caution.because or caution.urgency == "emergency")
        if room and not _said_of_needles(request, caution):
            words.cited |= dict.fromkeys(caution.sources)
            items[caution.id] = words.caution(caution.id)
    general = [words.text("needle_help")] if _near_lung(request) else []
    general += [words.text(key) for key, better in _GENERAL.items() if better not in listed["emergency"]]
    for urgency, items in listed.items():
        told = (*(general if urgency == "emergency" else ()), *items.values())
        if told:
            yield Box(_BOXES[urgency], words.text(f"help_{urgency}"), (Bullets(told),))
    yield Paragraph(words.text("help_more"))
    if not request.large:
        yield Paragraph(words.text("help_unsure"))


def _near_lung(request: SheetRequest) -> bool:
    return request.needling and any(part.near_lung for part in request.parts)


def _said_of_needles(request: SheetRequest, caution: CautionNote) -> bool:
    return caution.id == _AFTER_NEEDLES and _near_lung(request)


def _needling(words: Words, amount: Amount) -> Iterator[Block]:
    tell = (Bullets(words.list("needle_tell")[: amount.tell]), Paragraph(words.text("needle_tell_unsure")))
    yield Box("warning", words.text("heading_needle_tell"), tell)
    yield Heading(words.text("heading_needle_after"))
    yield Bullets(words.list("needle_after")[: amount.after])


def _treatment(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    yield Heading(words.text("heading_treatment"))
    if amount.treatment or not request.needling:
        yield Paragraph(words.text("treatment"))
    if request.needling:
        yield Paragraph(words.text("needle_treatment"))
    if amount.visits:
        yield Paragraph(words.text("visits"))


def _known(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    yield Heading(words.text("heading_known"))
    known = [*words.list("known"), *(words.list("needle_known") if request.needling else ())]
    yield Bullets(tuple(known[: amount.known]))
    yield Paragraph(words.text("limits"))


def _note(request: SheetRequest, words: Words) -> Iterator[Block]:
    if request.note:
        yield Box("note", words.text("label_notes"), tuple(Paragraph(Text(line)) for line in request.note))


def _more(request: SheetRequest, words: Words, amount: Amount) -> Iterator[Block]:
    if amount.more_treatment:
        yield Heading(words.text("more_heading_treatment"))
        yield Bullets((*words.list("more_treatment"), *(words.list("needle_more_treatment") if request.needling else ())))
    if amount.studies and request.needling:
        yield Heading(words.text("more_heading_studies"))
        for key in ("more_study_one", "more_study_many", "more_study_long"):
            yield Paragraph(words.text(key))
    if amount.risk and request.needling:
        yield Heading(words.text("more_heading_risk"))
        for key in ("more_risk_mild", "more_risk_serious", "more_risk_limits"):
            yield Paragraph(words.text(key))
    if amount.questions:
        yield Heading(words.text("more_heading_questions"))
        topics = (*(_NEEDLE_QUESTIONS if request.needling else ()), *_QUESTIONS)
        for topic in topics[: amount.questions]:
            yield Heading(words.text(f"more_q_{topic}"), 3)
            yield Paragraph(words.text(f"more_a_{topic}"))
    if amount.ask:
        yield Heading(words.text("more_heading_ask"))
        yield Bullets(words.list("more_ask"))


def _sources(request: SheetRequest, words: Words) -> list[Block]:
    """Asked for last: every text has noted its sources by then."""
    years: dict[str, set[str]] = {}
    for who, _, year in (request.citations[id].rpartition(" ") for id in words.cited if id in request.citations):
        years.setdefault(who, set()).add(year)
    cited = [f"{who} {', '.join(sorted(years[who]))}" for who in sorted(years, key=lambda who: (who.casefold(), who))]
    return [Paragraph(Text(f"{words.word('label_sources')}: {'; '.join(cited)}."), "small")] if cited else []
