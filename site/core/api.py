"""The content as data: Wagtail's API v2, read only, published pages only."""

from django.core.exceptions import ValidationError
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from core import private_files

LONGEST = 18  # digits of a number that any database reads


class CarefulMixin:
    """Answers « bad request » to what no database can read, instead of an error 500."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        for name, value in request.GET.items():
            if "\x00" in value or (value.isdecimal() and len(value) > LONGEST):
                raise BadRequestError(f"{name} can't be read")

    def handle_exception(self, exc):
        if isinstance(exc, (ValidationError, OverflowError)):  # « yesterday », year 1
            exc = BadRequestError("a day or an instant can't be read")
        return super().handle_exception(exc)


class Pages(CarefulMixin, PagesAPIViewSet):
    pass


class Images(CarefulMixin, ImagesAPIViewSet):
    def get_queryset(self):
        return private_files.public(super().get_queryset())


class Documents(CarefulMixin, DocumentsAPIViewSet):
    def get_queryset(self):
        return private_files.public(super().get_queryset())


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", Pages)
router.register_endpoint("images", Images)
router.register_endpoint("documents", Documents)
