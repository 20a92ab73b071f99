#!/usr/bin/env python3
"""The one command of this repository: `up`, `test`, and every management command."""

import sys

from tokentrade.bootstrap import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
