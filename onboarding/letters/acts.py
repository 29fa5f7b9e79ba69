"""FL 23, 25, 27 §§: what the parties write to each other, the questions that stop the clock, the files that they add."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from itdrift import outbox, uploads
from itdrift.late import LATE
from itdrift.templatetags.swedish import uppraknat
from registry.acts import begin, lock, write
from registry.classified import check_content, check_file_name
from registry.models import Mandate, User
from registry.ordinance import Part

from ..consequences import end
from ..filing.draft import Draft
from ..models import Attachment, InterestRegistration, Message, MessageKind, Note, RequestedService, ScanState
from ..models.message import may_be_written_to
from ..standing import let_clock_go

TAKEN_BACK = "Ni behöver inte svara."


@transaction.atomic
def message(
    case: InterestRegistration, *, by: User, to: Iterable[Mandate], body: str, files: Sequence[UploadedFile] = ()
) -> Message:
    """Write to chosen parties of the case (Mandates), with files for them alone. Returns the Message.

    Raises NotAllowed, ValidationError.
    """
    case = _begin("onboarding.message", case, by)
    to = list(to)
    _check_recipients(case, to, by.acting.mandate)
    sent = _send(case, by, to, files, body=body)
    names = uppraknat(to)
    return end("onboarding.message", sent, by=by, text=f"Ett meddelande skickades till {names}.", to=to)


@transaction.atomic
def note_down(
    case: InterestRegistration, *, by: User, text: str, told_by: str = "", happened_on: date | None = None
) -> Note:
    """Note something for one's own agency alone, never changed (27 § förvaltningslagen). Returns the Note."""
    case = _begin("onboarding.note_down", case, by)
    if happened_on and happened_on > timezone.localdate():
        raise ValidationError({"happened_on": "Dagen har inte varit än. Ange när uppgiften lämnades."})
    noted = Note(registration=case, mandate=by.acting.mandate, written_by=by, text=text)
    noted.told_by, noted.happened_on = told_by, happened_on
    return end("onboarding.note_down", write(noted), by=by, text="En intern anteckning gjordes.")


@transaction.atomic
def ask(requested_service: RequestedService, *, by: User, body: str, due: date) -> Message:
    """Ask the agency to complete what it has answered about one requested service (23 § förvaltningslagen): the clock stops.

    due: the day by which the asker wants the answer, a target. Returns the Message.
    """
    requested_service = begin("onboarding.ask", requested_service, by=by)
    if due <= timezone.localdate():
        raise ValidationError({"due": "Ange en dag efter i dag, så att myndigheten hinner svara."})
    applicants = Mandate.objects.current().select_related("agency")
    agency = applicants.filter(agency=requested_service.agency, part=Part.APPLICANT).first()
    if agency is None:
        raise ValidationError("Myndigheten deltar inte längre och kan inte svara.")
    question = _send(
        requested_service.registration,
        by,
        [agency],
        body=body,
        kind=MessageKind.QUESTION,
        requested_service=requested_service,
        due=due,
    )
    requested_service.pause_clock()
    text = f"{requested_service.agency} ombads komplettera uppgifterna om {requested_service}, helst senast {due}."
    to = [agency]
    return end(
        "onboarding.ask", requested_service, by=by, text=text, fact=question, to=to, due=due, message=question.pk
    )


@transaction.atomic
def answer(question: Message, *, by: User, body: str, files: Sequence[UploadedFile] = ()) -> Message:
    """The agency answers a question for completion; the clock goes on when no other is open. Returns the Message."""
    question, requested_service = _begin_question("onboarding.answer", question, by)
    to = [question.sender_mandate]
    answered = _reply(question, requested_service, to, by, MessageKind.ANSWER, body, files)
    text = f"{requested_service.agency} svarade på begäran om komplettering av uppgifterna om {requested_service}."
    return end("onboarding.answer", requested_service, by=by, text=text, fact=answered, to=to, message=answered.pk)


@transaction.atomic
def take_back(question: Message, *, by: User, reason: str = "") -> Message:
    """Whoever asked no longer needs the answer; the clock goes on when no other question is open."""
    question, requested_service = _begin_question("onboarding.take_back", question, by)
    to = list(question.to.select_related("agency"))
    taken_back = _reply(question, requested_service, to, by, MessageKind.TAKEN_BACK, reason or TAKEN_BACK)
    text = f"Begäran om komplettering av uppgifterna om {requested_service} togs tillbaka."
    return end(
        "onboarding.take_back", requested_service, by=by, text=text, fact=taken_back, to=to, message=taken_back.pk
    )


def _begin(perm: str, case: InterestRegistration, by: User) -> InterestRegistration:
    case = begin(perm, case, by=by)
    if case.is_draft:
        raise ValidationError("Intresseanmälan är inte skickad än.", code=LATE)
    return case


def _begin_question(perm: str, question: Message, by: User) -> tuple[Message, RequestedService]:
    """The requested service is locked before its question is looked at: an act that leads on makes the question lapse."""
    if question.kind != MessageKind.QUESTION or question.requested_service is None:
        raise ValidationError("Meddelandet är ingen begäran om komplettering.", code=LATE)
    requested_service = lock(question.requested_service)
    return begin(perm, question, by=by), requested_service


