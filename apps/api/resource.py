"""What all resources share: strict reading, one version, one body, one way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from apps.api import atom, cursor, etags, files, meta, sending, swift, tokens, versions
from apps.api.asking import Ask
from apps.api.listing import Listing, Records, RowPage, dump, records, written
from apps.api.own_words import Word
from apps.api.packed import Packed, Spooled, pack
from apps.api.problems import Problem
from apps.api.serializers import MetaSerializer
from apps.api.versions import Version
from apps.flows import question as questions
from apps.flows import question_more as more
from apps.flows.question import Question
from apps.flows.units import ROWS_PER_FILE

URL_BYTES = 4000
PAGING = ("limit", "cursor", "shape", "fields")
FILES = ("csv", "parquet")
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class PathWord:
    """A part of the path: its schema, what it is, an example that every house has."""

    schema: dict[str, Any]
    text: str
    example: str = ""


class Resource(APIView):
    """A thing that is read: its name, parameters, row and forms; a subclass gives `listing`."""

    http_method_names = ["get", "head", "options"]
    name: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[tuple[str, ...]] = ()
    # Parameters that this resource alone has, or reads in its own way; those of `required` must be sent.
    own_words: ClassVar[Mapping[str, Word]] = MappingProxyType({})
    required: ClassVar[tuple[str, ...]] = ()
    path_words: ClassVar[Mapping[str, PathWord]] = MappingProxyType({})
    # The address of an item below /api/v1/, from its path words; without one they follow the name.
    address: ClassVar[str] = ""
    row: ClassVar[type[Serializer]]
    meta_row: ClassVar[type[Serializer]] = MetaSerializer
    forms: ClassVar[tuple[str, ...]] = ("json", *FILES)
    form: str = "json"
    limit_maximum: ClassVar[int] = 1000
    is_list: ClassVar[bool] = True
    is_many: ClassVar[bool] = True
    is_immutable: ClassVar[bool] = False
    encodings: ClassVar[tuple[str, ...]] = ("gzip",)
    samples: ClassVar[tuple[str, ...]] = ()
    # False: the example of its path is found with some parameters only.
    has_plain_answer: ClassVar[bool] = True
    # Names of what is outside the stability promise.
    unstable: ClassVar[tuple[str, ...]] = ()
    # What an answer depends on beside its address.
    varies: ClassVar[str] = "Accept-Encoding"

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse an overlong URL; Accept is ignored, for the suffix picks the format."""
        if len(request.get_full_path().encode()) > URL_BYTES:
            raise Problem(
                "url-too-long", f"The URL is longer than {URL_BYTES} bytes; ask for fewer ids at once."
            )

    def limit_most(self) -> int:
        """Return the most rows of one answer in this form; files may be long."""
        return ROWS_PER_FILE if self.form in FILES else self.limit_maximum

    @classmethod
    @cache
    def columns(cls) -> tuple[str, ...]:
        """Return the names of the row fields, in the order of the CSV."""
        return tuple(cls.row().fields)

    def allowed(self) -> tuple[str, ...]:
        """Return the names of all parameters, with those of paging for lists; a file has one shape, a feed one page."""
        paging = [name for name in PAGING if name != "shape" or self.form == "json"]
        is_paged = self.is_list and self.form != "atom"
        return (*dict.fromkeys((*self.words, *self.own_words)), *(paging if is_paged else ()))

    def version(self, question: Question, release_id: str | None) -> Version:
        """Return the version to answer from; raise Problem if nothing was published by then."""
        return versions.of_release(release_id=release_id, as_of=question.as_of)

    @staticmethod
    def geojson_schema(row: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of the GeoJSON form, from references to row and meta block."""
        raise NotImplementedError

    def rows(self, ask: Ask) -> RowPage:
        """Return the page of rows that the walk has come to, as plain values by field."""
        raise NotImplementedError

    def item(self, ask: Ask) -> dict[str, Any]:
        """Return the one thing of this address; raise Problem if there is none."""
        raise NotImplementedError

    def entries(self, ask: Ask) -> list[atom.Entry]:
        """Return the newest entries of the feed."""
        raise NotImplementedError

    def listing(self, ask: Ask, columns: tuple[str, ...]) -> Listing:
        """Return the rows or the item asked for, written in the shape asked for."""
        if not self.is_list:
            found = self.item(ask)
            return Listing(text=dump({name: found[name] for name in columns}).decode())
        return written(self.rows(ask), ask, columns=columns)

    def records(self, ask: Ask, columns: tuple[str, ...]) -> Records:
        """Return the page of rows that the walk has come to, as values in the order of the columns."""
        return records(self.rows(ask), columns)

    def scopes(self, request: HttpRequest) -> frozenset[str]:
        """Return what the caller's token allows beyond open reads, where answers depend on that."""
        return tokens.scopes_of_reads(request) if "Authorization" in self.varies else frozenset()

    def read(self, request: HttpRequest, path: dict[str, str]) -> Ask:
        """Return the request as asked; raise Problem or UnreadableQuestion naming what cannot be read."""
        question = questions.read(
            request.GET,
            allowed=frozenset(self.allowed()),
            now=self.clock(),
            limit_maximum=self.limit_most(),
            fields=self.columns(),
            own={name: word.spec for name, word in self.own_words.items()},
        )
        needed = [name for name in self.required if name in self.allowed()]
        more.require(question, **{name: self.own_words[name].text for name in needed})
        address = self.address.format(**path) if self.address else "/".join((self.name, *path.values()))
        canonical = f"{address}?{question.canonical(without=('cursor',))}"
        place = cursor.read(question.cursor, canonical=canonical) if question.cursor else None
        pin = place.release or None if place else question.release
        version = self.version(question, pin)
        scopes = self.scopes(request)
        return Ask(question, canonical, place.key if place else None, version, self.form, scopes, pin)

    def get(self, request: HttpRequest, **path: str) -> HttpResponseBase:
        """Answer a read: 304, kept bytes, or a fresh answer."""
        ask = self.read(request, path)
        response = sending.send(
            request,
            lambda: self.pack(ask),
            canonical=f"{ask.canonical}&cursor={ask.question.cursor}",
            version=" ".join((ask.version.tag, *sorted(ask.scopes))),
            form=self.form,
            cache_control=etags.cache_control(
                is_pinned=self.is_pinned(ask),
                is_past=ask.question.as_of is not None,
            ),
            encodings=() if self.form == "parquet" else self.encodings,
            varies=self.varies,
            modified_at=ask.version.as_of if self.form == "atom" else None,
        )
        if ask.scopes:
            response.headers["Cache-Control"] = etags.NEVER
        else:
            swift.tell(request, response, ask, type(self)(form=self.form, kwargs=path))
        if meta.is_synthetic(ask.version):
            response.headers["Tokentrade-Synthetic"] = "1"
        return response

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Finish good answers and problems alike."""
        return sending.finish(request, super().finalize_response(request, response, *args, **kwargs))

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer what may be asked of this address."""
        return sending.preflight()

    def is_pinned(self, ask: Ask) -> bool:
        """Tell whether the answer can never change: an immutable item, or of a named release or run."""
        return self.is_immutable or bool(ask.question.release or ask.question.run)

    def pack(self, ask: Ask) -> Packed | Spooled:
        """Return the fresh answer in its form, with the headers that belong to its content."""
        if self.form == "atom":
            feed = atom.feed(self.title, ask.canonical, self.entries(ask), updated_at=ask.version.as_of)
            return pack(feed, content_type=CONTENT_TYPES[self.form], headers={})
        columns = self.shown(ask)
        if self.form in FILES:
            return files.made(self, ask, columns, CONTENT_TYPES[self.form])
        listing = self.listing(ask, columns)
        body = self.json_body(ask, listing, columns, self.next_url(ask, listing))
        return pack(body, content_type=CONTENT_TYPES[self.form], headers={})

    def meta(self, ask: Ask, listing: Listing, next_url: str | None) -> dict[str, Any]:
        """Return the meta block."""
        block = meta.block(ask.version, next_url=next_url, notices=listing.notices)
        return block | {"unstable": list(self.unstable)}

    def shown(self, ask: Ask) -> tuple[str, ...]:
        """Return the columns asked for; a row of a file always says which run it is of."""
        columns = ask.question.fields or self.columns()
        is_named = "run" in columns or "run" not in self.columns() or ask.form not in FILES
        return columns if is_named else (*columns, "run")

    def json_body(self, ask: Ask, listing: Listing, columns: tuple[str, ...], next_url: str | None) -> bytes:
        """Return {"meta", "data"}; the rows stand in it as they came."""
        data = listing.text
        if ask.shape == "columns":
            data = f'{{"columns":{dump(columns).decode()},"rows":{data}}}'
        return b'{"meta":%s,"data":%s}' % (dump(self.meta(ask, listing, next_url)), data.encode())

    def next_url(self, ask: Ask, listing: Listing) -> str | None:
        """Return the relative URL of the next page, or None on the last."""
        if listing.next_key is None:
            return None
        release = ask.version.release
        place = cursor.Place(release=release.id if release else ask.version.pin, key=listing.next_key)
        address, _, query = ask.canonical.partition("?")
        words = [*([query] if query else []), f"cursor={cursor.write(place, canonical=ask.canonical)}"]
        return f"/api/v1/{address}.{self.form}?{'&'.join(words)}"

    def links(self, ask: Ask, next_url: str | None) -> str:
        """Return the Link header of a file: licence, release, next page."""
        links = [f'<{meta.LICENSE_URL}>; rel="license"']
        if ask.version.release:
            links.append(f'</api/v1/releases/{ask.version.release.id}.json>; rel="describedby"')
        if next_url:
            links.append(f'<{next_url}>; rel="next"')
        return ", ".join(links)

    @staticmethod
    def clock() -> datetime:
        """Return the moment against which a future `as_of` is judged; it never enters a body."""
        return timezone.now()
