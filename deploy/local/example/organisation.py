"""The seven organisations of the example, and their joining."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deploy.local.example.said import Said
from deploy.local.example.submission import Submission, submission
from deploy.local.example.topic import Topic
from deploy.local.example.topics import (
    ambulance,
    clinical_support,
    community,
    medicine,
    mental_health,
    surgery,
    system,
    urgent_care,
    women_and_children,
)

ACUTE = {
    "Medicine": medicine.TOPICS,
    "Surgery": surgery.TOPICS,
    "Emergency Care": urgent_care.TOPICS,
    "Women and Children": women_and_children.TOPICS,
    "Clinical Support": clinical_support.TOPICS,
}


@dataclass(frozen=True)
class Organisation:
    """A member, its places of work, and what its divisions would improve."""

    code: str
    name: str
    kind: str
    joined_on: date
    sites: tuple[str, ...]
    divisions: dict[str, tuple[Topic, ...]]
    heir: str
    """To whom its projects go when they change hands."""


TRUSTS_JOINED_ON = date(2018, 4, 1)

ORGANISATIONS = (
    Organisation(
        "RGP",
        "James Paget University Hospitals NHS Foundation Trust",
        "acute",
        TRUSTS_JOINED_ON,
        ("James Paget University Hospital", "Newberry Clinic"),
        ACUTE,
        heir="RY3",
    ),
    Organisation(
        "RM1",
        "Norfolk and Norwich University Hospitals NHS Foundation Trust",
        "acute",
        TRUSTS_JOINED_ON,
        ("Norfolk and Norwich University Hospital", "Cromer and District Hospital"),
        ACUTE,
        heir="RGP",
    ),
    Organisation(
        "RCX",
        "The Queen Elizabeth Hospital, King's Lynn, NHS Foundation Trust",
        "acute",
        TRUSTS_JOINED_ON,
        ("The Queen Elizabeth Hospital",),
        ACUTE,
        heir="RM1",
    ),
    Organisation(
        "RMY",
        "Norfolk and Suffolk NHS Foundation Trust",
        "mental_health",
        TRUSTS_JOINED_ON,
        ("Hellesdon Hospital", "Carlton Court", "Wedgwood House"),
        {"Mental Health": mental_health.TOPICS},
        heir="RY3",
    ),
    Organisation(
        "RY3",
        "Norfolk Community Health and Care NHS Trust",
        "community",
        TRUSTS_JOINED_ON,
        ("Norwich Community Hospital", "Kelling Hospital", "Dereham Hospital"),
        {"Community": community.TOPICS},
        heir="RGP",
    ),
    Organisation(
        "RYC",
        "East of England Ambulance Service NHS Trust",
        "ambulance",
        TRUSTS_JOINED_ON,
        ("Norwich hub", "Great Yarmouth station", "King's Lynn station"),
        {"Emergency Operations": ambulance.TOPICS},
        heir="RM1",
    ),
    Organisation(
        "QMM",
        "NHS Norfolk and Waveney ICB",
        "icb",
        date(2022, 7, 1),
        ("County Hall",),
        {"System Improvement": system.TOPICS},
        heir="RM1",
    ),
)


def joinings() -> Iterator[Submission]:
    """Yield what each organisation says first."""
    for organisation in ORGANISATIONS:
        data: dict[str, object] = {
            "name": organisation.name,
            "kind": organisation.kind,
            "on": organisation.joined_on.isoformat(),
            "ods_code": organisation.code,
        }
        said = Said("joined", "organisation.joined", organisation.joined_on, data)
        yield submission(organisation.code, f"organisation/{organisation.code}", said)
