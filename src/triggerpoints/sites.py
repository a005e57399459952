"""The tree of pain sites: which is part of which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any


class SiteTree:
    """The parts and wholes of sites. sites: id -> its record, as plain values or as a model."""

    def __init__(self, sites: Mapping[str, Any]) -> None:
        named = ((id, site.get("parent") if isinstance(site, Mapping) else site.parent) for id, site in sites.items())
        self._parents = {id: parent for id, parent in named if parent}
        self._parts: dict[str, list[str]] = {}
        for id, parent in self._parents.items():
            self._parts.setdefault(parent, []).append(id)

    def parts(self, id: str) -> Sequence[str]:
        """The sites that name this one as the whole they belong to, in the order of the document."""
        return self._parts.get(id, ())

    def wholes(self, id: str) -> Iterator[str]:
        """The site itself and what it is part of, the smallest first."""
        here: str | None = id
        while here is not None:
            yield here
            here = self._parents.get(here)

    def family(self, id: str) -> frozenset[str]:
        """The site, its wholes and its parts down to the smallest: who names one of them means this place too."""
        below = [id]
        for part in below:  # grows while it is walked
            below += self.parts(part)
        return frozenset({*self.wholes(id), *below})
