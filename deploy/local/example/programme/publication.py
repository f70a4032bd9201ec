"""What was written about the work, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from deploy.local.example.days import STRATEGY_YEAR, between, first_day, last_day, working_day
from deploy.local.example.said import Said, taken_back
from deploy.local.example.submission import Submission, identifier, spoken

ARTICLE = "journal_article"


@dataclass(frozen=True)
class Paper:
    """A publication and when in the year it appears."""

    by: str
    title: str
    share: float
    kind: str = ARTICLE
    journal: str = "BMJ Open Quality"
    among: tuple[str, ...] = ()
    doi: str = ""
    ends: str = ""


RETRACTED, TAKEN_BACK = "retracted", "retracted in error"
FALLS = "Fewer falls on older people's wards: a stepped improvement programme"
FIRST_YEAR = (
    Paper("RGP", FALLS, 0.22, among=("RM1",), doi="10.5555/gt.2022.001"),
    Paper("RM1", FALLS, 0.25, among=("RGP",), doi="10.5555/GT.2022.001"),
    Paper("RGP", "Pain relief for children within twenty minutes", 0.71, doi="10.5555/gt.2022.002"),
    Paper("RGP", "Early mobilisation after hip fracture", 0.4, doi="10.5555/gt.2022.003", ends=RETRACTED),
    Paper("RGP", "A huddle a day: first results", 0.55, kind="abstract", journal="International Forum, abstracts"),
    Paper("RCX", "Blood cultures right first time", 0.6, ends=TAKEN_BACK),
    Paper("RMY", "Experts by experience in every team", 0.5, kind="preprint", journal="medRxiv"),
    Paper("RY3", "Community nursing and the long wait", 0.8, kind="poster", journal="Regional improvement day"),
)
EVERY_YEAR = (
    Paper("RGP", "Discharge before noon: two years on", 0.2),
    Paper("RGP", "Coaching and the pace of improvement", 0.85, among=("QMM",)),
    Paper("RM1", "Shared learning across a system", 0.45, among=("RGP", "RCX")),
    Paper("RMY", "Restrictive practice reduced on four wards", 0.35),
    Paper("RY3", "Pressure ulcers at home", 0.5, kind="abstract", journal="International Forum, abstracts"),
)


def told(year: int) -> Iterator[Submission]:
    """Yield a year's publications."""
    for paper in FIRST_YEAR if year == STRATEGY_YEAR else EVERY_YEAR:
        subject = f"publication/{identifier('publication', str(year), paper.by, paper.title)}"
        yield from spoken(paper.by, subject, _course(year, paper, subject))


def _course(year: int, paper: Paper, subject: str) -> Iterator[Said]:
    published_on = between(first_day(year), last_day(year), paper.share)
    data: dict[str, object] = {
        "title": paper.title,
        "journal": paper.journal,
        "kind": paper.kind,
        "relevant": True,
        "published_on": published_on.isoformat(),
        "organisations": [paper.by, *paper.among],
    }
    if paper.doi:
        data["doi"] = paper.doi
    day = working_day(published_on + timedelta(days=6))
    yield Said("recorded", "publication.recorded", day, data)
    if paper.ends:
        later = working_day(day + timedelta(days=50))
        words: dict[str, object] = {"on": later.isoformat(), "reason": "A coding error in the data."}
        retracted = Said("retracted", "publication.retracted", later, words)
        yield retracted
        if paper.ends == TAKEN_BACK:
            back = working_day(later + timedelta(days=2))
            reason = "Another paper was retracted."
            yield taken_back(retracted, identifier(subject, retracted.key), back, reason)
