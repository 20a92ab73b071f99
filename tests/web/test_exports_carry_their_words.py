"""The map as PNG, SVG and one HTML file: what it says, what it asks for, and that it is made once."""

import re
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from apps.flows.models import PreparedAnswer
from apps.web.exports import keeping, standalone
from apps.web.exports.picture import Arc, Picture


@pytest.mark.parametrize(
    ("kind", "start", "content_type"),
    [
        ("png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("svg", b"<?xml", "image/svg+xml"),
        ("html", b"<!DOCTYPE html>", "text/html; charset=utf-8"),
    ],
)
def test_each_kind_is_what_it_says_and_is_kept(
    reader: Client, tiny: str, kind: str, start: bytes, content_type: str
) -> None:
    first = reader.get(f"/export/map.{kind}?period=2026-02-16")
    assert (first.status_code, first["Content-Type"]) == (200, content_type)
    assert first.content.startswith(start)
    kept = PreparedAnswer.objects.filter(key__startswith="export/")
    assert [row.key for row in kept] == [f"export/{kind}/{keeping.drawn_by()}?period=2026-02-16"]
    again = reader.get(f"/export/map.{kind}?period=2026-02-16")
    assert again.content == first.content
    assert kept.count() == 1


def test_html_file_asks_for_nothing_and_says_all(reader: Client, tiny: str) -> None:
    page = reader.get("/export/map.html?period=2026-02-16").content.decode()
    assert len(page.encode()) <= 800_000
    assert "default-src 'none'" in page
    assert re.findall(r"<(?:link|img|iframe)\b|<script[^>]*\ssrc=", page) == []
    assert f"release {tiny}" in page
    assert "Ranges are 90 % intervals given the stated assumptions" in page
    assert "Licence CC BY 4.0" in page
    assert "without prejudice to any territory" in page
    assert "net exporter" in page


def test_svg_names_its_release_in_text_and_holds_no_script(reader: Client, tiny: str) -> None:
    drawing = reader.get("/export/map.svg").content.decode()
    assert tiny in drawing
    assert "<script" not in drawing


def test_a_pinned_release_may_be_kept_for_ever(reader: Client, tiny: str) -> None:
    pinned = reader.get(f"/export/map.svg?release={tiny}")
    assert "immutable" in pinned["Cache-Control"]
    assert "immutable" not in reader.get("/export/map.svg")["Cache-Control"]


@pytest.mark.parametrize("path", ["/export/map.gif", "/export/map.png.exe", "/export/map."])
def test_other_kinds_are_not_found(reader: Client, tiny: str, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_without_a_release_there_is_no_picture(reader: Client) -> None:
    assert reader.get("/export/map.png").status_code == 404


def test_a_second_drawing_waits_and_then_asks_to_try_again(
    reader: Client, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PATIENCE_S", 0)
    with keeping.DRAWING:
        busy = reader.get("/export/map.png")
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    assert reader.get("/export/map.png").status_code == 200


def test_words_cannot_leave_the_script_they_stand_in() -> None:
    hostile = "`${alert(1)}` </script><script>alert(2)</script> {{ x }} \\"
    arc = Arc([[(0.0, 0.0), (1.0, 1.0)]], 2.0, "#000000", False, hostile)
    one = Picture(150, hostile, [hostile], [arc], {"CHN": 4}, [(9.0, "1 T")], hostile, True, False)
    page = standalone.html(one).decode()
    script = page[page.rindex("<script>") :]
    assert "alert(1)}" not in script
    assert "<script>alert(2)" not in page
    assert page.count("</script>") == 2
    assert "SYNTHETIC figures" in page


def test_drawing_from_two_threads_gives_the_same_picture() -> None:
    from apps.web.exports import canvas

    one = Picture(150, "A headline", ["A note"], [], {"CHN": 4}, [], "A citation", False, False)
    found: list[Any] = []
    threads = [Thread(target=lambda: found.append(canvas.svg(one))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
