"""A reminder handed to a mail server or to a webhook, and what either says to it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
import aiosmtplib

from services.gateway.reminders.keeping import EMAIL, Due
from services.gateway.reminders.words import Post
from services.gateway.settings import Smtp
from services.gateway.webhooks.addresses import Network, objection
from services.gateway.webhooks.signing import headers
from shared.telemetry import log

TIMEOUT_SECONDS = 20.0
UNREACHABLE = "It could not be reached."
UNKNOWN_ADDRESS = 550


@dataclass(frozen=True)
class NotTaken(Exception):
    """It did not arrive, and whether that will always be so."""

    problem: str
    for_ever: bool = False


@dataclass(frozen=True)
class Ways:
    """How something leaves: by which mail server, if there is one, and through whose connections."""

    smtp: Smtp | None
    client: aiohttp.ClientSession
    networks: Sequence[Network]

    async def hand_over(self, due: Due, content: bytes, post: Post) -> None:
        """Return once it was taken; raise `NotTaken`."""
        if due.to.channel == EMAIL:
            await self._mail(due, content, post)
        else:
            await self._call(due, content)

    async def _mail(self, due: Due, content: bytes, post: Post) -> None:
        if self.smtp is None:
            raise NotTaken("No mail server is named.")
        secret = self.smtp.password
        try:
            await aiosmtplib.send(
                content,
                sender=post.sender,
                recipients=[due.to.address],
                hostname=self.smtp.host,
                port=self.smtp.port,
                use_tls=self.smtp.security == "tls",
                start_tls=self.smtp.security == "starttls",
                username=self.smtp.username,
                password=None if secret is None else secret.get_secret_value(),
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [one.code for one in error.recipients]
            raise NotTaken(
                "The mail server does not know the address.", for_ever=min(codes) >= UNKNOWN_ADDRESS
            ) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            log.warning("reminders.mail_server", error=type(error).__name__)
            raise NotTaken("The mail server did not take it.") from None

    async def _call(self, due: Due, content: bytes) -> None:
        if (problem := objection(due.to.address, self.networks)) is not None:
            raise NotTaken(problem, for_ever=True)
        signed = headers(due.to.secret or b"", str(due.message), int(time.time()), content)
        said = {"Content-Type": "application/json", **signed}
        try:
            async with self.client.post(due.to.address, data=content, headers=said, allow_redirects=False) as reply:
                if not 200 <= reply.status < 300:  # noqa: PLR2004
                    raise NotTaken(f"It answered {reply.status}.")
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            raise NotTaken(UNREACHABLE) from None
