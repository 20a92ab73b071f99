"""Which arcs the frames hold: the largest corridors between known places, and unknown ends counted apart."""

from datetime import date

from apps.flows.frames import Cell, _chosen

WEEKS = [date(2026, 2, 16), date(2026, 2, 23)]


def cell(central: float) -> Cell:
    """Return a cell of which only the central value matters here."""
    return Cell(central / 2, central, central * 2, central, "B", 0.0)


def test_unknown_ends_do_not_crowd_out_known_corridors() -> None:
    unknown = {("UNK", f"X{index:02d}"): {WEEKS[1]: cell(1000.0 - index)} for index in range(15)}
    known = {
        ("USA", code): {WEEKS[1]: cell(value)} for code, value in (("CHN", 3.0), ("DEU", 9.0), ("FRA", 1.0))
    }
    chosen = _chosen(unknown | known, WEEKS, 2)
    # The ten largest with UNK (1000 down to 991), then the two largest known ones (9 and 3).
    assert chosen == [("UNK", f"X{index:02d}") for index in range(10)] + [("USA", "DEU"), ("USA", "CHN")]


def test_a_wider_question_holds_more_unknown_ends() -> None:
    unknown = {("UNK", f"X{index:02d}"): {WEEKS[1]: cell(1000.0 - index)} for index in range(15)}
    # A quarter of 48 is 12.
    assert len(_chosen(unknown, WEEKS, 48)) == 12


def test_the_last_week_decides_then_the_largest_week() -> None:
    cells = {
        ("USA", "CHN"): {WEEKS[0]: cell(50.0)},
        ("USA", "DEU"): {WEEKS[0]: cell(70.0)},
        ("USA", "FRA"): {WEEKS[0]: cell(1.0), WEEKS[1]: cell(2.0)},
    }
    assert _chosen(cells, WEEKS, 3) == [("USA", "FRA"), ("USA", "DEU"), ("USA", "CHN")]


def test_a_named_country_takes_its_own_arcs_only() -> None:
    cells = {
        ("USA", "DEU"): {WEEKS[1]: cell(9.0)},
        ("CHN", "USA"): {WEEKS[1]: cell(3.0)},
        ("FRA", "CHN"): {WEEKS[1]: cell(1.0)},
        ("UNK", "CHN"): {WEEKS[1]: cell(2.0)},
        ("UNK", "USA"): {WEEKS[1]: cell(8.0)},
    }
    # Of China's arcs the one largest between known places, and those with UNK counted apart.
    assert _chosen(cells, WEEKS, 1, ("CHN",)) == [("CHN", "USA"), ("UNK", "CHN")]
