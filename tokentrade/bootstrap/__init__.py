"""What runs before anything is installed: standard library only.

This file must parse on Python 3.6, so that an old Python gets a sentence instead of a syntax error.
"""

import sys

OLDEST = (3, 11)


def refuse_old_python():
    """End with one sentence under a Python that is too old for the rest."""
    if sys.version_info < OLDEST:
        have = ".".join(str(part) for part in sys.version_info[:3])
        need = ".".join(str(part) for part in OLDEST)
        sys.exit(
            "Tokentrade needs Python %s or newer; this is Python %s (%s). "
            "Start it with a newer one, for example: python%s manage.py up"
            % (need, have, sys.executable, need)
        )
