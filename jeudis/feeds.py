"""The Jeudis as a feed and as a calendar."""

from django.utils.translation import gettext as _

from core import feeds


def links(page):
    return feeds.links(page, _("%(title)s : le fil") % {"title": page.title})


def atom(request, page, jeudis):
    return feeds.atom(
        request,
        page,
        [
            feeds.Entry(
                key=jeudi.translation_key,
                title=jeudi.title,
                path=jeudi.href,
                summary=jeudi.summary,
                published_at=jeudi.first_published_at or feeds.LONG_AGO,
                updated_at=jeudi.last_published_at or feeds.LONG_AGO,
                language=jeudi.language,
            )
            for jeudi in jeudis[:50]
        ],
    )


def calendar(request, page, jeudis):
    return feeds.calendar(
        request,
        page,
        [
            feeds.Occasion(
                key=jeudi.translation_key,
                title=jeudi.title,
                path=jeudi.href,
                summary=jeudi.summary,
                starts=jeudi.starts_at,
                ends=jeudi.ends_at,
                updated_at=jeudi.last_published_at or feeds.LONG_AGO,
                is_tentative=not jeudi.is_date_confirmed,
            )
            for jeudi in jeudis
        ],
    )
