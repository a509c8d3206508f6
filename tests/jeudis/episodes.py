"""What an episode to hear is made of."""

from uuid import uuid4

from tests.sounds import id3, mp3

FRAMES = 400
SOUND = id3(100) + mp3(FRAMES)

TRANSCRIPT = [
    {"type": "segment", "value": {"start": "0:00", "speaker": "Josepha Poret", "text": "[0:00] Bonjour : bienvenue.\n[0:02.500 > 0:04] Parlons d'alliances."}},
    {"type": "segment", "value": {"start": "0:05", "speaker": "", "text": "Merci <b>à tous</b> & à bientôt."}},
]  # fmt: skip
CHAPTERS = [
    {"type": "chapter", "value": {"start": "0:00", "title": "Ouverture"}},
    {"type": "chapter", "value": {"start": "0:05", "title": "Merci !"}},
]


def recording(*documents) -> dict:
    """The block that plays files of the library."""
    files = [
        {"type": "item", "value": each.pk, "id": str(uuid4())} for each in documents
    ]
    return {"type": "recording", "value": {"title": "Le Jeudi", "files": files}}
