"""
Mail that leaves once: written in the transaction of its cause, sent by a worker.

    post(write(letter, to=address, key="…", purpose="…", at=now))

`letters` says a mail as parts, from which its text and its HTML are made; `addresses`
reads what somebody typed; `outbox` keeps; `delivery` sends; `smtp` tells it the very
instant after which a mail may have left; `backend` keeps what Django and Wagtail write.
"""

from .delivery import post
from .letters import (
    Button,
    Facts,
    File,
    Heading,
    Item,
    Items,
    Letter,
    Paragraph,
    Said,
    Written,
    render,
)
from .outbox import forget, hold_back, withdraw, write

__all__ = [
    "Button",
    "Facts",
    "File",
    "Heading",
    "Item",
    "Items",
    "Letter",
    "Paragraph",
    "Said",
    "Written",
    "forget",
    "hold_back",
    "post",
    "render",
    "withdraw",
    "write",
]
