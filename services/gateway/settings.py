"""What the gateway's processes take from their environment."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, HttpUrl, PostgresDsn, SecretStr, StringConstraints, model_validator

from services.gateway.identity.trusted import LOOPBACK, Issuer, Provider, is_private_way
from shared import settings


def _or_nothing(said: object) -> object:
    """Return None for what was left empty."""
    return None if said == "" else said


MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s<>]+@[^@\s<>]+$", max_length=254)]
MaySay = BeforeValidator(_or_nothing)


@dataclass(frozen=True)
class Smtp:
    """The mail server that reminders leave by."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    username: str | None = None
    password: SecretStr | None = field(default=None, repr=False)


class FrontSettings(settings.ServiceSettings):
    """For every process in front of the services."""

    database_url_gateway: PostgresDsn
    projects_url: str
    training_url: str
    metrics_url: str
    audit_days: int = Field(default=2_192, ge=180, le=36_500)
    """How long it is kept who looked: six years unless the organisations agree otherwise."""
    webhook_networks: list[IPv4Network | IPv6Network] = Field(default_factory=list)
    """Networks of our own that changes may be sent to; else they go to addresses of the whole world alone."""
    public_url: HttpUrl | None = None
    """The address by which browsers know the gateway: sign-in outside local mode, and every reminder, needs it."""
    smtp_host: Annotated[str | None, MaySay] = None
    """The mail server for reminders; without one they go to webhooks alone."""
    smtp_port: int = Field(default=587, gt=0, lt=65_536)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`none` is for a mail server on this machine."""
    smtp_username: Annotated[str | None, MaySay] = None
    smtp_password: Annotated[SecretStr | None, MaySay] = None
    mail_from: Annotated[MailAddress | None, MaySay] = None
    """The address that reminders come from."""

    @model_validator(mode="after")
    def _mail_leaves_a_private_way(self) -> Self:
        if self.smtp_host is None:
            return self
        if self.mail_from is None:
            raise ValueError("a mail server needs `MAIL_FROM`")
        if (self.smtp_username is None) != (self.smtp_password is None):
            raise ValueError("`SMTP_USERNAME` and `SMTP_PASSWORD` come together")
        if self.smtp_security == "none" and self.smtp_host not in LOOPBACK:
            raise ValueError("`SMTP_SECURITY=none` is for a mail server on this machine")
        return self

    @property
    def smtp(self) -> Smtp | None:
        """The mail server, if one is named."""
        if self.smtp_host is None or self.mail_from is None:
            return None
        return Smtp(
            self.smtp_host, self.smtp_port, self.smtp_security, self.mail_from, self.smtp_username, self.smtp_password
        )


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
