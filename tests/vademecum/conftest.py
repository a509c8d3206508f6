"""A small Vademecum with every kind of block, and its books: made once for all tests."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import pytest
from wagtail.models import Locale

from home.models import HomePage
from tests import factories
from tests.factories import paris
from tests.made_once import made_once
from vademecum.book import content, epub, kit, pdf

NOW = paris(2026, 11, 24, 12)


@dataclass(frozen=True)
class Small:
    """What the tests of books need to name."""

    key: UUID
    figure: object
    contact: object
    fiche: object
    home: object


def fill(home, english) -> Small:
    vademecum = factories.VademecumPageFactory(
        parent=home, title="Vademecum du « faire alliance »", body=factories.TEXT
    )
    for make in (
        factories.ChiffreIndexPageFactory,
        factories.TermeIndexPageFactory,
        factories.MesureIndexPageFactory,
    ):
        make(parent=vademecum)
    figure = factories.ChiffreCleFactory(identifier="maires")
    mesure = factories.MesureFactory(
        number=7,
        objectif=factories.ObjectifFactory(number=1),
        milestones=[
            {
                "type": "milestone",
                "value": {
                    "on": "2021-07-12",
                    "text": "La plateforme ouvre.",
                    "source_title": "Communiqué",
                    "source_url": "https://example.org/communique",
                },
            }
        ],
    )
    terme = factories.TermeFactory(slug="catalyseur", name="Catalyseur")
    contact = factories.PressContactFactory(person__name="Camille de Service")
    image = factories.SiteImageFactory()
    other = factories.FichePageFactory(
        parent=vademecum, title="Une autre fiche", slug="une-autre-fiche"
    )
    source = {
        "source_title": "Une étude",
        "source_url": "https://example.org/e?a=1&b=2",
    }
    fiche = factories.FichePageFactory(
        parent=vademecum,
        title="Pourquoi s'allier ?",
        slug="pourquoi",
        body=[
            {"type": "heading", "value": "Une partie"},
            {
                "type": "text",
                "value": f'<p>Lire <a linktype="page" id="{other.pk}">l\'autre</a>'
                ' & <a href="https://example.org/">ailleurs</a>.</p>'
                "<ul><li>Un</li><li>Deux</li></ul><h3>Un détail</h3>",
            },
            {
                "type": "quotation",
                "value": {"text": "Ensemble.", "author": "A. B."} | source,
            },
            {"type": "figure", "value": figure.pk},
            {"type": "term", "value": terme.pk},
            {"type": "measure", "value": mesure.pk},
            {"type": "contact", "value": contact.person.pk},
            {
                "type": "image",
                "value": {
                    "image": {
                        "image": image.pk,
                        "decorative": False,
                        "alt_text": "Un nœud",
                    },
                    "caption": "Deux fils",
                },
            },
            {"type": "key_point", "value": {"title": "", "text": "<p>Retenir.</p>"}},
            {
                "type": "example",
                "value": {"name": "Ici", "text": "<p>Oui.</p>"} | source,
            },
            {"type": "dates", "value": [{"when": "2021", "text": "Début."} | source]},
            {"type": "links", "value": [{"title": "Elle", "page": other.pk}]},
            {
                "type": "sources",
                "value": [{"title": "Rapport", "url": "https://example.org/rapport"}],
            },
        ],
    )
    english_home = factories.translated(home, english, slug="in-english")
    english_vademecum = factories.translated(vademecum, english, title="Handbook")
    assert english_vademecum.is_child_of(english_home)
    factories.translated(fiche, english, title="Why join forces?", slug="why")
    correct(figure)
    return Small(fiche.translation_key, figure, contact, fiche, home)


def correct(figure):
    """81 becomes 82, because 81 was wrong."""
    figure.value = Decimal(82)
    figure.correction = "L'étude donnait 82 : faute de frappe."
    figure.save_revision().publish()
    figure.refresh_from_db()


@pytest.fixture
@made_once
def small(home, english) -> Small:
    return fill(home, english)


@dataclass(frozen=True)
class Made:
    book: content.Book
    pdf: bytes
    epub: bytes
    kit: bytes
    again: tuple[bytes, bytes, bytes]


def made(language: str, key: UUID | None, at: datetime = NOW) -> Made:
    book, second = content.gather(language, key, at), content.gather(language, key, at)
    assert book.digest == second.digest
    printed = pdf.write(book)
    files = [(printed, epub.write(book), kit.write(book, printed))]
    again = pdf.write(second)
    files.append((again, epub.write(second), kit.write(second, again)))
    return Made(book, *files[0], again=files[1])


@pytest.fixture(scope="session")
def books(for_a_while) -> dict[str, Made]:
    """The whole Vademecum in both languages and one fiche."""
    with for_a_while():
        home, english = HomePage.objects.get(), Locale.objects.get(language_code="en")
        small = fill(home, english)
        return {
            "fr": made("fr", None),
            "en": made("en", None),
            "fiche": made("fr", small.key),
        }
