"""Equal Earth in Python: golden values, and the same as PROJ."""

import pytest
from pyproj import Proj

from apps.web.maps.projection import project, wrap

EARTH = "+proj=eqearth +R=1000 +lon_0={}"


@pytest.mark.parametrize(
    ("lon", "lat", "lon0", "expected"),
    [
        (104, 35, 150, (-631.14, 685.33)),
        (262, 39, 150, (1501.89, 757.04)),  # -98 wrapped around 150 is 262
        (0, 0, 150, (-2255.52, 0)),
        (104, 35, 11, (1276.01, 685.33)),
        (-98, 39, 11, (-1461.66, 757.04)),
    ],
)
def test_gives_the_golden_points(lon: float, lat: float, lon0: float, expected: tuple[float, float]) -> None:
    assert project(lon, lat, lon0) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("lon0", [150, 11])
def test_agrees_with_proj(lon0: int) -> None:
    proj = Proj(EARTH.format(lon0))
    for lon in range(-170, 190, 37):
        for lat in range(-85, 90, 17):
            assert project(wrap(lon, lon0), lat, lon0) == pytest.approx(proj(lon, lat), abs=1e-6)


def test_wraps_into_one_turn_around_the_middle() -> None:
    # 150 - 180 = -30 is the western edge and belongs to the map; 330 is the same meridian.
    assert wrap(-98, 150) == 262
    assert wrap(330, 150) == -30
    assert wrap(-30, 150) == -30
    assert wrap(190, 11) == 190
    assert wrap(191, 11) == -169
