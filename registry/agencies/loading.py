"""3 §: loading a dated edition of the register, and the mandates: all of it or nothing."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import CharField, F
from django.db.models.functions import Cast

from ..acts import note, write
from ..models import Agency, Mandate, ModelDocument, Preparedness, RegisterEdition, RegisterEntry, ServiceCategory
from ..models.agency import UNDER_GOVERNMENT
from ..ordinance import IN_FORCE, Part
from .comparison import pair
from .source_file import BadFileError

DATA = settings.BASE_DIR / "registry" / "data"
PREPAREDNESS_BASIS = "SFS 2022:524, bilaga 1"
APPLICANT_BASIS = "3 och 7 §§"


@dataclass
class Load:
    """A Load says what a load did. edition: None when it was loaded before. renamed: (old name, Agency)."""

    edition: RegisterEdition | None = None
    added: list = field(default_factory=list)
    renamed: list = field(default_factory=list)
    ended: list = field(default_factory=list)
    unchanged: int = 0
    mandates: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


@transaction.atomic
def load(register, mandates=None, *, name, as_of, source, undone_by=()):
    """Load a Register as the edition of the day `as_of`, and a MandateList; returns a Load.

    undone_by: functions of the agencies that end, each giving one Swedish sentence for what is left undone in its app.
    Raises BadFileError or ValidationError, and then nothing is loaded. The same edition again changes nothing.
    """
    with connection.cursor() as cursor:
        # One load at a time, to the end of the transaction; no lock of the table, which only who may empty it can take.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('registry_registeredition', 0))")
    loaded = Load()
    if not _is_loaded(register, as_of):
        edition = RegisterEdition(name=name, as_of=as_of, source=source, digest=register.digest)
        _load_edition(register, edition, loaded, undone_by)
    if mandates:
        loaded.mandates = _load_mandates(mandates)
    _load_what_comes_with_the_program()
    _write_journal(loaded)
    return loaded


def _is_loaded(register, as_of):
    latest = RegisterEdition.objects.first()
    if latest and as_of < latest.as_of:
        raise ValidationError(f"Utgåvan är äldre än den senast inlästa, {latest}.")
    if latest and as_of == latest.as_of and register.digest != latest.digest:
        raise ValidationError(f"En annan fil är redan inläst per den dagen: {latest}.")
    return bool(latest and as_of == latest.as_of)


def _load_edition(register, edition, loaded, undone_by):
    since = edition.as_of if RegisterEdition.objects.exists() else IN_FORCE
    pairs = pair(register, list(Agency.objects.all()))
    write(edition)
    loaded.edition = edition
    known = [agency.pk for agency in pairs.values() if agency]
    loaded.ended = list(Agency.objects.filter(ended_on=None).exclude(pk__in=known))
    Agency.objects.filter(pk__in=[agency.pk for agency in loaded.ended]).update(ended_on=edition.as_of)
    agencies = _bring_up_to_date(pairs, loaded)
    for row in register.rows:
        row.entry.edition, row.entry.agency = edition, agencies[row]
    RegisterEntry.objects.bulk_create(row.entry for row in register.rows)
    _settle(
        Mandate.objects.filter(part=Part.APPLICANT),
        {agencies[row].pk for row in register.rows if row.entry.kind in UNDER_GOVERNMENT},
        edition.as_of,
        {"part": Part.APPLICANT, "basis": APPLICANT_BASIS, "valid_from": since},
    )
    _settle(
        Preparedness.objects.all(),
        {agencies[row].pk for row in register.rows if row.entry.is_preparedness_agency},
        edition.as_of,
        {"basis": PREPAREDNESS_BASIS, "valid_from": since},
    )
    loaded.warnings = list(_left_undone(loaded.ended, undone_by))


FOLLOWED = ["name", "short_name", "org_number", "kind"]


def _bring_up_to_date(pairs, loaded):
    """Give every agency what its row says, and make the new ones; returns {RegisterRow: Agency}."""
    agencies = {row: agency or Agency() for row, agency in pairs.items()}
    changed = [agency for row, agency in agencies.items() if _follow(row.entry, agency, loaded) and agency.pk]
    Agency.objects.filter(pk__in=[agency.pk for agency in changed]).update(name=Cast(F("pk"), CharField()))  # may swap
    Agency.objects.bulk_update(changed, [*FOLLOWED, "ended_on"])
    Agency.objects.bulk_create(agency for agency in agencies.values() if not agency.pk)
    return agencies


def _follow(entry, agency, loaded):
    """Let the agency say what the entry says; True when it said something else before."""
    before = [agency.ended_on, *(getattr(agency, name) for name in FOLLOWED)]
    if agency.pk is None or agency.ended_on:
        loaded.added.append(agency)
    elif agency.name != entry.name:
        loaded.renamed.append((agency.name, agency))
    else:
        loaded.unchanged += 1
    agency.ended_on = None
    for name in FOLLOWED:
        setattr(agency, name, getattr(entry, name))
    return before != [None, *(getattr(agency, name) for name in FOLLOWED)]


def _settle(periods, wanted, day, fields):
    """Let a period stand from the day for exactly the `wanted` agencies (their keys); new ones get the `fields`."""
    standing = {period.agency_id: period for period in periods.exclude(valid_until__lte=day)}
    for agency, period in standing.items():
        if agency not in wanted:
            period.valid_until = day
            write(period)
    periods.model.objects.bulk_create(periods.model(agency_id=key, **fields) for key in wanted - standing.keys())


def _left_undone(ended, undone_by):
    for mandate in Mandate.objects.current().filter(agency__in=ended).exclude(part=Part.APPLICANT):
        yield f"{mandate} har upphört, men uppdraget står kvar tills det avslutas i administrationen."
    for undone in undone_by:
        yield from undone(ended)


def _load_mandates(mandates):
    mandates_loaded, faults = [], []
    for row in mandates.rows:
        try:
            mandates_loaded += _load_mandate(row)
        except ValidationError as error:
            faults += [(row.line, message) for message in error.messages]
    if faults:
        raise BadFileError(mandates.path, faults)
    return mandates_loaded


def _load_mandate(row):
    agency = _agency_of(row)
    known = {"agency": agency, "part": row.part, "valid_from": row.valid_from}
    mandate = Mandate.objects.filter(**known).first() or Mandate(**known, basis=row.basis)
    if mandate.pk and row.valid_until in (None, mandate.valid_until):
        return []
    mandate.valid_until = row.valid_until
    with transaction.atomic():  # the other rows are read on after a fault
        return [write(mandate)]


def _agency_of(row):
    """Return the agency by number; where several share it, by name too. Mandates outlive names."""
    agencies = Agency.objects.filter(org_number=row.org_number)
    agencies = agencies.filter(ended_on=None) if agencies.count() > 1 else agencies
    found = list(agencies.filter(name=row.agency) if agencies.count() > 1 else agencies)
    if len(found) != 1:
        raise ValidationError(f"myndigheten ”{row.agency}” med nummer {row.org_number} finns inte i registret")
    return found[0]


def _load_what_comes_with_the_program():
    """Load the first version of each model, and the categories of services, where there are none."""
    for kind in ModelDocument.Kind:
        if not ModelDocument.objects.filter(kind=kind).exists():
            text = (DATA / f"model_{kind}.txt").read_text(encoding="utf-8")
            write(ModelDocument(kind=kind, version=1, text=text, valid_from=IN_FORCE))
    if not ServiceCategory.objects.exists():
        names = (DATA / "categories.txt").read_text(encoding="utf-8").split("\n")
        ServiceCategory.objects.bulk_create(ServiceCategory(name=name) for name in names if name)


def _write_journal(loaded):
    if not (loaded.edition or loaded.mandates):
        return
    counts = f"Nya: {len(loaded.added)}, omdöpta: {len(loaded.renamed)}, upphörda: {len(loaded.ended)}."
    note(
        "registry.load",
        loaded.edition or RegisterEdition.objects.first(),
        by=None,
        text=f"{loaded.edition} lästes in. {counts}" if loaded.edition else "Uppdrag lästes in.",
        digest=loaded.edition.digest if loaded.edition else "",
        renamed=[[old, agency.name] for old, agency in loaded.renamed],
        ended=[agency.name for agency in loaded.ended],
        mandates=[f"{mandate}, {mandate.basis}" for mandate in loaded.mandates],
    )
