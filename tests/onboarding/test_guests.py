"""The exception to the rule: named people let into one case."""

import pytest
from django.core.exceptions import ValidationError
from guardian.shortcuts import get_perms

from onboarding import actions
from onboarding.models import InterestRegistration, InterestRegistrationUserObjectPermission, RequestedService
from registry.models import JournalEntry


def test_a_guest_sees_that_case_and_no_other(cast):
    case, other = cast.walk.registered(), cast.walk.registered()
    actions.let_in(case, by=cast.applicant_boss, person=cast.nobody)
    assert get_perms(cast.nobody, case) == ["view_as_guest"]
    assert get_perms(cast.nobody, other) == []
    assert list(InterestRegistration.objects.visible_to(cast.nobody)) == [case]
    assert list(RequestedService.objects.visible_to(cast.nobody)) == list(case.requested_services.all())


def test_the_grant_and_its_end_are_journalled_and_nothing_remains(cast):
    case = cast.walk.registered()
    actions.let_in(case, by=cast.coordinator_boss, person=cast.nobody)
    actions.let_out(case, by=cast.coordinator_boss, person=cast.nobody)
    assert not InterestRegistrationUserObjectPermission.objects.exists()
    assert not InterestRegistration.objects.visible_to(cast.nobody).exists()
    acts = list(JournalEntry.objects.filter(chain=case.chain).values_list("act", flat=True))
    assert acts[-2:] == ["onboarding.let_in", "onboarding.let_out"]


def test_a_guest_may_do_nothing(cast):
    request = cast.walk.request("registered")
    actions.let_in(request.registration, by=cast.applicant_boss, person=cast.nobody)
    for perm in ("onboarding.withdraw", "onboarding.allocate", "onboarding.refuse"):
        assert not cast.nobody.has_perm(perm, request)


def test_nobody_is_let_into_a_draft(cast):
    with pytest.raises(ValidationError, match="Ett utkast"):
        actions.let_in(cast.walk.draft(), by=cast.applicant_boss, person=cast.nobody)


def test_superusers_get_no_case(cast):
    cast.walk.registered()
    assert not InterestRegistration.objects.visible_to(cast.admin).exists()
