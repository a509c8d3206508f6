"""A mistake in a content file: where it is, what it is, and a database as it was."""

import pytest
from django.apps import apps

from home.loading.reading import ContentError

pytestmark = pytest.mark.django_db

PAGES, HOME_EN = "pages/accueil.fr.yaml", "pages/accueil.en.yaml"
FIGURES, MEASURES = "records/chiffres.fr.yaml", "records/mesures.fr.yaml"
PEOPLE, IMAGES = "records/personnes.fr.yaml", "records/images.fr.yaml"


def rows():
    """How many rows each table holds."""
    return {model: model._base_manager.count() for model in apps.get_models()}


def refused(content) -> list[str]:
    """What a loading that fails says, once sure that it left nothing behind."""
    before = rows()
    with pytest.raises(ContentError) as error:
        content.load()
    assert rows() == before
    return [str(mistake) for mistake in error.value.mistakes]


# --- Files that can't be read -----------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maires: [", "ligne"),
        ("maires:\n\ttitle: x", "ligne 2"),
        ("maires: {title: a, title: b}", "« title » est donné deux fois"),
        ("maires: {title: a}\nmaires: {title: b}", "« maires » est donné deux fois"),
        ("- une\n- liste", "clé : champs"),
        ("un texte", "clé : champs"),
        ("maires: un texte", "des champs étaient attendus"),
        ("maires:", "des champs étaient attendus"),
        ("maires: !!python/object/apply:os.system ['true']", "ligne 1"),
        ("? [a, b]\n: {}", "une clé doit être un mot"),
        ("maires: &a {source: *a}", "recursive"),
        (
            "maires: {source_read_on: 2022-02-30}",
            "2022-02-30" and "ne peut pas être lue",
        ),
        ("maires: *inconnu", "ligne 1"),
        (b"maires: {title: \xe9t\xe9}", "UTF-8"),
        ("maires: {title: été}".encode("utf-16"), "UTF-8"),
        (b"maires: {title: \x00}", "YAML"),
        (b"\x89PNG\r\n\x1a\n\x00", "UTF-8"),
        ("[" * 5000, "imbriqués"),
    ],
)
def test_a_malformed_file_is_named(content, text, said):
    content.write(FIGURES, text)

    [mistake] = refused(content)

    assert mistake.startswith(FIGURES)
    assert said in mistake


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("records/chiffres.de.yaml", ".fr.yaml ou .en.yaml"),
        ("records/chiffres.yaml", ".fr.yaml ou .en.yaml"),
        ("records/recettes.fr.yaml", "« recettes » n'est pas une rubrique connue"),
    ],
)
def test_a_file_of_no_known_name_is_named(content, name, said):
    content.write(name, "a: {title: b}")

    [mistake] = refused(content)

    assert mistake.startswith(name)
    assert said in mistake


def test_a_folder_that_does_not_exist_is_named(content):
    content.path /= "ailleurs"

    assert "ce dossier n'existe pas" in refused(content)[0]


def test_an_entry_given_in_two_files_is_named(content):
    content.write("pages/autre.fr.yaml", "vademecum: {type: vademecum.VademecumPage, title: V}")  # fmt: skip

    [mistake] = refused(content)

    assert "vademecum" in mistake and "déjà donné" in mistake


# --- Entries that say something wrong ---------------------------------------------

