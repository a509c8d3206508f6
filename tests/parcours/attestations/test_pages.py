import json
import re
import struct
import zlib
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from PIL import Image
from wagtail.models import ModelLogEntry

from home import editors
from parcours import checks
from parcours.attestation import badge, issuing, keys, proof, status
from parcours.models import Attestation, StatusEntry
from tests import factories

NOBODY = "00000000-0000-4000-8000-000000000000"


# --- For people -------------------------------------------------------------------


def test_the_page_says_who_what_when_and_how_to_check(client, attestation, etapes):
    html = client.get(f"/fr/attestation/{attestation.uid}/").content.decode()

    for words in ("Camille Martin", "Étape a", "40 min", "valable à ce jour"):
        assert words in html.replace("\u202f", " ")
    assert f"/attestations/{attestation.uid}.json" in html
    assert "Ce n’est pas un diplôme" in html


def test_the_page_is_read_in_english_too(client, attestation, english_home):
    html = client.get(f"/en/certificate/{attestation.uid}/").content.decode()

    assert "Camille Martin" in html
    assert "completed" in html
    assert '<li class="thread-step tied">' in html
    assert 'lang="fr">Étape a' in html


def test_an_attestation_is_kept_out_of_indexes_and_caches(client, attestation):
    page = f"/fr/attestation/{attestation.uid}/"
    files = [page + name for name in ("attestation.pdf", "badge.svg", "badge.png")]
    for path in (page, *files, f"/attestations/{attestation.uid}.json"):
        response = client.get(path)
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
        assert "no-store" in response["Cache-Control"]


def test_a_page_costs_few_statements(
    client, attestation, django_assert_max_num_queries
):
    client.get(f"/fr/attestation/{attestation.uid}/")

    with django_assert_max_num_queries(3):
        client.get(f"/fr/attestation/{attestation.uid}/")


def test_a_revoked_attestation_says_so_and_gives_nothing_else(client, attestation):
    issuing.revoke(attestation, "Délivrée par erreur.")

    page = client.get(f"/fr/attestation/{attestation.uid}/")

    html = page.content.decode()
    assert page.status_code == 200
    assert "Délivrée par erreur." in html
    assert "Camille Martin" not in html
    for name in ("attestation.pdf", "badge.svg", "badge.png"):
        path = f"/fr/attestation/{attestation.uid}/{name}"
        assert client.get(path).status_code == 404
        assert name not in html


@pytest.mark.parametrize(
    "path",
    [
        f"/fr/attestation/{NOBODY}/",
        f"/fr/attestation/{NOBODY}/attestation.pdf",
        f"/fr/attestation/{NOBODY}/badge.png",
        "/fr/attestation/n-importe-quoi/",
        f"/fr/attestation/parcours/{NOBODY}/1/",
        f"/attestations/{NOBODY}.json",
        f"/attestations/parcours/{NOBODY}/1/fr.json",
        "/attestations/etats/99.json",
        f"/attestations/etats/{10**30}.json",
    ],
)
def test_a_forged_address_is_a_404_of_the_site(client, home, path):
    response = client.get(path)

    assert response.status_code == 404
    assert b"Faire alliance" in response.content


def test_what_a_parcours_asked_has_a_page_of_its_own(client, attestation, parcours):
    path = f"/fr/attestation/parcours/{parcours.translation_key}/1/"

    html = client.get(path).content.decode()

    assert parcours.title in html
    assert "Camille Martin" not in html


# --- The PDF ----------------------------------------------------------------------


def test_the_pdf_is_tagged_and_always_the_same(client, attestation, monkeypatch):
    path = f"/fr/attestation/{attestation.uid}/attestation.pdf"
    first = client.get(path).content
    monkeypatch.setattr("django.core.cache.cache.get", lambda *args: None)
    second = client.get(path).content

    with pikepdf.open(BytesIO(first)) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "fr"
        assert len(document.pages) == 1
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert first == second


def test_making_pdfs_is_limited(client, attestation):
    path = f"/fr/attestation/{attestation.uid}/attestation.pdf"

    answers = [client.get(path).status_code for _ in range(61)]

    assert answers[59:] == [200, 429]


# --- The badge --------------------------------------------------------------------


def test_the_svg_holds_the_credential(client, attestation):
    svg = client.get(f"/fr/attestation/{attestation.uid}/badge.svg").content

    root = ElementTree.fromstring(svg)
    held = root.findall(f"{{{badge.NAMESPACE}}}credential")
    assert [each.text for each in held] == [attestation.credential]
    assert root[0] is held[0]


