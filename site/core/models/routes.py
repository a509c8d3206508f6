from wagtail.contrib.routable_page.models import RoutablePageMixin


class RoutesMixin(RoutablePageMixin):
    """Routes that are printed and cited: found again when their page gets another address."""

    printed_routes = ()

    def get_route_paths(self):
        return ["/", *(f"/{below}" for below in self.printed_routes)]

    @property
    def listed_routes(self) -> list[str]:
        """Those that are pages: in the map of the site."""
        return [route for route in self.printed_routes if route.endswith("/")]

    def resolve_subpage(self, path):
        # A file has no slash after its name, our routes have one.
        return super().resolve_subpage(path if path.endswith("/") else f"{path}/")
