"""A real nginx with the configuration of deploy/, before a small upstream on loopback."""

import http.client
import http.server
import os
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.tree import ROOT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
FRAME = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tokentrade.conf;
}}
"""


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@dataclass
class Edge:
    """Where the staged nginx listens, and what its upstream was asked."""

    folder: Path
    plain: int = field(default_factory=free_port)
    secure: int = field(default_factory=free_port)
    upstream: int = field(default_factory=free_port)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def stage(self) -> Path:
        """Write the configuration with the paths and ports of this test; return its main file."""
        (self.folder / "static").mkdir()
        command = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=edge",
            "-keyout", f"{self.folder}/privkey.pem", "-out", f"{self.folder}/fullchain.pem",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        (self.folder / "upstream.conf").write_text(f"server 127.0.0.1:{self.upstream};\n")
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        for here, there in (
            ("/etc/tokentrade/tls/", f"{self.folder}/"),
            ("/etc/tokentrade/", f"{self.folder}/"),
            ("/srv/tokentrade/static/", f"{self.folder}/static/"),
            ("/var/cache/nginx/tokentrade", f"{self.folder}/cache"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ", f"listen 127.0.0.1:{self.secure} "),
        ):
            assert here in text
            text = text.replace(here, there)
        lines = [line for line in text.splitlines() if "listen [::]" not in line]
        (self.folder / "tokentrade.conf").write_text("\n".join(lines) + "\n")
        main = self.folder / "nginx.conf"
        # As root nginx would change to a user who may not enter the test's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        main.write_text(FRAME.format(folder=self.folder, user=user))
        return main

    def ask(
        self, target: str, port: int | None = None, source: str = "127.0.0.1", **headers: str
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send one request from an address of this machine; return status, headers as sent, and body."""
        client: http.client.HTTPConnection
        if port == self.plain:
            client = http.client.HTTPConnection(
                "127.0.0.1", self.plain, timeout=5, source_address=(source, 0)
            )
        else:
            trust = ssl.create_default_context(cafile=f"{self.folder}/fullchain.pem")
            trust.check_hostname = False
            client = http.client.HTTPSConnection(
                "127.0.0.1", self.secure, timeout=5, context=trust, source_address=(source, 0)
            )
        client.request(
            "GET", target, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = client.getresponse()
        body = answer.read()
        client.close()
        return answer.status, answer.getheaders(), body


def _upstream(edge: Edge) -> http.server.ThreadingHTTPServer:
    """Return a small application: an ETag, a public cache time and one security header."""

    class Application(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            edge.asked.append((self.path, dict(self.headers)))
            fresh = self.headers.get("If-None-Match") == '"v1"'
            body = b"" if fresh else self.path.encode()
            self.send_response(304 if fresh else 200)
            self.send_header("ETag", '"v1"')
            self.send_header(
                "Cache-Control", "public, max-age=60" if "public" in self.path else "private, no-store"
            )
            self.send_header("Content-Type", "text/html" if self.path.startswith("/page") else "text/plain")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return http.server.ThreadingHTTPServer(("127.0.0.1", edge.upstream), Application)


@contextmanager
def running(folder: Path, upstream: Callable[[Edge], socketserver.BaseServer] = _upstream) -> Iterator[Edge]:
    """Give an nginx that answers, with its upstream; stop both."""
    edge = Edge(folder)
    main = edge.stage()
    application = upstream(edge)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    server = subprocess.Popen([str(NGINX), "-c", str(main), "-e", f"{folder}/error.log"])
    try:
        for _ in range(100):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", edge.secure)) == 0:
                    break
            time.sleep(0.05)
        yield edge
    finally:
        server.terminate()
        server.wait(10)
        application.shutdown()
        application.server_close()
