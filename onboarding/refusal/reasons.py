"""What is asked of the reasons of a refusal, in words, and how the forms draw a field for a longer text (8 §)."""

from django import forms

from ..models.refusal import REASONS_AT_LEAST

MUST_SAY_WHY = "Förordningen kräver att den som nekar anslutning anger skälen (8 §)."
WHY = f"Ange skälen. {MUST_SAY_WHY}"
CHOOSE_GROUND = "Välj vilken förutsättning som saknas."
MEET_IT = "Skriv vad myndigheten har anfört och varför det inte ändrar beslutet (32 § förvaltningslagen)."
KEEP_OPEN = "Inga uppgifter som omfattas av sekretess, och inget om sårbarheter."


def textarea(rows):
    return forms.Textarea({"rows": rows})


def enough(reasons):
    """Return the reasons, if they are long enough (8 §); raises ValidationError, which says how much is missing.

    It is the constraint's own rule, so that the error stands at the field.
    """
    written = sum(map(str.isalnum, reasons))
    if written < REASONS_AT_LEAST:
        raise forms.ValidationError(
            f"Skälen är för korta: {written} bokstäver och siffror. Ange minst {REASONS_AT_LEAST}. {MUST_SAY_WHY}"
        )
    return reasons
