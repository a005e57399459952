# The public names: each is listed here and nowhere else. Type checkers read this file, and so does __init__.py when a name is
# first used.
from .catalogue import Catalogue as Catalogue
from .catalogue import load_catalogue as load_catalogue
from .errors import AmbiguousNameError as AmbiguousNameError
from .errors import DataError as DataError
from .errors import MissingExtraError as MissingExtraError
from .errors import NotUnderstoodError as NotUnderstoodError
from .errors import OptionError as OptionError
from .errors import OutputError as OutputError
from .errors import Problem as Problem
from .errors import TriggerpointsError as TriggerpointsError
from .errors import UnknownNameError as UnknownNameError
from .errors import UsageError as UsageError
from .handout.handout import Handout as Handout
from .limits import LIMITS as LIMITS
from .model import Caution as Caution
from .model import Complaint as Complaint
from .model import Landmark as Landmark
from .model import Muscle as Muscle
from .model import Site as Site
from .model import Source as Source
from .model import TriggerPoint as TriggerPoint
from .model import View as View
from .model import Zone as Zone
from .picture import Diagram as Diagram
from .results import AreaQuery as AreaQuery
from .results import Candidate as Candidate
from .results import CautionNote as CautionNote
from .results import ComplaintNote as ComplaintNote
from .results import Explanation as Explanation
from .results import Match as Match
from .results import MuscleSet as MuscleSet
from .results import NotUnderstood as NotUnderstood
from .results import ScoreParts as ScoreParts
from .results import SetMember as SetMember
from .results import SiteQuery as SiteQuery
from .results import SymptomQuery as SymptomQuery
from .results import Uncovered as Uncovered
from .results import Understood as Understood

__version__: str
