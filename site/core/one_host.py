"""
What is sent to the one host that a setting names: it takes it, refuses it, or is down.

No redirection is followed: what is said, and with which password, is for that host only.
"""

import http.client
import urllib.error
import urllib.request

TIMEOUT = 10  # seconds


class DownError(Exception):
    """It doesn't answer, or not for the moment: again later."""


class RefusedError(Exception):
    """It will never take this."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *told):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def post(
    url: str, data: bytes, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    """The status of its answer, and the beginning of what an error says."""
    request = urllib.request.Request(url, data=data, headers=headers or {})
    try:
        with OPENER.open(request, timeout=TIMEOUT) as response:
            return response.status, ""
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(500).decode(errors="replace")
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise DownError(str(error)) from None
