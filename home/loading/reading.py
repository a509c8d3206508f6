"""Content files, read whole before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import yaml

IMAGES = "images"
RECORDS = [
    "organisations",
    "personnes",
    "contacts",
    "objectifs",
    "mesures",
    "chiffres",
    "termes",
    "retombees",
]
HOME = "accueil"
# Files of pages in the order of the menu; others come after.
PAGES = ["accueil", "vademecum", "parcours", "jeudis", "actualites", "agenda"]


@dataclass(frozen=True)
class Mistake:
    """What is wrong, where: file, entry, field."""

    file: str
    message: str
    entry: str = ""
    field: str = ""

    def __str__(self):
        place = " › ".join(filter(None, [self.file, self.entry, self.field]))
        return f"{place} : {self.message}"


class ContentError(Exception):
    """The content can't be loaded; `mistakes` says everything that is wrong with it."""

    def __init__(self, mistakes: list[Mistake]):
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


@dataclass(frozen=True)
class Entry:
    """One record, picture or page, in one language."""

    section: str  # « chiffres », « images », or « pages »
    key: str
    language: str
    file: str
    fields: dict = field(compare=False)

    @property
    def identity(self) -> str:
        return f"{self.section}/{self.key}/{self.language}"

    @property
    def digest(self) -> str:
        text = json.dumps(self.fields, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def mistake(self, message: str, field: str = "") -> Mistake:
        return Mistake(self.file, message, self.key, field)


class StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key given twice instead of keeping the last one silently."""


def _mapping(loader, node):
    keys = set()
    for key_node, _value in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, (str, int)):
            raise yaml.constructor.ConstructorError(
                None, None, "une clé doit être un mot", key_node.start_mark
            )
        if key in keys:
            raise yaml.constructor.ConstructorError(
                None, None, f"« {key} » est donné deux fois", key_node.start_mark
            )
        keys.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(folder: Path) -> list[Entry]:
    """All entries, in the order in which they can be written; ContentError if a file is bad."""
    mistakes: list[Mistake] = []
    entries = []
    if not folder.is_dir():
        raise ContentError([Mistake(str(folder), "ce dossier n'existe pas")])
    for path in sorted(folder.glob("*/*.yaml")):
        name = str(path.relative_to(folder))
        section, _dot, language = path.stem.partition(".")
        if language not in ("fr", "en"):
            mistakes.append(Mistake(name, "le nom doit finir par .fr.yaml ou .en.yaml"))
            continue
        if path.parent.name == "records" and section not in [IMAGES, *RECORDS]:
            mistakes.append(
                Mistake(name, f"« {section} » n'est pas une rubrique connue")
            )
            continue
        if path.parent.name == "pages":
            section = "pages"
        content = _parse(path, name, mistakes)
        for key, fields in (content or {}).items():
            if not isinstance(fields, dict):
                mistakes.append(Mistake(name, "des champs étaient attendus", str(key)))
                continue
            entries.append(Entry(section, str(key), language, name, fields))
    mistakes += _doubles(entries)
    if mistakes:
        raise ContentError(mistakes)
    return sorted(entries, key=_rank)


def _parse(path: Path, name: str, mistakes: list[Mistake]) -> dict | None:
    try:
        content = yaml.load(
            path.read_text("utf-8"), Loader=StrictLoader
        )  # a SafeLoader
    except UnicodeDecodeError:
        mistakes.append(Mistake(name, "ce fichier n'est pas du texte en UTF-8"))
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"ligne {mark.line + 1} : " if mark else ""
        problem = getattr(error, "problem", None) or "ce n'est pas du YAML"
        mistakes.append(Mistake(name, f"{line}{problem}"))
        return None
    except ValueError as error:  # a date like 2022-02-30, which looks like one
        mistakes.append(Mistake(name, f"une valeur ne peut pas être lue ({error})"))
        return None
    except RecursionError:
        mistakes.append(Mistake(name, "les champs sont imbriqués sans fin"))
        return None
    if content is not None and not isinstance(content, dict):
        mistakes.append(Mistake(name, "des entrées « clé : champs » étaient attendues"))
        return None
    return content


def _doubles(entries: list[Entry]) -> list[Mistake]:
    seen: dict[str, Entry] = {}
    mistakes = []
    for entry in entries:
        if (first := seen.setdefault(entry.identity, entry)) is not entry:
            mistakes.append(entry.mistake(f"déjà donné dans {first.file}"))
    return mistakes


def _rank(entry: Entry) -> tuple:
    """Pictures, records, then pages from the top of the tree down; French before English."""
    order = [IMAGES, *RECORDS, "pages"]
    depth, menu = 0, 0
    if entry.section == "pages":
        depth = 0 if entry.key == HOME else entry.key.count("/") + 1
        name = Path(entry.file).name.partition(".")[0]
        menu = PAGES.index(name) if name in PAGES else len(PAGES)
    return entry.language != "fr", order.index(entry.section), depth, menu
