"""Who has a case at each agency that handles it, and what the reader may do about that."""

from dataclasses import dataclass

from registry.ordinance import Part


@dataclass(frozen=True)
class Officers:
    """named: (Taker, name) of each that has one. may_take: nobody has it at the reader's own agency, and the reader may."""

    named: list
    may_take: bool
    may_give: bool


def of_case(case, user, takers):
    """Return the Officers of a case that `holds` what it has; takers: as parties.takers tells."""
    held = dict(_read(case.holds["officers"] or {}))
    mandate = user.acting.mandate if user.acting else None
    is_mine = mandate and (Part(mandate.part).label, mandate.agency_id) in held
    return Officers(
        [(one, held[one.part, one.agency.pk]) for one in takers if (one.part, one.agency.pk) in held],
        not is_mine and user.has_perm("onboarding.take_case", case),
        user.has_perm("onboarding.give_case", case),
    )


def _read(held):
    """Yield ((the part in words, the agency's key), the name) of what the database says."""
    for of, name in held.items():
        part, agency = of.split()
        yield (Part(part).label, int(agency)), name
