"""The catalogue: the services narrowed, each with the text and the state that the person may see (4 §)."""

from django.db.models import F, FilteredRelation, Q

from itdrift.templatetags.swedish import badge

from ..models import Service, ServiceDescription
from ..ordinance import Part
from ..workflow import DescriptionStatus

WORDS = {Service.Intake.OPEN: "Öppen", Service.Intake.WAITING: "Väntelista", Service.Intake.CLOSED: "Stängd"}
INTAKE = {intake: badge(intake, words) for intake, words in WORDS.items()}  # drawn once, not for each row
COLUMNS = ["pk", "name", "unit", "intake", "supplier"]
NAMES = {
    "agency": F("supplier__agency__name"),
    "heading": F("category__name"),
    "published": F("in_force__summary"),
    "drafted": F("draft__summary"),
}


def entries(services, mandate):
    """Return what the catalogue tells of each service, in one query, as dicts: {name in the template: value}.

    mandate: the one acted in, or None. news: what only the supplier and the coordinator see, in words; else empty.
    """
    in_state = {"in_force": DescriptionStatus.PUBLISHED, "draft": DescriptionStatus.DRAFT}
    described = {
        name: FilteredRelation("descriptions", condition=Q(descriptions__status=state))
        for name, state in in_state.items()
    }
    found = services.annotate(**described, **NAMES)
    return [_entry(one, mandate) for one in found.values_list(*COLUMNS, *NAMES, named=True)]


def _entry(one, mandate):
    is_party = mandate is not None and (mandate.part == Part.COORDINATOR or mandate.pk == one.supplier)
    news = "Ny version på gång" if one.drafted is not None and is_party else ""
    return {
        "pk": f"{one.pk}",
        "name": one.name,
        "summary": one.published or one.drafted or "",
        "news": "Utkast" if one.published is None else news,
        "agency": one.agency,
        "category": one.heading,
        "unit": one.unit,
        "intake": INTAKE[one.intake],
    }


def narrowed(services, *, q="", leverantor=None, kategori=None, mottagande=""):
    """Return those that say `q` in name, category, supplier or published description, and have what else is chosen."""
    if q:
        in_text = Q(summary__icontains=q) | Q(included__icontains=q)
        described = ServiceDescription.objects.filter(in_text, status=DescriptionStatus.PUBLISHED).values("service")
        named = Q(name__icontains=q) | Q(category__name__icontains=q) | Q(supplier__agency__name__icontains=q)
        services = services.filter(named | Q(pk__in=described))
    chosen = {"supplier": leverantor, "category": kategori, "intake": mottagande}
    return services.filter(**{name: value for name, value in chosen.items() if value})
