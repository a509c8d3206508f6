"""What surrounds a page: menu, breadcrumb, footer, languages; and who may see it."""

import pytest
from django.http import Http404
from django.utils import translation
from wagtail.models import PageViewRestriction

from core import frame
from tests import factories


@pytest.fixture
def vademecum(home):
    return factories.VademecumPageFactory(parent=home, show_in_menus=True)


@pytest.fixture
def fiche(vademecum):
    return factories.FichePageFactory(parent=vademecum, slug="odd-17", title="ODD 17")


@pytest.fixture
def routed(rf):
    """The frame of an address, as the view makes it."""

    def routed(path, language="fr"):
        request = rf.get(f"/{language}/{path}")
        with translation.override(language):
            frame.route(request, path)
        return request.frame

    return routed


# --- Around a page ----------------------------------------------------------------


def test_the_frame_of_an_address_is_one_statement(fiche, django_assert_num_queries):
    frame.load("fr", "vademecum/odd-17/")

    with django_assert_num_queries(1):
        around = frame.load("fr", "vademecum/odd-17/")
        assert around.menu and around.ancestors


def test_the_menu_holds_the_sections_shown_in_menus_and_the_footer_the_others(
    home, vademecum, routed
):
    factories.PlainPageFactory(parent=home, title="À propos", slug="a-propos")
    factories.PlainPageFactory(parent=home, title="Brouillon", live=False)

    around = routed("vademecum/")

    assert [link.title for link in around.menu] == ["Vademecum"]
    assert [link.title for link in around.footer] == ["À propos"]


def test_the_menu_keeps_the_order_of_the_tree(home, vademecum, routed):
    later = factories.ParcoursIndexPageFactory(parent=home, show_in_menus=True)
    later.move(home, pos="first-child")

    titles = [link.url for link in routed("vademecum/").menu]

    assert titles == ["/fr/parcours/", "/fr/vademecum/"]


def test_the_menu_says_in_which_section_the_reader_is(home, fiche, routed):
    factories.ParcoursIndexPageFactory(parent=home, show_in_menus=True)

    menu = routed("vademecum/odd-17/").menu

    assert [link.url for link in menu if link.is_current] == ["/fr/vademecum/"]


def test_the_breadcrumb_goes_from_home_to_the_page_itself(fiche, routed):
    links = routed("vademecum/odd-17/").breadcrumbs

    assert [(link.title, link.url) for link in links] == [
        ("Faire alliance", "/fr/"),
        ("Vademecum", "/fr/vademecum/"),
        ("ODD 17", ""),
    ]
    assert links[-1].is_current


def test_the_home_page_has_no_breadcrumb(home, routed):
    assert routed("").breadcrumbs == []


def test_a_route_of_a_page_has_the_page_in_its_breadcrumb(fiche, routed):
    around = routed("vademecum/odd-17/")

    around.go_below("Mesure 7", "7/")

    assert [link.title for link in around.breadcrumbs] == [
        "Faire alliance", "Vademecum", "ODD 17", "Mesure 7",
    ]  # fmt: skip


def test_a_view_stands_under_the_register_it_names(rf, vademecum):
    factories.ChiffreIndexPageFactory(parent=vademecum, title="Chiffres clés")
    around = frame.for_view(rf.get("/c/maires/"), "Les maires", "search")

    around.go_under("chiffreindexpage")

    assert [link.title for link in around.breadcrumbs] == [
        "Faire alliance", "Vademecum", "Chiffres clés", "Les maires",
    ]  # fmt: skip
    assert [link.is_current for link in around.menu] == [True]


def test_a_view_stands_under_home_when_its_register_is_not_there(rf, vademecum):
    factories.ChiffreIndexPageFactory(parent=vademecum, live=False)
    around = frame.for_view(rf.get("/c/maires/"), "Les maires", "search")

    around.go_under("chiffreindexpage")

    titles = [link.title for link in around.breadcrumbs]
    assert titles == ["Faire alliance", "Les maires"]


def test_each_language_leads_to_the_same_page(
    english_home, vademecum, fiche, english, routed
):
    factories.translated(vademecum, english, slug="handbook")
    factories.translated(fiche, english, slug="sdg-17")

    french, other = routed("vademecum/odd-17/").languages

    assert (french.url, french.is_current) == ("/fr/vademecum/odd-17/", True)
    assert (other.url, other.is_current, other.has_page) == (
        "/en/handbook/sdg-17/", False, True,
    )  # fmt: skip


def test_a_language_without_the_page_leads_home_and_says_so(fiche, routed):
    _french, english = routed("vademecum/odd-17/").languages

    assert english.url == "/en/"
    assert not english.has_page


def test_a_draft_translation_is_not_offered(
    english_home, vademecum, fiche, english, routed
):
    factories.translated(vademecum, english)
    factories.translated(fiche, english).unpublish()

    _french, other = routed("vademecum/odd-17/").languages

    assert not other.has_page


# --- Addresses that lead nowhere --------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["rien/", "vademecum/rien/", "vademecum/odd-17/rien/", "odd-17/", "accueil/"],
)
def test_an_unknown_address_is_not_found(fiche, routed, path):
    with pytest.raises(Http404):
        routed(path)


