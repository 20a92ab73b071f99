#!/usr/bin/env python3
"""The one command of this repository: `up`, `test`, and every management command."""

import sys

from tokentrade.bootstrap import refuse_old_python

refuse_old_python()

from tokentrade.bootstrap.commands import run  # noqa: E402  (an old Python could not read it)

if __name__ == "__main__":
    sys.exit(run(sys.argv))
