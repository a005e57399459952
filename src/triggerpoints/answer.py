"""An answer of the look-up in plain text: causes to rule out first, then muscles, sets, what is unexplained, the limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from textwrap import fill
from typing import Any, Final

from .messages import Texts
from .results import AreaQuery, Candidate, CautionNote, Explanation, SetMember, SiteQuery, SymptomQuery
from .text import columns, plain_name, show

_URGENCIES: Final = ("emergency", "urgent", "soon")
_WIDEST: Final = 110  # characters of a line of text: longer ones are hard to read


def answer_text(found: Explanation, limit: int, width: int | None = None) -> str:
    """The answer. limit: how many muscles. width: of the terminal, in characters; None: plain, every statement on one line."""
    return _Teller(found).text(limit, width)


class _Teller:
    """Tells one answer in the sentences that it carries."""

    def __init__(self, found: Explanation) -> None:
        self._found = found
        self._say: Texts = found.texts

    def text(self, limit: int, width: int | None) -> str:
        found = self._found
        blocks = [
            self._read(),
            self._serious(),
            self._complaints(),
            self._candidates(limit, width),
            self._sets(),
            self._unexplained(),
            self._look_alikes(),
            [found.limits],
        ]
        told = ("\n".join(_wrapped(block, width)) for block in blocks)
        return "\n\n".join(filter(None, told))

    def _asked(self, asked: SiteQuery | AreaQuery | SymptomQuery) -> str:
        """A thing that was asked about, in words: "Temple (left)"."""
        if isinstance(asked, AreaQuery):
            site = plain_name(self._asked(asked.sites[0])) if asked.sites else ""
            cm2 = f"{asked.mm2 / 100:.0f}"
            return self._say("area_mostly" if site else "area", number=asked.number, site=site, cm2=cm2)
        if isinstance(asked, SymptomQuery):
            return asked.name
        told = [part for part in (asked.side, "" if asked.pain == "worst" else asked.pain) if part]
        return f"{asked.name} ({', '.join(told)})" if told else asked.name

    def _read(self) -> Iterator[str]:
        for one in self._found.not_understood:
            key = "not_understood_near" if one.nearest else "not_understood"
            yield self._say(key, words=show(one.words), names=", ".join(one.nearest))
        found = self._found
        kinds: dict[str, Sequence[Any]] = {"site": found.sites, "complaint": found.complaints, "symptom": found.symptoms}
        names = {(kind, one.id): one.name for kind, named in kinds.items() for one in named}
        for read in self._found.understood:
            if read.corrected:
                yield self._say("corrected", words=show(read.words), name=names.get((read.kind, read.id), read.id))

    def _serious(self) -> Iterator[str]:
        """What to rule out, by how soon help is needed. The list cannot be complete, and says so."""
        if self._found.serious:
            yield self._say("rule_out")
        for urgency in _URGENCIES:
            told = [caution for caution in self._found.serious if caution.urgency == urgency]
            if told:
                yield self._say(f"urgency_{urgency}")
            for caution in told:
                yield self._caution("caution_signs" if caution.signs else "caution", caution)

    def _caution(self, key: str, caution: CautionNote) -> str:
        signs, sources = "; ".join(caution.signs), ", ".join(caution.sources)
        return f"  {self._say(key, name=caution.name, signs=signs, text=caution.text, sources=sources)}"

    def _complaints(self) -> Iterator[str]:
        for complaint in self._found.complaints:
            yield f"{complaint.name} [{', '.join(complaint.sources)}]"
            for text, sources in complaint.mistaken_for:
                yield f"  - {text} [{', '.join(sources)}]"

    def _heading(self) -> str:
        found = self._found
        asked = [*map(self._asked, found.sites), *map(self._asked, found.areas), *map(self._asked, found.symptoms)]
        return self._say("pattern_includes", places=", ".join(asked)) if asked else self._say("no_place")

    def _candidates(self, limit: int, width: int | None) -> Iterator[str]:
        """The muscles: in a terminal as columns with the details under each row, else as a list."""
        shown = self._found[:limit]
        yield self._heading()
        indent = 3
        if width and shown:
            titles = "", *(self._say(f"column_{name}") for name in ("muscle", "side", "score", "zone"))
            head, *rows = columns([titles, *map(self._row, shown)], right=(0, 3))
            yield from (head, "-" * min(width, max(map(len, (head, *rows)))))
            indent = len(head) - len(head.lstrip())
        for number, one in enumerate(shown):
            if width:
                yield rows[number]
            else:
                _, name, side, score, zone = self._row(one)
                yield from ("", self._say("candidate", rank=one.rank, name=name, side=side, score=score, zone=zone))
            parts = ", ".join(f"{name} {value:.2f}" for name, value in one.score_parts.to_dict().items())
            yield " " * indent + one.reason
            yield " " * indent + self._say("score", parts=parts, sources=", ".join(one.sources))
        if len(self._found) > limit:
            yield self._say("more", count=len(self._found) - limit)

    def _row(self, one: Candidate) -> tuple[str, ...]:
        """A muscle in cells, its rank first: with "=" when others share it."""
        tied = "=" if sum(other.rank == one.rank for other in self._found) > 1 else "."
        return f"{one.rank}{tied}", one.name, self._side(one), f"{one.score:.2f}", one.strength

    def _sets(self) -> Iterator[str]:
        if self._found.sets:
            yield self._say("sets")
        ties: dict[tuple[int, float], list[list[str]]] = {}
        for one in self._found.sets:
            members = [self._say("set_member", name=m.name, side=self._side(m), share=f"{m.adds:.0%}") for m in one.members]
            ties.setdefault((len(members), one.coverage), []).append(members)
        for (size, coverage), groups in ties.items():
            shared = [member for member in groups[0] if all(member in group for group in groups)]
            if len(groups) > 1 and len(shared) == size - 1:  # they differ in one muscle: tell them in one line
                others = [next(member for member in group if member not in shared) for group in groups]
                either = reduce(lambda first, last: self._say("set_or", first=first, last=last), others)
                groups = [[*shared, self._say("set_either", members=either)]]
            for group in groups:
                yield f"  {coverage:.0%}: {' + '.join(group)}"

    def _unexplained(self) -> Iterator[str]:
        if self._found.unexplained:
            yield self._say("reached_by_none", places=", ".join(map(self._asked, self._found.unexplained)))
        if self._found.uncovered:
            told = ((f"{one.share:.0%}", plain_name(self._asked(one.what))) for one in self._found.uncovered)
            yield self._say("uncovered", parts=", ".join(self._say("uncovered_part", share=s, place=p) for s, p in told))

    def _look_alikes(self) -> Iterator[str]:
        if self._found.look_alikes:
            yield self._say("look_alikes")
        for caution in self._found.look_alikes:
            yield self._caution("look_alike", caution)

    def _side(self, one: Candidate | SetMember) -> str:
        return one.side if one.side in ("left", "right") else self._say(f"side_{one.side}")


def _wrapped(lines: Iterable[str], width: int | None) -> Iterator[str]:
    for line in lines:
        if width is None or len(line) <= width:
            yield line
        else:
            indent = line[: len(line) - len(line.lstrip(" !-"))]
            hang = " " * len(indent)
            room = min(width, _WIDEST)
            yield fill(line[len(indent) :], room, initial_indent=indent, subsequent_indent=hang, break_long_words=False)
