"""How a child starts: as whom, in its own session, and tied to the life of its parent."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tokentrade.bootstrap.faults import CannotGoOn

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """A user that a server runs as, because servers such as PostgreSQL refuse root."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """Return the account PostgreSQL drops to: None unless we are root, else `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotGoOn(
        "PostgreSQL cannot run as root and there is neither a postgres nor a nobody user: add one."
    )


def as_user(account: Account | None) -> dict[str, Any]:
    """Return what subprocess needs to run a program as this account and in none of our groups."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def tie_to_parent(death_signal: int) -> Callable[[], None] | None:
    """Return what a child runs before exec so that it gets `death_signal` when its parent ends.

    The kernel forgets the wish when the user changes, so this must run after that; and the parent may
    have ended in between, so the child compares its parent once more. Linux only: None elsewhere.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: IO[bytes] | int,
    account: Account | None = None,
    death_signal: int = signal.SIGTERM,
    cwd: Path | None = None,
    keep: Sequence[int] = (),
    told: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, output to `log`; call it from the main thread only.

    The death signal fires when the thread that started the child ends, hence the main thread. `keep` names
    open files that the child inherits. A child that is `told` has pipes for input and output.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        stdin=subprocess.PIPE if told else subprocess.DEVNULL,
        stdout=subprocess.PIPE if told else log,
        stderr=log if told else subprocess.STDOUT,
        pass_fds=tuple(keep),
        cwd=str(cwd) if cwd else None,
        start_new_session=True,
        preexec_fn=tie_to_parent(death_signal),
        **as_user(account),
    )
