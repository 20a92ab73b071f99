"""Published claims as rows: each stands somewhere, is checked once by name, cites, and feeds no estimate."""

import ast

from apps.reference import claim_rows, claims, tables
from tests.house.tree import code


def test_all_claims_of_the_ledger_are_there():
    rows = claims.ledger()
    assert [row.claim.claim_id for row in rows] == [f"c{number:02d}" for number in range(1, 63)]
    assert {row.basis for ledger in rows for row in ledger.checks} == set(claim_rows.BASES)
    assert [row.group_id for row in claims.conflict_groups()] == [
        "power_price", "price_ratio", "electricity_share", "translation", "efficiency", "market_place",
        "world_total", "level_vs_flow", "profit",
    ]  # fmt: skip


def test_every_group_has_at_least_two_sides():
    for group in claims.conflict_groups():
        held = [row for row in claims.ledger() if group.group_id in row.claim.conflict_groups]
        figures = [check for row in held for check in row.checks if not check.is_headline]
        assert len(held) + len(group.other_sides) + len(figures) >= 2, group.group_id


def test_wordings_are_short_and_checks_name_a_page():
    for row in claims.ledger():
        assert 0 < len(row.claim.wording) <= 160
        assert row.claim.caveat
        for check in row.checks:
            assert check.source_title, check.check_id


def test_texts_without_identity_say_so_and_their_dates_are_not_guessed():
    publications = claims.publications()
    for key in ("S", "F"):
        row = publications[key]
        assert (row.outlet, row.published_date, row.url) == ("", None, "")
        assert row.date_precision == "UNKNOWN"
        assert "NO_IDENTITY" in row.damage
    assert "DOLLAR_SPAN" in publications["S"].damage
    assert publications["B"].translation_of == "P"


def test_only_quotes_of_unnamed_texts_lack_an_address():
    lacking = {check.check_id for row in claims.ledger() for check in row.checks if not check.source_url}
    assert lacking == {"c50.main", "c51.main", "c53.main"}


def test_what_was_not_read_is_marked():
    marks = {key: row.mark for key, row in claims.figures().items()}
    assert marks["world-tokens-week"] == "UNREAD"
    assert marks["zhipu.close-after"] == "READ"
    assert {marks[key] for key in marks if "of-the-example" in key} == {"JUDGEMENT"}


def test_translations_that_disagree_are_each_checked():
    for claim_id in ("c06", "c09", "c12"):
        row = next(row for row in claims.ledger() if row.claim.claim_id == claim_id)
        assert [check.publication_id for check in row.checks if check.is_headline] == ["P", "B"]


def imports_of_claims(files) -> set[str]:
    """Return the files that import a module of claims."""
    found = set()
    for file in files:
        for node in file.nodes:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            if any("claim" in part for name in names for part in name.split(".")):
                found.add(file.path)
    return found


def test_no_part_of_an_estimate_reads_a_claim():
    estimating = [file for file in code() if file.in_room("estimator", "flows", "observations", "events")]
    # A dump writes the ledger out beside the estimates; no estimate reads it.
    own = (
        "apps/estimator/claims/",
        "apps/flows/claims/",
        "apps/flows/actions/claiming.py",
        "apps/flows/dump",
    )
    others = [file for file in estimating if not file.path.startswith(own)]
    # `claim` of requesting.py and `claim_effect` take work in hand: a verb, not a published claim.
    allowed = {
        "apps/events/actions/__init__.py",
        "apps/flows/actions/__init__.py",
        "apps/flows/actions/estimating.py",
        "apps/flows/actions/analysing.py",
    }
    assert imports_of_claims(others) - allowed == set()
    for path in (path for path in allowed if not path.endswith("__init__.py")):
        text = next(file.text for file in others if file.path == path)
        assert "claims" not in text
        assert "claiming" not in text


def test_no_parameter_of_an_estimate_is_a_tolerance_of_claims():
    rows = [row for row in tables.parameters() if row.key.startswith("claim_")]
    assert len(rows) == 7
    assert {row.draw_scope for row in rows} == {"comparison_only"}
    keys = {f'"{row.key}"' for row in rows}
    uses = {
        file.path
        for file in code()
        if file.in_room("estimator", "flows") and any(key in file.text for key in keys)
    }
    assert uses == {"apps/flows/claims/evaluating.py"}
