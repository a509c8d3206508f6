"""What was published is checked, and nobody rewrites it unseen."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from wagtail.models import Page, Revision

from tests import factories
from vademecum import chain
from vademecum.editions import seal
from vademecum.models import ChiffreCle, ChiffreVersion, Edition
from vademecum.models.versions import now


@pytest.fixture
def figure(home):
    return factories.ChiffreCleFactory(identifier="maires", value=Decimal(81))


@pytest.fixture
def versions(figure):
    factories.ChiffreCleFactory(identifier="autre")
    for value in (82, 83):
        figure.value = Decimal(value)
        figure.save_revision().publish()
    return ChiffreVersion.objects.filter(identifier="maires")


def tamper(statement: str, parameters=()):
    """What somebody with the database at hand could do: the models refuse it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def verify(**options) -> str:
    out = StringIO()
    call_command("verify_citations", stdout=out, **options)
    return out.getvalue()


def refused(**options) -> str:
    with pytest.raises(CommandError) as error:
        verify(**options)
    assert error.value.returncode == 1
    return str(error.value)


def test_it_says_how_much_holds(versions):
    told = verify()

    assert "4 élément(s) en 2 chaîne(s) : tous intacts." in told
    assert chain.head() in told


def test_an_empty_register_holds(db):
    assert "0 élément(s)" in verify()


@pytest.mark.parametrize("field", ["document", "payload", "reason", "reason_en"])
def test_it_names_the_first_version_altered_and_only_that_one(versions, field):
    tamper(f"UPDATE vademecum_chiffreversion SET {field} = 'x' WHERE number >= 2")

    assert "maires v2" in refused()
    assert "maires v3" not in refused()
    assert "autre" not in refused()


def test_it_names_each_chain_that_was_altered(versions):
    tamper("UPDATE vademecum_chiffreversion SET document = 'x' WHERE number = 1")

    assert [flaw.item for flaw in chain.verify().flaws] == ["autre v1", "maires v1"]


def test_it_names_a_version_taken_out(versions):
    tamper("DELETE FROM vademecum_chiffreversion WHERE number = 2")

    assert "maires v2 : absente" in refused()


def test_it_names_the_first_version_taken_out(versions):
    tamper(
        "DELETE FROM vademecum_chiffreversion WHERE number = 1 AND identifier = 'maires'"
    )

    assert "maires v1 : absente" in refused()


def test_a_moved_instant_breaks_a_seal(versions):
    tamper(
        "UPDATE vademecum_chiffreversion SET published_at = %s WHERE number = 3",
        [versions[0].published_at],
    )

    assert "maires v3" in refused()


def test_it_names_a_figure_that_tells_another_past_than_its_versions(versions):
    figure = ChiffreCle.objects.get(identifier="maires")
    assert [entry["value"] for entry in figure.history] == ["81", "82", "83"]

    ChiffreCle.objects.filter(pk=figure.pk).update(history=figure.history[1:])

    assert "maires (fr) : l'historique montré n'est pas celui" in refused()


def test_a_figure_republished_tells_the_past_of_its_versions_again(versions):
    figure = ChiffreCle.objects.get(identifier="maires")
    ChiffreCle.objects.filter(pk=figure.pk).update(history=[])

    figure.save_revision().publish()

    assert "tous intacts" in verify()


def test_a_translation_tells_the_same_past(figure, english):
    factories.translated(figure, english, title="Mayors")
    figure.value = Decimal(82)
    figure.save_revision().publish()
    assert "tous intacts" in verify()

    ChiffreCle.objects.filter(locale=english).update(history=[])

    assert "maires (en)" in refused()


# --- Heads ------------------------------------------------------------------------


def reseal(version, document):
    """The strongest forger: rewrites the last version and seals it again."""
    previous = ChiffreVersion.objects.get(
        identifier=version.identifier, number=version.number - 1
    )
    version.document = document
    tamper(
        "UPDATE vademecum_chiffreversion SET document = %s, sha256 = %s WHERE id = %s",
        [document, version.seal(previous.sha256), version.pk],
    )


def test_a_last_version_rewritten_and_sealed_again_is_seen_by_its_head(versions):
    noted = chain.head()
    reseal(versions.last(), "<p>99 %</p>")

    assert "tous intacts" in verify()
    assert "récrite" in refused(expect=noted)


