"""House law: a web process starts without the packages that only estimates, maps and files need."""

import os
import subprocess
import sys

from tests.house.tree import ROOT

HEAVY = (
    "numpy",
    "pandas",
    "geopandas",
    "shapely",
    "folium",
    "matplotlib",
    "pyarrow",
    "pyogrio",
    "codecarbon",
    "nltk",
)
START = "import tokentrade.wsgi, tokentrade.urls; from django.urls import get_resolver; get_resolver().url_patterns"


def loaded(statement: str) -> set[str]:
    """Return the heavy packages that a fresh Python holds after a statement."""
    program = f"{statement}\nimport sys\nprint(*sorted(set(sys.modules) & set({HEAVY!r})))"
    command = (sys.executable, "-c", program)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return set(
        subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment
        ).stdout.split()
    )


def test_the_site_starts_without_heavy_packages():
    assert loaded(START) == set()


def test_a_heavy_package_is_noticed():
    assert loaded("import numpy") == {"numpy"}
