"""Ten seasons of two hundred Jeudis, nearly all of them past and heard."""

from datetime import timedelta

from django.db import connection

from jeudis.models import JeudiPage
from tests import factories
from tests.factories import paris
from tests.jeudis.episodes import CHAPTERS, TRANSCRIPT, recording
from tests.test_every_page import multiply

SEASONS, EACH, FIRST_YEAR = 10, 200, 2017


def ten_years(index, sound):
    """Below a listing; answers the last season and the last Jeudi."""
    for year in range(FIRST_YEAR, FIRST_YEAR + SEASONS):
        season = factories.SeasonPageFactory(
            parent=index, title=f"Saison {year}", slug=f"saison-{year}",
            starts_on=paris(year, 1, 1).date(), ends_on=paris(year, 12, 31).date(),
        )  # fmt: skip
        first = factories.JeudiPageFactory(
            parent=season, title="Un Jeudi de l'archive", starts_at=paris(year, 1, 5, 12),
            exception_reason="Le jour que l'on voulait.", media=[recording(sound)],
            transcript=TRANSCRIPT, chapters=CHAPTERS,
        )  # fmt: skip
        multiply(JeudiPage.objects.get(pk=first.pk), EACH - 1)
        jeudis = list(JeudiPage.objects.child_of(season).order_by("path"))
        for rank, jeudi in enumerate(jeudis):
            jeudi.starts_at = paris(year, 1, 5, 12) + timedelta(hours=43 * rank)
            jeudi.number = rank + 1
        JeudiPage.objects.bulk_update(jeudis, ["starts_at", "number"], batch_size=EACH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return season, jeudis[-1]
