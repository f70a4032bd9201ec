"""Why a fact about a project is refused, beside what holds for every kind of stream."""

from shared.refusals import Refused


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


class NoSuchAssessment(Refused):
    """No standing assessment of this project was submitted under this id."""
