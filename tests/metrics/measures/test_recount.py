"""Every measure, on any history, gives what an independent recount of the submitted events gives."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Any

import msgspec
import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from services.metrics.measures import MEASURES
from services.metrics.measures.modest_improvement import MEASURE as MODEST_IMPROVEMENT
from services.metrics.subjects.project import Project, evolve
from shared.contracts.event import Recorded
from tests.deploy.example.recount import joinable, recount
from tests.given import TODAY
from tests.metrics.counting import in_year, may_complete
from tests.projects.histories import DAYS, histories

TOGETHER = st.lists(histories(), min_size=1, max_size=4)
WHOSE = (None, "RGP", "RM1")
YEARS = {2021: "2021/22", 2022: "2022/23", 2023: "2023/24"}


def known(together: Sequence[list[Recorded]]) -> list[Project]:
    return [reduce(evolve, history, Project()) for history in together]


def submitted(together: Sequence[list[Recorded]]) -> list[dict[str, Any]]:
    return [
        {
            "id": fact.id,
            "source": f"{fact.organisation}:{fact.source}",
            "type": fact.event.type,
            "subject": f"project/{place}",
            "data": msgspec.to_builtins(fact.event),
        }
        for place, history in enumerate(together)
        for fact in history
    ]


@pytest.mark.parametrize("slug", ["modest-improvement", "patient-involvement"])
@forall(together=TOGETHER)
def test_a_measure_counts_what_a_recount_counts(slug: str, together: list[list[Recorded]]) -> None:
    projects, events = known(together), submitted(together)
    for whose in WHOSE:
        for year, name in YEARS.items():
            counted = in_year(MEASURES[slug], projects, whose, year)
            assert counted == recount(events, slug, whose, name, as_at_day=TODAY)


@forall(TOGETHER, DAYS)
def test_what_may_still_complete_is_what_a_recount_finds_open(together: list[list[Recorded]], day: date) -> None:
    found = {whose: may_complete(MODEST_IMPROVEMENT, known(together), whose, day) for whose in ("RGP", "RM1")}
    assert found == {whose: joinable(submitted(together), whose, as_at_day=day) for whose in found}
