"""The committed map scripts are what folium composes from the committed geometry, and load nothing."""

import pytest

from apps.web.maps import compose
from apps.web.maps.projection import CENTRAL_MERIDIANS


@pytest.mark.parametrize("view", sorted(CENTRAL_MERIDIANS))
def test_recomposes_byte_for_byte(view: str) -> None:
    div, script = compose.compose(view)
    committed = compose.MAPS / f"home-{CENTRAL_MERIDIANS[view]}.js"
    assert script.encode() == committed.read_bytes()
    assert div.encode() == compose.FRAGMENT.read_bytes()


@pytest.mark.parametrize("view", sorted(CENTRAL_MERIDIANS))
def test_redraws_the_plain_picture_byte_for_byte(view: str) -> None:
    committed = compose.MAPS / f"plain-{CENTRAL_MERIDIANS[view]}.svg"
    assert compose.picture(view).encode() == committed.read_bytes()


@pytest.mark.parametrize("view", sorted(CENTRAL_MERIDIANS))
def test_loads_nothing_and_evaluates_nothing(view: str) -> None:
    _div, script = compose.compose(view)
    assert "http" not in script
    assert "eval(" not in script
    assert "$." not in script
    assert "<" not in script