def _check_recipients(case: InterestRegistration, to: Sequence[Mandate], sender: Mandate) -> None:
    if not to or set(to) - set(may_be_written_to(case, sender)):
        raise ValidationError({"to": "Välj bland ärendets parter."})
    suppliers = [mandate for mandate in to if mandate.part == Part.SUPPLIER]
    if suppliers[1:] and sender.part != Part.COORDINATOR:
        raise ValidationError({"to": "Skriv ett meddelande till varje leverantörsmyndighet för sig."})


def _reply(
    question: Message,
    requested_service: RequestedService,
    to: Sequence[Mandate],
    by: User,
    kind: str,
    body: str,
    files: Sequence[UploadedFile] = (),
) -> Message:
    sent = _send(
        question.registration,
        by,
        to,
        files,
        body=body,
        kind=kind,
        requested_service=requested_service,
        answers=question,
    )
    let_clock_go(requested_service)
    return sent


def _send(
    case: InterestRegistration, by: User, to: Sequence[Mandate], files: Sequence[UploadedFile] = (), **fields: Any
) -> Message:
    """Write the message, to whom, and its files."""
    sent = write(Message(registration=case, sender=by, sender_mandate=by.acting.mandate, **fields))
    sent.to.set(to)
    keep(files, case=case, by=by, message=sent)
    return sent


AT_ONCE = 10
NONE_ELSEWHERE = "Behovet hanteras i en annan kanal. Beskriv först det behov som bilagorna hör till."


@transaction.atomic
def attach(case: InterestRegistration, *, by: User, files: Sequence[UploadedFile]) -> list[Attachment]:
    """Add files (UploadedFiles) to the case as a whole, for all its parties to read; to a draft, to go with the registration.

    Returns the Attachments. Raises NotAllowed, ValidationError.
    """
    case = begin("onboarding.attach", case, by=by)
    if not files:
        raise ValidationError({"files": "Välj minst en fil."})
    if case.is_draft and Draft(case).answers.elsewhere:
        raise ValidationError({"files": NONE_ELSEWHERE})
    attachments = keep(files, case=case, by=by)
    perm = "onboarding.edit" if case.is_draft else "onboarding.attach"  # what is done with a draft is the agency's own
    # no file names: the journal is read by more people than the files
    text = f"{len(attachments)} bilagor lades till." if attachments[1:] else "En bilaga lades till."
    return end(perm, case, by=by, text=text, fact=attachments)


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Take a file out of a draft: nothing has been received by anybody."""
    case = begin("onboarding.detach", attachment.registration, by=by)
    if not case.is_draft or attachment.message_id:
        raise ValidationError("Bilagan är redan skickad och kan inte tas bort.", code=LATE)
    end("onboarding.detach", case, by=by, text=f"Bilagan ”{attachment}” togs bort ur utkastet.")
    attachment.delete()


def keep(
    files: Iterable[UploadedFile],
    *,
    case: InterestRegistration,
    by: User,
    message: Message | None = None,
    original: bool = False,
) -> list[Attachment]:
    """Keep the files of an act, inside it, after its own checks; each is scanned after the commit. Returns the Attachments.

    original: whether they are the letter or e-mail by which the registration came.

    Raises ValidationError at the field `files`, with a sentence for each file that is not taken in.
    """
    files = list(files)
    kinds = _kinds(files)
    of = {"registration": case, "message": message, "original": original}
    return [_keep(file, kind, by, of) for file, kind in zip(files, kinds, strict=True)]


def _kinds(files: Sequence[UploadedFile]) -> list[uploads.FileKind]:
    """Return what each is, looked into once: that takes a while."""
    errors, kinds = list(_too_much(files)), list[uploads.FileKind]()
    for file in [] if errors else files:
        try:
            kinds.append(_kind(file))
        except ValidationError as error:
            errors += error.messages
    if errors:
        raise ValidationError({"files": errors})
    return kinds


def _too_much(files: Sequence[UploadedFile]) -> Iterator[str]:
    if len(files) > AT_ONCE:
        yield f"Välj högst {AT_ONCE} filer åt gången."
    if sum(file.size or 0 for file in files) > uploads.most_together():
        yield f"Filerna är för stora tillsammans. Bifoga högst {filesizeformat(uploads.most_together())} åt gången."


def _kind(file: UploadedFile) -> uploads.FileKind:
    if (file.size or 0) > settings.ATTACHMENT_MAX_MB * 1024 * 1024:
        raise ValidationError(
            f"”{uploads.clean_name(file.name)}” är för stor. En fil får vara högst {settings.ATTACHMENT_MAX_MB} MB."
        )
    name = uploads.clean_name(file.name)
    content = _content(file)
    kind: uploads.FileKind = uploads.kind_of(name, content)
    check_file_name(name)
    check_content(name, uploads.text_in(kind, content))
    return kind


def _content(file: UploadedFile) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content


def _keep(file: UploadedFile, kind: uploads.FileKind, by: User, of: dict[str, Any]) -> Attachment:
    content, name = _content(file), uploads.clean_name(file.name)
    attachment = write(
        Attachment(
            **of,
            name=name,
            content_type=kind.content_type,
            content=content,
            size=len(content),
            digest=Attachment.digest_of(content),
            state=ScanState.QUARANTINED if settings.CLAMAV_URL else ScanState.UNSCANNED,
            uploaded_by=by,
            uploaded_for=by.acting.mandate,
        )
    )
    if settings.CLAMAV_URL:
        outbox.put("letters.scan", key=f"scan/{attachment.pk}", attachment_id=attachment.pk)
    return attachment
