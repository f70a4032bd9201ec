"""Whole tables for Power BI, Excel and SQL: the same figures, and nothing that their reader may not see."""

import base64
import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from deploy.local.home import Home
from deploy.local.stack import Stack
from services.metrics import reporting
from services.metrics.agreements import Agreements
from services.metrics.disclosure import FEWEST_PEOPLE
from services.metrics.reading_from import ReadSides
from tests.client import Door, Json, eventually
from tests.gateway.identity.asking import made

FIGURES = "/v1/figures"
ODATA = "/v1/odata"
TRAINED = "people-trained"
TOLD = ("numerator", "denominator", "value", "target", "status", "needed")


async def report(stack: Stack) -> None:
    """Do now what the worker does every few minutes."""
    url = stack.database_url("metrics")
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1), isolation_level="REPEATABLE READ"
    )
    connection = await asyncpg.connect(url)
    try:
        source = await ReadSides(engine).source()
        assert source is not None
        now = datetime.now(UTC)
        found = await reporting.report(source.engine, source.definitions, Agreements(), now)
        await reporting.keep(connection, found, now)
    finally:
        await connection.close()
        await engine.dispose()


@dataclass(frozen=True)
class Small:
    """A month in which somebody else trained few people, so that RGP does not see how many."""

    organisation: str
    month: str


@pytest.fixture(scope="module")
async def small(stack: Stack, door: Door) -> Small:
    """Have every figure reported, and return a number that is withheld from others."""
    now = datetime.now(UTC).isoformat()

    async def known() -> bool:
        return "stale" not in await door.measure(TRAINED, year="2022/23", min_fresh=now)

    await eventually(known, "everything that was said before is in the figures", within=60)
    await report(stack)
    rows = await pages(door, f"{FIGURES}?measure={TRAINED}&year=2022/23&period_type=month", "ICS")
    few = (row for row in rows if row["organisation"] not in {None, "RGP"} and 0 < row["numerator"] < FEWEST_PEOPLE)
    row = next(few)
    return Small(row["organisation"], row["period_start"])


@pytest.fixture(scope="module")
async def sql(stack: Stack, small: Small) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:  # noqa: ARG001
    connection = await asyncpg.connect(Home(stack.home).read("addresses.json")["reporting"])
    yield connection
    await connection.close()


async def pages(door: Door, path: str, by: str) -> list[Json]:
    """Follow a list to its end."""
    found: list[Json] = []
    following: str | None = path
    while following:
        body = await door.read(following, by=by)
        found += body["items"]
        following = body["next"]
    return found


def key(row: Any) -> tuple[str | None, str, str, str]:
    return row["organisation"], row["measure"], row["period_type"], str(row["period_start"])


@pytest.mark.parametrize("by", ["theirs", "RGP", "ICS"])
async def test_every_page_together_says_what_the_figures_say(door: Door, small: Small, by: str) -> None:
    by = small.organisation if by == "theirs" else by
    rows = await pages(door, f"{FIGURES}?limit=700&year=2022/23", by)

    by_key = {key(row): row for row in rows}
    assert len(by_key) == len(rows)
    assert list(rows[0])[:4] == ["organisation", "measure", "period_type", "period_start"]
    for code in (None, "RGP", small.organisation):
        for figure in (await door.read("/v1/measures", by=by, organisation=code, year="2022/23"))["items"]:
            told = by_key[code, figure["slug"], "year", "2022-04-01"]
            assert [told[name] for name in TOLD] == [figure["figure"][name] for name in TOLD], figure["slug"]
    month = by_key[small.organisation, TRAINED, "month", small.month]
    sees = by != "RGP"
    assert month["suppressed"] is not sees
    assert (month["numerator"] is None) is not sees


