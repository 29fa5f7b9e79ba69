"""What a registration says, as the questions look at it to know whether they apply."""

from ..models import InterestRegistration
from ..models.answers import ELSEWHERE

CLASSES = ["confidentiality", "integrity", "availability"]
NO_SOLUTION = ("", InterestRegistration.Present.NONE)


class Said:
    """What a registration says: its own row, and the services that it asks for, but what stands for a need elsewhere."""

    def __init__(self, case, services):
        self.case, self.services = case, [asked for asked in services if asked.unmet_need != ELSEWHERE]

    @property
    def elsewhere(self):
        """Whether all of the need is handled in another channel, and nothing of it is said here (SAK-2)."""
        return self.case.other_channel is True and not self.services and not self.case.need.strip()

    @property
    def personal_data(self):
        return any(asked.personal_data for asked in self.services)

    @property
    def classified(self):
        """Whether any service has an information class."""
        return any(getattr(asked, name) is not None for asked in self.services for name in CLASSES)

    @property
    def has_solution(self):
        return self.case.present_solution not in NO_SOLUTION
