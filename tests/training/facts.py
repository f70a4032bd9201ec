"""Short ways to say the facts of training; days are written `2022-06-14`."""

from datetime import date

from shared.contracts.training import (
    AdviserRegistered,
    AdviserRetired,
    CafeCancelled,
    CafeHeld,
    CafeScheduled,
    CourseAnnounced,
    ScholarshipCompleted,
    ScholarshipEnrolled,
    ScholarshipWithdrawn,
    SessionCancelled,
    SessionPlaceAccepted,
    SessionPlaceDeclined,
    SessionPlaceExpired,
    SessionPlaceOffered,
    SessionPlacesReserved,
    SessionPlaceWithdrawn,
    SessionScheduled,
    TrainingCompleted,
    TrainingCompletionRevoked,
)

COURSE = "7c1f0b1e-3d2a-4c55-9f0e-5b7a1d9c2e10"
SOMEBODY = "2b9f6a54-8a1d-4f0c-b6a3-0d8e7c5f1a22"


def announced(provider: str = "RGP") -> CourseAnnounced:
    return CourseAnnounced(
        title="QI fundamentals", class_="qi_fundamentals", provider_organisation=provider, ics_programme=True
    )


def scheduled(places: int = 3, *, starts: str = "2022-06-14", ends: str = "2022-06-15") -> SessionScheduled:
    return SessionScheduled(
        course=COURSE, starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends), places=places
    )


def reserved(places: int = 2, to: str = "RGP") -> SessionPlacesReserved:
    return SessionPlacesReserved(organisation=to, places=places, on=date(2022, 4, 19))


def offered(place: int = 1, to: str = "RGP", on: str = "2022-05-03") -> SessionPlaceOffered:
    return SessionPlaceOffered(place=place, organisation=to, on=date.fromisoformat(on), person=SOMEBODY)


def accepted(place: int = 1, on: str = "2022-05-05") -> SessionPlaceAccepted:
    return SessionPlaceAccepted(place=place, on=date.fromisoformat(on))


def declined(place: int = 1, on: str = "2022-05-09") -> SessionPlaceDeclined:
    return SessionPlaceDeclined(place=place, on=date.fromisoformat(on))


def expired(place: int = 1, on: str = "2022-05-17") -> SessionPlaceExpired:
    return SessionPlaceExpired(place=place, on=date.fromisoformat(on))


def withdrawn(place: int = 1, on: str = "2022-05-18") -> SessionPlaceWithdrawn:
    return SessionPlaceWithdrawn(place=place, on=date.fromisoformat(on))


def session_cancelled() -> SessionCancelled:
    return SessionCancelled(on=date(2022, 6, 9), reason="The trainers are needed on the wards.")


def completed(employer: str = "RGP") -> TrainingCompleted:
    return TrainingCompleted(course=COURSE, organisation=employer, completed_on=date(2022, 6, 15))


def revoked(event_id: str = "fact-1") -> TrainingCompletionRevoked:
    return TrainingCompletionRevoked(event_id=event_id, reason="They left before the second day.")


def enrolled(employer: str = "RGP") -> ScholarshipEnrolled:
    return ScholarshipEnrolled(
        person=SOMEBODY, organisation=employer, profession="nurse", cohort="2022 autumn", on=date(2022, 9, 5)
    )


def scholarship_completed(on: str = "2023-03-24") -> ScholarshipCompleted:
    return ScholarshipCompleted(on=date.fromisoformat(on))


def left_scholarship(on: str = "2022-12-02") -> ScholarshipWithdrawn:
    return ScholarshipWithdrawn(on=date.fromisoformat(on))


def cafe(*hosts: str) -> CafeScheduled:
    return CafeScheduled(on=date(2022, 5, 18), hosts=hosts or ("RGP", "RM1"), open_to_all_staff=True)


def held(on: str = "2022-05-18") -> CafeHeld:
    return CafeHeld(on=date.fromisoformat(on), attendance=23)


def cafe_cancelled(on: str = "2022-05-17") -> CafeCancelled:
    return CafeCancelled(on=date.fromisoformat(on))


def registered(on: str = "2022-04-25") -> AdviserRegistered:
    return AdviserRegistered(organisation="RGP", on=date.fromisoformat(on))


def retired(on: str = "2023-08-31") -> AdviserRetired:
    return AdviserRetired(organisation="RGP", on=date.fromisoformat(on))
