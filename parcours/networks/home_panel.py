"""What a network sees first in the admin: its space, and what waits for it."""

from dataclasses import dataclass

from wagtail.admin.ui.components import Component
from wagtail.models import Page

from parcours.models import Borrowing, ParcoursPage, ReseauPage

from . import borrowing
from .comparing import Comparison, State


@dataclass(frozen=True)
class Space:
    network: ReseauPage
    all_parcours: list[Page]
    to_compare: list[Comparison]
    gone: list[Comparison]


def spaces_of(user) -> list[Space]:
    found = []
    for network in borrowing.networks_of(user):
        compared = Borrowing.objects.inside(network).comparisons()
        found.append(
            Space(
                network,
                list(ParcoursPage.objects.child_of(network).order_by("path")),
                [each for each in compared if each.state == State.BEHIND],
                [each for each in compared if each.state == State.GONE],
            )
        )
    return found


class SpacesPanel(Component):
    name = "spaces"
    order = 40
    template_name = "parcours/admin/spaces.html"

    def __init__(self, spaces: list[Space]):
        self.spaces = spaces

    def get_context_data(self, parent_context):
        return {"request": parent_context["request"], "spaces": self.spaces}
