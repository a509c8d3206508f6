"""The news, filtered; press coverage, by whom."""

import re

import pytest
from django.core.exceptions import ValidationError
from lxml import html as lxml_html

from news.models import NewsPage
from tests import factories

# A page that is built asks for its content type, kept or not by what ran before.
pytestmark = pytest.mark.django_db


@pytest.fixture
def index(home):
    return factories.NewsIndexPageFactory(parent=home)


@pytest.fixture
def news(index):
    for title, fields in {
        "Colloque": {"pillars": ["evaluer"], "audiences": ["medias", "institutions"]},
        "Appel": {"kind": "communique", "pillars": ["evaluer", "capitaliser"], "audiences": ["medias"]},
        "Article": {"kind": "retombee", "medium": "Carenews", "pillars": ["faire-valoir"]},
        "Brouillon": {"live": False},
    }.items():  # fmt: skip
        factories.NewsPageFactory(parent=index, title=title, **fields)
    return index


def listed(rf, index, **asked):
    context = index.get_context(rf.get(index.href, asked))
    return [page.title for page in context["news"]]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"Colloque", "Appel", "Article"}),
        ({"type": "communique"}, {"Appel"}),
        ({"pilier": "evaluer"}, {"Colloque", "Appel"}),
        ({"public": "institutions"}, {"Colloque"}),
        ({"pilier": "evaluer", "public": "medias"}, {"Colloque", "Appel"}),
        ({"pilier": "evaluer", "public": "medias", "type": "communique"}, {"Appel"}),
        ({"pilier": "modeliser"}, set()),
        ({"type": "retombee", "public": "medias"}, set()),
    ],
)
def test_filters_combine(rf, news, asked, titles):
    assert set(listed(rf, news, **asked)) == titles


@pytest.mark.parametrize(
    "asked",
    [
        {"type": "inconnu"},
        {"pilier": "|"},
        {"public": "%"},
        {"type": "\x00"},
        {"pilier": "' OR 1=1 --"},
        {"public": "x" * 10_000},
        {"page": "99999999999999999999"},
    ],
)
def test_an_unknown_value_filters_nothing_and_breaks_nothing(client, rf, news, asked):
    response = client.get(news.href, asked)

    assert response.status_code == 200
    assert len(listed(rf, news, **asked)) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"type": "inconnu"}, ["inconnu"]),
        ({"type": "communique", "pilier": "|", "public": "<b>%"}, ["|", "&lt;b&gt;%"]),
        ({"public": "x" * 10_000}, ["x" * 60]),
        ({"type": "\x00"}, []),
        ({"type": ""}, []),
        ({"type": "communique", "utm_source": "lettre"}, []),
    ],
)
def test_an_unknown_value_is_said_not_to_exist(client, news, asked, said):
    response = client.get(news.href, asked)

    html = " ".join(response.content.decode().split())
    told = re.findall(r"Le filtre «\s(.+?)\s» n’existe pas", html)
    assert told == said
    assert f'<link rel="canonical" href="http://testserver{news.href}">' in html


def test_a_robot_has_each_list_by_one_filter_and_none_of_their_combinations(
    client, news
):
    def narrower(**asked):
        links = lxml_html.document_fromstring(
            client.get(news.href, asked).content
        ).xpath("//ul[@class='filter-choices']//a")
        return {link.get("href"): link.get("rel") for link in links}

    assert set(narrower().values()) == {None}
    asked = narrower(pilier="evaluer")
    assert {rel for href, rel in asked.items() if "&" in href} == {"nofollow"}


def test_the_list_says_whether_it_is_filtered(rf, news):
    def is_filtered(**asked):
        return news.get_context(rf.get(news.href, asked))["is_filtered"]

    assert is_filtered(pilier="evaluer")
    assert not is_filtered()
    assert not is_filtered(pilier="inconnu")


def test_the_latest_news_come_first(rf, index):
    for day in ("2022-03-28", "2024-04-18", "2020-05-07"):
        factories.NewsPageFactory(parent=index, title=day, published_on=day)

    assert listed(rf, index) == ["2024-04-18", "2022-03-28", "2020-05-07"]


def test_a_long_list_is_cut_in_pages(rf, index):
    for _ in range(25):
        factories.NewsPageFactory(parent=index)

    assert len(listed(rf, index)) == 20
    assert len(listed(rf, index, page=2)) == 5


def test_filters_survive_from_one_page_of_the_list_to_the_next(client, index):
    for _ in range(25):
        factories.NewsPageFactory(parent=index, pillars=["evaluer"])

    html = client.get(index.href, {"pilier": "evaluer"}).content.decode()

    assert "pilier=evaluer&amp;page=2" in html or "page=2&amp;pilier=evaluer" in html


@pytest.mark.parametrize("medium", ["", "   "])
def test_press_coverage_names_its_medium(medium):
    with pytest.raises(ValidationError) as refused:
        NewsPage(kind="retombee", medium=medium).clean()

    assert refused.value.message_dict == {"medium": ["Nommez le média de cette retombée."]}  # fmt: skip


@pytest.mark.parametrize("kind", ["actualite", "communique", "tribune"])
def test_other_news_need_no_medium(kind):
    NewsPage(kind=kind).clean()
