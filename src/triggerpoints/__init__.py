"""Myofascial trigger points and their referred pain: a sourced data set, a look-up and annotated diagrams.

    >>> from triggerpoints import load_catalogue
    >>> cat = load_catalogue()
    >>> cat["upper_trapezius"].names.latin
    'Pars descendens musculi trapezii'

The names in `__all__` are the public surface; everything else may change without notice. They load on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import VERSION

if TYPE_CHECKING:
    from .catalogue import Catalogue, load_catalogue
    from .errors import (
        AmbiguousNameError,
        DataError,
        MissingExtraError,
        NotUnderstoodError,
        OptionError,
        OutputError,
        Problem,
        TriggerpointsError,
        UnknownNameError,
        UsageError,
    )
    from .handout.handout import Handout
    from .limits import LIMITS
    from .model import Caution, Complaint, Landmark, Muscle, Site, Source, TriggerPoint, View, Zone
    from .picture import Diagram
    from .results import (
        AreaQuery,
        Candidate,
        CautionNote,
        ComplaintNote,
        Explanation,
        Match,
        MuscleSet,
        NotUnderstood,
        ScoreParts,
        SetMember,
        SiteQuery,
        SymptomQuery,
        Uncovered,
        Understood,
    )

__version__ = VERSION

_HOMES = {
    "catalogue": ("Catalogue", "load_catalogue"),
    "errors": (
        "AmbiguousNameError",
        "DataError",
        "MissingExtraError",
        "OptionError",
        "NotUnderstoodError",
        "OutputError",
        "Problem",
        "TriggerpointsError",
        "UnknownNameError",
        "UsageError",
    ),
    "handout.handout": ("Handout",),
    "limits": ("LIMITS",),
    "model": ("Caution", "Complaint", "Landmark", "Muscle", "Site", "Source", "TriggerPoint", "View", "Zone"),
    "picture": ("Diagram",),
    "results": (
        "AreaQuery",
        "Candidate",
        "CautionNote",
        "ComplaintNote",
        "Explanation",
        "Match",
        "MuscleSet",
        "NotUnderstood",
        "ScoreParts",
        "SetMember",
        "SiteQuery",
        "SymptomQuery",
        "Uncovered",
        "Understood",
    ),
}
_WHERE = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "LIMITS",
    "AmbiguousNameError",
    "AreaQuery",
    "Candidate",
    "Catalogue",
    "Caution",
    "CautionNote",
    "Complaint",
    "ComplaintNote",
    "DataError",
    "Diagram",
    "Explanation",
    "Handout",
    "Landmark",
    "Match",
    "MissingExtraError",
    "Muscle",
    "MuscleSet",
    "NotUnderstood",
    "NotUnderstoodError",
    "OptionError",
    "OutputError",
    "Problem",
    "ScoreParts",
    "SetMember",
    "Site",
    "SiteQuery",
    "Source",
    "SymptomQuery",
    "TriggerPoint",
    "TriggerpointsError",
    "Uncovered",
    "Understood",
    "UnknownNameError",
    "UsageError",
    "View",
    "Zone",
    "__version__",
    "load_catalogue",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_WHERE[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
