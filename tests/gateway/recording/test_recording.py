"""Recording by hand: what is said becomes a fact, what cannot be said is told beside its question, nothing is lost."""

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from services.gateway.recording import drafts
from services.gateway.recording.router import ID
from services.gateway.recording.saying import SOURCE
from shared.moments import LONDON
from tests.client import Door, Json
from tests.gateway.identity.browsing import Browser, browser
from tests.gateway.identity.test_audit import about, database, rows
from tests.gateway.recording.at_a_form import AtAForm, at
from tests.training.asking import entered, event

LEAD, SUBMITTER, ELSEWHERE = "qi.lead@rgp.example", "submitter@rgp.example", "qi.lead@rm1.example"
FINANCE, READER = "finance@rgp.example", "reader@rgp.example"
REGISTER = "/record/project.registered"
PATIENT = "943 476 5919"


@pytest.fixture
async def someone(door: Door) -> AsyncIterator[Browser]:
    async with browser(door.credentials) as opened:
        await opened.sign_in(SUBMITTER)
        yield opened


@pytest.fixture
async def project(door: Door) -> str:
    """Return a project of James Paget."""
    identifier = str(uuid4())
    said = {"title": f"Recorded {identifier}", "kind": "quality_improvement", "lead_organisation": "RGP",
            "registered_on": "2015-01-05"}  # fmt: skip
    [answer] = await door.accepted([event("project.registered", f"project/{identifier}", **said)])
    await door.read("/v1/years", min_fresh=answer["recorded_at"])
    return identifier


def _today(year: int) -> str:
    """Return today's day of another year, as people write it."""
    today = datetime.now(LONDON)
    return f"{today.day} {today:%B} {year}"


async def stream(door: Door, name: str) -> list[Json]:
    events: list[Json] = (await door.read(f"/v1/streams/{name}", by="RGP"))["events"]
    return events


async def test_three_answers_register_a_project_that_is_there_at_once(someone: Browser, door: Door) -> None:
    title = f"Fewer falls {uuid4()}"

    page = await (await at(someone, REGISTER)).after(title=title, kind="quality_improvement")

    assert title in page.text
    assert "Done: register a project" in page.text
    found = await door.read("/v1/projects", by="RGP", q=title)
    [item] = found["items"]
    [fact] = await stream(door, f"project/{item['id']}")
    assert (fact["type"], fact["source"], fact["organisation"]) == ("project.registered", SOURCE, "RGP")
    assert fact["data"]["lead_organisation"] == "RGP"


async def test_sending_twice_says_it_once(someone: Browser, door: Door) -> None:
    form = await at(someone, REGISTER)
    title = f"Twice {uuid4()}"

    first = await form.send(title=title, kind="clinical_audit")
    second = await form.send(title=title, kind="clinical_audit")

    assert first.headers["Location"] == second.headers["Location"]
    identifier = urlsplit(first.headers["Location"]).path.rpartition("/")[2]
    assert len(await stream(door, f"project/{identifier}")) == 1


async def test_going_back_and_saying_something_else_does_not_change_what_was_said(someone: Browser) -> None:
    form = await at(someone, REGISTER)
    await form.send(title="As it was", kind="clinical_audit")

    again = await form.after(title="As it is now", kind="clinical_audit")

    assert "This form was sent before with other answers, and those stand." in again.text
    assert again.typed["title"] == "As it is now"


async def test_what_is_missing_is_said_beside_each_question_and_nothing_is_lost(someone: Browser) -> None:
    form = await at(someone, REGISTER)

    page = await form.after(aim="Half as many by March", registered_on__month="")

    assert page.errors == {
        "title": "Enter the title",
        "kind": "Answer “What kind of project is it?”",
        "registered_on.day": "The date needs a month",
    }
    assert page.html.count("nhsuk-error-message") == 3
    assert "<title>Error: Register a project" in page.html
    assert page.typed["aim"] == "Half as many by March"
    assert page.typed[ID] == form.typed[ID]


