"""Pure rules for list prices: what is put aside instead of being stored beside the last accepted price."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from apps.collectors.contract import Observed
from apps.collectors.holds import Hold, Past, RowKey

PRICE = "list_price_"
PER_TOKENS = "usd_per_mtok"
LEAST_USD_PER_MTOK, MOST_USD_PER_MTOK = Decimal("0.001"), Decimal(1000)
LARGEST_STEP = 3
# So many models of one author, or such a share of the list, that move alike are one accident.
BATCH_MODELS, BATCH_SHARE = 5, Decimal("0.1")
SHRUNK_TO = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Move:
    """A price that differs from the last accepted one (None: there is none)."""

    row: Observed
    was: Decimal | None

    @property
    def model(self) -> str:
        """Return the model it is about."""
        return self.row.subject

    @property
    def author(self) -> str:
        """Return who makes the model."""
        return self.row.subject.partition("/")[0]

    @property
    def factor(self) -> str:
        """Return by how much it moved, to four digits as printed prices are rounded; empty for a first price."""
        return f"{(self.row.value / self.was).normalize():.4g}" if self.was else ""


def implausible_prices(
    rows: Iterable[Observed],
    past: Past,
    *,
    listed: int,
    priced: Callable[[Observed], str] = lambda row: row.subject,
) -> list[Hold]:
    """Return what to put aside: batch accidents first, then what has one price list by itself (`priced`).

    Days are taken in order. A price that says what is accepted is never judged, and one that passes is the
    past of the next day.
    """
    known = {key: dict(steps) for key, steps in _steps(past.rows).items()}
    days: dict[date, list[Observed]] = defaultdict(list)
    for row in rows:
        if row.metric.startswith(PRICE):
            days[row.period_start].append(row)
    holds: list[Hold] = []
    for day in sorted(days):
        moves = [Move(row, was) for row in days[day] if (was := _before(known, row)) != row.value]
        found = _batches(moves, listed)
        held = {key for hold in found for key in hold.rows}
        found += _single([move for move in moves if move.row.key not in held], priced)
        held = {key for hold in found for key in hold.rows}
        for move in moves:
            if move.row.key not in held:
                known.setdefault(move.row.key[:3], {})[day] = move.row.value
        holds += found
    return holds


def shrunken_list(counts: Iterable[Observed], past: Past, keys: Sequence[RowKey]) -> list[Hold]:
    """Return a hold of everything where a list lost more than a fifth of what it had."""
    known = _steps(past.rows)
    for row in counts:
        was = _before(known, row)
        if was is not None and row.value < SHRUNK_TO * was:
            reason = f"{row.metric} falls from {_said(was)} to {_said(row.value)}: more than a fifth is gone"
            return [Hold(f"{row.metric}/{row.subject}", reason, rows=frozenset(keys))]
    return []


def _single(moves: Sequence[Move], priced: Callable[[Observed], str]) -> Iterator[Hold]:
    """Yield a hold for every price list with an odd price; all its changed prices wait together."""
    lists: dict[str, list[Move]] = defaultdict(list)
    for move in moves:
        lists[priced(move.row)].append(move)
    for name, own in sorted(lists.items()):
        reasons = [reason for move in own if (reason := _odd(move))]
        if reasons:
            yield _hold(f"price/{name}", "; ".join(reasons), own)


def _odd(move: Move) -> str:
    """Return what is odd about a price, or nothing."""
    name, value, was = f"{move.row.metric} {move.row.qualifier}".strip(), move.row.value, move.was
    if value == 0:
        return f"{name} falls from {_said(was)} to 0" if was else ""
    if move.row.unit == PER_TOKENS and not LEAST_USD_PER_MTOK <= value <= MOST_USD_PER_MTOK:
        bounds = f"{LEAST_USD_PER_MTOK} to {MOST_USD_PER_MTOK} USD per million tokens"
        return f"{name} is {_said(value)}, outside {bounds}: a slip of 10^6 is likely"
    if was and not was <= LARGEST_STEP * value <= LARGEST_STEP**2 * was:
        return f"{name} moves from {_said(was)} to {_said(value)}: more than {LARGEST_STEP} times"
    return ""


def _batches(moves: Sequence[Move], listed: int) -> list[Hold]:
    """Return a hold for every group of models that moves by one factor, to zero or to one price."""
    groups: dict[tuple[str, str], list[Move]] = defaultdict(list)
    for move in moves:
        if move.factor:
            groups[move.author, f"by the factor {move.factor}"].append(move)
            groups["", f"by the factor {move.factor}"].append(move)
            groups[move.author, f"to {_said(move.row.value)} in {move.row.metric}"].append(move)
    found: list[Hold] = []
    taken: set[RowKey] = set()
    for (author, how), own in sorted(groups.items()):
        models = {move.model for move in own}
        fewest = BATCH_MODELS if author else max(ceil(BATCH_SHARE * listed), BATCH_MODELS)
        is_equal = how.startswith("by") or len({move.was for move in own}) > 1
        fresh = [move for move in own if move.row.key not in taken]
        if len(models) >= fewest and is_equal and fresh:
            taken |= {move.row.key for move in fresh}
            reason = f"{len(models)} models of {author or 'the list'} move {how} in one run"
            found.append(_hold(f"batch/{author or 'list'}/{how}", reason, fresh))
    return found


def _said(value: Decimal) -> str:
    """Return a number in plain digits."""
    return f"{value.normalize():f}"


def _hold(subject: str, reason: str, moves: Sequence[Move]) -> Hold:
    """Return a hold of prices; a zero is never accepted by itself."""
    keys = frozenset(move.row.key for move in moves)
    return Hold(subject, reason, rows=keys, is_confirmable=all(move.row.value for move in moves))


def _steps(rows: Mapping[RowKey, Decimal]) -> dict[tuple[str, str, str], dict[date, Decimal]]:
    """Return what every series was from which day on."""
    steps: dict[tuple[str, str, str], dict[date, Decimal]] = defaultdict(dict)
    for (*key, day), value in rows.items():
        steps[key[0], key[1], key[2]][day] = value
    return steps


def _before(known: Mapping[tuple[str, str, str], Mapping[date, Decimal]], row: Observed) -> Decimal | None:
    """Return what a series was on a row's day, or None before its first."""
    steps = known.get(row.key[:3], {})
    start = max((day for day in steps if day <= row.period_start), default=None)
    return None if start is None else steps[start]
