"""`goldenthread COMMAND`, also `python -m deploy.cli COMMAND`."""

from importlib import import_module
from pkgutil import iter_modules

import click

from deploy.cli import commands
from deploy.door import NotReached, Refused
from deploy.local.problems import Problem

MODULES = {one.name.rstrip("_").replace("_", "-"): one.name for one in iter_modules(commands.__path__)}
"""By what is typed: `import` is in `import_`, `api-keys` in `api_keys`."""
NAMES = sorted(MODULES)


class Commands(click.Group):
    """Finds a command by the file it stands in, and imports no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  its own name
        """Name every command."""
        return NAMES

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command."""
        if cmd_name not in NAMES:
            return None
        command: click.Command = getattr(import_module(f"{commands.__name__}.{MODULES[cmd_name]}"), MODULES[cmd_name])
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Do as told; what is in the way is said in a sentence, not in a traceback."""
        try:
            return super().invoke(ctx)
        except (Refused, Problem) as problem:
            raise click.ClickException(str(problem)) from problem
        except NotReached as problem:
            raise click.ClickException(f"Nobody answers at {problem}") from problem
        except OSError as problem:
            raise click.ClickException(str(problem)) from problem


@click.command(cls=Commands, context_settings={"max_content_width": 110})
def goldenthread() -> None:
    """Golden Thread: submit facts, read figures, look after the system."""


def main() -> None:
    """Run what was typed."""
    goldenthread(prog_name="goldenthread")


if __name__ == "__main__":
    main()
