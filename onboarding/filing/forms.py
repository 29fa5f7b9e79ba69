"""7 §: each step of the registration of interest as a form, made from the table of questions; and taking it back."""

from copy import copy
from decimal import Decimal

from django import forms
from django.db import models

from itdrift.forms import DateInput, NumberInput, SharedForm

from ..models.interest import ACKNOWLEDGEMENT
from .draft import applies_here
from .questions import CLASSES, RADIOS, Said, field_of, is_blank

GO_ON = "fortsatt"  # the button that goes on to the next step, and asks for what is lacking; the other only saves
YES_OR_NO = [("ja", "Ja"), ("nej", "Nej")]
OTHER_CHANNEL = "annan"  # an information class above the scale: never stored (KRT-1)
DIGITS = {"invalid": "Skriv med siffror, till exempel 250."}
VOLUME = {"invalid": "Fyll i volymen med siffror, till exempel 250."}
EMAIL = {"invalid": "Skriv en fullständig e-postadress, till exempel anna@myndighet.se."}
ROWS = {"need": 7, "security_effect": 5, "cost_effect": 5}


class StepForm(SharedForm):
    """The questions of a step, of the registration and of each service asked for.

    An answer that is missing is asked for only with the button GO_ON, and only where the question applies.
    """

    use_required_attribute = False  # what is asked depends on other answers, and a step may be left incomplete

    def __init__(self, data=None, *, step, draft, **options):
        super().__init__(data, now=draft.fingerprint(step), **options)
        self.step, self.draft, self.rows = step, draft, draft.said.services
        self.asked = [(question, draft.case, None) for question in step.questions]
        self.asked += [(question, row, row) for row in self.of_services() for question in step.of_services]
        for question, row, asked in self.asked:
            name = field_of(question, asked)
            self.fields[name] = _field(question, row._meta.get_field(question.name), asked)
            self.initial.setdefault(name, as_written(getattr(row, question.name)))

    def of_services(self):
        """The services of which something is asked in the step."""
        return self.rows

    def full_clean(self):
        """What is left blank is looked at in `clean`, when it is known whether it applies."""
        required = [field for field in self.fields.values() if field.required]
        for field in required:
            field.required = False
        super().full_clean()
        for field in required:
            field.required = True
        self._say_of_which_service()

    def _say_of_which_service(self):
        """What is wrong with an answer about one service names it: the same is asked of each."""
        for question, _, asked in self.asked:
            found = self._errors.get(field_of(question, asked)) if asked else None
            if found:
                found.data = [f"{asked}: {error}" for error in found]

    def clean(self):
        super().clean()
        said = self.typed()
        if self.data.get("sedan") == GO_ON and applies_here(self.step, said):
            self._ask_for_what_is_missing(said)
        for asked in said.services if self.step.key == "behov" else []:
            if asked.latest_on and asked.wanted_from and asked.latest_on < asked.wanted_from:
                self.add_error(
                    f"latest_on_{asked.pk}", "Senaste datum ska vara samma dag som önskad start eller senare."
                )

    def _ask_for_what_is_missing(self, said):
        rows = {asked.pk: asked for asked in said.services}
        for question, _, asked in self.asked:
            row = rows.get(asked.pk) if asked else None
            name = field_of(question, asked)
            if not question.missing or name in self.errors or (asked and row is None):
                continue
            if question.applies(said, row) and is_blank(self.cleaned_data.get(name)):
                self.add_error(name, question.missing)

    def typed(self):
        """What the registration would say with these answers, as Said."""
        case = self._with(self.draft.case, self.step.questions, None)
        return Said(case, [self._with(asked, self.step.of_services, asked) for asked in self.rows])

    def _with(self, row, questions, asked):
        row = copy(row)
        for question in questions:
            value = self.cleaned_data.get(field_of(question, asked), getattr(row, question.name))
            setattr(row, question.name, None if value == OTHER_CHANNEL else value)
        return row

    def said(self):
        """The parameters of the act `edit`."""
        said = {"answers": self.answers(), "of_services": {row.pk: self._of(row) for row in self.rows}}
        return {**said, "step": self.step, "seen": self.cleaned_data["seen"]}

    def answers(self):
        """The fields of InterestRegistration."""
        return {question.name: self.cleaned_data[question.name] for question in self.step.questions}

    def _of(self, row):
        return {question.name: self.cleaned_data[field_of(question, row)] for question in self.step.of_services}

    def services(self):
        """For each service its bound fields, as (service, {name of the question: bound field})."""
        return [(row, {q.name: self[field_of(q, row)] for q in self.step.of_services}) for row in self.rows]


