import json

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from parcours import devices, progress
from parcours.attestation import issuing
from parcours.desk import current_version
from parcours.models import Attestation, Learner, Prerequisite, StatusEntry
from tests import factories

from .conftest import Person

DESK = "/fr/mon-parcours/"


# --- Handing over -----------------------------------------------------------------


def test_the_desk_offers_an_attestation_once_everything_is_done(
    person, parcours, etapes
):
    first, second = etapes
    asked = f"/attestation/{parcours.translation_key}/"

    assert asked not in person.done(first).client.get(DESK).content.decode()
    assert asked in person.done(second).client.get(DESK).content.decode()


def test_nothing_is_attested_before_everything_is_done(person, parcours, etapes):
    response = person.done(etapes[0]).ask(parcours)

    assert response.status_code == 409
    assert "toutes les étapes" in response.content.decode()
    assert not Attestation.objects.exists()


def test_an_attestation_waits_for_the_parcours_that_is_required_before(
    person, parcours, etapes
):
    first = factories.ParcoursPageFactory(parent=parcours.get_parent(), title="Bases")
    step = factories.EtapePageFactory(parent=first)
    parcours.prerequisites.set([Prerequisite(prerequisite=first, kind="required")])
    parcours.save()
    asked = f"/attestation/{parcours.translation_key}/"

    desk = person.done(*etapes).client.get(DESK).content.decode()
    refused = person.ask(parcours)

    assert asked not in desk
    assert "avant de recevoir une attestation" in desk and "Bases" in desk
    assert refused.status_code == 409
    assert "parcours nécessaires" in refused.content.decode()
    assert asked in person.done(step).client.get(DESK).content.decode()
    assert person.attested(parcours)


@pytest.mark.parametrize("how", ["advised", "taken off", "restricted"])
def test_an_attestation_waits_for_nothing_that_cannot_be_followed(
    person, parcours, etapes, how
):
    first = factories.ParcoursPageFactory(parent=parcours.get_parent())
    kind = "advised" if how == "advised" else "required"
    parcours.prerequisites.set([Prerequisite(prerequisite=first, kind=kind)])
    parcours.save()
    if how == "taken off":
        first.unpublish()
    if how == "restricted":
        first.view_restrictions.create(restriction_type="login")

    assert person.done(*etapes).attested(parcours)


def test_a_stranger_is_attested_nothing(parcours, etapes, person):
    person.done(*etapes)

    assert Person().ask(parcours).status_code == 404


