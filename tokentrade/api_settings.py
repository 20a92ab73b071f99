"""What the REST framework and its OpenAPI document run with."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    # Reads are open to all: no session, no token, and the suffix picks the format.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "apps.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.ResourceSchema",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Tokentrade API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Estimates of the trade in AI tokens, their energy and its value between countries, each with a"
        " range, an evidence grade and its sources. The suffix of the path picks the format; without one"
        " JSON is given. Nothing is clamped or ignored: a parameter that cannot be read is refused with 400."
    ),
    "LICENSE": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
    "OAS_VERSION": "3.1.1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATION_PARAMETERS": False,
}
