"""`python -m deploy.local up|down|status|logs|clean|install`."""

import argparse
import sys
import time
from pathlib import Path

from deploy.local import accounts, journal, kafka, postgres, stack
from deploy.local.logs import last_lines
from deploy.local.problems import Problem
from deploy.local.stack import Stack


def up(home: Path, port: int, *, example: bool) -> None:
    """Start everything and wait until it answers."""
    if stack.is_running(home):
        print(f"Golden Thread already runs: {Stack(home.resolve()).gateway_url}")
        return
    began = time.monotonic()
    print(f"Golden Thread starts in {home}", flush=True)
    started = stack.start(home, port, example=example, tied=False, report=say)
    print(f"Ready in {time.monotonic() - began:.1f} s: {started.gateway_url}")
    print(f"Clients and their secrets: {home / 'credentials.json'}")


def down(home: Path) -> None:
    """Stop everything."""
    print("Stopped." if Stack(home.resolve()).stop() else "Nothing was running.")


def status(home: Path) -> int:
    """Say what runs; 1 if not all of it does."""
    state = journal.read(home)
    if state is None or not stack.is_running(home):
        print("Nothing is running.")
        return 1
    print(f"{state.phase}: {state.gateway_url}")
    for name, entry in state.programs.items():
        print(f"  {name:<16} {entry.status:<10} {entry.pid or '':>8}  restarts {entry.restarts}")
    return int(state.phase != "ready")


def logs(home: Path) -> None:
    """Show the end of every log."""
    for path in sorted((home / "logs").glob("*.log")):
        print(f"==> {path} <==", *last_lines(path, 10), "", sep="\n")


def clean(home: Path) -> None:
    """Stop everything and delete all data."""
    Stack(home.resolve()).remove()


def install() -> None:
    """Fetch and prepare what the first start would otherwise wait for."""
    kafka.install(kafka.find())
    postgres.find_programs(accounts.other_than_root())


def say(line: str) -> None:
    """Show progress at once, also when it is piped."""
    print(line, flush=True)


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("command", choices=("up", "down", "status", "logs", "clean", "install"))
    parser.add_argument("--home", type=Path, default=Path(".local"), help="folder of the stack")
    parser.add_argument("--port", type=int, default=8080, help="port of the gateway")
    parser.add_argument("--example", choices=("full", "none"), default="full", help="example year")
    return parser.parse_args()


def main() -> int:
    """Do as told; what is in the way is said in a sentence, not in a traceback."""
    asked = parse()
    try:
        match asked.command:
            case "up":
                up(asked.home, asked.port, example=asked.example == "full")
            case "down":
                down(asked.home)
            case "status":
                return status(asked.home)
            case "logs":
                logs(asked.home)
            case "clean":
                clean(asked.home)
            case _:
                install()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Given up; nothing is left running.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
