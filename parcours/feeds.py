"""A parcours in a feed."""

from django.utils.translation import gettext as _

from core import feeds


def tell(request, all_parcours) -> list[feeds.Entry]:
    texts = feeds.whole_texts(request, all_parcours)
    return [
        feeds.Entry(
            key=parcours.translation_key,
            title=parcours.title,
            path=parcours.href,
            summary=parcours.summary or parcours.public,
            html=texts[parcours.pk],
            picture=feeds.picture_of(parcours),
            published_at=parcours.first_published_at or feeds.LONG_AGO,
            updated_at=parcours.last_published_at or feeds.LONG_AGO,
            language=parcours.language,
            categories=(
                feeds.Category("parcours", _("Parcours")),
                *feeds.about(parcours),
            ),
        )
        for parcours in all_parcours
    ]
