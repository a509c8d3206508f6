"""A network borrows an étape, adapts it, and decides what to take when its source changes."""

import re

import pytest

from .test_editors import choose

pytestmark = pytest.mark.e2e
LENT = "/fr/parcours/alliances-et-territoires/"
OWN = "Une alliance au village"


def test_a_network_follows_its_source_without_being_changed_behind_its_back(
    sign_in, page
):
    network, team = sign_in("reseau"), sign_in("admin")
    page.goto(LENT)
    page.get_by_role("link", name=re.compile("Commencer")).first.click()
    title = page.inner_text("h1").replace("\u202f", " ").replace("’", "'")

    # It borrows an étape, publishes it as it is, then gives it a title of its own.
    make_a_parcours(network)
    page.goto("/fr/parcours/")
    public = page.get_by_role("link", name=OWN).get_attribute("href")
    copy = borrow(network, title)
    publish(network, copy, title="Voir autour de nous")
    assert "D’après l’étape" in words(page, public)

    # The source changes; readers of the network see nothing of it.
    source = key_of_the_source(network, copy, team, title)
    changed = {"title": "Regarder ce qui existe", "introduction": "Un chapô récrit.", "duration_minutes": "55"}  # fmt: skip
    publish(team, source, **changed)
    assert "Un chapô récrit" not in words(page, public)

    # The home screen of the network says so; it decides on each change.
    compare(network, "Voir autour de nous")
    assert "3 changements de la source" in network.inner_text("main")
    decide(network, "Titre", "Adapter")
    change(network, "Titre").locator("input[type=text]").fill("Regarder ici")
    decide(network, "Chapô", "Prendre")
    decide(network, "Durée en minutes", "Décliner")
    network.get_by_role("button", name="Enregistrer mes choix et publier").click()
    network.get_by_text("plus rien à comparer").wait_for()
    shown = words(page, public)
    assert "Regarder ici" in shown
    assert "Un chapô récrit" in shown
    assert "55\u202fmin" not in shown

    # What is declined stays so, until the source says something else there.
    network.goto("/admin/")
    assert "Rien à comparer" in network.inner_text("main")
    publish(team, source, title="Regarder autour de soi")
    compare(network, "Regarder ici")
    assert "Un changement de la source" in network.inner_text("main")
    assert "Un changement décliné" in network.inner_text("main")
    publish(team, source, duration_minutes="50")
    compare(network, "Regarder ici")
    assert "2 changements de la source" in network.inner_text("main")
    network.get_by_role("button", name=re.compile("^Prendre tout")).click()
    network.get_by_text("reste 1 changement").wait_for()
    shown = words(page, public)
    assert "50\u202fmin" in shown
    assert "Regarder ici" in shown


# --- Gestures ---------------------------------------------------------------------


def make_a_parcours(network):
    """A parcours of one's own, from the home screen."""
    network.get_by_role("link", name="Créer un parcours").click()
    network.wait_for_load_state("networkidle")
    network.fill("#id_title", OWN)
    network.fill("#id_public", "Les associations de nos villages.")
    network.locator("#aims-root").get_by_title("Insérer un bloc").first.click()
    network.locator("#aims-root input[type=text]").last.fill("Savoir qui agit déjà.")
    choose(network, "Publier")
    network.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def borrow(network, title: str) -> int:
    """Borrow an étape by its title, published at once; the key of the copy."""
    network.goto("/admin/")
    network.get_by_role("link", name="Emprunter des étapes").first.click()
    network.get_by_label(title).check()
    network.get_by_role("button", name="Emprunter et publier aussitôt").click()
    network.get_by_text("1 étape empruntée et publiée").wait_for()
    network.locator("td.title a").filter(has_text=title).first.click()
    network.wait_for_url(re.compile(r"/edit/"))
    return key_in(network.url)


def key_of_the_source(network, copy, team, title) -> int:
    """The copy says which étape it was borrowed from; the team opens that one."""
    network.goto(f"/admin/pages/{copy}/edit/")
    assert f"À « {title} »" in network.inner_text("main")
    team.goto("/admin/reports/reemplois/")
    team.get_by_role("link", name=title).first.click()
    team.wait_for_url(re.compile(r"/edit/"))
    return key_in(team.url)


def key_in(address: str) -> int:
    return int(re.search(r"/pages/(\d+)/", address)[1])


def publish(editor, key: int, **fields):
    editor.goto(f"/admin/pages/{key}/edit/")
    editor.wait_for_load_state("networkidle")
    for name, value in fields.items():
        editor.fill(f"#id_{name}", value)
    choose(editor, "Publier")
    editor.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def compare(network, title: str):
    """From the home screen to the comparison of an étape."""
    network.goto("/admin/")
    network.get_by_role("link", name=title).first.click()
    network.wait_for_load_state("networkidle")


def change(network, name: str):
    heading = network.get_by_role("heading", name=re.compile(f"^{name}"))
    return network.locator(".change").filter(has=heading)


def decide(network, name: str, choice: str):
    change(network, name).get_by_label(choice, exact=True).check()


def words(page, parcours: str) -> str:
    """What readers see of a parcours and of its first étape."""
    page.goto(parcours)
    page.reload()  # what a browser keeps of a page may be ten minutes old (0027)
    shown = page.inner_text("main")
    page.get_by_role("link", name="Commencer le parcours").click()
    page.reload()
    return shown + page.inner_text("main")
