"""Forms tie label, help and error to the field; the frame shows the mandate; nothing breaks the strict CSP."""

import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from itdrift import errors
from itdrift.context import MENUS, frame
from itdrift.forms import DateInput
from itdrift.number_fields import NumberField, NumberInput

STATIC = settings.BASE_DIR / "static"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
ADDRESSES = ["mandate_switch", "login", "logout", "cases", "services", "search", "agreements", "fees", "reports"]
ADDRESSES += ["about", "accessibility", "ordinance", "notices", "public_diary", "report_verify"]
YES_NO = [("ja", "Ja"), ("nej", "Nej")]

urlpatterns = [path("", HttpResponse, name="start")]
urlpatterns += [path(f"{name}/", HttpResponse, name=name) for name in ADDRESSES]
pytestmark = pytest.mark.urls(__name__)


class EveryKind(forms.Form):
    """One field of each kind that the pages use."""

    need = forms.CharField(label="Behov", help_text="Kort.", widget=forms.Textarea)
    service = forms.ChoiceField(label="Tjänst", choices=[("", "Välj"), ("a", "Lagring")])
    start = forms.DateField(label="Start", widget=DateInput, required=False)
    users = NumberField(label="Användare")
    personal = forms.ChoiceField(label="Personuppgifter", choices=YES_NO, widget=forms.RadioSelect)
    levels = forms.MultipleChoiceField(label="Nivå", choices=YES_NO, widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField(label="Kontrollerat")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "Något saknas.")


def attributes(name, html):
    return re.findall(rf'\b{name}="([^"]*)"', html)


def person(part, others=False):
    acting = SimpleNamespace(
        mandate=SimpleNamespace(part=part),
        user=SimpleNamespace(name="Anna"),
        get_role_display="Läsare",
        unread=0,
        others=others,
    )
    return SimpleNamespace(is_authenticated=True, acting=acting)


def framed(address, user=None):
    request = RequestFactory().get(address)
    request.user = user or SimpleNamespace(is_authenticated=False)
    return frame(request) | {"user": request.user}


def test_a_number_comes_back_as_people_write_it():
    shown = {
        Decimal("905000.00"): "905000",
        Decimal("71.25"): "71,25",
        Decimal("68.50"): "68,50",
        Decimal("1E+3"): "1000",
    }
    shown |= {250: "250", "många": "många", "": "", None: ""}
    assert {value: NumberInput().format_value(value) or "" for value in shown} == shown


def test_every_link_and_description_of_a_form_leads_somewhere():
    html = EveryKind({"need": ""}).render()
    ids = attributes("id", html)
    pointed_at = [href[1:] for href in attributes("href", html) if href.startswith("#")] + attributes("for", html)
    pointed_at += " ".join(attributes("aria-describedby", html)).split()
    assert len(ids) == len(set(ids))
    assert set(pointed_at) <= set(ids)
    assert {"id_need", "id_personal_0", "id_levels_0", "id_need_helptext", "id_need_error"} <= set(pointed_at)


def test_every_error_stands_in_the_summary_and_at_its_field():
    form = EveryKind({"need": ""})
    summary = render_to_string("parts/error_summary.html", {"form": form})
    assert 'role="alert"' in summary
    assert summary.count("<li>") == sum(len(errors) for errors in form.errors.values())
    assert form.render().count("label__message--error") == len(form.errors) - 2  # the form's own and the hidden field's


def test_optional_fields_say_so():
    html = EveryKind().render()
    assert html.count("(frivilligt)") == 1
    assert "(frivilligt)" in html.split("Start")[1].split("</label>")[0]


def test_a_form_without_errors_has_no_summary():
    assert "Rätta till" not in EveryKind().render()


@pytest.mark.parametrize(
    ("written", "kept"), [("125 000,50", "125 000,50"), ("525.000", "525.000"), ("12 st", "12 st"), ("", "")]
)
def test_a_number_is_written_as_people_write_it_and_never_lost(written, kept):
    field = EveryKind({"users": written})["users"]
    assert (attributes("value", str(field)) or [""])[0] == kept


@pytest.mark.parametrize(("part", "words"), [("applicant", 5), ("supplier", 6), ("coordinator", 6)])
def test_the_menu_has_only_what_the_mandate_has_use_for(part, words):
    assert len(MENUS[part]) == words == len(framed("/", person(part))["menu"])
    assert [item["label"] for item in framed("/")["menu"]] == ["Start", "Tjänster"]


def test_the_menu_knows_where_it_is():
    current = {item["label"]: item["current"] for item in framed("/cases/12/", person("coordinator"))["menu"]}
    assert current["Ärenden"] == "true"
    assert set(current.values()) == {"true", ""}


@pytest.mark.parametrize("others", [False, True])
def test_whoever_holds_several_mandates_can_switch(others):
    page = render_to_string("base.html", framed("/", person("supplier", others)))
    assert "acting--supplier" in page
    assert ("Byt uppdrag" in page) is others


def test_the_page_after_a_server_error_needs_no_context():
    assert "Något gick fel hos oss" in render_to_string("500.html")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_script_and_no_inline_style(template):
    # Letters are drawn to PDF and carry their own style.
    source = template.read_text()
    if '{% extends "base.html" %}' in source or template.parent.name in {"parts", "forms"}:
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", source)


@pytest.mark.parametrize("sheet", [*STATIC.glob("*.css"), *STATIC.glob("fkui/*.css")], ids=lambda file: file.name)
def test_every_file_that_a_style_sheet_asks_for_is_shipped(sheet):
    for url in re.findall(r'url\("?([^")]+)', sheet.read_text()):
        assert url.startswith("data:") or (sheet.parent / url).is_file()


def test_every_icon_in_a_template_is_shipped():
    shipped = set(re.findall(r'id="f-icon-([\w-]+)"', (STATIC / "fkui" / "icons.svg").read_text()))
    used = {name for file in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', file.read_text())}
    assert used
    assert used <= shipped


def test_the_licences_are_shipped():
    assert "Permission is hereby granted" in Path(STATIC / "fkui" / "LICENSE.md").read_text()
    assert "SIL Open Font License" in Path(STATIC / "fonts" / "OFL.txt").read_text()


def test_a_form_that_cannot_be_trusted_is_explained():
    response = errors.csrf_failure(RequestFactory().post("/"))
    assert response.status_code == 403
    assert "Inget har sparats" in response.content.decode()


@pytest.mark.parametrize("sheet", ["itdrift.css", "parts.css"])
def test_widths_are_asked_for_as_five_year_old_browsers_know(sheet):
    """Safari before 16.4 takes no notice of `width < 40rem`, and a telephone then gets the page of a wide screen."""
    asked = re.findall(r"@media ([^{]+)", (STATIC / sheet).read_text())
    assert [one for one in asked if "<" in one or ">" in one] == []
