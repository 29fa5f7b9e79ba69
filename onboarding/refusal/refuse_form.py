"""The decision to refuse, as the decision maker makes it (8 §)."""

from registry.models import Membership, User

from ..presenting import PresentingForm
from .decision_form import ProposeRefusalForm


class RefuseForm(PresentingForm, ProposeRefusalForm):
    """8 §: the whole of the decision, and who presented it, first in line who prepared it, or that nobody did."""

    depends = ProposeRefusalForm.depends | {"presented_by", "no_presenter"}

    def __init__(self, data=None, *, requested_service, by):
        super().__init__(data, requested_service=requested_service, by=by, whole=True)
        self.offer(Membership.objects.officers_for(requested_service.supplier, requested_service.kept_out | {by.pk}))
        if self.proposal:
            self.initial["presented_by"] = (
                self.fields["presented_by"].queryset.filter(user=self.proposal.prepared_by).first()
            )

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
        if not presents and self.chosen.get("no_presenter"):
            return None, ""
        return (presents.user, presents.title) if presents else (User(name="[föredragande]"), "")
