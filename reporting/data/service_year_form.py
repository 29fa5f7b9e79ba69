"""A supplier answers about a service on a page or in a file, with the same fields and the same checks (11 §)."""

from functools import partial

from django import forms
from django.utils.html import format_html

from itdrift import number_fields
from itdrift.templatetags.swedish import tal

from ..models import ServiceYear, UnitBasis
from ..models.service_year import (
    INDEX,
    KNOWN,
    LABELS,
    MEASURES,
    NOT_BELOW_ZERO,
    WITHIN_AGREED,
    WITHIN_ASKED,
    MeasureState,
)
from .data_file import VALUES

MEASURE_OF = {
    name: measure
    for measure, values in MEASURES.items()
    for name in [*values, *(f"{measure}_{part}" for part in ("state", "source", "comment", "break"))]
} | {"unit_basis": "units"}


class ServiceYearForm(forms.ModelForm):
    """Asks what a supplier knows of one service; each measure has a state, its values and where they come from."""

    all_optional = True

    class Meta:
        model = ServiceYear
        fields = list(VALUES)
        formfield_callback = number_fields.formfield
        help_texts = {
            "total_cost": "Årets hela kostnad för anslutna myndigheter, direkta och indirekta kostnader. Inte avgiften.",
            "available_minutes": "Den del av öppettiden då den huvudsakliga funktionaliteten var tillgänglig.",
            "nki_mean": "Index 0–100 enligt SCB:s tre frågor, först inom varje myndighet.",
        }

    def __init__(self, data, *, instance, before):
        super().__init__(data, instance=instance, prefix=f"tjanst-{instance.service_id}")
        self.service, self.description = instance.service, instance.service.published_description
        self.before = before
        for name, field in self.fields.items():
            field.required = False
            field.about = f"{instance.service}, {LABELS.get(MEASURE_OF.get(name), field.label)}"
            if name.endswith("_state"):
                field.choices = [("", "Inte besvarat"), *[choice for choice in field.choices if choice[0]]]
            if before is not None and not name.endswith("_break") and getattr(before, name) not in (None, ""):
                year = before.request.report.year
                field.help_text = format_html("{} {}: {}", field.help_text, year, _in_words(before, name))
        self.fields["units"].label = f"Volym, {instance.service.unit}"

    def measures(self):
        """Yield the measures as the page draws them: (heading, fields)."""
        for measure in MEASURES:
            yield LABELS[measure], [self[name] for name in self.fields if MEASURE_OF.get(name) == measure]

    def clean(self):
        """Ask for a value for what is known and none for what is not, and refuse what cannot be; each at its field."""
        given = super().clean()
        for measure in MEASURES:
            self._check_measure(measure, given)
        for name, sentence in _impossible(given):
            self._say(name, sentence)
        if basis := given.get("unit_basis"):  # else it has an error of its own, and nothing follows from it
            year = ServiceYear(unit=self.service.unit, units=given.get("units"), unit_basis=basis)
            year.units_break = given.get("units_break") or ""
            if sentence := year.unexplained_break(self.before):
                self._say("units_break", sentence)
        return given

    def _check_measure(self, measure, given):
        state = given.get(f"{measure}_state")
        for name in MEASURES[measure]:
            value = given.get(name)
            if state in KNOWN and value is None:
                self._say(name, "Ange värdet, eller att uppgiften saknas. En uppgift som saknas är inte noll.")
            elif state not in KNOWN and value is not None:
                self._say(name, "Ange om värdet är uppmätt eller uppskattat, eller ta bort det.")
        if state in KNOWN and not given.get(f"{measure}_source"):
            self._say(f"{measure}_source", "Ange källan, till exempel ett system eller en mätning.")
        if state == MeasureState.ESTIMATED and not given.get(f"{measure}_comment"):
            self._say(f"{measure}_comment", "Ange hur uppskattningen är gjord.")
        if measure == "units" and not given.get("unit_basis"):
            given["unit_basis"] = UnitBasis.POINT
            if state in KNOWN:
                self._say("unit_basis", "Ange hur volymen är mätt.")

    def _say(self, name, sentence):
        """Add a sentence to a field that has none: one is enough."""
        if name not in self.errors:
            self.add_error(name, sentence)


def _impossible(given):
    """Tell what the database would refuse of the values, as (field, sentence)."""
    agreed, available = given.get("agreed_minutes"), given.get("available_minutes")
    mean, answered, surveyed = given.get("nki_mean"), given.get("nki_answered"), given.get("nki_asked")
    if agreed == 0:
        yield "agreed_minutes", "Den överenskomna öppettiden ska vara längre än noll minuter."
    if None not in (agreed, available) and available > agreed:
        yield "available_minutes", f"{WITHIN_AGREED} Tillgängligheten kan inte vara över 100\N{NO-BREAK SPACE}%."
    if mean is not None and not 0 <= mean <= 100:
        yield "nki_mean", INDEX
    if None not in (answered, surveyed) and not 1 <= answered <= surveyed:
        yield "nki_answered", f"{WITHIN_ASKED} Svarsfrekvensen kan inte vara över 100\N{NO-BREAK SPACE}%."
    for name in ("units", "total_cost"):
        if (given.get(name) or 0) < 0:
            yield name, NOT_BELOW_ZERO


def _in_words(year, name):
    display = getattr(year, f"get_{name}_display", None)
    value = display() if display else getattr(year, name)
    return value if isinstance(value, str) else tal(value)


def service_forms(data_request):
    """Yield for each service that a DataRequest covers what makes its form of what is sent: (Service, callable(data))."""
    years = {year.service_id: year for year in data_request.service_years.all()}
    before = data_request.year_before()
    for service in data_request.services().prefetch_related("descriptions"):
        instance = years.get(service.pk) or ServiceYear(request=data_request, service=service)
        instance.service, instance.unit = service, service.unit
        yield service, partial(ServiceYearForm, instance=instance, before=before.get(service.pk))
