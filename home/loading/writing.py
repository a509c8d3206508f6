"""Entries to records, pages and translations: all of them, or nothing."""

from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.files.images import ImageFile
from django.db import models, transaction
from wagtail.blocks import StreamBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, RevisionMixin, Site, TranslatableMixin

from core.models import BasePage, LoadedEntry, Organisation, Person, SiteImage
from news.models import Retombee
from vademecum.models import ChiffreCle, Mesure, Objectif, PressContact, Terme

from . import pictures, translating
from .reading import HOME, IMAGES, ContentError, Entry, Mistake, read
from .values import BadValue, Context, field_value, text

RECORD_MODELS = {
    "organisations": Organisation,
    "personnes": Person,
    "contacts": PressContact,
    "objectifs": Objectif,
    "mesures": Mesure,
    "chiffres": ChiffreCle,
    "termes": Terme,
    "retombees": Retombee,
}
SECTION_OF = {model: section for section, model in RECORD_MODELS.items()}

# What every page has: the place of an entry gives it, or the software does.
PAGE_COLUMNS = {column.name for column in Page._meta.get_fields()}

# Fields of an entry that are rows of a table of their own: relation, column, model.
LINKS = {
    "mesures": ("mesure_links", "mesure", Mesure),
    "etapes": ("etape_links", "page", "page"),
    "fiches": ("fiche_links", "page", "page"),
    "speakers": ("speakers", "person", Person),
}


