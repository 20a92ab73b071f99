"""The two sizes every chart is drawn in; the stylesheet shows the one that fits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """The outer size and the margins of a drawing, in its own units (CSS pixels at full width)."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        """Return the left edge of the plot."""
        return self.left

    @property
    def x1(self) -> float:
        """Return the right edge of the plot."""
        return self.width - self.right

    @property
    def y0(self) -> float:
        """Return the lower edge of the plot."""
        return self.height - self.bottom

    @property
    def y1(self) -> float:
        """Return the upper edge of the plot."""
        return self.top

    @property
    def is_narrow(self) -> bool:
        """Tell whether end labels have no room and stand in the list below."""
        return self.name == "narrow"


WIDE = Frame("wide", 1100, 430, 58, 178, 34, 34)
NARROW = Frame("narrow", 370, 300, 44, 10, 34, 32)
FRAMES = (WIDE, NARROW)
