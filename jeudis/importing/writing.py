"""Episodes that were checked, written all together or not at all."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jeudis import numbering
from jeudis.importing.checking import check
from jeudis.importing.reading import Mistake, Row
from jeudis.models import JeudiPage, SeasonPage


@dataclass
class Report:
    """What an import did, or why it did nothing."""

    created: list[JeudiPage] = field(default_factory=list)
    already: int = 0
    mistakes: list[Mistake] = field(default_factory=list)


def write(
    rows: list[Row], mistakes: list[Mistake], user=None, publishes=False
) -> Report:
    """Pages of all the rows; with one mistake, nothing but the mistakes."""
    report = Report(mistakes=list(mistakes))
    try:
        with transaction.atomic():
            # Whoever imports the same file at the same time finds it there.
            for season in SeasonPage.objects.order_by("path"):
                numbering.lock(season)
            episodes, report.already, found = check(rows)
            report.mistakes += found
            if report.mistakes:
                return report
            for season, page in episodes:
                page.owner = user
                season.add_child(instance=page)
                revision = page.save_revision(user=user, log_action=True)
                if publishes:
                    revision.publish(user=user)
                report.created.append(page)
    except ValidationError as error:
        report.created = []
        report.mistakes.append(
            Mistake("", "", _("Rien n'a été écrit : %s") % " ".join(error.messages))
        )
    return report
