"""Reminders against the real system and a real mail server: agreed to, said once, ended with one click."""

import asyncio
import hmac
import json
import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from email.message import EmailMessage
from html import unescape
from io import BytesIO
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import aiohttp
import pytest
from pypdf import PdfReader

from deploy.local.stack import Stack
from services.gateway.reading import Reading
from services.gateway.reminders.handing_over import Ways
from services.gateway.reminders.keeping import Person, rows_of
from services.gateway.reminders.reminding import Reminder
from services.gateway.reminders.words import Post
from services.gateway.settings import Smtp
from shared import postgres
from shared.postgres import lease
from tests.client import Door, Reply, eventually
from tests.gateway.beside import gateway
from tests.gateway.identity.browsing import Browser, browser, hidden
from tests.gateway.webhooks.test_webhooks import Receiver, receiver
from tests.journeys.projects import Project, Year
from tests.oracles import connected
from tests.post_office import SENDER, PostOffice

LEAD, READER = "qi.lead@rgp.example", "reader@rgp.example"
TITLE = "Sooner home from Ward 9"
# Long until they have been seen to hold on a quiet machine; then they belong in `make test`.
pytestmark = pytest.mark.long
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
async def lead(door: Door) -> AsyncIterator[Browser]:
    async with browser(door.credentials) as someone:
        await someone.sign_in(LEAD)
        yield someone


@pytest.fixture
async def stale(door: Door) -> AsyncIterator[Project]:
    """Return a project of which nobody has ever said how far it is."""
    project = Project()
    await door.accepted([project.registered(Year(2017).day(1), title=TITLE), project.started(Year(2017).day(2))])
    yield project
    await door.accepted([project.voided()])


def told(reply: Reply) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reply.body.decode())))


def text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def ending(letter: EmailMessage) -> str:
    """Return the path by which a letter's reader ends it."""
    return urlsplit(str(letter["List-Unsubscribe"]).strip("<>")).path


def new_address() -> str:
    return f"{uuid4().hex}@trust.example"


async def subscribed(someone: Browser, address: str, *kinds: str, channel: str = "email") -> Reply:
    page = await someone.get("/reminders")
    form = {"csrf_token": hidden(page)["csrf_token"], "channel": channel, "address": address}
    return await someone.post("/reminders", form | {f"kind-{kind}": "yes" for kind in kinds})


async def came(mail: PostOffice, address: str, words: str) -> EmailMessage:
    async def is_there() -> bool:
        return bool(mail.to(address, words))

    await eventually(is_there, f"a letter about {words}")
    return mail.to(address, words)[0]


async def agreed(someone: Browser, mail: PostOffice, address: str) -> EmailMessage:
    """Open the link of the first letter and press its button, as somebody who is not signed in."""
    letter = await came(mail, address, "is this your address?")
    [path] = re.findall(r"http://[^/]+(/confirm/[0-9a-f]{64})", text(letter))
    async with aiohttp.ClientSession() as nobody:
        async with nobody.get(someone.url + path) as page:
            assert page.status == 200
        async with nobody.post(someone.url + path, headers={"Accept": "text/html"}) as page:
            assert (page.status, "will come to this address" in await page.text()) == (200, True)
    return letter


async def changed(stack: Stack, address: str, change: str) -> None:
    """Change a subscription as time would."""
    async with connected(stack, "gateway") as connection:
        await connection.execute(f"UPDATE subscriptions SET {change} WHERE address = $1", address)


async def looked(stack: Stack, address: str) -> bool:
    async with connected(stack, "gateway") as connection:
        asked = "SELECT looked_at IS NOT NULL FROM subscriptions WHERE address = $1"
        return bool(await connection.fetchval(asked, address))


async def looked_again(stack: Stack, address: str) -> None:
    """Wait until it was asked again whether there is anything to say, and all that there was is on its way."""
    await changed(stack, address, "looked_at = NULL")

    async def done() -> bool:
        return await looked(stack, address)

    await eventually(done, "it was looked at again")


@pytest.mark.usefixtures("stale")
async def test_a_stale_score_is_said_once_with_the_form_that_mends_it(
    stack: Stack, lead: Browser, mail: PostOffice
) -> None:
    address = new_address()
    done = await lead.follow(await subscribed(lead, address, "stale-scores"))
    assert "Open the link in it to say that the address is yours" in told(done)
    await agreed(lead, mail, address)

    letter = await came(mail, address, "stale score")

    assert str(letter["Subject"]).startswith("James Paget University Hospitals NHS Foundation Trust: ")
    assert (letter["From"], letter["To"]) == (SENDER, address)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<http://127\.0\.0\.1:\d+/unsubscribe/[0-9a-f]{64}>", str(letter["List-Unsubscribe"]))
    forms = re.findall(r"http://[^/]+(/record/project\.score_assessed/\S+)", text(letter))
    assert forms
    assert (await lead.get(forms[0])).status == 200
    assert TITLE in text(letter)
    assert LEAD not in letter.as_string()
    await looked_again(stack, address)
    await looked_again(stack, address)
    assert len(mail.to(address, "stale score")) == 1


