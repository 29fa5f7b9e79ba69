"""The register of services stands here as it was on the last day, with what changed in it during the year (4–6 §§)."""

from django.utils import timezone

from registry.models import Service, ServiceDescription

STATUS = {Service.Intake.OPEN: "open", Service.Intake.WAITING: "waiting_list", Service.Intake.CLOSED: "closed"}


def services(span):
    """Return the services in the offering on the last day, in the order of their names."""
    offered = Service.objects.offered_on(span.last).select_related("supplier__agency", "category")
    return list(offered.prefetch_related("descriptions", "capacities"))


def service_facts(service, span):
    """Return one service as the paper prints it; its intake as last declared by the last day."""
    published = [d for d in service.descriptions.all() if d.published_at and _day(d.published_at) <= span.last]
    declared = (capacity.intake for capacity in service.capacities.all() if _day(capacity.declared_at) <= span.last)
    return {
        "key": service.chain,
        "name": service.name,
        "supplier": service.supplier.agency.name,
        "unit": service.unit,
        "category": service.category.name,
        "status": STATUS[next(declared, service.intake)],
        "description_version": str(max(d.version for d in published)),
        "available_from": f"{min(_day(d.published_at) for d in published)}",
    }


def changes(span):
    """Return the descriptions published during the year: a first version is a new service."""
    published = ServiceDescription.objects.filter(published_at__date__range=(span.first, span.last))
    published = published.select_related("service__supplier__agency").order_by("published_at", "pk")
    return [
        {
            "date": f"{_day(description.published_at)}",
            "service": description.service.name,
            "supplier": description.service.supplier.agency.name,
            "change": "Ny tjänst."
            if description.version == 1
            else f"Tjänstebeskrivningens version {description.version} ersatte den tidigare.",
        }
        for description in published
    ]


def _day(moment):
    return timezone.localdate(moment)
