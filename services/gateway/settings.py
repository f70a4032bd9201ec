"""What the gateway takes from its environment."""

from pydantic import BaseModel, Field, HttpUrl, PostgresDsn

from shared.settings import ServiceSettings


class Issuer(BaseModel):
    """An issuer of tokens that the gateway trusts."""

    issuer: str
    jwks_url: HttpUrl
    audience: str


class Settings(ServiceSettings):
    """For the gateway."""

    database_url_gateway: PostgresDsn
    projects_url: str
    training_url: str
    metrics_url: str
    issuers: list[Issuer]
    facts_per_minute_client: int = Field(default=1_000_000, gt=0)
    facts_per_minute_organisation: int = Field(default=2_000_000, gt=0)
    local_mode: bool = False
    """Pages open without sign-in, and show what another organisation would see."""
