"""Corrections, for those who follow them."""

from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext as _

from core import feeds
from core.frame import Link
from vademecum.listings import Corrected
from vademecum.models.figures import ChiffreCle

PATH = "corrections.xml"


def links(page) -> list[Link]:
    return [Link(_("Corrections"), f"{page.href}{PATH}", type="application/atom+xml")]


def corrections(request, page, found: list[Corrected]):
    entries = [
        feeds.Entry(
            key=str(uuid5(NAMESPACE_OID, item.version_url)),
            title=item.title,
            path=item.url,
            summary=summary(item.correction),
            published_at=item.correction.at,
            updated_at=item.correction.at,
            language=item.language,
        )
        for item in found
    ]
    return feeds.atom(request, page, entries, _("Corrections"), "corrections/")


def summary(correction) -> str:
    """« Valeur : 81 % → 82 %. Why. »"""
    label = ChiffreCle._meta.get_field
    told = [
        _("%(field)s : %(before)s → %(after)s.")
        % {
            "field": str(label(change.field).verbose_name).capitalize(),
            "before": change.before or "–",
            "after": change.after or "–",
        }
        for change in correction.changes
    ]
    return " ".join([*told, correction.reason])
