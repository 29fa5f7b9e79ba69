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
    """An Entry is a service with a description.

    News: what only the supplier and the coordinator see, in words; else empty.
    """

    service: Service
    description: ServiceDescription
    news: str

    @property
    def intake(self):
        """Return in one word whether it is open: the column says of what."""
        return INTAKE[self.service.intake]


def entries(services, mandate):
    """Return the services as Entries, in a fixed number of queries. mandate: the one acted in, or None."""
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
    """Return those that say `q` in name, category, supplier or published description, and have what else is chosen."""
    if q:
        in_text = Q(summary__icontains=q) | Q(included__icontains=q)
        described = ServiceDescription.objects.filter(in_text, status=DescriptionStatus.PUBLISHED).values("service")
        named = Q(name__icontains=q) | Q(category__name__icontains=q) | Q(supplier__agency__name__icontains=q)
        services = services.filter(named | Q(pk__in=described))
    chosen = {"supplier": leverantor, "category": kategori, "intake": mottagande}
    return services.filter(**{name: value for name, value in chosen.items() if value})
