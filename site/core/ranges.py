"""
A file sent whole or in part, so that a player can begin anywhere (RFC 9110, § 14).

What is sent may begin with bytes of ours, in the place of the file's own first bytes:
the chapters of an episode, kept up to date without a copy of its sound.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

CHUNK = 64 * 1024
ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def send(
    request,
    opened: Callable[[], BinaryIO],
    size: int,
    content_type: str,
    etag: str,
    head: bytes = b"",
    skip: int = 0,
) -> HttpResponse:
    """A file of `size` bytes from its byte `skip` on, behind `head`; opened when sent."""
    total = len(head) + size - skip
    known = parse_etags(request.headers.get("If-None-Match", ""))
    span = _asked(request, total, etag)
    if etag in known or "*" in known:
        response = HttpResponse(status=304)
    elif span is None:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{total}"
    else:
        first, last = span
        response = StreamingHttpResponse(
            _parts(opened, head, skip, first, last + 1), content_type=content_type
        )
        response["Content-Length"] = str(last + 1 - first)
        if (first, last) != (0, total - 1):
            response.status_code = 206
            response["Content-Range"] = f"bytes {first}-{last}/{total}"
    if response.status_code in (304, 416):
        del response["Content-Type"]
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, no_cache=True)
    return response


def _asked(request, total: int, etag: str) -> tuple[int, int] | None:
    """First and last byte; the whole where a range is not understood; None beyond the end."""
    whole = (0, total - 1)
    match = ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not match or request.headers.get("If-Range", etag) != etag:
        return whole
    first, last = (part[:20] for part in match.groups())
    if not first and not last:
        return whole
    if not first:  # the last so many bytes
        wanted = min(int(last), total)
        return (total - wanted, total - 1) if wanted else None
    start, end = int(first), min(int(last), total - 1) if last else total - 1
    if last and int(last) < start:
        return whole
    return (start, end) if start < total else None


def _parts(
    opened: Callable[[], BinaryIO], head: bytes, skip: int, first: int, end: int
) -> Iterator[bytes]:
    with opened() as file:
        if first < len(head):
            yield head[first:end]
            first = len(head)
        file.seek(skip + first - len(head))
        while first < end and (chunk := file.read(min(CHUNK, end - first))):
            first += len(chunk)
            yield chunk
