"""Every measure, one module each. Adding a module here is all it takes."""

from importlib import import_module
from pkgutil import iter_modules

from services.metrics.definition import Measure

MEASURES: dict[str, Measure] = {
    measure.slug: measure
    for measure in sorted(
        (import_module(module.name).MEASURE for module in iter_modules(__path__, f"{__name__}.")),
        key=lambda measure: measure.definition.place,
    )
}
"""By slug, in the order of the strategy."""
