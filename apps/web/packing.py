"""Pages are sent compressed, and not again while they are the same; signed-in pages are neither (BREACH).

The tag of a page is made of its very bytes, so no page is ever stale: it is made anew and only its sending is saved.
"""

from collections.abc import Callable
from http import HTTPStatus

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_vary_headers

# Signed-in pages hold tokens; the API packs its own answers.
PLAIN = ("/desk/", "/admin/", "/api/", "/data/dumps/")
QUALITY = 4
SMALL_BYTES = 600


class PackingMiddleware:
    """Compress public pages with brotli for readers who take it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, compressed where it may be."""
        answer = self.get_response(request)
        if not self._may_pack(request, answer):
            return answer
        patch_vary_headers(answer, ("Accept-Encoding",))
        if "br" in request.headers.get("Accept-Encoding", ""):
            answer.content = brotli.compress(answer.content, mode=brotli.MODE_TEXT, quality=QUALITY)
            answer.headers["Content-Encoding"] = "br"
            answer.headers["Content-Length"] = str(len(answer.content))
            # The tag is that of the page, whatever the form in which it is sent.
            if answer.headers.get("ETag", "").startswith('"'):
                answer.headers["ETag"] = f"W/{answer.headers['ETag']}"
        return answer

    @staticmethod
    def _may_pack(request: HttpRequest, answer: HttpResponse) -> bool:
        """Tell whether an answer is a public page of some size that nothing has packed yet."""
        is_sent_as_it_is = answer.streaming or answer.headers.get("Content-Encoding")
        return not is_sent_as_it_is and is_public_page(request, answer) and len(answer.content) >= SMALL_BYTES


class TagMiddleware(ConditionalGetMiddleware):
    """Answer 304 to a reader who has the same page already; the page is made anew to know that it is the same."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer with its tag, or 304."""
        is_whole = response.status_code == HTTPStatus.OK and not response.streaming
        if not (is_whole and is_public_page(request, response)):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        return super().process_response(request, response)


def is_public_page(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Tell whether an answer is a page that everybody may read."""
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_page and not request.path.startswith(PLAIN)