async def test_the_boards_report_comes_as_a_file(stack: Stack, lead: Browser, mail: PostOffice) -> None:
    address = new_address()
    await subscribed(lead, address, "board-pack")
    await agreed(lead, mail, address)
    await looked_again(stack, address)
    assert mail.to(address, "report") == []

    await changed(stack, address, "created_at = now() - interval '40 days', looked_at = NULL")

    letter = await came(mail, address, "the board’s report for")
    [file] = letter.iter_attachments()
    assert (file.get_content_type(), str(file.get_filename())[:10]) == ("application/pdf", "board-RGP-")
    pages = PdfReader(BytesIO(file.get_content())).pages
    assert "James Paget" in " ".join(pages[0].extract_text().split())
    await looked_again(stack, address)
    assert len(mail.to(address, "report")) == 1


async def test_one_click_ends_it_and_forgets_the_address(stack: Stack, lead: Browser, mail: PostOffice) -> None:
    address = new_address()
    await subscribed(lead, address, "special-cause")
    letter = await agreed(lead, mail, address)
    async with aiohttp.ClientSession() as programme:
        async with programme.get(lead.url + ending(letter)) as page:
            assert (page.status, address in await page.text()) == (200, True)
            assert page.headers["Referrer-Policy"] == "no-referrer"
        assert address in told(await lead.get("/reminders"))

        async with programme.post(lead.url + ending(letter), data=ONE_CLICK) as done:
            assert done.status == 200

        assert address not in told(await lead.get("/reminders"))
        async with connected(stack, "gateway") as connection:
            assert await connection.fetchval("SELECT count(*) FROM subscriptions WHERE address = $1", address) == 0
        async with programme.post(lead.url + ending(letter), data=ONE_CLICK) as again:
            assert again.status == 404
        for path in (ending(letter), f"/unsubscribe/{'0' * 64}", "/unsubscribe/x", f"/confirm/{'0' * 64}"):
            async with programme.get(lead.url + path) as page:
                assert page.status == 404


@pytest.mark.usefixtures("stale")
async def test_nothing_goes_to_an_address_that_nobody_has_agreed_to(
    stack: Stack, lead: Browser, mail: PostOffice
) -> None:
    address = new_address()
    await subscribed(lead, address, "stale-scores", "special-cause")
    await came(mail, address, "is this your address?")
    other = new_address()
    await subscribed(lead, other, "stale-scores")
    await agreed(lead, mail, other)

    await came(mail, other, "stale score")

    assert len(mail.to(address)) == 1
    assert not await looked(stack, address)


