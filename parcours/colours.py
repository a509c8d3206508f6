"""The colours that a network chooses from: each reads well on paper and in the dark."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Colour(models.TextChoices):
    """A name and no value: what it looks like in each scheme is in `css/network.css`."""

    OCEAN = "ocean", _("Océan")
    SAPIN = "sapin", _("Sapin")
    GARANCE = "garance", _("Garance")
    PRUNE = "prune", _("Prune")
    TERRE = "terre", _("Terre")
    ARDOISE = "ardoise", _("Ardoise")
