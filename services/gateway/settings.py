"""What the gateway's processes take from their environment."""

from typing import Annotated

from pydantic import BaseModel, Field, HttpUrl, PostgresDsn, StringConstraints

from shared import settings


class Issuer(BaseModel):
    """An issuer of tokens that the gateway trusts."""

    issuer: str
    jwks_url: HttpUrl
    audience: str


class FrontSettings(settings.ServiceSettings):
    """For every process in front of the services."""

    database_url_gateway: PostgresDsn
    projects_url: str
    training_url: str
    metrics_url: str


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
    local_mode: bool = False
    """Pages open without sign-in, and show what another organisation would see."""
