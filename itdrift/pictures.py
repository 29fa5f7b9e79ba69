"""Pictures: whether one can be read, how large it is, and whether it tells where it was taken; none is unpacked for that."""

import re
import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

MOST_POINTS = 50_000_000  # what the cameras of telephones take; each is four bytes for whoever opens it
PNG = b"\x89PNG\r\n\x1a\n"
CHUNKS = 100_000

# What Pillow raises at a picture that is broken, or made to break.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    RuntimeError,
    LookupError,
    TypeError,
    AssertionError,
    struct.error,
    zlib.error,
)
# The warning is raised where warnings are errors.
TOO_MANY_POINTS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
POSITION = re.compile(r"GPSLatitude\s{0,9}(?:=\s{0,9}[\"']|>)\s{0,9}\d")
POSITION_RAW = re.compile(POSITION.pattern.encode())


class TooManyPointsError(Exception):
    """There are more points in it than a picture of use here has."""


def tells_where(content: bytes) -> bool:
    """Return whether the picture says where it was taken. Raises one of BROKEN, or TooManyPointsError."""
    content = _facts_first(content) if content.startswith(PNG) else content
    try:
        with _opened(content) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise TooManyPointsError
            picture.verify()
        with _opened(content) as picture:  # which asks to be opened anew after that
            return _has_position(picture) or bool(POSITION_RAW.search(content))
    except TOO_MANY_POINTS as error:
        raise TooManyPointsError from error


def _opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content), formats=("PNG", "JPEG"))


def _has_position(picture: Image.Image) -> bool:
    exif = Image.Image.getexif(picture)  # that of a PNG would unpack the picture to find what stands after it
    told: dict[Any, Any] = picture.info
    texts = [text for text in told.values() if isinstance(text, str)]
    return (
        ExifTags.GPS.GPSLatitude in exif.get_ifd(ExifTags.IFD.GPSInfo)
        or any("GPSLatitude" in str(name) for name in told)
        or any(map(POSITION.search, texts))
    )


def _facts_first(content: bytes) -> bytes:
    """Return the PNG with what is told about it before its points, where it is read without unpacking these."""
    first, points, last, at = [PNG], list[bytes](), b"", len(PNG)
    while at + 12 <= len(content) and len(first) + len(points) < CHUNKS and not last:
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at : at + size + 12]
        at += len(chunk)
        if kind == b"IEND":
            last = chunk
        else:
            (points if kind == b"IDAT" else first).append(chunk)
    if not last:
        raise ValueError("a PNG without an end")
    return b"".join([*first, *points, last])
