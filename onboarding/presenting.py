"""30–31 §§ FL: who presents a matter to the decision maker, or that nobody does; asked of every decision alike."""

from collections.abc import Container
from typing import Any

from django import forms
from django.utils import timezone

from registry.acts import check_presenter
from registry.models import Membership, User

from .models.taking_part import WHO_PRESENTED, WHO_TOOK_PART


def signatures(by: User, presented_by: Membership | None, kept_out: Container[int] = ()) -> dict[str, Any]:
    """Return what a decision says of its day, who decided it and who presented it, as its fields.

    presented_by: None where nobody did. kept_out: as for `check_presenter`. Raises ValidationError as that does.
    """
    if presented_by is not None:
        check_presenter(presented_by, mandate=by.acting.mandate, kept_out=kept_out)
    return {
        "decided_on": timezone.localdate(),
        "decided_by": by,
        "decided_by_title": by.acting.title,
        "presented_by": presented_by.user if presented_by else None,
        "presented_by_title": presented_by.title if presented_by else "",
    }


DISSENT = (
    "Vem, och vad personen anser. Den som föredrar eller deltar i handläggningen har rätt att få sin avvikande mening "
    "antecknad i beslutet (30 § förvaltningslagen)."
)


class PresentingForm(forms.Form):
    """Asks who presented the matter or why nobody did, who else took part, and what dissent there is."""

    presented_by = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Föredragande",
        required=False,
        empty_label="Välj föredragande",
        help_text="Någon annan än du: den som föredrar och den som beslutar ska vara olika personer.",
    )
    no_presenter = forms.CharField(
        label="Stöd för att avgöra utan föredragning",
        required=False,
        max_length=300,
        help_text="Bara om ingen föredrar. Till exempel 12 § i er arbetsordning (20 § myndighetsförordningen).",
    )
    others = forms.CharField(
        label="Andra som deltog i den slutliga handläggningen",
        required=False,
        max_length=500,
        help_text="Namn och befattning.",
    )
    nobody_else = forms.BooleanField(label="Ingen annan deltog i den slutliga handläggningen", required=False)
    dissent = forms.CharField(
        label="Avvikande mening",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=DISSENT,
    )

    def offer(self, presenters: Any) -> None:
        """Let one of the Memberships be chosen."""
        field: Any = self.fields["presented_by"]
        field.queryset = presenters
        field.label_from_instance = lambda membership: membership.signature

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "presented_by" in cleaned and "presented_by" in self.fields:
            without = any(map(str.isalnum, cleaned.get("no_presenter", "")))
            if bool(cleaned["presented_by"]) == without:
                self.add_error("presented_by", WHO_PRESENTED)
        if "others" in cleaned and any(map(str.isalnum, cleaned["others"])) == cleaned.get("nobody_else", False):
            self.add_error("others", WHO_TOOK_PART)
        return cleaned


def deciders(decision: Any) -> dict[str, Any]:
    """Return what a paper says of who decided, presented, took part and dissented (templates/paper/deciders.html)."""
    presenter = decision.presented_by
    return {
        "decided_by": {"name": decision.decided_by.name, "title": decision.decided_by_title},
        "presented_by": presenter and {"name": presenter.name, "title": decision.presented_by_title},
        "no_presenter": decision.no_presenter,
        "others": [decision.others] if decision.others else [],
        "dissent": decision.dissent,
    }
