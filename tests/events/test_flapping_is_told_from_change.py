"""A text that gives way to the earlier one within 14 days flapped: neither it nor the return is a change."""

from datetime import UTC, datetime, timedelta

import pytest

from apps.events.versions import VersionLine, flaps_marked

START = datetime(2026, 1, 1, tzinfo=UTC)


def lines(*told: tuple[str, int]) -> list[VersionLine]:
    """Return versions of (text, day), the earliest first."""
    seen: dict[str, datetime] = {}
    found = []
    for place, (text, day) in enumerate(told):
        dated, same_as = START + timedelta(days=day), seen.get(text)
        found.append(
            VersionLine(
                version=str(place), dated=dated, published_at=dated, recorded_at=dated, fetched_at=dated,
                change="NEW" if same_as is None else "KNOWN", severity="LOW", is_technical=False, text_sha256=text,
                characters=1, archive_url="", same_as=same_as,
                is_return=same_as is not None and told[place - 1][0] != text,
            )
        )  # fmt: skip
        seen[text] = dated
    return found


@pytest.mark.parametrize(
    ("told", "marks"),
    [
        # c: a change, f: a flap, e: its end, r: a return after long, .: the text of before once more.
        ([("A", 0), ("B", 5), ("A", 9)], "cfe"),
        ([("A", 0), ("B", 5), ("A", 19)], "cfe"),
        # B stood for fifteen days: two changes.
        ([("A", 0), ("B", 5), ("A", 20)], "ccr"),
        ([("A", 0), ("B", 5), ("C", 6), ("A", 9)], "cffe"),
        # They took turns and B stands in the end: B came, A flapped.
        ([("A", 0), ("B", 1), ("A", 2), ("B", 3)], "ccfe"),
        ([("A", 0), ("B", 1), ("A", 2), ("B", 3), ("A", 4)], "cfefe"),
        ([("A", 0), ("A", 1), ("B", 2), ("A", 3)], "c.fe"),
        ([("A", 0)], "c"),
        ([], ""),
    ],
)
def test_versions_are_marked(told: list[tuple[str, int]], marks: str) -> None:
    found = flaps_marked(lines(*told))
    assert "".join(map(mark, found)) == marks
    assert all((one.back_at is not None) == one.is_flap for one in found)


def test_no_flap_and_no_return_counts_as_a_change() -> None:
    found = flaps_marked(lines(("A", 0), ("B", 5), ("A", 9), ("C", 40)))
    assert [one.is_change for one in found] == [True, False, False, True]
    assert found[1].back_at == START + timedelta(days=9)


def mark(line: VersionLine) -> str:
    """Return what a version is marked as."""
    if line.is_flap:
        return "f"
    if line.is_flap_end:
        return "e"
    if line.is_return:
        return "r"
    return "." if line.same_as else "c"
