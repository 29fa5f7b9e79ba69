"""The forms of the suppliers' data: whom to ask, and what they answer (11 § second paragraph)."""

from itertools import chain

from django import forms
from django.utils.html import format_html

from itdrift.forms import DateInput, NumberInput
from itdrift.templatetags.swedish import tal
from registry.models import Mandate

from ..calendar import day_of
from ..models import DataRequest, ServiceYear
from ..models.service_year import KNOWN, LABELS, MEASURES


class EmptyForm(forms.Form):
    """Only the button: what the act refuses stands on top."""


class SupplierChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, mandate):
        return mandate.agency.name


class RequestForm(forms.Form):
    """From whom, and until when."""

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


class TextsForm(forms.ModelForm):
    """The supplier's own words."""

    all_optional = True

    class Meta:
        model = DataRequest
        fields = ["effects", "risks", "obstacles"]
        widgets = dict.fromkeys(fields, forms.Textarea({"rows": 6}))
        help_texts = {
            "effects": "Effekter på säkerhet, kostnadseffektivitet och kvalitet (11 §). Beskriv inte sårbarheter.",
            "risks": "Risker för tjänsterna eller anslutningarna. Beskriv inte sårbarheter.",
            "obstacles": "Det som har hindrat arbetet under året.",
        }


class ServiceYearForm(forms.ModelForm):
    """What a supplier knows of one service; each measure with a state, its values and where they come from."""

    all_optional = True

    class Meta:
        model = ServiceYear
        fields = (
            "units_state units unit_basis units_source units_comment cost_state total_cost cost_source cost_comment "
            "availability_state agreed_minutes available_minutes availability_source availability_comment "
            "nki_state nki_mean nki_answered nki_asked nki_source nki_comment break_reason"
        ).split()
        widgets = dict.fromkeys([name for names in MEASURES.values() for name in names], NumberInput)
        help_texts = {
            "total_cost": "Årets hela kostnad för anslutna myndigheter, direkta och indirekta kostnader. Inte avgiften.",
            "available_minutes": "Den del av öppettiden då den huvudsakliga funktionaliteten var tillgänglig.",
            "nki_mean": "Index 0–100 enligt SCB:s tre frågor, först inom varje myndighet.",
        }

    def __init__(self, data, *, instance, before):
        super().__init__(data, instance=instance, prefix=f"tjanst-{instance.service_id}")
        self.service, self.description = instance.service, instance.service.published_description
        for name, field in self.fields.items():
            field.required = False
            if name.endswith("_state"):
                field.choices = [("", "Inte besvarat"), *[choice for choice in field.choices if choice[0]]]
            if before is not None and getattr(before, name) not in (None, ""):
                field.help_text = format_html(
                    "{} {}: {}", field.help_text, before.request.report.year, _said(before, name)
                )
        self.fields["units"].label = f"Volym, {instance.service.unit}"

    def measures(self):
        """The measures as the page draws them: (heading, fields)."""
        for measure, values in MEASURES.items():
            own = {
                *values,
                f"{measure}_state",
                f"{measure}_source",
                f"{measure}_comment",
                *(["unit_basis"] if measure == "units" else []),
            }
            yield LABELS[measure], [self[name] for name in self.fields if name in own]

    def clean(self):
        """A value for what is known, none for what is not: said at the field."""
        given = super().clean()
        for measure, values in MEASURES.items():
            known = given.get(f"{measure}_state") in KNOWN
            for name in values:
                self._check_value(name, given.get(name), known)
            if known and not given.get(f"{measure}_source"):
                self.add_error(f"{measure}_source", "Ange källan, till exempel ett system eller en mätning.")
        return given

    def _check_value(self, name, value, known):
        if name in self.errors:
            return
        if known and value is None:
            self.add_error(name, "Ange värdet, eller att uppgiften saknas. En uppgift som saknas är inte noll.")
        elif not known and value is not None:
            self.add_error(name, "Ange om värdet är uppmätt eller uppskattat, eller ta bort det.")


def _said(thing, name):
    display = getattr(thing, f"get_{name}_display", None)
    value = display() if display else getattr(thing, name)
    return value if isinstance(value, str) else tal(value)


class AnswerForm:
    """All of a supplier's answer on one page: its texts and one form for each service, with one error summary."""

    def __init__(self, data, request):
        years = {year.service_id: year for year in request.service_years.all()}
        before = request.year_before()
        self.texts = TextsForm(data, instance=request)
        self.services = [
            ServiceYearForm(
                data,
                instance=years.get(service.pk) or ServiceYear(request=request, service=service, unit=service.unit),
                before=before.get(service.pk),
            )
            for service in request.services().prefetch_related("descriptions")
        ]
        self.parts = [self.texts, *self.services]
        self.data, self.fields = self.texts.data, self.texts.fields
        self.add_error = self.texts.add_error

    def is_valid(self):
        return self.texts.is_bound and not self.errors

    @property
    def errors(self):
        return [error for part in self.parts for error in part.errors.values()]

    def non_field_errors(self):
        own = [f"{form.service}: {error}" for form in self.services for error in form.non_field_errors()]
        return [*self.texts.non_field_errors(), *own]

    hidden_fields = ()

    def visible_fields(self):
        return list(chain.from_iterable(part.visible_fields() for part in self.parts))

    def answers(self):
        """What the act asks for: the texts, and the values by service."""
        services = {form.service: form.cleaned_data for form in self.services}
        return {"texts": self.texts.cleaned_data, "services": services}
