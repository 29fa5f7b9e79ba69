"""10 §: the text of an agreement, its fifteen personal-data terms and its sub-processors."""

import re

from django import forms
from django.utils import timezone

from itdrift import number_fields
from itdrift.forms import DateInput, SharedForm
from registry.models import ModelDocument
from registry.ordinance import Part

from ..models import Agreement, PersonalDataTerms, RequestedService, SubProcessor
from ..models.personal_data import TERMS
from ..workflow import BEING_DRAWN_UP, Status

TEXTS = ("service_levels", "secrecy", "incidents", "exit")
CONTENT = ("term_from", "term_until", "notice_months", *TEXTS)
MOST_SUB_PROCESSORS = 30

# What a concrete term can look like: one that only repeats article 28 says nothing of this processing.
EXAMPLES = {
    "subject_matter": "servrarna och databaserna för vårt ärendesystem",
    "duration": "från driftstart till dess att all information är återlämnad och raderad",
    "nature": "lagring, säkerhetskopiering varje natt och felsökning i loggar",
    "purpose": "att driva ärendesystemet åt oss, och inget annat",
    "data_types": "namn, personnummer, adress och uppgifter i ärenden",
    "data_subjects": "företrädare för företag, ombud och våra anställda",
    "controller_rights": "vi beslutar vilka som får åtkomst och får när som helst ta del av loggarna",
    "instructions": "systemägaren lämnar instruktioner skriftligen, och båda parter diarieför dem",
    "confidentiality": "bara namngivna drifttekniker har åtkomst, och de har upplysts om sekretessen",
    "security": "kryptering vid lagring och överföring, inloggning i två steg, loggar sparas i två år",
    "sub_processing": "nya underbiträden meddelas 30 dagar i förväg, och vi kan invända",
    "data_subject_rights": "underlag till registerutdrag lämnas inom fem arbetsdagar",
    "assistance": "personuppgiftsincidenter meddelas dataskyddsombudet inom 24 timmar",
    "deletion": "återlämnas i öppet format inom 30 dagar och raderas ur alla kopior inom 90 dagar",
    "audits": "vi får granska på plats en gång om året, efter besked 14 dagar före",
}


def proposed_texts():
    """Return the texts that the model for agreements in force proposes (4 § second paragraph, 3), by field.

    Each begins after a line "# " and the field's label. A model without such lines proposes nothing.
    """
    model = ModelDocument.objects.current().filter(kind=ModelDocument.Kind.AGREEMENT).first()
    _, *parts = re.split(r"^# +(.+)$", model.text if model else "", flags=re.MULTILINE)
    written = {heading.strip().lower(): body.strip() for heading, body in zip(parts[::2], parts[1::2], strict=True)}
    labels = {name: str(Agreement._meta.get_field(name).verbose_name) for name in TEXTS}
    return {name: written.get(labels[name].lower(), "") for name in TEXTS}


class ContentForm(forms.ModelForm):
    """The term and the texts. `content` is what the act is given; nothing is saved here."""

    all_optional = True  # the help texts say what may be left out

    class Meta:
        model = Agreement
        fields = CONTENT
        formfield_callback = number_fields.formfield
        widgets = {
            "term_from": DateInput,
            "term_until": DateInput,
            **{name: forms.Textarea({"rows": 7}) for name in TEXTS},
        }
        help_texts = {
            "term_until": "Tomt betyder tills vidare.",
            "incidents": "Vem som meddelar vem, hur snabbt och hur ni når varandra.",
            "exit": "Hur överenskommelsen ändras och sägs upp, och vad som händer med informationen efteråt.",
        }
        error_messages = {
            "term_from": {"required": "Ange från och med vilken dag överenskommelsen gäller."},
            "notice_months": {
                "required": "Ange uppsägningstiden i månader.",
                "invalid": "Ange ett helt antal månader.",
            },
            "service_levels": {"required": "Ange servicenivåer och öppettider."},
            "secrecy": {"required": "Ange vem som gör lämplighetsbedömningen (10 kap. 2 a § OSL)."},
            "incidents": {"required": "Ange hur incidenter meddelas och vilka som är kontakter."},
            "exit": {"required": "Ange hur överenskommelsen ändras, sägs upp och avvecklas."},
        }

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("term_from"), cleaned.get("term_until")
        if start and end and end <= start:
            self.add_error("term_until", "Slutdatum ska vara senare än startdatum.")
        return cleaned

    @property
    def content(self):
        return {name: self.cleaned_data[name] for name in CONTENT}

    @property
    def term(self):
        return [self[name] for name in CONTENT if name not in TEXTS]

    @property
    def texts(self):
        return [self[name] for name in TEXTS]


