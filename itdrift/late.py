"""The codes of a ValidationError that says that somebody was before: saved meanwhile, or did what leads on from here."""

from itertools import chain

from django.core.exceptions import ValidationError

CHANGED, LATE = "changed", "state"


def each_error(error: ValidationError) -> list[ValidationError]:
    """Return the errors that one ValidationError holds, whether at fields or not."""
    return list(chain(*error.error_dict.values())) if hasattr(error, "error_dict") else error.error_list


def is_late(error: ValidationError) -> bool:
    """Return whether it says that somebody else was before."""
    return any(one.code in (CHANGED, LATE) for one in each_error(error))
