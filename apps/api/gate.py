"""The gate before every address of the API: who asks, how often, and no fault that shows its inside."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apps.api import limits, problems, sending, swift, tokens
from apps.api.problems import Problem

ROOM = "/api/"
READS = ("GET", "HEAD", "OPTIONS")


class Gate:
    """Middleware: reads the token, counts the request, and answers what neither allows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Remember what answers behind the gate."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let pages pass; of the API answer what a token or a limit forbids."""
        if not request.path.startswith(ROOM):
            return self.get_response(request)
        taken = None
        try:
            if request.method != "OPTIONS":
                caller = self._caller(request)
                taken = limits.take(request, caller)
                request.caller = caller  # type: ignore[attr-defined]
            response = swift.find(request) or swift.keep(request, self.get_response(request))
        except Exception as fault:  # noqa: BLE001  # nothing leaves the API but a problem
            response = sending.finish(request, problems.answer(fault))
        limits.settle(taken, response)
        if request.method not in READS:
            sending.close_to_others(response)
        return response

    def _caller(self, request: HttpRequest) -> tokens.Caller:
        """Return who asks; guesses at tokens count against the address they come from."""
        try:
            return tokens.read(request)
        except Problem:
            limits.take(request, tokens.NOBODY)
            raise

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponseBase | None:
        """Answer a fault of a view of the API with a problem."""
        if request.path.startswith(ROOM):
            return sending.finish(request, problems.answer(fault))
        return None
