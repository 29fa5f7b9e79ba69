"""The text of a kept paper."""

import io

import pypdf


def pages_of(document):
    """The text of each page, with single spaces."""
    reader = pypdf.PdfReader(io.BytesIO(bytes(document.content)))
    return [" ".join(page.extract_text().replace("\xad", "").split()) for page in reader.pages]


def text_of(document):
    return " ".join(pages_of(document))
