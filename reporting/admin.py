"""The accounts and the requests for data can be read in the admin, and not changed."""

from django.contrib import admin

from itdrift.admin import Plain, ReadOnly

from .models import DataRequest, Report


@admin.register(Report)
class ReportAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["year", "edition", "status", "diary_number", "decided_at"]
    list_filter = ["status"]
    exclude = ["cut", "opened_by", "revision", "wished_revision", "cut_revision", "drawn_revision"]
    exclude += ["decided_by_title", "presented_by_title"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("cut")


@admin.register(DataRequest)
class DataRequestAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["report", "supplier", "status", "due", "confirmed_at"]
    list_select_related = ["report", "supplier__agency"]
    exclude = ["effects", "risks", "obstacles", "annex", "silent_reason"]  # between the two until it is decided
    exclude += ["report", "sent_by", "answered_by", "confirmed_by", "silent_noted_by"]  # who: in the journal
    list_filter = ["status"]
