"""What a YAML file may say: pydantic models, frozen and strict.

    Muscle, TriggerPoint, Zone, Fibres, ...   one file of data/muscles
    Landmark, Site, Source, View, Feature,
    Caution, Complaint, SymptomName, Segment  an entry of a file together with its id
    Records, KINDS                            all records by id; every kind of record with the models of its files
    Point = str | Between | From | Other      a place on the skin; `Shift.steps()` gives (direction, mm)
    Shape = Spot | Band | Area                a patch of skin; `Band.widths` gives one width a point
    Side, Strength, Relation, ...             closed sets of words

Lengths are millimetres, sequences are tuples. `from` in YAML is `from_` in Python; `model_dump` writes `from`.
Imports nothing but pydantic and `triggerpoints.text`.
"""

from .base import Record as Record
from .caution import Caution as Caution
from .caution import CautionKind as CautionKind
from .caution import Structure as Structure
from .caution import Urgency as Urgency
from .complaint import Complaint as Complaint
from .complaint import ComplaintSite as ComplaintSite
from .complaint import Pain as Pain
from .feature import Feature as Feature
from .feature import FeatureKind as FeatureKind
from .kinds import KINDS as KINDS
from .kinds import Records as Records
from .landmark import Landmark as Landmark
from .landmark import LandmarkKind as LandmarkKind
from .muscle import Anatomy as Anatomy
from .muscle import BodyPart as BodyPart
from .muscle import Claim as Claim
from .muscle import Depth as Depth
from .muscle import Evidence as Evidence
from .muscle import EvidenceKind as EvidenceKind
from .muscle import ExceptionRule as ExceptionRule
from .muscle import Fibres as Fibres
from .muscle import Identifiers as Identifiers
from .muscle import Innervation as Innervation
from .muscle import Muscle as Muscle
from .muscle import Names as Names
from .muscle import NeedlingCaution as NeedlingCaution
from .muscle import Provocation as Provocation
from .muscle import Relation as Relation
from .muscle import SelfCare as SelfCare
from .muscle import Side as Side
from .muscle import Statement as Statement
from .muscle import Strength as Strength
from .muscle import Symptom as Symptom
from .muscle import TriggerPoint as TriggerPoint
from .muscle import Zone as Zone
from .muscle import ZoneException as ZoneException
from .points import Between as Between
from .points import Direction as Direction
from .points import From as From
from .points import Other as Other
from .points import Point as Point
from .points import Shift as Shift
from .segment import Segment as Segment
from .shapes import Area as Area
from .shapes import Band as Band
from .shapes import Shape as Shape
from .shapes import Spot as Spot
from .site import Laterality as Laterality
from .site import Match as Match
from .site import Site as Site
from .site import SiteIdentifiers as SiteIdentifiers
from .source import Checked as Checked
from .source import Source as Source
from .source import SourceKind as SourceKind
from .symptom import SymptomName as SymptomName
from .view import Frame as Frame
from .view import View as View
