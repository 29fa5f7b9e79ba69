"""A supplier's data can be a file: here is its template, and what is read from it (11 § second paragraph)."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from itdrift import tables
from itdrift.spreadsheet import FORMULA
from registry.models import Service

from ..models import MeasureState, ServiceYear, UnitBasis
from ..models.service_year import MEASURES

# The headings of the file: what a line is about, and the fields of ServiceYear.
ABOUT = {"year": "År", "service": "Tjänst", "unit": "Enhet"}
VALUES = {
    "units_state": "Volym läge",
    "units": "Volym",
    "unit_basis": "Volym mätt som",
    "units_source": "Volym källa",
    "units_comment": "Volym kommentar",
    "units_break": "Volym brott i serien",
    "cost_state": "Kostnad läge",
    "total_cost": "Kostnad kronor",
    "cost_source": "Kostnad källa",
    "cost_comment": "Kostnad kommentar",
    "cost_break": "Kostnad brott i serien",
    "availability_state": "Tillgänglighet läge",
    "agreed_minutes": "Överenskommen öppettid minuter",
    "available_minutes": "Tillgänglig tid minuter",
    "availability_source": "Tillgänglighet källa",
    "availability_comment": "Tillgänglighet kommentar",
    "availability_break": "Tillgänglighet brott i serien",
    "nki_state": "NKI läge",
    "nki_mean": "NKI medelvärde",
    "nki_answered": "NKI svarande myndigheter",
    "nki_asked": "NKI tillfrågade myndigheter",
    "nki_source": "NKI källa",
    "nki_comment": "NKI kommentar",
    "nki_break": "NKI brott i serien",
}
HEADINGS = ABOUT | VALUES
LISTED = {name: MeasureState for name in VALUES if name.endswith("_state")} | {"unit_basis": UnitBasis}
MOST_BYTES = 300_000


@dataclass(frozen=True)
class FileFault:
    """Says what is wrong where, in words; field: a key of HEADINGS, or "" for the whole line."""

    line: int
    field: str
    why: str

    def __str__(self):
        column = f", kolumnen ”{HEADINGS[self.field]}”" if self.field else ""
        return f"Rad {self.line}{column}: {self.why}"


@dataclass(frozen=True)
class FileLine:
    """Holds a line's number as a spreadsheet counts, its Service or None, and its cells by field."""

    number: int
    service: Service | None
    cells: dict

    @property
    def values(self):
        """Return the cells, with the words of the lists as the values that are saved."""
        return {
            field: _labels(LISTED[field]).get(cell.casefold(), "") if field in LISTED else cell
            for field, cell in self.cells.items()
        }


def template_lines(data_request):
    """Yield the lines of the template: each service with what is saved of it, else with last year's values."""
    saved = {year.service_id: year for year in data_request.service_years.all()}
    before = data_request.year_before()
    for year in before.values():
        for measure in MEASURES:
            setattr(year, f"{measure}_break", "")  # a break of last year's is none of this year's
    known = before | saved
    for service in data_request.services():
        year = known.get(service.pk) or ServiceYear()
        yield [f"{data_request.report.year}", service.name, service.unit, *(_cell(year, name) for name in VALUES)]


def _cell(year, name):
    value = getattr(year, name)
    if name == "unit_basis" and year.units is None:
        return ""
    if name in LISTED:
        return LISTED[name](value).label if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return "" if value is None else f"{value}"


def text_of(content):
    """Return the text of an uploaded file (bytes), in UTF-8 or as older programs in Sweden save it. Raises ValidationError."""
    if len(content) > MOST_BYTES:
        raise ValidationError(f"Filen är för stor. Den får vara högst {MOST_BYTES // 1000} kB.")
    try:
        return tables.text_of(content)
    except tables.TableError as error:
        raise _no_table(error) from error


def _no_table(error):
    return ValidationError(f"Rad {error.line}: {error.why}" if error.line else error.why)


def read(text, data_request, services):
    """Return the FileLines of the file, and the FileFaults in what they are about and in the words of their states.

    services: those of the DataRequest. Raises ValidationError when it is not such a file at all.
    """
    rows = _rows(text)
    (first_row, head), *rest = rows
    fields = _fields(head, first_row)
    by_name = {_plain(service.name): service for service in services}
    lines, faults, first = [], [], {}
    for number, cells in rest:
        named = dict(zip(fields, [*cells, *[""] * len(fields)], strict=False))
        line = FileLine(number, by_name.get(named["service"]), named)
        faults += [FileFault(number, *fault) for fault in _faults(line, cells[len(fields) :], data_request, by_name)]
        if line.service in first:
            faults.append(FileFault(number, "service", f"{line.service} finns redan på rad {first[line.service]}."))
            continue
        if line.service:
            first[line.service] = number
        lines.append(line)
    if not lines:
        raise ValidationError("Filen har ingen rad med uppgifter.")
    return lines, faults


def _rows(text):
    try:
        return [(number, [_plain(cell) for cell in cells]) for number, cells in tables.rows_of(text)]
    except tables.TableError as error:
        raise _no_table(error) from error


def _plain(cell):
    """Return a cell without outer and double blanks, and without the apostrophe that keeps it from being a formula."""
    text = " ".join(cell.split())
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(FORMULA) else text


def _fields(head, number):
    """Return the fields of the columns, in the order of the file. Raises ValidationError."""
    known = {heading.casefold(): field for field, heading in HEADINGS.items()}
    missing = [heading for heading in HEADINGS.values() if heading.casefold() not in map(str.casefold, head)]
    if missing:
        named = ", ".join(f"”{heading}”" for heading in missing)
        raise ValidationError(f"Kolumner saknas: {named}. Rad {number} ska ha mallens rubriker, med semikolon emellan.")
    for heading in head:
        if heading.casefold() not in known:
            raise ValidationError(f"Kolumnen ”{heading}” finns inte i mallen. Ta bort den.")
    if len(head) > len(HEADINGS):
        raise ValidationError("Samma kolumn finns två gånger. Ta bort den ena.")
    return [known[heading.casefold()] for heading in head]


def _faults(line, left_over, data_request, by_name):
    """Tell what is wrong with a line, as (field, sentence)."""
    year = data_request.report.year
    cells = line.cells
    if any(left_over):
        yield "", "Raden har fler fält än rubrikraden."
    if cells["year"] != f"{year}":
        yield "year", f"Underlaget är för {year}, inte för ”{cells['year']}”."
    if line.service is None:
        own = ", ".join(by_name) or "inga"
        yield (
            "service",
            f"”{cells['service']}” är inte en tjänst som ni tillhandahöll under {year}. Era tjänster: {own}.",
        )
    elif cells["unit"] != _plain(line.service.unit):
        yield "unit", f"Enheten för {line.service} är {line.service.unit}, inte ”{cells['unit']}”."
    for field, listed in LISTED.items():
        if cells[field] and cells[field].casefold() not in _labels(listed):
            words = ", ".join(f"”{label}”" for label in listed.labels)
            yield field, f"”{cells[field]}” är okänt. Skriv något av {words}, eller lämna tomt."


def _labels(listed):
    return {label.casefold(): value for value, label in listed.choices}
