"""Small objects to test with: `JeudiPageFactory(parent=season)`."""

from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import factory
from django.contrib.auth import get_user_model
from django.core.files.images import ImageFile
from django.db.models.signals import post_save
from django.utils import timezone
from modelsearch.signal_handlers import post_save_signal_handler
from PIL import Image
from wagtail.models import Locale
from wagtail.signal_handlers import disable_reference_index_auto_update

from core.models import Organisation, Person, SiteImage
from home.models import AudiencePage, HomePage, PillarPage, PlainPage, StrategyPage
from jeudis.models import JeudiIndexPage, JeudiPage, SeasonPage
from news.models import (
    AgendaPage,
    CommuniquePage,
    EventPage,
    NewsIndexPage,
    NewsPage,
    Retombee,
    RetombeeChiffre,
    RetombeeIndexPage,
)
from newsletter.models import IssuePage, NewsletterPage
from parcours.models import EtapePage, ParcoursIndexPage, ParcoursPage, ReseauPage
from vademecum.models import (
    Affirmation,
    Appui,
    ChiffreCle,
    ChiffreIndexPage,
    FichePage,
    Mesure,
    MesureIndexPage,
    Objectif,
    PressContact,
    Terme,
    TermeIndexPage,
    VademecumPage,
)

TEXT = [{"type": "text", "value": "<p>Agir ensemble, à plusieurs mains.</p>"}]


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    first_name = "Dominique"
    password = factory.django.Password("secret")


class SiteImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SiteImage

    title = "Un nœud"
    description = "Deux cercles entrelacés"
    credit = "La rédaction"
    licence = SiteImage.Licence.OURS

    @factory.lazy_attribute
    def file(self):
        out = BytesIO()
        Image.new("RGB", (40, 30), "navy").save(out, "PNG")
        return ImageFile(BytesIO(out.getvalue()), "noeud.png")


# --- Records ----------------------------------------------------------------------


class RecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    locale = factory.LazyFunction(lambda: Locale.objects.get(language_code="fr"))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        live = kwargs.pop("live", True)
        record = model_class(*args, live=False, **kwargs)
        with unindexed(model_class) if live else nullcontext():
            record.save()
            revision = record.save_revision()
        if live:
            revision.publish()
        record.refresh_from_db()
        return record


class OrganisationFactory(RecordFactory):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organisation-{n}")
    name = factory.Sequence(lambda n: f"Organisation {n}")


class PersonFactory(RecordFactory):
    class Meta:
        model = Person

    slug = factory.Sequence(lambda n: f"personne-{n}")
    name = factory.Sequence(lambda n: f"Camille Martin {n}")
    role = "Déléguée générale"


class ObjectifFactory(RecordFactory):
    class Meta:
        model = Objectif

    number = factory.Sequence(lambda n: n + 1)
    verb = "Mobiliser"
    title = "Rendre lisibles les démarches"
    summary = "<p>Montrer ce qui existe.</p>"


class MesureFactory(RecordFactory):
    class Meta:
        model = Mesure

    number = factory.Sequence(lambda n: n + 1)
    dimension = Mesure.Dimension.OPERATIONNELLE
    title = "Rendre accessible l'existant"
    source_title = "Bilan d'un an de la mission"
    source_url = "https://example.org/bilan"


class ChiffreCleFactory(RecordFactory):
    class Meta:
        model = ChiffreCle

    identifier = factory.Sequence(lambda n: f"chiffre-{n}")
    title = factory.Sequence(lambda n: f"Utilité du jouer collectif {n}")
    value = Decimal(81)
    unit = "percent"
    counts = "des Français jugent utile de jouer collectif"
    period_start = date(2020, 5, 1)
    period_end = date(2020, 5, 31)
    subject = ChiffreCle.Subject.OPINION
    source_title = "Jouer collectif en sortie de crise"
    source_publisher = "Observatoire des partenariats"
    source_url = "https://example.org/etude"
    source_read_on = date(2026, 11, 24)


class TermeFactory(RecordFactory):
    class Meta:
        model = Terme

    slug = factory.Sequence(lambda n: f"terme-{n}")
    name = factory.Sequence(lambda n: f"Catalyseur {n}")
    definition = "<p>Tiers de confiance qui relie les acteurs.</p>"


class AffirmationFactory(factory.django.DjangoModelFactory):
    """A claim, and what it rests on: figures, measures or pages."""

    class Meta:
        model = Affirmation

    text = factory.Sequence(lambda n: f"Les alliances font gagner du temps {n}.")

    @classmethod
    def _create(cls, model_class, *args, evidence=(), **kwargs):
        names = {ChiffreCle: "figure", Mesure: "mesure"}
        rows = [Appui(**{names.get(type(each), "page"): each}) for each in evidence]
        return super()._create(model_class, *args, evidence=rows, **kwargs)


class PressContactFactory(RecordFactory):
    class Meta:
        model = PressContact

    slug = factory.Sequence(lambda n: f"contact-{n}")
    person = factory.SubFactory(PersonFactory)
    subject = "La feuille de route"
    spoken = ["fr"]
    hours = "du lundi au vendredi, 9 h – 18 h"
    email = "presse@example.org"
    phone = "01 99 00 00 00"


class RetombeeFactory(RecordFactory):
    class Meta:
        model = Retombee

    identifier = factory.Sequence(lambda n: f"retombee-{n}")
    title = factory.Sequence(lambda n: f"On en parle {n}")
    medium = "Le Quotidien"
    published_on = date(2026, 11, 20)
    url = factory.Sequence(lambda n: f"https://example.org/article-{n}")

    @classmethod
    def _create(cls, model_class, *args, figures=(), **kwargs):
        kwargs["figure_links"] = [RetombeeChiffre(figure=figure) for figure in figures]
        return super()._create(model_class, *args, **kwargs)


