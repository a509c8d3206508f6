"""
Whatever is sent to the addresses of a learner: refused in words, and nothing is lost.

Every address of `parcours.urls` is here: one that appears tomorrow has to say what it reads.
"""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parcours import codes, urls
from parcours.blocks.questions import name_of
from parcours.models import Learner, LearnerEvent, LearnerGroup

from .conftest import (
    ACTIVITIES,
    ASSESSMENT,
    FIRST,
    MATCHING,
    MEETING,
    ORDERING,
    QUIZ,
    SCALE,
    SECOND,
    SHEET,
    WORDS,
    etape_with,
)

MEGABYTE = 1024 * 1024

# As bytes of a form, so that what no browser sends is sent too.
NASTY = {
    "nothing": b"",
    "nul": b"a%00b",
    "lone surrogate": b"%ED%A0%80",
    "no utf-8": b"%FF%FE%C3%28",
    "controls": b"%01%1B%7F%C2%85%0D%0AX-Sent:%20yes",
    "turned over": b"%E2%80%AE%E2%81%A6abc" + b"%CC%81" * 500,
    "other digits": b"%D9%A3%D9%A4",
    "huge number": b"9" * 5000,
    "no number": b"NaN",
    "object": b"%7B%22a%22:null%7D",
    "uuid of nobody": b"00000000-0000-4000-8000-000000000000",
    "markup": b"%3Cscript%3E%7B%7Bx%7D%7D%7B%25x%25%7D%25s'%22--",
    "year of five digits": b"10000-01-01",
    "week": b"2026-W53-7",
    "a megabyte": b"%C3%A9%0A" * (MEGABYTE // 9),
}

# What each form reads; pages that read none are given only an address.
FIELDS = {
    "deadline": ["for", "on", "remove"],
    "upgrade": ["asks"],
    "learner-erase": [],
    "ask-attestation": ["name"],
    "withdraw": [],
    "consent": ["yes"],
    "code": ["code"],
    "new-code": [],
    "revoke-code": [],
    "group-new": ["parcours", "title", "ends_on"],
    "group": ["show", "name"],
    "group-leave": [],
    "group-change": ["title", "ends_on"],
    "group-close": [],
    "mail": ["address", "code"],
    "mark": ["uid", "later", "first"],
    "answer": ["uid", "later", "draft", "keep"],
}
ONLY_READ = {
    "desk",
    "learner-state",
    "notebook",
    "notebook-text",
    "deadlines",
    "own-data",
    "learner-export",
    "group-sheet",
    "group-etapes",
    "group-people",
}
ANSWERS = {
    QUIZ: ["choice"],
    SHEET: [f"prompt-{FIRST}"],
    ASSESSMENT: [f"statement-{FIRST}"],
    MATCHING: [f"pair-{FIRST}", f"pair-{SECOND}"],
    ORDERING: [f"place-{name_of('Agir')}"],
    WORDS: [f"answer-{WORDS}"],
    SCALE: [f"answer-{SCALE}"],
    MEETING: [f"notes-{MEETING}"],
}
# A right value beside the one that is not: what reads a form after its first field.
BESIDE = {
    "deadline": lambda own: {"for": own["key"]},
    "group-new": lambda own: {"parcours": own["parcours"], "ends_on": own["day"]},
    "group-change": lambda own: {"ends_on": own["day"]},
    "group": lambda own: {"show": "named"},
    "mail": lambda own: {"address": "camille@exemple.fr"},
}


@pytest.fixture
def etape(parcours):
    return etape_with(parcours, ACTIVITIES)


@pytest.fixture
def own(parcours, etape, monkeypatch):
    """What the addresses name: everything is there, and somebody's."""
    # The limits have tests of their own, and would answer first.
    monkeypatch.setattr("core.guessing.count", lambda _key: 1)
    leader, day = Client(), str(timezone.localdate())
    fields = {"parcours": parcours.translation_key, "ends_on": day}
    leader.post("/fr/mon-parcours/groupe/nouveau/", fields)
    device = Client(raise_request_exception=False)
    device.post(f"/fr/mon-parcours/etape/{etape.pk}/faite/")
    for who in (leader, device):
        who.post("/fr/mon-parcours/code/nouveau/")
    return {
        "device": device,
        "leader": leader,
        "day": day,
        "parcours": str(parcours.translation_key),
        "key": str(etape.translation_key),
        "pk": etape.pk,
        "group": codes.grouped(LearnerGroup.objects.get().code, 3),
        "uid": str(uuid.UUID(int=1, version=4)),
    }


def path_of(name, own, **more):
    values = {
        "key": own["parcours"],
        "uid": own["uid"],
        "code": own["group"],
        "pk": own["pk"],
        "block": QUIZ,
    } | more
    pattern = next(each for each in urls.urlpatterns if each.name == name)
    wanted = {key: values[key] for key in pattern.pattern.converters}
    return reverse(name, kwargs=wanted)


def sent(device, path, field, value, beside=None):
    """A form, by its bytes: a field with what it must not hold, among right ones."""
    form = b"&".join(
        [f"{key}={each}".encode() for key, each in (beside or {}).items() if key != field]
        + [field.encode() + b"=" + value]
    )  # fmt: skip
    return device.post(path, form, content_type="application/x-www-form-urlencoded")


def fault(response) -> str:
    """What is wrong with an answer: an error of ours, or a reader left without words."""
    if response.status_code >= 500:
        return f"{response.status_code} {response.exc_info}"
    if response.status_code >= 400 and len(response.content) < 20:
        return f"{response.status_code} without a word"
    if "X-Sent" in response:
        return "a header of the reader's"
    return ""


def test_every_address_of_a_learner_is_tried(db):
    named = {pattern.name for pattern in urls.urlpatterns}

    assert named == FIELDS.keys() | ONLY_READ


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_no_field_of_a_form_stops_the_site(own, name):
    beside = BESIDE.get(name, lambda _own: {})(own)
    who = "leader" if name == "group-change" else "device"
    faults = {}

    for field in [*FIELDS[name], "unexpected"]:
        for kind, value in NASTY.items():
            response = sent(own[who], path_of(name, own), field, value, beside)
            if problem := fault(response):
                faults[field, kind] = problem

    assert faults == {}
    assert Learner.objects.count() == 2  # each still has what is theirs


@pytest.mark.parametrize("activity", ANSWERS)
def test_no_answer_stops_the_site_nor_completes_anything(own, activity):
    path = path_of("answer", own, block=activity)
    faults = {}

    for field in ANSWERS[activity]:
        for kind, value in NASTY.items():
            for beside in ({}, {"draft": "1"}):
                if problem := fault(sent(own["device"], path, field, value, beside)):
                    faults[field, kind, *beside] = problem

    assert faults == {}
    assert own["device"].get("/fr/mon-parcours/etat.json").json()["done"] == []
    for event in LearnerEvent.objects.filter(kind__in=["answer", "draft"]):
        assert "\x00" not in str(event.payload) and len(str(event.payload)) < 40_000
    assert own["device"].get("/fr/mon-parcours/carnet/").status_code == 200
    assert own["device"].get("/fr/mon-parcours/export.json").status_code == 200


# --- Bodies that are no form ------------------------------------------------------

BODIES = {
    "json": ("application/json", b'{"choice": ["x"], "keep": true}'),
    "json, wrong types": ("application/json", b'[null, 1e999, "\\ud800", {"a": []}]'),
    "json, cut": ("application/json", b'{"choice": '),
    "json, deep": ("application/json", b"[" * 200_000),
    "nothing": ("application/x-www-form-urlencoded", b""),
    "no type": ("", b"choice=x"),
    "no such type": ("\x01/\xff; charset=\x01", b"choice=x"),
    "no such charset": ("application/x-www-form-urlencoded; charset=klingon", b"choice=x"),
    "utf-16": ("application/x-www-form-urlencoded; charset=utf-16", "choice=x".encode("utf-16")),
    "bytes": ("application/octet-stream", bytes(range(256)) * 64),
    "multipart without boundary": ("multipart/form-data", b"choice=x"),
    "multipart of nothing": ("multipart/form-data; boundary=x", b""),
    "multipart cut": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="choice"'),
    "multipart with a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="choice"; filename="../a\x00.php"\r\n\r\n<?php\r\n--x--\r\n',
    ),
    "multipart, surrogate": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="choice"\r\n\r\n\xed\xa0\x80\x00\r\n--x--\r\n',
    ),
    "multipart, no base64": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="choice"\r\nContent-Transfer-Encoding: base64\r\n\r\n====\xff\r\n--x--\r\n',
    ),
    "twenty thousand fields": ("application/x-www-form-urlencoded", b"choice=x&" * 20_000),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_no_body_stops_the_site(own, name):
    faults = {}

    for kind, (content_type, body) in BODIES.items():
        response = own["device"].generic("POST", path_of(name, own), body, content_type)
        if problem := fault(response):
            faults[kind] = problem

    assert faults == {}
    assert Learner.objects.count() == 2