async def test_a_refusal_of_the_service_stands_beside_the_question_that_it_is_about(
    someone: Browser, project: str
) -> None:
    form = await at(someone, f"/record/project.score_assessed/{project}")
    early = {"assessed_on__day": "1", "assessed_on__month": "1", "assessed_on__year": "2015"}

    page = await form.after(score="3.0", assessor="team", rationale="It\nhelped", **early)

    assert page.errors == {"assessed_on.day": "The project was registered on 5 January 2015."}
    assert page.typed["rationale"] == "It\nhelped"
    done = await page.after(assessed_on__year="2016")
    assert "3.0 of 5.0, by the team on 1 January 2016" in done.text


async def test_what_has_not_happened_yet_is_refused_as_it_is_everywhere(someone: Browser, door: Door) -> None:
    title = f"Later than today {uuid4()}"
    form = await at(someone, REGISTER)

    page = await form.after(title=title, kind="clinical_audit", registered_on__year="2099")

    assert page.errors == {"registered_on.day": f"{_today(2099)} is after today in London."}
    submitted = await door.read("/v1/submissions", by="RGP", id=form.typed[ID])
    assert [one["status"] for one in submitted["items"]] == ["refused"]


async def test_a_draft_waits_for_whoever_began_it_and_for_nobody_else(
    someone: Browser, door: Door, stack: Stack
) -> None:
    form = await at(someone, REGISTER)
    saved = await form.after("save", title="Half a thought")
    assert "Saved, for you alone." in saved.text
    assert saved.errors == {}
    address = f"{REGISTER}?draft={form.typed[ID]}"

    assert (await at(someone, address)).typed["title"] == "Half a thought"
    assert "Register a project: Half a thought" in (await at(someone, "/record")).text
    assert "You have begun this before." in (await at(someone, REGISTER)).text
    for other in (LEAD, ELSEWHERE):
        async with browser(door.credentials) as somebody_else:
            await somebody_else.sign_in(other)
            assert (await somebody_else.get(address)).status == 404
            assert "Half a thought" not in (await at(somebody_else, "/record")).text
    async with database(stack) as connection:
        assert await connection.fetchval("SELECT count(*) FROM drafts") == 0

    done = await (await at(someone, address)).after(title="A whole one", kind="service_evaluation")

    assert "A whole one" in done.text
    gone = await someone.get(address)
    assert gone.status == 404
    assert "It was recorded, or discarded" in gone.body.decode()
    assert "Half a thought" not in (await at(someone, "/record")).text


async def test_a_draft_can_be_discarded(someone: Browser) -> None:
    title = f"Never mind {uuid4()}"
    saved = await (await at(someone, REGISTER)).after("save", title=title)
    assert title in (await at(someone, "/record")).text

    index = await saved.after("discard")

    assert title not in index.text


async def test_what_could_name_a_patient_is_neither_recorded_nor_kept(
    someone: Browser, stack: Stack, project: str
) -> None:
    form = await at(someone, f"/record/project.involvement_recorded/{project}")

    reply = await form.send(level="big_i", description=f"Mrs Jones, {PATIENT}")

    assert reply.status == 422
    page = AtAForm(someone, form.path, reply)
    assert list(page.errors) == ["description"]
    assert "valid NHS number" in page.errors["description"]
    assert PATIENT in page.typed["description"]
    async with database(stack, owner=True) as connection:
        await connection.execute("ALTER TABLE drafts NO FORCE ROW LEVEL SECURITY")
        try:
            assert (
                await connection.fetchval("SELECT count(*) FROM drafts WHERE typed::text LIKE $1", f"%{PATIENT}%") == 0
            )
        finally:
            await connection.execute("ALTER TABLE drafts FORCE ROW LEVEL SECURITY")