def test_a_form_of_another_site_is_refused(person, parcours, etapes):
    person.done(*etapes)
    path = f"{DESK}attestation/{parcours.translation_key}/"

    response = person.client.post(path, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert not Attestation.objects.exists()


def test_asking_twice_gives_the_same_one(person, parcours, etapes, attestation):
    person.ask(parcours, "Un autre nom")

    again = Attestation.objects.get()

    assert (again.uid, again.name) == (attestation.uid, "Camille Martin")
    assert again.credential == attestation.credential


def test_the_database_keeps_one_for_each_learner_and_version(attestation):
    attestation.pk, attestation.status = None, StatusEntry.objects.draw()
    attestation.uid = "00000000-0000-4000-8000-000000000000"

    with pytest.raises(IntegrityError):
        attestation.save()


def test_another_version_has_an_attestation_of_its_own(
    person, parcours, etapes, attestation
):
    third = factories.EtapePageFactory(parent=parcours, title="Étape c")
    html = person.client.get(DESK).content.decode()
    assert "Étape c" in html  # announced, not followed yet
    assert str(attestation.uid) in html

    learner = Learner.objects.get()
    progress.upgrade(learner, current_version(parcours))
    assert person.ask(parcours).status_code == 409
    second = person.done(third).attested(parcours)

    assert second.achievement.version == 2
    assert len(second.achievement.words("fr")["etapes"]) == 3
    assert Attestation.objects.count() == 2


def test_an_attestation_says_the_same_when_the_parcours_changes(
    person, parcours, etapes, attestation, client
):
    def told():
        return [
            client.get(path).content
            for path in (
                f"/fr/attestation/{attestation.uid}/",
                f"/fr/attestation/{attestation.uid}/attestation.pdf",
                f"/attestations/{attestation.uid}.json",
                f"/attestations/parcours/{parcours.translation_key}/1/fr.json",
            )
        ]

    before = told()
    etapes[0].title = "Tout autre chose"
    etapes[0].save_revision().publish()
    parcours.refresh_from_db()
    parcours.title = "Un autre titre"
    parcours.save_revision().publish()

    assert told() == before


def test_without_a_key_nothing_is_offered_nor_attested(
    person, parcours, etapes, settings
):
    settings.ATTESTATION_KEYS = []
    person.done(*etapes)

    html = person.client.get(DESK).content.decode()

    assert f"/attestation/{parcours.translation_key}/" not in html
    assert "Recevoir" not in html
    assert person.ask(parcours).status_code == 409


# --- Names ------------------------------------------------------------------------


def test_a_name_is_printed_as_it_was_typed(attestation):
    subject = json.loads(attestation.credential)["credentialSubject"]

    assert subject["identifier"][0]["identityHash"] == "Camille Martin"


def test_without_a_name_nothing_says_who(person, parcours, etapes):
    made = person.done(*etapes).attested(parcours)
    learner = Learner.objects.get()

    said = json.loads(made.credential)

    assert set(said["credentialSubject"]) == {"id", "type", "achievement"}
    assert learner.key not in made.credential
    assert str(made.uid) not in said["credentialSubject"]["id"]


def test_two_attestations_of_one_person_have_no_number_in_common(
    person, parcours, etapes, attestation
):
    other = factories.ParcoursPageFactory(parent=parcours.get_parent())
    step = factories.EtapePageFactory(parent=other)

    second = person.done(step).attested(other)

    subjects = {
        json.loads(each.credential)["credentialSubject"]["id"]
        for each in (attestation, second)
    }
    assert len(subjects) == 2


@pytest.mark.parametrize("name", ["x" * 101, "Camille\u202eMartin", "a\x00b"])
def test_a_name_that_cannot_be_printed_is_refused(person, parcours, etapes, name):
    response = person.done(*etapes).ask(parcours, name)

    assert response.status_code == 422
    assert not Attestation.objects.exists()


@given(st.text())
def test_a_printable_name_holds_on_one_line(typed):
    try:
        name = issuing.printable(typed)
    except issuing.BadName:
        return
    assert name == name.strip()
    assert len(name) <= 100
    assert issuing.printable(name) == name


def test_a_name_is_never_markup(person, parcours, etapes):
    made = person.done(*etapes).attested(parcours, "<script>alert(1)</script> ]]>")

    for name in ("", "badge.svg"):
        answer = person.client.get(f"/fr/attestation/{made.uid}/{name}")
        assert b"<script>alert" not in answer.content.partition(b"<![CDATA[")[0]


# --- Taking back ------------------------------------------------------------------


def test_a_learner_takes_back_an_attestation_and_may_ask_for_another(
    person, parcours, etapes, attestation
):
    path = f"{DESK}attestation/{attestation.uid}/retirer/"

    assert "Retirer" in person.client.get(path).content.decode()
    person.client.post(path)

    assert not Attestation.objects.exists()
    assert person.client.get(f"/fr/attestation/{attestation.uid}/").status_code == 404
    assert person.attested(parcours, "Dominique").uid != attestation.uid


def test_nobody_takes_back_the_attestation_of_somebody_else(
    parcours, etapes, attestation
):
    other = Person().done(etapes[0])

    response = other.client.post(f"{DESK}attestation/{attestation.uid}/retirer/")

    assert response.status_code == 404
    assert Attestation.objects.count() == 1


def test_what_the_team_revoked_is_not_asked_for_again(
    person, parcours, etapes, attestation
):
    issuing.revoke(attestation, "Une réponse a été soufflée.")
    issuing.revoke(attestation, "Une autre raison.")

    person.ask(parcours)
    path = f"{DESK}attestation/{attestation.uid}/retirer/"

    assert person.client.post(path).status_code == 404
    assert Attestation.objects.get().reason == "Une réponse a été soufflée."
    assert "Une réponse a été soufflée." in person.client.get(DESK).content.decode()


def test_erasing_oneself_leaves_a_revoked_place_and_nothing_else(
    person, parcours, etapes, attestation
):
    learner, uid = Learner.objects.get(), str(attestation.uid)
    traces = ("Camille Martin", uid, attestation.uid.hex, learner.key)

    person.client.post(f"{DESK}effacer/", {"sure": "1"})

    assert StatusEntry.objects.get(pk=attestation.status_id).is_revoked
    assert [trace for trace in traces if trace in everything_kept()] == []


def everything_kept() -> str:
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += map(str, cursor.fetchall())
    return "\n".join(found)


# --- Two learners who become one --------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
def test_a_merge_keeps_the_attestations_of_both(parcours, etapes, order):
    people = [Person().done(*etapes) for _ in range(2)]
    made = [each.attested(parcours, f"Nom {n}") for n, each in enumerate(people)]
    pair = [each.learner for each in made][::order]

    merged = devices.merge(*pair)

    kept = issuing.of_learner(merged)
    assert {each.uid for each in kept} == {each.uid for each in made}
    assert all(each.is_valid for each in kept)
    assert people[0].ask(parcours).status_code == 302
    assert Attestation.objects.count() == 2


# --- One's own data ---------------------------------------------------------------


def test_exports_hold_the_attestations(person, attestation):
    data = json.loads(person.client.get(f"{DESK}export.json").content)
    html = person.client.get(f"{DESK}donnees/").content.decode()

    (kept,) = data["attestations"]
    assert (kept["uid"], kept["name"]) == (str(attestation.uid), "Camille Martin")
    assert kept["credential"] == json.loads(attestation.credential)
    assert "Camille Martin" in html
    assert f"/fr/attestation/{attestation.uid}/" in html


def test_the_desk_leads_to_the_page_the_file_and_a_profile(person, attestation):
    html = person.client.get(DESK).content.decode()

    assert f"/fr/attestation/{attestation.uid}/attestation.pdf" in html
    assert "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in html
    assert str(attestation.uid) in html.partition("certUrl=")[2][:120]


def test_too_many_requests_wait(person, parcours, etapes):
    person.done(*etapes)

    answers = [person.ask(parcours).status_code for _ in range(31)]

    assert answers[-1] == 429
    assert 429 not in answers[:30]
