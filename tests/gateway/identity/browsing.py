"""Somebody at a browser, as far as cookies, redirects and forms go."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from tests.client import Reply

HTML = {"Accept": "text/html,*/*;q=0.8"}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@dataclass
class Browser:
    """A browser with its cookies. It goes where it is sent, one step at a time."""

    url: str
    session: aiohttp.ClientSession
    people: Mapping[str, Any]
    issuer: str

    async def get(self, path: str, **headers: str) -> Reply:
        """Open an address; a redirect is an answer like any other."""
        return await self._ask("GET", path, {}, headers)

    async def post(self, path: str, form: Mapping[str, str], **headers: str) -> Reply:
        """Send a form of the page that is open, unless its origin says otherwise."""
        parts = urlsplit(urljoin(self.url, path))
        said = {"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"} | headers
        return await self._ask("POST", path, form, said)

    async def follow(self, reply: Reply) -> Reply:
        """Go where an answer sends the browser, until it is sent no further."""
        while reply.status in {301, 302, 303, 307, 308}:
            reply = await self.get(reply.headers["Location"])
        return reply

    async def sign_in(self, email: str, path: str = "/") -> Reply:
        """Sign in and return the page that was wanted."""
        return await self.follow(await self.to_callback(email, path))

    async def to_callback(self, email: str, path: str = "/") -> Reply:
        """Sign in at the provider and return its redirect back, not yet followed."""
        page = await self.follow(await self.get(f"/sign-in?next={path}"))
        assert page.status == 200, page.body
        form = hidden(page) | {"email": email, "password": self.people[email]["password"]}
        return await self.post(self.at_issuer("/oauth/authorize"), form)

    def at_issuer(self, path: str) -> str:
        """Return an address of the provider."""
        return self.issuer + path

    def cookies(self, url: str | None = None) -> dict[str, str]:
        """Return what would be sent along."""
        return {name: one.value for name, one in self.session.cookie_jar.filter_cookies(URL(url or self.url)).items()}

    async def _ask(self, method: str, path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        asked = self.session.request(
            method, urljoin(self.url, path), data=form or None, headers={**HTML, **headers}, allow_redirects=False
        )
        async with asked as response:
            return Reply(response.status, response.headers, await response.read())


@asynccontextmanager
async def browser(credentials: Mapping[str, Any]) -> AsyncIterator[Browser]:
    """Open a browser that nobody has used yet."""
    jar = aiohttp.CookieJar(unsafe=True)
    timeout = aiohttp.ClientTimeout(total=30)
    # Kept for less time than servers do, lest a question meets a connection that is being closed.
    connector = aiohttp.TCPConnector(keepalive_timeout=3)
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=timeout, connector=connector) as session:
        issuer = credentials["token_url"].removesuffix("/oauth/token")
        yield Browser(credentials["gateway"], session, credentials["people"], issuer)


def hidden(page: Reply) -> dict[str, str]:
    """Return the hidden fields of a page's forms."""
    return {unescape(name): unescape(value) for name, value in _HIDDEN.findall(page.body.decode())}
