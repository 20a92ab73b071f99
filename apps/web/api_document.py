"""The API's public document as this site's own pages read it: what any program is told, nothing more."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import resolve

ADDRESS = "/api/v1/openapi.json"
ROOM = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Control:
    """One parameter as a control of a form: its kind, choices, what it means, an example."""

    name: str
    kind: str
    choices: tuple[str, ...]
    text: str
    example: str
    default: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of the API: its name, title, promise, and the parameters of each of its formats."""

    name: str
    title: str
    text: str
    controls: dict[str, tuple[Control, ...]]

    @property
    def formats(self) -> tuple[str, ...]:
        """Return the formats, as suffixes."""
        return tuple(self.controls)


@cache
def lists() -> dict[str, Listed]:
    """Return every list by name, in the order of the document; read once per process."""
    found: dict[str, Listed] = {}
    for path, operations in _document()["paths"].items():
        name, _, form = path.removeprefix(ROOM).partition(".")
        told = operations.get("get")
        if told is None or "{" in path or not form:
            continue
        known = found.setdefault(name, Listed(name, told["summary"], told["description"], {}))
        known.controls[form] = tuple(
            _control(one)
            for one in told.get("parameters", [])
            if one["in"] == "query" and one["name"] != "cursor"
        )
    return found


def _document() -> dict[str, Any]:
    """Return the document through its own address, without a connection."""
    request = HttpRequest()
    request.method, request.path = "GET", ADDRESS
    view, words, named = resolve(ADDRESS)
    document: dict[str, Any] = json.loads(view(request, *words, **named).content)
    return document


def _control(told: dict[str, Any]) -> Control:
    """Return a parameter as a control."""
    schema = told["schema"]
    example = next(iter(schema.get("examples", [])), "")
    choices = tuple(str(word) for word in schema.get("enum", []))
    kind = "choice" if choices else "date" if schema.get("format") == "date" else "text"
    kind = "number" if schema.get("type") == "integer" else kind
    return Control(
        name=told["name"], kind=kind, choices=choices, text=told.get("description", ""),
        example=",".join(map(str, example)) if isinstance(example, list) else str(example),
        default=str(schema.get("default", "")), is_needed=bool(told.get("required")),
    )  # fmt: skip
