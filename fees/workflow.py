"""12 § as a table: who may set a fee, and the parts of a price."""

from django.db.models import TextChoices

from registry.ordinance import Part
from registry.workflow import ACTS, DECISION_MAKERS, quiet


class Component(TextChoices):
    """The parts of a price, each with periods of its own."""

    RUNNING = "running", "Löpande avgift per år"
    ONE_OFF = "one_off", "Engångsavgift"


FEE_ACTS = {"fees.set_fee": quiet("Bestäm avgift", "12 §", Part.SUPPLIER, DECISION_MAKERS)}

ACTS.update(FEE_ACTS)
