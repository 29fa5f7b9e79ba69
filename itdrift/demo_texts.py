"""The fictitious people, services and cases of the demo. Agencies are real; nothing else is."""

FK, SKV, TRV, LM = "Försäkringskassan", "Skatteverket", "Trafikverket", "Lantmäteriet"
BV, IFAU, BO = (
    "Bolagsverket",
    "Institutet för arbetsmarknads- och utbildningspolitisk utvärdering",
    "Barnombudsmannen",
)


def _person(name, *places):
    return {"name": name, "places": list(places)}


def _supplier(agency, officer, boss):
    return [
        _person(officer, (agency, "supplier", "Handläggare", "tjänsteansvarig")),
        _person(boss, (agency, "supplier", "Beslutsfattare", "it-direktör")),
    ]


PEOPLE = [
    _person("Anna Åkesson", (BV, "applicant", "Handläggare", "it-strateg")),
    _person("Göran Öberg", (BV, "applicant", "Beslutsfattare", "generaldirektör")),
    _person("Sten Sandahl", (IFAU, "applicant", "Handläggare", "administrativ chef")),
    _person("Ingrid Ifvarsson", (IFAU, "applicant", "Beslutsfattare", "generaldirektör")),
    _person("Bo Barnman", (BO, "applicant", "Handläggare", "verksamhetsutvecklare")),
    _person("Britta Boman", (BO, "applicant", "Beslutsfattare", "kanslichef")),
    _person("Karin Ködahl", (FK, "coordinator", "Handläggare", "samordnare")),
    _person("Kurt Samuelsson", (FK, "coordinator", "Beslutsfattare", "avdelningschef")),
    _person(
        "Dubbla Davidsson",
        (FK, "coordinator", "Läsare", "verksamhetscontroller"),
        (FK, "supplier", "Läsare", "verksamhetscontroller"),
    ),
    *_supplier(FK, "Fredrik Falk", "Frida Forsell"),
    *_supplier(SKV, "Lena Lindqvist", "Lars Ljung"),
    *_supplier(TRV, "Tove Thulin", "Ture Tågström"),
    *_supplier(LM, "Maja Mätare", "Måns Månsson"),
    _person("Ada Adminsson"),
]


def _service(supplier, category, name, unit, fee, summary, **more):
    return {
        "supplier": supplier,
        "category": category,
        "name": name,
        "unit": unit,
        "fee": fee,
        "summary": summary,
        "included": "Drift, övervakning, säkerhetskopiering, support vardagar och incidenthantering dygnet runt.",
        "not_included": "Förvaltning av era egna program och utbildning av era användare.",
        "main_functionality": "Användarna når tjänsten och kan läsa och spara.",
        "opening_hours": "Vardagar 07.00–18.00",
        "lead_time": "Tre till sex månader",
        "personal_data": True,
        "total_defence": "Tjänsten kan drivas vid höjd beredskap från två orter i landet.",
        "own_operations": f"{supplier}s egna datahallar och driftorganisation.",
        "contact": "samordnad-it-drift@demo.example",
        **more,
    }


SERVICES = [
    _service(
        FK,
        "Samarbete och kommunikation",
        "Samarbetsplattform",
        "användare",
        1450,
        "Dokument, möten och chatt för handläggare, i statens egna datahallar.",
    ),
    _service(
        FK,
        "Digital arbetsplats",
        "Digital arbetsplats",
        "användare",
        11900,
        "Dator, inloggning, e-post och support för en handläggare.",
    ),
    _service(
        SKV,
        "Server och plattform",
        "Virtuell server",
        "server",
        24500,
        "Virtuella servrar med drift, övervakning och säkerhetskopiering.",
        personal_data=False,
    ),
    _service(
        SKV,
        "Databas",
        "Databas som tjänst",
        "databas",
        38200,
        "Relationsdatabaser med uppdatering, övervakning och återställning.",
    ),
    _service(
        TRV,
        "Datahall",
        "Plats i datahall",
        "rackenhet",
        5200,
        "Plats, el, kyla och skalskydd för er egen utrustning.",
        opening_hours="",
        personal_data=False,
    ),
    _service(
        TRV,
        "Lagring",
        "Lagring och säkerhetskopiering",
        "terabyte",
        3900,
        "Lagring på två orter med daglig säkerhetskopia.",
    ),
    _service(
        LM,
        "Lagring",
        "Långtidslagring av stora datamängder",
        "terabyte",
        1750,
        "Lagring av kartor, bilder och andra stora datamängder som läses sällan.",
        personal_data=False,
    ),
]


