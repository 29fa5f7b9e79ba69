"""The days that a cut counts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """year, its first day, and the last day counted: 31 December, or today while the year lasts."""

    year: int
    first: date
    last: date

    @classmethod
    def of(cls, report):
        return cls(report.year, date(report.year, 1, 1), report.last_day)

    @classmethod
    def within(cls, cut):
        """The days that a cut counted."""
        return cls(cut["year"], *(date.fromisoformat(cut["period"][end]) for end in ("from", "to")))

    @property
    def is_whole(self):
        return self.last == date(self.year, 12, 31)
