"""Which agency each row of an edition speaks of: the same as before, one that has a new name, or a new one."""

from collections import defaultdict

from itdrift.templatetags.swedish import uppraknat

from .source_file import BadFileError

IS_NEW = "-"  # in previous_name


def pair(register, agencies):
    """Return {RegisterRow: Agency, or None when it is new}. agencies: all that are known, those that have ended too.

    Raises BadFileError when rows and agencies with one organisation number can be paired in several ways.
    """
    known = {(a.org_number, a.name): a for a in sorted(agencies, key=lambda a: a.ended_on is None)}
    pairs = {row: known.get(row.key) for row in register.rows}
    paired = set(pairs.values())
    left = {a.name: a for a in agencies if a.ended_on is None and a not in paired}
    if agencies:
        faults = [*_pair_by_previous_name(pairs, left), *_pair_by_number(pairs, left)]
        if faults:
            raise BadFileError(register.path, faults)
    return pairs


def _pair_by_previous_name(pairs, left):
    for row, agency in pairs.items():
        if agency is None and row.previous_name not in ("", IS_NEW):
            pairs[row] = left.pop(row.previous_name, None)
            if pairs[row] is None:
                yield row.line, f"previous_name: ingen myndighet som saknas i filen heter ”{row.previous_name}”"


def _pair_by_number(pairs, left):
    rows, agencies = defaultdict(list), defaultdict(list)
    for row, agency in pairs.items():
        if agency is None and not row.previous_name:
            rows[row.entry.org_number].append(row)
    for agency in left.values():
        agencies[agency.org_number].append(agency)
    for number in rows.keys() & agencies.keys():
        if len(rows[number]) == len(agencies[number]) == 1:
            pairs[rows[number][0]] = agencies[number][0]
        else:
            yield from _ambiguous(rows[number], agencies[number])


def _ambiguous(rows, agencies):
    names = uppraknat(f"”{agency.name}”" for agency in agencies)
    for row in rows:
        yield (
            row.line,
            f"”{row.entry.name}” har samma organisationsnummer som {names}, som saknas i filen. "
            f"Fyll i previous_name med det tidigare namnet, eller {IS_NEW} om myndigheten är ny",
        )
