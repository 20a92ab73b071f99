"""A view whose module is imported when it is first asked for: geopandas and folium cost seconds."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from django.http import HttpRequest


def lazy_view(path: str) -> Callable[..., Any]:
    """Return a view that imports `package.module.function` at its first request."""

    @cache
    def found() -> Callable[..., Any]:
        module, _, name = path.rpartition(".")
        view: Callable[..., Any] = getattr(import_module(module), name)
        return view

    def lazy(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return found()(request, *args, **kwargs)

    return lazy
