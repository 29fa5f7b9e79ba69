"""37–38 §§ förvaltningslagen: what is asked for when a decision to refuse is changed by a new one."""

from django import forms
from django.utils import timezone

from itdrift.forms import SharedForm
from registry.models import Membership

from ..models import RefusalChange, RefusalGround
from ..models.refusal_change import ChangeBasis, ChangeOutcome
from ..presenting import PresentingForm
from .reasons import CHOOSE_GROUND, KEEP_OPEN, enough, textarea

NEW = ("ground", "reasons", "heard")  # asked for when the refusal stands on other reasons
HEARD = "Skriv hur myndigheten har fått yttra sig över de nya skälen, eller varför det inte behövs (25 § förvaltningslagen)."


class ChangeRefusalForm(SharedForm, PresentingForm, forms.ModelForm):
    """What is changed and why; for other reasons than before also the ground, the reasons and how the agency was heard."""

    depends = {*NEW, "presented_by", "no_presenter", "others"}
    outcome = forms.ChoiceField(
        label="Vad ska ändras?",
        choices=ChangeOutcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad som ska ändras."},
    )
    basis = forms.ChoiceField(
        label="Varför ändras det?",
        choices=ChangeBasis,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om ni får eller ska ändra beslutet."},
    )
    ground = forms.ModelChoiceField(
        RefusalGround.objects.none(),
        label="Förutsättning som saknas",
        required=False,
        empty_label=None,
        widget=forms.RadioSelect,
    )

    field_order = (
        "seen",
        "outcome",
        "basis",
        "why",
        *NEW,
        "account",
        "presented_by",
        "no_presenter",
        "others",
        "nobody_else",
    )

    class Meta:
        model = RefusalChange
        fields = ("outcome", "basis", "why", "ground", "reasons", "heard", "account")
        widgets = {"why": textarea(5), "reasons": textarea(8), "heard": textarea(4), "account": textarea(5)}
        help_texts = {
            "why": f"Vilka nya omständigheter som har kommit fram, eller vad annat som var fel. Texten står i beslutet. {KEEP_OPEN}",
            "reasons": f"De gäller i stället för de tidigare skälen. {KEEP_OPEN}",
            "heard": "Återge kort vad myndigheten har anfört, och bemöt det.",
            "account": f"Det som regeringen får läsa om ändringen (11 §). {KEEP_OPEN}",
        }
        error_messages = {
            "why": {"required": "Skriv varför det tidigare beslutet är felaktigt."},
            "account": {"required": "Beskriv ändringen för redovisningen till regeringen (11 §)."},
        }

    def __init__(self, data=None, *, refusal, requested_service, by, now):
        super().__init__(data, now=now)
        self.fields["ground"].queryset = RefusalGround.objects.live(timezone.localdate())
        self.offer(Membership.objects.officers_for(refusal.supplier, requested_service.kept_out | {by.pk}))

    def _post_clean(self):
        """The act holds the rules of the model."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == ChangeOutcome.NEW_REASONS:
            self._check_new(cleaned)
        else:
            cleaned |= {"ground": None, "reasons": ""}
        return cleaned

    def _check_new(self, cleaned):
        if "ground" in cleaned and cleaned["ground"] is None:
            self.add_error("ground", CHOOSE_GROUND)
        if "heard" in cleaned and not any(map(str.isalnum, cleaned["heard"])):
            self.add_error("heard", HEARD)
        try:
            enough(cleaned.get("reasons", ""))
        except forms.ValidationError as error:
            self.add_error("reasons", error)

    @property
    def decision(self):
        """Return what the act takes, once the form is right."""
        ground = self.cleaned_data["ground"]
        return {**self.cleaned_data, "ground": ground and ground.pk}
