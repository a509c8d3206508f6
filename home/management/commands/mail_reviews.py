from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home import reviews


class Command(BaseCommand):
    help = "Mail to each responsible, once a week, the figures to read again."

    def handle(self, *args, **options):
        day = timezone.localdate()
        desks, orphans = reviews.desks(day)
        failures = []
        for person, desk in desks.items():
            try:
                if reviews.mail(person, desk, day):
                    self.stdout.write(f"Envoyé : {person.email}")
            except OSError as error:  # SMTP errors are some
                failures.append(f"{person.email} : {error}")
        if orphans:
            failures.append(
                "Personne ne répond de : "
                + ", ".join(figure.identifier for figure in orphans)
                + ". Donnez-leur un responsable, ou un membre au groupe Relecture."
            )
        if failures:
            raise CommandError("\n".join(failures))
