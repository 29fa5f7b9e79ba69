"""The lists that a person comes back to: the person's own, in one mandate. No acts of the ordinance, and not journalled."""

from django.core.exceptions import ValidationError
from django.db import transaction

from registry.acts import write
from registry.models import User
from registry.ordinance import Part
from registry.rights import NotAllowed, acting_for

from ..models import SavedFilter

MOST = 30


@transaction.atomic
def save_filter(*, by: User, name: str, query: str) -> SavedFilter:
    """Keep what a list is narrowed to, under a name of one's own. Raises NotAllowed, ValidationError."""
    mandate = acting_for(by, *Part)
    if SavedFilter.objects.of(by).count() >= MOST:
        raise ValidationError(f"Du har redan {MOST} sparade urval. Ta bort något av dem först.")
    return write(SavedFilter(user=by, mandate=mandate, name=name.strip(), query=query))


@transaction.atomic
def delete_filter(saved: SavedFilter, *, by: User) -> None:
    """Take away a saved filter of one's own."""
    if not SavedFilter.objects.of(by).filter(pk=saved.pk).exists():
        raise NotAllowed("Urvalet är inte ditt i det uppdrag som du arbetar i nu.")
    saved.delete()
