"""Pictures that are made to do harm, or that tell where they were taken in other ways than cameras do."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, PngImagePlugin

from itdrift.uploads import kind_of

from ..onboarding.letters.files import JPEG, PNG, picture, taken_at

PLACE = {"GPSLatitudeRef": "N", "GPSLatitude": (59.0, 19.0, 46.0)}
XMP = "<rdf:Description exif:GPSLatitude='59,19.76N'/>"
SHOWS_WHERE, TOO_MANY, UNREADABLE = "var bilden är tagen", "fler än 50 miljoner bildpunkter", "går inte att läsa"


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def sized(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return PNG[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def with_text(name, text, packed=False):
    facts = PngImagePlugin.PngInfo()
    facts.add_itxt(name, text, zip=packed)
    return picture("PNG", pnginfo=facts)


def after_the_points(more):
    end = chunk(b"IEND", b"")
    return PNG.removesuffix(end) + more + end


def in_a_jpeg(text):
    said = b"http://ns.adobe.com/xap/1.0/\0" + text.encode()
    return JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said + JPEG[2:]


REFUSED = {
    "stor.png": (sized(8000, 8000), TOO_MANY),
    "varnad.png": (sized(9500, 9500), TOO_MANY),
    "bomb.png": (sized(60_000, 60_000), TOO_MANY),
    "utan-punkter.png": (PNG[:33] + chunk(b"IEND", b""), UNREADABLE),
    "utan-slut.png": (PNG[:-12], UNREADABLE),
    "plats.png": (with_text("XML:com.adobe.xmp", XMP), SHOWS_WHERE),
    "packad-plats.png": (with_text("XML:com.adobe.xmp", XMP, packed=True), SHOWS_WHERE),
    "annan-plats.png": (with_text("exif:GPSLatitude", "59/1"), SHOWS_WHERE),
    "sen-plats.png": (after_the_points(chunk(b"eXIf", taken_at(**PLACE).tobytes()[6:])), SHOWS_WHERE),
    "plats.jpg": (in_a_jpeg(XMP), SHOWS_WHERE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_and_why(name):
    content, why = REFUSED[name]
    with pytest.raises(ValidationError, match=why):
        kind_of(name, content)


@pytest.mark.parametrize("content", [PNG, with_text("Comment", "En skiss"), sized(7000, 7000)])
def test_no_picture_is_unpacked(content, monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("unpacked"))
    assert kind_of("a.png", content).suffixes == (".png",)


def test_a_picture_that_says_much_but_not_where_is_taken_in():
    made = BytesIO()
    Image.open(BytesIO(in_a_jpeg("<x tiff:Orientation='1' exif:GPSVersionID='2.3.0.0'/>"))).save(made, "JPEG")
    assert kind_of("a.jpg", made.getvalue()).suffixes == (".jpg", ".jpeg")
