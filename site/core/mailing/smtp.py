"""Django's SMTP, which also says when a mail is about to be handed over."""

from collections.abc import Callable

from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Until `before_data` is called, the server cannot have taken the mail."""

    before_data: Callable[[], None] | None = None

    @property
    def connection_class(self):
        backend = self

        class Telling(super().connection_class):
            def data(self, msg):
                if backend.before_data:
                    backend.before_data()
                return super().data(msg)

        return Telling