async def test_only_what_has_changed_since_is_told(door: Door, small: Small) -> None:
    first = await door.read(f"{FIGURES}?limit=1", by="RGP")

    later = (datetime.now(UTC) + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")
    assert (await door.read(FIGURES, by="RGP", updated_since=later))["items"] == []
    since = await door.read(f"{FIGURES}?limit=1", by="RGP", updated_since="2020-01-01T00:00:00Z")
    assert since["items"] == first["items"]
    assert first["reported_at"] >= first["items"][0]["updated_at"]
    assert small


async def test_a_table_of_figures_is_csv_with_stars_and_says_where_it_goes_on(door: Door, small: Small) -> None:
    path = f"{FIGURES}?organisation={small.organisation}&measure={TRAINED}&year=2022/23&format=csv"
    whole = await door.ask("GET", path, by="RGP")
    part = await door.ask("GET", f"{path}&limit=2", by="RGP")

    rows = list(csv.DictReader(io.StringIO(whole.body.decode(), newline="")))
    [month] = [row for row in rows if (row["period_type"], row["period_start"]) == ("month", small.month)]
    assert (month["numerator"], month["value"]) == ("*", "*")
    further = await door.ask("GET", part.headers["Link"].partition(">")[0].removeprefix("<"), by="RGP")
    assert next(csv.DictReader(io.StringIO(further.body.decode(), newline=""))) == rows[2]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("limit=0", "limit"), ("limit=5001", "limit"), ("cursor=x", "cursor"), ("cursor=WyIiLCIiLCIiLCJ4Il0", "cursor"),
        ("year=2022", "year"), ("period_type=week", "period_type"), ("updated_since=yesterday", "updated_since"),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_of_rows_is_said(door: Door, small: Small, asked: str, field: str) -> None:
    assert (await door.ask("GET", f"{FIGURES}?{asked}", by="RGP")).problem == (400, "MalformedParameter", field)
    assert small


async def test_the_feed_describes_what_it_holds(door: Door, small: Small) -> None:
    root = await door.read(f"{ODATA}/", by="RGP")
    described = await door.ask("GET", f"{ODATA}/$metadata", by="RGP")

    assert described.headers["OData-Version"] == "4.0"
    names = {"edm": "http://docs.oasis-open.org/odata/ns/edm"}
    schema = ET.fromstring(described.body)
    sets = [one.get("Name") for one in schema.iterfind(".//edm:EntitySet", names)]
    assert [one["url"] for one in root["value"]] == sets
    for name in sets:
        body = await door.read(f"{ODATA}/{name}?$top=1", by="RGP")
        kind = schema.find(f".//edm:EntityType[@Name='{str(name).removesuffix('s')}']", names)
        assert kind is not None
        assert list(body["value"][0]) == [one.get("Name") for one in kind.iterfind("edm:Property", names)]
    assert small


async def test_the_feed_leads_from_page_to_page_by_itself(door: Door, small: Small) -> None:
    asked: str | None = f"{ODATA}/Figures?$top=1500&$select=id,value"
    found: list[Json] = []
    sizes = []
    while asked:
        body = await door.read(asked.removeprefix(door.url), by="RGP")
        sizes.append(len(body["value"]))
        found += body["value"]
        asked = body.get("@odata.nextLink")

    assert sizes == [1000, 500]
    assert len({one["id"] for one in found}) == 1500
    assert all(set(one) == {"id", "value"} for one in found)
    skipped = await door.read(f"{ODATA}/Figures?$skip=1200&$top=3&$select=id", by="RGP")
    assert [one["id"] for one in skipped["value"]] == [one["id"] for one in found[1200:1203]]
    assert small


async def test_the_feed_is_narrowed_and_says_the_same_number_as_a_number(door: Door, small: Small) -> None:
    narrow = (
        f"organisation eq 'RGP' and measure eq '{TRAINED}' and period_type eq 'year' and financial_year eq '2022/23'"
    )
    figure = await door.measure(TRAINED, "RGP", year="2022/23", by="RGP")

    body = await door.read(f"{ODATA}/Figures", by="RGP", **{"$filter": narrow})

    [row] = body["value"]
    assert (row["value"], row["numerator"]) == (float(figure["value"]), figure["numerator"])
    system = await door.read(f"{ODATA}/Figures", by="RGP", **{"$filter": "organisation eq null", "$top": "5"})
    assert {one["organisation"] for one in system["value"]} == {None}
    one = await door.read(f"{ODATA}/Organisations", by="RGP", **{"$filter": "code eq 'RGP'", "$count": "true"})
    assert (one["@odata.count"], one["value"][0]["code"]) == (1, "RGP")
    assert small


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("Figures?$filter=contains(measure,'x')", 501),
        ("Figures?$filter=measure eq 'a' or measure eq 'b'", 501),
        ("Figures?$filter=value eq 3", 501),
        ("Figures?$filter=measure eq 'nothing'", 404),
        ("Figures?$orderby=value", 501),
        ("Figures?$count=true", 501),
        ("Figures?$top=-1", 400),
        ("Figures?$select=secret", 400),
        ("Figures?$skiptoken=x", 400),
        ("Figures?$filter=updated_at ge yesterday", 400),
        ("Measures?$filter=nothing eq 'x'", 501),
        ("People", 404),
    ],
)
async def test_what_the_feed_does_not_do_it_says(door: Door, small: Small, path: str, status: int) -> None:
    name, _, query = path.partition("?")
    asked = dict([query.split("=", 1)]) if query else {}

    reply = await door.ask("GET", f"{ODATA}/{name}", by="RGP", params=asked)

    assert reply.problem[0] == status
    assert small


