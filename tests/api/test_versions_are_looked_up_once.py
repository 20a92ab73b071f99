"""A busy process asks for the version of its data once a second, and nobody else waits meanwhile."""

import threading

import pytest

from apps.api import versions


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [100.0]
    monkeypatch.setattr(versions.time, "monotonic", lambda: moment[0])
    return moment


def test_others_answer_from_what_is_held_while_one_looks(clock: list[float]) -> None:
    lookups, asked, go_on = versions.Lookups(), threading.Event(), threading.Event()
    assert lookups.get("name", lambda: "old") == "old"

    def slow() -> str:
        asked.set()
        assert go_on.wait(10)
        return "new"

    found: list[str] = []
    clock[0] += 1.5
    one = threading.Thread(target=lambda: found.append(lookups.get("name", slow)))
    one.start()
    assert asked.wait(10)
    assert lookups.get("name", lambda: pytest.fail("asked twice")) == "old"
    # What is older than the second and its grace is not given away.
    clock[0] += 1.0
    assert lookups.get("name", lambda: "newest") == "newest"
    go_on.set()
    one.join(10)
    assert found == ["new"]
    # What was asked earlier does not replace what was asked later.
    assert lookups.get("name", lambda: pytest.fail("asked again")) == "newest"


def test_a_failed_look_up_is_tried_again(clock: list[float]) -> None:
    lookups = versions.Lookups()
    lookups.get("name", lambda: "old")
    clock[0] += 1.5
    with pytest.raises(ZeroDivisionError):
        lookups.get("name", lambda: 1 // 0)
    assert lookups.get("name", lambda: "new") == "new"
