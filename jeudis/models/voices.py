"""Who spoke: one page for each speaker, with all their Jeudis; one that lists them."""

from django.conf import settings
from django.db.models import Count
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core import frame, lifetimes
from core.listings import paginated
from core.models import Person
from jeudis import life, structured

from .speakers import Speaker

PEOPLE, JEUDIS = 40, 20
BELOW = gettext_lazy("intervenants/")


def below(slug: str):
    """The address of a speaker, in each language."""
    return format_lazy("{}{}/", BELOW, slug)


class VoicesMixin(RoutablePageMixin):
    """Routes of the list of Jeudis. A person who is taken off the site has no page."""

    class Meta:
        abstract = True

    @path(BELOW)
    def voices(self, request):
        title = _("Les intervenants")
        frame.of(request).go_below(title, BELOW)
        people = paginated(self.people(), request, PEOPLE)
        context = super().get_context(request) | {
            "people": people.object_list,
            "page_obj": people,
            "linked_data": structured.collection(self, title, BELOW),
        }
        return TemplateResponse(request, "jeudis/voices.html", context)

    def people(self):
        """Those who spoke in a Jeudi that readers see, and in how many."""
        shown = self.jeudis().order_by().values("pk")
        people = Person.objects.sources().live().select_related("organisation")
        people = people.filter(speeches__jeudi__in=shown)
        return people.annotate(total=Count("speeches")).order_by("name", "pk")

    @path(below("<slug:slug>"))
    def voice(self, request, slug):
        now = timezone.now()
        person = self.person(slug)
        jeudis = self.jeudis().filter(speakers__person=person.source).distinct()
        page = paginated(jeudis, request, JEUDIS)
        if not page.paginator.count:
            raise Http404
        speeches = self.speeches(person, page.object_list)
        frame.of(request).go_below(person.name, below(slug), person.biography)
        context = super().get_context(request) | {
            "now": now,
            "person": person,
            "organisation": organisation_of(person),
            "speeches": speeches,
            "page_obj": page,
            "linked_data": structured.voice(
                person, organisation_of(person), page.object_list, request.path
            ),
        }
        response = TemplateResponse(request, "jeudis/voice.html", context)
        changes_at = life.first_change([each.facts for each in page.object_list], now)
        return lifetimes.keep(response, now, changes_at)

    @staticmethod
    def person(slug: str) -> Person:
        """The notice in the reader's language, which knows its French row as `source`."""
        keys = Person.objects.sources().live().filter(slug=slug)
        found = Person.objects.cited(keys.values_list("pk", flat=True)[:1])
        for source in found.values():
            if source.language == settings.LANGUAGE_CODE:
                person = source.in_language(get_language())
                person.source = source
                return person
        raise Http404

    @staticmethod
    def speeches(person: Person, jeudis: list) -> list[Speaker]:
        """What they were on the day of each Jeudi."""
        rows = Speaker.objects.filter(person=person.source, jeudi__in=jeudis)
        by_jeudi = {row.jeudi_id: row for row in rows.select_related("organisation")}
        found = []
        for jeudi in jeudis:
            speech = by_jeudi[jeudi.pk]
            speech.jeudi, speech.person = jeudi, person.source
            speech.speak(person)
            found.append(speech)
        return found


def organisation_of(person: Person):
    found = person.source.organisation
    return found if found is not None and found.live else None
