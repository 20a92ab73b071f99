"""Pages are sent compressed; those that may hold a secret beside what a stranger wrote are not (BREACH)."""

from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
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
        return answer

    @staticmethod
    def _may_pack(request: HttpRequest, answer: HttpResponse) -> bool:
        """Tell whether an answer is a public page of some size that nothing has packed yet."""
        return (
            not answer.streaming
            and answer.headers.get("Content-Type", "").startswith("text/html")
            and not answer.headers.get("Content-Encoding")
            and not request.path.startswith(PLAIN)
            and len(answer.content) >= SMALL_BYTES
        )
