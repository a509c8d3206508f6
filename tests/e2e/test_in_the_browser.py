"""What only a browser can tell: accessibility, errors, requests, weight, layout."""

import pypdfium2
import pytest

from .running import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# One address of each template, in both languages.
PAGES = [
    "/fr/", "/en/",
    "/fr/vademecum/", "/en/vademecum/",
    "/fr/vademecum/faire-alliance/", "/en/vademecum/making-alliances/",
    "/fr/vademecum/chiffres/", "/en/vademecum/figures/",
    "/fr/vademecum/glossaire/", "/en/vademecum/glossary/",
    "/fr/vademecum/mesures/", "/en/vademecum/measures/",
    "/fr/vademecum/mesures/15/", "/en/vademecum/measures/15/",
    "/c/jouer-collectif-utile/?lang=fr", "/c/jouer-collectif-utile/?lang=en",
    "/fr/parcours/", "/en/learning-paths/",
    "/fr/parcours/alliances-et-territoires/", "/fr/mon-parcours/", "/en/my-learning/",
    "/fr/jeudis/", "/en/thursdays/",
    "/fr/jeudis/premiers-jalons/",
    "/fr/actualites/", "/en/news/",
    "/fr/agenda/", "/en/events/",
    "/fr/pour/", "/en/for/", "/fr/pour/medias/", "/fr/piliers/evaluer/",
    "/fr/recherche/?q=alliance", "/en/search/?q=alliance", "/fr/recherche/?q=xyzzy",
    "/fr/accessibilite/", "/en/about/",
    "/fr/nulle-part/", "/en/nowhere/",
]  # fmt: skip
DEEP = [
    ("fr", "/fr/parcours/alliances-et-territoires/"),
    ("en", "/en/learning-paths/"),
    ("fr", "/fr/jeudis/premiers-jalons/"),
    ("fr", "/fr/actualites/"),
    ("fr", "/fr/agenda/"),
]
FIRST_VISIT = 50_000  # bytes without pictures (product.md, rule 5)
MOST_REQUESTS = 12
MOST_ELEMENTS = 500

pytestmark = pytest.mark.e2e


def watched(page):
    """Everything that goes wrong on a page, and everything that it asks for."""
    page.problems, page.asked = [], []
    page.on(
        "console",
        lambda m: m.type in ("error", "warning") and page.problems.append(m.text),
    )
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    return page


@pytest.fixture(scope="module")
def deep_pages(browser, site):
    """The first étape, Jeudi, article and event: pages that have no address of their own here."""
    page = browser.new_page(base_url=site, locale="fr-FR")
    found = []
    for _language, parent in DEEP:
        page.goto(parent)
        path = parent.rstrip("/")
        found.append(
            page.evaluate(
                """path => [...document.querySelectorAll('main a')]
                    .map(a => new URL(a.href).pathname)
                    .find(p => p.startsWith(path + '/') && p.length > path.length + 2
                               && !p.includes('.'))""",
                path,
            )
        )
    page.close()
    assert all(found)
    return found


def test_axe_finds_no_violation(browser, site, deep_pages):
    page = browser.new_page(base_url=site, locale="fr-FR")
    violations = []
    for address in [*PAGES, *deep_pages]:
        page.goto(address)
        violations += check(page)
    page.close()

    assert violations == []


def check(page) -> list[str]:
    """What axe says of a page, in light and in dark."""
    violations = []
    page.evaluate(AXE.read_text())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        result = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
        violations += [
            f"{page.url} ({scheme}): {v['id']} {[n['target'] for n in v['nodes']][:3]}"
            for v in result["violations"]
        ]
    return violations


