"""Two organisations read the same things: everything of one's own, of the other's what is shared and no word more."""

import json
import re
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from deploy.local.stack import Stack
from tests.client import SYSTEM, Door
from tests.journeys.projects import Project, Said, Year
from tests.oracles import settled

SEALED = "sealed"
"""How every secret begins: an unfinished word, which a search completes, so that no answer repeats one."""
STREAMED = "/v1/changes"
READERS = ("RM1", "QMM", SYSTEM)


@dataclass(frozen=True)
class Secrets:
    """Texts, people and numbers that nobody else is to read, each told apart from all others."""

    mark: str = field(default_factory=lambda: f"{SEALED}{uuid4().hex[:10]}")
    people: dict[str, str] = field(default_factory=dict)

    def text(self, of: str) -> str:
        return f"{of} {self.mark}"

    def person(self, of: str) -> str:
        return self.people.setdefault(of, str(uuid4()))

    def told_in(self, body: str) -> set[str]:
        return {one for one in (self.mark, *self.people.values()) if one in body}


def fact(subject: str, type_: str, **data: object) -> Said:
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "urn:nhs:ods:RGP:tests",
        "type": type_,
        "subject": subject,
        "data": {name.rstrip("_"): value for name, value in data.items()},
    }


def a_project(year: Year, project: Project, secrets: Secrets, title: str) -> list[Said]:
    """Return a project of which every field that is not shared holds a secret."""
    day, text, person = year.day, secrets.text, secrets.person
    risk = {"domain": "experience", "likelihood": 2, "impact": 3}
    saving = {"financial_year": year.name, "cash_releasing": True, "recurrent": False, "on": day(30)}
    return [
        project.registered(
            day(1), title=title, aim="Everybody home by noon", reference=text("reference"), division=text("division"),
            site=text("site"), lead_person=person("lead"), ambitions=[2], quality_dimensions=["safe"],
            has_financial_effect=True,
        ),
        project.started(day(2)),
        project.said("score_assessed", score=3, assessed_on=day(9), assessor="team", rationale=text("rationale")),
        project.said("involvement_recorded", level="big_i", on=day(9), description="Two patients chose the aim."),
        project.said("coaching_logged", adviser=person("adviser"), on=day(9), topic=text("topic")),
        project.said("coach_assigned", adviser=person("coach"), on=day(9)),
        project.said("sustainability_assessed", on=day(9), steps=[1], environmental="Fewer journeys."),
        project.said("driver_added", driver_id="d", kind="primary", text=text("driver")),
        project.said("change_idea_added", idea_id="i", text=text("idea")),
        project.said(
            "pdsa_completed", cycle_id="c", started_on=day(9), completed_on=day(10), plan=text("plan"), do=text("do"),
            study=text("study"), act=text("act"), decision="adopt",
        ),
        project.said(
            "measure_added", measure_id="m", name=text("measure"), kind="outcome", unit="falls", direction="decrease",
            chart="run",
        ),
        project.said("measurement_recorded", measure_id="m", on=day(9), value=3),
        project.said("qia_scored", on=day(9), author=person("author"), risks=[risk]),
        project.said("qia_signed", on=day(9), signatory=person("signatory"), role=text("role")),
        project.said("gateway_entered", gateway=0, on=day(9), note=text("gateway")),
        project.said("saving_forecast", pence=98765, **saving),
        project.said("learning_shared", on=day(9), title=text("ours"), text=text("ours"), audience="organisation"),
        project.said("learning_shared", on=day(9), title="For all", text="Ask early.", audience="system"),
        project.said("handed_over", to_person=person("next"), on=day(20)),
        project.said("paused", on=day(21), reason=text("pause")),
        project.said("resumed", on=day(22), reason=text("resume")),
        project.said("completed", on=day(30), summary=text("summary")),
    ]  # fmt: skip


def training(year: Year, secrets: Secrets, streams: dict[str, str]) -> list[Said]:
    """Return a session that somebody attended, a café with few people, a completion, a scholarship, an adviser."""
    day, somebody = year.day, secrets.person("learner")
    streams |= {name: f"{name}/{uuid4()}" for name in ("course", "session", "cafe", "scholarship", "resource")}
    streams |= {name: f"{name}/{somebody}" for name in ("person", "adviser")}
    course = streams["course"].partition("/")[2]
    said = [
        ("course", "course.announced", {"title": "Falls for all", "class": "other", "provider_organisation": "RGP",
                                        "ics_programme": False}),
        ("session", "session.scheduled", {"course": course, "starts_on": day(9), "ends_on": day(9), "places": 9}),
        ("session", "session.place_offered", {"place": 1, "organisation": "RGP", "on": day(2), "person": somebody}),
        ("session", "session.attended", {"person": somebody, "organisation": "RGP"}),
        ("cafe", "cafe.scheduled", {"on": day(9), "hosts": ["RGP"], "open_to_all_staff": True, "topic": "Falls"}),
        ("cafe", "cafe.held", {"on": day(9), "attendance": 3}),
        ("person", "training.completed", {"course": course, "organisation": "RGP", "completed_on": day(9),
                                          "staff_group": secrets.text("group")}),
        ("scholarship", "scholarship.enrolled", {"person": somebody, "organisation": "RGP", "profession": "nurse",
                                                 "cohort": secrets.text("cohort"), "on": day(9)}),
        ("adviser", "adviser.registered", {"organisation": "RGP", "on": day(1), "level": secrets.text("level")}),
        ("resource", "resource.published", {"title": "Falls kit", "kind": "tool", "url": "https://example.org/kit"}),
    ]  # fmt: skip
    return [fact(streams[stream], type_, **data) for stream, type_, data in said]


