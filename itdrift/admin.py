"""What every admin page has in common, and the outbox."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import DataError, transaction
from django.db.models import Field
from django.utils import timezone
from django_celery_beat import models as beat

from . import mail
from .models import Job
from .number_fields import FIELDS

# The schedule stands in the settings; its own pages are in English.
admin.site.unregister(
    [beat.ClockedSchedule, beat.CrontabSchedule, beat.IntervalSchedule, beat.PeriodicTask, beat.SolarSchedule]
)


ORG_NUMBER = re.compile(r"\b(?:16)?(\d{6})\W?(\d{4})\b", re.ASCII)  # kept as ten digits, however it is written


class KeySelect(AutocompleteSelect):
    """Is a field that suggests as one types; what is no key chooses nothing, where Django's own asks the database for it."""

    def optgroups(self, name, value, attrs=None):
        keys = [key for key in map(str, value) if key.isascii() and key.isdecimal() and len(key) < 19]
        return super().optgroups(name, keys or [""], attrs)


class Fields:
    """Gives an admin form the fields that all forms have."""

    formfield_overrides: ClassVar["Mapping[type[Field[Any, Any]], Mapping[str, Any]]"] = {
        kind: {"form_class": reads, "widget": None} for kind, reads in FIELDS.items()
    }

    def formfield_for_foreignkey(self, db_field, request, **options):
        if db_field.name in self.get_autocomplete_fields(request):
            options["widget"] = KeySelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **options)


class Plain(Fields):
    """Gives a list that does not count what it does not show, and that answers an odd address with a page."""

    show_full_result_count = False
    list_per_page = 50

    def get_changelist_instance(self, request):
        try:
            with transaction.atomic():
                return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:  # Django catches these only while it builds the query
            raise IncorrectLookupParameters from error

    def lookup_allowed(self, lookup, value, request):
        """Refuse a filter through what points here, or by what is not shown: whether a row comes up would tell of it."""
        first = lookup.split("__")[0]
        closed = first in self.opts.fields_map or first in (self.exclude or ())
        return not closed and super().lookup_allowed(lookup, value, request)

    def get_deleted_objects(self, objs, request):
        """Say that something stands in the way, not what: it may be of a draft or of a confidential case."""
        _, _, needed, protected = super().get_deleted_objects(objs, request)
        if protected:
            return [], {}, set(), ["Något annat hänvisar hit."]
        return [str(obj) for obj in objs], {}, needed, []

    def get_object(self, request, object_id, from_field=None):
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)

    def get_search_results(self, request, queryset, search_term):
        written = search_term.replace("\0", "")
        if any("org_number" in field for field in self.search_fields):
            written = ORG_NUMBER.sub(r"\1\2", written)
        return super().get_search_results(request, queryset, written)


class NeverDeleted:
    """Is never deleted, but ended or switched off: whether anything stands in the way would tell of a draft."""

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnly(NeverDeleted):
    """May be looked at, by those with the right to it, and touched by nobody."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Job)
class JobAdmin(ReadOnly, Plain, admin.ModelAdmin):
    """Shows what waits, what failed and why, not which case or person it concerns.

    A job that was given up can be tried anew.
    """

    list_display = ["__str__", "created_at", "attempts", "done_at", "seen_to_at", "error"]
    list_filter = [("done_at", admin.EmptyFieldListFilter), ("seen_to_at", admin.EmptyFieldListFilter), "name"]
    search_fields = ["name", "error", "request_id"]
    exclude = ["key", "arguments"]
    actions = ["try_again", "see_to"]

    @admin.action(description="Försök igen med de valda")
    def try_again(self, request, jobs):
        waiting = jobs.filter(done_at=None).exclude(error=mail.TAKEN_BACK)
        waiting.update(attempts=0, not_before=timezone.now(), seen_to_at=None)

    @admin.action(description="De valda är omhändertagna: larma inte om dem")
    def see_to(self, request, jobs):
        jobs.given_up().update(seen_to_at=timezone.now())
