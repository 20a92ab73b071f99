"""Where the embedded servers keep their files and sockets, and who may enter."""

import fcntl
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tokentrade.bootstrap.binaries import others_may_enter
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.spawning import Account

ROOT = Path(__file__).resolve().parent.parent.parent
# A unix socket's path has about 107 bytes; PostgreSQL adds a lock file beside it.
LONGEST_SOCKET = 100
SHORT_FOLDERS = Path("/tmp")
SYSTEM_FOLDER = Path("/var/lib/tokentrade")


@dataclass(frozen=True)
class Places:
    """Every path of one data directory."""

    data: Path
    postgres_home: Path
    postgres_run: Path
    valkey_run: Path

    @property
    def logs(self) -> Path:
        """Return the folder of all logs."""
        return self.data / "logs"

    @property
    def valkey_data(self) -> Path:
        """Return the folder of the broker's append-only file."""
        return self.data / "valkey"

    @property
    def valkey_socket(self) -> Path:
        """Return the broker's socket."""
        return self.valkey_run / "valkey.sock"

    @property
    def database_url(self) -> str:
        """Return the embedded database's address."""
        return f"postgresql://postgres@/tokentrade?host={self.postgres_run}"

    @property
    def broker_url(self) -> str:
        """Return the embedded broker's address."""
        return f"redis+socket://{self.valkey_socket}"


def data_folder(option: str | None) -> Path:
    """Return the data directory: the option, else TOKENTRADE_DATA_DIR, else .data in the checkout."""
    return Path(option or os.environ.get("TOKENTRADE_DATA_DIR") or ROOT / ".data").expanduser().absolute()


def nickname(data: Path) -> str:
    """Return twelve hex digits that stand for a data directory where its path is too long."""
    return hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:12]


def places_of(data: Path, *, account: Account | None) -> Places:
    """Lay out one data directory.

    A server that cannot be root also cannot pass a folder closed to others; its files then live in
    /var/lib/tokentrade instead, and no existing folder's mode is changed.
    """
    home = data
    if account is not None and not others_may_enter(data):
        home = SYSTEM_FOLDER / nickname(data)
    postgres_run = _short(home / "run", longest_name=".s.PGSQL.5432.lock", data=data, what="tt")
    valkey_run = _short(data / "run-valkey", longest_name="valkey.sock", data=data, what="tt-broker")
    return Places(data=data, postgres_home=home, postgres_run=postgres_run, valkey_run=valkey_run)


def _short(folder: Path, *, longest_name: str, data: Path, what: str) -> Path:
    if len(os.fsencode(folder / longest_name)) <= LONGEST_SOCKET:
        return folder
    return SHORT_FOLDERS / f"{what}-{nickname(data)}"


def make_data_folder(data: Path) -> None:
    """Create the data directory: closed to others, but for root, whose database runs as someone else."""
    if not data.is_dir():
        try:
            data.mkdir(parents=True)
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        except OSError as fault:
            raise CannotGoOn(_unwritable(data, fault)) from fault
    if not os.access(data, os.W_OK | os.X_OK):
        raise CannotGoOn(_unwritable(data, None))


def _unwritable(data: Path, fault: OSError | None) -> str:
    reason = f": {fault.strerror}" if fault else ""
    return f"The data directory {data} cannot be written{reason}. Name another one with --data-dir."


def make_folders(places: Places, *, account: Account | None) -> None:
    """Create the folders of logs and sockets; a socket folder that is somebody else's is refused."""
    owner = account.uid if account else os.geteuid()
    for folder, uid in (
        (places.logs, os.geteuid()),
        (places.valkey_data, os.geteuid()),
        (places.valkey_run, os.geteuid()),
        (places.postgres_run, owner),
    ):
        make_own_folder(folder, uid=uid)


def make_own_folder(folder: Path, *, uid: int) -> None:
    """Create a folder that only `uid` may enter; refuse one that belongs to another user or is a link.

    One made for another user keeps our group, and so does what is made in it: a root that may not
    override modes, as in many containers, still reaches the sockets.
    """
    for parent in reversed(folder.parents):
        if not parent.exists():
            parent.mkdir()
            parent.chmod(0o755)
    try:
        folder.mkdir(mode=0o700)
        if uid != os.geteuid():
            os.chown(folder, uid, os.getegid())
            folder.chmod(0o2750)
    except FileExistsError:
        about = folder.lstat()
        if about.st_uid != uid or not folder.is_dir() or folder.is_symlink():
            raise CannotGoOn(
                f"{folder} belongs to another user (number {about.st_uid}): remove it or name another --data-dir."
            ) from None


class Lock:
    """The claim of one process on a data directory; the kernel drops it when that process ends."""

    def __init__(self, data: Path) -> None:
        """Name the file; nothing is claimed yet."""
        self.path = data / "lock"
        self.file: IO[str] | None = None

    def take(self, holder: str) -> bool:
        """Claim the directory and leave `holder` (such as `up`) and our number; False if it is taken."""
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.truncate(0)
        file.write(f"{holder} {os.getpid()}\n")
        file.flush()
        self.file = file
        return True

    def holder(self) -> tuple[str, str]:
        """Return what holds the claim and its process number, as it wrote them."""
        words = self.path.read_text().split()
        return (words[0], words[1]) if len(words) == 2 else ("another process", "?")

    def drop(self) -> None:
        """Give the claim up."""
        if self.file is not None:
            self.file.close()
            self.file = None
