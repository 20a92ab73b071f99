"""The OpenAPI document as a reader sees it: plain rows for the template of the docs page."""

from typing import Any


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return each operation with its parameters, the fields of its body and those of its rows."""
    return [
        {
            "path": path,
            "method": method.upper(),
            "id": told["operationId"],
            "title": told["summary"],
            "text": told["description"],
            "samples": told.get("x-samples", []),
            "parameters": [_parameter(item) for item in told.get("parameters", [])],
            "body": _body(document, told),
            "fields": _fields(document, told),
        }
        for path, described in document["paths"].items()
        for method, told in described.items()
    ]


def _body(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, str]]:
    """Return the fields of the body of a write, and which of them must be sent."""
    if "requestBody" not in operation:
        return []
    schema = _resolved(document, operation["requestBody"]["content"]["application/json"]["schema"])
    needed = schema.get("required", [])
    return [
        {
            "name": name, "type": _type(_resolved(document, one)), "need": "yes" if name in needed else "",
            "text": one.get("description", ""),
        }
        for name, one in schema.get("properties", {}).items()
    ]  # fmt: skip


def _parameter(item: dict[str, Any]) -> dict[str, str]:
    schema = item["schema"]
    return {
        "name": item["name"],
        "place": item["in"],
        "type": _type(schema),
        "default": str(schema.get("default", "")),
        "text": item.get("description", ""),
    }


def _type(schema: dict[str, Any]) -> str:
    """Return a type in words: its choices, its range, or that of its items."""
    if "enum" in schema:
        return " | ".join(str(word) for word in schema["enum"] if word is not None)
    if schema.get("type") == "array":
        return f"comma list of: {_type(schema.get('items', {}))}"
    named = schema.get("type", "object")
    name = " or ".join(named) if isinstance(named, list) else named
    if "maximum" in schema:
        return f"{name} {schema.get('minimum', 0)} to {schema['maximum']}"
    return schema.get("format") or name


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, str]]:
    """Return the fields of the rows of an operation, in their order; none for files, which have the same."""
    content = operation["responses"]["200"]["content"].get("application/json")
    row = _row(document, content["schema"]["properties"]["data"]) if content else {}
    return [
        {"name": name, "type": _type(_resolved(document, schema)), "text": schema.get("description", "")}
        for name, schema in row.get("properties", {}).items()
    ]


def _row(document: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one row inside the schema of `data`."""
    schema = data.get("anyOf", [data])[0]
    return _resolved(document, schema.get("items", schema))


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the component that a schema refers to, or the schema itself."""
    reference = schema.get("$ref", "")
    return document["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema
