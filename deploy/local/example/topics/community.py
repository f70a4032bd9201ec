"""Care at home and in community hospitals."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Wound care that heals in the community",
        "heal 70 % of venous leg ulcers within 24 weeks",
        "effective, person_centred",
    ),
    Topic(
        "Compression within four weeks for leg ulcers",
        "start compression within four weeks for 85 % of new leg ulcers",
        "timely, effective",
    ),
    Topic(
        "Pressure ulcers in care homes",
        "reduce new pressure ulcers in ten care homes by 25 %",
        "safe, effective",
    ),
    Topic(
        "Urgent community response within two hours",
        "reach 80 % of urgent referrals within two hours",
        "timely, safe",
    ),
    Topic(
        "Insulin visits at the right time",
        "make 90 % of insulin visits within 30 minutes of plan",
        "timely, safe",
    ),
    Topic(
        "Catheter passports for everyone",
        "give a catheter passport to 95 % of people with a long-term catheter",
        "safe, person_centred",
    ),
    Topic(
        "Fewer blocked catheters at night",
        "reduce unplanned night calls for catheters by 30 %",
        "effective, efficient",
    ),
    Topic(
        "Goals in people's own words in rehabilitation",
        "have 85 % of goals written in the person's own words",
        "person_centred, effective",
    ),
    Topic(
        "Home safety check at the first visit",
        "complete a falls check at 90 % of first visits",
        "safe, effective",
    ),
    Topic(
        "Speech therapy without the long wait",
        "bring the median wait for children's speech therapy to ten weeks",
        "timely, equitable",
    ),
    Topic(
        "Virtual ward for frailty",
        "care for 40 people at a time on the virtual ward",
        "efficient, person_centred",
    ),
    Topic(
        "Just-in-case medicines at the end of life",
        "have medicines at home for 95 % of people in the last weeks of life",
        "person_centred, timely",
    ),
    Topic(
        "Discharge to assess without delay",
        "start 80 % of packages within a day of being ready",
        "timely, efficient",
    ),
    Topic(
        "Lower limb clinics in market towns",
        "offer a clinic place within eight miles to 90 % of patients",
        "equitable, timely",
    ),
    Topic(
        "Sharing notes with the out-of-hours team",
        "share 95 % of care plans with the out-of-hours team",
        "safe, effective",
    ),
    Topic(
        "Foot checks for people at home with diabetes",
        "check the feet of 90 % of housebound people with diabetes",
        "equitable, effective",
    ),
    Topic(
        "Weighing what matters on the stroke rehabilitation unit",
        "give 45 minutes of each therapy on 80 % of days",
        "effective, person_centred",
    ),
)
