"""Maternity, neonatal and children's services."""

from deploy.local.example.topic import Topic

TOPICS = (
    Topic(
        "Skin-to-skin in theatre after caesarean birth",
        "offer skin-to-skin contact in theatre to 80 % of mothers",
        "person_centred, safe",
    ),
    Topic(
        "Smoke-free pregnancy pathway",
        "halve smoking at delivery among women booked by the end of the first trimester",
        "effective, equitable",
    ),
    Topic(
        "Warm babies on the neonatal unit",
        "have 95 % of preterm babies above 36.5 degrees on admission",
        "safe, effective",
    ),
    Topic(
        "Induction of labour without the wait",
        "begin 85 % of inductions on the planned day",
        "timely, person_centred",
    ),
    Topic(
        "Continuity for women with a previous loss",
        "offer the same midwife to 75 % of families after a loss",
        "person_centred, equitable",
    ),
    Topic(
        "Fewer unnecessary cannulas on the children's ward",
        "reduce cannulas that are never used by 40 %",
        "person_centred, efficient",
    ),
    Topic(
        "Asthma plans for every child who goes home",
        "send 95 % of children home with a written asthma plan",
        "effective, safe",
    ),
    Topic(
        "Interpreters at every antenatal booking",
        "offer a professional interpreter at 95 % of bookings that need one",
        "equitable, safe",
    ),
    Topic(
        "Postnatal discharge within four hours of the decision",
        "complete 80 % of postnatal discharges within four hours",
        "timely, efficient",
    ),
)
