"""30–31 §§ FL: who presented a matter, or that nobody did, who else took part in the decision, and who dissented."""

from django.db import models
from django.db.models import Q

SAYS_SOMETHING = "[[:alnum:]]"  # a dash, a point or a picture says nothing
WHO_TOOK_PART = "Ange vilka fler som deltog, eller bekräfta att ingen annan deltog (31 § förvaltningslagen)."
WHO_PRESENTED = "Välj föredragande, eller ange stödet för att avgöra utan föredragning (20 § myndighetsförordningen)."


class TakingPart(models.Model):
    """What a decision says beside who decided it. `presented_by` is the decision's own."""

    no_presenter = models.CharField("stöd för att avgöra utan föredragning", max_length=300, blank=True)
    others = models.CharField("andra som deltog i den slutliga handläggningen", max_length=500, blank=True)
    nobody_else = models.BooleanField("ingen annan deltog i den slutliga handläggningen", default=False)
    dissent = models.TextField("avvikande mening", max_length=5000, blank=True)

    class Meta:
        abstract = True


def presented_or_not(name: str, unless: Q | None = None) -> models.CheckConstraint:
    """Return the constraint that somebody presented it, or that it says on what it was decided without."""
    one = Q(presented_by__isnull=False, no_presenter="") | Q(presented_by=None, no_presenter__regex=SAYS_SOMETHING)
    return models.CheckConstraint(
        condition=one if unless is None else unless | one, name=name, violation_error_message=WHO_PRESENTED
    )


def others_or_nobody(name: str, unless: Q | None = None) -> models.CheckConstraint:
    """Return the constraint that it says who else took part, or that nobody did."""
    one = Q(others__regex=SAYS_SOMETHING, nobody_else=False) | Q(~Q(others__regex=SAYS_SOMETHING), nobody_else=True)
    return models.CheckConstraint(
        condition=one if unless is None else unless | one, name=name, violation_error_message=WHO_TOOK_PART
    )
