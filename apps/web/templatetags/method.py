"""Tags of the method page: headings that can be linked to, and formulas."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.web.formula import mathml
from apps.web.method_subjects import TITLES

register = template.Library()


@register.filter
def breakable(name: str) -> SafeString:
    """Return a name that may be broken after each underscore and at no other place."""
    return format_html_join(SafeString("_<wbr>"), "{}", ((part,) for part in name.split("_")))


@register.simple_tag
def subject(anchor: str) -> SafeString:
    """Return the heading of a subject under its anchor, with a link to itself."""
    told: dict[str, Any] = {"anchor": anchor, "title": TITLES[anchor]}
    told["about"] = _("Link to %(title)s") % {"title": told["title"]}
    return format_html(
        '<h3 id="{anchor}">{title} <a class="anchor" href="#{anchor}" aria-label="{about}">#</a></h3>', **told
    )


@register.simple_tag
def formula(about: str, *lines: str) -> SafeString:
    """Return formulas, one below the other, as one group named for what they say."""
    drawn = format_html_join("", "{}", ((mathml(line),) for line in lines))
    return format_html('<div class="maths" tabindex="0" role="group" aria-label="{}">{}</div>', about, drawn)
