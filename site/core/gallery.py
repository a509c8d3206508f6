"""What the gallery of components shows: sample values, as true as those of the site."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator

from core.choices import Audience, Medoc, Pillar

PARIS = ZoneInfo("Europe/Paris")

STATES = ["open", "current", "tied", "double", "undone"]
STATUSES = {
    "a_confirmer": "état à confirmer",
    "en_retard": "en retard",
    "atteinte": "conforme à l'objectif",
    "depassee": "au-delà de l'objectif",
}
DIMENSIONS = ["operationnelle", "strategique", "politique"]


def samples() -> dict:
    return {
        "states": STATES,
        "statuses": STATUSES.items(),
        "pillars": list(Pillar),
        "audiences": list(Audience),
        "kinds": list(Medoc),
        "day": date(2026, 10, 1),
        "moment": datetime(2026, 11, 26, 12, tzinfo=PARIS),
        "end": datetime(2026, 11, 26, 13, 15, tzinfo=PARIS),
        "languages": [
            {"code": "fr", "name": "Français", "url": "#", "is_current": True},
            {"code": "en", "name": "English", "url": "#composant-languages"},
        ],
        "feeds": [
            {"title": "Les Jeudis", "url": "#composant-feeds", "type": "application/atom+xml", "show": True},
            {"title": "Les Jeudis", "url": "#composant-feeds", "type": "text/calendar"},
        ],
        "share": [("Par courriel", "#composant-share"), ("LinkedIn", "#composant-share")],
        "measures": [
            SimpleNamespace(
                number=number,
                dimension=DIMENSIONS[(number - 1) // 7],
                status=list(STATUSES)[number % 4],
            )
            for number in range(1, 22)
        ],
        "steps": [
            {"title": "Pourquoi faire alliance", "url": "#composant-thread", "state": "tied", "note": "20 min"},
            {"title": "Reconnaître les acteurs", "url": "#composant-thread", "state": "current", "note": "25 min"},
            {"title": "De l'échange à l'alliance", "url": "#composant-thread", "state": "open", "note": "30 min"},
        ],
        "months": [
            {"name": "octobre 2026", "days": [day(10, 8, "past"), day(10, 15, "past", "third")]},
            {"name": "novembre 2026", "days": [day(11, 19, "past", "third"), day(11, 26, "next")]},
            {"name": "décembre 2026", "days": [day(12, 3), {"date": date(2026, 12, 10)}, day(12, 17, "third")]},
        ],
        "sources": [
            {
                "title": "Résultats de la stratégie collective du « faire alliance » en France",
                "publisher": "Carenews",
                "url": "https://www.carenews.com/",
                "read_on": date(2026, 11, 24),
            },
            {"title": "Rapport remis le 7 mai 2020", "publisher": "Le RAMEAU"},
        ],
        "page_obj": Paginator(range(90), 20).page(2),
    }  # fmt: skip


def day(month: int, number: int, *marks: str) -> dict:
    return {
        "date": date(2026, month, number),
        "title": "Ce que les territoires nous apprennent de l'alliance",
        "url": "#composant-season",
        **{f"is_{mark}": True for mark in marks},
    }
