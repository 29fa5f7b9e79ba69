"""The provisions on which a note of secrecy may rest (5 kap. 5 § OSL)."""

import re

# A chapter and a section, in words that Python and PostgreSQL both read: 18 kap. 8 § OSL, 10 kap. 2 a § OSL.
PROVISION = r"\d+( ?[a-z])? ?kap\.? ?\d+( ?[a-z])? ?§"

OTHER = "annan"
PROVISIONS = [
    ("15 kap. 2 § OSL", "15 kap. 2 § OSL: totalförsvaret"),
    ("18 kap. 8 § 3 OSL", "18 kap. 8 § 3 OSL: säkerhet i it-system"),
    ("18 kap. 8 § 4 OSL", "18 kap. 8 § 4 OSL: behörigheter"),
    ("18 kap. 9 § OSL", "18 kap. 9 § OSL: chiffer och koder"),
    ("18 kap. 13 § OSL", "18 kap. 13 § OSL: risk- och sårbarhetsanalyser"),
    ("19 kap. 3 § OSL", "19 kap. 3 § OSL: upphandling och andra affärer"),
    ("31 kap. 16 § OSL", "31 kap. 16 § OSL: enskildas affärer med myndigheten"),
    ("21 kap. 7 § OSL", "21 kap. 7 § OSL: personuppgifter"),
    (OTHER, "Annan bestämmelse"),
]
NAME_IT = "Ange bestämmelsen med kapitel och paragraf, till exempel 18 kap. 8 § OSL."


def provision_of(chosen, other):
    """Return the provision that a marking rests on: the one chosen in the list, or the other that is written."""
    return other.strip() if chosen == OTHER else chosen


def is_provision(text):
    """Return whether the text names a chapter and a section."""
    return re.search(PROVISION, text) is not None