def free_services(case, *, by):
    """Return the services of the case that `by` may put in a new agreement: taken on, and in none that is under way."""
    free = RequestedService.objects.filter(registration=case, status=Status.ACCEPTED)
    free = free.exclude(agreement_lines__agreement__status__in=BEING_DRAWN_UP)
    if by.acting.mandate.part == Part.SUPPLIER:
        free = free.filter(supplier=by.acting.mandate).exclude(allocations__allocated_by=by)
    return free.select_related("delivered_service", "supplier__agency")


class DrawUpForm(ContentForm):
    """Which services, and the text as the model proposes it."""

    requested_services = forms.TypedMultipleChoiceField(
        label="Tjänster",
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={"required": "Välj minst en tjänst."},
    )

    def __init__(self, data=None, *, services):
        self.services = {requested_service.pk: requested_service for requested_service in services}
        first = {"requested_services": list(self.services), "term_from": timezone.localdate(), **proposed_texts()}
        super().__init__(data, initial=first)
        self.fields["requested_services"].choices = [
            (pk, f"{requested_service.delivered_service} från {requested_service.supplier.agency}")
            for pk, requested_service in self.services.items()
        ]

    @property
    def chosen(self):
        return [self.services[pk] for pk in self.cleaned_data["requested_services"]]


class SubProcessorForm(forms.ModelForm):
    """One row. A row in which nothing but the country stands is empty."""

    all_optional = True

    class Meta:
        model = SubProcessor
        fields = ("name", "org_number", "task", "country")
        error_messages = {
            "name": {"required": "Ange underbiträdets namn."},
            "task": {"required": "Ange vad underbiträdet gör med personuppgifterna."},
            "country": {"required": "Ange i vilket land uppgifterna behandlas."},
        }

    def has_changed(self):
        return bool(set(self.changed_data) - {"country"})


SubProcessors = forms.formset_factory(
    SubProcessorForm, extra=3, max_num=MOST_SUB_PROCESSORS, absolute_max=MOST_SUB_PROCESSORS, validate_max=True
)


class ReviseForm(SharedForm, ContentForm):
    """The whole content of a draft: with personal data also the terms of GDPR art. 28(3), of which any may wait."""

    def __init__(self, data=None, *, agreement):
        super().__init__(data, instance=agreement, now=agreement.content_digest())
        self.personal_data = agreement.personal_data
        if self.personal_data:
            self.fields |= forms.fields_for_model(
                PersonalDataTerms,
                list(TERMS),
                widgets={name: forms.Textarea({"rows": 4}) for name in TERMS},
                help_texts={name: f"{TERMS[name][1]}. Till exempel: {EXAMPLES[name]}." for name in TERMS},
            )
            self.initial |= forms.model_to_dict(agreement.personal_data_terms, list(TERMS))
        self.sub_processors = SubProcessors(
            data,
            prefix="underbitraden",
            initial=None if data else agreement.sub_processors.values("name", "org_number", "task", "country"),
            form_kwargs={"empty_permitted": True, "use_required_attribute": False},
        )

    def clean(self):
        cleaned = super().clean()
        if self.personal_data and not self.sub_processors.is_valid():
            self.add_error(None, "Rätta uppgifterna om underbiträden.")
        return cleaned

    @property
    def terms(self):
        return {name: self.cleaned_data[name] for name in TERMS if self.personal_data}

    @property
    def written_sub_processors(self):
        """Return the sub-processors written, as dicts."""
        return [form.cleaned_data for form in self.sub_processors if self.personal_data and form.has_changed()]

    @property
    def processing(self):
        """Return the fields of what the processing is (art. 28.3, first part)."""
        return [self[name] for name, (_, article) in TERMS.items() if article == "Art. 28.3"]

    @property
    def undertakings(self):
        """Return the fields of what the processor undertakes (art. 28.3 a–h)."""
        return [self[name] for name, (_, article) in TERMS.items() if article != "Art. 28.3"]


class SignForm(forms.Form):
    """What the person was shown, by its checksum."""

    seen = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "Läs innehållet innan du undertecknar."},
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet syns för alla parter.",
        error_messages={"required": "Ange varför överenskommelsen avbryts."},
    )
