"""`make example`: submit the example year to the system that runs in containers, through its front door."""

import sys
from pathlib import Path

from deploy.local.stack import submit_example


def main() -> None:
    """Submit as the clients of the folder that is named, `.secrets` if none is."""
    submit_example(Path(sys.argv[1] if len(sys.argv) > 1 else ".secrets"), print)


if __name__ == "__main__":
    main()
