"""What a YAML file may say: pydantic models, frozen and strict.

    Muscle, TriggerPoint, Zone, Statement, ...      one file of data/muscles
    Landmark, Site, Source, View, Feature,
    Caution, Complaint, SymptomName, Segment        an entry of a file together with its id
    Records, KINDS                                  all records by id; every kind of record with the models of its files
    Point = str | Between | From | Other            a place on the skin
    Shape = Spot | Band | Area                      a patch of skin
    Depth, Strength, ...                            closed sets of words

Lengths are millimetres, sequences are tuples. `from` in YAML is `from_` in Python; `model_dump` writes `from`.
Imports nothing but pydantic, `triggerpoints.text` and `triggerpoints.sides`.
"""

from .base import Record as Record
from .caution import Caution as Caution
from .complaint import Complaint as Complaint
from .complaint import SymptomName as SymptomName
from .kinds import KINDS as KINDS
from .kinds import Records as Records
from .landmark import Landmark as Landmark
from .muscle import Depth as Depth
from .muscle import Muscle as Muscle
from .muscle import Statement as Statement
from .muscle import Strength as Strength
from .muscle import TriggerPoint as TriggerPoint
from .muscle import Zone as Zone
from .points import Between as Between
from .points import From as From
from .points import Other as Other
from .points import Point as Point
from .shapes import Area as Area
from .shapes import Band as Band
from .shapes import Shape as Shape
from .shapes import Spot as Spot
from .site import Segment as Segment
from .site import Site as Site
from .source import Source as Source
from .view import Feature as Feature
from .view import View as View
