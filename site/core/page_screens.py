"""The admin's screens that create and change pages."""

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.admin.views.pages import bulk_actions
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.pages.ordering import SetPagePositionView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from .locks import hold


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


class InTurn:
    """
    What is asked of pages at one moment is done one after the other, each on what it finds.

    A page deleted twice at once was taken twice from the children that its parent counts,
    and the last of its sisters was in no list any more.
    """

    def dispatch(self, request, *args, **kwargs):
        if request.method != "POST":
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            hold(Page.get_first_root_node())
            self.setup(request, *args, **kwargs)  # it read the page before its turn
            return super().dispatch(request, *args, **kwargs)


class CopyPage(InTurn, CopyView):
    pass


class DeletePage(InTurn, DeleteView):
    pass


class EditPage(InTurn, EditView):
    pass


class MovePage(InTurn, MoveConfirmView):
    pass


class PlacePage(InTurn, SetPagePositionView):
    pass


class UnpublishPage(InTurn, UnpublishView):
    pass


class AnswerPage(InTurn, WorkflowActionView):
    """Approve, or ask for changes."""


class PagesViewSet(PageViewSet):
    add_view_class = CreatePage
    copy_view_class = CopyPage
    delete_view_class = DeletePage
    edit_view_class = EditPage
    move_confirm_view_class = MovePage
    set_page_position_view_class = PlacePage
    unpublish_view_class = UnpublishPage
    workflow_action_view_class = AnswerPage


class DeletePages(InTurn, bulk_actions.DeleteBulkAction):
    pass


class MovePages(InTurn, bulk_actions.MoveBulkAction):
    pass


class PublishPages(InTurn, bulk_actions.PublishBulkAction):
    pass


class UnpublishPages(InTurn, bulk_actions.UnpublishBulkAction):
    pass


BULK_ACTIONS = [DeletePages, MovePages, PublishPages, UnpublishPages]