def printed(page) -> list[str]:
    """The text of each sheet of paper."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    return [sheet.get_textpage().get_text_range() for sheet in document]


def test_a_printed_page_has_no_empty_sheet_and_nothing_folded(page):
    page.goto("/fr/parcours/alliances-et-territoires/pourquoi-faire-alliance/")
    sheets = printed(page)
    page.goto("/fr/vademecum/mesures/")
    sheets += printed(page)

    # The number of the sheet is all that an empty one holds.
    assert [sheet for sheet in sheets if len(sheet) < 40] == []
    assert "1,5 million" in sheets[-1].replace("\u202f", " ")


def test_a_printed_strand_of_the_roadmap_begins_with_a_measure(page):
    page.goto("/fr/vademecum/mesures/")

    # However long what stands before it: a heading comes to the foot of a sheet.
    table, alone = page.locator(".measures"), []
    for height in range(0, 400, 40):
        table.evaluate("(e, height) => e.style.marginTop = `${height}px`", height)
        for sheet in printed(page):
            *lines, _number = sheet.splitlines()
            if lines[-1].startswith("Premiers effets attendus"):
                alone.append((height, lines[-1]))

    assert alone == []


def test_no_page_scrolls_sideways(browser, site, deep_pages):
    page = browser.new_page(base_url=site, locale="fr-FR")
    wide = []
    for address in [*PAGES, *deep_pages]:
        page.goto(address)
        wide += wider_than(page, 320, 360, 768, 1366, 1920)
    page.close()

    assert wide == []


def wider_than(page, *widths) -> list[tuple[str, int]]:
    """The widths of screens on which a page scrolls sideways."""
    wide = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append((page.url, width))
    return wide


def test_a_long_credit_of_a_picture_keeps_to_a_phone(browser, site):
    page = browser.new_page(base_url=site, viewport={"width": 320, "height": 740})
    page.goto("/fr/a-propos/")
    page.evaluate(
        """document.querySelector('main').insertAdjacentHTML('beforeend', `<figure
            class="picture"><figcaption>La place <span class="picture-credit">©
            Camille Martin / Le RAMEAU, Domaine public (CC0)</span></figcaption>`)"""
    )
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert width == 320


def test_a_title_keeps_to_the_margin_of_a_phone(browser, site, deep_pages):
    context = browser.new_context(
        base_url=site, locale="fr-FR", viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    lefts = {}
    for path in deep_pages:
        page.goto(path)
        lefts[path] = page.evaluate(
            "['h1', '.breadcrumb li'].map(each => "
            "Math.round(document.querySelector(each).getBoundingClientRect().left))"
        )
    context.close()

    assert [path for path, (title, first) in lefts.items() if title != first] == []


# How far what one reads has moved by itself (Layout Instability), once all is drawn.
SHIFT = """() => new Promise(done => {
    let total = 0;
    new PerformanceObserver(list => list.getEntries().forEach(e => total += e.value))
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(total)));
})"""
PAINTED = """() => new Promise(done => {
    new PerformanceObserver(done).observe({type: 'paint', buffered: true});
})"""


def test_pages_are_light_quiet_and_still(browser, site, deep_pages):
    """A first visit: 50 kB without pictures, 12 requests, 500 elements, nothing moves."""
    too_much = []
    for address in [*PAGES, *deep_pages]:
        context = browser.new_context(
            base_url=site, locale="fr-FR", viewport={"width": 1366, "height": 900}
        )
        page = watched(context.new_page())
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        kinds, weights = {}, {}
        session.on(
            "Network.responseReceived",
            lambda e, k=kinds: k.update({e["requestId"]: e["type"]}),
        )
        session.on(
            "Network.loadingFinished",
            lambda e, w=weights: w.update({e["requestId"]: e["encodedDataLength"]}),
        )
        page.goto(address, wait_until="networkidle")
        shift = page.evaluate(SHIFT)
        weight = sum(
            size for request, size in weights.items() if kinds.get(request) != "Image"
        )
        elements = page.evaluate("document.querySelectorAll('*').length")
        problems = [p for p in page.problems if "404" not in p]
        if (
            weight > FIRST_VISIT
            or len(page.asked) > MOST_REQUESTS
            or elements > MOST_ELEMENTS
            or shift > 0.001
            or problems
            or context.cookies()
            or any(not url.startswith((site, "data:")) for url in page.asked)
        ):
            too_much.append(
                f"{address}: {weight} bytes, {len(page.asked)} requests, "
                f"{elements} elements, shift {shift:.3f}, {problems}, {context.cookies()}"
            )
        context.close()

    assert too_much == []


@pytest.mark.parametrize("address", ["/fr/", "/fr/jeudis/"])
def test_a_typeface_that_comes_late_moves_nothing(page, address):
    held = []
    page.route("**/*.woff2", lambda route: held.append(route))
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(PAINTED)
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")

    assert held and page.evaluate(SHIFT) == 0


def test_a_button_that_copies_says_so_and_keeps_its_words(context, page):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto("/c/jouer-collectif-utile/?lang=en")
    button = page.locator("[data-copy=citation-en]")
    words = button.inner_html()

    for _time in range(2):
        button.click()
        page.wait_for_function(
            "b => b.innerText == 'Copied'", arg=button.element_handle()
        )
    page.clock.run_for(3000)

    assert button.inner_html() == words
    assert "version 1: http" in page.evaluate("navigator.clipboard.readText()")
