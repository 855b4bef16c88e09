"""Pictures made on the server: SVG with real text, a title and a description. Pure: names in,
markup out. Colours keep 4.5:1 for text and 3:1 for lines on white, and never say anything alone.
"""

from collections.abc import Callable

from app.network.drawing import flow, grid, ring
from app.network.drawing.subject import Subject
from app.network.terms import PictureKind

DRAWERS: dict[PictureKind, Callable[[Subject], str]] = {
    PictureKind.NETWORK: flow.draw,
    PictureKind.TOGETHER: ring.draw,
    PictureKind.MATRIX: grid.draw,
}
