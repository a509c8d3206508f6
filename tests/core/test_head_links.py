"""What the head of a page says: its one address, its languages, what a shared link shows."""

import pytest
from lxml import html as lxml_html

from tests import factories


def head_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return lxml_html.document_fromstring(response.content.decode()).head


def canonical(head) -> list[str]:
    return head.xpath('link[@rel="canonical"]/@href')


def languages(head) -> dict:
    links = head.xpath('link[@rel="alternate"][@hreflang]')
    return {link.get("hreflang"): link.get("href") for link in links}


def shared(head, name) -> list[str]:
    return head.xpath(f'meta[@property="{name}" or @name="{name}"]/@content')


@pytest.fixture
def page(home):
    return factories.PlainPageFactory(parent=home, slug="projet", title="Le projet")


def test_a_page_in_one_language_names_itself(client, page):
    head = head_of(client, page.href)

    address = "http://testserver/fr/projet/"
    assert canonical(head) == shared(head, "og:url") == [address]
    assert languages(head) == {"fr": address, "x-default": address}


def test_both_languages_name_each_other_and_the_same_default(
    client, page, english_home, english
):
    factories.translated(page, english, slug="project")

    heads = [head_of(client, address) for address in ("/fr/projet/", "/en/project/")]

    assert (
        languages(heads[0])
        == languages(heads[1])
        == {
            "fr": "http://testserver/fr/projet/",
            "en": "http://testserver/en/project/",
            "x-default": "http://testserver/fr/projet/",
        }
    )
    assert canonical(heads[1]) == ["http://testserver/en/project/"]
    assert [shared(head, "og:locale") for head in heads] == [["fr_FR"], ["en_GB"]]


def test_a_shared_page_shows_its_title_and_its_summary(client, page):
    head = head_of(client, page.href)

    assert shared(head, "og:title") == ["Le projet"]
    assert shared(head, "og:description") == [page.introduction]
    assert shared(head, "og:site_name") == ["Faire alliance"]
    assert shared(head, "twitter:card") == ["summary_large_image"]
    [picture] = shared(head, "og:image")
    assert picture.startswith(f"http://testserver/partage/{page.pk}-")
    assert shared(head, "og:image:alt") == ["Le projet"]


def test_a_shared_page_shows_its_picture_without_one_statement_more(
    client, page, django_assert_max_num_queries
):
    page.listing_image = factories.SiteImageFactory()
    page.save_revision().publish()
    head_of(client, page.href)

    with django_assert_max_num_queries(8) as with_picture:
        head = head_of(client, page.href)
    page.listing_image = None
    page.save_revision().publish()
    head_of(client, page.href)
    with django_assert_max_num_queries(8) as without_picture:
        head_of(client, page.href)

    assert len(with_picture) == len(without_picture)
    assert shared(head, "twitter:card") == ["summary_large_image"]


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_the_picture_is_made_when_it_is_asked_for(client, page):
    page.listing_image = factories.SiteImageFactory()
    page.save_revision().publish()
    [address] = shared(head_of(client, page.href), "og:image")

    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"].startswith("/media/images/")


def test_a_picture_of_another_size_is_refused(client, page):
    page.listing_image = factories.SiteImageFactory()
    page.save_revision().publish()
    [address] = shared(head_of(client, page.href), "og:image")
    path = address.removeprefix("http://testserver")

    assert client.get(path.replace("1200", "9200")).status_code == 403


def test_a_figure_has_an_address_for_each_language_and_one_that_chooses(client, home):
    figure = factories.ChiffreCleFactory(identifier="utilite")

    chooses, asked = (head_of(client, f"/c/utilite/{end}") for end in ("", "?lang=fr"))

    assert canonical(chooses) == ["http://testserver/c/utilite/"]
    assert canonical(asked) == ["http://testserver/c/utilite/?lang=fr"]
    assert languages(asked)["x-default"] == "http://testserver/c/utilite/"
    assert shared(asked, "og:description") == [f"81 % {figure.counts}"]


def test_a_shared_measure_shows_its_own_words(client, home):
    vademecum = factories.VademecumPageFactory(parent=home)
    factories.MesureIndexPageFactory(parent=vademecum)
    factories.MesureFactory(
        number=7, title="Outiller", explanation="<p>Des outils <b>simples</b>.</p>"
    )

    head = head_of(client, "/fr/vademecum/mesures/7/")

    assert shared(head, "og:title") == ["Outiller"]
    assert shared(head, "og:description") == ["Des outils simples."]
    assert languages(head)["x-default"].endswith("/fr/vademecum/mesures/7/")


@pytest.mark.django_db
def test_a_page_that_names_no_icon_has_one(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert response["Location"] == "/static/img/favicon.svg"
