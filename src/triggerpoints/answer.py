"""An answer of the look-up in plain text: causes to rule out first, then muscles, sets, what is unexplained, the limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import fill
from typing import Final

from .results import AreaQuery, Candidate, CautionNote, Explanation, SiteQuery, SymptomQuery
from .text import show

_SIDES: Final = {"either": "either side", "same": "same side", "other": "opposite side", "both": "both sides"}
_URGENCY: Final = {
    "emergency": "Call for help at once with signs of:",
    "urgent": "Be seen the same day with signs of:",
    "soon": "See a doctor within days with signs of:",
}
_WIDEST: Final = 110  # characters of a line of text: longer ones are hard to read


def answer_text(found: Explanation, limit: int, width: int | None = None) -> str:
    """The answer. limit: how many muscles. width: of the terminal, in characters; None: plain, every statement on one line."""
    blocks = [
        _read(found),
        _serious(found.serious),
        _complaints(found),
        _table(found, limit, width) if width else _list(found, limit),
        _sets(found),
        _unexplained(found),
        _look_alikes(found.look_alikes),
        [found.limits],
    ]
    lines: list[str] = []
    for block in blocks:
        told = list(block)
        if told:
            lines += [*([""] if lines else []), *told]
    return "\n".join(_wrapped(lines, width))


def asked_text(asked: SiteQuery | AreaQuery | SymptomQuery) -> str:
    """A thing that was asked about, in words: "Temple (left)"."""
    if isinstance(asked, AreaQuery):
        where = f", mostly {_lower(asked_text(asked.sites[0]))}" if asked.sites else ""
        return f"drawn area {asked.number}{where} ({asked.mm2 / 100:.0f} cm2)"
    if isinstance(asked, SymptomQuery):
        return asked.name
    told = [part for part in (asked.side, "" if asked.pain == "worst" else asked.pain) if part]
    return f"{asked.name} ({', '.join(told)})" if told else asked.name


def _read(found: Explanation) -> Iterator[str]:
    for one in found.not_understood:
        near = f"; nearest known: {', '.join(one.nearest)}" if one.nearest else ""
        yield f"Not understood: {show(one.words)}{near}"
    for read in found.question.understood:
        if read.corrected:
            yield f"Read {show(read.words)} as {_name(found, read.kind, read.id)}"


def _name(found: Explanation, kind: str, id: str) -> str:
    names = {
        "site": {site.id: site.name for site in found.sites},
        "complaint": {complaint.id: complaint.name for complaint in found.complaints},
        "symptom": {symptom.id: symptom.name for symptom in found.symptoms},
    }
    return names.get(kind, {}).get(id, id)


def _serious(cautions: Sequence[CautionNote]) -> Iterator[str]:
    """What to rule out, by how soon help is needed. The list cannot be complete, and says so."""
    if cautions:
        yield "RULE OUT FIRST (not a complete list)"
    for urgency, heading in _URGENCY.items():
        told = [caution for caution in cautions if caution.urgency == urgency]
        if told:
            yield heading
        for caution in told:
            signs = f"{'; '.join(caution.signs)}. " if caution.signs else ""
            yield f"  ! {caution.name}: {signs}{caution.text} [{', '.join(caution.sources)}]"


def _complaints(found: Explanation) -> Iterator[str]:
    for complaint in found.complaints:
        yield f"{complaint.name} [{', '.join(complaint.sources)}]"
        for text, sources in complaint.mistaken_for:
            yield f"  - {text} [{', '.join(sources)}]"


def _heading(found: Explanation) -> str:
    asked = [*map(asked_text, found.sites), *map(asked_text, found.areas), *map(asked_text, found.symptoms)]
    if not asked:
        return "No place was named, so no muscle is: say where it hurts."
    return f"Muscles whose reported pattern includes: {', '.join(asked)}"


def _list(found: Explanation, limit: int) -> Iterator[str]:
    yield _heading(found)
    for candidate in found[:limit]:
        yield ""
        yield f"{candidate.rank}. {candidate.name} ({_side(candidate)})  score {candidate.score:.2f}  {candidate.strength}"
        yield from (f"   {line}" for line in _details(candidate))
    yield from _more(found, limit)


def _table(found: Explanation, limit: int, width: int) -> Iterator[str]:
    """Columns, with what belongs to a muscle under its row."""
    yield _heading(found)
    if not found.candidates:
        return
    shown = found[:limit]
    tied = {c.rank for c in found if sum(other.rank == c.rank for other in found) > 1}
    rows = [("", "muscle", "side", "score", "zone")]
    rows += [(f"{c.rank}{'=' if c.rank in tied else '.'}", c.name, _side(c), f"{c.score:.2f}", c.strength) for c in shown]
    wide = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        yield "  ".join(
            cell.rjust(size) if place in (0, 3) else cell.ljust(size)
            for place, (cell, size) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        if number == 0:
            yield "-" * min(width, sum(wide) + 2 * (len(wide) - 1))
        else:
            yield from (" " * (wide[0] + 2) + line for line in _details(shown[number - 1]))
    yield from _more(found, limit)


def _details(candidate: Candidate) -> Iterator[str]:
    yield candidate.reason
    parts = ", ".join(f"{name} {value:.2f}" for name, value in candidate.score_parts.to_dict().items())
    yield f"Score: {parts}. Sources: {', '.join(candidate.sources)}"


def _more(found: Explanation, limit: int) -> Iterator[str]:
    if len(found) > limit:
        yield f"... and {len(found) - limit} more (--limit)"


def _sets(found: Explanation) -> Iterator[str]:
    if found.sets:
        yield "Groups of muscles whose patterns together cover the most (spillover counts less than essential zones):"
    ties: dict[tuple[int, float], list[list[str]]] = {}
    for one in found.sets:
        members = [f"{m.name} ({_SIDES.get(m.side, m.side)}) adds {m.adds:.0%}" for m in one.members]
        ties.setdefault((len(members), one.coverage), []).append(members)
    for (size, coverage), groups in ties.items():
        shared = [member for member in groups[0] if all(member in group for group in groups)]
        if len(groups) > 1 and len(shared) == size - 1:  # they differ in one muscle: tell them in one line
            others = [next(member for member in group if member not in shared) for group in groups]
            groups = [[*shared, f"either {' or '.join(others)}"]]
        for group in groups:
            yield f"  {coverage:.0%}: {' + '.join(group)}"


def _unexplained(found: Explanation) -> Iterator[str]:
    if found.unexplained:
        yield f"No reported pattern reaches: {', '.join(map(asked_text, found.unexplained))}"
    if found.uncovered:
        parts = ", ".join(f"{one.share:.0%} of {_lower(asked_text(one.what))}" for one in found.uncovered)
        yield f"Left uncovered by every pattern: {parts}"


def _look_alikes(cautions: Sequence[CautionNote]) -> Iterator[str]:
    if cautions:
        yield "Pain like this may also come from:"
    for caution in cautions:
        yield f"  - {caution.name}: {caution.text} [{', '.join(caution.sources)}]"


def _side(candidate: Candidate) -> str:
    return _SIDES.get(candidate.side, candidate.side)


def _wrapped(lines: Iterable[str], width: int | None) -> Iterator[str]:
    for line in lines:
        if width is None or len(line) <= width:
            yield line
        else:
            indent = line[: len(line) - len(line.lstrip(" !-"))]
            hang = " " * len(indent)
            yield fill(
                line[len(indent) :], min(width, _WIDEST), initial_indent=indent, subsequent_indent=hang, break_long_words=False
            )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
