"""An issue: prepared from the pages, edited, previewed, and told to each by their choices."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page

from core import mailing
from core.choices import Pillar
from home import editors
from newsletter import digest, letters, screens
from newsletter.models import IssuePage, Sending
from tests import factories
from tests.factories import paris

from .conftest import NOW, mails, subscriber

pytestmark = pytest.mark.django_db


def published(page, moment):
    Page.objects.filter(pk=page.pk).update(first_published_at=moment)
    return page


@pytest.fixture
def item(news):
    """A piece of news for a public and some pillars."""

    def make(title, *pillars, days=1, audiences=("medias",), **fields):
        fields.setdefault("published_on", (NOW - timedelta(days=days)).date())
        page = factories.NewsPageFactory(
            parent=news, title=title, pillars=pillars, audiences=audiences, **fields
        )
        return published(page, NOW - timedelta(days=days))

    return make


def titles(pages) -> list[str]:
    return [page.title for page in pages]


# --- The digest -------------------------------------------------------------------


def test_it_gathers_what_is_new_for_a_public(lettre, item):
    item("Hier", "evaluer")
    item("Sans pilier")
    item("Pour d'autres", "evaluer", audiences=["institutions"])
    item("Il y a deux mois", "evaluer", days=60)
    item("Brouillon", "evaluer", live=False)
    item("De 2022, notée hier", "evaluer", published_on=date(2022, 5, 7))

    found = digest.gather("medias", "fr", NOW)

    assert set(titles(found.new)) == {"Hier", "Sans pilier"}


def test_a_communique_is_told_once(lettre, news):
    page = factories.CommuniquePageFactory(parent=news, title="Un communiqué", audiences=["medias"], published_on=NOW.date())  # fmt: skip
    published(page, NOW - timedelta(days=1))

    assert titles(digest.gather("medias", "fr", NOW).new) == ["Un communiqué"]


def test_it_begins_where_the_last_letter_sent_to_these_readers_ended(lettre, item):
    item("Avant", "evaluer", days=5), item("Depuis", "evaluer", days=1)
    sent = factories.IssuePageFactory(parent=lettre)
    for audience, days in (("medias", 3), ("institutions", 0)):
        issue = sent if audience == "medias" else factories.IssuePageFactory(parent=lettre)  # fmt: skip
        Sending.objects.create(
            issue=issue, audience=audience, language="fr", content={}, begun_at=NOW - timedelta(days=days)
        )  # fmt: skip

    assert titles(digest.gather("medias", "fr", NOW).new) == ["Depuis"]


def test_it_announces_what_is_to_come_and_stands(lettre, home):
    agenda = factories.AgendaPageFactory(parent=home)
    season = factories.SeasonPageFactory(parent=factories.JeudiIndexPageFactory(parent=home))  # fmt: skip
    common = {"audiences": ["medias"]}
    factories.EventPageFactory(parent=agenda, title="Aujourd'hui", starts_on=NOW.date(), **common)  # fmt: skip
    past = factories.EventPageFactory(parent=agenda, title="Passé", starts_on="2026-11-25", **common)  # fmt: skip
    old = factories.EventPageFactory(parent=agenda, title="Ancien", starts_on="2022-11-25", **common)  # fmt: skip
    published(past, NOW - timedelta(days=1)), published(old, NOW - timedelta(days=1))
    factories.EventPageFactory(parent=agenda, title="Loin", starts_on="2027-03-01", **common)  # fmt: skip
    factories.JeudiPageFactory(parent=season, title="Jeudi", starts_at=paris(2026, 12, 3, 12), **common)  # fmt: skip
    factories.JeudiPageFactory(parent=season, title="Annulé", starts_at=paris(2026, 12, 10, 12), status="cancelled", cancellation_reason="Grève.", **common)  # fmt: skip

    found = digest.gather("medias", "fr", NOW)
    assert titles(found.coming) == ["Aujourd'hui", "Jeudi"]
    assert titles(found.new) == ["Passé"]


def test_an_event_that_comes_again_is_announced_for_its_next_time(lettre, home):
    agenda = factories.AgendaPageFactory(parent=home)
    common = {"audiences": ["medias"], "starts_on": date(2026, 1, 15), "rhythm": "monthly"}  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Le cycle", **common)
    off = [{"type": "change", "value": {"on": "2026-12-17", "kind": "cancelled"}}]
    factories.EventPageFactory(parent=agenda, title="Sans décembre", changes=off, **common)  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Fini", repeats_until="2026-11-20", **common)  # fmt: skip
    factories.EventPageFactory(parent=agenda, title="Annulé", status="cancelled", status_reason="Grève.", **common)  # fmt: skip

    assert titles(digest.gather("medias", "fr", NOW).coming) == ["Le cycle"]


def test_a_prepared_issue_can_be_published_as_it_is(lettre, item):
    item("Une actualité", "evaluer")

    issue = digest.prepare(lettre, "medias", NOW)
    lettre.add_child(instance=issue)
    issue.full_clean()
    issue.save_revision().publish()

    heading, items = IssuePage.objects.get().body
    assert (heading.value, items.value[0]["title"]) == ("Nouveau sur le site", "Une actualité")  # fmt: skip
    assert issue.title == "La lettre du 26 novembre 2026"


# --- Each by their choices --------------------------------------------------------


@pytest.fixture
def issue(lettre, item):
    a, b, c = item("A évalue", "evaluer"), item("B modélise", "modeliser"), item("C sans pilier")  # fmt: skip
    rows = [{"title": page.title, "page": page.pk, "note": ""} for page in (a, b)]
    return factories.IssuePageFactory(
        parent=lettre,
        title="La lettre",
        introduction="Deux mots.",
        body=[
            {"type": "heading", "value": "Nouveau"},
            {"type": "items", "value": rows},
            {"type": "heading", "value": "Pour tous"},
            {"type": "items", "value": [{"title": c.title, "page": c.pk}]},
        ],
    )


def told(issue, *pillars) -> str:
    made = letters.letter(letters.frozen(issue), "fr", "medias", pillars)
    return mailing.render(made).text if made else ""


def test_each_receives_what_touches_the_pillars_they_chose(issue):
    evaluating = told(issue, "evaluer")
    assert "A évalue" in evaluating and "C sans pilier" in evaluating
    assert "B modélise" not in evaluating
    assert "Évaluer" in evaluating  # why one receives it

    assert "NOUVEAU" not in told(issue, "capitaliser")
    assert "POUR TOUS" in told(issue, "capitaliser")


def test_who_would_have_nothing_to_read_has_no_letter(issue):
    issue.body = list(issue.body.raw_data)[:2]
    issue.save()

    assert told(issue, "capitaliser") == ""
    assert told(issue, "evaluer") != ""


def test_links_are_whole_plain_and_nothing_is_loaded(issue, item):
    made = letters.letter(letters.frozen(issue), "fr", "medias", Pillar.values)
    html = mailing.render(made).html

    links = {part.partition('"')[0] for part in html.split('href="')[1:]}
    assert all(link.startswith("http://localhost:8000/fr/") for link in links)
    assert not any("?" in link for link in links)
    assert "<img" not in html and " src=" not in html and "url(" not in html


def test_hostile_words_stay_words(lettre):
    nasty = "</p><script>alert(1)</script>\r\nBcc: tous@exemple.fr"
    issue = factories.IssuePageFactory(
        parent=lettre,
        title="Objet\r\nBcc: tous@exemple.fr",
        body=[{"type": "text", "value": nasty}, {"type": "heading", "value": "<b>"}],
    )
    made = mailing.render(letters.letter(letters.frozen(issue), "fr", "medias", ["evaluer"]))  # fmt: skip

    assert "\n" not in made.subject and "\r" not in made.subject
    assert "<script" not in made.html


def test_an_english_letter_says_what_is_in_french(lettre, english_home, english, item):
    newsletter = factories.translated(lettre, english, slug="newsletter")
    item("Une actualité", "evaluer")

    issue = digest.prepare(newsletter, "medias", NOW)
    newsletter.add_child(instance=issue)
    [part] = [p for p in letters.frozen(issue)["parts"] if p["kind"] == "items"]

    assert issue.title == "The newsletter of 26 November 2026"
    assert part["rows"][0]["language"] == "fr"
    text = mailing.render(letters.letter(letters.frozen(issue), "en", "medias", ["evaluer"])).text  # fmt: skip
    assert "(in French)" in text


# --- The admin --------------------------------------------------------------------


@pytest.fixture
def writer(client, lettre):
    editors.set_up()
    user = factories.UserFactory(email="redaction@exemple.fr")
    user.groups.add(Group.objects.get(name=editors.WRITERS))
    client.force_login(user)
    return user


def test_an_editor_prepares_an_issue_in_one_click_then_edits_it(client, writer, item):
    item("Un colloque", "evaluer")
    subscriber(), subscriber("kim@example.org", "en")

    screen = client.get("/admin/lettre/").content.decode()
    assert "Préparer un numéro : Médias, Français" in screen
    answer = client.post("/admin/lettre/", {"audience": "medias", "language": "fr"})

    issue = IssuePage.objects.get()
    assert answer.url == f"/admin/pages/{issue.pk}/edit/"
    assert (issue.live, issue.owner) == (False, writer)
    assert "Un colloque" in client.get(answer.url).content.decode()
    # A second one of the same day has an address of its own.
    client.post("/admin/lettre/", {"audience": "medias", "language": "fr"})
    assert IssuePage.objects.count() == 2


def test_two_who_prepare_at_the_same_moment_have_an_address_each(
    client, writer, item, monkeypatch
):
    item("Un colloque", "evaluer")
    words = {"audience": "medias", "language": "fr"}

    def the_other_is_first(page):
        monkeypatch.undo()
        client.post("/admin/lettre/", words)

    monkeypatch.setattr(screens, "hold", the_other_is_first)
    client.post("/admin/lettre/", words)

    assert len({issue.slug for issue in IssuePage.objects.all()}) == 2


@pytest.mark.parametrize(
    ("mode", "kind"), [("", "text/html"), ("mail", "text/html"), ("text", "text/plain")]
)
def test_an_issue_is_previewed_as_page_and_as_mail(client, writer, issue, mode, kind):
    preview = client.get(f"/admin/pages/{issue.pk}/view_draft/", {"mode": mode})

    assert preview.status_code == 200
    assert preview.headers["Content-Type"].startswith(kind)
    assert "A évalue" in preview.content.decode()


def test_a_try_goes_to_whoever_asks_and_to_nobody_else(client, writer, issue):
    subscriber()

    client.post(f"/admin/lettre/{issue.pk}/", {"try": ""})
    client.post(f"/admin/lettre/{issue.pk}/", {"try": ""})

    assert [mail.to for mail in mails()] == ["redaction@exemple.fr"]
    assert Sending.objects.count() == 0


def test_an_issue_that_is_not_published_is_not_sent(client, writer, lettre):
    draft = factories.IssuePageFactory(parent=lettre, live=False)
    changed = factories.IssuePageFactory(parent=lettre)
    changed.title = "Autre"
    changed.save_revision()

    for page, words in ((draft, "Publiez d&#x27;abord"), (changed, "pas publiés")):
        assert words in client.get(f"/admin/lettre/{page.pk}/").content.decode()
        client.post(f"/admin/lettre/{page.pk}/", {"send": ""})
    assert Sending.objects.count() == 0


def test_nobody_else_sees_or_sends(client, issue):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=editors.NETWORKS))
    client.force_login(user)

    for path in ("/admin/lettre/", f"/admin/lettre/{issue.pk}/"):
        assert client.get(path).status_code == 302
        client.post(path, {"send": ""})
    assert Sending.objects.count() == 0
