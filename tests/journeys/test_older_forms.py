"""A stream that an earlier release began goes on: what it kept in an older form counts like what is said today."""

from datetime import UTC, datetime
from typing import cast

from deploy.local.stack import Stack
from shared import event_store
from shared.contracts.examples.projects import EXAMPLES
from shared.contracts.project_sustainability import CarbonEstimatedInAll, ProjectCarbonEstimated
from shared.contracts.projects import PROJECTS
from shared.event_store import LONG_AGO, Append
from tests.client import Door
from tests.journeys.projects import Project, Year
from tests.journeys.test_taken_back import taken_back
from tests.oracles import connected, mark, published, settled
from tests.projects.facts import in_all

EXAMPLE = cast("ProjectCarbonEstimated", EXAMPLES["project.carbon_estimated"])


def earlier(project: Project, version: int, event: CarbonEstimatedInAll) -> Append:
    """Return an estimate as the first release would append it."""
    return Append(
        stream=f"project/{project.id}", version=version, organisation="RGP", source="urn:nhs:ods:RGP:tests",
        id=f"{project.id}-{version}", content=b"", time=datetime.now(UTC), event=event, after=LONG_AGO, nth=1,
    )  # fmt: skip


async def test_both_forms_stand_in_one_stream_from_the_store_to_the_read_side(
    stack: Stack, door: Door, any_year: Year
) -> None:
    project, since = Project(), await mark(stack)
    stream = f"project/{project.id}"
    said = {name: getattr(EXAMPLE, name) for name in ("stage", "factor_set", "periods_per_year")}
    lines = [{name: getattr(line, name) for name in line.__struct_fields__} for line in EXAMPLE.lines]
    estimate = project.said("carbon_estimated", **said, lines=lines, on=EXAMPLE.on.isoformat())

    await door.accepted([project.registered(any_year.day(1))])
    async with connected(stack, "projects") as store:
        await event_store.append(store, [earlier(project, 2, in_all(EXAMPLE))])
    [answer] = await door.accepted([estimate])
    assert answer["version"] == 3

    async with connected(stack, "projects") as store:
        kept = (await event_store.read(store, PROJECTS, [stream]))[stream]
    assert [fact.event for fact in kept[1:]] == [EXAMPLE, EXAMPLE]
    await settled(stack)
    log = [one for one in (await published(stack, PROJECTS.topic, since)).records if one.stream == stream]
    assert [b"saved_by_line" in one.value for one in log] == [False, False, True]
    async with connected(stack, "metrics") as read_side:
        assert await read_side.fetchval("SELECT count(*) FROM read_1.parked WHERE stream = $1", stream) == 0

    await door.accepted([taken_back(estimate | {"id": f"{project.id}-2"}), project.voided()])
