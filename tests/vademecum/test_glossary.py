"""The terms of the glossary in running text, and what makes a glossary coherent."""

import re

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from vademecum import glossary
from vademecum.glossary import Definition, Glossary, link_terms
from vademecum.models import Terme
from vademecum.structured import defined_term_set

HREF = "/fr/vademecum/glossaire/"
FRENCH = Glossary(
    [
        Definition("alliance", "Alliance"),
        Definition("strategique", "Alliance stratégique"),
        Definition("interet", "Alliance d'intérêt général"),
        Definition("catalyseur", "Catalyseur territorial"),
        Definition("reseau", "Réseau", ("jeu collectif", "tableau de bord")),
        Definition("odd", "Agenda 2030", ("ODD",)),
        Definition("odd-17", "ODD 17", ("ODD n°17",)),
        Definition("fonds", "Fonds ODD 17"),
        Definition("jeudis", "Jeudis de l'ODD 17", ("les Jeudis",)),
        Definition("rd", "R&D sociétale"),
        Definition("medoc", "M.E.D.O.C."),
        Definition("modele", "Modèle socio-économique"),
        Definition("charte", "Charte du « faire alliance »"),
    ],
    "fr",
)
ENGLISH = Glossary(
    [
        Definition("sdg", "SDG"),
        Definition("policy", "Policy", ("box",)),
        Definition("alliance", "“Making alliances” (faire alliance)"),
    ],
    "en",
)


def linked(html: str, terms: Glossary = FRENCH) -> list[tuple[str, str]]:
    """What was linked in a text: slug and words."""
    return re.findall(
        r'<a class="term" href="[^"#]*#([^"]*)">([^<]*)</a>',
        link_terms(html, terms, HREF),
    )


# --- Which words ------------------------------------------------------------------


def test_the_first_mention_leads_to_the_definition():
    html = link_terms("<p>Une alliance, puis une alliance.</p>", FRENCH, HREF)

    assert html == (
        f'<p>Une <a class="term" href="{HREF}#alliance">alliance</a>, puis une alliance.</p>'
    )


@pytest.mark.parametrize(
    ("text", "slug", "words"),
    [
        ("deux alliances", "alliance", "alliances"),
        ("ALLIANCES", "alliance", "ALLIANCES"),
        ("les catalyseurs territoriaux", "catalyseur", "catalyseurs territoriaux"),
        ("nos réseaux", "reseau", "réseaux"),
        ("les jeux collectifs", "reseau", "jeux collectifs"),
        ("des tableaux de bord", "reseau", "tableaux de bord"),
        ("l'alliance stratégique", "strategique", "alliance stratégique"),
        ("l’alliance\u00a0stratégique", "strategique", "alliance\u00a0stratégique"),
        ("alliance\n  stratégique", "strategique", "alliance\n  stratégique"),
        ("alliances d’intérêt\u202fgénéral", "interet", "alliances d’intérêt\u202fgénéral"),
        ("alliance d&#x27;intérêt général", "interet", "alliance d&#x27;intérêt général"),
        ("modèles socio‑économiques", "modele", "modèles socio‑économiques"),
        ("la R&amp;D sociétale", "rd", "R&amp;D sociétale"),
        ("le sigle M.E.D.O.C. dit tout", "medoc", "M.E.D.O.C."),
        ("la Charte du « faire alliance » dit", "charte", "Charte du « faire alliance »"),
        ("l'ODD n°17", "odd-17", "ODD n°17"),
        ("tous les Jeudis", "jeudis", "Jeudis"),
        ("« l'alliance »", "alliance", "alliance"),
        ("e\u0301tude d'une alliance", "alliance", "alliance"),
        ("re\u0301seau", "reseau", "re\u0301seau"),
    ],
)  # fmt: skip
def test_a_term_is_recognised_however_it_is_written(text, slug, words):
    assert linked(f"<p>{text}</p>") == [(slug, words)]


@pytest.mark.parametrize("text", ["Mise en œuvre", "mises en oeuvre", "MISE EN ŒUVRE"])
@pytest.mark.parametrize("name", ["Mise en œuvre", "Mise en oeuvre"])
def test_an_o_and_an_e_are_one_letter_or_two(name, text):
    terms = Glossary([Definition("oeuvre", name)], "fr")

    assert f'#oeuvre">{text}</a>' in link_terms(f"<p>{text}</p>", terms, HREF)


