"""Every form of the project in the markup of FKUI, and how a page hands what is sent to its act."""

from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import TemplatesSetting
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from . import sending, unsent
from .late import CHANGED, is_late
from .templatetags.swedish import tal

KINDS = {"select": "select", "checkbox": "checkbox"}
CLASSES = {
    "select": "select-field__select",
    "checkbox": "checkbox__input",
    "radio-button": "radio-button__input",
    "textarea": "textarea-field__textarea",
    "text": "text-field__input",
}


class BoundField(forms.BoundField):
    """Knows which template part and which class of FKUI a field is drawn with."""

    @property
    def group(self):
        """Return what the options of a group are: "radio-button" or "checkbox"."""
        return "checkbox" if getattr(self.field.widget, "allow_multiple_selected", False) else "radio-button"

    @property
    def kind(self):
        """Return one of group, checkbox, select, textarea and text."""
        widget = self.field.widget
        if self.use_fieldset:
            return "group"
        if isinstance(widget, forms.Textarea):
            return "textarea"
        return KINDS.get(getattr(widget, "input_type", ""), "text")

    @property
    def may_be_empty(self):
        """Return whether it is voluntary whatever else is answered; the form's `depends` are asked for in some cases."""
        form = self.form
        voluntary = not (self.field.required or getattr(form, "all_optional", False))
        return voluntary and self.name not in getattr(form, "depends", ())

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs.get("class", "")
        drawn_as = CLASSES[self.group if self.kind == "group" else self.kind]
        return {**attrs, "class": f"{own} {drawn_as}".strip()}


class Renderer(TemplatesSetting):
    """Draws `{{ form }}` and `{{ form.field.as_field_group }}` in the markup of FKUI, wherever the form comes from."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField


class NamedChoices(ModelChoiceIterator):
    """Reads the names that a list shows, and nothing else of what has them."""

    def __iter__(self):
        yield "", self.field.empty_label
        for key, *names in self.queryset.values_list("pk", *self.field.columns):
            yield key, self.field.words.format(*names)


class FilterChoiceField(forms.ModelChoiceField):
    """One of the objects that a list is narrowed to. columns: what each is called by, put into `words`."""

    iterator = NamedChoices

    def __init__(self, queryset, *columns, label, words="{}"):
        self.columns, self.words = columns, words
        wrong = {"invalid_choice": "Välj ett av alternativen i listan."}
        super().__init__(queryset, label=label, required=False, empty_label="Alla", error_messages=wrong)


class DateInput(forms.DateInput):
    """Draws the browser's own date field, which wants YYYY-MM-DD whatever the language is."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


def bad_address(request, form):
    """Answer 400 with what is wrong, in words: a file shows no errors, and would be another list than was asked for."""
    wrong = [(form[name].label if name in form.fields else "", errors) for name, errors in form.errors.items()]
    wrong += [(form[name].label, ["Flera stämmer. Skriv mer av namnet."]) for name in _unclear(form)]
    return render(request, "400.html", {"wrong": wrong}, status=400)


def is_understood(form):
    """Return whether everything in an address was understood, and in one way."""
    return form.is_valid() and not _unclear(form)


def _unclear(form):
    return [name for name, field in form.fields.items() if getattr(field, "hits", [])]


def require_page(view):
    """Make of a view the page of a form: looked at, or sent; what is sent is done once for each opening."""
    return require_http_methods(["GET", "HEAD", "POST"])(sending.once(view))


def require_button(view):
    """Make of a view what a button on another page does, once for each opening of that."""
    return require_POST(sending.once(view))


def posted(request):
    """Return what was sent, for a form, now or before the session ran out; None when the page is only looked at."""
    if request.method == "POST":
        return request.POST
    typed = unsent.give_back(request)
    request.opening = typed.get(sending.KEY, "") if typed else ""
    return typed


def try_act(form, act):
    """Do the act when the form is right.

    Returns what it returned, or True; False when something is refused, which the form says.
    """
    if isinstance(form.data, unsent.Unsent):
        form.add_error(None, form.data.sentence)
    if not form.is_valid():
        return False
    try:
        result = act() or True
    except ValidationError as error:
        refused(form, error)
        return False
    sending.note_done()
    return result


def press(request, act):
    """Do what a button on another page asks for; what is refused is said on the page that follows.

    Returns as `try_act` does.
    """
    form = forms.Form(request.POST)
    done = try_act(form, act)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return done


class SharedForm(forms.Form):
    """A SharedForm is a form over what several people edit.

    It knows what its writer saw; nobody overwrites what another has saved.

    now: the fingerprint of what is saved at present (registry.acts.fingerprint). The act takes `cleaned_data["seen"]`,
    and raises CHANGED when what is saved is something else; the page then shows `theirs` beside what was typed.
    """

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, now="", **options):
        super().__init__(*args, **options)
        self.now = self.fields["seen"].initial = now
        self.theirs = []

    def show_theirs(self):
        """Keep what is saved where it differs from what was typed, as (label, text).

        Sending again then saves what is typed.
        """
        self.theirs = differing(self)
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.now


def differing(form):
    """Return what is saved where it differs from what was typed in a form, as (label, text)."""
    shown = [form[name] for name in form.fields if name != "seen"]
    return [(bound.label, _in_words(bound)) for bound in shown if bound.field.has_changed(bound.initial, bound.data)]


def _in_words(bound):
    """Return what is saved of a field, as a person reads it."""
    saved = bound.initial
    choices = dict(getattr(bound.field, "choices", []))
    if isinstance(saved, bool):
        return "Ja" if saved else "Nej"
    if isinstance(saved, Decimal):
        return tal(saved)
    return str(choices.get(saved, saved)) if saved not in (None, "") else "Inget"


def refused(form, error):
    """Put what an act refused (a ValidationError) where the person sees it: at its field, else on top of the form."""
    if getattr(error, "code", "") == CHANGED:
        form.show_theirs()
    if is_late(error):
        sending.note_late()
    errors = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, sentences in errors.items():
        form.add_error(name if name in form.fields else None, sentences)
