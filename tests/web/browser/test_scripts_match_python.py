"""The scripts compute what Python computes: projection, routes, frames and number words."""

from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import translation

from apps.flows import arcs, encoding
from apps.web import numbers
from apps.web.maps.projection import project, wrap
from tests.web.browser.conftest import OpenPage

# The site's figures are in the test database, which is made only for tests that say so.
pytestmark = pytest.mark.django_db

PAIRS = [
    ((109.49, 32.43), (-98.05, 39.11)),
    ((-98.05, 39.11), (109.49, 32.43)),
    ((-98.05, 39.11), (2.55, 46.77)),
    ((109.49, 32.43), (-49.01, -12.67)),
    ((103.82, 1.36), (177.98, -17.8)),
    ((10.0, 61.5), (-104.0, 52.0)),
    ((20.0, 10.0), (20.0, 10.0)),
    ((0.0, 0.0), (180.0, 0.0)),
]


def call(open_page: OpenPage, module: str, expression: str, given: Any, *, language: str = "en") -> Any:
    """Return what an expression over an imported module `m` gives for `given`."""
    page = open_page(f"/about/?lang={language}", is_ready=False)
    address = staticfiles_storage.url(f"web/{module}.js")
    return page.evaluate(
        f"async (given) => {{ const m = await import('{address}'); return {expression}; }}", given
    )


@pytest.mark.parametrize("lon0", [150, 11])
def test_projects_alike(open_page: OpenPage, lon0: int) -> None:
    points = [[lon, lat] for lon in range(-175, 181, 31) for lat in (-88, -40, 0, 35, 70)]
    found = call(
        open_page,
        "project",
        "given.points.map(([lon, lat]) => m.project(m.wrap(lon, given.lon0), lat, given.lon0))",
        {"points": points, "lon0": lon0},
    )
    for (lon, lat), point in zip(points, found, strict=True):
        assert point == pytest.approx(project(wrap(lon, lon0), lat, lon0), abs=1e-6)


def test_meets_the_golden_points(open_page: OpenPage) -> None:
    found = call(open_page, "project", "[m.project(104, 35, 150), m.project(-98, 39, 11)]", None)
    assert found[0] == pytest.approx((-631.14, 685.33), abs=0.005)
    assert found[1] == pytest.approx((-1461.66, 757.04), abs=0.005)


@pytest.mark.parametrize("lon0", [150, 11])
def test_draws_the_same_routes(open_page: OpenPage, lon0: int) -> None:
    found = call(
        open_page,
        "project",
        "given.pairs.map(([a, b]) => ({ route: m.route(a, b), pieces: m.routeOnMap(a, b, given.lon0) }))",
        {"pairs": PAIRS, "lon0": lon0},
    )
    for (start, end), drawn in zip(PAIRS, found, strict=True):
        route = arcs.route(start, end)
        assert len(drawn["route"]) == 33
        assert [tuple(point) for point in drawn["route"]] == [
            pytest.approx(point, abs=1e-6) for point in route
        ]
        if start == end:
            continue  # The API drops repeated points there; a map draws nothing from a country to itself.
        pieces = [[project(lon, lat, lon0) for lon, lat in piece] for piece in arcs.cut(route, lon0)]
        assert [len(piece) for piece in drawn["pieces"]] == [len(piece) for piece in pieces]
        for piece, expected in zip(drawn["pieces"], pieces, strict=True):
            assert [tuple(point) for point in piece] == [pytest.approx(point, abs=1e-5) for point in expected]


def test_decodes_the_golden_row(open_page: OpenPage) -> None:
    row = [12260, 5, None, -3, -22261, 22270]
    found = call(open_page, "frames", "m.decodeRow(given)", row)
    expected = [1.8197e12, 1.8408e12, None, 1.8281e12, 0, 1.8664e12]
    assert found == [None if value is None else pytest.approx(value, rel=1e-4) for value in expected]
    assert found == [None if value is None else pytest.approx(value) for value in encoding.decode(row)]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_writes_the_same_numbers(open_page: OpenPage, language: str) -> None:
    cases = [
        [value * 10.0**power, value * 10.0**power * low, value * 10.0**power * high, unit]
        for value in (1, 1.05, 2.5, 9.6, 9.96)
        for power in (-2, 0, 3, 5, 11, 12)
        for low, high in ((0.1, 5), (0.5, 2), (0.9, 1.1), (1, 1), (0, 3))
        for unit in ("token", "kWh", "USD", "kg")
    ]
    told_by = "given.map((values) => [m.figure(...values), m.range(...values), m.percentage(7)])"
    found = call(open_page, "format", told_by, cases, language=language)
    for (value, low, high, unit), told in zip(cases, found, strict=True):
        given = (value, low, high, unit)
        with translation.override(language):
            written = [numbers.figure(*given), numbers.range_text(*given), numbers.percentage("7")]
        assert told == written, (value, low, high, unit)
