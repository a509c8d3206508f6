"""Our calendars in ical.js, which Thunderbird and Nextcloud read calendars with."""

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from core import calendars
from core.calendars import Occasion, Recurrence, Status
from tests.factories import paris

READER = Path(__file__).parent / "read_calendar.mjs"
NOON = paris(2026, 10, 15, 12)
CYCLE = Occasion(
    key="cycle",
    title="L'avenir : quel cycle ?",
    path="/fr/agenda/cycle/",
    summary="Une ligne.\nPuis une autre ; avec, des signes \\ à échapper.",
    starts=NOON,
    ends=NOON + timedelta(hours=1),
    updated_at=NOON,
    sequence=3,
    categories=("Webinaire", "Évaluer, puis dire"),
    join_url="https://direct.example.org/?a=1,2;3",
)


def read(*occasions, **options) -> list[dict]:
    ics = calendars.write(list(occasions), "https://example.org", "fr", **options)
    done = subprocess.run(["node", READER], input=ics, capture_output=True, check=True)
    return json.loads(done.stdout)


def test_an_event_is_what_we_said():
    [event] = read(CYCLE, alarm=timedelta(hours=1), name="Cycle")

    assert event == {
        "uid": "cycle@faire-alliance",
        "title": "L’avenir\u202f: quel cycle\u202f?",
        "status": "CONFIRMED",
        "sequence": 3,
        "starts": "2026-10-15T10:00:00.000Z",
        "ends": "2026-10-15T11:00:00.000Z",
        "alarms": 1,
        "occurrences": [],
    }


def test_noon_in_paris_is_another_hour_in_winter_and_before_2038_as_after():
    days = [(2026, 10, 24), (2026, 10, 26), (2027, 3, 27), (2027, 3, 29), (2050, 7, 7)]

    found = read(
        *(
            replace(CYCLE, key=str(day), starts=paris(*day, 12), ends=paris(*day, 13))
            for day in days
        )
    )

    assert [event["starts"][11:13] for event in found] == ["10", "11", "11", "10", "10"]


def test_third_thursdays_one_skipped_one_moved_one_cancelled():
    at = timedelta(hours=1)
    moved = replace(CYCLE, starts=paris(2026, 12, 18, 14), ends=paris(2026, 12, 18, 15))
    cancelled = replace(
        CYCLE,
        starts=paris(2027, 1, 21, 12),
        ends=paris(2027, 1, 21, 12) + at,
        status=Status.CANCELLED,
    )
    cycle = replace(
        CYCLE,
        recurrence=Recurrence(
            "FREQ=MONTHLY;BYDAY=3TH",
            skipped=(paris(2026, 11, 19, 12),),
            changed=(
                (paris(2026, 12, 17, 12), moved),
                (paris(2027, 1, 21, 12), cancelled),
            ),
        ),
    )

    [event] = read(cycle)

    assert event["occurrences"] == [
        ["2026-10-15T10:00:00.000Z", "CONFIRMED"],
        ["2026-12-18T13:00:00.000Z", "CONFIRMED"],
        ["2027-01-21T11:00:00.000Z", "CANCELLED"],
        ["2027-02-18T11:00:00.000Z", "CONFIRMED"],
        ["2027-03-18T11:00:00.000Z", "CONFIRMED"],
        ["2027-04-15T10:00:00.000Z", "CONFIRMED"],
    ]
