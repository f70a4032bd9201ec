"""The containers say what the local stack says."""

from tests.client import Door
from tests.containers.figures import Figures


def test_the_example_years_figures_are_those_of_the_local_stack(
    local_figures: Figures, example_figures: Figures
) -> None:
    assert example_figures == local_figures
    assert sum(bool(one["numerator"]) for one in example_figures.values()) > 10


async def test_the_dashboard_opens_at_the_front_door(door: Door) -> None:
    page = await door.page("/")

    assert "Golden Thread" in page
    assert "Modest improvement" in page or "modest-improvement" in page
