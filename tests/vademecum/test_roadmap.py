"""Twenty-one measures: totals are counted, never typed."""

import csv
import io
import json
import re
import uuid
from datetime import date

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from lxml import html as lxml_html
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from tests import factories
from tests.factories import paris
from tests.made_once import made_once
from tests.test_every_page import multiply
from vademecum.concerning import MOST, pages_by_kind
from vademecum.models import Mesure
from vademecum.roadmap import count, in_words, roadmap


@pytest.fixture
@made_once
def mesures(french):
    return [
        factories.MesureFactory(
            number=number,
            dimension=list(Mesure.Dimension)[(number - 1) // 7],
            status="atteinte" if number <= 2 else "a_confirmer",
        )
        for number in range(21, 0, -1)
    ]


@pytest.fixture
@made_once
def page(home, mesures):
    vademecum = factories.VademecumPageFactory(parent=home)
    return factories.MesureIndexPageFactory(parent=vademecum)


def totals():
    return {total.status.value: total.count for total in roadmap()["totals"]}


def test_the_totals_are_those_of_the_measures(mesures):
    assert totals() == {
        "a_confirmer": 19, "atteinte": 2, "depassee": 0, "en_retard": 0,
    }  # fmt: skip


def test_a_measure_that_changes_state_changes_the_totals(mesures):
    mesures[0].status = "en_retard"
    mesures[0].save_revision().publish()

    assert totals()["en_retard"] == 1
    assert totals()["a_confirmer"] == 18


def test_a_draft_changes_no_total(mesures):
    mesures[0].status = "en_retard"
    mesures[0].save_revision()

    assert totals()["en_retard"] == 0


def test_a_translation_is_not_counted_twice(mesures, english):
    factories.translated(mesures[0], english, title="Train")

    assert sum(totals().values()) == 21


def test_each_of_the_three_strands_has_its_seven_measures_in_order(mesures):
    strands = roadmap()["strands"]

    assert [[mesure.number for mesure in strand.mesures] for strand in strands] == [
        list(range(1, 8)),
        list(range(8, 15)),
        list(range(15, 22)),
    ]
    assert [strand.months for strand in strands] == [(3, 9), (6, 12), (12, 18)]


def test_the_roadmap_is_two_statements(mesures, django_assert_num_queries):
    with django_assert_num_queries(2):
        roadmap()


def test_a_measure_has_its_own_address(client, page):
    response = client.get(f"{page.href}7/")

    assert response.status_code == 200
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "rest",
    ["0/", "22/", "99999999999999999999999/", "-1/", "sept/", "7/8/", "7.5/", "٧/"],
)
def test_a_measure_that_does_not_exist_is_not_found(client, page, rest):
    assert client.get(f"{page.href}{rest}", follow=True).status_code == 404


def test_a_measure_that_is_not_published_is_not_found(client, page, mesures):
    mesures[0].unpublish()

    assert client.get(f"{page.href}21/").status_code == 404


def test_the_language_switch_of_a_measure_leads_to_the_same_measure(
    client, page, english_home, english
):
    vademecum = factories.translated(
        page.get_parent().specific, english, slug="handbook"
    )
    factories.translated(page, english, slug="measures")

    html = client.get(f"{page.href}7/").content.decode()

    assert vademecum.live
    assert 'href="/en/handbook/measures/7/"' in html


def test_the_figures_of_a_measure_are_on_its_page(client, page):
    figure = factories.ChiffreCleFactory(identifier="part-des-maires")
    mesure = Mesure.objects.get(number=7)
    figure.mesure_links.add(figure.mesure_links.model(mesure=mesure, sort_order=0))
    figure.save_revision().publish()

    assert "/c/part-des-maires/" in client.get(f"{page.href}7/").content.decode()
    assert "/c/part-des-maires/" not in client.get(f"{page.href}8/").content.decode()


# --- Totals in words --------------------------------------------------------------


