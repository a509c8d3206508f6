from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.links import asking, places
from core.models import CheckedLink


class Command(BaseCommand):
    help = "Ask every address of another site that the site leads to; name the silent ones."

    def handle(self, **options):
        places.seek(timezone.now())
        links = CheckedLink.objects.order_by("url").prefetch_related("places__thing")
        silent = 0
        for link in links:
            answer = asking.ask(link.url)
            if answer.is_there:
                continue
            silent += 1
            self.stdout.write(f"{link.url} : {answer.reason}")
            for place in link.places.all():
                self.stdout.write(f"  {place.thing}")
        if silent:
            raise CommandError(
                f"{silent} adresse(s) sur {len(links)} ne répondent pas."
            )
        self.stdout.write(f"{len(links)} adresse(s) : toutes répondent.")
