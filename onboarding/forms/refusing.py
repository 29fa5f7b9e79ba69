"""What a refusal asks for: before it the hearing of the agency, the decision itself, and a correction of its words (8 §)."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from itdrift.forms import DateInput, NumberInput, SharedForm
from itdrift.templatetags.swedish import tal
from registry.models import Membership, User

from ..models import Allocation, Communication, NotCommunicated, Refusal, RefusalAnnex, RefusalCorrection, RefusalGround
from ..models.refusal import REASONS_AT_LEAST

REPLY_WITHIN = timedelta(days=14)  # proposed, and changed as the supplier likes
WHY = "Ange skälen. Förordningen kräver att den som nekar anslutning anger skälen (8 §)."
KEEP_OPEN = "Inga uppgifter som omfattas av sekretess, och inget om sårbarheter."


def _textarea(rows):
    return forms.Textarea({"rows": rows})


def enough(reasons):
    """The constraint's own rule, so that the error stands at the field and says how much is missing."""
    written = sum(map(str.isalnum, reasons))
    if written < REASONS_AT_LEAST:
        raise forms.ValidationError(
            f"Skälen är för korta: {written} tecken. Ange minst {REASONS_AT_LEAST}. "
            "Förordningen kräver att den som nekar anslutning anger skälen (8 §)."
        )
    return reasons


class CommunicateForm(forms.ModelForm):
    """What is considered, on what it rests, and until when the agency may answer (25 § förvaltningslagen)."""

    class Meta:
        model = Communication
        fields = ["text", "reply_by"]
        widgets = {"text": _textarea(12), "reply_by": DateInput}
        help_texts = {
            "text": f"Vad ni överväger att besluta, varför, och allt material som har betydelse. {KEEP_OPEN}",
            "reply_by": "Myndigheten kan svara även senare, så länge ni inte har beslutat.",
        }
        error_messages = {
            "text": {"required": "Skriv vad ni överväger och vad det bygger på."},
            "reply_by": {"required": "Ange när myndigheten senast ska svara."},
        }

    def __init__(self, data=None):
        super().__init__(data, initial={"reply_by": timezone.localdate() + REPLY_WITHIN})


class ReplyForm(forms.Form):
    """The agency's answer."""

    reply = forms.CharField(
        label="Ert yttrande",
        max_length=20_000,
        widget=_textarea(10),
        help_text=f"Leverantörsmyndigheten läser det innan den beslutar. {KEEP_OPEN}",
        error_messages={"required": "Skriv ert svar."},
    )


