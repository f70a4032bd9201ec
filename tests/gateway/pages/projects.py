"""A project, its charts and the lists, as the read side answers them."""

from typing import Any

PROJECT = "0d0a3f50-1f3b-4c52-9a53-0f6f3ed1a001"
CAFE = "0d0a3f50-1f3b-4c52-9a53-0f6f3ed1a002"

SHARED: dict[str, Any] = {
    "id": PROJECT,
    "title": "Fewer falls on Ward 12",
    "aim": "Reduce falls by 30% by March 2027 & keep it",
    "kind": "quality_improvement",
    "lead_organisation": "RGP",
    "partner_organisations": ["RM1"],
    "status": "running",
    "registered_on": "2026-04-02",
    "started_on": "2026-04-20",
    "paused_on": None,
    "completed_on": None,
    "cancelled_on": None,
    "score": 3.0,
    "scored_on": "2026-09-01",
    "scored_by": "adviser",
    "involvement": "little_i",
    "involved_on": "2026-05-01",
    "sustainability": True,
    "learning": 1,
}
OWN = {
    "quality_dimensions": ["safe"],
    "ambitions": [1],
    "division": "Medicine",
    "site": None,
    "reference": "QI-12",
    "has_financial_effect": True,
    "lead_person": None,
    "coached": True,
}


def fact(version: int, name: str, /, **data: object) -> dict[str, Any]:
    return {
        "id": f"f{version}",
        "source": "urn:nhs:ods:RGP:test",
        "type": f"project.{name}",
        "time": "2026-04-02T09:00:00Z",
        "organisation": "RGP",
        "version": version,
        "recorded_at": f"2026-04-02T09:00:{version:02}Z",
        "data": data,
    }


HISTORY = [
    fact(1, "registered", title="Fewer falls on Ward 12", kind="quality_improvement", registered_on="2026-04-02"),
    fact(2, "driver_added", driver_id="d1", kind="primary", text="Patients are seen often"),
    fact(3, "driver_added", driver_id="d2", kind="secondary", text="Hourly rounding", parent="d1"),
    fact(4, "change_idea_added", idea_id="i1", text="A prompt at the bed", driver="d2"),
    fact(5, "change_idea_added", idea_id="i2", text="A huddle at nine"),
    fact(
        6,
        "pdsa_completed",
        cycle_id="c1",
        started_on="2026-05-01",
        completed_on="2026-05-14",
        idea="i1",
        plan="Try the prompt",
        do="Two bays",
        study="Fewer falls",
        act="Go on",
        decision="adopt",
    ),
    fact(
        7,
        "measure_added",
        measure_id="falls",
        name="Falls",
        kind="outcome",
        unit="falls",
        direction="decrease",
        chart="xmr",
    ),
    fact(8, "score_assessed", score=1.0, assessed_on="2026-05-01", assessor="team", rationale="Just begun"),
    fact(9, "score_assessed", score=5.0, assessed_on="2026-05-02", assessor="team"),
    fact(10, "score_voided", event_id="f9"),
    fact(11, "score_assessed", score=3.0, assessed_on="2026-09-01", assessor="adviser"),
    fact(12, "involvement_recorded", level="little_i", on="2026-05-01", description="Asked on the ward"),
    fact(13, "coaching_logged", adviser=PROJECT, on="2026-05-03", minutes=45, topic="Charts"),
    fact(14, "sustainability_assessed", on="2026-06-01", steps=[1, 4], environmental="Fewer X-rays"),
    fact(15, "carbon_estimated", on="2026-06-02", stage="forecast", factor_set=2022, saved_kg_co2e_per_year=-12.5),
    fact(16, "gateway_entered", gateway=1, on="2026-06-03", note="Scheme 7"),
    fact(
        17,
        "saving_validated",
        pence=1234500,
        financial_year="2026/27",
        cash_releasing=True,
        recurrent=False,
        on="2026-07-01",
    ),
    fact(
        18,
        "saving_reversed",
        pence=34500,
        financial_year="2026/27",
        cash_releasing=True,
        recurrent=False,
        on="2026-07-02",
    ),
    fact(
        19,
        "learning_shared",
        on="2026-08-01",
        title="Rounding works",
        text="If it is short.",
        audience="system",
        tags=["falls"],
    ),
    fact(20, "coaching_logged", adviser=PROJECT, on="2026-05-04", minutes=10, topic="Said by mistake"),
    fact(21, "fact_withdrawn", event_id="f20", reason="Another project"),
]
PUBLIC = [one for one in HISTORY if one["version"] in {1, 8, 11, 12, 14, 19}]
TOLD = {**SHARED, "stream": f"project/{PROJECT}", "as_at": None, "fresh_as_of": "2026-11-22T21:31:04.123456Z"}