async def test_an_api_key_is_good_as_the_password_that_excel_sends(door: Door, small: Small) -> None:
    key = (await made(door, "/v1/api-keys", {"name": "Excel", "roles": ["reader"]}))["key"]

    def said(password: str) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(f'anyone:{password}'.encode()).decode()}"}

    assert (await door.ask("GET", f"{ODATA}/Measures", headers=said(key))).status == 200
    for wrong in ("", "gt_x", await door.token("RGP")):
        assert (await door.ask("GET", f"{ODATA}/Measures", headers=said(wrong))).status == 401
    assert (await door.ask("GET", f"{ODATA}/Measures", headers={"Authorization": "Basic %"})).status == 401
    assert small


async def test_power_bi_is_told_where_the_feed_is(door: Door) -> None:
    reply = await door.ask("GET", "/reports/golden-thread.pbids")

    [connection] = reply.json["connections"]
    assert connection["details"] == {"protocol": "odata", "address": {"url": f"{door.url}{ODATA}/"}}


async def test_sql_reads_what_another_organisation_would(
    door: Door, sql: "asyncpg.Connection[asyncpg.Record]", small: Small
) -> None:
    told = {
        key(row): row for row in await pages(door, f"{FIGURES}?organisation={small.organisation}&year=2022/23", "RGP")
    }

    asked = "SELECT * FROM reporting.figures WHERE organisation = $1 AND financial_year = '2022/23'"
    rows = await sql.fetch(asked, small.organisation)

    assert {key(row) for row in rows} == told.keys()
    for row in rows:
        seen = told[key(row)]
        assert (row["numerator"], row["status"], row["suppressed"]) == (
            seen["numerator"], seen["status"], seen["suppressed"],
        )  # fmt: skip
        assert row["value"] == (None if seen["value"] is None else Decimal(seen["value"]))
    [month] = [row for row in rows if key(row)[1:] == (TRAINED, "month", small.month)]
    assert (month["numerator"], month["suppressed"]) == (None, True)
    assert await sql.fetchval("SELECT count(*) FROM reporting.measures") >= 14
    assert small.organisation in {row[0] for row in await sql.fetch("SELECT organisation FROM reporting.organisations")}
    assert await sql.fetchval("SELECT fresh_as_of FROM reporting.freshness") is not None


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM public.reported",
        "SELECT * FROM public.events",
        "SELECT * FROM read_1.facts",
        "SELECT * FROM public.read_sides",
        "DELETE FROM reporting.figures",
        "UPDATE reporting.freshness SET reported_at = now()",
        "CREATE TABLE reporting.mine ()",
        "CREATE TABLE public.mine ()",
        "SET default_transaction_read_only = off; INSERT INTO reporting.freshness VALUES (now(), now())",
    ],
)
async def test_sql_reads_and_writes_nothing_else(sql: "asyncpg.Connection[asyncpg.Record]", statement: str) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.ReadOnlySQLTransactionError,
                        asyncpg.ObjectNotInPrerequisiteStateError)):  # fmt: skip
        await sql.execute(statement)


async def test_sql_reaches_no_other_database(stack: Stack) -> None:
    url = Home(stack.home).read("addresses.json")["reporting"]
    for name in ("projects", "training", "gateway"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(url.replace("/metrics", f"/{name}"))
