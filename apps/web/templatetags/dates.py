"""Dates in the reader's language for templates; machines get ISO dates by the framework's own filter."""

from datetime import date, datetime

from django import template

from apps.web import words

register = template.Library()


@register.filter
def day(moment: date | None) -> str:
    """Return a date in words, 16 Feb 2026; nothing for no date."""
    return words.day(moment) if moment else ""


@register.filter
def minute(moment: datetime | None) -> str:
    """Return a moment in words, 16 Feb 2026 07:30; nothing for none. The text around it says UTC."""
    return f"{words.day(moment)} {moment:%H:%M}" if moment else ""
