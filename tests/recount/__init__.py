"""The fourteen measures counted again from the submitted events, straight from the definitions, one pass a question.

It shares no code with the platform or the example, so that it can contradict both. `events` are accepted CloudEvents
as JSON objects, each stream's in its own order; for `dashboard-agreed` with `organisation` and `recorded_on`, the
London day on which each was recorded.
"""
