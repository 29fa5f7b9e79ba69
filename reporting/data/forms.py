"""The forms of the suppliers' data ask whom to ask, and what they answer (11 § second paragraph)."""

from itertools import chain

from django import forms

from itdrift.forms import DateInput, SharedForm, differing
from registry.models import Mandate
from registry.provisions import NAME_IT, is_provision

from ..calendar import day_of
from ..models import DataQuestion, DataRequest
from .acts import TEXTS, as_saved
from .charges import charges
from .service_year_form import service_forms


class SupplierChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, mandate):
        return mandate.agency.name


class RequestDataForm(forms.Form):
    """Asks from whom, and until when."""

    suppliers = SupplierChoice(
        Mandate.objects.none(),
        label="Leverantörsmyndigheter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en leverantörsmyndighet."},
    )
    due = forms.DateField(
        label="Svar senast",
        widget=DateInput,
        error_messages={"required": "Ange den dag då underlaget senast ska lämnas."},
    )

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["suppliers"].queryset = report.suppliers().exclude(data_requests__report=report)
        self.fields["suppliers"].initial = list(self.fields["suppliers"].queryset)
        self.fields["due"].initial = day_of("answers", report.year)
        self.fields[
            "due"
        ].help_text = (
            f"Målet är {day_of('answers', report.year)}. Redovisningen ska lämnas {report.deadline} (lagkrav)."
        )


class TextsForm(SharedForm, forms.ModelForm):
    """Asks for the supplier's own words, and what is secret of them under which provision."""

    all_optional = True

    class Meta:
        model = DataRequest
        fields = TEXTS
        widgets = dict.fromkeys(["effects", "risks", "obstacles", "annex"], forms.Textarea({"rows": 6}))
        help_texts = {
            "effects": "Effekter på säkerhet, kostnadseffektivitet och kvalitet (11 §). Beskriv inte sårbarheter.",
            "risks": "Risker för tjänsterna eller anslutningarna. Beskriv inte sårbarheter.",
            "obstacles": "Det som har hindrat arbetet under året.",
            "annex": (
                "Det som inte kan stå i den öppna redovisningen. Det lämnas i en bilaga för sig. "
                "Skriv inga säkerhetsskyddsklassificerade uppgifter."
            ),
            "annex_provision": "Kapitel och paragraf, till exempel 18 kap. 8 § 3 OSL.",
        }

    def clean(self):
        given = super().clean()
        if given.get("annex") and not is_provision(given.get("annex_provision") or ""):
            self.add_error("annex_provision", NAME_IT)
        return given


class AnswerDataRequestForm:
    """Gathers a supplier's answer on one page: its texts and one form for each service, with one error summary."""

    def __init__(self, data, data_request):
        self.texts = TextsForm(data, instance=data_request, now=as_saved(data_request))
        self.services = [make(data) for _, make in service_forms(data_request)]
        charged = charges(data_request, [part.service for part in self.services])
        for part in self.services:
            part.charges = charged[part.service.pk]
        self.parts = [self.texts, *self.services]
        self.data, self.fields = self.texts.data, self.texts.fields
        self.add_error, self.hidden_fields = self.texts.add_error, self.texts.hidden_fields
        self.theirs = []

    def is_valid(self):
        return self.texts.is_bound and not self.errors

    @property
    def errors(self):
        return [error for part in self.parts for error in part.errors.values()]

    def non_field_errors(self):
        own = [f"{form.service}: {error}" for form in self.services for error in form.non_field_errors()]
        return [*self.texts.non_field_errors(), *own]

    def visible_fields(self):
        return list(chain.from_iterable(part.visible_fields() for part in self.parts))

    def show_theirs(self):
        """Show what is saved where it differs from what was typed, of the texts and of each service."""
        self.texts.show_theirs()
        of_services = [(f"{part.service}: {label}", text) for part in self.services for label, text in differing(part)]
        self.theirs = [*self.texts.theirs, *of_services]

    def answers(self):
        """Return what the act asks for: the texts, the values by service, and what the person saw."""
        texts = self.texts.cleaned_data
        services = {form.service: form.cleaned_data for form in self.services}
        return {"texts": {name: texts[name] for name in TEXTS}, "services": services, "seen": texts["seen"]}


class QuestionForm(forms.ModelForm):
    """Asks back about one service or about the whole answer."""

    depends = ("service",)  # none of them is an answer, too: the whole

    class Meta:
        model = DataQuestion
        fields = ["service", "text"]
        widgets = {"text": forms.Textarea({"rows": 6})}
        error_messages = {
            "service": {"invalid_choice": "Välj en tjänst i listan."},
            "text": {"required": "Skriv frågan."},
        }

    def __init__(self, data, *, data_request):
        super().__init__(data, instance=DataQuestion(request=data_request))
        self.fields["service"].queryset = data_request.services()
        self.fields["service"].empty_label = "Hela underlaget"
        self.fields["service"].label = "Vad frågan gäller"


class AnswerQuestionForm(forms.Form):
    """Asks for the answer to a question back."""

    answer = forms.CharField(
        label="Svar",
        max_length=DataQuestion._meta.get_field("answer").max_length,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "Skriv ett svar."},
    )


class NoteSilenceForm(forms.Form):
    """Asks why a supplier does not deliver its data; the account says so."""

    reason = forms.CharField(
        label="Varför underlag inte lämnas",
        max_length=DataRequest._meta.get_field("silent_reason").max_length,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet står i redovisningen till regeringen.",
        error_messages={"required": "Ange varför underlag inte lämnas."},
    )
