"""`goldenthread clients` and `api-keys`: a system's way in is made, renewed and ended in a minute."""

import json
import stat
from pathlib import Path
from uuid import uuid4

from deploy.local.stack import Stack
from tests.client import Door
from tests.deploy.cli.command import Done, of, typed
from tests.gateway.identity.asking import asked_for_token


async def opens(door: Door, key: str) -> bool:
    return (await door.ask("GET", "/v1/years", headers={"X-API-Key": key})).status == 200


async def token(door: Door, client: dict[str, str]) -> int:
    form = {name: client[name] for name in ("client_id", "client_secret")}
    return (await asked_for_token(door, {"grant_type": "client_credentials", **form})).status


async def test_a_key_is_made_into_a_private_file_renewed_and_revoked(stack: Stack, door: Door, tmp_path: Path) -> None:
    whose = ("--as", "RGP", *of(stack))
    file, name = tmp_path / "key.json", f"Power BI {uuid4().hex[:8]}"

    done = await typed("api-keys", "create", name, "--role", "reader", "--into", file, *whose)
    made = json.loads(file.read_text())
    assert (done.code, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600), done.err
    assert made["key"] not in done.out + done.err
    assert await opens(door, made["key"])

    renewed = json.loads((await typed("api-keys", "rotate", made["id"], "--overlap-hours", "0", *whose)).out)
    assert (await opens(door, made["key"]), await opens(door, renewed["key"])) == (False, True)
    assert (renewed["name"], renewed["roles"]) == (name, ["reader"])

    listed = await typed("api-keys", "list", *whose)
    assert name in listed.out
    assert renewed["key"] not in listed.out
    assert (await typed("api-keys", "revoke", renewed["id"], *whose)).out == f"{renewed['id']} is revoked.\n"
    assert not await opens(door, renewed["key"])


async def test_a_client_is_made_renewed_and_revoked(stack: Stack, door: Door) -> None:
    whose = ("--as", "RGP", *of(stack))
    name = f"Nightly {uuid4().hex[:8]}"

    made = json.loads((await typed("clients", "create", name, "--role", "submitter", *whose)).out)
    renewed = json.loads((await typed("clients", "rotate", made["client_id"], "--overlap-hours", "0", *whose)).out)

    assert (await token(door, made), await token(door, renewed)) == (401, 200)
    assert made["client_id"] in (await typed("clients", "list", *whose)).out
    assert (await typed("clients", "revoke", made["client_id"], *whose)).code == 0
    assert await token(door, renewed) == 401


async def refused(done: Done) -> str:
    assert done.code == 1
    return done.err


async def test_what_cannot_be_made_is_one_sentence(stack: Stack, door: Door, tmp_path: Path) -> None:  # noqa: ARG001
    whose = ("--as", "RGP", *of(stack))
    there = tmp_path / "there.json"
    there.write_text("kept")

    theirs = await typed("clients", "create", "X", "--role", "reader", "--organisation", "RM1", *whose)
    nobody = await typed("api-keys", "revoke", str(uuid4()), *whose)

    assert "NotYours" in await refused(theirs)
    assert "NotFound" in await refused(nobody)
    name = uuid4().hex
    again = await typed("api-keys", "create", name, "--role", "reader", "--into", there, *whose)
    assert again.code == 1
    assert there.read_text() == "kept"
    assert name not in (await typed("api-keys", "list", *whose)).out
    too_much = tmp_path / "too-much.json"
    await typed("api-keys", "create", "X", "--role", "reader", "--expires-on", "2999-01-01", "--into", too_much, *whose)
    assert not too_much.exists()
