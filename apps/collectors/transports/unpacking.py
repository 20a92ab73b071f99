"""Bodies within limits: sizes on the wire and unpacked are checked while they arrive."""

import zlib
from collections.abc import Iterable

from apps.collectors.contract import SourceUnavailable, UnsafeAddress

WIRE_BYTES, BODY_BYTES, RATIO = 32 * 2**20, 128 * 2**20, 100
# Below this size a high ratio is harmless: repetitive small tables pack well.
RATIO_MATTERS_FROM = 2**20
STEP = 2**16


def unpack(
    chunks: Iterable[bytes],
    *,
    encoding: str,
    url: str,
    wire_bytes: int = WIRE_BYTES,
    body_bytes: int = BODY_BYTES,
) -> bytes:
    """Return the body; raise UnsafeAddress above a limit, SourceUnavailable where packed bytes are cut short."""
    if encoding not in ("", "identity", "gzip"):
        raise UnsafeAddress(f"{url}: content-encoding {encoding!r} was not asked for")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if encoding == "gzip" else None
    body, wire = bytearray(), 0
    for chunk in chunks:
        wire += len(chunk)
        if wire > wire_bytes:
            raise UnsafeAddress(f"{url}: more than {wire_bytes} bytes on the wire")
        for piece in _pieces(unpacker, chunk, url):
            body += piece
            if len(body) > body_bytes:
                raise UnsafeAddress(f"{url}: more than {body_bytes} bytes unpacked")
            if len(body) > max(RATIO * wire, RATIO_MATTERS_FROM) and unpacker is not None:
                raise UnsafeAddress(f"{url}: unpacks to more than {RATIO} times its size")
    if unpacker is not None and not unpacker.eof:
        raise SourceUnavailable(
            f"{url}: the gzip stream is cut short after {wire} bytes; it is fetched again later"
        )
    return bytes(body)


def _pieces(unpacker: "zlib._Decompress | None", chunk: bytes, url: str) -> Iterable[bytes]:
    """Yield a chunk unpacked in small steps, so that a bomb is noticed before it fills the memory."""
    if unpacker is None:
        yield chunk
        return
    while chunk:
        if unpacker.eof:
            raise UnsafeAddress(f"{url}: bytes after the end of the gzip stream")
        try:
            yield unpacker.decompress(chunk, STEP)
        except zlib.error as fault:
            raise SourceUnavailable(f"{url}: not readable as gzip ({fault})") from fault
        chunk = unpacker.unconsumed_tail or unpacker.unused_data
