"""Files as people attach them, and some that nobody may: made here, byte by byte."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)
EICAR = (
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)  # in two parts: this file is no virus


def upload(name="Kravlista.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def packed(parts):
    """A zip with these parts, {name: text}."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as to:
        for name, text in parts.items():
            to.writestr(name, text)
    return made.getvalue()


def office(main, content_type="application/xml", **more):
    return packed({"[Content_Types].xml": f"<Types>{content_type}</Types>", main: "<x/>", **more})


def open_document(kind, **more):
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>", **more})


DOCX = office("word/document.xml")
