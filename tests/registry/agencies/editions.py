"""Rows of small editions of the register, and what a test does with them."""

from io import StringIO

from django.core.management import call_command

from registry.models import Agency, JournalEntry, Mandate, ModelDocument, Preparedness, RegisterEdition, ServiceCategory

HEADER = "org_number,name,is_preparedness_agency,scb_group,short_name,employees,previous_name"
COURTS = "202100-2742"  # shared by Domstolsverket and the courts
BOLAGSVERKET = "202100-5489,Bolagsverket,true,Statliga förvaltningsmyndigheter,BV,605,"
ALINGSAS = f"{COURTS},Alingsås tingsrätt,false,Sveriges domstolar samt Domstolsverket,,,"
ATTUNDA = f"{COURTS},Attunda tingsrätt,false,Sveriges domstolar samt Domstolsverket,,,"
BLEKINGE = f"{COURTS},Blekinge tingsrätt,false,Sveriges domstolar samt Domstolsverket,,,"


def run(*arguments, **options):
    out = StringIO()
    call_command("load_register", *arguments, stdout=out, **options)
    return out.getvalue()


def everything():
    models = [Agency, RegisterEdition, Mandate, Preparedness, ModelDocument, ServiceCategory, JournalEntry]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
