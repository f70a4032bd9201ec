"""How a reminder is put: an e-mail that its reader can end with one click, or a body for a webhook. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

import msgspec

from services.gateway.reminders.kinds import Item

UNFOLDED = SMTP.clone(max_line_length=None)
"""Else the library breaks a long address into words that no mail programme reads, and puts a space into a subject."""
CONFIRM, TEST = "confirm", "test"


@dataclass(frozen=True)
class Told:
    """What is to be said to somebody."""

    kind: str
    subject: str
    lead: str
    items: Sequence[Item]
    keys: Sequence[str] = ()
    attachment: tuple[str, bytes] | None = None


@dataclass(frozen=True)
class Post:
    """From where mail comes, and where the pages are that it names."""

    sender: str
    public_url: str

    @property
    def domain(self) -> str:
        """Return the part of the sender's address behind the @."""
        return self.sender.rpartition("@")[2]

    def link(self, path: str) -> str:
        """Return a page's whole address."""
        return self.public_url.rstrip("/") + path

    def ending(self, token: bytes) -> str:
        """Return where somebody ends this, without signing in."""
        return self.link(f"/unsubscribe/{token.hex()}")

    def confirming(self, token: bytes) -> str:
        """Return where somebody says that the address is theirs."""
        return self.link(f"/confirm/{token.hex()}")


def mail(told: Told, post: Post, message: UUID, to: str, token: bytes, at: datetime) -> bytes:
    """Return an e-mail as it is handed over. Sent again it is the same, under the same name."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = post.sender, to, told.subject
    letter["Date"] = format_datetime(at.astimezone(UTC))
    letter["Message-ID"] = f"<{message}@{post.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = "en-GB"
    letter["List-Unsubscribe"] = f"<{post.ending(token)}>"
    letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(_text(told, post, token), cte="quoted-printable")
    if told.attachment is not None:
        name, content = told.attachment
        letter.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return letter.as_bytes(policy=UNFOLDED)


def body(told: Told, post: Post, organisation: str, at: datetime) -> bytes:
    """Return what is sent to a webhook."""
    items = [{"text": one.text, "url": post.link(one.path)} for one in told.items]
    said = {
        "event": "reminder", "kind": told.kind, "organisation": organisation, "subject": told.subject,
        "keys": list(told.keys), "items": items, "at": at.astimezone(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip
    return msgspec.json.encode(said)


def _text(told: Told, post: Post, token: bytes) -> str:
    items = "".join(f"\n- {one.text}\n  {post.link(one.path)}\n" for one in told.items)
    if told.kind == CONFIRM:
        return (
            f"{told.lead}\n\nTo say that you want this, open\n{post.confirming(token)}\n\n"
            "If it was not you, do nothing: without an answer the address is forgotten within a week. "
            f"To have it forgotten now, open\n{post.ending(token)}\n"
        )
    return (
        f"{told.lead}\n{items}\n--\nYou get this because this address is subscribed to reminders of Golden Thread.\n"
        f"To end it, open\n{post.ending(token)}\n"
    )
