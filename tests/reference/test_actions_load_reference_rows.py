"""load_reference brings the database to the CSV; note_subjects makes models seen for the first time."""

from datetime import UTC, datetime

import pytest

from apps.reference import actions, queries
from apps.reference.models import AiModel, Country, Lab, Provider

NOW = datetime(2026, 11, 22, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_loading_twice_gives_the_same_rows() -> None:
    first = actions.load_reference(now=NOW)
    seen = sorted(AiModel.objects.values_list("key", "name", "aliases"))
    second = actions.load_reference(now=NOW)
    assert first == second == {"countries": 251, "labs": 41, "providers": 90, "models": 78}
    assert sorted(AiModel.objects.values_list("key", "name", "aliases")) == seen
    assert (Country.objects.count(), Lab.objects.count(), Provider.objects.count()) == (251, 41, 90)


def test_a_changed_row_is_brought_back_and_a_foreign_one_stays() -> None:
    actions.load_reference(now=NOW)
    Lab.objects.filter(key="deepseek").update(country="USA", name="?")
    Lab.objects.create(
        key="old",
        name="Old lab",
        country_id="UNK",
        source_title="A title",
        source_url="https://example.org",
        accessed_date=NOW.date(),
    )
    actions.load_reference(now=NOW)
    assert Lab.objects.get(key="deepseek").country_id == "CHN"
    assert Lab.objects.filter(key="old").exists()


def test_declared_empty_and_not_declared_stay_two_facts() -> None:
    actions.load_reference(now=NOW)
    found = dict(Provider.objects.values_list("key", "datacenters"))
    assert found["deepseek"] is None
    assert found["baidu"] == []
    assert found["xiaomi"] == ["NLD", "SGP"]


def test_an_unknown_author_is_an_unknown_lab() -> None:
    actions.load_reference(now=NOW)
    slugs = ["somebody/brand-new-1.0-20261101:free", "somebody/brand-new-1.0-20261101", "z-ai/glm-6-20261120"]
    assert actions.note_subjects(slugs=slugs, source_key="openrouter.rankings", now=NOW) == 2
    model = AiModel.objects.get(key="brand-new-1-0-20261101")
    assert (model.lab_id, model.lab.country_id, model.params_total_b) == ("unknown", "UNK", None)
    assert "2026-11-22" in model.note
    assert AiModel.objects.get(key="glm-6-20261120").lab.country_id == "CHN"
    assert actions.note_subjects(slugs=slugs, source_key="openrouter.rankings", now=NOW) == 0


def test_known_slugs_make_nothing() -> None:
    actions.load_reference(now=NOW)
    day = [figure.subject for figure in queries.published_figures() if figure.period_length == "DAY"]
    slugs = [slug for slug in day if "/" in slug or slug == "other"]
    assert len(slugs) == 51
    assert actions.note_subjects(slugs=slugs, source_key="openrouter.rankings", now=NOW) == 0
    assert AiModel.objects.count() == 78


def test_two_authors_of_one_name_become_two_models() -> None:
    actions.load_reference(now=NOW)
    slugs = ["alpha/aurora", "beta/aurora"]
    assert actions.note_subjects(slugs=slugs, source_key="openrouter.rankings", now=NOW) == 2
    again = actions.note_subjects(slugs=slugs, source_key="openrouter.rankings", now=NOW)
    assert again == 0
    assert set(AiModel.objects.filter(key__endswith="aurora").values_list("key", flat=True)) == {
        "aurora",
        "beta-aurora",
    }
    assert queries.resolve_model(source_key="openrouter.rankings", slug="beta/aurora:free") == "beta-aurora"


def test_an_empty_slug_writes_nothing() -> None:
    actions.load_reference(now=NOW)
    with pytest.raises(ValueError, match="write author/model"):
        actions.note_subjects(slugs=["x/new-model", ""], source_key="openrouter.rankings", now=NOW)
    assert AiModel.objects.count() == 78