@pytest.mark.usefixtures("stale")
async def test_a_webhook_is_signed_and_its_secret_is_shown_once(stack: Stack, lead: Browser) -> None:
    async with receiver() as there:
        page = await subscribed(lead, there.url, "stale-scores", channel="webhook")
        assert page.status == 201
        [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", told(page))
        assert secret not in told(await lead.get("/reminders"))

        async def arrived() -> bool:
            return bool(there.messages)

        await eventually(arrived, "it was told")
        [(headers, body)] = there.messages
        said = json.loads(body)
        assert (said["event"], said["kind"], said["organisation"]) == ("reminder", "stale-scores", "RGP")
        assert all(urlsplit(one["url"]).path.startswith("/record/project.score_assessed/") for one in said["items"])
        _is_signed(headers, body, secret)
        await looked_again(stack, there.url)
        assert len(there.messages) == 1
        await _end(lead, there)


def _is_signed(headers: dict[str, str], body: bytes, secret: str) -> None:
    said = {name.lower(): value for name, value in headers.items()}
    signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + body
    key = b64decode(secret.removeprefix("whsec_"))
    assert said["webhook-signature"] == f"v1,{b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


async def _end(someone: Browser, there: Receiver) -> None:
    page = (await someone.get("/reminders")).body.decode()
    [number] = re.findall(rf"{re.escape(there.url)}.*?/reminders/([0-9a-f-]{{36}})/stop", page, re.DOTALL)
    token = hidden(await someone.get("/reminders"))["csrf_token"]
    ended = await someone.follow(await someone.post(f"/reminders/{number}/stop", {"csrf_token": token}))
    assert there.url not in told(ended)


@pytest.mark.usefixtures("stale")
async def test_a_kill_while_it_is_handed_over_doubles_nothing_that_its_reader_sees(
    stack: Stack, lead: Browser, mail: PostOffice
) -> None:
    address, killed = new_address(), []

    def kill(to: str) -> None:
        if to == address and mail.to(address, "stale score") and not killed:
            killed.append(stack.kill("gateway-worker"))

    mail.on_arrival = kill
    try:
        await subscribed(lead, address, "stale-scores")
        await agreed(lead, mail, address)

        async def twice() -> bool:
            return len(mail.to(address, "stale score")) == 2

        await eventually(twice, "it comes again, since nobody knew that it had")
    finally:
        mail.on_arrival = lambda _: None
    first, second = mail.to(address, "stale score")
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()
    await looked_again(stack, address)
    async with connected(stack, "gateway") as connection:
        told_of = "SELECT count(*) FROM reminders WHERE subject LIKE '%stale score%' AND subscription = (SELECT id FROM"
        assert await connection.fetchval(f"{told_of} subscriptions WHERE address = $1)", address) == 1


async def test_an_address_that_is_unknown_is_written_to_no_more_and_the_page_says_why(
    lead: Browser, mail: PostOffice
) -> None:
    address = new_address()
    mail.unknown.add(address)
    await subscribed(lead, address, "stale-scores")

    async def stopped() -> bool:
        return "Stopped: The mail server does not know the address." in told(await lead.get("/reminders"))

    await eventually(stopped, "it is stopped")
    mail.unknown.discard(address)
    await subscribed(lead, address, "stale-scores")
    await came(mail, address, "is this your address?")


async def test_a_test_is_sent_when_it_is_asked_for(lead: Browser, mail: PostOffice) -> None:
    address = new_address()
    await subscribed(lead, address, "no-submission")
    await agreed(lead, mail, address)
    page = (await lead.get("/reminders")).body.decode()
    [number] = re.findall(rf"{re.escape(address)}.*?/reminders/([0-9a-f-]{{36}})/test", page, re.DOTALL)
    token = hidden(await lead.get("/reminders"))["csrf_token"]

    done = await lead.follow(await lead.post(f"/reminders/{number}/test", {"csrf_token": token}))

    assert "A test is on its way." in told(done)
    assert "nothing submitted for two weeks" in text(await came(mail, address, "A test"))


async def test_nobody_else_sees_or_ends_it(door: Door, lead: Browser, mail: PostOffice) -> None:
    address = new_address()
    await subscribed(lead, address, "stale-scores")
    await came(mail, address, "is this your address?")
    page = (await lead.get("/reminders")).body.decode()
    [number] = re.findall(rf"{re.escape(address)}.*?/reminders/([0-9a-f-]{{36}})/stop", page, re.DOTALL)
    async with browser(door.credentials) as colleague:
        seen = await colleague.sign_in(READER, "/reminders")
        assert address not in told(seen)
        form = {"csrf_token": hidden(seen)["csrf_token"]}
        assert (await colleague.post(f"/reminders/{number}/stop", form)).status == 404
    assert address in told(await lead.get("/reminders"))


@pytest.mark.parametrize(
    ("address", "kinds", "channel", "said"),
    [
        ("nobody", ["stale-scores"], "email", "Give an e-mail address"),
        ("a@b.example\r\nBcc: c@d.example", ["stale-scores"], "email", "Give an e-mail address"),
        ("https://10.0.0.1/x", ["stale-scores"], "webhook", "Nothing is sent to that network."),
        ("a@trust.example", [], "email", "Choose at least one thing"),
        ("a@trust.example", ["stale-scores"], "pigeon", "Choose where reminders go."),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    lead: Browser, address: str, kinds: list[str], channel: str, said: str
) -> None:
    reply = await subscribed(lead, address, *kinds, channel=channel)

    assert (reply.status, said in told(reply)) == (400, True)
    assert "There is a problem" in told(reply)


async def test_without_a_mail_server_the_page_says_so_and_offers_webhooks(
    stack: Stack, door: Door, lead: Browser
) -> None:
    async with gateway(stack, door) as without:
        lead.url = without.url
        page = await lead.get("/reminders")

    assert "This system sends no e-mail" in told(page)
    assert 'value="email"' not in page.body.decode()


@pytest.mark.usefixtures("stale")
async def test_of_two_who_send_one_does(stack: Stack, lead: Browser, mail: PostOffice) -> None:
    address, url = new_address(), stack.database_url("gateway")
    await subscribed(lead, address, "stale-scores")
    await agreed(lead, mail, address)
    await came(mail, address, "stale score")
    async with connected(stack, "gateway") as connection:
        row = await connection.fetchrow(
            "INSERT INTO reminders (subscription, organisation, person, kind, subject, due_at)"
            " SELECT id, organisation, person, 'test', 'Of two', 'infinity' FROM subscriptions WHERE address = $1"
            " RETURNING id, organisation, person", address,
        )  # fmt: skip
    assert row is not None
    whose, message = Person(row["organisation"], row["person"]), UUID(str(row["id"]))
    async with await postgres.pool(url) as pool, aiohttp.ClientSession() as client, lease(url, "of two") as held:
        ways = Ways(Smtp("127.0.0.1", mail.port, "none", SENDER), client, [])
        both = [Reminder(held, pool, Reading(None), ways, Post(SENDER, "http://x")) for _ in range(4)]  # type: ignore[arg-type]

        await asyncio.gather(*(one._send(whose, message) for one in both))

        assert len(mail.to(address, "Of two")) == 1
        async with rows_of(pool, Person("RGP", "somebody else")) as connection:
            assert await connection.fetch("SELECT * FROM reminders") == []
        assert await pool.fetch("SELECT * FROM subscriptions") == []
