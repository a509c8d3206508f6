import pytest
from playwright.sync_api import sync_playwright

from . import running
from .running import CHROMIUM, CHROMIUM_ARGS, PASSWORD, running_site


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """
    The whole site is walked as it is delivered, before the journeys write on it.

    In parallel, a worker has a site of its own and takes whole files in this order
    (`--dist loadfile --no-loadscope-reorder`): this one is the first of its worker.
    The other begins with packages, which need no site, while the first prepares it.
    """
    first = "test_whole_site.py", "takeaway/*.py"
    items.sort(key=lambda item: [not item.path.match(pattern) for pattern in first])


@pytest.fixture(scope="session", autouse=True)
def _one_model(tmp_path_factory, worker_id):
    """Each worker has its own site, all of them copies of one."""
    folder = tmp_path_factory.getbasetemp()
    with pytest.MonkeyPatch.context() as patched:
        shared = folder if worker_id == "master" else folder.parent
        patched.setattr(running, "models", lambda: shared)
        yield


@pytest.fixture(scope="session")
def site_var(tmp_path_factory):
    """The folder of the running site: its database, its media."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def site(site_var):
    """The address of the whole site with its real content."""
    (site_var / "tmp").mkdir()
    with running_site(site_var, TMPDIR=str(site_var / "tmp")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGS
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser, site):
    """A reader's browser: French, no cookie, every request to another host noted."""
    context = browser.new_context(base_url=site, locale="fr-FR", accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def sign_in(browser, site):
    """`sign_in("redaction")` answers a page of the admin for that member of the team."""
    contexts = []

    def sign_in_as(name: str):
        context = browser.new_context(base_url=site, locale="fr-FR")
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/login/")
        page.fill("input[name=username]", f"{name}@example.org")
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/admin/")
        return page

    yield sign_in_as
    for context in contexts:
        context.close()
