"""Pictures as geometry: computed here, drawn as SVG by ``templates/pictures``, on the board and on paper alike."""

from workshops.reports.pictures.marks import DepthMark, Heat, depth_mark, heat
from workshops.reports.pictures.pyramid import Pyramid, PyramidLevel, pyramid
from workshops.reports.pictures.ribbon import Ribbon, RibbonSegment, ribbon
from workshops.reports.pictures.star import Star, StarPoint, star

__all__ = [
    "DepthMark",
    "Heat",
    "Pyramid",
    "PyramidLevel",
    "Ribbon",
    "RibbonSegment",
    "Star",
    "StarPoint",
    "depth_mark",
    "heat",
    "pyramid",
    "ribbon",
    "star",
]
