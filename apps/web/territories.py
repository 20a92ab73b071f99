"""Names of countries in the reader's language, from the Unicode CLDR tables that Babel carries."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.utils.translation import get_language


def in_language(english: str, language: str | None = None) -> str:
    """Return a country's name in a language (the reader's); a name that CLDR does not know stays English."""
    wanted = language or get_language() or "en"
    if wanted == "en":
        return english
    return _names(wanted).get(_codes().get(english, ""), english)


@cache
def _codes() -> Mapping[str, str]:
    """Return the two-letter code of each English name; our names of countries are CLDR's."""
    return {
        name: code for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()
    }


@cache
def _names(language: str) -> Mapping[str, str]:
    """Return the names of a language by two-letter code."""
    return dict(Locale.parse(language.replace("-", "_")).territories)
