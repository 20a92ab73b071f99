"""From a command line to what runs it: `up` and `test` install, every other command finds what is there."""

import importlib
import importlib.util
import os
import sys
from contextlib import nullcontext

from tokentrade.bootstrap import borrowing, dumps, installer, stamp, up
from tokentrade.bootstrap.faults import CannotGoOn
from tokentrade.bootstrap.places import ROOT, data_folder, make_data_folder, make_own_folder
from tokentrade.bootstrap.progress import begin, warn

EVERY_CORE = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile")


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code; a fault is a sentence, not a traceback."""
    command, rest = (argv[1] if len(argv) > 1 else "help"), argv[2:]
    try:
        if command == "up":
            return _up(rest)
        if command == "test":
            return _test(rest)
        _enter_environment()
        if command in ("backup", "restore"):
            return dumps.run(command, rest)
        return _django(argv, command)
    except CannotGoOn as fault:
        warn(str(fault))
    except KeyboardInterrupt:
        warn("stopped")
    except OSError as fault:
        if fault.filename is None and fault.strerror is None:
            raise
        warn(
            f"{fault.strerror}: {fault.filename or command}. Make it accessible, or free space, and run again."
        )
    return 1


def _up(arguments: list[str]) -> int:
    begin()
    options = up.read_options(arguments)
    _install("runtime", options.data_dir)
    _enter_environment(must=True)
    return up.run(options)


def _test(arguments: list[str]) -> int:
    begin()
    _install("dev", None)
    os.chdir(ROOT)
    # The whole suite takes every core; a choice of tests starts quicker in one process.
    _execute([str(stamp.PYTHON), "-m", "pytest", *(arguments or EVERY_CORE)])
    return 1


def _install(packages: str, data_option: str | None) -> None:
    if stamp.fits(packages):
        return
    data = data_folder(data_option)
    make_data_folder(data)
    make_own_folder(data / "logs", uid=os.geteuid())
    installer.ensure(packages, data / "logs" / "install.log")


def _enter_environment(*, must: bool = False) -> None:
    """Go on inside .venv; without one, any Python that has Django will do, unless it `must` be ours."""
    if stamp.is_inside():
        return
    if not must and importlib.util.find_spec("django") is not None:
        return
    if not stamp.is_alive():
        raise CannotGoOn("The packages are not installed: run `python3 manage.py up` once.")
    _execute([str(stamp.PYTHON), str(ROOT / "manage.py"), *sys.argv[1:]])


def _execute(command: list[str]) -> None:
    """Become another program, without what would mix this Python's packages into it."""
    for name in ("PYTHONHOME", "PYTHONPATH"):
        os.environ.pop(name, None)
    os.environ["PYTHONNOUSERSITE"] = "1"
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def _django(argv: list[str], command: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tokentrade.settings")
    # Some benches need a server; the others must not wait for one.
    named = " ".join(argv[1:3])
    needs = named if named in borrowing.AS_IT_IS else command
    asks_for_help = bool({"-h", "--help", "--version"} & set(argv[2:]))
    with nullcontext() if asks_for_help else borrowing.database(needs):
        # Django is not part of the standard library, so it is reached by name.
        importlib.import_module("tokentrade.celery")
        importlib.import_module("django.core.management").execute_from_command_line(argv)
    return 0