WRONG = {
    "unknown field": (PAGES, "title: Vademecum", "title: V\n  titel: X", "vademecum › titel", "n'existe pas"),
    "field of the software": (PAGES, "title: Vademecum", "title: V\n  live: true", "vademecum › live", "n'existe pas"),
    "unknown field of a record": (FIGURES, "subject: opinion", "sujet: opinion", "maires › sujet", "n'existe pas"),
    "unknown field of a picture": (IMAGES, "title:", "titre:", "noeud › titre", "n'existe pas"),
    "unknown block": (PAGES, "- heading: Une partie", "- titre: Une partie", "odd-17 › body › 1 titre", "bloc inconnu"),
    "two blocks in one": (PAGES, "- heading: Une partie", "- {heading: a, text: b}", "odd-17 › body", "un bloc"),
    "a text for blocks": (PAGES, "body:\n    - text: Un **engagement** commun.", "body: Un texte", "alliances › body", "une liste"),
    "bad link to a page": (PAGES, "page:vademecum/alliances", "page:vademecum/rien", "odd-17 › body › 2 text", "« vademecum/rien »"),
    "bad reference to a record": (PAGES, "- figure: maires", "- figure: maire", "odd-17 › body › 3 figure", "« maire »"),
    "bad reference in a field": (PAGES, "figure_of_the_week: maires", "figure_of_the_week: rien", "accueil › figure_of_the_week", "« rien »"),
    "bad reference in a list": (PAGES, 'mesures: ["7"]', 'mesures: ["7", "99"]', "premier › mesures › 2", "« 99 »"),
    "unknown speaker": (PAGES, "person: camille", "person: claude", "premier › speakers › 1", "« claude »"),
    "unknown field of a speaker": (PAGES, "role: Directrice", "rôle: Directrice", "premier › speakers › 1 › rôle", "n'existe pas"),
    "a list for a speaker": (PAGES, "- {person: camille, role: Directrice}", "- [camille]", "premier › speakers › 1", "un texte"),
    "bad choice": (FIGURES, "unit: percent", "unit: pourcents", "maires › unit", "pourcents"),
    "bad pillar": (PAGES, "[evaluer]", "[evaluer, jardiner]", "odd-17 › pillars", "jardiner"),
    "bad number": (FIGURES, 'value: "81"', "value: beaucoup", "maires › value", ""),
    "too many digits": (FIGURES, 'value: "81"', 'value: "81.123456"', "maires › value", ""),
    "bad date": (FIGURES, "source_read_on: 2026-11-24", "source_read_on: hier", "maires › source_read_on", "une date"),
    "an hour for a day": (PAGES, "starts_on: 2026-09-01", "starts_on: 2026-09-01T12:00", "saison-1 › starts_on", "une date"),
    "bad instant": (PAGES, "2026-11-26T12:00", "bientôt", "premier › starts_at", "un instant"),
    "not a Thursday": (PAGES, "2026-11-26T12:00", "2026-11-24T12:00", "premier › starts_at", "pas un jeudi"),
    "bad address": (FIGURES, "https://example.org/etude", "javascript:alert(1)", "maires › source_url", ""),
    "missing number": (FIGURES, '  value: "81"\n', "", "maires › value", "obligatoire"),
    "missing date": (FIGURES, "  source_read_on: 2026-11-24\n", "", "maires › source_read_on", "obligatoire"),
    "missing text": (FIGURES, "  source_title: Une étude\n", "", "maires › source_title", ""),
    "missing day of a season": (PAGES, "  starts_on: 2026-09-01\n", "", "saison-1 › starts_on", "obligatoire"),
    "missing format of a Jeudi": (PAGES, "  format: webinaire\n", "", "premier › format", ""),
    "missing title": (PAGES, "  title: Les alliances\n", "", "alliances › title", ""),
    "missing body": (PAGES, "  body:\n    - text: Un **engagement** commun.\n", "", "alliances › body", ""),
    "empty title": (PAGES, "title: Les alliances", 'title: ""', "alliances › title", ""),
    "no title": (PAGES, "title: Les alliances", "title:", "alliances › title", "un texte"),
    "too long": (PEOPLE, "Camille Martin", "C" * 151, "camille › name", "150"),
    "missing description": (IMAGES, "alt: Deux cercles entrelacés, ", "", "noeud › description", "Décrivez"),
    "unknown motif": (IMAGES, "motif: knot", "motif: licorne", "noeud › motif", "motif inconnu"),
    "unknown hue": (IMAGES, "hue: brand", "hue: [a]", "noeud", "un texte"),
    "measure without number": (MEASURES, '"7":', "sept:", "sept", ""),
    "unknown type": (PAGES, "type: vademecum.VademecumPage", "type: vademecum.Page", "vademecum › type", "type de page"),
    "type that is no page": (PAGES, "type: vademecum.VademecumPage", "type: accounts.User", "vademecum › type", "type de page"),
    "type that is no text": (PAGES, "type: vademecum.VademecumPage", "type: [a, b]", "vademecum › type", "type de page"),
    "no type": (PAGES, "vademecum:\n  type: vademecum.VademecumPage\n", "vademecum:\n", "vademecum › type", "type de page"),
    "wrong place": (PAGES, "type: vademecum.FichePage", "type: parcours.ParcoursPage", "odd-17 › type", "ne va pas sous"),
    "bad slug": (PAGES, "vademecum/alliances:", "vademecum/Les alliances !:", "Les alliances !", ""),
    "a forbidden character": (PAGES, "title: Vademecum", 'title: "V\\0"', "vademecum › title", "interdit"),
    "half a character": (PAGES, "title: Vademecum", 'title: "V\\ud800"', "vademecum › title", "interdit"),
    "yes for a text": (PAGES, "title: Vademecum", "title: true", "vademecum › title", "un texte"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_named_by_file_entry_and_field(content, case):
    file, before, after, place, said = WRONG[case]
    content.replace(file, before, after)

    mistakes = refused(content)

    found = [m for m in mistakes if m.startswith(file) and place in m and said in m]
    assert found, mistakes


def test_a_page_without_its_parent_is_named(content):
    content.write("pages/perdue.fr.yaml", "rien/perdue: {type: home.PlainPage, title: Perdue}")  # fmt: skip

    [mistake] = refused(content)

    assert "rien/perdue" in mistake and "« rien » n'existe pas" in mistake


def test_every_mistake_is_told_at_once(content):
    content.replace(FIGURES, "unit: percent", "unit: pourcents")
    content.replace(MEASURES, "dimension: operationnelle", "dimenssion: x")
    content.replace(PAGES, "title: Vademecum", "titel: Vademecum")

    mistakes = refused(content)

    assert {mistake.partition(" ")[0] for mistake in mistakes} == {FIGURES, MEASURES, PAGES}  # fmt: skip


# --- English that does not follow -------------------------------------------------


@pytest.mark.parametrize(
    ("file", "before", "after", "entry"),
    [
        (HOME_EN, "- text: A common **commitment**.", "- text: One.\n    - text: Two.", "alliances"),
        (HOME_EN, "- text: A common **commitment**.", "- text: |\n        One.\n\n        Two.", "alliances"),
        (HOME_EN, "- text: A common **commitment**.", "- heading: A heading", "alliances"),
        (HOME_EN, "title: Handbook", "title: Handbook\n  titel: x", "vademecum › titel"),
        (HOME_EN, "title: Handbook", f"title: {'H' * 300}", "vademecum › title"),
        (HOME_EN, "vademecum/alliances:", "vademecum/nowhere:", "vademecum/nowhere"),
    ],
)  # fmt: skip
def test_english_with_another_structure_is_named(content, file, before, after, entry):
    content.replace(file, before, after)

    [mistake] = refused(content)

    assert mistake.startswith(file) and entry in mistake


def test_more_speakers_in_english_than_in_french_are_named(content):
    content.replace(HOME_EN, "vademecum/alliances:", "jeudis:\n  title: Jeudis\n  slug: j\njeudis/saison-1:\n  title: One\n  slug: one\njeudis/saison-1/premier:\n  title: First\n  slug: first\n  speakers: [{role: a}, {role: b}]\nvademecum/alliances:")  # fmt: skip

    [mistake] = refused(content)

    assert "premier › speakers" in mistake and "même structure" in mistake


# --- After a first loading --------------------------------------------------------


def test_a_mistake_in_a_later_loading_leaves_the_first_one_whole(content):
    content.load()
    content.replace(PAGES, "title: Vademecum", "title: Autre titre")
    content.replace(FIGURES, "unit: percent", "unit: pourcents")

    [mistake] = refused(content)

    assert "maires › unit" in mistake
