"""The git binary: bounded in time and size, deaf to the user's settings, never asking for anything."""

import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from apps.collectors.contract import SourceUnavailable

LARGEST_MIRROR_BYTES = 2 * 1024**3
LARGEST_BLOB_BYTES = 8 * 1024**2
LARGEST_OUTPUT_BYTES = 128 * 1024**2
READ_S, WATCH_S = 60.0, 0.5
# Object, kind, size.
HEADER_WORDS = 3
TRUSTED = "[safe]\n\tdirectory = *\n"
OPTIONS = (
    "core.quotepath=false", "protocol.allow=never", "transfer.fsckObjects=true", "fetch.fsckObjects=true",
    "http.followRedirects=false", "http.lowSpeedLimit=1000", "http.lowSpeedTime=30", "credential.helper=",
    "gc.auto=0", "maintenance.auto=false", "core.hooksPath=/dev/null", "core.fsmonitor=false",
    "i18n.logOutputEncoding=UTF-8", "log.showSignature=false", "submodule.recurse=false",
)  # fmt: skip
KEPT = ("PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO")


class GitFailed(RuntimeError):
    """git ended with an error; the message is its first lines."""


def _command(words: tuple[str, ...]) -> list[str]:
    """Return the whole command; raise SourceUnavailable where git is not installed."""
    binary = shutil.which("git")
    if binary is None:
        raise SourceUnavailable("git is not installed: install the package git, then collect again")
    return [binary, *(word for option in OPTIONS for word in ("-c", option)), *words]


def _environment(folder: Path, *, trusted: bool) -> dict[str, str]:
    """Return an environment without the user's settings, prompts or credentials."""
    settings_file = "/dev/null"
    if trusted:
        # Its own server side reads only a settings file: a mirror on this machine may belong to somebody else.
        path = folder / "trusted.gitconfig"
        path.write_text(TRUSTED)
        settings_file = str(path)
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "HOME": str(folder), "LC_ALL": "C.UTF-8", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": settings_file, "GIT_DIR": str(folder),
        "GIT_OPTIONAL_LOCKS": "0",
    }  # fmt: skip


def run_git(*words: str, folder: Path, timeout_s: float, trusted: bool = False) -> bytes:
    """Return what a command printed; raise GitFailed for an error, too much time or too large a mirror."""
    process = subprocess.Popen(
        _command(words), cwd=folder, env=_environment(folder, trusted=trusted), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        printed, said = _watched(process, folder, timeout_s)
    except BaseException:
        _end(process)
        raise
    if process.returncode:
        lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
        raise GitFailed("; ".join(lines[:3])[:400] or f"ended with {process.returncode}")
    return printed


def _watched(process: subprocess.Popen[bytes], folder: Path, timeout_s: float) -> tuple[bytes, bytes]:
    """Wait for a command while time and size allow."""
    end = time.monotonic() + timeout_s
    while True:
        try:
            printed, said = process.communicate(timeout=WATCH_S)
        except subprocess.TimeoutExpired as waited:
            if time.monotonic() > end:
                raise GitFailed(f"took longer than {timeout_s:.0f} s") from waited
            if len(waited.output or b"") > LARGEST_OUTPUT_BYTES or _size(folder) > LARGEST_MIRROR_BYTES:
                raise GitFailed("the repository is larger than we take") from waited
        else:
            return printed, said


def _size(folder: Path) -> int:
    """Return the bytes of the packs of a mirror, finished or not."""
    return sum(file.stat().st_size for file in folder.glob("objects/**/*pack*") if file.is_file())


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and the helpers it started."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
    process.wait()


class BlobReader:
    """Reads files at commits through one `git cat-file --batch`."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "HEAD").is_file():
            raise SourceUnavailable(f"{folder} holds no mirror; collect its history first")
        self._process = subprocess.Popen(
            _command(("cat-file", "--batch")), cwd=folder, env=_environment(folder, trusted=False), bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        _end(self._process)

    def read(self, name: str) -> bytes:
        """Return the bytes of `<commit>:<path>`; raise LookupError where there is none, GitFailed else."""
        if "\n" in name or self._process.stdin is None:
            raise LookupError(f"{name!r} is no name of a file")
        try:
            self._process.stdin.write(name.encode() + b"\n")
        except OSError as fault:
            raise GitFailed(f"cat-file ended ({fault})") from fault
        words = self._line().split(b" ")
        if len(words) != HEADER_WORDS or words[1] != b"blob":
            raise LookupError(
                f"no such file at that commit ({b' '.join(words[-2:]).decode('utf-8', 'replace')})"
            )
        size = int(words[2])
        if size > LARGEST_BLOB_BYTES:
            self._skip(size + 1)
            raise LookupError(f"a file of {size} bytes is larger than we take")
        return self._take(size + 1)[:-1]

    def _line(self) -> bytes:
        """Return the next line without its end."""
        while b"\n" not in self._rest:
            self._more()
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _take(self, size: int) -> bytes:
        """Return exactly so many bytes."""
        while len(self._rest) < size:
            self._more()
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def _skip(self, size: int) -> None:
        """Read over so many bytes without keeping them."""
        while len(self._rest) < size:
            size -= len(self._rest)
            self._rest = b""
            self._more()
        self._rest = self._rest[size:]

    def _more(self) -> None:
        """Wait for more bytes, but not for ever."""
        stream = self._process.stdout
        if stream is None or not select.select([stream], [], [], READ_S)[0]:
            raise GitFailed(f"cat-file said nothing for {READ_S:.0f} s")
        chunk = os.read(stream.fileno(), 1 << 20)
        if not chunk:
            raise GitFailed("cat-file ended early")
        self._rest += chunk