@pytest.mark.parametrize(
    "text",
    [
        "une mésalliance",
        "mes\u0301alliances",
        "une alliance-test",
        "une méga-alliance",
        "contact@alliance.fr",
        "https://example.org/alliance",
        "une alliance\u0301e",
        "més<b>alliance</b>",
        "<b>alliance</b>s_",
        "tous les jeudis",
        "un odd, deux odds",
        "la cible ODD.17",
        "un jeu, collectif",
        "l'étude « Une alliance pour demain »",
        "« Alliance, disait-elle",
        "mé&eacute;alliance",
    ],
)
def test_what_only_looks_like_a_term_is_left_alone(text):
    assert linked(f"<p>{text}</p>") == []


def test_the_longest_form_wins_even_when_its_term_is_linked_already():
    html = "<p>Le Fonds ODD 17. Le Fonds ODD 17 encore. L'ODD 17 enfin, et les ODD.</p>"

    assert linked(html) == [("fonds", "Fonds ODD 17"), ("odd-17", "ODD 17"), ("odd", "ODD")]  # fmt: skip


def test_an_article_does_not_hide_a_longer_form():
    assert linked("<p>Les Jeudis de l'ODD 17.</p>") == [
        ("jeudis", "Jeudis de l'ODD 17")
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [("SDGs", "SDGs"), ("policies", "policies"), ("boxes", "boxes"), ("the making alliances", "making alliances"), ("sdg", None), ("faire alliance", None)],
)  # fmt: skip
def test_english_has_its_own_plurals(text, words):
    found = [said for _slug, said in linked(f"<p>{text}</p>", ENGLISH)]

    assert found == ([words] if words else [])


# --- Which places -----------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/x/">une alliance</a></p>',
        *(f"<h{level}>Alliance</h{level}>" for level in range(1, 7)),
        "<button>Alliance</button>",
        "<details><summary>Alliance</summary></details>",
        "<form><p>Alliance</p></form>",
        "<label>Alliance</label>",
        "<fieldset><legend>Alliance</legend></fieldset>",
        "<p><code>alliance</code></p>",
        "<pre>alliance</pre>",
        "<blockquote><p>Une alliance</p></blockquote>",
        "<p><q>Une alliance</q></p>",
        "<figure><figcaption>Alliance</figcaption></figure>",
        "<p><dfn>Alliance</dfn></p>",
        '<dl class="definition beside"><dt>Alliance</dt><dd>Une alliance.</dd></dl>',
        '<p lang="en">Alliance</p>',
        '<p class="small muted">Source : Alliance</p>',
        '<p title="une alliance"><img alt="alliance"></p>',
        "<!-- alliance -->",
        "<script>alliance</script>",
        "<textarea>alliance</textarea>",
        "<svg><title>alliance</title></svg>",
        '<a href="/x>alliance',
    ],
)
def test_no_link_is_made_where_there_is_no_running_text(html):
    assert link_terms(html, FRENCH, HREF) == html


def test_after_such_a_place_the_text_is_linked_again():
    html = (
        '<h2>Alliance</h2><p lang="en">Alliance <br> <i lang="fr">l\'alliance</i></p>'
    )

    assert linked(html) == [("alliance", "alliance")]


def test_a_definition_shown_on_the_page_is_enough():
    html = f'<dl class="definition"><dt><a href="{HREF}#alliance">Alliance</a></dt></dl><p>Une alliance.</p>'

    assert linked(html) == []


def test_without_a_glossary_nothing_changes():
    assert link_terms("<p>Alliance</p>", Glossary([], "fr"), HREF) == "<p>Alliance</p>"
    assert link_terms("<p>Alliance</p>", FRENCH, "") == "<p>Alliance</p>"


PIECES = st.sampled_from(
    ["alliance", "alliances", "Alliance stratégique", "ODD", "ODD 17", "Fonds ODD 17",
     "d'intérêt général", "R&amp;D", "sociétale", " ", " ", "\u202f", "'", "-", ".", "«", "» ",
     "<p>", "</p>", "<b>", "</b>", "<i lang='en'>", "</i>", "<h2>", "</h2>", "<br>", "<a href='/x/'>",
     "</a>", "<dl class=definition>", "</dl>", "<!-- alliance -->", "<", ">", "&", "&eacute;",
     f'<a href="{HREF}#odd-17">', "é", "\u0301", "mé"]
)  # fmt: skip
HTML = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join)
LINK = re.compile(rf'<a class="term" href="{HREF}#[^"]*">([^<]*)</a>')


