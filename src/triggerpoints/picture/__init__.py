"""Pictures: choice of views, crops, labels, palettes, SVG, plates and pictures for patients.

request = DiagramRequest((Subject(muscle, drawn, "right"),), views)
Diagram(request).save("upper_trapezius.svg")
"""

from .asked import AskedPlace
from .asked_site import asked_site
from .captions import short_citation
from .diagram import Diagram
from .palettes import PALETTES, Palette, PaletteName
from .request import DiagramRequest, Subject

__all__ = [
    "PALETTES",
    "AskedPlace",
    "Diagram",
    "DiagramRequest",
    "Palette",
    "PaletteName",
    "Subject",
    "asked_site",
    "short_citation",
]
