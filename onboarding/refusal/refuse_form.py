"""The decision to refuse, as the decision maker makes it (8 §)."""

from django import forms

from registry.models import Membership, User

from .decision_form import ProposeRefusalForm


class RefuseForm(ProposeRefusalForm):
    """8 §: the whole of the decision, and who presented it: first in line who prepared it."""

    presented_by = forms.ModelChoiceField(
        Membership.objects.none(),
        label="Föredragande",
        empty_label="Välj föredragande",
        help_text="Någon annan än du: den som föredrar och den som beslutar ska vara olika personer.",
        error_messages={"required": "Välj vem som har föredragit ärendet."},
    )

    def __init__(self, data=None, *, requested_service, by):
        super().__init__(data, requested_service=requested_service, by=by, whole=True)
        presents = self.fields["presented_by"]
        presents.required = True
        presents.queryset = Membership.objects.officers_for(
            requested_service.supplier, requested_service.kept_out | {by.pk}
        )
        presents.label_from_instance = lambda membership: membership.signature
        if self.proposal:
            self.initial["presented_by"] = presents.queryset.filter(user=self.proposal.prepared_by).first()

    @property
    def decision(self):
        """Return what the act takes, once the form is right."""
        decision = dict(self.cleaned_data)
        annex = {name: decision.pop(f"annex_{name}") for name in ("text", "provision", "shared")}
        return {**decision, "ground": decision["ground"].pk, "annex": annex if annex["text"] else None}

    @property
    def decider(self):
        return self.by, self.by.acting.title

    @property
    def presenter(self):
        presents = self.chosen.get("presented_by")
        return (presents.user, presents.title) if presents else (User(name="[föredragande]"), "")
