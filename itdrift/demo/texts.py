"""The fictitious people, services and cases of the demo. Agencies are real; nothing else is."""

from typing import Any

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
        "contact_phone": "010-000 00 00",
        "own_reference": "Dnr 2026/118",
        "other_channel": False,
        "present_solution": "private",
        "problems": "Lösningen har haft flera avbrott det senaste året, och leverantören slutar med den.",
        "present_cost": 1_450_000,
        "present_availability": "98.6",
        "security_effect": "Driften flyttas till statliga datahallar med bevakning dygnet runt.",
        "cost_effect": "Kostnaden väntas bli lägre än i dag.",
        "expected_cost": 1_100_000,
        "one_off_cost": 250_000,
        "data_categories": "Namn, kontaktuppgifter och uppgifter i ärenden.",
        "sensitive_data": False,
        "data_subjects": "Anställda och de som har ärenden hos myndigheten",
        "data_subject_count": 2400,
        "data_role": "controller",
        "secrecy": True,
        "suitability": "made",
        "integrations": "Ärendehanteringen, e-arkivet och inloggningen.",
        "heightened_preparedness": False,
        "classification_role": "informationsägare",
        **more,
    }


# What is answered of each service, beside its volume and its days.
WISH = {
    "latest_reason": "Nuvarande avtal upphör.",
    "opening_hours": "office",
    "wanted_availability": 99.5,
    "rto_hours": 8,
    "rpo_hours": 4,
    "confidentiality": 2,
    "integrity": 2,
    "availability": 1,
}


CASES = [
    _case(
        BV,
        "Vår nuvarande lösning upphör. Vi vill samla våra servrar i statlig drift.",
        ("Virtuell server", 40, ("allocate", "ask", "answer", "assess", "accept", "agree", "connect")),
        ("Databas som tjänst", 12, ("allocate", "assess", "accept", "agree", "connect")),
    ),
    _case(
        IFAU,
        "Vi behöver en gemensam plattform för forskningsdata och möten.",
        ("Samarbetsplattform", 55, ("allocate", "assess", "accept", "agree")),
        ("Lagring och säkerhetskopiering", 80, ("allocate", "assess", "communicate", "reply", "refuse")),
    ),
    _case(
        BO,
        "En liten myndighet behöver en trygg digital arbetsplats.",
        ("Digital arbetsplats", 30, ("allocate", "assess", "accept")),
    ),
    _case(
        BV,
        "Lagring av årsredovisningar med säkerhetskopia på annan ort.",
        (
            "Lagring och säkerhetskopiering",
            25,
            ("allocate", "assess", "communicate", "reply", "refuse", "allocate", "assess"),
        ),
    ),
    _case(
        IFAU,
        "Enkätdata ska kunna lagras länge till låg kostnad.",
        ("Långtidslagring av stora datamängder", 120, ("allocate", "assess", "communicate")),
    ),
    _case(
        BO,
        "Beslut och yttranden ska kunna delas säkert med andra myndigheter.",
        ("Samarbetsplattform", 30, ("allocate", "message", "note_down", "attach", "ask", "judge")),
    ),
    _case(
        BV,
        "Möten och dokument ska kunna delas med andra myndigheter utan att lämna statens datahallar.",
        ("Samarbetsplattform", 120, ("allocate", "assess")),
    ),
    _case(BV, "Vår egen utrustning behöver en säkrare plats.", ("Plats i datahall", 16, ("make_confidential",))),
    _case(
        IFAU, "Vi överväger att flytta våra databaser.", ("Databas som tjänst", 4, ()), secrecy=None, other_channel=None
    ),
]

REFUSAL: dict[str, Any] = {
    "ground": "capacity",
    "reasons": (
        "Lagringskapaciteten i våra två datahallar är fullt intecknad till och med nästa år. En utbyggnad är beslutad "
        "men kan inte vara klar inom den tid som myndigheten behöver tjänsten. Vi saknar därför förutsättningar att "
        "erbjuda den efterfrågade volymen med den säkerhetskopiering på annan ort som tjänsten innebär."
    ),
    "alternatives": "Vi kan erbjuda en mindre volym från och med kommande årsskifte.",
    "opinion": (
        "Myndigheten har anfört att den kan vänta till årsskiftet med hälften av volymen. Det ändrar inte beslutet, "
        "eftersom kapaciteten inte räcker till den andra hälften när det nuvarande avtalet löper ut."
    ),
    "account": (
        "Lagringskapaciteten var fullt intecknad, och en beslutad utbyggnad kunde inte bli klar inom den tid som "
        "myndigheten behövde tjänsten."
    ),
    "nobody_else": True,
}

CONSIDERED = (
    "Vi överväger att neka anslutning. Lagringskapaciteten är fullt intecknad till och med nästa år, och en utbyggnad som är "
    "beslutad blir inte klar i tid. Underlaget är vår kapacitetsplan för de två åren. Yttra er gärna om en senare start "
    "eller en mindre volym skulle räcka."
)

REPLY = "Vi kan vänta till årsskiftet med hälften av volymen, men resten behövs när nuvarande avtal löper ut."

TALK = {
    "message": "Vi har fördelat tjänsten i dag. Hör av er om ni vill ses alla tre innan ni går vidare.",
    "note_down": "Ringde kanslichefen. De kan vänta till årsskiftet om det behövs.",
    "told_by": "Kanslichefen",
    "ask": "Hur många av användarna arbetar med uppgifter som omfattas av sekretess?",
    "attach": "Kravlista (påhittad)\n\n1. Dela dokument med andra myndigheter.\n2. Logga vem som har läst.\n",
    "answer": "Omkring en tredjedel. De övriga arbetar med öppna uppgifter.",
}

SHORTAGE = "Plattformen rymmer en ny myndighet till i år. Utbyggnaden är klar tidigast nästa höst (påhittat i demon)."

TERM_TEXTS = {
    "service_levels": "Överenskommen öppettid är vardagar 07.00–18.00. Tjänsten ska vara tillgänglig 99,5 procent av öppettiden.",
    "secrecy": "Den anslutande myndigheten har gjort lämplighetsbedömningen. Den finns hos myndighetens säkerhetsfunktion.",
    "incidents": "Parterna når varandra dygnet runt. Leverantörsmyndigheten meddelar incidenter inom fyra timmar.",
    "exit": "Vid uppsägning återlämnas all information i överenskommet format innan den raderas hos leverantörsmyndigheten.",
}
