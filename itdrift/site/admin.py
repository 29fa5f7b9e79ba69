"""The journal of all apps, to be read only, without what only some may know of."""

from django.contrib import admin

from itdrift.admin import Plain, ReadOnly
from onboarding.models.interest import hidden_chains
from registry.models import JournalEntry
from registry.workflow import ACTS


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly, Plain, admin.ModelAdmin):
    """Shows the journal without drafts, whose agency alone knows of them, and without confidential cases."""

    list_display = ["chain", "number", "at", "text", "person"]
    list_filter = ["section"]
    search_fields = ["chain", "subject", "text", "person"]

    def get_queryset(self, request):
        private = [perm for perm, act in ACTS.items() if act.private]
        return super().get_queryset(request).exclude(act__in=private).exclude(hidden_chains())
