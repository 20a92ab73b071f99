"""The servers a test run starts for itself: a PostgreSQL without durability, and a broker on demand."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tokentrade.bootstrap import binaries, pgserver, spawning

# A test database dies with its run, so nothing has to reach the disk.
WITHOUT_DURABILITY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}


class Cluster:
    """One throwaway PostgreSQL with its own temporary folder, gone when the run ends."""

    def __init__(self) -> None:
        """Make the folder: short, because a socket's path may have about 107 bytes."""
        self.folder = Path(tempfile.mkdtemp(prefix="tt-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address Django connects to."""
        return f"postgresql://postgres@/tokentrade?host={self.folder}/sock"

    def start(self, *, timeout_s: float = 60.0) -> None:
        """Start the server and wait until it takes connections; what it logged explains a failure."""
        account = spawning.server_account()
        programs = binaries.runnable_postgres(account=account, copy_into=self.folder / "pgbin")
        data, sockets = self.folder / "pg", self.folder / "sock"
        for folder in (data, sockets):
            folder.mkdir(mode=0o700)
            if account:
                os.chown(folder, account.uid, account.gid)
        pgserver.initdb(programs, data, account=account, extra=("--no-sync", "--no-data-checksums"))
        with (self.folder / "postgres.log").open("ab") as log:
            self.process = spawning.spawn(
                pgserver.server_command(programs, data, sockets, more=WITHOUT_DURABILITY),
                env=pgserver.server_environment(),
                log=log,
                account=account,
                death_signal=signal.SIGQUIT,
                cwd=Path("/"),
            )
        self._wait(programs, sockets, time.monotonic() + timeout_s)

    def _wait(self, programs: Path, sockets: Path, deadline: float) -> None:
        while not pgserver.is_ready(programs, sockets):
            if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / "postgres.log").read_text(errors="replace")
                self.stop()
                raise RuntimeError(f"the test database did not start:\n{log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Broker:
    """A real Valkey on a unix socket, for the tests that need a queue."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; the socket is `folder`/valkey.sock."""
        self.folder = folder
        self.socket_path = folder / "valkey.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, timeout_s: float = 20.0) -> str:
        """Start the server and return its Celery address once it answers."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        options = ["--port", "0", "--unixsocket", str(self.socket_path), "--unixsocketperm", "700"]
        options += ["--dir", str(self.folder), "--save", "", "--appendonly", "no"]
        with (self.folder / "valkey.log").open("ab") as log:
            self.process = spawning.spawn(
                [binaries.valkey_server(), *options],
                env=dict(os.environ),
                log=log,
                death_signal=signal.SIGKILL,
            )
        deadline = time.monotonic() + timeout_s
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"the test broker did not start: {(self.folder / 'valkey.log').read_text()}"
                )
            time.sleep(0.02)
        return f"redis+socket://{self.socket_path}"

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket_path))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def stop(self) -> None:
        """End the server; its queues are thrown away."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
