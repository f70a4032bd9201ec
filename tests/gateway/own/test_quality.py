"""Every way to mend that the page of data quality shows leads to the form that mends it, filled in."""

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from tests.client import Door, Reply
from tests.gateway.identity.browsing import Browser, browser
from tests.journeys.projects import Project, Year
from tests.oracles import settled

# Long until they have been seen to hold on a quiet machine; then they belong in `make test`.
pytestmark = pytest.mark.long
LEAD, READER = "qi.lead@rgp.example", "reader@rgp.example"


@pytest.fixture
async def someone(door: Door) -> AsyncIterator[Browser]:
    async with browser(door.credentials) as opened:
        yield opened


def links(page: Reply, section: str) -> dict[str, str]:
    """Return the ways to forms in one section of the page, by their address."""
    html = page.body.decode()
    part = html.partition(f'<section aria-labelledby="{section}">')[2].partition("</section>")[0]
    found = re.findall(r'<a href="(/record/[^"]+)">(.*?)</a>', part, re.DOTALL)
    return {unescape(address): unescape(re.sub(r"<[^>]+>", "", text)) for address, text in found}


@pytest.mark.parametrize(
    ("section", "form"),
    [
        ("unscored", "project.score_assessed"),
        ("stalled", "project.coaching_logged"),
        ("stale", "project.score_assessed"),
        ("involvement", "project.involvement_recorded"),
        ("sustainability", "project.sustainability_assessed"),
    ],
)
async def test_what_is_missing_leads_to_its_form_for_its_project(someone: Browser, section: str, form: str) -> None:
    page = await someone.sign_in(LEAD, "/quality")

    found = links(page, section)

    for address, text in list(found.items())[:2]:
        assert re.fullmatch(rf"/record/{re.escape(form)}/[0-9a-f-]{{36}}", address)
        shown = await someone.get(address)
        assert shown.status == 200
        assert text.partition(": ")[2] in unescape(shown.body.decode())
    assert found or "None. Well done." in page.body.decode()


async def test_what_was_refused_leads_to_its_form_with_what_was_sent_and_why_not(
    stack: Stack, door: Door, someone: Browser
) -> None:
    project, year = Project(), Year(2017)
    await door.accepted([project.registered(year.day(30), title=f"Sooner home {uuid4().hex[:6]}")])
    [refused] = await door.submit([project.completed(year.day(1))])
    assert refused["reason"]["type"] == "CompletedBeforeRegistration"
    await settled(stack)
    page = await someone.sign_in(LEAD, "/quality")

    [address] = [one for one in links(page, "refused") if one.startswith(f"/record/project.completed/{project.id}?")]
    form = await someone.get(address)

    html = form.body.decode()
    assert form.status == 200
    for part, value in (("day", "2"), ("month", "4"), ("year", "2017")):
        assert re.search(rf'name="on\.{part}"[^>]*value="{value}"', html), part
    assert "There is a problem" in html
    assert "Correct the day of completion" in links(page, "refused")[address]
    assert (await someone.get(f"{address}9")).status == 404


async def test_a_project_that_is_missing_is_registered_first(stack: Stack, door: Door, someone: Browser) -> None:
    await door.submit([Project().completed("2024-06-01")])
    await settled(stack)

    found = links(await someone.sign_in(LEAD, "/quality"), "refused")

    assert "Register the project first" in found["/record/project.registered"]


async def test_whoever_may_not_record_is_told_who_can(someone: Browser) -> None:
    page = await someone.sign_in(READER, "/quality")

    assert page.status == 200
    assert "/record/" not in page.body.decode().partition("<main")[2]


async def test_nobody_sees_what_of_another_organisation_was_refused(stack: Stack, door: Door, someone: Browser) -> None:
    project, year = Project("RM1"), Year(2017)
    await door.accepted([project.registered(year.day(30))], by="RM1")
    await door.submit([project.completed(year.day(1))], by="RM1")
    await settled(stack)
    await someone.sign_in("qi.lead@rm1.example", "/quality")
    [address] = [one for one in links(await someone.get("/quality"), "refused") if project.id in one]

    await someone.sign_in(LEAD)

    assert (await someone.get(address)).status == 404
