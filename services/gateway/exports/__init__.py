"""The same answer as JSON, CSV or Excel."""
