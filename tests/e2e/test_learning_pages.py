"""The pages that a learner, a group, a network make: accessible, valid, no wider than a phone."""

import json
import subprocess
import sys

import pytest

from tests.parcours import packages

from .running import ROOT, environment_of, running_site
from .test_in_the_browser import check, wider_than
from .test_whole_site import html_errors

pytestmark = pytest.mark.e2e
PLANT = '''
import json
from datetime import timedelta
from django.core.files import File
from django.utils import timezone, translation
from accounts.models import User
from core.listings import readable
from parcours import desk, groups, progress
from parcours.attestation import issuing
from parcours.models import EtapePage, ImportedPackage, Learner, ParcoursPage, ReseauPage
from parcours.networks import borrowing
from parcours.versions import MARK

translation.activate("fr")
network = ReseauPage.objects.first()
network.introduction = "Des associations de villages voisins."
network.save_revision().publish()
network = ReseauPage.objects.get(pk=network.pk)
own = ParcoursPage(title="Au village", slug="au-village", kind="usage", public="Les villages.", introduction="De quoi commencer.", locale=network.locale, live=False)
own.aims = [("aim", "Savoir qui agit déjà.")]
network.add_child(instance=own)
own.save_revision().publish()
source = EtapePage.objects.get(slug="pourquoi-faire-alliance", locale__language_code="fr")
borrowed = borrowing.borrow(own, {source.pk}, User.objects.get(email="admin@example.org"), publish=True)[0]
borrowed = EtapePage.objects.get(pk=borrowed.pk)
with open(FILE, "rb") as file:
    package = ImportedPackage(title="Classer les acteurs", alternative="On classe six acteurs par ce qu'ils apportent.", credit="Une association", licence="CC BY 4.0", file=File(file, name="x.zip"))
    package.full_clean()
    package.save()
raw = list(borrowed.body.raw_data) + [{"type": "imported", "id": BLOCK, "value": {"package": package.pk, "text": "Un jeu."}}]
borrowed.body = raw
borrowed.save_revision().publish()
parcours = ParcoursPage.objects.get(slug="alliances-et-territoires", locale__language_code="fr")
learner = Learner.objects.create()
current = desk.current_version(parcours)
progress.begin(learner, current)
for etape in current.etapes:
    for asked in etape.requirements:
        if asked == MARK:
            progress.mark_done(learner, etape.key)
        else:
            progress.keep_answer(learner, etape.key, asked.block, {"passed": True, "points": 1, "maximum": 1})
attested = issuing.issue(learner, parcours.translation_key, "Camille", "fr")
group = groups.create(learner, parcours.translation_key, title="Les matinales", ends_on=timezone.localdate() + timedelta(days=30))
revoked = Learner.objects.create()
progress.begin(revoked, current)
for event in learner.events.exclude(kind="start"):
    progress.write(revoked, event.kind, etape=event.etape, block=event.block, payload=event.payload)
gone = issuing.issue(revoked, parcours.translation_key, "", "fr")
issuing.revoke(gone, "Délivrée par erreur.")
sheet = next(
    f"{page.href}fiche/{raw['id']}/"
    for page in EtapePage.objects.child_of(parcours).live()
    for raw in page.body.raw_data
    if raw["type"] in ("exercise", "meeting", "self_assessment")
)
print(json.dumps({
    "key": learner.key,
    "copy": borrowed.pk,
    "parcours": own.pk,
    "addresses": [
        network.href, own.href, borrowed.href, f"{borrowed.href}activite/{BLOCK}/",
        f"/fr/emporter/{parcours.translation_key}/", f"/en/take-away/{parcours.translation_key}/",
        f"/fr/attestation/{attested.uid}/", f"/fr/attestation/{gone.uid}/",
        f"/fr/attestation/parcours/{parcours.translation_key}/{attested.achievement.version}/",
        f"/g/{group.code}", sheet, "/fr/parcours/hors-connexion/",
    ],
    "own": ["/fr/mon-parcours/", "/fr/mon-parcours/donnees/", "/fr/mon-parcours/carnet/", f"/fr/mon-parcours/groupe/{group.code}/", f"/fr/mon-parcours/groupe/{group.code}/feuille/"],
}))
'''  # fmt: skip
BLOCK = "44444444-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A site where somebody did everything: its address, and where to find what they made."""
    var = tmp_path_factory.mktemp("learning")
    with running_site(var) as site:
        (var / "x.zip").write_bytes(packages.h5p().getvalue())
        given = f"FILE, BLOCK = {str(var / 'x.zip')!r}, {BLOCK!r}\n"
        ran = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", given + PLANT],
            cwd=ROOT, check=True, env=environment_of(var), capture_output=True, text=True,
        )  # fmt: skip
        yield site, json.loads(ran.stdout.splitlines()[-1])


@pytest.fixture
def as_learner(browser, planted):
    site, made = planted
    contexts = []

    def as_learner(**options):
        context = browser.new_context(base_url=site, locale="fr-FR", **options)
        context.add_cookies([{"name": "apprenant", "value": made["key"], "url": site}])
        contexts.append(context)
        return context.new_page()

    yield as_learner
    for context in contexts:
        context.close()


def opened(page, address: str):
    response = page.goto(address)
    assert (address, response.status) == (address, 200)
    page.evaluate(
        "document.querySelectorAll('main details').forEach(each => each.open = true)"
    )


def test_axe_finds_no_violation(planted, as_learner):
    _site, made = planted
    page = as_learner()
    violations = []
    for address in [*made["addresses"], *made["own"]]:
        opened(page, address)
        violations += check(page)

    assert violations == []


def test_no_page_scrolls_sideways(planted, as_learner):
    _site, made = planted
    page = as_learner()
    wide = []
    for address in [*made["addresses"], *made["own"]]:
        opened(page, address)
        wide += wider_than(page, 320, 1366)

    assert wide == []


def test_the_html_checker_finds_no_error(planted, as_learner, tmp_path):
    _site, made = planted
    request, names = as_learner().request, {}
    for number, address in enumerate([*made["addresses"], *made["own"]]):
        answer = request.get(address)
        assert (address, answer.status) == (address, 200)
        names[f"{number}.html"] = address
        (tmp_path / f"{number}.html").write_bytes(answer.body())

    assert html_errors(tmp_path, names) == []
