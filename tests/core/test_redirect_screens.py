"""Two people who give an old address a new one, at the same moment."""

from wagtail.contrib.redirects.models import Redirect

from core import snippets

ADD = "/admin/redirects/add/"
WRITTEN = {
    "old_path": "/ancienne/",
    "site": "",
    "redirect_link": "https://example.org/",
}


def test_an_old_address_is_there_once(admin_client, client, home, monkeypatch):
    def the_other_is_first(row):
        monkeypatch.undo()
        assert admin_client.post(ADD, WRITTEN).status_code == 302

    monkeypatch.setattr(snippets, "hold", the_other_is_first)
    response = admin_client.post(ADD, WRITTEN)

    assert response.context["form"].errors
    assert Redirect.objects.count() == 1
    assert client.get("/ancienne/").url == "https://example.org/"


def test_one_that_is_changed_can_be_kept_as_it_is(admin_client, home):
    admin_client.post(ADD, WRITTEN)
    address = f"/admin/redirects/{Redirect.objects.get().pk}/"

    assert admin_client.get(address).status_code == 200
    response = admin_client.post(
        address, WRITTEN | {"redirect_link": "https://example.com/"}
    )

    assert response.status_code == 302
    assert Redirect.objects.get().link == "https://example.com/"