def words(**counts) -> str:
    return in_words(
        count([Mesure(status=name) for name, n in counts.items() for _n in range(n)])
    )


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, ""),
        ({"a_confirmer": 1}, "Sur 1 mesure, 1 reste à confirmer."),
        (
            {"en_retard": 2, "a_confirmer": 19},
            "Sur 21 mesures, 2 sont en retard et 19 restent à confirmer.",
        ),
        (
            {"a_confirmer": 1, "depassee": 12, "atteinte": 7, "en_retard": 1},
            "Sur 21 mesures, 12 vont au-delà de leur objectif, 7 ont atteint leur "
            "objectif, 1 est en retard et 1 reste à confirmer.",
        ),
    ],
)
def test_the_totals_are_said_in_a_sentence(counts, sentence):
    assert words(**counts) == sentence


# --- One change, everywhere -------------------------------------------------------


def page_of(client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 200
    return lxml_html.fromstring(response.content.decode())


def text_of(element) -> str:
    return " ".join(element.text_content().split())


def outputs(client, page) -> dict:
    """What each output says of measure 7."""
    document = page_of(client, page.href)
    [knot] = document.xpath("//*[@id='braid']//a[contains(@href, '/mesures/7/')]")
    [row] = document.xpath("//table[@id='tableau']//tr[td[1]='7']")
    table = client.get(f"{page.href}feuille-de-route.csv").content.decode()
    [line] = [r for r in csv.DictReader(io.StringIO(table)) if r["number"] == "7"]
    data = client.get(f"{page.href}feuille-de-route.json").json()
    [measure] = [each for each in data["measures"] if each["number"] == 7]
    feed = feedparser.parse(client.get(f"{page.href}atom.xml").content)
    [entry] = [each for each in feed.entries if each.link.endswith("/7/")]
    return {
        "words": text_of(document.xpath("//*[contains(@class, 'totals-words')]")[0]),
        "chart": knot.xpath("circle/@class")[0],
        "table": text_of(row),
        "csv": (line["state"], line["source_url"]),
        "json": (measure["state"], data["states"]["depassee"]),
        "feed": entry.summary,
        "id": entry.id,
        "page": text_of(page_of(client, f"{page.href}7/").xpath("//main")[0]),
    }


def test_one_status_with_its_source_changes_every_output_at_once(client, page):
    before = outputs(client, page)

    mesure = Mesure.objects.get(number=7)
    mesure.status = "depassee"
    mesure.source_title = "Le nouveau bilan"
    mesure.source_url = "https://example.org/nouveau"
    mesure.save_revision().publish()
    after = outputs(client, page)

    assert "1 va au-delà" not in before["words"]
    assert "1 va au-delà de son objectif" in after["words"]
    assert (before["chart"], after["chart"]) == ("is_a_confirmer", "is_depassee")
    assert "Au-delà de l’objectif Le nouveau bilan" in after["table"]
    assert after["csv"] == ("depassee", "https://example.org/nouveau")
    assert (before["json"], after["json"]) == (("a_confirmer", 0), ("depassee", 1))
    assert "Au-delà de l’objectif. Source\u202f: Le nouveau bilan" in after["feed"]
    assert "Le nouveau bilan" in after["page"]
    assert after["id"] == before["id"] == f"urn:uuid:{mesure.translation_key}"


def test_a_state_without_source_is_refused_by_the_form_on_its_fields(
    admin_client, mesures
):
    mesure = mesures[0]
    form = {
        "number": mesure.number,
        "title": mesure.title,
        "dimension": mesure.dimension,
        "objectif": "",
        "explanation": "null",
        "status": "en_retard",
        "status_note": "",
        "source_title": "",
        "source_url": "",
        "milestones-count": "0",
        "action-publish": "action-publish",
    }

    html = admin_client.post(
        f"/admin/snippets/vademecum/mesure/edit/{mesure.pk}/", form
    ).content.decode()

    mesure.refresh_from_db()
    document = lxml_html.fromstring(html)
    told = {
        field: text_of(document.get_element_by_id(f"panel-child-{where}-errors"))
        for field in ("source_title", "source_url")
        for where in [re.search(rf'id="panel-child-([\w-]*{field})-errors"', html)[1]]
    }
    assert all("Un état confirmé a une source" in words for words in told.values())
    assert (mesure.status, mesure.has_unpublished_changes) == ("a_confirmer", False)


def test_the_table_says_of_each_measure_what_the_chart_draws(client, page):
    Mesure.objects.filter(number=3).update(objectif=factories.ObjectifFactory())
    document = page_of(client, page.href)

    [table] = document.xpath("//table[@id='tableau']")
    rows = table.xpath(".//tr[td]")
    assert table.xpath("caption")
    assert len(rows) == 21
    assert all(row.xpath("th[@scope='row']") for row in rows)
    columns = table.xpath(".//thead//th[@scope='col']")
    assert [text_of(th) for th in columns] == [
        "N°", "Mesure", "Objectif", "État, et sa source", "Dernier jalon",
    ]  # fmt: skip
    assert [text_of(th).split()[0] for th in table.xpath(".//th[@scope='rowgroup']")] == [
        "Opérationnelle", "Stratégique", "Politique",
    ]  # fmt: skip
    assert document.xpath("//figure[contains(@class, 'braid')]/@aria-hidden") == [
        "true"
    ]


def test_no_column_is_empty_while_no_source_ties_a_measure_to_an_objective(
    client, page
):
    [table] = page_of(client, page.href).xpath("//table[@id='tableau']")

    columns = [text_of(th) for th in table.xpath(".//thead//th")]
    assert "Objectif" not in columns
    assert {len(row.xpath("td|th")) for row in table.xpath(".//tr[td]")} == {4}


# --- Milestones -------------------------------------------------------------------


def milestone(on, text):
    return {
        "type": "milestone",
        "id": str(uuid.uuid4()),
        "value": {
            "on": on,
            "text": text,
            "source_title": "Bilan",
            "source_url": "https://example.org/bilan",
        },
    }


def dated(mesure, *milestones):
    mesure.milestones = [milestone(*each) for each in milestones]
    mesure.save_revision().publish()
    mesure.refresh_from_db()
    return mesure


def test_milestones_are_told_in_the_order_of_their_days_each_with_its_source(
    client, page, mesures
):
    dated(mesures[0], ("2022-05-07", "Bilan final"), ("2020-05-01", "Lancement"))

    steps = page_of(client, f"{page.href}21/").xpath(
        "//ol[contains(@class, 'milestones')]/li"
    )

    assert [text_of(step) for step in steps] == [
        "1ᵉʳ mai 2020 Lancement Source : Bilan",
        "7 mai 2022 Bilan final Source : Bilan",
    ]
    assert [step.xpath(".//a/@href") for step in steps] == [
        ["https://example.org/bilan"]
    ] * 2


def test_the_last_milestone_is_in_the_table_the_data_and_the_feed(
    client, page, mesures
):
    dated(mesures[0], ("2022-05-07", "Bilan final"), ("2020-05-07", "Lancement"))

    [row] = page_of(client, page.href).xpath("//table//tr[td[1]='21']")
    data = client.get(f"{page.href}feuille-de-route.json").json()["measures"][-1]
    table = client.get(f"{page.href}feuille-de-route.csv").content.decode()
    feed = feedparser.parse(client.get(f"{page.href}atom.xml").content)

    assert "7 mai 2022" in text_of(row)
    assert [each["on"] for each in data["milestones"]] == ["2020-05-07", "2022-05-07"]
    assert data["last_milestone"] == "2022-05-07"
    assert list(csv.DictReader(io.StringIO(table)))[-1]["milestones"] == "2"
    assert feed.entries[0].link.endswith("/21/")  # the last one to be published
    assert "7\u00a0mai 2020\u202f: Lancement" in feed.entries[0].summary


# --- Data and feed ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["feuille-de-route.csv", "feuille-de-route.json"])
def test_the_same_roadmap_is_the_same_bytes(client, page, name):
    once = client.get(f"{page.href}{name}")
    twice = client.get(f"{page.href}{name}")

    assert once.status_code == 200
    assert once.content == twice.content


def test_its_files_have_one_address_and_a_name_in_each_language(
    client, page, english_home, english
):
    factories.translated(page.get_parent(), english, slug="reference")
    twin = factories.translated(page, english, slug="measures")

    kept = [
        client.get(f"{shown.href}feuille-de-route.{end}")["Content-Disposition"]
        for shown in (page, twin)
        for end in ("csv", "json")
    ]

    assert kept == [
        'inline; filename="feuille-de-route.csv"',
        'inline; filename="feuille-de-route.json"',
        'inline; filename="roadmap.csv"',
        'inline; filename="roadmap.json"',
    ]


def test_the_table_survives_what_a_title_may_hold(client, page, mesures):
    mesures[
        0
    ].title = 'Une « mesure », avec "guillemets"\net une ligne ; puis une autre'
    mesures[0].save_revision().publish()

    table = client.get(f"{page.href}feuille-de-route.csv").content.decode()
    data = client.get(f"{page.href}feuille-de-route.json")

    assert list(csv.DictReader(io.StringIO(table)))[-1]["title"] == mesures[0].title
    assert json.loads(data.content)["measures"][-1]["title"] == mesures[0].title


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "-2", " +3"])
def test_no_spreadsheet_takes_a_title_for_a_formula(client, page, mesures, title):
    mesures[0].title = title
    mesures[0].save_revision().publish()

    table = client.get(f"{page.href}feuille-de-route.csv").content.decode()
    data = client.get(f"{page.href}feuille-de-route.json").json()

    assert list(csv.DictReader(io.StringIO(table)))[-1]["title"] == f"'{title}"
    assert data["measures"][-1]["title"] == title


