"""Every refusal comes with what to do about it."""

from importlib import import_module
from pkgutil import walk_packages

import services.metrics
import services.projects
import services.training
from services.gateway.submissions.mending import MENDS, mend
from shared.refusals import Refused

KINDS_OF = {"Malformed", "Forbidden"}


def refusals(of: type[Refused] = Refused) -> set[str]:
    return {name for one in of.__subclasses__() for name in (one.__name__, *refusals(one))}


def test_there_is_a_way_to_mend_every_refusal_that_a_service_can_make_and_no_other() -> None:
    for package in (services.projects, services.training, services.metrics):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if ".domain" in module.name:
                import_module(module.name)

    assert set(MENDS) == refusals() - KINDS_OF


def test_a_refusal_that_nobody_has_written_about_yet_is_no_riddle() -> None:
    assert mend("SomethingNew")