def test_an_unpublished_page_is_not_found(fiche, routed):
    fiche.unpublish()

    with pytest.raises(Http404):
        routed("vademecum/odd-17/")


def test_a_french_address_is_not_an_english_one(english_home, fiche, routed):
    with pytest.raises(Http404):
        routed("vademecum/odd-17/", "en")


@pytest.mark.parametrize(
    "path",
    [
        "/fr/vademecum%00/",
        "/fr/%00",
        "/fr/vademecum/..%2F..%2Fetc%2Fpasswd",
        "/fr/' OR 1=1--/",
        "/fr/%F0%9F%98%80/",
        "/fr/%FF%FE/",
        "/fr/vademecum/atom.xml",
        "/fr/" + "a/" * 3000,
        "/fr/" + "a" * 20_000 + "/",
        "/fr/vademecum/odd-17/9999999999999999999999999/",
        "/c/%00/",
        "/c/rien/",
        "/c/rien/v/99999999999999999999/",
        "/media/%00",
        "/documents/99999999999999999999999/x.pdf",
        "/api/v2/pages/99999999999999999999999/",
    ],
)
def test_a_weird_address_is_not_found_and_breaks_nothing(client, fiche, path):
    response = client.get(path, follow=True)

    assert response.status_code == 404


@pytest.mark.parametrize("path", ["/media/../../manage.py", "/media/%2e%2e/manage.py"])
def test_no_file_outside_the_library_is_served(client, db, path):
    assert client.get(path).status_code in (400, 404)


def test_an_address_too_deep_to_be_ours_asks_almost_nothing(
    home, routed, django_assert_max_num_queries
):
    with django_assert_max_num_queries(0), pytest.raises(Http404):
        routed("a/" * 3000)


def test_an_address_without_its_last_slash_leads_to_the_page(client, fiche):
    response = client.get("/fr/vademecum/odd-17")

    assert response.status_code in (301, 302)
    assert response["Location"] == "/fr/vademecum/odd-17/"


# --- Restricted pages -------------------------------------------------------------


def restrict(page, kind, **fields):
    return PageViewRestriction.objects.create(
        page=page, restriction_type=kind, **fields
    )


@pytest.mark.parametrize("where", ["fiche", "vademecum"])
def test_a_restricted_page_asks_for_its_password(client, request, fiche, where):
    page = request.getfixturevalue(where)
    restrict(page, PageViewRestriction.PASSWORD, password="sésame")

    response = client.get("/fr/vademecum/odd-17/")

    html = response.content.decode()
    assert response.status_code == 200
    assert 'type="password"' in html
    assert "Deux phrases" not in html
    assert "Agir ensemble" not in html
    assert "no-store" in response["Cache-Control"]


def test_the_right_password_opens_the_page(client, fiche):
    restriction = restrict(fiche, PageViewRestriction.PASSWORD, password="sésame")

    response = client.post(
        f"/fr/_util/mot-de-passe/{restriction.pk}/{fiche.pk}/",
        {"password": "sésame", "return_url": "/fr/vademecum/odd-17/"},
    )

    assert response["Location"] == "/fr/vademecum/odd-17/"
    assert "Agir ensemble" in client.get("/fr/vademecum/odd-17/").content.decode()


def test_a_wrong_password_does_not(client, fiche):
    restriction = restrict(fiche, PageViewRestriction.PASSWORD, password="sésame")

    response = client.post(
        f"/fr/_util/mot-de-passe/{restriction.pk}/{fiche.pk}/",
        {"password": "ouvre-toi", "return_url": "/fr/vademecum/odd-17/"},
    )

    assert response.status_code == 200
    assert "Agir ensemble" not in client.get("/fr/vademecum/odd-17/").content.decode()


@pytest.mark.parametrize("where", ["fiche", "vademecum"])
def test_a_page_for_the_team_asks_to_sign_in(client, request, fiche, where):
    restrict(request.getfixturevalue(where), PageViewRestriction.LOGIN)

    response = client.get("/fr/vademecum/odd-17/")

    assert response.status_code == 302
    assert "next=/fr/vademecum/odd-17/" in response["Location"]
    assert client.get(response["Location"]).status_code == 200


def test_a_page_for_the_team_opens_to_the_team(client, fiche):
    restrict(fiche, PageViewRestriction.LOGIN)
    client.force_login(factories.UserFactory())

    response = client.get("/fr/vademecum/odd-17/")

    assert "Agir ensemble" in response.content.decode()


def test_a_page_beside_a_restricted_one_stays_open(client, vademecum, fiche):
    restrict(fiche, PageViewRestriction.PASSWORD, password="sésame")
    factories.FichePageFactory(parent=vademecum, slug="libre")

    response = client.get("/fr/vademecum/libre/")

    assert "Agir ensemble" in response.content.decode()


@pytest.mark.parametrize("where", ["fiche", "vademecum", "home"])
def test_a_restriction_anywhere_above_is_left_to_wagtail(request, fiche, routed, where):
    restrict(request.getfixturevalue(where), PageViewRestriction.LOGIN)

    around = routed("vademecum/odd-17/")

    assert around.is_restricted
    assert around.page.get_view_restrictions().exists()
