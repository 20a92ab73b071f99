"""Every version of the codebook can be read, the one in use defines every word, and the document is its copy."""

from pathlib import Path

import pytest

from apps.events import codebook, codebook_text
from apps.events.codebook import CODED, UnreadableCodebook
from apps.events.words import CODEBOOK

ROOT = Path(__file__).resolve().parents[2]
TEXT = (codebook.FOLDER / f"{CODEBOOK}.toml").read_text()
ENTRY = '[[entry]]\nfield = "kind"\ncode = "NEWS"\ndefinition = "a"\nuse = "b"\navoid = "c"\nexample = "d"\n'
HEAD = 'version = "1"\nsince = 2026-11-22\nsummary = "s"\n'


def test_the_version_in_use_defines_every_word_of_every_field() -> None:
    book = codebook.current()
    assert book.version == CODEBOOK
    assert {field: {one.code for one in book.of(field)} for field in book.fields} == {
        field: set(codes) for field, codes in CODED.items()
    }


def test_earlier_versions_stay_with_the_words_they_had() -> None:
    assert [one.version for one in codebook.books()] == ["2", "1"]
    first = codebook.book("1")
    assert first is not None
    assert [one.code for one in first.of("kind")] == [
        "TERMS_OF_SERVICE", "EXPORT_CONTROL", "REGULATION", "COMPANY_POLICY", "NEWS", "OTHER",
    ]  # fmt: skip
    assert first.of("direction") == ()
    assert codebook.book("3") is None


def test_a_version_says_what_it_changed_and_why() -> None:
    changes = codebook.current().changes
    assert {change.field for change in changes} == {"kind", "direction", "confidence"}
    assert all(change.what and change.why for change in changes)


def test_the_document_is_the_codebook() -> None:
    told = (ROOT / "docs" / "codebook.md").read_text()
    assert told == codebook_text.markdown(codebook.books()), "python3 manage.py codebook > docs/codebook.md"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("1.toml", "version =", "1.toml: "),
        ("1.toml", HEAD, "'entry'"),
        ("1.toml", 'version = "1"\n' + ENTRY, "'since'"),
        ("1.toml", HEAD + ENTRY.replace('"b"', '" "'), "1.toml, entry 0, use: empty; write a sentence"),
        ("1.toml", HEAD + ENTRY * 2, "1.toml: kind NEWS stands twice; keep one"),
        ("9.toml", HEAD + ENTRY, "9.toml: version is 1; file and version say the same"),
        (f"{CODEBOOK}.toml", TEXT.replace('"OUTAGE"', '"BLACKOUT"'), "2.toml, kind: BLACKOUT, OUTAGE: define every"),
        (f"{CODEBOOK}.toml", TEXT.replace('field = "grade"', 'field = "mark"'), "2.toml, grade: A, B, C, D"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_place(name: str, text: str, said: str) -> None:
    with pytest.raises(UnreadableCodebook) as told:
        codebook.read(name, text)
    assert said in str(told.value)
