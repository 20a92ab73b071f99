"""The ledger in an empty house: what claims state themselves can be worked out, the rest waits."""

from datetime import timedelta

import pytest

from apps.flows import actions
from apps.flows.claims import queries
from tests import build

pytestmark = pytest.mark.django_db
AT = build.NOW + timedelta(minutes=10)


def test_nothing_known_leaves_only_what_claims_state_themselves():
    build.countries()
    made = actions.evaluate_claims(now=AT)
    found = {row["check_id"]: row for row in made["results"]}
    assert (made["release"], made["run"], queries.claims_due(now=AT)) == (None, None, False)
    assert queries.claim_set() is None
    assert (found["c01.main"]["status"], found["c46.main"]["status"]) == ("reproduced", "reproduced")
    assert found["c11.main"]["reason"].startswith("MISSING_INPUT:price:")
    assert found["c61.main"]["reason"].startswith("MISSING_INPUT:flow:")
