"""Pictures as geometry: computed here, drawn as SVG by ``templates/pictures``, on the board and on paper alike."""

from workshops.reports.pictures.effort import Effort, EffortPoint, effort
from workshops.reports.pictures.marks import DepthMark, Heat, depth_mark, heat
from workshops.reports.pictures.pyramid import Pyramid, PyramidLevel, pyramid
from workshops.reports.pictures.qr import QrCode, qr_code
from workshops.reports.pictures.ribbon import Ribbon, RibbonSegment, ribbon
from workshops.reports.pictures.scale import Scale, scale
from workshops.reports.pictures.star import Star, StarPoint, star
from workshops.reports.pictures.timeline import Timeline, TimelineAction, timelines

__all__ = [
    "DepthMark",
    "Effort",
    "EffortPoint",
    "Heat",
    "Pyramid",
    "PyramidLevel",
    "QrCode",
    "Ribbon",
    "RibbonSegment",
    "Scale",
    "Star",
    "StarPoint",
    "Timeline",
    "TimelineAction",
    "depth_mark",
    "effort",
    "heat",
    "pyramid",
    "qr_code",
    "ribbon",
    "scale",
    "star",
    "timelines",
]
