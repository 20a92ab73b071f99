"""Bytes of an RSS or Atom feed, made safe before any XML parser sees them, then read by feedparser."""

import io
import re
from xml.parsers import expat

import feedparser

from apps.collectors.contract import Body, SchemaDrift

MOST_BYTES = 8 * 2**20
# Encodings in which markup is written in the bytes of ASCII: nothing can hide in another spelling.
ENCODINGS = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "latin1", "iso-8859-15", "windows-1252", "cp1252"}
DECLARED = re.compile(rb"""^<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
HEAD_BYTES, MOST_DEPTH, MOST_ELEMENTS = 200, 64, 50_000
# What may hold "<!" without being a declaration, and how it ends; whatever else begins with it is one.
QUOTED = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
MARKED = re.compile(r"<[!?]")


def read_feed(body: Body) -> feedparser.FeedParserDict:
    """Return a well-formed feed; raise SchemaDrift for too many bytes, a DTD, entities, or what is no feed."""
    text = _text(body)
    try:
        _check_form(text)
    except (expat.ExpatError, _TooMuch) as fault:
        remedy = f"not well-formed XML of sane size ({fault}); the feed may be truncated"
        raise SchemaDrift(body.page, field="(whole page)", found=text[:40], remedy=remedy) from fault
    parsed = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not parsed.get("version"):
        raise SchemaDrift(
            body.page, field="(whole page)", found=text[:40], remedy="expected an RSS or Atom feed"
        )
    return parsed


class _TooMuch(Exception):
    """More elements, or deeper ones, than any feed has."""


def _check_form(text: str) -> None:
    """Refuse what is not well-formed before feedparser tries to guess what was meant, which takes minutes."""
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise _TooMuch(f"more than {MOST_ELEMENTS} elements, or deeper than {MOST_DEPTH}")

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(text.encode(), True)


def _text(body: Body) -> str:
    """Return the text of a feed in a plain encoding, without its XML declaration."""
    page, content = body.page, body.content
    if len(content) > MOST_BYTES:
        raise SchemaDrift(
            page, field="(size)", found=f"{len(content)} bytes", remedy=f"at most {MOST_BYTES} are read"
        )
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = DECLARED.match(content[:HEAD_BYTES])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in ENCODINGS:
        raise SchemaDrift(page, field="encoding", found=encoding, remedy="expected UTF-8 or a Latin encoding")
    try:
        text = content[declared.end() if declared else 0 :].decode(encoding)
    except UnicodeDecodeError as fault:
        found = fault.object[fault.start : fault.start + 8]
        raise SchemaDrift(
            page, field="encoding", found=found, remedy=f"not {encoding}, as it says"
        ) from fault
    found_there = _declared(text)
    if found_there:
        remedy = "a feed with a DTD or entities is not read"
        raise SchemaDrift(page, field="(declaration)", found=found_there, remedy=remedy)
    return text


def _declared(text: str) -> str:
    """Return the first declaration outside comments, CDATA and instructions; read once from start to end."""
    if "\x00" in text:
        return "a NUL character"
    at = 0
    while marked := MARKED.search(text, at):
        start = marked.start()
        opener = next((opener for opener in QUOTED if text.startswith(opener, start)), None)
        if opener is None:
            return text[start : start + 20]
        end = text.find(QUOTED[opener], start + len(opener))
        if end < 0:
            return f"{opener} without {QUOTED[opener]}"
        at = end + len(QUOTED[opener])
    return ""
