"""The lists there are: projects, what was learned, what can be used, and what can be attended."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.pages import lists
from services.gateway.pages.cells import Cell
from services.gateway.pages.lists import Asked, ListPage, Names
from services.gateway.pages.moments import day
from services.gateway.pages.project_words import INVOLVEMENT, KINDS, STATUSES, state_of
from services.gateway.pages.words import Status, capital
from shared.moments import london_day

router = APIRouter()

LIBRARY = (
    ("/learning", "What was learned"),
    ("/resources", "Tools and templates"),
    ("/innovations", "Innovations"),
    ("/publications", "Publications"),
)
TRAINING = (("/sessions", "Sessions"), ("/courses", "Courses"), ("/cafes", "QI cafés"))
YES_NO = {"true": "Yes", "false": "No"}
SCORES = {f"{points / 2}": f"{points / 2} or above" for points in range(1, 11)}
RESOURCES = {"tool": "Tool", "template": "Template", "guide": "Guide", "poster": "Poster", "story": "Story"}
STAGES = {
    "considered": "Considered",
    "approved": "Approved",
    "piloted": "Piloted",
    "adopted": "Adopted",
    "discontinued": "Discontinued",
}
CLASSES = {
    "qi_fundamentals": "QI fundamentals",
    "sustainability": "Sustainability",
    "nmahp_scholarship": "NMAHP scholarship",
    "other": "Other",
}
WORKS = {"journal_article": "Journal article", "preprint": "Preprint", "abstract": "Abstract", "poster": "Poster"}
HAPPENINGS = {
    "scheduled": Status("Planned", "ring", "grey"),
    "held": Status("Held", "tick", "blue"),
    "cancelled": Status("Cancelled", "cross", "purple"),
    "published": Status("Published", "tick", "blue"),
    "withdrawn": Status("Withdrawn", "cross", "purple"),
    "retracted": Status("Retracted", "cross", "purple"),
}
PAST = Status("Past", "tick", "grey")
SEARCH = Asked("q", "Search for")
ORGANISATION = Asked("organisation", "Organisation", kind="organisation")
YEAR = Asked("year", "Financial year", kind="year")
Item = Mapping[str, Any]
Cells: TypeAlias = Sequence[Cell | str]


def _word(words: Mapping[str, str], said: str) -> str:
    """Return how a word of the contract is said, as it is where these pages do not know it."""
    return words.get(said, said)


def _status(item: Item) -> Cell:
    return Cell(status=HAPPENINGS.get(item["status"], Status(capital(item["status"]), "ring", "grey")))


def happening(session: Item) -> Status:
    """Return how far a session is, today."""
    is_over = session["status"] == "scheduled" and date.fromisoformat(session["ends_on"]) < london_day(
        datetime.now(UTC)
    )
    return PAST if is_over else HAPPENINGS[session["status"]]


def _named(codes: Sequence[str], names: Names) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _elsewhere(text: str, url: str | None) -> Cell:
    """Lead only to where a browser may go: what others wrote could be a script."""
    return Cell(text, url if url and url.startswith(("https://", "http://")) else "")


def _project(item: Item, names: Names) -> Cells:
    score = "" if item["score"] is None else f"{item['score']:.1f} ({item['scored_by']}, {day(item['scored_on'])})"
    return [
        Cell(item["title"], f"/projects/{item['id']}"),
        _named([item["lead_organisation"]], names),
        Cell(status=state_of(item["status"])),
        day(item["registered_on"]),
        score,
        INVOLVEMENT.get(item["involvement"] or "", ""),
    ]


def _learning(item: Item, names: Names) -> Cells:
    return [
        Cell(item["title"], f"/projects/{item['project']}#learning"),
        item["text"],
        item["project_title"],
        _named([item["organisation"]], names),
        day(item["on"]),
        ", ".join(item["tags"]),
    ]


def _resource(item: Item, names: Names) -> Cells:
    return [
        _elsewhere(item["title"], item["url"]),
        _word(RESOURCES, item["kind"]),
        _named([item["organisation"]], names),
        day(item["published_on"]),
        ", ".join(item["tags"]),
    ]


def _innovation(item: Item, names: Names) -> Cells:
    sites = [
        f"{names.get(one['organisation'], one['organisation'])}, {one['site']}: {_word(STAGES, one['stage']).lower()}"
        for one in item["sites"]
    ]
    return [
        _elsewhere(item["title"], item.get("evidence_url")),
        item["programme"],
        str(item["spread_sites"]),
        "; ".join(sites),
    ]


def _publication(item: Item, names: Names) -> Cells:
    link = f"https://doi.org/{item['doi']}" if item["doi"] else None
    return [
        _elsewhere(item["title"], link),
        item["journal"],
        _word(WORKS, item["kind"]),
        day(item["published_on"]),
        _named(item["organisations"], names),
        _status(item),
    ]


def _session(item: Item, names: Names) -> Cells:
    days = dict.fromkeys(day(item[end]) for end in ("starts_on", "ends_on"))
    return [
        Cell(" to ".join(days), f"/sessions/{item['id']}", about=item["course_title"] or ""),
        item["course_title"] or "A course that is not announced",
        _named([item["organisation"]], names),
        f"{item['free']} of {item['places']}",
        str(sum(one["places"] for one in item["reserved"]) or ""),
        Cell(status=happening(item)),
    ]


def _course(item: Item, names: Names) -> Cells:
    return [
        Cell(item["title"], f"/sessions?course={item['id']}"),
        _word(CLASSES, item["class"]),
        _named([item["provider_organisation"]], names),
        "Yes" if item["ics_programme"] else "No",
    ]


def _cafe(item: Item, names: Names) -> Cells:
    return [
        day(item["on"]),
        item["topic"] or "",
        _named(item["hosts"], names),
        "Yes" if item["open_to_all_staff"] else "No",
        _status(item),
        Cell("Its facts", f"/things/cafe/{item['id']}"),
    ]


PAGES = (
    ListPage(
        path="/projects",
        begins=("project.registered",),
        heading="Register of improvement projects",
        intro="Every project of every member: what was tried, by whom, and how far it came. "
        "Search looks at title, aim and what was learned.",
        asked=[
            SEARCH,
            Asked("organisation", "Led by", kind="organisation"),
            Asked("status", "Status", {name: one.word for name, one in STATUSES.items() if name != "voided"}),
            Asked("kind", "Kind", KINDS),
            Asked("year", "Open in", kind="year"),
            Asked("score", "Score", SCORES),
            Asked("involvement", "Involvement", INVOLVEMENT),
            Asked("sustainability", "Sustainability considered", YES_NO),
            Asked("learning", "Shared what it learned", YES_NO),
        ],
        columns=("Project", "Led by", "Status", "Registered", "Score", "Involvement"),
        row=_project,
        empty="No project has been registered yet. The first one appears here as soon as its organisation submits it.",
    ),
    ListPage(
        path="/learning",
        heading="What was learned",
        intro="What projects shared for others to build on, the failures included.",
        asked=[SEARCH, ORGANISATION, Asked("tag", "Tag"), YEAR],
        columns=("Learning", "In short", "Project", "Organisation", "Shared", "Tags"),
        row=_learning,
        empty="No project has shared what it learned yet.",
        family=LIBRARY,
    ),
    ListPage(
        path="/resources",
        begins=("resource.published",),
        heading="Tools and templates",
        intro="What organisations made and others may use.",
        asked=[SEARCH, ORGANISATION, Asked("kind", "Kind", RESOURCES), Asked("tag", "Tag")],
        columns=("Resource", "Kind", "Published by", "Since", "Tags"),
        row=_resource,
        empty="Nothing has been published yet.",
        family=LIBRARY,
    ),
    ListPage(
        path="/innovations",
        begins=("innovation.registered",),
        heading="Proven innovations",
        intro="National innovations, and how far each site is with them.",
        asked=[SEARCH, ORGANISATION, Asked("stage", "Stage", STAGES)],
        columns=("Innovation", "Programme", "Sites to be spread", "Where it is"),
        row=_innovation,
        empty="No innovation has been registered yet.",
        family=LIBRARY,
    ),
    ListPage(
        path="/publications",
        begins=("publication.recorded",),
        heading="Publications",
        intro="Articles, abstracts and posters that came of improvement work.",
        asked=[SEARCH, Asked("kind", "Kind", WORKS), YEAR, Asked("relevant", "Counts for the strategy", YES_NO)],
        columns=("Publication", "Journal", "Kind", "Published", "Organisations", "Status"),
        row=_publication,
        empty="No publication has been recorded yet.",
        family=LIBRARY,
    ),
    ListPage(
        path="/sessions",
        begins=("session.scheduled", "training.completed"),
        heading="Sessions of courses",
        intro="When courses are held, and how many places are free. Open one to ask for places.",
        asked=[
            SEARCH,
            ORGANISATION,
            YEAR,
            Asked("status", "Status", {"scheduled": "Planned", "cancelled": "Cancelled"}),
        ],
        columns=("When", "Course", "Held by", "Places free", "Kept for organisations", "Status"),
        row=_session,
        empty="No session has been scheduled yet.",
        family=TRAINING,
        always={"course": ""},
    ),
    ListPage(
        path="/courses",
        begins=("course.announced",),
        heading="Courses",
        intro="What can be learned, and with whom.",
        asked=[
            SEARCH,
            ORGANISATION,
            Asked("class", "Kind", CLASSES),
            Asked("ics_programme", "Part of the system’s programme", YES_NO),
        ],
        columns=("Course", "Kind", "Provider", "System’s programme"),
        row=_course,
        empty="No course has been announced yet.",
        family=TRAINING,
    ),
    ListPage(
        path="/cafes",
        begins=("cafe.scheduled",),
        heading="QI cafés",
        intro="An hour a month to talk about improvement. Put them in your own calendar with the feed.",
        asked=[
            ORGANISATION,
            YEAR,
            Asked("status", "Status", {name: HAPPENINGS[name].word for name in ("scheduled", "held", "cancelled")}),
        ],
        columns=("When", "Topic", "Hosts", "Open to all staff", "Status", "More"),
        row=_cafe,
        empty="No café has been planned yet.",
        family=TRAINING,
        feed="/cafes.ics",
    ),
)


def _shown(of: ListPage) -> None:
    async def list_page(request: Request) -> HTMLResponse:
        return await lists.show(request, of)

    router.add_api_route(of.path, list_page, methods=["GET"], name=of.path.removeprefix("/"))


for _page in PAGES:
    _shown(_page)
