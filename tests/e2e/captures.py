"""
`make captures`: pictures of every kind of page, and the screenshots of the editors' guide.

The pages go to `var/captures/` (360 and 1366 px, light and dark), to be looked at; the
admin's go to `docs/guide-redaction/images/`, and the home page to `docs/images/`.
"""

import re
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from .running import (
    CHROMIUM,
    CHROMIUM_ARGS,
    PASSWORD,
    ROOT,
    run_module,
    running_site,
)

OUT = ROOT / "var" / "captures"
GUIDE = ROOT / "docs" / "guide-redaction" / "images"
README = ROOT / "docs" / "images"

PAGES = {
    "accueil": "/fr/",
    "home": "/en/",
    "vademecum": "/fr/vademecum/",
    "fiche": "/fr/vademecum/faire-alliance/",
    "sheet": "/en/vademecum/making-alliances/",
    "chiffres": "/fr/vademecum/chiffres/",
    "chiffre": "/c/jouer-collectif-utile/?lang=fr",
    "glossaire": "/fr/vademecum/glossaire/",
    "mesures": "/fr/vademecum/mesures/",
    "mesure": "/fr/vademecum/mesures/15/",
    "parcours": "/fr/parcours/",
    "un-parcours": "/fr/parcours/alliances-et-territoires/",
    "mon-parcours": "/fr/mon-parcours/",
    "jeudis": "/fr/jeudis/",
    "saison": "/fr/jeudis/premiers-jalons/",
    "actualites": "/fr/actualites/",
    "agenda": "/fr/agenda/",
    "publics": "/fr/pour/",
    "medias": "/fr/pour/medias/",
    "pilier": "/fr/piliers/evaluer/",
    "recherche": "/fr/recherche/?q=alliance",
    "recherche-vide": "/fr/recherche/?q=xyzzy",
    "a-propos": "/fr/a-propos/",
    "introuvable": "/fr/nulle-part/",
}
# The first page of a listing, by the address of the listing.
FIRST_OF = {
    "etape": "/fr/parcours/alliances-et-territoires/",
    "jeudi": "/fr/jeudis/premiers-jalons/",
    "actualite": "/fr/actualites/",
    "evenement": "/fr/agenda/",
}
ADMIN = {
    "semaine": "/admin/",
    "jeudis": "/admin/jeudis/",
    "prochains-jeudis": "/admin/prochains-jeudis/",
    "actualites": "/admin/actualites/",
    "liens": "/admin/reports/liens/",
    "retombees": "/admin/snippets/news/retombee/",
    "lettre": "/admin/lettre/",
    "chiffres": "/admin/snippets/vademecum/chiffrecle/",
    "mesures": "/admin/snippets/vademecum/mesure/",
    "definitions": "/admin/snippets/vademecum/terme/",
    "importer": "/admin/vademecum/importer/",
    "images": "/admin/images/",
}
# The form of the first page of a type, and that of a new page below it.
FORMS = {"une-fiche": "vademecum.FichePage", "une-etape": "parcours.EtapePage"}
NEW = {
    "un-evenement": ("news.AgendaPage", "news/eventpage"),
    "un-communique": ("news.NewsIndexPage", "news/communiquepage"),
}


def main():
    with (
        tempfile.TemporaryDirectory() as var,
        running_site(Path(var)) as site,
        sync_playwright() as playwright,
    ):
        run_module("tests.e2e.known_links", Path(var))
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGS
        )
        for scheme in ("light", "dark"):
            for width in (360, 1366):
                picture_pages(browser, site, scheme, width)
        picture_admin(browser, site)
        browser.close()


def picture_pages(browser, site: str, scheme: str, width: int):
    context = browser.new_context(
        base_url=site,
        locale="fr-FR",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    for name, address in (PAGES | first_pages(page)).items():
        page.goto(address, wait_until="networkidle")
        shoot(page, OUT / f"{name}-{width}-{scheme}.png", full_page=True)
        if (name, width, scheme) == ("accueil", 1366, "light"):
            shoot(page, README / "accueil.png")
    context.close()


def first_pages(page) -> dict[str, str]:
    found = {}
    for name, listing in FIRST_OF.items():
        page.goto(listing)
        links = page.locator("main a").evaluate_all(
            "all => all.map(a => a.getAttribute('href'))"
        )
        below = re.compile(rf"^{re.escape(listing)}[\w-]+/$")
        found[name] = next(link for link in links if below.match(link))
    return found


def picture_admin(browser, site: str):
    context = browser.new_context(
        base_url=site, locale="fr-FR", viewport={"width": 1200, "height": 800}
    )
    page = context.new_page()
    page.goto("/admin/login/")
    shoot(page, GUIDE / "connexion.png")
    page.fill("input[name=username]", "redaction@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    for name, address in ADMIN.items():
        page.goto(address, wait_until="networkidle")
        shoot(page, GUIDE / f"{name}.png")
    for name, kind in FORMS.items():
        page.goto(f"/admin/pages/{first(page, kind)}/edit/", wait_until="networkidle")
        shoot(page, GUIDE / f"{name}.png")
    for name, (parent, kind) in NEW.items():
        page.goto(
            f"/admin/pages/add/{kind}/{first(page, parent)}/", wait_until="networkidle"
        )
        shoot(page, GUIDE / f"{name}.png")
    page.goto("/admin/jeudis/")
    page.get_by_role("link", name=re.compile("^Ajouter")).first.click()
    page.wait_for_load_state("networkidle")
    page.fill("input[name=title]", "Les alliances au long cours")
    shoot(page, GUIDE / "nouveau-jeudi.png")
    page.get_by_role("button", name="Plus d'actions").click()
    shoot(page, GUIDE / "soumettre.png")
    page.goto("/admin/snippets/vademecum/chiffrecle/")
    page.locator("td.title a").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, GUIDE / "un-chiffre.png")
    context.close()


def first(page, kind: str) -> int:
    """The number of the first French page of a type."""
    found = page.request.get(f"/api/v2/pages/?type={kind}&locale=fr&limit=1").json()
    return found["items"][0]["id"]


def shoot(page, path: Path, full_page: bool = False):
    path.parent.mkdir(parents=True, exist_ok=True)
    # Menus come little by little: pictured once they are there.
    page.screenshot(path=path, full_page=full_page, animations="disabled")


if __name__ == "__main__":
    main()
