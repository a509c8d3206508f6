"""Links to drafts and what their readers say: the only writer."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from core import frame
from core.mailing import Button, Letter, Paragraph, post, write
from core.models import DraftComment, DraftLink

DAYS = (1, 7, 30)
LAST = timedelta(days=90)  # after the end of a link: what was said of a draft is erased
UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
signer = signing.Signer(salt="core.drafts")


def token_of(link: DraftLink) -> str:
    return signer.sign(link.key.hex)


def found(token: str) -> DraftLink | None:
    """The link of an address; nothing for an address that we did not sign."""
    try:
        key = UUID(hex=signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    links = DraftLink.objects.select_related("page__locale", "made_by")
    return links.filter(key=key).first()


def address(link: DraftLink) -> str:
    path = frame.address("draft", link.page.locale.language_code, token=token_of(link))
    return settings.WAGTAILADMIN_BASE_URL + path


def make(page, reader: str, days: int, user, at: datetime) -> DraftLink:
    return DraftLink.objects.create(
        page_id=page.pk,
        reader=reader,
        made_by=user,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )


def revoke(link: DraftLink, at: datetime):
    DraftLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)


@transaction.atomic
def comment(link: DraftLink, author: str, text: str, at: datetime) -> DraftComment:
    """Keep what a reader says, and mail it to whoever made the link."""
    said = DraftComment(
        link=link,
        author=" ".join(UNPRINTED.sub(" ", author).split()),
        text=UNPRINTED.sub("", text).strip(),
        written_at=at,
    )
    said.full_clean()
    said.save()
    if link.made_by and link.made_by.is_active:
        post(letter(said, at))
    return said


def letter(said: DraftComment, at: datetime):
    link = said.link
    url = settings.WAGTAILADMIN_BASE_URL + reverse("draft_links", args=[link.page_id])
    with override(settings.LANGUAGE_CODE):
        return write(
            Letter(
                language=settings.LANGUAGE_CODE,
                subject=_("Une remarque sur « %(page)s »") % {"page": link.page.get_admin_display_title()[:80]},
                parts=(
                    Paragraph(_("%(author)s, qui lit le brouillon par le lien fait pour « %(reader)s », écrit :") % {"author": said.author, "reader": link.reader}),
                    *(Paragraph(line) for line in said.text.splitlines() if line.strip()),
                    Button(_("Voir les remarques"), url),
                ),
                why=_("Vous recevez ce courriel parce que vous avez fait ce lien."),
            ),
            to=link.made_by.email,
            key=f"draft:{link.pk}:{said.pk}",
            purpose="draft",
            at=at,
        )  # fmt: skip


def forget(at: datetime):
    """Erase links and what was said of drafts, ninety days after the link ended."""
    DraftLink.objects.filter(expires_at__lte=at - LAST).delete()
