"""What runs before anything is installed: standard library only.

This file must parse on Python 3.6, so that an old Python gets a sentence instead of a syntax error.
"""

import sys

OLDEST = (3, 11)


def main(argv):
    """Run one command line and return its exit code."""
    if sys.version_info < OLDEST:
        have = ".".join(str(part) for part in sys.version_info[:3])
        need = ".".join(str(part) for part in OLDEST)
        print("Tokentrade needs Python %s or newer; this is Python %s (%s)." % (need, have, sys.executable))
        print("Start it with a newer one, for example: python%s manage.py up" % need)
        return 1
    from tokentrade.bootstrap.commands import run

    return run(argv)
