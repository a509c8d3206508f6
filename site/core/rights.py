"""Who finds a screen of the admin in its menu, and who is let in."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.menu import MenuItem


class MenuItemFor(MenuItem):
    """An item of the menu for those of whom `allows(user)` is true."""

    def __init__(self, allows, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.allows = allows

    def is_shown(self, request):
        return self.allows(request.user)


class NeedsRightMixin:
    """A screen for those who hold the right `needed`; the admin sends the others back."""

    needed: str

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.needed):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
