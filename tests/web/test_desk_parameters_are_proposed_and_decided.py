"""The pages of proposed parameters: typed text is kept, roles hold, the effect stands before the decision."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.events import actions, parameter_proposals
from apps.events.models import ParameterProposal
from apps.reference import parameters
from apps.reference.proposed import cells_of
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
NASTY = "<script>alert(1)</script> \u202egnirts"
# What a worker stores: one number, doubled.
RANGE = {"low": 1e6, "central": 2e6, "high": 3e6, "mean": 2e6}
EFFECT = {
    "release": "0" * 16, "run": "1" * 12, "week": "2026-02-16", "basis": "COMPUTE", "draws": 1000, "seed": 7,
    "synthetic": False, "moves": True, "notices": ["a notice of the run"],
    "rows": [
        {"country": None, "side": "ORIGIN", "measure": "ENERGY_KWH", "unit": "kWh", "base": RANGE,
         "scenario": {name: 2 * value for name, value in RANGE.items()}, "difference": RANGE, "reason": ""},
        {"country": "CHN", "side": "EXPORTS", "measure": "ENERGY_KWH", "unit": "kWh", "base": RANGE,
         "scenario": RANGE, "difference": dict.fromkeys(RANGE, 0.0), "reason": ""},
    ],
}  # fmt: skip


def cells(**changes: str) -> dict[str, str]:
    found = cells_of(parameters.load().get("gpu_life"))
    return {"row": "gpu_life|", "reason": f"new accounts {NASTY}", **found, "central": "5", **changes}


def propose(client: Client, **changes: str) -> Any:
    return client.post("/desk/parameters/new/", cells(**changes))


def worked_out() -> None:
    claimed = actions.claim_effect(now=timezone.now())
    assert claimed is not None
    actions.keep_effect(claimed=claimed, result=EFFECT, now=timezone.now())


def test_an_analyst_proposes_and_a_reviewer_accepts() -> None:
    analyst, reviewer = browser("ada", "analyst"), browser("grace", "reviewer")
    assert "gpu_life" in analyst.get("/desk/parameters/").content.decode()
    answer = propose(analyst)
    number = ParameterProposal.objects.get().pk
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/parameters/{number}/")
    page = reviewer.get(f"/desk/parameters/{number}/").content.decode()
    assert "It is being worked out" in page
    assert 'value="ACCEPT" class="primary" disabled' in page
    early = reviewer.post(f"/desk/parameters/{number}/", {"verdict": "ACCEPT", "reason": "my long reason"})
    assert early.status_code == 409
    assert "my long reason</textarea>" in early.content.decode()
    worked_out()
    page = reviewer.get(f"/desk/parameters/{number}/").content.decode()
    # 2 GWh (1 to 3) before, 4 GWh (2 to 6) after: the mean doubles.
    for words in (
        "2.0 GWh",
        "1.0–3.0 GWh",
        "4.0 GWh",
        "2.0–6.0 GWh",
        "+100.0 %",
        "no change",
        "a notice of the run",
    ):
        assert words in page, words
    assert "<script>alert" not in page
    done = reviewer.post(
        f"/desk/parameters/{number}/", {"verdict": "ACCEPT", "reason": "checked"}, follow=True
    )
    assert "All weeks are estimated again" in done.content.decode()
    assert parameters.load().get("gpu_life").central == 5
    again = reviewer.post(f"/desk/parameters/{number}/", {"verdict": "DECLINE", "reason": "no"})
    assert (again.status_code, "is decided since" in again.content.decode()) == (409, True)


def test_what_was_typed_comes_back_with_the_fault_beside_its_field() -> None:
    answer = propose(browser("ada", "analyst"), central="4,5", source_url='http://example.org/"><b>x')
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="4,5"' in page
    assert "write a plain decimal number such as 0.25" in page
    assert "cite a page that starts with https://" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '"><b>x' not in page
    assert ParameterProposal.objects.count() == 0


def test_the_author_finds_no_button_and_a_forged_form_is_refused() -> None:
    reviewer = browser("grace", "reviewer")
    propose(reviewer)
    worked_out()
    number = ParameterProposal.objects.get().pk
    assert "another reviewer decides" in reviewer.get(f"/desk/parameters/{number}/").content.decode()
    forged = reviewer.post(f"/desk/parameters/{number}/", {"verdict": "ACCEPT", "reason": "mine"})
    assert forged.status_code == 403
    assert parameters.load().get("gpu_life").central == 4


@pytest.mark.parametrize(
    ("role", "status"), [("reader", 403), ("analyst", 200), ("reviewer", 200), ("admin", 200)]
)
def test_each_role_sees_its_own_pages(role: str, status: int) -> None:
    propose(browser("ada", "analyst"))
    number = ParameterProposal.objects.get().pk
    client = browser("eve", role)
    for path in ("", f"{number}/", "new/?row=gpu_life%7C"):
        assert client.get(f"/desk/parameters/{path}").status_code == status, path
    assert Client().get("/desk/parameters/").status_code == 302
    if role in ("reader", "analyst"):
        assert (
            client.post(f"/desk/parameters/{number}/", {"verdict": "DECLINE", "reason": "x"}).status_code
            == 403
        )
    if role == "reader":
        assert propose(client, central="6").status_code == 403
        assert client.post(f"/desk/parameters/{number}/effect/").status_code == 403
    assert ParameterProposal.objects.count() == 1


def test_what_is_not_there_is_not_found() -> None:
    client = browser("grace", "reviewer")
    for path in ("999/", "999999999999999999999/", "new/?row=nothing%7C", "new/", "new/?row=gpu_life%7C%00"):
        assert client.get(f"/desk/parameters/{path}").status_code == 404, path
    for path in ("999/", "999/effect/", "99999999999999999999/effect/"):
        sent = client.post(f"/desk/parameters/{path}", {"verdict": "ACCEPT", "reason": "x"})
        assert sent.status_code == 404, path
    assert client.get("/desk/parameters/new/?row=gpu_life%7C&undo=99999999999999999999").status_code == 200


def test_readers_follow_a_row_from_the_method_to_its_proposals(reader: Client, tiny: str) -> None:
    propose(browser("ada", "analyst"))
    worked_out()
    number = ParameterProposal.objects.get().pk
    page = reader.get(f"/parameters/{number}/").content.decode()
    assert "This is a proposal. No published number uses it." in page
    assert "contributor-" in page
    assert ">ada<" not in page
    browser("grace", "reviewer").post(
        f"/desk/parameters/{number}/", {"verdict": "ACCEPT", "reason": "checked"}
    )
    assert (
        f'href="/parameters/{number}/">Proposal {number} accepted' in reader.get("/method/").content.decode()
    )
    assert "checked" in reader.get(f"/parameters/{number}/").content.decode()
    found = parameter_proposals.proposal(number)
    assert found is not None
    assert found.state == "ACCEPTED"
    undo = (
        browser("ada", "analyst").get(f"/desk/parameters/new/?row=gpu_life%7C&undo={number}").content.decode()
    )
    assert 'name="central" type="text" value="4"' in undo
