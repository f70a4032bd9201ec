"""Clinical audits and service evaluations, which are registered but are no improvement projects."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Audit of consent forms in elective surgery",
        "meet the consent standard in 95 % of records",
        "safe, person_centred",
    ),
    Topic(
        "Audit of antimicrobial prescribing",
        "meet the local guideline in 90 % of prescriptions",
        "effective, safe",
    ),
    Topic("Audit of record keeping", "meet all ten record keeping standards", "safe, effective"),
    Topic(
        "Audit of resuscitation decisions",
        "find a documented conversation in 95 % of decisions",
        "person_centred, effective",
    ),
    Topic(
        "Audit of hand hygiene",
        "observe correct hand hygiene in 95 % of moments",
        "safe, effective",
    ),
    Topic(
        "Audit of infection prevention in clinics",
        "meet the standard in all clinics",
        "safe, effective",
    ),
    Topic(
        "Audit of controlled drugs storage",
        "meet the storage standard in all areas",
        "safe, effective",
    ),
    Topic(
        "Audit of falls assessments against NICE guidance",
        "complete the assessment in 90 % of records",
        "safe, effective",
    ),
    Topic(
        "Audit of observations in the first hour",
        "record a full set in 95 % of cases",
        "safe, timely",
    ),
    Topic("Audit of safeguarding referrals", "send 95 % of referrals within a day", "safe, timely"),
    Topic(
        "Evaluation of the video consultation service",
        "learn who uses video consultations and why",
        "equitable, effective",
    ),
    Topic(
        "Evaluation of the new triage desk",
        "learn whether waiting times have changed",
        "timely, efficient",
    ),
    Topic(
        "Evaluation of the staff listening service",
        "learn what staff value",
        "effective, person_centred",
    ),
    Topic(
        "Evaluation of the discharge lounge",
        "learn how patients experience it",
        "person_centred, efficient",
    ),
)
