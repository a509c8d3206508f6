"""Gives the last published Jeudi a recording of ours, a film elsewhere, chapters, captions."""

import django


def main() -> str:
    from django.core.files.base import ContentFile

    from core.models import SiteDocument
    from jeudis.models import JeudiPage
    from tests.jeudis.episodes import CHAPTERS, TRANSCRIPT, recording
    from tests.sounds import mp3

    document = SiteDocument(title="Le Jeudi", file=ContentFile(mp3(1200), "jeudi.mp3"))
    document._set_document_file_metadata()
    document.save()
    jeudi = JeudiPage.objects.live().filter(locale__language_code="fr")
    jeudi = jeudi.order_by("-starts_at").first().get_latest_revision_as_object()
    film = {"title": "Le film", "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ"}
    jeudi.media = [recording(document), {"type": "embed", "value": film}]
    jeudi.chapters, jeudi.transcript = CHAPTERS, TRANSCRIPT
    jeudi.save_revision().publish()
    return jeudi.href


if __name__ == "__main__":
    django.setup()
    print(main())  # noqa: T201 — the test that runs this reads where it is
