"""The description of a dump as a Frictionless data package (version 1), for the tools that read it."""

from typing import Any

LICENSE_TITLE = "Creative Commons Attribution 4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
# Field of a table schema by kind of column: (type, format).
FIELDS = {
    "date": ("date", "default"),
    "datetime": ("datetime", "any"),
    "float": ("number", "default"),
    "integer": ("integer", "default"),
    "boolean": ("boolean", "default"),
    "decimal": ("number", "default"),
    "text": ("string", "default"),
    "json": ("string", "default"),
}
JOINED = ("string", "default")
MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def datapackage(about: dict[str, Any], files: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the descriptor: every file with its hash, and the schema of the tables in CSV."""
    return {
        "profile": "data-package",
        "name": f"tokentrade-{about['name']}",
        "title": f"Tokentrade, release {about['release']}",
        "description": about["citation"],
        "version": about["release"],
        "created": about["created_at"],
        "licenses": [{"name": about["license"], "title": LICENSE_TITLE, "path": LICENSE_URL}],
        "resources": [_resource(told) for told in files],
    }


def _resource(told: dict[str, Any]) -> dict[str, Any]:
    """Return one file as a resource."""
    stem, _, form = told["name"].rpartition(".")
    resource = {
        "name": stem if form == "csv" else f"{stem}-{form}",
        "path": told["name"],
        "description": told["text"],
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "bytes": told["bytes"],
        "hash": f"sha256:{told['sha256']}",
    }
    if form != "csv":
        return {"profile": "data-resource"} | resource
    return (
        {"profile": "tabular-data-resource", "encoding": "utf-8"}
        | resource
        | {
            "dialect": {
                "delimiter": ",",
                "lineTerminator": "\n",
                "quoteChar": '"',
                "doubleQuote": True,
                "header": True,
            },
            "schema": {"fields": [_field(column) for column in told["columns"]], "missingValues": [""]},
        }
    )


def _field(column: dict[str, str]) -> dict[str, Any]:
    """Return one column; a list stands in one cell, joined by a bar."""
    kind, form = FIELDS.get(column["kind"], JOINED)
    field: dict[str, Any] = {"name": column["name"], "type": kind, "format": form}
    if column["kind"] not in FIELDS:
        field["description"] = "A list, joined by |."
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field