async def test_somebody_is_found_by_name_and_chosen_where_there_are_several(
    someone: Browser, door: Door, project: str
) -> None:
    family = f"Zeta{uuid4().hex[:8]}"
    ada, ben = [await entered(door, f"{first} {family}") for first in ("Ada", "Ben")]
    form = await at(someone, f"/record/project.handed_over/{project}")

    several = await form.after(to_person__find=family)
    assert several.errors == {"to_person": "2 people match: choose one"}
    assert f"Ada {family}" in several.text
    done = await several.after(to_person=ben)

    assert "Done: hand over to another lead" in done.text
    [*_, fact] = await stream(door, f"project/{project}")
    assert fact["data"]["to_person"] == ben
    nobody = await (await at(someone, form.path)).after(to_person__find="Nobody at all")
    assert "Nobody in your organisation’s directory" in nobody.errors["to_person.find"]
    one = await (await at(someone, form.path)).after(to_person__find=f"Ada {family}")
    assert "Done" in one.text
    assert (await stream(door, f"project/{project}"))[-1]["data"]["to_person"] == ada
    assert ("people.find", 200) in about(await rows(door), form.path)


async def test_nobody_of_another_organisation_is_found(someone: Browser, door: Door, project: str) -> None:
    family = f"Theta{uuid4().hex[:8]}"
    key = await entered(door, f"Ada {family}", by="RM1")
    form = await at(someone, f"/record/project.handed_over/{project}")

    by_name = await form.after(to_person__find=family)
    by_key = await form.after(to_person__find="", to_person=key)

    assert "Nobody in your organisation’s directory" in by_name.errors["to_person.find"]
    assert "not in your organisation’s directory" in by_key.errors["to_person.find"]
    assert family not in by_key.text


async def test_what_was_said_in_error_is_taken_back_from_the_timeline(
    someone: Browser, door: Door, project: str
) -> None:
    score = event("project.score_assessed", f"project/{project}", score=5, assessed_on="2016-01-01", assessor="team")
    [answer] = await door.accepted([score])
    await door.read(f"/v1/streams/project/{project}", by="RGP", min_fresh=answer["recorded_at"])
    page = await at(someone, f"/projects/{project}")
    [back] = {link for link, _ in page.inputs.links if "fact_withdrawn" in link}  # not what opened the project

    form = await at(someone, back)
    assert "Project score assessed" in form.text
    done = await form.after(reason="It was another project.")

    assert "Project score assessed (taken back)" in done.text
    assert "None yet: the team or an adviser sets it by hand" in done.text


async def test_details_are_amended_by_what_was_changed_alone(someone: Browser, door: Door, project: str) -> None:
    form = await at(someone, f"/record/project.details_amended/{project}")
    assert form.typed["title"] == f"Recorded {project}"
    unchanged = await form.after()
    assert unchanged.errors == {"title": "Change something first"}

    await unchanged.after(aim="A better aim", division="Medicine")
    await (await at(someone, form.path)).after(division="")

    first, second = [one["data"] for one in (await stream(door, f"project/{project}"))[1:]]
    assert first == {"aim": "A better aim", "division": "Medicine"}
    assert second == {"division": ""}


async def test_a_row_that_says_nothing_is_left_out_and_a_fault_stands_in_its_own_row(
    someone: Browser, door: Door, project: str
) -> None:
    form = await at(someone, f"/record/project.carbon_estimated/{project}")
    answers = {"stage": "measured", "factor_set": "2024", "periods_per_year": "12",
               "lines__1__factor": "n2o kg", "lines__1__baseline_quantity": "12.5"}  # fmt: skip

    page = await form.after(**answers)
    assert page.errors == {"lines.0.new_quantity": "Enter the quantity after"}
    done = await page.after(lines__0__new_quantity="2")

    assert "Done: record a carbon estimate" in done.text
    [*_, fact] = await stream(door, f"project/{project}")
    assert [(one["factor"], one["unit"], one["new_quantity"]) for one in fact["data"]["lines"]] == [("n2o", "kg", 2)]


@pytest.mark.parametrize("title", ["nul \0 inside", "x" * 301, "<script>alert(1)</script>" * 20])
async def test_nonsense_is_told_beside_its_question(someone: Browser, title: str) -> None:
    page = await (await at(someone, REGISTER)).after(title=title, kind="nonsense", surprise="x", title__day="3")

    assert list(page.errors) == ["title"]
    assert "<script>alert" not in page.html
    assert "surprise" not in page.html


