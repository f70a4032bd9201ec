"""Whatever stands in a file: it is answered, never with a failure, and nothing of a refused row is written."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deploy.local.stack import Stack
from services.gateway.imports.catalogue import KINDS
from tests.client import Door, Json
from tests.gateway.imports.uploading import as_csv, as_xlsx, upload
from tests.gateway.submissions.test_fuzz import written
from tests.oracles import assert_nothing_lost_or_doubled, mark, settled

HURRIED = settings(
    max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink]
)
PATIENT = "943 476 5919"
ODD = [
    "", " ", "\x00", "=1+1", "'=x", "31/02/2024", "1e999", "NaN", "9" * 400, PATIENT, "x" * 11_000, "a@b", "RGP", "ZZZ",
    "-1", "0.5", "01/05/2999", "12.0", "Completed", "yes", "None", "\ufeff", '"', "a\nb", "\ud800",
    "\N{NO-BREAK SPACE}",
]  # fmt: skip
texts = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(ODD)


@st.composite
def files(draw: st.DrawFn, kind: str) -> list[Json]:
    """Return rows of which each is right but for a cell here and there."""
    columns = KINDS[kind].columns
    rows = []
    for _ in range(draw(st.integers(0, 4))):
        row = {one.title: one.example for one in columns}
        if "Reference" in row and draw(st.booleans()):
            row["Reference"] = uuid4().hex
        changed = draw(st.dictionaries(st.sampled_from([one.title for one in columns]), texts, max_size=3))
        rows.append({**row, "Lead organisation": "RGP", **changed})
    return [*rows, *(rows[:1] if draw(st.booleans()) else [])]


def spelt(rows: list[Json], form: str) -> bytes:
    if form == "csv":
        return as_csv(rows or [{"x": ""}])
    return as_xlsx([{name: str(cell)[:32_000].replace("\ud800", "") for name, cell in row.items()} for row in rows])


async def judged(stack: Stack, door: Door, kind: str, body: bytes, **asked: str) -> Json | None:
    """Return what became of a file that could be read, having held what was said against what was written."""
    before = await written(stack)
    reply = await upload(door, kind, body, **asked)
    assert reply.status in {200, 413, 415, 422}, reply.body
    said = reply.json
    accepted = said["facts"]["accepted"] if reply.status == 200 and not said["dry_run"] else 0
    assert await written(stack) - before == accepted
    if reply.status != 200:
        assert said["type"] in {"UnreadableFile", "MissingColumn", "TooLarge", "UnsupportedMediaType"}
        return None
    assert said["accepted"] + said["unchanged"] + said["refused"] == said["rows"]
    assert len({one["row"] for one in said["faults"]}) == said["refused"]
    assert PATIENT not in json.dumps(said)
    report: Json = said
    return report


@pytest.fixture
async def settled_after(stack: Stack, door: Door, kind: str) -> AsyncIterator[None]:  # noqa: ARG001  the example is in
    """Hold what was kept against the read side, once everything was sent.

    Completions rest on courses that were announced before the mark, which the oracles do not look behind: of them it
    is only asked that everything arrives.
    """
    since = await mark(stack)
    yield
    if kind == "training":
        await settled(stack)
    else:
        await assert_nothing_lost_or_doubled(stack, [], "RGP", since)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("settled_after")
@HURRIED
@given(data=st.data(), form=st.sampled_from(["csv", "xlsx"]))
async def test_any_rows_are_answered_row_by_row(
    stack: Stack, door: Door, kind: str, data: st.DataObject, form: str
) -> None:
    body = spelt(data.draw(files(kind)), form)

    await judged(stack, door, kind, body, dry_run="true")
    if await judged(stack, door, kind, body) is not None:
        again = await judged(stack, door, kind, body)
        assert again is not None
        assert again["accepted"] == 0


@HURRIED
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda said: said.encode("utf-8", "surrogatepass")))
async def test_any_bytes_are_answered(stack: Stack, door: Door, content: bytes) -> None:
    await judged(stack, door, "projects", content)
