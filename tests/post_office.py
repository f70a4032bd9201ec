"""A real mail server: it keeps what it was given, and refuses what it is told to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SENDER = "no-reply@golden-thread.example"


@dataclass
class PostOffice:
    """What came, by whom it is for; what is refused; and what happens when something comes."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    busy: set[str] = field(default_factory=set)
    on_arrival: Callable[[str], None] = lambda _: None

    def to(self, address: str, kind: str = "") -> list[EmailMessage]:
        """Return what came for an address, with these words in its subject."""
        return [one for one in self.letters if one["To"] == address and kind in str(one["Subject"])]

    async def handle_RCPT(  # noqa: N802  the server's own name
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Say whether somebody of this name is known."""
        if address in self.unknown:
            return "550 5.1.1 No such user"
        if address in self.busy:
            return "451 4.7.1 Come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter, then say so."""
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.on_arrival(envelope.rcpt_tos[0])
        return "250 OK"


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Open one on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        office = PostOffice(free.getsockname()[1])
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    yield office
    controller.stop()
