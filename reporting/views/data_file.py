"""The pages of a file with a supplier's data: the template, the preview beside what is saved, and the taking in (11 §)."""

from django.contrib import messages
from django.shortcuts import redirect, render

from itdrift.forms import done, posted
from itdrift.spreadsheet import csv_file

from .. import actions
from ..data_file import HEADINGS, template_lines
from ..forms.data_file import FileForm, TakeInForm
from .doing import home, of_request


@of_request("reporting.answer")
def template(request, asked):
    """Our services, with what we said last year."""
    name = f"underlag-{asked.report.year}"
    return csv_file(name, HEADINGS.values(), list(template_lines(asked)))


@of_request("reporting.answer")
def choose_file(request, asked):
    """Which file, and what would it change? Nothing is saved here."""
    form = FileForm(posted(request), request.FILES or None)
    if form.is_valid():
        return _preview(request, asked, TakeInForm(request=asked, text=form.cleaned_data["file"]))
    return render(request, "reporting/file.html", {"form": form, "asked": asked})


@of_request("reporting.answer")
def take_in(request, asked):
    """The data of the file are saved, all of them or none."""
    said = posted(request)
    if said is None:
        return redirect("report_file", asked.pk)
    form = TakeInForm(said, request=asked)
    if done(form, lambda: _take_in(request, asked, form)):
        messages.success(request, "Uppgifterna i filen är sparade. Läs igenom underlaget och låt det bekräftas.")
        return redirect(*home(asked))
    return _preview(request, asked, form)


def _take_in(request, asked, form):
    services, seen = form.preview.answers(), form.cleaned_data["seen"]
    return actions.answer(asked, by=request.user, texts={}, services=services, seen=seen)


def _preview(request, asked, form):
    context = {"form": form, "asked": asked, "preview": form.preview, "another": FileForm()}
    return render(request, "reporting/preview.html", context)