# --- Pages ------------------------------------------------------------------------


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    title = factory.Sequence(lambda n: f"Page {n}")
    slug = factory.Sequence(lambda n: f"page-{n}")
    introduction = "Deux phrases pour dire de quoi il s'agit."

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        kwargs.setdefault("locale", parent.locale)
        live = kwargs.pop("live", True)
        page = model_class(*args, live=False, **kwargs)
        parent.refresh_from_db()
        with unindexed(model_class) if live else nullcontext():
            parent.add_child(instance=page)
            revision = page.save_revision()
        if live:
            revision.publish()
        page.refresh_from_db()
        return page


@contextmanager
def unindexed(model):
    """Saves that another one follows: a third of the whole suite went to their indexes."""
    post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.connect(post_save_signal_handler, sender=model)


class HomePageFactory(PageFactory):
    class Meta:
        model = HomePage

    title = "Faire alliance"
    statement = "Aucun acteur ne peut répondre seul."


class PlainPageFactory(PageFactory):
    class Meta:
        model = PlainPage

    body = TEXT


class StrategyPageFactory(PageFactory):
    class Meta:
        model = StrategyPage

    axis = "audience"


class AudiencePageFactory(PageFactory):
    class Meta:
        model = AudiencePage

    audience = "medias"
    body = TEXT


class PillarPageFactory(PageFactory):
    class Meta:
        model = PillarPage

    pillar = "evaluer"
    body = TEXT


class VademecumPageFactory(PageFactory):
    class Meta:
        model = VademecumPage

    title = "Vademecum"
    slug = "vademecum"


class FichePageFactory(PageFactory):
    class Meta:
        model = FichePage

    body = TEXT


class ChiffreIndexPageFactory(PageFactory):
    class Meta:
        model = ChiffreIndexPage

    slug = "chiffres"


class TermeIndexPageFactory(PageFactory):
    class Meta:
        model = TermeIndexPage

    slug = "glossaire"


class MesureIndexPageFactory(PageFactory):
    class Meta:
        model = MesureIndexPage

    slug = "mesures"


class ParcoursIndexPageFactory(PageFactory):
    class Meta:
        model = ParcoursIndexPage

    slug = "parcours"


class ReseauPageFactory(PageFactory):
    class Meta:
        model = ReseauPage

    title = "Un réseau"
    body = TEXT


class ParcoursPageFactory(PageFactory):
    class Meta:
        model = ParcoursPage

    kind = ParcoursPage.Kind.METHODOLOGIQUE
    public = "Pour qui commence."
    aims = [{"type": "aim", "value": "Savoir par où commencer."}]


class EtapePageFactory(PageFactory):
    class Meta:
        model = EtapePage

    duration_minutes = 20
    aims = [{"type": "aim", "value": "Reconnaître une alliance."}]
    body = TEXT


class JeudiIndexPageFactory(PageFactory):
    class Meta:
        model = JeudiIndexPage

    slug = "jeudis"


class SeasonPageFactory(PageFactory):
    class Meta:
        model = SeasonPage

    starts_on = date(2026, 9, 1)


def paris(*moment) -> datetime:
    """An instant in Paris: `paris(2026, 11, 26, 12)`."""
    return timezone.make_aware(datetime(*moment))


class JeudiPageFactory(PageFactory):
    class Meta:
        model = JeudiPage

    number = factory.Sequence(lambda n: n + 1)
    starts_at = factory.Sequence(
        lambda n: paris(2026, 1, 1, 12) + timedelta(weeks=n % 900)
    )
    format = JeudiPage.Format.WEBINAIRE


class NewsIndexPageFactory(PageFactory):
    class Meta:
        model = NewsIndexPage

    slug = "actualites"


class NewsPageFactory(PageFactory):
    class Meta:
        model = NewsPage

    published_on = date(2022, 3, 28)
    body = TEXT


class CommuniquePageFactory(PageFactory):
    class Meta:
        model = CommuniquePage

    published_on = date(2022, 3, 28)
    place = "Paris"
    issuer = factory.SubFactory(
        OrganisationFactory, description="Une organisation qui relie les acteurs."
    )
    body = TEXT


class RetombeeIndexPageFactory(PageFactory):
    class Meta:
        model = RetombeeIndexPage

    title = "Revue de presse"


class AgendaPageFactory(PageFactory):
    class Meta:
        model = AgendaPage

    slug = "agenda"


class EventPageFactory(PageFactory):
    class Meta:
        model = EventPage

    starts_on = date(2022, 3, 28)
    body = TEXT


class NewsletterPageFactory(PageFactory):
    class Meta:
        model = NewsletterPage

    title = "La lettre"
    slug = "lettre"


class IssuePageFactory(PageFactory):
    class Meta:
        model = IssuePage

    audience = "medias"
    dated_on = date(2026, 11, 26)
    body = [{"type": "text", "value": "Bonjour.\n\nDeux choses cette semaine."}]


def translated(page, locale, **fields):
    """A live translation of a page or record, as a translator would leave it."""
    with unindexed(type(page)):
        copy = page.copy_for_translation(locale)
        for name, value in fields.items():
            setattr(copy, name, value)
        copy.save()
        revision = copy.save_revision()
    revision.publish()
    copy.refresh_from_db()
    return copy
