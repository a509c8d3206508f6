"""Asking for a translation in the admin."""

from django.urls import reverse

from vademecum.models import Terme


def test_a_record_that_is_not_whole_is_to_be_completed_first(
    admin_client, french, english
):
    terme = Terme.objects.create(name="Sans", slug="sans", live=False, locale=french)
    address = reverse(
        "wagtail_localize:submit_snippet_translation",
        args=["vademecum", "terme", terme.pk],
    )
    asked = {"locales": [english.pk]}

    response = admin_client.post(address, asked, follow=True)

    [message] = response.context["messages"]
    assert "complétez d'abord" in str(message)
    assert response.redirect_chain[0][0].endswith(f"/terme/edit/{terme.pk}/")
    assert Terme.objects.count() == 1

    terme.definition = "Ce qui manquait."
    terme.save()
    response = admin_client.post(address, asked, follow=True)

    [message] = response.context["messages"]
    assert "La traduction de « Sans » est prête à écrire" in str(message)
    assert Terme.objects.filter(locale=english).count() == 1
