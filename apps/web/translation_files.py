"""The texts of the code and their translations: read from templates and Python, kept in .po files, compiled to .mo.

No gettext program is needed: Babel reads Python, and Django turns its templates into what Babel reads. The
files carry no line numbers and no dates, so the same code always makes the same bytes.
"""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from apps.web import own_words

ROOM = Path(__file__).resolve().parent
ROOT = ROOM.parent.parent
FOLDER = ROOM / "locale"
# Folder names under `locale`, as Django derives them from settings.LANGUAGES; English is the source.
LANGUAGES = ("zh_Hans",)
# The desk speaks to analysts of this project and stays English: its modules, templates and tests of texts.
LEFT_OUT = ("apps/web/desk/", "apps/web/templates/web/desk/")
COMMAND = "python3 manage.py translations"
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "_n": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What a translation must carry over: %(name)s, %s, %%, {name}, HTML tags with their attributes, entities.
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|</?\w[^>]*>|&\w+;")
HEADER = """# Translations of the texts of Tokentrade.
# Written by `{command}`: edit the msgstr lines only, then run it again.
msgid ""
msgstr ""
"""

Key = tuple[str | None, str]


class Texts(Catalog):
    """A catalogue whose header says only what a reader of the file needs, so that it never changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """Return the header's lines."""
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def files() -> list[Path]:
    """Return the files whose texts readers see, in the order of their names."""
    found = [*ROOM.rglob("*.py"), *(ROOM / "templates").rglob("*.html")]
    return sorted(path for path in found if not name_of(path).startswith(LEFT_OUT))


def name_of(path: Path) -> str:
    """Return the path of a file from the project's root."""
    return path.relative_to(ROOT).as_posix()


def texts_of(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    """Yield (text or its plural forms, notes to translators, context) of one file."""
    body = path.read_text(encoding="utf-8")
    source = _as_python(body, name_of(path)) if path.suffix == ".html" else body
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=("Translators",))
    for _line, text, notes, context in found:
        yield text, notes, context


def _as_python(template: str, name: str) -> str:
    """Return a template as lines that Babel can read as Python: without the indentation of the HTML."""
    return "\n".join(line.lstrip() for line in templatize(template, origin=name).splitlines())


def texts_of_code() -> Catalog:
    """Return every text of the code and of its tables, each with the files it stands in."""
    catalog = Catalog()
    for path in files():
        for text, notes, context in texts_of(path):
            catalog.add(text, locations=[(name_of(path), 0)], auto_comments=notes, context=context)
    for name, words in own_words.texts():
        catalog.add(words, locations=[(name, 0)])
    return catalog


def po_path(language: str) -> Path:
    """Return where the translations of a language stand."""
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def stored(language: str) -> Catalog:
    """Return the translations as they stand; none yet gives an empty catalogue."""
    path = po_path(language)
    if not path.exists():
        return Texts(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renewed(old: Catalog, code: Catalog) -> Texts:
    """Return the code's texts with the translations there are; what the code no longer says is dropped."""
    new = Texts(locale=old.locale)
    for message in texts(code):
        known = old.get(singular(message), message.context)
        fits = known is not None and bool(known.pluralizable) == bool(message.pluralizable)
        new.add(
            message.id,
            known.string if known is not None and fits else None,
            locations=sorted({(name, 0) for name, _line in message.locations}),
            auto_comments=message.auto_comments,
            context=message.context,
            flags=(known.flags if known is not None and fits else message.flags),
        )
    return new


def texts(catalog: Catalog) -> list[Message]:
    """Return the messages of a catalogue without its header, ordered by their words."""
    return sorted((m for m in catalog if m.id), key=lambda m: (singular(m), m.context or ""))


def singular(message: Message) -> str:
    """Return the text a message is found by."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    """Return the translations of a message: one, or one for each plural form."""
    given = message.string
    return [given] if isinstance(given, str) else list(given or ())


def po_bytes(catalog: Texts) -> bytes:
    """Return the catalogue as a .po file."""
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    header = HEADER.format(command=COMMAND) + "".join(
        f'"{name}: {value}\\n"\n' for name, value in catalog.mime_headers
    )
    return header.encode() + b"\n" + body.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return the catalogue as the .mo file that Django reads; what is not translated stays out and shows in English."""
    own = Texts(locale=catalog.locale)
    for message in texts(catalog):
        if not is_untranslated(message):
            own.add(message.id, message.string, context=message.context)
    body = BytesIO()
    write_mo(body, own)
    return body.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts without a translation, or with one that is only a guess."""
    return [singular(m) for m in texts(catalog) if is_untranslated(m)]


def is_untranslated(message: Message) -> bool:
    """Tell whether a text waits for a translation."""
    return message.fuzzy or not forms(message) or not all(forms(message))


def misplaced(catalog: Catalog) -> list[str]:
    """Return the texts whose translation has other placeholders or tags than every form of the source."""
    found = []
    for message in texts(catalog):
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        # A plural source may name the number in one form only: the translation follows the last, general form.
        wanted = Counter(PLACES.findall(sources[-1]))
        if any(form and Counter(PLACES.findall(form)) != wanted for form in forms(message)):
            found.append(singular(message))
    return found


def drift(language: str) -> list[str]:
    """Return what differs between the code's texts and the stored ones: (missing: …, left over: …)."""
    here = {(m.context, singular(m), bool(m.pluralizable)) for m in texts(texts_of_code())}
    there = {(m.context, singular(m), bool(m.pluralizable)) for m in texts(stored(language))}
    missing = [f"missing: {text}" for _context, text, _plural in sorted(here - there, key=str)]
    return missing + [f"left over: {text}" for _context, text, _plural in sorted(there - here, key=str)]
