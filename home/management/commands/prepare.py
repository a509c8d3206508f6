from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from core.messages import compile_catalogues
from home import editors, spaces
from parcours.models import ParcoursIndexPage, ReseauPage


class Command(BaseCommand):
    help = "Bring everything up to date: messages, database, content, editors, files."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="say where the site will answer")

    def handle(self, port, **options):
        compile_catalogues(settings.LOCALE_PATHS[0])
        call_command("migrate", verbosity=0)
        call_command("load_content", stdout=self.stdout)
        for name in editors.set_up():
            self.stdout.write(f"Créé ou complété : {name}")
        for email, (first, last, group) in settings.DEMO_ACCOUNTS.items():
            self.make_account(email, first, last, group)
        if settings.DEMO_NETWORK:
            make_space(*settings.DEMO_NETWORK)
        if not settings.DEBUG:
            collect_changed_files()
        if port:
            self.say_where(port)

    def say_where(self, port: int):
        self.stdout.write(
            f"\n  Le site         http://localhost:{port}/"
            f"\n  L'admin         http://localhost:{port}/admin/"
            f"\n  Se connecter    mot de passe : {settings.DEMO_PASSWORD}"
        )
        for email, (first, last, _group) in settings.DEMO_ACCOUNTS.items():
            self.stdout.write(f"                  {email:24} {first} {last}")
        self.stdout.write("  Arrêter         Ctrl + C\n")

    @staticmethod
    def make_account(email, first, last, group):
        users = get_user_model().objects
        if users.filter(email=email).exists():
            return
        create = users.create_user if group else users.create_superuser
        user = create(email, settings.DEMO_PASSWORD, first_name=first, last_name=last)
        if group:
            user.groups.add(Group.objects.get(name=group))


def make_space(title, email):
    """A space to try what networks do, once; whoever deletes it is not given another."""
    user = get_user_model().objects.filter(email=email).first()
    section = ParcoursIndexPage.objects.filter(locale__language_code="fr").first()
    if user and section and not user.groups.exclude(name=editors.NETWORKS).exists():
        network = ReseauPage(title=title, locale=section.locale, live=False)
        section.add_child(instance=network)
        network.save_revision()
        user.groups.add(spaces.open_space(network))


def collect_changed_files():
    """`collectstatic`, spared when no static file changed since the last time."""
    signature = "\n".join(
        f"{path} {stat.st_size} {stat.st_mtime_ns}"
        for finder in get_finders()
        for path, storage in finder.list([])
        for stat in [Path(storage.path(path)).stat()]
    )
    stamp = settings.STATIC_ROOT / ".collected"
    if not stamp.exists() or stamp.read_text() != signature:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(signature)
