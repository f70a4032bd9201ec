"""What no schema can say, told to the fuzzer: which cursors were given out, and which moments have come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import schemathesis

COME = datetime(2024, 1, 1, tzinfo=UTC).isoformat()


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """Mend what is well-formed and yet cannot be meant; what is malformed stays as it is."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    query = case.query or {}
    # A cursor is opaque: one that nobody gave out is refused.
    if "cursor" in query and case.path not in _LEGIBLE:
        del query["cursor"]
    # How it was known in the future is not known.
    if query.get("as_at", "") > COME:
        query["as_at"] = COME
    # Nothing was recorded in the future either: every such question would wait in vain.
    if (case.headers or {}).get("X-Min-Fresh", "") > COME:
        case.headers["X-Min-Fresh"] = COME
    # A file is as of a day that has come.
    if query.get("as_of", "") > COME[:10]:
        query["as_of"] = COME[:10]
    body = case.body if isinstance(case.body, dict) else {}
    # A key is a point on a curve, and its last day comes within a year.
    body.pop("keys", None) if case.path == "/v1/clients" else None
    if "expires_on" in body:
        body["expires_on"] = (date.today() + timedelta(days=7)).isoformat()  # noqa: DTZ011


_LEGIBLE = {"/v1/submissions", "/v1/audit", "/v1/imports", "/v1/webhooks/{webhook}/attempts"}
