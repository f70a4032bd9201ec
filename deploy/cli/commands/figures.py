"""`goldenthread figures`: every measure, as it stands or as it was known."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import click

from deploy.cli.credentials import asking
from deploy.door import Door

COLUMNS = {
    "slug": "measure",
    "numerator": "counted",
    "denominator": "of",
    "value": "value",
    "target": "target",
    "status": "status",
    "needed": "needed",
}
TO_THE_LEFT = {"slug", "status"}


@click.command
@click.option("--organisation", help="An organisation's code; the whole system without one.")
@click.option("--year", help="A financial year like 2022/23; the running one without it.")
@click.option("--as-at", help="A moment of recording, RFC 3339: the figures as they were known then.")
@click.option("--json", "for_machines", is_flag=True, help="The answer as it is, for machines.")
@asking(otherwise="ICS")
def figures(door: Door, organisation: str | None, year: str | None, as_at: str | None, for_machines: bool) -> None:
    """Show every measure's figure."""
    answer = door.ask("GET", "/v1/measures", organisation=organisation, year=year, as_at=as_at)
    if for_machines:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    found = [item["figure"] for item in answer["items"]]
    for line in table(found):
        click.echo(line)
    if found:
        one = found[0]
        known = f"as at {one['as_at']}" if one["as_at"] else f"fresh as of {one['fresh_as_of']}"
        click.echo(f"{one['organisation'] or 'The whole system'}, {one['year']}, {known}")


def table(found: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return figures as lines under their headings; what is not known, or not shown, is a dash or an asterisk."""
    rows = [list(COLUMNS.values()), *([_cell(one, name) for name in COLUMNS] for one in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if name in TO_THE_LEFT else cell.rjust(width)
            for name, cell, width in zip(COLUMNS, row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _cell(figure: Mapping[str, Any], name: str) -> str:
    said = figure.get(name)
    if said is None:
        return "*" if figure.get("suppressed") and name in {"numerator", "value", "needed"} else "-"
    return str(said)