def test_the_roadmap_announces_its_feed_and_shows_its_data(client, page):
    html = client.get(page.href).content.decode()

    assert re.search(
        r'<link rel="alternate" type="application/atom\+xml"[^>]*mesures/atom.xml', html
    )
    for name in ("feuille-de-route.csv", "feuille-de-route.json", "atom.xml"):
        assert re.search(rf'<a [^>]*href="/fr/vademecum/mesures/{name}"', html)


# --- The pages that concern a measure ---------------------------------------------


@pytest.fixture
def news(home):
    return factories.NewsIndexPageFactory(parent=home)


def cites(mesure):
    return [{"type": "measure", "value": mesure.pk}]


def linked(page, mesure):
    page.mesure_links.add(page.mesure_links.model(mesure=mesure, sort_order=0))
    page.save_revision().publish()
    return page


def found(mesure) -> dict:
    return {kind.name: [p.title for p in kind.pages] for kind in pages_by_kind(mesure)}


def test_pages_that_link_or_cite_it_are_found_by_kind_the_latest_first(
    home, news, mesures
):
    vademecum = factories.VademecumPageFactory(parent=home)
    season = factories.SeasonPageFactory(
        parent=factories.JeudiIndexPageFactory(parent=home)
    )
    mesure = mesures[0]
    factories.FichePageFactory(parent=vademecum, title="Fiche", body=cites(mesure))
    factories.NewsPageFactory(
        parent=news, title="Avant", published_on=date(2021, 1, 1), body=cites(mesure)
    )
    linked(
        factories.NewsPageFactory(
            parent=news, title="Après", published_on=date(2022, 1, 1)
        ),
        mesure,
    )
    linked(
        factories.JeudiPageFactory(
            parent=season, title="Jeudi", starts_at=paris(2022, 2, 10, 0, 30)
        ),
        mesure,
    )
    factories.NewsPageFactory(parent=news, title="Autre", body=cites(mesures[1]))

    kinds = pages_by_kind(mesure)

    assert {kind.name: [(p.title, p.day) for p in kind.pages] for kind in kinds} == {
        "fiches du Vademecum": [("Fiche", None)],
        "actualités": [("Après", date(2022, 1, 1)), ("Avant", date(2021, 1, 1))],
        "Jeudis": [("Jeudi", date(2022, 2, 10))],
    }