def test_a_chain_taken_out_whole_is_seen_by_its_head(versions):
    noted = chain.head()
    tamper("DELETE FROM vademecum_chiffreversion WHERE identifier = 'autre'")
    assert "autre (fr)" in refused()  # the figure remembers

    ChiffreCle.objects.filter(identifier="autre").update(history=[])

    assert "tous intacts" in verify()
    assert "récrite" in refused(expect=noted)


def test_the_head_of_today_is_expected(versions):
    assert "C'est la tête attendue." in verify(expect=chain.head().upper())


def test_a_head_noted_before_later_publications_still_holds(figure):
    noted = chain.head()
    figure.value = Decimal(82)
    figure.save_revision().publish()

    assert "rien de ce qui était publié alors n'a changé" in verify(expect=noted)


def test_a_head_that_never_was_is_refused(versions):
    assert "récrite" in refused(expect="0" * 64)


def test_an_edition_rewritten_and_sealed_again_is_seen_by_its_head(figure):
    edition = Edition.objects.create(
        number=1, note="Une", asked_at=now(), frozen_at=now()
    )
    Edition.objects.update(sha256=seal(edition, [], ""))
    noted = chain.head()
    edition.note = "Une autre"
    Edition.objects.update(note=edition.note, sha256=seal(edition, [], ""))

    assert "tous intacts" in verify()
    assert "récrite" in refused(expect=noted)


def test_the_last_of_the_heads_is_the_head(versions):
    heads = [head for _at, head in chain.heads()]

    assert heads[-1] == chain.head()
    assert len(set(heads)) == len(heads) == 4


# --- Whatever happens around ------------------------------------------------------


def edit_form(client, figure):
    """The edit form of a figure in the admin, as a browser would send it back."""
    address = reverse(ChiffreCle.snippet_viewset.get_url_name("edit"), args=[figure.pk])
    form = client.get(address).context["form"]
    fields = {
        name: form[name].value()
        for name in form.fields
        if form[name].value() is not None
    }
    management = {
        f"mesure_links-{name}": value
        for name, value in (
            ("TOTAL_FORMS", 0),
            ("INITIAL_FORMS", 0),
            ("MIN_NUM_FORMS", 0),
            ("MAX_NUM_FORMS", 1000),
        )
    }
    return address, fields | management


def test_81_becomes_82_and_version_1_is_the_same_bytes_for_ever(
    client, admin_client, home, figure
):
    vademecum = factories.VademecumPageFactory(parent=home)
    chiffres = factories.ChiffreIndexPageFactory(parent=vademecum)
    before = client.get("/c/maires/v/1/").content

    address, fields = edit_form(admin_client, figure)
    fields |= {"value": "82", "source_title": "Enquête 2027", "action-publish": "1"}
    assert admin_client.post(address, fields).status_code == 302
    assert "82\u202f%" in client.get("/c/maires/").content.decode()

    call_command("purge_revisions", stdout=StringIO())
    vademecum.slug, vademecum.title = "reference", "La référence"
    vademecum.save_revision().publish()
    other = factories.PlainPageFactory(parent=Page.objects.get(pk=home.pk))
    Page.objects.get(pk=chiffres.pk).move(Page.objects.get(pk=other.pk), "last-child")
    second = client.get("/c/maires/v/2/").content
    assert client.get("/c/maires/v/1/").content == before

    saved = serializers.serialize("json", ChiffreVersion.objects.all())
    tamper("DELETE FROM vademecum_chiffreversion")
    assert client.get("/c/maires/v/1/").status_code == 404
    for restored in serializers.deserialize("json", saved):
        restored.save()

    assert client.get("/c/maires/v/1/").content == before
    assert client.get("/c/maires/v/2/").content == second
    assert b"81" in before and b"82" in second
    assert "2 élément(s) en 1 chaîne(s) : tous intacts." in verify()


def test_versions_need_no_revision(client, figure):
    before = client.get("/c/maires/v/1/").content
    ChiffreCle.objects.update(latest_revision=None, live_revision=None)
    Revision.objects.all().delete()

    assert client.get("/c/maires/v/1/").content == before
