"""What a YAML file may say: pydantic models, frozen and strict.

    Muscle, TriggerPoint, Zone, Fibres, ...   one file of data/muscles        (MuscleFile is Muscle itself)
    Landmark, Site, Source, View, Feature,
    Caution, Complaint, SymptomName, Segment  an entry with its id; `...Entry` is the same without the id, as in a file,
                                              and `...File` the whole file: a mapping of ids to entries
    Point = str | Between | From | Other      a place on the skin; `Shift.steps()` gives (direction, mm)
    Shape = Spot | Band | Area                a patch of skin; `Band.widths` gives one width a point
    Side, Strength, Relation, ...             closed sets of words

Lengths are millimetres, sequences are tuples. `from` in YAML is `from_` in Python; `model_dump` writes `from`.
Imports nothing but pydantic and `triggerpoints.text`.
"""

from .base import Record
from .caution import Caution, CautionEntry, CautionFile, CautionKind, Structure, Urgency
from .complaint import Complaint, ComplaintEntry, ComplaintFile, ComplaintSite, Pain
from .feature import Feature, FeatureEntry, FeatureFile, FeatureKind
from .landmark import Landmark, LandmarkEntry, LandmarkFile, LandmarkKind
from .muscle import (
    Anatomy,
    BodyPart,
    Claim,
    Depth,
    Evidence,
    EvidenceKind,
    ExceptionRule,
    Fibres,
    Identifiers,
    Innervation,
    Muscle,
    Names,
    NeedlingCaution,
    Provocation,
    Relation,
    SelfCare,
    Side,
    Statement,
    Strength,
    Symptom,
    TriggerPoint,
    Zone,
    ZoneException,
)
from .points import Between, Direction, From, Other, Point, Shift
from .segment import Segment, SegmentEntry, SegmentFile
from .shapes import Area, Band, Shape, Spot
from .site import Laterality, Match, Site, SiteEntry, SiteFile, SiteIdentifiers
from .source import Checked, Source, SourceEntry, SourceFile, SourceKind
from .symptom import SymptomFile, SymptomName, SymptomNameEntry
from .view import Frame, View, ViewEntry, ViewFile

__all__ = [
    "Anatomy",
    "Area",
    "Band",
    "Between",
    "BodyPart",
    "Caution",
    "CautionEntry",
    "CautionFile",
    "CautionKind",
    "Checked",
    "Claim",
    "Complaint",
    "ComplaintEntry",
    "ComplaintFile",
    "ComplaintSite",
    "Depth",
    "Direction",
    "Evidence",
    "EvidenceKind",
    "ExceptionRule",
    "Feature",
    "FeatureEntry",
    "FeatureFile",
    "FeatureKind",
    "Fibres",
    "Frame",
    "From",
    "Identifiers",
    "Innervation",
    "Landmark",
    "LandmarkEntry",
    "LandmarkFile",
    "LandmarkKind",
    "Laterality",
    "Match",
    "Muscle",
    "Names",
    "NeedlingCaution",
    "Other",
    "Pain",
    "Point",
    "Provocation",
    "Record",
    "Relation",
    "Segment",
    "SelfCare",
    "SegmentEntry",
    "SegmentFile",
    "Shape",
    "Shift",
    "Side",
    "Site",
    "SiteEntry",
    "SiteFile",
    "SiteIdentifiers",
    "Source",
    "SourceEntry",
    "SourceFile",
    "SourceKind",
    "Spot",
    "Statement",
    "Strength",
    "Structure",
    "Symptom",
    "SymptomFile",
    "SymptomName",
    "SymptomNameEntry",
    "TriggerPoint",
    "Urgency",
    "View",
    "ViewEntry",
    "ViewFile",
    "Zone",
    "ZoneException",
]
