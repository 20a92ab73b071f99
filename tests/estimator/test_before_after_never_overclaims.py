"""Before and after an event: what may be said, from how much data, and in which words."""

import re
from dataclasses import fields
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

from apps.estimator.before_after import Panel, compare, judged, windows
from apps.estimator.bench import histories
from apps.estimator.findings import WORDS, Event, Finding, wording
from apps.estimator.placebo import ranked

FIRST = date(2026, 1, 5)
STATUSES = (
    "insufficient_data",
    "confounded",
    "association",
    "no_detectable_change",
    "consistent_with_effect",
)


def week(number):
    """Return the Monday of the numbered week of the panels below."""
    return FIRST + timedelta(weeks=number)


def event(number, key="rule", name="a rule"):
    """Return an event on the Wednesday of a numbered week."""
    return Event(key, name, week(number) + timedelta(days=2))


def panel(changes, *, weeks=20, at=12, flagged=(), donor_flags=None, gaps=()):
    """Return a panel whose rows are level, and from week `at` on are higher by these log points."""
    shares = np.full((len(changes), weeks), 0.01)
    shares[:, at:] *= np.exp(np.array(changes, float))[:, None]
    for row, number in gaps:
        shares[row, number] = np.nan
    flags = [tuple(flagged), *((),) * (len(changes) - 1)]
    for row, events in (donor_flags or {}).items():
        flags[row] = tuple(events)
    names = tuple(f"donor-{row}" for row in range(1, len(changes)))
    return Panel("CHN", tuple(map(week, range(weeks))), shares, 1e12 * shares[0], names, tuple(flags))


def numbers(finding):
    """Return every number of a finding that is an outcome."""
    names = [field.name for field in fields(Finding) if "float" in str(field.type)]
    assert len(names) == 11
    return [getattr(finding, name) for name in names]


# Twenty-one series: the affected one rises by 1, the donors by 0, 0.01, ..., 0.19: their median is 0.095.
CLEAR = [1.0, *(step / 100 for step in range(20))]


def test_too_little_data_gives_no_statement_and_no_number():
    # G57: 5 weeks before, 4 after, nothing overlaps: insufficient_data, effect null.
    found = judged([compare(panel(CLEAR, weeks=10, at=5), event(5))])[0]
    assert (found.status, found.words, found.difference) == ("insufficient_data", "no statement", None)
    assert (found.weeks_before, found.weeks_after) == (5, 4)
    assert numbers(found) == [None] * 11
    assert found.reason == "5 usable weeks before and 4 after; at least 8 and 2 are needed"


@pytest.mark.parametrize(
    ("at", "weeks", "status"),
    [
        (7, 20, "insufficient_data"),
        (8, 20, "consistent_with_effect"),
        (12, 14, "insufficient_data"),
        (12, 15, "consistent_with_effect"),
    ],
)
def test_eight_weeks_before_and_two_after_are_the_least(at, weeks, status):
    assert judged([compare(panel(CLEAR, weeks=weeks, at=at), event(at))])[0].status == status


def test_an_event_outside_the_history_gives_no_statement():
    for number in (-30, 0, 19, 40):
        assert compare(panel(CLEAR), event(number)).words == "no statement"


def test_the_numbers_of_a_clear_change_are_those_worked_by_hand():
    # Before: the last 4 weeks at 0.01; after: 6 weeks at 0.01 e. Difference 1 - 0.095 = 0.905. Every placebo is
    # nearer to 0, so p = (1 + 0) / 21. Without the donor of 0 the median is 0.10, without that of 0.19 it is 0.09.
    found = judged([compare(panel(CLEAR), event(12))])[0]
    assert (found.weeks_before, found.weeks_after, found.donors) == (12, 6, 20)
    assert (found.before_share, found.after_share) == pytest.approx((0.01, 0.01 * np.e), rel=1e-12)
    assert (found.before_tokens, found.after_tokens) == pytest.approx((1e10, 1e10 * np.e), rel=1e-12)
    assert found.difference == pytest.approx(0.905, rel=1e-12)
    assert (found.p_value, found.q_value) == pytest.approx((1 / 21, 1 / 21), rel=1e-12)
    assert (found.lowest_without_one, found.highest_without_one) == pytest.approx((0.90, 0.91), rel=1e-12)
    # Before, all series are alike, so the control fits without error.
    assert found.control_pre_fit_error == pytest.approx(0.0, abs=1e-12)
    assert (found.status, found.words) == ("consistent_with_effect", "consistent with an effect of")


def test_too_few_donors_can_show_no_change_and_that_is_said():
    found = judged([compare(panel(CLEAR[:19]), event(12))])[0]
    assert (found.donors, found.status, found.words) == (18, "no_detectable_change", "no detectable change")
    # (1 + 0) / 19 = 0.0526...
    assert found.p_value == pytest.approx(1 / 19)
    assert found.reason == (
        "with 18 donors the rank cannot fall below 0.053, so no change, however large, could have been detected; "
        "19 are needed"
    )


def test_nineteen_donors_are_enough():
    found = judged([compare(panel(CLEAR[:20]), event(12))])[0]
    assert (found.donors, found.p_value, found.status) == (19, 0.05, "consistent_with_effect")


def test_without_donors_nothing_is_said():
    found = compare(panel([1.0]), event(12))
    assert (found.status, found.reason) == (
        "insufficient_data",
        "no donor series has all the weeks of this event",
    )


def test_a_launch_within_four_weeks_confounds_and_is_named():
    launch = event(9, "launch/m", "launch of M")
    found = judged([compare(panel(CLEAR, flagged=[launch]), event(12))])[0]
    assert (found.status, found.words, found.q_value) == (
        "confounded",
        "change after; overlaps with launch of M (2026-03-11)",
        None,
    )
    # Its week is left out: 11 of the 12 weeks before are used.
    assert found.weeks_before == 11


