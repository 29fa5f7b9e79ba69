"""33, 43–44 §§ FL: the agency's choice in words, as a decision prints it."""

from ..models import AppealChoice
from ..models.appeal import AppealSays


def appeal_text(choice: AppealChoice | None, number: str) -> str:
    """Return the paragraphs on appeal of the decision with that diary number; "" where the agency lets it say nothing.

    43 § FL: to whom, in writing, handed in where, and what it says; 44 §: three weeks, for an agency from the day on
    which the decision was given. The recipients are agencies.
    """
    if choice is None or choice.says == AppealSays.NOTHING:
        return ""
    if choice.says == AppealSays.MAY_NOT:
        return f"Beslutet får inte överklagas enligt {choice.provision}."
    return (
        f"Beslutet kan överklagas till {choice.court}. Skriv vilket beslut ni överklagar (diarienummer {number}), hur ni "
        "vill att beslutet ska ändras och varför.\n\n"
        f"Ställ överklagandet till {choice.court}, men lämna det till {choice.agency}: {choice.submit_to}. "
        "En part som företräder det allmänna ska ha lämnat sitt överklagande inom tre veckor från den dag då beslutet "
        "meddelades. En annan part ska ha lämnat det inom tre veckor från den dag då parten fick del av beslutet "
        "(43 och 44 §§ förvaltningslagen)."
    )
