from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class SecondReaderTask(AbstractGroupApprovalTask):
    """Approval by somebody of a group who wrote nothing of what is approved."""

    class Meta:
        verbose_name = _("relecture par une autre personne")
        verbose_name_plural = _("relectures par une autre personne")

    @classmethod
    def get_description(cls):
        return _(
            "Un membre des groupes choisis approuve, jamais l'auteur du changement."
        )

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        if is_author(obj, user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    def on_action(self, task_state, user, action_name, **kwargs):
        # Also refused to a second reader who edits the text and approves in one go.
        if action_name == "approve" and is_author(
            task_state.workflow_state.content_object, user
        ):
            raise PermissionDenied(
                _("L'auteur d'un changement ne peut pas l'approuver : demandez une autre relecture.")
            )  # fmt: skip
        return super().on_action(task_state, user, action_name, **kwargs)


def is_author(obj, user) -> bool:
    """Whether somebody asked for this approval, or wrote since the published version."""
    state = obj.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return True
    changes = obj.revisions.filter(user=user)
    if obj.live_revision_id:
        changes = changes.filter(created_at__gt=obj.live_revision.created_at)
    return any(says_something_new(revision) for revision in changes)


def says_something_new(revision) -> bool:
    """Approving from the edit form saves a revision too: alone, it changes nothing."""
    previous = revision.get_previous()
    return previous is None or written(previous.content) != written(revision.content)


def written(content):
    """What an editor wrote, without what Wagtail notes beside it."""
    if isinstance(content, dict):
        return {
            key: written(value)
            for key, value in content.items()
            if key not in BOOKKEEPING and value not in (None, "", [], "[]")
        }
    if isinstance(content, list):
        return [written(item) for item in content]
    return content


BOOKKEEPING = {
    "pk",
    "draft_title",
    "has_unpublished_changes",
    "last_published_at",
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "locked",
    "locked_at",
    "locked_by",
    "numchild",
    "path",
    "url_path",
    "wagtail_admin_comments",
}
