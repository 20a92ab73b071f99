"""SVG elements as escaped text."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

Attribute = str | float | int | None


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def element(name: str, *children: str, **attributes: Attribute) -> SafeString:
    """Return one element; `class_` and names with `_` become `class` and names with `-`; None is left out.

    Children that are not marked safe are escaped.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(conditional_escape(child) for child in children)
    return mark_safe(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")  # noqa: S308


def group(children: Iterable[str], **attributes: Attribute) -> SafeString:
    """Return a group of elements."""
    return element("g", *children, **attributes)


def text(x: float, y: float, words: str, class_: str, *, anchor: str | None = None) -> SafeString:
    """Return a text; anchor is start (default), middle or end."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> SafeString:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return path data through these points."""
    data = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return data + ("Z" if closed else "")


def _text(value: Attribute) -> str:
    return number(value) if isinstance(value, float) else str(value)
