"""Every text of the code has its translation, with the same placeholders, and the compiled file is that translation."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import gettext, ngettext

from apps.web import translation_files as files

REMEDY = f"run `{files.COMMAND}`, translate what it lists in {{path}}, and run it again"
SHOWN = 5


def told(faults: list[str], language: str) -> str:
    """Return a failure's words: how many texts, the first of them, and what mends it."""
    path = files.po_path(language).relative_to(files.ROOT)
    return f"{len(faults)} texts: {faults[:SHOWN]}; {REMEDY.format(path=path)}"


@pytest.mark.parametrize("language", files.LANGUAGES)
class TestEachLanguage:
    def test_holds_every_text_of_the_code_and_no_other(self, language: str) -> None:
        faults = files.drift(language)
        assert not faults, told(faults, language)

    def test_translates_every_text(self, language: str) -> None:
        faults = files.untranslated(files.stored(language))
        assert not faults, told(faults, language)

    def test_keeps_placeholders_and_tags(self, language: str) -> None:
        faults = files.misplaced(files.stored(language))
        assert not faults, told(faults, language)

    def test_is_written_as_the_command_writes_it(self, language: str) -> None:
        new = files.renewed(files.stored(language), files.texts_of_code())
        assert files.po_bytes(new) == files.po_path(language).read_bytes(), told([], language)

    def test_is_compiled_from_the_same_texts(self, language: str) -> None:
        compiled = files.po_path(language).with_suffix(".mo").read_bytes()
        assert compiled == files.mo_bytes(files.stored(language)), told([], language)


def test_django_finds_the_compiled_texts() -> None:
    with translation.override("zh-hans"):
        assert gettext("Timeline") == "时间线"
        assert ngettext("%(n)s day ago", "%(n)s days ago", 1) == ngettext(
            "%(n)s day ago", "%(n)s days ago", 3
        )
    assert gettext("Timeline") == "Timeline"


def test_texts_are_read_from_templates_and_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ROOT", tmp_path)
    page = tmp_path / "page.html"
    page.write_text(
        '  {% translate "Up to 90 %" %}\n{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days'
        "{% endblocktranslate %}"
        '{{ x|default:_("none") }}{% translate "Of" context "share" %}'
    )
    code = tmp_path / "code.py"
    code.write_text(
        'a = _("one " "text")\nb = _l("later")\nc = ngettext("%(n)s a", "%(n)s b", n)\nd = f(_x("no"))\n'
    )
    assert [text for text, _notes, _context in files.texts_of(page)] == [
        "Up to 90 %%",
        ("%(n)s day", "%(n)s days"),
        "none",
        "Of",
    ]
    assert [text for text, _notes, _context in files.texts_of(code)] == [
        "one text",
        "later",
        ("%(n)s a", "%(n)s b"),
    ]


def catalogue(*pairs: tuple[str | tuple[str, str], str | tuple[str, ...]]) -> Catalog:
    """Return a catalogue of these texts and translations."""
    made = files.Texts(locale="zh_Hans")
    for text, translated in pairs:
        made.add(text, translated)
    return made


def test_a_text_without_translation_is_named() -> None:
    made = catalogue(("Map", "地图"), ("Data", ""), ("Guess", "猜测"))
    made["Guess"].flags.add("fuzzy")
    assert files.untranslated(made) == ["Data", "Guess"]


@pytest.mark.parametrize(
    ("text", "translated", "is_fault"),
    [
        ("%(n)s of %(all)s", "%(all)s 中的 %(n)s", False),
        ("%(n)s of %(all)s", "%(n)s", True),
        ("{share} of it", "其 {share}", False),
        ("{share} of it", "其 {shares}", True),
        ('A <a href="%(u)s">lab</a>', '<a href="%(u)s">实验室</a>', False),
        ('A <a href="%(u)s">lab</a>', "<b>%(u)s</b> 实验室", True),
        ("90 %% range", "90% 区间", True),
        (("%(n)s day", "%(n)s days"), ("%(n)s 天",), False),
        (("%(n)s day", "%(n)s days"), ("几天",), True),
    ],
)
def test_a_lost_placeholder_is_noticed(text: str, translated: str, is_fault: bool) -> None:
    assert bool(files.misplaced(catalogue((text, translated)))) == is_fault


def test_a_new_text_waits_and_an_old_one_goes() -> None:
    code = Catalog()
    for text in ("Map", "New"):
        code.add(text, locations=[("apps/web/words.py", 0)])
    new = files.renewed(catalogue(("Map", "地图"), ("Old", "旧")), code)
    assert [(m.id, m.string) for m in files.texts(new)] == [("Map", "地图"), ("New", None)]
    assert files.po_bytes(new) == files.po_bytes(files.renewed(new, code))


def test_what_waits_for_a_translation_is_shown_in_english() -> None:
    waiting = catalogue(("Map", "地图"), ("Data", ""), (("%(n)s day", "%(n)s days"), ("",)))
    assert files.mo_bytes(waiting) == files.mo_bytes(catalogue(("Map", "地图")))
