"""Everything that the seven organisations have said by a day."""

from collections.abc import Iterator
from datetime import date

from deploy.local.example.days import financial_year
from deploy.local.example.organisation import ORGANISATIONS, joinings
from deploy.local.example.plan import years
from deploy.local.example.programme import programme
from deploy.local.example.stories import stories
from deploy.local.example.stream import stream
from deploy.local.example.submission import Submission
from deploy.local.example.target import targets


def facts(today: date) -> list[Submission]:
    """Return what was said before today, in order; a later day only adds to it."""
    said = [*joinings()]
    for year in years(financial_year(today)):
        said += targets(year)
        said += programme(year)
        said += _projects(year)
    return sorted((each for each in said if each.day < today), key=_moment)


def _projects(year: int) -> Iterator[Submission]:
    for organisation in ORGANISATIONS:
        for story in stories(organisation, year):
            yield from stream(story)


def _moment(submission: Submission) -> tuple[str, str]:
    return str(submission.event["time"]), str(submission.event["subject"])
