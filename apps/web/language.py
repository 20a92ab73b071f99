"""Which language a page is written in: the one asked for, else the one chosen before, else the browser's.

Programs are always answered in English: the API's paths are left alone.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"
COOKIE = "lang"
A_YEAR_S = 365 * 24 * 3600
PROGRAMS = "/api/"
# Views in a frame on another site: no cookie is read or set.
FRAMES = "/embed/"


def language_of(request: HttpRequest) -> str:
    """Return a language that the site speaks."""
    known = dict(settings.LANGUAGES)
    remembered = None if request.path.startswith(FRAMES) else request.COOKIES.get(COOKIE)
    for chosen in (request.GET.get(PARAMETER), remembered):
        if chosen in known:
            return chosen
    return translation.get_language_from_request(request)


class LanguageMiddleware:
    """Write pages in the reader's language; a choice made by `?lang=` is remembered in a cookie that says only that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the request."""
        if request.path.startswith(PROGRAMS):
            return self.get_response(request)
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        if request.path.startswith(FRAMES):
            patch_vary_headers(answer, ("Accept-Language",))
            return answer
        patch_vary_headers(answer, ("Accept-Language", "Cookie"))
        if request.GET.get(PARAMETER) in dict(settings.LANGUAGES):
            answer.set_cookie(
                COOKIE, language, max_age=A_YEAR_S, samesite="Lax", httponly=True, secure=request.is_secure()
            )
        return answer
