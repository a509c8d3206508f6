"""A real SMTP server of this machine, with the moods of those of the world."""

import asyncio
import socket
from collections import Counter, defaultdict
from contextlib import contextmanager
from email import message_from_bytes, policy
from queue import Queue

from aiosmtpd.controller import Controller


class Handler:
    """What it received, by address; `at_rcpt` and `at_data` say what it answers instead."""

    def __init__(self):
        self.messages = defaultdict(list)
        self.arrived = Queue()  # the same, for who waits for the next one
        self.asked = Counter()
        self.at_rcpt, self.at_data = {}, {}
        self.pause = 0

    @property
    def counts(self) -> dict[str, int]:
        return {address: len(found) for address, found in self.messages.items()}

    @staticmethod
    def next_answer(answers, address):
        """Answers are given one after the other; then the server agrees."""
        waiting = answers.get(address)
        return waiting.pop(0) if waiting else None

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked[address] += 1
        answer = self.next_answer(self.at_rcpt, address)
        if answer == "drop":
            server.transport.abort()
            return "421 Bye"
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        [address] = envelope.rcpt_tos
        answer = self.next_answer(self.at_data, address)
        if self.pause:
            await asyncio.sleep(self.pause)
        if answer and answer != "drop":
            return answer
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages[address].append(message)
        self.arrived.put(message)
        if answer == "drop":  # taken, and nobody is told
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_server():
    handler = Handler()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
