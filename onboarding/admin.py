"""The cases, to be read only: what is sent, never a draft, and nothing is done here."""

from django.contrib import admin

from itdrift.admin import Plain, ReadOnly

from .models import Agreement, InterestRegistration, Refusal, RequestedService
from .workflow import Status


@admin.register(InterestRegistration)
class InterestRegistrationAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["diary_number", "agency", "registered_at"]
    list_select_related = ["agency"]
    search_fields = ["diary_number", "agency__name"]
    date_hierarchy = "registered_at"

    def get_queryset(self, request):
        return super().get_queryset(request).sent()


@admin.register(RequestedService)
class RequestedServiceAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["registration", "agency", "name", "status", "supplier", "received_at"]
    list_select_related = ["registration", "agency", "service", "supplier__agency"]
    list_filter = ["status"]
    search_fields = ["registration__diary_number", "agency__name", "service__name"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(status=Status.DRAFT)


@admin.register(Refusal)
class RefusalAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["diary_number", "decided_on", "ground", "supplier"]
    list_select_related = ["allocation__supplier__agency"]
    list_filter = ["ground"]
    search_fields = ["diary_number"]
    date_hierarchy = "decided_on"

    @admin.display(description="leverantörsmyndighet")
    def supplier(self, refusal):
        return refusal.allocation.supplier.agency


@admin.register(Agreement)
class AgreementAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["number", "registration", "status", "in_force_on"]
    list_select_related = ["registration"]
    list_filter = ["status"]
    search_fields = ["number", "registration__diary_number"]
