"""How much e-mail a person wants."""

from django.core.exceptions import ValidationError

from ..models import User
from ..models.person import Mailing


def choose_mailing(*, by: User, mailing: str) -> User:
    """Choose when the person wants e-mail about what happens: a Mailing. Each has the choice for oneself alone."""
    if mailing not in Mailing.values:
        raise ValidationError({"mailing": "Välj när du vill ha e-post."})
    by.mailing = mailing
    by.save(update_fields=["mailing"])
    return by