def test_the_png_holds_the_credential_and_is_still_a_picture(client, attestation):
    png = client.get(f"/fr/attestation/{attestation.uid}/badge.png").content

    picture = Image.open(BytesIO(png))
    picture.load()
    assert picture.size == (512, 512)
    assert texts(png) == {"openbadgecredential": attestation.credential}


def texts(png: bytes) -> dict[str, str]:
    """The international text chunks of a PNG, read by hand, each one checked."""
    found, place = {}, 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (crc,) = struct.unpack(">I", png[place + 8 + length : place + 12 + length])
        assert crc == zlib.crc32(kind + data)
        if kind == b"iTXt":
            keyword, rest = data.split(b"\0", 1)
            assert rest[:2] == b"\0\0"  # not compressed
            found[keyword.decode()] = rest[2:].split(b"\0", 2)[2].decode()
        place += 12 + length
    return found


# --- For machines -----------------------------------------------------------------


def test_issuer_files_name_no_person(client, attestation, person, parcours):
    learner = Attestation.objects.get().learner
    key = parcours.translation_key
    entry = json.loads(attestation.credential)["credentialStatus"]
    paths = [
        "/attestations/did.json",
        "/attestations/emetteur.json",
        f"/attestations/parcours/{key}/1/fr.json",
        entry["statusListCredential"].removeprefix("http://localhost:8000"),
    ]

    for path in paths:
        response = client.get(path)
        text = response.content.decode()
        assert response["Access-Control-Allow-Origin"] == "*"
        for trace in ("Camille", str(attestation.uid), learner.key):
            assert trace not in text


def test_the_definition_that_is_published_is_the_one_that_was_signed(
    published, attestation
):
    signed = json.loads(attestation.credential)["credentialSubject"]["achievement"]

    apart = published(signed["id"])

    assert apart.pop("@context") == [proof.CREDENTIALS, proof.OPEN_BADGES]
    assert apart == signed


# What Open Badges 3.0 and W3C require of each kind of thing, whatever else it says.
REQUIRED = {
    "OpenBadgeCredential": "@context id name issuer validFrom credentialSubject proof",
    "Profile": "id",
    "AchievementSubject": "id achievement",
    "Achievement": "id name description criteria",
    "Image": "id",
    "Related": "id",
    "IdentityObject": "hashed identityHash identityType",
    "BitstringStatusListEntry": "statusPurpose statusListIndex statusListCredential",
    "DataIntegrityProof": "cryptosuite created verificationMethod proofPurpose proofValue",
}


def things(said):
    """Every object that has a type, with the last of its types."""
    if isinstance(said, dict):
        if "type" in said:
            kinds = said["type"]
            yield (kinds if isinstance(kinds, str) else kinds[-1]), said
        said = said.values()
    elif not isinstance(said, list):
        return
    for each in said:
        yield from things(each)


@pytest.fixture
def in_english(parcours, etapes, english_home, english):
    """The same parcours, its first étape alone translated."""
    factories.translated(parcours.get_parent(), english)
    page = factories.translated(parcours, english, title="Making a diagnosis")
    factories.translated(etapes[0], english, title="Step a")
    return page


def test_each_thing_says_what_its_standard_requires(in_english, attestation):
    found = list(things(json.loads(attestation.credential)))

    assert {kind for kind, _said in found} == set(REQUIRED)
    for kind, said in found:
        assert set(REQUIRED[kind].split()) <= set(said)


def test_what_was_asked_is_told_in_both_languages(
    in_english, attestation, client, published
):
    french = json.loads(attestation.credential)["credentialSubject"]["achievement"]
    english = published(french["related"][0]["id"])

    assert english["name"] == "Making a diagnosis"
    assert "1. Step a (20 min)\n2. Étape b (20 min)" in english["criteria"]["narrative"]
    html = client.get(f"/en/certificate/{attestation.uid}/").content.decode()
    assert "Making a diagnosis" in html
    assert 'lang="fr">Étape b' in html


def test_the_credential_has_the_shape_of_an_open_badge(attestation, client):
    said = json.loads(attestation.credential)
    achievement = said["credentialSubject"]["achievement"]

    assert said["@context"][:2] == [proof.CREDENTIALS, proof.OPEN_BADGES]
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["issuer"]["id"] == "did:web:localhost%3A8000:attestations"
    assert {"id", "type", "name", "description", "criteria"} <= set(achievement)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", said["validFrom"])
    answer = client.get(f"/attestations/{attestation.uid}.json")
    assert answer.content.decode() == attestation.credential
    assert answer["Content-Type"] == "application/ld+json"
    image = achievement["image"]["id"].removeprefix("http://localhost:8000")
    assert client.get(image)["Content-Type"] == "image/png"


