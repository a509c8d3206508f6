"""What an approval does. Imports no model: Wagtail reads it while its own are loading."""


def publish_approved(workflow_state, user=None):
    """
    Publish what was approved (`WAGTAIL_FINISH_WORKFLOW_ACTION`).

    Approval is the right to publish, here: nobody of the team has it without a second
    reader, so Wagtail's own check of the approver's « publish » permission is left out.
    """
    from . import parutions  # with its models, which are loaded by now

    instance = workflow_state.content_object
    revision = instance.get_latest_revision()
    if parutions.approve(instance, revision):
        return  # it goes live with the others, at their minute
    revision.publish(user=user, skip_permission_checks=True)
