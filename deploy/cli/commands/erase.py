"""`goldenthread erase PERSON`: a name goes, and every figure stays."""

import json
import re
import sys
from pathlib import Path

import click

from deploy.cli import erased
from deploy.cli.credentials import asking
from deploy.cli.erased import Erased
from deploy.cli.servers import HOME
from deploy.door import Answer, Door, Refused
from shared.contracts.event import UUID_PATTERN

KEY = re.compile(rf"\A{UUID_PATTERN}\Z")
NOT_FOUND = 404


@click.command
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "for_machines", is_flag=True, help="What was done as JSON, for machines.")
@HOME
@asking()
def erase(door: Door, person: str, yes: bool, for_machines: bool, home: Path) -> None:
    """Erase the directory entry of PERSON, a `person_key`, under every key that was merged into theirs.

    What was counted stays counted: facts hold the key alone. The keys are noted in every back-up that was made
    before, and a restore erases them again. A name or an address is no argument, because a shell remembers what is
    typed; `GET /v1/people?name=` finds the key. To run it again is safe.
    """
    if not KEY.match(person):
        raise click.UsageError("PERSON is a person_key, a lower-case UUID. `GET /v1/people?name=` finds it.")
    if not yes:
        click.confirm(f"Erase {_described(door, person)} for ever?", abort=True, err=True)
    try:
        done = door.ask("DELETE", f"/v1/people/{person}")
    except Refused as refused:
        if refused.status == NOT_FOUND:
            raise click.ClickException(f"Your organisation never had an entry under {person}.") from None
        raise
    gone = [Erased(key, done["organisation"], done["on"]) for key in done["erased"]]
    noted, missing = erased.note_everywhere(home, gone)
    if for_machines:
        backups = {"noted_in": [*map(str, noted)], "not_found": [*map(str, missing)]}
        click.echo(json.dumps({**done, "backups": backups}, indent=2))
    else:
        _tell(done, noted)
    if missing:
        where = ", ".join(map(str, missing))
        raise click.ClickException(f"These back-ups still hold the name and are not there to be told: {where}.")


def _tell(done: Answer, noted: list[Path]) -> None:
    for key, fact in zip(done["erased"], done["facts"], strict=True):
        click.echo(f"{key}: the entry is gone; {_said(fact)}")
    for directory in noted:
        click.echo(f"Noted in the back-up {directory}")


def _described(door: Door, person: str) -> str:
    """Return whom the question is about: by name only on the terminal of whoever may see it anyway."""
    if not sys.stdin.isatty():
        return person
    try:
        entry = door.ask("GET", f"/v1/people/{person}")
    except Refused as refused:
        if refused.status == NOT_FOUND:
            return f"{person}, who has no entry any more,"
        raise
    return f"{entry['name']} ({person})"


def _said(fact: dict[str, object]) -> str:
    match fact["status"]:
        case "accepted":
            return f"person.erased was said, version {fact['version']}"
        case "duplicate":
            return "person.erased had been said before"
        case _:
            reason = fact["reason"]
            assert isinstance(reason, dict)
            return f"person.erased was not said: {reason['detail']}"
