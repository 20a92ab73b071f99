"""What names a run: a hash of its input rows, parameters, code, draws and seed."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from apps.estimator.inputs import Inputs
from apps.estimator.parameters import Parameters
from apps.estimator.version import METHOD, METHOD_VERSION
from apps.flows.code_version import code_version
from apps.flows.inputs import InputSet


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The hashes of a run; equal `whole` means equal bytes on one BLAS thread."""

    whole: str
    inputs: str
    parameters: str


def _hash(value: Any) -> str:
    """Return the sha256 of a value as canonical JSON."""
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _rows(inputs: Inputs) -> Iterator[tuple[str, Any]]:
    """Yield every row of a block with its kind."""
    for kind in ("weeks", "usage", "destinations", "unavailable"):
        for row in getattr(inputs, kind):
            yield kind, asdict(row)
    for kind in ("subjects", "providers", "places"):
        for key, row in getattr(inputs, kind).items():
            yield f"{kind}/{key}", asdict(row)


def parameter_rows(parameters: Parameters) -> list[dict[str, Any]]:
    """Return the parameters as they are copied into a run, dates as ISO text."""
    rows = [asdict(row) for row in parameters]
    for row in rows:
        row["accessed"] = row["accessed"].isoformat()
        row["valid_from"] = row["valid_from"] and row["valid_from"].isoformat()
    return rows


def parameters_hash(parameters: list[dict[str, Any]]) -> str:
    """Return the hash of copied parameters."""
    return _hash(parameters)


def fingerprint(
    *,
    blocks: Iterable[tuple[Inputs, frozenset[date]]],
    gaps: Iterable[str],
    parameters: list[dict[str, Any]],
    method: str,
    version: str,
    draws: int,
    seed: int,
) -> Fingerprint:
    """Return the hashes of a run; the order of rows and blocks changes nothing. `gaps` tell of weeks left out."""
    parts = [
        _hash({"weeks": sorted(weeks), "rows": sorted(_hash(row) for row in _rows(inputs))})
        for inputs, weeks in blocks
    ]
    inputs_sha256 = _hash([sorted(parts), sorted(gaps)])
    parameters_sha256 = parameters_hash(parameters)
    whole = _hash([inputs_sha256, parameters_sha256, method, version, draws, seed])
    return Fingerprint(whole, inputs_sha256, parameters_sha256)


def names_of(inputs: InputSet, copied: list[dict[str, Any]], *, draws: int, seed: int) -> Fingerprint:
    """Return the hashes that name a run of these inputs by the present code."""
    return fingerprint(
        blocks=[(block.inputs, block.weeks) for block in inputs.blocks],
        gaps=inputs.notices,
        parameters=copied,
        method=f"{METHOD}-{METHOD_VERSION}",
        version=code_version(),
        draws=draws,
        seed=seed,
    )
