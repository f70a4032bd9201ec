"""What an entry shows that depends on the day, or on another thing, and so is added when it is read."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from services.metrics.asking import Reading
from services.metrics.register.thing import Item
from services.metrics.tables import things


async def completed(reading: Reading, category: str, items: Sequence[Item]) -> list[Item]:
    """Return entries with all that they show."""
    match category:
        case "course":
            return [_classed(one, reading.question.today) for one in items]
        case "session":
            courses = await _courses(reading, {f"course/{one['course']}" for one in items})
            return [one | courses.get(one["course"], _UNKNOWN) for one in items]
        case _:
            return list(items)


def _classed(course: Item, today: date) -> Item:
    """Add of which class the course is: the last said that begins by today, else the announced one."""
    later = [one["class"] for one in course["reclassified"] if one["from"] <= today.isoformat()]
    return course | {"class": later[-1] if later else course["announced_class"]}


_UNKNOWN: Item = {"course_title": None, "ics_programme": None}


async def _courses(reading: Reading, names: set[str]) -> dict[str, Item]:
    found = await reading.connection.execute(select(things.c.item).where(things.c.name.in_(names)))
    return {
        one.item["id"]: {"course_title": one.item["title"], "ics_programme": one.item["ics_programme"]} for one in found
    }
