"""The admin's screen that creates a page."""

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.viewsets.pages import PageViewSet


class CreatePage(CreateView):
    """What another one took since the form was checked (an address) is said in the form."""

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ValidationError as refusal:
            for field, messages in refusal.message_dict.items():
                form.add_error(field if field in form.fields else None, messages)
            self.page.pk = self.page.id = None  # it is not in the tree
            self.page._state.adding = True
            return self.form_invalid(form)


class PagesViewSet(PageViewSet):
    add_view_class = CreatePage