def test_neither_a_draft_nor_a_restricted_page_is_found(news, mesures):
    mesure = mesures[0]
    factories.NewsPageFactory(parent=news, live=False, body=cites(mesure))
    secret = factories.NewsPageFactory(parent=news, body=cites(mesure))
    PageViewRestriction.objects.create(
        page=secret, restriction_type=PageViewRestriction.LOGIN
    )

    assert found(mesure) == {}


def test_a_link_that_is_only_in_the_draft_of_a_live_page_does_not_show(news, mesures):
    mesure = mesures[0]
    live = factories.NewsPageFactory(parent=news)
    live.body = cites(mesure)
    live.mesure_links.add(live.mesure_links.model(mesure=mesure, sort_order=0))
    revision = live.save_revision()

    in_draft = found(mesure)
    revision.publish()

    assert in_draft == {}
    assert found(mesure) == {"actualités": [live.title]}


def test_a_link_that_was_taken_away_leaves_the_page_of_the_measure(news, mesures):
    page = factories.NewsPageFactory(parent=news, body=cites(mesures[0]))

    page.body = factories.TEXT
    page.save_revision().publish()

    assert found(mesures[0]) == {}


def test_a_reader_in_english_finds_each_page_once_in_their_language_if_there_is_one(
    news, mesures, english, english_home
):
    mesure = mesures[0]
    one = factories.NewsPageFactory(parent=news, body=cites(mesure))
    factories.NewsPageFactory(parent=news, title="En français", body=cites(mesure))
    factories.translated(news, english)
    factories.translated(one, english, title="In English")
    row = factories.translated(mesure, english)

    with override("en"):
        [kind] = pages_by_kind(row)

    assert sorted(page.title for page in kind.pages) == ["En français", "In English"]
    assert kind.total == 2


