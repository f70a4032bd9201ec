"""Every page, walked from the table of routes, so that a new one cannot be forgotten: everyone can use it.

Of each: what axe finds, also in its error states; whether its markup is well formed; that nothing leaves the host and
no policy is broken; that it fits at 400 %, can be walked by keyboard, and loses nothing in forced colours or on paper.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from playwright.async_api import expect

from services.gateway.policy import RULES, Whose
from tests.browser.conftest import REACHES, Reader
from tests.client import Door
from tests.gateway.identity.browsing import browser as as_browser
from tests.gateway.imports.uploading import upload
from tests.gateway.pages.test_markup import Reader as Markup

LEAD, OPERATOR = "qi.lead@rgp.example", "operator@rgp.example"
SMALLEST = {"width": 320, "height": 256}
"""A screen of 1280 by 1024 pixels at 400 %."""
MOST_STOPS = 40
OPEN = {"/confirm/{token}", "/unsubscribe/{token}", "/signed-out", "/api"}
"""Pages that nobody has to be known for."""
NO_PAGES = {
    "/measures/{slug}/{part}.{form}": "a file",
    "/reports/board.{form}": "a file",
    "/reports/golden-thread.pbids": "a file",
    "/cafes.ics": "a calendar",
    "/live": "a stream",
    "/operations/now": "a part of a page, which is walked as that",
}
"""What stands among the pages and is none."""

SHOTS = os.environ.get("SCREENSHOTS")
ASKED = "organisation=RGP&year=2022%2F23"


@dataclass(frozen=True)
class Visit:
    """An address, how it is answered, and who asks: nobody, where a page is everyone's."""

    address: str
    status: int = 200
    by: str = ""


def own(*addresses: str, by: str = LEAD) -> list[Visit]:
    return [Visit(one, by=by) for one in addresses]


PAGES: Mapping[str, list[Visit]] = {
    "/": [Visit("/"), Visit(f"/?{ASKED}"), Visit("/?year=20", 400), Visit("/?organisation=XXX", 404)],
    "/measures/{slug}": [
        Visit(f"/measures/modest-improvement?{ASKED}"),
        Visit("/measures/people-trained"),
        Visit("/measures/days-since-heard"),
        Visit("/measures/monthly-cafe?organisation=RGP"),
        Visit(f"/measures/modest-improvement?{ASKED}&as_at=2026-01-01T10%3A00", 404),
        Visit("/measures/happiness", 404),
    ],
    "/agreement": [Visit("/agreement")],
    "/snapshots": [Visit("/snapshots")],
    "/snapshots/{identifier}": [Visit("/snapshots/1a5e2cdb-19f0-52c7-9002-a88b04facb41", 404)],
    "/projects": [
        Visit("/projects?status=completed"),
        Visit("/projects?q=nothing+is+called+this"),
        Visit("/projects?score=9", 400),
    ],
    "/projects/{identifier}": [
        Visit("/projects/{project}"),
        Visit("/projects/{project}", by=LEAD),
        Visit("/projects/1a5e2cdb-19f0-52c7-9002-a88b04facb41", 404),
    ],
    "/learning": [Visit("/learning"), Visit("/learning?q=nothing+is+called+this")],
    "/resources": [Visit("/resources")],
    "/innovations": [Visit("/innovations")],
    "/publications": [Visit("/publications")],
    "/sessions": [Visit("/sessions")],
    "/sessions/{identifier}": [
        Visit("/sessions/{session}"),
        Visit("/sessions/{session}", by=LEAD),
        Visit("/sessions/1a5e2cdb-19f0-52c7-9002-a88b04facb41", 404),
    ],
    "/places": own("/places"),
    "/courses": [Visit("/courses")],
    "/cafes": [Visit("/cafes")],
    "/things/{category}/{identifier}": [Visit("/things/project/{project}"), Visit("/things/cafe/nothing", 404)],
    "/wall": [Visit(f"/wall?{ASKED}&still=yes&slide={slide}") for slide in (1, 2, 3)],
    "/accessibility": [Visit("/accessibility")],
    "/privacy": [Visit("/privacy")],
    "/submissions": [*own("/submissions", "/submissions?status=refused"), Visit("/submissions?since=soon", 400, LEAD)],
    "/imports": own("/imports"),
    "/imports/{import_id}": own("/imports/{import}"),
    "/access": own("/access") + own("/access", by=OPERATOR),
    "/audit": [*own("/audit"), Visit("/audit?since=soon", 400, LEAD)],
    "/quality": own("/quality"),
    "/reminders": own("/reminders"),
    "/operations": [*own("/operations", by=OPERATOR), Visit("/operations", 403, LEAD)],
    "/record": own("/record"),
    "/people/new": own("/people/new"),
    "/record/{type}": [*own("/record/project.registered"), Visit("/record/project.dreamt", 404, LEAD)],
    "/record/{type}/{identifier}": own("/record/project.score_assessed/{project}"),
    "/confirm/{token}": [Visit(f"/confirm/{'0' * 64}", 404)],
    "/unsubscribe/{token}": [Visit(f"/unsubscribe/{'0' * 64}", 404)],
    "/signed-out": [Visit("/signed-out")],
    "/api": [Visit("/api")],
}


def test_every_page_of_the_table_of_routes_is_walked() -> None:
    shown = {Whose.PAGE, Whose.OWN_PAGE}
    routes = {
        name.removeprefix("GET ") for name, rule in RULES.items() if name.startswith("GET ") and rule.whose in shown
    }

    assert routes | OPEN == PAGES.keys() | NO_PAGES.keys()


