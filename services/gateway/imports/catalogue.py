"""Everything that can be imported. A new kind is a module and a line here."""

from collections.abc import Mapping
from typing import Any

from services.gateway.imports.kind import Kind
from services.gateway.imports.kinds.cafes import CAFES
from services.gateway.imports.kinds.measurements import MEASUREMENTS
from services.gateway.imports.kinds.projects import PROJECTS
from services.gateway.imports.kinds.training import TRAINING

KINDS: Mapping[str, Kind[Any]] = {one.slug: one for one in (PROJECTS, TRAINING, MEASUREMENTS, CAFES)}
