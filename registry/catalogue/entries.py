"""The catalogue: the services narrowed, each with the text and the state that the person may see (4 §)."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from ..models import Service, ServiceDescription
from ..workflow import DescriptionStatus

INTAKE: dict[str, str] = {
    Service.Intake.OPEN: "Öppen",
    Service.Intake.WAITING: "Väntelista",
    Service.Intake.CLOSED: "Stängd",
}


@dataclass(frozen=True)
class Entry:
    """news: what only the supplier and the coordinator see, in words; empty for everybody else."""

    service: Service
    description: ServiceDescription
    news: str

    @property
    def intake(self):
        """In one word: the column says of what."""
        return INTAKE[self.service.intake]


def entries(services, mandate):
    """The services as Entries. mandate: the one acted in, or None. A fixed number of queries."""
    now = ServiceDescription.objects.exclude(status=DescriptionStatus.SUPERSEDED)
    services = services.select_related("supplier__agency", "category").prefetch_related(Prefetch("descriptions", now))
    return [_entry(service, mandate) for service in services]


def _entry(service, mandate):
    published, draft = service.published_description, service.draft_description
    if not published:
        return Entry(service, draft, "Utkast")
    news = "Ny version på gång" if draft and mandate and service.is_party(mandate) else ""
    return Entry(service, published, news)


def narrowed(services, *, q="", leverantor=None, kategori=None, mottagande=""):
    """Those that say `q` in name, category, supplier or published description, and the supplier, category and intake."""
    if q:
        said = Q(summary__icontains=q) | Q(included__icontains=q)
        told = ServiceDescription.objects.filter(said, status=DescriptionStatus.PUBLISHED).values("service")
        named = Q(name__icontains=q) | Q(category__name__icontains=q) | Q(supplier__agency__name__icontains=q)
        services = services.filter(named | Q(pk__in=told))
    chosen = {"supplier": leverantor, "category": kategori, "intake": mottagande}
    return services.filter(**{name: value for name, value in chosen.items() if value})
