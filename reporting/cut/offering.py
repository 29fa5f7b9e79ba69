"""The register of services as it stood on the last day, and what changed in it during the year (4–6 §§)."""

from django.utils import timezone

from registry.models import Service, ServiceDescription

STATUS = {Service.Intake.OPEN: "open", Service.Intake.WAITING: "waiting_list", Service.Intake.CLOSED: "closed"}


def services(span):
    """The services in the offering on the last day, in the order of their names."""
    offered = Service.objects.offered_on(span.last).select_related("supplier__agency", "category")
    return list(offered.prefetch_related("descriptions", "capacities"))


def service_facts(service, span):
    """One service as the paper prints it."""
    published = [d for d in service.descriptions.all() if d.published_at and _day(d) <= span.last]
    return {
        "key": service.chain,
        "name": service.name,
        "supplier": service.supplier.agency.name,
        "unit": service.unit,
        "category": service.category.name,
        "status": STATUS[_intake(service, span)],
        "description_version": str(max(d.version for d in published)),
        "available_from": f"{min(_day(d) for d in published)}",
    }


def _intake(service, span):
    """As last declared by the last day."""
    declared = (made.intake for made in service.capacities.all() if timezone.localdate(made.declared_at) <= span.last)
    return next(declared, service.intake)


def changes(span):
    """The descriptions published during the year: a first version is a new service."""
    published = ServiceDescription.objects.filter(published_at__date__range=(span.first, span.last))
    rows = published.select_related("service__supplier__agency").order_by("published_at", "pk")
    return [
        {
            "date": f"{_day(description)}",
            "service": description.service.name,
            "supplier": description.service.supplier.agency.name,
            "change": _change(description.version),
        }
        for description in rows
    ]


def _change(version):
    return "Ny tjänst." if version == 1 else f"Tjänstebeskrivningens version {version} ersatte den tidigare."


def _day(description):
    return timezone.localdate(description.published_at)
