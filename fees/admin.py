"""The fees can be read in the admin; they are decided on their own page."""

from django.contrib import admin

from itdrift.admin import Plain, ReadOnly

from .models import Fee


@admin.register(Fee)
class FeeAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["service", "component", "amount", "unit", "valid_from", "valid_until", "decision_reference"]
    list_select_related = ["service"]
    list_filter = ["component"]
    search_fields = ["service__name", "decision_reference"]
