"""A form of the admin that no browser filled: said to be incomplete, never an error 500."""

import pytest
from django.urls import reverse
from wagtail.blocks import BlockField
from wagtail.models import get_page_models

from core.models import BasePage
from core.stream_widget import StreamWidget
from tests import factories
from tests.admin_forms import fields_of
from vademecum.models import Mesure

PAGES = [model for model in get_page_models() if issubclass(model, BasePage)]


@pytest.fixture
def edit_mesure(mesure):
    return reverse(Mesure.snippet_viewset.get_url_name("edit"), args=[mesure.pk])


@pytest.fixture
def mesure(french):
    return factories.MesureFactory()


@pytest.mark.parametrize("count", [None, "", "abc", "-", "3", "9" * 30])
def test_a_measure_sent_without_its_milestones_says_so(
    admin_client, mesure, edit_mesure, count
):
    sent = fields_of(admin_client.get(edit_mesure), "title") | {"title": "Autre"}
    sent |= {} if count is None else {"milestones-count": count}

    response = admin_client.post(edit_mesure, sent)

    assert response.status_code == 400
    assert "Ce formulaire est incomplet" in response.content.decode()
    mesure.refresh_from_db()
    assert mesure.latest_revision.as_object().title != "Autre"


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_every_form_of_a_page_reads_its_blocks_so(model):
    fields = model.get_edit_handler().get_form_class().base_fields.values()

    blocks = [field.widget for field in fields if isinstance(field, BlockField)]
    assert all(isinstance(widget, StreamWidget) for widget in blocks)


def test_a_page_sent_without_the_counts_of_what_it_links_is_answered(
    admin_client, tree
):
    page = tree["actualite"]
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = fields_of(admin_client.get(address), "slug")
    sent = {name: value for name, value in sent.items() if not name.endswith("_FORMS")}

    response = admin_client.post(
        address, sent | {"body-count": "0", "sources-count": "0"}
    )

    assert response.status_code in (200, 302)
