"""A communiqué: what a journalist needs to print it is on its page, and leaves with it."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import CheckedLink
from news.models import CommuniquePage, NewsPage
from tests import factories

QUOTATION = {
    "type": "quotation",
    "value": {
        "text": "Faire alliance, c'est faire confiance.",
        "author": "Camille Martin",
        "role": "déléguée générale",
        "source_title": "",
        "source_url": "",
    },
}


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


@pytest.fixture
def communique(news):
    figure = factories.ChiffreCleFactory(identifier="utile")
    return factories.CommuniquePageFactory(
        parent=news,
        title="Une étude paraît",
        slug="etude",
        introduction="Ce qu'elle dit.",
        issuer=factories.OrganisationFactory(
            name="Le Carrefour", description="Une organisation qui relie les acteurs."
        ),
        body=[QUOTATION, {"type": "figure", "value": figure.pk}],
    )


def read(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_its_page_says_whence_when_who_and_what(client, communique):
    html = read(client, communique.href)

    assert '<p class="dateline">Paris, le ' in html
    assert "28\N{NO-BREAK SPACE}mars" in html or "28 mars" in html
    assert "Camille Martin" in html
    assert "déléguée générale" in html
    assert "/c/utile/" in html
    assert "Le Carrefour" in html
    assert "Une organisation qui relie les acteurs." in html


def test_it_names_those_who_answer_the_press_for_as_long_as_they_do(
    client, communique, home
):
    factories.VademecumPageFactory(parent=home)
    today = timezone.localdate()
    factories.PressContactFactory(email="hier@example.org", duty_until=today.replace(year=2020))  # fmt: skip
    factories.PressContactFactory(email="presse@example.org")

    response = client.get(communique.href)

    html = response.content.decode()
    assert "presse@example.org" in html
    assert "hier@example.org" not in html
    assert "must-revalidate" in response["Cache-Control"]


def test_its_kit_holds_its_text_its_figures_and_its_pdf(client, communique):
    response = client.get(f"{communique.href}dossier.zip")

    assert response.status_code == 200
    kit = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    names = kit.namelist()
    assert {"chiffres.csv", "chiffres.json", "LISEZ-MOI.txt"} <= set(names)
    [text] = [name for name in names if name.endswith("une-etude-parait.txt")]
    text = kit.read(text).decode()
    assert "Paris, le" in text
    assert "Camille Martin" in text
    assert "À propos" in text
    [pdf] = [name for name in names if name.endswith(".pdf")]
    printed = client.get(f"{communique.href}communique.pdf")
    assert b"".join(printed.streaming_content) == kit.read(pdf)


def test_what_a_journalist_takes_away_comes_before_what_others_made_of_it(
    client, communique
):
    factories.RetombeeFactory(communique=communique)

    html = read(client, communique.href)

    places = [html.index(f'id="{name}"') for name in ("a-propos", "kit", "retombees")]
    assert places == sorted(places)


def test_it_is_news_everywhere_that_news_is(client, communique, news):
    assert NewsPage.objects.get(pk=communique.pk).kind == "communique"
    assert "Une étude paraît" in read(client, f"{news.href}?type=communique")
    assert "Une étude paraît" in read(client, f"{news.href}atom.xml")
    assert "Une étude paraît" in read(client, "/fr/recherche/?q=étude")


def test_an_unpublished_issuer_leaves_it(client, communique):
    communique.issuer.unpublish()

    assert "Le Carrefour" not in read(client, communique.href)


def test_it_follows_its_readers_language(client, communique, english_home, english):
    factories.translated(communique.get_parent().specific, english, slug="news")
    factories.translated(communique.issuer, english, description="It links actors.")
    page = factories.translated(communique, english, title="A study", slug="study")

    html = read(client, page.href)

    assert "It links actors." in html
    assert re.search(r"Paris,\s+<time", html)


def test_a_quotation_without_its_author_is_refused(db):
    said = QUOTATION["value"] | {"author": " "}
    page = CommuniquePage(
        title="Une étude", place="Paris", body=[QUOTATION | {"value": said}]
    )

    with pytest.raises(ValidationError, match="Nommez l'auteur"):
        page.clean()


def test_ten_contacts_cost_what_one_does(client, communique, home):
    factories.VademecumPageFactory(parent=home)
    factories.PressContactFactory()
    few = statements(client, communique.href)
    for _n in range(9):
        factories.PressContactFactory()

    assert statements(client, communique.href) == few <= 8


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


# --- What the press made of it ----------------------------------------------------


def test_it_shows_what_relayed_it_in_both_languages(
    client, communique, english_home, english
):
    assert "Retombées" not in read(client, communique.href)
    factories.translated(communique.get_parent().specific, english, slug="news")
    page = factories.translated(communique, english, title="A study", slug="study")
    factories.RetombeeFactory(title="Hier", communique=communique, url="https://example.org/h", published_on=date(2022, 5, 7))  # fmt: skip
    row = factories.RetombeeFactory(
        title="On en parle",
        medium="Le Quotidien",
        note="Un portrait",
        url="https://example.org/a",
        communique=communique,
        published_on=date(2022, 5, 8),
    )
    factories.translated(row, english, note="A portrait")
    factories.RetombeeFactory(title="Ailleurs", communique=None)
    factories.RetombeeFactory(title="Brouillon", communique=communique, live=False)

    french, in_english = read(client, communique.href), read(client, page.href)

    assert '<h2 id="retombees">Retombées</h2>' in french
    assert french.index("On en parle") < french.index("Hier")
    assert 'href="https://example.org/a"' in french and "Le Quotidien" in french
    assert "Ailleurs" not in french and "Brouillon" not in french
    assert '<h2 id="retombees">Press coverage</h2>' in in_english
    assert "A portrait" in in_english and "Un portrait" not in in_english
    assert in_english.count("On en parle") == 1


def test_coverage_that_nothing_answers_any_more_is_cited_without_a_link(
    client, communique
):
    row = factories.RetombeeFactory(title="On en parle", communique=communique)
    CheckedLink.objects.create(url=row.url, dead_since=timezone.now())

    html = read(client, communique.href)

    assert "On en parle" in html and f'href="{row.url}"' not in html


def test_ten_pieces_of_coverage_cost_what_one_does(client, communique):
    factories.RetombeeFactory(communique=communique)
    few = statements(client, communique.href)
    for _n in range(9):
        factories.RetombeeFactory(communique=communique)

    assert statements(client, communique.href) == few <= 8
