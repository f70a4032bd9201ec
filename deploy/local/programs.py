"""What the supervisor runs: plain values that travel to it as one JSON document."""

import signal

import msgspec


class Exit(msgspec.Struct, frozen=True, tag=True):
    """Ready when it has run to its end with code 0; it is not started again."""


class Tcp(msgspec.Struct, frozen=True, tag=True):
    """Ready when something accepts connections on the port."""

    port: int


class Http(msgspec.Struct, frozen=True, tag=True):
    """Ready when `GET /health/ready` answers 200."""

    port: int


class Kafka(msgspec.Struct, frozen=True, tag=True):
    """Ready when the broker names itself as a member of its cluster."""

    port: int


class Postgres(msgspec.Struct, frozen=True, tag=True):
    """Ready when the server says so in the data folder's `postmaster.pid`."""

    data: str


Ready = Exit | Tcp | Http | Kafka | Postgres


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """One process of the system."""

    name: str
    command: tuple[str, ...]
    ready: Ready
    # Names of the programs that must be ready before this one is started, and that outlive it.
    after: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    stop: signal.Signals = signal.SIGTERM
    # Seconds between asking it to stop and killing it.
    patience: float = 10
    # User and group to run as; None is the supervisor's own.
    account: tuple[int, int] | None = None
    # Working folder; None is the supervisor's own.
    folder: str | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a supervisor needs to know."""

    home: str
    programs: tuple[Program, ...]
    gateway_url: str
    # End with the process that started the supervisor, as the stack of a test does.
    tied: bool = False
