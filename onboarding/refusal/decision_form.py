"""The decision to refuse, as an officer prepares it (8 §)."""

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property

from itdrift.forms import SharedForm
from itdrift.number_fields import NumberField
from itdrift.templatetags.swedish import tal
from registry.models import User
from registry.provisions import NAME_IT, OTHER, PROVISIONS, is_provision, provision_of

from ..models import (
    Allocation,
    AppealChoice,
    Communication,
    NotCommunicated,
    Refusal,
    RefusalAnnex,
    RefusalDraft,
    RefusalGround,
)
from ..models.appeal import DecisionKind
from ..models.refusal import REASONS_AT_LEAST
from ..models.taking_part import WHO_TOOK_PART
from ..presenting import DISSENT
from .acts import as_it_stands, since
from .reasons import CHOOSE_GROUND, KEEP_OPEN, MEET_IT, WHY, enough, textarea
from .whole import is_heard

LEVEL = "security_level"  # the code of the ground
LISTED = dict(PROVISIONS)
# What must be said when it is decided, or left to be; what is only saved may lack all of it.
MUST = {
    "ground": CHOOSE_GROUND,
    "reasons": WHY,
    "not_communicated": "Låt myndigheten yttra sig först, eller ange varför det inte behövs.",
    "not_communicated_why": "Förklara varför myndigheten inte får yttra sig före beslutet.",
    "opinion": MEET_IT,
    "account": "Beskriv fallet för redovisningen till regeringen (11 §).",
}


