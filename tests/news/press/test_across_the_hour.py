"""Ten readers ask without a pause while the hour strikes, with a cache in front of them."""

import json

from tests.processes import run

ACROSS = """
import json, re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock
from django.db import connections
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone, translation
from wagtail.models import Locale, Page, Site
from core import planned
from tests import factories
from tests.factories import paris

plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(
    STORAGES=settings.STORAGES | {"staticfiles": plain},
    DEBUG=False,
    ALLOWED_HOSTS=["localhost"],
).enable()
HOUR, WORD = paris(2026, 12, 3, 9), "zyxomme"
moment = HOUR - timedelta(minutes=5)
timezone.now = lambda: moment
translation.activate("fr")
french, _new = Locale.objects.get_or_create(language_code="fr")
home = factories.HomePageFactory(
    parent=Page.get_first_root_node(), locale=french, slug="accueil"
)
Site.objects.update(root_page=home)
news = factories.NewsIndexPageFactory(parent=home)
secret = factories.CommuniquePageFactory(
    parent=news, live=False, title=f"Une étude : {WORD}", slug=WORD,
    is_embargoed=True, go_live_at=HOUR, pillars=["evaluer"],
)
secret.save_revision().publish()
ADDRESSES = [
    secret.href, news.href, f"{news.href}atom.xml", "/fr/", "/sitemap.xml",
    f"/api/v2/pages/{secret.pk}/", "/api/v2/pages/?type=news.NewsPage&fields=*",
]
start, lock, kept = Barrier(11), Lock(), {}
state = "before"

def ask(client, address):
    # The cache of the house: it gives again what it may, for as long as it may.
    with lock:
        told, until = kept.get(address, (None, None))
        if told is not None and moment < until:
            return told
    at = moment
    response = client.get(address, HTTP_HOST="localhost")
    told = response.status_code, WORD in response.content.decode()
    age = re.search("s-maxage=([0-9]+)", response.headers.get("Cache-Control", ""))
    with lock:
        kept[address] = told, at + timedelta(seconds=int(age[1]) if age else 120)
    return told

def read(rank):
    client, seen = Client(raise_request_exception=False), set()
    start.wait()
    try:
        rounds = 0
        while rounds < 4 or seen_last(seen) != "after":
            for address in ADDRESSES:
                begun = state
                status, is_told = ask(client, address)
                ended = state
                seen.add((begun, ended, address, status, is_told))
            rounds += 1
        return list(seen)
    finally:
        connections.close_all()

def seen_last(seen):
    return "after" if any(s[0] == "after" for s in seen) else ""

with ThreadPoolExecutor(11) as pool:
    readers = [pool.submit(read, rank) for rank in range(10)]
    start.wait()
    for step in (240, 50, 9, 1):
        moment += timedelta(seconds=step)
    state = "between"
    planned.publish_due(moment)
    state = "after"
    seen = {tuple(each) for reader in readers for each in reader.result()}
print(json.dumps(sorted(seen)))
"""


def test_no_reader_reads_before_and_each_reads_after(shared_database):
    seen = json.loads(run(shared_database, 25, ACROSS).splitlines()[-1])

    errors = {each for each in map(tuple, seen) if each[3] not in (200, 404)}
    leaks = {each for each in map(tuple, seen) if each[1] == "before" and each[4]}
    late = {each for each in map(tuple, seen) if each[0] == "after" and not each[4]}
    assert (errors, leaks, late) == (set(), set(), set())
    assert {each[0] for each in seen} >= {"after"}
