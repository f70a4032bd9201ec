"""One example of every fact, as JSON, with every field that it can have."""

from typing import Any

KEY = "0190f3b2-0000-7000-8000-00000000000a"

EXAMPLES: dict[str, dict[str, Any]] = {
    "project.registered": {
        "title": "Safer discharge",
        "kind": "quality_improvement",
        "lead_organisation": "RGP",
        "registered_on": "2022-04-04",
        "aim": "Half the delays by March",
        "partner_organisations": ["RM1", "QMM"],
        "quality_dimensions": ["safe", "person_centred"],
        "ambitions": [1, 4],
        "division": "Medicine",
        "site": "Gorleston",
        "has_financial_effect": False,
        "lead_person": KEY,
        "reference": "QI-9434765919",
    },
    "project.started": {"on": "2022-04-11"},
    "project.paused": {"on": "2022-05-03", "reason": "Winter"},
    "project.resumed": {"on": "2022-06-06", "reason": "Spring"},
    "project.completed": {"on": "2022-09-30", "summary": "Delays halved"},
    "project.reopened": {"on": "2022-10-31", "reason": "It did not hold"},
    "project.cancelled": {"on": "2022-09-30", "reason": "The ward closed"},
    "project.voided": {"reason": "duplicate", "merged_into": KEY},
    "project.lead_changed": {"to_organisation": "RM1", "on": "2022-07-01"},
    "project.score_assessed": {"score": 3.5, "assessed_on": "2022-09-30", "assessor": "adviser", "rationale": "Held"},
    "project.score_voided": {"event_id": "score-1"},
    "project.involvement_recorded": {"level": "big_i", "on": "2022-06-15", "description": "Two patients in the team"},
    "organisation.joined": {"name": "James Paget", "kind": "acute", "on": "2022-04-01", "ods_code": "RGP"},
    "organisation.left": {"on": "2023-03-31", "successor": "RM1"},
    "measure.target_set": {"organisation": "RGP", "target": 75, "financial_year": "2022/23"},
}
