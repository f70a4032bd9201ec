"""The only door: identity, submission, reading and pages."""
