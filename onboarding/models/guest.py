"""The exception: a named person let into one case, through django-guardian by direct foreign keys."""

from django.db import models
from guardian.models import UserObjectPermissionBase

from .interest import InterestRegistration


class InterestRegistrationUserObjectPermission(UserObjectPermissionBase):
    """guardian's grants on a case. The closed set is one permission: view_as_guest."""

    content_object = models.ForeignKey(InterestRegistration, models.CASCADE, related_name="guests")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "tillgång till ärende"
        verbose_name_plural = "tillgång till ärenden"