@pytest.fixture(scope="session")
async def sessions(door: Door) -> dict[str, dict[str, str]]:
    """Return the cookies of those who are signed in, by who they are."""
    found = {"": {}}
    for email in (LEAD, OPERATOR):
        async with as_browser(door.credentials) as someone:
            await someone.sign_in(email)
            found[email] = someone.cookies()
    return found


@pytest.fixture(scope="session")
async def named(door: Door) -> dict[str, str]:
    """Return what stands for the names in addresses."""
    projects = await door.read("/v1/projects", by="RGP", organisation="RGP", status="completed", learning="true")
    imported = await upload(door, "projects", b"Project ID,Title,Date created\nX1,Falls,soon\n", dry_run="true")
    sessions = await door.read("/v1/sessions", by="RGP")
    return {
        "project": projects["items"][0]["id"],
        "session": sessions["items"][0]["id"],
        "import": imported.json["id"],
    }


# Long until it has been seen to hold for every page on a quiet machine; then it belongs in `make test`.
@pytest.mark.long
@pytest.mark.parametrize("route", PAGES)
async def test_everyone_can_use_it(
    reader: Reader, sessions: dict[str, dict[str, str]], named: dict[str, str], route: str
) -> None:
    for visit in PAGES[route]:
        await _visit(reader, visit, sessions[visit.by], named)


async def _visit(reader: Reader, visit: Visit, session: Mapping[str, str], named: Mapping[str, str]) -> None:
    page, size = reader.page, reader.page.viewport_size
    reader.complaints.clear()
    await page.context.clear_cookies()
    await page.context.add_cookies(
        [{"name": name, "value": value, "url": reader.url} for name, value in session.items()]
    )
    address = visit.address
    for name, value in named.items():
        address = address.replace(f"{{{name}}}", value)
    answer = await page.goto(reader.url + address)
    assert answer is not None
    assert answer.status == visit.status, address
    assert mistakes(await answer.text()) == [], address

    if SHOTS:
        name = "".join(letter if letter.isalnum() else "-" for letter in f"{address[1:40]}{visit.by[:8]}")
        await page.screenshot(path=f"{SHOTS}/{name}-{size['width']}.png", full_page=True)  # type: ignore[index]
    assert await reader.barriers() == [], address
    assert await page.evaluate(REACHES), address
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await page.evaluate(UNTRANSLATED) is None, f"{address} has a date as computers write it"
    await _walked_by_keyboard(reader, address)

    await page.set_viewport_size(SMALLEST)
    assert await page.evaluate(REACHES), f"{address} at 400 %"
    await page.emulate_media(forced_colors="active", reduced_motion="reduce")
    assert await page.evaluate(MOVING) == [], f"{address} moves"
    await page.emulate_media(forced_colors="none", reduced_motion="no-preference", media="print")
    assert await page.evaluate(PRINTED) == [], f"{address} on paper"
    await page.emulate_media(media="screen")
    await page.set_viewport_size(size)  # type: ignore[arg-type]

    # A browser says so itself when a page was not answered with 200; a policy that is broken is a complaint, too.
    assert [said for said in reader.complaints if f"status of {visit.status}" not in said] == [], address
    assert reader.went_elsewhere() == [], address


UNTRANSLATED = r"""() => {
  const main = document.querySelector('main').cloneNode(true);
  for (const one of main.querySelectorAll('code, pre, textarea')) one.remove();
  return main.textContent.match(/.{0,40}\b\d{4}-\d\d-\d\d.{0,20}/)?.[0] ?? null;
}"""
MOVING = """() => document.getAnimations().filter(one => one.playState === 'running')
  .map(one => String(one.animationName))"""
PRINTED = """() => [...document.querySelectorAll('nav, form.gt-filters, .nhsuk-skip-link, button')]
  .filter(one => one.checkVisibility() && !one.closest('main'))
  .map(one => one.outerHTML.slice(0, 80))"""
STOP = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || one.matches('.gt-point');
  const stops = window.stops ??= new Map();
  if (!stops.has(one)) stops.set(one, stops.size);
  return {at: stops.get(one), is_page: one === document.body, shown, is: one.outerHTML.slice(0, 120)};
}"""


async def _walked_by_keyboard(reader: Reader, address: str) -> None:
    """Go from stop to stop: each is another one, and can be seen."""
    await reader.page.evaluate("() => { document.activeElement.blur(); window.stops = new Map(); }")
    seen: set[int] = set()
    for _ in range(MOST_STOPS):
        await reader.page.keyboard.press("Tab")
        stop = await reader.page.evaluate(STOP)
        if stop["is_page"] or (stop["at"] == 0 and seen):
            break
        assert stop["at"] not in seen, f"{address}: nobody gets past {stop['is']}"
        assert stop["shown"], f"{address}: nobody sees that they are at {stop['is']}"
        seen.add(stop["at"])
    assert seen, f"{address} has nothing to go to"


def mistakes(html: str) -> list[str]:
    """Return what is not well formed, or said twice where it may be said once."""
    markup, names = Markup(), Identifiers()
    for one in (markup, names):
        one.feed(html)
        one.close()
    return [*markup.mistakes, *(f"<{tag}> is left open" for tag in markup.open), *names.mistakes()]


class Identifiers(HTMLParser):
    """Notes which identifiers a page gives, and which it needs."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []
        self.needed: set[str] = set()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.given.append(value or "")
            elif name in {"for", "aria-labelledby", "aria-describedby"}:
                self.needed |= set((value or "").split())

    def mistakes(self) -> list[str]:
        twice = {one for one in self.given if self.given.count(one) > 1}
        return [f"#{one} is there twice" for one in sorted(twice)] + [
            f"#{one} is not there" for one in sorted(self.needed - set(self.given))
        ]
