from textwrap import dedent

import pytest

from home.loading.writing import load
from home.models import HomePage

CONTENT = {
    "pages/accueil.fr.yaml": """
        accueil:
          type: home.HomePage
          title: Faire alliance
          statement: Aucun acteur ne peut répondre seul.
          figure_of_the_week: maires
        vademecum:
          type: vademecum.VademecumPage
          title: Vademecum
        vademecum/odd-17:
          type: vademecum.FichePage
          title: L'ODD 17
          pillars: [evaluer]
          body:
            - heading: Une partie
            - text: Lire aussi [les alliances](page:vademecum/alliances).
            - figure: maires
        vademecum/alliances:
          type: vademecum.FichePage
          title: Les alliances
          body:
            - text: Un **engagement** commun.
        jeudis:
          type: jeudis.JeudiIndexPage
          title: Jeudis
        jeudis/saison-1:
          type: jeudis.SeasonPage
          title: Saison 1
          starts_on: 2026-09-01
        jeudis/saison-1/premier:
          type: jeudis.JeudiPage
          title: Premier Jeudi
          number: 1
          format: webinaire
          starts_at: 2026-11-26T12:00
          mesures: ["7"]
          speakers:
            - {person: camille, role: Directrice}
        """,
    "pages/accueil.en.yaml": """
        accueil:
          title: Building alliances
          slug: home
          statement: No one can answer alone.
        vademecum:
          title: Handbook
          slug: handbook
        vademecum/alliances:
          title: Alliances
          slug: alliances
          body:
            - text: A common **commitment**.
        """,
    "records/chiffres.fr.yaml": """
        maires:
          title: Part des maires
          value: "81"
          unit: percent
          counts: des maires jugent utile de faire alliance
          subject: opinion
          source_title: Une étude
          source_publisher: Un observatoire
          source_url: https://example.org/etude
          source_read_on: 2026-11-24
        """,
    "records/chiffres.en.yaml": """
        maires:
          title: Share of mayors
          counts: of mayors find alliances useful
          source_title: A study
        """,
    "records/mesures.fr.yaml": """
        "7":
          title: Former
          dimension: operationnelle
        """,
    "records/personnes.fr.yaml": """
        camille:
          name: Camille Martin
        """,
    "records/images.fr.yaml": """
        noeud: {title: Le nœud, alt: Deux cercles entrelacés, motif: knot, hue: brand}
        """,
}


class ContentFolder:
    """A folder of content files that a test may change."""

    def __init__(self, path):
        self.path = path
        for name, text in CONTENT.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())

    def replace(self, name: str, before: str, after: str):
        """Change some words of a file; the words must be there."""
        text = (self.path / name).read_text()
        assert before in text
        (self.path / name).write_text(text.replace(before, after))

    def load(self):
        return load(self.path)


@pytest.fixture
def content(db, tmp_path, monkeypatch):
    HomePage.objects.get().delete()  # a site begins without pages
    # Drawing takes a second, and every picture of the tests may be the same.
    tiny = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    monkeypatch.setattr("home.loading.pictures.drawing", lambda *args: tiny)
    return ContentFolder(tmp_path)
