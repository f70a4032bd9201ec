"""A secret, which is said once: on the terminal, or into a file that only its owner can read."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

INTO = click.option(
    "--into", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the answer, with its secret, into a new file that only you can read.",
)  # fmt: skip


@contextmanager
def shown_once(into: Path | None) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Give a way to say an answer with a secret. A file is there before anything is made that would have to go in."""
    if into is None:
        yield _print
        return
    file = os.fdopen(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")
    try:
        with file:
            yield lambda answer: print(_spelt(answer), file=file)
    except BaseException:
        into.unlink()
        raise
    click.echo(f"Written to {into}, readable by you alone.")


def _print(answer: Mapping[str, Any]) -> None:
    click.echo(_spelt(answer))
    click.echo("The secret is not shown again.", err=True)


def _spelt(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, indent=2, ensure_ascii=False)


def table(rows: list[list[str]], headings: list[str]) -> None:
    """Show rows under headings."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
