"""The industries of the county accounts in short, as a chart has room for."""

from __future__ import annotations

from regionstat.register.entries import Language

_SHORT: dict[str, tuple[str, str]] = {
    "Jordbruk og skogbruk": ("Jord- og skogbruk", "Agriculture and forestry"),
    "Fiske, fangst og akvakultur": ("Fiske og akvakultur", "Fishing and aquaculture"),
    "Bergverksdrift": ("Bergverk", "Mining and quarrying"),
    "Utvinning av råolje og naturgass": ("Olje og gass", "Oil and gas"),
    "Tjenester tilknyttet utvinning av råolje og naturgass": ("Oljetjenester", "Oil services"),
    "Industri": ("Industri", "Manufacturing"),
    "Elektrisitets-, gass- og varmtvannsforsyning": ("Kraft", "Power"),
    "Vannforsyning, avløp og renovasjon": ("Vann og avfall", "Water and waste"),
    "Bygge- og anleggsvirksomhet": ("Bygg og anlegg", "Construction"),
    "Varehandel og reparasjon av motorvogner": ("Varehandel", "Trade"),
    "Rørtransport": ("Rørtransport", "Pipeline transport"),
    "Utenriks sjøfart": ("Utenriks sjøfart", "Ocean transport"),
    "Transport utenom utenriks sjøfart": ("Transport", "Transport"),
    "Post og distribusjonsvirksomhet": ("Post", "Post"),
    "Overnattings- og serveringsvirksomhet": ("Hotell og servering", "Hotels and restaurants"),
    "Informasjon og kommunikasjon": ("IKT", "ICT"),
    "Finansierings- og forsikringsvirksomhet": ("Finans og forsikring", "Finance and insurance"),
    "Omsetning og drift av fast eiendom": ("Eiendom", "Real estate"),
    "Boligtjenester, egen bolig": ("Egen bolig", "Own homes"),
    "Faglig, vitenskapelig og teknisk tjenesteyting": (
        "Forskning og rådgivning",
        "Science and consulting",
    ),
    "Forretningsmessig tjenesteyting": ("Forretningstjenester", "Business services"),
    "Offentlig administrasjon og forsvar": ("Administrasjon og forsvar", "Administration, defence"),
    "Undervisning": ("Undervisning", "Education"),
    "Helse- og omsorgstjenester": ("Helse og omsorg", "Health and care"),
    "Kultur, underholdning og annen tjenesteyting": ("Kultur og annet", "Culture and other"),
}


def short_name(industry: str, language: Language) -> str:
    """Return a short name of an industry of 11713; the label itself where there is none."""
    nb, en = _SHORT.get(industry, (industry, industry))
    return nb if language == "nb" else en


def lowered(name: str) -> str:
    """Return a short name as it stands inside a sentence; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]
