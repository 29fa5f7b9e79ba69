"""The field in which a person chooses files."""

from django import forms
from django.conf import settings

from itdrift.uploads import IN_WORDS, SUFFIXES, TOGETHER


class FilesInput(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"multiple": True, "accept": ",".join(SUFFIXES), **(attrs or {})})


class FilesField(forms.FileField):
    """Any number of files, as a list of UploadedFiles; the act says which are taken in. more: what else the help says."""

    widget = FilesInput

    def __init__(self, *, more="", **options):
        options.setdefault("label", "Filer")
        each, all_of = settings.ATTACHMENT_MAX_MB, TOGETHER * settings.ATTACHMENT_MAX_MB
        limits = f"{IN_WORDS}. Högst {each} MB för varje fil, {all_of} MB tillsammans."
        options.setdefault("help_text", f"{limits} {more}".strip())
        super().__init__(error_messages={"required": "Välj minst en fil."}, **options)

    def clean(self, data, initial=None):
        files = [file for file in data or [] if file is not None]
        if not files:
            super().clean(None)
        return files
