"""What the gateway's processes take from their environment."""

from typing import Annotated, Self

from pydantic import Field, HttpUrl, PostgresDsn, StringConstraints, model_validator

from services.gateway.identity.trusted import Issuer, Provider, is_private_way
from shared import settings


class FrontSettings(settings.ServiceSettings):
    """For every process in front of the services."""

    database_url_gateway: PostgresDsn
    projects_url: str
    training_url: str
    metrics_url: str
    audit_days: int = Field(default=2_192, ge=180, le=36_500)
    """How long it is kept who looked: six years unless the organisations agree otherwise."""


class WorkerSettings(FrontSettings, settings.WorkerSettings):
    """For the process that takes submissions from Kafka."""

    kafka_submitters: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,200}$")], list[str]] = Field(
        default_factory=dict
    )
    """The organisations that submit on Kafka, each with the roles that its facts are judged with."""


class Settings(FrontSettings):
    """For the door."""

    issuers: list[Issuer]
    facts_per_minute_client: int = Field(default=1_000_000, gt=0)
    facts_per_minute_organisation: int = Field(default=2_000_000, gt=0)
    provider: Provider | None = None
    """Where people sign in."""
    public_url: HttpUrl | None = None
    """The address by which browsers know the gateway; needed for people's sign-in, but in local mode."""
    session_idle_minutes: int = Field(default=30, ge=1)
    session_hours: int = Field(default=12, ge=1)
    """How long somebody stays signed in: while nothing is asked for, and at the longest."""
    local_mode: bool = False
    """Pages open without sign-in, and show what another organisation would see."""

    @model_validator(mode="after")
    def _what_is_trusted_comes_a_private_way(self) -> Self:
        """Whoever can change an issuer's keys on their way here is anyone they like."""
        if self.local_mode:
            return self
        ways = [one.jwks_url for one in self.issuers]
        if self.provider is not None:
            if self.public_url is None:
                raise ValueError("people's sign-in needs `PUBLIC_URL`")
            ways += [HttpUrl(self.provider.discovery), self.public_url]
        for way in ways:
            if not is_private_way(way):
                raise ValueError(f"{way} is not https")
        return self
