"""The mails that did not leave, as the team sees them."""

from django.contrib.auth.models import Group
from django.utils import timezone

from core.mailing import delivery
from core.models import OutgoingMail
from home import editors
from tests import factories

from .test_mailing import post

PATH = "/admin/reports/courriels/"


def sign_in(client, group):
    editors.set_up()
    user = factories.UserFactory()
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


def test_the_team_sees_what_was_refused_or_is_in_doubt_and_why(client, home):
    post("parti", "refuse", "incertain")
    now = timezone.now()
    for name, state, why in (
        ("parti", "sent", ""),
        ("refuse", "refused", "550 Inconnu"),
        ("incertain", "doubtful", "Connexion perdue"),
    ):
        mail = OutgoingMail.objects.get(key=f"test:{name}")
        delivery.end(mail, OutgoingMail.State(state), now, why)
    sign_in(client, editors.WRITERS)

    html = client.get(PATH).content.decode()

    assert "refuse@example.org" in html and "550 Inconnu" in html
    assert "incertain@example.org" in html and "jamais renvoyé" in html
    assert "parti@example.org" not in html


def test_networks_do_not(client, home):
    post("a")
    sign_in(client, editors.NETWORKS)

    assert client.get(PATH).status_code == 302
