"""Pictures: choice of views, scene, labels, palettes, SVG writer, diagram.

request = DiagramRequest((Subject(muscle, drawn, "right"),), views)
Diagram(request).save("upper_trapezius.svg")
"""

from .content import DiagramRequest, Subject
from .diagram import Diagram
from .palettes import PALETTES, Palette, PaletteName
from .wording import short_citation

__all__ = ["PALETTES", "Diagram", "DiagramRequest", "Palette", "PaletteName", "Subject", "short_citation"]
