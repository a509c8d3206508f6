"""A series of Jeudis has its page, its feed and its calendar, in both languages."""

import feedparser
from icalendar import Calendar

from jeudis.series import Series
from tests import factories


def test_each_series_is_followed_in_each_language(client, home, english_home, english):
    french = factories.JeudiIndexPageFactory(parent=home)
    twin = factories.translated(french, english, title="Thursdays")

    below = {
        Series.WEEKLY: ("hebdomadaire", "weekly"),
        Series.PROSPECTIVE: ("cycle-prospectif", "prospective-cycle"),
    }
    for place, index in enumerate((french, twin)):
        for series in Series:
            below_it = f"{index.href}series/{below[series][place]}/"
            assert client.get(below_it).status_code == 200
            feed = feedparser.parse(client.get(f"{below_it}atom.xml").content)
            assert not feed.bozo and feed.feed.title
            calendar = client.get(f"{below_it}agenda.ics").content
            assert Calendar.from_ical(calendar)["x-wr-calname"]
