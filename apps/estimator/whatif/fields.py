"""The parameters of a what-if: what may be asked, read strictly, each fault with a name and a remedy."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.estimator.measures import UNKNOWN
from apps.estimator.whatif.units import COUNTRIES_AT_MOST, ECHO_AT_MOST

NUMBER, COUNTRIES, CHOICE = "NUMBER", "COUNTRIES", "CHOICE"


class UnreadableScenario(ValueError):
    """A parameter of a what-if cannot be read; `parameter` is its name, the message says what is allowed."""

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(f"{parameter}: {message}")


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter: a number between two limits in a unit, a list of country codes, or one of some words.

    The default is what an asker gets who says nothing; None: it must be given, or stays without effect.
    """

    name: str
    kind: str
    about: str
    default: Any = None
    unit: str = ""
    least: float = 0.0
    most: float = 1.0
    choices: tuple[str, ...] = ()
    is_needed: bool = False

    def allowed(self) -> str:
        """Return what may be given, in words."""
        if self.kind == NUMBER:
            return f"a number from {self.least:g} to {self.most:g}{' ' * bool(self.unit)}{self.unit}"
        if self.kind == COUNTRIES:
            return f"1 to {self.most:g} country codes such as CHN, with commas"
        return f"one of {', '.join(self.choices)}"


def countries(
    name: str,
    about: str,
    *,
    default: tuple[str, ...] = (),
    most: int = COUNTRIES_AT_MOST,
    is_needed: bool = False,
) -> Field:
    """Return a list of country codes; empty means every country, unless it is needed."""
    return Field(name, COUNTRIES, about, default=default, most=most, is_needed=is_needed)


def read(fields: Sequence[Field], given: Mapping[str, Any], codes: Collection[str]) -> dict[str, Any]:
    """Return the value of every field, given or default; codes are the countries that exist.

    Texts and plain values are both read. Raises UnreadableScenario for a parameter that is not one of these,
    is missing, or cannot be read.
    """
    known = {field.name for field in fields}
    for name in given:
        if name not in known:
            remedy = f"use {', '.join(sorted(known))}" if known else "it takes none"
            raise UnreadableScenario(_echo(name), f"no parameter of this what-if; {remedy}")
    return {field.name: _value(field, given.get(field.name), codes) for field in fields}


def _value(field: Field, given: Any, codes: Collection[str]) -> Any:
    """Return the value of one field."""
    if given is None or given in ("", (), []):
        if field.is_needed:
            raise UnreadableScenario(field.name, f"it must be given: {field.allowed()}")
        return field.default
    reader = {NUMBER: _number, COUNTRIES: _countries, CHOICE: _choice}[field.kind]
    return reader(field, given, codes)


def _number(field: Field, given: Any, codes: Collection[str]) -> float:
    """Return a finite number within the limits."""
    try:
        value = math.nan if isinstance(given, bool) else float(given)
    except (TypeError, ValueError):
        value = math.nan
    if not (math.isfinite(value) and field.least <= value <= field.most):
        raise _refusal(field, given)
    return value


def _countries(field: Field, given: Any, codes: Collection[str]) -> tuple[str, ...]:
    """Return codes that exist, each once, in order; UNK is no country that makes a rule."""
    parts = given.split(",") if isinstance(given, str) else given
    if not isinstance(parts, Sequence):
        raise _refusal(field, given)
    names = sorted({str(part).strip().upper() for part in parts})
    strange = [name for name in names if name not in codes or name == UNKNOWN]
    if strange or len(names) > field.most:
        raise _refusal(field, ", ".join(strange) or f"{len(names)} countries")
    return tuple(names)


def _choice(field: Field, given: Any, codes: Collection[str]) -> str:
    """Return one of the words allowed."""
    if given not in field.choices:
        raise _refusal(field, given)
    return str(given)


def _refusal(field: Field, given: Any) -> UnreadableScenario:
    """Return the error that repeats what was given, cut short, and says what may be."""
    return UnreadableScenario(field.name, f"{_echo(given)!r} cannot be used; give {field.allowed()}")


def _echo(given: Any) -> str:
    """Return what was given, printable and short."""
    text = "".join(mark if mark.isprintable() else "?" for mark in str(given))
    return text if len(text) <= ECHO_AT_MOST else text[:ECHO_AT_MOST] + "..."
