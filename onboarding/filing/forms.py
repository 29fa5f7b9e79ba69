"""7 §: each step of the registration of interest as a form, made from the table of questions; and taking it back."""

from copy import copy
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.db import models
from django.utils import timezone

from itdrift import number_fields
from itdrift.forms import DateInput, SharedForm
from registry.models import Membership

from ..models.interest import ACKNOWLEDGEMENT
from .draft import applies_here
from .questions import CLASSES, EVERYTHING, RADIOS, Answers, field_of, is_blank

GO_ON = "fortsatt"  # the button that goes on to the next step, and asks for what is lacking; the other only saves
ASKED_WITHIN = timedelta(days=14)  # proposed, and changed as the asker likes
YES_OR_NO = [("ja", "Ja"), ("nej", "Nej")]
OTHER_CHANNEL = "annan"  # an information class above the scale: never stored (KRT-1)
DIGITS = {"invalid": "Skriv med siffror, till exempel 250."}
VOLUME = {"invalid": "Fyll i volymen med siffror, till exempel 250."}
EMAIL = {"invalid": "Skriv en fullständig e-postadress, till exempel anna@myndighet.se."}
# What the browser knows of the person (WCAG 1.3.5), and the keyboard that a telephone shows.
CONTACT = {"contact_name": ("name", "text"), "contact_email": ("email", "email"), "contact_phone": ("tel", "tel")}
ROWS = {"need": 7, "security_effect": 5, "cost_effect": 5}


class StepForm(SharedForm):
    """The questions of a step, of the registration and of each service asked for.

    An answer that is missing is asked for only with the button GO_ON, and only where the question applies.
    """

    use_required_attribute = False  # what is asked depends on other answers, and a step may be left incomplete

    def __init__(self, data=None, *, step, draft, **options):
        super().__init__(data, now=draft.fingerprint(step), **options)
        self.step, self.draft, self.requested_services = step, draft, draft.answers.services
        # each question with the instance that holds the answer, and the requested service that it is asked of, or None
        self.questions = [(question, draft.case, None) for question in step.questions]
        self.questions += [(question, one, one) for one in self.of_services() for question in step.of_services]
        for question, instance, requested_service in self.questions:
            name = field_of(question, requested_service)
            self.fields[name] = _field(question, instance._meta.get_field(question.name), requested_service)
            self.initial.setdefault(name, as_written(getattr(instance, question.name)))

    def of_services(self):
        """Return the requested services of which something is asked in the step."""
        return self.requested_services

    def full_clean(self):
        """What is left blank is looked at in `clean`, when it is known whether it applies."""
        required = [field for field in self.fields.values() if field.required]
        for field in required:
            field.required = False
        super().full_clean()
        for field in required:
            field.required = True
        self._name_the_service_in_errors()

    def _name_the_service_in_errors(self):
        """What is wrong with an answer about one service names it: the same is asked of each."""
        for question, _, requested_service in self.questions:
            found = self._errors.get(field_of(question, requested_service)) if requested_service else None
            if found:
                found.data = [f"{requested_service}: {error}" for error in found]

    def clean(self):
        super().clean()
        answers = self.typed()
        if self.data.get("sedan") == GO_ON and applies_here(self.step, answers):
            self._ask_for_what_is_missing(answers)
        for service in answers.services:
            asked = f"latest_on_{service.pk}" in self.cleaned_data
            if asked and service.latest_on and service.wanted_from and service.latest_on < service.wanted_from:
                self.add_error(
                    f"latest_on_{service.pk}", "Senaste datum ska vara samma dag som önskad start eller senare."
                )

    def _ask_for_what_is_missing(self, answers):
        typed_services = {service.pk: service for service in answers.services}
        for question, _, requested_service in self.questions:
            typed = typed_services.get(requested_service.pk) if requested_service else None
            name = field_of(question, requested_service)
            if not question.missing or name in self.errors or (requested_service and typed is None):
                continue
            if question.applies(answers, typed) and is_blank(self.cleaned_data.get(name)):
                self.add_error(name, question.missing)

    def typed(self):
        """Return the Answers that the registration would hold with what is typed."""
        case = self._with(self.draft.case, self.step.questions, None)
        return Answers(case, [self._with(one, self.step.of_services, one) for one in self.requested_services])

    def _with(self, instance, questions, requested_service):
        instance = copy(instance)
        for question in questions:
            value = self.cleaned_data.get(field_of(question, requested_service), getattr(instance, question.name))
            setattr(instance, question.name, None if value == OTHER_CHANNEL else value)
        return instance

    def changes(self):
        """Return the parameters of the act `edit`."""
        of_services = {service.pk: self._of(service) for service in self.requested_services}
        return {"answers": self.answers(), "of_services": of_services, **self.place()}

    def place(self):
        """Return which step is saved, on what its writer saw, and whether the writer is done with it."""
        finished = self.data.get("sedan") == GO_ON
        return {"step": self.step, "seen": self.cleaned_data["seen"], "finished": finished}

    def answers(self):
        """Return the fields of InterestRegistration, by name."""
        return self._typed_of(self.step.questions, None)

    def _of(self, service):
        return self._typed_of(self.step.of_services, service)

    def _typed_of(self, questions, service):
        typed = {question.name: field_of(question, service) for question in questions}
        return {name: self.cleaned_data[field] for name, field in typed.items() if field in self.fields}

    def services(self):
        """Return for each requested service its bound fields, as (requested service, {name of the question: bound field})."""
        return [
            (
                service,
                {q.name: self[name] for q in self.step.of_services if (name := field_of(q, service)) in self.fields},
            )
            for service in self.requested_services
        ]


