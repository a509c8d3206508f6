from core import lifetimes


class ClockMixin:
    """
    A page that changes by the clock: its context says `now`, and `changes_at`.

    No cache keeps it beyond. Comes first among the bases.
    """

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        if "changes_at" in context:
            lifetimes.keep(response, context["now"], context["changes_at"])
        return response
