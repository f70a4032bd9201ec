"""Work across the whole integrated care system."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "One referral form for frailty across the system",
        "use the shared form in 80 % of frailty referrals",
        "efficient, effective",
    ),
    Topic(
        "Shared decision making in musculoskeletal clinics",
        "use a decision aid in 60 % of consultations",
        "person_centred, effective",
    ),
    Topic(
        "Blood pressure checks in barber shops and food banks",
        "find 400 people with untreated high blood pressure",
        "equitable, effective",
    ),
    Topic(
        "Discharge hub: one list for all partners",
        "reduce people waiting for a decision by a quarter",
        "timely, efficient",
    ),
    Topic(
        "Carers' passport in all organisations",
        "introduce the passport in all seven organisations",
        "person_centred, equitable",
    ),
    Topic(
        "Fewer inhalers with a high carbon footprint",
        "move 40 % of suitable patients to low-carbon inhalers",
        "effective, efficient",
    ),
    Topic(
        "Learning disability health checks",
        "complete the annual check for 75 % of people",
        "equitable, effective",
    ),
    Topic(
        "Care home residents' wishes on one record",
        "share the wishes of 85 % of residents",
        "person_centred, safe",
    ),
    Topic(
        "Winter vaccination of carers",
        "vaccinate 70 % of registered carers by Christmas",
        "equitable, safe",
    ),
)
