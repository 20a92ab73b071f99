"""The OpenAPI document, made from the resources themselves: what they read is what it lists."""

import copy
from collections.abc import Sequence
from typing import Any

from django.urls import URLPattern, include, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from apps.api import problems
from apps.api.kinds import KINDS
from apps.api.resource import CONTENT_TYPES, PathWord
from apps.api.serializers import ProblemSerializer
from apps.api.words import describe

OK = 200
REFUSALS = (400, 401, 404, 410, 414, 429, 503)
HEADERS = {
    "ETag": "Names this answer; send it back as If-None-Match.",
    "Cache-Control": "How long the answer may be kept.",
    "Vary": "Accept-Encoding.",
    "RateLimit-Limit": "Requests allowed in the present minute, or day where fewer are left of that.",
    "RateLimit-Remaining": "How many of them are left.",
    "RateLimit-Reset": "Seconds until they are counted anew.",
}
# A request line of more than 8,190 bytes never reaches the application.
BY_THE_SERVER = {
    (414, "text/html"): OpenApiResponse(
        {"type": "string"}, description="url-too-long; beyond 8,190 bytes in HTML."
    )
}
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "tt_<id>_<secret>",
    "description": "Reading needs none; a bad one is refused. Whoever runs the site makes tokens with scopes.",
}
COLUMNS = {
    "type": "object",
    "required": ["columns", "rows"],
    "properties": {
        "columns": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "array"}},
    },
}


