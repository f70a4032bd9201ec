"""After `mutmut run`: which changes of the pure modules no test noticed, but for those that change nothing.

The latter stand in `mutants.txt`, each with its reason: a line of what was said, one of what was said instead, and why
that is the same. A reason that no longer stands for a mutant is told too, so that the list cannot grow old.
"""

import sys
from collections import Counter
from pathlib import Path

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import walk_mutatable_files

REASONS = Path(__file__).with_suffix(".txt")
NOTICED = {"killed", "timeout", "caught by type check"}
Change = tuple[str, str]
"""A line that was, and what it became; of several lines the first."""


def reasons() -> dict[Change, str]:
    """Return why some changes are none."""
    said = [one for one in REASONS.read_text().split("\n\n") if one.startswith("- ")]
    found: dict[Change, str] = {}
    for one in said:
        before, after, why = one.strip().split("\n", 2)
        found[before.removeprefix("- ").strip(), after.removeprefix("+ ").strip()] = why
    return found


def change(name: str, path: Path) -> Change:
    """Return the lines in which a mutant differs."""
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    before = next((one[1:].strip() for one in lines if one.startswith("-")), "")
    return before, next((one[1:].strip() for one in lines if one.startswith("+")), "")


def main() -> int:
    """Say what was not noticed; 0 if there is a reason for all of it."""
    explained, counted, unexplained = reasons(), Counter[str](), 0
    stale = set(explained)
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        for name, code in data.exit_code_by_key.items():
            status = status_by_exit_code[code]
            if status in NOTICED:
                counted["noticed"] += 1
                continue
            found = change(name, Path(path))
            stale.discard(found)
            if found in explained:
                counted["the same as before"] += 1
            else:
                counted["not noticed"] += 1
                unexplained += 1
                print(f"{path} {name} ({status})\n- {found[0]}\n+ {found[1]}\n")
    for before, after in sorted(stale):
        print(f"There is a reason for what is no mutant any more:\n- {before}\n+ {after}\n")
    print(", ".join(f"{count:,} {words}" for words, count in sorted(counted.items())))
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
