"""How reminders are put: pure."""

import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

from services.gateway.reminders.kinds import Item
from services.gateway.reminders.words import CONFIRM, Post, Told, body, mail

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
MESSAGE = UUID("1a5e2cdb-19f0-42c7-9002-a88b04facb41")
POST = Post("no-reply@trust.example", "https://qi.example/")
TOKEN = bytes(range(32))
TOLD = Told(
    "stale-scores", "Café’s project has a stale score", "Say it.", [Item("Fewer falls – Ward 12", "/record/x/1")]
)


def letter(told: Told = TOLD) -> EmailMessage:
    found = message_from_bytes(mail(told, POST, MESSAGE, "someone@trust.example", TOKEN, AT), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def text(found: EmailMessage) -> str:
    part = found.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_can_be_ended_by_its_readers_programme_and_is_known_again() -> None:
    found = letter()

    assert found["List-Unsubscribe"] == f"<https://qi.example/unsubscribe/{TOKEN.hex()}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Message-ID"] == f"<{MESSAGE}@trust.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Subject"] == TOLD.subject
    assert mail(TOLD, POST, MESSAGE, "a@b.example", TOKEN, AT) == mail(TOLD, POST, MESSAGE, "a@b.example", TOKEN, AT)


def test_a_letter_is_plain_on_its_way_and_whole_when_it_is_read() -> None:
    sent = mail(TOLD, POST, MESSAGE, "someone@trust.example", TOKEN, AT)

    assert sent.isascii()
    assert f"List-Unsubscribe: <https://qi.example/unsubscribe/{TOKEN.hex()}>\r\n".encode() in sent
    assert max(len(line) for line in sent.split(b"\r\n")) < 998
    assert "- Fewer falls – Ward 12\n  https://qi.example/record/x/1" in text(letter())
    assert f"https://qi.example/unsubscribe/{TOKEN.hex()}" in text(letter())


def test_the_first_letter_asks_and_leads_to_both_answers() -> None:
    said = text(letter(Told(CONFIRM, "Is this you?", "Somebody has asked.", [])))

    assert f"https://qi.example/confirm/{TOKEN.hex()}" in said
    assert f"https://qi.example/unsubscribe/{TOKEN.hex()}" in said


def test_a_webhook_is_told_the_same_with_whole_addresses() -> None:
    said = json.loads(body(TOLD, POST, "RGP", AT))

    assert said["items"] == [{"text": "Fewer falls – Ward 12", "url": "https://qi.example/record/x/1"}]
    assert (said["event"], said["kind"], said["organisation"]) == ("reminder", "stale-scores", "RGP")
    assert TOKEN.hex() not in str(said)