class RequirementsForm(StepForm):
    """The step with the information classes. Above the scale nothing is stored but that it is handled elsewhere (KRT-1)."""

    @property
    def elsewhere(self):
        """Return the services with a class that is not to be said here."""
        return [
            service
            for service in self.requested_services
            if any(self.cleaned_data.get(f"{name}_{service.pk}") == OTHER_CHANNEL for name in CLASSES)
        ]

    def answers(self):
        return {**super().answers(), **({"other_channel": True} if self.elsewhere else {})}

    def _of(self, service):
        return {**super()._of(service), **(dict.fromkeys(CLASSES) if service in self.elsewhere else {})}


class CompleteForm(RequirementsForm):
    """What a registration that came another way leaves unanswered, of all steps at once; what it says is not asked again."""

    acknowledged = forms.BooleanField(
        label=ACKNOWLEDGEMENT,
        error_messages={"required": "Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."},
    )

    def __init__(self, data=None, *, draft):
        super().__init__(data, step=EVERYTHING, draft=draft)
        self.questions, every = [], self.questions
        for question, instance, requested_service in every:
            if is_blank(getattr(instance, question.name)):
                self.questions.append((question, instance, requested_service))
            else:
                del self.fields[field_of(question, requested_service)]

    def clean(self):
        super().clean()
        if not self.cleaned_data.get("acknowledged"):
            self.add_error("acknowledged", self.fields["acknowledged"].error_messages["required"])

    def completed(self):
        """Return the parameters of the act `complete`."""
        of_services = {service.pk: self._of(service) for service in self.requested_services}
        return {
            "answers": self.answers(),
            "of_services": of_services,
            "acknowledged": self.cleaned_data["acknowledged"],
        }


def _field(question, field, requested_service):
    """Return the form's field of a question. Widgets: what a person writes with, and reads the same afterwards."""
    label = question.ask or str(field.verbose_name)
    if question.unit == "volume":
        with_unit = requested_service and requested_service.service_id
        label = f"{label} ({requested_service.service.unit})" if with_unit else label
    options = {"label": label[0].upper() + label[1:], "required": bool(question.missing), "help_text": field.help_text}
    if isinstance(field, models.BooleanField):
        return _yes_or_no(**options)
    if field.choices:
        return _choice(field, **options)
    return number_fields.formfield(field, **options, **_writing(field))


def _yes_or_no(**options):
    return forms.TypedChoiceField(
        choices=YES_OR_NO, coerce=lambda answer: answer == "ja", empty_value=None, widget=forms.RadioSelect, **options
    )


def _choice(field, **options):
    if field.name in CLASSES:
        above = (OTHER_CHANNEL, "Säkerhetsskydd: hanteras i en annan kanal")
        choices = [("", "Inte klassad än"), *field.choices, above]
        return forms.TypedChoiceField(
            choices=choices,
            coerce=lambda answer: answer if answer == OTHER_CHANNEL else int(answer),
            empty_value=None,
            **options,
        )
    if field.name in RADIOS:
        return forms.ChoiceField(choices=field.choices, widget=forms.RadioSelect, **options)
    return forms.ChoiceField(choices=[("", "Inte bestämt"), *field.choices], **options)


def _writing(field):
    """Return the widget, and the rules of the model that Django's own form field does not take over."""
    rules = {"validators": field._validators} if isinstance(field, (models.DecimalField, models.DateField)) else {}
    if isinstance(field, models.DecimalField):
        digits = VOLUME if field.name in ("volume", "present_volume") else DIGITS
        return {"error_messages": digits, **rules}
    if isinstance(field, models.DateField):
        return {"widget": DateInput, **rules}
    if isinstance(field, models.IntegerField):
        return {"error_messages": DIGITS}
    if isinstance(field, models.TextField):
        return {"widget": forms.Textarea({"rows": ROWS.get(field.name, 3)})}
    if contact := CONTACT.get(field.name):
        about, kind = contact
        options = {"widget": forms.TextInput({"type": kind, "autocomplete": about})}
        return {**options, "error_messages": EMAIL} if kind == "email" else options
    return {}


def as_written(value):
    """Return a saved value as a person writes it: ja, 10 rather than 10.00, 98.5 rather than 98.50."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Decimal):
        return int(value) if value % 1 == 0 else value.normalize()
    return value


class AskColleagueForm(forms.Form):
    """Who is asked to fill in a step, and by when; as it was asked before, if it was. `cleaned_data["colleague"]` is a Membership."""

    colleague = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Kollega",
        empty_label="Välj",
        help_text="Alla hos er som får ändra utkastet.",
        error_messages={"required": "Välj vem som ska fylla i steget."},
    )
    due = forms.DateField(
        label="Helst senast",
        widget=DateInput,
        help_text="Ett önskemål, inte ett lagkrav.",
        error_messages={"required": "Ange när ni helst vill ha steget ifyllt."},
    )

    def __init__(self, data=None, *, colleagues, before=None):
        proposed = before.due if before and not before.is_late else timezone.localdate() + ASKED_WITHIN
        same = next((one for one in colleagues if before and one.user_id == before.colleague_id), None)
        super().__init__(data, initial={"due": proposed, "colleague": same})
        self.fields["colleague"].queryset = colleagues
        self.fields["colleague"].label_from_instance = lambda membership: membership.signature


class RegisterForm(forms.Form):
    """The last question before the registration is sent (SAK-1)."""

    acknowledged = forms.BooleanField(
        label=ACKNOWLEDGEMENT,
        error_messages={"required": "Bekräfta att anmälan inte innehåller säkerhetsskyddsklassificerade uppgifter."},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Skäl", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
