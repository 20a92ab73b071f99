"""Which listed model a `~` alias stands for: the list does not say, but its price and family name do."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

ALIAS, LATEST = "~", "-latest"
PRICED = ("prompt", "completion", "input_cache_read", "input_cache_write")


def target_of(alias: Mapping[str, Any], listed: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the newest model of the alias's family with its very prices; None where there is none."""
    author, _, family = str(alias["id"]).removeprefix(ALIAS).removesuffix(LATEST).partition("/")
    words = set(family.split("-"))
    fitting = [
        model
        for model in listed
        if str(model["id"]).startswith(f"{author}/")
        and ":" not in model["id"]
        and words <= set(re.split(r"[-./]", model["id"]))
        and _prices(model) == _prices(alias)
    ]
    return max(fitting, key=lambda model: (model.get("created") or 0, model["id"]), default=None)


def _prices(model: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the printed prices of a model."""
    return tuple(model["pricing"].get(side) for side in PRICED)
