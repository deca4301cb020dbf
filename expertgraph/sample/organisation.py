"""The sample's organisations, departments, sites and communities: invented, under reserved domains."""

from __future__ import annotations

from dataclasses import dataclass

OWN = "Stadsnet"
PARTNER = "Brugwerk"
UNIVERSITY = "Universiteit Deltaland"
FREELANCE = "Zelfstandig"
PUBLIC = "Bewoners en klanten"

DOMAINS = {
    OWN: "stadsnet.example",
    PARTNER: "brugwerk.example",
    UNIVERSITY: "uni-deltaland.example",
    FREELANCE: "vrijwerk.example",
    PUBLIC: "postbus.example",
}
SHARES = {OWN: 0.6, PARTNER: 0.17, UNIVERSITY: 0.09, FREELANCE: 0.08, PUBLIC: 0.06}
"""Part of the people that belongs to each."""

SITES = {"Zwolle": 0.34, "Apeldoorn": 0.22, "Deventer": 0.18, "Enschede": 0.16, "Almere": 0.10}
PROJECTS = ("Havenkwartier", "De Groene Singel", "Spoorzone Oost", "Waterrijk", "Het Molenveld", "Stadshart")

SILO = "Meetdienst"
"""The department that hardly talks to others."""


@dataclass(frozen=True, slots=True)
class Community:
    """A community of practice: where it meets, and who comes by profession."""

    key: str
    category: str
    chat: str
    department: str
    roles: tuple[str, ...]
    public: str


COMMUNITIES = {
    each.key: each
    for each in (
        Community(
            "cloud",
            "Cloudplatform",
            "cloud",
            "IT en Platform",
            ("Platformengineer", "Beheerder", "Site reliability engineer", "Security-officer"),
            "storingen-online",
        ),
        Community(
            "data-ai",
            "Data en AI",
            "data-ai",
            "Data en Analyse",
            ("Data-analist", "Data-engineer", "Data scientist", "Informatie-architect"),
            "meterstanden",
        ),
        Community(
            "energy",
            "Warmte en energie",
            "warmte-energie",
            "Energie en Warmte",
            ("Energieadviseur", "Warmtetechnicus", "Netplanner", "Projectleider warmte"),
            "warmte",
        ),
        Community(
            "circular",
            "Circulair bouwen",
            "circulair",
            "Bouw en Materialen",
            ("Materialenadviseur", "Bouwprojectleider", "Inkoper", "Adviseur duurzaamheid"),
            "afval-en-materialen",
        ),
        Community(
            "mobility",
            "Mobiliteit en laden",
            "mobiliteit",
            "Mobiliteit en Laden",
            ("Verkeerskundige", "Laadpaalspecialist", "Wagenparkbeheerder", "Mobiliteitsadviseur"),
            "laden",
        ),
        Community(
            "care",
            "Zorg en wonen",
            "zorg-wonen",
            "Zorg en Wonen",
            ("Zorgconsulent", "Domoticaspecialist", "Wijkcoach", "Projectleider zorgtechniek"),
            "zorg-thuis",
        ),
        Community(
            "learning",
            "Leren en ontwikkelen",
            "leren",
            "Mens en Organisatie",
            ("Opleidingsadviseur", "Trainer", "Loopbaanadviseur", "Recruiter"),
            "stages",
        ),
        Community(
            "customer",
            "Klant en omgeving",
            "klant",
            "Klant en Omgeving",
            ("Klantadviseur", "Omgevingsmanager", "Communicatieadviseur", "Teamleider klantcontact"),
            "aansluiten",
        ),
    )
}

OTHER_DEPARTMENTS = {
    SILO: ("Meetspecialist", "Meettechnicus", "Datavalidator"),
    "Beheer en Storing": (
        "Storingsmonteur",
        "Uitvoerder",
        "Werkvoorbereider",
        "Installatieverantwoordelijke",
    ),
    "Financien en Inkoop": ("Controller", "Inkoper", "Financieel medewerker"),
    "Directie en Strategie": ("Strateeg", "Programmamanager", "Bestuurssecretaris"),
}
OUTSIDE_ROLES = {
    PARTNER: ("Consultant", "Projectleider", "Senior engineer", "Werkvoorbereider"),
    UNIVERSITY: ("Onderzoeker", "Docent", "Promovendus", "Lector"),
    FREELANCE: ("Zelfstandig adviseur", "Interim-projectleider", "Freelance ontwikkelaar"),
    PUBLIC: ("", "Voorzitter bewonersvereniging", "Beheerder VvE"),
}

SILO_CHAT = "meetdienst"
GENERAL_CHAT = "algemeen"
DEPLOY_CHAT = "uitrol-meldingen"
PRIVATE_CHAT = "directie-besloten"
FORUM = "forum.stadsnet.example"
WELCOME = "Welkom"
LISTS = {
    "warmtenet": ("warmtenet@lijsten.stadsnet.example", ("energy", "circular")),
    "datalab": ("datalab@lijsten.uni-deltaland.example", ("data-ai", "cloud")),
}
"""Mailing lists: name -> address, and the communities that use it."""
PUBLIC_FILE = "vragen"
OUTPOST_FILE = "linkedin-groep"
OUTPOST = "LinkedIn-groep Energiesteden"
FAR_OUTPOST = "Platform Data en Diensten"
"""Where hardly anybody comes home from: what is talked about there is of these communities."""
FAR_COMMUNITIES = ("cloud", "data-ai", "customer")
