"""After a refusal: a slip in its words is put right (36 § förvaltningslagen); who opens its secret annex is noted."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from itdrift import outbox
from registry.acts import begin, check_right, check_unchanged, fingerprint, note, write

from .. import notices
from ..models import RefusalCorrection
from . import dispatch

WORDS = ["reasons", "alternatives", "account"]


def words_of(refusal):
    """The fingerprint of the words as they read now."""
    return fingerprint(*(getattr(refusal.words, name) for name in WORDS))


@transaction.atomic
def correct(refusal, *, by, slip, obvious, reasons, alternatives, account, seen=""):
    """Correct the words of a refusal, never its ground, outcome or day; the first version stays. Returns the correction.

    slip: what is corrected; obvious: that it is plainly a slip of the pen, a miscalculation or the like.
    seen: see `check_unchanged`, of `words_of`.
    """
    refusal = begin("onboarding.correct", refusal, by=by)
    check_unchanged(seen, words_of(refusal))
    if not obvious:
        raise ValidationError({"obvious": "Bara uppenbara skrivfel och liknande får rättas (36 § förvaltningslagen)."})
    corrected = RefusalCorrection(
        refusal=refusal,
        number=refusal.corrections.count() + 1,
        slip=slip,
        reasons=reasons,
        alternatives=alternatives,
        account=account,
        corrected_on=timezone.localdate(),
        corrected_by=by,
        corrected_by_title=by.acting.title,
    )
    if all(getattr(corrected, name) == getattr(refusal.words, name) for name in WORDS):
        raise ValidationError("Inget är ändrat. Rätta texten i det fält där felet finns.")
    write(corrected)
    dispatch.corrected(corrected, by=by)
    text = f"{refusal.supplier.agency} rättade ett skrivfel i beslut {refusal}."
    note("onboarding.correct", refusal.allocation.requested_service, by=by, text=text, correction=corrected.number)
    outbox.put("onboarding.documents.keep_correction", key=f"correction/{corrected.pk}", correction_id=corrected.pk)
    notices.corrected(corrected)
    return corrected


def open_annex(refusal, *, by):
    """Note who opened the secret annex, and when; the caller has found it among the documents that the person sees."""
    check_right("onboarding.open_annex", refusal, by=by)
    note("onboarding.open_annex", refusal, by=by, text=f"Den sekretessbelagda bilagan till beslut {refusal} öppnades.")
