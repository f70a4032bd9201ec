"""Give Kafka its users, the topics, and to each user exactly the rights that it needs. Safe to run again."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialAlteration,
    UserScramCredentialUpsertion,
)

from shared import kafka
from shared.contracts.agreements import AGREEMENTS
from shared.contracts.projects import PROJECTS
from shared.contracts.training import TRAINING
from shared.settings import SECRETS, KafkaSettings, Security, Servers

ITERATIONS = 8192
ANSWERED_WITHIN = 60.0


@dataclass(frozen=True)
class Rights:
    """What a user of Kafka may do: write these topics, read those, make those; `name.*` is all that begin so."""

    writes: tuple[str, ...]
    reads: tuple[str, ...]
    makes: tuple[str, ...] = ()


USERS: Mapping[str, Rights] = {
    "projects": Rights(writes=(PROJECTS.topic, kafka.WATERMARKS), reads=(AGREEMENTS.topic, kafka.WATERMARKS)),
    "training": Rights(writes=(TRAINING.topic, kafka.WATERMARKS), reads=(AGREEMENTS.topic, kafka.WATERMARKS)),
    "metrics": Rights(
        writes=(AGREEMENTS.topic, kafka.WATERMARKS),
        reads=(PROJECTS.topic, TRAINING.topic, AGREEMENTS.topic, kafka.WATERMARKS),
    ),
    # Organisations that submit on Kafka come and go: their topics are made for them.
    "gateway": Rights(
        writes=("qi.outcomes.*",), reads=("qi.submissions.*",), makes=("qi.outcomes.*", "qi.submissions.*")
    ),
}
TOPICS = (PROJECTS.topic, TRAINING.topic, AGREEMENTS.topic)


class Settings(KafkaSettings):
    """How the administrator reaches Kafka. Each user's password is a secret file too: `kafka_password_<user>`."""

    kafka_security_protocol: Security = "SASL_PLAINTEXT"
    kafka_sasl_username: str | None = "admin"


def bindings() -> set[AclBinding]:
    """Return every right as Kafka writes it down; who may read or write a topic may also look at it."""
    return {
        _binding(user, topic, operation)
        for user, rights in USERS.items()
        for operation, topics in (
            (AclOperation.WRITE, rights.writes),
            (AclOperation.READ, rights.reads),
            (AclOperation.CREATE, rights.makes),
        )
        for topic in topics
    }


def _binding(user: str, topic: str, operation: AclOperation) -> AclBinding:
    kind = ResourcePatternType.PREFIXED if topic.endswith("*") else ResourcePatternType.LITERAL
    return AclBinding(
        ResourceType.TOPIC, topic.removesuffix("*"), kind,
        f"User:{user}", "*", operation, AclPermissionType.ALLOW,
    )  # fmt: skip


def set_passwords(admin: AdminClient, passwords: Mapping[str, str]) -> None:
    """Make these the users' passwords; connections that are open stay open."""
    upserts: list[UserScramCredentialAlteration] = [
        UserScramCredentialUpsertion(
            user, ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password.encode()
        )
        for user, password in passwords.items()
    ]
    _all_of(admin.alter_user_scram_credentials(upserts).values())


def set_rights(admin: AdminClient) -> None:
    """Allow what is wanted and nothing else."""
    anything: Any = None  # the library's own types forget that a filter may leave a thing open
    every = AclBindingFilter(
        ResourceType.ANY, anything, ResourcePatternType.ANY, anything, anything, AclOperation.ANY, AclPermissionType.ANY
    )
    there = set(admin.describe_acls(every, request_timeout=ANSWERED_WITHIN).result())
    if missing := list(bindings() - there):
        _all_of(admin.create_acls(missing).values())
    if surplus := [_only(one) for one in there - bindings()]:
        _all_of(admin.delete_acls(surplus).values())


def _only(one: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        one.restype, one.name, one.resource_pattern_type, one.principal, one.host, one.operation, one.permission_type
    )


def _all_of(futures: Iterable[object]) -> None:
    for future in futures:
        future.result()  # type: ignore[attr-defined]


def administrator(servers: Servers) -> AdminClient:
    """Open Kafka's door for the administrator."""
    told: dict[str, str | int | float | bool] = {
        "bootstrap.servers": servers.bootstrap,
        "security.protocol": servers.security,
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": servers.username or "",
        "sasl.password": servers.password or "",
    }
    if servers.ca_file is not None:
        told["ssl.ca.location"] = str(servers.ca_file)
    return AdminClient(told)


def main() -> None:
    """Set users, rights and topics."""
    settings = Settings()
    asyncio.run(kafka.prepare(settings.servers, TOPICS, settings.kafka_partitions, settings.kafka_replication))
    admin = administrator(settings.servers)
    set_passwords(admin, {user: (SECRETS / f"kafka_password_{user}").read_text().strip() for user in USERS})
    set_rights(admin)
    print(f"Kafka knows {', '.join(USERS)}; {len(bindings())} rights; topics {', '.join(TOPICS)}, {kafka.WATERMARKS}")


if __name__ == "__main__":
    main()
