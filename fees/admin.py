"""The fees, to be read only: they are decided on their own page."""

from django.contrib import admin

from .models import Fee


@admin.register(Fee)
class FeeAdmin(admin.ModelAdmin):
    list_display = ["service", "component", "amount", "unit", "valid_from", "valid_until", "decision_reference"]
    list_select_related = ["service"]
    list_filter = ["component"]
    search_fields = ["service__name", "decision_reference"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
