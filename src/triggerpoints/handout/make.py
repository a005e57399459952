"""From what a clinic chose to a finished handout: words found, figure drawn, content drafted until it fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from ..errors import UsageError
from ..picture import DiagramRequest
from ..results import CautionNote
from .content import SheetContent
from .fit import fitted
from .handout import Handout
from .options import HandoutOptions, Letterhead
from .phrases import Phrases
from .sheet import Picture

MOST_MUSCLES: Final = 4
PICTURE_MM: Final = 84.0
"""The height of the figure on paper at most, in millimetres."""


def make_handout(
    document: Mapping[str, Any],
    drawing: DiagramRequest,
    options: HandoutOptions,
    complaint: str | None,
    serious: Sequence[Sequence[CautionNote]],
) -> Handout:
    """The handout. drawing: the muscles with their sides, figure and palette.

    serious: causes that are no muscle, of the complaint and of each muscle, the foremost first.
    Raises OptionError, UsageError or DataError for options that cannot be used.
    """
    from ..picture.patient import patient_picture

    if len(drawing.subjects) > MOST_MUSCLES:
        raise UsageError(f"a handout shows {MOST_MUSCLES} muscles at most, not {len(drawing.subjects)}")
    phrases = Phrases(document, options.language)
    letterhead = Letterhead() if options.clinic is None else options.clinic
    if not isinstance(letterhead, Letterhead):
        from .clinic import read_clinic

        letterhead = read_clinic(letterhead)
    names = {subject.muscle.id: phrases.muscle(subject.muscle.id).name for subject in drawing.subjects}
    sites = {id: phrases.site(id).words for id in drawing.site_names}
    drawn = patient_picture(drawing, phrases.picture(), names, sites, large=options.large, height_mm=PICTURE_MM)
    content = SheetContent(
        subjects=drawing.subjects,
        complaint=complaint,
        cautions=in_turn(serious, {id for id, raw in document["cautions"].items() if raw.get("children")}),
        picture=Picture(drawn),
        letterhead=letterhead,
        options=options,
        citations=drawing.citations,
        phrases=phrases,
    )
    return fitted(content)


def in_turn(lists: Sequence[Sequence[CautionNote]], last: Collection[str]) -> tuple[CautionNote, ...]:
    """Every caution once: of each urgency the foremost of each list in turn, then those that hold everywhere.

    last: ids that come before these only.
    """
    notes = []
    for urgency in dict.fromkeys(note.urgency for notes in lists for note in notes):
        own = [[note for note in listed if note.urgency == urgency] for listed in lists]
        notes += [note for row in zip_longest(*own) for note in row if note is not None]
    notes.sort(key=lambda note: (not note.because, note.id in last))
    return tuple({note.id: note for note in notes}.values())
