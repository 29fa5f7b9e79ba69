"""The administrator's register: people, agencies, mandates, periods and models. What acts have made can only be read."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group

from itdrift.admin import Fields, NeverDeleted, Plain, ReadOnly

from .models import (
    Agency,
    Mandate,
    Membership,
    ModelDocument,
    Preparedness,
    RegisterEdition,
    RegisterEntry,
    Service,
    ServiceCategory,
    ServiceDescription,
    User,
)
from .models.agency import SwedishOrder
from .models.service import DESCRIBED

admin.site.site_header = admin.site.site_title = "Samordnad it-drift, administration"
admin.site.index_title = "Register och behörigheter"
admin.site.site_url = "/"
admin.site.unregister(Group)


class MembershipsOfUser(Fields, admin.StackedInline):
    model = Membership
    fields = ["mandate", "role", "title", ("valid_from", "valid_until")]
    autocomplete_fields = ["mandate"]
    extra = 0


class NewUserForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class PersonAdmin(NeverDeleted, Plain, UserAdmin):
    add_form = NewUserForm
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["name", "email"]
    ordering = [SwedishOrder("name"), "pk"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["name", "email", "password"]}),
        ("Administration", {"fields": ["is_active", "is_staff", "is_superuser"]}),
        ("Tidpunkter", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["name", "email", "usable_password", "password1", "password2"]})]
    inlines = [MembershipsOfUser]


@admin.register(Agency)
class AgencyAdmin(NeverDeleted, Plain, admin.ModelAdmin):
    list_display = ["name", "short_name", "org_number", "kind", "ended_on"]
    list_filter = ["kind", ("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["name", "short_name", "org_number"]
    autocomplete_fields = ["successor"]


@admin.register(Mandate)
class MandateAdmin(NeverDeleted, Plain, admin.ModelAdmin):
    list_display = ["agency", "part", "valid_from", "valid_until", "basis"]
    list_select_related = ["agency"]
    list_filter = ["part"]
    search_fields = ["agency__name", "agency__short_name", "agency__org_number", "basis"]
    autocomplete_fields = ["agency"]

    def get_readonly_fields(self, request, obj=None):
        """A mandate stays that agency's, in that part: what was done in it was done so. It only ends (4–5 §§)."""
        return ["agency", "part"] if obj else []


@admin.register(Membership)
class MembershipAdmin(Plain, admin.ModelAdmin):
    list_display = ["user", "mandate", "role", "title", "valid_from", "valid_until"]
    list_select_related = ["user", "mandate__agency"]
    list_filter = ["role", "mandate__part"]
    search_fields = ["user__name", "user__email", "mandate__agency__name", "mandate__agency__org_number"]
    autocomplete_fields = ["user", "mandate"]


@admin.register(Preparedness)
class PreparednessAdmin(Plain, admin.ModelAdmin):
    list_display = ["agency", "valid_from", "valid_until", "basis"]
    list_select_related = ["agency"]
    search_fields = ["agency__name", "agency__org_number"]
    autocomplete_fields = ["agency"]
    ordering = ["agency__sort_name", "valid_from"]


@admin.register(ServiceCategory)
class ServiceCategoryAdmin(Plain, admin.ModelAdmin):
    fields = ["name"]
    search_fields = ["name"]


@admin.register(ModelDocument)
class ModelDocumentAdmin(Plain, admin.ModelAdmin):
    list_display = ["kind", "version", "valid_from", "valid_until"]
    list_filter = ["kind"]
    search_fields = ["text"]

    def get_readonly_fields(self, request, obj=None):
        """A version is never rewritten: agreements name it (4 §). A change is a new version."""
        return ["kind", "version", "text"] if obj else []


@admin.register(RegisterEdition)
class RegisterEditionAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["name", "as_of", "source", "loaded_at"]


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["name", "org_number", "kind", "is_preparedness_agency", "edition"]
    list_select_related = ["edition", "agency"]
    list_filter = ["edition", "kind", "is_preparedness_agency"]
    search_fields = ["name", "short_name", "org_number"]


class DescriptionsOfService(ReadOnly, admin.StackedInline):
    model = ServiceDescription
    fields = ["version", "status", *DESCRIBED]
    extra = 0


@admin.register(Service)
class ServiceAdmin(ReadOnly, Plain, admin.ModelAdmin):
    list_display = ["name", "supplier", "category", "unit", "intake"]
    list_select_related = ["supplier__agency", "category"]
    list_filter = ["intake", "category"]
    search_fields = ["name", "supplier__agency__name"]
    inlines = [DescriptionsOfService]