async def test_a_person_keeps_a_hundred_drafts_and_no_more(door: Door) -> None:
    async with browser(door.credentials) as finance:
        await finance.sign_in(FINANCE)
        form = await at(finance, REGISTER)
        for number in range(drafts.MOST + 2):
            await form.send("save", title=f"Pile {number}.", **{ID: str(uuid4())})
        kept = (await at(finance, "/record")).text

    assert "Pile 0." not in kept
    assert f"Pile {drafts.MOST + 1}." in kept


async def test_what_is_not_complete_is_not_submitted(someone: Browser, door: Door) -> None:
    form = await at(someone, REGISTER)
    for _ in range(2):
        form = await form.after(title="")
    assert form.errors["title"] == "Enter the title"
    assert (await door.read("/v1/submissions", by="RGP", id=form.typed[ID]))["items"] == []


@pytest.mark.parametrize(
    ("email", "path", "status"),
    [
        (READER, "/record", 403),
        (READER, REGISTER, 403),
        (SUBMITTER, "/record/project.saving_forecast/{project}", 403),
        (FINANCE, "/record/project.saving_forecast/{project}", 200),
        (ELSEWHERE, "/record/project.score_assessed/{project}", 403),
        (SUBMITTER, "/record/project.nonsense", 404),
        (SUBMITTER, "/record/project.score_assessed", 404),
        (SUBMITTER, REGISTER + "/{project}", 404),
        (SUBMITTER, "/record/project.score_assessed/00000000-0000-4000-8000-000000000000", 404),
        (SUBMITTER, "/record/project.score_assessed/..%2F..%2Fhealth", 404),
        (SUBMITTER, REGISTER + "?draft=1", 404),
    ],
)
async def test_a_form_opens_for_whoever_may_say_it(
    door: Door, project: str, email: str, path: str, status: int
) -> None:
    async with browser(door.credentials) as opened:
        await opened.sign_in(email)
        page = await opened.get(path.format(project=project))
    assert page.status == status, page.body.decode()


async def test_a_visitor_is_shown_the_way_in_and_comes_back(door: Door) -> None:
    async with browser(door.credentials) as visitor:
        reply = await visitor.get(REGISTER)
        assert (reply.status, reply.headers["Location"]) == (303, "/sign-in?next=%2Frecord%2Fproject.registered")
        page = await visitor.sign_in(LEAD, REGISTER)
    assert "Register a project" in page.body.decode()


async def test_another_site_records_nothing(someone: Browser) -> None:
    form = await at(someone, REGISTER)
    answers = {**form.typed, "title": "Forged", "kind": "clinical_audit"}

    without = await someone.post(REGISTER, {**answers, "csrf_token": ""})
    elsewhere = await someone.post(REGISTER, answers, Origin="https://evil.example", **{"Sec-Fetch-Site": "cross-site"})

    assert (without.status, elsewhere.status) == (403, 403)


async def test_who_recorded_what_is_in_the_audit(someone: Browser, door: Door) -> None:
    await (await at(someone, REGISTER)).after(title=f"Audited {uuid4()}", kind="clinical_audit")
    assert ("facts.record", 303) in about(await rows(door), REGISTER)


@pytest.mark.parametrize("answers", [{ID: ""}, {ID: "x"}, {ID: "../../etc"}])
async def test_a_form_without_its_identifier_is_refused(someone: Browser, answers: dict[str, str]) -> None:
    reply = await (await at(someone, REGISTER)).send(title="A", kind="clinical_audit", **answers)
    assert reply.status == 400


async def test_somebody_is_entered_in_the_directory(someone: Browser, door: Door) -> None:
    name = f"Grace {uuid4().hex[:8]}"
    form = await at(someone, "/people/new")
    reply = await form.send(name=" ")
    assert (reply.status, AtAForm(someone, form.path, reply).errors) == (422, {"name": "Enter the name"})
    address = await form.send(name=name, email="no address")
    assert AtAForm(someone, form.path, address).errors == {"email": "Enter an address like anna@example.nhs.uk"}

    await form.after(name=name)

    found = await door.read("/v1/people", by="RGP", name=name)
    assert [one["name"] for one in found["items"]] == [name]
