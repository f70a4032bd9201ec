"""What the gateway takes from its environment."""

from pydantic import BaseModel, HttpUrl, PostgresDsn

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
    local_mode: bool = False
    """Pages open without sign-in, and show what another organisation would see."""
