"""Random stories of everything that can be said, by everybody, about few enough things that facts meet.

Facts are dated by the day on which they are recorded, or before it, and gather at the ends of months and years.
What a service refuses is no part of the story.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from services.metrics.domain.measure import STRATEGY
from shared.contracts.event import Recorded
from shared.members import Members
from shared.moments import london_day
from tests.metrics.story import Story, event

BEGIN = datetime(2021, 12, 1, 22, 30, tzinfo=UTC)
SPAN = timedelta(days=900)
FOUNDERS = ("RGP", "RM1", "QMM")
ORGANISATIONS = (*FOUNDERS, "RY3", "RCX")
ANYBODY = (*ORGANISATIONS, "EXT")
WEIGHTS = {
    "project": 40, "person": 14, "session": 14, "scholarship": 7, "cafe": 6, "publication": 6, "innovation": 8,
    "adviser": 5, "course": 4, "milestone": 4, "measure": 4, "organisation": 1, "resource": 1, "snapshot": 1,
}  # fmt: skip


class Teller:
    """Tells a story by chance; `things` is how many of each kind there are to tell of."""

    def __init__(self, seed: int, size: int, things: int) -> None:
        self.chance, self.size, self.things = Random(seed), size, things
        self.stream = ""
        self.story = Story(members=Members(), now=BEGIN, dated_by_recording=True)
        self.people = [self._uuid("person", n) for n in range(max(3, things))]
        self.ways: dict[str, Callable[[str], tuple[str, dict[str, Any]]]] = {
            category: getattr(self, f"_{category}") for category in WEIGHTS
        }

    def tell(self) -> list[Recorded]:
        """Return the facts, in the order in which they were recorded."""
        for code in FOUNDERS:
            self._join(code)
        for code in FOUNDERS:
            if self.chance.random() < 0.8:
                self._agree_to_all(code)
        step, told, enough = SPAN / self.size, 0, len(self.story.facts) + self.size
        while len(self.story.facts) < enough:
            if len(self.story.facts) > told and self.chance.random() < 0.9:
                self.story.now += step * self.chance.random() * 2
            told = len(self.story.facts)
            self._attempt()
        return self.story.facts

    def _join(self, code: str) -> None:
        kind = "icb" if code == "QMM" else "acute"
        self.story.say(
            f"organisation/{code}", event("organisation.joined", name=code, kind=kind, on=self.today), by=code
        )

    def _agree_to_all(self, code: str) -> None:
        for slug in sorted(STRATEGY):
            self.story.say(
                f"measure/{slug}", event("measure.agreed", organisation=code, version=1, on=self.today), by=code
            )

    def _attempt(self) -> None:
        [category] = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        stream = self._stream(category)
        before = [one for one in self.story.facts if one.stream == stream] if self.chance.random() < 0.06 else []
        if before:
            wrong = self.chance.choice(before)
            said = event(f"{category}.fact_withdrawn", event_id=wrong.id, reason="Said in error.")
            self.story.attempt(stream, said, by=wrong.organisation, source=wrong.source)
            return
        self.stream, by = stream, self._speaker(stream)
        word, data = self.ways[category](by)
        identity = self.chance.choice(["a", "b", "c"]) if self.chance.random() < 0.2 else None
        source = self.chance.choice(["urn:a", "urn:b"])
        type_ = word if "." in word else f"{category}.{word}"
        self.story.attempt(stream, event(type_, **data), by=by, identity=identity, source=source)

    def _speaker(self, stream: str) -> str:
        """Return mostly somebody who may speak of it."""
        state = self.story.state(stream)
        code = stream.partition("/")[2]
        if stream.startswith("organisation/"):
            return code
        known = [
            who
            for name in ("lead", "opened_by", "provider", "planner", "organisation")
            if isinstance(who := getattr(state, name, None), str) and who
        ]
        return self.chance.choice(known) if known and self.chance.random() < 0.95 else self.chance.choice(FOUNDERS)

    @property
    def today(self) -> date:
        """The London day on which the next fact is recorded."""
        return london_day(self.story.next_at)

    def _day(self) -> str:
        """Return a day that is not to come: often today, often an end or a beginning."""
        today = self.today
        month = today.replace(day=1)
        year = date(today.year - (today.month < 4), 4, 1)
        back = self.chance.choice([0, 0, 1, 3, 14, 40, 90, 200, 400])
        days = [today - timedelta(days=back), month, month - timedelta(days=1), year, year - timedelta(days=1), today]
        return self.chance.choice(days).isoformat()

    def _plan(self) -> str:
        return (date.fromisoformat(self._day()) + timedelta(days=self.chance.choice([0, 0, 10, 40, 90]))).isoformat()

    def _uuid(self, kind: str, number: int) -> str:
        return str(UUID(int=Random(f"{kind}{number}").getrandbits(128), version=4))

    def _id_of(self, type_: str) -> str:
        """Return the identity of a fact of the stream, if there is one."""
        said = [one.id for one in self.story.facts if one.stream == self.stream and one.event.type == type_]
        return self.chance.choice(said or ["a"])

    def _one_of(self, kind: str, share: float = 1) -> str:
        return self._uuid(kind, self.chance.randrange(max(2, round(self.things * share))))

    def _stream(self, category: str) -> str:
        match category:
            case "person" | "adviser":
                return f"{category}/{self.chance.choice(self.people)}"
            case "organisation":
                return f"organisation/{self.chance.choice(ORGANISATIONS[len(FOUNDERS) :])}"
            case "measure":
                return f"measure/{self.chance.choice(sorted(STRATEGY))}"
            case "milestone":
                return f"milestone/part-{self.chance.randrange(max(3, self.things // 3))}"
            case "project" | "session":
                return f"{category}/{self._one_of(category)}"
            case _:
                return f"{category}/{self._one_of(category, 0.5)}"

    def _project(self, by: str) -> tuple[str, dict[str, Any]]:
        pick, on = self.chance.choice, self._day()
        registered = {
            "title": "Safer discharge", "kind": pick(["quality_improvement"] * 4 + ["clinical_audit"]),
            "lead_organisation": by, "registered_on": on, "has_financial_effect": pick([True, True, False]),
        }  # fmt: skip
        return pick(
            [
                *[("registered", registered)] * 6,
                ("details_amended", {"has_financial_effect": pick([True, False])}),
                ("lead_changed", {"to_organisation": pick(FOUNDERS), "on": on}),
                ("started", {"on": on}), ("paused", {"on": on}), ("resumed", {"on": on}),
                ("completed", {"on": on}), ("completed", {"on": on}), ("completed", {"on": on}),
                ("cancelled", {"on": on, "reason": "No time."}),
                ("reopened", {"on": on, "reason": "It did not hold."}),
                *([("voided", {"reason": "in_error"})] if self.chance.random() < 0.2 else []),
                *[("score_assessed", {"score": pick([2.0, 2.5, 3.0, 4.5]), "assessed_on": on,
                                      "assessor": pick(["team", "team", "adviser"])})] * 3,
                ("score_voided", {"event_id": self._id_of("project.score_assessed")}),
                *[("involvement_recorded", {"level": pick(["none", "little_i", "big_i"]), "on": on})] * 2,
                (pick(["coach_assigned", "coach_unassigned"]), {"adviser": pick(self.people), "on": on}),
                *[("coaching_logged", {"adviser": pick(self.people), "on": on})] * 3,
                *[("sustainability_assessed", {"on": on, "steps": [1], "social": "Nearer."})] * 2,
                ("sustainability_withdrawn", {"on": on, "reason": "Not so."}),
                *[(pick(["gateway_entered", "gateway_entered", "gateway_passed", "gateway_returned"]),
                   {"gateway": pick([0, 0, 1, 2]), "on": on})] * 4,
                ("learning_shared", {"on": on, "title": "Rounds", "text": "Often.", "audience": "system"}),
            ]
        )  # fmt: skip

    def _person(self, by: str) -> tuple[str, dict[str, Any]]:
        completed = (
            "training.completed",
            {"course": self._one_of("course", 0.5), "organisation": by, "completed_on": self._day()},
        )
        revoked = ("training.completion_revoked", {"event_id": self._id_of("training.completed"), "reason": "Left."})
        merged = ("merged", {"into": self.chance.choice(self.people)})
        return self.chance.choices([completed, revoked, merged, ("erased", {"on": self._day()})], [12, 4, 2, 1])[0]

    def _course(self, by: str) -> tuple[str, dict[str, Any]]:
        of_class = self.chance.choice(["qi_fundamentals", "qi_fundamentals", "sustainability", "other"])
        said = {
            "title": "QI", "class": of_class, "provider_organisation": by, "ics_programme": self.chance.random() < 0.7
        }  # fmt: skip
        return self.chance.choice([("announced", said), ("reclassified", {"class": of_class, "from": self._plan()})])

    def _session(self, by: str) -> tuple[str, dict[str, Any]]:
        pick, on = self.chance.choice, self._day()
        place = {"place": self.chance.randint(1, 4), "on": on}
        scheduled = {"course": self._one_of("course", 0.5), "starts_on": on, "ends_on": on, "places": 4}
        return pick(
            [
                *[("scheduled", scheduled)] * 3,
                ("places_reserved", {"organisation": pick(FOUNDERS), "places": 2, "on": on}),
                *[("place_offered", {**place, "organisation": pick(FOUNDERS)})] * 7,
                *[(word, place) for word in ("place_accepted", "place_declined", "place_expired")],
                ("place_withdrawn", place), ("place_withdrawn", place),
                ("attended", {"person": pick(self.people), "organisation": by}),
                *([("cancelled", {"on": on, "reason": "Snow."})] if self.chance.random() < 0.5 else []),
            ]
        )  # fmt: skip

    def _scholarship(self, _: str) -> tuple[str, dict[str, Any]]:
        pick = self.chance.choice
        enrolled = {
            "person": pick(self.people), "organisation": pick(ANYBODY), "cohort": "One", "on": self._day(),
            "profession": pick(["nurse", "midwife", "allied_health_professional", "doctor"]),
        }  # fmt: skip
        on = {"on": self._day()}
        return pick([("enrolled", enrolled)] * 2 + [("completed", on)] * 3 + [("withdrawn", on)])

    def _cafe(self, by: str) -> tuple[str, dict[str, Any]]:
        hosts = sorted({by, *self.chance.sample(FOUNDERS, self.chance.randint(0, 2))})
        said = {"on": self._plan(), "hosts": hosts, "open_to_all_staff": self.chance.random() < 0.8}
        on = {"on": self._day()}
        return self.chance.choice([("scheduled", said), ("held", on), ("held", on), ("cancelled", on)])

    def _publication(self, _: str) -> tuple[str, dict[str, Any]]:
        pick = self.chance.choice
        said = {
            "title": pick(["Rounds", " ROUNDS", "Safer\tdischarge", "safer  discharge ", "Straße", "STRASSE"]),
            "journal": pick(["BMJ", "bmj", "Lancet"]),
            "kind": pick(["journal_article"] * 4 + ["preprint", "poster"]),
            "relevant": self.chance.random() < 0.8,
            "published_on": self._day(),
            "organisations": self.chance.sample(ANYBODY, self.chance.randint(1, 3)),
        }
        if self.chance.random() < 0.5:
            said["doi"] = pick(["10.1/a", " 10.1/A ", "10.1/b"])
        return pick([("recorded", said), ("recorded", said), ("retracted", {"on": self._day(), "reason": "Wrong."})])

    def _innovation(self, by: str) -> tuple[str, dict[str, Any]]:
        said: dict[str, Any] = {"title": "FeNO", "programme": "Uptake", "evidence_url": "https://example.org/feno"}
        if self.chance.random() < 0.5:
            said["spread_sites"] = self.chance.randint(1, 3)
        stage = self.chance.choice(["piloted", "adopted", "adopted", "adopted", "discontinued"])
        site = self.chance.choice(["Gorleston", "Lowestoft", "Norwich"])
        reached = {"organisation": by, "site": site, "stage": stage, "on": self._day()}
        return self.chance.choices([("registered", said), ("stage_reached", reached)], [1, 4])[0]

    def _adviser(self, by: str) -> tuple[str, dict[str, Any]]:
        return self.chance.choice(["registered", "retired"]), {"organisation": by, "on": self._day()}

    def _milestone(self, by: str) -> tuple[str, dict[str, Any]]:
        on, role = self._day(), "medical_director"
        part_of = self.chance.choice(["improvement-space"] * 3 + ["dashboard-agreed"])
        planned = {"title": "A room", "part_of": part_of, "organisation": by, "due_on": self._plan()}
        return self.chance.choice(
            [
                ("planned", planned), ("evidenced", {"on": on, "evidence": "Photographs."}),
                ("signed_off", {"on": on, "role": role}), ("signed_off", {"on": on, "role": role}),
                ("revoked", {"on": on, "role": role}),
            ]
        )  # fmt: skip

    def _measure(self, by: str) -> tuple[str, dict[str, Any]]:
        pick, on = self.chance.choice, self._day()
        version = pick([1, 1, 2])
        year = int(on[:4]) - pick([0, 1])
        target = {
            "organisation": by,
            "target": self.chance.randint(1, 30),
            "financial_year": f"{year}/{(year + 1) % 100:02}",
        }
        text = dict.fromkeys(
            ["title", "words", "why", "unit", "counts", "numerator", "attribution", "owner"], "Said so."
        )
        proposed = {**text, "version": 2, "direction": "increase", "review_on": on}
        return pick(
            [
                *[("target_set", target)] * 4,
                *[("agreed", {"organisation": by, "version": version, "on": on})] * 3,
                *([("objected", {"organisation": by, "version": version, "on": on})] * (self.chance.random() < 0.2)),
                *([("proposed", proposed)] * (self.chance.random() < 0.1)),
            ]
        )

    def _organisation(self, by: str) -> tuple[str, dict[str, Any]]:
        # Founders stay, so that there is always somebody to speak.
        joined = {"name": by, "kind": "acute", "on": self._day()}
        left = [] if by in FOUNDERS else [("left", {"on": self._day()})]
        return self.chance.choice([("joined", joined), *left])

    def _resource(self, _: str) -> tuple[str, dict[str, Any]]:
        return "published", {"title": "A guide", "kind": "guide", "url": "https://example.org/guide"}

    def _snapshot(self, _: str) -> tuple[str, dict[str, Any]]:
        return "frozen", {"financial_year": "2022/23", "as_at": self.story.now.isoformat(), "label": "Board"}


def tell(seed: int, size: int, things: int = 6) -> list[Recorded]:
    """Return a random story: who joins and agrees, then so many facts."""
    return Teller(seed, size, things).tell()
