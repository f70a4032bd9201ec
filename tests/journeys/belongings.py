"""One organisation's belongings: one of everything that is not shared, each with a secret of its own in it."""

import json
import random
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg

from deploy.local.stack import Stack
from tests.client import MANY, Door, Json
from tests.gateway.identity.asking import made
from tests.gateway.identity.browsing import browser
from tests.gateway.imports.uploading import report_of
from tests.gateway.recording.at_a_form import at
from tests.journeys.projects import Project, Year
from tests.journeys.test_who_sees_what import SEALED, Secrets, a_project, training
from tests.training.asking import entered

OWNER, STRANGER = "RGP", "RM1"
KEEPER = "submitter@rgp.example"
"""Whose draft it is."""
WITHOUT_AN_OWNER = {"audit", "reported", "webhook_attempts"}
"""What is added to, or worked out anew, while time passes."""
PASSING = {"last_used_on", "seen_at", "position", "failures", "due_at", "stopped_at"}
"""What changes with time alone."""


@dataclass(frozen=True)
class Sealed(Secrets):
    """Secrets, each of which is told apart from every other by its name."""

    words: dict[str, str] = field(default_factory=dict)

    def text(self, of: str) -> str:
        return self.words.setdefault(of, f"{SEALED}{uuid4().hex[:14]}")

    def found_in(self, text: str) -> set[str]:
        """Return the names of the secrets that a text tells."""
        return {name for name, secret in (*self.words.items(), *self.people.items()) if secret in text}


@dataclass(frozen=True)
class Belongings:
    """What there is, how it is called in addresses, and the secrets in it."""

    title: str
    """Of the project, which is shared: how it is recognised in lists."""
    sealed: Sealed
    streams: dict[str, str]
    places: dict[str, str]
    reference: str
    year: Year
    facts: list[Json]


async def belongings(door: Door, year: Year) -> Belongings:
    """Let the owner have one of everything."""
    sealed, project, title = Sealed(), Project(OWNER), f"Sooner home {uuid4().hex[:10]}"
    streams = {"project": f"project/{project.id}"}
    told = a_project(year, project, sealed, title)
    told[-1:-1] = list(_in_numbers(project, sealed, year))
    told += training(year, sealed, streams)
    answers = await door.accepted(told, OWNER)
    await door.read("/v1/years", min_fresh=max(one["recorded_at"] for one in answers))
    name, address = sealed.text("name of a person"), sealed.text("address of a person")
    person = sealed.people["key of a person"] = await entered(door, name, f"{address}@rgp.example", by=OWNER)
    places = {
        "id": project.id,
        "identifier": project.id,
        "measure_id": "m",
        "person_key": person,
        "slug": "people-trained",
    }
    places |= {"session_id": streams["session"].partition("/")[2], "event_id": told[1]["id"]}
    places |= await _ways_in(door, sealed) | await _sent(door, sealed) | await _begun(door, sealed)
    return Belongings(title, sealed, streams, places, sealed.words["reference"], year, told)


def _in_numbers(project: Project, sealed: Sealed, year: Year) -> Any:
    """Yield what is told in numbers that nothing else has."""
    pence, value = random.randrange(10**10, 10**11), random.randrange(10**7, 10**8)
    sealed.words["pence"], sealed.words["measurement"] = str(pence), str(value)
    yield project.said("measurement_recorded", measure_id="m", on=year.day(25), value=value)
    yield project.said(
        "saving_forecast", pence=pence, financial_year=year.name, cash_releasing=True, recurrent=False, on=year.day(25)
    )


async def _ways_in(door: Door, sealed: Sealed) -> dict[str, str]:
    """Make a client, a key and a webhook."""
    reads = {"roles": ["reader"]}
    client = await made(door, "/v1/clients", {"name": sealed.text("name of a client"), **reads}, by=OWNER)
    key = await made(door, "/v1/api-keys", {"name": sealed.text("name of a key"), **reads}, by=OWNER)
    url = f"https://{sealed.text('address of a webhook')}.example/"
    webhook = await made(door, "/v1/webhooks", {"url": url}, by=OWNER)
    found = {"client_id": client["client_id"], "key_id": key["id"], "webhook": webhook["id"]}
    sealed.words.update(found)
    return found


async def _sent(door: Door, sealed: Sealed) -> dict[str, str]:
    """Have a fact refused, and a file."""
    refused = json.dumps([{"id": sealed.text("id of a submission")}]).encode()
    submitted = await door.post(refused, MANY, by=OWNER)
    heading = sealed.text("heading of a file")
    file = f"Date,Open to all staff,{heading}\nnever,Yes,1\n".encode()
    report = await report_of(door, "cafes", file, by=OWNER, file_name=f"{sealed.text('name of a file')}.csv")
    found = {"batch": submitted.headers["Batch"], "import_id": report["id"]}
    sealed.words.update(found)
    return found


async def _begun(door: Door, sealed: Sealed) -> dict[str, str]:
    """Leave a form unfinished."""
    async with browser(door.credentials) as opened:
        await opened.sign_in(KEEPER)
        form = await at(opened, "/record/project.registered")
        kept = await form.send("save", title=sealed.text("title of a draft"))
    [draft] = re.findall(r"draft=([0-9a-f-]{36})", kept.headers["Location"])
    sealed.words["draft"] = draft
    return {"draft": draft}


async def kept(stack: Stack, organisation: str) -> dict[str, list[str]]:
    """Return every row of every database that names the organisation as whose it is, but for what passes."""
    found: dict[str, list[str]] = {}
    for database in ("gateway", "training", "projects", "metrics"):
        connection = await asyncpg.connect(stack.database_url(database))
        async with connection.transaction(readonly=True):
            await connection.execute("SELECT set_config('app.organisation', $1, true)", organisation)
            await connection.execute("SELECT set_config('app.person', $1, true)", KEEPER)
            for table in await connection.fetch(TABLES_OF_OWNERS):
                if table["relname"] not in WITHOUT_AN_OWNER:
                    rows = await connection.fetch(
                        f"SELECT * FROM {table['name']} WHERE organisation = $1", organisation
                    )
                    found[f"{database}.{table['relname']}"] = sorted(map(_lasting, rows))
        await connection.close()
    return found


TABLES_OF_OWNERS = """
SELECT c.relname, c.oid::regclass::text AS name
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation' AND NOT a.attisdropped
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = 'public' AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1
"""


def _lasting(row: Any) -> str:
    return str({name: value for name, value in row.items() if name not in PASSING})
