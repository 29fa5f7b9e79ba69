"""Files as people attach them, and some that nobody may: made here, byte by byte."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

EICAR = (
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
)  # in two parts: this file is no virus
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "word": OFFICE + "wordprocessingml.document.main+xml",
    "xl": OFFICE + "spreadsheetml.sheet.main+xml",
    "ppt": OFFICE + "presentationml.presentation.main+xml",
}


def upload(name="Kravlista.pdf", content=None):
    return SimpleUploadedFile(name, PDF if content is None else content)


def pdf(change=lambda made: None, **options):
    """A PDF of one empty page, changed before it is saved."""
    made, to = pikepdf.new(), BytesIO()
    made.add_blank_page(page_size=(200, 200))
    change(made)
    made.save(to, static_id="encryption" not in options, **options)
    return to.getvalue()


def picture(kind, **options):
    to = BytesIO()
    Image.new("RGB", (4, 4)).save(to, kind, **options)
    return to.getvalue()


def taken_at(**facts):
    """What a camera writes into a picture."""
    said = Image.Exif()
    said[ExifTags.Base.Make] = "Kamera"
    said.get_ifd(ExifTags.IFD.GPSInfo).update({ExifTags.GPS[name]: value for name, value in facts.items()})
    return said


def packed(parts):
    """A zip with these parts, {name: text}."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as to:
        for name, text in parts.items():
            to.writestr(name, text)
    return made.getvalue()


def office(main, content_type="", **more):
    """A document whose main part has this name: its table of contents says what it is."""
    content_type = content_type or MAIN[main.split("/")[0]]
    types = f'<Types><Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    return packed({"[Content_Types].xml": types, main: "<x/>", **more})


def open_document(kind, **more):
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>", **more})


PDF, PNG, JPEG = pdf(), picture("PNG"), picture("JPEG")
DOCX = office("word/document.xml")
