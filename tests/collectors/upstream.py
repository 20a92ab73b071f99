"""A publisher on loopback: serves what a test puts there, and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What a path gives: status, body, headers; `send` writes the whole answer itself."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    send: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Upstream:
    """The answers by path, the requests in order, and the address."""

    url: str
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: bytes = b"", **words: object) -> None:
        """Answer a path from now on."""
        self.answers[path] = Answer(body, **words)

    def next(self, path: str) -> Answer:
        """Return the answer of this request; of a list one after the other, the last one stays.

        A path that is known without its query answers every query.
        """
        missing = Answer(b'{"error":{"message":"Export not found","code":404}}', 404)
        found = self.answers.get(path) or self.answers.get(path.partition("?")[0], missing)
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [path for path, _ in self.asked]


@contextmanager
def upstream() -> Iterator[Upstream]:
    """Run a publisher on a free port of loopback."""
    served = Upstream("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            served.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            answer = served.next(self.path)
            if answer.send is not None:
                answer.send(self)
                return
            etag = answer.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # Answers that never end watch for the end of the test.
    server.is_over = threading.Event()
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.is_over.set()
        server.shutdown()
        server.server_close()
        thread.join()
