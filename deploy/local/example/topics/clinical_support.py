"""Pharmacy, imaging, pathology and outpatients in a hospital."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Medication reconciliation within 24 hours",
        "reconcile medicines within 24 hours for 90 % of admissions",
        "safe, timely",
    ),
    Topic(
        "Discharge summaries within 24 hours",
        "send 95 % of discharge summaries within 24 hours",
        "timely, safe",
    ),
    Topic(
        "Medicines to take home, ready by eleven",
        "have 70 % of take-home medicines ready by eleven o'clock",
        "timely, efficient",
    ),
    Topic(
        "Critical results telephoned and acknowledged",
        "acknowledge 95 % of critical results within an hour",
        "safe, timely",
    ),
    Topic(
        "Fewer repeated blood samples",
        "reduce haemolysed samples from the wards by half",
        "efficient, person_centred",
    ),
    Topic(
        "Missed appointments in outpatients",
        "reduce missed appointments in the most deprived fifth of postcodes by a quarter",
        "equitable, efficient",
    ),
    Topic(
        "Imaging requests with the question in them",
        "have a clear clinical question on 90 % of imaging requests",
        "effective, efficient",
    ),
    Topic(
        "Fewer missed doses of time-critical medicines",
        "bring missed doses of Parkinson's medicines below 5 %",
        "safe, timely",
    ),
    Topic(
        "Antibiotics from vein to mouth on day three",
        "review 90 % of intravenous antibiotics by day three",
        "effective, efficient",
    ),
    Topic(
        "Weekend physiotherapy on the respiratory ward",
        "see 85 % of new referrals within a day, weekends too",
        "timely, equitable",
    ),
    Topic(
        "Reusable tourniquets and fewer gloves",
        "reduce single-use gloves in phlebotomy by 40 %",
        "efficient, effective",
    ),
    Topic(
        "Booking by text message in the eye clinic",
        "let 60 % of follow-up patients choose their own appointment",
        "person_centred, efficient",
    ),
)
