"""What a reference of a claim resolves to: the number as a formula takes it, its unit, id and citation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from apps.estimator.claims import Given, exact, printed

Find = Callable[[str], "Found"]


class Missing(LookupError):
    """Nothing stored answers a reference at that moment; the message is the reference."""


@dataclass(frozen=True, slots=True)
class Found:
    """A resolved reference; `citation` has title, url and accessed where they are known."""

    given: Given
    unit: str
    id: str
    citation: dict[str, Any] = field(default_factory=dict)

    def told(self, name: str, reference: str) -> dict[str, Any]:
        """Return it as JSON values for storage."""
        given = self.given
        row: dict[str, Any] = {"name": name, "ref": reference, "id": self.id, "unit": self.unit}
        row |= {end: printed(getattr(given, end)) for end in ("low", "central", "high")}
        row |= {"text": given.text} if given.text else {}
        row |= {"days": [day.isoformat() for day in given.days]} if given.days else {}
        row |= {"sides": {side: printed(price) for side, price in given.sides.items()}} if given.sides else {}
        row |= {"series": [[key, printed(number)] for key, number in given.series]} if given.series else {}
        row |= {"groups": len(given.groups)} if given.groups else {}
        return row | {"citation": self.citation}


def cite(title: str, url: str, accessed: date | None = None, **more: Any) -> dict[str, Any]:
    """Return a citation as JSON values."""
    return {"title": title, "url": url, "accessed": accessed.isoformat() if accessed else None, **more}


def ranged(low: str, value: str, high: str) -> Given:
    """Return texts as a range; an empty value leaves only the ends."""
    return Given(exact(low), exact(value) if value else None, exact(high))


def measured(low: float | None, central: float | None, high: float | None) -> Given:
    """Return stored floats as a range, by their shortest decimal text."""
    return Given(_decimal(low), _decimal(central), _decimal(high))


def _decimal(number: float | None) -> Fraction | None:
    """Return a float as the fraction of its shortest decimal text."""
    return None if number is None else Fraction(repr(float(number)))
