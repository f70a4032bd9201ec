"""Mental health, for all ages."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Less restrictive practice on the acute ward",
        "reduce restraint per 1,000 bed days by a third",
        "safe, person_centred",
    ),
    Topic(
        "Safety huddles on every ward, every day",
        "hold a safety huddle on 95 % of days",
        "safe, effective",
    ),
    Topic(
        "Physical health checks for people with severe mental illness",
        "complete all six checks for 75 % of people",
        "equitable, effective",
    ),
    Topic(
        "First episode psychosis within two weeks",
        "start treatment within two weeks for 70 % of people",
        "timely, effective",
    ),
    Topic(
        "Follow-up within 72 hours of discharge",
        "see 90 % of people within 72 hours of leaving the ward",
        "safe, timely",
    ),
    Topic(
        "Crisis line calls answered",
        "answer 90 % of calls to the crisis line within a minute",
        "timely, safe",
    ),
    Topic(
        "Sexual safety on mixed wards",
        "halve sexual safety incidents on mixed wards",
        "safe, person_centred",
    ),
    Topic(
        "Co-produced care plans",
        "have 80 % of care plans written together with the person",
        "person_centred, effective",
    ),
    Topic(
        "Sleep well on the older people's ward",
        "reduce unneeded night-time checks by half",
        "person_centred, effective",
    ),
    Topic(
        "Waiting well for children and young people",
        "contact 95 % of waiting families every four weeks",
        "timely, person_centred",
    ),
    Topic(
        "Peer support on leaving hospital",
        "offer a peer worker to 70 % of people who go home",
        "person_centred, equitable",
    ),
    Topic(
        "Memory assessment within six weeks",
        "bring the median wait for a memory assessment to six weeks",
        "timely, equitable",
    ),
    Topic(
        "Fewer violent incidents in intensive care",
        "reduce violent incidents by 30 %",
        "safe, person_centred",
    ),
    Topic(
        "Carers included from the first meeting",
        "invite a carer to 85 % of first meetings",
        "person_centred, effective",
    ),
    Topic(
        "Lithium monitored safely",
        "test lithium levels on time for 95 % of people",
        "safe, effective",
    ),
    Topic(
        "Talking therapies for people over 65",
        "raise the share of people over 65 in talking therapies to 12 %",
        "equitable, effective",
    ),
    Topic(
        "Fewer moves between wards",
        "reduce moves that are not for treatment by 40 %",
        "person_centred, efficient",
    ),
    Topic(
        "Eating disorder pathway for young people",
        "see urgent referrals within a week in 95 % of cases",
        "timely, safe",
    ),
    Topic(
        "Smoking cessation on every ward",
        "offer nicotine replacement within an hour to 90 % of smokers",
        "effective, equitable",
    ),
)
