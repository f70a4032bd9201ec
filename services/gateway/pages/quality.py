"""What is missing or odd in an organisation's own record, and where each is mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.gateway.database import needed, own_rows
from services.gateway.own.shown import family
from services.gateway.pages import words
from services.gateway.pages.asking import Body, NotAnswered, Question, ask
from services.gateway.pages.cells import Cell, Listing, listing
from services.gateway.pages.filters import Filters, is_key
from services.gateway.pages.lists import organisations
from services.gateway.pages.moments import moment
from services.gateway.pages.problems import answer_page
from services.gateway.pages.templates import page
from services.gateway.recording import offers
from services.gateway.recording.forms import FORMS
from services.gateway.submissions import listing as log
from services.gateway.submissions.history import SETTLED_WITHIN
from services.gateway.submissions.intake import Intake
from services.gateway.submissions.mending import mend
from shared.identity import Caller

router = APIRouter()
MOST = 500
MOST_REFUSED = 25
UNREGISTERED = "ProjectNotRegistered"
NOT_HERE = frozenset(
    {"NotYours", "NotYourProject", "NotAMember", "RoleRequired", "NotOpened", "LooksLikePatientIdentifier"}
)
"""What no form of one's own mends, or what was not kept."""


@dataclass(frozen=True)
class Check:
    """Something that can be amiss with a project: what a measure finds, and the form that mends it."""

    anchor: str
    heading: str
    why: str
    slug: str
    is_found: Callable[[Mapping[str, Any]], bool]
    mends: str


@dataclass(frozen=True)
class CheckView:
    anchor: str
    heading: str
    why: str
    found: int
    table: Listing | None


CHECKS = (
    Check(
        "unscored",
        "Completed without a score",
        "They count as not improved until somebody scores them, at the latest 90 days after completion.",
        "modest-improvement",
        lambda one: not one["counted"] and str(one["reason"]).startswith("no score"),
        "project.score_assessed",
    ),
    Check(
        "stalled",
        "Stalled at 2.5",
        "Changes were tested, and nothing has moved for 90 days. A coach can help now.",
        "stalled-projects",
        lambda one: one["counted"],
        "project.coaching_logged",
    ),
    Check(
        "stale",
        "Nobody has said for 60 days how far they are",
        "A score that nobody renews says nothing about today.",
        "stale-scores",
        lambda one: one["counted"],
        "project.score_assessed",
    ),
    Check(
        "involvement",
        "Whether patients or the public were involved is not recorded",
        "Not recorded counts as not involved.",
        "patient-involvement",
        lambda one: one["reason"] == "no involvement recorded",
        "project.involvement_recorded",
    ),
    Check(
        "sustainability",
        "Sustainability was not assessed",
        "An assessment that finds no impact, and says why, counts too.",
        "sustainable-projects",
        lambda one: not one["counted"],
        "project.sustainability_assessed",
    ),
)


@router.get("/quality")
async def quality(request: Request) -> HTMLResponse:
    """Show what can be mended, the reader's own organisation's alone."""
    caller: Caller = request.state.caller
    assert caller.organisation is not None
    own = Filters(organisation=caller.organisation)
    evidence = [Question(f"/v1/measures/{one.slug}/evidence", {"limit": str(MOST)}) for one in CHECKS]
    projects = Question("/v1/projects", {"limit": str(MOST), "year": None})
    answer = await ask(request, own, projects, Question("/v1/measures/days-since-heard"), *evidence)
    if isinstance(answer, NotAnswered):
        return answer_page(answer, "/quality")
    register, heard, *found = answer.bodies
    titles = {one["id"]: one["title"] for one in register["items"]}
    intake: Intake = request.app.state.intake
    await intake.log.settled(SETTLED_WITHIN)
    async with needed(), own_rows(request.app.state.pool, caller.organisation) as connection:
        refused = await log.page(connection, {"status": "refused"}, None, MOST_REFUSED)
    return page(
        "quality.html",
        HTTPStatus.OK,
        family=family(caller),
        subject=organisations(answer.choices)[caller.organisation],
        year=answer.filters.year,
        heard=heard["value"],
        checks=[_view(check, body, titles, caller) for check, body in zip(CHECKS, found, strict=True)],
        refused=_refused(refused, titles, caller) if refused.rows else None,
        more_refused=refused.next is not None,
    )


def _view(check: Check, evidence: Body, titles: Mapping[str, str], caller: Caller) -> CheckView:
    keys = list(dict.fromkeys(str(one["thing"]) for one in evidence["items"] if check.is_found(one)))
    rows = [_row(check, key, titles.get(key, key), caller) for key in keys]
    table = listing(check.heading, ("Project", "Mend it"), rows) if rows else None
    return CheckView(check.anchor, check.heading, check.why, len(keys), table)


def _row(check: Check, key: str, title: str, caller: Caller) -> list[Cell | str]:
    form = FORMS[check.mends]
    mends = offers.may_record(caller) and form.role in caller.roles
    mend = (
        Cell(form.heading, offers.address(form.type, key), about=title)
        if mends
        else Cell("Its team or your QI lead can")
    )
    return [Cell(title, f"/projects/{key}"), mend]


def _refused(found: log.Page, titles: Mapping[str, str], caller: Caller) -> Listing:
    columns = ("When", "What", "About", "Why it was refused", "Mend it")
    rows = [_refusal(row, place, titles, caller) for row, place in zip(found.rows, found.places, strict=True)]
    return listing("What was refused, the latest first", columns, rows)


def _refusal(row: Mapping[str, Any], place: log.Cursor, titles: Mapping[str, str], caller: Caller) -> list[Cell | str]:
    _, _, key = str(row["subject"] or "").partition("/")
    about = Cell(titles.get(key, row["subject"] or ""), f"/projects/{key}" if key in titles else "")
    reason = row.get("reason", {})
    field = f" ({reason['field']})" if reason.get("field") else ""
    return [
        moment(row["received_at"]),
        words.fact(row["type"] or "unknown"),
        about,
        f"{reason.get('detail', '')}{field}",
        Cell(mend(str(reason.get("type", ""))), _form(row, place, caller), about=words.fact(row["type"] or "")),
    ]


def _form(row: Mapping[str, Any], place: log.Cursor, caller: Caller) -> str:
    """Return the form in which it is mended, filled in as it was sent; none where there is nothing to fill in."""
    type_ = "project.registered" if row["reason"]["type"] == UNREGISTERED else row["type"]
    form = FORMS.get(type_ or "")
    if row["reason"]["type"] in NOT_HERE:
        return ""
    if form is None or not offers.may_record(caller) or form.role not in caller.roles:
        return ""
    if type_ != row["type"]:
        return offers.address(type_)
    _, _, key = str(row["subject"] or "").partition("/")
    if not form.opens and not is_key(key):
        return ""
    return offers.address(form.type, "" if form.opens else key, refused=str(place))
