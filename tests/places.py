"""Every address of the program, each on a thing that is in the state in which the page is of use."""

from django.urls import get_resolver, reverse

from itdrift import outbox
from onboarding import actions
from onboarding.models import Document
from reporting import actions as reporting
from tests import making


def addresses(cast):
    """Every address of the program, on things in the state in which the page is of use."""
    walk = cast.walk
    draft = walk.draft()
    registered, allocated = walk.request("registered"), walk.request("allocated")
    accepted, agreed = walk.request("accepted"), walk.request("agreed")
    refused = walk.request("refused")
    written, ready = walk.agreement(walk.request("accepted")), walk.presented(walk.request("accepted"))
    actions.let_in(allocated.registration, by=cast.applicant_boss, person=cast.nobody)
    outbox.perform_waiting()
    letter = Document.objects.get(refusal__allocation__requested_service=refused)
    unpublished = making.unpublished(cast)
    report = making.report(cast)
    asked = report.requests.get()
    reporting.make(report, by=cast.coordinator)
    outbox.perform_waiting()
    of = {
        "service": cast.service, "service_describe": cast.service, "service_approve": unpublished, "set_fee": cast.service,
        "case": allocated.registration, "case_edit": draft, "case_review": draft, "case_discard": draft,
        "case_receipt": allocated.registration, "guests": allocated.registration,
        "allocate": registered, "close": registered, "assess": allocated, "accept": allocated, "refuse": allocated,
        "withdraw": allocated, "connect": agreed, "document": letter,
        "draw_up": accepted.registration, "agreement": written, "revise": written, "present": written, "cancel": written,
        "reopen": ready, "sign": ready,
        **dict.fromkeys("report report_request report_narrate report_make report_decide report_document".split(), report),
        "report_answer": asked, "report_confirm": asked,
    }  # fmt: skip
    places = {name: reverse(name, args=[thing.pk]) for name, thing in of.items()}
    places["let_out"] = reverse("let_out", args=[allocated.registration_id, cast.nobody.pk])
    return {name: places.get(name) or reverse(name) for name in names()}


def names():
    """The names of all addresses but those of the admin, which has tests of its own."""
    return [p.name for p in patterns(get_resolver().url_patterns) if p.name]


def patterns(found):
    for pattern in found:
        if getattr(pattern, "app_name", None) == "admin":
            continue
        yield from patterns(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]
