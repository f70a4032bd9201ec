"""A draw among what organisations asked for: what it decides is kept before it is said."""

from collections.abc import Mapping, Sequence

from services.training.domain.allocation import Asking, Draw, turns
from services.training.domain.session import Session
from services.training.people.directory import speak_for
from services.training.places import keeping, reading
from services.training.places.keeping import Row
from services.training.places.states import State
from shared.postgres import Connection


async def waiting(connection: Connection, run_by: str, session_id: str) -> dict[str, Asking]:
    """Return who waits for a place of the session, by the place that was asked for."""
    await speak_for(connection, run_by)
    places = await keeping.of_session(connection, session_id)
    found = await reading.found(connection, places)
    still = [one for one in places if found[one["id"]].state is State.WAITING]
    people = await keeping.people_of(connection, still)
    return {str(one["id"]): _asking(one, people.get(one["id"])) for one in still}


def _asking(place: Row, person: str | None) -> Asking:
    return Asking(
        person=person or place["id"],
        organisation=place["organisation"],
        requested_at=place["asked_at"],
        named=person is not None,
    )


async def keep(
    own: Connection, session_id: str, name: str, run_by: str, session: Session, asking: Mapping[str, Asking], draw: Draw
) -> None:
    """Keep what a draw decides."""
    asked = {(one.organisation, one.person): place for place, one in asking.items()}
    decided = [(asked[one.asking.organisation, one.asking.person], one) for one in turns(session, draw)]
    await keeping.keep_draw(own, session_id, name, run_by, draw, decided)


async def people(connection: Connection, offered: Sequence[Row]) -> dict[str, str]:
    """Return for whom the places are that were drawn, where somebody is named."""
    return await keeping.people_of(connection, [{**one, "id": one["requested"]} for one in offered])