class ResourceSchema(AutoSchema):
    """Describes a resource by its own declarations."""

    view: Any

    def get_operation_id(self) -> str:
        """Name the operation after its path."""
        words = self.path.removeprefix("/api/v1/").replace("{", "").replace("}", "")
        return words.replace("/", "_").replace(".", "_")

    def get_summary(self) -> str:
        """Return the title of the resource."""
        return self.view.title

    def get_description(self) -> str:  # type: ignore[override]
        """Return the promise of the resource."""
        return " ".join((self.view.__doc__ or "").split())

    def get_tags(self) -> list[str]:
        """Group operations by resource."""
        return [self.view.name]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Reading is open to all; a token raises the limits and, with its scope, shows raw rows."""
        return [{}, {"token": []}]

    def get_extensions(self) -> dict[str, Any]:
        """Give whole requests that answer 200."""
        # A file has one shape; a feed has neither shape nor pages, and begins with the newest.
        feed = ("shape=", "limit=", "since=")
        left_out = {"csv": ("shape=",), "parquet": ("shape=",), "geojson": ("shape=",), "atom": feed}.get(
            self.view.form, ()
        )
        readable = [query for query in self.view.samples if not any(word in query for word in left_out)]
        path = self.path
        for name, word in self.view.path_words.items():
            path = path.replace(f"{{{name}}}", word.example or f"{{{name}}}")
        is_plain = self.view.has_plain_answer and not set(self.view.required) & set(self.view.allowed())
        plain = ("",) if is_plain else ()
        samples = [f"{path}?{query}".rstrip("?") for query in (*plain, *readable)]
        told = {"x-samples": samples} if samples and "{" not in path else {}
        return told | ({"x-stability": "unstable"} if self.view.unstable else {})

    def get_override_parameters(self) -> list[Any]:
        """Return parameters of query and path, and the headers of a good answer."""
        view = self.view
        words = [
            describe(
                name,
                limit_maximum=view.limit_most(),
                fields=view.columns(),
                own=view.own_words.get(name),
                is_required=name in view.required,
            )
            for name in view.allowed()
        ]
        path = [
            OpenApiParameter(name, path_schema(word), OpenApiParameter.PATH, description=word.text)
            for name, word in view.path_words.items()
        ]
        headers = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text, response=[OK])
            for name, text in HEADERS.items()
        ]
        return [*path, *words, *headers]

    def get_response_serializers(self) -> Any:
        """Return the good answer, the unchanged one, and every refusal."""
        answer = {"type": "string"} if self.view.form in ("csv", "parquet", "atom") else self._json()
        media_type = CONTENT_TYPES[self.view.form].partition(";")[0]
        good = OpenApiResponse(answer, description=self.view.title)
        refusals = {
            (status, problems.CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=kinds_of(status))
            for status in REFUSALS
        }
        unchanged = OpenApiResponse(description="The caller holds this version already.")
        return {(OK, media_type): good, 304: unchanged, **refusals, **BY_THE_SERVER}

    def _json(self) -> dict[str, Any]:
        """Return the schema of {"meta", "data"}."""
        if self.view.form == "geojson":
            row = self._reference(self.view.row)
            shown = {"anyOf": [row, self._part(self.view.row)]} if "fields" in self.view.allowed() else row
            return self.view.geojson_schema(shown, self._reference(self.view.meta_row))
        return {
            "type": "object",
            "required": ["meta", "data"],
            "properties": {"meta": self._reference(self.view.meta_row), "data": self._data()},
        }

    def _data(self) -> dict[str, Any]:
        """Return the schema of `data`: an item, or rows whole, in part (fields=) or as columns."""
        row = self._reference(self.view.row)
        rows = {"type": "array", "items": row}
        if not self.view.is_list:
            return rows if self.view.is_many else row
        return {"anyOf": [rows, {"type": "array", "items": self._part(self.view.row)}, COLUMNS]}

    def _reference(self, serializer: Any) -> dict[str, Any]:
        return self.resolve_serializer(serializer, "response").ref

    def _part(self, serializer: Any) -> dict[str, Any]:
        """Return the reference to a row of which only some fields were asked for."""
        whole = self.resolve_serializer(serializer, "response")
        part = ResolvedComponent(
            name=f"{whole.name}Part",
            type=ResolvedComponent.SCHEMA,
            schema={
                "type": "object",
                "description": "The fields chosen by fields=.",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": whole.schema["properties"],
            },
            object=f"{whole.name}Part",
        )
        self.registry.register_on_missing(part)
        return part.ref

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False


def path_schema(word: PathWord) -> dict[str, Any]:
    """Return the schema of a word of the path, with its example where every house has one."""
    return word.schema | ({"examples": [word.example]} if word.example else {})


def kinds_of(status: int) -> str:
    """Return the types of problem with this status."""
    return ", ".join(name for name, kind in KINDS.items() if kind.status == status)


def _plain(node: Any) -> Any:
    """Return a part of the document without the generator's own marks."""
    if isinstance(node, dict):
        return {name: _plain(value) for name, value in node.items() if name != "x-spec-enum-id"}
    return [_plain(item) for item in node] if isinstance(node, list) else node


def _closed(schemas: dict[str, Any]) -> None:
    """Say of the bodies of writes that they have no other fields."""
    for name, schema in schemas.items():
        if name.endswith("Body"):
            schema["additionalProperties"] = False


def _read_too(paths: dict[str, Any]) -> None:
    """List the reads of addresses that are written: without suffix they give JSON."""
    for address, operations in paths.items():
        read = paths.get(f"{address}.json", {}).get("get")
        if read:
            operations["get"] = copy.deepcopy(read) | {"operationId": f"{read['operationId']}_plain"}


def document(documented: Sequence[URLPattern], limits: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these addresses of version 1, with the limits that hold."""
    patterns = [path("api/v1/", include(list(documented)))]
    found = _plain(SchemaGenerator(patterns=patterns).get_schema(request=None, public=True))
    found["components"]["securitySchemes"] = {"token": TOKEN}
    found["info"]["x-rate-limits"] = limits
    _closed(found["components"]["schemas"])
    _read_too(found["paths"])
    return found


def with_examples(document: dict[str, Any], examples: dict[str, str]) -> dict[str, Any]:
    """Return a copy of the document in which parameters of these names have an example where they had none."""
    found = copy.deepcopy(document)
    for item in found["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] != "header" and parameter["name"] in examples:
                    parameter["schema"].setdefault("examples", [examples[parameter["name"]]])
    return found
