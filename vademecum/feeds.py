"""Fiches in feeds; corrections, for those who follow them."""

from uuid import NAMESPACE_OID, uuid5

from django.utils.translation import gettext as _

from core import feeds
from vademecum.listings import Corrected
from vademecum.models.figures import ChiffreCle


def corrections(page) -> feeds.Feed:
    return feeds.of_page(
        page,
        page.corrections,
        tell,
        title=_("Corrections"),
        below="corrections/",
        key=page.translation_key,
    )


def tell(request, found: list[Corrected]) -> list[feeds.Entry]:
    return [
        feeds.Entry(
            key=uuid5(NAMESPACE_OID, item.version_url),
            title=item.title,
            path=item.url,
            summary=summary(item.correction),
            published_at=item.correction.at,
            updated_at=item.correction.at,
            language=item.language,
        )
        for item in found
    ]


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


def tell_fiches(request, fiches) -> list[feeds.Entry]:
    texts = feeds.whole_texts(request, fiches)
    return [
        feeds.Entry(
            key=fiche.translation_key,
            title=fiche.title,
            path=fiche.href,
            summary=fiche.summary,
            html=texts[fiche.pk],
            picture=feeds.picture_of(fiche),
            published_at=fiche.first_published_at or feeds.LONG_AGO,
            updated_at=fiche.last_published_at or feeds.LONG_AGO,
            language=fiche.language,
            categories=(
                feeds.Category("fiche", _("Fiche du Vademecum")),
                *feeds.about(fiche),
            ),
        )
        for fiche in fiches
    ]
