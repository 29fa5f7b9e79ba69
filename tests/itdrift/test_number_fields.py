"""A number is read as people in Sweden write it, or refused in words; it is never silently another number."""

import re
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from itdrift.number_fields import NO_NUMBER, NOT_WHOLE, NumberField, WholeNumberField, as_number
from itdrift.templatetags.swedish import tal
from onboarding.filing.forms import _field as field_of_question
from onboarding.filing.questions import STEPS
from onboarding.models import InterestRegistration, RequestedService
from registry.admin import Plain

READ = {
    "525000": "525000",
    "525 000": "525000",
    "525\N{NO-BREAK SPACE}000": "525000",
    "525\N{NARROW NO-BREAK SPACE}000,5": "525000.5",
    " 1 525 000,50 ": "1525000.50",
    "1.525.000": "1525000",
    "525.000,50": "525000.50",
    "12,5": "12.5",
    "12.5": "12.5",
    "0,125": "0.125",
    "0.125": "0.125",
    "1250,125": "1250.125",
    "1 250,125": "1250.125",
    "-3": "-3",
    "\N{MINUS SIGN}3": "-3",
    "0": "0",
    "007": "7",
}
UNCLEAR = {
    "525.000": "”525.000” kan läsas både som 525 000 och som 525. Skriv det du menar på något av de två sätten.",
    "1.000": "”1.000” kan läsas både som 1 000 och som 1. Skriv det du menar på något av de två sätten.",
    "1,000": "”1,000” kan läsas både som 1 000 och som 1. Skriv det du menar på något av de två sätten.",
    "525.600": "”525.600” kan läsas både som 525 600 och som 525,6. Skriv det du menar på något av de två sätten.",
    "-1,250": "”-1,250” kan läsas både som −1 250 och som −1,25. Skriv det du menar på något av de två sätten.",
    "01.000": "”01.000” kan läsas både som 1 000 och som 1. Skriv det du menar på något av de två sätten.",
    "12,345": "”12,345” är otydligt. Skriv 12 345 om det är vad du menar, och annars talet med högst två decimaler.",
}
NONE = ["12 st", "många", "1e5", "NaN", "Infinity", "0x10", "١٢", "½", "1 2", "5250 00", "1,2,3", "1.2.3", "1,000.50"]
NONE += ["1 525.000", "12,", ",5", "--1", "1 000 00", "12'500", "9" * 41, "9" * 5000]
# A key in an address, written by the program itself: no number that people write.
KEYS = {"VersionChoice.version", "ReadAllForm.till", "FromCatalogue.tjanst", "PageForm.efter", "QueuePage.tjanst"}


@pytest.mark.parametrize("written", READ)
def test_a_number_is_read(written):
    assert as_number(written) == Decimal(READ[written])
    assert NumberField().clean(written) == Decimal(READ[written])


@pytest.mark.parametrize("written", UNCLEAR)
@pytest.mark.parametrize("field", [NumberField(), WholeNumberField(), NumberField(error_messages={"invalid": "Nej."})])
def test_what_could_be_two_numbers_is_asked_about(written, field):
    with pytest.raises(ValidationError) as refused:
        field.clean(written)
    assert [re.sub(r"\s", " ", said) for said in refused.value.messages] == [UNCLEAR[written]]


@pytest.mark.parametrize("written", NONE)
def test_what_is_no_number_is_refused(written):
    for field, said in ((NumberField(), NO_NUMBER), (WholeNumberField(), NOT_WHOLE)):
        with pytest.raises(ValidationError) as refused:
            field.clean(written)
        assert refused.value.messages == [said]


def test_a_whole_number_has_no_decimals():
    assert WholeNumberField().clean("525 000") == WholeNumberField().clean("525000,0") == 525000
    with pytest.raises(ValidationError, match=NOT_WHOLE):
        WholeNumberField().clean("12,5")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_what_the_program_writes_it_reads(number):
    assert as_number(tal(number, 2)) == number
    assert as_number(tal(number)) == number


@given(st.text(alphabet="0123456789., -\N{NO-BREAK SPACE}", max_size=12))
def test_whatever_is_read_has_the_digits_that_were_written(written):
    try:
        number = as_number(written)
    except ValidationError:
        return
    decimals = -number.as_tuple().exponent
    assert int(abs(number).scaleb(decimals)) == int(re.sub(r"\D", "", written))
    assert not decimals or written.rstrip()[-decimals - 1] in ",."


def every_form(of=forms.BaseForm):
    for form in of.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_number_of_every_form_goes_this_way(admin_site_forms):
    assert get_resolver().url_patterns  # all pages are loaded, and with them their forms
    questions = [(q, InterestRegistration) for step in STEPS for q in step.questions]
    questions += [(q, RequestedService) for step in STEPS for q in step.of_services]
    fields = {
        f"StepForm.{question.name}": field_of_question(question, model._meta.get_field(question.name), None)
        for question, model in questions
        if hasattr(model, question.name)
    }
    for form in [*every_form(), *admin_site_forms]:
        fields |= {f"{form.__name__}.{name}": field for name, field in getattr(form, "base_fields", {}).items()}
    numbers = {name: field for name, field in fields.items() if isinstance(field, forms.IntegerField)}
    astray = {name for name, field in numbers.items() if not isinstance(field, (NumberField, WholeNumberField))}
    not_ours = ("PeriodicTaskForm.", "ManagementForm.")
    assert {name for name in astray if not name.startswith(not_ours)} == KEYS
    assert len(numbers) > 20


@pytest.fixture
def admin_site_forms(cast):
    request = RequestFactory().get("/")
    request.user = cast.admin
    return [made.get_form(request) for made in admin.site._registry.values() if isinstance(made, Plain)]