POINT = {
    "numerator": None,
    "denominator": None,
    "corrected": False,
    "centre": 8.0,
    "lower": 2.0,
    "upper": 14.0,
    "trial": False,
    "part": 1,
    "beyond_limits": False,
    "special_cause": "Common Cause",
    "special_cause_flag": False,
    "point_type": "common_cause",
}
BETTER = {
    "value": 1.0,
    "beyond_limits": True,
    "special_cause": "Below LCL",
    "special_cause_flag": True,
    "point_type": "special_cause_improvement",
}
CHART = {
    "project": PROJECT,
    "as_at": None,
    "measure_id": "falls",
    "name": "Falls",
    "kind": "outcome",
    "unit": "falls",
    "direction": "decrease",
    "chart": "xmr",
    "target": 5.0,
    "baseline_until": None,
    "points": [POINT | {"on": f"2026-0{month}-07", "value": 8.0} for month in range(4, 9)]
    + [POINT | {"on": "2026-09-07"} | BETTER],
    "options": {"rules": "Making Data Count XmR rules", "rebase": []},
    "variation": "improvement_low",
    "assurance": "inconsistent",
    "summary": "The latest measurement is below the lower limit: an improvement that is unlikely to be chance.",
    "annotations": [
        {
            "kind": "pdsa",
            "on": "2026-05-14",
            "started_on": "2026-05-01",
            "cycle_id": "c1",
            "idea": "i1",
            "decision": "adopt",
        }
    ],
}

LISTED: dict[str, dict[str, Any]] = {
    "/v1/projects": SHARED,
    "/v1/learning": {
        "project": PROJECT,
        "version": 19,
        "project_title": "Fewer falls on Ward 12",
        "organisation": "RGP",
        "on": "2026-08-01",
        "title": "Rounding works",
        "text": "If it is short.",
        "audience": "system",
        "tags": ["falls"],
    },
    "/v1/resources": {
        "id": PROJECT,
        "organisation": "RM1",
        "published_on": "2026-05-05",
        "title": "Driver template",
        "kind": "template",
        "url": "javascript:alert(1)",
        "tags": ["drivers"],
        "status": "published",
        "withdrawn_on": None,
    },
    "/v1/innovations": {
        "id": PROJECT,
        "organisation": "RGP",
        "registered_on": "2026-04-19",
        "spread_sites": 2,
        "title": "A test",
        "programme": "Rapid Uptake",
        "evidence_url": "https://www.england.nhs.uk/aac/",
        "sites": [{"organisation": "RGP", "site": "Main", "stage": "adopted", "on": "2026-05-01"}],
    },
    "/v1/publications": {
        "id": "doi:10.1/x",
        "title": "Of falls",
        "journal": "BMJ OQ",
        "kind": "journal_article",
        "doi": "10.1/x",
        "published_on": "2026-06-01",
        "organisations": ["RGP"],
        "relevant": True,
        "projects": [],
        "status": "published",
        "records": [],
    },
    "/v1/sessions": {
        "id": PROJECT,
        "course": PROJECT,
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-02",
        "places": 10,
        "free": 7,
        "organisation": "QMM",
        "status": "scheduled",
        "cancelled_on": None,
        "reserved": [],
        "offered": 1,
        "accepted": 2,
        "attended": None,
        "course_title": "QI fundamentals",
        "ics_programme": True,
    },
    "/v1/courses": {
        "id": PROJECT,
        "title": "QI fundamentals",
        "provider_organisation": "QMM",
        "class": "qi_fundamentals",
        "ics_programme": True,
        "level": None,
    },
    "/v1/cafes": {
        "id": CAFE,
        "on": "2026-12-09",
        "hosts": ["RGP", "RM1"],
        "topic": "Falls, and what; next\nthe second line of it",
        "open_to_all_staff": True,
        "status": "scheduled",
        "attendance": None,
        "organisations_attending": None,
    },
}

ANSWERS: dict[str, dict[str, Any]] = {
    **{path: {"items": [item], "next": None} for path, item in LISTED.items()},
    f"/v1/projects/{PROJECT}": TOLD | OWN | {"history": HISTORY},
    f"/v1/projects/{PROJECT}/charts/falls": CHART,
    f"/v1/streams/cafe/{CAFE}": {
        "stream": f"cafe/{CAFE}",
        "events": [
            fact(1, "scheduled", on="2026-12-09", hosts=["RGP"], open_to_all_staff=True) | {"type": "cafe.scheduled"}
        ],
    },
}
