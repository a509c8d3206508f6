from django.db import migrations

RECORDS = (
    "core.{}_organisation",
    "core.{}_person",
    "vademecum.{}_presscontact",
    "vademecum.{}_chiffrecle",
    "vademecum.{}_mesure",
    "vademecum.{}_objectif",
    "vademecum.{}_terme",
)
CHOOSE = ("files wagtailimages.choose_image", "files wagtaildocs.choose_document")
# What the first site (2026-11-24) gave. The rest is new: existing groups receive it.
FIRST = {
    "Rédaction": (
        "pages wagtailcore.add_page",
        "pages wagtailcore.change_page",
        *(name.format(action) for action in ("add", "change", "view") for name in RECORDS),
        "files wagtailimages.add_image",
        "files wagtailimages.change_image",
        "files wagtaildocs.add_document",
        "files wagtaildocs.change_document",
        *CHOOSE,
        "wagtailadmin.access_admin",
        "wagtail_localize.submit_translation",
        "vademecum.view_edition",
    ),
    "Relecture": (
        "pages wagtailcore.change_page",
        "pages wagtailcore.lock_page",
        "pages wagtailcore.unlock_page",
        *(name.format(action) for action in ("change", "view") for name in RECORDS),
        *CHOOSE,
        "wagtailadmin.access_admin",
        "vademecum.add_edition",
        "vademecum.view_edition",
    ),
    "Réseaux partenaires": (
        *(name.format("view") for name in RECORDS),
        *CHOOSE,
        "wagtailadmin.access_admin",
    ),
}  # fmt: skip


def remember_what_was_given(apps, schema_editor):
    """What these groups lack of it, an administrator took off: it is not given again."""
    Group = apps.get_model("auth.Group")
    Row = apps.get_model("home.GivenRight")
    found = list(Group.objects.filter(name__in=FIRST))
    spaces = Group.objects.filter(
        page_permissions__page__content_type__app_label="parcours",
        page_permissions__page__content_type__model="reseaupage",
        name__startswith="Réseau : ",
    ).distinct()
    for group in [*found, *spaces]:
        rights = FIRST.get(group.name, FIRST["Réseaux partenaires"])
        Row.objects.bulk_create(Row(group=group, right=right) for right in rights)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_given_rights"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(remember_what_was_given, migrations.RunPython.noop)
    ]
