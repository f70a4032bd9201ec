"""The columns of a register of projects, and what they are called in exports like Life QI's."""

from collections.abc import Mapping

from services.gateway.imports.cells import YES_NO, choice, code, day, score, several, text, whole, yes_no
from services.gateway.imports.columns import Column

KINDS: Mapping[str, str] = {
    "Quality improvement": "quality_improvement", "Clinical audit": "clinical_audit",
    "Service evaluation": "service_evaluation", "QI": "quality_improvement", "QI project": "quality_improvement",
    "Quality improvement project": "quality_improvement", "Improvement project": "quality_improvement",
    "Improvement": "quality_improvement", "Audit": "clinical_audit", "Evaluation": "service_evaluation",
}  # fmt: skip
STATUSES: Mapping[str, str] = {
    "Not started": "registered", "Active": "running", "On hold": "paused", "Completed": "completed",
    "Cancelled": "cancelled", "Registered": "registered", "Planned": "registered", "Draft": "registered",
    "Proposed": "registered", "Running": "running", "Open": "running", "In progress": "running", "Started": "running",
    "Live": "running", "Ongoing": "running", "Paused": "paused", "Complete": "completed", "Closed": "completed",
    "Finished": "completed", "Canceled": "cancelled", "Stopped": "cancelled", "Abandoned": "cancelled",
    "Withdrawn": "cancelled",
}  # fmt: skip
INVOLVEMENT: Mapping[str, str] = {
    "None": "none", "Little i": "little_i", "Big I": "big_i", "No": "none", "No involvement": "none",
    "Not involved": "none", "Little i involvement": "little_i", "Little": "little_i", "Big I involvement": "big_i",
    "Big": "big_i", "Co-production": "big_i", "Co-produced": "big_i",
}  # fmt: skip
DIMENSIONS: Mapping[str, str] = {
    "Safe": "safe", "Timely": "timely", "Effective": "effective", "Efficient": "efficient", "Equitable": "equitable",
    "Person-centred": "person_centred", "Patient-centred": "person_centred", "Safety": "safe",
    "Timeliness": "timely", "Effectiveness": "effective", "Efficiency": "efficient", "Equity": "equitable",
    "Person-centered": "person_centred", "Patient-centered": "person_centred",
}  # fmt: skip
ASSESSORS: Mapping[str, str] = {
    "Team": "team", "Adviser": "adviser", "Project team": "team", "Self": "team", "Self-assessment": "team",
    "Advisor": "adviser", "QI adviser": "adviser", "QI advisor": "adviser", "Improvement adviser": "adviser",
    "Coach": "adviser", "QI coach": "adviser",
}  # fmt: skip
FEW_DIMENSIONS = ("Safe", "Timely", "Effective", "Efficient", "Equitable", "Person-centred")

