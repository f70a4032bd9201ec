"""Why a fact of this service is refused, beside what holds for every kind of stream."""

from shared.refusals import Malformed, Refused

# The course of a project.


class ProjectNotRegistered(Refused):
    """No project has been registered under this identifier."""


class ProjectAlreadyRegistered(Refused):
    """This project has been registered already."""


class ProjectVoided(Refused):
    """The project was voided; nothing can be said of it any more."""


class ProjectClosed(Refused):
    """The project is closed."""


class ProjectNotClosed(Refused):
    """Only a completed or cancelled project can be reopened."""


class AlreadyStarted(Refused):
    """The project has started already."""


class NotRunning(Refused):
    """Only a running project can be paused."""


class NotPaused(Refused):
    """Only a paused project can be resumed."""


class CompletedBeforeRegistration(Refused):
    """A project cannot be completed before it was registered."""


# Scores and coaching.


class NoSuchAssessment(Refused):
    """No standing assessment of this project was submitted under this id."""


class AdviserLeadsProject(Refused):
    """Whoever leads a project on that day does not coach it."""


# Sustainability and carbon.


class NothingConsidered(Malformed):
    """An assessment of sustainability says in words what was considered, or why there is no impact."""


class UnknownFactorSet(Refused):
    """There is no set of conversion factors for this year."""


class UnknownFactor(Malformed):
    """This set has no conversion factor with this code."""


class UnitMismatch(Refused):
    """The conversion factor is not for this unit."""


# Gateways and the quality impact assessment.


class GatewayOutOfOrder(Refused):
    """Gateways come in their order, each entered and then passed before the next."""


class QiaNotSigned(Refused):
    """Gateway 3 needs the quality impact assessment signed by two people, neither its author nor the project's lead."""


class NothingToSign(Refused):
    """The project has no quality impact assessment yet."""


class AlreadySigned(Refused):
    """This person has signed the quality impact assessment already."""


class AuthorSigns(Refused):
    """The author of a quality impact assessment does not sign it."""


class LeadSigns(Refused):
    """Whoever leads a project on that day does not sign its quality impact assessment."""


# Drivers and measures.


class UnknownDriver(Refused):
    """The project has no driver with this identifier."""


class UnknownMeasure(Refused):
    """The project has no measure with this identifier."""


class AlreadyMeasured(Refused):
    """The measure has a value for this day; another one is a correction."""


class NotMeasured(Refused):
    """The measure has no value for this day that could be corrected."""
