"""Frames: the encoding's golden values, and what an answer holds of the tiny world."""

import gzip
from datetime import timedelta

import brotli
import orjson
import pytest

from apps.flows import queries
from apps.flows.encoding import decode, differences, encode
from apps.flows.frames import balance_class, drawn_grade
from apps.flows.models import PreparedAnswer
from apps.flows.question import Question
from tests import build

LATER = build.WEEK + timedelta(days=14)


def test_the_golden_vector_encodes_and_decodes():
    values = [1.8197e12, 1.8408e12, None, 1.8281e12, 0, 1.8664e12]
    codes = [12260, 5, None, -3, -22261, 22270]
    assert encode(values) == codes
    shown = [f"{value:.5g}" if value else value for value in decode(codes)]
    assert shown == ["1.8197e+12", "1.8408e+12", None, "1.8281e+12", 0.0, "1.8664e+12"]


def test_a_round_trip_is_within_a_thousandth_of_a_decade():
    values = [10**exponent * digit for exponent in range(-8, 15) for digit in (1, 1.7, 3.14159, 9.99)]
    # Half a step of log10/1000 is a factor of 10 ** 0.0005 = 1.00115.
    for value, found in zip(values, decode(encode(values)), strict=True):
        assert found == pytest.approx(value, rel=0.00116)


def test_small_and_absent_values_have_their_own_codes():
    assert encode([1e-10, None, None, 1.0]) == [-9000, None, None, 9000]
    assert decode([-9999, 1]) == [0.0, pytest.approx(10**-9.998)]
    assert differences([40, None, 42]) == [40, None, 2]
    with pytest.raises(ValueError, match="math domain"):
        encode([-1.0])


@pytest.mark.parametrize(
    ("exports", "imports", "net", "expected"),
    [
        (1, 9, (-9, -7), 0),
        (9, 11, (-3, -1), 1),
        (9, 11, (-3, 1), 2),
        (100, 101, (-2, -1), 2),
        (11, 9, (1, 3), 3),
        (9, 1, (7, 9), 4),
        (0, 0, (0, 0), 2),
    ],
)
def test_a_balance_has_one_of_five_classes(exports, imports, net, expected):
    assert balance_class(exports, imports, *net) == expected


def test_the_drawn_grade_leaves_the_destination_out():
    # usage B, provider C, location C, destination D, energy -, price -.
    assert drawn_grade("BCCD--") == "C"
    assert drawn_grade("A--D--") == "A"
    assert drawn_grade("") == "D"


@pytest.fixture
def release(db):
    """Return a release of two weeks with an empty one between them."""
    return queries.release(release_id=build.published(weeks=(build.WEEK, LATER)))


def frames(release, **asked):
    """Return the answer's meta and data."""
    answer = orjson.loads(queries.frames(Question(**asked), release).body)
    return answer["meta"], answer["data"]


def test_frames_hold_each_week_and_a_gap(release):
    meta, data = frames(release)
    assert meta["encoding"] == "dlog10x1000-v1"
    assert meta["release"] == release.id
    assert data["periods"] == ["2026-02-16", "2026-02-23", "2026-03-02"]
    assert data["countries"] == ["CHN", "DEU", "USA", "UNK"]
    assert data["grade"][0] == "D.D"
    assert data["shown_pct"][1] is None
    assert [row[1] for row in data["central"]] == [None] * len(data["arcs"])


def test_frames_show_the_arcs_of_the_tiny_world(release):
    _, data = frames(release)
    names = [tuple(data["countries"][end] for end in arc) for arc in data["arcs"]]
    # COMPUTE: UNK to USA 400 x 0.4 = 160 is the largest; USA to USA is domestic and no arc.
    assert names[0] == ("UNK", "USA")
    assert ("USA", "USA") not in names
    assert decode(data["central"][0])[0] == pytest.approx(160 * 0.9, rel=0.0012)
    assert decode(data["high"][0])[0] == pytest.approx(160 * 2, rel=0.0012)


def test_what_is_shown_and_the_rest_add_to_the_total(release):
    _, data = frames(release, top=1)
    # Top 1 is USA to DEU; the arcs that touch UNK are counted apart, the other known ones are in `rest`.
    names = [tuple(data["countries"][end] for end in arc) for arc in data["arcs"]]
    assert [name for name in names if "UNK" not in name] == [("USA", "DEU")]
    means = [sum(m for ends, m in corridors().items() if ends in names)]
    total, domestic, rest = (decode(data[name]["mean"])[0] for name in ("total", "domestic", "rest"))
    assert total == pytest.approx(1000, rel=0.0012)
    # USA to USA 500 x 0.4; CHN to CHN 100 x 0.1 is below the threshold, so it is in `unlisted`.
    assert domestic == pytest.approx(200, rel=0.0012)
    assert rest == pytest.approx(1000 - 200 - means[0], rel=0.0012)
    assert data["shown_pct"][0] == round(100 * means[0] / 1000)


def corridors():
    """Return the listed corridors of the tiny world on COMPUTE."""
    return {
        (cell.origin, cell.destination): cell.mean
        for cell in build.estimates().flows
        if (cell.basis, cell.measure) == ("COMPUTE", "TOKENS") and cell.origin
    }


def test_publication_prepares_every_measure_on_every_basis(release):
    keys = set(PreparedAnswer.objects.filter(release_id=release.id).values_list("key", flat=True))
    # TOKENS, SERVICE_ and COMPUTE_VALUE_USD on 3 bases, the 3 others on COMPUTE and LAB: 15, with 40 and 400 arcs.
    assert len(keys) == 30
    assert "frames/TOKENS/COMPUTE/OBSERVED/40" in keys
    assert "frames/CARBON_KG/LAB/OBSERVED/counterfactual/400" in keys


def test_prepared_bytes_say_the_same_in_every_encoding(release):
    answer = queries.frames(Question(), release)
    assert gzip.decompress(answer.body_gzip) == answer.body
    assert brotli.decompress(answer.body_br) == answer.body


def test_a_span_is_built_on_request(release):
    answer = queries.frames(Question(period_from=LATER), release)
    assert (answer.body_gzip, answer.body_br) == (None, None)
    assert orjson.loads(answer.body)["data"]["periods"] == ["2026-03-02"]


def test_frames_of_weeks_without_estimate_are_empty(release):
    _, data = frames(release, period_from=LATER + timedelta(days=7))
    assert (data["periods"], data["arcs"], data["countries"], data["total"]) == ([], [], [], {"mean": []})
