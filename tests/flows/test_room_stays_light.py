"""What the web process imports to read estimates, and how it waits for what is heavy."""

import subprocess
import sys
from contextlib import suppress
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from apps.flows.lazy_view import lazy_view
from apps.flows.question import UnreadableQuestion, read, read_forgiving
from apps.flows.question_values import PARAMETERS
from tests import build

EVERYTHING = frozenset(PARAMETERS)
READ = "import django; django.setup(); import apps.flows.queries, apps.flows.arcs, sys; print('numpy' in sys.modules)"


def test_reading_estimates_imports_no_numpy():
    said = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


def test_a_lazy_view_is_imported_when_it_is_asked_for():
    view = lazy_view("tests.flows.heavy.shown")
    assert "tests.flows.heavy" not in sys.modules
    assert view("request", week="2026-02-16") == ("request", "2026-02-16")
    assert "tests.flows.heavy" in sys.modules


@given(st.dictionaries(st.sampled_from(sorted(EVERYTHING)), st.text(max_size=60), max_size=4))
def test_no_text_breaks_the_readers(params):
    with suppress(UnreadableQuestion):
        question = read(params, allowed=EVERYTHING, now=build.NOW)
        assert read(dict_of(question.canonical()), allowed=EVERYTHING, now=build.NOW) == question
    forgiven, notices = read_forgiving(params, allowed=EVERYTHING, now=build.NOW)
    "".join(notices).encode()
    # What is forgiven can be asked strictly.
    assert read(dict_of(forgiven.canonical()), allowed=EVERYTHING, now=build.NOW) == forgiven


def dict_of(query):
    """Return a canonical query string as a mapping."""
    return parse_qs(query, keep_blank_values=True)
