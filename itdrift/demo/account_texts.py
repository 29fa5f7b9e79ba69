"""What the suppliers and the coordinator say in the demo's accounts (11 §). Every figure and every word is fictitious."""

from .texts import FK, LM, SKV, TRV

ABSENT = {"missing": "Ingen mätning gjordes under året.", "not_applicable": "Ingen öppettid är överenskommen."}
AGREED_MINUTES = 165_660


def _known(units, cost, available=None, nki=None, basis="mean", why=""):
    """Return one service in one year. available: share of the agreed minutes; nki: (mean, answered, asked); why: the break."""
    return {
        "units_state": "measured",
        "units": units,
        "unit_basis": basis,
        "units_source": "Katalogtjänsten",
        "cost_state": "estimated",
        "total_cost": cost,
        "cost_source": "Ekonomisystemet",
        "cost_comment": "Gemensamma kostnader är fördelade efter volym.",
        "units_break": why,
        **_availability(available),
        **_satisfaction(nki),
    }


def _availability(share):
    if share is None:
        return {"availability_state": "not_applicable", "availability_comment": ABSENT["not_applicable"]}
    return {
        "availability_state": "measured",
        "agreed_minutes": AGREED_MINUTES,
        "available_minutes": round(AGREED_MINUTES * share / 100),
        "availability_source": "Driftövervakningen",
    }


def _satisfaction(nki):
    if nki is None:
        return {"nki_state": "missing", "nki_comment": ABSENT["missing"]}
    values = dict(zip(("nki_mean", "nki_answered", "nki_asked"), nki, strict=True))
    return {"nki_state": "measured", "nki_source": "Enkät i november", **values}


# What each supplier knows of its services: in the year before, and in the year in work.
BEFORE = {
    "Samarbetsplattform": _known(1840, 2_760_000, 99.31, (68, 6, 9), "point"),
    "Digital arbetsplats": _known(310, 3_690_000, 99.12, (70, 4, 9)),
    "Virtuell server": _known(96, 2_350_000, 99.74, (74, 7, 8)),
    "Databas som tjänst": _known(22, 830_000, 99.58),
    "Plats i datahall": _known(160, 815_000, None, (77, 5, 6)),
    "Lagring och säkerhetskopiering": _known(310, 1_190_000, 99.9, (73, 5, 6)),
    "Långtidslagring av stora datamängder": _known(900, 1_480_000, 99.2),
}
NOW = {
    "Samarbetsplattform": _known(
        2150, 3_010_000, 99.61, (72, 6, 8), why="Plattformen byttes i januari, och alla mätningar gjordes om."
    ),
    "Digital arbetsplats": _known(420, 4_870_000, 99.4, (71, 6, 8)),
    "Virtuell server": _known(140, 3_360_000, 99.8, (75, 7, 9)),
    "Databas som tjänst": _known(34, 1_250_000, 99.66, (69, 5, 9)),
    "Plats i datahall": _known(176, 905_000),
}

EFFECTS = {
    FK: {
        "effects": "De anslutna myndigheterna har flyttat sin drift till bevakade statliga datahallar.",
        "risks": "Brist på drifttekniker kan försena nya anslutningar.",
        "obstacles": "Flytten av äldre system tog längre tid än väntat.",
    },
    SKV: {
        "effects": "Servrar hos de anslutna myndigheterna uppdateras nu inom en vecka. Före anslutningen tog det en månad.",
        "risks": "Priset på lagring och minne stiger snabbare än avgifterna.",
        "obstacles": "Två myndigheter saknade en aktuell förteckning över sina system.",
        "annex": "Reservdriften i den ena datahallen är inte provad under längre tid än fyra timmar (påhittat i demon).",
        "annex_provision": "18 kap. 8 § OSL",
    },
    TRV: {
        "effects": "Egen utrustning hos de anslutna myndigheterna står nu i datahallar med skalskydd och reservkraft.",
        "risks": "Utbyggnaden av lagringen kan bli försenad.",
        "obstacles": "",
    },
    LM: {
        "effects": "Kartor och bilder lagras på två orter i stället för en.",
        "risks": "Volymerna ökar snabbare än väntat.",
        "obstacles": "",
    },
}

SILENCE = "Mätningarna för året blev inte klara i tid. Trafikverket lämnar dem senare under våren (påhittat i demon)."
CORRECTION = "Trafikverket har lämnat sitt underlag efter beslutet. Uppgifterna om Trafikverkets tjänster förs in."

QUESTIONS = {
    FK: (
        "Digital arbetsplats",
        "Volymen ökade från 310 till 420 användare. Ingår era egna användare?",
        "Nej, bara anslutna myndigheters användare är räknade.",
    ),
    SKV: (
        "Virtuell server",
        "Kostnaden per server är lägre än förra året trots högre priser. Ingår licenserna på samma sätt som då?",
        "",
    ),
}

# On a chapter of the draft: what the supplier says, and the coordinator's answer ("" when it still waits).
COMMENTS_BEFORE = [
    (
        SKV,
        "summary",
        "Det bör framgå att databastjänsten började erbjudas under året.",
        "Avsnitt 2 räknar upp årets nya tjänster. Sammanfattningen är därför oförändrad.",
    ),
]
COMMENTS_NOW = [
    (
        FK,
        "risks",
        "Bristen på drifttekniker gäller alla leverantörsmyndigheter och bör beskrivas gemensamt.",
        "Avsnittets andra mening gäller alla leverantörsmyndigheter.",
    ),
    (TRV, "risks", "Utbyggnaden av lagringen är beslutad och finansierad. Risken är tid, inte pengar.", ""),
    (SKV, "quality", "Skriv ut att kundnöjdheten är mätt med samma tre frågor båda åren.", ""),
]

NARRATIVE_BEFORE = {
    "summary": (
        "Detta är en påhittad redovisning i demon. Det första året anslöts en myndighet till två tjänster.\n\n"
        "Inget fall då en leverantörsmyndighet saknade förutsättningar förekom under året."
    ),
    "assignment": "Tre leverantörsmyndigheter tillhandahöll tjänster under året.",
    "security": "Den anslutna myndighetens servrar står nu i bevakade datahallar på två orter.",
    "cost": "Kostnaderna är delvis uppskattade, eftersom det är det första året de fördelas per tjänst.",
    "quality": "Kundnöjdheten mättes med de tre fasta frågorna i modellen för nöjd kund-index.",
    "total_defence": "Tjänsterna kan drivas vid höjd beredskap från två orter i landet.",
    "risks": "Den största risken är att äldre system inte kan flyttas utan att först byggas om.",
    "plans": "Lantmäteriet blir leverantörsmyndighet och förbereder en tjänst för långtidslagring.",
}
NARRATIVE_CORRECTED = {
    "summary": (
        "Detta är en påhittad redovisning i demon. Det första året anslöts en myndighet till två tjänster.\n\n"
        "Utgåva 2 innehåller även uppgifterna från Trafikverket, som saknades i utgåva 1."
    ),
}
NARRATIVE = {
    "summary": "Detta är en påhittad redovisning i demon. Antalet anslutningar har ökat under året.",
    "security": "Fler myndigheter har flyttat sin drift till bevakade statliga datahallar.",
    "risks": (
        "Den största risken är att kapaciteten för lagring inte räcker till alla som har anmält intresse. "
        "Alla leverantörsmyndigheter har svårt att anställa drifttekniker."
    ),
}