def _case(agency, need, *wanted, **more):
    return {
        "agency": agency,
        "need": need,
        "wanted": list(wanted),
        "present_solution": "private",
        "security_effect": "Driften flyttas till statliga datahallar med bevakning dygnet runt.",
        "cost_effect": "Kostnaden väntas bli lägre än i dag.",
        **more,
    }


CASES = [
    _case(
        BV,
        "Vår nuvarande lösning upphör. Vi vill samla våra servrar i statlig drift.",
        ("Virtuell server", 40, "allocate assess accept agree connect"),
        ("Databas som tjänst", 12, "allocate assess accept agree connect"),
    ),
    _case(
        IFAU,
        "Vi behöver en gemensam plattform för forskningsdata och möten.",
        ("Samarbetsplattform", 55, "allocate assess accept agree"),
        ("Lagring och säkerhetskopiering", 80, "allocate assess refuse"),
    ),
    _case(
        BO,
        "En liten myndighet behöver en trygg digital arbetsplats.",
        ("Digital arbetsplats", 30, "allocate assess accept"),
    ),
    _case(
        BV,
        "Lagring av årsredovisningar med säkerhetskopia på annan ort.",
        ("Lagring och säkerhetskopiering", 25, "allocate assess refuse allocate assess"),
    ),
    _case(
        IFAU,
        "Enkätdata ska kunna lagras länge till låg kostnad.",
        ("Långtidslagring av stora datamängder", 120, "allocate assess"),
    ),
    _case(
        BO, "Beslut och yttranden ska kunna delas säkert med andra myndigheter.", ("Samarbetsplattform", 30, "allocate")
    ),
    _case(BV, "Vår egen utrustning behöver en säkrare plats.", ("Plats i datahall", 16, "registered")),
    _case(IFAU, "Vi överväger att flytta våra databaser.", ("Databas som tjänst", 4, "")),
]

REFUSAL = {
    "ground": "capacity",
    "reasons": (
        "Lagringskapaciteten i våra två datahallar är fullt intecknad till och med nästa år. En utbyggnad är beslutad "
        "men kan inte vara klar inom den tid som myndigheten behöver tjänsten. Vi saknar därför förutsättningar att "
        "erbjuda den efterfrågade volymen med den säkerhetskopiering på annan ort som tjänsten innebär."
    ),
    "alternatives": "Vi kan erbjuda en mindre volym från och med kommande årsskifte.",
}

TERM_TEXTS = {
    "service_levels": "Överenskommen öppettid är vardagar 07.00–18.00. Tjänsten ska vara tillgänglig 99,5 procent av öppettiden.",
    "secrecy": "Den anslutande myndigheten har gjort lämplighetsbedömningen. Den finns hos myndighetens säkerhetsfunktion.",
    "incidents": "Parterna når varandra dygnet runt. Leverantörsmyndigheten meddelar incidenter inom fyra timmar.",
    "exit": "Vid uppsägning återlämnas all information i överenskommet format innan den raderas hos leverantörsmyndigheten.",
}

EFFECTS = {
    "effects": "De anslutna myndigheterna har flyttat sin drift till bevakade statliga datahallar.",
    "risks": "Brist på drifttekniker kan försena nya anslutningar.",
    "obstacles": "Flytten av äldre system tog längre tid än väntat.",
}

MEASURED = {
    "units_state": "measured",
    "units": 2150,
    "unit_basis": "mean",
    "cost_state": "estimated",
    "total_cost": 3_010_000,
    "cost_comment": "Gemensamma kostnader är fördelade efter antal användare.",
    "availability_state": "measured",
    "agreed_minutes": 165_660,
    "available_minutes": 165_012,
    "nki_state": "measured",
    "nki_mean": 72,
    "nki_answered": 6,
    "nki_asked": 8,
}

NARRATIVE = {
    "summary": "Detta är en påhittad redovisning i demon. Antalet anslutningar har ökat under året.",
    "risks": "Den största risken är att kapaciteten för lagring inte räcker till alla som har anmält intresse.",
}
