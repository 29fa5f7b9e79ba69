"""Förordning (2024:1005) om samordnad och säker statlig it-drift: its own words by section, its parts and roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

TITLE = "Förordning (2024:1005) om samordnad och säker statlig it-drift"
IN_FORCE = date(2025, 1, 1)
ORIGINAL = "SFS 2024:1005"
LANTMATERIET = date(2026, 1, 1)  # a supplier too, from then on (SFS 2025:936)


class Part(TextChoices):
    """A Part is one that an agency can have (4, 5, 7 §§). An agency's mandates never mix."""

    APPLICANT = "applicant", "Anslutande myndighet"
    SUPPLIER = "supplier", "Leverantörsmyndighet"
    COORDINATOR = "coordinator", "Samordnande myndighet"

    @property
    def suffix(self) -> str:
        return {
            Part.APPLICANT: "",
            Part.SUPPLIER: " som leverantörsmyndighet",
            Part.COORDINATOR: " som samordnande myndighet",
        }[self]

    @classmethod
    def of(cls, acting_for: str) -> Part:
        """Return the part in a mandate's name, as the journal has it."""
        return next(part for part in (cls.SUPPLIER, cls.COORDINATOR, cls.APPLICANT) if acting_for.endswith(part.suffix))


class Role(TextChoices):
    """A Role says what a person may do for a mandate."""

    OFFICER = "officer", "Handläggare"
    DECISION_MAKER = "decision_maker", "Beslutsfattare"
    READER = "reader", "Läsare"


@dataclass(frozen=True)
class Section:
    """A Section is one section in one edition. text: paragraphs with a blank line between; list items on lines of their own."""

    number: str
    heading: str
    text: str
    valid_from: date = IN_FORCE
    source: str = ORIGINAL
    valid_until: date | None = None  # the first day of the next edition
    note: str = ""

    def is_valid(self, day: date) -> bool:
        """Return whether it is the edition in force on the day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


SECTIONS = [
    Section(
        "1 §",
        "Inledande bestämmelser",
        "Denna förordning innehåller bestämmelser om ett samordnat statligt tjänsteutbud för it-drift.",
    ),
    Section("2 §", "Inledande bestämmelser", "Denna förordning är meddelad med stöd av 8 kap. 7 § regeringsformen."),
    Section(
        "3 §",
        "Definitioner",
        """I förordningen avses med

– myndighet: en myndighet under regeringen,
– samordnat statligt tjänsteutbud: it-driftstjänster som tillhandahålls myndigheter av en leverantörsmyndighet eller på uppdrag av en sådan myndighet.""",
    ),
    Section(
        "4 §",
        "Den samordnande myndigheten",
        """Samordnande myndighet enligt denna förordning är Försäkringskassan.

Den samordnande myndigheten ska samordna arbetet enligt förordningen och ska i samverkan med leverantörsmyndigheterna

1. fortlöpande föra en förteckning över vilka it-driftstjänster som ingår i det samordnade statliga tjänsteutbudet och vilken leverantörsmyndighet som tillhandahåller respektive tjänst, samt förvalta tjänstebeskrivningarna för dessa tjänster,
2. utveckla och förvalta modeller för samverkan inom it-drift, och
3. utveckla och förvalta modeller för överenskommelser för anslutning till det samordnade statliga tjänsteutbudet.""",
    ),
    Section(
        "5 §",
        "Leverantörsmyndigheterna",
        """Leverantörsmyndigheter enligt denna förordning är Försäkringskassan, Skatteverket och Trafikverket.

Leverantörsmyndigheterna ska

1. tillsammans med den samordnande myndigheten bestämma vilka it-driftstjänster som ska erbjudas inom det samordnade statliga tjänsteutbudet och hur tjänstebeskrivningarna för tjänsterna ska utformas,
2. tillhandahålla det samordnade statliga tjänsteutbudet och stödja myndigheterna vid valet av it-driftslösning.

Vid utformningen av de it-driftstjänster som erbjuds ska totalförsvarets behov beaktas.""",
        valid_until=LANTMATERIET,
    ),
    Section(
        "5 §",
        "Leverantörsmyndigheterna",
        """Leverantörsmyndigheter enligt denna förordning är Försäkringskassan, Lantmäteriet, Skatteverket och Trafikverket.

