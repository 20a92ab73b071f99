"""Parameters as the estimator takes them: cited ranges with the shape of their uncertainty."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

ENDS = ("low", "central", "high")
DISTRIBUTIONS = ("two_piece_lognormal", "two_piece_normal", "uniform", "fixed_value", "constant")


class MissingParameter(LookupError):
    """No cited row answers this key and scope; the message says which file to add it to."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One cited assumption: P5, P50, P95 in `unit`, how it is drawn, and where it comes from.

    scope is "" (everywhere), a country code or a model uid; draw_scope says how many draws exist
    (global: one vector for all; per_model, per_country: one per uid; fixed: none).
    """

    key: str
    scope: str
    unit: str
    low: float
    central: float
    high: float
    distribution: str
    draw_scope: str
    hard_min: float | None
    hard_max: float | None
    basis: str
    evidence_grade: str
    valid_from: date | None
    source_title: str
    source_url: str
    accessed: date
    note: str = ""


class Parameters:
    """The parameters of one run, read by key and scope."""

    def __init__(self, rows: Iterable[Parameter]) -> None:
        self._rows = {(row.key, row.scope): row for row in rows}

    def __iter__(self) -> Iterator[Parameter]:
        """Yield every parameter in the order of key and scope."""
        return iter(self._rows[name] for name in sorted(self._rows))

    def find(self, key: str, scope: str = "") -> Parameter | None:
        """Return the row of exactly this scope, or None."""
        return self._rows.get((key, scope))

    def get(self, key: str, scope: str = "") -> Parameter:
        """Return the row of this scope, else the general one; raise MissingParameter without either."""
        row = self._rows.get((key, scope)) or self._rows.get((key, ""))
        if row is None:
            raise MissingParameter(
                f"no parameter {key!r} for scope {scope!r}: add a cited row to apps/reference/data/parameters.csv"
            )
        return row

    def replaced(self, rows: Iterable[Parameter]) -> "Parameters":
        """Return a copy in which these rows stand for those of their key and scope, or are added."""
        return Parameters([*self._rows.values(), *rows])

    def fixed(self, key: str, at: str, scope: str | None = None) -> "Parameters":
        """Return a copy in which a parameter is its "low", "central" or "high" in every draw.

        Without a scope every row of the key is fixed, each at its own value. No other stream changes. Raises
        MissingParameter where no row has this key (and scope), and ValueError for another end.
        """
        if at not in ENDS:
            raise ValueError(f"parameter {key!r} cannot be fixed at {at!r}; use one of {', '.join(ENDS)}")
        named = [row for row in self if row.key == key and scope in (None, row.scope)]
        if not named:
            raise MissingParameter(
                f"no parameter {key!r} for scope {scope!r} to fix; name a row of parameters.csv"
            )
        return self.replaced(fixed_row(row, at) for row in named)


def fixed_row(row: Parameter, at: str) -> Parameter:
    """Return the row with its low, central or high as its only value."""
    value = getattr(row, at)
    return replace(row, low=value, central=value, high=value, distribution="fixed_value")
