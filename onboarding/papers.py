"""How every paper of a case is drawn and handed out: its template, its number and its day."""

import re

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from itdrift import pdf
from itdrift.views import download


def draw(paper, context, number, date):
    """Return the paper as PDF/A, in bytes.

    paper: the template's name below templates/paper. date: the moment that it says.
    """
    html = render_to_string(f"paper/{paper}.html", {**context, "demo": settings.DEMO})
    return pdf.draw(html, identifier=number, date=timezone.localtime(date))


def title(field):
    """Return the field's label with a capital."""
    label = str(field.verbose_name)
    return label[0].upper() + label[1:]


def to_save(number, content):
    """Return the response with a PDF to save; its file name is its number alone."""
    name = re.sub(r"\W+", "-", number)
    return download(content, f"{name}.pdf", "application/pdf")
