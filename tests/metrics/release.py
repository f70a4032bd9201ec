"""A release with one file more than this one: its process works on a read side that is there.

`python -m tests.metrics.release URL SCHEMA FOLDER crash` dies while it fills the new measure from history;
`… finish SEED SIZE KNOWN` takes in what a random story tells after so many facts, fills the rest, and says each
figure of the new measure, now and as at the middle of what was known.
"""

import asyncio
import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec


def bring(folder: str) -> None:
    """Make the files of a folder part of the package of measures, before anything imports it."""
    spec = find_spec("services.metrics.measures")
    assert spec is not None
    assert spec.loader is not None
    assert spec.submodule_search_locations is not None
    spec.submodule_search_locations.append(folder)
    sys.modules[spec.name] = package = module_from_spec(spec)
    spec.loader.exec_module(package)


if __name__ == "__main__":
    url, schema, folder, *asked = sys.argv[1:]
    bring(folder)
    asyncio.run(import_module("tests.metrics.filling").work(url, schema, *asked))
