"""Emergency and acute care in a hospital."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Ambulance handover within 30 minutes",
        "hand over 90 % of ambulance patients within 30 minutes",
        "timely, safe",
    ),
    Topic(
        "First look within 15 minutes of arrival",
        "assess 90 % of walk-in patients within 15 minutes",
        "timely, safe",
    ),
    Topic(
        "Same day emergency care for cellulitis",
        "treat 60 % of patients with cellulitis without a night in hospital",
        "efficient, effective",
    ),
    Topic(
        "Discharge before noon from the acute medical unit",
        "discharge 35 % of the day's leavers before noon",
        "timely, efficient",
    ),
    Topic(
        "Pain relief within 20 minutes for children",
        "give pain relief within 20 minutes to 85 % of children in moderate or severe pain",
        "timely, person_centred",
    ),
    Topic(
        "Deteriorating patients recognised overnight",
        "escalate 95 % of high early warning scores within 30 minutes",
        "safe, timely",
    ),
    Topic(
        "Safer handover at night",
        "use the structured handover sheet on 95 % of nights",
        "safe, effective",
    ),
    Topic(
        "Care plans for people who attend often",
        "agree a care plan with 70 % of the people who attend most often",
        "person_centred, equitable",
    ),
    Topic(
        "Mental health assessment room in the emergency department",
        "see 90 % of people in crisis in the assessment room within an hour",
        "safe, person_centred",
    ),
    Topic(
        "Blood cultures taken right first time",
        "bring contaminated blood cultures below 3 %",
        "effective, efficient",
    ),
)
