"""A program for the supervisor to look after: it writes down when it begins and ends.

`stand_in.py JOURNAL NAME PORT` serves `/health/ready`; `FAIL` as the port ends at once with code 3.
"""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import FrameType

journal, name, port = Path(sys.argv[1]), sys.argv[2], sys.argv[3]


class Health(BaseHTTPRequestHandler):
    """Answers the one question."""

    def do_GET(self) -> None:
        """Say that it is ready."""
        self.send_response(200)
        self.end_headers()


def note(what: str) -> None:
    """Add a line to what all stand-ins write to."""
    with journal.open("a") as file:
        file.write(f"{what} {name}\n")


def end(_signal: int, _frame: FrameType | None) -> None:
    """Stop as asked."""
    note("end")
    os._exit(0)


note("begin")
if port == "FAIL":
    print("cannot go on: no reason", file=sys.stderr)
    sys.exit(3)
signal.signal(signal.SIGTERM, end)
HTTPServer(("127.0.0.1", int(port)), Health).serve_forever()
