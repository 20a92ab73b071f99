"""A whole product in its own processes: a copy of the checkout, its own data, its own port."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CHILDREN = ("postgres", "valkey", "web", "worker", "beat")
# How each child's command line is known from the others.
SIGNS = {
    "postgres": "/bin/postgres -D",
    "valkey": "valkey-server",
    "web": "-m gunicorn",
    "worker": "tokentrade.celery worker",
    "beat": "tokentrade.beat beat",
}
QUIET = ("TOKENTRADE_", "DJANGO_", "PYTEST_", "PYTHON", "_UP_BEGAN")


def free_port() -> int:
    """Return a port nobody uses now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def clean_environment(**more: str) -> dict[str, str]:
    """Return the environment of a newcomer: nothing of this test run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(QUIET)}
    return kept | more


def copy_checkout(target: Path, *, with_packages: bool = True) -> Path:
    """Copy the files of the checkout as they are now, and give the copy an environment that fits."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        source, copy = ROOT / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    if with_packages:
        make_environment(target)
    return target


def make_environment(checkout: Path, *, python: str = sys.executable) -> None:
    """Make a real virtual environment that finds this run's packages, and stamp it as the product would."""
    venv = checkout / ".venv"
    subprocess.run([python, "-m", "venv", "--without-pip", str(venv)], check=True)
    (packages,) = venv.glob("lib/python3*/site-packages")
    (packages / "shared.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    write = "from tokentrade.bootstrap import stamp; stamp.write('dev')"
    subprocess.run(
        [str(venv / "bin" / "python"), "-c", write], cwd=checkout, check=True, env=clean_environment()
    )


def children_of(pid: int) -> dict[int, str]:
    """Return every living descendant of a process with its command line."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := stat_fields(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = {}, [pid]
    while todo:
        for child in parents.get(todo.pop(), []):
            found[child] = command_line(child)
            todo.append(child)
    return found


def stat_fields(pid: int) -> list[str]:
    """Return the fields of /proc/<pid>/stat after the name: state, parent, ..., start time; none if it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def command_line(pid: int) -> str:
    """Return a process's command line; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def wait_for(what: Callable[[], object], *, within_s: float, why: str) -> float:
    """Wait until something is true and return the seconds that took; else fail with the reason."""
    began = time.monotonic()
    while not what():
        if time.monotonic() - began > within_s:
            raise AssertionError(f"not within {within_s} s: {why}")
        time.sleep(0.05)
    return time.monotonic() - began


class Product:
    """One `manage.py up` and what can be asked of it."""

    def __init__(self, checkout: Path, data: Path, *, port: int | None = None) -> None:
        """Name the checkout and the data; nothing runs yet."""
        self.checkout, self.data, self.port = checkout, data, port or free_port()
        self.output = data.parent / f"{data.name}.out"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *more: str) -> list[str]:
        """Return the command line of `up`."""
        words = [sys.executable, "manage.py", "up", "--no-collect", "--port", str(self.port)]
        return [*words, "--data-dir", str(self.data), *more]

    def start(self, *, env: dict[str, str] | None = None) -> None:
        """Start `up` in its own session."""
        self.output.parent.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                self.command(),
                cwd=self.checkout,
                env=env or clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """Return everything it has printed since its last start."""
        return self.output.read_text(errors="replace")

    @property
    def pid(self) -> int:
        """Return the supervisor's number."""
        assert self.process is not None
        return self.process.pid

    def wait_ready(self, *, within_s: float = 120.0) -> float:
        """Wait for the last line of the start and return the seconds it took."""
        began = time.monotonic()
        while f"open http://127.0.0.1:{self.port}/" not in self.said():
            assert self.process is not None
            assert self.process.poll() is None, f"up ended:\n{self.said()}"
            assert time.monotonic() - began < within_s, f"up is not ready:\n{self.said()}"
            time.sleep(0.05)
        return time.monotonic() - began

    def get(self, path: str, *, timeout_s: float = 10.0) -> int:
        """Return the status of one request; 0 when nobody answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s) as line:
                line.settimeout(timeout_s)
                line.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
                head = line.recv(64)
            return int(head.split()[1]) if head else 0
        except OSError:
            return 0

    def child(self, name: str) -> int:
        """Return the number of one child's main process; 0 if it does not run."""
        for pid, words in children_of(self.pid).items():
            if SIGNS[name] in words and stat_fields(pid)[1:2] == [str(self.pid)]:
                return pid
        return 0

    def send(self, name: str, number: int) -> int:
        """Send a signal to one child's main process, once it runs, and return its process number."""
        wait_for(lambda: self.child(name), within_s=20, why=f"{name} does not run\n{self.said()}")
        pid = self.child(name)
        # Number 0 would be this very test run.
        assert pid > 1
        os.kill(pid, number)
        return pid

    def processes(self) -> dict[int, str]:
        """Return every process of the product with its start time, to be recognised later."""
        return {pid: (stat_fields(pid) or [""] * 20)[19] for pid in (self.pid, *children_of(self.pid))}

    def stop(self, number: int = signal.SIGINT, *, within_s: float = 70.0) -> tuple[int, float]:
        """Send a signal, wait for the end; return the exit code and the seconds."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(within_s), time.monotonic() - began


def still_running(known: dict[int, str]) -> list[str]:
    """Return which of the known processes still run."""
    return [
        f"{pid} {command_line(pid)}" for pid, began in known.items() if stat_fields(pid)[19:20] == [began]
    ]


@contextmanager
def running(checkout: Path, data: Path) -> Iterator[Product]:
    """Run a product inside the block and leave nothing of it behind."""
    product = Product(checkout, data)
    product.start()
    try:
        product.wait_ready()
        yield product
    finally:
        clear(product)


def clear(product: Product) -> None:
    """End a product whatever state it is in."""
    if product.process is None:
        return
    known = product.processes()
    if product.process.poll() is None:
        product.stop(signal.SIGTERM)
    for pid, began in known.items():
        if stat_fields(pid)[19:20] == [began]:
            os.kill(pid, signal.SIGKILL)
