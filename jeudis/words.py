"""When a Jeudi is and what becomes of it, in one sentence for programs without a layout."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.moments import day_and_hour
from jeudis.life import State


def told(jeudi, at: datetime) -> str:
    """Its day and hour, what is not as usual, then what it is about; in its language."""
    with override(jeudi.language):
        sentences = [f"{day_and_hour(jeudi.starts_at)}.", *unusual(jeudi, at)]
    return " ".join([*sentences, jeudi.summary]).strip()


def unusual(jeudi, at: datetime) -> list[str]:
    state = jeudi.state(at)
    if state == State.CANCELLED:
        reason = jeudi.cancellation_reason
        return [_("Annulé : %s") % reason if reason else _("Annulé.")]
    said = [_("Date à confirmer.")] if not jeudi.is_date_confirmed else []
    if jeudi.moved_from:
        before = day_and_hour(jeudi.moved_from[0])
        said.append(_("Initialement prévu le %s.") % before)
    return [*said, f"{state.label}."]