def test_the_list_has_the_bits_of_what_was_revoked_and_is_always_the_same(
    client, attestation, db
):
    entry = attestation.status
    path = f"/attestations/etats/{entry.list_id}.json"
    before = client.get(path).content
    assert client.get(path).content == before

    issuing.revoke(attestation, "Délivrée par erreur.")

    after = json.loads(client.get(path).content)
    assert after["credentialSubject"]["encodedList"] == status.encoded([entry.index])
    assert after["credentialSubject"]["encodedList"] != status.encoded([])


def test_places_are_drawn_once_each_and_a_new_list_follows_a_full_one(db, monkeypatch):
    monkeypatch.setattr("parcours.models.attestations.LIST_SIZE", 6)
    monkeypatch.setattr("parcours.models.attestations.MOST_IN_A_LIST", 4)

    drawn = [StatusEntry.objects.draw() for _ in range(10)]

    assert len({(each.list_id, each.index) for each in drawn}) == 10
    assert [each.list_id for each in drawn] == [1] * 4 + [2] * 4 + [3] * 2


# --- Keys -------------------------------------------------------------------------


def test_a_new_key_signs_and_its_public_half_verifies(capsys):
    call_command("attestation_key", "2027")
    name, secret = capsys.readouterr().out.strip().split(":")

    key = keys.read(name, secret)

    assert keys.read(name, key.multibase).public == key.public
    assert keys.read(name, key.multibase).secret is None
    assert keys.multibase(keys.from_multibase(secret)) == secret


@pytest.mark.parametrize("value", ["z", "zIOl0", "abc", "z6Mk", "z" + "1" * 48])
def test_a_key_that_is_none_stops_the_site_without_being_told(value, settings):
    settings.ATTESTATION_KEYS = [("2027", value)]

    with pytest.raises(ImproperlyConfigured) as told:
        keys.all_keys()

    assert "2027" in str(told.value)
    assert f"{value} " not in str(told.value)


def test_the_deploy_check_says_that_nothing_signs(settings):
    assert checks.something_signs(None) == []

    settings.ATTESTATION_KEYS = [("2026", keys.signing().multibase)]
    assert [each.id for each in checks.something_signs(None)] == ["parcours.W001"]
    settings.ATTESTATION_KEYS = []
    assert [each.id for each in checks.something_signs(None)] == ["parcours.W001"]


# --- The team ---------------------------------------------------------------------


@pytest.fixture
def team(client, home):
    """Somebody of the second readers, signed in."""
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=editors.READERS))
    client.force_login(user)
    return client


def test_the_team_finds_an_attestation_by_its_address_and_revokes_it(team, attestation):
    address = f"https://example.org/fr/attestation/{attestation.uid}/"
    listing = team.get("/admin/attestations/", {"reference": address}).content.decode()
    assert str(attestation.uid) in listing
    assert "Camille Martin" not in listing

    edit = f"/admin/attestations/edit/{attestation.pk}/"
    assert team.post(edit, {"reason": "  "}).status_code == 200
    assert Attestation.objects.get().revoked_at is None
    team.post(edit, {"reason": "Délivrée par erreur."})

    revoked = Attestation.objects.shown().get()
    assert (revoked.is_valid, revoked.reason) == (False, "Délivrée par erreur.")
    entry = ModelLogEntry.objects.get(action="parcours.revoke")
    assert (entry.user, entry.label) == (get_user(team), str(attestation.achievement))


def test_an_address_that_holds_no_reference_finds_nothing(team, attestation):
    listing = team.get("/admin/attestations/", {"reference": "camille"})

    assert str(attestation.uid) not in listing.content.decode()


def test_others_of_the_team_neither_see_nor_revoke(client, home, attestation):
    user = factories.UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    edit = f"/admin/attestations/edit/{attestation.pk}/"

    assert client.get("/admin/attestations/").status_code == 302
    assert client.post(edit, {"reason": "Non."}).status_code == 302
    assert Attestation.objects.get().revoked_at is None
    delete = f"/admin/attestations/delete/{attestation.pk}/"
    assert client.post(delete).status_code == 302
    assert Attestation.objects.exists()
