"""pyeventsourcing, as its documentation shows it: `save()` of one, of many, and an exactly-once projection.

`python eventsourcing_.py save|save-one|project URL COUNT` prints how many events a second.
"""

import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import get_topic
from psycopg.sql import SQL, Identifier

SCORES = 9


class Project(Aggregate):
    """A project that is scored."""

    @event("Registered")
    def __init__(self, title: str, lead: str) -> None:
        self.title, self.lead, self.score = title, lead, 0.0

    @event("Assessed")
    def assess(self, score: float) -> None:
        """Score it."""
        self.score = score


class Projects(Application[UUID]):
    """The application."""


class Scores(PostgresTrackingRecorder):
    """A row for each project, and how many there are, with the position in the same transaction."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:
        super().__init__(datastore, **options)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {0}.{1} (id text PRIMARY KEY, score float, facts int)").format(
                Identifier(self.datastore.schema), Identifier("peer_scores")
            )
        )
        self.put = SQL(
            "INSERT INTO {0}.{1} VALUES (%s, %s, 1)"
            " ON CONFLICT (id) DO UPDATE SET score = excluded.score, facts = peer_scores.facts + 1"
        ).format(Identifier(self.datastore.schema), Identifier("peer_scores"))

    def take(self, project: UUID, score: float, tracking: Tracking) -> None:
        """Write down one event."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(self.put, (str(project), score))


class Scored(Projection[Scores]):
    """Folds events into rows."""

    name = "scored"
    topics = (get_topic(Project.Registered), get_topic(Project.Assessed))

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Take one event in."""
        self.view.take(domain_event.originator_id, getattr(domain_event, "score", 0.0), tracking)


def environment(url: str) -> Mapping[str, str]:
    """Return where its tables are."""
    where = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": where.path[1:],
        "POSTGRES_HOST": where.hostname or "",
        "POSTGRES_PORT": str(where.port),
        "POSTGRES_USER": where.username or "",
        "POSTGRES_PASSWORD": where.password or "",
        "POSTGRES_SCHEMA": "peer",
    }


def project() -> Project:
    """Return a project with ten events."""
    made = Project(title="Sooner home", lead="RGP")
    for number in range(SCORES):
        made.assess(number / 2)
    return made


def saved(url: str, count: int) -> float:
    """Events a second, each project of one event saved alone."""
    application = Projects(env=environment(url))
    application.save(project())
    began = time.perf_counter()
    for _ in range(count):
        application.save(Project(title="Sooner home", lead="RGP"))
    return count / (time.perf_counter() - began)


def projected(url: str, count: int) -> float:
    """Events a second through the projection's runner, in one transaction each with their position."""
    application = Projects(env=environment(url))
    for _ in range(count // (10 * (SCORES + 1))):
        application.save(*(project() for _ in range(10)))
    last = application.recorder.max_notification_id() or 0
    began = time.perf_counter()
    with ProjectionRunner(
        application_class=Projects, projection_class=Scored, view_class=Scores, env=environment(url)
    ) as runner:
        runner.wait(last, timeout=600)
    return last / (time.perf_counter() - began)


if __name__ == "__main__":
    what, url, count = sys.argv[1:]
    print({"save": saved, "project": projected}[what](url, int(count)))
