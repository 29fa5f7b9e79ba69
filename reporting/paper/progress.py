"""While a worker is at it the page says in words how far the making of the paper has come (11 §)."""

from dataclasses import dataclass

from django.utils import timezone

from itdrift.models import Job

STEPS = ("Väntar på tur", "Uppgifterna är sammanställda", "Handlingen är ritad")
OFTEN, SELDOM = 2, 30  # seconds until the page is read again; the second once a try has failed


@dataclass(frozen=True)
class Progress:
    """Has `reached` of the STEPS; `failure`: what went wrong, in words, or ""; `refresh`: seconds, None when given up."""

    reached: int
    failure: str = ""
    refresh: int | None = OFTEN

    @property
    def steps(self):
        """Return the steps as (words, whether it is reached, whether it is the last one reached)."""
        return [(words, n <= self.reached, n == self.reached) for n, words in enumerate(STEPS, start=1)]


def progress(report, document):
    """Return the Progress of the draft asked for, or of the decided paper until its `document` is there; else None."""
    if report.is_being_made:
        key = f"report/{report.pk}/{report.wished_revision}"
        return _progress(2 if report.cut_revision == report.wished_revision else 1, [key, f"{key}/drawn"])
    if not report.is_open and document is None:
        return _progress(2, [f"report/{report.pk}/decided"])
    return None


def _progress(reached, keys):
    failed = Job.objects.filter(key__in=keys, done_at=None).exclude(error="").first()
    if failed is None:
        return Progress(reached)
    if failed.given_up:
        words = f"Det har misslyckats {failed.attempts} gånger och görs inte om av sig självt. Anmäl det till den som sköter driften av programmet."
        return Progress(reached, words, None)
    again = timezone.localtime(failed.not_before)
    why = (
        f"Försök {failed.attempts} av {Job.MOST_ATTEMPTS} misslyckades."
        if failed.attempts
        else "Det gick inte just då."
    )
    words = f"{why} Ett nytt görs av sig självt tidigast {again:%Y-%m-%d kl. %H:%M}."
    return Progress(reached, words, SELDOM)
