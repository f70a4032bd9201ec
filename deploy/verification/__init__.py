"""Whether what must always hold holds of a running system: read-only, and in memory that does not grow with history."""
