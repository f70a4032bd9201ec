"""The local issuer knows everybody's secrets of one machine, so it serves that machine alone."""

from pathlib import Path

import pytest

from services.gateway.identity.local_issuer import NotLoopback, Settings, create_app, require_loopback


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.1", "192.168.1.7", "golden.example", "", "127.0.0.1.example"]
)
def test_it_refuses_to_serve_where_others_could_reach_it(host: str, tmp_path: Path) -> None:
    told = {"host": host, "port": 1, "database_url_gateway": "postgresql://a:b@127.0.0.1:1/gateway"}
    settings = Settings(issuer_clients_file=tmp_path / "clients", issuer_key_file=tmp_path / "key", **told)

    with pytest.raises(NotLoopback, match="loopback only"):
        create_app(settings)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_it_serves_this_machine(host: str) -> None:
    require_loopback(host)
