"""`goldenthread import KIND FILE`: a spreadsheet, row by row."""

import json
from pathlib import Path
from typing import Any

import click

from deploy.cli.credentials import asking
from deploy.door import Door

KINDS = ("projects", "training", "measurements", "cafes")
SHOWN = 50
OCTETS = "application/octet-stream"


@click.command
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option("--as-of", metavar="DAY", help="The day, YYYY-MM-DD, that what has no date in the file is of; today.")
@click.option("--json", "for_machines", is_flag=True, help="The whole report as JSON, for machines.")
@asking()
def import_(door: Door, kind: str, file: Path, dry_run: bool, as_of: str | None, for_machines: bool) -> None:
    """Import FILE (CSV, Excel or OpenDocument), which holds KIND: projects, training, measurements or cafes.

    Nothing of a row that is refused is written; each is named with its column and the way to mend it. The same file
    again changes nothing. Ends with 1 when any row was refused.
    """
    asked = {"kind": kind, "dry_run": "true" if dry_run else None, "as_of": as_of, "file_name": file.name}
    report = door.ask("POST", "/v1/imports", body=file.read_bytes(), media_type=OCTETS, **asked)
    if for_machines:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show(report)
    if report["refused"]:
        raise click.exceptions.Exit(1)


def _show(report: dict[str, Any]) -> None:
    for one in report["faults"][:SHOWN]:
        place = f", column {one['column']}" if "column" in one else ""
        title = f" ({one['title']})" if "title" in one else ""
        mend = f" {one['mend']}" if "mend" in one else ""
        click.echo(f"row {one['row']}{place}{title}: {one['detail']}{mend}")
    if report["faults_total"] > SHOWN:
        click.echo(f"… and {report['faults_total'] - SHOWN:,} more: --json has them, as does /imports/{report['id']}.")
    if report["unused_columns"]:
        click.echo(f"Not used: {', '.join(report['unused_columns'])}.")
    would = "would be " if report["dry_run"] else ""
    said = ", ".join(f"{report[name]:,} {would}{name}" for name in ("accepted", "unchanged", "refused"))
    rows = "row" if report["rows"] == 1 else "rows"
    click.echo(f"{report['rows']:,} {rows}: {said}.")
