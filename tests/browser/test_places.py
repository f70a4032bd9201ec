"""Organisations ask for places of a session, whoever runs it draws them, and what was offered is taken or declined."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from playwright.async_api import Locator, expect

from shared.moments import london_day
from tests.browser.conftest import REACHES, Reader
from tests.client import Door
from tests.training.asking import entered, event, scheduled

ASKS, RUNS = "submitter@rgp.example", "submitter@rm1.example"
ADDRESS = "theo.{}@rgp.example"
JAMES_PAGET = "James Paget University Hospitals NHS Foundation Trust"


async def usable(reader: Reader) -> None:
    """Everyone can use the page, and nothing on it complains or comes from elsewhere."""
    assert await reader.barriers() == []
    assert await reader.page.evaluate(REACHES)
    assert (reader.complaints, reader.went_elsewhere()) == ([], [])


def section(reader: Reader, name: str) -> Locator:
    return reader.page.locator(f"section[aria-labelledby={name}]")


async def sign_in(reader: Reader, door: Door, email: str, path: str) -> None:
    await reader.sign_in(door, email)
    reader.asked.clear()
    assert await reader.open(path) == 200


async def planned(door: Door, title: str) -> str:
    """Plan a session of two places, of which one is kept for whoever runs it."""
    course = str(uuid4())
    said = {"title": title, "class": "qi_fundamentals", "provider_organisation": "RM1", "ics_programme": True}
    await door.accepted([event("course.announced", f"course/{course}", "RM1", **said)], by="RM1")
    begins = str(london_day(datetime.now(UTC)) + timedelta(days=30))
    session = await scheduled(door, "RM1", course=course, places=2, starts_on=begins, ends_on=begins)
    kept = {"organisation": "RM1", "places": 1, "on": "2022-05-01"}
    [last] = await door.accepted([event("session.places_reserved", f"session/{session}", "RM1", **kept)], by="RM1")
    await door.read("/v1/years", min_fresh=last["recorded_at"])
    return session


async def ask(reader: Reader, name: str) -> None:
    """Ask for two people and somebody else: what cannot be meant is said beside its question, and nothing is lost."""
    page = reader.page
    await reader.answer(people=f"Thea {name}\nNobody {name}", unnamed="1")
    await reader.press("Ask for places")
    await expect(page.locator("#people-error")).to_contain_text(f"is called “Nobody {name}”")
    await expect(page.locator("#people")).to_have_value(f"Thea {name}\nNobody {name}")
    reader.complaints.clear()  # a browser says of every 422 that it is one
    await usable(reader)
    await reader.answer(people=f"Thea {name}\n{ADDRESS.format(name.lower())}")
    await reader.press("Ask for places")
    await expect(page.locator("#done")).to_contain_text("Asked.")
    for who in (f"Thea {name}", f"Theo {name}", "Somebody not yet named"):
        await expect(section(reader, "own")).to_contain_text(who)
    await usable(reader)


async def draw(reader: Reader, name: str) -> None:
    """Draw, as whoever runs the session: they see an organisation and numbers, and why."""
    page = reader.page
    await expect(section(reader, "requests").get_by_role("row", name=JAMES_PAGET)).to_contain_text("3")
    await page.get_by_label("Release the places that are kept for organisations").check()
    await reader.press("Draw places")
    drawn = section(reader, "drawn")
    await expect(drawn).to_contain_text("Kept places were released")
    await expect(drawn.get_by_role("row", name=JAMES_PAGET)).to_have_count(3)
    await expect(drawn.get_by_role("row").nth(3)).to_contain_text("Waits")
    await expect(page.locator("[data-count=offered]")).to_have_text("2")
    assert name not in await page.content()
    await usable(reader)


async def test_places_are_asked_for_drawn_and_taken(reader: Reader, door: Door) -> None:
    page, name, title = reader.page, f"Theta{uuid4().hex[:6]}", f"Silver {uuid4().hex[:6]}"
    session = await planned(door, title)
    await entered(door, f"Thea {name}")
    await entered(door, f"Theo {name}", ADDRESS.format(name.lower()))
    await reader.open(f"/sessions/{session}")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.locator("main").get_by_role("link", name="Sign in")).to_be_visible()
    await expect(section(reader, "ask")).to_have_count(0)

    await sign_in(reader, door, ASKS, f"/sessions/{session}")
    await ask(reader, name)
    await sign_in(reader, door, RUNS, f"/sessions/{session}")
    await draw(reader, name)

    await sign_in(reader, door, ASKS, f"/sessions/{session}")
    own = section(reader, "own")
    await own.get_by_label(f"Theo {name}").uncheck()
    await reader.press("Accept the ticked places")
    await expect(page.locator("[data-count=accepted]")).to_have_text("1")
    await own.get_by_label(f"Theo {name}").check()
    await own.get_by_label(f"Thea {name}").uncheck()
    await reader.press("Decline the ticked places")
    await reader.press("Give up what waits")
    for state in ("Accepted", "Declined", "Given up"):
        await expect(own.locator(f"[data-word='{state}']")).to_have_count(1)
    await expect(page.locator("[data-count=free]")).to_have_text("1")
    told = await door.read(f"/v1/sessions/{session}", by="RM1")
    assert (told["accepted"], told["offered"], told["free"]) == (1, 0, 1)
    await usable(reader)

    await reader.open("/places")
    await expect(page.get_by_role("row", name=title)).to_contain_text("1 accepted, 1 declined, 1 given up")
    await usable(reader)
