"""The query parameters as the OpenAPI document tells them; `flows.question` reads them."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from apps.estimator.measures import BASES, MEASURES
from apps.flows.units import CURSOR_AT_MOST, ITEMS_PER_LIST, LIMIT_BY_DEFAULT, TOP_AT_MOST

SCOPES_OF_FLOWS = ("OBSERVED", "WORLD")
DATE = {"type": "string", "format": "date"}
RELEASE = {"type": "string", "pattern": "^([0-9a-f]{16}|synthetic[0-9a-f]{7})$"}
COUNTRY = {"type": "string", "pattern": "^[A-Z]{3}$"}
ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"}
MOMENT = {"type": "string", "pattern": r"^[0-9TZ:.+-]{1,40}$"}
FLAG = {"type": "string", "enum": ["true", "false"], "default": "false"}


def one_of(*words: str, default: str | None = None) -> dict[str, Any]:
    """Return the schema of a choice."""
    return {"type": "string", "enum": list(words)} | ({"default": default} if default else {})


def listed(item: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a comma list of at most 20 different items."""
    return {"type": "array", "items": item, "minItems": 1, "maxItems": ITEMS_PER_LIST, "uniqueItems": True}


# name: (schema, description, example or None where it depends on what is published)
WORDS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "period": (
        DATE,
        "A week, named by its Monday. Another day is refused, naming that week's Monday. Excludes from and to.",
        "2026-02-16",
    ),
    "from": (DATE, "First Monday. Without from and to: the newest 52 published weeks.", "2026-02-16"),
    "to": (DATE, "Monday after the last week (half-open); at most 520 weeks after from.", "2026-03-02"),
    "as_of": (
        {"type": "string"},
        "What was known at that moment: a datetime with offset (Z, or + written %2B), or a date, which means"
        " the end of that day in UTC. Today means now; a future moment is refused. Excludes release.",
        None,
    ),
    "release": (RELEASE, "Pins one published release; the answer then never changes. Excludes as_of.", None),
    "run": (RELEASE, "The run whose copy is wanted: 16 hex, the start of its fingerprint.", None),
    "basis": (
        one_of(*BASES, default="COMPUTE"),
        "What the origin is: country of the model's maker, of the serving company's seat, or where it is computed.",
        "LAB",
    ),
    "measure": (
        one_of(*MEASURES, default="TOKENS"),
        "What flows. Energy, electricity value and carbon exist on COMPUTE, and on LAB with counterfactual=true.",
        "SERVICE_VALUE_USD",
    ),
    "scope": (
        one_of(*SCOPES_OF_FLOWS, default="OBSERVED"),
        "OBSERVED: the platforms seen. WORLD: a scenario of the whole, never added to it.",
        "OBSERVED",
    ),
    "counterfactual": (FLAG, "As if every model were served in its maker's country.", "false"),
    "origin": (
        listed(COUNTRY),
        "Countries of origin: ISO 3166-1 alpha-3, XKX or UNK; at most 20.",
        ["CHN", "USA"],
    ),
    "destination": (listed(COUNTRY), "Countries of destination; at most 20.", ["DEU"]),
    "country": (listed(COUNTRY), "Countries at either end; at most 20.", ["CHN"]),
    "top": ({"type": "integer", "minimum": 1, "maximum": TOP_AT_MOST}, "The largest corridors only.", 40),
    "key": (listed(ID), "Keys of parameters; at most 20.", ["pue"]),
    "scope_key": (listed(ID), "Scopes of parameters: country codes or model ids; at most 20.", ["CHN"]),
    "state": (listed(ID), "States, at most 20.", ["NEVER"]),
    "lab": (listed(COUNTRY), "Countries of the models' makers; at most 20.", ["CHN"]),
    "compute": (listed(COUNTRY), "Countries where it is computed; at most 20.", ["USA", "UNK"]),
    "model": (listed(ID), "Ids of models; at most 20.", ["deepseek-v3-2-20251201"]),
    "provider": (listed(ID), "Ids of providers; at most 20.", ["deepseek"]),
    "source": (listed(ID), "Keys of sources; at most 20.", ["curated.published_figures"]),
    "open_weights": (
        {"type": "string", "enum": ["true", "false"]},
        "Only models whose weights are published, or only those whose weights are not.",
        "true",
    ),
    "q": ({"type": "string", "minLength": 1, "maxLength": 80}, "Text to find in code or name.", "land"),
    "shape": (
        one_of("rows", "columns", default="rows"),
        'rows: one object per row. columns: {"columns": [..], "rows": [[..]]}, about half the size.',
        "columns",
    ),
    "fields": (listed({"type": "string"}), "The row fields wanted, in the order wanted.", None),
    "limit": ({"type": "integer", "minimum": 1}, "Rows per page; above the maximum is refused.", 10),
    "cursor": (
        {"type": "string", "minLength": 1, "maxLength": CURSOR_AT_MOST},
        "Continues a walk: take it from meta.next. The walk stays on the release it began with.",
        None,
    ),
}


def _schema(name: str, schema: dict[str, Any], limit_maximum: int, fields: tuple[str, ...]) -> dict[str, Any]:
    if name == "limit":
        return schema | {"maximum": limit_maximum, "default": LIMIT_BY_DEFAULT}
    if name == "fields":
        return schema | {"items": one_of(*fields), "maxItems": len(fields)}
    return schema


def describe(
    name: str, *, limit_maximum: int, fields: tuple[str, ...], own: Any = None, is_required: bool = False
) -> OpenApiParameter:
    """Return the parameter as the document lists it, with an example that answers 200.

    `own` is what the resource itself says of it, where it reads the parameter in its own way.
    """
    shape, text, example = (own.schema, own.text, own.example) if own else WORDS[name]
    schema = _schema(name, shape, limit_maximum, fields)
    is_list = schema["type"] == "array"
    example = list(fields[:2]) if name == "fields" else example
    return OpenApiParameter(
        name=name,
        type=schema | ({"examples": [example]} if example is not None else {}),
        location=OpenApiParameter.QUERY,
        required=is_required,
        description=text,
        style="form" if is_list else None,
        explode=False if is_list else None,
    )
