"""What projects are called, in plain words."""

from services.gateway.pages.words import Status, capital

STATUSES = {
    "registered": Status("Registered", "ring", "grey"),
    "running": Status("Running", "arrow", "blue"),
    "paused": Status("Paused", "bar", "purple"),
    "completed": Status("Completed", "tick", "blue"),
    "cancelled": Status("Cancelled", "cross", "grey"),
    "voided": Status("Voided", "cross", "purple"),
}
KINDS = {
    "quality_improvement": "Quality improvement",
    "clinical_audit": "Clinical audit",
    "service_evaluation": "Service evaluation",
}
INVOLVEMENT = {
    "none": "Nobody from outside",
    "little_i": "Consulted (little i)",
    "big_i": "In the team (big I)",
}
DECISIONS = {"adopt": "Adopted", "adapt": "Adapted", "abandon": "Abandoned"}


def state_of(status: str) -> Status:
    return STATUSES.get(status, Status(capital(status), "ring", "grey"))


def said(value: str) -> str:
    """Return a word of the contract as people say it: `patient_safety` is Patient safety."""
    return capital(value.replace("_", " "))
