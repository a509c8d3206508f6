"""What a shared link shows and leads to: its card, its short address, plain links."""

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from PIL import Image
from wagtail.models import PageViewRestriction

from core import cards
from core.cards import Card
from tests import factories
from tests.linked_data import nodes

TITLE = "Quatre ans après, que sont devenues les 21 mesures ?"


@pytest.fixture
def news(home):
    index = factories.NewsIndexPageFactory(parent=home)
    return factories.NewsPageFactory(
        parent=index, slug="une", title=TITLE, pillars=["evaluer"], kind="tribune", medium="Le Journal",
    )  # fmt: skip


def head_of(client, path) -> dict[str, str]:
    tree = lxml_html.document_fromstring(client.get(path).content.decode())
    metas = tree.xpath("//head/meta[@property or @name]")
    return {m.get("property") or m.get("name"): m.get("content") for m in metas}


def picture_of(client, path) -> str:
    return head_of(client, path)["og:image"].removeprefix("http://testserver")


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# --- The drawing ------------------------------------------------------------------


@pytest.mark.parametrize("ink", [cards.INK, cards.MUTED, *cards.HUES.values()])
def test_every_ink_is_read_on_its_paper(ink):
    assert contrast(ink, cards.PAPER) >= 4.5


def test_the_letters_that_cards_draw_are_those_of_the_font():
    letters = set(TTFont(finders.find("fonts/bricolage.woff2")).getBestCmap())

    assert set(map(ord, cards.LETTERS)) <= letters
    assert set(range(ord(" "), ord("~") + 1)) <= letters


@settings(deadline=None, max_examples=25)
@given(
    title=st.text(max_size=300),
    above=st.text(max_size=200),
    value=st.text(max_size=40),
    pillar=st.sampled_from([*cards.HUES, "inconnu"]),
    language=st.sampled_from(["fr", "en"]),
)
def test_whatever_it_says_a_card_is_a_light_picture_of_its_size(
    title, above, value, pillar, language
):
    drawn = cards.draw(Card(title, language, above, value, "Source", pillar))

    picture = Image.open(BytesIO(drawn))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(drawn) <= cards.HEAVIEST


@pytest.mark.parametrize("title", ["W" * 250, "W é " * 62, TITLE, "A"])
def test_no_word_leaves_the_card_nor_runs_into_the_thread(title):
    picture = Image.open(BytesIO(cards.draw(Card(title, "fr", above=title)))).convert("RGB")  # fmt: skip

    paper = tuple(bytes.fromhex(cards.PAPER[1:]))
    for box in ((1140, 0, 1200, 480), (0, 0, 70, 480), (0, 478, 1200, 490)):
        colours = picture.crop(box).getcolors()
        assert [colour for _count, colour in colours] == [paper], box


def test_a_superscript_that_the_font_lacks_is_written_plainly():
    assert cards._said("Le 1er Jeudi → ici", Card("", "fr")) == "Le 1er Jeudi  ici"


def test_lines_are_balanced():
    said = cards.fitted(cards._said(TITLE, Card("", "fr")), cards.Type(92, 700), 4)

    assert said.lines == ["Quatre ans après,", "que sont devenues", "les 21 mesures\u202f?"]  # fmt: skip


# --- At its address ---------------------------------------------------------------


def test_a_page_shows_its_card_for_ever_at_the_address_that_it_names(client, news):
    response = client.get(picture_of(client, news.href))

    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "immutable" in response["Cache-Control"]


def test_a_page_that_says_something_else_has_another_card_and_the_old_leads_to_it(
    client, news
):
    before = picture_of(client, news.href)

    news.title = "Cinq ans après"
    news.save_revision().publish()
    after = picture_of(client, news.href)
    response = client.get(before)

    assert before != after
    assert (response.status_code, response["Location"]) == (302, after)
    assert "no-cache" in response["Cache-Control"]


def test_what_a_reader_may_not_read_has_no_card_and_no_short_address(client, news):
    reserved = factories.NewsPageFactory(parent=news.get_parent())
    draft = factories.NewsPageFactory(parent=news.get_parent(), live=False)
    picture = picture_of(client, reserved.href)
    PageViewRestriction.objects.create(page=reserved, restriction_type="login")

    for address in (
        picture,
        draft.sharing_picture,
        draft.short_address,
        reserved.short_address,
        "/partage/1-x.png",
        "/partage/99999999999999999999-x.png",
        "/l/999999999999999999/",
    ):
        assert (address, client.get(address).status_code) == (address, 404)


def test_a_card_is_drawn_once(client, news, monkeypatch):
    drawn = []
    draw = cards.draw
    monkeypatch.setattr(cards, "draw", lambda card: drawn.append(card) or draw(card))
    news.title = "Jamais encore dessiné"
    news.save_revision().publish()
    address = picture_of(client, news.href)

    first, second = client.get(address), client.get(address)

    assert first.content == second.content
    assert len(drawn) == 1


def test_a_picture_that_an_editor_chose_comes_before_the_card(client, news):
    news.listing_image = factories.SiteImageFactory()
    news.save_revision().publish()

    assert picture_of(client, news.href).startswith("/images/")


def test_a_figure_shows_itself_in_each_language(client, home, english_home):
    figure = factories.ChiffreCleFactory(identifier="maires")

    french, english = (picture_of(client, f"/c/maires/?lang={c}") for c in ("fr", "en"))
    response = client.get(french)
    figure.value = 82
    figure.save_revision().publish()

    assert french != english
    assert response["Content-Type"] == "image/png"
    assert client.get(french)["Location"] == picture_of(client, "/c/maires/?lang=fr")
    assert client.get(french.replace("-fr-", "-de-")).status_code == 404


def test_news_says_that_it_is_an_article(client, news):
    head = head_of(client, news.href)
    html = client.get(news.href).content.decode()
    article = next(node for node in nodes(html) if node["@type"] == "NewsArticle")

    assert head["og:type"] == "article"
    assert head["article:published_time"] == "2022-03-28"
    assert head["twitter:card"] == "summary_large_image"
    assert article["image"] == head["og:image"]
    assert article["author"]["name"] == "Le Journal"
    assert article["publisher"]["name"] == "Faire alliance"


# --- Passing it on ----------------------------------------------------------------


def test_a_short_address_follows_its_page(client, news):
    short = f"/l/{news.pk}"

    assert client.get(short)["Location"] == "/fr/actualites/une/"
    news.slug = "autre"
    news.save_revision().publish()
    assert client.get(short)["Location"] == "/fr/actualites/autre/"


def test_sharing_is_plain_links_to_the_short_address(client, news):
    tree = lxml_html.document_fromstring(client.get(news.href).content.decode())

    [section] = tree.xpath("//section[@aria-labelledby='partager']")
    links = section.xpath(".//a/@href")

    assert links[0].startswith("mailto:?subject=Quatre%20ans")
    assert links[1] == f"https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Ftestserver%2Fl%2F{news.pk}"  # fmt: skip
    assert section.xpath(".//*[@class='share-address']/text()") == [f"testserver/l/{news.pk}"]  # fmt: skip
    assert not section.xpath(".//script")