COLUMNS = (
    Column(
        name="reference", title="Reference", read=code, required=True, example="QI-2023-014",
        says="Your own number of the project, the same in every upload: it is how the project is found again.",
        known_as=("Project ID", "Project code", "ID", "Ref", "Code", "Project number", "QI number", "Project reference",
                  "Project ref", "Registration number", "QI reference"),
    ),
    Column(
        name="title", title="Title", read=text, required=True, example="Fewer falls on the stroke unit",
        says="What the project is called, in up to 300 characters.",
        known_as=("Project title", "Project name", "Name", "Project", "Title of project"),
    ),
    Column(
        name="kind", title="Kind", read=choice(KINDS), example="Quality improvement",
        choices=("Quality improvement", "Clinical audit", "Service evaluation"),
        says="Quality improvement, clinical audit or service evaluation; quality improvement where it is empty.",
        known_as=("Project type", "Type", "Type of project", "Project kind"),
    ),
    Column(
        name="registered_on", title="Registered on", read=day, is_day=True, example="14/04/2023",
        says="The day on which the project was registered; the day it started where this is empty or later.",
        known_as=("Date registered", "Date created", "Created", "Created on", "Registration date", "Created date",
                  "Date of registration", "Creation date"),
    ),
    Column(
        name="aim", title="Aim", read=text, example="Halve falls with harm by March 2024",
        says="What is to be better, by how much, by when.",
        known_as=("Aim statement", "Project aim", "SMART aim", "Aims", "Project aim statement"),
    ),
    Column(
        name="started_on", title="Started on", read=day, is_day=True, example="01/05/2023",
        says="The day on which work began; empty where it has not.",
        known_as=("Start date", "Project start date", "Date started", "Start", "Actual start date"),
    ),
    Column(
        name="status", title="Status", read=choice(STATUSES), example="Active",
        choices=("Not started", "Active", "On hold", "Completed", "Cancelled"),
        says="Where the project stands. Completed and cancelled need the day on which it was closed.",
        known_as=("Project status", "Current status", "State", "Stage"),
    ),
    Column(
        name="closed_on", title="Closed on", read=day, is_day=True, example="31/03/2024",
        says="The day on which it was completed or cancelled; looked at only where the status says that it was.",
        known_as=("Completion date", "Date completed", "Completed on", "Actual end date", "Closed date", "Date closed",
                  "End date", "Completed date", "Date of completion", "Closure date", "Project end date"),
    ),
    Column(
        name="summary", title="Summary", read=text, says="What came of a completed project.",
        known_as=("Project summary", "Outcome", "Results", "Closing summary"),
    ),
    Column(
        name="reason", title="Reason for cancelling", read=text, says="Why a cancelled project was cancelled.",
        known_as=("Cancellation reason", "Reason", "Reason cancelled", "Reason for cancellation"),
    ),
    Column(
        name="score", title="Progress score", read=score, example="3.0",
        choices=tuple(f"{half / 2:.1f}" for half in range(1, 11)),
        says="The latest score on the scale from 0.5 to 5.0, in half points; words after the number do no harm.",
        known_as=("Score", "Current progress score", "Project progress score", "IHI score", "IHI progress score",
                  "Current score", "Latest progress score"),
    ),
    Column(
        name="scored_on", title="Scored on", read=day, is_day=True, example="28/02/2024",
        says="The day of that score; where it is empty, the day of closing, or the day that the file is as of.",
        known_as=("Progress score date", "Score date", "Date of score", "Score updated", "Last scored",
                  "Score last updated", "Progress score updated", "Date scored"),
    ),
    Column(
        name="scored_by", title="Scored by", read=choice(ASSESSORS), example="Team", choices=("Team", "Adviser"),
        says="Whether the team scored itself or an adviser did; the team where it is empty.",
        known_as=("Assessor", "Assessed by"),
    ),
    Column(
        name="involvement", title="Involvement", read=choice(INVOLVEMENT), example="Big I",
        choices=("None", "Little i", "Big I"),
        says="How far patients and carers are part of the work: none, little i (asked), big I (partners in it).",
        known_as=("Service user involvement", "Patient involvement", "Level of involvement", "Involvement level",
                  "Service user and carer involvement", "Patient and public involvement", "PPI", "Co-production"),
    ),
    Column(
        name="involved_on", title="Involvement on", read=day, is_day=True,
        says="The day from which that holds; where it is empty, the day of closing, or the day that the file is as of.",
        known_as=("Involvement date", "Date of involvement"),
    ),
    Column(
        name="division", title="Division", read=text, example="Medicine", says="The part of your organisation.",
        known_as=("Directorate", "Department", "Care group", "Service", "Business unit", "Specialty", "Team"),
    ),
    Column(
        name="site", title="Site", read=text, example="Main hospital", says="Where it takes place.",
        known_as=("Location", "Ward", "Hospital", "Hospital site"),
    ),
    Column(
        name="partner_organisations", title="Partner organisations", read=several(code), example="RM1, RY3",
        says="Codes of the other organisations that work on it, with commas.",
        known_as=("Partners", "Partner organisation", "Other organisations"),
    ),
    Column(
        name="quality_dimensions", title="Quality dimensions", read=several(choice(DIMENSIONS)), example="Safe, Timely",
        says=f"Which of: {', '.join(FEW_DIMENSIONS)}; with commas.",
        known_as=("Quality domains", "Domains of quality", "Dimensions of quality", "STEEEP", "Quality dimension"),
    ),
    Column(
        name="ambitions", title="Ambitions", read=several(whole), example="1, 3",
        says="Which of the strategy's four ambitions it serves: numbers from 1 to 4, with commas.",
        known_as=("Ambition", "Strategic ambition", "Strategy ambition"),
    ),
    Column(
        name="has_financial_effect", title="Financial effect", read=yes_no, choices=("Yes", "No"), example="No",
        says=f"Whether money is saved or spent by it: {' or '.join(list(YES_NO)[:2])}.",
        known_as=("Has financial effect", "Financial impact", "Cost saving", "Savings expected"),
    ),
    Column(
        name="lead", title="Lead organisation", read=code,
        says="Your own organisation, by code or name, or empty: others' projects are theirs to register.",
        known_as=("Organisation", "Organisation code", "Lead organisation code", "Trust", "Provider", "ODS code"),
    ),
)  # fmt: skip
