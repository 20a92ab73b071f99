"""Query parameters are read strictly for programs and forgivingly for pages."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from apps.flows.question import Question, UnreadableQuestion, read, read_forgiving
from apps.flows.question_values import PARAMETERS

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
EVERYTHING = frozenset(PARAMETERS)


def ask(text, **options):
    """Read a query string strictly, all parameters allowed."""
    return read(QueryDict(text), allowed=EVERYTHING, now=NOW, **options)


def only_problem(text, **options):
    """Return the one problem of a query string."""
    with pytest.raises(UnreadableQuestion) as caught:
        ask(text, **options)
    (problem,) = caught.value.problems
    return problem, caught.value.problem_type


def test_nothing_asked_is_the_plain_question():
    question = ask("")
    assert question == Question()
    assert (question.basis, question.measure, question.scope, question.limit) == (
        "COMPUTE",
        "TOKENS",
        "OBSERVED",
        100,
    )
    assert question.canonical() == ""


def test_reads_every_word_it_knows():
    question = ask(
        "period=2026-02-16&basis=LAB&measure=ENERGY_KWH&counterfactual=true&origin=USA,CHN&destination=UNK"
        "&country=XKX&top=40&shape=columns&limit=7&as_of=2026-03-11"
    )
    assert question.period == date(2026, 2, 16)
    assert (question.basis, question.measure, question.counterfactual) == ("LAB", "ENERGY_KWH", True)
    assert (question.origin, question.destination, question.country) == (("CHN", "USA"), ("UNK",), ("XKX",))
    assert (question.top, question.shape, question.limit) == (40, "columns", 7)
    assert question.as_of == datetime(2026, 3, 11, 23, 59, 59, 999999, tzinfo=UTC)


def test_canonical_form_sorts_and_drops_defaults():
    first = ask("measure=TOKENS&origin=USA,CHN&basis=LAB&limit=100")
    second = ask("origin=CHN,USA&basis=LAB")
    assert first.canonical() == second.canonical() == "basis=LAB&origin=CHN%2CUSA"
    assert second.canonical(without={"origin"}) == "basis=LAB"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-24T10:00:00Z", datetime(2026, 2, 24, 10, tzinfo=UTC)),
        ("2026-02-24T10:00%2B01:00", datetime(2026, 2, 24, 9, tzinfo=UTC)),
        ("2026-02-24T10:00:00.5-05:00", datetime(2026, 2, 24, 15, 0, 0, 500000, tzinfo=UTC)),
        ("2026-11-21", datetime(2026, 11, 21, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-11-22", None),
    ],
)
def test_reads_a_moment_in_each_form(text, moment):
    assert ask(f"as_of={text}").as_of == moment


@pytest.mark.parametrize(
    ("text", "parameter", "reason", "allowed"),
    [
        ("period=2026-02-17", "period", "not-a-monday", "2026-02-16"),
        ("from=2026-02-22", "from", "not-a-monday", "2026-02-16"),
        ("period=2026-02-30", "period", "not-a-date", "an ISO date such as 2026-02-16"),
        ("period=20260216", "period", "not-a-date", "an ISO date such as 2026-02-16"),
        ("period=0000-01-03", "period", "not-a-date", "an ISO date such as 2026-02-16"),
        ("period=10000-01-03", "period", "not-a-date", "an ISO date such as 2026-02-16"),
        ("period=0001-01-01", "period", "out-of-range", "a Monday from 2014-12-29 to 2026-11-16"),
        ("period=2026-11-23", "period", "out-of-range", "a Monday from 2014-12-29 to 2026-11-16"),
        ("as_of=2026-11-23", "as_of", "future", "not later than 2026-11-22T10:30:00Z"),
        ("as_of=2026-11-22T10:30:01Z", "as_of", "future", "not later than 2026-11-22T10:30:00Z"),
        ("as_of=2026-02-24T10:00+01:00", "as_of", "space-for-plus", None),
        ("as_of=2026-02-24T10:00", "as_of", "not-a-moment", None),
        ("as_of=0001-01-01T00:00%2B23:59", "as_of", "not-a-moment", None),
        ("as_of=2026-02-24T25:00Z", "as_of", "not-a-moment", None),
        ("basis=lab", "basis", "not-one-of", "LAB, COMPANY, COMPUTE"),
        ("measure=KWH", "measure", "not-one-of", None),
        ("scope=EVERYTHING", "scope", "not-one-of", "OBSERVED, WORLD, DOMESTIC"),
        ("limit=-1", "limit", "out-of-range", "a whole number from 1 to 5000"),
        ("limit=0", "limit", "out-of-range", "a whole number from 1 to 5000"),
        ("limit=5001", "limit", "out-of-range", "a whole number from 1 to 5000"),
        ("limit=1e30", "limit", "not-a-whole-number", "a whole number from 1 to 5000"),
        ("limit=٣", "limit", "not-a-whole-number", "a whole number from 1 to 5000"),
        ("top=401", "top", "out-of-range", "a whole number from 1 to 400"),
        ("origin=ZZZ", "origin", "unknown-code", None),
        ("origin=chn", "origin", "unknown-code", "an ISO 3166-1 alpha-3 code, XKX or UNK; nearest: CHN"),
        ("origin=CHN,", "origin", "empty-or-repeated-item", None),
        ("origin=CHN,CHN", "origin", "empty-or-repeated-item", None),
        ("origin=" + ",".join(["CHN"] * 21), "origin", "too-many", "at most 20 items"),
        ("origin=", "origin", "empty", None),
        ("basis=LAB&basis=LAB", "basis", "repeated", None),
        ("release=9F2C51D07AB3E468", "release", "not-an-id", "16 hexadecimal digits in lower case"),
        ("model=../etc", "model", "not-an-id", None),
        ("counterfactual=1", "counterfactual", "not-one-of", "true, false"),
        ("fields=low,nothing", "fields", "unknown-field", "low, high"),
    ],
)
def test_names_the_parameter_the_value_and_what_is_allowed(text, parameter, reason, allowed):
    problem, kind = only_problem(text, fields=("low", "high"))
    assert (problem.parameter, problem.reason, kind) == (parameter, reason, "invalid-parameter")
    assert allowed in (None, problem.allowed)
    assert problem.allowed


@pytest.mark.parametrize(
    ("text", "kind", "parameter"),
    [
        ("mesure=TOKENS", "unknown-parameter", "mesure"),
        ("basis=COMPANY&measure=ENERGY_KWH", "measure-not-on-basis", "measure"),
        ("basis=LAB&measure=CARBON_KG", "measure-not-on-basis", "measure"),
        ("counterfactual=true", "conflicting-parameters", "counterfactual"),
        ("scope=DOMESTIC", "scope-not-here", "scope"),
        ("release=9f2c51d07ab3e468&as_of=2026-03-11", "conflicting-parameters", "as_of"),
        ("period=2026-02-16&from=2026-02-16", "conflicting-parameters", "period"),
    ],
)
def test_names_the_special_problem(text, kind, parameter):
    problem, found = only_problem(text)
    assert (found, problem.parameter) == (kind, parameter)


def test_refuses_a_span_that_is_empty_or_too_long():
    problem, _ = only_problem("from=2026-02-16&to=2026-02-16")
    assert (problem.parameter, problem.allowed) == ("to", "a Monday after from, for example 2026-02-23")
    # 520 weeks before 2026-11-16 is 2016-11-28.
    assert ask("from=2016-11-28&to=2026-11-16").period_from == date(2016, 11, 28)
    problem, _ = only_problem("from=2016-11-21&to=2026-11-16")
    assert (problem.parameter, problem.reason) == ("to", "out-of-range")


def test_names_all_problems_at_once():
    with pytest.raises(UnreadableQuestion) as caught:
        ask("period=2026-02-17&limit=-1&mesure=TOKENS")
    assert [problem.parameter for problem in caught.value.problems] == ["limit", "mesure", "period"]
    assert caught.value.problem_type == "invalid-parameter"
    assert "did you mean measure?" in caught.value.detail


def test_echoes_only_printable_text():
    problem, _ = only_problem("origin=%00" + "A" * 300)
    assert len(problem.value) == 100
    assert problem.value.startswith("\\u0000AAA")
    with pytest.raises(UnreadableQuestion) as caught:
        read({"q": "a\ud800b"}, allowed=EVERYTHING, now=NOW)
    assert caught.value.problems[0].value == "a\\ud800b"


def test_a_word_not_allowed_here_is_unknown():
    with pytest.raises(UnreadableQuestion) as caught:
        read({"view": "atlantic"}, allowed=frozenset({"period"}), now=NOW)
    assert caught.value.problems[0].allowed == "period"


def test_the_forgiving_reader_gives_the_default_and_a_notice():
    question, notices = read_forgiving(
        QueryDict("period=2026-02-17&basis=NOBODY&origin=CHN"), allowed=EVERYTHING, now=NOW
    )
    # A Tuesday stands for its week; a basis nobody knows leaves the default.
    assert (question.period, question.basis, question.origin) == (date(2026, 2, 16), "COMPUTE", ("CHN",))
    assert notices == [
        "basis=NOBODY was put aside: not one of; allowed: LAB, COMPANY, COMPUTE.",
        "period=2026-02-17: not a Monday; 2026-02-16 is shown.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("basis=LAB&measure=ENERGY_KWH", {"basis": "LAB", "counterfactual": True}),
        ("basis=COMPANY&measure=ENERGY_KWH", {"basis": "COMPUTE", "measure": "ENERGY_KWH"}),
        ("scope=DOMESTIC", {"scope": "OBSERVED"}),
        ("period=2026-02-16&from=2026-02-16", {"period": date(2026, 2, 16), "period_from": None}),
        ("release=9f2c51d07ab3e468&as_of=2026-03-11", {"release": "9f2c51d07ab3e468", "as_of": None}),
        ("from=2026-02-16&to=2026-02-09", {"period_to": None}),
        ("counterfactual=true", {"counterfactual": False}),
    ],
)
def test_the_forgiving_reader_mends_what_does_not_go_together(text, expected):
    question, notices = read_forgiving(QueryDict(text), allowed=EVERYTHING, now=NOW)
    assert {name: getattr(question, name) for name in expected} == expected
    assert len(notices) == 1