Leverantörsmyndigheterna ska

1. tillsammans med den samordnande myndigheten bestämma vilka it-driftstjänster som ska erbjudas inom det samordnade statliga tjänsteutbudet och hur tjänstebeskrivningarna för tjänsterna ska utformas,
2. tillhandahålla det samordnade statliga tjänsteutbudet och stödja myndigheterna vid valet av it-driftslösning.

Vid utformningen av de it-driftstjänster som erbjuds ska totalförsvarets behov beaktas.""",
        LANTMATERIET,
        "SFS 2025:936",
    ),
    Section(
        "6 §",
        "Leverantörsmyndigheterna",
        "En leverantörsmyndighet får endast tillhandahålla it-driftstjänster som baseras på den myndighetens it-drift, om inte något annat är föreskrivet.",
    ),
    Section(
        "7 §",
        "Anslutning till det samordnade statliga tjänsteutbudet",
        """En myndighet som vill ta del av det samordnade statliga tjänsteutbudet ska anmäla sitt intresse till den samordnande myndigheten.

Den samordnande myndigheten ska fördela en intresseanmälan som mottagits till en leverantörsmyndighet.""",
    ),
    Section(
        "8 §",
        "Anslutning till det samordnade statliga tjänsteutbudet",
        "En leverantörsmyndighet får neka en myndighet anslutning om leverantörsmyndigheten inte har förutsättningar att erbjuda den efterfrågade it-driftstjänsten. En leverantörsmyndighet som nekar en myndighet anslutning ska ange skälen för detta.",
    ),
    Section(
        "9 §",
        "Anslutning till det samordnade statliga tjänsteutbudet",
        "I de fall en prioritering mellan olika intresseanmälningar om att ansluta sig till det statliga tjänsteutbudet behöver göras, ska leverantörsmyndigheten i första hand ta hänsyn till om anslutningen bedöms leda till en högre säkerhet, och i andra hand om anslutningen bedöms leda till en ökad kostnadseffektivitet.",
    ),
    Section(
        "10 §",
        "Anslutning till det samordnade statliga tjänsteutbudet",
        """Innan en anslutning till det samordnade statliga tjänsteutbudet sker ska den anslutande myndigheten ingå en skriftlig överenskommelse med en eller flera leverantörsmyndigheter om vilka it-driftstjänster som ska levereras.

Om it-driftstjänsten kräver att leverantörsmyndigheten får tillgång till personuppgifter och behandlar dessa för den anslutande myndighetens räkning ska överenskommelsen innehålla närmare bestämmelser om personuppgiftshanteringen, med beaktande av kraven i tillämplig dataskyddslagstiftning.

Leverantörsmyndigheten ska underrätta den samordnade myndigheten när en överenskommelse har ingåtts. Den samordnande myndigheten ska underrätta regeringen om överenskommelsen i samband med den redovisning som ska lämnas enligt 11 §.""",
        note="”Den samordnade myndigheten” i tredje stycket står så i Svensk författningssamling (sic).",
    ),
    Section(
        "11 §",
        "Redovisning",
        """Senast den 31 mars varje år ska den samordnande myndigheten, i samverkan med leverantörsmyndigheterna, redovisa effekterna av arbetet med det samordnade statliga tjänsteutbudet för it-drift till regeringen. Redovisningen ska bland annat omfatta en beskrivning av de fall då myndigheterna enligt 8 § har bedömt att de saknat förutsättningar att erbjuda en efterfrågad it-driftstjänst.

En leverantörsmyndighet ska på den samordnande myndighetens begäran lämna det underlag som behövs för redovisningen.""",
    ),
    Section(
        "12 §",
        "Avgifter",
        """Leverantörsmyndigheterna ska ta ut avgifter av de myndigheter som har anslutit sig till det samordnade statliga tjänsteutbudet.

Leverantörsmyndigheterna får bestämma avgifternas storlek och disponera avgiftsinkomsterna i verksamheten.""",
    ),
]


def sections(day: date) -> list[Section]:
    """Return the ordinance as it reads on the day; before it was in force, as it first read."""
    return [section for section in SECTIONS if section.is_valid(max(day, IN_FORCE))]


def section(number: str, day: date) -> Section:
    """Return the section as it reads on the day."""
    return next(section for section in sections(day) if section.number == number)
