"""How the OpenAPI document describes writes: body, revision, token, and every refusal."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from apps.api import problems
from apps.api.schema import BY_THE_SERVER, kinds_of, path_schema
from apps.api.serializers import MetaSerializer, ProblemSerializer

REFUSALS = (400, 401, 403, 409, 413, 414, 415, 422, 429, 503)
OF_A_THING = (404, 412, 428)
REVISION = {"type": "string", "pattern": '^"r[1-9][0-9]{0,8}"$', "examples": ['"r1"']}
HEADERS = {"ETag": "The revision after this write.", "Cache-Control": "private, no-store."}


class WriteSchema(AutoSchema):
    """Describes a write by its own declarations."""

    view: Any

    def get_operation_id(self) -> str:
        """Name the operation after method and path."""
        words = self.path.removeprefix("/api/v1/").replace("{", "").replace("}", "").replace("/", "_")
        return f"{self.method.lower()}_{words}"

    def get_summary(self) -> str:
        """Return the title of the write."""
        return self.view.title

    def get_description(self) -> str:  # type: ignore[override]
        """Return the promise of the write, and who may."""
        promise = " ".join((self.view.__doc__ or "").split())
        return f"{promise} Needs the scope {self.view.scope} and the role {self.view.role}."

    def get_tags(self) -> list[str]:
        """Group operations by resource."""
        return [self.view.name]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """A write always needs a token."""
        return [{"token": []}]

    def get_extensions(self) -> dict[str, Any]:
        """Name scope and role for programs."""
        return {"x-scope": self.view.scope, "x-role": self.view.role}

    def get_override_parameters(self) -> list[Any]:
        """Return the words of the path, the revision, and the headers of a good answer."""
        path = [
            OpenApiParameter(name, path_schema(word), OpenApiParameter.PATH, description=word.text)
            for name, word in self.view.path_words.items()
        ]
        text = "The revision of the thing as it was read; a stale one answers 412."
        match = OpenApiParameter(
            "If-Match", REVISION, OpenApiParameter.HEADER, required=True, description=text
        )
        headers = [
            OpenApiParameter(
                name, str, OpenApiParameter.HEADER, description=told, response=[self.view.good_status]
            )
            for name, told in HEADERS.items()
        ]
        return [*path, *([match] if self.view.needs_revision else []), *headers]

    def get_request_serializer(self) -> Any:
        """Return the body."""
        return self.view.body

    def map_parsers(self) -> list[str]:
        """Bodies are JSON."""
        return ["application/json"]

    def get_examples(self) -> list[Any]:
        """Give a body that can be sent."""
        return [OpenApiExample(self.view.title, value=self.view.example, request_only=True)]

    def get_response_serializers(self) -> Any:
        """Return the good answers and every refusal."""
        answer = {
            "type": "object",
            "required": ["meta", "data"],
            "properties": {
                "meta": self._reference(MetaSerializer),
                "data": self._reference(self.view.answer),
            },
        }
        good = OpenApiResponse(answer, description=self.view.title)
        again = OpenApiResponse(answer, description="Nothing had to be stored: the same was sent before.")
        statuses = sorted({*REFUSALS, *(OF_A_THING if self.view.path_words else (404, 412))})
        refusals = {
            (status, problems.CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=kinds_of(status))
            for status in statuses
        }
        return {
            (200, "application/json"): again,
            (self.view.good_status, "application/json"): good,
            **refusals,
            **BY_THE_SERVER,
        }

    def _reference(self, serializer: Any) -> dict[str, Any]:
        return self.resolve_serializer(serializer, "response").ref

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False
