"""Numbers as people in Sweden write them: 525 000 or 12,5. What could be two numbers is asked about, never guessed."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from .templatetags.swedish import tal

MOST = 40  # characters: no number that is asked for has more
UNCLEAR = "”{}” kan läsas både som {} och som {}. Skriv det du menar på något av de två sätten."
THREE_DECIMALS = "”{}” är otydligt. Skriv {} om det är vad du menar, och annars talet med högst två decimaler."
NO_NUMBER = "Skriv ett tal med siffror, till exempel 525\N{NO-BREAK SPACE}000 eller 12,5."
NOT_WHOLE = "Skriv ett heltal med siffror, utan decimaler."

PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
BLANKS = re.compile(r"-?\d{1,3}(?: \d{3})+(?:,\d+|\.\d{1,2})?", re.ASCII)  # 525 000,50
POINTS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})", re.ASCII)  # 525.000,50 and 1.525.000
TWO_NUMBERS = re.compile(
    r"(-?(?:[1-9]\d{0,2}|0\d{1,2}))[.,](\d{3})", re.ASCII
)  # 525.000 and 1,000: thousands, or decimals


def as_number(written: str) -> Decimal:
    """Return the number that was written. Raises ValidationError: "invalid" when it is none, "unclear" when it could be two."""
    text = re.sub(r"\s", " ", written.strip()).replace("\N{MINUS SIGN}", "-")
    if unclear := TWO_NUMBERS.fullmatch(text):
        readings = tal("".join(unclear.groups())), tal(".".join(unclear.groups()))
        asked = UNCLEAR if text.endswith("0") else THREE_DECIMALS  # three decimals would be asked about again
        raise ValidationError(asked.format(written.strip(), *readings), code="unclear")
    if len(text) <= MOST:
        if PLAIN.fullmatch(text) or BLANKS.fullmatch(text):
            return Decimal(text.replace(" ", "").replace(",", "."))
        if POINTS.fullmatch(text):
            return Decimal(text.replace(".", "").replace(",", "."))
    raise ValidationError(NO_NUMBER, code="invalid")


class NumberInput(forms.TextInput):
    """Shows what was typed as it was typed, and what is saved as it is written: 125000,50."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, Decimal):
            return re.sub(r"\.0+$", "", f"{value:f}").replace(".", ",")
        return super().format_value(value)


class WrittenNumber(forms.Field):
    """Is a field that reads what people write; numbers that come from the program itself are taken as they are."""

    widget = NumberInput

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                value = as_number(value)
            except ValidationError as error:
                # the field may say in its own words what it asks for
                said = self.error_messages["invalid"] if error.code == "invalid" else error.message
                raise ValidationError(said, code=error.code) from None
        return super().to_python(value)


class NumberField(WrittenNumber, forms.DecimalField):
    """Asks for a number that may have decimals."""

    default_error_messages = {"invalid": NO_NUMBER}


class WholeNumberField(WrittenNumber, forms.IntegerField):
    """Asks for a whole number; 250,0 is one."""

    default_error_messages = {"invalid": NOT_WHOLE}


FIELDS = {models.DecimalField: NumberField} | dict.fromkeys(
    (models.IntegerField, models.BigIntegerField), WholeNumberField
)


def formfield(field, **options):
    """Return the form field of a model field; for the `formfield_callback` of forms that are made from models."""
    reads = next((reads for kind, reads in FIELDS.items() if isinstance(field, kind)), None)
    return field.formfield(**({"form_class": reads} if reads else {}), **options)
