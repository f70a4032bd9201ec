"""4.2 Places of the ICS training programme offered to an organisation."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from services.metrics.contribution import Contribution
from services.metrics.definition import Definition, Kind, Measure, Rule
from services.metrics.period import Grain, month_of
from services.metrics.subjects.session import Offer, Session
from services.metrics.world import World
from shared.contracts.training import (
    CourseAnnounced,
    SessionCancelled,
    SessionPlaceOffered,
    SessionPlaceWithdrawn,
    SessionScheduled,
)


def contributions(session: Session, world: World) -> Iterator[Contribution]:
    """Yield each place once an organisation, in the month of its earliest offer that stands."""
    course = world.course(session.course)
    if not session.offers or not (course.ics_programme or course.announced is None):
        return
    places: dict[int, list[Offer]] = defaultdict(list)
    for offer in session.offers:
        places[offer.place].append(offer)
    for place, offers in places.items():
        # What stands comes first, then what is earliest: of the place, and of each organisation.
        offers.sort(key=lambda one: (not session.stands(one), one.on))
        by_organisation: dict[str, Offer] = {}
        for offer in offers:
            by_organisation.setdefault(offer.organisation, offer)
        for organisation, offer in by_organisation.items():
            month = month_of(offer.on)
            numerator, reason = _judge(session, offer, known=course.announced is not None)
            counted = f"{session.id}/{place}"
            yield Contribution(
                Grain.MONTH, month, month, organisation, counted, numerator, 0, reason, offer is offers[0]
            )


def _judge(session: Session, offer: Offer, *, known: bool) -> tuple[int, str]:
    if session.cancelled:
        return 0, "session cancelled"
    if offer.withdrawn:
        return 0, "offer withdrawn"
    return (1, "offered") if known else (0, "its course is not known yet")


MEASURE = Measure(
    definition=Definition(
        slug="ics-places",
        place="4.2",
        title="Places offered on ICS training",
        words="10 places per month offered to JPUH staff as part of ICS QI training programme",
        why="Training together builds the relations that improvement across organisations lives on. Each "
        "organisation can rely on its share, every month.",
        unit="places",
        direction="increase",
        counts="Places of sessions of ICS programmes, by the month of the earliest offer that stands.",
        numerator="Distinct places offered to the organisation, whether or not they were taken up.",
        denominator=None,
        exclusions="Reservations; offers that were withdrawn; sessions that were cancelled; a place offered again to "
        "the same organisation is one.",
        attribution="The organisation to which the place was offered.",
        owner="ICS Improvement Faculty",
        review_on=date(2027, 4, 1),
    ),
    kind=Kind.HAPPENINGS,
    rule=Rule.EVERY_MONTH,
    subjects=("session",),
    touched_by=frozenset(
        {SessionScheduled, SessionPlaceOffered, SessionPlaceWithdrawn, SessionCancelled, CourseAnnounced}
    ),
    contributions=contributions,
    targets={("RGP", 2022): 10},
)
