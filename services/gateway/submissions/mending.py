"""What to do about each refusal, in the words of whoever has to do it."""

from collections.abc import Mapping

MENDS: Mapping[str, str] = {
    # What stands in the way before anything is known of the thing.
    "IdReused": "This was said before with other content: take that fact back, or say the new one under a new id.",
    "UnknownType": "Use a type of the catalogue.",
    "WrongStream": "Let the subject begin with the type's own kind of thing.",
    "UnknownField": "Take the field out, or spell it as the schema of the type does.",
    "MissingField": "Fill it in, and send it again.",
    "OutOfRange": "Correct the value, and send it again.",
    "TooLong": "Shorten the text, and send it again.",
    "ScoreNotOnScale": "Give one of the ten half points from 0.5 to 5.0.",
    "LooksLikePatientIdentifier": "Take the number out of the text. What was sent is not kept.",
    # Who may say it.
    "NotYours": "Only the organisation that it belongs to can say this: ask them to.",
    "NotYourProject": "Only the organisation that leads the project can say this: ask them to, or for the lead.",
    "NotAMember": "Only members can be named, or submit: the organisation joins first.",
    "RoleRequired": "Somebody with that role has to send it.",
    "UnknownOrganisation": "Give the organisation's code, as in RGP, of one that has joined.",
    # What is said too early, too late or twice.
    "NotYetHappened": "Give a day that is not after today, or say it when it has happened.",
    "OutOfOrder": "Check the days: this one lies before what it has to follow.",
    "AlreadySaid": "Nothing needs to be done, unless it was meant otherwise: then take back what was said before.",
    "NotOpened": "First say what opens it: the course announced, the session or café scheduled.",
    "LeftOut": "Nothing is wrong with it: mend the other, and send both again.",
    # Taking back.
    "NoSuchFact": "Name the id under which the fact was submitted, in the same stream.",
    "OpeningFact": "Void, cancel or withdraw the thing instead: its first fact stays.",
    "OthersRestOnIt": "Take back first what was said after it and rests on it.",
    # Projects.
    "ProjectNotRegistered": "Register the project first, or correct its identifier.",
    "ProjectAlreadyRegistered": "Amend the project's details instead. If it was registered a moment ago, try again.",
    "ProjectVoided": "If it is a project after all, register it under another identifier.",
    "ProjectClosed": "Reopen the project first, or correct the day.",
    "ProjectNotClosed": "Nothing needs to be done: the project is open.",
    "AlreadyStarted": "Nothing needs to be done: the project has started.",
    "NotRunning": "Say first that the project started, or was resumed.",
    "NotPaused": "Nothing needs to be done: the project is not on hold.",
    "CompletedBeforeRegistration": "Correct the day of completion, or of registration.",
    "NoSuchAssessment": "Name the id under which the score was submitted.",
    "AdviserLeadsProject": "Let another adviser coach it, or hand the project over.",
    "NothingConsidered": "Say in words what was considered, or why there is no impact.",
    "UnknownFactorSet": "Use a year for which there are conversion factors.",
    "UnknownFactor": "Use a code of that year's conversion factors.",
    "UnitMismatch": "Give the quantities in the unit of the conversion factor.",
    "GatewayOutOfOrder": "Enter and pass the gateways before this one first.",
    "QiaNotSigned": "Have the quality impact assessment signed by two people first.",
    "NothingToSign": "Score the quality impact assessment first.",
    "AlreadySigned": "Nothing needs to be done: somebody else signs next.",
    "AuthorSigns": "Somebody other than the author signs.",
    "LeadSigns": "Somebody other than the project's lead signs.",
    "UnknownDriver": "Add the driver first, or correct its identifier.",
    "UnknownMeasure": "Add the measure to the project first, or spell it as the project does.",
    "AlreadyMeasured": "Send a correction instead. If the value was sent a moment ago, try again.",
    "NotMeasured": "Record the value first.",
    # Training.
    "SessionWasCancelled": "Use another session.",
    "PlaceNotOffered": "Offer the place first, or correct its number.",
    "PlaceTaken": "Offer another place, or withdraw this one first.",
    "NoSuchCompletion": "Name the id under which the completion was submitted.",
    "MergedIntoItself": "Name the other of the two keys.",
    # The agreement.
    "NotTheNextVersion": "Propose the version after the current one.",
    "NoSuchVersion": "Name a version that was proposed.",
    "MeasureRetired": "Correct the day, or leave the measure be.",
}
"""By the refusal's type. A test holds this against every refusal that a service can make."""


def mend(refusal: str) -> str:
    """Return what to do; for a refusal that is newer than this page, where to look."""
    return MENDS.get(refusal, "Read the sentence that came with it.")