@pytest.mark.parametrize(
    ("number", "is_confounded"), [(7, False), (8, True), (12, True), (16, True), (17, False)]
)
def test_four_weeks_are_the_reach_of_an_overlap(number, is_confounded):
    found = compare(panel(CLEAR, flagged=[event(number, "launch/m", "launch of M")]), event(12))
    assert (found.status == "confounded") == is_confounded


def test_a_later_event_ends_the_weeks_after():
    # Week 17 is five after the event: weeks 13 to 16 are used, 17 and 18 are not.
    found = windows(panel(CLEAR, flagged=[event(17, "launch/m")]), event(12))
    assert found.after == (13, 14, 15, 16)
    assert found.level == (8, 9, 10, 11)


def test_further_dates_of_the_same_event_do_not_confound_it():
    found = compare(panel(CLEAR, flagged=[event(11), event(13)]), event(12))
    assert (found.status == "confounded", found.overlaps, found.weeks_after) == (False, (), 6)


def test_gaps_stay_gaps_and_donors_with_gaps_in_the_weeks_used_are_left_out():
    made = panel(CLEAR, gaps=[(0, 3), (0, 14), (1, 13), (2, 2)], donor_flags={3: [event(10, "price/x")]})
    found = compare(made, event(12))
    # The donor of row 1 lacks a week after, that of row 3 has an event of its own; week 2 is not among those used.
    assert (found.weeks_before, found.weeks_after, found.donors) == (11, 5, 18)


def test_a_change_that_one_donor_decides_is_only_an_association():
    # Donors at -1, 0 x 9 and 0.4 x 10: the median of 20 is (0 + 0.4) / 2 = 0.2; without one of the low ones it is
    # 0.4, without one of the high ones 0. At 0.3 the sign would hang on one donor: 0.1, range -0.1 to 0.3.
    changes = np.array([0.3, -1.0, *[0.0] * 9, *[0.4] * 10])
    rank = ranked(changes)
    assert (rank.difference, rank.lowest, rank.highest) == pytest.approx((0.1, -0.1, 0.3))
    finding = compare(panel(CLEAR), event(12))
    torn = Finding(
        **{f.name: getattr(finding, f.name) for f in fields(Finding)} | {"lowest_without_one": -0.1}
    )
    assert judged([torn])[0].status == "association"
    assert judged([torn])[0].words == "change after"


def test_a_list_of_events_is_judged_together():
    # p = 1/21 alone passes; among two events of which the other has p = 1, q = 2/21 = 0.095 does not.
    clear, still = compare(panel(CLEAR), event(12)), compare(panel([0.0, *CLEAR[1:]]), event(12))
    assert still.p_value == 1.0 or still.p_value > 0.05
    found = judged([clear, still])
    assert found[0].q_value == pytest.approx(2 / 21)
    assert [one.status for one in found] == ["association", "no_detectable_change"]
    # A confounded one is not tested, so it does not count.
    confounded = compare(panel(CLEAR, flagged=[event(12, "launch/m")]), event(12))
    assert judged([clear, confounded])[0].status == "consistent_with_effect"


def said_of_all_kinds():
    """Return the words of every status, alone and with every list of overlaps."""
    names = (
        "launch of M2.5 (2026-02-11)",
        "change of list price of X (2026-03-01)",
        "policy event some-rule (2026-03-02)",
    )
    lists = [some for count in range(4) for some in combinations(names, count)]
    return [wording(status, some) for status in STATUSES for some in lists]


def test_nothing_is_ever_said_to_be_caused():
    assert set(WORDS) == set(STATUSES)
    allowed = re.compile(
        r"no statement|no detectable change|change after|consistent with an effect of|change after; overlaps with .*"
    )
    for said in said_of_all_kinds():
        assert allowed.fullmatch(said)
        assert not re.search(r"caus|because|due to|led to|impact|result", said)
        assert "effect of" not in said.replace("consistent with an effect of", "")


LAUNCHES = [
    Event("launch/m2.5", "launch of MiniMax M2.5", date(2026, 2, 11)),
    Event("launch/glm-5", "launch of GLM-5", date(2026, 2, 11)),
]
CHANGES = [
    Event("anthropic", "policy event anthropic", date(2026, 2, 17)),
    Event("antigravity", "policy event antigravity", date(2026, 2, 27)),
]


COUNTS = {
    "confounded": 129,
    "insufficient_data": 134,
    "no_detectable_change": 130,
    "consistent_with_effect": 7,
}


def test_on_random_dates_of_synthetic_history_nothing_is_detected_at_the_stated_rate():
    found = histories.trial(LAUNCHES, CHANGES, histories=400, seed=1)
    # 39 donors: a rank of 1 or 2 of 40 is below 0.05, so 1 - 2/40 = 0.95 must read "no detectable change".
    assert (found.donors, found.weeks, found.stated_share) == (39, 30, 0.95)
    assert found.counts == COUNTS
    assert found.tested == COUNTS["no_detectable_change"] + COUNTS["consistent_with_effect"]
    # Five errors in a hundred, give or take three standard errors of sqrt(0.95 x 0.05 / 137) = 0.0186.
    assert abs(found.no_change_share - 0.95) < 3 * 0.0186


def test_on_synthetic_history_the_terms_change_is_confounded_by_the_launches():
    found = histories.trial(LAUNCHES, CHANGES, histories=1).findings
    words = "change after; overlaps with launch of GLM-5 (2026-02-11), launch of MiniMax M2.5 (2026-02-11)"
    assert [(one.status, one.words) for one in found] == [("confounded", words)] * 2
