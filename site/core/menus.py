from wagtail.admin.menu import MenuItem


class MenuItemFor(MenuItem):
    """An item of the admin's menu for those of whom `allows(user)` is true."""

    def __init__(self, allows, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.allows = allows

    def is_shown(self, request):
        return self.allows(request.user)
