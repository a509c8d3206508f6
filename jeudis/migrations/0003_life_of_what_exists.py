from django.db import migrations


def tell(apps, schema_editor):
    """What there is to see and read of each Jeudi; the numbers that were given stay."""
    Jeudi = apps.get_model("jeudis", "JeudiPage")
    Source = apps.get_model("wagtailcore", "Page")
    for jeudi in Jeudi.objects.all():
        source = Source.objects.filter(
            translation_key=jeudi.translation_key, locale__language_code="fr"
        ).first()
        own = Jeudi.objects.filter(pk=source.pk).first() if source else None
        own = own or jeudi
        Jeudi.objects.filter(pk=jeudi.pk).update(
            has_replay=len(own.media) > 0,
            has_text=len(own.transcript) > 0,
            is_number_fixed=jeudi.first_published_at is not None,
        )


class Migration(migrations.Migration):
    dependencies = [("jeudis", "0002_life")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
