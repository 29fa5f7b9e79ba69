"""The register of agencies, and the mandates, as files: each row checked before anything is loaded (3–5 §§)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from itdrift.number_fields import WholeNumberField

from ..models import AgencyKind, RegisterEntry
from ..models.agency import validate_org_number
from ..ordinance import Part
from .source_file import BadFileError, read_table

KINDS = {
    "Statliga förvaltningsmyndigheter": AgencyKind.ADMINISTRATIVE,
    "Sveriges domstolar samt Domstolsverket": AgencyKind.COURT,
    "Statliga affärsverk": AgencyKind.PUBLIC_UTILITY,
    "AP-fonder": AgencyKind.PENSION_FUND,
    "Myndigheter under riksdagen": AgencyKind.RIKSDAG,
}
COLUMNS = {"kind": "scb_group", "host": "host_agency"}  # where the file's word is not the model's
REASONS = {
    "name": "namnet saknas eller är längre än 200 tecken",
    "kind": f"gruppen ”{{}}” är okänd. Kända grupper är {', '.join(KINDS)}",
    "is_preparedness_agency": "is_preparedness_agency ska vara true eller false (SANT eller FALSKT), inte ”{}”",
    "employees": "employees ska vara ett heltal, inte ”{}”",
}
TRUTH = {"true": True, "false": False, "sant": True, "falskt": False}  # the latter as a Swedish Excel saves them


@dataclass(eq=False)
class RegisterRow:
    """A RegisterRow has an entry: a RegisterEntry not yet saved, without edition and agency. previous_name: "-" says
    that the agency is new.
    """

    line: int
    entry: RegisterEntry
    previous_name: str

    @property
    def key(self):
        return self.entry.org_number, self.entry.name


@dataclass(frozen=True)
class Register:
    path: Path
    digest: str
    rows: list


def read_register(path):
    """Return the active agencies of the file as a Register. Raises BadFileError with every bad row."""
    table = read_table(
        path,
        required=("org_number", "name", "scb_group", "is_preparedness_agency"),
        optional=(
            "short_name",
            "department",
            "host_agency",
            "employees",
            "source",
            "note",
            "active",
            "previous_name",
        ),
    )
    rows, faults = [], table.faults
    for number, cells in table.lines:
        active = TRUTH.get(cells.get("active", "true").lower())
        if active is None:
            faults.append((number, f"active ska vara true eller false (SANT eller FALSKT), inte ”{cells['active']}”"))
        elif active:
            row = RegisterRow(number, _entry(cells), cells.get("previous_name", ""))
            faults += [(number, why) for why in _entry_faults(row.entry, cells)]
            rows.append(row)
    faults += _named_twice(rows)
    if faults or not rows:
        raise BadFileError(path, faults or [(None, "filen innehåller inga myndigheter")])
    return Register(path, table.digest, rows)


def _entry(cells):
    texts = ("name", "short_name", "department", "host", "source")
    return RegisterEntry(
        **{name: cells.get(COLUMNS.get(name, name), "") for name in texts},
        org_number=cells["org_number"].replace("-", ""),
        kind=KINDS.get(cells["scb_group"], ""),
        is_preparedness_agency=TRUTH.get(cells["is_preparedness_agency"].lower()),  # type: ignore[misc]  # None is a fault, see below
        employees=_employees(cells.get("employees", "")),
    )


def _employees(cell):
    """Return the number, or the cell as it is, which is then a fault."""
    try:
        return WholeNumberField(required=False).clean(cell)
    except ValidationError:
        return cell


def _entry_faults(entry, cells):
    try:
        validate_org_number(entry.org_number)
    except ValidationError:
        yield f"organisationsnumret ”{cells['org_number']}” är fel. Kontrollera siffrorna"
    try:
        entry.clean_fields(exclude=["edition", "agency", "org_number"])
    except ValidationError as error:
        for name in error.error_dict:
            column = COLUMNS.get(name, name)
            yield REASONS.get(name, f"{column} är för lång").format(cells[column])


def _named_twice(rows):
    first = {}
    for row in rows:
        earlier = first.setdefault(row.entry.name.casefold(), row)
        if earlier is not row and row.entry.name:
            yield row.line, f"namnet ”{row.entry.name}” finns redan på rad {earlier.line}"


@dataclass(frozen=True)
class MandateRow:
    line: int
    agency: str
    org_number: str
    part: str
    valid_from: date
    valid_until: date | None
    basis: str


@dataclass(frozen=True)
class MandateList:
    path: Path
    rows: list


def read_mandates(path):
    """Return the mandates of the file as a MandateList. Raises BadFileError with every bad row."""
    table = read_table(
        path,
        required=("agency", "org_number", "part", "valid_from", "basis"),
        optional=("valid_until", "note"),
    )
    rows, faults = [], table.faults
    for number, cells in table.lines:
        try:
            rows.append(_mandate_row(number, cells))
        except ValueError as error:
            faults.append((number, str(error)))
    if faults:
        raise BadFileError(path, faults)
    return MandateList(path, rows)


def _mandate_row(number, cells):
    if cells["part"] not in Part.values:
        raise ValueError(f"part ska vara {' eller '.join(Part.values)}, inte ”{cells['part']}”")
    if not cells["basis"]:
        raise ValueError("basis saknas: ange den föreskrift som uppdraget har stöd i")
    until = cells.get("valid_until")
    return MandateRow(
        number,
        cells["agency"],
        cells["org_number"].replace("-", ""),
        cells["part"],
        _date(cells["valid_from"]),
        _date(until) if until else None,
        cells["basis"],
    )


def _date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"datumet ”{text}” ska skrivas som 2026-01-01") from None
