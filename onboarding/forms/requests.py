"""What each act on a requested service asks for (7–10 §§)."""

from django import forms
from django.db.models import Case, Count, Q, When
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from itdrift.forms import DateInput
from registry.models import Mandate, Membership, Service
from registry.workflow import OFFICERS

from ..models import Assessment, Gain, Ground, Refusal
from ..models.allocation import REASONS_AT_LEAST
from ..workflow import Status


def suppliers_for(provider, refused):
    """The suppliers of today, with `load` (what they have under way): the provider first, those that refused last."""
    under_way = [Status.ALLOCATED, Status.ACCEPTED, Status.AGREED]
    fit = Case(When(pk__in=refused, then=2), When(pk=provider, then=0), default=1)
    return (
        Mandate.objects.current()
        .suppliers()
        .annotate(load=Count("requested_services", filter=Q(requested_services__status__in=under_way)))
        .order_by(fit, "agency__sort_name")
    )


class SupplierField(forms.ModelChoiceField):
    """A supplier, with what speaks for and against."""

    def __init__(self, asked):
        self.provider = asked.service.supplier_id if asked.service else None
        self.refused = {a.supplier_id: a.refusal.decided_on for a in asked.allocations.all() if hasattr(a, "refusal")}
        self.coordinator = Mandate.objects.coordinator().agency_id
        super().__init__(
            suppliers_for(self.provider, self.refused),
            label="Leverantörsmyndighet",
            empty_label=None,
            widget=forms.RadioSelect,
            error_messages={"required": "Välj en leverantörsmyndighet."},
        )

    def label_from_instance(self, supplier):
        notes = format_html_join("", '<span class="table__note">{}</span>', ([note] for note in self._notes(supplier)))
        return format_html("{}{}", supplier.agency.name, notes)

    def _notes(self, supplier):
        if supplier.pk == self.provider:
            yield "Tillhandahåller den efterfrågade tjänsten."
        yield f"Pågående efterfrågade tjänster nu: {supplier.load}."
        if supplier.pk in self.refused:
            yield f"Nekade samma efterfrågan {self.refused[supplier.pk]:%Y-%m-%d}."
        if supplier.agency_id == self.coordinator:
            yield "Samma myndighet som samordnar. Fördelningen och motivet syns öppet i ärendet."


class AllocateForm(forms.Form):
    """To whom, and why."""

    motive = forms.CharField(
        label="Motiv",
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Varför just den leverantörsmyndigheten? Motivet syns för myndigheten och leverantörsmyndigheten.",
        error_messages={"required": "Ange motivet till fördelningen."},
    )

    def __init__(self, data=None, *, asked):
        super().__init__(data)
        self.fields = {"supplier": SupplierField(asked), **self.fields}


class CloseForm(forms.Form):
    reason = forms.CharField(
        label="Skäl",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Skälet syns för myndigheten.",
        error_messages={"required": "Ange varför ärendet avslutas."},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="Skäl", required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))


def _gain(label, required):
    return forms.TypedChoiceField(
        label=label,
        choices=Gain.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": required},
    )


class AssessForm(forms.ModelForm):
    """9 §: first security, then cost-effectiveness."""

    security_gain = _gain("Högre säkerhet", "Bedöm om anslutningen leder till högre säkerhet.")
    cost_gain = _gain("Ökad kostnadseffektivitet", "Bedöm om anslutningen leder till ökad kostnadseffektivitet.")

    class Meta:
        model = Assessment
        fields = ["security_gain", "security_grounds", "cost_gain", "cost_grounds"]
        widgets = {name: forms.Textarea({"rows": 4}) for name in ("security_grounds", "cost_grounds")}
        error_messages = {
            "security_grounds": {"required": "Ange grunderna för bedömningen av säkerheten."},
            "cost_grounds": {"required": "Ange grunderna för bedömningen av kostnadseffektiviteten."},
        }


class AcceptForm(forms.Form):
    """Which of the supplier's own published services will be delivered."""

    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Tjänst som ni levererar",
        empty_label="Välj tjänst",
        help_text="Bara en egen, publicerad tjänst kan väljas (4 och 6 §§).",
        error_messages={"required": "Välj vilken av era tjänster ni åtar er att leverera."},
    )

    def __init__(self, data=None, *, asked):
        super().__init__(data, initial={"service": asked.service_id})
        self.fields["service"].queryset = Service.objects.published().filter(supplier=asked.supplier)


class RefuseForm(forms.ModelForm):
    """8 §: what is lacking, and the reasons."""

    ground = forms.ChoiceField(
        label="Förutsättning som saknas",
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilken förutsättning som saknas."},
    )
    presented_by = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Föredragande",
        empty_label="Välj föredragande",
        help_text="Någon annan än du: den som föredrar och den som beslutar ska vara olika personer.",
        error_messages={"required": "Välj vem som har föredragit ärendet."},
    )

    field_order = ["ground", "reasons", "alternatives", "presented_by", "others"]

    class Meta:
        model = Refusal
        fields = ["ground", "reasons", "alternatives", "others"]
        widgets = {"reasons": forms.Textarea({"rows": 8}), "alternatives": forms.Textarea({"rows": 4})}
        help_texts = {
            "reasons": "Utgå från just den här efterfrågan. Minst 50 tecken. Beskriv inte sårbarheter.",
            "alternatives": "Något annat som ni kan erbjuda, till exempel en senare tid eller en del av volymen.",
            "others": "Namn och befattning.",
        }
        error_messages = {
            "reasons": {"required": "Ange skälen. Förordningen kräver att den som nekar anslutning anger skälen (8 §)."}
        }

    def __init__(self, data=None, *, asked, by):
        super().__init__(data)
        colleagues = Membership.objects.current().filter(mandate=asked.supplier, role__in=OFFICERS).exclude(user=by)
        self.fields["presented_by"].queryset = colleagues.order_by("user__name")
        self.fields["presented_by"].label_from_instance = lambda membership: membership.signature

    def clean_reasons(self):
        """The constraint's own rule, so that the error stands at the field and says how much is missing."""
        reasons = self.cleaned_data["reasons"]
        written = sum(map(str.isalnum, reasons))
        if written < REASONS_AT_LEAST:
            raise forms.ValidationError(
                f"Skälen är för korta: {written} tecken. Ange minst {REASONS_AT_LEAST}. "
                "Förordningen kräver att den som nekar anslutning anger skälen (8 §)."
            )
        return reasons

    @property
    def ground_in_words(self):
        return dict(Ground.choices).get(self["ground"].value(), "")

    @property
    def presented_in_words(self):
        """The officer's name and title as the letter will have them, once chosen."""
        chosen = (
            self.cleaned_data.get("presented_by") if self.is_bound and not self.errors.get("presented_by") else None
        )
        return chosen.signature if chosen else ""


class ConnectForm(forms.Form):
    connected_on = forms.DateField(
        label="Ansluten",
        widget=DateInput,
        initial=timezone.localdate,
        help_text="Den dag från vilken myndigheten använder tjänsten.",
        error_messages={"required": "Ange den dag då anslutningen gjordes."},
    )
