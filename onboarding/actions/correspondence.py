"""What the parties of a case write to each other, the questions that stop the clock, and what each notes for itself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from registry.acts import begin, check_right, lock, note, write
from registry.models import Mandate
from registry.ordinance import Part

from .. import diary, notices
from ..models import Message, Note
from ..models.message import may_be_written_to
from .attachments import keep

Kind = Message.Kind
TAKEN_BACK = "Ni behöver inte svara."


@transaction.atomic
def message(case, *, by, to, body, files=()):
    """Write to chosen parties of the case (Mandates), with files for them alone. Returns the Message.

    Raises PermissionDenied, ValidationError.
    """
    _begin("onboarding.message", case, by)
    to = list(to)
    _check_recipients(case, to, by.acting.mandate)
    sent = _send(case, by, to, files, body=body)
    names = " och ".join(str(mandate) for mandate in to)
    note("onboarding.message", sent, by=by, text=f"Ett meddelande skickades till {names}.")
    return sent


@transaction.atomic
def note_down(case, *, by, text, told_by="", happened_on=None):
    """Note something for one's own agency alone, never changed (27 § förvaltningslagen). Returns the Note."""
    _begin("onboarding.note_down", case, by)
    if happened_on and happened_on > timezone.localdate():
        raise ValidationError({"happened_on": "Dagen har inte varit än. Ange när uppgiften lämnades."})
    kept = Note(registration=case, mandate=by.acting.mandate, written_by=by, text=text)
    kept.told_by, kept.happened_on = told_by, happened_on
    note("onboarding.note_down", write(kept), by=by, text="En intern anteckning gjordes.")
    return kept


@transaction.atomic
def ask(request, *, by, body, due):
    """Ask the agency to complete what it has said of one requested service (23 § förvaltningslagen): the clock stops.

    due: the day by which the asker wants the answer, a target. Returns the Message.
    """
    request = begin("onboarding.ask", request, by=by)
    if due <= timezone.localdate():
        raise ValidationError({"due": "Ange en dag efter i dag, så att myndigheten hinner svara."})
    agency = Mandate.objects.current().filter(agency=request.agency, part=Part.APPLICANT).first()
    if agency is None:
        raise ValidationError("Myndigheten deltar inte längre och kan inte svara.")
    asked = _send(request.registration, by, [agency], body=body, kind=Kind.QUESTION, requested_service=request, due=due)
    request.pause_clock()
    text = f"{request.agency} ombads komplettera uppgifterna om {request}, helst senast {due}."
    note("onboarding.ask", request, by=by, text=text, due=due, message=asked.pk)
    return asked


@transaction.atomic
def answer(question, *, by, body, files=()):
    """The agency answers a question for completion; the clock goes on when no other is open. Returns the Message."""
    question, request = _begin_question("onboarding.answer", question, by)
    answered = _reply(question, by, Kind.ANSWER, body, files)
    text = f"{request.agency} svarade på begäran om komplettering av uppgifterna om {request}."
    note("onboarding.answer", request, by=by, text=text, message=answered.pk)
    return answered


@transaction.atomic
def take_back(question, *, by, reason=""):
    """Whoever asked no longer needs the answer; the clock goes on when no other question is open."""
    question, request = _begin_question("onboarding.take_back", question, by)
    taken_back = _reply(question, by, Kind.TAKEN_BACK, reason or TAKEN_BACK)
    text = f"Begäran om komplettering av uppgifterna om {request} togs tillbaka."
    note("onboarding.take_back", request, by=by, text=text, message=taken_back.pk)
    return taken_back


def _begin(perm, case, by):
    check_right(perm, case, by=by)
    if case.is_draft:
        raise ValidationError("Intresseanmälan är inte skickad än.", code="state")


def _begin_question(perm, question, by):
    """The requested service is locked before its question is looked at: an act that leads on makes the question lapse."""
    request = lock(question.requested_service)
    return begin(perm, question, by=by), request


def _check_recipients(case, to, sender):
    if not to or set(to) - set(may_be_written_to(case, sender)):
        raise ValidationError({"to": "Välj bland ärendets parter."})
    suppliers = [mandate for mandate in to if mandate.part == Part.SUPPLIER]
    if suppliers[1:] and sender.part != Part.COORDINATOR:
        raise ValidationError({"to": "Skriv ett meddelande till varje leverantörsmyndighet för sig."})


def _reply(question, by, kind, body, files=()):
    to = list(question.to.all()) if kind == Kind.TAKEN_BACK else [question.sender_mandate]
    asked = question.requested_service
    sent = _send(question.registration, by, to, files, body=body, kind=kind, requested_service=asked, answers=question)
    if not asked.messages.open_questions().exists():
        asked.resume_clock()
    return sent


def _send(case, by, to, files=(), **fields):
    """Write the message, to whom, its files, in the diaries of all, and tell those it was written to."""
    sent = write(Message(registration=case, sender=by, sender_mandate=by.acting.mandate, **fields))
    sent.to.set(to)
    keep(files, case=case, by=by, message=sent)
    agencies = [mandate.agency for mandate in to]
    about = sent.get_kind_display()
    diary.sent(case, sender=by.acting.mandate.agency, to=agencies, about=about, thing=sent, by=by)
    notices.written(sent)
    return sent