@given(HTML)
def test_whatever_the_page_only_links_are_added_once(html):
    once = link_terms(html, FRENCH, HREF)

    slugs = re.findall(rf'<a class="term" href="{HREF}#([^"]*)">', once)
    assert LINK.sub(r"\1", once) == html
    assert link_terms(once, FRENCH, HREF) == once
    assert len(slugs) == len(set(slugs))


# --- On the pages -----------------------------------------------------------------


@pytest.fixture
def fiche(home):
    vademecum = factories.VademecumPageFactory(parent=home)
    factories.TermeIndexPageFactory(parent=vademecum)
    body = [
        {"type": "heading", "value": "Alliance"},
        {"type": "text", "value": "<p>L'alliance, des catalyseurs.</p>"},
    ]
    return factories.FichePageFactory(parent=vademecum, body=body)


@pytest.fixture
def alliance(french):
    return factories.TermeFactory(slug="alliance", name="Alliance")


def terms_of(client, page) -> list[str]:
    html = client.get(page.href).content.decode()
    return re.findall(r'<a class="term" href="([^"]*)">', html)


def test_a_page_links_its_terms(client, fiche, alliance):
    assert terms_of(client, fiche) == [f"{HREF}#alliance"]


def test_a_page_without_glossary_links_nothing(client, home, alliance):
    page = factories.PlainPageFactory(
        parent=home, body=[{"type": "text", "value": "<p>Une alliance.</p>"}]
    )

    assert terms_of(client, page) == []


def test_a_preview_links_its_terms(fiche, alliance):
    response = fiche.make_preview_request()

    assert f'class="term" href="{HREF}#alliance"' in response.render().content.decode()


def test_an_english_page_links_english_terms_only(client, fiche, alliance, english):
    factories.TermeFactory(slug="catalyseur", name="catalyseurs")
    factories.translated(alliance, english, name="Pact")
    factories.translated(fiche.get_parent().get_parent().specific, english, slug="home")
    factories.translated(fiche.get_parent().specific, english)
    index = type(fiche.get_siblings().first().specific)
    for page in index.objects.all():
        factories.translated(page, english, slug="glossary")
    text = [{"type": "text", "value": "<p>Pact, alliance, catalyseurs.</p>"}]
    page = factories.translated(fiche, english, body=text)

    with translation.override("en"):
        assert terms_of(client, page) == ["/en/vademecum/glossary/#alliance"]


