from django.db import migrations

GROUP = "Réseaux partenaires"


def keep_networks_in_their_spaces(apps, schema_editor):
    """Networks could add pages below any parcours; each has a space of its own now."""
    rights = apps.get_model("wagtailcore", "GroupPagePermission")
    rights.objects.filter(
        group__name=GROUP,
        page__content_type__app_label="parcours",
        page__content_type__model="parcoursindexpage",
        permission__codename="add_page",
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(keep_networks_in_their_spaces, migrations.RunPython.noop)
    ]
