"""Surgery, theatres and anaesthetics in a hospital."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Starting theatre lists on time",
        "start 85 % of elective lists within 15 minutes of plan",
        "timely, efficient",
    ),
    Topic(
        "Fewer on-the-day cancellations in orthopaedics",
        "reduce cancellations on the day by a quarter",
        "timely, efficient",
    ),
    Topic(
        "Hip fracture to theatre within 36 hours",
        "operate within 36 hours on 85 % of patients with a hip fracture",
        "timely, effective",
    ),
    Topic(
        "Keeping patients warm before theatre",
        "have 90 % of patients above 36 degrees on arrival in recovery",
        "safe, effective",
    ),
    Topic(
        "Shorter fasting before an operation",
        "reduce median fluid fasting from nine hours to four",
        "person_centred, safe",
    ),
    Topic(
        "Surgical site infection after caesarean and bowel surgery",
        "reduce surgical site infections by 30 %",
        "safe, effective",
    ),
    Topic(
        "Waiting list letters that people understand",
        "have 90 % of readers understand what happens next without a telephone call",
        "person_centred, equitable",
    ),
    Topic(
        "Enhanced recovery after knee replacement",
        "bring the median stay after knee replacement from three days to two",
        "effective, efficient",
    ),
    Topic(
        "Venous thromboembolism assessment on the surgical assessment unit",
        "assess 95 % of patients within 14 hours of admission",
        "safe, timely",
    ),
    Topic(
        "Postoperative pain scores that lead to action",
        "act on 90 % of severe pain scores within 30 minutes",
        "person_centred, timely",
    ),
    Topic(
        "Nerve blocks in the emergency department for hip fracture",
        "give a nerve block to 80 % of patients before the ward",
        "person_centred, timely",
    ),
    Topic(
        "Day case gallbladder surgery as the default",
        "perform 70 % of planned gallbladder operations as day cases",
        "efficient, effective",
    ),
    Topic(
        "Less waste from anaesthetic gases",
        "cut the carbon footprint of anaesthetic gases by half",
        "efficient, equitable",
    ),
)
