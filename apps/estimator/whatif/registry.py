"""The what-ifs by name."""

from types import ModuleType

from apps.estimator.whatif import (
    break_even,
    chip_ban,
    electricity_price,
    grid_carbon,
    serve_at_home,
    sovereignty,
    tariff,
    weights_closed,
)

WHATIFS: dict[str, ModuleType] = {
    module.NAME: module
    for module in (
        break_even,
        chip_ban,
        electricity_price,
        grid_carbon,
        serve_at_home,
        sovereignty,
        tariff,
        weights_closed,
    )
}


class UnknownWhatIf(LookupError):
    """No what-if has this name; the message lists those that exist."""


def whatif(name: str) -> ModuleType:
    """Return the transform of this name; raise UnknownWhatIf."""
    if name not in WHATIFS:
        raise UnknownWhatIf(f"no what-if is called {name!r}; use one of {', '.join(WHATIFS)}")
    return WHATIFS[name]
