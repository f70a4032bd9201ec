"""On Kafka each service may say its own facts and hear what it follows, and nothing else."""

from confluent_kafka.admin import AclOperation

from deploy.containers.access import TOPICS, USERS, bindings
from deploy.containers.secrets import PASSWORDS
from services.metrics.followed import FOLLOWED
from shared import kafka
from shared.contracts import passing
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING

SUBMISSIONS, OUTCOMES = f"{passing.SUBMISSIONS}.", f"{passing.OUTCOMES}."
OWNED = {one.service: one.topic for one in (PROJECTS, TRAINING, AGREEMENTS)}


def allowed(user: str, operation: AclOperation) -> set[str]:
    return {one.name for one in bindings() if (one.principal, one.operation) == (f"User:{user}", operation)}


def test_a_topic_of_facts_is_written_by_its_service_alone() -> None:
    for service, topic in OWNED.items():
        writers = {user for user in USERS if topic in allowed(user, AclOperation.WRITE)}
        assert writers == {service}


def test_the_read_side_hears_all_it_follows_and_the_others_who_is_a_member_and_who_has_news() -> None:
    assert allowed("metrics", AclOperation.READ) == {*FOLLOWED, kafka.WATERMARKS}
    heard = {AGREEMENTS.topic, kafka.WATERMARKS}
    assert allowed("projects", AclOperation.READ) == allowed("training", AclOperation.READ) == heard


def test_every_user_has_a_password_and_every_topic_is_made() -> None:
    assert {f"kafka_password_{user}" for user in USERS} < set(PASSWORDS)
    assert {*TOPICS, kafka.WATERMARKS, SUBMISSIONS, OUTCOMES} == {one.name for one in bindings()}


def test_the_door_hears_what_is_submitted_on_kafka_and_answers_there() -> None:
    assert allowed("gateway", AclOperation.READ) == {SUBMISSIONS}
    assert allowed("gateway", AclOperation.WRITE) == {OUTCOMES}
    assert allowed("gateway", AclOperation.CREATE) == {SUBMISSIONS, OUTCOMES}