def test_the_terms_cost_no_statement_once_compiled(client, fiche, alliance):
    client.get(fiche.href)

    with CaptureQueriesContext(connection) as captured:
        client.get(fiche.href)

    assert not [q for q in captured.captured_queries if "vademecum_terme" in q["sql"]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done inside is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_published_term_is_linked_at_once(client, fiche, alliance, committed):
    before = terms_of(client, fiche)

    with committed():
        factories.TermeFactory(slug="catalyseur", name="Catalyseur")

    assert before == [f"{HREF}#alliance"]
    assert terms_of(client, fiche) == [f"{HREF}#alliance", f"{HREF}#catalyseur"]


def test_a_draft_is_not_linked(client, fiche, alliance, committed):
    terms_of(client, fiche)

    with committed():
        factories.TermeFactory(slug="catalyseur", name="Catalyseur", live=False)

    assert terms_of(client, fiche) == [f"{HREF}#alliance"]


@pytest.mark.parametrize(
    "leave",
    [Terme.unpublish, Terme.delete, lambda term: Terme.objects.filter(pk=term.pk).delete()],
)  # fmt: skip
def test_a_term_that_leaves_is_not_linked_any_more(
    client, fiche, alliance, committed, leave
):
    before = terms_of(client, fiche)

    with committed():
        leave(alliance)

    assert before == [f"{HREF}#alliance"]
    assert terms_of(client, fiche) == []


def test_a_published_translation_is_found_in_its_language(alliance, english, committed):
    before = glossary.current("en", Terme.said_in).terms

    with committed():
        factories.translated(alliance, english, name="Pact")

    now = glossary.current("en", Terme.said_in).terms
    assert (before, [term.name for term in now]) == ((), ["Pact"])


def test_rows_read_while_a_term_changes_are_not_kept(alliance, committed):
    def read_then_somebody_publishes(language):
        rows = Terme.said_in(language)
        with committed():
            factories.TermeFactory(slug="catalyseur", name="Catalyseur")
        return rows

    stale = glossary.current("fr", read_then_somebody_publishes).terms

    assert [term.slug for term in stale] == ["alliance"]
    now = glossary.current("fr", Terme.said_in).terms
    assert [term.slug for term in now] == ["alliance", "catalyseur"]


def test_a_change_that_is_rolled_back_renews_nothing(
    alliance, django_capture_on_commit_callbacks
):
    glossary.current("fr", Terme.said_in)
    before = cache.get(glossary.STAMP)

    with django_capture_on_commit_callbacks(execute=False):
        alliance.save()

    assert cache.get(glossary.STAMP) == before


# --- What a glossary refuses ------------------------------------------------------


def test_a_term_is_not_broader_than_itself(alliance):
    alliance.broader = alliance

    with pytest.raises(ValidationError, match="Alliance → Alliance"):
        alliance.full_clean()


@pytest.fixture
def chain(french):
    """Three terms, each narrower than the one before."""
    terms = []
    for name in ("Un", "Deux", "Trois"):
        broader = terms[-1] if terms else None
        terms.append(factories.TermeFactory(name=name, broader=broader))
    return terms


def test_a_loop_of_three_is_refused(chain):
    chain[0].broader = chain[2]

    with pytest.raises(ValidationError, match="Un → Trois → Deux → Un"):
        chain[0].full_clean()


def test_a_loop_through_a_translation_is_refused(chain, english):
    in_english = factories.translated(chain[2], english, name="Three")
    chain[0].broader = in_english

    with pytest.raises(ValidationError, match="tournent en rond"):
        chain[0].full_clean()


def test_a_loop_that_another_draft_would_close_is_refused(chain):
    chain[1].broader = None
    chain[1].save_revision().publish()
    draft = chain[0].get_latest_revision_as_object()
    draft.broader = chain[1]
    draft.save_revision()
    chain[1].broader = Terme.objects.get(pk=chain[0].pk)

    with pytest.raises(ValidationError, match="tournent en rond"):
        chain[1].full_clean()


def test_a_chain_that_ends_is_accepted(chain):
    chain[2].full_clean()

    assert chain[2].circle() == []


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"name": "alliances"}, "name"),
        ({"name": "Pacte", "variants": "entente\nALLIANCE"}, "variants"),
        ({"name": "l'Alliance"}, "name"),
    ],
)
def test_a_form_of_another_live_term_is_refused_by_its_name(alliance, fields, column):
    term = factories.TermeFactory.build(slug="autre", locale=alliance.locale, **fields)

    with pytest.raises(ValidationError) as refused:
        term.full_clean()

    assert set(refused.value.message_dict) == {column}
    assert "désigne déjà le terme « Alliance »" in str(refused.value)


def test_a_longer_term_may_contain_a_shorter_one(alliance):
    factories.TermeFactory.build(
        slug="autre", locale=alliance.locale, name="Alliance stratégique"
    ).full_clean()


def test_a_form_of_a_withdrawn_term_or_of_its_translation_is_free(alliance, english):
    translated = factories.translated(alliance, english, name="Alliance")
    translated.full_clean()
    alliance.unpublish()

    factories.TermeFactory.build(
        slug="autre", locale=alliance.locale, name="Alliance"
    ).full_clean()


# --- As data ----------------------------------------------------------------------


def test_the_glossary_is_a_set_of_defined_terms(alliance):
    alliance.definition = "<p>Agir <b>à plusieurs</b> &amp; plus.</p><p>Ensemble.</p>"
    alliance.variants = "alliances d'intérêt général"

    data = defined_term_set([alliance], "https://example.org/fr/glossaire/", "fr")

    assert data["@type"] == "DefinedTermSet"
    assert data["inLanguage"] == "fr"
    assert data["hasDefinedTerm"] == [
        {
            "@type": "DefinedTerm",
            "@id": "https://example.org/fr/glossaire/#alliance",
            "name": "Alliance",
            "inLanguage": "fr",
            "alternateName": ["alliances d'intérêt général"],
            "description": "Agir à plusieurs & plus. Ensemble.",
        }
    ]
