"""Django's SMTP, which also says when a mail is about to be handed over."""

from collections.abc import Callable

from django.core.mail.backends import smtp

GO_AHEAD = 354  # the server waits for the text


class EmailBackend(smtp.EmailBackend):
    """Until `before_data` is called, the server cannot have taken the mail."""

    before_data: Callable[[], None] | None = None

    @property
    def connection_class(self):
        backend = self

        class Telling(super().connection_class):
            def getreply(self):
                reply = super().getreply()
                # After the answer to DATA: nothing is left to wait for before the text,
                # so that a worker that is killed has hardly a moment to lose a mail in.
                if reply[0] == GO_AHEAD and backend.before_data:
                    try:
                        backend.before_data()
                    except BaseException:
                        self.close()  # QUIT would be taken for the text
                        raise
                return reply

        return Telling
