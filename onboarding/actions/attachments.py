"""Files that a party adds to a case or sends with a message: told by their content, kept in quarantine until scanned."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat

from itdrift import outbox, uploads
from registry.acts import begin, note, write
from registry.classified import check_file_name

from .. import diary, notices
from ..models import Attachment
from ..questions import Draft

AT_ONCE = 10
NONE_ELSEWHERE = "Behovet hanteras i en annan kanal. Beskriv först det behov som bilagorna hör till."


@transaction.atomic
def attach(case, *, by, files):
    """Add files (UploadedFiles) to the case as a whole, for all its parties to read; to a draft, to go with the registration.

    Returns the Attachments. Raises PermissionDenied, ValidationError.
    """
    case = begin("onboarding.attach", case, by=by)
    if not files:
        raise ValidationError({"files": "Välj minst en fil."})
    if case.is_draft and Draft(case).said.elsewhere:
        raise ValidationError({"files": NONE_ELSEWHERE})
    kept = keep(files, case=case, by=by)
    perm = "onboarding.edit" if case.is_draft else "onboarding.attach"  # what is done with a draft is the agency's own
    # no file names: the journal is read by more people than the files
    note(perm, case, by=by, text=f"{len(kept)} bilagor lades till." if kept[1:] else "En bilaga lades till.")
    if not case.is_draft:
        to = case.parties()
        for attachment in kept:
            _send(case, [mandate.agency for mandate in to], attachment, by)
        notices.attached(kept[0], to)
    return kept


def _send(case, agencies, attachment, by):
    diary.sent(case, sender=by.acting.mandate.agency, to=agencies, about="Bilaga", thing=attachment, by=by)


@transaction.atomic
def detach(attachment, *, by):
    """Take a file out of a draft: nothing has been received by anybody."""
    case = begin("onboarding.detach", attachment.registration, by=by)
    if not case.is_draft or attachment.message_id:
        raise ValidationError("Bilagan är redan skickad och kan inte tas bort.", code="state")
    note("onboarding.detach", case, by=by, text=f"Bilagan ”{attachment}” togs bort ur utkastet.")
    attachment.delete()


def keep(files, *, case, by, message=None):
    """Keep the files of an act, inside it, after its own checks; each is scanned after the commit. Returns the Attachments.

    Raises ValidationError at the field `files`, with a sentence for each file that is not taken in.
    """
    files = list(files)
    _check(files)
    return [_keep(file, case, by, message) for file in files]


def _check(files):
    errors = list(_too_much(files))
    for file in [] if errors else files:
        try:
            _check_one(file)
        except ValidationError as error:
            errors += error.messages
    if errors:
        raise ValidationError({"files": errors})


def _too_much(files):
    if len(files) > AT_ONCE:
        yield f"Välj högst {AT_ONCE} filer åt gången."
    if sum(file.size for file in files) > uploads.most_together():
        yield f"Filerna är för stora tillsammans. Bifoga högst {filesizeformat(uploads.most_together())} åt gången."


def _check_one(file):
    if file.size > settings.ATTACHMENT_MAX_MB * 1024 * 1024:
        raise ValidationError(
            f"”{uploads.clean_name(file.name)}” är för stor. En fil får vara högst {settings.ATTACHMENT_MAX_MB} MB."
        )
    name = uploads.clean_name(file.name)
    uploads.kind_of(name, _content(file))
    check_file_name(name)


def _content(file):
    file.seek(0)
    return file.read()


def _keep(file, case, by, message):
    content, name = _content(file), uploads.clean_name(file.name)
    attachment = write(
        Attachment(
            registration=case,
            message=message,
            name=name,
            content_type=uploads.kind_of(name, content).content_type,
            content=content,
            size=len(content),
            digest=Attachment.digest_of(content),
            state=Attachment.State.QUARANTINED if settings.CLAMAV_URL else Attachment.State.UNSCANNED,
            uploaded_by=by,
            uploaded_for=by.acting.mandate,
        )
    )
    if settings.CLAMAV_URL:
        outbox.put("onboarding.attachments.scan", key=f"scan/{attachment.pk}", attachment_id=attachment.pk)
    return attachment
