"""Who sees what of a fact: what is named here as shared, every member; everything else, its own organisation alone.

A field that is in neither column is a mistake that a test finds, so nothing new is shared by accident. Of people
nothing is shared, nor is a count of them: whoever may read that a session was attended could count who did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from services.metrics.disclosure import Reader, rounded
from shared.contracts.agreements import MilestonePlanned
from shared.contracts.event import Event, FactWithdrawn, Recorded
from shared.contracts.project import ProjectLeadChanged, ProjectRegistered
from shared.contracts.project_work import ProjectLearningShared
from shared.contracts.training import CafeScheduled, CourseAnnounced
from shared.withdrawal import standing


@dataclass(frozen=True)
class Fields:
    """The fields of one type of fact."""

    shared: frozenset[str]
    own: frozenset[str]


def _fields(shared: str = "", own: str = "") -> Fields:
    return Fields(frozenset(shared.split()), frozenset(own.split()))


_WITHDRAWAL = _fields(own="event_id reason")
_SAVING = _fields(own="pence financial_year cash_releasing recurrent on")
_MEASUREMENT = _fields(own="measure_id on value numerator denominator")
_GATEWAY = _fields(own="gateway on note")
_ANSWER = _fields("place on")
_STANCE = _fields("organisation version on note")

FIELDS: Mapping[str, Fields] = {
    "project.registered": _fields(
        "title kind lead_organisation registered_on aim partner_organisations",
        own="quality_dimensions ambitions division site has_financial_effect lead_person reference",
    ),
    "project.details_amended": _fields(
        "title aim partner_organisations",
        own="quality_dimensions ambitions division site has_financial_effect lead_person reference",
    ),
    "project.started": _fields("on"),
    "project.paused": _fields("on", own="reason"),
    "project.resumed": _fields("on", own="reason"),
    "project.completed": _fields("on", own="summary"),
    "project.reopened": _fields("on", own="reason"),
    "project.cancelled": _fields("on", own="reason"),
    "project.voided": _fields("reason merged_into"),
    "project.lead_changed": _fields("to_organisation on"),
    "project.handed_over": _fields(own="to_person on"),
    "project.score_assessed": _fields("score assessed_on assessor", own="rationale"),
    "project.score_voided": _fields("event_id"),
    "project.involvement_recorded": _fields("level on description"),
    "project.coach_assigned": _fields(own="adviser on"),
    "project.coach_unassigned": _fields(own="adviser on"),
    "project.coaching_logged": _fields(own="adviser on minutes topic"),
    "project.sustainability_assessed": _fields("on steps environmental social financial no_impact_reason"),
    "project.sustainability_withdrawn": _fields("on", own="reason"),
    "project.carbon_estimated": _fields(
        own="on stage factor_set lines periods_per_year factors saved_by_line saved_kg_co2e_per_year"
    ),
    "project.gateway_entered": _GATEWAY,
    "project.gateway_passed": _GATEWAY,
    "project.gateway_returned": _GATEWAY,
    "project.gateway_rejected": _GATEWAY,
    "project.qia_scored": _fields(own="on author risks residual"),
    "project.qia_signed": _fields(own="signatory role on"),
    "project.saving_forecast": _SAVING,
    "project.saving_validated": _SAVING,
    "project.saving_reversed": _SAVING,
    "project.driver_added": _fields(own="driver_id kind text parent"),
    "project.change_idea_added": _fields(own="idea_id text driver"),
    "project.pdsa_completed": _fields(own="cycle_id idea started_on completed_on plan do study act decision"),
    "project.measure_added": _fields(own="measure_id name kind unit direction chart target baseline_until"),
    "project.measurement_recorded": _MEASUREMENT,
    "project.measurement_corrected": _MEASUREMENT,
    "project.measure_rebased": _fields(own="measure_id from reason"),
    "project.learning_shared": _fields("on title text audience tags"),
    "project.fact_withdrawn": _WITHDRAWAL,
    "publication.recorded": _fields("title journal kind relevant published_on organisations doi project"),
    "publication.retracted": _fields("on reason"),
    "publication.fact_withdrawn": _WITHDRAWAL,
    "innovation.registered": _fields("title programme evidence_url spread_sites"),
    "innovation.stage_reached": _fields("organisation site stage on"),
    "innovation.fact_withdrawn": _WITHDRAWAL,
    "course.announced": _fields("title class provider_organisation ics_programme level"),
    "course.reclassified": _fields("class from"),
    "course.fact_withdrawn": _WITHDRAWAL,
    "session.scheduled": _fields("course starts_on ends_on places"),
    "session.places_reserved": _fields("organisation places on"),
    "session.place_offered": _fields("place organisation on rule_version seed", own="person"),
    "session.place_accepted": _ANSWER,
    "session.place_declined": _ANSWER,
    "session.place_expired": _ANSWER,
    "session.place_withdrawn": _ANSWER,
    "session.attended": _fields(own="person organisation"),
    "session.cancelled": _fields("on reason"),
    "session.fact_withdrawn": _WITHDRAWAL,
    "training.completed": _fields(own="course organisation completed_on profession staff_group"),
    "training.completion_revoked": _fields(own="event_id reason"),
    "person.merged": _fields(own="into"),
    "person.erased": _fields(own="on"),
    "person.fact_withdrawn": _WITHDRAWAL,
    "scholarship.enrolled": _fields(own="person organisation profession cohort on"),
    "scholarship.completed": _fields(own="on"),
    "scholarship.withdrawn": _fields(own="on"),
    "scholarship.fact_withdrawn": _WITHDRAWAL,
    "cafe.scheduled": _fields("on hosts topic open_to_all_staff"),
    "cafe.held": _fields("on organisations_attending", own="attendance"),
    "cafe.cancelled": _fields("on reason"),
    "cafe.fact_withdrawn": _WITHDRAWAL,
    "adviser.registered": _fields(own="organisation on level"),
    "adviser.retired": _fields(own="organisation on level"),
    "adviser.fact_withdrawn": _WITHDRAWAL,
    "resource.published": _fields("title kind url tags"),
    "resource.withdrawn": _fields("on reason"),
    "resource.fact_withdrawn": _WITHDRAWAL,
    # The agreement is the members' own: what is agreed stands beside every figure.
    "organisation.joined": _fields("name kind on ods_code"),
    "organisation.left": _fields("on successor"),
    "organisation.fact_withdrawn": _WITHDRAWAL,
    "measure.proposed": _fields(
        "version title words why unit direction counts numerator denominator exclusions attribution owner review_on"
    ),
    "measure.agreed": _STANCE,
    "measure.objected": _STANCE,
    "measure.target_set": _fields("organisation target financial_year"),
    "measure.retired": _fields("on reason"),
    "measure.fact_withdrawn": _WITHDRAWAL,
    "milestone.planned": _fields(own="title part_of organisation due_on"),
    "milestone.evidenced": _fields(own="on evidence"),
    "milestone.signed_off": _fields(own="on role note"),
    "milestone.revoked": _fields(own="on role note"),
    "milestone.fact_withdrawn": _WITHDRAWAL,
    "snapshot.frozen": _fields("financial_year as_at label"),
    "snapshot.fact_withdrawn": _WITHDRAWAL,
}


def seen(stream: str, facts: Sequence[Recorded], reader: Reader) -> list[tuple[Recorded, dict[str, Any]]]:
    """Return a stream's facts, each with what of its data the reader may see; those with nothing are left out.

    The own organisation sees all that was ever said in the stream, and whoever said a fact sees that fact; others
    see what is shared of the facts that were not taken back.
    """
    owning = reader.organisation is not None and reader.organisation in owners(stream, facts)
    stands = {fact.version for fact in standing(facts)}
    found = []
    for fact in facts:
        if owning or fact.organisation == reader.organisation:
            found.append((fact, _data(fact.event)))
        elif fact.version in stands and (data := shared(fact.event)):
            found.append((fact, data))
    return found


def shared(event: Event) -> dict[str, Any]:
    """Return what every member may see of a fact."""
    if isinstance(event, ProjectLearningShared) and event.audience != "system":
        return {}
    names = FIELDS[event.type].shared
    return {name: value for name, value in _data(event).items() if name in names} if names else {}


def _data(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(event)
    return data


def owners(stream: str, facts: Iterable[Recorded]) -> frozenset[str]:
    """Return the organisations whose own a stream is, besides what each has said itself: who may speak in it now."""
    category, _, identifier = stream.partition("/")
    if category == "organisation":
        return frozenset({identifier})
    found: frozenset[str] = frozenset()
    for fact in standing(facts) if any(isinstance(one.event, FactWithdrawn) for one in facts) else facts:
        match fact.event:
            case ProjectRegistered(lead_organisation=code) | ProjectLeadChanged(to_organisation=code):
                found = frozenset({code})
            case CourseAnnounced(provider_organisation=code) | MilestonePlanned(organisation=code):
                found = frozenset({code})
            case CafeScheduled(hosts=hosts):
                found = frozenset(hosts)
            case _:
                pass
    return found


ENTRIES: Mapping[str, Fields] = {
    "project": _fields(
        "id title aim kind lead_organisation partner_organisations status registered_on started_on paused_on"
        " completed_on cancelled_on score scored_on scored_by involvement involved_on sustainability learning",
        own="quality_dimensions ambitions division site reference has_financial_effect lead_person coached",
    ),
}
"""Of the entries that others see in part: which fields."""
_PEOPLE = {"session": "attended", "cafe": "attendance"}
"""Of the entries that count people: in which field."""


def entry(category: str, item: dict[str, Any], owning: frozenset[str], reader: Reader) -> dict[str, Any]:
    """Return an entry of the register or the library as its reader may see it."""
    if reader.organisation in owning:
        return item
    fields, people = ENTRIES.get(category), _PEOPLE.get(category)
    if fields is not None:
        return {name: value for name, value in item.items() if name in fields.shared}
    if people is not None and item[people] is not None and not reader.sees_all:
        shown = rounded(item[people])
        return item | {people: shown} | ({"suppressed": True} if shown is None else {})
    return item
