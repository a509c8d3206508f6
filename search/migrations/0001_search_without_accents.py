"""
PostgreSQL reads « écosystème » and « ecosysteme » as one word, as SQLite does.

Without a configuration of our own it would read words as the language of the server says.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE TEXT SEARCH CONFIGURATION site (COPY = french)")
    schema_editor.execute(
        "ALTER TEXT SEARCH CONFIGURATION site ALTER MAPPING "
        "FOR hword, hword_part, word WITH unaccent, french_stem"
    )


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION site")


class Migration(migrations.Migration):
    dependencies = []
    operations = [UnaccentExtension(), migrations.RunPython(make, unmake)]