@dataclass
class Report:
    """What a loading did."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # changed or deleted by an editor
    unchanged: int = 0


def load(folder: Path) -> Report:
    """
    Load a folder of content files.

    Raises ContentError with every mistake found; the database is then as it was.
    """
    entries = read(folder)
    known = {entry.key: entry for entry in LoadedEntry.objects.all()}
    if all(
        entry.identity in known and known[entry.identity].digest == entry.digest
        for entry in entries
    ):
        return Report(unchanged=len(entries))
    with transaction.atomic():
        loading = Loading(entries, known)
        loading.run()
        if loading.mistakes:
            raise ContentError(loading.mistakes)
    return loading.report


class Loading:
    """One loading: what is known of each entry while it is written."""

    def __init__(self, entries: list[Entry], known: dict[str, LoadedEntry]):
        self.entries = entries
        self.known = known
        self.report = Report()
        self.mistakes: list[Mistake] = []
        self.objects: dict[tuple[str, str], models.Model] = {}
        self.declared = {
            (entry.section, entry.key) for entry in entries if entry.language == "fr"
        }
        self.pending: list[Entry] = []

    def run(self):
        self.french, _ = Locale.objects.get_or_create(language_code="fr")
        self.english, _ = Locale.objects.get_or_create(language_code="en")
        # Two rounds: texts may link to pages that come later.
        for entry in self.entries:
            if entry.language == "fr":
                self.guarded(self.place, entry)
        if self.mistakes:
            return
        for entry in self.pending:
            self.guarded(self.fill, entry)
        if self.mistakes:
            return
        for entry in self.entries:
            if entry.language == "en":
                self.guarded(self.translate, entry)

    def guarded(self, act, entry: Entry):
        """Do something with an entry; a mistake is noted and the next entry goes on."""
        try:
            with transaction.atomic():
                act(entry)
        except BadValue as error:
            self.mistakes.append(entry.mistake(error.message, error.path))
        except ValidationError as error:
            self.mistakes += [
                entry.mistake(message, path) for path, message in messages_of(error)
            ]

    # --- Finding ------------------------------------------------------------------

    def find(self, model, key: str):
        """What a key names, among the entries of this loading."""
        section = "pages" if model == "page" else SECTION_OF.get(model, IMAGES)
        if (section, key) not in self.objects:
            kind = "page" if section == "pages" else f"entrée de « {section} »"
            raise BadValue(f"« {key} » n'est le nom d'aucune {kind}")
        return self.objects[section, key]

    def context(self, entry: Entry) -> Context:
        return Context(self.find, f"{entry.section}/{entry.key}")

    # --- First round: every French object exists ----------------------------------

    def place(self, entry: Entry):
        loaded = self.known.get(entry.identity)
        if loaded is not None:
            found = loaded.content_type.model_class().objects.filter(
                pk=loaded.object_id
            )
            instance = found.first()
            if instance is None:
                self.report.kept.append(entry.identity)
                return
            self.objects[entry.section, entry.key] = instance
            if loaded.digest == entry.digest:
                self.report.unchanged += 1
            elif self.is_an_editors(instance, loaded):
                self.report.kept.append(entry.identity)
            elif entry.section != IMAGES:
                self.pending.append(entry)
            return
        if entry.section == IMAGES:
            self.draw(entry)
        elif entry.section == "pages":
            self.add_page(entry)
        else:
            model = RECORD_MODELS[entry.section]
            instance = model(locale=self.french, live=False)
            key_column = instance._meta.get_field(model.key_field)
            setattr(instance, model.key_field, field_value(key_column, entry.key, None))
            self.set_fields(instance, entry, only_plain=True)
            self.require_values(instance)
            instance.save()
            self.objects[entry.section, entry.key] = instance
            self.pending.append(entry)

    @staticmethod
    def is_an_editors(instance, loaded: LoadedEntry) -> bool:
        """
        Somebody wrote since it was loaded, or took it off the site.

        A revision that nobody signs is the software's: a value that follows its source.
        """
        if not isinstance(instance, RevisionMixin):
            return False
        since = instance.revisions.filter(pk__gt=loaded.revision_id or 0)
        return not instance.live or since.exclude(user=None).exists()

    def draw(self, entry: Entry):
        fields = dict(entry.fields)
        motif, hue = text(fields.pop("motif", "")), text(fields.pop("hue", ""))
        if unknown := fields.keys() - {"title", "alt"}:
            raise BadValue("ce champ n'existe pas", min(unknown))
        if motif not in pictures.MOTIFS:
            raise BadValue(
                f"motif inconnu ; possibles : {', '.join(pictures.MOTIFS)}", "motif"
            )
        if hue not in pictures.HUES:
            raise BadValue(
                f"teinte inconnue ; possibles : {', '.join(pictures.HUES)}", "hue"
            )
        drawing = BytesIO(pictures.drawing(motif, hue, entry.key))
        image = SiteImage(
            title=text(fields.get("title", entry.key)),
            description=text(fields.get("alt", "")),
            credit="Dessin de la rédaction",
            licence=SiteImage.Licence.OURS,
            file=ImageFile(drawing, f"{entry.key}.png"),
        )
        image.full_clean()
        image.save()
        self.objects[entry.section, entry.key] = image
        self.remember(entry, image)

    def add_page(self, entry: Entry):
        model = self.page_model(entry)
        slug = entry.key.rsplit("/", 1)[-1]
        page = model(title=str(entry.fields.get("title", "")), slug=slug, live=False)
        page.locale = self.french
        self.set_fields(page, entry, only_plain=True)
        if not page.title:
            raise BadValue("ce champ est obligatoire", "title")
        self.require_values(page)
        if entry.key == HOME:
            self.add_home(page)
        else:
            parent_key = entry.key.rpartition("/")[0] or HOME
            if (parent := self.objects.get(("pages", parent_key))) is None:
                raise BadValue(f"sa page parente « {parent_key} » n'existe pas")
            if not model.can_create_at(parent.specific):
                raise BadValue(
                    f"ce type de page ne va pas sous « {parent_key} »", "type"
                )
            parent.refresh_from_db()
            parent.add_child(instance=page)
        self.objects["pages", entry.key] = page
        self.pending.append(entry)

    @staticmethod
    def add_home(page):
        """The home page becomes the root of the site; Wagtail's welcome page leaves."""
        Page.get_first_root_node().add_child(instance=page)
        site = Site.objects.filter(is_default_site=True).first()
        welcome = site.root_page if site else None
        if site is None:
            site = Site(hostname="localhost", is_default_site=True)
        site.root_page = page
        site.site_name = "Faire alliance"
        site.save()
        if welcome is not None and welcome.specific_class is Page:
            welcome.delete()

    def page_model(self, entry: Entry):
        try:
            model = apps.get_model(str(entry.fields.get("type", "")))
        except (LookupError, ValueError):
            model = None
        if model is None or not issubclass(model, BasePage):
            raise BadValue(
                "un type de page comme vademecum.FichePage était attendu", "type"
            )
        return model

    # --- Second round: fields, links, publication ---------------------------------

    def fill(self, entry: Entry):
        instance = self.objects[entry.section, entry.key]
        is_new = entry.identity not in self.known
        if not is_new:
            self.clear(instance, entry)
        self.set_fields(instance, entry)
        instance.full_clean()
        self.check_streams(instance)
        revision = instance.save_revision()
        revision.publish()
        instance.refresh_from_db()
        self.remember(entry, instance)
        (self.report.created if is_new else self.report.updated).append(entry.identity)

    def set_fields(self, instance, entry: Entry, only_plain: bool = False):
        """
        Give an object what its entry says.

        `only_plain` leaves what points at other objects for the second round.
        """
        context = self.context(entry)
        for name, raw in entry.fields.items():
            if name == "type" and isinstance(instance, Page):
                continue
            try:
                if name in LINKS and hasattr(instance, LINKS[name][0]):
                    if not only_plain:
                        self.set_links(instance, name, raw)
                    continue
                column = self.column(instance, name)
                if only_plain and isinstance(column, (StreamField, models.ForeignKey)):
                    continue
                if only_plain and "page:" in str(raw):
                    setattr(instance, name, "")
                    continue
                value = field_value(column, raw, context)
            except BadValue as error:
                raise error.inside(name) from None
            if isinstance(column, StreamField):
                value = column.to_python(value)
            setattr(instance, name, value)

    @staticmethod
    def clear(instance, entry: Entry):
        """What its file no longer says of an object is as in a new one."""
        said = {*entry.fields, *PAGE_COLUMNS, getattr(instance, "key_field", "")}
        for column in instance._meta.concrete_fields:
            if not column.primary_key and column.editable and column.name not in said:
                setattr(instance, column.attname, column.get_default())
        for name, (relation, *_target) in LINKS.items():
            if name not in said and hasattr(instance, relation):
                getattr(instance, relation).set([])

    @staticmethod
    def require_values(instance):
        """A column that can't be empty is named before the database refuses it."""
        for column in instance._meta.local_concrete_fields:
            if column.null or column.primary_key or column.is_relation:
                continue
            if getattr(instance, column.attname) is None:
                raise BadValue("ce champ est obligatoire", column.name)

    @staticmethod
    def column(instance, name: str) -> models.Field:
        try:
            column = instance._meta.get_field(name)
        except FieldDoesNotExist:
            column = None
        if (
            column is None
            or not getattr(column, "editable", False)
            or column.auto_created
        ):
            raise BadValue("ce champ n'existe pas")
        return column

    def set_links(self, instance, name: str, raw):
        relation, column, model = LINKS[name]
        manager = getattr(instance, relation)
        rows = []
        for position, item in enumerate(raw if isinstance(raw, list) else [raw], 1):
            try:
                target, values = self.link(manager.model, column, model, item)
            except BadValue as error:
                raise error.inside(str(position)) from None
            row = manager.model(sort_order=len(rows), **{column: target}, **values)
            if isinstance(row, TranslatableMixin):
                row.locale = instance.locale
            rows.append(row)
        manager.set(rows)

    def link(self, row: type[models.Model], column: str, model, item) -> tuple:
        """What a link points at, and what it says of it (the role of a speaker)."""
        values = dict(item) if isinstance(item, dict) else {column: item}
        target = self.find(model, text(values.pop(column, "")))
        for name, value in values.items():
            try:
                values[name] = field_value(self.column(row, name), value, None)
            except BadValue as error:
                raise error.inside(str(name)) from None
        return target, values

    @staticmethod
    def check_streams(instance):
        for column in instance._meta.get_fields():
            if isinstance(column, StreamField):
                value = getattr(instance, column.name)
                try:
                    column.stream_block.clean(value)
                except ValidationError as error:
                    raise ValidationError({column.name: flat(error)}) from None

    # --- English --------------------------------------------------------------------

    def translate(self, entry: Entry):
        source = self.objects.get((entry.section, entry.key))
        if source is None:
            if (entry.section, entry.key) not in self.declared:
                raise BadValue("cette entrée n'a pas de version française")
            return  # an editor deleted it
        loaded = self.known.get(entry.identity)
        if entry.section == IMAGES:  # a picture has one text, the French one
            self.remember(entry, source)
            return
        target = source.get_translation_or_none(self.english)
        if loaded is not None:
            if loaded.digest == entry.digest and target is not None:
                self.report.unchanged += 1
                return
            if target is None or self.is_an_editors(target, loaded):
                self.report.kept.append(entry.identity)
                return
        elif target is not None:
            self.report.kept.append(entry.identity)
            return
        french = self.known.get(replace(entry, language="fr").identity)
        if french is not None and self.is_an_editors(source, french):
            # The English of the file is no longer that of the page.
            self.report.kept.append(entry.identity)
            return
        english = source.latest_revision.as_object()
        self.set_texts(english, entry)
        target = translating.translate(source, english, self.english)
        self.remember(entry, target)
        (self.report.updated if loaded else self.report.created).append(entry.identity)

    def set_texts(self, english, entry: Entry):
        """The English texts, on a copy of the French object that is never saved."""
        fields = dict(entry.fields)
        if "speakers" in fields:
            self.set_roles(list(english.speakers.all()), fields.pop("speakers"))
        for name in LINKS:
            fields.pop(name, None)
        self.set_fields(
            english, Entry(entry.section, entry.key, "en", entry.file, fields)
        )

    @staticmethod
    def set_roles(speakers: list, raw):
        items = raw if isinstance(raw, list) else [raw]
        if len(items) != len(speakers):
            raise BadValue(
                f"{len(speakers)} en français, {len(items)} en anglais : "
                "les deux langues doivent avoir la même structure",
                "speakers",
            )
        for speaker, item in zip(speakers, items, strict=True):
            speaker.role = text(item.get("role", "")) if isinstance(item, dict) else ""

    def remember(self, entry: Entry, instance):
        LoadedEntry.objects.update_or_create(
            key=entry.identity,
            defaults={
                "digest": entry.digest,
                "content_type": ContentType.objects.get_for_model(type(instance)),
                "object_id": instance.pk,
                "revision_id": getattr(instance, "latest_revision_id", None),
            },
        )


def messages_of(error: ValidationError) -> list[tuple[str, str]]:
    """(field, message) pairs of a validation error."""
    if hasattr(error, "error_dict"):
        return [
            (name if name != "__all__" else "", " ".join(item.messages))
            for name, items in error.error_dict.items()
            for item in items
        ]
    return [("", message) for message in error.messages]


def flat(error: ValidationError) -> list[str]:
    """The messages of a stream's validation error, each with the place of its block."""
    if isinstance(error, StreamBlockValidationError) or hasattr(error, "block_errors"):
        found = []
        inner = error.block_errors or {}
        pairs = inner.items() if isinstance(inner, dict) else enumerate(inner)
        for place, child in pairs:
            label = place + 1 if isinstance(place, int) else place
            found += (
                [f"{label} › {message}" for message in flat(child)] if child else []
            )
        # Django's ErrorList: already the messages themselves.
        return found + [str(message) for message in error.non_block_errors or []]
    return list(error.messages)
