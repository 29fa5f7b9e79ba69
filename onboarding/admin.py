"""The cases, to be read only: what is sent, never a draft or a confidential case, and nothing is done here."""

from django.contrib import admin

from itdrift.admin import Plain, ReadOnly

from .models import Agreement, InterestRegistration, Refusal, RefusalGround, RequestedService, Target
from .workflow import Status


class KnownToAll:
    """What belongs to a confidential case is known to those named in it alone: not here. `path_to_case`: from the row."""

    path_to_case = "registration__"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{f"{self.path_to_case}confidential": False})


@admin.register(InterestRegistration)
class InterestRegistrationAdmin(KnownToAll, ReadOnly, Plain, admin.ModelAdmin):
    path_to_case = ""
    list_display = ["diary_number", "agency", "registered_at"]
    list_select_related = ["agency"]
    search_fields = ["diary_number", "agency__name", "agency__org_number"]
    date_hierarchy = "registered_at"

    def get_queryset(self, request):
        return super().get_queryset(request).sent()


@admin.register(RequestedService)
class RequestedServiceAdmin(KnownToAll, ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["registration", "agency", "name", "status", "supplier", "received_at"]
    list_select_related = ["registration", "agency", "service", "supplier__agency"]
    list_filter = ["status"]
    search_fields = ["registration__diary_number", "agency__name", "agency__org_number", "service__name"]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(status=Status.DRAFT)


@admin.register(RefusalGround)
class RefusalGroundAdmin(Plain, admin.ModelAdmin):
    """A code can be added, and taken out of use; those that stand in decisions keep their words."""

    list_display = ["code", "label", "retired_on", "order"]
    fields = ["code", "label", "order", "retired_on"]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        return ["code", "label"] if Refusal.objects.filter(ground=obj).exists() else ["code"]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Refusal)
class RefusalAdmin(KnownToAll, ReadOnly, Plain, admin.ModelAdmin):
    path_to_case = "allocation__requested_service__registration__"
    list_display = ["diary_number", "decided_on", "ground", "supplier"]
    list_select_related = ["allocation__supplier__agency", "ground"]
    list_filter = ["ground"]
    search_fields = ["diary_number"]
    date_hierarchy = "decided_on"

    @admin.display(description="leverantörsmyndighet")
    def supplier(self, refusal):
        return refusal.allocation.supplier.agency


@admin.register(Agreement)
class AgreementAdmin(KnownToAll, ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["number", "registration", "status", "in_force_on"]
    list_select_related = ["registration"]
    list_filter = ["status"]
    search_fields = ["number", "registration__diary_number"]


@admin.register(Target)
class TargetAdmin(Plain, admin.ModelAdmin):
    """How many days the authorities aim at for each state: their own targets, no deadlines of the ordinance."""

    list_display = ["status", "days"]
    fields = ["status", "days"]
    readonly_fields = ["status"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