class RefuseForm(forms.ModelForm):
    """8 §: what is lacking and the reasons, what the Government may read, what is secret, and who took part."""

    ground = forms.ModelChoiceField(
        RefusalGround.objects.none(),
        label="Förutsättning som saknas",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vilken förutsättning som saknas."},
    )
    refused_volume = forms.DecimalField(
        label="Del som nekas",
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=NumberInput,
        error_messages={"invalid": "Ange volymen som ett tal, till exempel 10."},
    )
    not_communicated = forms.ChoiceField(
        label="Varför myndigheten inte får yttra sig först",
        choices=NotCommunicated,
        widget=forms.RadioSelect,
        error_messages={"required": "Låt myndigheten yttra sig först, eller ange varför det inte behövs."},
    )
    not_communicated_why = forms.CharField(
        label="Förklaring",
        max_length=2000,
        widget=_textarea(3),
        help_text="Utgå från det här ärendet. Förklaringen står i beslutet.",
        error_messages={"required": "Förklara varför myndigheten inte får yttra sig före beslutet."},
    )
    annex_text = forms.CharField(
        label="Sekretessbelagda skäl",
        required=False,
        max_length=20_000,
        widget=_textarea(5),
        help_text="Bara det som inte kan stå i beslutet. De öppna skälen ska ändå förklara beslutet i stort.",
    )
    annex_provision = forms.CharField(
        label="Sekretess enligt",
        required=False,
        max_length=100,
        help_text="Kapitel och paragraf, till exempel 18 kap. 8 § 3 offentlighets- och sekretesslagen.",
    )
    annex_shared = forms.BooleanField(label="Dela bilagan också med den samordnande myndigheten", required=False)
    presented_by = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Föredragande",
        empty_label="Välj föredragande",
        help_text="Någon annan än du: den som föredrar och den som beslutar ska vara olika personer.",
        error_messages={"required": "Välj vem som har föredragit ärendet."},
    )

    field_order = (
        "ground refused_volume reasons provisions alternatives not_communicated not_communicated_why account "
        "annex_text annex_provision annex_shared presented_by others nobody_else"
    ).split()

    class Meta:
        model = Refusal
        fields = "ground reasons provisions alternatives not_communicated not_communicated_why account others nobody_else".split()
        labels = {"nobody_else": "Ingen annan deltog i den slutliga handläggningen"}
        widgets = {
            "reasons": _textarea(8),
            "provisions": _textarea(2),
            "alternatives": _textarea(4),
            "account": _textarea(5),
        }
        help_texts = {
            "reasons": "Utgå från just den här efterfrågan. Minst 50 tecken. Beskriv inte sårbarheter.",
            "provisions": "Utöver 8 §, en på varje rad. Till exempel 6 § förordningen (2024:1005).",
            "alternatives": "Något annat som ni kan erbjuda, till exempel en senare tid eller en annan tjänst.",
            "account": f"Det som regeringen får läsa om fallet (11 §). {KEEP_OPEN}",
            "others": "Namn och befattning.",
        }
        error_messages = {"reasons": {"required": WHY}}

    def __init__(self, data=None, *, asked, by):
        super().__init__(data)
        self.asked, self.by, self.today = asked, by, timezone.localdate()
        self.fields["ground"].queryset = RefusalGround.objects.live(self.today)
        self.fields["account"].required = True
        self.fields["account"].error_messages["required"] = "Beskriv fallet för redovisningen till regeringen (11 §)."
        self.fields["presented_by"].queryset = Membership.objects.officers_for(asked.supplier, asked.kept_out | {by.pk})
        self.fields["presented_by"].label_from_instance = lambda membership: membership.signature
        self.hearing = list(Communication.objects.of(asked.current_allocation).with_parties())
        if self.heard:
            del self.fields["not_communicated"], self.fields["not_communicated_why"]
        self._offer_a_part()

    def _offer_a_part(self):
        asked = self.asked
        if asked.volume is None:
            del self.fields["refused_volume"]
        else:
            unit = asked.service.unit if asked.service else ""
            wanted = f"{tal(asked.volume)} {unit}".strip()
            self.fields["refused_volume"].help_text = f"Lämna tomt om ni nekar allt som efterfrågas: {wanted}."

    @property
    def heard(self):
        """Whether the agency has been heard: it has answered all that it was sent, or its time is out."""
        return bool(self.hearing) and all(communication.is_over(self.today) for communication in self.hearing)

    def clean_reasons(self):
        return enough(self.cleaned_data["reasons"])

    def clean_refused_volume(self):
        volume = self.cleaned_data["refused_volume"]
        if volume is not None and not 0 < volume < self.asked.volume:
            raise forms.ValidationError("Ange mindre än den volym som efterfrågas, eller lämna tomt för att neka allt.")
        return volume

    def clean(self):
        said = super().clean()
        if "others" in said and bool(said["others"].strip()) == said["nobody_else"]:
            self.add_error("others", "Ange vilka fler som deltog, eller bekräfta att ingen annan deltog.")
        text, provision = said.get("annex_text"), said.get("annex_provision", "")
        if text and not any(map(str.isdigit, provision)):
            self.add_error(
                "annex_provision", "Ange bestämmelsen, till exempel 18 kap. 8 § 3 offentlighets- och sekretesslagen."
            )
        if provision and not text and "annex_text" in said:
            self.add_error("annex_text", "Skriv de sekretessbelagda skälen, eller ta bort bestämmelsen.")
        return said

    @property
    def decision(self):
        """What the act takes, once the form is right."""
        said = dict(self.cleaned_data)
        annex = {name: said.pop(f"annex_{name}") for name in ("text", "provision", "shared")}
        return {**said, "ground": said["ground"].pk, "annex": annex if annex["text"] else None}

    def draft(self):
        """The decision before it is made, never saved: as far as it is written, and where it is not what is wanted there."""
        chosen = {} if not self.is_bound or self.errors is None else self.cleaned_data
        written = {name: self[name].value() or "" for name in ("reasons", "provisions", "alternatives", "others")}
        presenter = chosen.get("presented_by")
        if not written["others"] and not chosen.get("nobody_else"):
            written["others"] = "[andra som deltog, eller att ingen annan deltog]"
        draft = Refusal(
            **{**written, "reasons": written["reasons"] or "[Skälen, som ni skriver dem]"},
            allocation=self._allocation(chosen.get("refused_volume")),
            ground=chosen.get("ground") or RefusalGround(label="[Förutsättning som saknas]"),
            not_communicated=chosen.get("not_communicated", ""),
            not_communicated_why=chosen.get("not_communicated_why", ""),
            diary_number="[ges när beslutet fattas]",
            decided_on=self.today,
            decided_by=self.by,
            decided_by_title=self.by.acting.title,
            presented_by=presenter.user if presenter else User(name="[föredragande]"),
            presented_by_title=presenter.title if presenter else "",
        )
        if self["annex_text"].value():
            RefusalAnnex(refusal=draft)
        return draft

    def _allocation(self, volume):
        current = self.asked.current_allocation
        if volume is None:
            return current
        part = self.asked.part(volume)
        return Allocation(requested_service=part, supplier=self.asked.supplier, allocated_at=current.allocated_at)


class CorrectForm(SharedForm, forms.ModelForm):
    """36 § förvaltningslagen: the words as they should have been, and what the slip is."""

    obvious = forms.BooleanField(
        label="Felet är ett uppenbart skrivfel, räknefel eller liknande förbiseende",
        error_messages={"required": "Bara uppenbara skrivfel och liknande får rättas (36 § förvaltningslagen)."},
    )

    field_order = ["seen", "slip", "obvious", "reasons", "alternatives", "account"]

    class Meta:
        model = RefusalCorrection
        fields = ["slip", "reasons", "alternatives", "account"]
        labels = {"slip": "Vad som rättas"}
        widgets = {
            "slip": _textarea(3),
            "reasons": _textarea(8),
            "alternatives": _textarea(4),
            "account": _textarea(5),
        }
        help_texts = {
            "slip": "Står i det rättade beslutet. Till exempel: I skälen stod 4 servrar. Rätt antal är 40.",
            "reasons": "Ändra bara det som är fel.",
            "account": f"Det som regeringen får läsa om fallet (11 §). {KEEP_OPEN}",
        }
        error_messages = {
            "slip": {"required": "Skriv vad som är fel och vad det rätta är."},
            "reasons": {"required": WHY},
            "account": {"required": "Beskriv fallet för redovisningen till regeringen (11 §)."},
        }

    def clean_reasons(self):
        return enough(self.cleaned_data["reasons"])
