"""Tables as Parquet: zstd, one type per kind of column, the meta block in the file's key `tokentrade.meta`.

pyarrow is heavy; whoever serves requests reaches this file through `lazy_view`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from apps.flows.tabular import Column, dump
from apps.flows.units import DECIMAL_DIGITS, DECIMAL_PLACES

META_KEY = "tokentrade.meta"
TYPES: dict[str, pa.DataType] = {
    "date": pa.date32(),
    "datetime": pa.timestamp("us", tz="UTC"),
    "float": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "decimal": pa.decimal128(DECIMAL_DIGITS, DECIMAL_PLACES),
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "json": pa.string(),
    "dates": pa.list_(pa.date32()),
    "floats": pa.list_(pa.float64()),
}


def schema(columns: Sequence[Column]) -> pa.Schema:
    """Return the schema of these columns; what a column means stands in its metadata."""
    return pa.schema(
        pa.field(column.name, TYPES[column.kind], metadata={"description": column.text} if column.text else None)
        for column in columns
    )  # fmt: skip


def write(
    out: IO[bytes],
    columns: Sequence[Column],
    batches: Iterable[Sequence[Sequence[Any]]],
    meta: Callable[[], dict[str, Any]],
) -> None:
    """Write batches of rows, each a group of its own; `meta` is asked when all rows are known."""
    kept = schema(columns)
    with pq.ParquetWriter(out, kept, compression="zstd") as writer:
        for rows in batches:
            if rows:
                writer.write_batch(batch(rows, columns, kept))
        writer.add_key_value_metadata({META_KEY: dump(meta())})


def batch(rows: Sequence[Sequence[Any]], columns: Sequence[Column], kept: pa.Schema) -> pa.RecordBatch:
    """Return rows as one batch; a value that its column cannot hold is an error, never cut."""
    cells = zip(*rows, strict=True)
    arrays = [
        _array(values, column, kept.field(column.name).type)
        for values, column in zip(cells, columns, strict=True)
    ]
    return pa.record_batch(arrays, schema=kept)


def _array(values: Sequence[Any], column: Column, wanted: pa.DataType) -> pa.Array:
    """Return the values of one column in its type; dates may come as ISO texts, as the database writes them."""
    if column.kind == "json":
        return pa.array([None if value is None else dump(value).decode() for value in values], wanted)
    if column.kind == "date" and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(wanted)
    return pa.array(values, wanted)