class RequirementsForm(StepForm):
    """The step with the information classes. Above the scale nothing is stored but that it is handled elsewhere (KRT-1)."""

    @property
    def elsewhere(self):
        """The services with a class that is not to be said here."""
        return [
            row for row in self.rows if any(self.cleaned_data.get(f"{n}_{row.pk}") == OTHER_CHANNEL for n in CLASSES)
        ]

    def answers(self):
        return {**super().answers(), **({"other_channel": True} if self.elsewhere else {})}

    def _of(self, row):
        return {**super()._of(row), **(dict.fromkeys(CLASSES) if row in self.elsewhere else {})}


def _field(question, field, asked):
    """The form's field of a question. Widgets: what a person writes with, and reads the same afterwards."""
    label = question.ask or str(field.verbose_name)
    if question.unit == "volume":
        label = f"{label} ({asked.service.unit})" if asked and asked.service_id else label
    said = {"label": label[0].upper() + label[1:], "required": bool(question.missing), "help_text": field.help_text}
    if isinstance(field, models.BooleanField):
        return _yes_or_no(**said)
    if field.choices:
        return _choice(field, **said)
    return field.formfield(**said, **_writing(field))


def _yes_or_no(**said):
    return forms.TypedChoiceField(
        choices=YES_OR_NO, coerce=lambda answer: answer == "ja", empty_value=None, widget=forms.RadioSelect, **said
    )


def _choice(field, **said):
    if field.name in CLASSES:
        above = (OTHER_CHANNEL, "Säkerhetsskydd: hanteras i en annan kanal")
        choices = [("", "Inte klassad än"), *field.choices, above]
        return forms.TypedChoiceField(choices=choices, coerce=_level, empty_value=None, **said)
    if field.name in RADIOS:
        return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **said)
    return forms.ChoiceField(choices=[("", "Inte bestämt"), *field.choices], **said)


def _level(answer):
    return answer if answer == OTHER_CHANNEL else int(answer)


def _writing(field):
    """The widget, and the rules of the model that Django's own form field does not take over."""
    rules = {"validators": field._validators} if isinstance(field, (models.DecimalField, models.DateField)) else {}
    if isinstance(field, models.DecimalField):
        digits = VOLUME if field.name in ("volume", "present_volume") else DIGITS
        return {"widget": NumberInput, "error_messages": digits, **rules}
    if isinstance(field, models.DateField):
        return {"widget": DateInput, **rules}
    if isinstance(field, models.IntegerField):
        return {"widget": NumberInput, "error_messages": DIGITS}
    if isinstance(field, models.TextField):
        return {"widget": forms.Textarea({"rows": ROWS.get(field.name, 3)})}
    return {"error_messages": EMAIL} if isinstance(field, models.EmailField) else {}


def as_written(value):
    """A saved value as a person writes it: ja, 10 rather than 10.00, 98.5 rather than 98.50."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal):
        return int(value) if value % 1 == 0 else value.normalize()
    return value


class AcknowledgeForm(forms.Form):
    """The last question before the registration is sent (SAK-1)."""

    acknowledged = forms.BooleanField(
        label=ACKNOWLEDGEMENT,
        error_messages={"required": "Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Skäl", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