def test_the_page_of_a_measure_shows_them(client, page, news, mesures):
    factories.NewsPageFactory(
        parent=news, title="Une bonne nouvelle", slug="bonne", body=cites(mesures[0])
    )

    main = page_of(client, f"{page.href}21/").xpath("//main")[0]

    assert main.xpath(
        ".//a[@href='/fr/actualites/bonne/' or contains(@href, '/bonne/')]"
    )
    assert "28 mars 2022" in text_of(main)


def test_a_thousand_citing_pages_cost_the_statements_of_ten(
    client, page, news, mesures
):
    mesure = mesures[0]
    item = factories.NewsPageFactory(parent=news, body=cites(mesure))
    copies(item, 9)
    few = statements(client, f"{page.href}21/")

    copies(item, 990)
    many = statements(client, f"{page.href}21/")
    [kind] = pages_by_kind(mesure)

    assert many == few <= 8
    assert (len(kind.pages), kind.total) == (MOST, 1000)
    assert "les 12 plus récents sur 1000" in text_of(
        page_of(client, f"{page.href}21/").xpath("//main")[0]
    ).replace("\u202f", "").replace("\xa0", "")


def copies(page, number: int):
    """Pages beside this one, and what the index of references says of each."""
    before = set(Page.objects.values_list("pk", flat=True))
    multiply(page, number)
    added = Page.objects.exclude(pk__in=before).values_list("pk", flat=True)
    references = list(ReferenceIndex.objects.filter(object_id=str(page.pk)))
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            **{
                field.attname: getattr(reference, field.attname)
                for field in ReferenceIndex._meta.concrete_fields
                if field.attname not in ("id", "object_id")
            },
            object_id=str(pk),
        )
        for pk in added
        for reference in references
    )


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
