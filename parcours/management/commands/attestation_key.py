from django.core.management.base import BaseCommand, CommandError

from parcours.attestation import keys


class Command(BaseCommand):
    help = (
        "Makes a key to sign attestations, for ATTESTATION_KEYS; nothing is kept here."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="what proofs will call it, for ever: 2027")

    def handle(self, *args, name, **options):
        if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
            raise CommandError("A name is made of letters, digits, « - » and « _ ».")
        secret = keys.new()
        public = keys.read(name, secret).multibase
        self.stdout.write(f"{name}:{secret}")
        self.stderr.write(
            "Put this first in ATTESTATION_KEYS, and keep a copy where secrets are kept.\n"
            f"Once another key signs, this half is enough to verify: {name}:{public}"
        )
