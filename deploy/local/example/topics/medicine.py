"""Medicine and older people's care in a hospital."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Reducing falls on the older people's ward",
        "reduce falls with harm per 1,000 bed days by 20 %",
        "safe, person_centred",
    ),
    Topic(
        "Fewer hospital-acquired pressure ulcers",
        "reduce category 2 and above pressure ulcers by 30 %",
        "safe, effective",
    ),
    Topic(
        "Sepsis antibiotics within an hour",
        "give the first antibiotic within an hour to 90 % of patients with red flag sepsis",
        "safe, timely",
    ),
    Topic(
        "Nutrition screening on admission",
        "complete nutrition screening within 24 hours for 95 % of patients",
        "effective, safe",
    ),
    Topic(
        "Getting up, dressed and moving",
        "have 60 % of medical patients dressed and sitting out by noon",
        "effective, person_centred",
    ),
    Topic(
        "Delirium screening for patients over 65",
        "screen 90 % of patients over 65 for delirium within a day of admission",
        "safe, effective",
    ),
    Topic(
        "Hydration rounds in hot weather",
        "halve acute kidney injury acquired on the medical wards",
        "safe, effective",
    ),
    Topic(
        "Oxygen prescribed, not just given",
        "prescribe oxygen with a target range for 95 % of patients who receive it",
        "safe, effective",
    ),
    Topic(
        "Earlier review by the diabetes team",
        "see 80 % of inpatients with a high-risk foot within one working day",
        "timely, effective",
    ),
    Topic(
        "Hypoglycaemia boxes on every ward",
        "treat 90 % of inpatient hypoglycaemia within 15 minutes",
        "safe, timely",
    ),
    Topic(
        "Stroke swallow screening within four hours",
        "screen swallowing within four hours of arrival in 90 % of strokes",
        "timely, safe",
    ),
    Topic(
        "Heart failure bundle before going home",
        "complete the heart failure discharge bundle for 85 % of patients",
        "effective, person_centred",
    ),
    Topic(
        "Inhaler technique before discharge",
        "check and teach inhaler technique in 80 % of admissions with asthma or COPD",
        "effective, person_centred",
    ),
    Topic(
        "Advance care planning on the frailty unit",
        "offer a planning conversation to 75 % of patients living with severe frailty",
        "person_centred, effective",
    ),
)
