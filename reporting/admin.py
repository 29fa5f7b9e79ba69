"""The accounts and the requests for data, to be read only."""

from django.contrib import admin

from .models import DataRequest, Report


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looks, and has no other door: the acts are the only way to change an account."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["year", "edition", "status", "diary_number", "decided_at"]
    list_filter = ["status"]
    exclude = ["cut"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("cut")


@admin.register(DataRequest)
class DataRequestAdmin(ReadOnlyAdmin):
    list_display = ["report", "supplier", "status", "due", "confirmed_at"]
    list_select_related = ["report", "supplier__agency"]
    list_filter = ["status"]
