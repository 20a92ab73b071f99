"""Figures of agreement as people read them: alpha with its range, how many events, or why there is no number."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from apps.events.coding import agreement, draws
from apps.web.desk.coding_form import FIELD_NAMES
from apps.web.event_words import STATE_NAMES
from apps.web.numbers import percent
from apps.web.words import Text

LEVEL_NAMES: dict[str, Text] = {
    "NOMINAL": _l("names"),
    "ORDINAL": _l("ranks"),
    "INTERVAL": _l("days"),
    "SETS": _l("sets"),
}
STATUS_NAMES: dict[str, Text] = {
    "TOO_FEW": _l("too few"),
    "NO_VARIATION": _l("no variation: all coders used one value"),
}


def about() -> dict[str, Any]:
    """Return what both pages show: figures by codebook, and how the samples were drawn."""
    found = [
        (
            one.codebook,
            one.drawn_at,
            one.seed,
            percent(one.rate),
            one.drawn,
            one.population,
            STATE_NAMES[one.state],
        )
        for one in draws()
    ]
    return {"books": books(), "draws": found}


def books() -> list[dict[str, Any]]:
    """Return the figures by codebook, the newest first."""
    return [
        {
            "codebook": book["codebook"],
            "made_at": book["made_at"],
            "rows": [_row(row) for row in book["figures"]],
        }
        for book in agreement()
    ]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Return one field's figure in words."""
    has_range = row["low"] is not None
    return {
        "field": FIELD_NAMES[row["field"]],
        "level": LEVEL_NAMES[row["level"]],
        "n": row["n"],
        "alpha": "" if row["alpha"] is None else _plain(row["alpha"]),
        "range": f"{_plain(row['low'])} … {_plain(row['high'])}" if has_range else "",
        "equal": "" if row["equal_share"] is None else percent(row["equal_share"]),
        "why": STATUS_NAMES.get(row["status"], "" if has_range else _("too few for a range")),
    }


def _plain(value: float) -> str:
    """Return a coefficient with two digits and a true minus."""
    return f"{value:.2f}".replace("-", "−")