async def everything(door: Door, by: str, streams: dict[str, str], year: Year) -> dict[str, str]:
    """Walk every route that reads, and return what each answered."""
    routes = (await door.ask("GET", "/openapi.json")).json["paths"]
    project = streams["project"].partition("/")[2]
    given = {"slug": ["modest-improvement", "people-trained", "nmahp-internal"], "id": [project], "measure_id": ["m"]}
    found: dict[str, str] = {}
    for route in (
        one for one, methods in routes.items() if "get" in methods and one.startswith("/v1/") and one != STREAMED
    ):
        paths = [f"/v1/streams/{stream}" for stream in streams.values()] if "{category}" in route else [route]
        for name in re.findall(r"\{(\w+)", route) if "{category}" not in route else []:
            paths = [path.replace(f"{{{name}}}", one) for path in paths for one in given.get(name, ["none"])]
        for path in paths:
            for params in ({}, {"organisation": "RGP", "year": year.name}, {"q": SEALED}):
                reply = await door.ask("GET", path, by=by, params=params)
                assert reply.status < 500, (path, params, reply)
                found[f"{path} {params}"] = reply.body.decode() if reply.status == 200 else ""
    return found


@pytest.fixture(scope="module")
def secrets() -> Secrets:
    return Secrets()


async def test_no_word_of_what_is_not_shared_reaches_another_organisation(
    stack: Stack, door: Door, year: Year, secrets: Secrets
) -> None:
    project, title = Project("RGP"), f"Sooner home {uuid4().hex[:8]}"
    streams = {"project": f"project/{project.id}"}
    answers = await door.accepted([*a_project(year, project, secrets, title), *training(year, secrets, streams)])
    last = max(one["recorded_at"] for one in answers)
    await settled(stack)

    for reader in READERS:
        told = await everything(door, reader, streams, year)
        assert {where: what for where, body in told.items() if (what := secrets.told_in(body))} == {}
        assert any(title in body for body in told.values())

    own = await everything(door, "RGP", streams, year)
    seen = {what for body in own.values() for what in secrets.told_in(body)}
    assert seen == {secrets.mark, *secrets.people.values()}

    [listed] = (await door.read("/v1/projects", by="RM1", min_fresh=last, q=title))["items"]
    assert listed["title"] == title
    assert "reference" not in listed


async def test_the_register_is_read_page_by_page_with_a_tag_for_each(door: Door) -> None:
    first = await door.ask("GET", "/v1/projects", by="RM1", params={"limit": "2", "kind": "quality_improvement"})
    assert len(first.json["items"]) == 2
    assert first.json["next"].startswith("/v1/projects?")
    second = await door.ask("GET", first.json["next"], by="RM1")
    assert {one["id"] for one in first.json["items"]} & {one["id"] for one in second.json["items"]} == set()

    again = await door.ask("GET", first.json["next"], by="RM1", headers={"If-None-Match": second.headers["ETag"]})

    assert again.status in {200, 304}
    assert json.loads(first.body)["items"][0]["kind"] == "quality_improvement"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/v1/projects?status=voided", (400, "MalformedParameter", "status")),
        ("/v1/projects?cursor=x", (400, "MalformedParameter", "cursor")),
        ("/v1/cafes?organisation=XXX", (404, "UnknownOrganisation", None)),
        ("/v1/projects/nothing", (404, "UnknownProject", None)),
        ("/v1/projects/nothing/charts/m%2F1", (404, "UnknownProject", None)),
        ("/v1/streams/project/nothing", (404, "UnknownStream", None)),
        ("/v1/streams/nothing/nothing", (404, "UnknownStream", None)),
    ],
)
async def test_what_cannot_be_asked_of_the_register_is_named(
    door: Door, path: str, problem: tuple[int, str, str | None]
) -> None:
    assert (await door.ask("GET", path, by="RGP")).problem == problem
