"""A cut counts the days of a span."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """Holds the year, its first day, and the last day counted: 31 December, or today while the year lasts."""

    year: int
    first: date
    last: date

    @classmethod
    def of(cls, report):
        """Return the days that a cut of the Report counts now."""
        return cls(report.year, date(report.year, 1, 1), report.last_day)

    @classmethod
    def within(cls, cut):
        """Return the days that a cut counted."""
        return cls(cut["year"], *(date.fromisoformat(cut["period"][end]) for end in ("from", "to")))

    @property
    def is_whole(self):
        """Return whether the year is counted to its end."""
        return self.last == date(self.year, 12, 31)
