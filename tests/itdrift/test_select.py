"""A list to choose from: our template draws what Django's own does, whatever the options are."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from pytest_django.asserts import assertHTMLEqual

PLAIN = [("", "Alla"), ("a", "Först <b>"), (2, "Två & tre"), (None, "Inget"), (1000, "Tusen")]
GROUPS = [("", "Alla"), ("Öppna & nya", [("a", "A"), ("b", "B")]), ("Stängda", [("c", "C")])]


class Coloured(forms.Select):
    """Whose options carry something of their own, as true, false and a text."""

    def create_option(self, *args, **kwargs):
        option = super().create_option(*args, **kwargs)
        option["attrs"] |= {"disabled": option["index"] == "1", "hidden": False, "data-colour": 'rött "ljus"'}
        return option


@pytest.mark.parametrize("kind", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect, Coloured])
@pytest.mark.parametrize("choices", [PLAIN, GROUPS, []])
@pytest.mark.parametrize("value", [None, "", "a", 1000, "c"])
@pytest.mark.parametrize("attrs", [{}, {"id": "id_x", "class": "select", "required": True, "disabled": False}])
def test_a_select_is_drawn_as_django_draws_it(kind, choices, value, attrs):
    widget = kind(attrs) if kind is forms.NullBooleanSelect else kind(attrs, choices)
    chosen = [value] if kind is forms.SelectMultiple and value is not None else value
    ours, theirs = (widget.render("x", chosen, renderer=one) for one in (get_default_renderer(), DjangoTemplates()))
    assertHTMLEqual(ours, theirs)
    assert ours.count("<option") == theirs.count("<option")
