"""Emergency calls, crews and transport."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Stroke patients on scene for 20 minutes or less",
        "leave the scene within 20 minutes in 70 % of suspected strokes",
        "timely, effective",
    ),
    Topic(
        "Pain scores before and after treatment",
        "record two pain scores for 90 % of patients with an injury",
        "person_centred, effective",
    ),
    Topic(
        "Falls without injury: raised and kept at home",
        "keep 60 % of people who fell without injury safely at home",
        "efficient, person_centred",
    ),
    Topic(
        "Resuscitation debriefs after every cardiac arrest",
        "hold a debrief after 80 % of cardiac arrests",
        "effective, safe",
    ),
    Topic(
        "Handover calls before arrival",
        "make a structured pre-alert in 95 % of priority cases",
        "safe, timely",
    ),
    Topic(
        "Fewer lost minutes at the start of a shift",
        "release crews within ten minutes of the start in 90 % of shifts",
        "timely, efficient",
    ),
    Topic(
        "Mental health car in the evenings",
        "avoid the emergency department for 65 % of people seen by the mental health car",
        "person_centred, efficient",
    ),
    Topic(
        "Aspirin and two readings in heart attack",
        "complete the heart attack bundle for 90 % of patients",
        "effective, timely",
    ),
    Topic(
        "Controlled drugs checked and recorded",
        "complete 98 % of daily controlled drugs checks",
        "safe, effective",
    ),
    Topic(
        "Call backs for long waits",
        "call back 90 % of people who wait over two hours",
        "safe, person_centred",
    ),
    Topic(
        "Cleaner vehicles between patients",
        "score 95 % or more in vehicle cleanliness checks",
        "safe, efficient",
    ),
    Topic(
        "Staff welfare after difficult calls",
        "offer support within a day after 90 % of difficult calls",
        "effective, person_centred",
    ),
)
