"""What the tests read of a draft and of the page of one of its steps."""

from onboarding.filing.draft import Draft
from onboarding.filing.questions import STEPS

KEYS = [step.key for step in STEPS]


def errors(response):
    return dict(response.context["form"].errors)


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def states(draft):
    return [state.label for _, state in Draft(fresh(draft)).steps]