class ProposeRefusalForm(SharedForm, forms.ModelForm):
    """What is lacking and the reasons, what the Government may read, what is secret; it begins with what is proposed.

    whole: whether all that the decision needs is asked for: when it is decided, and when it is left to be.
    """

    depends = {"annex_text", "annex_provision", "annex_other", "others", *MUST}
    ground = forms.ModelChoiceField(
        RefusalGround.objects.none(), label="Förutsättning som saknas", empty_label=None, widget=forms.RadioSelect
    )
    refused_volume = NumberField(
        label="Del som nekas",
        max_digits=12,
        decimal_places=2,
        error_messages={"invalid": "Ange volymen som ett tal, till exempel 10."},
    )
    not_communicated = forms.ChoiceField(
        label="Varför myndigheten inte får yttra sig först", choices=NotCommunicated, widget=forms.RadioSelect
    )
    not_communicated_why = forms.CharField(
        label="Förklaring",
        max_length=2000,
        widget=textarea(3),
        help_text="Utgå från det här ärendet. Förklaringen står i beslutet.",
    )
    annex_text = forms.CharField(
        label="Sekretessbelagda skäl",
        max_length=20_000,
        widget=textarea(5),
        help_text="Bara det som inte kan stå i beslutet. De öppna skälen ska ändå förklara beslutet i stort.",
    )
    annex_provision = forms.ChoiceField(label="Sekretess enligt", choices=[("", "Välj bestämmelse"), *PROVISIONS])
    annex_other = forms.CharField(
        label="Annan bestämmelse", max_length=100, help_text="Kapitel och paragraf, till exempel 18 kap. 2 § OSL."
    )
    annex_shared = forms.BooleanField(label="Dela bilagan också med den samordnande myndigheten")

    field_order = (
        "ground",
        "refused_volume",
        "reasons",
        "provisions",
        "alternatives",
        "not_communicated",
        "not_communicated_why",
        "opinion",
        "account",
        "annex_text",
        "annex_provision",
        "annex_other",
        "annex_shared",
        "presented_by",
        "no_presenter",
        "others",
        "nobody_else",
        "dissent",
    )

    class Meta:
        model = RefusalDraft
        fields = (
            "ground",
            "reasons",
            "provisions",
            "alternatives",
            "not_communicated",
            "not_communicated_why",
            "opinion",
            "account",
            "others",
            "nobody_else",
            "dissent",
        )
        labels = {"nobody_else": "Ingen annan deltog i den slutliga handläggningen"}
        widgets = {
            "reasons": textarea(8),
            "provisions": textarea(2),
            "alternatives": textarea(4),
            "opinion": textarea(6),
            "account": textarea(5),
            "dissent": textarea(3),
        }
        help_texts = {
            "reasons": (
                f"Utgå från just den här efterfrågan. Minst {REASONS_AT_LEAST} bokstäver och siffror. "
                "Beskriv inte sårbarheter."
            ),
            "provisions": "Utöver 8 §, en på varje rad. Till exempel 6 § förordningen (2024:1005).",
            "alternatives": "Något annat som ni kan erbjuda, till exempel en senare tid eller en annan tjänst.",
            "opinion": f"Återge kort, och bemöt det. Texten står i beslutet. {KEEP_OPEN}",
            "account": f"Det som regeringen får läsa om fallet (11 §). {KEEP_OPEN}",
            "others": "Namn och befattning.",
            "dissent": DISSENT,
        }

    def __init__(self, data=None, *, requested_service, by, whole=False):
        self.requested_service, self.by, self.today = requested_service, by, timezone.localdate()
        self.whole = whole
        self.proposal = RefusalDraft.objects.select_related("ground", "prepared_by").of(requested_service)
        self.hearing = list(Communication.objects.of(requested_service.current_allocation).with_parties())
        now = as_it_stands(requested_service, self.proposal.saved_at if self.proposal else None, self.hearing)
        super().__init__(data, now=now, initial=_proposed(self.proposal))
        self.fields["ground"].queryset = RefusalGround.objects.live(self.today)
        if self.heard:
            for name in ("not_communicated", "not_communicated_why"):
                del self.fields[name]
                self.initial.pop(name, None)
        if not any(communication.replied_at for communication in self.hearing):
            del self.fields["opinion"]
        for name, field in self.fields.items():
            field.required = whole and name in MUST
            if name in MUST:
                field.error_messages["required"] = MUST[name]
        self._offer_a_part()

    def _offer_a_part(self):
        requested_service = self.requested_service
        if requested_service.volume is None:
            del self.fields["refused_volume"]
        else:
            unit = f" ({requested_service.service.unit})" if requested_service.service else ""
            wanted = f"Volymen{unit} är {tal(requested_service.volume)}."
            self.fields["refused_volume"].help_text = f"Lämna tomt om ni nekar allt som efterfrågas. {wanted}"

    def _post_clean(self):
        """The act holds the rules of the model."""

    @property
    def heard(self):
        """Tell whether the agency has been heard: it has answered all that it was sent, or its time is out."""
        return is_heard(self.hearing, on=self.today)

    @property
    def level_lacks(self):
        """Tell in what the supplier's own service, which was asked for, is not dimensioned for the class needed."""
        service = self.requested_service.delivered_service or self.requested_service.service
        if service is None or service.supplier_id != self.requested_service.supplier_id:
            return []
        description = service.published_description
        return description.beyond(self.requested_service) if description else []

    @property
    def level_ground(self):
        """Return the ground that may then apply, while it is in use; else None."""
        return self.fields["ground"].queryset.filter(pk=LEVEL).first() if self.level_lacks else None

    def clean_refused_volume(self):
        volume = self.cleaned_data["refused_volume"]
        if volume is not None and not 0 < volume < self.requested_service.volume:
            raise forms.ValidationError("Ange mindre än den volym som efterfrågas, eller lämna tomt för att neka allt.")
        return volume

    def clean_reasons(self):
        return enough(self.cleaned_data["reasons"]) if self.whole else self.cleaned_data["reasons"]

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("annex_provision", "")
        cleaned["annex_provision"] = provision_of(chosen, cleaned.pop("annex_other", ""))
        if self.whole:
            self._check_whole(cleaned, chosen)
        return cleaned

    def _check_whole(self, cleaned, chosen):
        if "others" in cleaned and any(map(str.isalnum, cleaned["others"])) == cleaned["nobody_else"]:
            self.add_error("others", WHO_TOOK_PART)
        text, provision = cleaned.get("annex_text"), cleaned["annex_provision"]
        if text and not is_provision(provision):
            self.add_error("annex_other" if chosen == OTHER else "annex_provision", NAME_IT)
        if provision and not text and "annex_text" in cleaned:
            self.add_error("annex_text", "Skriv de sekretessbelagda skälen, eller ta bort bestämmelsen.")

    def show_theirs(self):
        """Show what another has proposed since, where it differs; what the agency has answered stands on the page anyway."""
        another_proposal = since(self["seen"].data or "", self.now)[-1]
        super().show_theirs()
        self.theirs = self.theirs if another_proposal else []

    @property
    def decider(self):
        """Return who decides, as (User, title), for the letter beside."""
        return User(name="[beslutsfattare]"), ""

    @property
    def presenter(self):
        """Return who presents it, as (User, title), for the letter beside."""
        return self.by, self.by.acting.title

    @cached_property
    def appeal(self):
        """Return the AppealChoice that the decision would print today, or None."""
        return AppealChoice.objects.of(self.requested_service.supplier.agency, DecisionKind.REFUSAL)

    @property
    def chosen(self):
        """Return what is chosen so far: as sent, else as proposed."""
        return self.cleaned_data if self.is_bound and self.errors is not None else self.initial

    def letter(self):
        """Return the decision before it is made, never saved: as far as it is written, and else what is wanted there."""
        chosen, (decider, title), (presenter, presents_as) = self.chosen, self.decider, self.presenter
        written = {
            name: self[name].value() or "" for name in ("reasons", "provisions", "alternatives", "others", "dissent")
        }
        if not written["others"] and not chosen.get("nobody_else"):
            written["others"] = "[andra som deltog, eller att ingen annan deltog]"
        letter = Refusal(
            **{**written, "reasons": written["reasons"] or "[Skälen, som ni skriver dem]"},
            allocation=self._allocation(chosen.get("refused_volume")),
            ground=chosen.get("ground") or RefusalGround(label="[Förutsättning som saknas]"),
            not_communicated=chosen.get("not_communicated", ""),
            not_communicated_why=chosen.get("not_communicated_why", ""),
            opinion=(self["opinion"].value() or "") if "opinion" in self.fields else "",
            diary_number="[ges när beslutet fattas]",
            decided_on=self.today,
            decided_by=decider,
            decided_by_title=title,
            presented_by=presenter,
            presented_by_title=presents_as,
            no_presenter=chosen.get("no_presenter", ""),
            appeal=self.appeal,
        )
        if self["annex_text"].value():
            RefusalAnnex(refusal=letter, shared=bool(chosen.get("annex_shared")))
        return letter

    def _allocation(self, volume):
        current = self.requested_service.current_allocation
        if volume is None or self.requested_service.volume is None:
            return current
        part = self.requested_service.part(volume)
        return Allocation(
            requested_service=part, supplier=self.requested_service.supplier, allocated_at=current.allocated_at
        )


def _proposed(proposal):
    """Return what is saved, as the fields say it."""
    if proposal is None:
        return {}
    fields = proposal.written
    if fields["annex_provision"] not in ("", *LISTED):
        fields["annex_provision"], fields["annex_other"] = OTHER, fields["annex_provision"]
    return fields
