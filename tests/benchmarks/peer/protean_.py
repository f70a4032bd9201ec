"""Protean: its projection rebuilt from events, into PostgreSQL.

Its events lie in memory, which is more than fair: the store that it recommends is another database's.
`python protean_.py URL COUNT` prints how many events a second.
"""

import logging
import sys
import time

from protean import Domain
from protean.fields import Float, Identifier, Integer, String
from protean.utils.globals import current_domain
from protean.utils.mixins import handle

SCORES = 9


def made(url: str) -> Domain:
    """Return a domain with one aggregate and one projection."""
    domain = Domain(name="Peer")
    domain.config["databases"]["default"] = {"provider": "memory"}
    domain.config["databases"]["views"] = {"provider": "postgresql", "database_uri": url}
    domain.config["event_processing"] = "async"
    domain.config["command_processing"] = "sync"
    return domain


def rebuilt(url: str, count: int) -> float:
    """Events a second."""
    domain = made(url)

    @domain.aggregate
    class Project:
        title = String(required=True)

    @domain.event(part_of=Project)
    class Registered:
        project_id = Identifier(required=True)
        title = String(required=True)

    @domain.event(part_of=Project)
    class Assessed:
        project_id = Identifier(required=True)
        score = Float(required=True)

    @domain.projection(provider="views")
    class Scores:
        project_id = Identifier(identifier=True)
        score = Float(default=0.0)
        facts = Integer(default=0)

    @domain.projector(projector_for=Scores, aggregates=[Project])
    class Scoring:
        @handle(Registered)
        def registered(self, event: object) -> None:
            current_domain.repository_for(Scores).add(Scores(project_id=event.project_id, facts=1))

        @handle(Assessed)
        def assessed(self, event: object) -> None:
            repository = current_domain.repository_for(Scores)
            row = repository.get(event.project_id)
            row.score, row.facts = event.score, row.facts + 1
            repository.add(row)

    domain.init(traverse=False)
    with domain.domain_context():
        domain.providers["views"]._create_database_artifacts()
        for _ in range(count // (SCORES + 1)):
            project = Project(title="Sooner home")
            project.raise_(Registered(project_id=project.id, title=project.title))
            for number in range(SCORES):
                project.raise_(Assessed(project_id=project.id, score=number / 2))
            current_domain.repository_for(Project).add(project)
        began = time.perf_counter()
        result = domain.rebuild_projection(Scores)
        seconds = time.perf_counter() - began
    assert result.success, result.errors[:3]
    return result.events_dispatched / seconds


if __name__ == "__main__":
    # A line of log for every event would be its own measure.
    logging.disable(logging.WARNING)
    print(rebuilt(sys.argv[1], int(sys.argv[2])))
