"""What was asked, of how much, and what was found."""

from dataclasses import dataclass, field
from typing import Any

MOST_TOLD = 20
"""So many faults of one kind are told in words; the others are counted."""
ORDER = [f"O{number}" for number in range(1, 11)]


@dataclass
class Finding:
    """One thing that must hold, how much it was held against, and where it does not."""

    name: str
    words: str
    what: str
    count: int = 0
    faults: int = 0
    told: list[str] = field(default_factory=list)

    def note(self, fault: str) -> None:
        """Take note of a fault."""
        self.faults += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(fault)

    @property
    def line(self) -> str:
        """The finding as one line."""
        outcome = f"{self.faults:,} FAULTS" if self.faults else "holds"
        return f"{self.name:<4} {self.words:<44} {self.count:>12,} {self.what:<32} {outcome}"


@dataclass
class Report:
    """Every finding, and what was seen twice on the way and did no harm."""

    findings: dict[str, Finding] = field(default_factory=dict)
    repeats: int = 0

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return not any(one.faults for one in self.findings.values())

    def finding(self, name: str, words: str, what: str) -> Finding:
        """Return a finding, begun with the first question."""
        return self.findings.setdefault(name, Finding(name, words, what))

    def lines(self) -> list[str]:
        """Return the report as text, each finding followed by its faults."""
        found = [self.findings[name] for name in ORDER if name in self.findings]
        said = [line for one in found for line in (one.line, *(f"     {fault}" for fault in one.told))]
        return [*said, f"     {self.repeats:,} records of the log are exact repeats, which everybody passes over"]

    def document(self) -> dict[str, Any]:
        """Return the report for machines."""
        return {
            "holds": self.holds,
            "repeats": self.repeats,
            "oracles": {
                one.name: {"words": one.words, "count": one.count, "of": one.what, "faults": one.faults,
                           "told": one.told}
                for one in self.findings.values()
            },
        }  # fmt: skip
